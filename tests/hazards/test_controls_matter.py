"""Each control of the hazard log is taken away, and the test that shows it must then fail.

A test that still passes without its control proves nothing. Here every entry names a hazard, how to take its control
away, and the very test that the log names.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.conversation.session import Today
from bot.directory import ContentError, Exclusion
from bot.safety import Plain
from bot.safety.lines import Hours, Situation, When
from tests.conversation import test_any_conversation as any_conversation
from tests.conversation import test_around_safety_screens as around
from tests.conversation import test_what_is_found as what_is_found
from tests.dialogue import ROOT, scenario
from tests.directory import test_search as searching
from tests.hazards import taking_away as without
from tests.hazards import test_crisis_answers as answers
from tests.hazards import test_faults as faults
from tests.hazards import test_noticing as noticing
from tests.hazards import test_private as private
from tests.hazards import test_rubric as rubric
from tests.runtime import test_carrying as carrying
from tests.runtime import test_log as logs
from tests.runtime import test_recent as recents
from tests.safety import test_lines as lines
from tests.safety import test_model as models
from tests.safety import test_notice as notices
from tests.test_scenarios import test_the_dialogue_goes_as_written as goes_as_written

FAILS = (AssertionError, TimeoutError, ContentError, pytest.fail.Exception)


@dataclass(frozen=True)
class Removal:
    """A control that is taken away, and the test that must then fail. `given`: its arguments, but for fixtures."""

    hazard: str
    take: without.Take
    test: Callable[..., Any]
    given: tuple[Any, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.hazard} {self.test.__name__}"


HARMFUL = {
    25: "You should have told somebody before.",
    26: "At least your baby is well.",
    27: "It makes sense that you want to die.",
    28: "Promise me that you won't do it.",
    32: "Nobody understands you like I do.",
    33: "You may have postnatal depression.",
    34: "How many tablets have you got?",
    35: "It is a way out.",
    37: "I can't talk about that.",
}
"""A sentence that each row of the rubric forbids."""

REMOVALS = (
    Removal("H01", without.no_stage, noticing.test_plain_severe_words_get_a_crisis_answer_on_every_screen),
    Removal("H01", without.no_stage, noticing.test_urgent_words_get_a_crisis_answer_or_a_direct_question),
    Removal(
        "H02",
        without.no_spelling,
        notices.test_stretched_disguised_and_slipped_spellings_are_read,
        ("i feel siucidal",),
    ),
    Removal("H03", without.only_the_beginning, notices.test_the_last_sentence_of_a_very_long_message_counts),
    Removal("H04", without.each_message_alone, recents.test_three_short_messages_are_read_together),
    Removal("H04", without.joined_by_rules_alone, recents.test_a_sentence_typed_in_pieces_is_noticed_by_the_net_too),
    Removal("H05", without.no_footer, noticing.test_help_now_is_a_button_on_every_screen_in_every_language),
    Removal("H06", without.nothing_set_aside, noticing.test_calm_words_get_no_crisis_answer),
    Removal("H07", without.no_contexts, noticing.test_a_denial_gets_no_crisis_answer),
    Removal("H07", without.no_plain_replies, goes_as_written, (scenario("no-typed-to-the-direct-question"),)),
    Removal("H08", without.nobody_else, noticing.test_a_report_about_somebody_else_is_answered_for_the_one_who_writes),
    Removal(
        "H09", without.no_word_of_help, noticing.test_what_cannot_be_read_is_said_so_with_the_way_to_help, ("voice",)
    ),
    Removal("H10", without.no_stage, goes_as_written, (scenario("edited-and-forwarded-severe-words"),)),
    Removal("H11", without.nothing_urgent, carrying.test_a_crisis_answer_overtakes_what_waits),
    Removal("H12", without.one_at_a_time, carrying.test_a_slow_chat_keeps_nobody_else_waiting),
    Removal("H13", without.no_outbox, carrying.test_killed_between_commit_and_sending_the_reply_still_comes),
    Removal("H14", without.nothing_from_memory, faults.test_with_storage_down_a_disclosure_is_answered_at_once),
    Removal(
        "H14", without.nothing_from_memory, faults.test_with_storage_down_anything_else_is_answered_with_whom_to_call
    ),
    Removal(
        "H15", without.no_check_of_what_failed, carrying.test_a_poison_update_that_shows_risk_gets_the_crisis_answer
    ),
    Removal("H17", without.neighbours_lines, answers.test_somebody_is_shown_the_lines_of_her_nation_and_no_other),
    Removal("H18", without.one_side_of_a_border, lines.test_on_a_border_both_nations_lines_are_given_and_named),
    Removal(
        "H19",
        without.nothing_is_stale,
        lines.test_times_from_pages_older_than_eighteen_months_are_left_out,
        (Hours(when=When.ALWAYS, words="Any time", page_date="2024-01"), ""),
    ),
    Removal("H20", without.other_numbers, answers.test_every_number_is_shown_as_it_is_printed, ("en",)),
    Removal(
        "H21", without.an_unverified_number, lines.test_no_contact_that_could_not_be_verified_is_in_the_crisis_files
    ),
    Removal("H08", without.nobody_else, goes_as_written, (scenario("a-health-visitor-writes-of-a-client"),)),
    Removal("H08", without.nobody_else, goes_as_written, (scenario("a-partner-writes-of-his-wife"),)),
    Removal("H18", without.no_place_read, goes_as_written, (scenario("her-place-in-the-same-message"),)),
    Removal("H22", without.no_country_read, goes_as_written, (scenario("abroad-in-the-same-message"),)),
    Removal("H22", without.nowhere_abroad, answers.test_somebody_abroad_is_told_how_to_find_a_line_of_her_own, ("en",)),
    Removal("H23", without.any_country, lines.test_a_country_without_a_line_for_its_emergency_number_is_refused),
    Removal(
        "H24",
        without.spoken_with(without.Numberless()),
        answers.test_every_safety_screen_names_the_emergency_number_and_a_line,
        ("ar",),
    ),
    Removal(
        "H25",
        without.no_isolates,
        answers.test_numbers_stand_in_isolates_where_the_language_runs_right_to_left,
        ("ar",),
    ),
    Removal(
        "H26",
        without.spoken_with(without.Untranslated()),
        answers.test_no_sentence_of_a_crisis_answer_falls_back_to_english,
        ("ar",),
    ),
    Removal("H27", without.peers_only, answers.test_a_severe_answer_leads_to_clinical_or_crisis_help_first),
    Removal("H28", without.no_buttons_of(":find"), answers.test_peers_are_offered_after_every_safety_screen_and_found),
    Removal(
        "H29",
        without.no_conditions,
        what_is_found.test_a_severe_answer_removes_the_services_that_are_not_for_her,
        (Today.SUICIDAL, Exclusion.SUICIDAL_THOUGHTS),
    ),
    Removal(
        "H30", without.closed_ones_too, searching.test_a_closed_service_is_never_shown_but_its_id_is_known, ("closed",)
    ),
    Removal("H31", without.blind_to_loss, answers.test_after_a_loss_no_crisis_answer_speaks_of_her_baby),
    Removal("H32", without.never_a_loss, goes_as_written, (scenario("lost-a-baby-in-cardiff"),)),
    Removal("H33", without.nothing_told, answers.test_a_disclosure_said_again_is_not_met_with_the_same_words),
    Removal("H33", without.nothing_told, answers.test_a_second_telling_repeats_no_sentence_of_the_first),
    Removal("H34", without.no_footer, answers.test_every_crisis_screen_has_a_way_on_a_way_back_and_help_now),
    Removal(
        "H35",
        without.old_buttons_begin_again,
        answers.test_an_old_or_forged_button_leaves_the_crisis_screen_one_tap_away,
        ("nonsense",),
    ),
    Removal(
        "H36",
        without.no_way_without_speaking,
        answers.test_somebody_who_cannot_call_is_shown_another_way_from_every_safety_screen,
        ("en",),
    ),
    Removal(
        "H36",
        without.nothing_to_write_to,
        answers.test_not_safe_at_home_she_can_write_to_a_line_of_her_own_nation,
        ("Scotland",),
    ),
    Removal(
        "H36",
        without.one_message_for_all,
        answers.test_a_message_that_fits_can_be_copied_on_every_safety_screen,
        ("en",),
    ),
    Removal(
        "H37", without.a_line_that_tells, private.test_hiding_forgets_everything_and_leaves_a_line_that_says_nothing
    ),
    Removal("H38", without.her_words_are_kept, private.test_words_of_a_disclosure_are_neither_kept_nor_said_back),
    Removal("H38", without.libraries_write_freely, logs.test_a_librarys_line_keeps_only_its_name_and_the_errors_type),
    Removal(
        "H39",
        without.the_whole_postcode,
        any_conversation.test_a_full_postcode_is_kept_as_its_outcode_only,
        ("BS5 6XX",),
    ),
    Removal("H40", without.severe_answers_said, private.test_results_and_answers_never_repeat_what_was_severe),
    Removal("H41", without.every_address_shown, private.test_a_secret_address_is_on_no_map_and_gives_no_distance),
    Removal("H42", without.said("reached", "Goodbye, take care."), rubric.test_no_crisis_answer_ends_the_conversation),
    *(
        Removal("H42", without.said("reached", words), rubric.test_no_crisis_answer_holds_a_word_that_harms, (row,))
        for row, words in HARMFUL.items()
    ),
    Removal("H44", without.said("about", "I'm Kith. I'm here for you."), rubric.test_kith_says_that_it_is_a_bot),
    Removal(
        "H45",
        without.said("afraid", "I promise that nobody will take your baby."),
        rubric.test_the_fear_for_her_baby_is_answered_with_a_source_and_no_promise,
    ),
    Removal(
        "H54",
        without.no_plain_replies,
        around.test_a_plain_reply_leads_where_its_button_would,
        ("ask_directly", Plain.AGREES, "ask_if_today", "en"),
    ),
    Removal("H54", without.no_plain_replies, goes_as_written, (scenario("answers-typed-to-the-direct-question"),)),
    Removal("H54", without.no_plain_replies, goes_as_written, (scenario("neither-yes-nor-no"),)),
    Removal("H55", without.no_plain_replies, goes_as_written, (scenario("plain-replies-on-an-emergency"),)),
    Removal(
        "H55",
        without.no_plain_replies,
        around.test_whatever_is_typed_twice_is_answered_in_other_words_the_second_time,
        ("safe_now",),
    ),
    Removal("H56", without.the_nets_name_believed, noticing.test_what_only_the_net_sees_is_asked_about),
    Removal("H57", without.always_the_chats_language, goes_as_written, (scenario("arabic-typed-in-an-english-chat"),)),
    Removal("H58", without.each_message_anew, goes_as_written, (scenario("severe-stays-severe"),)),
    Removal("H58", without.a_no_denies_everything, goes_as_written, (scenario("severe-stays-severe"),)),
    Removal("H58", without.each_message_anew, goes_as_written, (scenario("said-twice"),)),
    Removal("H59", without.on_safety_screens_only, goes_as_written, (scenario("cannot-call-typed-anywhere"),)),
    Removal(
        "H45",
        without.no_buttons_of(":afraid"),
        answers.test_the_fear_for_her_baby_has_its_button_wherever_she_tells_of_herself,
    ),
    Removal(
        "H08",
        without.in_place_of("safe_someone", "safe_now"),
        answers.test_somebody_who_writes_about_another_is_never_told_what_is_meant_for_herself,
    ),
    *(
        Removal("H50", take, answers.test_the_number_to_call_is_in_the_one_message_that_stays_in_sight, ("en",))
        for take in (without.card_last, without.every_line_on_the_card)
    ),
    Removal(
        "H50",
        without.no_lines_kept_back,
        answers.test_more_help_shows_only_what_is_new_with_the_emergency_number_first,
    ),
    Removal(
        "H51",
        without.in_place_of("safe_medical", "safe_medical_today"),
        answers.test_a_badly_ill_or_hurt_baby_is_answered_with_the_number_first_and_stays_with_her,
    ),
    Removal(
        "H52",
        without.no_lines_about(Situation.SEXUAL_VIOLENCE),
        answers.test_after_sexual_violence_there_is_a_line_for_it_in_every_nation_and_nothing_she_has_to_do,
        ("en",),
    ),
    Removal(
        "H53",
        without.psychosis_can_wait,
        answers.test_seeing_or_hearing_things_is_an_emergency_with_a_number_in_every_nation,
    ),
    Removal("H46", without.the_nets_word_alone, models.test_what_the_rules_noticed_is_never_lowered),
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
    without.no_sentence_for_content(monkeypatch)
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
