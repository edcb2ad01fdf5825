"""Hello, and who are you? The only screen that everybody sees."""

from bot.conversation.replies import Act
from bot.conversation.screen import Choice, Screen, View
from bot.conversation.session import Stage, Who
from bot.conversation.show import choice_rows, opening
from bot.conversation.turn import Turn
from bot.language import mark as _

WHO = _("Who are you?")
CONTINUE = _("Continue in English")


def view(turn: Turn) -> View:
    """The greeting once, then the question, with her own language offered first when Kith speaks it."""
    offered = turn.kith.languages.proposed(turn.hint) if turn.session.language is None else None
    rows = choice_rows(turn, WELCOME)
    if offered:
        rows = ((Act(label=offered.label(CONTINUE), action=f"language:{offered.code}"),), *rows)
    question = turn.say(WHO)
    if turn.session.met:
        return View((question,), rows)
    return View((opening(turn), question), rows, hello=True)


WELCOME = Screen(
    id="welcome",
    view=view,
    title=_("Who you are"),
    asks=("who",),
    choices=(
        Choice("pregnant", _("I'm pregnant"), {"who": Who.PREGNANT, "stage": Stage.PREGNANT, "relation": None}),
        Choice("had_baby", _("I've had a baby"), {"who": Who.HAD_BABY, "stage": Stage.HAD_BABY, "relation": None}),
        Choice("lost_baby", _("I've lost a baby"), {"who": Who.LOST_BABY, "stage": Stage.LOST_BABY, "relation": None}),
        Choice("supporter", _("Partner, family or friend"), {"who": Who.SUPPORTER, "stage": None}),
        Choice("worker", _("I work with families"), {"who": Who.WORKER, "stage": None, "relation": None}),
    ),
    next="relation",
    leads_to=("language",),
)
