"""The safety screens, one for each kind of severe answer, pressed or typed.

Each says that she was heard, then one thing to do now; the lines for her nation follow (see `safety.py`).
"""

from bot.conversation.screen import RESUME, Choice, Screen
from bot.conversation.screens.asking import ASK_DIRECTLY, ASK_IF_TODAY, ASKED_NO, SUICIDAL
from bot.conversation.screens.safety import ABROAD, AFRAID, CANT_CALL, MORE_LINES, REACHED, safety_screen
from bot.conversation.session import Answers, Stage
from bot.language import mark as _
from bot.safety import Situation


def _psychosis_now(answers: Answers) -> str:
    if answers.stage is Stage.LOST_BABY:
        return _(
            "<b>Ask for an urgent GP appointment today. If you can't get one, or you aren't safe, go to {hospital} or "
            "call {emergency}.</b> Is there somebody who can stay with you?"
        )
    return _(
        "<b>Ask for an urgent GP appointment today. If you can't get one, or you or your baby aren't safe, "
        "go to {hospital} or call {emergency}.</b> Is there somebody who can stay with you?"
    )


SAFE_NOW = safety_screen(
    "safe_now",
    Situation.EMERGENCY,
    _("Thank you for telling me. Your life matters, and this needs help right now."),
    _(
        "<b>Call {emergency}, or go to {hospital} with someone.</b> If you can, move away from anything you could hurt "
        "yourself with. Is there anybody who can be with you?"
    ),
    stays=True,
)
SAFE_HURT = safety_screen(
    "safe_hurt",
    Situation.EMERGENCY,
    _("I'm really glad you told me. You need help for this right now."),
    _(
        "<b>Call {emergency} now and tell them what you've taken or done</b>, even if you feel all right. "
        "Ask somebody to be with you until help comes."
    ),
    stays=True,
)
SAFE_SUICIDAL = safety_screen(
    "safe_suicidal",
    Situation.SUICIDAL,
    _("Thank you for telling me. That's a lot to carry, and help is there for you today."),
    _(
        "<b>If you might act on it, call {emergency} or go to {hospital} with someone, now.</b> "
        "If you can, be with somebody you trust, and move away from anything you could hurt yourself with."
    ),
)
SAFE_SELF_HARM = safety_screen(
    "safe_self_harm",
    Situation.SELF_HARM,
    _("Thank you for telling me. That can't have been easy to say."),
    _(
        "<b>If you've hurt yourself badly, call {emergency} or go to {hospital}, now.</b> "
        "If not, your GP, midwife or health visitor can help today, and these people will listen."
    ),
)
# The figure is from the Perinatal Anxiety Research Lab there: parlab.med.ubc.ca, New Mother's Thoughts of Harm Study.
SAFE_HARM_BABY = safety_screen(
    "safe_harm_baby",
    Situation.HARM_BABY,
    _(
        "Thank you for telling me. That took courage. Frightening thoughts like this are common: in research at the "
        "University of British Columbia, as many as half of new mothers had had them. A thought is not the same as "
        "doing it."
    ),
    _(
        "<b>If you think you might act on it, put your baby somewhere safe, like the cot, "
        "and call {emergency} now.</b> "
        "If you're safe just now, a GP, midwife or health visitor can help today."
    ),
)
SAFE_HARM_NOW = safety_screen(
    "safe_harm_now",
    Situation.EMERGENCY,
    _("Thank you for telling me. You and those near you need help right now."),
    _(
        "<b>Call {emergency} now.</b> If you're with your baby, put your baby somewhere safe, like the cot, "
        "and go into another room. Ask somebody to come to you."
    ),
    stays=True,
)
# "It can be treated": app-network.org/postpartum-psychosis, which calls it severe but treatable, and an emergency.
SAFE_PSYCHOSIS = safety_screen(
    "safe_psychosis",
    Situation.PSYCHOSIS,
    _("Thank you for telling me. That can be very frightening. It needs a doctor's help today, and it can be treated."),
    _psychosis_now,
)
SAFE_UNSAFE_HOME = safety_screen(
    "safe_unsafe_home",
    Situation.UNSAFE_HOME,
    _("Thank you for telling me. What is being done to you is not your fault."),
    _(
        "<b>If you're in danger now, call {emergency}.</b> These helplines listen, and won't tell you what to do. "
        "If somebody may look at your phone, tap Hide this chat first."
    ),
)
SAFE_ASSAULTED = safety_screen(
    "safe_assaulted",
    Situation.UNSAFE_HOME,
    _("Thank you for telling me. It is not your fault."),
    _(
        "<b>If you're in danger now or badly hurt, call {emergency}.</b> "
        "These helplines listen, and won't tell you what to do."
    ),
)
SAFE_MEDICAL = safety_screen(
    "safe_medical",
    Situation.MEDICAL,
    _("That needs a doctor or midwife to look at it now. I'm only a bot and can't tell what it is."),
    _(
        "<b>If somebody could be badly ill, call {emergency} now.</b> "
        "If you aren't sure, ask your GP or midwife straight away."
    ),
)
SAFE_SOMEONE = safety_screen(
    "safe_someone",
    Situation.SOMEONE_ELSE,
    _("It's good that you're looking out for her. You don't have to sort this out alone."),
    _(
        "<b>If her life or anyone's is in danger, call {emergency} now, and stay with her if you can.</b> "
        "You can ask her plainly whether she is thinking about ending her life. Listen, and stay close. "
        "These lines help you as well as her."
    ),
)
SAFE_DISTANT = safety_screen(
    "safe_distant",
    Situation.TALK_NOW,
    _("Thank you for telling me. That's a hard thing to feel, and a hard thing to say."),
    _(
        "Please tell your GP, midwife or health visitor today how bad it has got. "
        "They can ask for the right help for you. <b>If you feel you or your baby aren't safe, call {emergency}.</b>"
    ),
)

WORRIED = Screen(
    id="worried",
    says=_("It's good that she has you. What have you noticed?"),
    choices=(
        Choice("low", _("She's low or anxious"), then=RESUME, heard=_("Then let's find support for her, and for you.")),
        Choice("die", _("She's said she wants to die"), SUICIDAL, then="safe_someone"),
        Choice("confused", _("Confused or seeing things"), {"noticed": ("psychosis",)}, then="safe_someone_confused"),
        Choice("baby", _("I'm worried about the baby"), {"noticed": ("harm_baby_thoughts",)}, then="safe_someone_baby"),
    ),
    crisis=True,
)

SAFE_SOMEONE_CONFUSED = safety_screen(
    "safe_someone_confused",
    Situation.PSYCHOSIS,
    _("Thank you for telling me. What you describe needs a doctor's help today."),
    _(
        "<b>Ask for an urgent GP appointment today. If you can't get one, take her to {hospital}. "
        "If anybody isn't safe, call {emergency}.</b> Please don't leave her on her own, or alone with the baby."
    ),
)
SAFE_SOMEONE_BABY = safety_screen(
    "safe_someone_baby",
    Situation.BABY_AT_RISK,
    _("Thank you for telling me. It's right to say when you're worried about a baby."),
    _(
        "<b>If the baby is in danger now, call {emergency}.</b> If not, a health visitor, midwife or GP can help "
        "today, and these lines will talk it through with you."
    ),
)

SAFETY_SCREENS = (
    SAFE_NOW,
    SAFE_HURT,
    SAFE_SUICIDAL,
    SAFE_SELF_HARM,
    SAFE_HARM_BABY,
    SAFE_HARM_NOW,
    SAFE_PSYCHOSIS,
    SAFE_UNSAFE_HOME,
    SAFE_ASSAULTED,
    SAFE_MEDICAL,
    SAFE_SOMEONE,
    SAFE_SOMEONE_CONFUSED,
    SAFE_SOMEONE_BABY,
    SAFE_DISTANT,
    ASK_DIRECTLY,
    ASK_IF_TODAY,
    ASKED_NO,
    CANT_CALL,
    MORE_LINES,
    REACHED,
    AFRAID,
    ABROAD,
    WORRIED,
)
