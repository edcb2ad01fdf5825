"""How well risk is noticed: labelled messages in, hits and false alarms by language out.

A message is *noticed* when its tier comes out as urgent or emergency: then she is answered at once. Of calm messages
(ordinary, support) the same is a false alarm. The messages themselves never go into a report.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.safety.tiers import Category, Signal, Tier

Notice = Callable[[str, str], Signal]
"""(text, language) -> Signal, such as `Watch.notice`."""

COLUMNS = (
    "language", "emergency noticed", "urgent noticed", "false: ordinary", "false: support", "calm given the crisis card"
)  # fmt: skip
CALM = (Tier.ORDINARY, Tier.SUPPORT)


class AssessError(ValueError):
    """A row cannot be used; the message gives its line number."""


@dataclass(frozen=True, slots=True)
class Row:
    """One message of a labelled set. `label` and `category` are None when the row has none."""

    id: str
    language: str
    text: str
    label: Tier | None = None
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class Result:
    row: Row
    signal: Signal

    @property
    def noticed(self) -> bool:
        return self.signal.tier >= Tier.URGENT


@dataclass(frozen=True, slots=True)
class Assessment:
    """What was noticed in each row."""

    results: tuple[Result, ...]

    def lines(self) -> list[str]:
        """One JSON object a row: id, tier and category."""
        return [json.dumps(as_json(result), ensure_ascii=False) for result in self.results]

    def table(self) -> str:
        """Hits and false alarms by language, as text; shares in whole per cents with the counts behind them."""
        languages = sorted({result.row.language for result in self.results}, key=lambda code: (code != "en", code))
        rows = [(code, *self.figures([code])) for code in languages]
        if len(languages) > 1:
            rows.append(("all", *self.figures(languages)))
        widths = [max(len(row[place]) for row in (COLUMNS, *rows)) for place in range(len(COLUMNS))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in (COLUMNS, *rows)
        )

    def figures(self, languages: Sequence[str]) -> tuple[str, ...]:
        here = [result for result in self.results if result.row.language in languages]
        of = Counter(result.row.label for result in here)
        noticed = Counter(result.row.label for result in here if result.noticed)
        card = sum(result.row.label in CALM and result.signal.tier is Tier.EMERGENCY for result in here)
        tiers = (Tier.EMERGENCY, Tier.URGENT, Tier.ORDINARY, Tier.SUPPORT)
        return (*(share(noticed[tier], of[tier]) for tier in tiers), share(card, sum(of[tier] for tier in CALM)))


def assess(rows: Iterable[Row], notice: Notice) -> Assessment:
    """Each row's signal, in the order of the rows."""
    return Assessment(tuple(Result(row, notice(row.text, row.language)) for row in rows))


def read_rows(lines: Iterable[str]) -> list[Row]:
    """The rows of a JSONL file: `text`, and if known `id`, `lang` (else "en"), `label` and `category`.

    Raises AssessError. Empty lines are passed over; other keys are of no concern here.
    """
    return [read_row(line, number) for number, line in enumerate(lines, start=1) if line.strip()]


def read_row(line: str, number: int) -> Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise AssessError(f"Line {number} is not JSON: {error}.") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise AssessError(f'Line {number} needs a "text" in quotes: {{"lang": "en", "text": "…", "label": "urgent"}}.')
    try:
        label = Tier(row["label"]) if row.get("label") is not None else None
        category = Category(row["category"]) if row.get("category") is not None else None
    except ValueError as error:
        known = Category if "Category" in str(error) else Tier
        raise AssessError(f"Line {number}: {error}; one of {', '.join(known)}.") from None
    return Row(str(row.get("id", number)), str(row.get("lang") or "en"), row["text"], label, category)


def as_json(result: Result) -> dict[str, str | None]:
    return {"id": result.row.id, "tier": result.signal.tier, "category": result.signal.category}


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} % ({part} of {whole})" if whole else "-"
