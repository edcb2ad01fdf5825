"""Where each part of a YAML text stands, and how it is written there: for findings, and for changing it in place."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from bot.directory.findings import Finding, Loc, named
from bot.directory.reading import RepeatedKey, nodes


@dataclass(frozen=True, slots=True)
class Written:
    """A single word or text of a file, as it stands there, and whether quotes are round it."""

    text: str
    quoted: bool


class Located:
    """A YAML text whose parts can be found again. Raises yaml.YAMLError. Lines and columns of marks count from 0."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.root: yaml.Node | None = nodes(text)

    def finding(self, loc: Loc, message: str, suggestion: str = "", *, at_key: bool = False) -> Finding:
        """The finding at that place in the file, or at the nearest part around it that is written down."""
        line, column = self._place(loc, at_key)
        return Finding(self.file, line + 1, column + 1, named(loc), message, suggestion)

    def node(self, loc: Loc) -> yaml.Node | None:
        """The part at that place, or None when it isn't written down."""
        node = self.root
        for step in loc:
            pair = _step(node, step) if node is not None else None
            if pair is None:
                return None
            node = pair[1]
        return node

    def written(self, loc: Loc) -> Written | None:
        """The word or text at that place as it is written; None for lists, parts, and what isn't there."""
        node = self.node(loc)
        return Written(node.value, bool(node.style)) if isinstance(node, yaml.ScalarNode) else None

    def repeated(self) -> list[RepeatedKey]:
        """Every key that a part has twice, with its place."""
        found: list[RepeatedKey] = []
        waiting = [self.root] if self.root is not None else []
        been: set[int] = set()  # a part can hold itself: a: &x [*x]
        while waiting:
            node = waiting.pop()
            if id(node) in been:
                continue
            been.add(id(node))
            if isinstance(node, yaml.SequenceNode):
                waiting += node.value
            elif isinstance(node, yaml.MappingNode):
                seen: set[str] = set()
                for key, value in node.value:
                    waiting.append(value)
                    if isinstance(key, yaml.ScalarNode) and key.value in seen:
                        problem = f"the key {key.value} is written twice"
                        found.append(RepeatedKey(problem=problem, problem_mark=key.start_mark))
                    seen.add(key.value if isinstance(key, yaml.ScalarNode) else "")
        return found

    def _place(self, loc: Loc, at_key: bool) -> tuple[int, int]:
        """Line and column, counted from 0."""
        node = self.root
        if node is None:
            return 0, 0
        mark = node.start_mark
        for step in loc:
            pair = _step(node, step)
            if pair is None:
                break
            key, node = pair
            mark = key.start_mark if key is not None and (at_key or _is_empty(node)) else node.start_mark
        return mark.line, mark.column


def _step(node: yaml.Node, step: int | str) -> tuple[yaml.Node | None, yaml.Node] | None:
    """One step into a part: the key (None in a list) and what stands there."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
        return None, node.value[step]
    return None


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.value == "" and not node.style
