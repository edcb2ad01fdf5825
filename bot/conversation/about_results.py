"""What she says of the services that she is shown: "the second one", "more", "too far", "when is it on".

On the list a number or an ordinal opens the card, which says all that is known; a question without one is told so. On
a card a question gets the card's own line again. The words are content (`content/safety/replies.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bot.conversation.card_words import babies_of, joining_of, referral_of, when_of, where_of
from bot.conversation.events import Typed
from bot.conversation.flow import SCREENS, go
from bot.conversation.leads import SOUGHT
from bot.conversation.reading import read_sentence
from bot.conversation.replies import Message
from bot.conversation.screen import Move
from bot.conversation.screens.card import CARD
from bot.conversation.screens.change import CHANGE
from bot.conversation.screens.results import A_PAGE, RESULTS, found
from bot.conversation.show import footer, view_of
from bot.conversation.turn import Answered, Outcome, Turn
from bot.directory import Service
from bot.language import mark as _
from bot.safety import Plain
from bot.safety.replies import OF_RESULTS

SAY_A_NUMBER = _("Tap “More on” or type a number. I'll show what I know about that one.")
ON_THE_PAGE = {Plain.NAMES_THE_FIRST: 0, Plain.NAMES_THE_SECOND: 1, Plain.NAMES_THE_THIRD: 2}
LINE_OF: Mapping[Plain, Callable[[Turn, Service], str]] = {
    Plain.ASKS_HOW_TO_JOIN: joining_of,
    Plain.ASKS_WHEN: when_of,
    Plain.ASKS_WHERE: where_of,
    Plain.ASKS_IF_REFERRED: referral_of,
    Plain.ASKS_OF_A_BABY: babies_of,
}
"""The card's own words for each question."""
DIGITS = re.compile(r"\d+")


def talk_of_results(turn: Turn) -> None:
    """Answer what is said of the list, or of the card that she is reading."""
    if not isinstance(turn.event, Typed):
        return
    text = turn.event.text
    said = said_of_results(turn, text)
    if said is None or _looks_for_something_else(turn, text, said):
        return
    if said in (Plain.WANTS_OTHERS, Plain.TOO_FAR):
        raise Answered(go(turn, _others(turn) if said is Plain.WANTS_OTHERS else Move(turn.session, CHANGE.id)))
    if said is Plain.NAMES_A_NUMBER or said in ON_THE_PAGE:
        if service := _named(turn, text, said):
            raise Answered(go(turn, Move(turn.session.model_copy(update={"card": service.id}), CARD.id)))
        return
    if words := _line(turn, said) if turn.session.screen == CARD.id else turn.say(SAY_A_NUMBER):
        raise Answered(_briefly(turn, words))


def said_of_results(turn: Turn, text: str) -> Plain | None:
    """What the text says of the list, or of the card, that she is looking at; None when it says something else."""
    if turn.session.screen not in (RESULTS.id, CARD.id):
        return None
    said = turn.kith.plain.read(text, turn.language.code, OF_RESULTS)
    return said if said in OF_RESULTS else None


def _looks_for_something_else(turn: Turn, text: str, said: Plain) -> bool:
    """Whether it names another place, or wants others of a kind that was not asked for: "something else, by phone"."""
    understood = read_sentence(turn, text)
    if understood is None or understood.places:
        return understood is not None
    wants = said in (Plain.WANTS_OTHERS, Plain.TOO_FAR)
    return wants and any(
        understood.values[name] != getattr(turn.answers, name) for name in SOUGHT & set(understood.values)
    )


def _others(turn: Turn) -> Move:
    """The next page; from a card the list again; from the last page on, what she could change."""
    if turn.session.screen == CARD.id:
        return Move(turn.session, RESULTS.id)
    page = turn.session.page + 1
    if page * A_PAGE >= len(found(turn)):
        return Move(turn.session, CHANGE.id)
    return Move(turn.session.model_copy(update={"page": page}), RESULTS.id)


def _named(turn: Turn, text: str, said: Plain) -> Service | None:
    """The service that she names: by its number in the list, or by where it stands on the page."""
    matches = found(turn)
    pages = max(1, -(-len(matches) // A_PAGE))
    start = turn.session.page % pages * A_PAGE
    if said in ON_THE_PAGE:
        at = start + ON_THE_PAGE[said]
    else:
        digits = DIGITS.search(text)
        at = int(digits.group()) - 1 if digits else -1
        if text.strip().isdecimal() and not start <= at < start + A_PAGE:
            return None
    return matches[at].service if 0 <= at < len(matches) else None


def _line(turn: Turn, said: Plain) -> str:
    service = turn.kith.directory.by_id.get(turn.session.card or "")
    if service is None:
        return ""
    return LINE_OF[said](turn, service) if said in LINE_OF else ""


def _briefly(turn: Turn, words: str) -> Outcome:
    """The words alone with the buttons of the screen, which stands right above them in the chat."""
    screen = SCREENS[turn.session.screen]
    rows = (*view_of(turn, screen).rows, *footer(turn, screen))
    return Outcome(turn.session, (Message(text=words, rows=rows),))
