"""Drawing a screen: its words, its choices, and what every screen has (Back, Skip, Help now)."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.events import Tapped
from bot.conversation.replies import Button, Keyboard, Message, Reply
from bot.conversation.screen import Choice, Screen, View, words_for
from bot.conversation.session import Session
from bot.conversation.turn import Turn
from bot.language import mark as _

BACK_LABEL = _("Back")
SKIP_LABEL = _("Skip")
HELP_NOW_LABEL = _("Help now")
HIDE_LABEL = _("Hide this chat")
HIDE = "hide"
"""The action of a button that hides the chat; it may stand on any screen."""
SHARE_LOCATION_LABEL = _("Share my location")

HURT_BY_SOMEBODY = frozenset({"safe_unsafe_home", "safe_assaulted"})
"""Once she has told of this, somebody may look at her telephone: every safety screen has Hide first."""

MORE_HELP = Choice("more", _("More help"), then="more_lines")
"""Declared by the screens that show already what Help now would."""

LONGEST_LABEL = 30
"""Characters of a button that a small telephone shows."""

HELLO = _(
    "Hello. I'm Kith, a chat bot. I help find people who've been through hard times with pregnancy or a new baby, "
    "and who can listen now: in groups, one to one, by phone or online.\n\n"
    "You don't need to give your name. What you type isn't kept."
)

LOOK_TOGETHER = _(
    "We can look together for people who've been there and can listen.\n\n"
    "You don't need to give your name. What you type isn't kept."
)
"""Said in the place of the hello to somebody who has told the worst already: a hello then sounds as if nothing had
been heard."""

Rows = tuple[tuple[Button, ...], ...]


def choice_rows(turn: Turn, screen: Screen) -> Rows:
    """The declared choices that are offered to her, in the screen's number of columns."""
    buttons = [
        turn.button(choice.label, f"{screen.id}:{choice.id}")
        for choice in screen.choices
        if choice.offered(turn.answers)
    ]
    return tuple(tuple(buttons[at : at + screen.columns]) for at in range(0, len(buttons), screen.columns))


def shortened(label: str, longest: int = LONGEST_LABEL) -> str:
    """A label made of somebody's words or of many answers, cut to what fits on a button."""
    return label if len(label) <= longest else label[: longest - 1].rstrip(" ,;:.") + "…"


def view_of(turn: Turn, screen: Screen) -> View:
    """What the screen shows on this turn: computed, or as declared; with Hide first where somebody may come in."""
    if screen.view:
        view = screen.view(turn)
    else:
        words = turn.say(words_for(screen.says, turn.answers))
        view = View((words,), choice_rows(turn, screen), crisis=screen.crisis)
    hide = turn.button(HIDE_LABEL, HIDE)
    feared = turn.session.feared or not HURT_BY_SOMEBODY.isdisjoint(turn.session.told)
    if not screen.crisis or not feared or any(hide in row for row in view.rows):
        return view
    return replace(view, rows=((hide,), *view.rows))


def footer(turn: Turn, screen: Screen) -> Rows:
    """Back (unless there is nothing behind), Skip (on a question), and Help now.

    On a screen that shows already what Help now would, More help stands in its place.
    """
    buttons: list[Button] = []
    if turn.session.trail:
        buttons.append(turn.button(BACK_LABEL, "back"))
    if screen.asks:
        buttons.append(turn.button(SKIP_LABEL, f"skip:{screen.id}"))
    if MORE_HELP in screen.choices:
        buttons.append(turn.button(MORE_HELP.label, f"{screen.id}:{MORE_HELP.id}"))
    else:
        buttons.append(turn.button(HELP_NOW_LABEL, "help_now"))
    return (tuple(buttons),) if buttons else ()


def has_disclosed(session: Session) -> bool:
    """Whether she has told of a danger, or was asked about one, and was answered."""
    return any(screen.startswith(("safe_", "ask_", "asked_")) for screen in session.told)


def opening(turn: Turn) -> str:
    """How a talk begins: with a hello, unless she has been talking of the worst already."""
    return turn.say(LOOK_TOGETHER if has_disclosed(turn.session) else HELLO)


def greeting(turn: Turn) -> Message:
    """The opening words, with the keyboard that stays: once, whatever somebody did first."""
    return Message(text=opening(turn), keyboard=keyboard(turn))


def keyboard(turn: Turn) -> Keyboard:
    """The keyboard that stays at the foot of the chat."""
    label = turn.language.label
    return Keyboard(help_now=label(HELP_NOW_LABEL), share_location=label(SHARE_LOCATION_LABEL), hide=label(HIDE_LABEL))


def draw(turn: Turn, screen: Screen, before: str = "", keeps: bool = False) -> tuple[Reply, ...]:
    """The screen as messages. A line `before` it is joined to the first, so that it is one message and not two.

    A contact card comes first of all, so that it doesn't push the words away. A screen that is one message takes the
    place of the message whose button was tapped; a crisis answer never does, so that it is always the newest thing in
    the chat. `keeps`: the message that was tapped holds numbers to call, and stays.
    """
    view = view_of(turn, screen)
    rows = (*view.rows, *footer(turn, screen))
    texts = list(view.texts)
    last = len(texts) - 1
    if before:
        at = last if view.hello else 0
        texts[at] = f"{before}\n\n{texts[at]}"
    replaces = isinstance(turn.event, Tapped) and last == 0 and not view.crisis and not keeps
    messages: list[Reply] = [
        Message(
            text=text,
            rows=rows if number == last else (),
            keyboard=keyboard(turn) if view.hello and number == 0 else None,
            replaces=replaces,
            crisis=view.crisis,
        )
        for number, text in enumerate(texts)
    ]
    if view.card:
        messages.insert(0, view.card)
    return tuple(messages)
