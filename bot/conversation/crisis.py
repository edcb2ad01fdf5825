"""The crisis lines as words: a line each, as dialled, under the nation's name where there are two."""

from __future__ import annotations

import html

from bot.conversation.kith import own_lines
from bot.conversation.session import Relation
from bot.conversation.turn import Turn
from bot.language import mark as _
from bot.safety import Line, Situation

MOST_LINES = 3
"""One clear step first and few after it; the rest is one tap away. A longer list is hard to read with a crying baby."""


def nations_of(turn: Turn) -> tuple[str, ...]:
    """The nation she is in, both when her place is on a border, none when it is not known."""
    if turn.answers.nation:
        return (turn.answers.nation,)
    return turn.answers.place.nations if turn.answers.place else ()


def emergency_words(turn: Turn) -> dict[str, str]:
    """The values that safety sentences use: the number to dial, and what the hospital's open door is called."""
    country = turn.kith.content.country
    return {"emergency": country.emergency_number, "hospital": turn.language.label(country.emergency_department)}


def lines_for(turn: Turn, nation: str, situation: Situation) -> tuple[Line, ...]:
    """The lines for a situation as they suit her: a line in her language first, one in another or for men last.

    The emergency number is left out: every safety screen says it in its first message.
    """
    number = turn.kith.content.country.emergency_number
    he = turn.answers.relation is Relation.DAD
    lines = [line for line in turn.kith.lines(nation, situation) if line.dial != number]
    return tuple(sorted(lines, key=lambda line: _suits(line, turn.language.code, he)))


def _suits(line: Line, language: str, he: bool) -> int:
    if line.spoken:
        return -1 if line.spoken == language else 1
    if line.for_men:
        return -1 if he else 1
    return 0


def lines_text(turn: Turn, situation: Situation, everything: bool = False) -> str:
    """The lines for her nation as markup, or for both sides of a border, or the country-wide ones.

    `everything`: all of them; otherwise the first few that can be reached from where she sits.
    """
    nations = nations_of(turn)
    if not nations and situation is Situation.UNSAFE_HOME and not everything:
        return _first_of_each_nation(turn, situation)
    parts: list[str] = []
    seen: set[str] = set()
    for nation in nations or ("",):
        lines = [line for line in lines_for(turn, nation, situation) if line.id not in seen]
        if not everything:
            lines = [line for line in lines if line.dial or line.text_to or line.chat][:MOST_LINES] or lines[
                :MOST_LINES
            ]
        seen.update(line.id for line in lines)
        if lines:
            heading = f"<b>{_own(turn, nation)}</b>\n" if len(nations) > 1 else ""
            parts.append(heading + "\n\n".join(_line_text(turn, line) for line in lines))
    return "\n\n".join(parts)


def silent_lines_text(turn: Turn, situation: Situation) -> str:
    """The ways to reach the lines without speaking: text, chat, a relay, a silent call."""
    found: dict[str, str] = {}
    for nation in nations_of(turn) or ("",):
        for line in turn.kith.lines(nation, situation):
            if line.text_to or line.chat or line.cannot_speak or line.deaf:
                found.setdefault(line.id, _without_speaking(turn, line))
    return "\n\n".join(found.values())


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
    """The line's name, how to reach it and when (while that can be trusted), then a sentence on it."""
    quote = turn.language.quote
    how = [
        turn.say(_("Call {number}"), number=line.dial) if line.dial else "",
        _text_to(turn, line) if line.text_to and not line.dial else "",
        quote(line.chat or line.website or "") if not line.dial and not line.text_to else "",
        _own(turn, line.then).rstrip(".") if line.then else "",
        _own(turn, hours) if (hours := line.hours.words_on(turn.today)) else "",
    ]
    return "\n".join(
        part
        for part in (f"<b>{_own(turn, line.name)}</b>", " · ".join(filter(None, how)), _own(turn, line.says))
        if part
    )


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
