"""A service's card in words. What is known is said in a line each; what nobody knows is said once, at the end."""

from __future__ import annotations

from collections.abc import Iterable

from bot.conversation.turn import Turn
from bot.conversation.why import FORMAT_WORDS
from bot.directory import (
    Answer,
    Freshness,
    Kind,
    LedBy,
    Referral,
    Service,
    Session,
    Status,
    freshness,
    hours_shown,
    times_shown,
)
from bot.directory.fields import earliest
from bot.language import mark as _

FURTHEST_KM = 160.0
"""Beyond this a distance helps nobody decide."""

LED_BY = {
    LedBy.PEER_VOLUNTEER: _("a trained volunteer who's been there"),
    LedBy.PAID_PEER: _("a paid worker who's been there"),
    LedBy.VOLUNTEER: _("a trained volunteer"),
    LedBy.PEERS: _("people who've been there"),
    LedBy.PROFESSIONAL: _("a professional"),
    LedBy.MIXED: _("people who've been there, and professionals"),
}
REFERRAL = {
    Referral.SELF: _("You can contact them yourself."),
    Referral.EITHER: _("You can contact them yourself, or a professional can do it for you."),
    Referral.PROFESSIONAL: _("A GP, midwife or health visitor has to ask for you."),
}

BABY_CAN_COME = _("if your baby can come")


def card_text(turn: Turn, service: Service) -> str:
    """The whole card as markup: name, alert, summary, facts, ways of getting in touch, what isn't known, freshness."""
    quote = turn.language.quote
    title = f"<b>{quote(service.name)}</b>"
    if service.organisation != service.name:
        title += f"\n{quote(service.organisation)}"
    parts = [title, _warning(turn, service), quote(service.summary)]
    parts.append("\n".join(f"• {fact}" for fact in _facts(turn, service)))
    parts.append("\n".join(_contacts(turn, service)) or _no_contact(turn, service))
    parts.append(_unknown(turn, service))
    parts.append(_fresh(turn, service))
    return "\n\n".join(part for part in parts if part)


def _warning(turn: Turn, service: Service) -> str:
    if service.alert:
        return f"⚠️ {turn.language.quote(service.alert)}"
    if service.status is Status.POSSIBLY_CLOSED:
        return f"⚠️ {turn.say(_('It may have stopped. Please check first.'))}"
    return ""


def _facts(turn: Turn, service: Service) -> Iterable[str]:
    say, quote = turn.say, turn.language.quote
    if who := _who(turn, service):
        yield say(_("Who you'd talk to: {who}"), who=who)
    if service.kind is Kind.PROFESSIONAL:
        yield say(_("You'd talk to a professional, not to someone who's been there."))
    if service.formats:
        formats = turn.language.listed(
            (turn.language.label(FORMAT_WORDS[form]) for form in service.formats), style="or"
        )
        yield say(_("How: {formats}"), formats=formats)
    yield from _when(turn, service)
    yield from _whereabouts(turn, service)
    if cost := cost_of(turn, service):
        yield cost
    yield from _comfort(turn, service)
    if service.referral in REFERRAL:
        yield say(REFERRAL[service.referral])
    if service.language_note:
        yield say(_("Languages: {languages}"), languages=service.language_note)
    if ages := _ages(turn, service):
        yield ages
    if service.not_for_says:
        yield quote(service.not_for_says)
    if service.training:
        yield say(_("Training: {training}"), training=service.training)
    if service.lasts:
        yield say(_("How long: {lasts}"), lasts=service.lasts)
    if service.afterwards:
        yield say(_("Afterwards: {afterwards}"), afterwards=service.afterwards)


def _when(turn: Turn, service: Service) -> Iterable[str]:
    for time in times_shown(service, turn.today):
        yield turn.say(_("When: {times}"), times=time.says)
    if session := turn.kith.next_session(service, turn.today):
        yield _next(turn, session)
    if hours := hours_shown(service, turn.today):
        yield turn.say(_("Hours: {hours}"), hours=hours.says)


def _whereabouts(turn: Turn, service: Service) -> Iterable[str]:
    if where := _where(turn, service):
        yield turn.say(_("Where: {place}"), place=where)
    if service.serves.says:
        yield turn.say(_("Area: {area}"), area=service.serves.says)


def _next(turn: Turn, session: Session) -> str:
    """When it is next, as far as its times say."""
    language, day = turn.language, turn.language.weekday(session.day)
    if session.start is None:
        return turn.say(_("Next: {day}"), day=day)
    start = language.clock(session.start.time())
    if session.end is None:
        return turn.say(_("Next: {day}, {start}"), day=day, start=start)
    return turn.say(_("Next: {day}, {start} to {end}"), day=day, start=start, end=language.clock(session.end.time()))


def _who(turn: Turn, service: Service) -> str:
    if service.who_says:
        return service.who_says
    return turn.language.label(LED_BY[service.led_by]) if service.led_by in LED_BY else ""


def _where(turn: Turn, service: Service) -> str:
    """The venue, and how far it is; only the town when the address is confidential."""
    venue = service.venue
    if venue is None:
        return ""
    parts = (venue.town,) if venue.confidential else (venue.name, venue.address, venue.town, venue.postcode)
    where = turn.language.commas(part for part in parts if part)
    distance = turn.kith.distance_to(service, turn.answers.place)
    if where and distance is not None and distance < FURTHEST_KM:
        away = turn.language.label(_("{distance} away"), distance=turn.language.miles(distance))
        return f"{where} ({away})"
    return where


def cost_of(turn: Turn, service: Service) -> str:
    """What it costs, as markup; empty where that isn't known."""
    if not service.cost.says and service.cost.free is not Answer.YES:
        return ""
    return turn.say(_("Cost: {cost}"), cost=service.cost.says or turn.language.label(_("free")))


def when_of(turn: Turn, service: Service) -> str:
    """When it is, as markup: the card's own lines, or that it isn't known."""
    return "\n".join(_when(turn, service)) or _ask_them(turn, _("when they meet now"))


def where_of(turn: Turn, service: Service) -> str:
    """Where it is and how far, or how to talk where there is no place to go to."""
    formats = turn.language.listed((turn.language.label(FORMAT_WORDS[form]) for form in service.formats), style="or")
    return "\n".join(_whereabouts(turn, service)) or (turn.say(_("How: {formats}"), formats=formats) if formats else "")


def joining_of(turn: Turn, service: Service) -> str:
    """How to get in touch, and who may."""
    contacts = "\n".join(_contacts(turn, service)) or _no_contact(turn, service)
    return "\n\n".join(filter(None, (referral_of(turn, service), contacts)))


def referral_of(turn: Turn, service: Service) -> str:
    """Whether she can contact them herself."""
    if service.referral in REFERRAL:
        return turn.say(REFERRAL[service.referral])
    return _ask_them(turn, _("if you can contact them yourself"))


def babies_of(turn: Turn, service: Service) -> str:
    """Whether a baby can come. Empty after a loss, when nothing is said of it."""
    if turn.kith.is_loss(turn.answers):
        return ""
    return next(iter(_comfort(turn, service)), "") if _says_of_babies(service) else _ask_them(turn, BABY_CAN_COME)


def _says_of_babies(service: Service) -> bool:
    return any(each is not Answer.UNKNOWN for each in (service.baby_welcome, service.older_children, service.creche))


def _ask_them(turn: Turn, *things: str) -> str:
    known = [turn.language.label(each) for each in things]
    return turn.say(_("I don't know: {things}. You could ask them."), things=turn.language.listed(known))


def _comfort(turn: Turn, service: Service) -> Iterable[str]:
    """Babies, children, step-free, travel (E12). After a loss nothing is said of bringing a baby."""
    lost = turn.kith.is_loss(turn.answers)
    said = (
        (service.baby_welcome, _("You can bring your baby."), _("It's without babies."), lost),
        (service.older_children, _("Older children are welcome."), _("It's without older children."), lost),
        (service.creche, _("There is a crèche."), _("There is no crèche."), lost),
        (service.step_free, _("There are no steps."), _("There are steps."), False),
        (service.travel_help, _("They can help with travel."), _("There's no help with travel."), False),
    )
    for answer, yes, no, unfit in said:
        if answer is not Answer.UNKNOWN and not unfit:
            yield turn.say(yes if answer is Answer.YES else no)


def _ages(turn: Turn, service: Service) -> str:
    ages = service.ages
    if ages is None:
        return ""
    if ages.oldest is None:
        return turn.say(_("Ages: {youngest} and over"), youngest=ages.youngest)
    if ages.youngest is None:
        return turn.say(_("Ages: up to {oldest}"), oldest=ages.oldest)
    return turn.say(_("Ages: {youngest} to {oldest}"), youngest=ages.youngest, oldest=ages.oldest)


def _contacts(turn: Turn, service: Service) -> Iterable[str]:
    """Each number on a line of its own, as it is dialled."""
    contacts = service.contacts
    for line in contacts.phone:
        yield _numbered(turn, turn.say(_("Phone: {number}"), number=line.number), line.says)
    for text in contacts.text:
        if text.word:
            yield _numbered(turn, turn.say(_("Text {word} to {number}"), word=text.word, number=text.number), text.says)
        else:
            yield _numbered(turn, turn.say(_("Text: {number}"), number=text.number), text.says)
    for line in contacts.whatsapp:
        yield _numbered(turn, turn.say(_("WhatsApp: {number}"), number=line.number), line.says)
    if contacts.email:
        yield turn.say(_("E-mail: {email}"), email=contacts.email)


def _no_contact(turn: Turn, service: Service) -> str:
    """What to do when the directory knows no way to reach them."""
    if turn.kith.website_of(service):
        return ""
    return turn.say(
        _("I don't have a number or address for them yet. A midwife or health visitor may know how to reach them.")
    )


def _numbered(turn: Turn, words: str, says: str | None) -> str:
    return f"{words} ({turn.language.quote(says)})" if says else words


def _unknown(turn: Turn, service: Service) -> str:
    """What nobody has been able to find out: said plainly, so that unknown never passes for no (E17)."""
    lost = turn.kith.is_loss(turn.answers)
    gaps = (
        (service.cost.free is Answer.UNKNOWN and not service.cost.says, _("what it costs")),
        (service.referral is Referral.UNKNOWN, _("if you can contact them yourself")),
        (service.baby_welcome is Answer.UNKNOWN and not lost and bool(service.venue), BABY_CAN_COME),
        (service.training is None, _("how they're trained")),
        (bool(service.times) and not times_shown(service, turn.today), _("when they meet now")),
    )
    unknown = [words for missing, words in gaps if missing]
    return _ask_them(turn, *unknown) if unknown else ""


def _fresh(turn: Turn, service: Service) -> str:
    """How lately a person confirmed it: plainly, and never pretended (design, section 5)."""
    match freshness(service.checked, turn.today):
        case Freshness.UNCONFIRMED:
            return turn.say(_("We haven't been able to confirm this lately. Please check first."))
        case _ if service.checked is None:
            return ""
        case Freshness.AGEING:
            return turn.say(_("Last checked in {month}."), month=turn.language.month(earliest(service.checked.on)))
        case _:
            return turn.say(_("Checked on {day}."), day=turn.language.day(earliest(service.checked.on)))
