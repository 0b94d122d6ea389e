"""The train page: three steps, then the leaderboard of what they made."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.changes import EntityKind, changed
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.model import ModelVersion, VersionFacts
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.core.training import TrainingSpec
from mlops_desktop.gui.job import Job, JobState
from mlops_desktop.gui.page import Desk, Page
from mlops_desktop.gui.pages.train.check_card import CheckCard
from mlops_desktop.gui.pages.train.method_card import MethodCard
from mlops_desktop.gui.pages.train.reading import (
    Choices,
    Retraining,
    Table,
    read_choices,
    read_facts,
    read_retraining,
    read_table,
)
from mlops_desktop.gui.pages.train.result_view import CANDIDATE, ResultView
from mlops_desktop.gui.pages.train.tables import RecentRun, recent_columns, recent_runs
from mlops_desktop.gui.pages.train.what_card import WhatCard
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.layouts import boxed, column, row
from mlops_desktop.gui.widgets.states import EmptyState, PageStates
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.jobs.requests import Advice
from mlops_desktop.services import training
from mlops_desktop.services.training import PastTraining, TrainingSummary


class TrainPage(Page):
    """What predicts my target best?"""

    key, title, icon = "train", "Train", "train"
    interested_in = frozenset({EntityKind.DATASET, EntityKind.MODEL, EntityKind.RUN})
    help_topic = "train"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._choices = Choices((), (), ())
        self._wanted: Reference | None = None
        self._table: Table | None = None
        self._advice: Advice | None = None
        self._refused = ""
        self._asking: Job | None = None
        self._training: Job | None = None
        self._seen = ""
        self._shown: str | None = None
        self.what = WhatCard(self)
        self.check = CheckCard(self)
        self.methods = MethodCard(self)
        self.recent: TablePanel[RecentRun] = TablePanel(
            recent_columns(), "recent runs", key=lambda item: item.result.run.id, parent=self
        )
        self.result = ResultView(desk.gateway, self.content)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        steps = row(spacing=SPACE_4)
        for card, share in ((self.what, 4), (self.check, 3), (self.methods, 3)):
            steps.addWidget(card, share)
        recent = Card(self.tr("Recent runs"), parent=self)
        recent.header.addWidget(self.recent.menu_button())
        self.recent_states = PageStates(
            self.recent, EmptyState("train", self.tr("No run yet."), parent=self), parent=self
        )
        recent.add(self.recent_states)
        self._recent_card = recent
        self.setup = boxed(column(steps, recent, None, spacing=SPACE_4), self.content)
        layout = column()
        layout.addWidget(self.setup)
        layout.addWidget(self.result)
        layout.addStretch(1)
        self.content.setLayout(layout)
        self._other = self.header.add_button(self.tr("Train something else"), self.show_setup)
        self.show_setup()

    def _connect(self) -> None:
        self.what.table_chosen.connect(self._on_table_chosen)
        self.what.target_chosen.connect(self._on_target)
        for part in (self.what, self.check, self.methods):
            part.changed.connect(self._show_header)
        self.check.changed.connect(self._show_methods)
        self.what.name.textChanged.connect(self._on_name)
        self.recent.opened.connect(self._on_recent)
        self.result.version_chosen.connect(self._on_version)
        self.result.version_opened.connect(self._open)
        for item in (self.recent, self.result.table, self.result.chart):
            item.failed = self.show_error
        self.result.charts.set_failed(self.show_error)

    def make_empty(self) -> EmptyState:
        """Say what is missing, with the one button that brings it."""
        return EmptyState(
            "train",
            self.tr("Nothing to learn from yet."),
            self.tr("Import data…"),
            self._import,
            detail=self.tr("Import a table; then choose the column to predict."),
            parent=self,
        )

    # Looking ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read what there is to train on, and what was trained."""
        session = self.desk.session
        self.load(lambda: read_choices(session), self._on_choices)

    def show_reference(self, ref: object) -> None:
        """Train on a dataset version, or a model again."""
        if isinstance(ref, str) and ref:
            ref = Reference(ref, namespace=Namespace.MODEL)
        if isinstance(ref, Reference):
            self._wanted = ref
            self.show_setup()
            self.refresh()

    def _on_choices(self, choices: Choices) -> None:
        self._choices = choices
        wanted = self._wanted
        if not choices.tables and wanted is None:
            self.states.show_empty()
            self._show_header()
            return
        self.states.show_content()
        self.what.show_tables(choices.tables, choices.models)
        self._show_recent(choices)
        self._follow_results()
        self._choose_table(wanted)
        self._wanted = None
        self._show_header()

    def _choose_table(self, wanted: Reference | None) -> None:
        session = self.desk.session
        if wanted is not None and wanted.namespace is Namespace.MODEL:
            self.load(
                lambda: read_retraining(session, wanted.name), self._on_retraining, key="table"
            )
        elif wanted is not None:
            number = f"@{wanted.number}" if wanted.number is not None else ""
            self._load_table(f"{wanted.name}{number}")
        elif self._table is None and self._choices.tables:
            self._load_table(str(self.what.table.value()))

    def _load_table(self, label: str) -> None:
        session = self.desk.session
        self.load(lambda: read_table(session, label), self._on_table, key="table")

    def _on_table_chosen(self, label: str) -> None:
        self._load_table(label)

    def _on_table(self, table: Table) -> None:
        self._table = table
        self.check.show_columns(table.columns)
        self.what.show_table(table)
        self._show_methods()

    def _show_methods(self) -> None:
        rows = self._table.version.row_count if self._table is not None else 0
        self.methods.show_task(self.check.chosen_task(), rows)
        self.what.show_forecast(is_forecast=self.check.is_forecast)

    def _on_retraining(self, found: Retraining) -> None:
        spec, self._table = found.spec, found.table
        names = {column.name for column in found.table.columns}
        self.check.show_columns(found.table.columns)
        self.check.show_spec(spec)
        self.methods.choose(spec.algorithms)
        self.what.show_name(spec.model)
        self.what.columns.set_left_out([name for name in spec.exclude if name in names])
        self.what.show_table(found.table, spec.target)

    def _show_recent(self, choices: Choices) -> None:
        runs = recent_runs(choices.past)
        self.recent.set_records(runs)
        self.recent.fit_height(6)
        self._recent_card.setVisible(bool(runs))

    # Advice -------------------------------------------------------------------------------

    def _on_target(self) -> None:
        self._advice, self._refused = None, ""
        self.bar.clear()
        self.check.show_suggestion(None, None)
        target, table = self.what.target_name(), self._table
        self.check.forecast.show_target(target)
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        if not target or table is None:
            self.what.show_advice(None)
            self._show_header()
            return
        self.what.show_looking()
        session, label = self.desk.session, table.version.label

        def take(advice: Advice) -> None:
            if self._is_present(label, target):
                self._on_advice(advice)

        def refuse(error: UserError) -> None:
            if self._is_present(label, target):
                self._on_refused(error)

        self._asking = self.desk.gateway.job(
            self.tr("Looking at {0}").format(target),
            lambda work: training.suggest(session, f"data:{label}", target, work),
            take,
            refuse,
            owner=self,
            is_quiet=True,
        )
        self._show_header()

    def _is_present(self, label: str, target: str) -> bool:
        present = self._table.version.label if self._table is not None else ""
        return present == label and self.what.target_name() == target

    def _on_advice(self, advice: Advice) -> None:
        self._asking, self._advice = None, advice
        self.what.show_advice(advice)
        self.check.show_suggestion(advice.suggestion, self.what.existing())
        self._show_methods()
        self._show_header()

    def _on_refused(self, error: UserError) -> None:
        self._asking, self._refused = None, error.message
        self.what.show_advice(None)
        self.show_error(error)
        self._show_header()

    def _on_name(self, _text: str) -> None:
        if self._advice is not None:
            self.check.show_suggestion(self._advice.suggestion, self.what.existing())
            self._show_methods()

    # Training -----------------------------------------------------------------------------

    def obstacle(self) -> str:
        """Return why nothing can be trained yet; "" when it can."""
        why = self.what.obstacle()
        if why:
            return why
        if self.is_training:
            return self.tr("A training is running.")
        if self._refused:
            return self._refused
        if self._advice is None:
            return self.tr("{0} is being looked at.").format(self.what.target_name())
        if not self.methods.chosen(self.check.chosen_task()):
            return self.tr("Tick at least one method.")
        return ""

    @property
    def is_training(self) -> bool:
        """Whether a training of this page is running."""
        return self._training is not None and not self._training.state.is_final

    def spec(self) -> TrainingSpec:
        """Return what the form asks for."""
        task, is_forecast = self.check.chosen_task(), self.check.is_forecast
        return TrainingSpec(
            model=self.what.model_name(),
            target=self.what.target_name(),
            task=task,
            algorithms=self.methods.chosen(task),
            # A forecast reads its days, values and events only.
            exclude=() if is_forecast else self.what.columns.left_out(),
            metric=self.check.chosen_metric(),
            positive=None if is_forecast else self.check.chosen_positive(),
            split=self.check.plan(),
            seed=self.check.seed.value(),
            forecast=self.check.forecast.plan() if is_forecast else None,
        )

    def train(self) -> None:
        """Train what the form asks for, in the background."""
        if self.obstacle() or self._table is None:
            return
        session, spec, label = self.desk.session, self.spec(), self._table.version.label
        self.bar.clear()
        self._shown, self._seen = None, ""
        title = self.tr("Training {0}").format(spec.model)
        self._training = self.job(
            title,
            lambda work: training.train(session, f"data:{label}", spec, work),
            self._on_trained,
            failed=self._on_failed,
        )
        self._training.advanced.connect(self._on_advanced)
        self._training.ended.connect(self._on_ended)
        self.result.follow(self._training, f"{title} · {label}", spec.algorithms)
        self._show_result()

    def _on_advanced(self) -> None:
        job = self._training
        if job is None:
            return
        found = CANDIDATE.search(job.step.detail)
        place = found.group(1) if found is not None else ""
        if place and place != self._seen:
            # Another method began: the one before it is in the registry by now.
            self._seen = place
            self._read_results()

    def _read_results(self) -> None:
        session = self.desk.session
        self.load(lambda: training.recent_trainings(session, 1), self._on_results, key="results")

    def _on_results(self, past: tuple[PastTraining, ...]) -> None:
        if past and self._seen:
            self._shown = past[0].training.id
            self.result.show_results(past[0])

    def _on_trained(self, summary: TrainingSummary) -> None:
        self._shown = summary.training.id

    def _on_failed(self, error: UserError) -> None:
        self.show_error(error)

    def _on_ended(self) -> None:
        job = self._training
        if job is None:
            return
        if job.state is not JobState.DONE and self._seen:
            # What had finished before the end is there to stay, and nobody else was told.
            kinds = (EntityKind.MODEL, EntityKind.RUN, EntityKind.STAGE)
            self.desk.gateway.changed.emit(changed(*((kind, "") for kind in kinds)))
        elif job.state is JobState.FAILED:
            self.show_setup()
        self._show_header()

    def _follow_results(self) -> None:
        past = next((p for p in self._choices.past if p.training.id == self._shown), None)
        if past is not None and not self.result.isHidden():
            self.result.show_results(past)

    # Results ------------------------------------------------------------------------------

    def show_setup(self) -> None:
        """Show the three steps."""
        self.setup.show()
        self.result.hide()
        self._show_header()

    def _show_result(self) -> None:
        self.setup.hide()
        self.result.show()
        self._show_header()

    def _on_recent(self, recent: RecentRun) -> None:
        self._shown = recent.past.training.id
        self.result.show_past(recent.past)
        self._show_result()

    def _on_version(self, version: ModelVersion) -> None:
        session = self.desk.session

        def take(facts: VersionFacts) -> None:
            self.result.show_charts(version, facts)

        self.load(lambda: read_facts(session, version.label), take, key="facts")
        self._show_header()

    def _open(self, version: ModelVersion) -> None:
        ref = Reference(version.model, version.number, namespace=Namespace.MODEL)
        self.desk.navigate("models", ref)

    def _on_open(self) -> None:
        version = self.result.chosen()
        if version is not None:
            self._open(version)

    def _import(self) -> None:
        self.desk.import_file()

    def _show_header(self) -> None:
        is_result = not self.result.isHidden()
        self._other.setVisible(is_result)
        if is_result:
            version = self.result.chosen()
            self.header.set_subtitle(self.tr("What was tried, and how well it predicts"))
            if version is None or self.is_training:
                self.header.hide_primary()
                return
            words = self.tr("Open v{0} in models").format(version.number)
            self.header.set_primary(words, self._on_open).set_enabled(True)
            return
        why = self.obstacle()
        self.header.set_subtitle(why or self.tr("Ready to train"))
        self.header.set_primary(self.tr("Train"), self.train).set_enabled(not why, why)
