"""Faults that a test plants: the next calls of a method fail as Telegram's do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


class Refusal(Exception):
    """An error answer of the Bot API."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


@dataclass(slots=True)
class Fault:
    """What goes wrong, with which method (None: any but getUpdates) and chat (None: any), how many times.

    `drop` closes the connection before anything is done, `drop_after` after the call took effect: the answer is lost.
    `slow` answers after `seconds`.
    """

    does: Literal["refuse", "drop", "drop_after", "slow"]
    method: str | None = None
    chat: int | None = None
    times: int = 1
    code: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None
    seconds: float = 0.0

    def hits(self, method: str, chat: int | None) -> bool:
        """Whether this call is to fail; counts it if so."""
        named = method == self.method if self.method else method != "getUpdates"
        if self.times <= 0 or not named or (self.chat is not None and chat != self.chat):
            return False
        self.times -= 1
        return True

    def refusal(self) -> Refusal:
        """The error answer of a `refuse` fault."""
        if self.retry_after is None:
            return Refusal(self.code, self.description)
        text = f"Too Many Requests: retry after {self.retry_after}"
        return Refusal(429, text, retry_after=self.retry_after)
