"""How wrong a version was in the checked rows, window by window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.metrics import metric
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.monitor import DriftReport, PerformanceChange
from mlops_desktop.gui.gateway import About, Gateway
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.chart_panel import ChartPanel
from mlops_desktop.gui.widgets.states import EmptyState, PageStates

if TYPE_CHECKING:
    from mlops_desktop.charts.style import ChartStyle

_HEIGHT = 160


class ErrorCard(Card):
    """The deciding metric over the checked rows, or what to do so that there is one.

    Args:
        gateway: draws the chart.
        check: words of the button that leads to a check.
        names_version: whether the title says which version it is; not where the page says it.

    Signals:
        check_wanted(): the button was pressed.
    """

    check_wanted = Signal()

    def __init__(
        self,
        gateway: Gateway,
        check: str,
        *,
        names_version: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self._gateway, self._names_version = gateway, names_version
        self.chart = ChartPanel(gateway, height=_HEIGHT, parent=self)
        self._empty = EmptyState(
            "monitor", "", check, self.check_wanted.emit, is_primary=False, parent=self
        )
        self.states = PageStates(self.chart, self._empty, parent=self)
        self._menu = self.chart.menu_button()
        self.header.addWidget(self._menu)
        self.add(self.states, stretch=1)
        self.setMinimumHeight(theme.px(220))

    def show_report(self, version: ModelVersion, drift: DriftReport, target: str) -> None:
        """Show the windows of a report.

        Args:
            version: that was checked.
            drift: the whole of the report.
            target: name of the predicted column: the number's unit.
        """
        change = next((item for item in drift.performance if item.metric == version.metric), None)
        if change is None or not drift.windows:
            words = self.tr("The checked rows had no true values to compare with.")
            if drift.flagged is not None:
                words = self.tr("Unusual rows have no errors over time; their share is told.")
            self.show_nothing(words)
            return
        about = metric(version.metric)
        title = self.tr("{0} over time").format(about.title)
        if self._names_version:
            short = self.tr("{0} over time").format(about.title.lower())
            title = f"{version.model} v{version.number} · {short}"
        self.set_title(title, target if about.in_target_units else "")
        self._menu.show()
        self.states.show_content()
        name = f"{version.model}_v{version.number}_{version.metric}"
        # The sentence needs numpy, which must not be loaded in the GUI thread.
        self._gateway.read(
            partial(_alt_text, change, drift),
            partial(self._show_chart, partial(_figure, change, drift), name),
            owner=self,
            key="alt",
            on=About.CHARTS,
        )

    def _show_chart(self, build: partial[Any], name: str, alt_text: str) -> None:
        self.chart.set_chart(build, alt_text, name)

    def show_nothing(self, sentence: str) -> None:
        """Say why there is no chart."""
        title = (
            self.tr("Is production still right?")
            if self._names_version
            else self.tr("Errors over time")
        )
        self.set_title(title, "")
        self._menu.hide()
        self._empty.set_text(sentence)
        self.states.show_empty()


def _figure(change: PerformanceChange, drift: DriftReport, style: ChartStyle) -> Any:
    from mlops_desktop.charts.performance import error_over_time

    return error_over_time(change, drift.windows, style)


def _alt_text(change: PerformanceChange, drift: DriftReport) -> str:
    from mlops_desktop.charts.performance import error_over_time_alt_text

    return error_over_time_alt_text(change, drift.windows)
