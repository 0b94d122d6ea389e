"""What the page asks about data before a training: advice on the target, values of a column."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer

from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.job import Job
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.train.setup.form import SetupForm
from mlops_desktop.jobs.requests import Advice
from mlops_desktop.jobs.training_requests import ValueCounts
from mlops_desktop.services import training

_PATIENCE = 400
"""Milliseconds without a further change after which the rows' new division is looked at."""


class Asking(QObject):
    """Asks for the form, and drops answers that it has no use for any more.

    Args:
        page: whose jobs they are, and where errors go.

    Attributes:
        refused: why the target cannot be predicted; "" when it can.
    """

    def __init__(self, page: Page, form: SetupForm) -> None:
        super().__init__(page)
        self._page, self._form = page, form
        self._job: Job | None = None
        self.refused = ""
        self._later = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._later.timeout.connect(self._ask)
        form.target_chosen.connect(self._on_target)
        form.plan_changed.connect(self._on_plan)
        form.values_wanted.connect(self.ask_for_values)

    def _on_target(self) -> None:
        self.refused = ""
        self._page.bar.clear()
        self._later.stop()
        self._stop()
        if self._form.what.target_name() and self._form.table is not None:
            self._form.show_looking()
            self._ask()
        else:
            self._form.show_advice(None)

    def _on_plan(self) -> None:
        # What is doubtful depends on how the rows are divided.
        if self._form.advice is not None:
            self._later.start()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _ask(self) -> None:
        table, form = self._form.table, self._form
        if table is None:
            return
        self._stop()
        session, label = self._page.desk.session, table.version.label
        asked = (label, form.what.target_name())
        plan = (form.check.plan(), form.check.seed.value())
        self._job = self._page.desk.gateway.job(
            self.tr("Looking at {0}").format(asked[1]),
            lambda work: training.suggest(session, f"data:{label}", asked[1], work, plan),
            partial(self._on_advice, asked),
            partial(self._on_refused, asked),
            owner=self._page,
            is_quiet=True,
        )

    def _is_present(self, asked: tuple[str, str]) -> bool:
        table = self._form.table
        label = table.version.label if table is not None else ""
        return (label, self._form.what.target_name()) == asked

    def _on_advice(self, asked: tuple[str, str], advice: Advice) -> None:
        if self._is_present(asked):
            self._job = None
            self._form.show_advice(advice)

    def _on_refused(self, asked: tuple[str, str], error: UserError) -> None:
        if self._is_present(asked):
            self._job = None
            self.refused = error.message
            self._page.show_error(error)
            self._form.show_advice(None)

    def ask_for_values(self, name: str) -> None:
        """Ask which values a column has."""
        table = self._form.table
        if table is None:
            return
        session, label = self._page.desk.session, table.version.label

        def take(found: ValueCounts) -> None:
            if self._form.table is table:
                self._form.show_values(name, found)

        self._page.desk.gateway.job(
            self.tr("Reading the values of {0}").format(name),
            lambda work: training.values_of(session, f"data:{label}", name, work),
            take,
            self._page.show_error,
            owner=self._page,
            is_quiet=True,
        )
