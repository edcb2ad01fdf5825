"""How would you like to talk to someone? With three gentle questions for those who aren't sure (E3, E4)."""

from bot.conversation.screen import Choice, Screen
from bot.conversation.session import Answers, Relation, Who
from bot.directory import Format
from bot.language import mark as _


def _asks_for_another(answers: Answers) -> bool:
    return answers.who is Who.WORKER or answers.relation is Relation.FOR_HER


def _says(answers: Answers) -> str:
    if _asks_for_another(answers):
        return _("How might she like to talk to someone?")
    return _("How would you like to talk to someone?")


FORMAT = Screen(
    id="format",
    says=_says,
    title=_("How to talk"),
    asks=("formats",),
    choices=(
        Choice("group", _("In a group"), {"formats": (Format.GROUP,)}),
        Choice("one_to_one", _("With one person"), {"formats": (Format.ONE_TO_ONE,)}),
        Choice("phone", _("By phone"), {"formats": (Format.PHONE,)}),
        Choice("online", _("By text, email or online"), {"formats": (Format.ONLINE,)}),
        Choice("unsure", _("Not sure, help me choose"), then="choose_going_out"),
    ),
    next="needs",
)

CHOOSE_GOING_OUT = Screen(
    id="choose_going_out",
    says=_("There's no wrong way. Three small questions may help.\n\nIs getting out of the house hard just now?"),
    choices=(
        Choice("yes", _("Yes, it's hard"), {"going_out": "hard"}, then="choose_room"),
        Choice("no", _("No, I can get out"), {"going_out": "fine"}, then="choose_room"),
        Choice("depends", _("It depends on the day"), {"going_out": "depends"}, then="choose_room"),
    ),
)

CHOOSE_ROOM = Screen(
    id="choose_room",
    says=_("How would a room with a few other people feel?"),
    choices=(
        Choice("fine", _("I think that would be OK"), {"room": "fine"}, then="choose_anonymous"),
        Choice("too_much", _("Too much just now"), {"room": "too_much"}, then="choose_anonymous"),
    ),
)

CHOOSE_ANONYMOUS = Screen(
    id="choose_anonymous",
    says=_("Would it be easier if nobody knew who you were?"),
    choices=(
        Choice("yes", _("Yes, much easier"), {"anonymous": "yes"}, then="choose_suggestion"),
        Choice("no", _("I don't mind"), {"anonymous": "no"}, then="choose_suggestion"),
    ),
)

REASONS = {
    Format.ONLINE: _(
        "You could start <b>by text, email or online</b>. You needn't go out, and many never ask who you are."
    ),
    Format.PHONE: _(
        "You could start <b>by phone</b>. You needn't go out, it's only one voice, and many never ask who you are."
    ),
    Format.ONE_TO_ONE: _(
        "You could start <b>with one person</b>. Many mothers find that easier when a room is too much, or when "
        "going out is hard. Some people will come to you."
    ),
    Format.GROUP: _(
        "You could start <b>in a group</b>. Many people find it helps to meet others who feel the same, and a group "
        "gives you a reason to get out."
    ),
}


def suggested(answers: Answers) -> Format:
    """The format to suggest, from the three answers; anonymity first, then the room, then going out (E3, E4)."""
    if answers.anonymous == "yes":
        return Format.PHONE if answers.room == "fine" else Format.ONLINE
    if answers.room == "too_much":
        return Format.PHONE if answers.going_out == "hard" else Format.ONE_TO_ONE
    return Format.ONE_TO_ONE if answers.going_out == "hard" else Format.GROUP


CHOOSE_SUGGESTION = Screen(
    id="choose_suggestion",
    says=lambda answers: REASONS[suggested(answers)],
    choices=(
        Choice("group", _("In a group"), {"formats": (Format.GROUP,)}, then="needs"),
        Choice("one_to_one", _("With one person"), {"formats": (Format.ONE_TO_ONE,)}, then="needs"),
        Choice("phone", _("By phone"), {"formats": (Format.PHONE,)}, then="needs"),
        Choice("online", _("By text, email or online"), {"formats": (Format.ONLINE,)}, then="needs"),
    ),
)
