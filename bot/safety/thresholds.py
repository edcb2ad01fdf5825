"""Chooses from which probability on the learned net speaks up, by the typical ones of the phrases kept aside.

First the model's own false alarms must stay within what a person would put up with, then as much as possible is
noticed. The rules are left out of it: they change more often than the model, and what they notice counts anyway; their
own false alarms are allowed for below. Few phrases are kept aside, so nothing finer than hundredths is tried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.safety.assess import Row
from bot.safety.model import Guess, Model, Thresholds
from bot.safety.tiers import Tier

MOST_FALSE = {Tier.ORDINARY: 0.04, Tier.SUPPORT: 0.09}
MOST_FALSE_ELSEWHERE = {Tier.ORDINARY: 0.07, Tier.SUPPORT: 0.14}
"""Shares of calm phrases that may be alarmed at, in English and elsewhere. Half of them carry alarming words, so of
real calm messages far fewer are."""
MOST_CARDS = 0.01
"""Share of calm messages that may be given the crisis card."""
STEPS = tuple(step / 100 for step in range(20, 96))
SUPPORT = 0.6
CATEGORY = 0.4


def choose(rows: Sequence[Row], model: Model) -> Thresholds:
    """The thresholds that suit `rows`, which nothing was trained on."""
    labelled = [row for row in rows if row.label]
    seen = [(row.label or Tier.ORDINARY, model.guesses(row.text)) for row in labelled]
    english = [each for each, row in zip(seen, labelled, strict=True) if row.language == "en"]
    elsewhere = [each for each, row in zip(seen, labelled, strict=True) if row.language != "en"]
    urgent = next((step for step in STEPS if within(english, step, MOST_FALSE)), STEPS[-1])
    there = next((step for step in STEPS if within(elsewhere, step, MOST_FALSE_ELSEWHERE)), STEPS[-1])
    emergency = next((step for step in STEPS if cards(seen, step) <= MOST_CARDS), STEPS[-1])
    return model.at.model_copy(
        update={
            "urgent": urgent,
            "urgent_elsewhere": max(urgent, there),
            "emergency": max(emergency, 0.4),
            "support": SUPPORT,
            "category": CATEGORY,
        }
    )


Seen = Sequence[tuple[Tier, list[Guess]]]
"""Each row's label, and what the model says of its windows."""


def within(seen: Seen, urgent: float, most_false: Mapping[Tier, float]) -> bool:
    """Whether the learned net's own false alarms stay within what is allowed."""
    for tier, most in most_false.items():
        calm = [guesses for label, guesses in seen if label is tier]
        if sum(any(guess.risk >= urgent for guess in guesses) for guesses in calm) > most * len(calm):
            return False
    return True


def cards(seen: Seen, emergency: float) -> float:
    """The share of calm messages that the model alone would answer with the crisis card."""
    calm = [guesses for label, guesses in seen if label in MOST_FALSE]
    given = sum(any(guess.tiers[Tier.EMERGENCY] >= emergency for guess in guesses) for guesses in calm)
    return given / len(calm) if calm else 0.0
