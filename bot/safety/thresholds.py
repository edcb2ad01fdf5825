"""Chooses from which probability on the learned net speaks up, by the phrases kept aside.

What counts is what the two nets do together. First the false alarms must stay within what a person would put up with,
then as much as possible is noticed. Few phrases are kept aside, so nothing finer than hundredths is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.safety.assess import Row
from bot.safety.model import Guess, Model, Thresholds
from bot.safety.tiers import Signal, Tier

MOST_FALSE = {Tier.ORDINARY: 0.05, Tier.SUPPORT: 0.15}
"""Shares of calm messages that may be alarmed at."""
MOST_CARDS = 0.01
"""Share of calm messages that may be given the crisis card."""
STEPS = tuple(step / 100 for step in range(20, 96))
SUPPORT = 0.6
CATEGORY = 0.4


def choose(rows: Sequence[Row], model: Model, rules: Callable[[str, str], Signal]) -> Thresholds:
    """The thresholds that suit `rows`, which nothing was trained on."""
    seen = [(row.label, model.guesses(row.text), rules(row.text, row.language).tier) for row in rows if row.label]
    urgent = next((step for step in STEPS if within(seen, step)), STEPS[-1])
    emergency = next((step for step in STEPS if cards(seen, step) <= MOST_CARDS), STEPS[-1])
    return model.at.model_copy(
        update={"urgent": urgent, "emergency": max(emergency, 0.4), "support": SUPPORT, "category": CATEGORY}
    )


Seen = Sequence[tuple[Tier, list[Guess], Tier]]
"""Each row's label, what the model says of its windows, and what the rules say."""


def within(seen: Seen, urgent: float) -> bool:
    """Whether the false alarms stay within what is allowed.

    Where the rules alone take up most of that, the model may still add half as much again.
    """
    for tier, most in MOST_FALSE.items():
        calm = [(guesses, rules >= Tier.URGENT) for label, guesses, rules in seen if label is tier]
        alone = sum(alarmed for _, alarmed in calm)
        added = sum(max(guess.risk for guess in guesses) >= urgent for guesses, alarmed in calm if not alarmed)
        if added > max(most * len(calm) - alone, most * len(calm) / 2):
            return False
    return True


def cards(seen: Seen, emergency: float) -> float:
    """The share of calm messages that the model alone would answer with the crisis card."""
    calm = [guesses for label, guesses, _ in seen if label in MOST_FALSE]
    given = sum(any(guess.tiers[Tier.EMERGENCY] >= emergency for guess in guesses) for guesses in calm)
    return given / len(calm) if calm else 0.0
