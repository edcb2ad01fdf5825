"""The directory as a table: one row a service, headings a person understands, and back again without guessing.

`as_csv` writes it; `read_table` survives what Excel does to a file; `plan` says what a table would change.
"""

from bot.directory.spreadsheet.changes import FieldChange, NewService, Plan, plan
from bot.directory.spreadsheet.save import Unsafe, new_texts
from bot.directory.spreadsheet.table import Table, TableError, Trouble, read_table
from bot.directory.spreadsheet.write import as_csv

__all__ = [
    "FieldChange",
    "NewService",
    "Plan",
    "Table",
    "TableError",
    "Trouble",
    "Unsafe",
    "as_csv",
    "new_texts",
    "plan",
    "read_table",
]
