"""Ways to take a control away, one for each control: what Kith would be like without it. See `test_controls_matter`."""

from __future__ import annotations

import logging
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.conversation import Kith, Session, answering, noticing
from bot.conversation import risk as risking
from bot.conversation.answering import read_reply
from bot.conversation.crisis import lines_for
from bot.conversation.flow import SCREENS
from bot.conversation.plain import PlainReplies
from bot.conversation.risk import screen_for
from bot.conversation.screen import RESUME, Choice, Screen
from bot.conversation.screens.safety import Answer, safety_screen
from bot.conversation.session import Answers, Today
from bot.conversation.stages import STAGES, notice_risk
from bot.directory.vocabulary import Exclusion, Status
from bot.language.speech import Language
from bot.places.place import Place
from bot.runtime.handler import Handler
from bot.runtime.log import TypesOnly
from bot.runtime.recent import Recent
from bot.runtime.talk import write_replies
from bot.safety import Category, CrisisLines, Situation, Spelling, Watch
from bot.safety.net import Net
from bot.safety.normalise import Folder
from bot.safety.notice import Message
from bot.storage import SqliteStore
from tests.dialogue import the_kith
from tests.hazards import reading_aloud
from tests.hazards import test_crisis_answers as answers
from tests.hazards import test_faults as faults
from tests.hazards import test_rubric as rubric
from tests.safety import test_lines as lines
from tests.safety import test_notice as notices
from tests.safety.books import english

responding = sys.modules["bot.conversation.respond"]
"""The module; the package gives its function the same name."""
Take = Callable[[pytest.MonkeyPatch], None]


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
    patch.setattr(noticing, "of_another", lambda *anything: None)
    for table in (risking.EMERGENCY, risking.URGENT):
        patch.delitem(table, Category.THIRD_PARTY)


def no_plain_replies(patch: pytest.MonkeyPatch) -> None:
    """What is typed on a safety screen goes the way of everything else."""
    patch.setattr(responding, "STAGES", tuple(stage for stage in STAGES if stage is not read_reply))


def the_nets_name_believed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(noticing, "believed", lambda signal: signal)


def each_message_anew(patch: pytest.MonkeyPatch) -> None:
    """What was said before a message counts for nothing."""
    patch.setattr(noticing, "_settled", lambda turn, found, signal, net_alone: found)


def a_no_denies_everything(patch: pytest.MonkeyPatch) -> None:
    asked = SCREENS["ask_directly"]
    choices = tuple(replace(one, takes_back=tuple(map(str, Exclusion))) for one in asked.choices)
    patch.setitem(SCREENS, "ask_directly", replace(asked, choices=choices))


def always_the_chats_language(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(noticing, "_written_in", lambda turn, text: None)


def no_country_read(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(PlainReplies, "names_a_country", lambda self, text: False)


def no_place_read(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(noticing, "where", lambda turn, text: turn.session)


def on_safety_screens_only(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(answering, "EVERYWHERE", {})


def joined_by_rules_alone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Watch, "beyond_rules", lambda self, signal, text, language="en": signal)


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

    for module in ("talk", "handler"):
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
    own = Kith.lines
    patch.setattr(Kith, "lines", lambda self, nation, about: own(self, swapped.get(nation, nation), about))


def one_side_of_a_border(patch: pytest.MonkeyPatch) -> None:
    both = CrisisLines.for_situation
    patch.setattr(CrisisLines, "for_situation", lambda self, nations, about: both(self, nations[:1], about))


def nothing_is_stale(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("bot.safety.lines.STALE_AFTER", timedelta(days=36500))


def other_numbers(patch: pytest.MonkeyPatch) -> None:
    """Numbers as a library would write them."""
    own = Kith.lines

    def rewritten(self: Kith, nation: str, about: Situation) -> Any:
        found = own(self, nation, about)
        return tuple(one.model_copy(update={"dial": one.dial and one.dial.replace(" ", "-")}) for one in found)

    patch.setattr(Kith, "lines", rewritten)


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
    patch.setattr(Kith, "is_loss", lambda self, given: False)


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
    patch.setattr(Kith, "point_of", lambda self, service: self.points.get(service.id))


def closed_ones_too(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("bot.directory.search._OFFERED", frozenset(Status))


def old_buttons_begin_again(patch: pytest.MonkeyPatch) -> None:
    from bot.conversation.flow import put

    patch.setattr("bot.conversation.stages.put", lambda turn, session, before="": put(turn, Session(), before))


def no_word_of_help(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("bot.conversation.stages.CAN_CALL", "")


def no_way_without_speaking(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Kith, "lines", lambda self, nation, about: ())


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


def said(screen: str, words: str) -> Take:
    """A crisis screen that says this instead."""

    def take(patch: pytest.MonkeyPatch) -> None:
        choices = (Choice("find", "Find people", then=RESUME),)
        patch.setitem(SCREENS, screen, Screen(id=screen, says=words, choices=choices, crisis=True))
        patch.setattr(rubric, "shown_by_screens", reading_aloud.shown_by_screens.__wrapped__)
        patch.setattr(rubric, "everywhere", reading_aloud.shown_by_screens.__wrapped__)

    return take


def card_last(patch: pytest.MonkeyPatch) -> None:
    """The contact card comes after the words, and pushes them away."""
    from bot.conversation.show import draw

    def last(*given: Any) -> Any:
        first, *rest = draw(*given)
        return (*rest, first)

    patch.setattr("bot.conversation.flow.draw", last)


def every_line_on_the_card(patch: pytest.MonkeyPatch) -> None:
    """No line is kept for More help."""
    patch.setattr("bot.conversation.crisis.MOST_LINES", 99)


def no_lines_kept_back(patch: pytest.MonkeyPatch) -> None:
    """More help repeats what the card shows."""
    patch.setattr("bot.conversation.screens.behind.more_lines", lambda turn, about: lines_for(turn, "England", about))


def in_place_of(screen: str, other: str) -> Take:
    """The words of another screen are shown."""

    def take(patch: pytest.MonkeyPatch) -> None:
        patch.setitem(SCREENS, screen, replace(SCREENS[other], id=screen))

    return take


def no_lines_about(situation: Situation) -> Take:
    """The content has no line for this."""

    def take(patch: pytest.MonkeyPatch) -> None:
        own = Kith.lines
        patch.setattr(Kith, "lines", lambda self, nation, about: () if about is situation else own(self, nation, about))

    return take


def psychosis_can_wait(patch: pytest.MonkeyPatch) -> None:
    """Seeing or hearing things is no emergency."""
    words = Answer("safe_psychosis", Situation.PSYCHOSIS, heard="Thank you.", act="See your GP, or call 999.")
    patch.setitem(SCREENS, "safe_psychosis", safety_screen(words))


def one_message_for_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("bot.conversation.screens.ready.READY", {})


def nothing_to_write_to(patch: pytest.MonkeyPatch) -> None:
    """Lines can only be called."""
    patch.setattr("bot.conversation.screens.behind.silent_text", lambda turn, about: "")


def lines_replaced(patch: pytest.MonkeyPatch) -> None:
    """The next screen takes the place of the lines."""
    from bot.conversation.show import draw

    patch.setattr("bot.conversation.flow.draw", lambda turn, screen, before="", keeps=False: draw(turn, screen, before))


def the_nets_word_alone(patch: pytest.MonkeyPatch) -> None:
    """The learned net may lower what the rules noticed."""
    patch.setattr("bot.safety.notice.raised", lambda by_rules, learned: learned)
