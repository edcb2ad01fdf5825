"""How are things today? The severe answers lead to safety first, and come back to finding support after (E1)."""

from bot.conversation.risk import HEARD
from bot.conversation.screen import Choice, Screen
from bot.conversation.session import Answers, Relation, Stage, Today, Who
from bot.language import mark as _


def _for_oneself(answers: Answers) -> bool:
    """Somebody who looks for another person is asked what they have noticed instead, and only if worried."""
    return answers.who is not Who.WORKER and answers.relation is not Relation.FOR_HER


def _has_said(answers: Answers) -> bool:
    """What was noticed in her own words, or said to a direct question, needs no asking again (E9)."""
    return bool(answers.noticed)


def _says(answers: Answers) -> str:
    if answers.stage is Stage.LOST_BABY and answers.relation is Relation.FAMILY:
        return _("I'm so sorry. How are things for you today?")
    if answers.stage is Stage.LOST_BABY:
        return _("I'm so sorry about your baby. How are things for you today?")
    if answers.who is Who.SUPPORTER:
        return _("This is a lot for you too. How are things for you today?")
    return _("Thank you. How are things today?")


def _may_have_a_baby_near(answers: Answers) -> bool:
    """After a loss, nobody is asked about hurting the baby."""
    return answers.stage is not Stage.LOST_BABY


TODAY = Screen(
    id="today",
    says=_says,
    title=_("How things are"),
    asks=("today",),
    asked_of=_for_oneself,
    known=_has_said,
    choices=(
        Choice("managing", _("Hard, but I'm managing"), {"today": Today.MANAGING}),
        Choice("very_hard", _("Very hard most days"), {"today": Today.VERY_HARD}, heard=HEARD),
        Choice("suicidal", _("Thoughts of dying or self-harm"), {"today": Today.SUICIDAL}, then="safe_suicidal"),
        Choice(
            "harm_baby",
            _("Scared I might hurt my baby"),
            {"today": Today.HARM_BABY},
            then="safe_harm_baby",
            offered=_may_have_a_baby_near,
        ),
        Choice("psychosis", _("Seeing things, or not myself"), {"today": Today.PSYCHOSIS}, then="safe_psychosis"),
        Choice("unsafe_home", _("I'm not safe at home"), {"today": Today.UNSAFE_HOME}, then="safe_unsafe_home"),
        Choice("rather_not_say", _("I'd rather not say"), {"today": Today.RATHER_NOT_SAY}),
    ),
    next="place",
)
