"""A tiny conversation for tests of what carries it: it counts what she says, and says it back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.conversation.events import Event, Located, Sent, Tapped, Typed
from bot.conversation.replies import Act, ContactCard, Copy, Keyboard, Link, Message, Pin, Reply
from bot.places import Place
from bot.runtime.talk import Talk

FOOT = Keyboard(help_now="Help now", share_location="Share location", hide="Hide")
NEUTRAL = Message(text="Hello.", no_keyboard=True)
CALL = Message(text="<b>Call 999</b>", crisis=True)
APOLOGY = Message(text="Sorry, something went wrong here. If you need someone now, call 111.")
TROUBLE = Message(text="Sorry, I can't keep anything just now. Please try again soon.")


TOO_MUCH = Message(text="That's a lot at once. Give me a minute.")


class Remembered(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    count: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    session: Remembered | None
    replies: tuple[Reply, ...]
    look_up: str | None = None
    hide: bool = False


class Echo:
    """What `Talk` calls; `failures` counts how often it was asked to fail."""

    def __init__(self) -> None:
        self.failures = 0
        self.hints: list[str | None] = []
        self.looked_up: list[str] = []
        self.looked_for_risk_in: list[str] = []

    def respond(self, session: Any, event: Event, today: date, hint: str | None) -> Outcome:
        self.hints.append(hint)
        count = session.count + 1 if session else 1
        match event:
            case Typed(text="/forget"):
                return Outcome(None, (Message(text="Forgotten."),))
            case Typed(text="Hide") | Tapped(action="hide"):
                return Outcome(None, (NEUTRAL,), hide=True)
            case Typed(text="far away" as text, elsewhere=None):
                return Outcome(Remembered(count=count), (), look_up=text)
            case Typed(text=text) if "boom" in text:
                self.failures += 1
                raise ValueError(text)
        return Outcome(Remembered(count=count), self._replies(count, event))

    def _replies(self, count: int, event: Event) -> tuple[Reply, ...]:
        match event:
            case Typed(text="/start"):
                hello = Message(text="Hello", rows=((Act(label="More", action="more"),),))
                return (hello, Message(text="Help is at the foot.", keyboard=FOOT))
            case Typed(text="die"):
                return (CALL, Message(text=f"{count}: I'm still here."))
            case Typed(text="card"):
                pin = Pin(title="The hall", address="1 High Street", latitude=51.46, longitude=-2.55)
                special = (Link(label="Web", url="https://example.org"), Copy(label="Copy", text="116 123"))
                return (Message(text="A card", rows=(special,)), pin, ContactCard(name="Line", phone="116 123"))
            case Typed(text="bad"):
                return (Message(text="<b>never closed"), Message(text=f"{count}: after it"))
            case Typed(text="long button"):
                return (Message(text="Words matter", rows=((Copy(label="Copy", text="x" * 300),),)),)
            case Typed(text=text, manner=manner):
                return (Message(text=f"{count}: {text}" + ("" if manner == "new" else f" ({manner})")),)
            case Tapped(action="more"):
                return (Message(text=f"Page {count}", rows=((Act(label="More", action="more"),),), replaces=True),)
            case Tapped(action="same"):
                rows = ((Act(label="More", action="more"),),)
                return (Message(text="Hello", rows=rows, replaces=True), Message(text="Nothing new."))
            case Tapped(action=action):
                return (Message(text=f"{count}: tapped {action}"),)
            case Located(latitude=latitude):
                return (Message(text=f"{count}: near {latitude:.2f}"),)
            case Sent(what=what):
                return (Message(text=f"{count}: a {what}"),)

    def crisis_only(self, event: Event, hint: str | None) -> tuple[Reply, ...]:
        if not isinstance(event, Typed):
            return ()
        self.looked_for_risk_in.append(f"{event.before} {event.text}".strip())
        return (CALL,) if "die" in event.text else ()

    async def look_up(self, text: str) -> tuple[Place, ...]:
        self.looked_up.append(text)
        await asyncio.sleep(3)
        return ()

    def talk(self) -> Talk:
        return Talk(
            respond=self.respond,
            crisis_only=self.crisis_only,
            apology=lambda hint: APOLOGY,
            trouble=lambda hint: TROUBLE,
            too_much=lambda hint: TOO_MUCH,
            cannot_wait=lambda event, hint: bool(self.crisis_only(event, hint)),
            remembered=Remembered,
            look_up=self.look_up,
            asks_to_hide=lambda event, hint: event in (Typed("Hide"), Tapped("hide")),
        )
