"""The graph as drawn, which node is chosen, and which path is lit."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtWidgets import (
    QGraphicsScene,
    QGraphicsSceneHoverEvent,
    QGraphicsSceneMouseEvent,
    QWidget,
)

from mlops_desktop.core.layout import Layout
from mlops_desktop.core.lineage import Graph
from mlops_desktop.gui.pages.lineage.items import EdgeItem, NodeItem
from mlops_desktop.gui.theme import theme

MARGIN = 24
"""Empty pixels around the graph, at 100 %."""


class LineageScene(QGraphicsScene):
    """Shows one graph.

    Signals:
        chosen(str): a node was chosen, by its id.
        opened(str): a node was double-clicked.
    """

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Few items that move rarely: an index costs more than it saves.
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.graph = Graph((), ())
        self.current: str | None = None
        self._hovered: str | None = None
        self.nodes: dict[str, NodeItem] = {}
        self._edges: list[EdgeItem] = []

    def show_graph(self, graph: Graph, layout: Layout) -> None:
        """Draw a graph as it was laid out; what was chosen stays chosen if it is still there."""
        self.clear()
        self.graph = graph
        self._hovered = None
        self.nodes = {}
        self._edges = [EdgeItem(route) for route in layout.edges]
        for edge in self._edges:
            self.addItem(edge)
        for node in graph.nodes:
            item = NodeItem(node)
            place = layout.positions[node.id]
            item.setPos(place.x, place.y)
            self.nodes[node.id] = item
            self.addItem(item)
        margin = theme.px(MARGIN)
        self.setSceneRect(
            QRectF(0, 0, layout.width, layout.height).adjusted(-margin, -margin, margin, margin)
        )
        if self.current not in self.nodes:
            self.current = None
        self._light()

    def choose(self, node_id: str | None) -> None:
        """Choose a node and tell about it."""
        if node_id is not None and node_id not in self.nodes:
            return
        self.current = node_id
        self._light()
        if node_id is not None:
            self.chosen.emit(node_id)

    def neighbour(self, direction: str) -> str | None:
        """Return where an arrow key leads: along an edge sideways, else to the nearest above."""
        if self.current is None:
            return next(iter(self.nodes), None)
        here = self.nodes[self.current].pos()
        if direction in ("left", "right"):
            near = (
                self.graph.upstream(self.current, 1)
                if direction == "left"
                else self.graph.downstream(self.current, 1)
            )
        else:
            sign = -1 if direction == "up" else 1
            near = frozenset(
                name
                for name, item in self.nodes.items()
                if abs(item.x() - here.x()) < theme.px(40) and (item.y() - here.y()) * sign > 0
            )
        if not near:
            return None
        return min(
            near,
            key=lambda name: (
                abs(self.nodes[name].y() - here.y()) + abs(self.nodes[name].x() - here.x()),
                name,
            ),
        )

    def _light(self) -> None:
        """Light the path of the hovered or chosen node and dim the rest."""
        centre = self._hovered or self.current
        path = frozenset(self.nodes)
        if centre is not None:
            around = self.graph.upstream(centre) | self.graph.downstream(centre)
            path = around | {centre}
        for name, item in self.nodes.items():
            item.set_state(is_chosen=name == self.current, is_dimmed=name not in path)
        for edge in self._edges:
            is_on = edge.route.source in path and edge.route.target in path
            edge.set_state(is_lit=is_on and centre is not None, is_dimmed=not is_on)

    # Mouse --------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Light what the mouse is over."""
        super().mouseMoveEvent(event)
        found = self._node_at(event)
        if found != self._hovered:
            self._hovered = found
            self._light()

    def mouseReleaseEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Choose what was clicked."""
        super().mouseReleaseEvent(event)
        found = self._node_at(event)
        if found is not None:
            self.choose(found)

    def mouseDoubleClickEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Open what was double-clicked."""
        found = self._node_at(event)
        if found is not None:
            self.opened.emit(found)

    def _node_at(self, event: QGraphicsSceneMouseEvent | QGraphicsSceneHoverEvent) -> str | None:
        for item in self.items(event.scenePos()):
            if isinstance(item, NodeItem):
                return item.node.id
        return None
