"""What Kith is, what it keeps, how to use it, which language it speaks, and how to be forgotten."""

from __future__ import annotations

from bot.conversation.replies import Act
from bot.conversation.screen import BACK, Choice, Move, Screen, View
from bot.conversation.session import Session
from bot.conversation.show import choice_rows
from bot.conversation.turn import Turn
from bot.language import mark as _

ABOUT = _(
    "<b>About Kith</b>\n"
    "Kith is a chat bot, not a person. It finds peer support: people who've been through hard times around pregnancy, "
    "birth or loss. It also shows who to call in an emergency. It is not medical care and does not tell you what is "
    "wrong.\n\n"
    "The services come from charities' and health services' own pages. Each card says how lately somebody checked it."
)
PLACES_FROM = _("Where places come from:")

PRIVACY = _(
    "<b>What Kith keeps</b>\n"
    "• What you type is read once and never kept.\n"
    "• Your answers are kept for 24 hours so that you can come back, then forgotten.\n"
    "• Your place is kept only as a rough area.\n"
    "• The numbers of this chat's messages, not their words, are kept for less than 48 hours, so that "
    "<b>Hide this chat</b> can delete them.\n"
    "• You need no name, login or account.\n\n"
    "Telegram keeps this chat itself, as it does every chat. Somebody who can open your phone can read it, so you may "
    "like to hide or delete the chat afterwards."
)

HELP = _(
    "You can tap a button, or just type what you're looking for, like “a group near BS5 for birth trauma”.\n\n"
    "<b>Help now</b> shows who you can call or text at any hour.\n\n"
    "/start  begin\n/now  who to call\n/hide  hide this chat\n/back  one step back\n/restart  start again\n"
    "/language  change language\n/privacy  what is kept\n/forget  forget me\n/about  about Kith"
)

FORGET = _("Shall I forget everything you've told me? Your answers and your place will be gone at once.")
FORGOTTEN = _(
    "Done. Everything you told me is gone. The messages above stay in this chat until you delete them.\n\n"
    "You can start again whenever you like."
)


def about_view(turn: Turn) -> View:
    """What Kith is, with the attribution that the gazetteer's licences ask for."""
    source = turn.language.quote(turn.kith.content.attribution)
    return View((f"{turn.say(ABOUT)}\n\n{turn.say(PLACES_FROM)} {source}",), choice_rows(turn, ABOUT_SCREEN))


def language_view(turn: Turn) -> View:
    """Every language by its own name."""
    rows = tuple(
        (Act(label=language.name, action=f"language:{code}"),) for code, language in turn.kith.languages.items()
    )
    return View((turn.say(_("Which language would you like?")),), rows)


def choose_language(turn: Turn, parts: tuple[str, ...]) -> Move | None:
    """Speak the language from now on, and show again what she was looking at."""
    code = parts[0] if parts else ""
    if code not in turn.kith.languages:
        return None
    session = turn.session.model_copy(update={"language": code, "met": False})
    if turn.session.screen not in ("language", "welcome"):
        return Move(session, turn.session.screen)
    return Move(session, BACK if _is_elsewhere(turn.session) else "welcome")


def _is_elsewhere(session: Session) -> bool:
    """Whether there is a screen to go back to from the choice of language."""
    return session.screen == "language" and bool(session.trail)


LANGUAGE = Screen(
    id="language", view=language_view, tapped=choose_language, leads_to=(BACK, "welcome"), title=_("Language")
)
ABOUT_SCREEN = Screen(id="about", view=about_view, choices=(Choice("privacy", _("What Kith keeps"), then="privacy"),))
PRIVACY_SCREEN = Screen(
    id="privacy",
    says=PRIVACY,
    choices=(
        Choice("hide_limits", _("What Hide can't do"), then="hide_limits"),
        Choice("forget", _("Forget me"), then="forget"),
    ),
)
HELP_SCREEN = Screen(
    id="help",
    says=HELP,
    choices=(
        Choice("about", _("About Kith"), then="about"),
        Choice("privacy", _("What Kith keeps"), then="privacy"),
        Choice("language", _("Change language"), then="language"),
    ),
    columns=2,
)
FORGET_SCREEN = Screen(
    id="forget",
    says=FORGET,
    choices=(Choice("yes", _("Yes, forget me"), then="forgotten"), Choice("no", _("No, keep going"), then=BACK)),
    aside=True,
)
FORGOTTEN_SCREEN = Screen(id="forgotten", says=FORGOTTEN, choices=(Choice("start", _("Start"), then="welcome"),))
