"""Names of files and services made of what people call them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from bot.directory.fields import ID_LONGEST


def slug(text: str, longest: int = 60) -> str:
    """Small letters, digits and hyphens: "Mums' Café, Bristol" gives mums-cafe-bristol."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold().replace("'", "")
    words = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    return words[:longest].rsplit("-", 1)[0] if len(words) > longest and "-" in words[:longest] else words[:longest]


def new_id(organisation: str, name: str, taken: Container[str]) -> str:
    """An id that no service has or had: of the name, with the organisation's before it where it helps."""
    base = slug(f"{organisation} {name}", ID_LONGEST - 3) or "service"
    choices = (base, *(f"{base}-{number}" for number in range(2, 100)))
    return next(one for one in choices if one not in taken)
