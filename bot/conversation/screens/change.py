"""Change an answer: every question, with what she said, one tap from the results."""

from __future__ import annotations

from bot.conversation.known import known
from bot.conversation.replies import Act
from bot.conversation.screen import Move, Screen, View, words_for
from bot.conversation.screens.around_her import HER_STAGE, RELATION
from bot.conversation.screens.format import FORMAT
from bot.conversation.screens.information import LANGUAGE
from bot.conversation.screens.needs import NEEDS
from bot.conversation.screens.place import NATION, PLACE
from bot.conversation.screens.today import TODAY
from bot.conversation.screens.welcome import WELCOME
from bot.conversation.show import shortened
from bot.conversation.turn import Turn
from bot.language import mark as _

QUESTIONS = (PLACE, NATION, FORMAT, NEEDS, WELCOME, RELATION, HER_STAGE, TODAY)


def view(turn: Turn) -> View:
    """A button for each question that applies to her, with the answer that she gave."""
    rows = [(_button(turn, screen),) for screen in QUESTIONS if screen is NEEDS or screen.asked_of(turn.answers)]
    rows.append((turn.button(LANGUAGE.title, "language"),))
    if turn.answers.times:
        rows.insert(3, (turn.button(_("Any time of day"), "change:times"),))
    return View((turn.say(_("What would you like to change?")),), tuple(rows))


def _button(turn: Turn, screen: Screen) -> Act:
    title = turn.language.label(words_for(screen.title, turn.answers))
    said = known(turn, screen.asks[0])
    return Act(
        label=f"{title}: {turn.language.isolate(shortened(said))}" if said else title, action=f"change:{screen.id}"
    )


def tapped(turn: Turn, parts: tuple[str, ...]) -> Move | None:
    """Ask that question again; what follows it stays answered, so the next tap is back at the results."""
    word = parts[0] if parts else ""
    if word == "times":
        answers = turn.answers.model_copy(update={"times": ()})
        return Move(turn.session.model_copy(update={"answers": answers, "page": 0}), "results")
    if word not in {screen.id for screen in QUESTIONS}:
        return None
    return Move(turn.session.model_copy(update={"page": 0, "asking": word}), word)


CHANGE = Screen(
    id="change", view=view, tapped=tapped, leads_to=(*(screen.id for screen in QUESTIONS), "language", "results")
)
