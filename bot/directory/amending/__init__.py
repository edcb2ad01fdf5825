"""Changes content files as a careful person would: only the fields that changed, comments and layout kept.

`amend` gives a file's new text; `as_yaml` writes a new part as the other files do; `write_files` puts it all on disk.
"""

from bot.directory.amending.amend import GONE, CannotAmend, Change, amend
from bot.directory.amending.files import write_files, write_text
from bot.directory.amending.style import as_yaml

__all__ = ["GONE", "CannotAmend", "Change", "amend", "as_yaml", "write_files", "write_text"]
