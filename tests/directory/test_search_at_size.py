"""The search over the shipped services, scaled up all over the country: the same as a plain scan there too."""

from __future__ import annotations

from bot.bench.many_services import TODAY, ManyServices, many_queries
from bot.directory import Directory
from bot.directory.index import Index
from tests.dialogue import the_kith
from tests.directory.plain_scan import scan

SERVICES = 1_500
QUERIES = 25


def test_fifteen_hundred_services_are_found_as_by_a_plain_scan() -> None:
    kith = the_kith()
    parts, gazetteer = kith.content.needs.times, kith.gazetteer
    services = tuple(ManyServices(kith, SERVICES))
    directory = Directory(services, Index(services, gazetteer, parts), kith.directory.nations)
    for query in many_queries(kith, QUERIES):
        plain = scan(services, query, TODAY, kith.directory.nations, parts, gazetteer)
        assert tuple(directory.search(query, TODAY)) == plain
        assert len(plain) > 100


def test_the_same_services_are_made_up_every_time() -> None:
    kith = the_kith()
    assert ManyServices(kith, 50)[:50] == tuple(ManyServices(kith, 50))
