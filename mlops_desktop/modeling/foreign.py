"""Judge a model that was made elsewhere: on which rows it learned is not known."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer

from mlops_desktop.core.algorithms import IMPORTED
from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import DEFAULT_METRIC, Task, metric, metrics_for
from mlops_desktop.core.progress import Reporter
from mlops_desktop.core.training import (
    CandidateResult,
    FieldSignature,
    Importance,
    Signature,
    Split,
    SplitMethod,
    TrainingSpec,
)
from mlops_desktop.core.wording import counted
from mlops_desktop.modeling import golden, holdout, importance
from mlops_desktop.modeling.answers import read_answers
from mlops_desktop.modeling.curves import evaluation
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.foreign_file import Opened
from mlops_desktop.modeling.inputs import checked_inputs
from mlops_desktop.modeling.interval import measured
from mlops_desktop.modeling.predict import Answer, predict
from mlops_desktop.modeling.rule import chosen_places
from mlops_desktop.modeling.table import Table, as_text
from mlops_desktop.modeling.target import (
    Floats,
    Integers,
    affirmed_class,
    class_label,
    target_column,
)

LEAST_ROWS = 20
"""Rows with a known answer below which nothing is judged, as of a training."""

_EXAMPLES = 5
_TOLERANCE = 1e-6  # what probabilities may miss by rounding, also in 32 bits
_FAULTS = (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError)
"""What a model raises when it meets a table that it was not fitted to."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows a model is judged on.

    Attributes:
        numbers: in the table, int64, ascending.
        actual: their answers, as :class:`PredictedRows` has them.
        inputs: canonical, one row each.
    """

    numbers: Integers
    actual: Floats | Integers
    inputs: pd.DataFrame


def judge(
    opened: Opened, table: Table, spec: TrainingSpec, folder: Path, reporter: Reporter
) -> tuple[TrainingSpec, CandidateResult]:
    """Measure a model on the rows of a table, all or those that a column names.

    Args:
        spec: target, and as far as given task, metric and positive class; of the split only
            which rows are judged.
        folder: gets ``imported.golden.parquet``, ``.split.npz`` and ``.holdout.parquet``.

    Returns:
        The spec with everything decided, and what was measured; no row counts as trained on.

    Raises:
        UserError: ``foreign.*``, ``models.missing_column(s)``, ``models.wrong_type``.
    """
    started = time.perf_counter()
    signature, spec = _signature(opened, table, spec)
    rows = _rows(table, signature, spec)
    if spec.task is Task.CLASSIFICATION and len(signature.classes) == 2 and not spec.positive:
        usual = affirmed_class(signature.classes) or _rarer(signature, rows)
        spec = replace(spec, positive=usual)
    signature = replace(signature, positive=spec.positive)
    answer = _asked(opened.model, rows.inputs, len(signature.classes), reporter)
    outcome = _outcome(signature, rows.actual, answer)
    seconds = time.perf_counter() - started
    deciding = spec.metric or ""
    metrics = measured(outcome, spec.seed)
    if not any(item.name == deciding and item.split is Split.HOLDOUT for item in metrics):
        raise UserError("foreign.not_measured", metric=metric(deciding).title)
    files = {ending: folder / f"{IMPORTED.key}.{ending}" for ending in ("npz", "held", "golden")}
    np.savez_compressed(files["npz"], train=np.empty(0, np.int64), holdout=rows.numbers)
    holdout.write(files["held"], rows.numbers, outcome)
    return spec, CandidateResult(
        algorithm=IMPORTED.key,
        parameters=_parameters(opened.model),
        model_file="",
        model_digest=opened.digest,
        golden_file=files["golden"].name,
        behaviour_hash=_write_golden(files["golden"], opened.model, rows, signature, spec.seed),
        split_file=files["npz"].name,
        holdout_file=files["held"].name,
        metrics=metrics,
        steps=(),
        signature=signature,
        importances=_importances(opened.model, rows, signature, spec, reporter),
        evaluation=evaluation(outcome, spec.seed),
        seconds=seconds,
        explain_seconds=time.perf_counter() - started - seconds,
    )


def _signature(opened: Opened, table: Table, spec: TrainingSpec) -> tuple[Signature, TrainingSpec]:
    """Return what the model expects, as far as it and the table tell, and the spec's task."""
    model, target = opened.model, target_column(table, spec.target)
    names = opened.columns
    if spec.target in names:
        raise UserError("foreign.target_is_input", target=spec.target)
    classes, target_type = _classes(opened)
    task = _task(opened.kind, spec, is_classes=bool(classes))
    if not classes:
        target_type = target.type
    elif target.type is ColumnType.BOOLEAN and target_type is ColumnType.TEXT:
        raise UserError("foreign.truth", target=spec.target, classes=" and ".join(classes))
    known = [item.key for item in metrics_for(task)]
    if spec.metric and spec.metric not in known:
        facts = {"metric": spec.metric, "task": str(task), "known": ", ".join(known)}
        raise UserError("foreign.metric", **facts)
    if spec.positive and spec.positive not in classes:
        facts = {"positive": spec.positive, "classes": ", ".join(classes) or "no classes"}
        raise UserError("foreign.positive", **facts)
    encoded = dict(_encoded(model, names))
    inputs = tuple(_field(name, table, encoded.get(name, ())) for name in names)
    spec = replace(spec, task=task, metric=spec.metric or DEFAULT_METRIC[task])
    return Signature(inputs, spec.target, target_type.value, task, classes), spec


def _field(name: str, table: Table, categories: tuple[str, ...]) -> FieldSignature:
    """Describe an input; what values it had in training is not known, but for categories."""
    column = table.column(name)
    type_ = column.type if column is not None else ColumnType.NUMBER
    return FieldSignature(name, type_.value, categories=categories, may_be_missing=True)


def _encoded(model: Any, names: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the columns that a model takes for texts, with the categories it knows.

    Whole numbers in a table may have been texts where the model learned them; its encoders say so.

    Args:
        names: of its columns, for steps that know them by their places.
    """
    parts = [model, *(step for _, step in getattr(model, "steps", ()))]
    for place, part in enumerate(parts):
        if isinstance(part, ColumnTransformer):
            for _, inner, columns in getattr(part, "transformers_", ()):
                yield from _categories(inner, _named(columns, names))
        else:
            # Behind the first step, columns may be others.
            known = getattr(part, "feature_names_in_", None if place <= 1 else ())
            yield from _categories(part, _named(known, names))


def _named(columns: Any, names: tuple[str, ...]) -> list[str]:
    """Return the names of a step's columns, which it may know by their places."""
    if columns is None:
        return list(names)
    if isinstance(columns, slice):
        ends = (columns.start, columns.stop, columns.step)
        return list(names[columns]) if all(isinstance(end, int | None) for end in ends) else []
    found = [columns] if isinstance(columns, str | int) else columns
    if not isinstance(found, list | tuple | np.ndarray | pd.Index):
        return []
    return [_name_at(item, names) for item in list(found)]


def _name_at(place: Any, names: tuple[str, ...]) -> str:
    if isinstance(place, str):
        return place
    is_place = isinstance(place, int | np.integer) and not isinstance(place, bool)
    return names[place] if is_place and -len(names) <= place < len(names) else ""


def _categories(part: Any, names: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for step in (part, *(step for _, step in getattr(part, "steps", ()))):
        found = getattr(step, "categories_", ())
        if len(found) != len(names):
            continue
        for name, values in zip(names, found, strict=True):
            texts = [value for value in list(values) if isinstance(value, str)]
            if texts and name:
                yield name, tuple(sorted(texts))


def _classes(opened: Opened) -> tuple[tuple[str, ...], ColumnType]:
    """Return a classifier's classes as text, and their type; none for a model of numbers."""
    if not hasattr(opened.model, "classes_"):
        return (), ColumnType.NUMBER
    values = opened.model.classes_
    examples = str(values)[:100].replace("\n", " ")
    if not isinstance(values, np.ndarray) or values.ndim != 1:
        raise UserError("foreign.classes", examples=examples)
    labels = values.tolist()
    for kind, type_ in (
        (bool, ColumnType.BOOLEAN),
        (int, ColumnType.INTEGER),
        (str, ColumnType.TEXT),
    ):
        if all(type(label) is kind for label in labels):
            if not hasattr(opened.model, "predict_proba"):
                raise UserError("foreign.no_probabilities", kind=opened.kind)
            return tuple(map(class_label, labels)), type_
    raise UserError("foreign.classes", examples=examples)


def _task(kind: str, spec: TrainingSpec, *, is_classes: bool) -> Task:
    found = Task.CLASSIFICATION if is_classes else Task.REGRESSION
    fitting = (found,) if is_classes else (Task.REGRESSION, Task.COUNT)
    if spec.task is not None and spec.task not in fitting:
        raise UserError("foreign.task", kind=kind, found=str(found), asked=str(spec.task))
    return spec.task or found


def _rows(table: Table, signature: Signature, spec: TrainingSpec) -> _Rows:
    """Return the rows with a known answer that the split names."""
    numbers, actual = read_answers(table, signature)
    plan = spec.split
    if plan.method is SplitMethod.COLUMN and plan.column is not None:
        says = target_column(table, plan.column)
        wanted = np.isin(as_text(table.frame[says.name])[numbers].astype(str), plan.held_out)
        if not wanted.any():
            values = " or ".join(plan.held_out)
            raise UserError("foreign.held_out", column=plan.column, values=values)
        numbers, actual = numbers[wanted], actual[wanted]
    if numbers.size < LEAST_ROWS:
        facts = {"rows": counted(numbers.size, "row"), "least": LEAST_ROWS}
        raise UserError("foreign.too_few", **facts)
    if signature.classes and (actual < 0).any():
        raise _unknown(table, signature, numbers[actual < 0])
    part = Table(table.frame.iloc[numbers].reset_index(drop=True), table.columns)
    return _Rows(numbers, actual, checked_inputs(part, signature))


def _unknown(table: Table, signature: Signature, rows: Integers) -> UserError:
    labels = dict.fromkeys(as_text(table.frame[signature.target])[rows].tolist())
    return UserError(
        "foreign.unknown_classes",
        rows=counted(rows.size, "row"),
        target=signature.target,
        examples=", ".join(f"“{label}”" for label in list(labels)[:_EXAMPLES]),
        classes=", ".join(signature.classes),
    )


def _rarer(signature: Signature, rows: _Rows) -> str:
    first, second = np.bincount(np.asarray(rows.actual, np.int64), minlength=2)
    return signature.classes[0] if first < second else signature.classes[1]


def _asked(
    model: Any, inputs: pd.DataFrame, classes: int, reporter: Reporter | None = None
) -> Answer:
    """Return a model's answers; refuse a model that cannot give one number or class a row."""
    try:
        answer = predict(model, inputs, reporter)
    except _FAULTS as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise UserError("foreign.no_answer", reason=lines[0].rstrip(".")) from error
    numbers = answer.values if answer.probabilities is None else answer.probabilities
    if answer.values.shape != (len(inputs),):
        raise UserError("foreign.no_answer", reason="it does not give one answer for each row")
    if not np.isfinite(numbers).all():
        raise UserError("foreign.no_answer", reason="some of its answers are no numbers")
    if answer.probabilities is not None and not _are_shares(answer.probabilities, classes):
        raise UserError(
            "foreign.no_answer",
            reason=f"it does not give {classes} probabilities that add up to 1 for each row",
        )
    return answer


def _are_shares(probabilities: Floats, classes: int) -> bool:
    return (
        probabilities.ndim == 2
        and probabilities.shape[1] == classes
        and bool((probabilities >= -_TOLERANCE).all())
        and bool((np.abs(probabilities.sum(axis=1) - 1) <= _TOLERANCE).all())
    )


def _outcome(signature: Signature, actual: Floats | Integers, answer: Answer) -> PredictedRows:
    if answer.probabilities is None:
        is_count = signature.task is Task.COUNT
        return PredictedRows(actual, answer.values, is_count=is_count)
    predicted = chosen_places(answer.probabilities, None)
    return PredictedRows(
        actual, predicted, answer.probabilities, signature.classes, signature.positive
    )


def _write_golden(path: Path, model: Any, rows: _Rows, signature: Signature, seed: int) -> str:
    """Store up to 100 of the rows with their answers; return the behaviour hash."""
    random = np.random.default_rng([seed, 3])
    size = min(golden.MOST_ROWS, rows.numbers.size)
    places = np.sort(random.choice(rows.numbers.size, size, replace=False))
    inputs = rows.inputs.iloc[places]
    answer = _asked(model, inputs, len(signature.classes))
    golden.write(path, inputs, answer, signature)
    return golden.behaviour_hash(answer)


def _importances(
    model: Any, rows: _Rows, signature: Signature, spec: TrainingSpec, reporter: Reporter
) -> tuple[Importance, ...]:
    """Return how much it leans on each column; how slow it is to ask is not known."""
    random = np.random.default_rng([spec.seed, 4])
    size = min(importance.MOST_ROWS_OF_SLOW, rows.numbers.size)
    places = np.sort(random.choice(rows.numbers.size, size, replace=False))

    def judged(answer: Answer, inner: Integers) -> PredictedRows:
        reporter.check()
        return _outcome(signature, rows.actual[places][inner], answer)

    return importance.permutation_importances(
        model, rows.inputs.iloc[places], judged, spec.metric or "", random
    )


def _parameters(model: Any) -> tuple[tuple[str, str], ...]:
    """Return the plain parameters of the model, of a pipeline of its last step."""
    last = getattr(model, "steps", [("", model)])[-1][1]
    if not hasattr(last, "get_params"):
        return ()
    plain: Sequence[tuple[str, Any]] = sorted(last.get_params(deep=False).items())
    return tuple(
        (key, str(value)) for key, value in plain if isinstance(value, bool | int | float | str)
    )
