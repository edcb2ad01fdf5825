"""What is typed is looked at before anything else, whoever writes it, wherever she is; and calm talk is left alone."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from bot.conversation import respond
from bot.conversation.events import Sent, Typed
from bot.conversation.flow import SCREENS
from bot.conversation.risk import THE_NET_KNOWS
from bot.conversation.show import MORE_HELP
from bot.safety import Category, Signal, Tier
from tests.dialogue import ROOT, the_kith
from tests.directory.making import TODAY
from tests.hazards.talking import EMERGENCIES, URGENT, actions, does, is_crisis, languages, on, seen_by_the_net, words

CALM = (
    "I could murder a cup of tea",
    "these night feeds are killing me",
    "I'm dying for a wee",
    "dead tired today",
    "overdosed on mince pies at the group party",
    "is there a group near BS5 for birth trauma",
    "my nan died last year",
)
ABOUT_SOMEBODY_ELSE = ("my wife says she wants to die", "my friend is going to kill herself")
DENIALS = ("I'm not suicidal, only tired", "I don't feel suicidal", "I'm not going to kill myself")
SAYS_NOTHING = "the ducks on the pond were loud today"
RAISED_BY_THE_NET = ("the baby is killing me with these nights lol",)
SENT = ("voice", "video", "photo", "sticker", "document", "contact", "other")


def test_plain_severe_words_get_a_crisis_answer_on_every_screen() -> None:
    for screen in SCREENS:
        for said in EMERGENCIES:
            outcome = does(on(screen), Typed(said))
            assert is_crisis(outcome), f"{said!r} on {screen}"
            assert outcome.session is not None
            assert SCREENS[outcome.session.screen].crisis


def test_urgent_words_get_a_crisis_answer_or_a_direct_question() -> None:
    for said in URGENT:
        outcome = does(on("place"), Typed(said))
        assert is_crisis(outcome), said
        assert outcome.session is not None
        assert SCREENS[outcome.session.screen].crisis


def test_severe_words_are_noticed_before_a_hello_in_every_language_of_the_bot() -> None:
    for language in languages():
        for said in EMERGENCIES:
            assert is_crisis(does(None, Typed(said), language)), f"{said!r} in {language}"


def test_help_now_is_a_button_on_every_screen_in_every_language() -> None:
    """For whatever is not noticed, and for languages without rules. A safety screen has More help in its place."""
    for language in languages():
        for screen in set(SCREENS) - {"card"}:
            way = f"{screen}:more" if MORE_HELP in SCREENS[screen].choices else "help_now"
            assert way in actions(does(on(screen, language), Sent("sticker"))), f"{screen} in {language}"


def test_calm_words_get_no_crisis_answer() -> None:
    for said in CALM:
        assert not is_crisis(does(on("place"), Typed(said))), said


def test_a_report_about_somebody_else_is_answered_for_the_one_who_writes() -> None:
    for said in ABOUT_SOMEBODY_ELSE:
        outcome = does(on("place"), Typed(said))
        assert outcome.session is not None
        assert outcome.session.screen.startswith("safe_someone"), said
        assert " her" in words(outcome)
        assert outcome.session.screen not in ("safe_now", "ask_directly")


def test_a_denial_gets_no_crisis_answer() -> None:
    for said in DENIALS:
        assert not is_crisis(does(on("place"), Typed(said))), said


def test_what_only_the_net_sees_is_asked_about() -> None:
    """Its name for what it saw is right too seldom for a card of its own (see `bot.conversation.risk`)."""
    for tier, plainly in ((Tier.URGENT, "ask_directly"), (Tier.EMERGENCY, "safe_now")):
        for category in Category:
            if (tier, category) not in THE_NET_KNOWS:
                kith = seen_by_the_net(Signal(tier, category))
                outcome = respond(on("place"), Typed(SAYS_NOTHING), kith, TODAY)
                assert outcome.session is not None
                assert outcome.session.screen == plainly, category


def test_what_the_net_is_not_sure_of_in_a_few_words_does_not_change_a_danger_that_was_told() -> None:
    """Off the safety screens it counts, and so it does in a longer message; what it is sure of counts anywhere."""
    unsure, sure = (Signal(Tier.EMERGENCY, Category.SUICIDE_INTENT, sure=each) for each in (False, True))
    for screen in ("safe_someone_today", "safe_unsafe_home", "safe_self_harm", "ask_directly"):
        for seen, said, shown in (
            (unsure, SAYS_NOTHING, (screen,)),
            (sure, SAYS_NOTHING, ("safe_now", "safe_someone")),
            (unsure, " and ".join([SAYS_NOTHING] * 5), ("safe_now", "safe_someone")),
        ):
            outcome = respond(on(screen), Typed(said), seen_by_the_net(seen), TODAY)
            assert outcome.session is not None
            assert outcome.session.screen in shown, (screen, seen, said)
    outcome = respond(on("place"), Typed(SAYS_NOTHING), seen_by_the_net(unsure), TODAY)
    assert outcome.session is not None
    assert outcome.session.screen == "safe_now"


def test_a_name_that_the_net_gets_right_often_enough_is_believed() -> None:
    """Counted over every phrase that is kept aside: what is believed is right in six of ten at least."""
    right: Counter[tuple[Tier, Category | None]] = Counter()
    seen: Counter[tuple[Tier, Category | None]] = Counter()
    for path in sorted((ROOT / "content" / "safety" / "phrases").glob("*-held-out.jsonl")):
        language = path.name[:2]
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            rules = the_kith().watch.by_rules(row["text"], language)
            both = the_kith().watch.beyond_rules(rules, row["text"], language)
            key = (both.tier, both.category)
            if rules.tier < Tier.URGENT <= both.tier and key in THE_NET_KNOWS:
                seen[key] += 1
                right[key] += row["category"] == both.category
    assert seen.total() > 30, "the net alone sees too little to count"
    assert right.total() >= 0.6 * seen.total(), f"{right} of {seen}"


@pytest.mark.parametrize("said", RAISED_BY_THE_NET)
def test_figures_of_speech_are_not_raised_by_the_net(said: str) -> None:
    assert not is_crisis(does(on("place"), Typed(said)))


@pytest.mark.parametrize("what", SENT)
def test_what_cannot_be_read_is_said_so_with_the_way_to_help(what: str) -> None:
    """A voice message may be a disclosure."""
    for screen in ("welcome", "place", "results"):
        outcome = does(on(screen), Sent(what))  # type: ignore[arg-type]
        assert "Help now" in words(outcome), what
        assert "help_now" in actions(outcome)
