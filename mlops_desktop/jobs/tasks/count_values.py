"""Count the values of one column; quick, stores nothing."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.errors import UserError
from mlops_desktop.jobs.tasks.tables import load
from mlops_desktop.jobs.training_requests import CountValues, ValueCounts
from mlops_desktop.jobs.worker import PipeReporter
from mlops_desktop.modeling.table import as_text


def run(request: CountValues, _folder: Path, _reporter: PipeReporter) -> ValueCounts:
    """Return the values.

    Raises:
        UserError: ``training.unknown_group`` where the table has no such column.
    """
    names = [item.name for item in request.table.columns]
    if request.column not in names:
        raise UserError(
            "training.unknown_group",
            column=request.column,
            columns=", ".join(names),
            data=request.table.label,
        )
    series = load(request.table, [request.column]).frame[request.column]
    counts = series.value_counts()
    frequent = counts.iloc[: request.most].sort_index()
    texts = as_text(frequent.index.to_series())
    values = tuple((str(text), int(rows)) for text, rows in zip(texts, frequent, strict=True))
    return ValueCounts(values, len(counts), int(series.isna().sum()))
