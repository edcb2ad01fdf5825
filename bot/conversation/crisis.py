"""The crisis lines as words: a few on a card, one row each and as dialled; the others, in full, behind "More help".

A card is read by somebody who can take in very little. So it says what to dial and whom that reaches, and the hours
only of a line that is not always open.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

from bot.conversation.kith import own_lines
from bot.conversation.session import Relation
from bot.conversation.turn import Turn
from bot.language import mark as _
from bot.safety import Line, Situation
from bot.safety.lines import When

MOST_LINES = 3
"""One clear step first and few after it; the rest is one tap away. A longer list is hard to read with a crying baby."""
MOST_ON_A_BORDER = 4
MOST_WRITTEN = 2
"""Lines to write to, beside the one that anybody can text."""
AT_ONCE = 330
"""Letters of the lines that "More help" shows in full at once; it offers the next ones."""

OF_EACH_NATION = frozenset(
    {Situation.UNSAFE_HOME, Situation.PSYCHOSIS, Situation.MEDICAL, Situation.SEXUAL_VIOLENCE},
)
"""Where the country-wide lines are for few people, or hold none to dial. Her nation not known, each nation's own first
line is shown: somebody frightened may not have time for one more question."""

Shown = tuple[Line, tuple[str, ...]]
"""A line, and the nations that it is for when that has to be said."""


def nations_of(turn: Turn) -> tuple[str, ...]:
    """The nation she is in, both when her place is on a border, none when it is not known."""
    if turn.answers.nation:
        return (turn.answers.nation,)
    return turn.answers.place.nations if turn.answers.place else ()


def emergency_words(turn: Turn) -> dict[str, str]:
    """The values that safety sentences use: the number to dial, and what the hospital's open door is called."""
    country = turn.kith.content.country
    return {"emergency": country.emergency_number, "hospital": turn.language.label(country.emergency_department)}


def emergency_line(turn: Turn) -> Line:
    """The line of the emergency number."""
    number = turn.kith.content.country.emergency_number
    return next(line for line in turn.kith.content.crisis.everywhere if line.dial == number)


def without_speaking(turn: Turn) -> str:
    """How somebody who can't speak calls the emergency number, as markup; empty when the content says nothing."""
    return _own(turn, emergency_line(turn).cannot_speak)


def lines_for(turn: Turn, nation: str, situation: Situation) -> tuple[Line, ...]:
    """The lines for a situation as they suit her: a line in her language first, one in another or for men last.

    The emergency number is left out: every safety screen says it by itself.
    """
    number = turn.kith.content.country.emergency_number
    lines = [line for line in turn.kith.lines(nation, situation) if line.dial != number]
    return tuple(sorted(lines, key=lambda line: _suits(turn, line)))


def is_for_all(turn: Turn, line: Line) -> bool:
    """Whether the line can be the one that is named: none that is for one group of people only."""
    return not line.for_one_group and _suits(turn, line) <= 0


def _suits(turn: Turn, line: Line) -> int:
    if line.spoken:
        return -1 if line.spoken == turn.language.code else 1
    if line.for_men:
        return -1 if turn.answers.relation is Relation.DAD else 1
    return 0


def lines_text(turn: Turn, situation: Situation) -> str:
    """The lines of a card as markup, a row each: for her nation, both sides of a border, or the country-wide ones."""
    return "\n".join(_row(turn, line, where) for line, where in on_card(turn, situation))


def one_line(turn: Turn, situation: Situation, times: int) -> str:
    """One row of a card, the next one each time. Rows that are each one nation's, while hers is not known, stay
    together: of one alone a frightened person would not see that it may be another nation's.
    """
    shown = on_card(turn, situation)
    if not shown or any(where for _line, where in shown):
        return lines_text(turn, situation)
    return _row(turn, *shown[times % len(shown)])


def on_card(turn: Turn, situation: Situation) -> tuple[Shown, ...]:
    """The few lines of a card: those that can be reached from where she sits."""
    nations = nations_of(turn)
    if not nations and situation in OF_EACH_NATION:
        first = {nation: _own_first(turn, nation, situation) for nation in own_lines(turn.kith.content.country)}
        return _named({nation: lines for nation, lines in first.items() if lines})
    if len(nations) < 2:
        return tuple((line, ()) for line in _few(turn, nations[0] if nations else "", situation))
    few = {nation: _few(turn, nation, situation) for nation in nations}
    both = [line for line in few[nations[0]] if all(line in lines for lines in few.values())]
    first = {nation: [line for line in lines if line not in both][:1] for nation, lines in few.items()}
    return (*_named(first), *((line, ()) for line in both))[:MOST_ON_A_BORDER]


def _few(turn: Turn, nation: str, situation: Situation) -> list[Line]:
    lines = [line for line in lines_for(turn, nation, situation) if _suits(turn, line) <= 0]
    return [line for line in lines if line.dial or line.text_to or line.chat][:MOST_LINES] or lines[:MOST_LINES]


def _own_first(turn: Turn, nation: str, situation: Situation) -> list[Line]:
    """The first line that serves this nation and not the whole country."""
    own = [line for line in _few(turn, nation, situation) if line.nation or line.only_in]
    return own[:1]


def _named(first: dict[str, list[Line]]) -> tuple[Shown, ...]:
    """Lines with the nations they are for; one row for what is dialled and said alike in several."""
    alike: dict[tuple[str, str], tuple[Line, list[str]]] = {}
    for nation, lines in first.items():
        for line in lines:
            alike.setdefault(_alike(line), (line, []))[1].append(nation)
    everywhere = len(alike) == 1
    return tuple((line, () if everywhere else tuple(where)) for line, where in alike.values())


def _alike(line: Line) -> tuple[str, str]:
    """What is the same of two nations' lines when one row can stand for both."""
    return line.dial or line.id, line.short or line.name


def more_lines(turn: Turn, situation: Situation) -> tuple[Line, ...]:
    """Every line that a card of this situation does not show, each once."""
    shown = {_alike(line) for line, _where in on_card(turn, situation)}
    found: dict[str, Line] = {}
    for nation in nations_of(turn) or ("",):
        for line in lines_for(turn, nation, situation):
            found.setdefault(line.id, line)
    return tuple(line for line in found.values() if _alike(line) not in shown)


def at_once(turn: Turn, lines: Sequence[Line], letters: int = AT_ONCE) -> tuple[Line, ...]:
    """The first of the lines that can be read at once in full; one at least."""
    few: list[Line] = []
    for line in lines:
        if few and len(in_full(turn, (*few, line))) > letters:
            break
        few.append(line)
    return tuple(few)


def in_full(turn: Turn, lines: Sequence[Line]) -> str:
    """Lines as markup with everything there is to say: name, how and when to reach them, and a sentence on each."""
    return "\n\n".join(_whole(turn, line) for line in lines)


def silent_text(turn: Turn, situation: Situation) -> str:
    """The ways to reach the lines without speaking, a row each: text, chat, e-mail. Where there are few, Shout's too.

    The emergency number's own ways are not among them: they are said first (see `without_speaking`). Her nation not
    known, each nation's own first, under its name.
    """
    nations = nations_of(turn)
    found: dict[str, str] = {}
    if not nations and situation in OF_EACH_NATION:
        for nation in own_lines(turn.kith.content.country):
            own = (line for line in _written(turn, nation, situation) if line.nation or line.only_in)
            if line := next(own, None):
                found[f"in {nation}"] = f"{_own(turn, nation)}: {_way(turn, line)}"
    else:
        most = MOST_WRITTEN if len(nations) < 2 else 1
        for line in (line for nation in nations or ("",) for line in _written(turn, nation, situation)[:most]):
            found.setdefault(line.id, f"<b>{_own(turn, line.short or line.name)}</b>: {_way(turn, line)}")
    for line in _written(turn, nations[0] if nations else "", Situation.EMERGENCY):
        found.setdefault(line.id, f"<b>{_own(turn, line.name)}</b>: {_way(turn, line)}")
    return "\n".join(found.values())


def _written(turn: Turn, nation: str, situation: Situation) -> list[Line]:
    """The lines that can be texted or written to."""
    lines = (line for line in lines_for(turn, nation, situation) if _suits(turn, line) <= 0)
    return [line for line in lines if line.text_to or line.chat or line.email]


def _way(turn: Turn, line: Line) -> str:
    """How to reach the line without speaking: the quickest way of those that it has."""
    return _text_to(turn, line) if line.text_to else turn.language.quote(_bare(line.chat or line.email or ""))


def _row(turn: Turn, line: Line, where: Sequence[str]) -> str:
    """A line on a card: how to reach it, bold, then whom that reaches and what to press; hours unless always open."""
    if where:
        return _row_of(turn, line, where)
    seldom = line.hours.words_on(turn.today) if line.hours.when is not When.ALWAYS else ""
    named = "" if (line.text_word or "").casefold() == line.name.casefold() else line.short or line.name
    how = _how(turn, line)
    parts = [
        f"<b>{how}</b>" if how else "",
        _own(turn, named),
        _own(turn, line.then).rstrip(".") if line.then and not line.short else "",
        _own(turn, seldom),
    ]
    return " · ".join(filter(None, parts))


def _row_of(turn: Turn, line: Line, where: Sequence[str]) -> str:
    """Where several nations stand under each other: only the nation, the number, and what to press there."""
    how = turn.language.quote(line.dial) if line.dial else _how(turn, line)
    press = f" · {_own(turn, line.short or line.then)}" if line.then else ""
    return f"{turn.language.commas(_own(turn, nation) for nation in where)}: <b>{how}</b>{press}"


def _how(turn: Turn, line: Line) -> str:
    """The one way to reach a line: by telephone, or by text, or on the web."""
    if line.dial:
        return turn.say(_("Call {number}"), number=line.dial)
    return _text_to(turn, line) if line.text_to else turn.language.quote(_bare(line.chat or line.website or ""))


def _whole(turn: Turn, line: Line) -> str:
    """The line's name, how to reach it and when (while that can be trusted), then a sentence on it."""
    how = [
        _how(turn, line),
        _own(turn, line.then).rstrip(".") if line.then else "",
        _own(turn, hours) if (hours := line.hours.words_on(turn.today)) else "",
    ]
    rows = (f"<b>{_own(turn, line.name)}</b>", " · ".join(filter(None, how)), _own(turn, line.says))
    return "\n".join(filter(None, rows))


def _bare(address: str) -> str:
    """An address as people write it; Telegram makes a link of it all the same."""
    return address.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def _own(turn: Turn, words: str) -> str:
    """The content's own words in her language, as markup: an & in them is only an &."""
    return html.escape(turn.language.label(words), quote=False)


def _text_to(turn: Turn, line: Line) -> str:
    if line.text_word:
        return turn.say(_("Text {word} to {number}"), word=line.text_word, number=line.text_to)
    return turn.say(_("Text {number}"), number=line.text_to)
