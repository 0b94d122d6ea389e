"""How fast a lineage of 2,000 nodes is laid out.

    python tests/benchmarks/lineage_speed.py [NODES]

Lays out a project's life (files, dataset versions, runs, model versions, stages, predictions,
reports; each dataset version feeds the next one's training) and a random graph of the same size,
three times each, and prints the best time.
"""

from __future__ import annotations

import sys
import time

from mlops_desktop.core.layout import layout
from mlops_desktop.core.lineage import Edge, Graph, Node, NodeKind

NODES = 2_000


def life(count: int) -> Graph:
    """Return the lineage of ``count`` / 10 rounds of import, training, use and monitoring."""
    nodes: list[Node] = []
    edges: list[Edge] = []

    def add(name: str, kind: NodeKind, *sources: str) -> str:
        nodes.append(Node(name, kind, name))
        edges.extend(Edge(source, name) for source in sources)
        return name

    before: tuple[str, ...] = ()
    for at in range(count // 10):
        data = add(f"data {at}", NodeKind.DATASET, add(f"file {at}", NodeKind.FILE))
        first = add(f"run {at} a", NodeKind.RUN, data, *before)
        second = add(f"run {at} b", NodeKind.RUN, data)
        add(f"model {at} a", NodeKind.MODEL, first)
        model = add(f"model {at} b", NodeKind.MODEL, second)
        add(f"stage {at}", NodeKind.STAGE, model)
        new = add(f"new {at}", NodeKind.DATASET, add(f"new file {at}", NodeKind.FILE))
        scored = add(f"scored {at}", NodeKind.PREDICTIONS, new, model)
        add(f"report {at}", NodeKind.REPORT, scored, data)
        before = (data,)
    return Graph(tuple(nodes), tuple(edges))


def tangle(count: int) -> Graph:
    """Return a connected graph with a third more edges than a tree, many of them long."""
    kinds = tuple(NodeKind)
    names = [f"n{at}" for at in range(count)]
    nodes = tuple(Node(name, kinds[at * 7 // count], name) for at, name in enumerate(names))
    edges = [Edge(names[at - 1 - at * 7_919 % min(at, 500)], names[at]) for at in range(1, count)]
    half = count // 2
    edges += [
        Edge(names[at * 104_729 % half], names[half + at * 7_919 % half])
        for at in range(count // 3)
    ]
    return Graph(nodes, tuple(edges))


def main() -> None:
    """Print one line per graph."""
    count = int(sys.argv[1]) if len(sys.argv) == 2 else NODES
    for name, graph in (("a project's life", life(count)), ("a tangle", tangle(count))):
        size = {node.id: (148.0, 58.0) for node in graph.nodes}
        seconds = []
        for _ in range(3):
            started = time.perf_counter()
            layout(graph, size)
            seconds.append(time.perf_counter() - started)
        sys.stdout.write(
            f"{name}: {len(graph.nodes):,} nodes, {len(graph.edges):,} edges laid out in "
            f"{min(seconds):.3f} s\n"
        )


if __name__ == "__main__":
    main()
