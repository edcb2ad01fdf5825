"""Which safety screen answers what was noticed, and what is then known of her for the search that follows."""

from __future__ import annotations

from bot.conversation.session import Answers, Stage
from bot.conversation.turn import Turn
from bot.language import mark as _
from bot.safety import Category, Signal, Tier

EMERGENCY = {
    Category.SUICIDE_INTENT: ("safe_now", ("suicidal_thoughts",)),
    Category.OVERDOSE: ("safe_hurt", ("suicidal_thoughts", "self_harm")),
    Category.SELF_HARM: ("safe_hurt", ("self_harm",)),
    Category.HARM_BABY_INTENT: ("safe_harm_now", ("harm_baby_thoughts",)),
    Category.PSYCHOSIS: ("safe_psychosis", ("psychosis",)),
    Category.MANIA_CONFUSION: ("safe_psychosis", ("psychosis",)),
    Category.DOMESTIC_DANGER: ("safe_unsafe_home", ("domestic_abuse",)),
    Category.MEDICAL_EMERGENCY: ("safe_medical", ()),
    Category.THIRD_PARTY: ("safe_someone", ("in_crisis",)),
}
URGENT = {
    Category.SUICIDE_IDEATION: ("ask_directly", ("suicidal_thoughts",)),
    Category.SELF_HARM: ("safe_self_harm", ("self_harm",)),
    Category.HARM_BABY_THOUGHTS: ("safe_harm_baby", ("harm_baby_thoughts",)),
    Category.DOMESTIC_ABUSE: ("safe_unsafe_home", ("domestic_abuse",)),
    Category.ESTRANGEMENT: ("safe_distant", ("in_crisis",)),
    Category.CANNOT_COPE_UNSAFE: ("ask_directly", ()),
    Category.THIRD_PARTY: ("safe_someone_today", ("in_crisis",)),
    Category.SEXUAL_VIOLENCE: ("safe_assaulted", ()),
    Category.MEDICAL_EMERGENCY: ("safe_medical_today", ()),
}
ABOUT_A_BABY = {"safe_harm_baby": "ask_directly", "safe_distant": "ask_directly", "safe_harm_now": "safe_now"}
"""Screens that speak of her baby, and what takes their place after a loss."""
FALL_BACK = {Tier.EMERGENCY: ("safe_now", ("in_crisis",)), Tier.URGENT: ("ask_directly", ())}

HEARD = _("That sounds really hard. Thank you for telling me.")
HEARD_GRIEF = _("I'm so sorry.")


def screen_for(signal: Signal, answers: Answers) -> tuple[str, tuple[str, ...]] | None:
    """The safety screen for what was noticed and what to remember of it, or None when nothing severe was."""
    if signal.tier < Tier.URGENT:
        return None
    table = EMERGENCY if signal.tier is Tier.EMERGENCY else URGENT
    screen, noticed = table.get(signal.category, FALL_BACK[signal.tier]) if signal.category else FALL_BACK[signal.tier]
    if screen in ABOUT_A_BABY and answers.stage is Stage.LOST_BABY:
        return ABOUT_A_BABY[screen], noticed
    return screen, noticed


def acknowledgement(turn: Turn, text: str) -> str:
    """One plain sentence that she was heard, when her words were sad or hard (E19); empty otherwise."""
    signal = turn.kith.watch.notice(text, turn.language.code)
    if signal.category is Category.GRIEF:
        return turn.say(HEARD_GRIEF)
    return turn.say(HEARD) if signal.tier is Tier.SUPPORT else ""
