"""Models by stage: which version stands where, and how the one in production fares."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.algorithms import EVERY
from mlops_desktop.core.metrics import metric
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.stage import Stage
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.marks import Mark, mark_of
from mlops_desktop.gui.theme.scale import TALL_ROW_HEIGHT, TextRole
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.states import EmptyState, PageStates
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.services.home import StageRow

MODEL, DEVELOPMENT, STAGING, PRODUCTION, HEALTH = range(5)
MOST_ROWS = 4
"""Rows for which there is always room; more scroll when the window is low."""

_HEALTH_MARKS = {"ok": Mark.FINE, "warn": Mark.WATCH, "bad": Mark.PROBLEM}
_STAGES = {DEVELOPMENT: Stage.DEVELOPMENT, STAGING: Stage.STAGING, PRODUCTION: Stage.PRODUCTION}


_AROUND = 110
"""Title, filter row and margins around the rows, in pixels at 100 %."""
_NO_LIMIT = 16_777_215  # Qt's own QWIDGETSIZE_MAX, which PySide6 does not name


def version_in(row: StageRow, stage: Stage) -> ModelVersion | None:
    """Return a model's version in a stage."""
    found: ModelVersion | None = getattr(row, stage.value)
    return found


def described(version: ModelVersion) -> str:
    """Return a version in a line: ``demand@5 · Gradient boosting · MAE 38.4 (36.0–41.0)``."""
    value = f"{metric(version.metric).short} {version.value:.4g}"
    if version.low is not None and version.high is not None:
        value += f" ({version.low:.4g}–{version.high:.4g})"
    method = next((m.title for m in EVERY if m.key == version.algorithm), version.algorithm)
    return f"{version.label} · {method} · {value}"


def _stage_column(title: str, stage: Stage) -> TableColumn[StageRow]:
    def text(row: StageRow) -> str:
        version = version_in(row, stage)
        return f"v{version.number}" if version else "–"

    def number(row: StageRow) -> int | None:
        version = version_in(row, stage)
        return version.number if version else None

    def look(row: StageRow) -> CellLook:
        if version_in(row, stage) is None:
            return CellLook(tone="muted")
        return CellLook(badge=mark_of(stage))

    def spoken(row: StageRow) -> str:
        version = version_in(row, stage)
        return f"{title}: {f'version {version.number}' if version else 'none'}"

    def tooltip(row: StageRow) -> str:
        version = version_in(row, stage)
        return described(version) if version else ""

    return TableColumn(title, text, number, spoken=spoken, look=look, tooltip=tooltip, stretch=2)


def _health_look(row: StageRow) -> CellLook:
    tone = row.health.tone
    return CellLook(
        role=TextRole.MEDIUM,
        tone=tone if tone in _HEALTH_MARKS else "muted",
        mark=_HEALTH_MARKS.get(tone, Mark.NONE),
    )


class StageCard(Card):
    """The stage matrix.

    Signals:
        version_opened(ModelVersion): a badge was clicked, or Return pressed on it.
        model_opened(StageRow): the same on a model's name.
        health_opened(StageRow): the same on its health.
        train_wanted(): there is no model yet, and the person wants one.
    """

    version_opened = Signal(object)
    model_opened = Signal(object)
    health_opened = Signal(object)
    train_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Models by stage"))
        self.table: TablePanel[StageRow] = TablePanel(
            self._columns(),
            "models_by_stage",
            key=lambda row: row.model.id,
            row_height=TALL_ROW_HEIGHT,
            parent=self,
        )
        empty = EmptyState(
            "models",
            self.tr("No model yet."),
            self.tr("Train a model…"),
            self.train_wanted.emit,
            is_primary=False,
            parent=self,
        )
        self.states = PageStates(self.table, empty, parent=self)
        self.header.addWidget(self.table.menu_button())
        self.add(self.states, stretch=1)
        self.table.view.clicked.connect(self._on_cell)
        self.table.view.activated.connect(self._on_cell)
        self.table.filtered.connect(self._on_filtered)
        self.table.view.setCursor(Qt.CursorShape.PointingHandCursor)

    def _columns(self) -> Sequence[TableColumn[StageRow]]:
        name: Callable[[StageRow], str] = lambda row: row.model.name  # noqa: E731 - reads best here
        return (
            TableColumn(
                self.tr("Model"),
                name,
                tooltip=name,
                stretch=3,
                look=lambda _row: CellLook(role=TextRole.STRONG),
            ),
            _stage_column(self.tr("Development"), Stage.DEVELOPMENT),
            _stage_column(self.tr("Staging"), Stage.STAGING),
            _stage_column(self.tr("Production"), Stage.PRODUCTION),
            TableColumn(
                self.tr("Health"),
                lambda row: row.health.word,
                look=_health_look,
                stretch=2,
                tooltip=lambda row: row.health.report.headline if row.health.report else "",
            ),
        )

    def show_rows(self, rows: Sequence[StageRow]) -> None:
        """Show these models."""
        self.table.set_records(rows)
        header, high = self.table.header.sizeHint().height(), theme.px(TALL_ROW_HEIGHT)
        self.table.view.setMinimumHeight(header + min(MOST_ROWS, len(rows)) * high)
        around = theme.px(_AROUND)
        self.setMaximumHeight(header + max(3, len(rows)) * high + around if rows else _NO_LIMIT)
        if rows:
            self._on_filtered(self.table.model.rowCount())
        else:
            self.states.show_empty()

    def _on_filtered(self, count: int) -> None:
        if count or not self.table.model.records:
            self.states.show_content()
        else:
            self.states.show_filtered(self.tr("No model matches the filter."), self._clear_filter)

    def _clear_filter(self) -> None:
        self.table.show_filters(False)
        self.table.clear_filters()
        self.states.show_content()

    def _on_cell(self, index: QModelIndex) -> None:
        row = self.table.model.record(index)
        if row is None:
            return
        if index.column() == MODEL:
            self.model_opened.emit(row)
        elif index.column() == HEALTH:
            self.health_opened.emit(row)
        else:
            version = version_in(row, _STAGES[index.column()])
            if version is not None:
                self.version_opened.emit(version)
