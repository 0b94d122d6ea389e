"""The lineage picture: boxes apart, edges to the right and around the boxes, always the same."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlops_desktop.core.layout import Layout, Point, Route, Spacing, layout
from mlops_desktop.core.lineage import Edge, Graph, Node, NodeKind

KINDS = tuple(NodeKind)
STEADY = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def graph_of(kinds: dict[str, NodeKind], pairs: list[tuple[str, str]]) -> Graph:
    nodes = tuple(Node(name, kind, name) for name, kind in kinds.items())
    return Graph(nodes, tuple(Edge(a, b) for a, b in pairs))


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Graph, dict[str, tuple[float, float]]]:
    """Random acyclic graphs: kinds and sizes as they come, edges from earlier to later nodes."""
    count = draw(st.integers(1, 24))
    names = [f"n{i}" for i in range(count)]
    kinds = {name: draw(st.sampled_from(KINDS)) for name in names}
    pairs = draw(
        st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=40)
    )
    edges = [(names[min(a, b)], names[max(a, b)]) for a, b in pairs if a != b]
    size = {name: (draw(st.floats(20, 300)), draw(st.floats(10, 120))) for name in names}
    return graph_of(kinds, edges), size


def boxes_of(found: Layout, size: dict[str, tuple[float, float]]) -> dict[str, tuple[float, ...]]:
    return {
        name: (p.x, p.y, p.x + size[name][0], p.y + size[name][1])
        for name, p in found.positions.items()
    }


def points_on(route: Route, steps: int = 8) -> list[Point]:
    """Points on the curve, so many per piece, both ends included."""
    found = [route.points[0]]
    for start in range(0, len(route.points) - 1, 3):
        piece = route.points[start : start + 4]
        for step in range(1, steps + 1):
            t = step / steps
            u = 1 - t
            weights = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
            x, y = (
                sum(w * getattr(p, axis) for w, p in zip(weights, piece, strict=True))
                for axis in ("x", "y")
            )
            found.append(Point(x, y))
    return found


def crosses(route: Route, box: tuple[float, ...]) -> bool:
    left, top, right, bottom = box
    inset = 0.5
    return any(
        left + inset < p.x < right - inset and top + inset < p.y < bottom - inset
        for p in points_on(route, 16)
    )


@STEADY
@given(graphs())
def test_no_two_boxes_overlap_and_all_lie_inside_the_picture(case):
    graph, size = case
    found = layout(graph, size)
    boxes = list(boxes_of(found, size).values())
    for index, (left, top, right, bottom) in enumerate(boxes):
        assert left >= -1e-6
        assert top >= -1e-6
        assert right <= found.width + 1e-6
        assert bottom <= found.height + 1e-6
        for other in boxes[index + 1 :]:
            apart = (
                right <= other[0] + 1e-6
                or other[2] <= left + 1e-6
                or bottom <= other[1] + 1e-6
                or other[3] <= top + 1e-6
            )
            assert apart, (boxes[index], other)


@STEADY
@given(graphs())
def test_every_edge_runs_to_the_right_from_box_to_box(case):
    graph, size = case
    found = layout(graph, size)
    asked = {(edge.source, edge.target) for edge in graph.edges}
    assert {(route.source, route.target) for route in found.edges} == asked
    for route in found.edges:
        start, end = route.points[0], route.points[-1]
        source, target = found.positions[route.source], found.positions[route.target]
        assert start.x == pytest.approx(source.x + size[route.source][0])
        assert start.y == pytest.approx(source.y + size[route.source][1] / 2)
        assert end.x == pytest.approx(target.x)
        assert end.y == pytest.approx(target.y + size[route.target][1] / 2)
        assert start.x < end.x
        line = points_on(route)
        assert all(a.x <= b.x + 1e-6 for a, b in pairwise(line))


@STEADY
@given(graphs())
def test_no_edge_runs_through_a_box(case):
    graph, size = case
    found = layout(graph, size)
    boxes = boxes_of(found, size)
    for route in found.edges:
        for name, box in boxes.items():
            assert not crosses(route, box), (route.source, route.target, name)


@STEADY
@given(graphs())
def test_the_same_graph_gives_the_same_picture(case):
    graph, size = case
    assert layout(graph, size) == layout(graph, size)


@STEADY
@given(graphs(), st.integers(0, 23))
def test_known_nodes_keep_their_order_when_one_is_added(case, parent):
    graph, size = case
    before = layout(graph, size)
    source = graph.nodes[parent % len(graph.nodes)].id
    grown = Graph(
        (*graph.nodes, Node("new", NodeKind.REPORT, "new")), (*graph.edges, Edge(source, "new"))
    )
    after = layout(grown, {**size, "new": (100.0, 40.0)}, previous=before)
    # Old nodes that share a column and a connected part then and now stand in the same order.
    names = [node.id for node in graph.nodes]
    for name in names:
        for other in names:
            is_part = _connected(graph, name, other)
            same = before.positions[name].x == before.positions[other].x
            still = after.positions[name].x == after.positions[other].x
            if is_part and same and still and before.positions[name].y < before.positions[other].y:
                assert after.positions[name].y < after.positions[other].y


def _connected(graph: Graph, first: str, second: str) -> bool:
    seen, queue = {first}, [first]
    for name in queue:
        for edge in graph.edges:
            for a, b in ((edge.source, edge.target), (edge.target, edge.source)):
                if a == name and b not in seen:
                    seen.add(b)
                    queue.append(b)
    return second in seen


LIFE = {
    "file": NodeKind.FILE,
    "bikes@1": NodeKind.DATASET,
    "run": NodeKind.RUN,
    "v1": NodeKind.MODEL,
    "production": NodeKind.STAGE,
    "july.csv": NodeKind.FILE,
    "july@1": NodeKind.DATASET,
    "scored@1": NodeKind.PREDICTIONS,
    "report": NodeKind.REPORT,
}
STEPS = [
    ("file", "bikes@1"),
    ("bikes@1", "run"),
    ("run", "v1"),
    ("v1", "production"),
    ("july.csv", "july@1"),
    ("july@1", "scored@1"),
    ("v1", "scored@1"),
    ("v1", "report"),
    ("july@1", "report"),
]


def sizes(graph: Graph) -> dict[str, tuple[float, float]]:
    return {node.id: (148.0, 58.0) for node in graph.nodes}


def test_nodes_of_a_kind_share_a_column():
    graph = graph_of(LIFE, STEPS)
    at = layout(graph, sizes(graph)).positions
    assert at["file"].x == at["july.csv"].x < at["bikes@1"].x == at["july@1"].x < at["run"].x
    assert at["run"].x < at["v1"].x < at["production"].x == at["scored@1"].x == at["report"].x


def test_spacing_is_kept_between_columns_and_boxes():
    graph = graph_of(LIFE, STEPS)
    found = layout(graph, sizes(graph), Spacing(layer=90, node=33))
    columns = sorted({p.x for p in found.positions.values()})
    assert all(b - a == pytest.approx(148 + 90) for a, b in pairwise(columns))
    for x in columns:
        tops = sorted(p.y for p in found.positions.values() if p.x == x)
        assert all(b - a >= 58 + 33 - 1e-6 for a, b in pairwise(tops))


def test_a_chain_is_drawn_as_a_straight_line():
    names = {f"n{i}": kind for i, kind in enumerate(KINDS[:4])}
    graph = graph_of(names, [("n0", "n1"), ("n1", "n2"), ("n2", "n3")])
    found = layout(graph, sizes(graph))
    assert len({p.y for p in found.positions.values()}) == 1


def test_edges_that_need_not_cross_do_not():
    # Listed so that the given order crosses everywhere.
    kinds = {f"a{i}": NodeKind.FILE for i in range(6)} | {
        f"b{i}": NodeKind.DATASET for i in range(6)
    }
    graph = graph_of(kinds, [(f"a{i}", f"b{5 - i}") for i in range(6)] + [("a0", "b4")])
    at = layout(graph, sizes(graph)).positions
    for first in graph.edges:
        for second in graph.edges:
            above = at[first.source].y - at[second.source].y
            below = at[first.target].y - at[second.target].y
            assert above * below >= -1e-6


def test_unconnected_parts_lie_apart_and_side_by_side_when_there_are_many():
    kinds = {f"n{i}": NodeKind.FILE for i in range(60)}
    graph = graph_of(kinds, [])
    found = layout(graph, sizes(graph))
    assert len({p.x for p in found.positions.values()}) > 3
    assert 0.5 < found.width / found.height < 4


def test_cycles_loops_doubles_and_unknown_ends_do_no_harm():
    kinds = dict.fromkeys("abc", NodeKind.DATASET)
    pairs = [("a", "b"), ("b", "c"), ("c", "a"), ("a", "a"), ("a", "b"), ("a", "nowhere")]
    found = layout(graph_of(kinds, pairs), dict.fromkeys("abc", (50.0, 20.0)))
    assert [(route.source, route.target) for route in found.edges] == [
        ("a", "b"),
        ("b", "c"),
        ("c", "a"),
    ]
    assert found.positions["a"].x < found.positions["b"].x < found.positions["c"].x


def test_an_empty_graph_is_an_empty_picture():
    assert layout(Graph((), ()), {}) == Layout({}, (), 0.0, 0.0)


def test_two_thousand_nodes_keep_all_promises():
    names = [f"n{i}" for i in range(2000)]
    kinds = {name: KINDS[i * 7 // 2000] for i, name in enumerate(names)}
    pairs = [(names[i - 1 - i * 7919 % min(i, 300)], names[i]) for i in range(1, 2000)]
    pairs += [(names[i * 104_729 % 1_000], names[1_000 + i * 7_919 % 1_000]) for i in range(600)]
    graph = graph_of(kinds, pairs)
    found = layout(graph, sizes(graph))
    rows: dict[float, list[float]] = {}
    for p in found.positions.values():
        rows.setdefault(p.x, []).append(p.y)
    for tops in rows.values():
        tops.sort()
        assert all(b - a >= 58 + 24 - 1e-6 for a, b in pairwise(tops))
    assert all(route.points[0].x < route.points[-1].x for route in found.edges)


def test_more_long_edges_than_can_be_led_around_are_still_drawn():
    names = [f"n{i}" for i in range(300)]
    kinds = dict.fromkeys(names, NodeKind.DATASET)
    chain = list(pairwise(names))
    # Two halves that only edges over many layers hold together, and hundreds of those.
    del chain[150]
    long = [(names[i], names[299 - i]) for i in range(149)] + [
        (names[i], names[150 + i]) for i in range(150)
    ]
    graph = graph_of(kinds, [*chain, *long])
    found = layout(graph, sizes(graph))
    assert len(found.edges) == len({*chain, *long})
    for route in found.edges:
        assert route.points[0].x < route.points[-1].x
    assert len({(p.x, p.y) for p in found.positions.values()}) == 300
    again = layout(graph, sizes(graph), previous=found)
    assert again.positions.keys() == found.positions.keys()
