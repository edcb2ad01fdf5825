"""One line an event, typed fields only: never what somebody wrote, never a chat id.

A field can only be a number, a type (shown by its name) or a place in our code, so there is no way for a text to slip
into a line. What libraries log is cut down to the logger's name and the error's type: httpx would write the bot's
token, and an exception's message may hold what she typed. For the same reason Python's own last words, its
tracebacks, are replaced by such a line.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path

ROOM = str(Path(__file__).parent.parent)


@dataclass(frozen=True, slots=True)
class Where:
    """A line of our code. Made by `where`."""

    file: str
    line: int


Field = int | float | type | Where

_LOGGER = logging.getLogger("kith")


def log(event: str, level: int = logging.INFO, **fields: Field) -> None:
    """Log `event` ("update.kept") with its fields as `name=value`."""
    if _LOGGER.isEnabledFor(level):
        _LOGGER.log(level, "%s", " ".join([event, *(f"{name}={_shown(field)}" for name, field in fields.items())]))


def where(error: BaseException) -> Where:
    """The last line of Kith's own code that an error passed, for whoever has to mend it."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(ROOM)] or frames
    return Where(Path(ours[-1].filename).name, ours[-1].lineno or 0) if ours else Where("unknown", 0)


def _shown(field: Field) -> str:
    if isinstance(field, type):
        return field.__name__
    if isinstance(field, Where):
        return f"{field.file}:{field.line}"
    return str(int(field)) if isinstance(field, int) else f"{field:.3f}"


class TypesOnly(logging.Formatter):
    """Our own lines as they are; of a library's line only its logger, level and error type."""

    def format(self, record: logging.LogRecord) -> str:
        head = f"{self.formatTime(record)} {record.levelname.lower()}"
        if record.name == _LOGGER.name:
            return f"{head} {record.getMessage()}"
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "none"
        return f"{head} library.logged logger={record.name} error={error}"


def set_up_logging(level: int = logging.INFO) -> None:
    """Send Kith's lines to standard error, and only the warnings of libraries; no traceback goes there."""
    handler = logging.StreamHandler()
    handler.setFormatter(TypesOnly())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    _LOGGER.setLevel(level)
    logging.captureWarnings(True)
    # A line that can't be written (a full disk) is lost, and not told with a traceback.
    logging.raiseExceptions = False
    threading.excepthook = lambda unhandled: log("thread.failed", logging.ERROR, error=unhandled.exc_type)
    sys.unraisablehook = lambda unhandled: log("cleanup.failed", logging.ERROR, error=unhandled.exc_type)
