"""The same graph as a list, for keyboard and screen reader."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.lineage import Graph, Node
from mlops_desktop.gui.pages.lineage.items import kind_words
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn
from mlops_desktop.gui.widgets.table_panel import TablePanel


class Outline(TablePanel[Node]):
    """One line per node: what it is, what went into it, what came out of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__((), "lineage", key=lambda node: node.id, parent=parent)

    def show_graph(self, graph: Graph) -> None:
        """Show a graph."""
        titles = {node.id: node.title for node in graph.nodes}
        came_from: dict[str, list[str]] = {}
        went_into: dict[str, list[str]] = {}
        for edge in graph.edges:
            came_from.setdefault(edge.target, []).append(titles[edge.source])
            went_into.setdefault(edge.source, []).append(titles[edge.target])
        self.set_columns(
            (
                TableColumn(self.tr("Kind"), lambda n: kind_words(n.kind), width=110),
                TableColumn(
                    self.tr("Name"),
                    lambda n: n.title,
                    stretch=2,
                    look=lambda _n: CellLook(role=TextRole.MEDIUM),
                ),
                TableColumn(self.tr("Detail"), lambda n: n.detail, stretch=2),
                TableColumn(
                    self.tr("Came from"), lambda n: ", ".join(came_from.get(n.id, ())), stretch=3
                ),
                TableColumn(
                    self.tr("Went into"), lambda n: ", ".join(went_into.get(n.id, ())), stretch=3
                ),
            )
        )
        self.set_records(graph.nodes)
