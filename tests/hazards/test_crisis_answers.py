"""Every crisis answer, in every language and nation: the right numbers, in her words, and a way on."""

from __future__ import annotations

import re

import pytest

from bot.conversation import Outcome
from bot.conversation.events import Tapped, Typed
from bot.conversation.flow import SCREENS
from bot.conversation.replies import ContactCard, Message
from bot.conversation.risk import screen_for
from bot.conversation.screens.safety import STAY
from bot.conversation.session import Answers, Stage
from bot.conversation.show import MORE_HELP
from bot.language.speech import FIRST_STRONG_ISOLATE, POP_ISOLATE
from bot.safety import Category, Signal, Situation, Tier
from tests.dialogue import the_kith
from tests.hazards.reading_aloud import PERSONS
from tests.hazards.talking import (
    EMERGENCIES,
    NATIONS,
    actions,
    copied,
    crisis_screens,
    does,
    everything,
    is_crisis,
    kith,
    languages,
    lines_of,
    markup,
    numbers_in,
    on,
    on_a_border,
    plain,
    safety_screens,
    said_twice,
    shows,
    words,
)

CALL = re.compile(r"Call (\d[\d ]*\d)")
SILENT = re.compile(r"\b\d{5}\b|\w@\w|\w\.(?:org|uk|com)")
"""A number for texts, an address to write to or to chat on."""
ADDRESS = re.compile(r"\w\.\w+\b")
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
                assert line not in english or len(line.split()) < 4 or ADDRESS.search(line), f"{screen}: {line}"


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
    assert "press 2" in wales
    assert "press 2" not in england


def test_a_disclosure_said_again_is_not_met_with_the_same_words() -> None:
    for said in EMERGENCIES:
        first, second = said_twice(said)
        assert is_crisis(second), said
        assert words(first).splitlines()[0] != words(second).splitlines()[0], said


def test_a_second_telling_repeats_no_sentence_of_the_first() -> None:
    """Other and fewer words: the number, one line, that Kith stays."""
    for said in EMERGENCIES:
        first, second = said_twice(said)
        assert second.session is not None
        if second.session.screen == (first.session and first.session.screen):
            emergency = the_kith().content.country.emergency_number
            repeated = set(words(first).splitlines()) & set(words(second).splitlines()) - {"", plain(STAY)}
            assert not [line for line in repeated if not any(numbers_in(line))], f"{said!r}: {repeated}"
            assert emergency in set(numbers_in(words(second)))
            assert lines_of(words(second)) < lines_of(words(first))
            assert copied(second)


OF_HERSELF = ("safe_now", "safe_hurt", "safe_suicidal", "safe_self_harm", "safe_harm_baby", "safe_harm_now")


def test_the_fear_for_her_baby_has_its_button_wherever_she_tells_of_herself() -> None:
    for screen in (*OF_HERSELF, "safe_psychosis", "safe_distant"):
        assert f"{screen}:afraid" in actions(shows(screen, who="had_baby", stage="had_baby")), screen
        for person in ({"who": "lost_baby", "stage": "lost_baby"}, {"who": "worker"}):
            assert f"{screen}:afraid" not in actions(shows(screen, **person)), f"{screen}, {person}"


@pytest.mark.parametrize("language", languages())
def test_a_message_that_fits_can_be_copied_on_every_safety_screen(language: str) -> None:
    emergency = the_kith().content.country.emergency_number
    messages = {screen: copied(shows(screen, language)) for screen in safety_screens()}
    assert all(len(texts) == 1 for texts in messages.values()), messages
    assert emergency in messages["safe_hurt"][0]
    different = ("safe_now", "safe_hurt", "safe_harm_now", "safe_psychosis", "safe_unsafe_home", "safe_someone")
    assert len({messages[screen][0] for screen in different}) == len(different)


def test_every_crisis_screen_has_a_way_on_a_way_back_and_help_now() -> None:
    for screen in crisis_screens():
        offered = actions(shows(screen))
        assert "back" in offered, screen
        assert (f"{screen}:more" if MORE_HELP in SCREENS[screen].choices else "help_now") in offered, screen
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


def ways_without_speaking(screen: str, nation: str | None, language: str = "en") -> tuple[Outcome, str]:
    """What "I can't call" shows, and its words without those on the emergency number."""
    outcome = shows(screen, language, nation=nation)
    assert f"{screen}:cant_call" in actions(outcome), screen
    silent = does(outcome.session, Tapped(f"{screen}:cant_call"))
    emergency = the_kith().content.country.emergency_number
    return silent, "\n".join(line for line in words(silent).splitlines() if emergency not in line)


@pytest.mark.parametrize("language", languages())
def test_somebody_who_cannot_call_is_shown_another_way_from_every_safety_screen(language: str) -> None:
    """To call without a word, to text or write to a line, and a message ready for somebody she trusts."""
    for screen in safety_screens():
        for nation in (None, *NATIONS):
            silent, others = ways_without_speaking(screen, nation, language)
            assert "55" in words(silent), f"{screen} in {nation}"
            assert SILENT.search(others), f"{screen} in {nation} has nothing but the emergency number: {others}"
            assert copied(silent), "the message that asks somebody to come"


@pytest.mark.parametrize("nation", [None, "England", "Scotland", "Wales", "Northern Ireland"])
def test_not_safe_at_home_she_can_write_to_a_line_of_her_own_nation(nation: str | None) -> None:
    _silent, others = ways_without_speaking("safe_unsafe_home", nation)
    own = [line for line in the_kith().content.crisis.all_lines() if line.nation in ((nation,) if nation else NATIONS)]
    addresses = [way for line in own for way in (line.text_to, line.chat, line.email) if way]
    assert [way for way in addresses if way.removeprefix("https://").removeprefix("www.") in others], others


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


@pytest.mark.parametrize("language", languages())
def test_somebody_abroad_is_told_how_to_find_a_line_of_her_own(language: str) -> None:
    """And keeps all else: heard, a ready message, "I can't call", and that Kith waits to hear."""
    country = kith().content.country
    assert country.abroad is not None
    more = does(shows("safe_now", language).session, Tapped("safe_now:more"))
    assert "more_lines:in:abroad" in actions(more)
    abroad = does(more.session, Tapped("more_lines:in:abroad"))
    assert is_crisis(abroad)
    spoken = kith().languages[language]
    for said in (country.abroad.says, country.abroad.emergency, STAY):
        assert plain(spoken.say(said)) in words(abroad)
    assert copied(abroad)
    assert {"abroad:cant_call", "abroad:reached", "abroad:find"} <= set(actions(abroad))
    silent = does(abroad.session, Tapped("abroad:cant_call"))
    assert copied(silent)
    for outcome in (abroad, silent):
        assert country.emergency_number not in set(numbers_in(words(outcome))), "it does not connect there"
        assert not [reply for reply in outcome.replies if isinstance(reply, ContactCard)]


PLACES = (*({"nation": nation} for nation in (None, *NATIONS)), {"place": on_a_border()})
"""Where she may be: not known, in each nation, and on a border."""
MOST = {"en": 15, "cy": 17, "ar": 15}
"""Lines of 40 letters that the words of one screen may fill. Most fill 11 to 13; those that give the number of each
nation, because hers is not known, are the longest."""


@pytest.mark.parametrize("language", languages())
def test_the_number_to_call_is_in_the_one_message_that_stays_in_sight(language: str) -> None:
    """The contact card first, then one message: short, its buttons in five rows at most."""
    emergency = the_kith().content.country.emergency_number
    for screen in safety_screens():
        for person in PERSONS:
            for place in PLACES:
                outcome = shows(screen, language, **{**person, **place})
                *before, last = outcome.replies
                assert not [reply for reply in before if not isinstance(reply, ContactCard)], "one message, and last"
                assert isinstance(last, Message)
                assert emergency in set(numbers_in(plain(last.text))), screen
                assert lines_of(last.text) <= MOST[language], f"{screen}, {place}: {lines_of(last.text)} lines"
                assert len(last.rows) <= 5, f"{screen}: {len(last.rows)} rows"


def test_more_help_shows_only_what_is_new_with_the_emergency_number_first() -> None:
    emergency = the_kith().content.country.emergency_number
    for screen in safety_screens():
        for place in PLACES:
            card = shows(screen, **place)
            more = does(card.session, Tapped(f"{screen}:more"))
            first, *rest = words(more).splitlines()
            assert emergency in first, screen
            seen = set(numbers_in(words(card))) - {emergency}
            assert not seen & set(CALL.findall("\n".join(rest))), f"{screen}, {place}"


def test_a_line_for_men_or_in_another_language_is_not_on_her_card() -> None:
    for screen in safety_screens():
        for nation in NATIONS:
            shown = words(shows(screen, nation=nation))
            for line in the_kith().content.crisis.all_lines():
                if line.for_men or line.spoken:
                    assert line.dial not in set(numbers_in(shown)), f"{line.id} on {screen} in {nation}"


def test_a_badly_ill_or_hurt_baby_is_answered_with_the_number_first_and_stays_with_her() -> None:
    emergency = the_kith().content.country.emergency_number
    for person in PERSONS:
        for place in PLACES:
            outcome = shows("safe_medical", **{**person, **place})
            assert len(outcome.replies) == 2, "the number to tap, and one message"
            card, message = outcome.replies
            assert isinstance(card, ContactCard)
            assert isinstance(message, Message)
            assert plain(message.text).startswith(f"Call {emergency} now")
            assert set(numbers_in(words(outcome))) == {emergency}, "another number would hold her up"
            assert not re.search(r"another room|\bthe cot\b", words(outcome))
    assert "stay close" in words(shows("safe_medical", who="had_baby", stage="had_baby"))
    harm = words(shows("safe_harm_now", who="had_baby", stage="had_baby"))
    assert re.search(r"hurt or won't wake, stay with your baby", harm)


def test_seeing_or_hearing_things_is_an_emergency_with_a_number_in_every_nation() -> None:
    emergency = the_kith().content.country.emergency_number
    for screen in ("safe_psychosis", "safe_someone_confused"):
        for place in PLACES:
            outcome = shows(screen, **place)
            assert isinstance(outcome.replies[0], ContactCard), screen
            assert set(numbers_in(words(outcome))) - {emergency}, f"{screen}, {place}: nothing else to dial"
            assert "treated" in words(outcome)
            assert plain(STAY) in words(outcome)


@pytest.mark.parametrize("language", languages())
def test_after_sexual_violence_there_is_a_line_for_it_in_every_nation_and_nothing_she_has_to_do(language: str) -> None:
    lines = [one for one in the_kith().content.crisis.all_lines() if Situation.SEXUAL_VIOLENCE in one.situations]
    for nation in (None, "England", "Scotland", "Wales", "Northern Ireland"):
        outcome = shows("safe_assaulted", language, nation=nation)
        own = {one.dial for one in lines if one.dial and (nation is None or nation in (one.nation, *one.only_in))}
        assert own & set(numbers_in(words(outcome))), f"{nation} in {language}"
    said = words(shows("safe_assaulted"))
    assert "not your fault" in said
    assert "up to you" in said
    assert re.search("without telling the police", said)
    assert not re.search(r"\breport|\bevidence|\bwash|you (?:should|must|need to)", said)


FOR_HERSELF = re.compile(r"hurt yourself|your life matters|your baby|\bif you might act\b", re.IGNORECASE)


def test_somebody_who_writes_about_another_is_never_told_what_is_meant_for_herself() -> None:
    for screen in (one for one in safety_screens() if one.startswith("safe_someone")):
        for person in PERSONS:
            said = words(shows(screen, **person))
            assert not FOR_HERSELF.search(said), f"{screen}, {person}: {said}"
            assert ("own service's procedure" in said) == (person.get("who") == "worker"), f"{screen}, {person}"
