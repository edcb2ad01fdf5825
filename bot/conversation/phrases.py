"""The phrases that people type for needs, formats, times and themselves, and finding them in a sentence.

Most are content (`content/needs.yaml`), so that charities add to them; those on who is asking are in `about_her.py`.
They are compiled once into one pattern; the longest words win, so that "morning sickness" is not a time of day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from bot.conversation.about_her import ABOUT_HER
from bot.conversation.folding import folded
from bot.directory import Needs

CLAUSES = re.compile(r"[,;:!?\n]+|\.\s")
"""What ends a clause: "no, a group please" refuses nothing."""
REFUSED = re.compile(
    r"(?<!\S)(?:not|no|without|except|anything but|ddim(?: wedi| yn)?"
    r"|(?:don't|dont|do not|didn't|didnt|did not|haven't|havent|have not|never) (?:want|like|need|fancy|had|have)"
    r"|(?:can't|cant|cannot|can not) (?:do|make|manage|face|get to|go to|come to))"
    r"(?: (?:a|an|any|the|in|by|to|go|had|have|more|another|on|(?:mon|tues|wednes|thurs|fri|satur|sun)days?))* $"
)
"""The words before a phrase that turn it round: "not a group", "I don't have anxiety", "I can't do mornings"."""


@dataclass(frozen=True)
class Phrases:
    """Every phrase that is known, with the answer and the value that it means."""

    pattern: re.Pattern[str]
    meanings: Mapping[str, tuple[tuple[str, Any], ...]]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str, Any]], everyday: Iterable[str] = ()) -> Self:
        """Compile (phrase, field, value) triples. A phrase may mean several things ("baby loss"), or nothing at all."""
        meanings: dict[str, tuple[tuple[str, Any], ...]] = {folded(phrase): () for phrase in everyday}
        for phrase, field, value in pairs:
            if key := folded(phrase):
                meanings[key] = (*meanings.get(key, ()), (field, value))
        longest_first = sorted(meanings, key=len, reverse=True)
        words = "|".join(re.escape(phrase) for phrase in longest_first) or r"(?!)"
        return cls(re.compile(rf"(?<!\S)(?:{words})(?!\S)"), meanings)

    def found(self, text: str, refused: bool = False) -> dict[str, tuple[Any, ...]]:
        """The values of each answer that the text names, in its order. What it refuses ("not a group") is left out, but
        where `refused` counts too."""
        values: dict[str, dict[Any, None]] = {}
        for clause in map(folded, CLAUSES.split(text)):
            for match in self.pattern.finditer(clause):
                if refused or not REFUSED.search(clause[: match.start()]):
                    for field, value in self.meanings[match.group()]:
                        values.setdefault(field, {})[value] = None
        return {field: tuple(each) for field, each in values.items()}


def phrases_of(needs: Needs) -> Phrases:
    """The phrases of the content: needs, formats and times."""
    triples: list[tuple[str, str, Any]] = []
    for need in needs.needs:
        triples += [(words, "needs", need.id) for words in (need.label, *need.synonyms)]
    for form in needs.formats:
        triples += [(words, "formats", form.id.value) for words in form.synonyms]
    for part in needs.times:
        triples += [(words, "times", part.id) for words in (part.label, *part.synonyms)]
    return Phrases.of(triples, needs.everyday)


def phrases_unsearched(needs: Needs) -> Phrases:
    """The phrases for what the search can't look for: said back, and no answer."""
    pairs = ((words, "unsearched", each.id) for each in needs.unsearched for words in each.synonyms)
    return Phrases.of(pairs)


def phrases_about_her(needs: Needs) -> Phrases:
    """The phrases that say who is asking, apart from the others because they share words ("my baby died")."""
    triples = [
        (words, field, value)
        for field, values in ABOUT_HER.items()
        for value, phrases in values.items()
        for words in phrases
    ]
    return Phrases.of(triples, needs.everyday)
