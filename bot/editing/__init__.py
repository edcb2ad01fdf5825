"""The verbs for those who keep the directory: `kith check`, `new`, `confirm`, `stale`, `preview`, `schema`.

`add_verbs` hangs them on the command line; what they do is in the directory's own folders, and in `bot.preview`.
"""

from bot.editing.verbs import add_verbs

__all__ = ["add_verbs"]
