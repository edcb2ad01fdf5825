"""From her answers to what the directory is asked."""

from __future__ import annotations

from bot.conversation.session import Answers, Relation, Stage, Today, Who
from bot.conversation.turn import Turn
from bot.directory import Audience, Exclusion, Format, Query
from bot.directory import Stage as ServiceStage

AUDIENCE = {
    Relation.DAD: frozenset({Audience.FATHERS, Audience.PARTNERS}),
    Relation.PARTNER: frozenset({Audience.PARTNERS}),
    Relation.FAMILY: frozenset({Audience.FAMILY}),
}
STAGE = {
    Stage.PREGNANT: ServiceStage.PREGNANCY,
    Stage.HAD_BABY: ServiceStage.POSTNATAL,
    Stage.LOST_BABY: ServiceStage.LOSS,
}
SEVERE = {
    Today.SUICIDAL: (Exclusion.SUICIDAL_THOUGHTS, Exclusion.SELF_HARM, Exclusion.IN_CRISIS),
    Today.HARM_BABY: (Exclusion.HARM_BABY_THOUGHTS, Exclusion.IN_CRISIS),
    Today.PSYCHOSIS: (Exclusion.PSYCHOSIS, Exclusion.IN_CRISIS),
    Today.UNSAFE_HOME: (Exclusion.DOMESTIC_ABUSE,),
}
"""What a severe answer says about her, for services that state whom they are not for."""


SEVERE_NEEDS = {
    "self_harm": (Exclusion.SELF_HARM, Exclusion.SUICIDAL_THOUGHTS, Exclusion.IN_CRISIS),
    "domestic_abuse": (Exclusion.DOMESTIC_ABUSE,),
}
"""The same for a need that she has picked or typed."""


def for_another(answers: Answers) -> bool:
    """Whether the person talking looks for somebody else."""
    return answers.who is Who.WORKER or answers.relation is Relation.FOR_HER


def audience(answers: Answers) -> frozenset[Audience]:
    """For whom the service must be. Somebody who has not said who she is, is taken to be a mother.

    A mother who picks "for dads" looks for him as well.
    """
    if answers.relation in AUDIENCE:
        return AUDIENCE[answers.relation]
    if "dads" in answers.needs:
        return frozenset({Audience.MOTHERS, Audience.FATHERS, Audience.PARTNERS})
    return frozenset({Audience.MOTHERS})


def conditions(answers: Answers) -> frozenset[Exclusion]:
    """Everything true of her that a service's `not_for` may name."""
    found: set[Exclusion] = {Exclusion(name) for name in answers.noticed}
    if answers.noticed:
        found.add(Exclusion.IN_CRISIS)
    if answers.today in SEVERE:
        found.update(SEVERE[answers.today])
    for need in answers.needs:
        found.update(SEVERE_NEEDS.get(need, ()))
    if answers.stage is Stage.LOST_BABY:
        found.add(Exclusion.BEREAVED)
    if answers.stage is Stage.PREGNANT:
        found.add(Exclusion.PREGNANT)
    if answers.relation is Relation.DAD:
        found.add(Exclusion.MEN)
    if answers.relation in (Relation.DAD, Relation.PARTNER):
        found.add(Exclusion.PARTNERS)
    return frozenset(found)


def untold(answers: Answers) -> frozenset[str]:
    """The dangers that she has neither asked about nor told. A line for them is no answer to who looks for company."""
    told = conditions(answers) - {Exclusion.IN_CRISIS}
    return frozenset(need for need, says in SEVERE_NEEDS.items() if need not in answers.needs and told.isdisjoint(says))


def asked_for(turn: Turn) -> Query:
    """What the directory is asked. After a loss, loss itself counts as one of her needs."""
    answers = turn.answers
    place = answers.place
    needs = set(answers.needs)
    if answers.stage is Stage.LOST_BABY and "loss" in turn.kith.content.needs.by_id:
        needs.add("loss")
    nations = (answers.nation,) if answers.nation else place.nations if place else ()
    return Query(
        here=(place.latitude, place.longitude) if place and place.districts else None,
        in_region=place is not None and place.kind == "region",
        districts=frozenset(district.casefold() for district in place.districts) if place else frozenset(),
        outcode=place.outcode if place else None,
        nations=frozenset(nations),
        audience=audience(answers),
        stage=STAGE[answers.stage] if answers.stage else None,
        formats=frozenset(Format(name) for name in answers.formats),
        needs=frozenset(needs),
        times=frozenset(answers.times),
        spoken=answers.spoken,
        conditions=conditions(answers),
        untold=untold(answers),
        hide_unconfirmed=turn.kith.hide_unconfirmed,
    )
