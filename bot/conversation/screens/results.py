"""The results: three at a time, why each one fits, and what was widened to find it. Never empty (E10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.conversation.known import known_answers
from bot.conversation.query import asked_for
from bot.conversation.replies import Act, Button
from bot.conversation.screen import Move, Screen, View
from bot.conversation.turn import Turn
from bot.conversation.why import reasons
from bot.directory import Freshness, Match, Referral, Service, Status, Step, Why
from bot.language import mark as _

A_PAGE = 3
MOST_REASONS = 4
LONGEST_SUMMARY = 80
"""Characters of a summary on this screen, so that three results fit a small telephone; the card has all of it."""

WIDENED = {
    Step.FURTHER_AWAY: _("A bit further away, up to 40 miles:"),
    Step.COUNTRY_WIDE: _("For people anywhere in the country:"),
    Step.OTHER_NEEDS: _("For more general support:"),
    Step.OTHER_FORMATS: _("Other ways to talk:"),
    Step.OTHER_HELP: _("Other kinds of help:"),
}
"""What is said when a page brings services that only a wider search found, in the order of the widening."""


def found(turn: Turn) -> Sequence[Match]:
    """Every service for her answers, best first."""
    return turn.kith.directory.search(asked_for(turn), turn.today)


def view(turn: Turn) -> View:
    """One page of results; a page number past the end begins again."""
    matches = found(turn)
    pages = max(1, -(-len(matches) // A_PAGE))
    page = turn.session.page % pages
    start = page * A_PAGE
    shown = matches[start : start + A_PAGE]
    onward: list[Button] = [turn.button(_("Change an answer"), "change")]
    if pages > 1:
        label = _("Show more") if page + 1 < pages else _("Back to the first")
        onward.insert(0, turn.button(label, "results:more"))
    rows = (_more(turn, shown, start), tuple(onward)) if shown else (tuple(onward),)
    return View(("\n\n".join(_parts(turn, matches, shown, start)),), rows)


def _parts(turn: Turn, matches: Sequence[Match], shown: Sequence[Match], start: int) -> Iterator[str]:
    """The page's words: what was understood, then each result, with what was widened said before it."""
    if start == 0 and (opening := _opening(turn, matches)):
        yield opening
    step = matches[start - 1].step if start else Step.AS_ASKED
    wherever = turn.answers.anywhere
    for number, match in enumerate(shown, start=start + 1):
        if match.step > step:
            yield turn.say(WIDENED[match.step])
            step = match.step
            wherever = turn.answers.anywhere or step is Step.COUNTRY_WIDE
        yield _result(turn, match, number, said=Why.ANYWHERE if wherever else None)
    if any(match.fresh is Freshness.UNCONFIRMED for match in shown):
        yield turn.say(_("We haven't been able to confirm all of these lately. Please check first."))


def _more(turn: Turn, shown: Sequence[Match], start: int) -> tuple[Button, ...]:
    """A button for each result on the page, by its number."""
    return tuple(
        Act(label=turn.language.label(_("More on {number}"), number=number), action=f"card:{match.service.id}")
        for number, match in enumerate(shown, start=start + 1)
    )


def _opening(turn: Turn, matches: Sequence[Match]) -> str:
    """What was understood, so that she can see and change it; and plainly, when nothing fits exactly."""
    known = known_answers(turn)
    summary = turn.say(_("Looking for: {answers}"), answers=" · ".join(known)) if known else ""
    if not matches:
        nothing = turn.say(
            _("I couldn't find anything that I could honestly show you. Help now has people to talk to.")
        )
        return f"{summary}\n\n{nothing}".strip()
    first = matches[0].step
    if first is Step.AS_ASKED:
        return summary
    if first in (Step.FURTHER_AWAY, Step.COUNTRY_WIDE) and turn.answers.place:
        sorry = turn.say(
            _("I couldn't find just that within 15 miles of {place}. That's not you; there isn't enough yet."),
            place=turn.answers.place.name,
        )
    else:
        sorry = turn.say(_("I couldn't find just that. That's not you; there isn't enough yet. I've looked wider."))
    return f"{summary}\n\n{sorry}".strip()


def _result(turn: Turn, match: Match, number: int, said: Why | None) -> str:
    """One service. `said`: the reason that stands above it already."""
    service = match.service
    quote = turn.language.quote
    title = f"{number}. <b>{quote(service.name)}</b>"
    if not names_its_organisation(service):
        title += f" · {quote(service.organisation)}"
    lines = [title, quote(first_sentence(service.summary))]
    if service.status is Status.POSSIBLY_CLOSED:
        lines.append(turn.say(_("It may have stopped. Please check first.")))
    if service.referral is Referral.PROFESSIONAL:
        lines.append(turn.say(_("A GP, midwife or health visitor has to ask for you.")))
    why = reasons(turn, match, at_most=MOST_REASONS, but=said)
    if why:
        lines.append(turn.say(_("Why this one: {reasons}"), reasons=" · ".join(why)))
    return "\n".join(lines)


def names_its_organisation(service: Service) -> bool:
    """Whether the name says who offers it, if without the last word: "PANDAS peer groups" of the PANDAS Foundation."""
    first, *others = service.organisation.split()
    known_as = " ".join([first, *others[:-1]])
    return f" {known_as} " in f" {service.name} "


def first_sentence(text: str) -> str:
    """The first sentence, or as many whole words of it as fit on a small screen."""
    sentence = text.split(". ")[0].rstrip(".") + "."
    if len(sentence) <= LONGEST_SUMMARY:
        return sentence
    return sentence[:LONGEST_SUMMARY].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def tapped(turn: Turn, parts: tuple[str, ...]) -> Move | None:
    """Turn the page; after the last comes the first."""
    if parts != ("more",):
        return None
    return Move(turn.session.model_copy(update={"page": turn.session.page + 1}), "results")


RESULTS = Screen(id="results", view=view, tapped=tapped, leads_to=("card", "change", "results"))
