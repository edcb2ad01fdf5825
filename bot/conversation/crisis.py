"""The crisis lines as words: a line each, as dialled, under the nation's name where there are two."""

from __future__ import annotations

import html

from bot.conversation.kith import own_lines
from bot.conversation.turn import Turn
from bot.language import mark as _
from bot.safety import Line, Situation

MOST_LINES = 3
"""One clear step first and few after it; a longer list is hard to read with a crying baby (E1)."""


def nations_of(turn: Turn) -> tuple[str, ...]:
    """The nation she is in, both when her place is on a border, none when it is not known."""
    if turn.answers.nation:
        return (turn.answers.nation,)
    return turn.answers.place.nations if turn.answers.place else ()


def emergency_words(turn: Turn) -> dict[str, str]:
    """The values that safety sentences use: the number to dial, and what the hospital's open door is called."""
    country = turn.kith.content.country
    return {"emergency": country.emergency_number, "hospital": turn.language.label(country.emergency_department)}


def lines_text(turn: Turn, situation: Situation, without_speaking: bool = False) -> str:
    """The lines for her nation as markup, or for both sides of a border, or the country-wide ones.

    The emergency number is left out: every safety screen says it in its first message.
    """
    nations = nations_of(turn)
    if not nations and situation is Situation.UNSAFE_HOME and not without_speaking:
        return _first_of_each_nation(turn, situation)
    number = turn.kith.content.country.emergency_number
    parts: list[str] = []
    seen: set[str] = set()
    for nation in nations or ("",):
        lines = turn.kith.lines(nation, situation)
        if without_speaking:
            lines = tuple(line for line in lines if line.text_to or line.chat or line.cannot_speak or line.deaf)
        else:
            lines = tuple(line for line in lines if line.id not in seen and line.dial != number)
        seen.update(line.id for line in lines[:MOST_LINES])
        heading = f"<b>{_own(turn, nation)}</b>\n" if len(nations) > 1 else ""
        how = _without_speaking if without_speaking else _line_text
        if lines:
            parts.append(heading + "\n\n".join(how(turn, line) for line in lines[:MOST_LINES]))
    return "\n\n".join(part for part in parts if part)


def _first_of_each_nation(turn: Turn, situation: Situation) -> str:
    """Each nation's own first line, for a situation in which the country-wide lines are for few people.

    Somebody frightened at home may not have time for one more question.
    """
    parts = []
    for nation in own_lines(turn.kith.content.country):
        own = [line for line in turn.kith.lines(nation, situation) if line.nation == nation and line.dial]
        if own:
            parts.append(
                f"{_own(turn, nation)}: {_own(turn, own[0].name)}\n{turn.say(_('Call {number}'), number=own[0].dial)}"
            )
    return "\n\n".join(parts)


def _line_text(turn: Turn, line: Line) -> str:
    """The line's name and how to reach it, then a sentence on it, and its hours while they can be trusted."""
    first = f"<b>{_own(turn, line.name)}</b>"
    if line.dial:
        first += f"\n{turn.say(_('Call {number}'), number=line.dial)}"
        first += f" · {_own(turn, line.then)}" if line.then else ""
    elif line.text_to:
        first += f"\n{_text_to(turn, line)}"
    elif line.chat or line.website:
        first += f"\n{turn.language.quote(line.chat or line.website or '')}"
    hours = line.hours.words_on(turn.today)
    return "\n".join(part for part in (first, _own(turn, line.says), _own(turn, hours or "")) if part)


def _without_speaking(turn: Turn, line: Line) -> str:
    """How to reach the line by text, by chat, or without a word."""
    ways = [
        _text_to(turn, line) if line.text_to else "",
        turn.language.quote(line.chat) if line.chat else "",
        _own(turn, line.cannot_speak) if line.cannot_speak else "",
        _own(turn, line.deaf.says) if line.deaf else "",
        turn.say(_("Call {number}"), number=line.deaf.dial) if line.deaf and line.deaf.dial else "",
    ]
    return "\n".join((f"<b>{_own(turn, line.name)}</b>", *(way for way in ways if way)))


def _own(turn: Turn, words: str) -> str:
    """The content's own words in her language, as markup: an & in them is only an &."""
    return html.escape(turn.language.label(words), quote=False)


def _text_to(turn: Turn, line: Line) -> str:
    if line.text_word:
        return turn.say(_("Text {word} to {number}"), word=line.text_word, number=line.text_to)
    return turn.say(_("Text {number}"), number=line.text_to)
