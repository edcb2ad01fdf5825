"""The reasons why a service fits, in words: "2 miles from you · one to one · you can contact them yourself"."""

from __future__ import annotations

from bot.conversation.need_words import label_of
from bot.conversation.query import for_another
from bot.conversation.turn import Turn
from bot.directory import Format, Match, Why
from bot.language import mark as _

FORMAT_WORDS = {
    Format.GROUP: _("in a group"),
    Format.ONE_TO_ONE: _("one to one"),
    Format.PHONE: _("by phone"),
    Format.ONLINE: _("by text, email or online"),
}


def reasons(turn: Turn, match: Match, at_most: int | None = None, but: Why | None = None) -> tuple[str, ...]:
    """Each reason as a few words, in the order in which the search gave them, `but` one. Plain text.

    Where only so many may be shown, those that say least about her own question are left out first.
    """
    why = [each for each in match.why if each is not but]
    spare = [Why.TRAINED, *([] if turn.answers.formats else [Why.FORMAT])]
    while at_most is not None and len(why) > at_most - 1 and spare:
        least = spare.pop(0)
        why = [each for each in why if each is not least]
    return tuple(words for each in why[:at_most] if (words := _words(turn, match, each)))


def _words(turn: Turn, match: Match, why: Why) -> str:
    label = turn.language.label
    match why:
        case Why.NEEDS:
            lost = turn.kith.is_loss(turn.answers)
            return turn.language.listed(
                turn.language.inside(label(label_of(turn.kith.needs[need], lost)))
                for need in match.needs
                if need in turn.kith.needs
            )
        case Why.DISTANCE:
            return _distance(turn, match.distance_km or 0.0)
        case Why.REGION:
            return label(_("in {place}"), place=turn.answers.place.name) if turn.answers.place else ""
        case Why.AREA:
            return label(_("covers her area") if for_another(turn.answers) else _("covers your area"))
        case Why.ANYWHERE:
            return label(_("wherever she is") if for_another(turn.answers) else _("wherever you are"))
        case Why.FORMAT:
            asked = [form for form in match.service.formats if form.value in turn.answers.formats]
            return turn.language.listed(
                (label(FORMAT_WORDS[form]) for form in asked or match.service.formats), style="or"
            )
        case Why.TIMES:
            return label(_("at a time you asked for"))
        case Why.LANGUAGE:
            return label(_("in the language you asked for"))
        case Why.SELF_REFERRAL:
            another = for_another(turn.answers)
            return label(_("she can contact them herself") if another else _("you can contact them yourself"))
        case Why.TRAINED:
            return label(_("they say how they're trained"))


def _distance(turn: Turn, kilometres: float) -> str:
    if kilometres < 1.0:
        return turn.language.label(_("under a mile away"))
    away = _("{distance} away") if for_another(turn.answers) else _("{distance} from you")
    return turn.language.label(away, distance=turn.language.miles(kilometres))
