"""The crisis lines as words: a line each, as dialled, under the nation's name where there are two."""

from __future__ import annotations

from bot.conversation.turn import Turn
from bot.language import mark as _
from bot.safety import Line, Situation

MOST_LINES = 4
"""One clear step first and few after it; a longer list is hard to read with a crying baby (E1)."""


def lines_text(turn: Turn, situation: Situation, without_speaking: bool = False) -> str:
    """The lines for her nation as markup, or for both sides of a border, or the country-wide ones."""
    nations = (turn.answers.nation,) if turn.answers.nation else ()
    if not nations and turn.answers.place:
        nations = turn.answers.place.nations
    parts = []
    for nation in nations or ("",):
        lines = turn.kith.lines(nation, situation)
        if without_speaking:
            lines = tuple(line for line in lines if line.text_to or line.chat)
        heading = f"<b>{turn.say(nation)}</b>\n" if len(nations) > 1 else ""
        parts.append(heading + "\n\n".join(_line_text(turn, line) for line in lines[:MOST_LINES]))
    return "\n\n".join(part for part in parts if part)
