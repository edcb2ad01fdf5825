"""What each plain reply leads to: the button that it means where something is asked, or the screen that answers it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.safety import Plain

CHOSEN: Mapping[str, Mapping[Plain, str]] = {
    "ask_directly": {
        Plain.SAYS_NO_AND_WHY: "no",
        Plain.NOT_TODAY: "sometimes",
        Plain.AGREES: "yes",
        Plain.SAYS_SO: "yes",
        Plain.NAMES_A_TIME: "yes",
        Plain.WOULD_NOT_ACT: "sometimes",
        Plain.MAYBE: "sometimes",
        Plain.UNSURE: "sometimes",
        Plain.DENIES: "no",
        Plain.WILL_NOT_SAY: "wont_say",
    },
    "ask_if_today": {
        Plain.SAYS_NO_AND_WHY: "no",
        Plain.NOT_TODAY: "no",
        Plain.AGREES: "yes",
        Plain.SAYS_SO: "yes",
        Plain.NAMES_A_TIME: "yes",
        Plain.WOULD_NOT_ACT: "no",
        Plain.BETTER: "no",
        Plain.MAYBE: "unsure",
        Plain.UNSURE: "unsure",
        Plain.DENIES: "no",
        Plain.WILL_NOT_SAY: "wont_say",
    },
    "ask_about_her": {
        Plain.AGREES: "yes",
        Plain.SHE_SAYS_YES: "yes",
        Plain.SHE_HAS_A_PLAN: "yes",
        Plain.SHE_HAS_DONE_IT: "yes",
        Plain.NAMES_A_TIME: "yes",
        Plain.MAYBE: "unsure",
        Plain.UNSURE: "unsure",
        Plain.WILL_NOT_SAY: "unsure",
        Plain.DENIES: "no",
        Plain.SHE_SAYS_NO: "no",
    },
    "still": {
        Plain.AGREES: "yes",
        Plain.DENIES: "not_yet",
        Plain.UNSURE: "not_yet",
        Plain.MAYBE: "not_yet",
    },
    "with_you": {
        Plain.AGREES: "called",
        Plain.THEY_CALLED: "called",
        Plain.DENIES: "not_yet",
        Plain.UNSURE: "not_yet",
        Plain.MAYBE: "not_yet",
    },
    "asked_no": {Plain.AGREES: "find"},
    "unanswered": {Plain.AGREES: "find"},
    "reached": {Plain.AGREES: "find"},
    "listening": {Plain.AGREES: "find"},
}
"""The button that a reply means, on the screens that ask something."""

LEADS = {
    Plain.HAS_DONE_IT: "safe_hurt",
    Plain.SHE_HAS_DONE_IT: "safe_someone",
    Plain.CANNOT_CALL: "cant_call",
    Plain.FEARS_FOR_BABY: "afraid",
    Plain.AMBULANCE: "ambulance",
    Plain.NO_POLICE: "safe_no_police",
    Plain.SINCE: "safe_even_so",
    Plain.BETTER: "safe_even_so",
    Plain.HELP_CALLED: "reached",
    Plain.REACHED: "with_you",
    Plain.SOMEONE_HERE: "with_you",
    Plain.ALONE: "alone",
    Plain.STOP: "stopped",
    Plain.FRIGHTENED_BY_THOUGHTS: "thoughts",
    Plain.SHE_HAS_A_PLAN: "safe_someone",
    Plain.ASKS_FIRST_AID: "ambulance",
    Plain.ASKS_HOW_TO_HIDE: "hide_limits",
}
"""The screen that a reply leads to, from any safety screen."""
SAID_ANEW = frozenset({"thoughts"})
"""Screens that say the same in other words each time, as those about a danger do."""
EVERYWHERE = {
    Plain.CANNOT_CALL: "cant_call",
    Plain.FEARS_FOR_BABY: "afraid",
    Plain.CALL_NOW: "help_now",
    Plain.AMBULANCE: "ambulance",
    Plain.FRIGHTENED_BY_THOUGHTS: "thoughts",
    Plain.ASKS_HOW_TO_HIDE: "hide_limits",
}
"""And from any other screen, before anything is searched for."""

YES_AFTER_ALL = frozenset({Plain.TAKES_BACK, Plain.SAYS_SO, Plain.MAYBE})
"""Replies that say yes to the question after a no to it, unless the search knows the rest: "maybe a group"."""
INTENDS = frozenset({Plain.WILL_ACT, Plain.MEANS_TO})
"""Replies that say that she will act on it, after a no or before."""
KEPT_WHILE_ASKED = frozenset({"formats", "times", "spoken"})
"""What the search knows and is no answer to a direct question: kept, and said back, so that nothing is asked twice."""
SOUGHT = KEPT_WHILE_ASKED | {"needs"}
"""What is about the search, where nothing else is asked."""
