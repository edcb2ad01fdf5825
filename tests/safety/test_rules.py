"""The rules say of themselves what they must notice and what they must not; here they are held to it."""

import pytest
from pydantic import ValidationError

from bot.safety import RuleBook, RuleBookError, Spelling, Tier, Watch
from tests.safety.books import english, read, watch

NOTICED = [(rule, text) for rule in english().rules for text in rule.must_notice]
LEFT = [(rule, text) for rule in english().rules for text in rule.must_not]


@pytest.mark.parametrize(("rule", "text"), NOTICED, ids=[f"{rule.id}: {text}" for rule, text in NOTICED])
def test_a_rule_reaches_its_tier_on_its_own_examples(rule, text):
    assert watch().notice(text).tier >= rule.tier


@pytest.mark.parametrize(("rule", "text"), LEFT, ids=[f"{rule.id}: {text}" for rule, text in LEFT])
def test_a_rule_stays_below_its_tier_on_its_counter_examples(rule, text):
    assert watch().notice(text).tier < rule.tier


def test_every_rule_notices_at_least_one_of_its_examples_by_itself():
    for rule in english().rules:
        assert any(hit.rule == rule.id for text in rule.must_notice for hit in watch().explain(text)), rule.id


def a_book(**changes):
    """A rule book of one rule, with changes to that rule."""
    rule = {
        "id": "sinking",
        "means": "she says that she is sinking",
        "tier": "urgent",
        "category": "distress",
        "says": ["i am sinking"],
        "must_notice": ["I am sinking", "i'm sinking"],
        "must_not": ["the boat is sinking"],
    }
    return {
        "language": "en",
        "denials": ["not"],
        "turns": ["but"],
        "common": ["i", "am"],
        "groups": {},
        "set_aside": ["sinking ship"],
        "contexts": {},
        "rules": [rule | changes],
    }


SPELLING = Spelling(language="en", reads_as={"im": "i am"})


def built(**changes):
    return Watch([RuleBook.model_validate(a_book(**changes))], [SPELLING])


def test_a_clinician_can_add_a_rule_in_plain_words():
    assert built().notice("I'm sinking").tier is Tier.URGENT


@pytest.mark.parametrize(
    ("says", "complaint"),
    [
        ("i am {feeling}", 'uses the word group "feeling", which is not in "groups"'),
        ("i am ...40 sinking", "a gap is 1 to 12 words"),
        ("(am) sinking", "begins or ends with something that may be missing"),
        ("i am sin-king", "is not a word"),
    ],
)
def test_a_pattern_that_cannot_be_understood_is_named_with_its_rule(says, complaint):
    with pytest.raises(RuleBookError) as error:
        built(says=[says])
    assert 'rule "sinking"' in str(error.value)
    assert complaint in str(error.value)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"tier": "urgnt"}, '"urgnt" is not one of: ordinary, support, urgent, emergency'),
        ({"unless": ["yesterday"]}, 'names the context "yesterday"'),
        ({"says": [False]}, "in quotes"),
        ({"colour": "red"}, "Extra inputs are not permitted"),
        ({"must_notice": ["only one"]}, "at least 2"),
    ],
)
def test_a_mistake_in_a_rule_is_told_in_words_that_help(changes, complaint):
    with pytest.raises(ValidationError) as error:
        RuleBook.model_validate(a_book(**changes))
    assert complaint in str(error.value)


def test_a_group_that_contains_itself_is_refused():
    book = a_book(says=["{deep}"])
    book["groups"] = {"deep": ["so {deep}"]}
    with pytest.raises(RuleBookError, match="contains itself"):
        Watch([RuleBook.model_validate(book)], [SPELLING])


def test_a_rule_book_without_its_spelling_table_is_refused():
    with pytest.raises(RuleBookError, match="en-spelling"):
        Watch([RuleBook.model_validate(a_book())], [])


def test_the_books_of_all_languages_are_read_whatever_the_chats_language():
    welsh = a_book(says=["dwi yn suddo"]) | {"language": "cy"}
    both = Watch(
        [english(), RuleBook.model_validate(welsh)],
        [Spelling.model_validate(read("safety", "en-spelling.yaml")), Spelling(language="cy", reads_as={})],
    )
    assert both.notice("dwi yn suddo", "cy").tier is Tier.URGENT
    assert both.notice("I want to die", "cy").tier is Tier.URGENT
    assert both.notice("dwi yn suddo", "en").tier is Tier.URGENT
