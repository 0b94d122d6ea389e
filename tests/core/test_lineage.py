"""What went into a thing, and what came out of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_desktop.core.lineage import Edge, Graph, Node, NodeKind

# One life: a file, two versions of a model from it, predictions and a report of the second.
LIFE = [
    ("file", "bikes@1"),
    ("bikes@1", "run1"),
    ("bikes@1", "run2"),
    ("run1", "model@1"),
    ("run2", "model@2"),
    ("model@2", "production"),
    ("model@2", "predictions@1"),
    ("july@1", "predictions@1"),
    ("july file", "july@1"),
    ("model@2", "report"),
    ("bikes@1", "report"),
    ("july@1", "report"),
]


def _graph(edges: list[tuple[str, str]]) -> Graph:
    names = sorted({name for edge in edges for name in edge})
    nodes = tuple(Node(name, NodeKind.DATASET, name) for name in names)
    return Graph(nodes, tuple(Edge(*edge) for edge in edges))


@pytest.fixture
def life() -> Graph:
    """The graph of that life."""
    return _graph(LIFE)


def test_upstream_is_everything_that_went_into_it(life: Graph) -> None:
    assert life.upstream("predictions@1") == {
        "model@2", "run2", "bikes@1", "file", "july@1", "july file",
    }  # fmt: skip


def test_downstream_is_everything_made_from_it(life: Graph) -> None:
    assert life.downstream("run2") == {"model@2", "production", "predictions@1", "report"}
    assert life.downstream("report") == frozenset()


def test_depth_counts_steps_along_the_shortest_way(life: Graph) -> None:
    assert life.upstream("report", 1) == {"model@2", "bikes@1", "july@1"}
    assert life.upstream("report", 2) == {
        "model@2", "bikes@1", "july@1", "run2", "file", "july file",
    }  # fmt: skip
    assert life.upstream("report", 0) == frozenset()


def test_around_keeps_both_sides_and_the_edges_between(life: Graph) -> None:
    part = life.around("model@2", upstream=1, downstream=1)
    names = {node.id for node in part.nodes}
    assert names == {"run2", "model@2", "production", "predictions@1", "report"}
    assert {(edge.source, edge.target) for edge in part.edges} == {
        edge for edge in LIFE if set(edge) <= names
    }


def test_siblings_are_not_part_of_a_things_lineage(life: Graph) -> None:
    assert "model@1" not in {node.id for node in life.around("model@2").nodes}


def test_a_node_is_found_by_its_id(life: Graph) -> None:
    assert life.node("run1").title == "run1"
    with pytest.raises(KeyError):
        life.node("nothing")


ACYCLIC = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] < pair[1]),
    min_size=1,
    unique=True,
).map(lambda pairs: _graph([(f"{a:02}", f"{b:02}") for a, b in pairs]))


@given(ACYCLIC)
def test_a_goes_into_b_exactly_when_b_comes_from_a(graph: Graph) -> None:
    names = [node.id for node in graph.nodes]
    for name in names:
        assert graph.downstream(name) == {other for other in names if name in graph.upstream(other)}
        assert name not in graph.upstream(name)


@given(ACYCLIC, st.integers(0, 12))
def test_looking_deeper_never_loses_anything(graph: Graph, depth: int) -> None:
    for node in graph.nodes:
        near, far = graph.upstream(node.id, depth), graph.upstream(node.id, depth + 1)
        assert near <= far <= graph.upstream(node.id)
