"""What the page's tables show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.certainty import Verdict
from mlops_desktop.core.metrics import metric
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.training import RunStatus
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.train.words import tr
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn
from mlops_desktop.services.training import PastTraining, RunResult

MARKS = {
    RunStatus.FINISHED: Mark.FINE,
    RunStatus.RUNNING: Mark.NONE,
    RunStatus.FAILED: Mark.PROBLEM,
    RunStatus.CANCELLED: Mark.NONE,
    RunStatus.ABORTED: Mark.PROBLEM,
}


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the leaderboard: a run, its version if it made one, and its place."""

    result: RunResult
    rank: int
    decimals: int
    is_best: bool
    is_beaten: bool

    @property
    def version(self) -> ModelVersion | None:
        """The version it made."""
        return self.result.version


def places(results: Sequence[RunResult]) -> tuple[Place, ...]:
    """Return the runs, best first, then those without a version.

    ``is_beaten``: no better than the baseline, so nothing was learned.
    """
    done = [item for item in results if item.version is not None]
    rest = [item for item in results if item.version is None]
    decimals = numerals.decimals_for([v.version.value for v in done if v.version])
    if done and done[0].version is not None:
        is_loss = metric(done[0].version.metric).is_loss
        done.sort(key=_value, reverse=not is_loss)
    names = [item.run.algorithm for item in done]
    at_baseline = names.index("baseline") if "baseline" in names else len(names)
    lines = [
        Place(item, rank, decimals, rank == 1, rank - 1 > at_baseline)
        for rank, item in enumerate(done, 1)
    ]
    lines += [
        Place(item, len(done) + rank, decimals, is_best=False, is_beaten=False)
        for rank, item in enumerate(rest, 1)
    ]
    return tuple(lines)


def _value(item: RunResult) -> float:
    return item.version.value if item.version is not None else 0.0


def status_words(result: RunResult) -> str:
    """Return how a run stands, with the reason where it did not finish."""
    run = result.run
    if run.status is RunStatus.FINISHED:
        return f"v{result.version.number}" if result.version is not None else tr("finished")
    if run.status is RunStatus.RUNNING:
        return tr("waiting or running")
    if run.status is RunStatus.CANCELLED:
        return tr("cancelled")
    words = tr("failed") if run.status is RunStatus.FAILED else tr("ended unexpectedly")
    return f"{words}: {run.error}" if run.error else words


def board_columns(short: str) -> tuple[TableColumn[Place], ...]:
    """Return the leaderboard's columns; ``short`` names the metric."""
    return (
        TableColumn(
            tr("Method"),
            lambda p: algorithm(p.result.run.algorithm).title,
            lambda p: p.rank,
            stretch=2,
            tooltip=lambda p: algorithm(p.result.run.algorithm).plain,
            look=_method_look,
        ),
        TableColumn(
            short,
            lambda p: numerals.fixed(p.version.value, p.decimals) if p.version else "–",
            lambda p: p.version.value if p.version else None,
            is_number=True,
            width=72,
            look=lambda p: CellLook(role=TextRole.STRONG if p.is_best else TextRole.BODY),
        ),
        TableColumn(
            tr("95 % range"),
            lambda p: numerals.span(p.version.low, p.version.high, p.decimals) if p.version else "",
            lambda p: p.version.low if p.version else None,
            width=112,
            tooltip=_gain_words,
            look=lambda _p: CellLook(tone="muted"),
        ),
        TableColumn(
            tr("Became"),
            lambda p: status_words(p.result),
            stretch=1,
            tooltip=lambda p: (
                tr("no better than the baseline") if p.is_beaten else status_words(p.result)
            ),
            look=lambda p: CellLook(tone="text" if p.version else "muted"),
        ),
    )


def _gain_words(place: Place) -> str:
    """Say how a method does beside the baseline on the same rows; "" where that is not known."""
    gain = place.result.gain
    if gain is None:
        return ""
    return gain.words(partial(numerals.fixed, decimals=place.decimals))


def _method_look(place: Place) -> CellLook:
    role = TextRole.STRONG if place.is_best else TextRole.MEDIUM
    gain = place.result.gain
    if place.is_beaten or (gain is not None and gain.verdict is Verdict.WORSE):
        return CellLook(role=role, mark=Mark.WATCH)
    if gain is not None and gain.verdict is Verdict.UNSURE:
        return CellLook(role=role, mark=Mark.NONE)
    return CellLook(role=role, mark=MARKS[place.result.run.status])


@dataclass(frozen=True, slots=True)
class RecentRun:
    """A run of a recent training."""

    past: PastTraining
    result: RunResult


def recent_runs(past: Sequence[PastTraining]) -> tuple[RecentRun, ...]:
    """Return the runs of trainings, newest first."""
    return tuple(RecentRun(item, result) for item in past for result in reversed(item.results))


def recent_columns() -> tuple[TableColumn[RecentRun], ...]:
    """Return the columns of the list of recent runs."""
    return (
        TableColumn(
            tr("When"),
            lambda r: numerals.moment(r.result.run.started_at),
            lambda r: r.result.run.started_at.timestamp(),
            width=112,
        ),
        TableColumn(
            tr("Model"),
            lambda r: r.past.training.model,
            stretch=2,
            look=lambda _r: CellLook(role=TextRole.MEDIUM),
        ),
        TableColumn(tr("Data"), lambda r: r.past.dataset.label, stretch=1),
        TableColumn(tr("Method"), lambda r: algorithm(r.result.run.algorithm).title, stretch=2),
        TableColumn(
            tr("Result"),
            _result_words,
            stretch=3,
            tooltip=lambda r: status_words(r.result),
            look=lambda r: CellLook(mark=MARKS[r.result.run.status]),
        ),
    )


def _result_words(recent: RecentRun) -> str:
    version = recent.result.version
    if version is None:
        return status_words(recent.result)
    value = numerals.number(version.value)
    return f"v{version.number} · {metric(version.metric).short} {value}"
