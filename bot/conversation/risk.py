"""Which safety screen answers what was noticed, and what is then known of her for the search that follows.

What the rules noticed has a name that can be relied on. Where only the learned net spoke, its name for it is often
wrong, and a wrong card is worse than a plain question ("it is not your fault" to somebody who fears for her baby).
Counted in November 2026 over the development sets and every phrase kept aside (2,304 messages in eight languages), the
name was right in

    urgent      someone else 23 of 33, harm to the baby 17 of 26, suicide 30 of 59, estrangement 9 of 19,
                self-harm 15 of 33, abuse 9 of 25, cannot cope 10 of 107
    emergency   medical 14 of 19, suicide 27 of 38, abuse 7 of 10, harm to the baby 4 of 6, overdose 6 of 10,
                psychosis 8 of 14, someone else 5 of 9

so it is believed from seven in ten on (`THE_NET_KNOWS`); else she is asked directly, or given the plain emergency card.
"""

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
    Category.SEXUAL_VIOLENCE: ("safe_assaulted", ()),
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

THE_NET_KNOWS = frozenset(
    {
        (Tier.URGENT, Category.THIRD_PARTY),
        (Tier.EMERGENCY, Category.MEDICAL_EMERGENCY),
        (Tier.EMERGENCY, Category.SUICIDE_INTENT),
        (Tier.EMERGENCY, Category.DOMESTIC_DANGER),
    }
)

OF_ANOTHER = {
    Category.PSYCHOSIS: ("safe_someone_confused", ("psychosis",)),
    Category.MANIA_CONFUSION: ("safe_someone_confused", ("psychosis",)),
    Category.HARM_BABY_INTENT: ("safe_someone_baby", ("harm_baby_thoughts",)),
    Category.HARM_BABY_THOUGHTS: ("safe_someone_baby", ("harm_baby_thoughts",)),
    Category.ESTRANGEMENT: ("safe_someone_baby", ("in_crisis",)),
    Category.DOMESTIC_ABUSE: ("safe_someone_abused", ("domestic_abuse",)),
    Category.DOMESTIC_DANGER: ("safe_someone_abused", ("domestic_abuse",)),
}
"""The same said of somebody else, where the category alone tells what it is about."""

LIFE = frozenset({"safe_now", "safe_hurt", "safe_suicidal"})
HURT = frozenset({"safe_hurt"})
MILDER = {
    "safe_now": HURT,
    "safe_psychosis": HURT,
    "safe_suicidal": LIFE,
    "safe_self_harm": frozenset({"safe_now", "safe_hurt"}),
    "safe_harm_baby": frozenset({"safe_harm_now"}),
    "safe_distant": frozenset({"safe_harm_now", "safe_harm_baby"}),
    "safe_medical_today": frozenset({"safe_medical"}),
    "safe_someone_today": frozenset({"safe_someone"}),
}
"""Screens, and those that say more about the same: she is not led back from these to the milder one. Who has taken or
done something needs the ambulance to hear what it was, whatever else she tells."""

OF_A_BABY = frozenset({"safe_harm_baby", "safe_harm_now"})
OF_THE_BODY = frozenset({"safe_hurt", "safe_medical"})
"""Screens of somebody who is poisoned, injured or very ill at this minute."""

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


def of_someone(tier: Tier) -> tuple[str, tuple[str, ...]]:
    """The screen for somebody else's danger of which no more is known."""
    return (EMERGENCY if tier is Tier.EMERGENCY else URGENT)[Category.THIRD_PARTY]


def is_about_another(screen: str | None) -> bool:
    """Whether the safety screen speaks to somebody who is worried about another."""
    return screen is not None and screen.startswith("safe_someone")


def believed(signal: Signal) -> Signal:
    """What the learned net alone noticed, with its category only where that is right often enough."""
    return signal if (signal.tier, signal.category) in THE_NET_KNOWS else Signal(signal.tier)


def kept(severe: str | None, found: tuple[str, tuple[str, ...]], tier: Tier, net_alone: bool) -> bool:
    """Whether the severe screen that she was shown stays, because the one found says less than it.

    Out of an overdose or a wound only an emergency leads. What the net alone saw does not lead from a danger to the
    body to another kind of danger, but for a wish to die at once after somebody else was hurt; nor from what is known
    of somebody else's danger to the screen for one of which no more is known.
    """
    if severe is None:
        return False
    if severe in MILDER.get(found[0], ()) or (severe in HURT and tier < Tier.EMERGENCY):
        return True
    if not net_alone:
        return False
    if severe in OF_THE_BODY:
        return found[0] != "safe_now" or found == FALL_BACK[Tier.EMERGENCY]
    return is_about_another(severe) and found == of_someone(Tier.URGENT)


def acknowledgement(turn: Turn, text: str) -> str:
    """One plain sentence that she was heard, when her words were sad or hard (E19); empty otherwise.

    That somebody has died is said by the rules or not at all: the learned net takes many a birth for a loss.
    """
    watch, language = turn.kith.watch, turn.language.code
    rules = watch.by_rules(text, language)
    if rules.category is Category.GRIEF:
        return turn.say(HEARD_GRIEF)
    signal = watch.beyond_rules(rules, text, language)
    heard = signal.tier is Tier.SUPPORT and signal.category is not Category.GRIEF
    return turn.say(HEARD) if heard or turn.kith.plain.is_hard(text) else ""
