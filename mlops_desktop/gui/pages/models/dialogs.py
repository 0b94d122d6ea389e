"""Dialogs for going back, for the rules before production, and for scoring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.metrics import metric, metrics_for
from mlops_desktop.core.model import Model, ModelVersion
from mlops_desktop.core.stage import Enforcement, Policy
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.models.tables import issue_columns
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_3, SPACE_4, TextRole
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.gui.widgets.facts import CheckList
from mlops_desktop.gui.widgets.file_dialogs import choose_open_file, table_filters
from mlops_desktop.gui.widgets.forms import Choice, DecimalField, FormRow
from mlops_desktop.gui.widgets.layouts import boxed, grid, row
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services.scoring import ScoreSummary

Source = Path | str


class ReasonDialog(Dialog):
    """A dialog that needs a reason before its verb can be pressed."""

    def __init__(self, parent: QWidget, title: str, verb: str, lead: str = "") -> None:
        super().__init__(parent, title, verb, lead=lead)
        self.reason = QPlainTextEdit(self, tabChangesFocus=True)
        self.reason.setFixedHeight(theme.px(64))
        self.reason.textChanged.connect(self._on_reason)
        self._on_reason()

    def reason_row(self) -> FormRow:
        """Return the row to put at the end of the form."""
        return FormRow(
            self.tr("Reason"), self.reason, self.tr("It is kept in the log."), parent=self
        )

    def text(self) -> str:
        """Return the reason."""
        return self.reason.toPlainText().strip()

    def _on_reason(self) -> None:
        self.accept_button.set_enabled(bool(self.text()), self.tr("Write the reason first."))


class RollBackDialog(ReasonDialog):
    """Chooses which earlier version comes back to production, and why."""

    def __init__(
        self,
        parent: QWidget,
        present: ModelVersion | None,
        earlier: Sequence[ModelVersion],
        then: Callable[[int, str], object],
    ) -> None:
        lead = parent.tr(
            "An earlier version comes back to production as a new entry of the log; nothing is "
            "undone. The checks run and can only warn."
        )
        super().__init__(
            parent,
            parent.tr("Roll back {0}").format(earlier[0].model),
            parent.tr("Roll back"),
            lead,
        )
        self._then = then
        self.version = Choice(
            [(item.number, _version_words(item)) for item in earlier], parent=self
        )
        self.body.addWidget(FormRow(self.tr("Back to"), self.version, parent=self))
        if present is not None:
            words = self.tr("It replaces v{0}, which is archived in the same step.")
            self.body.addWidget(
                Text(words.format(present.number), TextRole.SECONDARY, "muted", parent=self)
            )
        self.body.addWidget(self.reason_row())
        self.on_accept = self._finish

    def _finish(self) -> None:
        number, reason = int(str(self.version.value())), self.text()
        self.accept()
        self._then(number, reason)


class PolicyDialog(ReasonDialog):
    """Changes the rules before production; the old ones stay in the history."""

    def __init__(
        self,
        parent: QWidget,
        model: Model,
        policy: Policy,
        then: Callable[[Policy, str], object],
    ) -> None:
        lead = parent.tr("The new rules apply from now on; the old ones stay in the log.")
        super().__init__(
            parent, parent.tr("Rules before production"), parent.tr("Save the rules"), lead
        )
        self._model, self._then = model, then
        options: list[tuple[object, str]] = [
            (item.key, item.title)
            for item in metrics_for(model.task, is_quantile=True, has_worth=True)
        ]
        self.measure = Choice(options, parent=self)
        self.measure.set_value(policy.metric or model.deciding_metric)
        self.has_threshold = QCheckBox(self.tr("Needs a value of"), self)
        self.has_threshold.setChecked(policy.threshold is not None)
        self.threshold = DecimalField((-1e9, 1e9), policy.threshold or 0.0, 4, parent=self)
        self.threshold.setAccessibleName(self.tr("Threshold"))
        self.metric_gate = Choice(_ENFORCED, parent=self)
        self.metric_gate.set_value(policy.metric_gate)
        self.champion_gate = Choice(_ENFORCED, parent=self)
        self.champion_gate.set_value(policy.champion_gate)
        self.data_gate = Choice(_ENFORCED, parent=self)
        self.data_gate.set_value(policy.data_gate)
        self.reproduced_gate = Choice(_ENFORCED, parent=self)
        self.reproduced_gate.set_value(policy.reproduced_gate)
        self.card_gate = Choice(_ENFORCED, parent=self)
        self.card_gate.set_value(policy.card_gate)
        self._policy = policy
        self.tolerance = DecimalField((0.0, 1e9), policy.tolerance, 4, parent=self)
        self._lay_out()
        self.has_threshold.toggled.connect(self._on_threshold)
        self.measure.currentIndexChanged.connect(self._on_metric)
        self._on_threshold(self.has_threshold.isChecked())
        self._on_metric(0)
        self.on_accept = self._finish

    def _lay_out(self) -> None:
        self._limit = Text("", TextRole.SECONDARY, "muted", parent=self)
        self.setMinimumWidth(theme.px(720))
        unit = metric(self._model.deciding_metric).short
        tolerated = self.tr("How much worse still counts as “not worse”, in {0}.").format(unit)
        needs = row(self.has_threshold, self._limit, self.threshold, None, spacing=SPACE_3)
        fields = (
            (self.tr("Metric"), self.measure, ""),
            (self.tr("When it is missed"), self.metric_gate, ""),
            (
                self.tr("When it is worse than production on the same rows"),
                self.champion_gate,
                "",
            ),
            (self.tr("Tolerance"), self.tolerance, tolerated),
            (self.tr("When a rule blocks the data it was trained on"), self.data_gate, ""),
            (
                self.tr("When it was not made again from what is stored"),
                self.reproduced_gate,
                "",
            ),
            (self.tr("When its model card has empty fields"), self.card_gate, ""),
        )
        layout = grid(1, 1, spacing=SPACE_4)
        for place, (words, field, hint) in enumerate(fields):
            line = FormRow(words, field, hint, parent=self)
            # The threshold stands between the metric and the other rules.
            down = place // 2 + (place > 1)
            layout.addWidget(line, down, place % 2, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(needs, 1, 0, 1, 2)
        self.body.addWidget(boxed(layout, self))
        self.body.addWidget(self.reason_row())

    def _on_threshold(self, wanted: bool) -> None:
        self.threshold.setEnabled(wanted)
        self.measure.setEnabled(wanted)
        self.metric_gate.setEnabled(wanted)

    def _on_metric(self, _index: int) -> None:
        is_loss = metric(str(self.measure.value())).is_loss
        self._limit.setText(self.tr("at most") if is_loss else self.tr("at least"))

    def wanted(self) -> Policy:
        """Return the rules as they stand in the form."""
        key = str(self.measure.value())
        return replace(
            self._policy,
            metric="" if key == self._model.deciding_metric else key,
            threshold=self.threshold.value() if self.has_threshold.isChecked() else None,
            metric_gate=Enforcement(str(self.metric_gate.value())),
            champion_gate=Enforcement(str(self.champion_gate.value())),
            data_gate=Enforcement(str(self.data_gate.value())),
            reproduced_gate=Enforcement(str(self.reproduced_gate.value())),
            card_gate=Enforcement(str(self.card_gate.value())),
            tolerance=self.tolerance.value(),
        )

    def _finish(self) -> None:
        wanted, reason = self.wanted(), self.text()
        self.accept()
        self._then(wanted, reason)


_ENFORCED: tuple[tuple[object, str], ...] = (
    (Enforcement.PREVENT, "Prevent the promotion"),
    (Enforcement.WARN, "Warn"),
    (Enforcement.OFF, "Do not check"),
)


class ScoreDialog(Dialog):
    """Chooses the rows to predict and the dataset that keeps the predictions."""

    def __init__(
        self,
        parent: QWidget,
        version: ModelVersion,
        tables: Sequence[DatasetVersion],
        then: Callable[[Source, str], object],
    ) -> None:
        lead = parent.tr(
            "{0} predicts every row. The columns are checked first; the predictions become a "
            "dataset version of their own."
        ).format(version.label)
        super().__init__(parent, parent.tr("Score a file"), parent.tr("Score"), lead=lead)
        self._then = then
        self._file: Path | None = None
        self.file = Button(self.tr("Choose a file…"), self._choose, icon="upload", parent=self)
        self.table = Choice(
            [(None, self.tr("Choose a dataset"))]
            + [(f"data:{item.label}", item.label) for item in tables],
            parent=self,
        )
        self.name = QLineEdit(f"{version.model}_predictions", self)
        self.body.addWidget(FormRow(self.tr("File"), self.file, parent=self))
        if tables:
            self.body.addWidget(FormRow(self.tr("Or a dataset"), self.table, parent=self))
        self.body.addWidget(
            FormRow(
                self.tr("Keep the predictions as"),
                self.name,
                self.tr("A dataset of that name gets the next version."),
                parent=self,
            )
        )
        self.table.currentIndexChanged.connect(self._on_table)
        self.name.textChanged.connect(self._show_ready)
        self.on_accept = self._finish
        self._show_ready()

    def source(self) -> Source | None:
        """Return what was chosen: a path, or a reference as text."""
        if self._file is not None:
            return self._file
        value = self.table.value()
        return str(value) if value is not None else None

    def choose_file(self, path: Path) -> None:
        """Take a file."""
        self._file = path
        self.table.blockSignals(True)
        self.table.set_value(None)
        self.table.blockSignals(False)
        self.file.setText(path.name)
        self._show_ready()

    def _choose(self) -> None:
        choose_open_file(self, self.tr("Score a file"), table_filters(), self.choose_file)

    def _on_table(self, _index: int) -> None:
        self._file = None
        self.file.setText(self.tr("Choose a file…"))
        self._show_ready()

    def _show_ready(self) -> None:
        why = ""
        if self.source() is None:
            why = self.tr("Choose a file or a dataset first.")
        elif not self.name.text().strip():
            why = self.tr("Name the dataset that keeps the predictions.")
        self.accept_button.set_enabled(not why, why)

    def _finish(self) -> None:
        source, name = self.source(), self.name.text().strip()
        self.accept()
        if source is not None:
            self._then(source, name)


class ScoredDialog(Dialog):
    """Says what scoring found, and offers the predictions as CSV."""

    def __init__(
        self,
        parent: QWidget,
        summary: ScoreSummary,
        save: Callable[[], object],
        show: Callable[[], object],
    ) -> None:
        rows = numerals.counted(summary.prediction.row_count, "row")
        super().__init__(
            parent,
            parent.tr("{0} scored {1}").format(summary.model.label, rows),
            parent.tr("Save as CSV…"),
            lead=parent.tr("The rows of {0}; the predictions are {1}.").format(
                summary.scored.label, summary.predictions.label
            ),
        )
        self._save, self._show = save, show
        self.cancel_button.setText(self.tr("Close"))

        if summary.issues:
            words = self.tr("{0} to look at; every row was scored.").format(
                numerals.counted(len(summary.issues), "thing", "things")
            )
            self.body.addWidget(CheckList([(Mark.WATCH, words, "")], parent=self))
            table = TablePanel(issue_columns(), "issues", key=lambda item: item, parent=self)
            table.failed = self.show_error
            table.set_records(summary.issues)
            table.fit_height(8)
            self.body.addWidget(table)
            self.setMinimumWidth(theme.px(720))
        else:
            words = self.tr("All values are of the kind and range the model was trained on.")
            self.body.addWidget(CheckList([(Mark.FINE, words, "")], parent=self))
        self.body.addLayout(row(Button(self.tr("Look at them"), self._look, parent=self), None))
        self.on_accept = self._finish

    def _look(self) -> None:
        self.accept()
        self._show()

    def _finish(self) -> None:
        self.accept()
        self._save()


def _version_words(version: ModelVersion) -> str:
    value = numerals.number(version.value)
    short = metric(version.metric).short
    return f"v{version.number} · {short} {value} · {version.stage}"
