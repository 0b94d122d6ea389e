"""One column before and now: the chart, the sentence, and the numbers last and small."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QSizePolicy, QWidget

from mlops_desktop.core.monitor import ColumnDrift
from mlops_desktop.gui.gateway import Gateway
from mlops_desktop.gui.pages.monitor.column_table import statistic_words, tr
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.chart_panel import ChartPanel
from mlops_desktop.gui.widgets.text import Text

if TYPE_CHECKING:
    from mlops_desktop.charts.style import ChartStyle

Names = tuple[str, str]


class ColumnCard(Card):
    """Shows the chosen column."""

    def __init__(self, gateway: Gateway, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.chart = ChartPanel(gateway, height=200, parent=self)
        self._sentence = Text("", TextRole.BODY, wrap=True, parent=self).selectable()
        self._reason = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self).selectable()
        self._numbers = Text("", TextRole.CAPTION, "muted", wrap=True, parent=self).selectable()
        self.header.addWidget(self.chart.menu_button())
        # The words stay close below it however high the table beside it is.
        self.chart.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.add(self.chart)
        self.add(self._sentence, self._reason, self._numbers)

    def show_column(self, column: ColumnDrift | None, names: Names) -> None:
        """Show a column, or nothing."""
        if column is None:
            self.set_title(tr("No column chosen"))
            self.chart.clear()
            for text in (self._sentence, self._reason, self._numbers):
                text.setText("")
            return
        # The chart names both sides; together with them the column's name would be cut.
        self.set_title(column.column)
        self.chart.set_chart(
            partial(_figure, column, names), column.in_words(*names), f"{column.column}_drift"
        )
        sentence = column.sentence
        self._sentence.setText(f"{sentence[:1].upper()}{sentence[1:]}.".replace("..", "."))
        self._reason.setText(column.reason)
        self._numbers.setText(statistic_words(column))


def _figure(column: ColumnDrift, names: Names, style: ChartStyle) -> Any:
    from mlops_desktop.charts.distribution import distribution

    return distribution(column, style, names)
