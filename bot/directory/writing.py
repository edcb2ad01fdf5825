"""Writes content files as people write them: short lists on one line, quotes round numbers, yes and no, two spaces.

What is written is the same to a reader of YAML 1.1 and of 1.2: whatever either could take for a number, an answer or a
date is in quotes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import Enum
from typing import Any

import yaml

from bot.directory.reading import ContentLoader
from bot.directory.service import Organisation, Service

WIDTH = 118
_PLAIN = re.compile(r"[^\W\d_][\w .’'/()+,-]*", re.UNICODE)
_PLAIN_IN_FLOW = re.compile(r"[^\W\d_][\w .’'/()+-]*", re.UNICODE)
_OTHERS_READ = re.compile(r"(true|false|yes|no|on|off|y|n|null|~)", re.IGNORECASE)
ON_ONE_LINE = ("checked", "ages")
"""Parts that our files write in braces, on one line."""


class _Answer(str):
    """yes or no, written without quotes."""


class _Quoted(str):
    """A text that needs quotes whatever is in it."""


class _Bare(str):
    """A word that our reader takes as it stands: the key `on`, and the day behind it."""


class _InBraces(dict[str, Any]):
    """A part on one line."""


class _Writer(yaml.SafeDumper):
    """Block style with lists indented under their key; texts in double quotes where they need any."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Writer.yaml_implicit_resolvers = ContentLoader.yaml_implicit_resolvers


def _text(writer: yaml.SafeDumper, text: str) -> yaml.Node:
    """Long texts are folded; what another reader could take for something else is in quotes."""
    return writer.represent_scalar("tag:yaml.org,2002:str", str(text), style=None if _is_plain(text) else '"')


def _answer(writer: yaml.SafeDumper, text: _Answer) -> yaml.Node:
    return writer.represent_scalar("tag:yaml.org,2002:bool", str(text))


def _bare(writer: yaml.SafeDumper, text: _Bare) -> yaml.Node:
    return writer.represent_scalar("tag:yaml.org,2002:str", str(text))


def _quoted(writer: yaml.SafeDumper, text: _Quoted) -> yaml.Node:
    return writer.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')


def _list(writer: yaml.SafeDumper, values: list[Any]) -> yaml.Node:
    short = all(isinstance(one, str) and len(one) < 60 for one in values)
    return writer.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=short)


def _in_braces(writer: yaml.SafeDumper, part: _InBraces) -> yaml.Node:
    return writer.represent_mapping("tag:yaml.org,2002:map", part, flow_style=True)


_Writer.add_representer(str, _text)
_Writer.add_representer(_Answer, _answer)
_Writer.add_representer(_Quoted, _quoted)
_Writer.add_representer(_Bare, _bare)
_Writer.add_representer(list, _list)
_Writer.add_representer(_InBraces, _in_braces)


def _is_plain(text: str) -> bool:
    return bool(_PLAIN.match(text)) and not _OTHERS_READ.fullmatch(text) and text.isprintable() and '"' not in text


def in_flow(text: str) -> str:
    """A text as it is written inside braces or brackets, in quotes if it needs them."""
    plain = _PLAIN_IN_FLOW.fullmatch(text) and not _OTHERS_READ.fullmatch(text) and text == text.strip()
    return text if plain else json.dumps(text, ensure_ascii=False)


def as_written(organisation: Organisation) -> str:
    """A whole file for the organisation and its services; read again, it says the same."""
    value: dict[str, Any] = {"organisation": organisation.organisation}
    if organisation.website:
        value["website"] = organisation.website
    return new_file(value, [values_of(service) for service in organisation.services])


def new_file(top: Mapping[str, Any], services: list[dict[str, Any]]) -> str:
    """A file with these keys at its top and these services."""
    each = ["\n".join(f"  {line}" if line else "" for line in lines_of_service(service)) for service in services]
    return f"{_dumped(dict(top))}services:\n" + "\n\n".join(each) + "\n"


def lines_of_service(service: Mapping[str, Any]) -> list[str]:
    """The lines of a service in a list of services, its dash at the beginning of the first."""
    return _dumped([dict(service)]).rstrip("\n").split("\n")


def values_of(service: Service) -> dict[str, Any]:
    """What the service's file has to say: no more than differs from what is understood anyway."""
    given = service.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    serves = {"serves": service.serves.model_dump(mode="json", by_alias=True, exclude_defaults=True)}
    return {**given, **serves, "status": service.status.value} if "status" in given else {**given, **serves}


def _dumped(value: Any) -> str:
    return yaml.dump(_dressed(value), Dumper=_Writer, sort_keys=False, allow_unicode=True, width=WIDTH)


def _dressed(value: Any, key: str = "") -> Any:
    """The value with each text marked for how it is to be written."""
    if isinstance(value, Mapping):
        part: dict[str, Any] = {_Bare(name): _dressed(one, name) for name, one in value.items()}
        return _InBraces(part) if key in ON_ONE_LINE else part
    if isinstance(value, list | tuple):
        return [_dressed(one, key) for one in value]
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str) and key == "on":
        return _Bare(value)
    if isinstance(value, bool):
        return _Answer("yes" if value else "no")
    if value in ("yes", "no") and key in ANSWERS:
        return _Answer(value)
    if isinstance(value, str) and key in ("number", "start", "end", "opens", "closes", "page_date", "as_of"):
        return _Quoted(value)
    return value


ANSWERS = frozenset({"free", "baby_welcome", "older_children", "creche", "step_free", "travel_help", "term_time"})
"""The keys whose yes and no are written without quotes."""
