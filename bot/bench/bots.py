"""The bots that are measured: Kith as `kith` starts it, and two other ones of the same flow."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

Receiver = Literal["polling", "webhook"]
Database = Literal["sqlite", "postgres", "memory"]
KEY = "a" * 43
"""A secret key; what is measured is nobody's."""


@dataclass(frozen=True, slots=True)
class Bot:
    """`lacks`: what must be done before it can run, or nothing."""

    name: str
    receiver: Receiver
    database: Database
    lacks: str = ""


KITH = tuple(Bot("kith", receiver, store) for store in ("sqlite", "postgres") for receiver in ("polling", "webhook"))
"""The four ways in which Kith runs."""


def peers() -> tuple[Bot, ...]:
    """The other bots, which keep everything in memory and lose it with the process."""
    lacks = "" if find_spec("aiogram") else "aiogram isn't installed: pip install 'kith[bench]'"
    return (
        Bot("python-telegram-bot", "polling", "memory"),
        Bot("aiogram", "polling", "memory", lacks),
        Bot("aiogram", "webhook", "memory", lacks),
    )


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def command(
    bot: Bot, api: tuple[str, str], folder: Path, database: str, flow: Path
) -> tuple[list[str], dict[str, str]]:
    """The words after `python` and the environment that start it. `api`: address and token of the Bot API."""
    port = free_port()
    hook = f"http://127.0.0.1:{port}/telegram" if bot.receiver == "webhook" else ""
    if bot.name != "kith":
        module = {"python-telegram-bot": "ptb", "aiogram": "aiogram_bot"}[bot.name]
        return ["-m", f"bot.bench.peers.{module}", *api, str(flow), hook], {}
    return ["-m", "bot"], kith_environment(api, folder, database, hook, port)


def kith_environment(api: tuple[str, str], folder: Path, database: str, hook: str, port: int) -> dict[str, str]:
    """Kith's settings. `database` is an address, or nothing for a file in `folder`."""
    where: Mapping[str, str] = {"KITH_WEBHOOK_URL": hook, "PORT": str(port)} if hook else {"KITH_WEBHOOK_URL": ""}
    return {
        **where,
        "TELEGRAM_API_URL": api[0],
        "TELEGRAM_BOT_TOKEN": api[1],
        "KITH_DATABASE_URL": database or f"sqlite:///{folder / 'kith.db'}",
        "KITH_SECRET_KEY": KEY,
        # Each of these people does more in a second than a person can.
        "KITH_FLOOD": "0",
    }
