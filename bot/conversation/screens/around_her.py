"""For those around her: partners, family, friends (E16), and people who work with families."""

from bot.conversation.screen import Choice, Screen
from bot.conversation.session import Answers, Relation, Stage, Who
from bot.language import mark as _


def _is_supporter(answers: Answers) -> bool:
    return answers.who is Who.SUPPORTER


def _is_worker(answers: Answers) -> bool:
    return answers.who is Who.WORKER


def _whose_stage(answers: Answers) -> str:
    if answers.who is Who.WORKER:
        return _("What fits the mother you have in mind?")
    if answers.relation in (Relation.FOR_HER, Relation.FAMILY):
        return _("Thank you. What fits her?")
    return _("Thank you. What fits you both?")


def _sorry(answers: Answers) -> str:
    """Said here when "how are things today?", which says it, is not asked because the support is for another."""
    return _("I'm so sorry.") if answers.who is Who.WORKER or answers.relation is Relation.FOR_HER else ""


RELATION = Screen(
    id="relation",
    says=_("It's good that you're here. Who is the support for?"),
    title=_("Who it's for"),
    asks=("relation",),
    asked_of=_is_supporter,
    choices=(
        Choice("dad", _("For me: I'm the dad"), {"relation": Relation.DAD}),
        Choice("partner", _("For me: I'm her partner"), {"relation": Relation.PARTNER}),
        Choice("family", _("For me: family or friend"), {"relation": Relation.FAMILY}),
        Choice("for_her", _("For her"), {"relation": Relation.FOR_HER}),
        Choice("worried", _("I'm worried about her"), {"relation": Relation.FOR_HER}, then="worried"),
    ),
    next="worker",
)

WORKER = Screen(
    id="worker",
    says=_("Thank you for pointing people this way. What would help?"),
    title=_("What would help"),
    asks=("worker",),
    asked_of=_is_worker,
    choices=(
        Choice("find", _("Find support for someone"), {"worker": "find"}),
        Choice("worried", _("I'm worried about someone"), {"worker": "find"}, then="worried"),
        Choice("share", _("How to share Kith"), then="share"),
    ),
    next="her_stage",
)

HER_STAGE = Screen(
    id="her_stage",
    says=_whose_stage,
    title=_("Pregnancy, baby or loss"),
    asks=("stage",),
    asked_of=lambda answers: answers.who in (Who.SUPPORTER, Who.WORKER),
    choices=(
        Choice("pregnant", _("Pregnant"), {"stage": Stage.PREGNANT}),
        Choice("had_baby", _("Had a baby"), {"stage": Stage.HAD_BABY}),
        Choice("lost_baby", _("Lost a baby"), {"stage": Stage.LOST_BABY}, heard=_sorry),
    ),
    next="today",
)

SHARE = Screen(
    id="share",
    says=_(
        "You can tell people about Kith in a sentence: “There's a chat bot called Kith that finds groups and people to "
        "talk to, near you or by phone. You don't have to give your name.”\n\n"
        "They need no referral, account or login. You can also pass on any service's card from here."
    ),
    choices=(Choice("find", _("Find support for someone"), {"worker": "find"}, then="her_stage"),),
)
