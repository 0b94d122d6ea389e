"""What the scene is made of: a box per node, a curve per edge."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsObject,
    QGraphicsPathItem,
    QGraphicsSceneHoverEvent,
    QGraphicsSceneMouseEvent,
    QStyleOptionGraphicsItem,
    QWidget,
)

from mlops_desktop.core.layout import Route
from mlops_desktop.core.lineage import Node, NodeKind
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import TextRole

WIDTH, HEIGHT = 156, 60
"""A node's box in pixels at 100 %."""

_DIMMED = 0.28
_FAR = 0.4
"""Below this zoom a box shows no text: nobody could read it."""

_TONES = {
    "production": "ok",
    "staging": "staging",
    "drift": "bad",
    "no_drift": "ok",
}
_KIND_ROLES = {
    NodeKind.FILE: "neutral",
    NodeKind.DATASET: "accent",
    NodeKind.RECIPE: "warn",
    NodeKind.RUN: "warn",
    NodeKind.MODEL: "neutral",
    NodeKind.STAGE: "neutral",
    NodeKind.PREDICTIONS: "staging",
    NodeKind.REPORT: "neutral",
}


def kind_words(kind: NodeKind) -> str:
    """Return what a kind of node is called."""
    words = {
        NodeKind.FILE: "File",
        NodeKind.DATASET: "Dataset",
        NodeKind.RECIPE: "Recipe",
        NodeKind.RUN: "Training run",
        NodeKind.MODEL: "Model",
        NodeKind.STAGE: "Stage",
        NodeKind.PREDICTIONS: "Predictions",
        NodeKind.REPORT: "Check",
    }
    return QCoreApplication.translate("LineagePage", words[kind])


def role_of(node: Node) -> str:
    """Return the colour role of a node's bar."""
    return _TONES.get(node.tone, _KIND_ROLES[node.kind])


class NodeItem(QGraphicsObject):
    """One node. The scene decides what is lit, dimmed and chosen."""

    def __init__(self, node: Node) -> None:
        super().__init__()
        self.node = node
        self.is_chosen = False
        self._is_hovered = False
        self.setAcceptHoverEvents(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setZValue(1)

    def boundingRect(self) -> QRectF:
        """Return the box with room for its outline."""
        return QRectF(-2, -2, theme.px(WIDTH) + 4, theme.px(HEIGHT) + 4)

    def set_state(self, *, is_chosen: bool, is_dimmed: bool) -> None:
        """Set what the scene decided."""
        self.is_chosen = is_chosen
        self.setOpacity(_DIMMED if is_dimmed else 1.0)
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw box, bar, kind, title and detail."""
        box = QRectF(0.5, 0.5, theme.px(WIDTH) - 1, theme.px(HEIGHT) - 1)
        outline = "accent" if self.is_chosen or self._is_hovered else "border"
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(outline), 2 if self.is_chosen else 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(box, 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(role_of(self.node)))
        painter.drawRoundedRect(QRectF(1, theme.px(8), 4, box.height() - theme.px(16)), 2, 2)
        if option.levelOfDetailFromTransform(painter.worldTransform()) < _FAR:
            return
        left, width = theme.px(14), box.width() - theme.px(22)
        lines = (
            (kind_words(self.node.kind).upper(), TextRole.CAPTION_STRONG, "muted", 8, 14),
            (self.node.title, TextRole.STRONG, "text", 23, 18),
            (self.node.detail, TextRole.CAPTION, "muted", 42, 14),
        )
        for text, role, colour, top, height in lines:
            font = theme.font(role)
            painter.setFont(font)
            painter.setPen(theme.colour(colour))
            middle = Qt.TextElideMode.ElideMiddle
            shown = QFontMetricsF(font).elidedText(text, middle, width)
            area = QRectF(left, theme.px(top), width, theme.px(height))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)

    def hoverEnterEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        """Light the path."""
        self._is_hovered = True
        self.setToolTip("")
        self.update()
        super().hoverEnterEvent(event)

    def hoverLeaveEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        """Stop lighting it."""
        self._is_hovered = False
        self.update()
        super().hoverLeaveEvent(event)

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Take the press: the scene chooses the node on release."""
        event.accept()


class EdgeItem(QGraphicsPathItem):
    """One edge, drawn along its route."""

    def __init__(self, route: Route) -> None:
        super().__init__(_path_of(route))
        self.route = route
        self.setZValue(0)
        self.set_state(is_lit=False, is_dimmed=False)

    def set_state(self, *, is_lit: bool, is_dimmed: bool) -> None:
        """Set what the scene decided."""
        colour = QColor(theme.colour("accent" if is_lit else "edge"))
        self.setPen(QPen(colour, 2.0 if is_lit else 1.4))
        self.setOpacity(_DIMMED if is_dimmed else 1.0)


def _path_of(route: Route) -> QPainterPath:
    points = route.points
    path = QPainterPath()
    path.moveTo(points[0].x, points[0].y)
    for place in range(1, len(points) - 2, 3):
        first, second, end = points[place : place + 3]
        path.cubicTo(first.x, first.y, second.x, second.y, end.x, end.y)
    return path
