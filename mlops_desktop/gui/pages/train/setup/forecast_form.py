"""What a forecast needs to know: the days, how far ahead, the season, events known in advance."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.train.setup.tick_list import TickItem, TickList
from mlops_desktop.gui.theme.scale import SPACE_3
from mlops_desktop.gui.widgets.forms import Choice, FormRow, NumberField
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.jobs.training_requests import CheckedForecast

_DAYS = (ColumnType.DATE, ColumnType.DATETIME)
_OF_THE_LENGTH = ("forecast.too_short", "forecast.nothing_measured")
_EVENTS = (ColumnType.BOOLEAN, ColumnType.INTEGER, ColumnType.NUMBER)


def date_columns(columns: Sequence[Column]) -> tuple[str, ...]:
    """Return the columns that can say which day a row is of."""
    return tuple(item.name for item in columns if item.type in _DAYS)


class ForecastForm(QWidget):
    """Asks how a series is forecast.

    Signals:
        changed(): something is different now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[Column, ...] = ()
        self.date = Choice([], parent=self)
        self.horizon = NumberField(1, 366, 7, "days", parent=self)
        self.season = NumberField(1, 366, 7, "days", parent=self)
        self.origins = NumberField(2, 50, 8, parent=self)
        self.events = TickList(self.tr("Events known in advance"), most_lines=4, parent=self)
        numbers = row(spacing=SPACE_3)
        numbers.addWidget(FormRow(self.tr("Days ahead"), self.horizon, parent=self), 1)
        numbers.addWidget(FormRow(self.tr("Season"), self.season, parent=self), 1)
        self._events_row = FormRow(
            self.tr("Events known in advance"),
            self.events,
            self.tr("Holidays, campaigns: known for the days to come, too."),
            parent=self,
        )
        self.starts_row = FormRow(
            self.tr("Starts of the backtest"),
            self.origins,
            self.tr("Each start learns only from the days before it and forecasts all days ahead."),
            parent=self,
        )
        self.date_row = FormRow(self.tr("Column of days"), self.date, " ", parent=self)
        rows = (self.date_row, numbers, self._events_row, self.starts_row)
        self.setLayout(column(*rows, spacing=SPACE_3))
        self.show_series(None)
        for field in (self.horizon, self.season, self.origins):
            field.valueChanged.connect(self._on_changed)
        self.date.currentIndexChanged.connect(self._on_changed)
        self.events.changed.connect(self.changed)

    def show_columns(self, columns: Sequence[Column], target: str = "") -> None:
        """Offer the columns of a table; ticks of events that are still there stay."""
        self._columns = tuple(columns)
        self.date.set_options([(name, name) for name in date_columns(columns)])
        known = [item.name for item in columns if item.type in _EVENTS and item.name != target]
        self.events.set_items(TickItem(name, name) for name in known)
        self._events_row.setVisible(bool(known))

    def show_target(self, target: str) -> None:
        """Take the column that is forecast out of the events."""
        self.show_columns(self._columns, target)

    def show_plan(self, plan: ForecastPlan) -> None:
        """Take over how a series was forecast last."""
        self.date.set_value(plan.date)
        self.horizon.setValue(plan.horizon)
        self.season.setValue(plan.season)
        self.origins.setValue(plan.origins)
        self.events.tick(plan.events)

    def show_series(self, found: CheckedForecast | None) -> None:
        """Say how many days there are; None: that is not known yet."""
        self.show_problem(None)
        words = self.tr("One row for each day.")
        if found is not None:
            words = self.tr("{0} from {1} to {2}").format(
                numerals.counted(found.days, "day"), found.first, found.last
            )
            gaps = self.tr("; {0} of them without a value.").format(f"{found.gaps:,}")
            words += gaps if found.gaps else "."
        self.date_row.set_hint(words)

    def show_problem(self, error: UserError | None) -> None:
        """Say beside the field why the series cannot be forecast so; None: it can."""
        words = f"{error.message} {error.hint}".strip() if error is not None else ""
        is_long = error is not None and error.code in _OF_THE_LENGTH
        self.starts_row.set_problem(words if is_long else "")
        self.date_row.set_problem("" if is_long else words)

    def plan(self) -> ForecastPlan:
        """Return how the series is forecast, all else as usual."""
        return ForecastPlan(
            str(self.date.value() or ""),
            horizon=self.horizon.value(),
            season=self.season.value(),
            origins=self.origins.value(),
            events=self.events.ticked(),
        )

    def _on_changed(self, _what: object) -> None:
        self.changed.emit()
