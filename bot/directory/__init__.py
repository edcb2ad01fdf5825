"""What a service is: loading and checking the content that charities write, and finding what fits."""

from bot.directory.freshness import freshness, hours_shown, times_shown
from bot.directory.load import Content, ContentError, load_content, load_gazetteer, load_watch
from bot.directory.needs import Need, Needs
from bot.directory.next_sessions import next_session
from bot.directory.points import Point, kilometres, points_of
from bot.directory.rank import Step
from bot.directory.search import Directory, Match, Query, Why
from bot.directory.service import Service
from bot.directory.times import ALWAYS, Calendar, Session
from bot.directory.vocabulary import (
    Answer,
    Audience,
    Exclusion,
    Format,
    Freshness,
    Kind,
    LedBy,
    Referral,
    Stage,
    Status,
)

__all__ = [
    "ALWAYS",
    "Answer",
    "Audience",
    "Calendar",
    "Content",
    "ContentError",
    "Directory",
    "Exclusion",
    "Format",
    "Freshness",
    "Kind",
    "LedBy",
    "Match",
    "Need",
    "Needs",
    "Point",
    "Query",
    "Referral",
    "Service",
    "Session",
    "Stage",
    "Status",
    "Step",
    "Why",
    "freshness",
    "hours_shown",
    "kilometres",
    "load_content",
    "load_gazetteer",
    "load_watch",
    "next_session",
    "points_of",
    "times_shown",
]
