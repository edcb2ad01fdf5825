"""The feed as files, so that any web host can serve it.

A plain web host does not see `?page=2`. So `services/index.json` is one page with every service; `services/page-1.json`
and so on are the same in pages, for hosts that can be told to serve them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.directory.open_referral.feed import ABOUT, PER_PAGE, Feed, Record, page, thin


def files_of(feed: Feed) -> Iterator[tuple[Path, bytes]]:
    """Every file's path below the feed's folder, and what it holds."""
    yield Path("index.json"), as_json(ABOUT)
    thinned = [thin(one) for one in feed.services]
    for name, records in (("services", thinned), ("taxonomies", feed.taxonomies), ("taxonomy_terms", feed.terms)):
        yield Path(name) / "index.json", as_json(page(records, 1, max(1, len(records))))
    for number in range(1, page(thinned)["total_pages"] + 1):
        yield Path("services") / f"page-{number}.json", as_json(page(thinned, number, PER_PAGE))
    for name, records in (
        ("services", list(feed.services)),
        ("taxonomies", [_with_terms(one, feed) for one in feed.taxonomies]),
        ("taxonomy_terms", list(feed.terms)),
    ):
        for one in records:
            yield Path(name) / f"{one['id']}.json", as_json(one)


def _with_terms(taxonomy: Record, feed: Feed) -> Record:
    return {**taxonomy, "taxonomy_terms": [term for term in feed.terms if term["taxonomy_id"] == taxonomy["id"]]}


def as_json(value: Any) -> bytes:
    """The value as it is served: the same bytes for the same value."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
