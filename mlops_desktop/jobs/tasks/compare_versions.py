"""Measure versions on rows none was trained on; list the rows that they answer differently."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.comparison import ChangedRow, ChangedRows, DifferentDay
from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.errors import about
from mlops_desktop.core.progress import Step
from mlops_desktop.data.export import export_csv
from mlops_desktop.data.table import TABLE_FILE, read_rows, store_frame
from mlops_desktop.jobs.requests import Compared, CompareVersions, ModelFiles
from mlops_desktop.jobs.tasks.tables import load, load_split
from mlops_desktop.jobs.worker import PipeReporter
from mlops_desktop.modeling.compare import Beside, ComparedVersion, beside, changed, same_rows
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.forecasting.apart import days_apart, days_to_come
from mlops_desktop.modeling.forecasting.compare import read_forecasts
from mlops_desktop.modeling.table import Table
from mlops_desktop.modeling.target import Integers

MOST_CELLS = 200_000
"""Cells that are listed at most: rows with very many columns are listed in smaller numbers."""


def run(request: CompareVersions, folder: Path, reporter: PipeReporter) -> Compared:
    """Return the paired comparisons with the first version, and rows whose decision changes."""
    labels = [model.label for model in request.versions]
    reporter.step(Step(f"Comparing {labels[0]} with {', '.join(labels[1:])}"))
    names = dict.fromkeys(model.table.label for model in request.versions)
    tables: dict[str, Table] = {}
    with about(data=" or ".join(names)):
        answered = beside([_compared(model, tables) for model in request.versions])
        same = same_rows(answered, request.metrics, request.seed)
        changed_rows = _changed(request, answered, folder, reporter)
        return Compared(same, changed_rows, _days_apart(answered, request.listed))


def _compared(model: ModelFiles, tables: dict[str, Table]) -> ComparedVersion:
    """Return a version with its table; a table that several were trained on is loaded once."""
    train_rows, _ = load_split(model.split)
    key = str(model.table.path)
    if key not in tables:
        tables[key] = load(model.table)
    return ComparedVersion(
        version_id=model.version_id,
        model_path=model.artifact,
        signature=model.signature,
        table=tables[key],
        train_rows=train_rows,
        forecasts=read_forecasts(model.holdout, model.backtest) if model.backtest else None,
        worth=model.worth,
        divided=model.divided,
    )


def _changed(
    request: CompareVersions, answered: Beside, folder: Path, reporter: PipeReporter
) -> ChangedRows:
    """Return the first of the rows whose decision changes; write all of them where asked for."""
    places = changed(answered)
    inputs = _inputs(answered)
    most = min(request.listed, MOST_CELLS // max(1, len(inputs)))
    kept = places if request.destination is not None else places[:most]
    label = request.versions[answered.at].table.label
    found = ChangedRows(label, tuple(column.name for column in inputs), int(places.size))
    is_wanted = request.destination is not None or most > 0
    if not is_wanted or not answered.outcomes:
        return found
    labels = [model.label for model in request.versions]
    frame, columns = _table_of(answered, inputs, labels, kept)
    store_frame(frame, columns, folder, reporter)
    path, count = folder / TABLE_FILE, len(labels)
    if request.destination is not None:
        export_csv(path, columns, request.destination, reporter=reporter)
    listed = read_rows(path, columns, 0, most) if most else ()
    rows = tuple(
        ChangedRow(int(answered.rows[place]), cells[1], cells[2 : 2 + count], cells[2 + count :])
        for place, cells in zip(places.tolist(), listed, strict=False)
    )
    return ChangedRows(found.table, found.columns, found.total, rows)


def _days_apart(answered: Beside, most: int) -> tuple[DifferentDay, ...]:
    """Return the days that forecasts see most differently; of all others none."""
    if answered.days is None or not most:
        return ()
    versions = [(item.model_path, item.signature) for item in answered.versions]
    return days_apart(answered.days, days_to_come(versions, answered.table), most)


def _inputs(answered: Beside) -> list[Column]:
    """Return the columns that any version takes, in the table's order."""
    wanted = {item.name for version in answered.versions for item in version.signature.inputs}
    return [column for column in answered.table.columns if column.name in wanted]


def _table_of(
    answered: Beside, inputs: list[Column], labels: list[str], places: Integers
) -> tuple[pd.DataFrame, list[Column]]:
    """Return number, known answer, each version's answer, then the inputs, with their columns."""
    rows = answered.rows[places]
    taken = {column.name.casefold() for column in inputs}
    outcomes = answered.outcomes
    series: list[Any] = [rows + 1, _texts(outcomes[0], outcomes[0].actual[places])]
    series += [_texts(outcome, outcome.predicted[places]) for outcome in outcomes]
    series += [answered.table.frame[column.name].to_numpy()[rows] for column in inputs]
    kind = ColumnType.TEXT if outcomes[0].classes else ColumnType.NUMBER
    meaning = SemanticType.CATEGORY if outcomes[0].classes else SemanticType.NUMBER
    target = answered.versions[answered.at].signature.target
    names = [f"actual {target}".strip(), *(f"answer of {label}" for label in labels)]
    columns = [Column(_free("row", taken), ColumnType.INTEGER, SemanticType.NUMBER)]
    columns += [Column(_free(name, taken), kind, meaning) for name in names]
    frame = pd.DataFrame(dict(enumerate(series)), copy=False)
    return frame, [*columns, *inputs]


def _texts(outcome: PredictedRows, values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return numbers as they are, classes by their names; a class nobody knows is missing."""
    if not outcome.classes:
        return values.astype(np.float64)
    names = np.array([*outcome.classes, None], dtype=object)
    return np.asarray(names[values])


def _free(name: str, taken: set[str]) -> str:
    """Return the name, with an underline for as long as a column of the table has it."""
    while name.casefold() in taken:
        name += "_"
    taken.add(name.casefold())
    return name
