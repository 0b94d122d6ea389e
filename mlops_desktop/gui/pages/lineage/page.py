"""The lineage page: the graph, its twin outline, and the chosen node's facts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QStackedLayout, QWidget

from mlops_desktop.core.changes import EntityKind
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.layout import Layout, Spacing, layout
from mlops_desktop.core.lineage import Graph, Node, NodeKind
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.gui.damage import DamageNotice
from mlops_desktop.gui.page import Desk, Page
from mlops_desktop.gui.pages.lineage.column_look import ColumnLook
from mlops_desktop.gui.pages.lineage.details import Details
from mlops_desktop.gui.pages.lineage.items import HEIGHT, WIDTH
from mlops_desktop.gui.pages.lineage.outline import Outline
from mlops_desktop.gui.pages.lineage.scene import LineageScene
from mlops_desktop.gui.pages.lineage.view import LineageView
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_4
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.file_dialogs import choose_save_file
from mlops_desktop.gui.widgets.forms import Choice
from mlops_desktop.gui.widgets.layouts import boxed, column, row
from mlops_desktop.gui.widgets.states import EmptyState
from mlops_desktop.gui.widgets.table_copy import save_bytes
from mlops_desktop.services import lineage
from mlops_desktop.services.session import Session

_SPACING = Spacing(layer=36.0, node=18.0, component=36.0)
_ALL = -1
_SURVEYABLE = 14
"""More nodes than this cannot be read at once: the first look is at what is in production."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be drawn: everything, or so many steps around one node."""

    focus: str | None = None
    upstream: int | None = None
    downstream: int | None = None


@dataclass(frozen=True, slots=True)
class _Drawn:
    graph: Graph
    layout: Layout


class LineagePage(Page):
    """Everything's way from file to check, left to right."""

    key, title, icon = "lineage", "Lineage", "lineage"
    interested_in = frozenset(
        {
            EntityKind.DATASET,
            EntityKind.MODEL,
            EntityKind.STAGE,
            EntityKind.PREDICTION,
            EntityKind.REPORT,
        }
    )
    help_topic = "lineage"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._wanted = _Wanted()
        self._drawn: _Drawn | None = None
        self._fitted: _Wanted | None = None
        self._choose_next: str | None = None
        self._is_put_off = False
        self.scene = LineageScene(self)
        self.view = LineageView(self.scene, self)
        self.outline = Outline(self)
        self.details = Details(self)
        self.columns = ColumnLook(self, self)
        self.damage = DamageNotice(self)
        self.upstream = self._depth(self.tr("Steps back"))
        self.downstream = self._depth(self.tr("Steps on"))
        self._lay_out()
        self._connect()
        theme.notifier().changed.connect(self._on_theme)

    def _depth(self, name: str) -> Choice:
        options = [(_ALL, self.tr("all")), (1, "1"), (2, "2"), (3, "3")]
        choice = Choice([(value, f"{name}: {words}") for value, words in options], parent=self)
        choice.setAccessibleName(name)
        return choice

    def _lay_out(self) -> None:
        graph = Card(parent=self)
        tools = row(spacing=SPACE_2)
        tools.addWidget(self.upstream)
        tools.addWidget(self.downstream)
        self._whole = LinkButton(self.tr("Show everything"), self._on_whole, parent=self)
        tools.addWidget(self._whole)
        tools.addStretch(1)
        self._outline_button = LinkButton(self.tr("Outline"), self._on_outline, parent=self)
        tools.addWidget(self._outline_button)
        tools.addWidget(LinkButton(self.tr("Fit"), self.view.fit, parent=self))
        tools.addWidget(LinkButton(self.tr("100 %"), self.view.full_size, parent=self))
        graph.body.addLayout(tools)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.outline)
        self._stack.addWidget(self.columns.outline)
        graph.add(boxed(self._stack, self), stretch=1)
        self._set_widths()
        self.columns.card.hide()
        both = row(spacing=SPACE_4)
        both.addWidget(graph, 1)
        both.addWidget(self.details)
        both.addWidget(self.columns.card)
        layout_ = column()
        layout_.addLayout(both)
        self.content.setLayout(layout_)
        self.header.set_primary(self.tr("Save as PNG…"), self.save_png)

    def _set_widths(self) -> None:
        self.details.setFixedWidth(theme.px(296))
        self.columns.card.setFixedWidth(theme.px(320))

    def _connect(self) -> None:
        self.scene.chosen.connect(self._on_chosen)
        self.scene.opened.connect(self.open_node)
        self.view.entered.connect(self.open_node)
        self.outline.selected.connect(self._on_outlined)
        self.outline.opened.connect(self._on_outline_opened)
        self.outline.failed = self.show_error
        self.details.chosen.connect(self._on_neighbour)
        self.details.opened.connect(self.open_node)
        self.details.focused.connect(self.focus_on)
        self.details.columns_wanted.connect(self.show_columns)
        self.columns.opened.connect(self._on_columns)
        self.columns.closed.connect(self._on_columns)
        self.columns.show_version = self._on_version
        self.upstream.currentIndexChanged.connect(self._on_depth)
        self.downstream.currentIndexChanged.connect(self._on_depth)

    def make_empty(self) -> EmptyState:
        """Say what makes the first node."""
        return EmptyState(
            "lineage",
            self.tr("Nothing has come from anywhere yet."),
            self.tr("Import data…"),
            self._on_import,
            parent=self,
        )

    # Looking ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Derive and lay out the graph again, off the GUI thread."""
        session, wanted = self.desk.session, self._wanted
        size = (theme.px(WIDTH), theme.px(HEIGHT))
        previous = self._drawn.layout if self._drawn is not None else None
        self.load(lambda: _draw(session, wanted, size, previous), self._on_drawn)
        self.damage.look()

    def show_reference(self, ref: object) -> None:
        """Choose a node: by its id, or a version by its reference."""
        if isinstance(ref, Reference):
            session = self.desk.session
            self.load(lambda: lineage.focus_of(session, ref), self._on_wanted_node, key="reference")
        elif isinstance(ref, str):
            self._on_wanted_node(ref)

    def focus_on(self, node_id: str) -> None:
        """Show only what went into a node and came out of it."""
        self._wanted = _Wanted(node_id, self._wanted.upstream, self._wanted.downstream)
        self._choose_next = node_id
        self.refresh()

    def _on_wanted_node(self, node_id: str) -> None:
        self._choose_next = node_id
        if self._drawn is not None and node_id in self.scene.nodes:
            self._choose_now()
        else:
            self._wanted = _Wanted()
            self.refresh()

    def _on_drawn(self, drawn: _Drawn) -> None:
        is_first = self._drawn is None
        self._drawn = drawn
        if is_first and self._wanted.focus is None and self._choose_next is None:
            self._choose_next = in_production = _in_production(drawn.graph)
            if in_production is not None and len(drawn.graph.nodes) > _SURVEYABLE:
                self.focus_on(in_production)
                return
        self._whole.setVisible(self._wanted.focus is not None)
        for choice in (self.upstream, self.downstream):
            choice.setVisible(self._wanted.focus is not None)
        if not drawn.graph.nodes:
            self.states.show_empty()
            return
        self.states.show_content()
        self.scene.show_graph(drawn.graph, drawn.layout)
        self.outline.show_graph(drawn.graph)
        self._show_subtitle(drawn.graph)
        self._choose_now()
        if self._wanted != self._fitted:
            self._fitted = self._wanted
            self.view.begin()
        if self.scene.current is None:
            self.details.show_node(None, drawn.graph)

    def _show_subtitle(self, graph: Graph) -> None:
        focus = self._wanted.focus
        count = self.tr("{0} things, {1} steps between them").format(
            len(graph.nodes), len(graph.edges)
        )
        if focus is not None:
            count = self.tr("{0} · {1}").format(graph.node(focus).title, count)
        self.header.set_subtitle(count)

    def _choose_now(self) -> None:
        if self._choose_next is not None:
            wanted, self._choose_next = self._choose_next, None
            self.scene.choose(wanted)
            self.view.reveal()

    def show_columns(self) -> None:
        """Show where the columns of the chosen version come from."""
        if self.scene.current is not None:
            self.columns.open(self.scene.graph.node(self.scene.current))

    def _on_columns(self) -> None:
        """Change between a version's facts and its columns, beside the graph and in the outline."""
        is_open = self.columns.node is not None
        self.details.setVisible(not is_open)
        self.columns.card.setVisible(is_open)
        layout_ = self.content.layout()
        if layout_ is not None:
            layout_.activate()
        self.view.reveal()
        if self._stack.currentWidget() is not self.view:
            self._stack.setCurrentWidget(self._outline_shown())
        if not is_open:
            self.details.columns.setFocus()

    def _outline_shown(self) -> QWidget:
        return self.outline if self.columns.node is None else self.columns.outline

    def _on_version(self, label: str) -> None:
        """Choose a version on a column's way in the graph; its own facts are shown."""
        kinds = (NodeKind.DATASET, NodeKind.PREDICTIONS)
        found = [n for n in self.scene.graph.nodes if n.title == label and n.kind in kinds]
        if found:
            self.scene.choose(found[0].id)
            self.view.reveal()

    def _on_chosen(self, node_id: str) -> None:
        looked_at = self.columns.node
        if looked_at is not None and looked_at.id != node_id:
            self.columns.close()
        graph = self.scene.graph
        self.details.show_node(graph.node(node_id), graph)
        current = self.outline.current()
        if current is None or current.id != node_id:
            self.outline.select(lambda node: node.id == node_id)

    def _on_outlined(self, node: Node | None) -> None:
        if node is not None and node.id != self.scene.current:
            self.scene.choose(node.id)

    def _on_outline_opened(self, node: Node) -> None:
        self.open_node(node.id)

    def _on_neighbour(self, node_id: str) -> None:
        self.scene.choose(node_id)
        self.view.reveal()

    def _on_depth(self, _index: int) -> None:
        self._wanted = _Wanted(
            self._wanted.focus, _steps(self.upstream.value()), _steps(self.downstream.value())
        )
        self.refresh()

    def _on_whole(self) -> None:
        self._choose_next = self.scene.current
        self._wanted = _Wanted()
        self.refresh()

    def _on_outline(self) -> None:
        is_outline = self._stack.currentWidget() is not self.view
        self._stack.setCurrentWidget(self.view if is_outline else self._outline_shown())
        self._outline_button.setText(self.tr("Outline") if is_outline else self.tr("Graph"))

    def on_shown(self) -> None:
        """Draw the graph again if colours or size changed while it was out of sight."""
        super().on_shown()
        if self._is_put_off:
            self._on_theme()

    def _on_theme(self) -> None:
        self._is_put_off = not self.isVisible()
        if self._is_put_off:
            return
        self._set_widths()
        if self._drawn is not None:
            self.scene.show_graph(self._drawn.graph, self._drawn.layout)

    # Doing --------------------------------------------------------------------------------

    def open_node(self, node_id: str) -> None:
        """Go to the page that shows the thing a node stands for."""
        node = self.scene.graph.node(node_id)
        if node.kind is NodeKind.REPORT:
            self.desk.navigate("monitor", node_id.partition(":")[2])
            return
        passed_by = node.kind in (NodeKind.FILE, NodeKind.RECIPE)
        owner = self._first_after(node_id) if passed_by else node
        if owner.kind in (NodeKind.DATASET, NodeKind.PREDICTIONS):
            self.desk.navigate("data", _reference(owner.title, Namespace.DATA))
            return
        if owner.kind is NodeKind.RUN:
            owner = self._first_after(owner.id)
        title = dict(owner.facts).get("Version", owner.title)
        self.desk.navigate("models", _reference(title, Namespace.MODEL))

    def _first_after(self, node_id: str) -> Node:
        graph = self.scene.graph
        following = sorted(graph.downstream(node_id, 1))
        return graph.node(following[0]) if following else graph.node(node_id)

    def save_png(self) -> None:
        """Ask for a file and write the whole graph as a picture."""
        choose_save_file(
            self, self.tr("Save as PNG"), "lineage.png", "PNG (*.png)", self._write_png
        )

    def _write_png(self, path: Path) -> None:
        try:
            save_bytes(path, self.view.png())
        except UserError as error:
            self.show_error(error)

    def _on_import(self) -> None:
        self.desk.import_file()


def _draw(
    session: Session, wanted: _Wanted, size: tuple[int, int], previous: Layout | None
) -> _Drawn:
    graph = lineage.graph(session).graph
    if wanted.focus is not None and any(node.id == wanted.focus for node in graph.nodes):
        graph = graph.around(wanted.focus, wanted.upstream, wanted.downstream)
    sizes = {node.id: size for node in graph.nodes}
    return _Drawn(graph, layout(graph, sizes, _SPACING, previous))


def _in_production(graph: Graph) -> str | None:
    """Return the newest model node in production."""
    found = [n.id for n in graph.nodes if n.kind is NodeKind.MODEL and n.tone == "production"]
    return max(found, default=None)


def _steps(value: object) -> int | None:
    return value if isinstance(value, int) and value != _ALL else None


def _reference(label: str, namespace: Namespace) -> Reference:
    name, _, number = label.rpartition("@")
    return Reference(name, int(number), namespace=namespace)
