"""The commands of the menu, with the words that describe them."""

from bot.language import mark as _

COMMANDS = {
    "start": _("Begin"),
    "now": _("Who to call or text now"),
    "hide": _("Hide this chat"),
    "back": _("One step back"),
    "restart": _("Start again"),
    "language": _("Change language"),
    "privacy": _("What Kith keeps"),
    "forget": _("Forget me"),
    "help": _("How to use Kith"),
    "about": _("About Kith"),
}
"""Every command with its description, in the order of the menu."""
