"""What a rule book is: the models of `content/safety/LANGUAGE.yaml` and `LANGUAGE-spelling.yaml`.

The files are edited by clinicians, so unknown keys are refused and every complaint says what to write instead. Loading
the YAML is the business of `bot.directory`; here a mapping goes in and a checked, frozen object comes out.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from bot.safety.tiers import Category, Tier

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


def quoted(value: object) -> object:
    """YAML reads a bare yes, no, on or off as true or false and a bare number as one: say what to do."""
    if isinstance(value, bool | int | float):
        raise ValueError('put numbers and the words yes, no, on, off in quotes: "no"')
    return value


def yes_or_no(value: object) -> object:
    """Takes yes and no, with quotes or without: editors read a bare `yes` as a word, our reader as true."""
    if isinstance(value, str):
        return {"yes": True, "true": True, "no": False, "false": False}.get(value.strip().casefold(), value)
    return value


Flag = Annotated[bool, BeforeValidator(yes_or_no), WithJsonSchema({"enum": ["yes", "no", True, False]})]
"""A yes or no that is always known."""
Words = Annotated[str, BeforeValidator(quoted), Field(min_length=1)]
Phrases = Annotated[list[Words], Field(min_length=1)]


def member(enum: type[StrEnum]) -> BeforeValidator:
    """Reads a word of a closed list; a wrong one is answered with the whole list."""

    def read(value: object) -> StrEnum:
        try:
            return enum(str(value))
        except ValueError:
            raise ValueError(f'"{value}" is not one of: {", ".join(enum)}') from None

    return BeforeValidator(read)


class Reach(StrEnum):
    """Where a context is looked for, seen from the words that a rule found."""

    BEFORE = "before"
    """In the six words before them, back to a turn of the sentence ("but"), and in the words themselves."""
    SENTENCE = "sentence"
    MESSAGE = "message"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Context(Part):
    """Something about the message that changes what a rule means: long ago, denied, about somebody else."""

    means: str
    """What the context is, in a few words."""
    reach: Annotated[Reach, member(Reach)]
    """Where it is looked for, seen from the words that a rule found."""
    says: Phrases
    """What somebody types, as in a rule."""
    and_says: list[Words] = []
    """The same message must say one of these as well ("the nurse asked if …": "no")."""
    but_not: list[Words] = []
    """When the same message also says one of these, the context does not hold ("it's starting again")."""
    leaves: Annotated[Category, member(Category)] | None = None
    """What is left of a rule that this context has silenced: a category of the support tier."""
    becomes: Annotated[Category, member(Category)] | None = None
    """Where it holds, a rule about the writer herself keeps its tier and is about this instead (third_party)."""
    silences_english: list[Words] = []
    """English words that aren't heard as a risk in a sentence where it holds ("suicidal na ami": I am not suicidal)."""


class Rule(Part):
    """One thing that must be noticed."""

    id: Id
    """Its own short name, small letters and _."""
    means: str
    """What must be noticed, in a few words."""
    tier: Annotated[Tier, member(Tier)]
    """How pressing it is."""
    category: Annotated[Category, member(Category)]
    """What it is about."""
    of_another: Annotated[Category, member(Category)] | None = None
    """Of a rule about somebody else (third_party): what that person's danger is, where the words tell it."""
    says: Phrases
    """What somebody types; the head of the file explains the signs."""
    only_if: list[Id] = []
    """Contexts that must all hold."""
    unless: list[Id] = []
    """Contexts of which none may hold."""
    must_notice: Annotated[list[Words], Field(min_length=2)]
    """Examples that have to reach the tier. They are tests."""
    must_not: Phrases
    """Examples that have to stay below it. They are tests."""

    @model_validator(mode="after")
    def raises_something(self) -> Self:
        if self.tier is Tier.ORDINARY:
            raise ValueError("a rule raises to support, urgent or emergency; what is ordinary belongs under set_aside")
        return self


class RuleBook(Part):
    """All rules of one language. Of rules of one tier that hold, the one written first names the category."""

    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    """The code of the language, like en."""
    denials: list[Words]
    """Words that turn a sentence round. A gap "..." never steps over one."""
    turns: list[Words]
    """Words after which a denial no longer holds: "I would never do it, but …"."""
    common: list[Words]
    """Words too frequent to start a search from; only for speed."""
    groups: dict[Id, Phrases]
    """Phrases with a name, used in rules as {name}."""
    set_aside: Phrases
    """Figures of speech and titles, taken out before anything is looked for."""
    calm_alone: list[Words] = []
    """Regular expressions of whole sentences that are calm as they stand, such as the words of a button. The rules read
    them all the same; the learned net, which may only raise, is not asked about them."""
    contexts: dict[Id, Context]
    """What changes the meaning of a rule."""
    rules: Annotated[list[Rule], Field(min_length=1)]
    """The rules. Each begins with a dash."""

    @model_validator(mode="after")
    def names_are_known(self) -> Self:
        seen: set[str] = set()
        for rule in self.rules:
            if rule.id in seen:
                raise ValueError(f'two rules are called "{rule.id}"; give one another id')
            seen.add(rule.id)
            for name in (*rule.only_if, *rule.unless):
                if name not in self.contexts:
                    raise ValueError(f'rule "{rule.id}" names the context "{name}", which is not under "contexts"')
        return self


class Spelling(Part):
    """How one language's short forms, dialects, emoji and slips are read."""

    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    """The code of the language, like en."""
    reads_as: dict[str, Words]
    """Short or dialect form, one word or a pair ("want 2"): the words it stands for. Apostrophes may be left out."""
    needs_apostrophe: list[str] = []
    """Forms that without their apostrophe are another word ("i'll", "we're")."""
    emoji: dict[str, str] = {}
    """An emoji, and the words that it stands for."""
    letters: dict[str, str] = {}
    """Single letters that stand for others: of a dialect, or of a script that is read in Latin letters."""
    alike: dict[str, str] = {}
    """Regular expressions of letters that are written for one another in Latin letters ("maar", "mar"), in the order in
    which they are read. The rules and this table are read through them too."""
    endings: dict[str, str] = {}
    """What is written onto a word after an apostrophe, and the word that it stands for (Welsh "babi'n": yn)."""
    mutations: dict[str, list[str]] = {}
    """First letters, and what they become inside a sentence (Welsh p: b, mh, ph), for the words that the rules know."""
    stems: list[Words] = []
    """Verbs to which `before` and `after` are attached as one written word (Arabic: "I will", "him"): read apart."""
    before: dict[str, str] = {}
    """What is written onto the beginning of a verb, and the word that it stands for."""
    after: dict[str, str] = {}
    """What is written onto the end of a verb, and the word that it stands for."""
    left_out: list[str] = []
    """Small words that carry no meaning of their own and are passed over, in messages and in rules."""
    slips_towards: list[Annotated[str, Field(min_length=5)]] = []
    """Words that matter so much that one wrong letter is forgiven."""
    never_a_slip: list[str] = []
    """Real words that are one letter away from those."""
