"""Where a version stood, what it predicted, and what checks of it found."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.monitor import MonitorReport
from mlops_desktop.core.scoring import Prediction
from mlops_desktop.core.stage import StageEvent
from mlops_desktop.gui.pages.models.catalogue import Chosen
from mlops_desktop.gui.pages.models.made_view import table_card
from mlops_desktop.gui.pages.models.tables import (
    history_columns,
    prediction_columns,
    report_columns,
)
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services.models import VersionDetails


class UseView(QWidget):
    """Three tables.

    Signals:
        prediction_opened(Prediction), report_opened(MonitorReport): the person wants to see it.
    """

    prediction_opened = Signal(object)
    report_opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.history: TablePanel[StageEvent] = TablePanel(
            history_columns(), "stage history", key=lambda event: event.seq, parent=self
        )
        self.predictions: TablePanel[Prediction] = TablePanel(
            prediction_columns(), "predictions", key=lambda item: item.id, parent=self
        )
        self.reports: TablePanel[MonitorReport] = TablePanel(
            report_columns(), "checks", key=lambda item: item.id, parent=self
        )
        self._no_predictions = Text(
            self.tr("It has not scored any rows yet."), tone="muted", parent=self
        )
        self._no_reports = Text(
            self.tr("It has not been checked with newer rows yet."), tone="muted", parent=self
        )
        history = table_card(self.tr("Where it stood"), self.history, self)
        self._scored = table_card(self.tr("What it predicted"), self.predictions, self)
        self._scored.add(self._no_predictions)
        self._checked = table_card(self.tr("Whether it is still right"), self.reports, self)
        self._checked.add(self._no_reports)
        self._history_card = history
        layout = column(history, self._scored, self._checked, None, spacing=SPACE_4)
        self.setLayout(layout)
        self.predictions.opened.connect(self.prediction_opened)
        self.reports.opened.connect(self.report_opened)

    def set_failed(self, failed: Callable[[UserError], object]) -> None:
        """Say where trouble with saving goes."""
        for table in (self.history, self.predictions, self.reports):
            table.failed = failed

    def show_version(self, details: VersionDetails, chosen: Chosen) -> None:
        """Show a version; its model's moves are listed with it, the latest first."""
        version = details.version
        moves = [
            e for e in chosen.history if e.from_stage is not None or e.number == version.number
        ]
        title = self.tr("Where the versions of {0} stood").format(version.model)
        self._history_card.set_title(title)
        self.history.set_records(tuple(reversed(moves)))
        self.history.fit_height(8)
        self.predictions.set_records(details.predictions)
        self.predictions.fit_height(6)
        self.predictions.setVisible(bool(details.predictions))
        self._no_predictions.setVisible(not details.predictions)
        self.reports.set_records(details.reports)
        self.reports.fit_height(6)
        self.reports.setVisible(bool(details.reports))
        self._no_reports.setVisible(not details.reports)
        self._scored.set_title(self.tr("What v{0} predicted").format(version.number))
        self._checked.set_title(self.tr("Is v{0} still right?").format(version.number))
