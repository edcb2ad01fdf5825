"""The standard's own schemas, to hold records against: HSDS 3.0 and 3.1, ORUK 3.0 (open_referral/schema/README.md)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

HERE = Path(__file__).parent / "open_referral"
VERSIONS = ("hsds-3.0", "hsds-3.1", "oruk-3.0")


def sample(name: str) -> Any:
    """One of the sample records."""
    return json.loads((HERE / "samples" / f"{name}.json").read_text("utf-8"))


@cache
def validator(version: str, name: str) -> Draft202012Validator:
    """The validator of one object of one version, with formats (uuid, uri, email, date-time) checked."""
    files = {path.name: json.loads(path.read_text("utf-8")) for path in (HERE / "schema" / version).glob("*.json")}
    resources = [(file, Resource.from_contents(schema, DRAFT202012)) for file, schema in files.items()]
    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(
        {"$ref": f"{name}.json"}, registry=Registry().with_resources(resources), format_checker=checker
    )


def page_validator(version: str) -> Draft202012Validator:
    """The validator of the envelope round a page, which is in the OpenAPI file only."""
    openapi = json.loads((HERE / "schema" / version / "openapi.json").read_text("utf-8"))
    return Draft202012Validator(openapi["components"]["schemas"]["Page"])


def faults(one: Any, name: str = "service") -> list[str]:
    """What each version says against it; none when it is valid against all three at once."""
    return [
        f"{version}: {'/'.join(map(str, error.path))}: {error.message}"
        for version in VERSIONS
        for error in validator(version, name).iter_errors(one)
    ]
