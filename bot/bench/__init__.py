"""Measures the whole bot against a local Bot API server, beside two other bots of the same flow: `kith bench`.

Load goes to this machine only. `botapi/` is the server, which the tests use too.
"""
