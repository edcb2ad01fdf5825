"""Which plain replies can be meant where she is, and which of them the safety check lets stand.

"I wouldn't do it" is a no to the direct question and a frightened mother's word about a thought; "later" is a time
where she was asked when, and a goodbye elsewhere.
"""

from __future__ import annotations

from bot.conversation.leads import INTENDS
from bot.conversation.risk import LIFE, OF_THE_BODY
from bot.conversation.screens.asking import ASKING
from bot.conversation.short import NOTHING_OPEN, last_question, question_left, severe_screen
from bot.conversation.turn import Turn
from bot.safety import Plain

OWN_ANSWER = frozenset(
    {
        *(Plain.CANNOT_CALL, Plain.RATHER_NOT_CALL, Plain.FEARS_FOR_BABY, Plain.CALL_NOW),
        Plain.HAS_DONE_IT,
    }
)
"""Replies that are answered wherever they are read, and before what only the net sees in them."""
OPEN = frozenset(
    {
        *(Plain.AGREES, Plain.SAYS_SO, Plain.TAKES_BACK, Plain.DENIES, Plain.SAYS_NO_AND_WHY),
        *(Plain.WOULD_NOT_ACT, Plain.NOT_TODAY),
        *(Plain.MAYBE, Plain.UNSURE, Plain.BETTER, Plain.NAMES_A_TIME),
    }
)
"""Replies that anything may follow: "no, I'm going to the bridge". Where the net sees an emergency, they do not stand
against it; "my mum is on her way" does.
"""

WHEN_ASKED = frozenset(
    {
        *(Plain.NAMES_A_TIME, Plain.NOT_TODAY, Plain.HAS_DONE_IT),
        *(Plain.WOULD_NOT_ACT, Plain.SAYS_NO_AND_WHY),
    }
)
"""What is read while a direct question is open."""
OF_HER = frozenset(
    {
        *(Plain.ASKS_WHETHER_TO_ASK, Plain.SHE_HAS_A_PLAN, Plain.SHE_HAS_DONE_IT),
        *(Plain.SHE_SAYS_YES, Plain.SHE_SAYS_NO, Plain.PUT_AWAY, Plain.ASKS_FIRST_AID),
        Plain.GOOD_NEWS,
    }
)
"""What somebody who helps her says of her."""

OF_HER_LIFE = frozenset({"safe_someone", "safe_someone_today"})
ASKS_HOW_TO_TALK = frozenset({"format", "choose_suggestion"})
BABY_IN_DANGER = frozenset({"safe_harm_baby", "safe_harm_now", "safe_distant", "safe_psychosis"})
"""Where a mother may be told to put her baby somewhere safe, and says that she has."""
TOLD_TO_MOVE_AWAY = BABY_IN_DANGER | {"safe_now", "safe_hurt", "safe_suicidal", "safe_self_harm"}
"""Where she may have put away what she could hurt herself or her baby with."""


def reply_in(turn: Turn, text: str) -> Plain | None:
    """What the text says as a plain reply, where she is; None when it says something else."""
    return turn.kith.plain.read(text, turn.language.code, _in_their_place(turn))


def _in_their_place(turn: Turn) -> frozenset[Plain]:
    """The kinds of reply that can be meant after what she told last (see `IN_THEIR_PLACE`)."""
    severe, noticed = severe_screen(turn.session), set(turn.answers.noticed)
    if turn.session.screen in ASKING or question_left(turn.session):
        return WHEN_ASKED
    if severe in OF_HER_LIFE:
        return OF_HER | {Plain.NAMES_A_TIME} if turn.session.screen == "ask_about_her" else OF_HER
    if turn.session.screen in ASKS_HOW_TO_TALK:
        return frozenset({Plain.RATHER_NOT_CALL})
    if severe is None and last_question(turn.session) in NOTHING_OPEN:
        return frozenset({Plain.WILL_ACT})
    here: set[Plain] = set()
    if severe == "safe_harm_baby" or (severe is None and noticed == {"harm_baby_thoughts"}):
        here.add(Plain.FRIGHTENED_BY_THOUGHTS)
    if turn.session.screen == "with_you":
        here.add(Plain.THEY_CALLED)
    elif severe in LIFE:
        here |= {Plain.HAS_DONE_IT, *INTENDS}
    elif severe == "safe_harm_baby":
        here |= INTENDS
    if severe in BABY_IN_DANGER:
        here.add(Plain.BABY_IS_SAFE)
    if severe in TOLD_TO_MOVE_AWAY:
        here |= {Plain.PUT_AWAY} if turn.session.feared else {Plain.PUT_AWAY, Plain.COULD_BE_WOKEN}
    return frozenset(here)


def is_open(turn: Turn, reply: Plain | None) -> bool:
    """Whether anything may follow the reply. "I feel sick" has an answer of its own only where harm is done already."""
    if reply in INTENDS:
        return severe_screen(turn.session) is None
    return reply in OPEN or (reply is Plain.SINCE and severe_screen(turn.session) not in OF_THE_BODY)
