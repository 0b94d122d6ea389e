"""How a version was made: facts, metrics per split, parameters, steps in order, inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import metric, purpose
from mlops_desktop.core.parameter_words import plain_name, plain_value
from mlops_desktop.core.range_words import range_words
from mlops_desktop.core.training import ALL_ROWS, FieldSignature, SplitMethod, TrainingSpec
from mlops_desktop.core.wording import duration_text
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.models.tables import (
    MetricLine,
    NumberedStep,
    metric_columns,
    metric_lines,
    signature_columns,
    step_columns,
    tr,
)
from mlops_desktop.gui.theme.scale import SPACE_4, TextRole
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.facts import FactsList
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.table_column import TableColumn
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services.models import VersionDetails

Fact = tuple[str, str]


class MadeView(QWidget):
    """Cards below and beside one another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts = FactsList(is_wrapping=True, align_right=False, parent=self)
        self.proof = FactsList(parent=self)
        self._judged_on = ""
        self.metrics: TablePanel[MetricLine] = TablePanel(
            metric_columns(), "metrics", key=lambda line: line.title, parent=self
        )
        self.ranges = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.parameters: TablePanel[Fact] = TablePanel(
            parameter_columns(), "parameters", key=lambda pair: pair[0], parent=self
        )
        self.steps: TablePanel[NumberedStep] = TablePanel(
            step_columns(), "feature steps", key=lambda step: step[0], parent=self
        )
        self.inputs: TablePanel[FieldSignature] = TablePanel(
            signature_columns(), "inputs", key=lambda field: field.name, parent=self
        )
        made = Card(self.tr("How it was made"), parent=self).add(self.facts)
        proof = Card(self.tr("How to recognise it"), parent=self).add(self.proof)
        beside = row(
            table_card(self.tr("Parameters"), self.parameters, self), proof, spacing=SPACE_4
        )
        beside.setStretch(0, 1)
        beside.setStretch(1, 1)
        layout = column(
            made,
            table_card(self.tr("How good it is"), self.metrics, self).add(self.ranges),
            table_card(self.tr("From columns to features, in order"), self.steps, self),
            table_card(self.tr("What it needs"), self.inputs, self),
            beside,
            None,
            spacing=SPACE_4,
        )
        self.setLayout(layout)

    def set_failed(self, failed: Callable[[UserError], object]) -> None:
        """Say where trouble with saving goes."""
        for table in (self.metrics, self.parameters, self.steps, self.inputs):
            table.failed = failed

    def show_version(self, details: VersionDetails) -> None:
        """Show a version."""
        facts = details.facts
        self.facts.set_facts(made_facts(details))
        self.proof.set_facts(proof_facts(details))
        judged_on = details.judged_on if details.version.is_imported else ""
        if judged_on != self._judged_on:
            self._judged_on = judged_on
            self.metrics.set_columns(metric_columns(judged_on))
        _fill(self.metrics, metric_lines(details), 8)
        self.ranges.setText(" ".join(range_words(facts, numerals.number)))
        _fill(self.parameters, parameter_facts(details), 8)
        _fill(self.steps, tuple(enumerate(facts.steps, 1)), 10)
        _fill(self.inputs, facts.signature.inputs, 8)


def parameter_facts(details: VersionDetails) -> tuple[Fact, ...]:
    """Return the parameters by their names for people, with their exact values."""
    method = details.version.algorithm
    return tuple((plain_name(method, key), value) for key, value in details.facts.parameters)


def parameter_columns() -> tuple[TableColumn[Fact], ...]:
    """Return the columns of the parameters; what is exact is told on pointing at it."""
    return (
        TableColumn(tr("Parameter"), lambda fact: fact[0], stretch=1),
        TableColumn(
            tr("Value"),
            lambda fact: plain_value(fact[1]),
            stretch=1,
            tooltip=lambda fact: fact[1],
        ),
    )


def table_card(title: str, table: TablePanel[Any], parent: QWidget) -> Card:
    """Return a card around a table, with its menu in the title line."""
    card = Card(title, parent=parent)
    card.header.addWidget(table.menu_button())
    return card.add(table)


def _fill(table: TablePanel[Any], records: Sequence[Any], most: int) -> None:
    table.set_records(records)
    table.fit_height(most)


def made_facts(details: VersionDetails) -> list[Fact]:
    """Return what was asked for and from what it was made."""
    spec, version = details.spec, details.version
    rows = numerals.counted(details.dataset.row_count, "row")
    facts = [
        (tr("Method"), algorithm(version.algorithm).title),
        (tr("Predicts"), purpose(details.facts.signature.task, spec.target)),
        (
            tr("Judged on") if version.is_imported else tr("Learned from"),
            f"{details.dataset.label}, {rows}",
        ),
        (tr("Columns left out"), ", ".join(spec.exclude) or tr("none")),
        (tr("Checked on"), checked_on(spec)),
        (tr("Decides"), metric(version.metric).title),
        (tr("Made"), f"{numerals.moment(version.created_at)}, {version.created_by}"),
        (tr("Took"), duration_text(details.facts.seconds)),
    ]
    facts += origin_facts(details)
    if spec.positive:
        facts.insert(2, (tr("Positive class"), spec.positive))
    return facts


def origin_facts(details: VersionDetails) -> list[Fact]:
    """Return where an imported version comes from, and what nobody here knows of it."""
    origin = details.facts.origin
    if origin is None:
        return []
    return [
        (tr("Imported from"), origin.file_name),
        (tr("What it is"), ", ".join(filter(None, (origin.kind, origin.library)))),
        (tr("Made by"), origin.author or tr("not stated")),
        (tr("Comes from"), origin.source or tr("not stated")),
        (
            tr("Not known"),
            tr(
                "On which rows, and how, it learned. It may know the rows it is judged on; it is "
                "not compared on rows that are new to both, and cannot be made again."
            ),
        ),
    ]


def checked_on(spec: TrainingSpec) -> str:
    """Return which rows a version was checked on, in words."""
    plan, forecast = spec.split, spec.forecast
    if forecast is not None:
        starts = numerals.counted(forecast.origins, "start")
        ahead = numerals.counted(forecast.horizon, "day")
        return tr("a backtest by {0}: {1}, {2} ahead each").format(forecast.date, starts, ahead)
    if plan == ALL_ROWS:
        return tr("all rows")
    share = f"{plan.holdout:.0%}".replace("%", " %")
    words = {
        SplitMethod.RANDOM: tr("{0} of the rows at random").format(share),
        SplitMethod.ORDERED: tr("the last {0} of the rows, by {1}").format(
            share, plan.order_by or tr("the order of the file")
        ),
        SplitMethod.GROUPED: tr("{0} of the rows, whole groups of equal {1}").format(
            share, plan.group_by
        ),
        SplitMethod.COLUMN: tr("the rows where {0} is {1}").format(
            plan.column, ", ".join(plan.held_out)
        ),
    }
    return tr("{0}; {1} folds").format(words[plan.method], plan.folds)


def proof_facts(details: VersionDetails) -> list[Fact]:
    """Return digests, seed and environment."""
    version, place = details.version, details.environment
    packages = dict(place.packages)
    return [
        (tr("Content"), version.model_digest),
        (tr("Model file"), version.artifact_object),
        (tr("Behaviour"), version.behaviour_hash),
        (tr("Data"), details.dataset.content_hash),
        (tr("Seed"), str(details.spec.seed)),
        (tr("scikit-learn"), packages.get("scikit-learn", "–")),
        (tr("Python"), place.python),
        (tr("System"), f"{place.system} · {place.machine}"),
        (tr("Linear algebra"), place.blas),
    ]
