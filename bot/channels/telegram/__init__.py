"""Telegram: python-telegram-bot's types and client, with our own loop that acknowledges after the commit."""

from bot.channels.telegram.channel import Profile, TelegramChannel
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.serve import run_bot
from bot.channels.telegram.webhook import Webhook

__all__ = ["Polling", "Profile", "TelegramChannel", "Webhook", "run_bot"]
