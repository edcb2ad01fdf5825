"""Thousands of patterns searched at once, in the time that a few dozen take."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.safety.patterns import Pattern

SET_ASIDE = "_ "
"""Stands where a figure of speech was; no rule knows this word."""


class Net:
    """Many patterns searched at once: only those whose landmark occurs in the sentence are tried.

    A pattern is compiled when it is first tried. All of them would take a second and 9 MB, and few are ever needed:
    the first messages take some ten milliseconds longer for it, the five hundredth none.
    """

    def __init__(self, patterns: Iterable[tuple[Pattern, int]]) -> None:
        """`patterns` each with the number of what it belongs to."""
        self.patterns: list[tuple[str, int]] = []
        self.compiled: dict[int, re.Pattern[str]] = {}
        by_word: dict[str, list[int]] = {}
        by_beginning: dict[str, list[int]] = {}
        for pattern, owner in patterns:
            for landmark in pattern.landmarks:
                index = by_beginning if landmark.endswith("*") else by_word
                index.setdefault(landmark.rstrip("*"), []).append(len(self.patterns))
            self.patterns.append((rf"(?<![^ ]){pattern.regex}", owner))
        self.by_word, self.by_beginning = (
            {word: tuple(numbers) for word, numbers in index.items()} for index in (by_word, by_beginning)
        )
        self.beginning_lengths = sorted({len(beginning) for beginning in self.by_beginning})

    def regex(self, number: int) -> re.Pattern[str]:
        found = self.compiled.get(number)
        if found is None:
            found = self.compiled[number] = re.compile(self.patterns[number][0])
        return found

    def compile_all(self) -> None:
        """Compile what has not been tried yet. Raises re.error for a pattern that is no regular expression."""
        for number in range(len(self.patterns)):
            self.regex(number)

    def candidates(self, words: Iterable[str]) -> list[int]:
        found: set[int] = set()
        for word in words:
            found.update(self.by_word.get(word, ()))
            for length in self.beginning_lengths:
                found.update(self.by_beginning.get(word[:length], ()))
        return sorted(found)

    def search(self, sentence: str) -> list[tuple[re.Match[str], int]]:
        """Every place where a pattern occurs in `sentence`, with its owner's number."""
        found = []
        for number in self.candidates(set(sentence.split())):
            owner = self.patterns[number][1]
            found += [(match, owner) for match in self.regex(number).finditer(sentence)]
        return found

    def occurs(self, sentence: str) -> bool:
        return any(self.regex(number).search(sentence) for number in self.candidates(set(sentence.split())))

    def without(self, sentence: str) -> str:
        """`sentence` with whatever the patterns find taken out."""
        for number in self.candidates(set(sentence.split())):
            sentence = self.regex(number).sub(SET_ASIDE, sentence)
        return sentence
