"""The closed lists of words that a service's file may use. Their values are what is written in the YAML."""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of help it is, as a mother would tell them apart."""

    PEER_GROUP = "peer_group"
    BEFRIENDING = "befriending"
    HELPLINE = "helpline"
    TEXT_CHAT = "text_chat"
    ONLINE_COMMUNITY = "online_community"
    INFORMATION = "information"
    PROFESSIONAL = "professional"
    CRISIS = "crisis"


class Format(StrEnum):
    """The formats that a person chooses between on the format screen."""

    GROUP = "group"
    ONE_TO_ONE = "one_to_one"
    PHONE = "phone"
    ONLINE = "online"


class Way(StrEnum):
    """By what means people meet or talk."""

    IN_PERSON = "in_person"
    HOME_VISIT = "home_visit"
    PHONE = "phone"
    VIDEO = "video"
    TEXT = "text"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    WEBCHAT = "webchat"
    FORUM = "forum"
    APP = "app"


class Audience(StrEnum):
    """For whom a service is. `anyone` takes in mothers, fathers, partners and family."""

    MOTHERS = "mothers"
    FATHERS = "fathers"
    PARTNERS = "partners"
    FAMILY = "family"
    ANYONE = "anyone"
    PROFESSIONALS = "professionals"


class Exclusion(StrEnum):
    """Whom a service says it is not for: a searcher with that condition is never shown it."""

    SUICIDAL_THOUGHTS = "suicidal_thoughts"
    SELF_HARM = "self_harm"
    HARM_BABY_THOUGHTS = "harm_baby_thoughts"
    PSYCHOSIS = "psychosis"
    DOMESTIC_ABUSE = "domestic_abuse"
    IN_CRISIS = "in_crisis"
    ADDICTION = "addiction"
    UNDER_18 = "under_18"
    OVER_25 = "over_25"
    BEREAVED = "bereaved"
    PREGNANT = "pregnant"
    AFTER_FIRST_YEAR = "after_first_year"
    MEN = "men"
    PARTNERS = "partners"


class Stage(StrEnum):
    """When in her story a service is for. `loss` only where a bereaved mother would not be hurt by what she finds."""

    PREGNANCY = "pregnancy"
    POSTNATAL = "postnatal"
    LOSS = "loss"


class Status(StrEnum):
    """Whether it runs. Only `open` and, with its alert, `possibly_closed` are ever offered."""

    OPEN = "open"
    POSSIBLY_CLOSED = "possibly_closed"
    TEMPORARILY_CLOSED = "temporarily_closed"
    CLOSED = "closed"


class Answer(StrEnum):
    """A fact about a service that somebody read, or that nobody has: never guessed."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Focus(StrEnum):
    """What it was set up for. Specific ones feel safer (E13) and rank higher; the others are kept and labelled."""

    PERINATAL_MENTAL_HEALTH = "perinatal_mental_health"
    BABY_LOSS = "baby_loss"
    PARENTS = "parents"
    GENERAL = "general"
    UNKNOWN = "unknown"


class Referral(StrEnum):
    """How one gets in: she can get in touch herself, a professional asks for her, or either."""

    SELF = "self"
    PROFESSIONAL = "professional"
    EITHER = "either"
    UNKNOWN = "unknown"


class LedBy(StrEnum):
    """Who is on the other end.

    `peers` when they have been there themselves and it is not said whether they are paid; `volunteer` when they are
    trained volunteers and it is not said that they have been there; `mixed` when peers and professionals both answer.
    """

    PEER_VOLUNTEER = "peer_volunteer"
    PAID_PEER = "paid_peer"
    PEERS = "peers"
    VOLUNTEER = "volunteer"
    PROFESSIONAL = "professional"
    MIXED = "mixed"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """How far the sources can be trusted: high, the organisation's own page; low, news or old pages."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Day(StrEnum):
    """A day of the week, in calendar order: `list(Day)[date.weekday()]` is that date's day."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Every(StrEnum):
    """How often a session comes round."""

    DAY = "day"
    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"


class Freshness(StrEnum):
    """How lately a person has confirmed a service (design, section 5)."""

    CONFIRMED = "confirmed"
    AGEING = "ageing"
    UNCONFIRMED = "unconfirmed"


class NeedKind(StrEnum):
    """What a need is to the person who picks it."""

    FEELING = "feeling"
    EXPERIENCE = "experience"
    IDENTITY = "identity"
