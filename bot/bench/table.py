"""What was measured, as tables for people."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bench.measure import Row

TITLES = (
    "bot",
    "updates by",
    "kept in",
    "chats",
    "answers/s",
    "p50 ms",
    "p99 ms",
    "CPU ms",
    "core",
    "load",
    "MB",
    "start s",
)
STORES = {"sqlite": "SQLite", "postgres": "PostgreSQL", "memory": "memory"}


def table(rows: Sequence[Row]) -> str:
    """A line for each measurement; one that could not be made says why."""
    lines = [TITLES, *(_cells(row) for row in rows if not row.why_not)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(TITLES))]
    said = [
        "  ".join(_aligned(cell, width, at) for at, (cell, width) in enumerate(zip(line, widths, strict=True)))
        for line in lines
    ]
    missing = [f"{' '.join(_name(row))}: not measured, because {row.why_not}" for row in rows if row.why_not]
    return "\n".join((*said, *dict.fromkeys(missing)))


def ratios(kith: Sequence[Row], others: Sequence[Row]) -> str:
    """Each way in which Kith ran beside each other bot that gets its updates in the same way, if there is one."""
    lines = []
    for row in kith:
        for other in others:
            if row.why_not or other.why_not or not _comparable(row, other, others):
                continue
            speed, late = row.a_second / other.a_second, row.p99 / other.p99
            lines.append(f"{' '.join(_name(row))} / {' '.join(_name(other))}: answers x {speed:.2f}, p99 x {late:.2f}")
    return "\n".join(lines)


def _comparable(row: Row, other: Row, others: Sequence[Row]) -> bool:
    same = {one.bot.receiver for one in others if one.bot.name == other.bot.name and not one.why_not}
    return other.bot.receiver == row.bot.receiver or row.bot.receiver not in same


def _name(row: Row) -> tuple[str, str, str]:
    return row.bot.name, row.bot.receiver, STORES[row.bot.database]


def _cells(row: Row) -> tuple[str, ...]:
    numbers = (
        str(row.chats),
        f"{row.a_second:.0f}",
        f"{row.p50:.1f}",
        f"{row.p99:.1f}",
        _or_dash(row.cost, "{:.2f}"),
        _or_dash(row.busy, "{:.0%}"),
        f"{row.load_busy:.0%}",
        _or_dash(row.memory, "{:.0f}"),
        f"{row.start:.1f}",
    )
    return (*_name(row), *numbers)


def _or_dash(value: float | None, form: str) -> str:
    return "-" if value is None else form.format(value)


def _aligned(cell: str, width: int, column: int) -> str:
    return cell.ljust(width) if column < 3 else cell.rjust(width)
