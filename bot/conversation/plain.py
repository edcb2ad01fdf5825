"""Reading what somebody types back to a safety screen: a closed vocabulary, `content/safety/replies.yaml`.

The chat's language is read first, then English, then the others: people answer in the language that is nearest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from bot.conversation.folding import folded
from bot.safety import Plain, ReplyBook
from bot.safety.notice import FIRST_LANGUAGE
from bot.safety.replies import IN_THEIR_PLACE

REST = "…"
NOTHING = re.compile(r"(?!)")
THUMBS = str.maketrans({"👍": " yes ", "👎": " no "})
LONGEST_GAP = 8
"""Words that "…" inside a phrase may stand for."""
LONGEST_REPLY = 500
"""Characters; what is longer is read for danger, and is no plain reply."""
A_SHORT_MESSAGE = 8
"""Words of a message that asks to be hidden."""
A_HURRIED_MESSAGE = 14
"""Words of one that also says who is coming."""

ByLanguage = Mapping[str, re.Pattern[str]]


def plainly(text: str) -> str:
    """The text in the one form in which replies are compared: folded, and without apostrophes."""
    return folded(text.translate(THUMBS)).replace("'", "")


def pattern_of(phrases: Sequence[str]) -> re.Pattern[str]:
    """One pattern for phrases in which "…" stands for the rest of a message; without it a phrase is all of one. The
    longest phrase that fits counts.

    "a/b" is either word, and "_" joins two words into one.
    """
    return re.compile("|".join(map(_regex, sorted(phrases, key=len, reverse=True)))) if phrases else NOTHING


def _regex(phrase: str) -> str:
    begins, ends = phrase.startswith(REST), phrase.endswith(REST)
    pieces = [either_word(piece) for piece in phrase.strip(f"{REST} ").split(REST)]
    body = rf"(?: \S+){{0,{LONGEST_GAP}}} ".join(pieces)
    return rf"{'' if begins else '^'}(?<!\S){body}(?!\S){'' if ends else '$'}"


def either_word(words: str) -> str:
    """The pattern of a few words, of which "a/b" is either and "a_b" both."""
    if "/" not in words:
        return re.escape(plainly(words))
    either = ([re.escape(plainly(each.replace("_", " "))) for each in word.split("/")] for word in words.split())
    return " ".join(f"(?:{'|'.join(each)})" for each in either)


def _by_language(said: Mapping[str, Sequence[str]]) -> dict[str, re.Pattern[str]]:
    return {code: pattern_of(phrases) for code, phrases in said.items()}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of reply, with its words in each language."""

    reply: Plain
    most_words: int
    says: ByLanguage
    but_not: ByLanguage

    def fits(self, said: str, language: str) -> bool:
        """Whether the plain text is this reply in that language."""
        says = self.says.get(language)
        return bool(says and says.search(said)) and not self.but_not.get(language, NOTHING).search(said)


@dataclass(frozen=True)
class PlainReplies:
    """The whole vocabulary, ready to read with."""

    kinds: tuple[Kind, ...]
    languages: tuple[str, ...]
    speaks_of: Mapping[str, ByLanguage]
    countries: ByLanguage = field(default_factory=dict)
    hides: ByLanguage = field(default_factory=dict)
    deletes: ByLanguage = field(default_factory=dict)
    coming: ByLanguage = field(default_factory=dict)
    hurry: ByLanguage = field(default_factory=dict)
    goes_back: ByLanguage = field(default_factory=dict)
    spoken: ByLanguage = field(default_factory=dict)
    thanks: ByLanguage = field(default_factory=dict)
    hard: ByLanguage = field(default_factory=dict)

    @classmethod
    def of(cls, book: ReplyBook, countries: Mapping[str, Sequence[str]]) -> Self:
        """Compile the book. `countries`: names of other countries by language."""
        kinds = tuple(
            Kind(each.reply, each.most_words, _by_language(each.says), _by_language(each.but_not))
            for each in book.replies
        )
        of = {name: _by_language(getattr(book.speaks_of, name)) for name in type(book.speaks_of).model_fields}
        named = {
            code: re.compile(rf"(?<!\S)(?:{_leads(leads)}) ?(?:{_any(countries.get(code, ()))})(?!\S)")
            for code, leads in book.in_a_country.items()
            if countries.get(code)
        }
        languages = tuple(dict.fromkeys(code for kind in kinds for code in kind.says))
        asks = {"hides": book.hide, "deletes": book.delete, "coming": book.coming, "hurry": book.hurry}
        asks |= {"goes_back": book.back, "spoken": book.speak, "thanks": book.thanks, "hard": book.hard}
        return cls(kinds, languages, of, named, **{name: _by_language(said) for name, said in asks.items()})

    def read(self, text: str, language: str, here: frozenset[Plain] = frozenset()) -> Plain | None:
        """What the text says as a plain reply, or None when it says something else.

        `here`: the kinds of `IN_THEIR_PLACE` that may be meant; they come first.
        """
        if len(text) > LONGEST_REPLY:
            return None
        said = plainly(text)
        words = len(said.split())
        kinds = [kind for kind in self.kinds if kind.reply in here]
        kinds += [kind for kind in self.kinds if kind.reply not in IN_THEIR_PLACE]
        for code in dict.fromkeys((language, FIRST_LANGUAGE, *self.languages)):
            for kind in kinds:
                if words <= kind.most_words and kind.fits(said, code):
                    return kind.reply
        return None

    def left_of(self, reply: Plain, text: str) -> str:
        """What is left of the text, plain, behind the words that make it that reply, in any language, if any do."""
        said = plainly(text)
        ways = (pattern for kind in self.kinds if kind.reply is reply for pattern in kind.says.values())
        ends = [match.end() for way in ways if (match := way.search(said))]
        return said[max(ends) :].strip() if ends else ""

    def speaks(self, of: str, text: str) -> bool:
        """Whether the text speaks of that, in any language."""
        said = plainly(text)
        return any(pattern.search(said) for pattern in self.speaks_of.get(of, {}).values())

    def of_another_alone(self, text: str) -> bool:
        """Whether the text speaks of somebody else, and of the writer at most that he or she is worried."""
        return self.speaks("another", text) and not self.of_oneself(text)

    def of_oneself(self, text: str) -> bool:
        """Whether something in the text is said of the writer."""
        return self._is_left("oneself", text)

    def of_own_danger(self, text: str) -> bool:
        """Whether the writer says in plain words that he or she wants to die, and does not quote somebody."""
        return self._is_left("own_danger", text)

    def of_company_alone(self, text: str) -> bool:
        """Whether the text in one language says nothing but who is near her, and what they do of every day."""
        said = plainly(text)
        patterns = self.speaks_of.get("company", {}).values()
        return bool(said) and any(not pattern.sub(" ", said).split() for pattern in patterns)

    def _is_left(self, of: str, text: str) -> bool:
        """Whether the text speaks of that once what is passed over has been taken out."""
        said = plainly(text)
        for code, pattern in self.speaks_of.get(of, {}).items():
            passed = self.speaks_of.get("passed_over", {}).get(code, NOTHING)
            if pattern.search(" ".join(passed.sub(" ", said).split())):
                return True
        return False

    def names_a_country(self, text: str) -> bool:
        """Whether the text says that she is in another country."""
        return _in_any_language(self.countries, text)

    def asks_to_go_back(self, text: str) -> bool:
        """Whether the text in any language asks for the screen before."""
        return _in_any_language(self.goes_back, text)

    def asks_for_language(self, text: str) -> str | None:
        """The code of the language that the text asks to be spoken to in, in that language or another."""
        said = plainly(text)
        return next((code for code, pattern in self.spoken.items() if pattern.search(said)), None)

    def says_who_is_near(self, text: str) -> bool:
        """Whether a short message in any language says that somebody comes or reads, and no more."""
        said = plainly(text)
        if len(said.split()) > A_SHORT_MESSAGE:
            return False
        return any(comers and not rest for rest, comers in (self._without_comers(said, code) for code in self.coming))

    def gives_thanks(self, text: str) -> bool:
        """Whether the text in any language is thanks, and asks for nothing."""
        return _in_any_language(self.thanks, text)

    def is_hard(self, text: str) -> bool:
        """Whether the few words in any language say that it is bad, and no more."""
        return _in_any_language(self.hard, text)

    def asks_to_hide(self, text: str, on_a_safety_screen: bool = False) -> bool:
        """Whether a short message in any language asks that the chat be hidden.

        "Delete this" does on a safety screen, and anywhere beside "he's coming".
        """
        said = plainly(text)
        words = len(said.split())
        if words <= A_SHORT_MESSAGE and any(pattern.search(said) for pattern in self.hides.values()):
            return True
        return words <= A_HURRIED_MESSAGE and any(
            self._asks_to_delete(said, code, on_a_safety_screen) for code in self.deletes
        )

    def _asks_to_delete(self, said: str, code: str, on_a_safety_screen: bool) -> bool:
        """Whether nothing but the wish to delete is left, once who is coming and the hurry are taken out."""
        rest, comers = self._without_comers(said, code)
        return bool((comers or on_a_safety_screen) and self.deletes[code].search(rest))

    def _without_comers(self, said: str, code: str) -> tuple[str, int]:
        """What is left once who is coming and the hurry are taken out, and how many are coming."""
        rest, comers = self.coming.get(code, NOTHING).subn(" ", said)
        return " ".join(self.hurry.get(code, NOTHING).sub(" ", rest).split()), comers


def _in_any_language(patterns: ByLanguage, text: str) -> bool:
    said = plainly(text)
    return any(pattern.search(said) for pattern in patterns.values())


def _leads(words: Sequence[str]) -> str:
    """What stands before a country: anywhere, or with "…" after it at the beginning of the message."""
    anywhere = _any([word for word in words if not word.endswith(REST)])
    first = _any([word for word in words if word.endswith(REST)])
    return rf"{anywhere}|^(?:{first})"


def _any(words: Sequence[str]) -> str:
    return "|".join(sorted((re.escape(form) for form in _forms(words)), key=len, reverse=True)) or r"(?!)"


def _forms(words: Sequence[str]) -> Iterator[str]:
    return iter({form for word in words if (form := plainly(word))})
