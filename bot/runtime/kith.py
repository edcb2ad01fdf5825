"""Where the runtime meets the conversation: `talk_of(kith)` hands over the few functions that the runtime calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.conversation import Kith, Session, apology, asks_to_hide, cannot_wait, crisis_only, respond, too_much, trouble
from bot.conversation.events import Event
from bot.conversation.replies import Reply
from bot.places.online import Geocoder, OnlineGeocoder
from bot.runtime.talk import Outcome, Talk


@dataclass(slots=True)
class Live:
    """The content that answers now. Exchanged whole: `live.kith = other` (see `bot.runtime.reload`)."""

    kith: Kith


def talk_of(kith: Kith | Live, geocoder: Geocoder | None = None) -> Talk:
    """The conversation, for the runtime; with an online geocoder where the operator wants one.

    Every answer is made from one `Kith`: the one that is live when it begins.
    """
    live = kith if isinstance(kith, Live) else Live(kith)

    def answer(session: Session | None, event: Event, today: date, hint: str | None) -> Outcome:
        return respond(session, event, live.kith, today, hint)

    def crisis(event: Event, hint: str | None) -> tuple[Reply, ...]:
        return crisis_only(event, live.kith, hint)

    return Talk(
        respond=answer,
        crisis_only=crisis,
        apology=lambda hint: apology(live.kith, hint),
        trouble=lambda hint: trouble(live.kith, hint),
        too_much=lambda hint: too_much(live.kith, hint),
        cannot_wait=lambda event, hint: cannot_wait(event, live.kith, hint),
        remembered=Session,
        look_up=geocoder.find if geocoder else None,
        asks_to_hide=lambda event, hint: asks_to_hide(event, live.kith, hint),
    )


def geocoder_of(kith: Kith, service: Literal["nominatim", "photon"] | None) -> Geocoder | None:
    """The online geocoder that the operator has switched on, if any."""
    if service is None:
        return None
    return OnlineGeocoder(kith.gazetteer, service, countries=tuple(kith.content.country.codes))
