"""The deciding metric over the current rows, against what the hold-out promised."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.metrics import metric
from mlops_desktop.core.monitor import DriftReport
from mlops_desktop.gui.gateway import Gateway
from mlops_desktop.gui.pages.monitor.watched import Shown
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.chart_panel import ChartPanel
from mlops_desktop.gui.widgets.text import Text

if TYPE_CHECKING:
    from mlops_desktop.charts.style import ChartStyle


class ErrorCard(Card):
    """Shows the chart, or says that there are no true values to draw it from."""

    def __init__(self, gateway: Gateway, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.chart = ChartPanel(gateway, height=170, parent=self)
        self._menu = self.chart.menu_button()
        self._nothing = Text(
            self.tr(
                "The checked rows have no true values. Check rows that have them to see errors."
            ),
            TextRole.BODY,
            "muted",
            wrap=True,
            parent=self,
        )
        self.header.addWidget(self._menu)
        self.add(self._nothing)
        self.add(self.chart, stretch=1)

    def show_report(self, shown: Shown, target: str) -> None:
        """Show a report's windows; ``target`` is the unit of an error."""
        about = metric(shown.version.metric)
        unit = target if about.in_target_units else ""
        self.set_title(self.tr("{0} over time").format(about.title), unit)
        has_windows = bool(shown.error_text)
        self._nothing.setVisible(not has_windows)
        self.chart.setVisible(has_windows)
        self._menu.setVisible(has_windows)
        if has_windows:
            name = f"{shown.version.model}_v{shown.version.number}_{about.key}"
            self.chart.set_chart(partial(_figure, shown.drift), shown.error_text, name)


def _figure(drift: DriftReport, style: ChartStyle) -> Any:
    from mlops_desktop.charts.performance import error_over_time

    return error_over_time(drift.performance[0], drift.windows, style)
