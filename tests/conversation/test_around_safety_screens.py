"""Whatever is typed on a safety screen: a way on, never "I didn't get that", and never the same card twice running."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation import Outcome, Session
from bot.conversation.events import Typed
from bot.conversation.flow import SCREENS
from bot.conversation.screens.hide import WELCOME_BACK
from bot.conversation.screens.place import UNKNOWN_PLACE
from bot.conversation.session import Answers
from bot.conversation.stages import NOT_UNDERSTOOD
from bot.safety import Plain
from tests.conversation.holding import acts, answer, holds, seen, written_and_read
from tests.dialogue import the_kith
from tests.hazards.talking import EMERGENCIES, URGENT, crisis_screens

LANGUAGES = ("en", "cy", "ar")
REPLIES = {
    Plain.NAMES_A_TIME: (
        *(
            "tonight",
            "later",
            "now",
            "this evening",
            "later today",
            "later on",
            "soon",
            "in a bit",
            "when he is asleep",
        ),
        *("when everyone is asleep", "when i get the chance", "not now", "not yet", "heno", "nes ymlaen", "الليلة"),
        *("لاحقا", "dziś wieczorem", "później", "diseară", "mai târziu", "aaj raat", "আজ রাতে", "ਅੱਜ ਰਾਤ"),
    ),
    Plain.AGREES: ("yes", "yeah", "yep", "نعم", "ie", "tak", "da", "👍"),
    Plain.SAYS_SO: ("i am", "i do", "yeah i am", "actually yes", "no sorry yes", "ydw", "في الحقيقة نعم", "jednak tak"),
    Plain.TAKES_BACK: ("i lied", "im lying", "that wasnt true", "dwi wedi dweud celwydd", "كذبت نعم", "skłamałam"),
    Plain.DENIES: (
        *(
            "no",
            "nope",
            "not really",
            "no im not suicidal just so tired",
            "لا",
            "na",
            "nie",
        ),
        *("No i am not", "no i would never", "god no", "oh god no", "absolutely not", "dim", "أعوذ بالله", "👎"),
    ),
    Plain.NOT_TODAY: (
        "not today",
        "not tonight",
        "no not tonight",
        "dim heno, na",
        "مش اليوم",
        "nie dzisiaj",
        "aajke na",
    ),
    Plain.SAYS_NO_AND_WHY: (
        *("no i dont want to die i just want a break", "no i would never, i just miss her"),
        *("nie, nie chcę umrzeć, jestem zmęczona", "na dwi ddim eisiau marw, dwi wedi blino"),
    ),
    Plain.MAYBE: ("maybe", "sometimes", "ربما", "weithiau", "shayad"),
    Plain.UNSURE: ("idk", "dunno", "i dont know", "لا أعرف", "nie wiem", "জানি না"),
    Plain.WILL_NOT_SAY: ("I don't want to say", "rather not say"),
    Plain.WHY: ("why are you asking", "why", "ليش", "pam"),
    Plain.REACHED: ("i rang lifeline", "texted shout", "ive told my mum", "i called my sister"),
    Plain.HELP_CALLED: (
        *("I called them", "ive rung them", "got through", "ok they said come in", "they said go in", "thanks i rang"),
        *(
            "ok i rang",
            "i rang",
            "im going to a&e",
            "the ambulance is on its way",
            "الإسعاف قادم",
            "dwi wedi ffonio 999",
        ),
    ),
    Plain.WAITING: ("im on hold", "its ringing", "dwi mewn ciw", "على الانتظار"),
    Plain.SINCE: (
        *("do i still need to go", "i was sick so its ok", "feeling sleepy now", "i feel sick", "i feel sleepy"),
        *("dwi wedi chwydu", "teimlo'n gysglyd", "نعسانة", "تقيأت", "zwymiotowałam", "mi e somn", "ulti ho gayi"),
    ),
    Plain.NO_POLICE: ("i dont want police", "do i have to tell the police", "dim heddlu", "لا أريد الشرطة"),
    Plain.SOMEONE_HERE: (
        *("he's here", "they're coming", "my mum is on her way", "my sister is coming", "my neighbour is here"),
        *("my friend is with me", "mums here", "mae fy chwaer yn dod", "أختي معي الآن"),
    ),
    Plain.ALONE: ("no one can come", "nobody", "on my own", "لا أحد"),
    Plain.AMBULANCE: ("i dont want an ambulance", "what will happen", "will the police come"),
    Plain.CALL_NOW: ("999", "should i call 999?", "who do i call", "ambulance"),
    Plain.CANNOT_CALL: ("i cant phone", "i'm scared to ring", "i have no credit", "can i text 999", "im deaf"),
    Plain.GOODBYE: ("goodbye", "thank you goodbye forever", "farewell"),
    Plain.STOP: ("bye", "stop", "leave me alone", "goodnight", "stopio"),
    Plain.BETTER: ("i feel fine now", "im safe now", "dwi'n teimlo'n iawn"),
    Plain.FEARS_FOR_BABY: ("what if they take her away", "will they take my baby"),
}
ELSE = (
    *("hello", "thanks", "ok", "help", "/now", "/nonsense", "hm hm", "?", "", "   ", "🙏", "text", "phone", "group"),
    *("find people to talk to", "Bristol", "BS5", "Newport", "i am so tired", "my baby is asleep", "1", "2", "99"),
    *("is there a group near BS5", "skip", "back", "العربية", "cymraeg", "a" * 2000, "\ud800", "I can't call"),
)
NO_DENIALS = (
    *("im not safe", "no im not safe", "i wont make it", "no i cant do this", "no but i cant go on", "im not ok"),
    *("no i'm going to do it", "no one cares", "no point", "not any more"),
    *("لا أريد أن أعيش", "nie chcę żyć", "nu mai vreau să trăiesc"),
)
EVERYTHING = (*(text for texts in REPLIES.values() for text in texts), *ELSE, *EMERGENCIES, *URGENT)


def on(screen: str, language: str = "en", behind: tuple[str, ...] = ("welcome",), **answers: object) -> Session:
    given_before = Answers.model_validate(answers)
    return Session(screen=screen, met=True, language=language, trail=behind, answers=given_before)


def not_understood() -> set[str]:
    return {the_kith().languages[code].label(words) for code in LANGUAGES for words in (NOT_UNDERSTOOD, UNKNOWN_PLACE)}


def is_met(before: Session, outcome: Outcome) -> None:
    """That somebody on a safety screen was answered, and can go on."""
    holds(outcome)
    for words in not_understood():
        assert words not in seen(outcome), f"on {before.screen}"
    if outcome.hide:
        return
    assert outcome.session is not None
    assert acts(outcome), f"{outcome.session.screen} is a dead end"


def is_safety(outcome: Outcome) -> bool:
    return outcome.session is not None and SCREENS[outcome.session.screen].crisis


def is_hushed(outcome: Outcome) -> bool:
    """Whether somebody has come in: the few words that tell nothing are always the same."""
    return WELCOME_BACK in seen(outcome)


def test_where_home_is_not_safe_who_comes_is_met_with_words_that_tell_nothing_or_with_ways_not_to_speak() -> None:
    for text in REPLIES[Plain.SOMEONE_HERE]:
        outcome = answer(on("safe_unsafe_home"), Typed(text))
        assert outcome.session is not None
        assert is_hushed(outcome) == (text == "he's here")
        assert is_hushed(outcome) or outcome.session.screen == "cant_call"


@pytest.mark.parametrize("screen", crisis_screens())
def test_whatever_is_typed_twice_is_answered_in_other_words_the_second_time(screen: str) -> None:
    for text in EVERYTHING:
        start = on(screen)
        first = answer(start, Typed(text))
        is_met(start, first)
        if first.session is None or not is_safety(first):
            continue
        second = answer(first.session, Typed(text))
        is_met(first.session, second)
        told_again = is_safety(second) and not is_hushed(second)
        assert not told_again or seen(first) != seen(second), f"{text!r} on {screen}"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    screen=st.sampled_from(crisis_screens()),
    language=st.sampled_from(LANGUAGES),
    who=st.sampled_from([None, "had_baby", "lost_baby", "worker"]),
    texts=st.lists(st.sampled_from(EVERYTHING) | st.text(max_size=30), min_size=2, max_size=9),
)
def test_from_any_safety_screen_no_typed_words_lead_to_a_dead_end_or_to_the_same_card_again(
    screen: str, language: str, who: str | None, texts: list[str]
) -> None:
    session: Session | None = on(screen, language, who=who)
    shown: list[Outcome] = []
    for text in texts:
        assert session is not None
        outcome = answer(session, Typed(text))
        if not SCREENS[session.screen].crisis:
            break
        is_met(session, outcome)
        shown.append(outcome)
        session = written_and_read(outcome.session)
        if session is None:
            break
    for first, second in pairwise(shown):
        told_again = is_safety(first) and is_safety(second) and not is_hushed(second)
        assert not told_again or seen(first) != seen(second)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("screen", "reply", "leads"),
    [
        ("ask_directly", Plain.AGREES, "ask_if_today"),
        ("ask_directly", Plain.SAYS_SO, "ask_if_today"),
        ("ask_directly", Plain.NOT_TODAY, "safe_suicidal"),
        ("ask_if_today", Plain.NOT_TODAY, "safe_suicidal"),
        ("ask_directly", Plain.SAYS_NO_AND_WHY, "asked_no"),
        ("ask_if_today", Plain.SAYS_NO_AND_WHY, "safe_suicidal"),
        ("ask_directly", Plain.MAYBE, "ask_if_today"),
        ("ask_directly", Plain.UNSURE, "ask_if_today"),
        ("ask_directly", Plain.DENIES, "asked_no"),
        ("ask_directly", Plain.WILL_NOT_SAY, "safe_suicidal"),
        ("ask_directly", Plain.WHY, "ask_directly"),
        ("ask_if_today", Plain.AGREES, "safe_now"),
        ("ask_if_today", Plain.SAYS_SO, "safe_now"),
        ("ask_if_today", Plain.NAMES_A_TIME, "safe_now"),
        ("ask_if_today", Plain.MAYBE, "safe_now"),
        ("ask_if_today", Plain.UNSURE, "safe_now"),
        ("ask_if_today", Plain.DENIES, "safe_suicidal"),
        ("ask_if_today", Plain.WILL_NOT_SAY, "safe_now"),
        ("ask_if_today", Plain.WHY, "ask_if_today"),
        ("safe_now", Plain.AGREES, "still"),
        ("safe_now", Plain.DENIES, "still"),
        ("safe_now", Plain.REACHED, "with_you"),
        ("safe_now", Plain.SOMEONE_HERE, "with_you"),
        ("safe_now", Plain.HELP_CALLED, "reached"),
        ("safe_now", Plain.WAITING, "still"),
        ("safe_now", Plain.SINCE, "safe_even_so"),
        ("safe_hurt", Plain.SOMEONE_HERE, "with_you"),
        ("safe_hurt", Plain.REACHED, "with_you"),
        ("safe_hurt", Plain.HELP_CALLED, "reached"),
        ("safe_hurt", Plain.SINCE, "safe_even_so"),
        ("safe_hurt", Plain.BETTER, "safe_even_so"),
        ("safe_medical", Plain.SOMEONE_HERE, "with_you"),
        ("safe_medical", Plain.BETTER, "safe_even_so"),
        ("safe_suicidal", Plain.SOMEONE_HERE, "reached"),
        ("safe_suicidal", Plain.HELP_CALLED, "reached"),
        ("safe_suicidal", Plain.SINCE, "still"),
        ("safe_assaulted", Plain.NO_POLICE, "safe_no_police"),
        ("safe_now", Plain.NO_POLICE, "ambulance"),
        ("with_you", Plain.AGREES, "reached"),
        ("with_you", Plain.DENIES, "ambulance"),
        ("safe_now", Plain.ALONE, "alone"),
        ("safe_now", Plain.AMBULANCE, "ambulance"),
        ("safe_now", Plain.CANNOT_CALL, "cant_call"),
        ("safe_now", Plain.GOODBYE, "safe_now"),
        ("safe_now", Plain.STOP, "stopped"),
        ("safe_now", Plain.BETTER, "still"),
        ("safe_suicidal", Plain.GOODBYE, "safe_now"),
        ("safe_someone", Plain.GOODBYE, "stopped"),
        ("still", Plain.AGREES, "with_you"),
        ("still", Plain.DENIES, "more_lines"),
        ("still", Plain.UNSURE, "more_lines"),
        ("help_now", Plain.ALONE, "listening"),
        ("asked_no", Plain.DENIES, "stopped"),
        ("asked_no", Plain.AGREES, "welcome"),
        ("asked_no", Plain.SAYS_SO, "ask_if_today"),
        ("asked_no", Plain.TAKES_BACK, "ask_if_today"),
        ("asked_no", Plain.MAYBE, "ask_if_today"),
        ("unanswered", Plain.SAYS_SO, "ask_if_today"),
        ("unanswered", Plain.DENIES, "stopped"),
    ],
)
def test_a_plain_reply_leads_where_its_button_would(screen: str, reply: Plain, leads: str, language: str) -> None:
    behind = ("welcome", "safe_now") if screen in ("still", "with_you") else ("welcome",)
    for text in REPLIES[reply]:
        outcome = answer(on(screen, language, behind), Typed(text))
        assert outcome.session is not None
        assert outcome.session.screen == leads, text


def test_a_time_for_it_answers_both_questions_and_any_other_time_the_first() -> None:
    times: dict[str, list[str]] = {"ask_directly": [], "ask_if_today": [], "safe_now": []}
    for text in REPLIES[Plain.NAMES_A_TIME]:
        outcome = answer(on("ask_directly"), Typed(text))
        assert outcome.session is not None
        times[outcome.session.screen].append(text)
    assert not times["ask_directly"]
    assert set(times["ask_if_today"]) == {
        *("later", "not now", "not yet", "when i get the chance"),
        *("nes ymlaen", "لاحقا", "później", "mai târziu"),
    }


@pytest.mark.parametrize("text", NO_DENIALS)
def test_a_not_that_denies_nothing_is_never_taken_for_a_no(text: str) -> None:
    for screen in ("ask_directly", "ask_if_today"):
        session = answer(on(screen), Typed(text)).session
        assert session is not None
        assert session.screen != "asked_no", screen
        assert the_kith().plain.read(text, "en") is not Plain.DENIES


def test_every_kind_of_reply_is_read_in_every_language_of_the_bot() -> None:
    book = {each.reply: each for each in the_kith().content.replies.replies}
    assert set(book) == set(Plain)
    for kind in book.values():
        assert set(LANGUAGES) <= set(kind.says), kind.reply


def test_yes_no_and_dont_know_are_read_in_every_language_that_has_rules() -> None:
    book = {each.reply: each for each in the_kith().content.replies.replies}
    for reply in (Plain.AGREES, Plain.DENIES, Plain.UNSURE, Plain.MAYBE):
        assert set(the_kith().watch.books) <= set(book[reply].says), reply


def test_the_answer_goes_on_changing_however_often_it_comes() -> None:
    session: Session | None = on("safe_now")
    before = ""
    for _time in range(30):
        outcome = answer(session, Typed("i am going to kill myself tonight"))
        assert seen(outcome) != before
        before, session = seen(outcome), outcome.session
