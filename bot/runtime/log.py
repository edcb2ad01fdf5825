"""One line an event, typed fields only: never what somebody wrote, never a chat id.

A field can only be a number or a type (shown by its name), so there is no way for a text to slip into a line. What
libraries log is cut down to the logger's name and the error's type: httpx would write the bot's token, and an
exception's message may hold what she typed.
"""

from __future__ import annotations

import logging

Field = int | float | type

_LOGGER = logging.getLogger("kith")


def log(event: str, level: int = logging.INFO, **fields: Field) -> None:
    """Log `event` ("update.kept") with its fields as `name=value`."""
    if _LOGGER.isEnabledFor(level):
        _LOGGER.log(level, "%s", " ".join([event, *(f"{name}={_shown(field)}" for name, field in fields.items())]))


def _shown(field: Field) -> str:
    if isinstance(field, type):
        return field.__name__
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
    """Send Kith's lines to standard error, and only the warnings of libraries."""
    handler = logging.StreamHandler()
    handler.setFormatter(TypesOnly())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    _LOGGER.setLevel(level)
