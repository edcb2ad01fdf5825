"""Lines of the log hold names and numbers, and nothing that somebody wrote."""

from __future__ import annotations

import io
import logging

from bot.runtime.log import TypesOnly, log


def test_an_event_is_one_line_of_names_and_numbers() -> None:
    assert "update.kept update=7 replies=2 error=ValueError" in written(
        lambda: log("update.kept", update=7, replies=2, error=ValueError)
    )


def test_a_librarys_line_keeps_only_its_name_and_the_errors_type() -> None:
    def fail() -> None:
        try:
            raise ValueError("her words")
        except ValueError:
            logging.getLogger("library").exception("https://api/bot%s failed", "secret-token")

    line = written(fail)
    assert "her words" not in line
    assert "secret-token" not in line
    assert "logger=library error=ValueError" in line


def written(act: object) -> str:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(TypesOnly())
    names = ("kith", "library")
    for name in names:
        logging.getLogger(name).addHandler(handler)
    logging.getLogger("kith").setLevel(logging.INFO)
    try:
        act()  # type: ignore[operator]
    finally:
        for name in names:
            logging.getLogger(name).removeHandler(handler)
    return out.getvalue()
