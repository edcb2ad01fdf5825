"""A service's card: everything that somebody wants to know before getting in touch, and how to (E2, E12, E17, E22)."""

from __future__ import annotations

from urllib.parse import quote_plus

from bot.conversation.card_words import card_text
from bot.conversation.replies import Button, ContactCard, Copy, Link, Pin
from bot.conversation.screen import Move, Screen, View
from bot.conversation.turn import Turn
from bot.directory import Service
from bot.language import mark as _

GONE = _("That one isn't listed any more. Let me show you what there is now.")


def view(turn: Turn) -> View:
    """The card, with a button for each way of getting in touch."""
    service = turn.kith.directory.by_id[turn.session.card or ""]
    return View((card_text(turn, service),), _rows(turn, service))


def _rows(turn: Turn, service: Service) -> tuple[tuple[Button, ...], ...]:
    contacts, label = service.contacts, turn.language.label
    rows: list[tuple[Button, ...]] = []
    for line in contacts.phone[:2]:
        rows.append((Copy(label=label(_("Copy {number}"), number=line.number), text=line.number),))
    for text in contacts.text[:1]:
        rows.append((Copy(label=label(_("Copy {number}"), number=text.number), text=text.number),))
    if contacts.email:
        rows.append((Copy(label=label(_("Copy the e-mail address")), text=contacts.email),))
    if website := contacts.website or turn.kith.website_of(service):
        rows.append((Link(label=label(_("Open the website")), url=website),))
    extra: list[Button] = []
    if turn.kith.pin_of(service):
        extra.append(turn.button(_("Show on a map"), f"pin:{service.id}"))
    elif address := map_search(service):
        extra.append(Link(label=label(_("Find on a map")), url=address))
    if contacts.phone:
        extra.append(turn.button(_("Save the contact"), f"vcard:{service.id}"))
    if extra:
        rows.append(tuple(extra))
    return tuple(rows)


def map_search(service: Service) -> str | None:
    """A map's search for the venue, where its name is known but not its place; None for a confidential address."""
    venue = service.venue
    if venue is None or venue.confidential or not (venue.name or venue.address):
        return None
    words = ", ".join(part for part in (venue.name, venue.address, venue.town) if part)
    return f"https://www.openstreetmap.org/search?query={quote_plus(words)}"


def tapped(turn: Turn, parts: tuple[str, ...]) -> Move | None:
    """Open the card of the service whose id was tapped; one that has gone is answered kindly."""
    service = turn.kith.directory.by_id.get(parts[0]) if len(parts) == 1 else None
    if service is None or not turn.kith.directory.offers(service.id):
        return Move(turn.session.model_copy(update={"card": None}), "results", before=turn.say(GONE))
    return Move(turn.session.model_copy(update={"card": service.id}), "card")


def pin(turn: Turn, service_id: str) -> Pin | None:
    """The venue on a map, unless its address is confidential or not known."""
    service = turn.kith.directory.by_id.get(service_id)
    point = turn.kith.pin_of(service) if service else None
    if service is None or point is None:
        return None
    venue = service.venue
    parts = (venue.address, venue.town, venue.postcode) if venue else ()
    address = ", ".join(part for part in parts if part)
    return Pin(
        title=(venue and venue.name) or service.name,
        address=address or service.name,
        latitude=point[0],
        longitude=point[1],
    )


def contact(turn: Turn, service_id: str) -> ContactCard | None:
    """The first telephone number as a contact that can be tapped or saved."""
    service = turn.kith.directory.by_id.get(service_id)
    if service is None or not service.contacts.phone:
        return None
    return ContactCard(name=service.name, phone=service.contacts.phone[0].number)


CARD = Screen(id="card", view=view, tapped=tapped, leads_to=("results", "card"))
