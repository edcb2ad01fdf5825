"""Records of other directories that wait for a person: content/candidates/, which the bot never reads.

`Gatherer` makes them of a feed's records, `import_into` brings them up to date, `accept` makes one a service.
"""

from bot.directory.candidates.accept import NotYet, Where, accept
from bot.directory.candidates.candidate import FOLDER, Candidate
from bot.directory.candidates.files import CandidateError, Import, Kept, folder_of, import_into, kept_in, read_candidate
from bot.directory.candidates.gather import Finding, Gatherer, own_ids
from bot.directory.candidates.likeness import Likeness

__all__ = [
    "FOLDER",
    "Candidate",
    "CandidateError",
    "Finding",
    "Gatherer",
    "Import",
    "Kept",
    "Likeness",
    "NotYet",
    "Where",
    "accept",
    "folder_of",
    "import_into",
    "kept_in",
    "own_ids",
    "read_candidate",
]
