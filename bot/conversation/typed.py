"""Typed words that mean a button of the screen: its number, its label, or the label with a slip."""

from __future__ import annotations

from rapidfuzz import fuzz

from bot.conversation.folding import folded
from bot.conversation.replies import Act
from bot.conversation.screen import Screen
from bot.conversation.show import view_of
from bot.conversation.turn import Turn

ALIKE = 86
MOST_WORDS = 6
ASKS_AGAIN = frozenset({"what", "which", "more", "beth", "ماذا", "ما الذي"})
"""Words that begin a label and by themselves mean no button: "what" is no wish to read what Hide can't do."""
LONGEST_NUMBER = 2
"""Digits: no screen has a hundred buttons."""


def named_button(turn: Turn, screen: Screen, text: str) -> str | None:
    """The action of the button whose number or very words were typed, or None. A number counts the buttons from 1."""
    buttons, said = _buttons(turn, screen), folded(text)
    if said.isdecimal() and len(said) <= LONGEST_NUMBER:
        return buttons[int(said) - 1].action if 1 <= int(said) <= len(buttons) else None
    if len(said.split()) > MOST_WORDS:
        return None
    return next((button.action for button in buttons if said and folded(button.label) == said), None)


def typed_button(turn: Turn, screen: Screen, text: str) -> str | None:
    """The action of the button that the words mean, or None: its number, its words, or its words with a slip.

    Words count when they are few: a sentence says more than a button.
    """
    said = folded(text)
    named = named_button(turn, screen, text)
    if named or not said or said.isdecimal() or len(said.split()) > MOST_WORDS or screen.typed:
        return named
    if said in ASKS_AGAIN:
        return None
    buttons = _buttons(turn, screen)
    score, best = max(((_likeness(said, folded(button.label)), button.action) for button in buttons), default=(0.0, ""))
    return best if score >= ALIKE else None


def _buttons(turn: Turn, screen: Screen) -> list[Act]:
    return [button for row in view_of(turn, screen).rows for button in row if isinstance(button, Act)]


def _likeness(said: str, label: str) -> float:
    """How far the words are the label's, out of 100: the same with a slip, or the label's chief words."""
    shared = fuzz.token_set_ratio(said, label) if len(said) >= 4 else 0.0
    whole = fuzz.ratio(said, label)
    return max(whole, shared if len(said.split()) <= len(label.split()) else 0.0)
