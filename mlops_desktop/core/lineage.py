"""The lineage graph: derived from the registry's facts, never stored."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class NodeKind(StrEnum):
    """Kinds of nodes, in the order of a life from left to right."""

    FILE = "file"
    DATASET = "dataset"
    RECIPE = "recipe"
    RUN = "run"
    MODEL = "model"
    STAGE = "stage"
    PREDICTIONS = "predictions"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Node:
    """One thing in the graph.

    Attributes:
        id: ``kind:`` and the registry's id; unique and stable.
        title: "bikes@2"; ``detail`` one line below it: "3,624 rows".
        facts: (label, value) lines for the details pane.
        tone: a :class:`~mlops_desktop.core.dataset.Severity`-like role or stage for its mark.
    """

    id: str
    kind: NodeKind
    title: str
    detail: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """``source`` went into ``target``."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and edges; edges run forward in time, so there is no cycle."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def node(self, node_id: str) -> Node:
        """Return the node of that id; raises ``KeyError``."""
        for node in self.nodes:
            if node.id == node_id:
                return node
        raise KeyError(node_id)

    def upstream(self, node_id: str, depth: int | None = None) -> frozenset[str]:
        """Return the ids of everything that went into the node, at most ``depth`` steps away."""
        return _reach(node_id, _neighbours((e.target, e.source) for e in self.edges), depth)

    def downstream(self, node_id: str, depth: int | None = None) -> frozenset[str]:
        """Return the ids of everything made from the node, at most ``depth`` steps away."""
        return _reach(node_id, _neighbours((e.source, e.target) for e in self.edges), depth)

    def around(
        self, node_id: str, upstream: int | None = None, downstream: int | None = None
    ) -> Graph:
        """Return the part that went into the node or came out of it, the node included."""
        kept = self.upstream(node_id, upstream) | self.downstream(node_id, downstream) | {node_id}
        return Graph(
            tuple(node for node in self.nodes if node.id in kept),
            tuple(e for e in self.edges if e.source in kept and e.target in kept),
        )


def _neighbours(pairs: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for source, target in pairs:
        found.setdefault(source, []).append(target)
    return found


def _reach(start: str, neighbours: Mapping[str, list[str]], depth: int | None) -> frozenset[str]:
    seen: dict[str, int] = {start: 0}
    queue = deque([start])
    while queue:
        current = queue.popleft()
        if depth is not None and seen[current] >= depth:
            continue
        for following in neighbours.get(current, ()):
            if following not in seen:
                seen[following] = seen[current] + 1
                queue.append(following)
    return frozenset(seen) - {start}
