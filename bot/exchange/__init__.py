"""The verbs that bring the directory out and in: `kith export`, `kith import`, `kith candidates`, `kith accept`.

`add_verbs` hangs them on the command line; what they do is in the directory's own folders.
"""

from bot.exchange.verbs import add_verbs

__all__ = ["add_verbs"]
