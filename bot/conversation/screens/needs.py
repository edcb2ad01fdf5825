"""What about? Pick any that fit; all of it is optional (E14)."""

from __future__ import annotations

from bot.conversation.query import for_another
from bot.conversation.replies import Act, Button
from bot.conversation.screen import Move, Screen, View
from bot.conversation.session import Answers, Relation, Stage
from bot.conversation.turn import Turn
from bot.directory import Need
from bot.directory import Stage as ServiceStage
from bot.language import mark as _

A_PAGE = 8
SEVERE = {"self_harm": "safe_self_harm", "domestic_abuse": "safe_unsafe_home"}
"""Needs that are severe answers: safety comes first, then the way back here (E1)."""


FOR_HIM = frozenset({"dads"})
"""Needs that are offered only to dads and partners."""
HIM = (Relation.DAD, Relation.PARTNER)


def _for_a_first_result(answers: Answers) -> bool:
    """A dad, partner or friend looking for himself has had one question more; he may pick needs from the results."""
    return answers.relation in (None, Relation.FOR_HER)


def suitable(turn: Turn) -> tuple[Need, ...]:
    """The needs that may be offered to her, in the order of the content file."""
    needs = [need for need in turn.kith.needs.values() if need.id not in FOR_HIM or turn.answers.relation in HIM]
    if turn.answers.stage is not Stage.LOST_BABY:
        return tuple(needs)
    return tuple(need for need in needs if ServiceStage.LOSS not in need.not_on)


def view(turn: Turn) -> View:
    """Two columns of short words, ticked when picked; a page at a time."""
    needs = suitable(turn)
    pages = max(1, -(-len(needs) // A_PAGE))
    start = turn.session.needs_page % pages * A_PAGE
    shown = [_toggle(turn, need) for need in needs[start : start + A_PAGE]]
    rows: list[tuple[Button, ...]] = [tuple(shown[at : at + 2]) for at in range(0, len(shown), 2)]
    last: list[Button] = [turn.button(_("More choices"), "needs:more")] if pages > 1 else []
    rows.append((*last, turn.button(_("Done"), "needs:done")))
    question = _("What is it about for her?") if for_another(turn.answers) else _("What would you like to talk about?")
    return View((turn.say(question) + "\n" + turn.say(_("Pick any that fit, then tap Done.")),), tuple(rows))


def _toggle(turn: Turn, need: Need) -> Act:
    tick = "✓ " if need.id in turn.answers.needs else ""
    lost = turn.answers.stage is Stage.LOST_BABY
    label = turn.language.label(need.loss_button if lost and need.loss_button else need.button)
    return Act(label=tick + label, action=f"needs:{need.id}")


def tapped(turn: Turn, parts: tuple[str, ...]) -> Move | None:
    """Tick, untick, turn the page, or go on."""
    session, word = turn.session, parts[0] if parts else ""
    if word == "done":
        skipped = tuple(dict.fromkeys((*session.skipped, "needs")))
        return Move(session.model_copy(update={"skipped": skipped, "needs_page": 0}), "results")
    if word == "more":
        turned = session.model_copy(update={"needs_page": session.needs_page + 1, "asking": "needs"})
        return Move(turned, "needs")
    if word not in {need.id for need in suitable(turn)}:
        return None
    picked = turn.answers.needs
    needs = tuple(need for need in picked if need != word) if word in picked else (*picked, word)
    answers = turn.answers.model_copy(update={"needs": needs})
    to = SEVERE.get(word, "needs") if word in needs else "needs"
    return Move(session.model_copy(update={"answers": answers, "page": 0, "asking": "needs"}), to)


NEEDS = Screen(
    id="needs",
    view=view,
    title=_("What about"),
    asks=("needs",),
    asked_of=_for_a_first_result,
    tapped=tapped,
    next="results",
    leads_to=("needs", *SEVERE.values()),
)
