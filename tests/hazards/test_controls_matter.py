"""Each control of the hazard log is taken away, and the test that shows it must then fail.

A test that still passes without its control proves nothing. Here every entry names a hazard, how to take its control
away, and the very test that the log names.
"""

from __future__ import annotations

import inspect
import logging
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.conversation import Kith, Session
from bot.conversation import risk as risking
from bot.conversation.flow import SCREENS
from bot.conversation.kith import Kith as KithType
from bot.conversation.risk import screen_for
from bot.conversation.screen import RESUME
from bot.conversation.session import Answers, Today
from bot.conversation.stages import STAGES, notice_risk
from bot.directory import ContentError, Exclusion
from bot.directory.vocabulary import Status
from bot.language.speech import Language
from bot.places.place import Place
from bot.runtime.log import TypesOnly
from bot.runtime.recent import Recent
from bot.runtime.stages import Handler
from bot.runtime.talk import write_replies
from bot.safety import Category, CrisisLines, Situation, Spelling, Watch
from bot.safety.lines import Hours, When
from bot.safety.normalise import Folder
from bot.safety.notice import Message, Net
from bot.storage import SqliteStore
from tests.conversation import test_any_conversation as any_conversation
from tests.conversation import test_what_is_found as what_is_found
from tests.dialogue import ROOT, scenario, the_kith
from tests.directory import test_search as searching
from tests.hazards import test_crisis_answers as answers
from tests.hazards import test_faults as faults
from tests.hazards import test_noticing as noticing
from tests.hazards import test_private as private
from tests.runtime import test_carrying as carrying
from tests.runtime import test_log as logs
from tests.runtime import test_recent as recents
from tests.safety import test_lines as lines
from tests.safety import test_notice as notices
from tests.safety.books import english
from tests.test_scenarios import test_the_dialogue_goes_as_written as goes_as_written

responding = sys.modules["bot.conversation.respond"]
"""The module; the package gives its function the same name."""
Take = Callable[[pytest.MonkeyPatch], None]
FAILS = (AssertionError, TimeoutError, ContentError, pytest.fail.Exception)


def no_stage(patch: pytest.MonkeyPatch) -> None:
    """Typed words go to the screens without being looked at."""
    patch.setattr(responding, "STAGES", tuple(stage for stage in STAGES if stage is not notice_risk))


def nothing_set_aside(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Net, "without", lambda self, sentence: sentence)


def no_spelling(patch: pytest.MonkeyPatch) -> None:
    bare = Watch([english()], [Spelling(language="en", reads_as={})])
    patch.setattr(notices, "watch", lambda: bare)


def only_the_beginning(patch: pytest.MonkeyPatch) -> None:
    whole = Folder.sentences
    patch.setattr(Folder, "sentences", lambda self, text: whole(self, text[:500]))


def no_contexts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Message, "holds", lambda self, name, sentence, match: False)


def nobody_else(patch: pytest.MonkeyPatch) -> None:
    for table in (risking.EMERGENCY, risking.URGENT):
        patch.delitem(table, Category.THIRD_PARTY)


def no_footer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("bot.conversation.show.footer", lambda turn, screen: ())


def no_buttons_of(ending: str) -> Take:
    """Screens without the buttons whose action ends so."""

    def take(patch: pytest.MonkeyPatch) -> None:
        from bot.conversation.show import view_of

        def bare(turn: Any, screen: Any) -> Any:
            view = view_of(turn, screen)
            rows = tuple(row for row in view.rows if not any(getattr(b, "action", "").endswith(ending) for b in row))
            return replace(view, rows=rows)

        patch.setattr("bot.conversation.show.view_of", bare)

    return take


def nothing_urgent(patch: pytest.MonkeyPatch) -> None:
    def slow(replies: Any, message: Any) -> Any:
        return [replace(one, urgent=False) for one in write_replies(replies, message)]

    for module in ("talk", "stages"):
        patch.setattr(f"bot.runtime.{module}.write_replies", slow)


def one_at_a_time(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("bot.runtime.sender.AT_ONCE", 1)


def no_outbox(patch: pytest.MonkeyPatch) -> None:
    """What waited in the outbox is gone when Kith starts again."""
    whole = SqliteStore.open

    async def empty(self: SqliteStore) -> None:
        with sqlite3.connect(self._path) as db:
            db.execute("DELETE FROM outbox")
        await whole(self)

    patch.setattr(SqliteStore, "open", empty)


def nothing_from_memory(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Handler, "_answer_from_memory", lambda self, *anything: None)
    patch.setattr(faults, "PATIENCE", 1.5)


def no_check_of_what_failed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Handler, "_crisis_answer", lambda self, *anything: ())


def no_sentence_for_content(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("bot.cli._of_content", lambda error: "")


def neighbours_lines(patch: pytest.MonkeyPatch) -> None:
    """England is given the lines of Wales, and so on."""
    names = list(answers.NATIONS)
    swapped = dict(zip(names, names[1:] + names[:1], strict=True))
    own = KithType.lines
    patch.setattr(KithType, "lines", lambda self, nation, about: own(self, swapped.get(nation, nation), about))


def one_side_of_a_border(patch: pytest.MonkeyPatch) -> None:
    both = CrisisLines.for_situation
    patch.setattr(CrisisLines, "for_situation", lambda self, nations, about: both(self, nations[:1], about))


def nothing_is_stale(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("bot.safety.lines.STALE_AFTER", timedelta(days=36500))


def other_numbers(patch: pytest.MonkeyPatch) -> None:
    """Numbers as a library would write them."""
    own = KithType.lines

    def rewritten(self: Kith, nation: str, about: Situation) -> Any:
        found = own(self, nation, about)
        return tuple(one.model_copy(update={"dial": one.dial and one.dial.replace(" ", "-")}) for one in found)

    patch.setattr(KithType, "lines", rewritten)


def an_unverified_number(patch: pytest.MonkeyPatch) -> None:
    planted = {"lines": [{"id": "old", "says": "Call 0800 999 5786."}]}
    patch.setattr(lines, "read", lambda *parts: planted)


def peers_only(patch: pytest.MonkeyPatch) -> None:
    """A severe answer is taken like any other."""
    today = SCREENS["today"]
    patch.setitem(SCREENS, "today", replace(today, choices=tuple(replace(one, then=RESUME) for one in today.choices)))


def no_conditions(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("bot.conversation.query.conditions", lambda given: frozenset())


def blind_to_loss(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(answers, "screen_for", lambda signal, given: screen_for(signal, Answers()))


def never_a_loss(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(KithType, "is_loss", lambda self, given: False)


def nothing_told(patch: pytest.MonkeyPatch) -> None:
    """Kith does not know what it has said already."""
    whole = responding.respond

    def forgetful(session: Session | None, *others: Any) -> Any:
        return whole(session.model_copy(update={"told": ()}) if session else None, *others)

    patch.setattr("tests.hazards.talking.respond", forgetful)


def spoken_with(translations: Any) -> Take:
    """Every language but English speaks with these translations."""

    def take(patch: pytest.MonkeyPatch) -> None:
        kith = the_kith()
        by_code = {
            code: one if code == "en" else Language(code, one.locale, translations)
            for code, one in kith.languages.items()
        }
        spoken = replace(kith, languages=replace(kith.languages, by_code=by_code))
        patch.setattr("tests.hazards.talking.kith", lambda: spoken)

    return take


class Untranslated:
    """A catalogue that lacks every sentence."""

    def gettext(self, message: str) -> str:
        return message

    def ngettext(self, one: str, other: str, n: int) -> str:
        return other


class Numberless(Untranslated):
    """A translator who lost every value."""

    def gettext(self, message: str) -> str:
        return "…"


def no_isolates(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Language, "isolate", lambda self, text: text)


def a_line_that_tells(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("bot.conversation.screens.hide.NEUTRAL", "Your chat with Kith about your baby was deleted.")


def libraries_write_freely(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(TypesOnly, "format", logging.Formatter.format)


def her_words_are_kept(patch: pytest.MonkeyPatch) -> None:
    whole = responding.respond

    def keeping(session: Session | None, event: Any, *others: Any) -> Any:
        outcome = whole(session, event, *others)
        return replace(outcome, session=outcome.session and outcome.session.model_copy(update={"card": event.text}))

    patch.setattr("tests.hazards.talking.respond", keeping)


def the_whole_postcode(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Place, "coarse", lambda self: self)


def severe_answers_said(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(known_words(), Today.SUICIDAL, "thoughts of dying")


def known_words() -> dict[Today, str]:
    from bot.conversation.known import TODAY_WORDS

    return TODAY_WORDS


def every_address_shown(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(KithType, "point_of", lambda self, service: self.points.get(service.id))


def closed_ones_too(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("bot.directory.search._OFFERED", frozenset(Status))


def old_buttons_begin_again(patch: pytest.MonkeyPatch) -> None:
    from bot.conversation.flow import put

    patch.setattr("bot.conversation.stages.put", lambda turn, session, before="": put(turn, Session(), before))


def no_word_of_help(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("bot.conversation.stages.CAN_CALL", "")


def no_way_without_speaking(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(KithType, "lines", lambda self, nation, about: ())


def each_message_alone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Recent, "with_before", lambda self, chat, event, now: event)


def any_country(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(CrisisLines, "check", lambda self: None)


def nowhere_abroad(patch: pytest.MonkeyPatch) -> None:
    kith = the_kith()
    country = kith.content.country.model_copy(update={"abroad": None})
    bare = replace(kith, content=replace(kith.content, country=country))
    patch.setattr("tests.hazards.talking.kith", lambda: bare)
    patch.setattr(answers, "kith", the_kith)


@dataclass(frozen=True)
class Removal:
    """A control that is taken away, and the test that must then fail. `given`: its arguments, but for fixtures."""

    hazard: str
    take: Take
    test: Callable[..., Any]
    given: tuple[Any, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.hazard} {self.test.__name__}"


REMOVALS = (
    Removal("H01", no_stage, noticing.test_plain_severe_words_get_a_crisis_answer_on_every_screen),
    Removal("H01", no_stage, noticing.test_urgent_words_get_a_crisis_answer_or_a_direct_question),
    Removal("H02", no_spelling, notices.test_stretched_disguised_and_slipped_spellings_are_read, ("i feel siucidal",)),
    Removal("H03", only_the_beginning, notices.test_the_last_sentence_of_a_very_long_message_counts),
    Removal("H04", each_message_alone, recents.test_three_short_messages_are_read_together),
    Removal("H05", no_footer, noticing.test_help_now_is_a_button_on_every_screen_in_every_language),
    Removal("H06", nothing_set_aside, noticing.test_calm_words_get_no_crisis_answer),
    Removal("H07", no_contexts, noticing.test_a_denial_gets_no_crisis_answer),
    Removal("H08", nobody_else, noticing.test_a_report_about_somebody_else_is_answered_for_the_one_who_writes),
    Removal("H09", no_word_of_help, noticing.test_what_cannot_be_read_is_said_so_with_the_way_to_help, ("voice",)),
    Removal("H10", no_stage, goes_as_written, (scenario("edited-and-forwarded-severe-words"),)),
    Removal("H11", nothing_urgent, carrying.test_a_crisis_answer_overtakes_what_waits),
    Removal("H12", one_at_a_time, carrying.test_a_slow_chat_keeps_nobody_else_waiting),
    Removal("H13", no_outbox, carrying.test_killed_between_commit_and_sending_the_reply_still_comes),
    Removal("H14", nothing_from_memory, faults.test_with_storage_down_a_disclosure_is_answered_at_once),
    Removal("H14", nothing_from_memory, faults.test_with_storage_down_anything_else_is_answered_with_whom_to_call),
    Removal("H15", no_check_of_what_failed, carrying.test_a_poison_update_that_shows_risk_gets_the_crisis_answer),
    Removal("H17", neighbours_lines, answers.test_somebody_is_shown_the_lines_of_her_nation_and_no_other),
    Removal("H18", one_side_of_a_border, lines.test_on_a_border_both_nations_lines_are_given_and_named),
    Removal(
        "H19",
        nothing_is_stale,
        lines.test_times_from_pages_older_than_eighteen_months_are_left_out,
        (Hours(when=When.ALWAYS, words="Any time", page_date="2024-01"), ""),
    ),
    Removal("H20", other_numbers, answers.test_every_number_is_shown_as_it_is_printed, ("en",)),
    Removal("H21", an_unverified_number, lines.test_no_contact_that_could_not_be_verified_is_in_the_crisis_files),
    Removal("H22", nowhere_abroad, answers.test_somebody_abroad_is_told_how_to_find_a_line_of_her_own),
    Removal("H23", any_country, lines.test_a_country_without_a_line_for_its_emergency_number_is_refused),
    Removal(
        "H24",
        spoken_with(Numberless()),
        answers.test_every_safety_screen_names_the_emergency_number_and_a_line,
        ("ar",),
    ),
    Removal("H25", no_isolates, answers.test_numbers_stand_in_isolates_where_the_language_runs_right_to_left, ("ar",)),
    Removal(
        "H26", spoken_with(Untranslated()), answers.test_no_sentence_of_a_crisis_answer_falls_back_to_english, ("ar",)
    ),
    Removal("H27", peers_only, answers.test_a_severe_answer_leads_to_clinical_or_crisis_help_first),
    Removal("H28", no_buttons_of(":find"), answers.test_peers_are_offered_after_every_safety_screen_and_found),
    Removal(
        "H29",
        no_conditions,
        what_is_found.test_a_severe_answer_removes_the_services_that_are_not_for_her,
        (Today.SUICIDAL, Exclusion.SUICIDAL_THOUGHTS),
    ),
    Removal("H30", closed_ones_too, searching.test_a_closed_service_is_never_shown_but_its_id_is_known, ("closed",)),
    Removal("H31", blind_to_loss, answers.test_after_a_loss_no_crisis_answer_speaks_of_her_baby),
    Removal("H32", never_a_loss, goes_as_written, (scenario("lost-a-baby-in-cardiff"),)),
    Removal("H33", nothing_told, answers.test_a_disclosure_said_again_is_not_met_with_the_same_words),
    Removal("H34", no_footer, answers.test_every_crisis_screen_has_a_way_on_a_way_back_and_help_now),
    Removal(
        "H35",
        old_buttons_begin_again,
        answers.test_an_old_or_forged_button_leaves_the_crisis_screen_one_tap_away,
        ("nonsense",),
    ),
    Removal(
        "H36",
        no_way_without_speaking,
        answers.test_somebody_who_cannot_call_is_shown_another_way_from_every_safety_screen,
    ),
    Removal("H37", a_line_that_tells, private.test_hiding_forgets_everything_and_leaves_a_line_that_says_nothing),
    Removal("H38", her_words_are_kept, private.test_words_of_a_disclosure_are_neither_kept_nor_said_back),
    Removal("H38", libraries_write_freely, logs.test_a_librarys_line_keeps_only_its_name_and_the_errors_type),
    Removal("H39", the_whole_postcode, any_conversation.test_a_full_postcode_is_kept_as_its_outcode_only, ("BS5 6XX",)),
    Removal("H40", severe_answers_said, private.test_results_and_answers_never_repeat_what_was_severe),
    Removal("H41", every_address_shown, private.test_a_secret_address_is_on_no_map_and_gives_no_distance),
)


@pytest.mark.parametrize("removal", REMOVALS, ids=lambda removal: removal.name)
async def test_without_its_control_the_test_of_a_hazard_fails(
    removal: Removal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    removal.take(monkeypatch)
    fixtures = {"path": tmp_path / "kith.db"} if "path" in inspect.signature(removal.test).parameters else {}
    with pytest.raises(FAILS):  # noqa: PT012 - some tests are coroutines
        running = removal.test(*removal.given, **fixtures)
        if inspect.isawaitable(running):
            await running


def test_broken_content_without_its_sentence_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """H16; apart because its test asks for more of pytest."""
    no_sentence_for_content(monkeypatch)
    test = faults.test_broken_content_stops_the_start_with_one_plain_sentence
    with pytest.raises(FAILS):
        test(tmp_path, monkeypatch, capsys, "country.yaml", "country: [")


def test_every_test_that_fails_without_its_control_is_one_that_the_log_names() -> None:
    log = yaml.safe_load((ROOT / "content" / "safety" / "hazards.yaml").read_text("utf-8"))
    named = {hazard["id"]: hazard["tests"] for hazard in log["hazards"]}
    for removal in REMOVALS:
        own = [each for each in named[removal.hazard] if each.endswith(f"::{removal.test.__name__}")]
        dialogue = [each for each in named[removal.hazard] if each.startswith("tests/scenarios/")]
        assert own or (removal.test is goes_as_written and dialogue), removal.name
    assert len({removal.hazard for removal in REMOVALS}) >= 25
