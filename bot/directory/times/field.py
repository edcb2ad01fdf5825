"""The field of a content file that holds a time in words; what can't be read is told where it stands."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from bot.directory.times.reading import read_schedule


def _readable(words: str) -> str:
    read_schedule(words)
    return words


When = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_readable)]
"""When sessions come round, in words: "every Tuesday 10:00 to 11:30, term time only"."""
