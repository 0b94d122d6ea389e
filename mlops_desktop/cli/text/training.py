"""Training in words: the advice before, the leaderboard after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mlops_desktop.cli.text.data import findings
from mlops_desktop.cli.text.plain import interval, safe
from mlops_desktop.cli.text.plain import number as shown
from mlops_desktop.cli.text.table import headings, table
from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.dataset import Finding
from mlops_desktop.core.metrics import is_better, metric
from mlops_desktop.core.model import ModelVersion

if TYPE_CHECKING:
    from mlops_desktop.jobs.requests import Advice
    from mlops_desktop.services.training import TrainingSummary


def advice(found: Advice, excluded: Sequence[str]) -> Iterator[str]:
    """Yield the task with its reasons, what gives the answer away, and what is doubtful.

    Args:
        excluded: columns that are left out already.
    """
    for reason in found.suggestion.reasons:
        yield f"○ {safe(reason)}"
    yield from findings(_open((*found.leaks, *found.doubts), excluded))
    columns = dict.fromkeys(
        name for item in _open(found.warnings, excluded) for name in item.columns
    )
    if columns:
        options = " ".join(f"--exclude {safe(name)}" for name in columns)
        yield f"  To leave them out: {options}"


def _open(found: Sequence[Finding], excluded: Sequence[str]) -> tuple[Finding, ...]:
    """Return what is not settled by leaving columns out."""
    return tuple(item for item in found if not item.columns or not set(item.columns) <= {*excluded})


def trained(summary: TrainingSummary) -> Iterator[str]:
    """Yield the leaderboard, best first, and what failed."""
    versions = summary.versions
    if versions:
        yield from leaderboard(versions, summary.spec.target)
        best = best_of(versions)
        yield f"● Best: {best.label} ({algorithm(best.algorithm).title})."
    for result in summary.runs:
        if result.version is None:
            title = algorithm(result.run.algorithm).title
            yield f"▲ {title} {result.run.status}: {safe(result.run.error)}"


def leaderboard(versions: Sequence[ModelVersion], target: str) -> Iterator[str]:
    """Yield versions of one training, best first."""
    best = best_of(versions)
    yield from table(
        headings("", "Version", "Method", f">{value_title(best.metric, target)}", "95 % interval"),
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


def value_title(key: str, target: str) -> str:
    """Return a heading with its unit: ``MAE (bikers)``."""
    found = metric(key)
    return f"{found.short} ({safe(target)})" if found.in_target_units else found.short
