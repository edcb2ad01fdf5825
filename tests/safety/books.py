"""The shipped rule books and crisis lines, read for the tests without the loader of another room."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.safety import Country, CrisisFile, CrisisLines, RuleBook, Spelling, Watch

CONTENT = Path(__file__).parents[2] / "content"


def read(*parts: str) -> Any:
    return yaml.safe_load(CONTENT.joinpath(*parts).read_text("utf-8"))


@cache
def english() -> RuleBook:
    return RuleBook.model_validate(read("safety", "en.yaml"))


@cache
def english_spelling() -> Spelling:
    return Spelling.model_validate(read("safety", "en-spelling.yaml"))


@cache
def watch() -> Watch:
    return Watch([english()], [english_spelling()])


@cache
def crisis_lines() -> CrisisLines:
    country = Country.model_validate(read("country.yaml"))
    files = {
        path.stem: CrisisFile.model_validate(read("crisis", path.name)) for path in (CONTENT / "crisis").glob("*.yaml")
    }
    return CrisisLines(country, files)
