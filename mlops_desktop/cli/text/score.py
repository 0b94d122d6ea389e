"""Predictions in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mlops_desktop.cli.text.plain import both_times, clip, safe
from mlops_desktop.cli.text.table import facts
from mlops_desktop.core.scoring import InputIssue
from mlops_desktop.core.shares import wilson
from mlops_desktop.core.wording import counted

if TYPE_CHECKING:
    from mlops_desktop.services.scoring import Batch, ScoreSummary


def scored(done: ScoreSummary, out: Path | None) -> Iterator[str]:
    """Yield what scoring did and what was odd about the rows."""
    found = done.prediction
    if done.is_forecast:
        yield (
            f"● {done.model.label} forecast the {counted(found.row_count, 'day')} after "
            f"{done.scored.label}: {done.predictions.label}."
        )
    else:
        yield (
            f"● {done.model.label} scored {counted(found.row_count, 'row')} of "
            f"{done.scored.label}: {done.predictions.label}."
        )
    if done.flagged is not None and found.row_count:
        low, high = wilson(done.flagged, found.row_count)
        share = done.flagged / found.row_count
        yield (
            f"  {counted(done.flagged, 'row')} called unusual ({share:.2%}, "
            f"95 % range {low:.2%} to {high:.2%}); “because” names the columns."
        )
    if out is not None:
        yield f"  Written to {out}."
    yield from map(_issue, done.issues)


def batch(found: Batch) -> Iterator[str]:
    """Yield how stored predictions came about, and what was odd about the rows."""
    yield from facts(
        [
            ("Predicted by", f"{found.model.label}, then in {found.stage}"),
            ("When", both_times(found.prediction.at)),
            ("Rows scored", found.scored.label),
            ("Warnings", "" if found.issues else "none"),
        ]
    )
    yield from map(_issue, found.issues)


def _issue(issue: InputIssue) -> str:
    examples = clip(", ".join(map(safe, issue.examples)), 50)
    seen = f" (such as {examples}; training had {safe(issue.expected)})" if examples else ""
    return f"◆ {safe(issue.column)}: {counted(issue.rows, 'row')} {issue.warning.words}{seen}"
