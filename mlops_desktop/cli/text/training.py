"""Training in words: the advice before, the leaderboard after."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from mlops_desktop.cli.text.data import findings
from mlops_desktop.cli.text.plain import interval, safe
from mlops_desktop.cli.text.plain import number as shown
from mlops_desktop.cli.text.table import headings, table
from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.certainty import SELECTED, Verdict
from mlops_desktop.core.dataset import Finding
from mlops_desktop.core.features import TAKEN_NEVERTHELESS
from mlops_desktop.core.metrics import WORTH_METRIC, is_better, metric
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.parameter_words import setting_words
from mlops_desktop.core.search import Trial
from mlops_desktop.core.too_good import TooGood
from mlops_desktop.core.training import TrainingSpec

if TYPE_CHECKING:
    from mlops_desktop.jobs.requests import Advice, Tried
    from mlops_desktop.services.training import TrainingSummary


def advice(found: Advice, excluded: Sequence[str], taken: Sequence[str] = ()) -> Iterator[str]:
    """Yield the task with its reasons, what gives the answer away, and what is doubtful.

    Args:
        excluded: columns that are left out already.
        taken: columns that somebody said what to take as.
    """
    for reason in found.suggestion.reasons:
        yield f"○ {safe(reason)}"
    told = [
        item
        for item in _open((*found.leaks, *found.doubts), excluded)
        if item.code not in TAKEN_NEVERTHELESS or not item.is_settled_by(taken)
    ]
    yield from findings(told)
    wishes = [
        f"--feature {safe(item.columns[0])}={TAKEN_NEVERTHELESS[item.code]}"
        for item in told
        if item.code in TAKEN_NEVERTHELESS
    ]
    if wishes:
        yield f"  To take them nevertheless: {' '.join(wishes)}"
    columns = dict.fromkeys(
        name for item in _open(found.warnings, excluded) for name in item.columns
    )
    if columns:
        options = " ".join(f"--exclude {safe(name)}" for name in columns)
        yield f"  To leave them out: {options}"


def _open(found: Sequence[Finding], excluded: Sequence[str]) -> tuple[Finding, ...]:
    """Return what is not settled by leaving columns out."""
    return tuple(item for item in found if not item.is_settled_by(excluded))


def trained(summary: TrainingSummary, doubt: TooGood | None) -> Iterator[str]:
    """Yield the leaderboard, best first, and what failed.

    Args:
        doubt: whether the best is almost too good.
    """
    versions = summary.versions
    if versions:
        yield from leaderboard(versions, summary.spec)
        yield from _best(summary)
    if doubt is not None:
        yield f"○ {safe(doubt.sentence)}"
    for result in summary.runs:
        if result.version is None:
            title = algorithm(result.run.algorithm).title
            yield f"▲ {title} {result.run.status}: {safe(result.run.error)}"


def _best(summary: TrainingSummary) -> Iterator[str]:
    """Yield which version is best, and how sure it is that it is better than the baseline."""
    versions = summary.versions
    best = best_of(versions)
    gain = next((item.gain for item in summary.runs if item.version == best), None)
    name = f"{best.label} ({algorithm(best.algorithm).title})"
    among = f"Best of {len(versions)} on these rows" if len(versions) > 1 else "Made"
    if gain is None:
        yield f"● {among}: {name}."
    else:
        mark = "●" if gain.verdict is Verdict.BETTER else "○"
        yield f"{mark} {among}: {name}; {gain.words(shown)}."
    if len(versions) > 1:
        yield f"○ {SELECTED}"


def leaderboard(versions: Sequence[ModelVersion], spec: TrainingSpec) -> Iterator[str]:
    """Yield versions of one training, best first."""
    best = best_of(versions)
    title = value_title(best.metric, spec.target, spec.decision.unit)
    yield from table(
        headings("", "Version", "Method", f">{title}", "95 % interval"),
        [
            (
                "●" if item is best else "○",
                item.label,
                algorithm(item.algorithm).title,
                shown(item.value),
                interval(item.low, item.high),
            )
            for item in sorted(
                versions, key=lambda v: v.value, reverse=not metric(best.metric).is_loss
            )
        ],
    )


def best_of(versions: Sequence[ModelVersion]) -> ModelVersion:
    """Return the best of these by their metric; the first among equals."""
    best = versions[0]
    for item in versions[1:]:
        if is_better(best.metric, item.value, best.value):
            best = item
    return best


def value_title(key: str, target: str, unit: str = "") -> str:
    """Return a heading with its unit: ``MAE (bikers)``, ``Worth (EUR)``.

    Args:
        unit: in which decisions are valued; "" where they are not.
    """
    found = metric(key)
    of = target if found.in_target_units else unit if key == WORTH_METRIC else ""
    return f"{found.short} ({safe(of)})" if of else found.short


class Improvements:
    """Tells each time a search finds something better, on as many rows or more.

    Args:
        tell: called with each line.
    """

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell = tell
        self._best: dict[str, Trial] = {}

    def on_tried(self, tried: Tried) -> None:
        """Tell a trial when it is the method's best so far."""
        trial, before = tried.trial, self._best.get(tried.algorithm)
        if trial.value is None:
            return
        if before is not None and before.value is not None:
            is_worse = not is_better(tried.metric, trial.value, before.value)
            if trial.rows < before.rows or (trial.rows == before.rows and is_worse):
                return
        self._best[tried.algorithm] = trial
        title, short = algorithm(tried.algorithm).title, metric(tried.metric).short
        chosen = setting_words(trial.parameters)
        self._tell(
            f"○ {title} no. {trial.number}: {short} {shown(trial.value)} on {trial.rows:,} rows"
            f" ({safe(chosen)})"
        )


def trials(found: Sequence[Trial], key: str, target: str) -> Iterator[str]:
    """Yield what a search tried: those on most rows first, the best of them first."""

    def rank(trial: Trial) -> tuple[bool, int, float]:
        if trial.value is None:
            return (True, 0, 0.0)
        return (False, -trial.rows, trial.value if metric(key).is_loss else -trial.value)

    yield f"Parameters tried ({len(found)}), measured by cross-validation:"
    title = value_title(key, target)
    yield from table(
        headings("", ">No.", f">{title}", ">± sd", ">Rows", ">Seconds", "Parameters"),
        [
            (
                "● chosen" if trial.is_chosen else "▲ failed" if trial.problem else "○",
                str(trial.number),
                "–" if trial.value is None else shown(trial.value),
                "–" if trial.spread is None else shown(trial.spread),
                f"{trial.rows:,}",
                f"{trial.seconds:.1f}",
                trial.problem or setting_words(trial.parameters),
            )
            for trial in sorted(found, key=rank)
        ],
    )
