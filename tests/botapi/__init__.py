"""The local Bot API server, which `kith bench` drives the bot with too; see `bot.bench.botapi`."""

from bot.bench.botapi import BotApi, Fault, Group, Person, Shown

__all__ = ["BotApi", "Fault", "Group", "Person", "Shown"]
