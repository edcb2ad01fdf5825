"""What is said before a short answer to a plain reply, such as thanks to somebody who did what the card asks."""

from __future__ import annotations

from bot.conversation.crisis import emergency_words
from bot.conversation.flow import SCREENS
from bot.conversation.in_place import BABY_IN_DANGER
from bot.conversation.risk import is_about_another
from bot.conversation.screens.behind import GLAD
from bot.conversation.screens.safety import IF_IT_GETS_WORSE
from bot.conversation.screens.still import is_abroad
from bot.conversation.short import severe_screen
from bot.conversation.turn import Turn
from bot.language import mark as _
from bot.safety import Plain, Situation

STAY_TOGETHER = _("It's good that there are two of you. Stay with them.")
STAY_ON_THE_LINE = _("Stay on the line if you can. If it cuts off, call again.")
THANKS = _("Thank you for telling me.")
GOOD_TO_HEAR = _("That's good to hear. Thank you for telling me.")
BABY_IS_SAFE = _(
    "Thank you for making sure that your baby is safe. <b>Stay in another room, and ask somebody to come now.</b> "
    "If you might act on it, call {emergency}."
)
PUT_AWAY = _(
    "Thank you for doing that. <b>Stay away from anything you could hurt yourself with, and ask somebody to be with "
    "you.</b>"
)
PUT_AWAY_FROM_A_BABY = _("Thank you for doing that. <b>Stay in another room, and ask somebody to come now.</b>")
PUT_AWAY_FROM_HER = _("Thank you for doing that. <b>Stay with her, and ask somebody to come too.</b>")

WAKE_THEM = _("This is worth waking somebody for. <b>Please wake them, or ask them to come, now.</b>")

SHORTLY = {
    Plain.COULD_BE_WOKEN: WAKE_THEM,
    Plain.BETTER: THANKS,
    Plain.SHE_SAYS_NO: THANKS,
    Plain.WAITING: STAY_ON_THE_LINE,
    Plain.SOMEONE_HERE: STAY_TOGETHER,
}


def heard_first(turn: Turn, reply: Plain) -> str:
    """The words before the short answer, or none. Who has done what the card says is thanked, and not told it again."""
    severe = severe_screen(turn.session)
    if reply is Plain.BABY_IS_SAFE and not is_abroad(turn):
        return turn.say(BABY_IS_SAFE, None, **emergency_words(turn))
    if reply is Plain.PUT_AWAY:
        if severe in BABY_IN_DANGER:
            return turn.say(PUT_AWAY_FROM_A_BABY)
        return turn.say(PUT_AWAY_FROM_HER if is_about_another(severe) else PUT_AWAY)
    if reply is Plain.SOMEONE_HERE and about(turn) is Situation.UNSAFE_HOME:
        return turn.say(GLAD)
    words = SHORTLY.get(reply)
    return turn.say(words) if words else ""


def good_news(turn: Turn) -> str:
    """What is said when she of whom somebody wrote has been found, or has answered."""
    return f"{turn.say(GOOD_TO_HEAR)} {turn.say(IF_IT_GETS_WORSE, None, **emergency_words(turn))}"


def about(turn: Turn) -> Situation | None:
    """What the danger that she told last is."""
    severe = severe_screen(turn.session)
    return SCREENS[severe].situation if severe else None
