"""Typed words in one form, so that what people write and what Kith knows can meet."""

import unicodedata


def folded(text: str) -> str:
    """The text in one form for comparison: lower case, no accents, only letters, digits and single spaces."""
    spread = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    kept = (c for c in spread if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join("".join(c if c.isalnum() or c == "'" else " " for c in kept).split())
