"""Where are you? A place is made coarse before it is kept; a name that several places have is asked about."""

from __future__ import annotations

from bot.conversation.events import Typed
from bot.conversation.replies import Act
from bot.conversation.screen import Choice, Move, Screen, View
from bot.conversation.session import Answers, KeptPlace, Relation, Session, Who
from bot.conversation.turn import Turn
from bot.language import mark as _
from bot.places import Place, is_clear

MOST_CANDIDATES = 6


def _says(answers: Answers) -> str:
    if answers.who is Who.WORKER or answers.relation is Relation.FOR_HER:
        return _("Where is she? Type a town, or the first half of the postcode, like BS5.")
    return _(
        "Where are you? Type a town, or the first half of your postcode, like BS5. "
        "Or tap “Share my location” below.\n\n"
        "Only the rough area is kept, and only for a day."
    )


UNKNOWN_PLACE = _(
    "Sorry, I don't know that place. You could type the nearest town or the first half of a postcode, "
    "share your location, or go on with phone and online support."
)
ABROAD = _(
    "That looks to be outside the places I know. I can still show phone and online support, or you could type a town."
)


def kept_at(session: Session, place: Place) -> Session:
    """The session with her place in it, made coarse. Her nation is known unless the place lies on a border."""
    kept = KeptPlace.of(place)
    nation = kept.nations[0] if len(kept.nations) == 1 else None
    answers = session.answers.model_copy(update={"place": kept, "anywhere": False, "nation": nation})
    skipped = tuple(name for name in session.skipped if name not in ("place", "nation"))
    return session.model_copy(update={"answers": answers, "candidates": (), "skipped": skipped, "page": 0})


def kept_abroad(session: Session) -> Session:
    """The session of somebody who has said that she is in another country: no place of this one holds any more."""
    answers = session.answers.model_copy(update={"place": None, "nation": None, "abroad": True})
    return session.model_copy(update={"answers": answers})


def offered(session: Session, found: tuple[Place, ...]) -> Session:
    """The session with several places to choose from."""
    return session.model_copy(update={"candidates": tuple(KeptPlace.of(place) for place in found[:MOST_CANDIDATES])})


def read_place(turn: Turn, text: str) -> Move | None:
    """Take all that she typed as the name of a place or a postcode."""
    elsewhere = turn.event.elsewhere if isinstance(turn.event, Typed) else None
    found = turn.kith.gazetteer.find(text, limit=MOST_CANDIDATES) or elsewhere
    if not found:
        return None
    if is_clear(found):
        return Move(kept_at(turn.session, found[0]), "nation")
    return Move(offered(turn.session, found), "which_place")


def pick(turn: Turn, parts: tuple[str, ...]) -> Move | None:
    """Take the place whose number was tapped; an old list that is gone leads back to the question."""
    number = parts[0] if parts else ""
    candidates = turn.session.candidates
    if not number.isdecimal() or int(number) >= len(candidates):
        return Move(turn.session, "place")
    kept = candidates[int(number)]
    nation = kept.nations[0] if len(kept.nations) == 1 else None
    answers = turn.answers.model_copy(update={"place": kept, "anywhere": False, "nation": nation})
    return Move(turn.session.model_copy(update={"answers": answers, "candidates": (), "page": 0}), "nation")


def which_view(turn: Turn) -> View:
    """One button a place, with its district to tell them apart."""
    rows = tuple(
        (Act(label=_told_apart(place), action=f"which_place:{number}"),)
        for number, place in enumerate(turn.session.candidates)
    )
    none = turn.button(_("None of these"), "place")
    return View((turn.say(_("There's more than one place of that name. Which is it?")),), (*rows, (none,)))


def _told_apart(place: KeptPlace) -> str:
    where = (place.district or " / ".join(place.nations)).split(", ")
    return ", ".join([place.name, *(part for part in where if part and part != place.name)])


def nation_view(turn: Turn) -> View:
    """For a place on a border: which side, because help differs by nation."""
    place = turn.answers.place
    nations = place.nations if place else ()
    rows = tuple((turn.button(name, f"nation:{number}"),) for number, name in enumerate(nations))
    text = turn.say(
        _("{place} is by a border, and help differs on each side. Which side is it?"), place=place.name if place else ""
    )
    return View((text,), rows)


def choose_nation(turn: Turn, parts: tuple[str, ...]) -> Move | None:
    """Take the side that was tapped."""
    nations = turn.answers.place.nations if turn.answers.place else ()
    number = parts[0] if parts else ""
    if not number.isdecimal() or int(number) >= len(nations):
        return None
    answers = turn.answers.model_copy(update={"nation": nations[int(number)]})
    return Move(turn.session.model_copy(update={"answers": answers}), "format")


PLACE = Screen(
    id="place",
    says=_says,
    title=_("Where"),
    asks=("place", "anywhere"),
    choices=(Choice("anywhere", _("Anywhere: phone and online"), {"anywhere": True, "place": None, "nation": None}),),
    typed=read_place,
    next="nation",
    leads_to=("which_place",),
)

WHICH_PLACE = Screen(
    id="which_place", view=which_view, typed=read_place, tapped=pick, leads_to=("place", "nation", "which_place")
)

NATION = Screen(
    id="nation",
    view=nation_view,
    title=_("Which side of the border"),
    asks=("nation",),
    asked_of=lambda answers: answers.place is not None and len(answers.place.nations) > 1,
    tapped=choose_nation,
    next="format",
)
