"""The phrases that people type for needs, formats, times and themselves, and finding them in a sentence.

Most are content (`content/needs.yaml`), so that charities add to them; those on who is asking are in `about_her.py`.
They are compiled once into one pattern; the longest words win, so that "morning sickness" is not a time of day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from bot.conversation.about_her import ABOUT_HER
from bot.conversation.folding import folded
from bot.conversation.plain import either_word
from bot.directory import Needs
from bot.directory.needs import Refused

CLAUSES = re.compile(r"(?:[,;!?\n]|:(?!\d))+|\.\s")
"""What ends a clause: "no, a group please" refuses nothing. The colon of "1:1" ends none."""
MOST_BETWEEN = 4
"""Words that may stand between a refusal and what it refuses."""
OF_HER_WISHES = ("formats", "times")
"""What somebody may dislike and so not want. "I hate the crying" says that there is crying."""


@dataclass(frozen=True)
class Refusals:
    """What turns round the words beside it (see `content/needs.yaml`)."""

    lacks: re.Pattern[str]
    unwanted: re.Pattern[str]
    disliked: re.Pattern[str]
    disliked_after: re.Pattern[str]

    @classmethod
    def of(cls, refused: Refused) -> Self:
        between = rf"(?: (?:{_any(refused.between)})){{0,{MOST_BETWEEN}}} $"
        before = (refused.lacks, refused.unwanted, refused.disliked)
        lacks, unwanted, disliked = (re.compile(rf"(?<!\S)(?:{_any(words)}){between}") for words in before)
        return cls(lacks, unwanted, disliked, re.compile(rf"^ (?:\S+ )?(?:{_any(refused.disliked_after)})(?!\S)"))

    def turns(self, field: str, before: str, after: str) -> bool:
        """Whether the words beside a phrase say that it is not so, or not wanted."""
        return bool(self.lacks.search(before)) or self.unwants(field, before, after)

    def unwants(self, field: str, before: str, after: str) -> bool:
        """Whether they say that it is not wanted."""
        if self.unwanted.search(before):
            return True
        return field in OF_HER_WISHES and bool(self.disliked.search(before) or self.disliked_after.search(after))


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(either_word, words), key=len, reverse=True)) or r"(?!)"


@dataclass(frozen=True)
class Phrases:
    """Every phrase that is known, with the answer and the value that it means."""

    pattern: re.Pattern[str]
    meanings: Mapping[str, tuple[tuple[str, Any], ...]]
    refusals: Refusals

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str, Any]], needs: Needs) -> Self:
        """Compile (phrase, field, value) triples. A phrase may mean several things ("baby loss"), or nothing at all."""
        meanings: dict[str, tuple[tuple[str, Any], ...]] = {folded(phrase): () for phrase in needs.everyday}
        for phrase, field, value in pairs:
            if key := folded(phrase):
                meanings[key] = (*meanings.get(key, ()), (field, value))
        longest_first = sorted(meanings, key=len, reverse=True)
        words = "|".join(re.escape(phrase) for phrase in longest_first) or r"(?!)"
        return cls(re.compile(rf"(?<!\S)(?:{words})(?!\S)"), meanings, Refusals.of(needs.refused))

    def found(self, text: str, refused: bool = False) -> dict[str, tuple[Any, ...]]:
        """The values of each answer that the text names, in its order. What it refuses ("not a group") is left out, but
        where `refused` counts too."""
        return _by_field(
            (field, value)
            for field, value, before, after in self._named(text)
            if refused or not self.refusals.turns(field, before, after)
        )

    def unwanted(self, text: str) -> dict[str, tuple[Any, ...]]:
        """The values of each answer that the text says she doesn't want."""
        return _by_field(
            (field, value)
            for field, value, before, after in self._named(text)
            if self.refusals.unwants(field, before, after)
        )

    def _named(self, text: str) -> Iterator[tuple[str, Any, str, str]]:
        """Each value that the text names, with its answer and the words before and after it in its clause."""
        for clause in map(folded, CLAUSES.split(text)):
            for match in self.pattern.finditer(clause):
                before, after = (_bare(part) for part in (clause[: match.start()], clause[match.end() :]))
                for field, value in self.meanings[match.group()]:
                    yield field, value, before, after


def _bare(words: str) -> str:
    return words.replace("'", "")


def _by_field(pairs: Iterable[tuple[str, Any]]) -> dict[str, tuple[Any, ...]]:
    values: dict[str, dict[Any, None]] = {}
    for field, value in pairs:
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
    return Phrases.of(triples, needs)


def phrases_unsearched(needs: Needs) -> Phrases:
    """The phrases for what the search can't look for: said back, and no answer."""
    pairs = ((words, "unsearched", each.id) for each in needs.unsearched for words in each.synonyms)
    return Phrases.of(pairs, needs)


def phrases_about_her(needs: Needs) -> Phrases:
    """The phrases that say who is asking, apart from the others because they share words ("my baby died")."""
    triples = [
        (words, field, value)
        for field, values in ABOUT_HER.items()
        for value, phrases in values.items()
        for words in phrases
    ]
    return Phrases.of(triples, needs)
