"""Which services fit a query, and how: every rule of the search, as sets of services.

Three things are never bent: a service that excludes her, is for somebody else, or covers another area is not shown,
however far the search widens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from string import ascii_uppercase

import numpy as np

from bot.directory.freshness import AGEING_MONTHS, CONFIRMED_MONTHS, TIMES_MONTHS, months_before
from bot.directory.index import Index
from bot.directory.nearby import Floats
from bot.directory.query import BANDS_KM, DISTANT, FAR_KM, NEAR_KM, Query
from bot.directory.sets import where
from bot.directory.vocabulary import Audience, Focus, Stage

EDGES_KM = (NEAR_KM, *BANDS_KM)


@dataclass(frozen=True, slots=True)
class Fits:
    """The services that may be shown, and of which of them what is so: sets, but for `km`."""

    km: Floats
    """How far each service is; inf where distance says nothing: it is too far, or it has no place of its own."""
    shown: int
    steps: tuple[int, ...]
    """For each Step the services that it brings; every service is in one of them."""
    needs_met: tuple[int, ...]
    """Those that meet at least one of her needs, at least two, and so on."""
    certain: int
    """Those that surely cover her."""
    wide: int
    """Those that cover the whole of her nation or of the country, rather than some part of it that she is in."""
    anywhere: int
    """Those of them that surely cover her because they do, whichever of her nations she is in."""
    inside: int
    """Those that are in the county or district that she named."""
    specific: int
    for_others: int
    """Those that were set up for people or experiences that she has not named (twins, faith, OCD)."""
    right_time: int
    right_language: int
    confirmed: int
    ageing: int


def fits(index: Index, query: Query, nations: frozenset[str], today: date) -> Fits:
    """How every service fits the query."""
    km = _km(index, query)
    met = _needs_met(index, query)
    wide = _everywhere(index, nations) | index.of["nations"].any_of(query.nations)
    confirmed, ageing = _fresh(index, today)
    reached, certain, whichever = _reached(index, query, nations, km)
    shown = _suiting(index, query) & reached
    if query.hide_unconfirmed:
        shown &= confirmed | ageing
    chiefly, asked = index.those("chiefly"), index.of["chiefly_for"].any_of(query.needs)
    return Fits(
        km=km,
        shown=shown,
        steps=_steps(index, query, km, met[0], wide),
        needs_met=met,
        certain=certain,
        wide=wide,
        anywhere=wide & certain & whichever,
        inside=_inside(index, query) if query.in_region else 0,
        specific=_specific(index, query),
        for_others=chiefly & ~asked,
        right_time=_at_a_time(index, query, today),
        right_language=index.of["languages"][query.spoken],
        confirmed=confirmed,
        ageing=ageing,
    )


def _suiting(index: Index, query: Query) -> int:
    """Those for somebody like her: who she is, her stage, and nothing that excludes her."""
    suiting = index.all_but(index.of["not_for"].any_of(query.conditions))
    if query.audience:
        suiting &= index.of["for_whom"].any_of({*query.audience, Audience.ANYONE})
    loss_alone = index.loss_alone
    if query.stage is None:
        return suiting if "loss" in query.needs else suiting & ~loss_alone
    at_her_stage = index.of["stages"][query.stage]
    return suiting & (at_her_stage | loss_alone if "loss" in query.needs else at_her_stage)


def _km(index: Index, query: Query) -> Floats:
    """How far each service is: to the nearest of its points, within the furthest ring."""
    if query.here is None or query.in_region:
        return np.full(index.size, np.inf)
    return index.nearby.km(query.here, FAR_KM, index.limits, EDGES_KM)


def _reached(index: Index, query: Query, nations: frozenset[str], km: Floats) -> tuple[int, int, int]:
    """Those that reach her, those of them that surely cover her, and those that cover all the nations she may be in.

    What is not among the second only may cover her: its area is not certain, it covers only one side of the border
    that she is at, or it names the nations and hers is not among them.
    """
    at_hand = _inside(index, query) if query.in_region else where(km <= index.limits)
    local = index.of["districts"].any_of(query.districts)
    local |= index.of["postcodes"].any_of(beginnings(query.outcode))
    local |= at_hand & index.those("by_distance")
    everywhere = index.those("everywhere")
    hers = index.of["nations"].any_of(query.nations)
    national = hers | (_everywhere(index, nations) & ~_only_elsewhere(index, query, hers))
    too_far = index.those("placed") & ~(where(km < np.inf) | at_hand | index.those("distant"))
    whichever = everywhere | index.of["nations"].all_of(query.nations, index.everyone)
    return (local | national) & ~too_far, index.those("known") & (local | whichever), whichever


def _everywhere(index: Index, nations: frozenset[str]) -> int:
    """Those that cover the whole country."""
    every_nation = index.of["nations"].all_of(nations, index.everyone) if nations else index.named_nations
    return index.those("everywhere") | every_nation


def _only_elsewhere(index: Index, query: Query, hers: int) -> int:
    """Those that name the nations where one can go to them, and hers (an island's, say) is not among them."""
    if not query.nations:
        return 0
    return index.all_but(hers | index.those("everywhere") | index.those("no_format") | index.those("distant"))


def _inside(index: Index, query: Query) -> int:
    """Those in the county or district that she named, or that cover it by name."""
    return index.of["lies_in"].any_of(query.districts) | index.of["districts"].any_of(query.districts)


def beginnings(outcode: str | None) -> set[str]:
    """The beginnings of postcodes ("BS", "BA1") that take in the outcode: whole areas or whole districts only."""
    if not outcode:
        return set()
    letters = "".join(character for character in outcode[:2] if character.isalpha())
    return {outcode, outcode.rstrip(ascii_uppercase), letters}


def _needs_met(index: Index, query: Query) -> tuple[int, ...]:
    """Those that meet at least one of her needs, at least two, and so on."""
    counted = [0] * max(1, len(query.needs))
    for need in query.needs:
        meeting = index.of["needs"][need]
        for place in range(len(counted) - 1, 0, -1):
            counted[place] |= counted[place - 1] & meeting
        counted[0] |= meeting
    return tuple(counted)


def _steps(index: Index, query: Query, km: Floats, met: int, wide: int) -> tuple[int, ...]:
    """For each step of the widening those that it brings, and the steps after it too."""
    everyone, formats = index.everyone, index.of["formats"]
    unmet = everyone & ~met if query.needs else 0
    other_help = index.those("placeless") | (unmet & index.those("chiefly"))
    other_help |= index.of["chiefly_for"].any_of(query.untold)
    other_formats = everyone & ~formats.any_of(query.formats) if query.formats else 0
    at_a_place = _counting_distance(index, query)
    anywhere, close = where(km < np.inf), where(km <= NEAR_KM)
    country_wide = at_a_place & ~anywhere & wide if query.formats else 0
    asked = everyone & ~(other_help | other_formats | unmet)
    further = at_a_place & anywhere & ~close
    return (
        asked & ~further & ~country_wide,
        asked & further,
        asked & country_wide,
        unmet & ~(other_help | other_formats),
        other_formats & ~other_help,
        other_help,
    )


def _counting_distance(index: Index, query: Query) -> int:
    """Those of which it matters how far they are, because she would have to go there."""
    if query.here is None:
        return 0
    if not query.formats:
        return index.those("met_in_person")
    if not query.formats - DISTANT:
        return 0
    return index.all_but(index.of["formats"].any_of(query.formats & DISTANT))


def _specific(index: Index, query: Query) -> int:
    """Those set up for just this: perinatal mental health, or baby loss for somebody bereaved (E13)."""
    bereaved = query.stage is Stage.LOSS or "loss" in query.needs
    focus = [Focus.PERINATAL_MENTAL_HEALTH, *([Focus.BABY_LOSS] if bereaved else [])]
    return index.of["focus"].any_of(focus)


def _fresh(index: Index, today: date) -> tuple[int, int]:
    """Those that a person has confirmed lately, and those a while ago; see `bot.directory.freshness`."""
    confirmed = index.checked.since(months_before(today, CONFIRMED_MONTHS))
    return confirmed, index.checked.since(months_before(today, AGEING_MONTHS)) & ~confirmed


def _at_a_time(index: Index, query: Query, today: date) -> int:
    """Those with a session at a time that she asked for, if that was said lately."""
    found, lately = 0, months_before(today, TIMES_MONTHS)
    for part in query.times & index.times.keys():
        found |= index.times[part].since(lately)
    return found
