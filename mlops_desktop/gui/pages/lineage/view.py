"""The window onto the scene: pan, zoom, keyboard, picture."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from mlops_desktop.gui.pages.lineage.scene import MARGIN, LineageScene
from mlops_desktop.gui.theme import theme

_LEAST, _MOST, _STEP = 0.1, 3.0, 1.2
_ARROWS = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}
_READABLE = 0.75
"""The smallest zoom at which a box's text is easily read."""
_RATIO = 2
_LARGEST_SIDE = 16_000


class LineageView(QGraphicsView):
    """Shows the scene. Wheel with Ctrl zooms, dragging pans, arrow keys walk along edges.

    Signals:
        entered(str): Return was pressed on the chosen node.
    """

    entered = Signal(str)

    def __init__(self, scene: LineageScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._graph = scene
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Lineage graph; the outline shows the same as a list"))
        self.setProperty("look", "clear")

    def fit(self) -> None:
        """Show all of it, never larger than 100 %."""
        area = self._graph.sceneRect()
        room = self.viewport().rect()
        if area.isEmpty() or room.isEmpty():
            return
        self._set_scale(self._fitting_scale())
        self.centerOn(area.center())

    def begin(self) -> None:
        """Show all of it, or as many whole columns of boxes around the chosen one as are readable.

        Of the way to the chosen node more is seen than of what follows it.
        """
        nodes = self._graph.nodes
        if self._fitting_scale() >= _READABLE or not nodes:
            self.fit()
            return
        middle = nodes[self._graph.current or next(iter(nodes))]
        lefts = sorted({item.x() for item in nodes.values()})
        margin, box = theme.px(MARGIN), middle.boundingRect().width()
        room = self.viewport().width()
        most = room / _READABLE - 2 * margin - box
        first = last = lefts.index(middle.x())
        if last + 1 < len(lefts) and lefts[last + 1] - lefts[first] <= most:
            last += 1
        while first > 0 and lefts[last] - lefts[first - 1] <= most:
            first -= 1
        while last + 1 < len(lefts) and lefts[last + 1] - lefts[first] <= most:
            last += 1
        width = lefts[last] - lefts[first] + box + 2 * margin
        self._set_scale(min(1.0, room / width))
        height = middle.y() + middle.boundingRect().height() / 2
        self.centerOn(lefts[first] - margin + width / 2, height)

    def _fitting_scale(self) -> float:
        area, room = self._graph.sceneRect(), self.viewport().rect()
        if area.isEmpty():
            return 1.0
        return min(room.width() / area.width(), room.height() / area.height(), 1.0)

    def full_size(self) -> None:
        """Show it at 100 %, the chosen node in the middle."""
        self._set_scale(1.0)
        current = self._graph.current
        if current is not None:
            self.centerOn(self._graph.nodes[current])

    def reveal(self) -> None:
        """Scroll so that the chosen node can be seen."""
        current = self._graph.current
        if current is not None:
            self.ensureVisible(self._graph.nodes[current], 40, 40)

    def png(self) -> bytes:
        """Return the whole graph as a PNG, at twice its size where that stays manageable."""
        area = self._graph.sceneRect()
        side = max(area.width(), area.height(), 1.0)
        ratio = min(_RATIO, _LARGEST_SIDE / side)
        image = QImage(
            max(1, round(area.width() * ratio)),
            max(1, round(area.height() * ratio)),
            QImage.Format.Format_ARGB32_Premultiplied,
        )
        image.fill(theme.colour("surface"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._graph.render(painter, QRectF(image.rect()), area)
        painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes
        return bytes(data.data())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, scroll without."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        step = _STEP if event.angleDelta().y() > 0 else 1 / _STEP
        self._set_scale(self.transform().m11() * step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the edges, open, zoom."""
        key = Qt.Key(event.key())
        if key in _ARROWS:
            self._graph.choose(self._graph.neighbour(_ARROWS[key]) or self._graph.current)
            self.reveal()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._graph.current is not None:
            self.entered.emit(self._graph.current)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._set_scale(self.transform().m11() * _STEP)
        elif key is Qt.Key.Key_Minus:
            self._set_scale(self.transform().m11() / _STEP)
        elif key is Qt.Key.Key_F:
            self.fit()
        elif key is Qt.Key.Key_0:
            self.full_size()
        else:
            super().keyPressEvent(event)

    def _set_scale(self, scale: float) -> None:
        wanted = max(_LEAST, min(_MOST, scale))
        self.resetTransform()
        self.scale(wanted, wanted)
