"""The monitor page: which version, which check, what it found, and why."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.changes import EntityKind
from mlops_desktop.core.monitor import ColumnDrift, MonitorReport
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.gui.page import Ask, Desk, Page
from mlops_desktop.gui.pages.monitor.check_dialog import CheckDialog, Source
from mlops_desktop.gui.pages.monitor.column_card import ColumnCard
from mlops_desktop.gui.pages.monitor.column_table import column_columns
from mlops_desktop.gui.pages.monitor.days_card import DaysCard
from mlops_desktop.gui.pages.monitor.verdict_card import VerdictCard
from mlops_desktop.gui.pages.monitor.watched import (
    Everything,
    Shown,
    Watched,
    read_everything,
    read_report,
)
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.error_card import ErrorCard
from mlops_desktop.gui.widgets.forms import Choice
from mlops_desktop.gui.widgets.layouts import boxed, column, row
from mlops_desktop.gui.widgets.states import EmptyState, PageStates
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.services import monitoring
from mlops_desktop.services.monitoring import MonitorSummary

_MOST_LINES = 16
"""So many columns are shown at once; the page scrolls, more of them scroll within their table."""


class MonitorPage(Page):
    """One model's checks: damage first, then the drift that explains it."""

    key, title, icon = "monitor", "Monitor", "monitor"
    interested_in = frozenset(
        {EntityKind.REPORT, EntityKind.MODEL, EntityKind.STAGE, EntityKind.DATASET}
    )
    help_topic = "monitor"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._everything = Everything((), ())
        self._wanted: str | Reference | None = None
        self._is_asked = False
        self.model = Choice([], parent=self)
        self.model.setAccessibleName(self.tr("Model"))
        self.report = Choice([], parent=self)
        self.report.setAccessibleName(self.tr("Check"))
        self.verdict = VerdictCard(self)
        self.error = ErrorCard(
            desk.gateway, self.tr("Check new data…"), names_version=False, parent=self
        )
        self.columns: TablePanel[ColumnDrift] = TablePanel(
            column_columns(), "drift", key=lambda item: item.column, parent=self
        )
        self.column = ColumnCard(desk.gateway, self)
        self._names = ("", "")
        self._lay_out()
        self.model.currentIndexChanged.connect(self._on_model)
        self.report.currentIndexChanged.connect(self._on_report)
        self.columns.selected.connect(self._on_column)
        self.error.check_wanted.connect(self.ask_for_data)
        for failing in (self.columns, self.error.chart, self.column.chart):
            failing.failed = self.show_error

    def _lay_out(self) -> None:
        self._retrain = self.header.add_button(self.tr("Retrain…"), self._on_retrain)
        self.header.set_primary(self.tr("Check new data…"), self.ask_for_data)
        self.header.add_widget(self.model)
        self.header.add_widget(self.report)
        self.changed = Card(self.tr("What changed"), parent=self)
        self.changed.header.addWidget(self.columns.menu_button())
        self.changed.add(self.columns, stretch=1)
        below = row(spacing=SPACE_4)
        below.addWidget(self.changed, 5)
        below.addWidget(self.column, 4)
        self._found = found = column(spacing=SPACE_4)
        found.addWidget(self.verdict)
        found.addWidget(self.error, 2)
        found.addLayout(below, 3)
        nothing = EmptyState(
            "monitor",
            self.tr("This version has not been checked yet."),
            self.tr("Check new data…"),
            self.ask_for_data,
            parent=self,
        )
        self.found = PageStates(boxed(found, self), nothing, parent=self)
        layout = column()
        layout.addWidget(self.found)
        self.content.setLayout(layout)

    @cached_property
    def days(self) -> DaysCard:
        """The days of a forecast; made when the first report of one is shown."""
        card = DaysCard(self.desk.gateway, self)
        card.set_failed(self.show_error)
        self._found.addWidget(card, 3)
        return card

    def make_empty(self) -> EmptyState:
        """Say what is missing before anything can be watched."""
        return EmptyState(
            "monitor",
            self.tr("There is no model to watch yet."),
            self.tr("Train a model…"),
            self._on_train,
            parent=self,
        )

    # Looking ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read models, reports and tables again."""
        session = self.desk.session
        self.load(lambda: read_everything(session), self._on_everything)

    def show_reference(self, ref: object) -> None:
        """Show a report by its id, a model by its name, or ask for data to check."""
        if ref is Ask.CHECK_DRIFT:
            self._is_asked = True
        elif isinstance(ref, str | Reference):
            self._wanted = ref
        if self._everything.watched:
            self._show_choices()

    def _on_everything(self, everything: Everything) -> None:
        self._everything = everything
        self.badge_changed.emit(_trouble(everything))
        has_models = bool(everything.watched)
        for part in (self.model, self.report, self._retrain):
            part.setVisible(has_models)
        if not has_models:
            self.states.show_empty()
            self.header.set_title(self.tr("Monitor"), "")
            return
        self.states.show_content()
        self._show_choices()

    def _show_choices(self) -> None:
        watched = self._everything.watched
        chosen = self._wanted_model() or self._present()
        self.model.blockSignals(True)
        self.model.set_options([(item.model.name, item.model.name) for item in watched])
        if chosen is not None:
            self.model.set_value(chosen.model.name)
        self.model.blockSignals(False)
        self.model.setVisible(len(watched) > 1)
        self._on_model()
        if self._is_asked:
            self._is_asked = False
            self.ask_for_data()

    def _wanted_model(self) -> Watched | None:
        wanted = self._wanted
        for item in self._everything.watched:
            if isinstance(wanted, Reference) and item.model.name == wanted.name:
                return item
            if any(report.id == wanted for report in item.reports):
                return item
        return None

    def _present(self) -> Watched | None:
        name = self.model.value()
        watched = self._everything.watched
        return next((item for item in watched if item.model.name == name), None) or (
            watched[0] if watched else None
        )

    def _on_model(self, _index: int = 0) -> None:
        present = self._present()
        if present is None:
            return
        shown = self.report.value()
        wanted = self._wanted if isinstance(self._wanted, str) else shown
        self._wanted = None
        self.report.blockSignals(True)
        self.report.set_options([(item.id, _check_words(item)) for item in present.reports])
        if any(item.id == wanted for item in present.reports):
            self.report.set_value(wanted)
        self.report.blockSignals(False)
        self.report.setVisible(len(present.reports) > 1)
        self._on_report()

    def _on_report(self, _index: int = 0) -> None:
        present = self._present()
        if present is None:
            return
        chosen = next((r for r in present.reports if r.id == self.report.value()), None)
        if chosen is None:
            self._show_title(present, None)
            self.found.show_empty()
            return
        session, report = self.desk.session, chosen
        self.load(lambda: read_report(session, report), self._on_shown_report, key="report")

    def _on_shown_report(self, shown: Shown) -> None:
        present = self._present()
        if present is None:
            return
        self.found.show_content()
        self._show_title(present, shown)
        self._names = (shown.reference, shown.current)
        self.verdict.show_report(shown)
        self.error.show_report(shown.version, shown.drift, present.model.target)
        # A forecast is judged by its days; that a series goes on at other values says nothing.
        for part in (self.changed, self.column):
            part.setVisible(not shown.drift.days)
        if shown.drift.days or "days" in self.__dict__:
            self.days.show_report(shown, present.model.target)
        self.columns.set_records(shown.drift.columns)
        self.columns.fit_height(_MOST_LINES)
        if self.columns.current() is None:
            self.columns.select(lambda _column: True)
        else:
            self._on_column(self.columns.current())

    def _show_title(self, present: Watched, shown: Shown | None) -> None:
        version = shown.version if shown is not None else present.version
        is_there = present.production is not None and present.production.id == version.id
        state = self.tr("In production") if is_there else str(version.stage).capitalize()
        rest = ""
        if shown is not None and shown.drift.days:
            rest = self.tr(" · {0} against the backtest on {1}").format(
                shown.current, shown.reference
            )
        elif shown is not None:
            rest = self.tr(" · {0} against the training rows of {1}").format(
                shown.current, shown.reference
            )
        self.header.set_title(f"{version.model} v{version.number}", f"{state}{rest}")

    def _on_column(self, chosen: ColumnDrift | None) -> None:
        self.column.show_column(chosen, self._names)

    # Doing --------------------------------------------------------------------------------

    def ask_for_data(self) -> None:
        """Ask which rows to check, then check them in the background."""
        present = self._present()
        if present is None:
            self._on_train()
            return
        CheckDialog(self, present.version, self._everything.tables, self.check).open()

    def check(self, source: Source) -> None:
        """Check the version in use against a file or a dataset version."""
        present = self._present()
        if present is None:
            return
        session, label = self.desk.session, present.version.label
        name = source.name if isinstance(source, Path) else source.removeprefix("data:")
        self.job(
            self.tr("Checking {0} on {1}").format(label, name),
            lambda work: monitoring.run(session, f"model:{label}", source, work),
            self._on_checked,
        )

    def _on_checked(self, summary: MonitorSummary) -> None:
        self._wanted = str(summary.report.id)

    def _on_retrain(self) -> None:
        present = self._present()
        if present is not None:
            ref = Reference(present.model.name, namespace=Namespace.MODEL)
            self.desk.navigate("train", ref)

    def _on_train(self) -> None:
        self.desk.navigate("train")


def _check_words(report: MonitorReport) -> str:
    local = report.at.astimezone()
    # A forecast has no columns to judge; then its errors are the verdict.
    is_of_days = not report.columns_checked and report.current_value is not None
    found = report.performance_verdict if is_of_days else report.verdict
    verdict = str(found).replace("_", " ")
    return f"{local.day} {local:%b %H:%M} · {verdict}"


def _trouble(everything: Everything) -> int:
    """Count the production versions whose newest report says they are wrong more often."""
    count = 0
    for item in everything.watched:
        if item.production is None:
            continue
        newest = next((r for r in item.reports if r.model_version_id == item.production.id), None)
        count += newest is not None and newest.performance_verdict.value == "drift"
    return count
