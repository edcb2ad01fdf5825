"""What a person can do: the events that every channel turns its own messages into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.places import Place

SentKind = Literal["voice", "video", "photo", "sticker", "document", "contact", "other"]


@dataclass(frozen=True, slots=True)
class Typed:
    """Words that she wrote, edited or passed on. They are read once and never kept."""

    text: str
    manner: Literal["new", "edited", "forwarded"] = "new"
    before: str = ""
    """What she wrote in the moments before, where several short messages may only together say it. Held in memory."""
    elsewhere: tuple[Place, ...] | None = None
    """What an online geocoder knows of the text as a place; None when it has not been asked."""


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button, by its action ("format:group"). It may be old, or forged: nothing is taken on trust."""

    action: str


@dataclass(frozen=True, slots=True)
class Located:
    """A location that she shared, in WGS84 degrees. It is made coarse before anything is kept."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that Kith can't read: a voice message, a photo, a sticker."""

    what: SentKind


Event = Typed | Tapped | Located | Sent
