"""The fixed names of our feed: ids that never change, the addresses of our terms, codes of the four nations."""

from __future__ import annotations

from uuid import UUID, uuid5

NAMESPACE = UUID("5f0c7f3a-6c1e-5a4b-9d2e-8b7a1c3e4f60")
"""Fixed for ever: every id of ours is a uuid5 in it, so that a service keeps its id from export to export."""

VERSION = "HSDS-UK-3.0"
PROFILE = "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md"
OPENAPI = "https://docs.openreferraluk.org/en/latest/openapi30.json"
"""Both as the UK checker's own description of `/` gives them (OpenReferralApi, Schemas/V3.0-UK/api_details.json)."""

OURS = "x_directory"
"""The one object of ours in a record, holding only what the standard has no place for."""
URN = "urn:kith:"

NATION_AREAS = {
    "England": "E92000001",
    "Wales": "W92000004",
    "Scotland": "S92000003",
    "Northern Ireland": "N92000002",
}
WHOLE_UK = "K02000001"
AREA_URI = "http://statistics.data.gov.uk/id/statistical-geography/"
"""The Office for National Statistics' addresses of areas."""


def identifier(what: str, *names: str) -> str:
    """The id of something of ours: the same for ever for the same names."""
    return str(uuid5(NAMESPACE, ":".join((what, *names))))


def local(uri: str) -> tuple[str, str] | None:
    """Taxonomy and code of a term of ours, of its address; None for anybody else's."""
    parts = uri.removeprefix(URN).split(":")
    return (parts[0], parts[1]) if uri.startswith(URN) and len(parts) == 2 else None
