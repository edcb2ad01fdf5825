"""`kith assess` in values: rows in, a report out."""

import json

import pytest

from bot.safety import AssessError, Category, Signal, Tier, assess, read_rows
from tests.safety.books import watch

ROWS = [
    '{"id": "a", "lang": "en", "text": "I want to die", "label": "urgent", "category": "suicide_ideation"}',
    '{"id": "b", "lang": "en", "text": "I am dying for a brew", "label": "ordinary", "category": "idiom"}',
    "",
    '{"id": "c", "lang": "pl", "text": "chce umrzec", "label": "urgent"}',
]


def test_each_row_comes_back_with_its_tier_and_without_its_text():
    report = assess(read_rows(ROWS), watch().notice)
    first = json.loads(report.lines()[0])
    assert first == {"id": "a", "tier": "urgent", "category": "suicide_ideation"}
    assert "brew" not in "".join(report.lines())


def test_the_table_counts_hits_and_false_alarms_by_language():
    def alarmed(text: str, language: str) -> Signal:
        return Signal(Tier.EMERGENCY, Category.SUICIDE_INTENT) if language == "en" else Signal(Tier.ORDINARY)

    table = assess(read_rows(ROWS), alarmed).table().splitlines()
    assert table[1].split("  ")[0] == "en"
    assert "100 % (1 of 1)" in table[1]
    assert "0 % (0 of 1)" in table[2]
    assert table[3].startswith("all")


def test_rows_without_labels_can_be_assessed_too():
    report = assess(read_rows(['{"text": "I want to die"}']), watch().notice)
    assert json.loads(report.lines()[0])["tier"] == "urgent"
    assert "-" in report.table()


def test_no_rows_at_all_is_no_mistake():
    assert assess([], watch().notice).lines() == []


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("{", "Line 2 is not JSON"),
        ("[]", 'Line 2 needs a "text"'),
        ('{"lang": "en"}', 'Line 2 needs a "text"'),
        ('{"text": "a", "label": "bad"}', "one of ordinary, support, urgent, emergency"),
        ('{"text": "a", "category": "bad"}', "one of suicide_intent"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_by_its_line(row, complaint):
    with pytest.raises(AssessError) as error:
        read_rows(["", row])
    assert complaint in str(error.value)
    assert "Line 2" in str(error.value)


def test_tiers_are_in_order():
    assert Tier.EMERGENCY > Tier.URGENT > Tier.SUPPORT > Tier.ORDINARY
    assert max(Tier.SUPPORT, Tier.EMERGENCY, Tier.URGENT) is Tier.EMERGENCY
    assert Tier.URGENT >= Tier.URGENT
