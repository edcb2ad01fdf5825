"""What Kith has understood so far, in her language: said above the results, and on "change an answer"."""

from __future__ import annotations

from bot.conversation.need_words import label_of
from bot.conversation.query import SEVERE_NEEDS, for_another
from bot.conversation.session import Stage, Today
from bot.conversation.turn import Turn
from bot.conversation.why import FORMAT_WORDS
from bot.directory import Format
from bot.language import mark as _

STAGE_WORDS = {
    Stage.PREGNANT: _("in pregnancy"),
    Stage.HAD_BABY: _("after having a baby"),
    Stage.LOST_BABY: _("after a loss"),
}
TODAY_WORDS = {
    Today.MANAGING: _("hard, but managing"),
    Today.VERY_HARD: _("very hard most days"),
    Today.RATHER_NOT_SAY: _("rather not say"),
}
"""The severe answers, and severe needs, are not repeated on a screen that somebody may look at."""


def known_answers(turn: Turn) -> tuple[str, ...]:
    """Every answer that shapes the search, as a few words each. Plain text."""
    return tuple(
        words for field in ("place", "formats", "stage", "needs", "times", "spoken") if (words := known(turn, field))
    )


def known(turn: Turn, field: str) -> str:
    """One answer in a few words, or nothing when there is none."""
    answers, label, inside = turn.answers, turn.language.label, turn.language.inside
    match field:
        case "place" if answers.anywhere:
            return label(_("phone and online"))
        case "place" if answers.place:
            return label(_("near {place}"), place=answers.place.name)
        case "formats":
            words = [label(FORMAT_WORDS[Format(name)]) for name in answers.formats]
            return turn.language.listed(words, style="or") if words else ""
        case "stage" if answers.stage:
            return label(STAGE_WORDS[answers.stage])
        case "today" if answers.today in TODAY_WORDS:
            return label(TODAY_WORDS[answers.today])
        case "needs":
            lost = turn.kith.is_loss(answers)
            needs = turn.kith.needs
            return turn.language.commas(
                inside(label(label_of(needs[name], lost)))
                for name in answers.needs
                if name in needs and name not in SEVERE_NEEDS
            )
        case "times":
            return turn.language.commas(
                inside(label(part.label)) for part in turn.kith.content.needs.times if part.id in answers.times
            )
        case "spoken" if answers.spoken:
            return turn.language.language_name(answers.spoken)
        case "relation" if answers.relation:
            return label(_("for her") if for_another(answers) else _("for me"))
        case _:
            return ""
