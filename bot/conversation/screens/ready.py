"""Messages ready to be copied and sent to somebody she trusts, one for what has happened on each safety screen.

They are hers, not Kith's: in the first person, and telling no more than is needed for somebody to come.
"""

from __future__ import annotations

from bot.conversation.crisis import emergency_words
from bot.conversation.replies import Copy
from bot.conversation.screen import Words, words_for
from bot.conversation.session import Answers, Stage, Who
from bot.conversation.show import LONGEST_LABEL, shortened
from bot.conversation.turn import Turn
from bot.language import mark as _

COME_TO_ME = _("Please come and be with me now. I don't feel safe.")
HARD_TIME = _("Could you come and be with me? I'm having a really hard time.")


def _not_well(answers: Answers) -> str:
    if answers.stage is Stage.LOST_BABY:
        return _("Please come and stay with me now. I'm not well.")
    return _("Please come and stay with me and the baby now. I'm not well.")


def _worried(answers: Answers) -> str:
    if answers.who is Who.WORKER:
        return _("I'm with somebody who may be in danger, and I need help now. Please call me.")
    return _("Please come now. I'm worried about her.")


READY: dict[str, Words] = {
    "safe_hurt": _("I've hurt myself or taken something. Please come now, and call {emergency}."),
    "safe_harm_baby": _("Please come and help me with the baby today. I'm really struggling."),
    "safe_harm_now": _("Please come and take the baby for a while. I'm not safe."),
    "safe_psychosis": _not_well,
    "safe_unsafe_home": _("I'm not safe. Please come, or call {emergency} for me."),
    "safe_assaulted": _("Something has happened to me. Please come and be with me."),
    "safe_no_police": _("Something has happened to me. Please come and be with me."),
    "safe_medical": _("Please come now. We need help, and I'm calling {emergency}."),
    "safe_even_so": _("Please come now. We need help, and I'm calling {emergency}."),
    "safe_medical_today": _("Could you come with me to see a midwife or doctor now?"),
    "safe_someone": _worried,
    "safe_someone_today": _worried,
    "safe_someone_confused": _worried,
    "safe_someone_abused": _worried,
    "safe_someone_baby": _("Please come now. I'm worried about the baby."),
    "safe_distant": HARD_TIME,
    "help_now": HARD_TIME,
}
"""By screen; on every other one, COME_TO_ME."""


def copies(turn: Turn, screen: str) -> Copy:
    """The button that copies the message, labelled with how it begins."""
    words = turn.language.label(words_for(READY.get(screen, COME_TO_ME), turn.answers), None, **emergency_words(turn))
    room = LONGEST_LABEL - len(turn.language.label(_("Copy: {words}"), words=""))
    return Copy(label=turn.language.label(_("Copy: {words}"), words=shortened(words, room)), text=words)
