"""What Kith shows: replies that know nothing of any channel.

Each reply is one message, so that each can be sent, retried and counted by itself. Texts carry one kind of markup,
`<b>…</b>`; everything else in them is escaped (see `bot.conversation.words`). They are pydantic models because the
outbox keeps them until they are sent.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Act(_Frozen):
    """A button that comes back to Kith as `Tapped(action)`. The action is ids only, at most 64 bytes."""

    does: Literal["act"] = "act"
    label: str
    action: str


class Link(_Frozen):
    """A button that opens a web page."""

    does: Literal["link"] = "link"
    label: str
    url: str


class Copy(_Frozen):
    """A button that copies a number or a sentence (at most 256 characters) to the clipboard."""

    does: Literal["copy"] = "copy"
    label: str
    text: str


Button = Annotated[Act | Link | Copy, Field(discriminator="does")]


class Message(_Frozen):
    """Words with buttons beneath them.

    `replaces`: it may take the place of the message whose button was tapped.
    `keyboard`: the labels of the keyboard that stays at the foot of the chat, when it must be shown (again);
    `no_keyboard`: it is taken away.
    """

    kind: Literal["message"] = "message"
    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    replaces: bool = False
    crisis: bool = False
    keyboard: Keyboard | None = None
    no_keyboard: bool = False


class Keyboard(_Frozen):
    """The keyboard that stays: Help now, Hide this chat, and a button that shares her location."""

    help_now: str
    share_location: str
    hide: str = ""
    """Empty in a message that waited while Kith was brought to the version that has it."""


class Pin(_Frozen):
    """A venue on a map, in WGS84 degrees."""

    kind: Literal["pin"] = "pin"
    title: str
    address: str
    latitude: float
    longitude: float
    crisis: bool = False


class ContactCard(_Frozen):
    """A telephone number, as printed, that she can tap or save."""

    kind: Literal["contact"] = "contact"
    name: str
    phone: str
    crisis: bool = False


Reply = Annotated[Message | Pin | ContactCard, Field(discriminator="kind")]
