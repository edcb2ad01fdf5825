"""Kills the real process at random moments while people talk with it, and counts what came of it.

The short form runs with the other tests; the long one is `python -m tests.kills --long`.
"""
