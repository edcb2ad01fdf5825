"""The small language that the rules are written in, and its translation to regular expressions.

A rule says what a person may type, as plain words with a few signs that a clinician can learn in a minute:

    i want to die        these words, in this order
    tablets|pills        one or the other; groups too: {baby}|him
    cut*                 any word that begins so: cut, cuts, cutting
    (really)             may be there or not; several words too: (a bit)
    {die}                any phrase of the word group "die"
    ({really})           any phrase of that group, or none
    ...                  up to three words between; "...6" up to six. Never steps over a "not", "never" or "no"
    ^ and $              the sentence begins or ends here

Capitals, apostrophes and spellings do not matter: the pattern's words are folded exactly as the messages are. Every
repetition has a small bound, so a sentence is searched in time proportional to its length.

Each compiled pattern also tells its *landmarks*: words of which at least one is in every sentence that it matches. The
watch looks only at patterns whose landmark it has seen, which keeps the check fast however many rules there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.safety.letters import CHARACTER

LONGEST_GAP = 12
"""Words; a rule that needs more is two rules."""

PIECES = re.compile(r"\([^()]*\)|[^\s]+")
GROUP = re.compile(r"^\{([a-z][a-z0-9_]*)\}$")
GAP = re.compile(r"^\.\.\.(\d+)?$")
WORD = re.compile(rf"^{CHARACTER}+\*?$")


class PatternError(ValueError):
    """A pattern is written in a way that cannot be understood; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern, ready to use: its regular expression over folded text, and its landmarks (empty: none known)."""

    source: str
    regex: str
    landmarks: frozenset[str]


class Translator:
    """Turns patterns into regular expressions.

    `groups` are the book's word groups, `denials` the words that a gap never steps over, `fold` folds one written word
    to the words that a message would have in its place, `common` are words too frequent to be landmarks.
    """

    def __init__(
        self,
        groups: Mapping[str, list[str]],
        denials: list[str],
        fold: Callable[[str], list[str]],
        common: frozenset[str],
    ) -> None:
        self.groups = groups
        self.fold = fold
        self.common = common
        self.barrier = f"(?!(?:{'|'.join(map(re.escape, denials))}) )" if denials else ""
        self.known: dict[str, Pattern] = {}
        self.known_words: dict[str, tuple[str, str]] = {}

    def translate(self, source: str) -> Pattern:
        """The pattern `source` as a Pattern. Raises PatternError."""
        regexes: list[str] = []
        choices: list[frozenset[str]] = []
        pieces = PIECES.findall(source)
        if not pieces or any(end.startswith("(") or GAP.match(end) for end in (pieces[0], pieces[-1])):
            raise PatternError(f'"{source}" begins or ends with something that may be missing; leave that out')
        for place, piece in enumerate(pieces):
            regex, landmarks, needed = self.one_piece(piece, source, last=place == len(pieces) - 1)
            regexes.append(regex)
            if needed and landmarks:
                choices.append(landmarks)
        if not choices:
            raise PatternError(f'"{source}" has no word that must be there; add one')
        return Pattern(source, "".join(regexes), min(choices, key=self.cost))

    def cost(self, landmarks: frozenset[str]) -> tuple[int, int]:
        """Fewest everyday words first, then fewest words."""
        return (sum(word in self.common or word.endswith("*") for word in landmarks), len(landmarks))

    def one_piece(self, piece: str, source: str, *, last: bool) -> tuple[str, frozenset[str], bool]:
        """The regex of one piece, the words of which one must be there, and whether the piece must be there at all."""
        if piece == "^":
            return r"\A", frozenset(), False
        if piece == "$" and last:
            return r"\Z", frozenset(), False
        if gap := GAP.match(piece):
            return self.gap(int(gap[1] or 3), source), frozenset(), False
        optional = piece.startswith("(") and piece.endswith(")")
        parts = [self.body(body, source) for body in (piece[1:-1] if optional else piece).split()]
        regex = "".join(part for part, _ in parts)
        if optional:
            return f"(?:{regex})?", frozenset(), False
        return regex, parts[0][1], True

    def gap(self, most: int, source: str) -> str:
        if not 1 <= most <= LONGEST_GAP:
            raise PatternError(f'"{source}": a gap is 1 to {LONGEST_GAP} words')
        return f"(?:{self.barrier}[^ ]+ ){{0,{most}}}?"

    def body(self, body: str, source: str) -> tuple[str, frozenset[str]]:
        parts: list[str] = []
        landmarks: set[str] = set()
        for alternative in body.split("|"):
            if group := GROUP.match(alternative):
                found = self.group(group[1], source)
                parts.append(found.regex)
                landmarks |= found.landmarks
            else:
                if alternative not in self.known_words:
                    self.known_words[alternative] = self.word(alternative, source)
                regex, landmark = self.known_words[alternative]
                parts.append(regex)
                landmarks.add(landmark)
        return (f"(?:{'|'.join(parts)})", frozenset(landmarks))

    def word(self, word: str, source: str) -> tuple[str, str]:
        """The regex and the landmark of one written word, which may fold to several ("can't": "can not")."""
        bare = word.replace("'", "").replace("’", "")
        if not WORD.match(bare):
            raise PatternError(f'"{source}": "{word}" is not a word')
        if bare.endswith("*"):
            return f"{re.escape(bare[:-1])}[^ ]* ", bare
        folded = self.fold(word) or [bare]
        landmark = min(folded, key=lambda each: (each in self.common, -len(each)))
        return "".join(f"{re.escape(each)} " for each in folded), landmark

    def group(self, name: str, source: str) -> Pattern:
        """The word group `name` as one pattern. Raises PatternError when it is missing or contains itself."""
        if name in self.known:
            if not self.known[name].regex:
                raise PatternError(f'the word group "{name}" contains itself')
            return self.known[name]
        if name not in self.groups:
            raise PatternError(f'"{source}" uses the word group "{name}", which is not in "groups"')
        self.known[name] = Pattern(name, "", frozenset())
        phrases = [self.translate(phrase) for phrase in self.groups[name]]
        # Longer phrases first, so that "kill myself" is tried before "kill".
        regex = "|".join(each.regex for each in sorted(phrases, key=lambda each: -len(each.regex)))
        self.known[name] = Pattern(name, f"(?:{regex})", frozenset().union(*(each.landmarks for each in phrases)))
        return self.known[name]
