"""The directory in the sector's own standard, Open Referral UK, out and in (the mapping is in write.py and read.py).

`Feed` is what we publish, `files_of` writes it as files; `read_record` reads anybody's record.
"""

from bot.directory.open_referral.extension import read_record
from bot.directory.open_referral.feed import ABOUT, BadQuery, Feed, Record, listed, simply_listed
from bot.directory.open_referral.publish import as_json, files_of
from bot.directory.open_referral.read import Reading
from bot.directory.open_referral.terms import Terms

__all__ = [
    "ABOUT",
    "BadQuery",
    "Feed",
    "Reading",
    "Record",
    "Terms",
    "as_json",
    "files_of",
    "listed",
    "read_record",
    "simply_listed",
]
