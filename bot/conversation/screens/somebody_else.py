"""The safety screens for somebody who writes about another person: her partner, family or friend, or a worker.

What to do, what to say, stay with her. Never the words that are meant for herself. A worker has procedures of her own
service, and Kith sends her to them; how teams are reached in an emergency: lscft.nhs.uk, full referral criteria.
"""

from bot.conversation.screen import Choice, Screen, View
from bot.conversation.screens.asking import SUICIDAL, somebody_to_call
from bot.conversation.screens.safety import CANNOT_CALL, TO_PEERS, Answer, safety_screen
from bot.conversation.session import Answers, Stage, Who
from bot.conversation.show import choice_rows
from bot.conversation.turn import Turn
from bot.language import mark as _
from bot.safety import Situation

LOOKING_OUT = _("It's good that you're looking out for her.")


def _someone_now(answers: Answers) -> str:
    if answers.who is Who.WORKER:
        return _(
            "<b>If her life or anyone's is in danger now, call {emergency}.</b> Stay with her, or make sure that "
            "somebody does. If not: your own service's procedure and the crisis team, today."
        )
    return _(
        "<b>Call {emergency} now and tell them what she said or did.</b> Stay near her and keep talking. Move anything "
        "she could use out of reach, if that's safe for you."
    )


SAFE_SOMEONE = safety_screen(
    Answer("safe_someone", Situation.SOMEONE_ELSE, heard=_("It's good that you're there."), act=_someone_now, now=True)
)


def _someone_today(answers: Answers) -> str:
    if answers.who is Who.WORKER:
        return _(
            "<b>Ask her plainly: is she thinking about ending her life, and might she act on it today?</b> If she "
            "might, stay with her and call {emergency}. If not: your own service's procedure and the perinatal or "
            "crisis team, today."
        )
    return _(
        "<b>Ask her plainly if she is thinking about ending her life. Listen, and stay close.</b> If she might act on "
        "it, call {emergency} and stay with her. If not, help her to call her GP, midwife or health visitor today."
    )


SAFE_SOMEONE_TODAY = safety_screen(
    Answer("safe_someone_today", Situation.SOMEONE_ELSE, heard=LOOKING_OUT, act=_someone_today)
)


def _confused(answers: Answers) -> str:
    if answers.who is Who.WORKER:
        return _(
            "<b>If anybody isn't safe, call {emergency} now.</b> If not: the perinatal or crisis team today, and your "
            "own service's procedure. Make sure that she isn't left alone meanwhile."
        )
    if answers.stage is Stage.LOST_BABY:
        return _(
            "<b>If anybody isn't safe, call {emergency} now.</b> If not: her GP today, or take her to {hospital}. "
            "Please don't leave her on her own."
        )
    return _(
        "<b>If anybody isn't safe, call {emergency} now.</b> If not: her GP today, or take her to {hospital}. "
        "Please don't leave her on her own, or alone with the baby."
    )


SAFE_SOMEONE_CONFUSED = safety_screen(
    Answer(
        "safe_someone_confused",
        Situation.PSYCHOSIS,
        heard=_("Thank you for telling me. This needs a doctor today, and it can be treated."),
        act=_confused,
        now=True,
    )
)


def _baby(answers: Answers) -> str:
    if answers.who is Who.WORKER:
        return _(
            "<b>If the baby is in danger or hurt, or has been shaken, call {emergency} now.</b> If not: your own "
            "service's procedure for protecting children, today."
        )
    return _(
        "<b>If the baby is in danger or hurt, or has been shaken, call {emergency} now.</b> If not, a health visitor, "
        "midwife or GP can help today, and these people will talk it through with you."
    )


SAFE_SOMEONE_BABY = safety_screen(
    Answer(
        "safe_someone_baby",
        Situation.BABY_AT_RISK,
        heard=_("Thank you for telling me. It's right to say when you're worried about a baby."),
        act=_baby,
        card=True,
        hides=True,
    )
)


def _abused(answers: Answers) -> str:
    if answers.who is Who.WORKER:
        return _(
            "<b>If she or a child is in danger now, call {emergency}.</b> If not: your own service's procedure for "
            "domestic abuse and for protecting children, today."
        )
    return _(
        "<b>If she or a child is in danger now, call {emergency}.</b> If not: listen, believe her, and let her choose "
        "what to do. Please don't face the person who hurts her yourself: it could put you and her at risk."
    )


# Listening, believing, her own choice, and the risk of stepping in: sdafmh.org.uk, "I am worried about someone";
# behind-closed-doors.org.uk, "Worried about someone?". Both read in November 2026.
SAFE_SOMEONE_ABUSED = safety_screen(
    Answer(
        "safe_someone_abused",
        Situation.UNSAFE_HOME,
        heard=LOOKING_OUT,
        act=_abused,
        card=True,
        hides=True,
    )
)


ASK_ABOUT_HER = Screen(
    id="ask_about_her",
    says=_(
        "Thank you for asking her.\n\nDoes she have a way or a time in mind, or might she act on it today? "
        "If you can't tell, “I don't know” is enough."
    ),
    choices=(
        Choice("yes", _("Yes"), then="safe_someone"),
        Choice("no", _("No"), then="safe_someone_today"),
        Choice("unsure", _("I don't know"), then="safe_someone"),
        CANNOT_CALL,
        TO_PEERS,
    ),
    columns=2,
    crisis=True,
)
"""She has said yes to whoever asked her: a way or a time in mind makes it an emergency."""


def _you_too(turn: Turn) -> View:
    """The helper can't cope: help for him or her, and the way to say that it is more than that."""
    parts = [
        turn.say(_("This is a lot for you too. You can have help for yourself, whatever happens with her.")),
        somebody_to_call(turn),
        turn.say(_("If you've thought of dying yourself, you can tell me that too.")),
    ]
    return View(("\n\n".join(filter(None, parts)),), choice_rows(turn, YOU_TOO), crisis=True)


YOU_TOO = Screen(
    id="you_too",
    view=_you_too,
    choices=(
        Choice("own", _("I've thought of dying too"), SUICIDAL, then="ask_if_today"),
        CANNOT_CALL,
        TO_PEERS,
    ),
    crisis=True,
)
