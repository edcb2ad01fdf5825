"""Everything that the conversation needs to know, loaded once and never changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from babel import Locale

from bot.conversation.menu import COMMANDS
from bot.conversation.phrases import Phrases, phrases_about_her, phrases_of, phrases_unsearched
from bot.conversation.plain import PlainReplies
from bot.conversation.session import Answers, KeptPlace, Stage
from bot.directory import (
    ALWAYS,
    Calendar,
    Content,
    ContentError,
    Directory,
    Need,
    Point,
    Service,
    Session,
    kilometres,
    load_content,
    load_gazetteer,
    next_session,
    points_of,
)
from bot.language import Languages, load_languages
from bot.language import mark as _
from bot.places import Gazetteer
from bot.safety import Country, Line, Situation, Watch

SPOKEN = (
    "ar",
    "bn",
    "bfi",
    "bg",
    "cy",
    "es",
    "fa",
    "fr",
    "gd",
    "gu",
    "hi",
    "hu",
    "it",
    "ku",
    "lt",
    "pa",
    "pl",
    "ps",
    "pt",
    "ro",
    "ru",
    "so",
    "sq",
    "ta",
    "ti",
    "tr",
    "uk",
    "ur",
    "vi",
    "yue",
    "zh",
)
"""Languages that a person may ask to be spoken to in; services that speak them come first."""


DESCRIPTION = _(
    "I help find people who've been through hard times with pregnancy, a new baby or a loss, and who can listen now: "
    "in groups, one to one, by phone or online. I'm a bot. You don't need to give your name. Tap Start."
)
PRIVATE_ONLY = _("Hello, I'm Kith. I only talk in private, so I'm leaving this group. You can write to me directly.")
SHORT_DESCRIPTION = _("Finds people to talk to in pregnancy, after a birth or a loss.")
"""At most 512 and 120 characters (Bot API, setMyDescription and setMyShortDescription)."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is shown of the bot before a conversation begins."""

    commands: tuple[tuple[str, str], ...]
    description: str
    short_description: str
    private_only: str
    """What a group is told before Kith leaves it."""


@dataclass(frozen=True)
class Kith:
    """Content, places, words and rules, ready to answer with."""

    content: Content
    directory: Directory
    gazetteer: Gazetteer
    watch: Watch
    languages: Languages
    phrases: Phrases
    about_her: Phrases
    unsearched: Phrases
    plain: PlainReplies
    """What people type back to a safety screen."""
    needs: Mapping[str, Need]
    points: Mapping[str, Point]
    """Where each service that has one place of its own is."""
    websites: Mapping[str, str]
    """The organisation's own website, for services that name none."""
    calendars: Mapping[str, Calendar]
    """The days off where each service is that says when it comes round."""
    spoken: re.Pattern[str]
    spoken_codes: Mapping[str, str]
    hide_unconfirmed: bool = False

    def profile(self, code: str) -> Profile:
        """What the bot's page says of it in a language: its commands, and who it is."""
        language = self.languages.speaking(code)
        commands = tuple((name, language.label(words)) for name, words in COMMANDS.items())
        return Profile(
            commands, language.label(DESCRIPTION), language.label(SHORT_DESCRIPTION), language.label(PRIVATE_ONLY)
        )

    def lines(self, nation: str, situation: Situation) -> tuple[Line, ...]:
        """The crisis lines for a situation: the nation's, or the country-wide ones when it is not known."""
        return self.content.crisis.for_situation((nation,) if nation else (), situation)

    def is_loss(self, answers: Answers) -> bool:
        """Whether words about babies must be kept back."""
        return answers.stage is Stage.LOST_BABY

    def point_of(self, service: Service) -> Point | None:
        """Where the service's venue or its town is, to measure from; None when its address is confidential."""
        if service.venue is None or service.venue.confidential:
            return None
        return self.points.get(service.id)

    def pin_of(self, service: Service) -> Point | None:
        """Where to put a pin on a map: only where the venue itself is known, never the middle of its town."""
        exact = service.venue and (service.venue.postcode or service.venue.latitude is not None)
        return self.point_of(service) if exact else None

    def distance_to(self, service: Service, place: KeptPlace | None) -> float | None:
        """Kilometres from her place to the service's venue, or None where distance would say nothing."""
        point = self.point_of(service)
        if point is None or place is None or place.kind == "region":
            return None
        return kilometres((place.latitude, place.longitude), point)

    def next_session(self, service: Service, today: date) -> Session | None:
        """The service's next session, or None where nobody can be sure of one."""
        return next_session(service, self.calendars.get(service.id, ALWAYS), today)

    def website_of(self, service: Service) -> str | None:
        """The service's website, or its organisation's."""
        return service.contacts.website or self.websites.get(service.organisation)

    def spoken_in(self, text: str) -> str | None:
        """The code of a language that the text asks to be spoken to in ("in Urdu", "Polish-speaking")."""
        match = self.spoken.search(text.casefold())
        return self.spoken_codes[next(name for name in match.groups() if name)] if match else None


def load_kith(
    content: Path,
    locales: Path,
    default: str = "en",
    hide_unconfirmed: bool = False,
    left_out: list[str] | None = None,
) -> Kith:
    """Read everything. Raises ContentError when the content can't be used; `left_out` as in `load_content`."""
    loaded = load_content(content, left_out)
    gazetteer = load_gazetteer(content)
    names = _language_names()
    words = "|".join(re.escape(name) for name in names)
    points = {service.id: points_of(service, gazetteer) for service in loaded.services if service.venue}
    return Kith(
        content=loaded,
        directory=Directory.of(loaded.services, loaded.needs, gazetteer, own_lines(loaded.country)),
        gazetteer=gazetteer,
        watch=loaded.watch,
        languages=_languages(locales, default),
        phrases=phrases_of(loaded.needs),
        about_her=phrases_about_her(loaded.needs),
        unsearched=phrases_unsearched(loaded.needs),
        plain=PlainReplies.of(loaded.replies, _other_countries(loaded, gazetteer)),
        needs={need.id: need for need in loaded.needs.needs},
        points={name: found[0] for name, found in points.items() if len(found) == 1},
        websites={one.organisation: one.website for one in loaded.organisations if one.website},
        calendars={
            service.id: loaded.days_off.calendar_of(service, gazetteer)
            for service in loaded.services
            if any(time.schedule for time in service.times)
        },
        spoken=re.compile(
            rf"\b(?:in|speaks?|speaking)\s+({words})\b|\b({words})[- ](?:speak|language)"
            r"|\b(bsl|(?:british )?sign language)\b"
        ),
        spoken_codes=names,
        hide_unconfirmed=hide_unconfirmed,
    )


def _languages(folder: Path, default: str) -> Languages:
    """The languages of the folder; ContentError, as for all that people write, when one can't be read."""
    try:
        return load_languages(folder, default)
    except (OSError, ValueError) as error:
        raise ContentError(str(error)) from error


def _other_countries(content: Content, gazetteer: Gazetteer) -> dict[str, tuple[str, ...]]:
    """What the countries of the world but this one are called, in the languages in which they are looked for."""
    own = {code.upper() for code in content.country.codes}
    named = {code: Locale(code).territories for code in content.replies.in_a_country}
    found = {
        code: tuple(name for each, name in names.items() if each.isalpha() and len(each) == 2 and each not in own)
        for code, names in named.items()
    }
    return {code: (*names, *gazetteer.abroad) if code == "en" else names for code, names in found.items()}


def own_lines(country: Country) -> tuple[str, ...]:
    """The nations that have crisis lines of their own; all of them when none has."""
    own = tuple(nation.name for nation in country.nations if nation.crisis != country.everywhere)
    return own or country.nation_names


def _language_names() -> dict[str, str]:
    """The English name of each language, lower case, with its code."""
    english = Locale("en")
    names = {(english.languages.get(code) or code).casefold(): code for code in SPOKEN}
    also = {"farsi": "fa", "sylheti": "bn", "cantonese": "yue"}
    return {**names, **also, "bsl": "bfi", "sign language": "bfi", "british sign language": "bfi"}
