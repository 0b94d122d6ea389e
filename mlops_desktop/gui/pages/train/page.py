"""The train page: three steps, then the leaderboard of what they made."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.changes import EntityKind
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import TrainingId
from mlops_desktop.core.model import ModelVersion, VersionFacts
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.core.training import TrainingSpec
from mlops_desktop.gui.page import Desk, Page
from mlops_desktop.gui.pages.train.asking import Asking, ForecastAsking
from mlops_desktop.gui.pages.train.following.result_view import ResultView
from mlops_desktop.gui.pages.train.following.running_card import RunningCard
from mlops_desktop.gui.pages.train.following.tables import (
    RecentRun,
    recent_columns,
    recent_runs,
)
from mlops_desktop.gui.pages.train.following.training import Following
from mlops_desktop.gui.pages.train.reading import (
    Choices,
    Results,
    Table,
    read_choices,
    read_facts,
    read_results,
    read_retraining,
    read_table,
)
from mlops_desktop.gui.pages.train.setup.form import SetupForm
from mlops_desktop.gui.pages.train.trainings import Trainings
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.file_dialogs import choose_save_file
from mlops_desktop.gui.widgets.layouts import boxed, column
from mlops_desktop.gui.widgets.states import EmptyState
from mlops_desktop.gui.widgets.table_copy import save_bytes
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.services import training_command


class TrainPage(Page):
    """What predicts my target best?"""

    key, title, icon = "train", "Train", "train"
    interested_in = frozenset({EntityKind.DATASET, EntityKind.MODEL, EntityKind.RUN})
    help_topic = "train"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._choices = Choices((), (), ())
        self._wanted: Reference | None = None
        self._shown: str | None = None
        self._followed: Following | None = None
        self.form = SetupForm(self)
        self.what, self.check = self.form.what, self.form.check
        self.methods, self.finer = self.form.methods, self.form.finer
        self.asking = Asking(self, self.form)
        self.forecast_asking = ForecastAsking(self, self.form)
        self.trainings = Trainings(self)
        self.running = RunningCard(self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._steps = column(self.form, None, spacing=SPACE_4)
        self.setup = boxed(self._steps, self.content)
        self._layout = column(self.running, self.setup, spacing=SPACE_4)
        self._layout.addStretch(1)
        self.content.setLayout(self._layout)
        self._other = self.header.add_button(self.tr("Train something else"), self.show_setup)
        self._other.hide()

    def _connect(self) -> None:
        self.what.table_chosen.connect(self._load_table)
        self.form.changed.connect(self._show_header)
        self.finer.copy_wanted.connect(self.copy_command)
        self.finer.save_wanted.connect(self.save_spec)
        self.running.shown.connect(self._follow)
        self.running.dismissed.connect(self.running.forget)
        self.trainings.started.connect(self._on_started)
        self.trainings.advanced.connect(self._read_results)
        self.trainings.ended.connect(self._on_ended)
        self.trainings.failed.connect(self._on_failed)

    @cached_property
    def recent(self) -> TablePanel[RecentRun]:
        """What was trained lately; made when there is any."""
        table: TablePanel[RecentRun] = TablePanel(
            recent_columns(), "recent runs", key=lambda item: item.result.run.id, parent=self
        )
        table.opened.connect(self._on_recent)
        table.failed = self.show_error
        card = Card(self.tr("Recent runs"), parent=self)
        card.header.addWidget(table.menu_button())
        card.add(table)
        self._steps.insertWidget(1, card)
        return table

    @cached_property
    def result(self) -> ResultView:
        """What a training has made; made when the first one is looked at."""
        view = ResultView(self.desk.gateway, self.content)
        view.version_chosen.connect(self._on_version)
        view.version_opened.connect(self._open)
        for item in (view.table, view.chart, view.trials.table):
            item.failed = self.show_error
        view.charts.set_failed(self.show_error)
        view.hide()
        self._layout.insertWidget(self._layout.count() - 1, view)
        return view

    @property
    def is_result(self) -> bool:
        """Whether a training is shown, rather than the form."""
        return self.setup.isHidden()

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
        self.form.show_choices(choices)
        self._show_recent(choices)
        if self.is_result and self._shown is not None:
            self._read(self._shown)
        self._choose_table(wanted)
        self._wanted = None
        self._show_header()

    def _choose_table(self, wanted: Reference | None) -> None:
        session = self.desk.session
        if wanted is not None and wanted.namespace is Namespace.MODEL:
            self.load(
                lambda: read_retraining(session, wanted), self.form.show_retraining, key="table"
            )
        elif wanted is not None:
            number = f"@{wanted.number}" if wanted.number is not None else ""
            self._load_table(f"{wanted.name}{number}")
        elif self.form.table is None and self._choices.tables:
            self._load_table(str(self.what.table.value()))

    def _load_table(self, label: str) -> None:
        session = self.desk.session
        self.load(lambda: read_table(session, label), self._on_table, key="table")

    def _on_table(self, table: Table) -> None:
        self.form.show_table(table)

    def _show_recent(self, choices: Choices) -> None:
        runs = recent_runs(choices.past)
        if runs or "recent" in self.__dict__:
            self.recent.set_records(runs)
            self.recent.fit_height(6)

    # Training -----------------------------------------------------------------------------

    def obstacle(self) -> str:
        """Return why nothing can be trained yet; "" when it can."""
        if self.form.advice is None and self.asking.refused:
            return self.asking.refused
        return self.form.obstacle()

    @property
    def is_training(self) -> bool:
        """Whether a training of this page runs or waits."""
        return bool(self.trainings.open())

    def spec(self) -> TrainingSpec:
        """Return what the form asks for."""
        return self.form.spec()

    def copy_command(self) -> None:
        """Put the command that asks for the same on the clipboard, or a spec file's text."""
        label, spec = self.what.table_label(), self.spec()
        text = training_command.command(spec, label)
        words = self.tr("The command is copied.")
        if text is None:
            text = training_command.spec_file(spec, label)
            words = self.tr("No option says all of this: the text of a spec file is copied.")
        QGuiApplication.clipboard().setText(text)
        self.desk.say(words)

    def save_spec(self) -> None:
        """Ask for a file and write what the form asks for into it."""
        name = f"{self.what.model_name() or 'training'}.json"
        title = self.tr("Save as a spec file")
        choose_save_file(self, title, name, "JSON (*.json)", self._write_spec)

    def _write_spec(self, path: Path) -> None:
        text = training_command.spec_file(self.spec(), self.what.table_label())
        try:
            save_bytes(path, text.encode())
        except UserError as error:
            self.show_error(error)

    def train(self) -> None:
        """Train what the form asks for, in the background; where others run, it waits."""
        if not self.obstacle():
            self.bar.clear()
            self.trainings.train(self.what.table_label(), self.spec())

    def _on_started(self, following: Following) -> None:
        self.running.follow(following)
        following.planned.connect(partial(self._read_results, following))
        following.tried.connect(partial(self._on_tried, following))
        self._follow(following)

    def _follow(self, following: Following) -> None:
        """Show what a training does."""
        self._followed, self._shown = following, following.training_id
        self.result.follow(following)
        self._show_result()
        self._read_results(following)

    def _read_results(self, following: Following) -> None:
        if following is self._followed and following.training_id is not None:
            self._shown = following.training_id
            self._read(following.training_id)

    def _read(self, training_id: str) -> None:
        session, wanted = self.desk.session, TrainingId(training_id)
        self.load(lambda: read_results(session, wanted), self._on_results, key="results")

    def _on_results(self, found: Results) -> None:
        if self.is_result and found.past.training.id == self._shown:
            live = self._followed.trials() if self._followed is not None else ()
            self.result.show_results(found.past)
            self.result.show_trials(found.tried, live)
            self._show_header()

    def _on_tried(self, following: Following) -> None:
        if following is self._followed:
            self.result.trials.show_trials(following.trials())

    def _on_failed(self, following: Following, error: UserError) -> None:
        self.show_error(error)
        if following.training_id is None:
            # It was refused before anything was tried: what was asked for is there to be changed.
            self.running.forget(following)
            if following is self._followed:
                self.show_setup()

    def _on_ended(self, following: Following) -> None:
        if following.has_finished:
            self.running.forget(following)
        self._read_results(following)
        self._show_header()

    # Results ------------------------------------------------------------------------------

    def show_setup(self) -> None:
        """Show the three steps."""
        self._followed = self._shown = None
        self.setup.show()
        if "result" in self.__dict__:
            self.result.hide()
        self.running.show_present(None)
        self._show_header()

    def _show_result(self) -> None:
        self.setup.hide()
        self.result.show()
        self.running.show_present(self._followed)
        self._show_header()

    def _on_recent(self, recent: RecentRun) -> None:
        past = recent.past
        self._followed, self._shown = None, past.training.id
        self.result.show_results(past)
        self.result.show_trials((), ())
        self._show_result()
        self._read(past.training.id)

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
        self._other.setVisible(self.is_result)
        if self.is_result:
            version = self.result.chosen()
            self.header.set_subtitle(self.tr("What was tried, and how well it predicts"))
            is_open = self._followed is not None and not self._followed.is_over
            if version is None or is_open:
                self.header.hide_primary()
                return
            words = self.tr("Open v{0} in models").format(version.number)
            self.header.set_primary(words, self._on_open).set_enabled(True)
            return
        why = self.obstacle()
        for button in (self.finer.copy, self.finer.save):
            button.set_enabled(not why, why)
        self.header.set_subtitle(why or self._ready_words())
        self.header.set_primary(self.tr("Train"), self.train).set_enabled(not why, why)

    def _ready_words(self) -> str:
        if self.is_training:
            return self.tr("Ready to train; it waits until the one before it has ended")
        return self.tr("Ready to train")
