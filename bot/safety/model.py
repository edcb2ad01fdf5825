"""The second net: a small learned model that may raise what the rules noticed, never lower it.

Rules catch what must never be missed; the model catches what nobody wrote a rule for, in every language that it has
phrases in, and where people mix them. It is multilingual-e5-small, trained further on the phrases under
`content/safety/phrases` (`python -m bot.safety.train`) and kept as 8-bit ONNX. It runs on one thread, without any
network, and answers the same for the same text. Long messages are read in windows of sentences and the gravest window
counts: that is where "by the way I've taken all of them" hides. Each window is computed alone, because in an 8-bit
model windows that are computed together colour one another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.safety.normalise import APOSTROPHES, INVISIBLE, TO_LATIN
from bot.safety.tiers import NOTHING_NOTICED, Category, Signal, Tier

if TYPE_CHECKING:
    import onnxruntime
    import tokenizers

NETWORK, WORDS, THRESHOLDS = "model.onnx", "tokenizer.json", "thresholds.json"

WINDOW = 94
"""Tokens of a window, without its first and last mark; what is shorter is read whole."""
STEP = 60
"""About so many tokens of whole sentences make a window of a longer message."""
MOST_WINDOWS = 40
MOST_CHARACTERS = 20_000
"""Of a message longer than this, or with more windows, the beginning and the end are read. The rules read all of it."""

SENTENCE = re.compile(r"(?<=[.!?…\n])\s+|\n+")
LATIN_SHARE = 0.5
KNOWN_SHARE = 0.8
"""Of the pieces of a text; what is mostly in letters that the model doesn't know is left to the rules."""
LOOK_ALIKES = {letter: latin for letter, latin in TO_LATIN.items() if letter != ord("ł")}
"""Letters drawn like Latin ones. The Polish one is a letter of its own here."""
DRAWN = {"🔪": "knife", "💊": "pills", "🩸": "blood", "🪦": "grave", "⚰": "coffin", "⚡": "electric"}
"""Emoji that Unicode names less plainly than people mean them."""

AT_TIER = {
    Tier.EMERGENCY: (
        Category.SUICIDE_INTENT, Category.OVERDOSE, Category.SELF_HARM, Category.HARM_BABY_INTENT, Category.PSYCHOSIS,
        Category.DOMESTIC_DANGER, Category.MANIA_CONFUSION, Category.MEDICAL_EMERGENCY, Category.THIRD_PARTY,
    ),
    Tier.URGENT: (
        Category.SUICIDE_IDEATION, Category.SELF_HARM, Category.HARM_BABY_THOUGHTS, Category.DOMESTIC_ABUSE,
        Category.ESTRANGEMENT, Category.CANNOT_COPE_UNSAFE, Category.THIRD_PARTY, Category.SEXUAL_VIOLENCE,
    ),
    Tier.SUPPORT: (Category.DISTRESS, Category.GRIEF, Category.PAST_RISK),
}  # fmt: skip
"""What a message of each tier can be about. A model may have been trained before one of them existed."""

IF_UNSURE = {
    Tier.EMERGENCY: Category.SUICIDE_INTENT,
    Tier.URGENT: Category.CANNOT_COPE_UNSAFE,
    Tier.SUPPORT: Category.DISTRESS,
}
"""Where the model is sure of the tier alone. The urgent one leads to the direct question."""

SURE = 0.97
SURE_OF_KIND = 0.9
"""From here on the model is sure of an emergency: of the tier, or of what it is about where that is told well apart.
Counted in November 2026 over replies of a few words that no rule knows: of 50 calm ones ("kids are upstairs asleep") it
takes 21 for an emergency and is sure of 4; of 23 dangers it sees 22 and is sure of 19.
"""
TOLD_APART = frozenset({Category.SUICIDE_INTENT, Category.THIRD_PARTY})

GRAVER = {
    Category.SUICIDE_IDEATION: Category.SUICIDE_INTENT,
    Category.CANNOT_COPE_UNSAFE: Category.SUICIDE_INTENT,
    Category.HARM_BABY_THOUGHTS: Category.HARM_BABY_INTENT,
    Category.DOMESTIC_ABUSE: Category.DOMESTIC_DANGER,
}
"""What an urgent matter is called when it has become an emergency."""


class ModelError(Exception):
    """The model can't be used: a file or a library is missing or broken. The text is one plain sentence."""


class Thresholds(BaseModel):
    """When a probability counts, and the order of the network's outputs. Written by the training."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    emergency: float
    """Of an emergency alone."""
    urgent: float
    """Of an emergency and of urgent together, in an English chat."""
    urgent_elsewhere: float
    """The same in a chat in another language: from fewer phrases the model has learned to be sure of less."""
    support: float
    """Of everything but ordinary together."""
    category: float
    """From here on the category is believed."""
    tiers: tuple[Tier, ...]
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """What the network says of one window: a probability for each tier and each category."""

    tiers: dict[Tier, float]
    categories: dict[Category, float]

    @property
    def risk(self) -> float:
        """How likely the window needs an answer at once."""
        return self.tiers[Tier.EMERGENCY] + self.tiers[Tier.URGENT]


class Model:
    """The learned net, ready to use. Made by `Model.load`; pure afterwards."""

    def __init__(self, session: onnxruntime.InferenceSession, words: tokenizers.Tokenizer, at: Thresholds) -> None:
        self.session = session
        self.words = words
        self.at = at
        self.first, self.last, self.unknown = (words.token_to_id(mark) for mark in ("<s>", "</s>", "<unk>"))

    @classmethod
    def load(cls, folder: Path) -> Model:
        """The model of `folder`. Raises ModelError when a file or a library is missing or can't be read."""
        for name in (NETWORK, WORDS, THRESHOLDS):
            if not (folder / name).is_file():
                raise ModelError(f"The learned net needs the file {folder.name}/{name}.")
        try:
            import onnxruntime  # 30 MB, which nobody pays for who runs without the net
            import tokenizers
        except ImportError as missing:
            raise ModelError(f"The learned net needs the package {missing.name}.") from None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            at = Thresholds.model_validate_json((folder / THRESHOLDS).read_text("utf-8"))
            words = tokenizers.Tokenizer.from_file(str(folder / WORDS))
            words.no_truncation()
            words.no_padding()
            session = onnxruntime.InferenceSession(
                str(folder / NETWORK), sess_options=options, providers=["CPUExecutionProvider"]
            )
        except ValidationError as wrong:
            raise ModelError(f"The file {THRESHOLDS} is not as expected: {wrong.errors()[0]['msg']}.") from None
        except Exception as wrong:
            raise ModelError(f"The learned net can't be read ({type(wrong).__name__}).") from wrong
        return cls(session, words, at)

    def notice(self, text: str, language: str = "en") -> Signal:
        """The gravest thing that the model sees in `text`; nothing where it can't read the letters."""
        found = NOTHING_NOTICED
        for window in self.windows(tidied(text)):
            signal = self.judge(self.guess(window), language)
            if signal.tier > found.tier:
                found = signal
            if found.tier is Tier.EMERGENCY:
                break
        return found

    def guesses(self, text: str) -> list[Guess]:
        """What the network says of each window: for training and for people who look into a miss."""
        return [self.guess(window) for window in self.windows(tidied(text))]

    def judge(self, guess: Guess, language: str) -> Signal:
        """The tier that the thresholds make of the probabilities, with what it is most likely about."""
        urgent = self.at.urgent if language == "en" else self.at.urgent_elsewhere
        if guess.tiers[Tier.EMERGENCY] >= self.at.emergency and guess.risk >= urgent:
            return self.about(Tier.EMERGENCY, guess)
        if guess.risk >= urgent:
            return self.about(Tier.URGENT, guess)
        if 1 - guess.tiers[Tier.ORDINARY] >= self.at.support:
            return self.about(Tier.SUPPORT, guess)
        return NOTHING_NOTICED

    def about(self, tier: Tier, guess: Guess) -> Signal:
        """`tier` with its likeliest category, or with the careful one when none is likely."""
        possible = {category: guess.categories[category] for category in AT_TIER[tier] if category in guess.categories}
        best = max(possible, key=lambda category: possible[category])
        sure = possible[best] >= self.at.category * sum(possible.values()) and possible[best] >= self.at.category / 2
        certain = guess.tiers[Tier.EMERGENCY] >= SURE or (best in TOLD_APART and possible[best] >= SURE_OF_KIND)
        return Signal(tier, best if sure else IF_UNSURE[tier], sure=certain, likely=guess.risk)

    def guess(self, window: Sequence[int]) -> Guess:
        import numpy as np

        ids = np.array([[self.first, *window, self.last]], dtype=np.int64)
        tiers, categories = self.session.run(None, {"ids": ids})
        return Guess(
            dict(zip(self.at.tiers, shares(tiers[0].tolist()), strict=True)),
            dict(zip(self.at.categories, shares(categories[0].tolist()), strict=True)),
        )

    def windows(self, text: str) -> list[list[int]]:
        """The token ids of `text`, whole when it is short, else in groups of sentences that overlap by one.

        What is written in letters that the model doesn't know is left out.
        """
        whole = self.ids(text)
        if len(whole) <= WINDOW:
            return [whole] if self.can_read(whole) else []
        sentences = map(self.ids, SENTENCE.split(text))
        windows = list(self.grouped([sentence for sentence in sentences if self.can_read(sentence)]))
        half = MOST_WINDOWS // 2
        return windows if len(windows) <= MOST_WINDOWS else [*windows[:half], *windows[-half:]]

    def can_read(self, ids: Sequence[int]) -> bool:
        known = sum(each != self.unknown for each in ids)
        return bool(ids) and known >= KNOWN_SHARE * len(ids)

    def ids(self, text: str) -> list[int]:
        return list(self.words.encode(text, add_special_tokens=False).ids)

    def grouped(self, sentences: Sequence[list[int]]) -> Iterator[list[int]]:
        """Windows of whole sentences. A sentence that is too long by itself is cut in pieces that overlap."""
        window: list[int] = []
        previous: list[int] = []
        for sentence in (piece for each in sentences for piece in cut(each)):
            if window and len(window) + len(sentence) > STEP:
                yield window
                window = list(previous) if len(previous) + len(sentence) <= STEP else []
            window = window + sentence
            previous = sentence
        if window:
            yield window


def cut(sentence: list[int]) -> list[list[int]]:
    if len(sentence) <= STEP:
        return [sentence] if sentence else []
    step = STEP * 2 // 3
    return [sentence[start : start + STEP] for start in range(0, max(1, len(sentence) - STEP + step), step)]


def raised(rules: Signal, learned: Signal) -> Signal:
    """What the two nets say together: the graver tier, and what it is about, from the rules where they knew."""
    if learned.tier <= rules.tier:
        return rules
    if rules.category and learned.tier is Tier.EMERGENCY and rules.tier is Tier.URGENT:
        category = GRAVER.get(rules.category, rules.category)
        known = category in AT_TIER[learned.tier]
        of_another = rules.of_another if known else None
        return replace(learned, category=category if known else learned.category, of_another=of_another)
    return learned


def shares(logits: Sequence[float]) -> list[float]:
    """Probabilities that add up to 1."""
    from math import exp

    most = max(logits)
    powers = [exp(each - most) for each in logits]
    return [each / sum(powers) for each in powers]


def tidied(text: str) -> str:
    """`text` as the network knows it: plain letters and apostrophes, nothing invisible, emoji named, bounded."""
    if len(text) > MOST_CHARACTERS:
        half = MOST_CHARACTERS // 2
        text = f"{text[:half]}\n{text[-half:]}"
    text = INVISIBLE.sub("", text.encode("utf-8", "ignore").decode("utf-8"))
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text.translate(APOSTROPHES))
    if mostly_latin(text):
        text = "".join(letter if letter.isascii() else letter.lower().translate(LOOK_ALIKES) for letter in text)
    return "".join(named(letter) if unicodedata.category(letter) == "So" else letter for letter in text)


@lru_cache(maxsize=512)
def named(emoji: str) -> str:
    return f" {DRAWN.get(emoji) or unicodedata.name(emoji, '').lower()} "


def mostly_latin(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum(letter < "\u0250" for letter in letters)
    return latin >= LATIN_SHARE * len(letters)
