"""Reads the YAML of content files: fast, safe, and refusing a key that is written twice."""

from typing import Any

import yaml

try:
    from yaml import CSafeLoader as _BaseLoader
except ImportError:  # pragma: no cover - PyYAML built without libyaml: slower, the same answers
    from yaml import SafeLoader as _BaseLoader  # type: ignore[assignment]


class RepeatedKey(yaml.MarkedYAMLError):
    """A mapping has one key twice: YAML would keep the second and lose the first without a word."""


class ContentLoader(_BaseLoader):
    """PyYAML's safe loader in C, except that `on` and `off` are words (`checked: {on: ...}`), not yes and no."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Build the mapping, or raise RepeatedKey with the place of the second key."""
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise RepeatedKey(problem=f"the key {key.value} is written twice", problem_mark=key.start_mark)
            seen.add(getattr(key, "value", "") if isinstance(key, yaml.ScalarNode) else "")
        return super().construct_mapping(node, deep)


def _date(loader: ContentLoader, node: yaml.ScalarNode) -> Any:
    """A date, or an error that says where: PyYAML's own has no place in it."""
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        problem = f"{node.value} is not a day in the calendar"
        raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark) from error


def _without_on_and_off() -> None:
    """PyYAML reads YAML 1.1, where on, off, y and n are booleans: a surprise that helps nobody here."""
    resolvers = {letter: list(pairs) for letter, pairs in _BaseLoader.yaml_implicit_resolvers.items()}
    for letter in "oO":
        resolvers[letter] = [pair for pair in resolvers.get(letter, []) if pair[0] != "tag:yaml.org,2002:bool"]
    ContentLoader.yaml_implicit_resolvers = resolvers


_without_on_and_off()
ContentLoader.add_constructor("tag:yaml.org,2002:timestamp", _date)


def read_yaml(text: str) -> Any:
    """The value that a YAML text says; raises yaml.YAMLError (RepeatedKey among them) with the place in it."""
    return yaml.load(text, Loader=ContentLoader)
