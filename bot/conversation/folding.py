"""Typed words in one form, so that what people write and what Kith knows can meet."""

import re
import unicodedata
from functools import lru_cache

ARABIC = str.maketrans({"ى": "ي", "ة": "ه", "ـ": None})
"""Letters that are typed for one another, and the line that only stretches a word."""
ARTICLE = re.compile(r"(?<![^\W_])(?:[وفبكعه]?ال|لل)(?=[^\W_]{3})")
"""The Arabic "the", with the one-letter words that are written onto it."""


def folded(text: str) -> str:
    """The text in one form for comparison: lower case, no accents, only letters, digits and single spaces.

    In Arabic without the article and with one form of the letters that are typed for one another.
    """
    spread = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    kept = (c for c in spread if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    words = " ".join("".join(c if c.isalnum() or c == "'" else " " for c in kept).split())
    return words if words.isascii() else ARTICLE.sub("", words.translate(ARABIC))


@lru_cache(4096)
def folded_label(label: str) -> str:
    """One of Kith's own words in that form, remembered; what somebody types is never remembered (see `folded`)."""
    return folded(label)
