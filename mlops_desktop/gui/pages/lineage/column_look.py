"""The course of looking at a version's columns: opened from its facts, put away with Back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.column_lineage import ColumnLineage, ColumnOrigin
from mlops_desktop.core.lineage import Node, NodeKind
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.lineage.columns import ColumnOutline, ColumnsCard
from mlops_desktop.services import column_lineage

WITH_COLUMNS = frozenset({NodeKind.DATASET, NodeKind.PREDICTIONS, NodeKind.MODEL})
"""Kinds of nodes whose columns can be followed back."""


class ColumnLook(QObject):
    """Reads where the columns of a version come from and shows it in both places.

    Signals:
        opened(), closed(): of the columns.

    Attributes:
        card: beside the graph; outline: in its place; node: whose columns are shown.
        show_version: chooses a version in the graph, by its label.
    """

    opened = Signal()
    closed = Signal()

    def __init__(self, page: Page, parent: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._found: ColumnLineage | None = None
        self.node: Node | None = None
        self.show_version: Callable[[str], object] | None = None
        self.card = ColumnsCard(parent)
        self.outline = ColumnOutline(parent)
        self.outline.failed = page.show_error
        self.card.closed.connect(self.close)
        self.card.chosen.connect(self._on_chosen)
        self.card.place_wanted.connect(self._on_place)

    def open(self, node: Node) -> None:
        """Show the columns of the version that a node stands for."""
        self.node = node
        session, ref = self._page.desk.session, version_of(node)
        self.card.begin(node.title)
        self.opened.emit()

        def take(found: ColumnLineage) -> None:
            if self.node is node:
                self._found = found
                self.card.show_lineage(found, of_model=node.kind is NodeKind.MODEL)

        self._page.load(
            lambda: column_lineage.columns(session, ref),
            take,
            key="columns",
            failed=self.card.show_failed,
        )

    def close(self) -> None:
        """Put the columns away."""
        if self.node is not None:
            self.node = self._found = None
            self.closed.emit()

    def _on_chosen(self, origin: ColumnOrigin | None) -> None:
        self.outline.show_trail(self._found, origin)

    def _on_place(self, label: str) -> None:
        if self.show_version is not None:
            self.show_version(label)


def version_of(node: Node) -> Reference:
    """Return the version that a node stands for."""
    name, _, number = node.title.rpartition("@")
    is_model = node.kind is NodeKind.MODEL
    return Reference(name, int(number), namespace=Namespace.MODEL if is_model else Namespace.DATA)
