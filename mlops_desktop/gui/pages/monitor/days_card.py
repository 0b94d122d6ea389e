"""The days that have come since a forecast was made, beside what it said of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.forecast import ForecastPoint
from mlops_desktop.gui.gateway import Gateway
from mlops_desktop.gui.pages.monitor.watched import Shown
from mlops_desktop.gui.widgets.chart_cards import ChartCards, ChartPlan

if TYPE_CHECKING:
    from mlops_desktop.charts.style import ChartStyle

Days = tuple[ForecastPoint, ...]


class DaysCard(ChartCards):
    """One chart: forecast, interval, what came, and the same day a season before."""

    def __init__(self, gateway: Gateway, parent: QWidget | None = None) -> None:
        super().__init__(gateway, height=220, parent=parent)

    def show_report(self, shown: Shown, target: str) -> None:
        """Show the days of a report; without any there is nothing to show."""
        days = shown.drift.days
        self.setVisible(bool(days))
        if not days:
            return
        name = f"{shown.version.model}_v{shown.version.number}_days"
        title = self.tr("What was forecast, and what came")
        self.show_plans(
            [
                ChartPlan(
                    title,
                    target,
                    name,
                    partial(_fan, days, target),
                    partial(_sentence, days, target),
                )
            ]
        )


def _fan(days: Days, target: str, style: ChartStyle) -> Any:
    from mlops_desktop.charts.forecast import fan

    return fan(days, style, target)


def _sentence(days: Days, target: str) -> str:
    from mlops_desktop.charts.forecast import fan_alt_text

    return fan_alt_text(days, target)
