"""What is checked of the conversation before the bot starts: every way through it, and every word of it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.flow import QUESTIONS, SCREENS
from bot.conversation.leads import EVERYWHERE, LEADS
from bot.conversation.risk import EMERGENCY, FALL_BACK, OF_ANOTHER, URGENT
from bot.conversation.screen import BACK, RESUME, Screen
from bot.conversation.stages import SCREEN_OF_COMMAND

LONGEST_ACTION = 64
"""Bytes of callback data that Telegram takes with a button (Bot API, InlineKeyboardButton)."""
PREFIX_OF_AN_ID = "vcard:"
BY_WORDS = ("still", "listening", "help_is_coming", "ask_about_her", "you_too")
"""Screens that only what somebody types on a safety screen leads to."""


def check_flow(service_ids: tuple[str, ...] = (), need_ids: tuple[str, ...] = ()) -> Iterator[str]:
    """A sentence for each fault: a target that isn't there, a screen nobody reaches or leaves, a button too long."""
    for screen in SCREENS.values():
        yield from _check_screen(screen)
    for name in sorted(set(SCREENS) - reachable()):
        yield f"screen {name}: no button, command or message leads to it"
    for identifier in service_ids:
        if len(f"{PREFIX_OF_AN_ID}{identifier}".encode()) > LONGEST_ACTION:
            yield f"service {identifier}: the id is too long for a button; shorten it to 50 characters"
    for identifier in need_ids:
        if len(f"needs:{identifier}".encode()) > LONGEST_ACTION:
            yield f"need {identifier}: the id is too long for a button; shorten it to 50 characters"


def _check_screen(screen: Screen) -> Iterator[str]:
    for target in screen.targets():
        if target not in SCREENS and target not in (BACK, RESUME):
            yield f"screen {screen.id}: it leads to {target}, which does not exist"
    if not screen.says and not screen.view:
        yield f"screen {screen.id}: it says nothing"
    if not screen.targets():
        yield f"screen {screen.id}: nothing leads on from it"
    ids = [choice.id for choice in screen.choices]
    for repeated in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"screen {screen.id}: two choices are called {repeated}"
    for choice in screen.choices:
        if len(f"{screen.id}:{choice.id}".encode()) > LONGEST_ACTION:
            yield f"screen {screen.id}: the button {choice.id} is too long for Telegram"


def reachable() -> set[str]:
    """Every screen that something leads to: a first message, a command, a noticed risk, or a button."""
    starts = {QUESTIONS[0].id, *SCREEN_OF_COMMAND.values(), *EVERYWHERE.values(), *LEADS.values(), *BY_WORDS}
    for table in (EMERGENCY, URGENT, FALL_BACK, OF_ANOTHER):
        starts.update(screen for screen, _noticed in table.values())
    seen: set[str] = set()
    waiting = [*starts]
    while waiting:
        name = waiting.pop()
        if name in seen or name not in SCREENS:
            continue
        seen.add(name)
        waiting.extend(SCREENS[name].targets())
        waiting.append("results")
    return seen
