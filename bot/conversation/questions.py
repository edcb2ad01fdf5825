"""What frightened people ask of Kith itself, and the short true answers: who is there, who is told, whose fault, costs.

Nothing is promised for anybody but Kith, and nothing is said that no source says.
"""

from __future__ import annotations

from bot.conversation.card_words import cost_of
from bot.conversation.risk import is_about_another
from bot.conversation.screens.card import CARD
from bot.conversation.screens.results import RESULTS
from bot.conversation.screens.safety import situation_of
from bot.conversation.screens.still import is_abroad
from bot.conversation.session import Stage
from bot.conversation.short import severe_screen
from bot.conversation.show import HURT_BY_SOMEBODY
from bot.conversation.turn import Turn
from bot.language import mark as _
from bot.safety import Plain, Situation

A_BOT = _("I'm a bot. There's no person writing here.")
NOBODY_IS_TOLD = _(
    "I don't tell anybody, and what you type isn't kept. But the chat stays on your phone until it's deleted, and "
    "somebody who can open it can read it."
)
WHAT_OTHERS_TELL = _(
    "I can't say what others would pass on. You can ask them that first, before you tell them anything. "
    "I don't tell anybody."
)
NOT_YOUR_FAULT = _("What somebody does to you is not your fault.")
AFTER_A_LOSS = _(
    "That's a very heavy question to carry. I'm only a bot and can't know what happened. Your midwife or doctor can "
    "talk it through with you."
)
NO_BLAME = _("Nobody here blames you. What matters now is getting help.")
# Of depression after a birth: "can happen to anyone and it is not your fault" (nhft.nhs.uk/perinatal).
FEELING_THIS_BAD = _("Feeling this bad is not your fault. It can happen to anyone.")
FREE = _("These are free, even from a mobile with no credit: <b>{numbers}</b>.")
# "Evidence shows that asking someone if they're suicidal doesn't make things worse": your.eastsussex.gov.uk,
# 3 September 2024, for Samaritans.
ASKING_IS_SAFE = _(
    "Yes, you can ask her plainly. There is evidence that asking doesn't make things worse, and it gives her the "
    "chance to talk."
)

WHAT_THEY_DO = _("I can't say what they would do. You can ask them. I don't tell anybody.")
# For severe illness, mother and baby kept together: maternalmentalhealthalliance.org (accountability).
A_UNIT = _(
    "A mother and baby unit is a part of a hospital where a mother who is very unwell can stay and get care, together "
    "with her baby."
)

SAID = {
    Plain.ASKS_IF_A_PERSON: (A_BOT,),
    Plain.ASKS_FOR_WHOM: (A_BOT, NOBODY_IS_TOLD),
    Plain.ASKS_WHO_IS_TOLD: (NOBODY_IS_TOLD,),
    Plain.ASKS_IF_THEY_TELL: (WHAT_OTHERS_TELL,),
    Plain.ASKS_IF_SECTIONED: (WHAT_THEY_DO,),
    Plain.ASKS_WHAT_A_UNIT_IS: (A_UNIT,),
    Plain.ASKS_WHETHER_TO_ASK: (ASKING_IS_SAFE,),
}
MORE_SAYS_IT = _("Tap “More on” to see what each one costs, where we know.")
COST_UNKNOWN = _("I don't know what this one costs. You could ask them.")

OF_COSTS = frozenset({Plain.ASKS_IF_FREE, Plain.ASKS_WHAT_IT_COSTS})
QUESTIONS = frozenset({*SAID, *OF_COSTS, Plain.ASKS_WHOSE_FAULT})


def answer_to(turn: Turn, asked: Plain) -> str:
    """The answer, as markup; empty where there is none that is known to be true."""
    if asked is Plain.ASKS_WHOSE_FAULT:
        return turn.say(_whose_fault(turn))
    if asked in OF_COSTS:
        return _what_is_free(turn)
    return " ".join(map(turn.say, SAID.get(asked, ())))


def what_it_costs(turn: Turn) -> str:
    """What is known of the cost of what she is looking at: the service of the card, or those in the list."""
    if turn.session.screen == RESULTS.id:
        return turn.say(MORE_SAYS_IT)
    service = turn.kith.directory.by_id.get(turn.session.card or "") if turn.session.screen == CARD.id else None
    return (cost_of(turn, service) or turn.say(COST_UNKNOWN)) if service else ""


def _whose_fault(turn: Turn) -> str:
    """The words that suit what she has told: never a word on the cause of a loss, or of harm to a baby."""
    severe = severe_screen(turn.session)
    if severe in HURT_BY_SOMEBODY:
        return NOT_YOUR_FAULT
    if turn.answers.stage is Stage.LOST_BABY:
        return AFTER_A_LOSS
    urgent = severe is not None and situation_of(turn) in (Situation.MEDICAL, Situation.EMERGENCY)
    return NO_BLAME if urgent or is_about_another(severe) else FEELING_THIS_BAD


def _what_is_free(turn: Turn) -> str:
    """The numbers that cost nothing even without credit, each where the content says so."""
    if is_abroad(turn):
        return ""
    lines = turn.kith.content.crisis.everywhere
    numbers = [line.dial for line in lines if line.free_without_credit and line.dial]
    return turn.say(FREE, numbers=turn.language.commas(numbers)) if numbers else ""
