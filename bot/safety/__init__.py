"""Notices risk in what people type, and knows whom to call in each nation.

Pure: content and text in, values out.
"""

from bot.safety.assess import AssessError, Assessment, Row, assess, read_rows
from bot.safety.lines import Country, CrisisFile, CrisisLines, CrisisLinesError, Line, Situation
from bot.safety.model import Model, ModelError
from bot.safety.notice import Hit, RuleBookError, Watch
from bot.safety.replies import Plain, ReplyBook
from bot.safety.rules import RuleBook, Spelling
from bot.safety.tiers import NOTHING_NOTICED, Category, Signal, Tier

__all__ = [
    "NOTHING_NOTICED",
    "AssessError",
    "Assessment",
    "Category",
    "Country",
    "CrisisFile",
    "CrisisLines",
    "CrisisLinesError",
    "Hit",
    "Line",
    "Model",
    "ModelError",
    "Plain",
    "ReplyBook",
    "Row",
    "RuleBook",
    "RuleBookError",
    "Signal",
    "Situation",
    "Spelling",
    "Tier",
    "Watch",
    "assess",
    "read_rows",
]
