"""Names of places in one form, so that "St. Helen's", "saint helens" and "ST HELENS" meet."""

from __future__ import annotations

import re
import unicodedata

SAME = {
    "saint": "st",
    "ste": "st",
    "nr": "near",
    "mt": "mount",
    "gt": "great",
    "upr": "upper",
    "lwr": "lower",
    "co": "county",
}
BEFORE = re.compile(
    r"^(?:(?:hi|hello|hiya|hey|i am|i'm|im|i|we|we're|were|she|she's|shes|he|my|our|live|lives|living|stay|stays|based|"
    r"is|are|it's|its|in|near|nearby|nearest|by|at|around|round|about|outside|just|close|next|to|from|of|area|postcode|"
    r"post|code|town|city|somewhere|anywhere|the|over|up|down|out|here|dwi'n|byw|yn|yng|ym|ger)\s+)+",
)
AFTER = re.compile(r"\s+(?:area|way|direction|please|pls|plz|thanks|thank you|x+)$")
CORRECTING = re.compile(
    r"^(?:(?:no|oh|ah|wait|hang on|sorry|oops)[\s,.!:-]+)*"
    r"(?:(?:i )?(?:meant|mean)|actually|rather|sorry|oops|make (?:that|it)|no[,.!:-]|not [\w' ]+(?:,|,? but))\s+"
    r"(?:to (?:say|put|type) )?",
    re.IGNORECASE,
)
"""What stands before the right name when somebody corrects herself: "sorry I meant bury", "not Leeds, hull"."""
PLAIN = re.compile(r"[A-Za-z ]+")
THE_COUNTRY = frozenset(("united kingdom", "great britain", "uk", "gb", "britain"))


def normal(name: str) -> str:
    """Lower case, no accents or points, hyphens as spaces, saints as st."""
    if PLAIN.fullmatch(name):
        words = name.lower().split()
        if SAME.keys().isdisjoint(words):
            return " ".join(words)
    else:
        spread = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
        kept = "".join(c for c in spread if not unicodedata.combining(c))
        kept = re.sub(r"['’‘`´.]", "", kept.replace("&", " and "))
        words = re.sub(r"[\W_]+", " ", kept).split()
    return " ".join([SAME.get(word, word) for word in words])


def corrected(text: str) -> str:
    """The text without "sorry, I meant" before it."""
    return CORRECTING.sub("", text.strip())


def without_lead(text: str) -> str:
    """The text without "I live near", "my postcode is", "area" and the like; the whole of it when nothing is left."""
    folded = " ".join(text.casefold().replace("’", "'").split()).strip(" .,!?;:")
    bare = AFTER.sub("", BEFORE.sub("", folded + " ").strip())
    return bare or folded
