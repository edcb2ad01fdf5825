"""How near a record is to perinatal peer support, with the words that say so: 30 of a council's 800 come first.

It sorts, and decides nothing: every record stays a candidate. Words of pregnancy, birth and loss count most. Words of
family life count a little. Words of peer support and of the mind count only beside one of those, because a council's
feed is full of befriending for older people. What is sold or lent for babies counts against.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

HEART = {
    "perinatal": 12,
    "post ?-?natal depression|postpartum depression|pnd|antenatal depression": 12,
    "postpartum psychosis|puerperal": 12,
    "maternal mental health": 12,
    "birth trauma|traumatic birth": 12,
    "baby loss|stillbirth|stillborn|miscarriages?|neonatal death|pregnancy loss|ectopic": 12,
    "post ?-?natal|postpartum": 8,
    "ante ?-?natal": 6,
    "new m(?:u|o)ms?|new mothers?|new parents?|new dads?|new fathers?|expectant|parents-to-be|mums-to-be": 8,
    "home-start|nct|pandas foundation|sands|bluebell|mothers in mind|mumsaid": 8,
    "m(?:u|o)ms?|mothers?|motherhood|mummies": 6,
    "pregnan(?:t|cy|cies)": 6,
    "breast ?-?feeding|infant feeding|chestfeeding": 6,
    "maternity|doulas?": 5,
    "new ?-?borns?|premature|neonatal": 5,
    "baby blues": 8,
}
FAMILY = {
    "bab(?:y|ies)|bump": 3,
    "dads?|fathers?|fatherhood": 2,
    "toddlers?|under (?:5|five|2|two)s?|early years|0-2|0-5|pre-?school": 2,
    "parents?|parenting|parenthood": 2,
    "children'?s cent(?:re|er)|family hub|health visit(?:ors?|ing)": 2,
}
SUPPORT = {
    "peer support|lived experience|been there|volunteer mums": 5,
    "support groups?|peer group|drop-?in|meet other": 3,
    "befriend(?:ing|ers?)?|listening": 3,
    "mental health|emotional|wellbeing|well-being": 3,
    "depress(?:ion|ed)|anxiety|anxious|low mood|lonel(?:y|iness)|isolat(?:ed|ion)": 3,
    "bereave(?:d|ment)|grief": 3,
}
AGAINST = {
    "nurser(?:y|ies)|childcare|child care|childminders?|after-?school|holiday club": 6,
    "swimming|gymnastics|football|ballet|photograph\\w*|party|parties|shop|retail|boutique": 6,
    "equipment|clothes|car seats?|hire|toy librar(?:y|ies)": 4,
    "older people|elderly|over (?:50|55|60|65)s?|dementia|alzheimer'?s|pension(?:ers?)?|retire(?:d|ment)": 8,
    "foster(?:ing| carers?)|adopt(?:ion|ers?)": 3,
    "dogs?|cats?|pets?": 6,
}
NAME_COUNTS = 2
"""How many times a word of pregnancy or loss in the name counts."""


@dataclass(frozen=True, slots=True)
class Relevance:
    """A score from 0 up, and the words that made it."""

    score: int
    because: tuple[str, ...]


def _compiled(words: dict[str, int]) -> tuple[tuple[re.Pattern[str], int], ...]:
    return tuple((re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), weight) for pattern, weight in words.items())


_HEART, _FAMILY, _SUPPORT, _AGAINST = (_compiled(words) for words in (HEART, FAMILY, SUPPORT, AGAINST))


def relevance(name: str, words: Iterable[str]) -> Relevance:
    """How relevant a record of that name is, in which these words stand."""
    text = " ".join((name, *words))
    heart = _found(_HEART, text)
    family = _found(_FAMILY, text)
    if not heart and not family:
        return Relevance(0, ())
    support = _found(_SUPPORT, text)
    against = _found(_AGAINST, text)
    in_name = sum(weight for _, weight in _found(_HEART, name)) * (NAME_COUNTS - 1)
    for_it = sum(weight for _, weight in (*heart, *family, *support)) + in_name
    score = max(1, for_it - sum(weight for _, weight in against))
    because = [word for word, _ in (*heart, *family, *support)]
    because += [f"less for: {word}" for word, _ in against]
    return Relevance(score, tuple(because))


def _found(patterns: tuple[tuple[re.Pattern[str], int], ...], text: str) -> list[tuple[str, int]]:
    """The first word of each sort that is there, with its weight; each sort counts once."""
    return [(found[0].casefold(), weight) for pattern, weight in patterns if (found := pattern.search(text))]
