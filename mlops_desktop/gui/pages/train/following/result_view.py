"""What a training made so far: the leaderboard, what was tried, the chosen version's charts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.certainty import SELECTED
from mlops_desktop.core.metrics import Task, metric
from mlops_desktop.core.model import ModelVersion, VersionFacts
from mlops_desktop.core.too_good import too_good
from mlops_desktop.core.training import MetricValue, RunStatus, Split, TrainingSpec
from mlops_desktop.gui import numerals
from mlops_desktop.gui.gateway import About, Gateway
from mlops_desktop.gui.pages.train.following.tables import Place, board_columns, places
from mlops_desktop.gui.pages.train.following.training import Following
from mlops_desktop.gui.pages.train.following.trials import TrialsCard
from mlops_desktop.gui.pages.train.words import tr
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_4, TextRole
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.chart_panel import ChartPanel
from mlops_desktop.gui.widgets.facts import CheckList
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.gui.widgets.version_charts import VersionCharts
from mlops_desktop.jobs.requests import Tried
from mlops_desktop.services.training import PastTraining, RunResult

if TYPE_CHECKING:
    from mlops_desktop.charts.render import Figure
    from mlops_desktop.charts.style import ChartStyle

Line = tuple[str, MetricValue, bool]


class ResultView(QWidget):
    """Shows one training.

    Signals:
        version_chosen(ModelVersion): its charts are wanted.
        version_opened(ModelVersion): it was opened in the leaderboard.
    """

    version_chosen = Signal(object)
    version_opened = Signal(object)

    def __init__(self, gateway: Gateway, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gateway = gateway
        self._drawn: tuple[Line, ...] = ()
        self._short = ""
        self._followed = ""
        self.sentence = Text("", TextRole.BODY, wrap=True, parent=self).selectable()
        self.table: TablePanel[Place] = TablePanel(
            board_columns(""), "leaderboard", key=lambda place: place.result.run.id, parent=self
        )
        self.chart = ChartPanel(gateway, height=190, parent=self)
        self.board = Card(self.tr("Which method predicts best?"), parent=self)
        self.trials = TrialsCard(self)
        self.charts = VersionCharts(gateway, parent=self)
        self.charts_title = Text("", TextRole.CARD_TITLE, parent=self)
        self.doubts = CheckList(is_stacked=True, parent=self)
        self._lay_out()
        self.table.selected.connect(self._on_selected)
        self.table.opened.connect(self._on_opened)

    def _lay_out(self) -> None:
        self.board.header.addWidget(self.table.menu_button())
        beside = row(spacing=SPACE_4)
        # The words of the table, not its selection, stand below the sentence.
        beside.setContentsMargins(-SPACE_2, 0, 0, 0)
        beside.addWidget(self.table, 1)
        beside.addWidget(self.chart, 1)
        self.board.add(self.sentence)
        self.board.add(beside)
        layout = column(
            self.board,
            self.trials,
            self.charts_title,
            self.doubts,
            self.charts,
            None,
            spacing=SPACE_4,
        )
        self.setLayout(layout)
        self._hide_charts()

    # While it runs ------------------------------------------------------------------------

    def follow(self, following: Following) -> None:
        """Show a training from its beginning."""
        spec = following.spec
        names = ", ".join(algorithm(key).title for key in spec.algorithms)
        self.board.set_title(board_title(spec), "")
        self.sentence.setText(self.tr("Trying {0}.").format(names))
        self._followed = ""
        self.table.set_records(())
        self.table.hide()
        self.chart.hide()
        self._hide_charts()
        self.trials.show_trials(following.trials())

    # What it made -------------------------------------------------------------------------

    def show_results(self, past: PastTraining) -> None:
        """Show what a training has made so far."""
        lines = places(past.results)
        about = metric(past.spec.metric) if past.spec.metric else None
        unit = past.spec.target if about is not None and about.in_target_units else ""
        self.board.set_title(
            board_title(past.spec),
            f"{about.title}, {unit}".rstrip(", ") if about is not None else "",
        )
        short = about.short if about is not None else ""
        if short != self._short:
            # Other columns would lose the selection, so only where they differ.
            self._short = short
            self.table.set_columns(board_columns(short))
        self.table.show()
        self.table.set_records(lines)
        self.table.fit_height(8)
        self.sentence.setText(outcome_words(past.results))
        self._draw(lines, past.training.model)
        self._keep_or_choose_best(lines)

    def show_trials(self, stored: Sequence[Tried], live: Sequence[Tried]) -> None:
        """Show what searches tried: as stored with versions, else as it was told while they ran."""
        kept = {item.algorithm for item in stored}
        others = (item for item in live if item.algorithm not in kept)
        self.trials.show_trials((*stored, *others))

    def _keep_or_choose_best(self, lines: Sequence[Place]) -> None:
        """Stay on what the person chose; else go with the best so far."""
        best = next((line.version for line in lines if line.version is not None), None)
        if best is None:
            self._hide_charts()
            return
        present = self.chosen()
        if present is None or present.id == self._followed:
            self._followed = best.id
            self.table.select(lambda place: place.version is not None)

    def show_charts(self, version: ModelVersion, facts: VersionFacts) -> None:
        """Show the charts of a version, and whether it is almost too good."""
        title = algorithm(version.algorithm).title
        self.charts_title.setText(self.tr("v{0}, {1}").format(version.number, title))
        doubt = too_good(facts)
        found = () if doubt is None else ((Mark.NONE, doubt.finding, doubt.question),)
        self.doubts.set_lines(found)
        self.doubts.setVisible(doubt is not None)
        self.charts.show()
        self.charts.show_version(version, facts)

    def _hide_charts(self) -> None:
        self.charts.hide()
        self.charts_title.setText("")
        self.doubts.hide()

    def chosen(self) -> ModelVersion | None:
        """Return the version that is selected in the leaderboard."""
        place = self.table.current()
        return place.version if place is not None else None

    def _draw(self, lines: Sequence[Place], model: str) -> None:
        shown = tuple(_line(line.version) for line in lines if line.version is not None)
        self.chart.setVisible(len(shown) > 1)
        if len(shown) < 2 or shown == self._drawn:
            return
        self._drawn = shown
        self._gateway.read(
            partial(_sentence, shown),
            partial(self._on_sentence, shown, model),
            owner=self,
            key="leaderboard",
            on=About.CHARTS,
        )

    def _on_sentence(self, shown: tuple[Line, ...], model: str, sentence: str) -> None:
        self.chart.set_chart(partial(_figure, shown), sentence, f"{model}_leaderboard")

    def _on_selected(self, place: Place | None) -> None:
        if place is not None and place.version is not None:
            self.version_chosen.emit(place.version)

    def _on_opened(self, place: Place) -> None:
        if place.version is not None:
            self.version_opened.emit(place.version)


def board_title(spec: TrainingSpec) -> str:
    """Return the question that a leaderboard answers."""
    if spec.task is Task.ANOMALY:
        return tr("Which method finds unusual rows best?")
    return tr("Which method predicts {0} best?").format(spec.target)


def outcome_words(results: Sequence[RunResult]) -> str:
    """Return in a sentence which is best, and whether anything was learned."""
    lines = places(results)
    best = lines[0].version if lines else None
    if any(item.run.status is RunStatus.RUNNING for item in results):
        done = sum(item.version is not None for item in results)
        return tr("{0} of {1} methods are finished.").format(done, len(results))
    if best is None:
        return tr("No method finished.")
    about = metric(best.metric)
    value = numerals.fixed(best.value, lines[0].decimals)
    title = algorithm(best.algorithm).title
    if best.algorithm == "baseline" and len(lines) > 1:
        return tr("No method beats the baseline: nothing was learned from these columns.")
    done = sum(line.version is not None for line in lines)
    if done < 2:
        return tr("{0}: {1} {2} on the held-out rows.").format(title, about.short, value)
    words = tr("{0}: {1} {2}, best of {3} on these rows").format(title, about.short, value, done)
    gain = lines[0].result.gain
    if gain is not None:
        words += "; " + gain.words(partial(numerals.fixed, decimals=lines[0].decimals))
    return f"{words}. {tr(SELECTED)}"


def _line(version: ModelVersion) -> Line:
    value = MetricValue(version.metric, Split.HOLDOUT, version.value, version.low, version.high)
    name = f"{algorithm(version.algorithm).title} v{version.number}"
    return name, value, version.algorithm == "baseline"


def _figure(lines: tuple[Line, ...], style: ChartStyle) -> Figure:
    from mlops_desktop.charts.ranking import Candidate, leaderboard

    return leaderboard([Candidate(*line) for line in lines], style)


def _sentence(lines: tuple[Line, ...]) -> str:
    from mlops_desktop.charts.ranking import Candidate, leaderboard_alt_text

    return leaderboard_alt_text([Candidate(*line) for line in lines])
