"""Every crisis answer, in every language and nation: the right numbers, in her words, and a way on."""

from __future__ import annotations

import re

import pytest

from bot.conversation.events import Tapped, Typed
from bot.conversation.flow import SCREENS
from bot.conversation.replies import Message
from bot.conversation.risk import screen_for
from bot.conversation.session import Answers, Stage
from bot.language.speech import FIRST_STRONG_ISOLATE, POP_ISOLATE
from bot.safety import Category, Signal, Situation, Tier
from tests.dialogue import the_kith
from tests.hazards.talking import (
    EMERGENCIES,
    NATIONS,
    actions,
    crisis_screens,
    does,
    everything,
    is_crisis,
    kith,
    languages,
    markup,
    numbers_in,
    on,
    plain,
    safety_screens,
    said_twice,
    shows,
    words,
)

CALL = re.compile(r"Call (\d[\d ]*\d)")
OF_HER_BABY = re.compile(r"\b(?:your|the) (?:baby|cot)\b(?! died)", re.IGNORECASE)


def printed() -> set[str]:
    """Every number of the crisis files as it is printed there, and what else their sentences have in digits."""
    found: set[str] = {the_kith().content.country.emergency_number}
    for line in the_kith().content.crisis.all_lines():
        deaf = (line.deaf.dial, line.deaf.text_to, *numbers_in(line.deaf.says)) if line.deaf else ()
        said = numbers_in(" ".join((line.name, line.says, line.then, line.cannot_speak, line.hours.words)))
        found |= {number for number in (line.dial, line.text_to, *deaf, *said) if number}
    return found


@pytest.mark.parametrize("language", languages())
def test_every_safety_screen_names_the_emergency_number_and_a_line(language: str) -> None:
    emergency = the_kith().content.country.emergency_number
    for screen in safety_screens():
        for nation in (None, *NATIONS):
            outcome = shows(screen, language, nation=nation)
            numbers = set(numbers_in(words(outcome)))
            assert emergency in numbers, f"{screen}, {nation}, {language}"
            if SCREENS[screen].situation is not Situation.MEDICAL:
                assert numbers - {emergency}, f"{screen} in {nation} shows no line, {language}"


@pytest.mark.parametrize("language", languages())
def test_every_number_is_shown_as_it_is_printed(language: str) -> None:
    for screen in (*safety_screens(), "more_lines", "cant_call"):
        for nation in (None, *NATIONS):
            shown = set(numbers_in(everything(shows(screen, language, nation=nation))))
            assert shown <= printed(), f"{screen}, {nation}, {language}: {shown - printed()}"


@pytest.mark.parametrize("language", [code for code in languages() if code != "en"])
def test_a_translation_shows_the_same_numbers_as_the_english(language: str) -> None:
    """Lines in her own language come first, so the short list may differ by them; the whole list may not."""
    for screen in safety_screens():
        for nation in (None, *NATIONS):
            translated = set(numbers_in(words(shows(screen, language, nation=nation))))
            english = set(numbers_in(words(shows(screen, nation=nation))))
            assert english & translated, f"{screen}, {nation}"
            assert len(translated) >= len(english) - 1, f"{screen}, {nation}: {english - translated}"
    for nation in (None, *NATIONS):
        whole, english_whole = (
            set(numbers_in(words(shows("more_lines", code, nation=nation)))) for code in (language, "en")
        )
        assert whole == english_whole, nation


@pytest.mark.parametrize("language", [code for code in languages() if code != "en"])
def test_no_sentence_of_a_crisis_answer_falls_back_to_english(language: str) -> None:
    names = {line.name for line in the_kith().content.crisis.all_lines()}
    for screen in crisis_screens():
        for nation in (None, "England", "Wales"):
            english = set(words(shows(screen, nation=nation)).splitlines()) - names
            for line in words(shows(screen, language, nation=nation)).splitlines():
                assert line not in english or len(line.split()) < 4 or "http" in line, f"{screen}: {line}"


@pytest.mark.parametrize("language", [code for code in languages() if the_kith().languages[code].right_to_left])
def test_numbers_stand_in_isolates_where_the_language_runs_right_to_left(language: str) -> None:
    """Without them the groups of "116 123" change places on the screen."""
    isolated = re.compile(f"{FIRST_STRONG_ISOLATE}([^{FIRST_STRONG_ISOLATE}{POP_ISOLATE}]*){POP_ISOLATE}")
    numbers = {line.dial for line in the_kith().content.crisis.all_lines() if line.dial and " " in line.dial}
    for screen in (*safety_screens(), "more_lines"):
        for nation in (None, *NATIONS):
            bare = isolated.sub("", markup(shows(screen, language, nation=nation)))
            assert not [number for number in numbers if number in bare], f"{screen}, {nation}"


def test_somebody_is_shown_the_lines_of_her_nation_and_no_other() -> None:
    lines = the_kith().content.crisis.all_lines()
    for nation in NATIONS:
        mine = {
            line.dial
            for line in lines
            if line.nation in (nation, None) and (not line.only_in or nation in line.only_in)
        }
        others = {line.dial for line in lines if line.dial} - mine
        for screen in (*safety_screens(), "more_lines", "cant_call"):
            shown = set(CALL.findall(words(shows(screen, nation=nation))))
            assert not shown & others, f"{screen} in {nation}"


def test_a_number_that_another_nation_uses_too_comes_with_what_to_press_here() -> None:
    """111 is dialled in three nations, and only Wales has "press 2"."""
    wales, england = (words(shows("safe_suicidal", nation=nation)) for nation in ("Wales", "England"))
    assert "Press 2" in wales
    assert "Press 2" not in england


def test_a_disclosure_said_again_is_not_met_with_the_same_words() -> None:
    for said in EMERGENCIES:
        first, second = said_twice(said)
        assert is_crisis(second), said
        assert words(first).splitlines()[0] != words(second).splitlines()[0], said


def test_every_crisis_screen_has_a_way_on_a_way_back_and_help_now() -> None:
    for screen in crisis_screens():
        offered = actions(shows(screen))
        assert "back" in offered, screen
        assert screen == "help_now" or "help_now" in offered, screen
        assert [action for action in offered if action.startswith(f"{screen}:")], f"{screen} is a dead end"


def test_peers_are_offered_after_every_safety_screen_and_found() -> None:
    for screen in safety_screens():
        outcome = shows(screen)
        assert f"{screen}:find" in actions(outcome), screen
        onward = does(outcome.session, Tapped(f"{screen}:find"))
        assert onward.session is not None
        assert onward.session.screen not in crisis_screens()


def test_a_severe_answer_leads_to_clinical_or_crisis_help_first() -> None:
    for choice in SCREENS["today"].choices:
        if choice.id in ("suicidal", "harm_baby", "psychosis", "unsafe_home"):
            outcome = does(on("today", stage="had_baby", who="had_baby"), Tapped(f"today:{choice.id}"))
            assert is_crisis(outcome), choice.id
            assert the_kith().content.country.emergency_number in numbers_in(words(outcome)), choice.id


def test_somebody_who_cannot_call_is_shown_another_way_from_every_safety_screen() -> None:
    for screen in safety_screens():
        outcome = shows(screen)
        assert f"{screen}:cant_call" in actions(outcome), screen
        silent = everything(does(outcome.session, Tapped(f"{screen}:cant_call")))
        assert re.search(r"[Tt]ext (?:\w+ to )?\d|https?://", silent), screen
        assert "come and be with me" in silent, "the message that asks somebody to come"


@pytest.mark.parametrize("action", ["nonsense", "safe_now:in:99", "safe_now:nonsense", ":::", "card:gone"])
def test_an_old_or_forged_button_leaves_the_crisis_screen_one_tap_away(action: str) -> None:
    told = does(on("place"), Typed(EMERGENCIES[0]))
    after = does(told.session, Tapped(action))
    if not is_crisis(after):
        assert "back" in actions(after)
        after = does(after.session, Tapped("back"))
    assert after.session is not None
    assert after.session.screen == "safe_now"
    assert list(numbers_in(words(after)))


def test_the_lines_stay_in_the_chat_when_she_goes_on() -> None:
    told = does(on("place"), Typed(EMERGENCIES[0]))
    for action in actions(told):
        after = does(told.session, Tapped(action))
        assert not [reply for reply in after.replies if isinstance(reply, Message) and reply.replaces], action


def spoken_of(tier: Tier, category: Category) -> str:
    """What a bereaved mother is shown when that was noticed."""
    found = screen_for(Signal(tier, category), Answers(stage=Stage.LOST_BABY))
    return words(shows(found[0], stage="lost_baby", who="lost_baby")) if found else ""


def test_after_a_loss_no_crisis_answer_speaks_of_her_baby() -> None:
    for tier in (Tier.URGENT, Tier.EMERGENCY):
        for category in Category:
            assert not OF_HER_BABY.search(spoken_of(tier, category)), f"{tier} {category}"
    for choice in SCREENS["today"].choices:
        if choice.offered(Answers(stage=Stage.LOST_BABY)):
            outcome = does(on("today", stage="lost_baby", who="lost_baby"), Tapped(f"today:{choice.id}"))
            assert not is_crisis(outcome) or not OF_HER_BABY.search(words(outcome)), choice.id


def test_somebody_abroad_is_told_how_to_find_a_line_of_her_own() -> None:
    country = kith().content.country
    assert country.abroad is not None
    outcome = shows("safe_now")
    assert "safe_now:in:abroad" in actions(outcome)
    abroad = does(outcome.session, Tapped("safe_now:in:abroad"))
    assert is_crisis(abroad)
    assert plain(country.abroad.says).split(".")[0] in words(abroad)
