"""The schemas that editors use: made from the models, kept up to date, and kept to by every file that is shipped."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.directory.reading import read_text, read_yaml
from bot.directory.schema import HEAD, KINDS, Kind, files_of, outdated, schema_of

CONTENT = Path(__file__).parents[2] / "content"


class EditorsLoader(yaml.CSafeLoader):
    """YAML 1.2 as editors read it: only true, false, null and plain numbers are anything but text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+", "-+.0123456789"),
):
    EditorsLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first))


def faults(kind: Kind, value: Any) -> list[str]:
    return [f"{list(error.path)}: {error.message}" for error in Draft7Validator(schema_of(kind)).iter_errors(value)]


def every_file() -> Iterator[tuple[Kind, Path]]:
    return ((kind, path) for kind in KINDS for path in files_of(kind, CONTENT))


def test_schemas_and_the_lines_that_name_them_are_up_to_date() -> None:
    stale = [path.relative_to(CONTENT).as_posix() for path in outdated(CONTENT)]
    assert stale == [], "run: kith schema"


def test_every_content_file_has_a_kind() -> None:
    assert {path for _, path in every_file()} == set(CONTENT.rglob("*.yaml"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_shipped_file_keeps_to_its_schema_as_an_editor_and_as_kith_read_it(kind: Kind) -> None:
    Draft7Validator.check_schema(schema_of(kind))
    files = files_of(kind, CONTENT)
    assert files
    for path in files:
        text = read_text(path)
        assert faults(kind, yaml.load(text, Loader=EditorsLoader)) == [], path
        assert faults(kind, read_yaml(text)) == [], path


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_line_at_the_head_of_a_file_leads_to_its_schema(kind: Kind) -> None:
    for path in files_of(kind, CONTENT):
        head = read_text(path).split("\n")[0]
        assert (path.parent / head.removeprefix(HEAD)).resolve() == CONTENT / "schemas" / f"{kind.name}.json"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_key_is_explained_in_plain_words(kind: Kind) -> None:
    schema = schema_of(kind)
    for part in (schema, *schema.get("$defs", {}).values()):
        for key, one in part.get("properties", {}).items():
            assert one.get("description"), f"{part.get('description')}: {key}"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("kind: befriending", "kind: befreinding"),
        ("    formats:", "    formts:"),
        ('number: "0121 496 0000"', "number: 1214960000"),
        ('number: "0121 496 0000"', 'number: "ring us"'),
        ('start: "10:00"', 'start: "10am"'),
        ("on: 2026-10-01", "on: 01/10/2026"),
        ("step_free: no", "step_free: perhaps"),
        ("    name: Befriending\n", ""),
    ],
)
def test_an_editor_underlines_a_slip(right: str, wrong: str) -> None:
    from tests.directory.test_findings import GOOD

    service = next(kind for kind in KINDS if kind.name == "service")
    assert right in GOOD
    assert faults(service, yaml.load(GOOD, Loader=EditorsLoader)) == []
    assert faults(service, yaml.load(GOOD.replace(right, wrong, 1), Loader=EditorsLoader))


def test_naming_the_schema_leaves_the_rest_of_a_file_byte_for_byte(tmp_path: Path) -> None:
    (tmp_path / "services").mkdir()
    for name, end in (("a.yaml", "\n"), ("b.yaml", "\r\n")):
        (tmp_path / "services" / name).write_bytes(f"# ours{end}organisation: A{end}".encode())
    changes = outdated(tmp_path)
    assert changes[tmp_path / "services" / "a.yaml"] == (
        "# yaml-language-server: $schema=../schemas/service.json\n# ours\norganisation: A\n"
    )
    assert changes[tmp_path / "services" / "b.yaml"].split("\r\n")[1:] == ["# ours", "organisation: A", ""]
    assert json.loads(changes[tmp_path / "schemas" / "service.json"])["title"] == "Kith: service"
