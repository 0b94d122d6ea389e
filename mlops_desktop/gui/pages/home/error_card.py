"""How wrong the watched production model has been, window by window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.metrics import metric
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.monitor import DriftReport, MonitorReport, PerformanceChange
from mlops_desktop.gui.gateway import Gateway
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.chart_panel import ChartPanel
from mlops_desktop.gui.widgets.states import EmptyState, PageStates

if TYPE_CHECKING:
    from mlops_desktop.charts.style import ChartStyle

Watched = tuple[ModelVersion, MonitorReport, DriftReport]


def deciding_change(watched: Watched) -> PerformanceChange | None:
    """Return the change of the metric that decides for this model."""
    version, _, drift = watched
    return next((item for item in drift.performance if item.metric == version.metric), None)


class ErrorCard(Card):
    """The chart, or what to do so that there is one; ``check_wanted`` asks for a check."""

    check_wanted = Signal()

    def __init__(self, gateway: Gateway, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._gateway = gateway
        self.set_title(self.tr("Is production still right?"))
        self.chart = ChartPanel(gateway, height=150, parent=self)
        self._empty = EmptyState(
            "monitor",
            "",
            self.tr("Check for drift…"),
            self.check_wanted.emit,
            is_primary=False,
            parent=self,
        )
        self.states = PageStates(self.chart, self._empty, parent=self)
        self._menu = self.chart.menu_button()
        self.header.addWidget(self._menu)
        self.add(self.states, stretch=1)
        self.setMinimumHeight(theme.px(220))

    def show_watched(self, watched: Watched, target: str) -> None:
        """Show the chart of a report with labels.

        Args:
            watched: version, its report, the whole of the report.
            target: name of the predicted column: the number's unit.
        """
        version, _, drift = watched
        change = deciding_change(watched)
        if change is None or not drift.windows:
            self.show_nothing(self.tr("The last check had no actual values to compare with."))
            return
        about = metric(version.metric)
        title = self.tr("{0} v{1} · {2} over time").format(
            version.model, version.number, about.title.lower()
        )
        self.set_title(title, target if about.in_target_units else "")
        self._menu.show()
        self.states.show_content()
        name = f"{version.model}_v{version.number}_{version.metric}"
        self._gateway.draw(
            partial(_alt_text, change, drift),
            lambda text: self.chart.set_chart(partial(_figure, change, drift), text, name),
            owner=self,
            key="alt",
        )

    def show_nothing(self, sentence: str) -> None:
        """Say why there is no chart."""
        self.set_title(self.tr("Is production still right?"), "")
        self._menu.hide()
        self._empty.set_text(sentence)
        self.states.show_empty()


def _figure(change: PerformanceChange, drift: DriftReport, style: ChartStyle) -> Any:
    from mlops_desktop.charts.performance import error_over_time

    return error_over_time(change, drift.windows, style)


def _alt_text(change: PerformanceChange, drift: DriftReport) -> str:
    from mlops_desktop.charts.performance import error_over_time_alt_text

    return error_over_time_alt_text(change, drift.windows)
