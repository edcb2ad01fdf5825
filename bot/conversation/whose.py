"""Whose danger a message speaks of: the writer's own, or somebody else's.

A wife who writes of her husband's words, a grandmother, a midwife: they are not asked about themselves. And who is in
danger herself is not made a helper by "my sister is coming".
"""

from __future__ import annotations

from bot.conversation.risk import OF_ANOTHER, is_about_another, of_someone
from bot.conversation.screens.asking import ASKING
from bot.conversation.session import Relation, Who
from bot.conversation.short import severe_screen
from bot.conversation.turn import Turn
from bot.safety import Category, Plain, Signal, Tier
from bot.safety.model import SENTENCE

Found = tuple[str, tuple[str, ...]]
"""A safety screen, and what to remember of her."""


def of_another(turn: Turn, text: str, signal: Signal) -> Found | None:
    """The screen for somebody else's danger, or None when it is the writer's own."""
    plain, part = turn.kith.plain, _risky_part(turn, text)
    if signal.category is not Category.THIRD_PARTY:
        own = plain.of_oneself(part) if is_helping(turn) else not plain.of_another_alone(part)
        if own:
            return None
    if signal.category is Category.MEDICAL_EMERGENCY:
        return None
    if signal.category in OF_ANOTHER:
        return OF_ANOTHER[signal.category]
    if not plain.speaks("dying", text):
        if signal.of_another in OF_ANOTHER:
            return OF_ANOTHER[signal.of_another]
        if plain.speaks("confused", text):
            return OF_ANOTHER[Category.PSYCHOSIS]
        if plain.speaks("baby", text):
            return OF_ANOTHER[Category.HARM_BABY_INTENT]
    return of_someone(signal.tier)


def _risky_part(turn: Turn, text: str) -> str:
    """The sentences in which the rules find the danger; all of the text where only the whole shows it."""
    risky = [each for each in SENTENCE.split(text) if turn.kith.watch.by_rules(each).tier >= Tier.URGENT]
    return " ".join(risky) or text


def is_helping(turn: Turn) -> bool:
    """Whether the writer is known to look for, or to be worried about, somebody else."""
    answers = turn.answers
    for_another = answers.who is Who.WORKER or answers.relation is Relation.FOR_HER
    return for_another or turn.session.screen == "worried" or is_about_another(severe_screen(turn.session))


def is_in_danger(turn: Turn) -> bool:
    """Whether she has been shown a screen about her own danger, or is being asked about it. Then "my sister is coming"
    is no helper's word: that it is somebody else's danger after all, only a rule may say.
    """
    severe = severe_screen(turn.session)
    own = turn.session.screen in ASKING or (severe is not None and not is_about_another(severe))
    return own and not is_helping(turn)


def has_a_plan(turn: Turn, text: str, signal: Signal) -> bool:
    """Whether somebody else is said to have a plan, means or a time: an emergency, as it is for the writer."""
    helping = is_about_another(severe_screen(turn.session))
    if not helping and not (signal.tier is Tier.URGENT and turn.kith.plain.of_another_alone(text)):
        return False
    return turn.kith.plain.read(text, turn.language.code, frozenset({Plain.SHE_HAS_A_PLAN})) is Plain.SHE_HAS_A_PLAN
