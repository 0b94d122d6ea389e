"""What the page asks about data before a training: the target, the days, values of a column."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.training import TrainingSpec
from mlops_desktop.gui.job import Job
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.train.setup.form import SetupForm
from mlops_desktop.jobs.requests import Advice
from mlops_desktop.jobs.training_requests import CheckedForecast, ValueCounts
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import training

_PATIENCE = 400
"""Milliseconds without a further change after which the rows' new division is looked at."""

_OF_THE_SERIES = ("forecast.", "training.")


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
        what = self._form.what
        if (what.target_name() or what.is_unusual) and self._form.table is not None:
            self._form.show_looking()
            self._ask()
        else:
            self._form.show_advice(None)

    def _on_plan(self) -> None:
        # What is doubtful depends on how the rows are divided, and on which answers are known.
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
        session, data = self._page.desk.session, f"data:{table.version.label}"
        asked = (table.version.label, form.what.target_name())
        split, seed = form.check.plan(), form.check.seed.value()
        labels = form.check.known_answers()

        def ask(work: Work) -> Advice:
            if not asked[1]:
                return training.suggest_unusual(session, data, work, split, labels)
            return training.suggest(session, data, asked[1], work, (split, seed))

        self._job = self._page.desk.gateway.job(
            self.tr("Looking at {0}").format(asked[1] or asked[0]),
            ask,
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


class ForecastAsking(QObject):
    """Asks whether the days can be forecast as the form says, each time it says something new."""

    def __init__(self, page: Page, form: SetupForm) -> None:
        super().__init__(page)
        self._page, self._form = page, form
        self._job: Job | None = None
        self._asked: tuple[str, TrainingSpec] | None = None
        self._later = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._later.timeout.connect(self._ask)
        form.changed.connect(self._on_changed)

    def _wanted(self) -> tuple[str, TrainingSpec] | None:
        """Return what the answer depends on; None where no forecast is asked for."""
        form = self._form
        target = form.what.target_name()
        if form.table is None or not form.check.is_forecast or not target:
            return None
        # Which methods, and under what name, makes no difference to the days.
        spec = replace(form.spec(), model="", algorithms=(), metric=None)
        return form.table.version.label, spec

    def _on_changed(self) -> None:
        wanted = self._wanted()
        if wanted == self._asked:
            return
        if wanted is None or self._asked is None or wanted[0] != self._asked[0]:
            # Nothing that was said of other rows holds for these.
            self._stop()
            self._asked = wanted
            if wanted is not None:
                self._form.show_series(None)
        self._later.start()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _ask(self) -> None:
        self._stop()
        asked = self._asked = self._wanted()
        if asked is None:
            return
        session = self._page.desk.session
        label, spec = asked
        self._job = self._page.desk.gateway.job(
            self.tr("Looking at the days of {0}").format(spec.target),
            lambda work: training.check_forecast(session, f"data:{label}", spec, work),
            partial(self._on_checked, asked),
            partial(self._on_refused, asked),
            owner=self._page,
            is_quiet=True,
        )

    def _on_checked(self, asked: tuple[str, TrainingSpec], found: CheckedForecast) -> None:
        if asked == self._wanted():
            self._job = None
            self._form.show_series(found)

    def _on_refused(self, asked: tuple[str, TrainingSpec], error: UserError) -> None:
        if asked != self._wanted():
            return
        self._job = None
        if error.code.startswith(_OF_THE_SERIES):
            self._form.show_forecast_problem(error)
        else:
            # It says nothing of the days: a field is no place for it.
            self._page.show_error(error)
