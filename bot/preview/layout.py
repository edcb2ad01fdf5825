"""A layered drawing of a graph, from top to bottom: Sugiyama's four steps, each in its simplest form.

Edges that would close a circle are turned round; every node goes as far down as the longest way to it; the order in
each layer is swept a few times towards the middle of the neighbours, and so is what stands where in it; and an edge
over several layers bends at a point in each, which edges to the same node share, so that they run together.
(K. Sugiyama, S. Tagawa, M. Toda: Methods for visual understanding of hierarchical system structures, 1981.)
Nothing here knows what the nodes are. The same graph always gives the same drawing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

GAP, BETWEEN_LAYERS, BEND = 24.0, 56.0, 4.0
"""Distances in pixels: between neighbours, between layers, and what a bending edge takes of a layer's width."""
SWEEPS = 24

Edge = tuple[str, str]
Size = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Where everything is, in pixels: each node's upper left corner, and the points that each edge goes through."""

    width: float
    height: float
    corners: Mapping[str, tuple[float, float]]
    paths: Mapping[Edge, tuple[tuple[float, float], ...]]
    upward: frozenset[Edge]
    """The edges that lead back up."""


def draw(sizes: Mapping[str, Size], edges: Sequence[Edge]) -> Drawing:
    """Lay the nodes out; sizes are width and height, in the order in which nodes are preferred to come first."""
    edges = [edge for edge in dict.fromkeys(edges) if edge[0] != edge[1]]
    upward = _closing(list(sizes), edges)
    down = [(b, a) if (a, b) in upward else (a, b) for a, b in edges]
    layers = _layers(list(sizes), down)
    rows, chains = _with_bends(layers, down, upward)
    _sweep(rows, chains)
    return _place(rows, chains, sizes, edges, upward)


def _closing(nodes: list[str], edges: Sequence[Edge]) -> frozenset[Edge]:
    """The edges that lead back to a node on the way to them, looked for depth first."""
    after = _after(edges)
    done: set[str] = set()
    closing: set[Edge] = set()
    for start in nodes:
        way: list[tuple[str, list[str]]] = [(start, list(after[start]))] if start not in done else []
        on_the_way = {start}
        while way:
            node, left = way[-1]
            if not left:
                way.pop()
                on_the_way.discard(node)
                done.add(node)
                continue
            to = left.pop(0)
            if to in on_the_way:
                closing.add((node, to))
            elif to not in done:
                on_the_way.add(to)
                way.append((to, list(after[to])))
    return frozenset(closing)


def _after(edges: Sequence[Edge]) -> dict[str, list[str]]:
    after: dict[str, list[str]] = defaultdict(list)
    for a, b in edges:
        after[a].append(b)
    return after


def _layers(nodes: list[str], down: Sequence[Edge]) -> dict[str, int]:
    """The layer of each node: one below the lowest that leads to it; a first one just above what it leads to."""
    before: dict[str, list[str]] = defaultdict(list)
    after = _after(down)
    for a, b in down:
        before[b].append(a)
    layer: dict[str, int] = {}

    def depth(node: str) -> int:
        if node not in layer:
            layer[node] = 1 + max((depth(each) for each in before[node]), default=-1)
        return layer[node]

    for node in nodes:
        depth(node)
    for node in nodes:
        if not before[node] and after[node]:
            layer[node] = max(0, min(layer[each] for each in after[node]) - 1)
    return layer


def _with_bends(
    layers: dict[str, int], down: Sequence[Edge], upward: frozenset[Edge]
) -> tuple[list[list[str]], dict[Edge, list[str]]]:
    """Each layer's nodes and bends, and for each edge the names that it goes through."""
    rows: list[list[str]] = [[] for _ in range(max(layers.values(), default=0) + 1)]
    for node, number in layers.items():
        rows[number].append(node)
    chains: dict[Edge, list[str]] = {}
    for a, b in down:
        towards = f"^{a}" if (b, a) in upward else f"v{b}"
        bends = {number: f"{towards}@{number}" for number in range(layers[a] + 1, layers[b])}
        for number, bend in bends.items():
            if bend not in rows[number]:
                rows[number].append(bend)
        chains[a, b] = [a, *bends.values(), b]
    return rows, chains


def _neighbours(chains: Mapping[Edge, list[str]]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """For each node and bend, those above and those below that it is joined to."""
    above: dict[str, dict[str, None]] = defaultdict(dict)
    below: dict[str, dict[str, None]] = defaultdict(dict)
    for chain in chains.values():
        for upper, lower in pairwise(chain):
            below[upper][lower] = None
            above[lower][upper] = None
    return {each: [*them] for each, them in above.items()}, {each: [*them] for each, them in below.items()}


def _sweep(rows: list[list[str]], chains: Mapping[Edge, list[str]]) -> None:
    """Order each layer by the middle of the neighbours above, then below, and again."""
    above, below = _neighbours(chains)
    for number in range(SWEEPS):
        neighbours, order = (above, rows) if number % 2 == 0 else (below, rows[::-1])
        at: dict[str, float] = {}
        for row in order:
            middle = (len(row) - 1) / 2
            wanted = {
                each: _mean([at[one] for one in neighbours.get(each, ()) if one in at], place - middle)
                for place, each in enumerate(row)
            }
            row.sort(key=wanted.__getitem__)
            at.update({each: place - middle for place, each in enumerate(row)})


def _mean(places: list[float], otherwise: float) -> float:
    return sum(places) / len(places) if places else otherwise


def _middles(rows: list[list[str]], chains: Mapping[Edge, list[str]], widths: Mapping[str, float]) -> dict[str, float]:
    """How far to the right the middle of each stands: as near to its neighbours as those beside it allow."""
    above, below = _neighbours(chains)
    at: dict[str, float] = {}
    for row in rows:
        at.update(_apart(row, dict.fromkeys(row, 0.0), widths))
    for number in range(SWEEPS):
        for row in rows if number % 2 == 0 else rows[::-1]:
            wanted = {
                each: _mean([at[one] for one in (*above.get(each, ()), *below.get(each, ()))], at[each]) for each in row
            }
            at.update(_apart(row, wanted, widths))
    return at


def _apart(row: list[str], wanted: Mapping[str, float], widths: Mapping[str, float]) -> dict[str, float]:
    """The places nearest to the wanted ones (least squares) at which nothing in the row overlaps.

    Less the widths before each, that is isotonic regression: neighbours in the wrong order share their mean.
    """
    before = [0.0]
    for one, other in pairwise(row):
        before.append(before[-1] + (widths[one] + widths[other]) / 2 + GAP)
    blocks: list[tuple[float, int]] = []
    for each, offset in zip(row, before, strict=True):
        total, count = wanted[each] - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            more, many = blocks.pop()
            total, count = total + more, count + many
        blocks.append((total, count))
    means = [total / count for total, count in blocks for _ in range(count)]
    return {each: mean + offset for each, mean, offset in zip(row, means, before, strict=True)}


def _place(
    rows: list[list[str]],
    chains: Mapping[Edge, list[str]],
    sizes: Mapping[str, Size],
    edges: Sequence[Edge],
    upward: frozenset[Edge],
) -> Drawing:
    """Give everything its pixels."""
    widths = {each: sizes.get(each, (BEND, 0.0))[0] for row in rows for each in row}
    at = _middles(rows, chains, widths)
    left = min(at[each] - widths[each] / 2 for each in at)
    corners: dict[str, tuple[float, float]] = {}
    ends: dict[str, tuple[float, float, float]] = {}
    y = 0.0
    for row in rows:
        tall = max((sizes[each][1] for each in row if each in sizes), default=0.0)
        for each in row:
            high = sizes[each][1] if each in sizes else tall
            top, x = y + (tall - high) / 2, at[each] - left
            ends[each] = (x, top, top + high)
            if each in sizes:
                corners[each] = (x - widths[each] / 2, top)
        y += tall + BETWEEN_LAYERS
    width = max(at[each] + widths[each] / 2 for each in at) - left
    paths = {edge: _points(chains, ends, edge, edge in upward) for edge in edges}
    return Drawing(width, y - BETWEEN_LAYERS, corners, paths, upward)


def _points(
    chains: Mapping[Edge, list[str]], ends: Mapping[str, tuple[float, float, float]], edge: Edge, up: bool
) -> tuple[tuple[float, float], ...]:
    """From the foot of the first through each bend into the head of the last; the other way when it leads up."""
    chain = chains[edge[::-1] if up else edge]
    points: list[tuple[float, float]] = []
    for number, name in enumerate(chain):
        x, top, foot = ends[name]
        points += [(x, top)] if number else []
        points += [(x, foot)] if number < len(chain) - 1 else []
    return tuple((round(x, 1), round(y, 1)) for x, y in (points[::-1] if up else points))
