"""Using a forecast: the days after the last one known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.scoring import InputIssue, InputWarning
from mlops_desktop.core.training import Signature
from mlops_desktop.modeling.forecasting.forecaster import Forecaster
from mlops_desktop.modeling.forecasting.series import Series, missing_event, read_series
from mlops_desktop.modeling.inputs import checked_inputs
from mlops_desktop.modeling.persist import load
from mlops_desktop.modeling.table import Table
from mlops_desktop.modeling.target import Floats
from mlops_desktop.modeling.threads import one_thread

COLUMNS = ("date", "prediction", "low", "high")


@dataclass(frozen=True, slots=True)
class ForecastFrame:
    """The days to come.

    Attributes:
        frame: ``date``, ``prediction``, ``low``, ``high``, one row per day ahead.
        columns: what they mean, in the same order.
        issues: oddities of the history, counted.
    """

    frame: pd.DataFrame
    columns: tuple[Column, ...]
    issues: tuple[InputIssue, ...]


def forecast_next(model_path: Path, signature: Signature, history: Table) -> ForecastFrame:
    """Forecast the days after the last one of a history that has a value.

    Rows after that day, without a value, give the events of the days to come.

    Raises:
        UserError: ``models.missing_column(s)``, ``models.wrong_type``, ``models.file_…``,
            ``forecast.history_too_short``, ``forecast.event_missing``, ``forecast.several_rows``, …
    """
    model = load_forecaster(model_path)
    series = read_history(history, signature, model)
    _check_enough(series, signature, model)
    answers, wide = _answers(model, series)
    days = series.days(series.size + model.horizon)[series.size :]
    frame = pd.DataFrame(
        {
            "date": days.astype("datetime64[us]"),
            "prediction": answers,
            "low": answers - wide,
            "high": answers + wide,
        }
    )
    return ForecastFrame(frame, _columns(), _issues(series, signature.target))


def load_forecaster(path: Path) -> Forecaster:
    """Return the forecaster of a model file.

    Raises:
        UserError: ``models.file_…``.
    """
    model = load(path).named_steps["model"]
    if not isinstance(model, Forecaster):
        raise UserError(
            "models.file_structure",
            file=path.name,
            type=type(model).__name__,
            problem="it is no forecaster",
        )
    return model


def read_history(history: Table, signature: Signature, model: Forecaster) -> Series:
    """Read a table as the series a forecaster wants.

    Raises:
        UserError: ``models.missing_column(s)``, ``models.wrong_type``, ``forecast.…``.
    """
    inputs = checked_inputs(history, signature)
    types = {field.name: ColumnType(field.type) for field in signature.inputs}
    columns = tuple(
        Column(name, types[name], SemanticType.NUMBER) for name in map(str, inputs.columns)
    )
    # Canonical dates carry no zone any more: they are days already.
    return read_series(Table(inputs, columns), model.target, model.plan)


def _check_enough(series: Series, signature: Signature, model: Forecaster) -> None:
    if series.size < model.looks_back:
        raise UserError(
            "forecast.history_too_short",
            days=series.size,
            target=signature.target,
            needed=model.looks_back,
        )
    absent = missing_event(series, model.plan.events, model.horizon)
    if absent is not None:
        raise UserError(
            "forecast.event_missing", column=absent[0], day=absent[1], target=signature.target
        )


def _answers(model: Forecaster, series: Series) -> tuple[Floats, Floats]:
    with one_thread():
        return model.forecast(series), np.asarray(model.half_widths_, dtype=np.float64)


def _columns() -> tuple[Column, ...]:
    numbers = [Column(name, ColumnType.NUMBER, SemanticType.NUMBER) for name in COLUMNS[1:]]
    return (Column(COLUMNS[0], ColumnType.DATE, SemanticType.DATE), *numbers)


def _issues(series: Series, target: str) -> tuple[InputIssue, ...]:
    absent = np.flatnonzero(np.isnan(series.values))
    if not absent.size:
        return ()
    examples = tuple(str(day) for day in series.days()[absent[:5]])
    words = "a value on every day"
    return (InputIssue(target, InputWarning.MISSING, int(absent.size), examples, words),)
