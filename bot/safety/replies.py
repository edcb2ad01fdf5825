"""The plain replies that somebody types around a safety screen: the model of `content/safety/replies.yaml`.

A closed list. Clinicians may add words in any language, not new kinds: what each kind leads to is the conversation's
business (`bot.conversation.answering`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from bot.safety.rules import Part, Phrases, Words, member

Code = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Said = dict[Code, Phrases]
"""The code of a language, and what somebody types in it."""


class Plain(StrEnum):
    """What a short reply says."""

    NOT_TODAY = "not_today"
    SAYS_NO_AND_WHY = "says_no_and_why"
    NAMES_A_TIME = "names_a_time"
    HAS_DONE_IT = "has_done_it"
    WOULD_NOT_ACT = "would_not_act"
    WILL_ACT = "will_act"
    MEANS_TO = "means_to"
    THEY_CALLED = "they_called"
    SHE_HAS_DONE_IT = "she_has_done_it"
    CANNOT_CALL = "cannot_call"
    FEARS_FOR_BABY = "fears_for_baby"
    CALL_NOW = "call_now"
    GOODBYE = "goodbye"
    AMBULANCE = "ambulance"
    NO_POLICE = "no_police"
    SINCE = "since"
    HELP_CALLED = "help_called"
    WAITING = "waiting"
    SOMEONE_HERE = "someone_here"
    REACHED = "reached"
    ALONE = "alone"
    STOP = "stop"
    WHY = "why"
    BETTER = "better"
    WILL_NOT_SAY = "will_not_say"
    UNSURE = "unsure"
    MAYBE = "maybe"
    TAKES_BACK = "takes_back"
    SAYS_SO = "says_so"
    AGREES = "agrees"
    DENIES = "denies"
    FRIGHTENED_BY_THOUGHTS = "frightened_by_thoughts"
    FINDS_PEERS = "finds_peers"
    ASKS_FOR_WHOM = "asks_for_whom"
    ASKS_IF_SECTIONED = "asks_if_sectioned"
    ASKS_WHAT_A_UNIT_IS = "asks_what_a_unit_is"
    GOOD_NEWS = "good_news"
    ASKS_IF_A_PERSON = "asks_if_a_person"
    ASKS_WHO_IS_TOLD = "asks_who_is_told"
    ASKS_IF_THEY_TELL = "asks_if_they_tell"
    ASKS_WHOSE_FAULT = "asks_whose_fault"
    ASKS_IF_FREE = "asks_if_free"
    ASKS_WHAT_IT_COSTS = "asks_what_it_costs"
    ASKS_HOW_TO_HIDE = "asks_how_to_hide"
    ASKS_FIRST_AID = "asks_first_aid"
    COULD_BE_WOKEN = "could_be_woken"
    ASKS_WHETHER_TO_ASK = "asks_whether_to_ask"
    SHE_HAS_A_PLAN = "she_has_a_plan"
    SHE_SAYS_YES = "she_says_yes"
    SHE_SAYS_NO = "she_says_no"
    BABY_IS_SAFE = "baby_is_safe"
    PUT_AWAY = "put_away"
    RATHER_NOT_CALL = "rather_not_call"
    ASKS_WHICH = "asks_which"
    NAMES_A_NUMBER = "names_a_number"
    NAMES_THE_FIRST = "names_the_first"
    NAMES_THE_SECOND = "names_the_second"
    NAMES_THE_THIRD = "names_the_third"
    WANTS_OTHERS = "wants_others"
    TOO_FAR = "too_far"
    ASKS_HOW_TO_JOIN = "asks_how_to_join"
    ASKS_WHEN = "asks_when"
    ASKS_WHERE = "asks_where"
    ASKS_IF_REFERRED = "asks_if_referred"
    ASKS_OF_A_BABY = "asks_of_a_baby"


OF_RESULTS = frozenset(
    {
        Plain.ASKS_WHICH,
        Plain.NAMES_A_NUMBER,
        Plain.NAMES_THE_FIRST,
        Plain.NAMES_THE_SECOND,
        Plain.NAMES_THE_THIRD,
        Plain.WANTS_OTHERS,
        Plain.TOO_FAR,
        Plain.ASKS_HOW_TO_JOIN,
        Plain.ASKS_WHEN,
        Plain.ASKS_WHERE,
        Plain.ASKS_IF_REFERRED,
        Plain.ASKS_OF_A_BABY,
    }
)
"""Kinds that are said of the services that are shown, and read nowhere else."""

IN_THEIR_PLACE = OF_RESULTS | frozenset(
    {
        Plain.NOT_TODAY,
        Plain.SAYS_NO_AND_WHY,
        Plain.NAMES_A_TIME,
        Plain.HAS_DONE_IT,
        Plain.WOULD_NOT_ACT,
        Plain.WILL_ACT,
        Plain.MEANS_TO,
        Plain.THEY_CALLED,
        Plain.SHE_HAS_DONE_IT,
        Plain.FRIGHTENED_BY_THOUGHTS,
        Plain.ASKS_FIRST_AID,
        Plain.COULD_BE_WOKEN,
        Plain.ASKS_WHETHER_TO_ASK,
        Plain.SHE_HAS_A_PLAN,
        Plain.GOOD_NEWS,
        Plain.SHE_SAYS_YES,
        Plain.SHE_SAYS_NO,
        Plain.BABY_IS_SAFE,
        Plain.PUT_AWAY,
        Plain.RATHER_NOT_CALL,
    }
)
"""Kinds that are read only where they can be meant. Elsewhere the same words say something else: "I wouldn't do it" is
a no to the direct question.
"""


class PlainReply(Part):
    """One kind of reply."""

    reply: Annotated[Plain, member(Plain)]
    """Which of the closed list."""
    means: Words
    """What it says, in a few words."""
    most_words: Annotated[int, Field(ge=1, le=60)] = 10
    """A longer message says more than this, and is read in other ways."""
    but_not: Said = {}
    """When the message also says one of these, it is no such reply ("no, but …")."""
    says: Said
    """What somebody types: a whole message, or a part of one where "…" stands for the rest; "a/b" is either word, and
    "_" joins two into one ("my mum/best_friend is here").
    """


class SpeaksOf(Part):
    """Whose danger a message tells of, and what it is about when it is somebody else's."""

    another: Said = {}
    """Somebody whom the writer looks after or is close to."""
    oneself: Said = {}
    """The writer."""
    own_danger: Said = {}
    """The writer's own wish to die, whoever else the message speaks of."""
    said_of_her: Said = {}
    """That somebody else says something of the writer: "my sister says I'm not well"."""
    passed_over: Said = {}
    """Words about the writer that say nothing of whose danger it is ("I'm worried")."""
    dying: Said = {}
    """What is said of somebody who may want to die."""
    confused: Said = {}
    """What is said of somebody who is confused, or sees or hears things."""
    baby: Said = {}
    """What is said where a baby may be in danger."""
    did_harm: Said = {}
    """What is said of somebody near her who has done harm, or who keeps her from calling."""
    kin: Said = {}
    """Words for those near her other than a partner. Where one of them does harm, none of them is a help."""
    company: Said = {}
    """People near her, and what they do or have of every day. A message of nothing else tells of no danger."""
    that_one: Said = {}
    """Words for that somebody when he comes: his coming is no help."""
    near_time: Said = {}
    """A time for it, and not for the thought alone: "tonight" is one, "at night" may be when she thinks of it."""
    she_alone: Said = {}
    """That the one whom a helper is worried about is here: that is not somebody who helps."""


class ReplyBook(Part):
    """`content/safety/replies.yaml`."""

    replies: list[PlainReply] = []
    """Each kind once. Of two that fit, the first counts."""
    speaks_of: SpeaksOf = SpeaksOf(
        another={},
        oneself={},
        own_danger={},
        said_of_her={},
        passed_over={},
        dying={},
        confused={},
        baby={},
        did_harm={},
        kin={},
        company={},
        that_one={},
        near_time={},
        she_alone={},
    )
    """How a message tells whose danger it speaks of: the writer's own, or somebody else's."""
    in_a_country: Said = {}
    """The words before the country that somebody is in. Those that end in "…" count only where a message begins."""
    speak: Said = {}
    """Ways to ask to be spoken to in this language, beside its name."""
    thanks: Said = {}
    """Thanks that ask for nothing."""
    hard: Said = {}
    """Few words for how bad it is, as a whole message: "really bad", "im a mess"."""
    back: Said = {}
    """Ways to ask for the screen before, beside the button's own words."""
    hide: Said = {}
    """Ways to ask that the chat be hidden, beside the button's own words."""
    delete: Said = {}
    """Ways to ask that it be deleted. On a safety screen, or when somebody is `coming`, the chat is hidden."""
    coming: Said = {}
    """That somebody comes, or may read."""
    hurry: Said = {}
    """What is said beside it in a hurry, and says no more."""
