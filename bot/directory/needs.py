"""What a person may look for (content/needs.yaml), and the words that people type for it, for times and for formats.

The words are data here. The reading of typed sentences belongs to the conversation.
"""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Annotated

from pydantic import Field, StringConstraints

from bot.directory.fields import Listed, NeedId, OneOf, Part, Words
from bot.directory.vocabulary import Format, NeedKind, Stage
from bot.safety.rules import Flag

BUTTON_LONGEST = 24
"""Characters on a button: more is cut off on a small telephone."""

Button = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=BUTTON_LONGEST)]


class Need(Part):
    """One choice on the needs screen.

    label and button are shown and translated; loss_label and loss_button take their place on the loss path where the
    words must be others; not_on lists the paths on which it is not offered. synonyms are lower-case words and short
    phrases that people type, misspelt ones too.
    """

    id: NeedId
    """Never changes: services name it."""
    label: Words
    """What it is called in a sentence."""
    button: Button
    """The same in at most 24 letters."""
    kind: OneOf[NeedKind]
    """What sort of need it is."""
    loss_label: Words | None = None
    """Other words, for somebody whose baby has died."""
    loss_button: Button | None = None
    """The same for the button."""
    not_on: Listed[OneOf[Stage]] = ()
    """[loss]: never offered to somebody whose baby has died."""
    synonyms: Listed[Words] = ()
    """Words that people type for it, in small letters."""


class PartOfDay(Part):
    """A time of day or of the week as people say it. Hours are on the 24-hour clock, until not included."""

    id: NeedId
    """Never changes."""
    label: Words
    """What it is called."""
    starts: int | None = Field(default=None, ge=0, le=24)
    """The hour, from 0 to 24."""
    until: int | None = Field(default=None, ge=0, le=24)
    """The hour at which it is over."""
    weekend: Flag = False
    """yes for Saturdays and Sundays."""
    synonyms: Listed[Words] = ()
    """Words that people type for it."""


class FormatWords(Part):
    """The words that people type for a format."""

    id: OneOf[Format]
    """The format."""
    synonyms: Listed[Words] = ()
    """Words that people type for it."""


class Refused(Part):
    """Words that turn round what stands beside them. "a/b" is either word, and "_" joins two into one."""

    lacks: Listed[Words] = ()
    """Before it: she hasn't it, or hasn't had it."""
    unwanted: Listed[Words] = ()
    """Before it: she doesn't want it."""
    disliked: Listed[Words] = ()
    """Before a way to talk or a time: she dreads it, and so would rather not."""
    disliked_after: Listed[Words] = ()
    """The same after it."""
    between: Listed[Words] = ()
    """What may stand between."""


class Unsearched(Part):
    """The words for something that the search can't look for."""

    id: NeedId
    """What it is: `day`, or something that is or isn't there `at_the_group`."""
    synonyms: Listed[Words] = ()
    """Words that people type for it."""


class Needs(Part):
    """The whole of content/needs.yaml. The order of needs is the order in which they are offered.

    everyday are phrases that mean nothing to the search although a word in them would ("the health visitor").
    """

    needs: Listed[Need]
    """The needs, in the order in which they are offered."""
    times: Listed[PartOfDay] = ()
    """Times of day."""
    formats: Listed[FormatWords] = ()
    """The formats."""
    unsearched: Listed[Unsearched] = ()
    """What people ask for and the search can't look for."""
    everyday: Listed[Words] = ()
    """Phrases that mean nothing to the search."""
    refused: Refused = Refused()
    """Words that turn round what stands beside them."""

    @cached_property
    def by_id(self) -> Mapping[str, Need]:
        """The needs by their ids."""
        return MappingProxyType({need.id: need for need in self.needs})
