"""Predictions in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mlops_desktop.cli.text.plain import clip, count, safe
from mlops_desktop.core.scoring import InputIssue, InputWarning

if TYPE_CHECKING:
    from mlops_desktop.services.scoring import ScoreSummary

_WARNINGS = {
    InputWarning.UNSEEN_CATEGORY: "with a value training never saw",
    InputWarning.OUT_OF_RANGE: "outside the range of training",
    InputWarning.MISSING: "missing, which training never had",
}


def scored(done: ScoreSummary, out: Path | None) -> Iterator[str]:
    """Yield what scoring did and what was odd about the rows."""
    yield (
        f"● {done.model.label} scored {count(done.prediction.row_count, 'row')} of "
        f"{done.scored.label}: {done.predictions.label}."
    )
    if out is not None:
        yield f"  Written to {out}."
    for issue in done.issues:
        yield _issue(issue)


def _issue(issue: InputIssue) -> str:
    examples = clip(", ".join(map(safe, issue.examples)), 50)
    seen = f" (such as {examples}; training had {safe(issue.expected)})" if examples else ""
    return f"◆ {safe(issue.column)}: {count(issue.rows, 'row')} {_WARNINGS[issue.warning]}{seen}"
