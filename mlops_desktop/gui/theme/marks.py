"""Marks: meaning by shape *and* colour, never by colour alone."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from mlops_desktop.core.dataset import Severity
from mlops_desktop.core.monitor import Verdict
from mlops_desktop.core.stage import GateStatus, Stage
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.tokens import Tone


class Shape(Enum):
    """The five shapes."""

    CIRCLE = "●"
    DIAMOND = "◆"
    TRIANGLE = "▲"
    SQUARE = "■"
    RING = "○"


class Mark(Enum):
    """What can be marked: (shape, tone, what a screen reader says)."""

    FINE = (Shape.CIRCLE, Tone.OK, "fine")
    WATCH = (Shape.DIAMOND, Tone.WARN, "watch")
    PROBLEM = (Shape.TRIANGLE, Tone.BAD, "problem")
    NONE = (Shape.RING, Tone.NEUTRAL, "none")
    DEVELOPMENT = (Shape.RING, Tone.NEUTRAL, "development")
    STAGING = (Shape.DIAMOND, Tone.STAGING, "staging")
    PRODUCTION = (Shape.SQUARE, Tone.OK, "production")
    ARCHIVED = (Shape.RING, Tone.NEUTRAL, "archived")

    @property
    def shape(self) -> Shape:
        """Its shape."""
        return self.value[0]

    @property
    def tone(self) -> Tone:
        """Its colour role."""
        return self.value[1]

    @property
    def spoken(self) -> str:
        """What a screen reader says for it."""
        return self.value[2]


def mark_of(thing: Severity | Stage | Verdict | GateStatus) -> Mark:
    """Return the mark of a severity, stage, verdict or gate's answer."""
    return _MARKS[type(thing)][thing]


# By type first: members of different StrEnums with the same text count as equal keys.
_MARKS: dict[type, dict[str, Mark]] = {
    Severity: {
        Severity.BAD: Mark.PROBLEM,
        Severity.WARN: Mark.WATCH,
        Severity.OK: Mark.FINE,
        Severity.NOTE: Mark.NONE,
    },
    Stage: {
        Stage.DEVELOPMENT: Mark.DEVELOPMENT,
        Stage.STAGING: Mark.STAGING,
        Stage.PRODUCTION: Mark.PRODUCTION,
        Stage.ARCHIVED: Mark.ARCHIVED,
    },
    Verdict: {
        Verdict.DRIFT: Mark.PROBLEM,
        Verdict.NO_DRIFT: Mark.FINE,
        Verdict.CANNOT_TELL: Mark.NONE,
        Verdict.NOT_CHECKED: Mark.NONE,
    },
    GateStatus: {
        GateStatus.PASS: Mark.FINE,
        GateStatus.FAIL: Mark.PROBLEM,
        GateStatus.CANNOT_TELL: Mark.WATCH,
        GateStatus.OFF: Mark.NONE,
    },
}


def paint_mark(painter: QPainter, rect: QRectF, mark: Mark, role: str | None = None) -> None:
    """Draw a mark into the middle of a rectangle, as large as its shorter side.

    Args:
        painter: where to.
        rect: about 10 pixels square at 100 %.
        mark: which.
        role: another colour role than the mark's own.
    """
    side = min(rect.width(), rect.height())
    centre = rect.center()
    colour = QColor(getattr(theme.tokens(), role or mark.tone.value))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(colour))
    if mark.shape is Shape.RING:
        stroke = max(1.5, side * 0.15)
        painter.setPen(QPen(colour, stroke))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, side / 2 - stroke / 2, side / 2 - stroke / 2)
    elif mark.shape is Shape.CIRCLE:
        painter.drawEllipse(centre, side * 0.47, side * 0.47)
    elif mark.shape is Shape.SQUARE:
        half = side * 0.42
        painter.drawRoundedRect(
            QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half), 1, 1
        )
    else:
        painter.drawPolygon(_polygon(mark.shape, centre, side / 2))
    painter.restore()


def _polygon(shape: Shape, centre: QPointF, half: float) -> QPolygonF:
    offsets: tuple[tuple[float, float], ...]
    if shape is Shape.DIAMOND:
        offsets = ((0.0, -half), (half, 0.0), (0.0, half), (-half, 0.0))
    else:
        offsets = ((0.0, -half * 0.95), (half, half * 0.85), (-half, half * 0.85))
    return QPolygonF([centre + QPointF(x, y) for x, y in offsets])
