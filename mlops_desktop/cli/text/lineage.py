"""Lineage as indented trees: the same paths the window draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from mlops_desktop.cli.text.plain import safe
from mlops_desktop.cli.text.table import Heading, table
from mlops_desktop.core.lineage import Node, NodeKind
from mlops_desktop.core.wording import counted

if TYPE_CHECKING:
    from mlops_desktop.core.column_lineage import ColumnLineage, ColumnOrigin
    from mlops_desktop.core.lineage import Graph

_WORDS = {
    NodeKind.FILE: "file",
    NodeKind.DATASET: "dataset",
    NodeKind.RECIPE: "recipe",
    NodeKind.RUN: "training run",
    NodeKind.MODEL: "model version",
    NodeKind.STAGE: "stage",
    NodeKind.PREDICTIONS: "predictions",
    NodeKind.REPORT: "monitor report",
}


def whole(graph: Graph) -> Iterator[str]:
    """Yield the project's lineage, from what nothing went into."""
    if not graph.nodes:
        yield "○ Nothing yet: import a file first."
        return
    targets = {edge.target for edge in graph.edges}
    tree = _Tree(graph, forward=True)
    for node in graph.nodes:
        if node.id not in targets:
            yield from tree.lines(node.id)


def around(graph: Graph, focus: str) -> Iterator[str]:
    """Yield one thing, what it was made from and what was made from it."""
    yield _words(graph.node(focus))
    yield "Made from:"
    yield from _Tree(graph, forward=False).below(focus, "  ", none="nothing earlier is recorded")
    yield "Went into:"
    yield from _Tree(graph, forward=True).below(focus, "  ", none="nothing yet")


def columns(found: ColumnLineage) -> Iterator[str]:
    """Yield, for each column, the columns of files it comes from and what is between."""
    of = "" if found.label == found.version else f", trained on {safe(found.version)}"
    what = "input" if of else "column"
    yield f"{safe(found.label)}{of}: {counted(len(found.columns), what)}"
    headings = [Heading("Column"), Heading("Comes from", limit=120), Heading("Through")]
    rows = [[item.column, _origins(item), ", ".join(item.through)] for item in found.columns]
    if any(item.becomes for item in found.columns):
        headings.append(Heading("In the model", limit=120))
        for row, item in zip(rows, found.columns, strict=True):
            row.append(", ".join(item.becomes))
    yield from table(headings, rows)


def _origins(item: ColumnOrigin) -> str:
    by_file: dict[str, list[str]] = {}
    for origin in item.origins:
        by_file.setdefault(f"{origin.file} ({origin.version})", []).append(origin.column)
    told = [f"{file}: {', '.join(names)}" for file, names in by_file.items()]
    if item.is_opaque:
        told.append("opaque: not all of it can be told" if told else "opaque: it cannot be told")
    return "; ".join(told) or "no column (a constant or a count)"


class _Tree:
    """Draws the graph as trees; what was drawn before is only named again.

    Not recursive: a chain of a thousand imports must not end in a recursion limit.
    """

    def __init__(self, graph: Graph, *, forward: bool) -> None:
        self._nodes: Mapping[str, Node] = {node.id: node for node in graph.nodes}
        self._next: dict[str, list[str]] = {}
        for edge in graph.edges:
            start, end = (edge.source, edge.target) if forward else (edge.target, edge.source)
            self._next.setdefault(start, []).append(end)
        self._drawn: set[str] = set()

    def lines(self, node_id: str) -> Iterator[str]:
        """Yield a node and what follows it."""
        yield _words(self._nodes[node_id])
        self._drawn.add(node_id)
        yield from self.below(node_id, "")

    def below(self, node_id: str, indent: str, none: str = "") -> Iterator[str]:
        """Yield what follows a node, or ``none`` when there is nothing."""
        if none and not self._next.get(node_id):
            yield f"{indent}○ {none}"
        waiting = self._children(node_id, indent)
        while waiting:
            prefix, branch, child = waiting.pop()
            again = child in self._drawn and self._next.get(child)
            remark = " (shown above)" if again else ""
            yield f"{prefix}{branch} {_words(self._nodes[child])}{remark}"
            if not again:
                deeper = prefix + ("   " if branch == "└─" else "│  ")
                waiting.extend(self._children(child, deeper))
            self._drawn.add(child)

    def _children(self, node_id: str, prefix: str) -> list[tuple[str, str, str]]:
        """Return what follows, last first, as it lies on a stack."""
        children = self._next.get(node_id, [])
        last = len(children) - 1
        return [
            (prefix, "└─" if index == last else "├─", child)
            for index, child in reversed(list(enumerate(children)))
        ]


def _words(node: Node) -> str:
    detail = f" ({safe(node.detail)})" if node.detail else ""
    return f"{_WORDS[node.kind]} {safe(node.title)}{detail}"
