"""The safety screens, one for each kind of severe answer, pressed or typed.

Each says that she was heard, then one thing to do now; the lines for her nation follow (see `safety.py`). Where life
may be in danger at this minute the screen is an emergency (`now`); what can wait some hours has one of its own.
"""

from bot.conversation.query import for_another
from bot.conversation.screen import RESUME, Choice, Screen
from bot.conversation.screens.asking import ASK_DIRECTLY, ASK_IF_TODAY, ASKED_NO, SUICIDAL, UNANSWERED
from bot.conversation.screens.behind import ABROAD, AFRAID, CANT_CALL, MORE_LINES, REACHED, THOUGHTS, WITH_YOU
from bot.conversation.screens.safety import TODAY, Answer, safety_screen
from bot.conversation.screens.somebody_else import (
    ASK_ABOUT_HER,
    SAFE_SOMEONE,
    SAFE_SOMEONE_ABUSED,
    SAFE_SOMEONE_BABY,
    SAFE_SOMEONE_CONFUSED,
    SAFE_SOMEONE_TODAY,
    YOU_TOO,
)
from bot.conversation.session import Answers, Stage
from bot.language import mark as _
from bot.safety import Situation

SAFE_NOW = safety_screen(
    Answer(
        "safe_now",
        Situation.EMERGENCY,
        heard=_("I'm glad you told me. Your life matters."),
        act=_(
            "<b>Call {emergency} now, or go to {hospital} with someone.</b> Move away from anything you could hurt "
            "yourself with. Get someone to be with you."
        ),
        now=True,
        fears=True,
    )
)
SAFE_HURT = safety_screen(
    Answer(
        "safe_hurt",
        Situation.EMERGENCY,
        heard=_("I'm really glad you told me."),
        act=_(
            "<b>Call {emergency} now and say what you've taken or done</b>, even if you feel all right. "
            "Ask somebody to be with you until help comes."
        ),
        now=True,
        fears=True,
    )
)
# Early on there may be little to feel, or only sickness, and that says nothing of the harm: to hospital all the same
# (medicines.org.uk/emc/product/100693/smpc, paracetamol, overdose; britishlivertrust.org.uk, paracetamol overdose:
# "always go to hospital straight away"). Being sick or drowsy: 999 (111.wales.nhs.uk and nidirect.gov.uk, poisoning).
# Call again when something changes: nhs.uk, ambulance services. A shaken baby may look normal: see SAFE_MEDICAL.
SAFE_EVEN_SO = safety_screen(
    Answer(
        "safe_even_so",
        Situation.MEDICAL,
        heard=_("I'm only a bot and can't tell how bad it is."),
        act=_(
            "<b>Please get help now, even if all seems well.</b> Harm can come before anybody feels it. Being sick or "
            "sleepy can mean that it's serious.\n<b>Call {emergency} and say what has happened.</b> If you've called, "
            "call again when something changes."
        ),
        again=(
            _("Please don't wait and see. I'm still here."),
            _("Please go, even now. I hear you, and somebody needs to look at it."),
        ),
        now=True,
        lines=False,
    )
)
SAFE_SUICIDAL = safety_screen(
    Answer(
        "safe_suicidal",
        Situation.SUICIDAL,
        heard=_("Thank you for telling me. That's a lot to carry, and you can get help today."),
        act=_(
            "<b>If you might act on it, call {emergency} or go to {hospital} with someone, now.</b> "
            "Be with somebody you trust, and move away from anything you could hurt yourself with."
        ),
        today=TODAY,
        fears=True,
    )
)
SAFE_SELF_HARM = safety_screen(
    Answer(
        "safe_self_harm",
        Situation.SELF_HARM,
        heard=_("Thank you for telling me. That can't have been easy to say."),
        act=_("<b>If you've hurt yourself badly, call {emergency} or go to {hospital} now.</b>"),
        today=TODAY,
        fears=True,
    )
)
# "About half": Fairbrother and Woody 2008 (see `behind.HARM_STUDY`), who asked about unwanted thoughts.
SAFE_HARM_BABY = safety_screen(
    Answer(
        "safe_harm_baby",
        Situation.HARM_BABY,
        heard=_(
            "Thank you for telling me. That took courage. <b>Unwanted, frightening thoughts like this are common: "
            "about half of new mothers had them in one study. Having one isn't doing it.</b>"
        ),
        act=_(
            "If you might act on it, put your baby somewhere safe, like the cot, and call {emergency} now. "
            "If not, tell your GP, midwife or health visitor today."
        ),
        fears=True,
    )
)
SAFE_HARM_NOW = safety_screen(
    Answer(
        "safe_harm_now",
        Situation.EMERGENCY,
        heard=_("You did right to tell me."),
        act=_(
            "<b>Call {emergency} now.</b> Put your baby somewhere safe, like the cot, go into another room, and ask "
            "somebody to come. If your baby is hurt or won't wake, stay with your baby."
        ),
        now=True,
        fears=True,
    )
)


def _psychosis_now(answers: Answers) -> str:
    if answers.stage is Stage.LOST_BABY:
        return _(
            "<b>You need a doctor today. If a voice tells you to hurt anyone, or you aren't safe, call {emergency} "
            "now.</b> If not: your GP today, or {hospital}. Let somebody stay with you until then."
        )
    return _(
        "<b>You need a doctor today. If a voice tells you to hurt anyone, or you or your baby aren't safe, call "
        "{emergency} now.</b> If not: your GP today, or {hospital}. Let somebody stay with you and your baby."
    )


# "It can be treated": app-network.org/postpartum-psychosis, which calls it severe but treatable, and an emergency.
SAFE_PSYCHOSIS = safety_screen(
    Answer(
        "safe_psychosis",
        Situation.PSYCHOSIS,
        heard=_("Thank you for telling me. This is an emergency, and it can be treated."),
        act=_psychosis_now,
        now=True,
        fears=True,
    )
)
SAFE_UNSAFE_HOME = safety_screen(
    Answer(
        "safe_unsafe_home",
        Situation.UNSAFE_HOME,
        heard=_("Thank you for telling me. What is being done to you is not your fault."),
        act=_("<b>In danger now: call {emergency}.</b>"),
        after=_("If someone checks your phone, write a number down first. Then tap Hide this chat."),
        card=True,
        hides=True,
        silently=True,
    )
)


# "Held by the neck" and care without the police: nhsinform.scot/turn-to-sarcs; for England, england.nhs.uk 2026-02-02.
SAFE_ASSAULTED = safety_screen(
    Answer(
        "safe_assaulted",
        Situation.SEXUAL_VIOLENCE,
        heard=_("I'm so sorry. Thank you for telling me. It was not your fault."),
        act=_(
            "<b>If you're in danger or badly hurt, or somebody held you by the neck, call {emergency} now.</b> What "
            "happens next is up to you. You can talk to somebody and get medical care without telling the police."
        ),
        card=True,
        hides=True,
    )
)


# The same pages.
SAFE_NO_POLICE = safety_screen(
    Answer(
        "safe_no_police",
        Situation.SEXUAL_VIOLENCE,
        heard=_("You don't have to tell the police. You can get medical care, and talk to somebody, all the same."),
        act=_("<b>If you're in danger or badly hurt, call {emergency} now.</b>"),
        hides=True,
    )
)


def _medical_now(answers: Answers) -> str:
    if for_another(answers):
        return _("You did right to say so. Stay with them, and say what happened, even if they seem all right now.")
    if answers.stage is Stage.LOST_BABY:
        return _("You did right to say so. Say what has happened, and ask somebody to be with you.")
    return _(
        "You did right to say so. If it's your baby, stay close and say what happened, even if your baby seems all "
        "right now. If it's you, ask somebody to be with you."
    )


def _in_pregnancy(answers: Answers) -> str:
    if for_another(answers) or answers.stage is Stage.LOST_BABY:
        return ""
    return _(
        "If you're pregnant and your baby moves less, or you have a bad headache: your maternity unit now, day or "
        "night."
    )


# Blue, not breathing, can't be woken: 999 (mkuh.nhs.uk, illness in baby). Shaken: at once, even without signs, and say
# so (dontshake.org; basisonline.org.uk: a baby may look normal straight after). Movements: see SAFE_MEDICAL_TODAY.
SAFE_MEDICAL = safety_screen(
    Answer(
        "safe_medical",
        Situation.MEDICAL,
        heard=_("<b>Call {emergency} now. They'll tell you what to do until help comes.</b>"),
        act=_medical_now,
        after=_in_pregnancy,
        now=True,
        lines=False,
        also=Choice("unsure", _("I'm not sure it's that bad"), then="safe_medical_today"),
    )
)
# "Day or night, don't wait": tamesideandglossopicft.nhs.uk, 10 October 2025 (movements); a severe headache or flashing
# lights: midwife or GP at once (action-on-pre-eclampsia.org.uk). Maternity units are staffed day and night.
SAFE_MEDICAL_TODAY = safety_screen(
    Answer(
        "safe_medical_today",
        Situation.MEDICAL,
        heard=_("Thank you for telling me. This needs a midwife or doctor to look at it."),
        act=_(
            "<b>In pregnancy or just after birth, call your maternity unit now, day or night. Don't wait.</b> For "
            "anything else, or if you can't get through: your GP, or a line below."
        ),
        after=_("If it gets worse, call {emergency}. I'm only a bot and can't tell what it is."),
    )
)
SAFE_DISTANT = safety_screen(
    Answer(
        "safe_distant",
        Situation.TALK_NOW,
        heard=_("Thank you for telling me. That's a hard thing to feel, and a hard thing to say."),
        act=_(
            "Tell your GP, midwife or health visitor today how bad it has got. They can ask for the right help for "
            "you. <b>If you feel you or your baby aren't safe, call {emergency}.</b>"
        ),
        fears=True,
    )
)


WORRIED = Screen(
    id="worried",
    says=_("It's good that she has you. What have you noticed?"),
    choices=(
        Choice("low", _("She's low or anxious"), then=RESUME, heard=_("Then let's find support for her, and for you.")),
        Choice("die", _("She's said she wants to die"), SUICIDAL, then="safe_someone_today"),
        Choice("confused", _("Confused or seeing things"), {"noticed": ("psychosis",)}, then="safe_someone_confused"),
        Choice("baby", _("I'm worried about the baby"), {"noticed": ("harm_baby_thoughts",)}, then="safe_someone_baby"),
    ),
    crisis=True,
)

SAFETY_SCREENS = (
    SAFE_NOW,
    SAFE_HURT,
    SAFE_EVEN_SO,
    SAFE_SUICIDAL,
    SAFE_SELF_HARM,
    SAFE_HARM_BABY,
    SAFE_HARM_NOW,
    SAFE_PSYCHOSIS,
    SAFE_UNSAFE_HOME,
    SAFE_ASSAULTED,
    SAFE_NO_POLICE,
    SAFE_MEDICAL,
    SAFE_MEDICAL_TODAY,
    SAFE_SOMEONE,
    SAFE_SOMEONE_TODAY,
    SAFE_SOMEONE_CONFUSED,
    SAFE_SOMEONE_BABY,
    SAFE_SOMEONE_ABUSED,
    ASK_ABOUT_HER,
    YOU_TOO,
    SAFE_DISTANT,
    ASK_DIRECTLY,
    ASK_IF_TODAY,
    ASKED_NO,
    UNANSWERED,
    CANT_CALL,
    MORE_LINES,
    WITH_YOU,
    REACHED,
    AFRAID,
    THOUGHTS,
    ABROAD,
    WORRIED,
)
