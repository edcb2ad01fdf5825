"""The diagram shows every way that is declared, and nothing lies on top of anything else."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.flow import SCREENS
from bot.conversation.screen import BACK
from bot.preview.diagram import diagram, leads_to
from bot.preview.layout import Drawing, draw

NAMES = st.integers(0, 9).map(str)


def overlapping(drawing: Drawing, sizes: dict[str, tuple[float, float]]) -> list[tuple[str, str]]:
    """The nodes that share a pixel."""

    def apart(a: str, b: str) -> bool:
        (ax, ay), (bx, by) = drawing.corners[a], drawing.corners[b]
        (aw, ah), (bw, bh) = sizes[a], sizes[b]
        return ax + aw <= bx or bx + bw <= ax or ay + ah <= by or by + bh <= ay

    return [(a, b) for a, b in combinations(sizes, 2) if not apart(a, b)]


def test_every_screen_is_in_exactly_one_box() -> None:
    drawn = [screen for box in diagram().boxes for screen in box.screens]
    assert sorted(drawn) == sorted(SCREENS)


def test_every_declared_way_has_its_line() -> None:
    shown = diagram()
    box_of = {name: box.id for box in shown.boxes for name in box.screens or (box.id,)}
    for name, targets in leads_to().items():
        for target in targets:
            if target != BACK and box_of[name] != box_of[target]:
                assert (box_of[name], box_of[target]) in shown.drawing.paths, f"{name} leads to {target}"


def test_no_two_boxes_lie_on_each_other_and_all_are_inside() -> None:
    shown = diagram()
    sizes = {box.id: box.size for box in shown.boxes}
    assert not overlapping(shown.drawing, sizes)
    for name, (x, y) in shown.drawing.corners.items():
        wide, high = sizes[name]
        assert x >= -0.01
        assert x + wide <= shown.drawing.width + 0.01
        assert 0 <= y <= y + high <= shown.drawing.height


@settings(max_examples=60, deadline=None)
@given(
    nodes=st.dictionaries(NAMES, st.tuples(st.integers(10, 300), st.integers(10, 90)), min_size=1),
    pairs=st.lists(st.tuples(NAMES, NAMES), max_size=30),
)
def test_any_graph_is_drawn_without_overlap_and_each_line_joins_its_ends(
    nodes: dict[str, tuple[int, int]], pairs: list[tuple[str, str]]
) -> None:
    sizes = {name: (float(wide), float(high)) for name, (wide, high) in nodes.items()}
    edges = [(a, b) for a, b in pairs if a in sizes and b in sizes]
    drawing = draw(sizes, edges)
    assert not overlapping(drawing, sizes)
    assert set(drawing.paths) == {(a, b) for a, b in edges if a != b}
    for (a, b), points in drawing.paths.items():
        for name, (x, y), up in (
            (a, points[0], (a, b) in drawing.upward),
            (b, points[-1], (a, b) not in drawing.upward),
        ):
            left, top = drawing.corners[name]
            wide, high = sizes[name]
            assert abs(x - (left + wide / 2)) < 0.2
            assert abs(y - (top if up else top + high)) < 0.2
    assert draw(sizes, edges) == drawing
