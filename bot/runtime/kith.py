"""Where the runtime meets the conversation: `talk_of(kith)` hands over the few functions that the runtime calls."""

from __future__ import annotations

from datetime import date
from typing import Literal

from bot.conversation import Kith, Session, apology, asks_to_hide, cannot_wait, crisis_only, respond, too_much, trouble
from bot.conversation.events import Event
from bot.conversation.replies import Reply
from bot.places.online import Geocoder, OnlineGeocoder
from bot.runtime.talk import Outcome, Talk


def talk_of(kith: Kith, geocoder: Geocoder | None = None) -> Talk:
    """The conversation of this `kith`, for the runtime; with an online geocoder where the operator wants one."""

    def answer(session: Session | None, event: Event, today: date, hint: str | None) -> Outcome:
        return respond(session, event, kith, today, hint)

    def crisis(event: Event, hint: str | None) -> tuple[Reply, ...]:
        return crisis_only(event, kith, hint)

    return Talk(
        respond=answer,
        crisis_only=crisis,
        apology=lambda hint: apology(kith, hint),
        trouble=lambda hint: trouble(kith, hint),
        too_much=lambda hint: too_much(kith, hint),
        cannot_wait=lambda event, hint: cannot_wait(event, kith, hint),
        remembered=Session,
        look_up=geocoder.find if geocoder else None,
        asks_to_hide=lambda event, hint: asks_to_hide(event, kith, hint),
    )


def geocoder_of(kith: Kith, service: Literal["nominatim", "photon"] | None) -> Geocoder | None:
    """The online geocoder that the operator has switched on, if any."""
    if service is None:
        return None
    return OnlineGeocoder(kith.gazetteer, service, countries=tuple(kith.content.country.codes))
