"""The chosen node: its facts, where it came from, what depends on it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.lineage import Graph, Node
from mlops_desktop.gui.pages.lineage.column_look import WITH_COLUMNS
from mlops_desktop.gui.pages.lineage.items import kind_words
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.facts import FactsList
from mlops_desktop.gui.widgets.layouts import rule
from mlops_desktop.gui.widgets.record_list import ListLine, RecordList
from mlops_desktop.gui.widgets.text import Text


class Details(Card):
    """Tells about one node.

    Signals:
        chosen(str): a neighbour was chosen. opened(str): the node's page is wanted.
        focused(str): only what surrounds the node is wanted.
        columns_wanted(): where the version's columns come from is wanted.
    """

    chosen = Signal(str)
    opened = Signal(str)
    focused = Signal(str)
    columns_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._node_id = ""
        self._hint = Text(
            self.tr("Choose a node to see where it came from."), wrap=True, parent=self
        )
        self._facts = FactsList(is_wrapping=True, parent=self)
        self._below = Text(self.tr("What depends on it"), TextRole.SECONDARY_STRONG, parent=self)
        self.dependants: RecordList[Node] = RecordList(
            lambda node: ListLine(node.title, f"{kind_words(node.kind)} · {node.detail}"),
            self.tr("What depends on it"),
            key=lambda node: node.id,
            parent=self,
        )
        self._nothing = Text(self.tr("Nothing yet."), TextRole.SECONDARY, "muted", parent=self)
        self.columns = Button(self.tr("Columns…"), self.columns_wanted.emit, parent=self)
        self.columns.setToolTip(self.tr("Where each column comes from, step by step"))
        self.focus = Button(self.tr("Show only its lineage"), self._on_focus, parent=self)
        self.open = Button(self.tr("Open"), self._on_open, parent=self)
        self.add(self._hint, self._facts, rule(self), self._below, self._nothing)
        self.add(self.dependants, stretch=1)
        self.add(self.columns, self.focus, self.open)
        self.dependants.opened.connect(self._on_dependant)
        self.show_node(None, Graph((), ()))

    def show_node(self, node: Node | None, graph: Graph) -> None:
        """Show a node, or ask for one."""
        has_node = node is not None
        for part in (self._facts, self._below, self.dependants, self.focus, self.open):
            part.setVisible(has_node)
        self.columns.setVisible(node is not None and node.kind in WITH_COLUMNS)
        self._hint.setVisible(not has_node)
        self._nothing.hide()
        if node is None:
            self.set_title(self.tr("Nothing chosen"), "")
            return
        self._node_id = node.id
        self.set_title(node.title, kind_words(node.kind))
        self._facts.set_facts((label, _short(value)) for label, value in node.facts)
        below = graph.downstream(node.id)
        dependants = tuple(item for item in graph.nodes if item.id in below)
        self.dependants.set_records(dependants)
        self.dependants.setVisible(bool(dependants))
        self._nothing.setVisible(not dependants)

    def _on_dependant(self, node: Node) -> None:
        self.chosen.emit(node.id)

    def _on_focus(self) -> None:
        self.focused.emit(self._node_id)

    def _on_open(self) -> None:
        self.opened.emit(self._node_id)


def _short(value: str) -> str:
    """Return a digest by its ends, as in "sha256 9f2c…41ab"; anything else as it is."""
    name, _, digest = value.partition(" ")
    return f"{name} {digest[:4]}…{digest[-4:]}" if name == "sha256" else value
