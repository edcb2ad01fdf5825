"""Finding a place inside a sentence: "is there a group near BS5 for birth trauma, mornings?"

Many places are called like everyday things (Hope, Deal, Reading, March), so a name counts only where the sentence makes a
place of it: after "in", "near" and the like, or when it is a big town. Missing a place costs one question; being wrongly
sure sends somebody to the wrong town.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.places.names import normal
from bot.places.place import Place
from bot.places.postcode import IN_A_SENTENCE, LONDON

if TYPE_CHECKING:
    from bot.places.gazetteer import Gazetteer

LEADS = frozenset("in near nearby around by from outside at live living based yn yng ger".split())
SURE_LEADS = frozenset("near nearby around outside live living based".split())
LONGEST = 5
BIG = 40_000
"""People: a town of this size is taken without a word before it."""
FAIR = 15_000

EVERYDAY = frozenset(
    """hope deal rest street march bath barking reading wash eye beer sandwich ware battle nelson mold need help group
    groups morning mornings evening evenings afternoon online mum mums mam baby home bed labour pain bits person phone
    text hospital general need needs care crisis debt tears love life time work school class centre church park house
    road green hill wood field end side way over under street town village city place here there me my you us her him
    it this that the a an and or of for with about after before during since night day week weekend sale rugby bow ash
    ham hook pill beck sole rye wells wing goole poole pool bury settle yelling looe hell pity me loose mothers mother
    diss ryde cowes hull hove epping ripley hale mare ayr stone holes box nursing feeding crying sleep trauma birth
    depression anxiety lonely loss low well hard new young single black asian muslim gay poor early late first second
    partner dad dads father husband wife friend family angle blue down bishop broad brown burn bush chance cold common
    cross dull eastern even fair far fleet flint ford forest fry grace great hand harbour heath high holy hunt joy july
    june may april august september october november december january february kind king land lane large last lea lee
    light little long lost lower lye main man mark mid mile mill moor moss mount mud near neath north south east west
    nothing oh one open orchard out part past peace pen pew pond port post quarry queen rain ray red rise river rock
    rose rough row royal rush sand sea seal see seven shop short shoulder six sky slip small snow south spa spring
    staff stand star start station stead step still stop storm stream sun swan table tea three top tower tree trap
    turn two union upper view wall walk war ward warm waste water weir well white wide wind winter wold worth yard""".split()
)
"""Words that are also names of places; only a clear lead, a capital letter and a real town make a place of them."""


@dataclass(frozen=True, slots=True)
class Mention:
    """The places that a sentence may mean, and the span of the text that names them."""

    places: tuple[Place, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the sentence, as typed and in its normal form, with its span."""

    typed: str
    form: str
    start: int
    end: int


def mention_in(text: str, gazetteer: Gazetteer) -> Mention | None:
    """The place that the sentence names: a postcode before a name, a longer name before a shorter."""
    return _postcode(text, gazetteer) or _name(text, gazetteer)


def _postcode(text: str, gazetteer: Gazetteer) -> Mention | None:
    for match in IN_A_SENTENCE.finditer(text):
        words = match.group().strip()
        if " " in words and not any(character.isupper() for character in words) and words.split()[0] in ("a", "i", "so", "in"):
            continue
        places = gazetteer.postcode(words)
        exact = places and (places[0].outcode or "") == match[1].replace(" ", "").upper()
        if exact or LONDON.match(words.upper()):
            return Mention(places, match.start(), match.end())
    return None


def _name(text: str, gazetteer: Gazetteer) -> Mention | None:
    words = [Word(m.group(), normal(m.group()), m.start(), m.end()) for m in re.finditer(r"[\w'’.-]*\w", text)]
    words = [word for word in words if word.form]
    for at in range(len(words)):
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            run = words[at : at + length]
            places = gazetteer.named(" ".join(word.form for word in run))
            if places and _is_meant(run, words[at - 1].form if at else "", places[0], at == 0):
                return Mention(places, run[0].start, run[-1].end)
    for before, word in zip(words, words[1:], strict=False):
        if before.form in LEADS and len(word.form) >= 6 and word.form not in EVERYDAY:
            mended = _mended(word, gazetteer)
            if mended:
                return mended
    return None


def _is_meant(run: list[Word], before: str, first: Place, at_start: bool) -> bool:
    """Whether these words are meant as a place, given the word before them."""
    names_a_region = first.kind == "region"
    everyday = all(word.form in EVERYDAY for word in run)
    capital = run[0].typed[:1].isupper() and not at_start
    if any(word.form in LEADS for word in run[:1]):
        return False
    if everyday:
        return before in LEADS and first.importance >= FAIR and (capital or before in SURE_LEADS)
    if before in LEADS:
        return len(run[0].form) > 2 or len(run) > 1
    return len(run[0].form) > 3 and (first.importance >= BIG or (names_a_region and capital) or (len(run) > 1 and capital))


def _mended(word: Word, gazetteer: Gazetteer) -> Mention | None:
    """A big town with a slip in its name, after a word that says where."""
    for name in gazetteer.slips.nearest(word.form)[:1]:
        places = gazetteer.named(name)
        if places and places[0].importance >= FAIR:
            return Mention(places, word.start, word.end)
    return None
