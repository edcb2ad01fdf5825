"""A local Bot API server that speaks the real protocol strictly, and the people who write to the bot.

async with BotApi() as api:            # api.url is TELEGRAM_API_URL, api.token the bot's token
    ada = api.person("Ada", language="en")
    ada.says("/start")
    [hello] = await ada.hears(1)
    ada.taps("I've had a baby")
"""

from bot.bench.botapi.faults import Fault
from bot.bench.botapi.people import Group, Person, Shown
from bot.bench.botapi.server import BotApi

__all__ = ["BotApi", "Fault", "Group", "Person", "Shown"]
