"""How fast a lineage of 2,000 nodes is laid out, drawn and panned.

    python tests/benchmarks/lineage_speed.py [NODES]

Lays out a project's life (files, dataset versions, runs, model versions, stages, predictions,
reports; each dataset version feeds the next one's training) and a random graph of the same size,
three times each, and prints the best time. Then puts each into the page's own view, without a
screen, paints it as a whole and pans it at the size a person reads: milliseconds per picture.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from itertools import pairwise

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from mlops_desktop.core.layout import Layout, layout
from mlops_desktop.core.lineage import Edge, Graph, Node, NodeKind
from mlops_desktop.gui.pages.lineage.scene import LineageScene
from mlops_desktop.gui.pages.lineage.view import LineageView
from mlops_desktop.gui.theme import theme

PANS = 60
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


def draw(app: QApplication, graph: Graph, placed: Layout) -> tuple[float, list[float]]:
    """Return seconds to draw the whole graph, and milliseconds of each picture while panning."""
    scene = LineageScene()
    view = LineageView(scene)
    view.resize(1280, 800)
    view.show()
    app.processEvents()
    started = time.perf_counter()
    scene.show_graph(graph, placed)
    view.fit()
    view.grab()
    drawn = time.perf_counter() - started
    view.full_size()
    view.grab()
    bar = view.verticalScrollBar()
    step = max(1, (bar.maximum() - bar.minimum()) // PANS)
    moments = [time.perf_counter()]
    for at in range(PANS):
        bar.setValue(bar.minimum() + at * step)
        view.grab()
        moments.append(time.perf_counter())
    view.close()
    return drawn, [(after - before) * 1000 for before, after in pairwise(moments)]


def main() -> None:
    """Print two lines per graph."""
    count = int(sys.argv[1]) if len(sys.argv) == 2 else NODES
    app = QApplication(sys.argv[:1])
    theme.apply(app, theme.Mode.LIGHT)
    for name, graph in (("a project's life", life(count)), ("a tangle", tangle(count))):
        size = {node.id: (148.0, 58.0) for node in graph.nodes}
        seconds = []
        for _ in range(3):
            started = time.perf_counter()
            placed = layout(graph, size)
            seconds.append(time.perf_counter() - started)
        drawn, pans = draw(app, graph, placed)
        sys.stdout.write(
            f"{name}: {len(graph.nodes):,} nodes, {len(graph.edges):,} edges laid out in "
            f"{min(seconds):.3f} s, drawn as a whole in {drawn:.3f} s\n"
            f"  panned: {statistics.median(pans):.1f} ms a picture of the whole view (median), "
            f"{max(pans):.1f} at most\n"
        )


if __name__ == "__main__":
    main()
