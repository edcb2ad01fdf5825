"""The flow diagram, from the screens' own declarations: what leads where, and what of it is about safety.

Screens that lead to the very same places are drawn in one box: a line from the box stands for one from each. Back,
which every screen but the first has, is not drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from textwrap import wrap

from bot.conversation.flow import SCREENS
from bot.conversation.risk import ABOUT_A_BABY, EMERGENCY, FALL_BACK, URGENT
from bot.conversation.screen import RESUME
from bot.conversation.stages import SCREEN_OF_COMMAND
from bot.preview.layout import Drawing, draw

START, RISK, COMMAND = "@start", "@risk", "@command"
NOT_SCREENS = {
    START: "Her first message",
    RISK: "She types words that show risk, anywhere",
    COMMAND: "A command, or Help now, anywhere",
    RESUME: "The next open question, or the results",
}
"""What is drawn beside the screens, in the words that stand in it."""

WIDE, HIGH, GAP, EDGE = 176.0, 40.0, 6.0, 10.0
"""Pixels: a screen's width and height, between the screens of a box, and the box's own edge."""
A_LINE = 26
"""Letters of the words in a box that is no screen."""
COLUMNS = 3
"""Of a box with more than three screens."""


@dataclass(frozen=True, slots=True)
class Box:
    """One or several screens, or something beside the screens, with its size in pixels."""

    id: str
    screens: tuple[str, ...]
    words: str = ""

    @property
    def lines(self) -> list[str]:
        """The words, wrapped to the box."""
        return wrap(self.words, A_LINE)

    @property
    def columns(self) -> int:
        return COLUMNS if len(self.screens) > 3 else 1

    @property
    def size(self) -> tuple[float, float]:
        if not self.screens:
            return WIDE, HIGH
        rows = -(-len(self.screens) // self.columns)
        edge = 2 * EDGE if len(self.screens) > 1 else 0.0
        return self.columns * (WIDE + GAP) - GAP + edge, rows * (HIGH + GAP) - GAP + edge

    def places(self) -> Iterator[tuple[str, float, float]]:
        """Each screen with its upper left corner inside the box."""
        edge = EDGE if len(self.screens) > 1 else 0.0
        for number, name in enumerate(self.screens):
            row, column = divmod(number, self.columns)
            yield name, edge + column * (WIDE + GAP), edge + row * (HIGH + GAP)


@dataclass(frozen=True, slots=True)
class Diagram:
    """The boxes, and where they and the lines between them are."""

    boxes: tuple[Box, ...]
    drawing: Drawing


def leads_to() -> dict[str, tuple[str, ...]]:
    """For each screen, and for what begins a conversation, everything that it leads to."""
    risk = [screen for table in (EMERGENCY, URGENT, FALL_BACK) for screen, _noticed in table.values()]
    begins = {
        START: (next(iter(SCREENS)),),
        RISK: tuple(dict.fromkeys((*risk, *ABOUT_A_BABY.values()))),
        COMMAND: tuple(dict.fromkeys(SCREEN_OF_COMMAND.values())),
    }
    return {**begins, **{screen.id: screen.targets() for screen in SCREENS.values()}, RESUME: ("results",)}


def diagram() -> Diagram:
    """The diagram of every screen that there is."""
    leads = leads_to()
    boxes = tuple(_boxes(leads))
    box_of = {screen: box.id for box in boxes for screen in box.screens or (box.id,)}
    edges = [
        (box_of[name], box_of[target]) for name, targets in leads.items() for target in targets if target in box_of
    ]
    return Diagram(boxes, draw({box.id: box.size for box in boxes}, edges))


def _boxes(leads: dict[str, tuple[str, ...]]) -> Iterable[Box]:
    """Screens with the same ways on share a box; a screen's way to itself does not count."""
    alike: dict[frozenset[str], list[str]] = {}
    for name in SCREENS:
        alike.setdefault(frozenset(leads[name]) - {name}, []).append(name)
    for name in (START, RISK, COMMAND):
        yield Box(name, (), NOT_SCREENS[name])
    for names in alike.values():
        yield Box(names[0], tuple(names))
    yield Box(RESUME, (), NOT_SCREENS[RESUME])
