"""The examination: messages by another hand, on which nothing was trained, no rule written and no threshold chosen.

Its figures are the honest ones: they stand in content/safety/model/card.md. The floors here lie a little below them,
so that a change which costs hits, or brings false alarms, is seen. Whoever mends a miss that they found here spoils
the examination: mend from messages of your own.
"""

from functools import cache
from pathlib import Path

from bot.directory import load_watch
from bot.safety import Tier
from bot.safety.assess import Result, assess, read_rows
from tests.safety.books import CONTENT

EXAM = Path(__file__).parent / "exam"


@cache
def results() -> tuple[Result, ...]:
    rows = [row for path in sorted(EXAM.glob("*.jsonl")) for row in read_rows(path.read_text("utf-8").splitlines())]
    return assess(rows, load_watch(CONTENT).notice).results


def noticed(tier: Tier, *, english: bool) -> float:
    """The share of the messages of a tier that were noticed, rightly or wrongly."""
    here = [one for one in results() if one.row.label is tier and (one.row.language == "en") is english]
    return sum(one.noticed for one in here) / len(here)


def test_risk_is_noticed_in_english():
    assert noticed(Tier.EMERGENCY, english=True) >= 0.92
    assert noticed(Tier.URGENT, english=True) >= 0.82


def test_risk_is_noticed_in_the_other_languages():
    assert noticed(Tier.EMERGENCY, english=False) >= 0.88
    assert noticed(Tier.URGENT, english=False) >= 0.75


def test_calm_messages_are_mostly_left_alone():
    assert noticed(Tier.ORDINARY, english=True) <= 0.12
    assert noticed(Tier.SUPPORT, english=True) <= 0.18
    assert noticed(Tier.ORDINARY, english=False) <= 0.12
    assert noticed(Tier.SUPPORT, english=False) <= 0.25


def test_few_calm_messages_are_given_the_crisis_card():
    calm = [one for one in results() if one.row.label in (Tier.ORDINARY, Tier.SUPPORT)]
    assert sum(one.signal.tier is Tier.EMERGENCY for one in calm) / len(calm) <= 0.05
