"""What lies behind the safety screens can be read at once too: as few lines, and as few buttons, as a card."""

from __future__ import annotations

import pytest

from bot.conversation.events import Typed
from bot.conversation.flow import SCREENS, put
from bot.conversation.replies import Message
from bot.conversation.session import Answers, Session
from bot.conversation.turn import Turn
from bot.safety import Situation
from tests.dialogue import the_kith
from tests.directory.making import TODAY
from tests.hazards.talking import NATIONS, lines_of
from tests.hazards.test_crisis_answers import MOST

BEHIND = ("cant_call", "more_lines", "still", "alone", "stopped", "afraid", "thoughts", "hide_limits", "you_too")
MOST_ROWS = 6


@pytest.mark.parametrize("language", sorted(MOST))
@pytest.mark.parametrize("screen", BEHIND)
def test_no_screen_behind_a_card_is_longer_than_a_card(screen: str, language: str) -> None:
    for nation in (None, *NATIONS):
        for about in Situation:
            told = ("safe_unsafe_home",) if about is Situation.UNSAFE_HOME else ()
            session = Session(
                screen=screen,
                met=True,
                language=language,
                trail=("welcome", "safe_now"),
                situation=about,
                told=told,
                answers=Answers(nation=nation),
            )
            *_card, last = put(Turn(session, Typed("hm"), the_kith(), TODAY), session).replies
            assert isinstance(last, Message)
            assert lines_of(last.text) <= MOST[language], f"{about}, {nation}"
            assert len(last.rows) <= MOST_ROWS
    assert screen in SCREENS
