"""Finding a place inside a sentence: "is there a group near BS5 for birth trauma, mornings?"

Many places are called like everyday things (Hope, Deal, Reading, March), so a name counts only where the sentence makes
a place of it: after "in", "near" and the like, or when it is a big town. Missing a place costs one question; being
wrongly sure sends somebody to the wrong town.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.places.names import normal
from bot.places.place import Place
from bot.places.postcode import IN_A_SENTENCE
from bot.places.welsh import AFTER as WELSH_LEADS
from bot.places.welsh import SURE as SURE_WELSH

if TYPE_CHECKING:
    from bot.places.gazetteer import Gazetteer

LEADS = frozenset(
    "in near nearby nr around round outside between at from live living lives based area postcode yn yng ym ger".split()
)
"""Words after which a place may be named."""
SURE_LEADS = frozenset("near nearby nr around outside live living lives based postcode area yng ym ger".split())
"""Words after which little else is named."""
LIVING = frozenset("live living lives based staying stay moved moving born byw".split())
"""A word that makes the "in", "to" or "near" after it sure."""
TOWARDS = frozenset("close near next moved moving travel travelling commute drive".split())
"""A word after which "to" says where."""
HERSELF = frozenset("im am come comes".split())
"""A word that makes the "from" after it say where she lives; a letter may be from Margaret."""
PASSED_OVER = frozenset("the sunny central greater".split())
TITLES = frozenset("prince princess".split())
"""Of Wales: a title, and the hospitals that bear it."""
INSTITUTION = frozenset(
    "hospital surgery ward road street avenue lane close drive university college school nursery clinic centre center "
    "house trust court fc united rovers bank salts cheese gp practice midwives midwife".split()
)
"""What follows the name of a house, a road or a thing that is called after a place, not the place."""
CODES = frozenset("b12 b6 co2 me2 s1 l1 l2 l3 l4 l5 m25 ps4 ps5 ip4 e45 h2 g5 b4 l8 m8 w8".split())
"""Vitamins, gases, bones of the back, game boxes, "mate" and "before": outcodes only after a word that says where."""
NOT_CODES = frozenset(
    "im me so dd ds do la ex am pm al ml st se he we be by dh bb ha in is it no or to us of on at as".split()
)
"""Words of two letters before a number ("im 5 weeks", "gave me 2"): never the beginning of a spaced outcode."""

SMALL = frozenset("of on upon the le in and by under".split())
"""Words inside a name that take no capital letter."""

SEARCHED = frozenset(
    "group groups grwp grwpiau support help mums mothers dads parents people women someone somebody anyone anything "
    "classes cafe cafes meetings meetup meetups services counselling".split()
)
"""What is looked for in a place. "groups in reading" is no book."""
SHE_IS = frozenset("im am were are".split())
"""A word that makes the "in" after it say where she is, when the message ends with the name."""
ROOMS = frozenset(("bath",))
"""A town that somebody may be in and be at home."""

LONGEST = 5
"""Words in a name."""
MOST_CHARACTERS = 3_000
"""How much of a message is looked at."""
SHORT_MESSAGE = 20
"""Characters."""
BIG = 40_000
"""People: a town of this size is taken without a word before it."""
TOWN = 5_000
"""People: a town of this size is taken with an everyday name ("wick") where nothing but a place can be meant."""
FAIR = 15_000
"""People: a town of this size is taken with a slip in its name, or with an everyday name, after a sure lead."""
VILLAGE = 800
LONG_ENOUGH = 6
"""Letters that a word must have to be taken for a name with a slip."""
WELL_KNOWN = 4_000
"""People: a place of this size is taken right beside what is looked for ("mums group hackney")."""
BOTH = frozenset("and or".split())
"""Words between two places ("between Ludlow and Knighton")."""
SIDE = re.compile(r"\b(welsh|english|scottish) side\b")
SIDES = {"welsh": "Wales", "english": "England", "scottish": "Scotland"}
"""Which side of a border somebody says she is on."""
MONTHS = frozenset("january february march april may june july august september october november december".split())


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
    shouted: bool
    """The whole message is in capitals, so that a capital letter says nothing."""
    after_stop: bool
    """A sign such as a comma or a full stop stands between this word and the one before."""

    @property
    def capital(self) -> bool:
        return self.typed[:1].isupper() and not self.shouted


def mention_in(text: str, gazetteer: Gazetteer) -> Mention | None:
    """The place that the sentence names: a postcode before a name, a longer name before a shorter. Of several the
    first, or the one on the side of the border that is said.
    """
    code = _postcode(text, gazetteer)
    side = SIDE.search(text.casefold())
    if side is None:
        return code or next(_names(_words(text), gazetteer), None)
    every = [*([code] if code else []), *_names(_words(text), gazetteer)]
    on_it = filter(None, (_on_side(mention, SIDES[side.group(1)]) for mention in every))
    return next(on_it, every[0] if every else None)


def _on_side(mention: Mention, nation: str) -> Mention | None:
    """The mention with only its places in the nation, none of them on a border any more; None when there are none."""
    places = tuple(replace(place, nations=(nation,)) for place in mention.places if nation in place.nations)
    return replace(mention, places=places) if places else None


def _words(text: str) -> list[Word]:
    shouted = text.isupper() and " " in text
    words: list[Word] = []
    last = 0
    for match in re.finditer(r"[^\W_](?:[\w'’.&-]*[^\W_])?|&", text):
        form = normal(match.group())
        if form:
            stop = any(sign in ",.;:!?()\n" for sign in text[last : match.start()]) or not words
            words.append(Word(match.group(), form, match.start(), match.end(), shouted, stop))
            last = match.end()
    return words


def _postcode(text: str, gazetteer: Gazetteer) -> Mention | None:
    for match in IN_A_SENTENCE.finditer(text):
        outcode, space, sector, unit = match.groups()
        before = re.findall(r"[\w'’]+|[,.;:(!?\n-]", text[max(0, match.start() - 30) : match.start()].casefold())
        if not _is_outcode(outcode, bool(space), bool(unit), before[-2:], len(text) <= SHORT_MESSAGE):
            continue
        whole = outcode.replace(" ", "") + (f" {sector}" if sector else "")
        places = gazetteer.postcode(whole)
        if places and places[0].outcode and places[0].outcode.startswith(outcode.replace(" ", "").upper()):
            return Mention(places, match.start(), match.end())
    return None


def _is_outcode(typed: str, spaced: bool, full: bool, before: Sequence[str], short: bool) -> bool:
    """Whether what looks like an outcode is meant as one, given up to two words or signs before it.

    `short`: the whole message is no longer than "London E8".
    """
    code = typed.replace(" ", "").casefold()
    last = before[-1] if before else ""
    led = last in LEADS or last in ("in", "to", "code", "is") or (last == "the" and bool(LEADS & set(before)))
    if spaced and code[: len(typed.split()[0])] in NOT_CODES and not typed.isupper():
        return False
    if full or (led and not (spaced and len(typed.split()[0]) == 1 and typed.islower())):
        return True
    if spaced or code in CODES:
        return False
    alone = not last or not last[0].isalnum() or short
    return code[1].isalpha() or alone


def _names(words: list[Word], gazetteer: Gazetteer) -> Iterator[Mention]:
    """The places that are named, in the order of the sentence."""
    for at in range(len(words)):
        if mention := _name(words, at, gazetteer):
            yield mention


def _name(words: list[Word], at: int, gazetteer: Gazetteer) -> Mention | None:
    """The place whose name begins with this word."""
    for length in range(min(LONGEST, len(words) - at), 0, -1):
        name = " ".join([word.form for word in words[at : at + length]])
        if name not in gazetteer.by_name and name not in gazetteer.regions:
            continue
        places = gazetteer.named(name)
        if places and _is_meant(words, at, length, places[0], gazetteer):
            return _with_where(words, at, length, places, gazetteer)
    return _in_welsh(words, at, gazetteer) or _mended(words, at, gazetteer)


def _with_where(words: list[Word], at: int, length: int, places: tuple[Place, ...], gazetteer: Gazetteer) -> Mention:
    """The mention, with the words after the name that say which of the places of that name it is ("Newport, Wales")."""
    run = words[at : at + length]
    for more in (3, 2, 1):
        longer = words[at : at + length + more]
        if len(longer) == length + more:
            told = gazetteer.named(" ".join(word.form for word in longer))
            if told and len(told) < len(places):
                return Mention(told, run[0].start, longer[-1].end)
    return Mention(places, run[0].start, run[-1].end)


def _lead(words: list[Word], at: int) -> tuple[bool, bool]:
    """Whether a word before says that a place may follow, and whether it is a sure one."""
    before = [word.form for word in words[max(0, at - 3) : at]]
    while before and before[-1] in PASSED_OVER:
        before.pop()
    last, second = (["", "", *before])[-1], (["", "", *before])[-2]
    if last in BOTH and len(before) > 2 and before[-3] in LEADS:
        return True, False
    if last in ("to", "of", "by") and second in TOWARDS | {"outside", "north", "south", "east", "west"}:
        return True, True
    from_her = last == "from" and second in HERSELF
    return last in LEADS, from_her or last in SURE_LEADS or (last in ("in", "at", "yn") and second in LIVING)


def _is_meant(words: list[Word], at: int, length: int, first: Place, gazetteer: Gazetteer) -> bool:
    """Whether these words are meant as a place, given the words around them."""
    run = words[at : at + length]
    led, sure = _lead(words, at)
    capital = all(
        word.capital or word.form in ("of", "on", "upon", "the", "le", "in", "and", "by", "under") for word in run
    )
    follows = words[at + length].form if at + length < len(words) and not words[at + length].after_stop else ""
    entitled = at > 1 and words[at - 1].form == "of" and words[at - 2].form in TITLES
    refused = at > 0 and words[at - 1].form == "not"
    if run[0].form in LEADS or entitled or refused or (follows in INSTITUTION and first.importance < BIG):
        return False
    if led and _is_told_where(words, at, length, gazetteer):
        return True
    if first.kind == "region" and (capital or length > 1) and (led or _on_an_island(words, at, gazetteer)):
        return True
    if all(word.form in gazetteer.everyday for word in run):
        if (run[0].form in MONTHS and not (sure and capital)) or words[at - 1].form == "the":
            return False
        if length > 1 and capital and led:
            return first.importance >= VILLAGE
        town = first.kind in ("city", "town") and first.importance >= TOWN
        if (first.importance >= BIG or town) and first.kind != "ward" and _ends_there(words, at, length):
            return True
        enough = VILLAGE if sure and capital else TOWN if sure and town else FAIR
        return (sure or (led and capital)) and first.importance >= enough and first.kind != "ward"
    if length == 1 and run[0].form in gazetteer.people:
        return first.importance >= VILLAGE and (sure or (led and words[at - 1].form == "in"))
    if led:
        return len(run[0].form) > 2 or length > 1 or run[0].typed.isupper()
    if first.importance >= WELL_KNOWN and len(run[0].form) > 3 and _is_beside(words, at, length):
        return True
    if first.kind == "region":
        return (capital and len(run[0].form) > 3) or length > 1
    return (length > 1 or len(run[0].form) > 3) and (
        first.importance >= BIG or (length > 1 and capital and not run[0].after_stop)
    )


def _ends_there(words: list[Word], at: int, length: int) -> bool:
    """Whether the message or its sentence ends with the name, and what stands before can only lead to a place: "groups
    in reading", "im in hull".
    """
    if at < 2 or words[at - 1].form != "in":
        return False
    if at + length < len(words) and not words[at + length].after_stop:
        return False
    before = words[at - 2].form
    return before in SEARCHED or (before in SHE_IS and words[at].form not in ROOMS)


def _is_told_where(words: list[Word], at: int, length: int, gazetteer: Gazetteer) -> bool:
    """Whether the words after the name say where that place is ("the angel islington", "wick in caithness")."""
    longest = min(3, len(words) - at - length)
    return any(
        gazetteer.named(" ".join(word.form for word in words[at : at + length + more]))
        for more in range(1, longest + 1)
    )


def _is_beside(words: list[Word], at: int, length: int) -> bool:
    """Whether the name stands by itself beside what is looked for: "mums group hackney", "hackney mums group"."""
    before, after = words[:at], words[at + length :]
    if before and before[-1].form in SEARCHED:
        return not after or after[0].after_stop
    return not before and bool(after) and after[0].form in SEARCHED


def _on_an_island(words: list[Word], at: int, gazetteer: Gazetteer) -> bool:
    """Whether "on" makes a place of the region ("on Orkney"); what is put on Harris is put on a child."""
    return at > 0 and words[at - 1].form == "on" and words[at].form not in gazetteer.people


def _in_welsh(words: list[Word], at: int, gazetteer: Gazetteer) -> Mention | None:
    """A name that Welsh has changed: after "yng" or "ym" always, after "i" and "o" when it has a capital letter."""
    if at == 0 or words[at - 1].form not in WELSH_LEADS or words[at].form in gazetteer.everyday:
        return None
    if words[at - 1].form not in SURE_WELSH and not words[at].capital:
        return None
    for length in (3, 2, 1):
        run = words[at : at + length]
        places = gazetteer.in_welsh(" ".join(word.form for word in words[at - 1 : at + length]))
        if places and len(run) == length and not all(word.form in gazetteer.everyday for word in run):
            return Mention(places, run[0].start, run[-1].end)
    return None


def _mended(words: list[Word], at: int, gazetteer: Gazetteer) -> Mention | None:
    """A fair town with a slip in its name, after a word that says where."""
    word = words[at]
    led, sure = _lead(words, at)
    no_slip = word.form in gazetteer.everyday or word.form in gazetteer.people or word.form in gazetteer.abroad
    if not led or no_slip or len(word.form) < LONG_ENOUGH or not word.form.isalpha():
        return None
    if word.form.endswith("ing") and not word.capital:
        return None
    for name in gazetteer.slips.nearest(word.form)[:1]:
        places = gazetteer.named(name)
        if places and places[0].importance >= (FAIR if sure else BIG) and name[0] == word.form[0]:
            return Mention(places, word.start, word.end)
    return None
