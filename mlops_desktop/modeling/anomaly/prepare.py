"""From what a person asked to what is trained: all decided, all that cannot be done refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import Any

import numpy as np
import pandas as pd

from mlops_desktop.core.algorithms import ParameterValue, algorithms_for
from mlops_desktop.core.anomaly import AnomalyPlan, KnownUnusual
from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.decision import MOST_PROBABLE
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.features import Treatment
from mlops_desktop.core.metrics import LABEL_METRICS, Task, metric
from mlops_desktop.core.training import FieldSignature, Signature, TrainingSpec
from mlops_desktop.modeling.anomaly.known import answers, read_known
from mlops_desktop.modeling.detectors.detector import threshold_of
from mlops_desktop.modeling.features.choices import check_choices
from mlops_desktop.modeling.features.plan import Block, FeaturePlan, plan_features, with_values
from mlops_desktop.modeling.grouping import groups_of
from mlops_desktop.modeling.prepare import (
    check_columns_left,
    check_numbers,
    deciding_metric,
    given_parameters,
)
from mlops_desktop.modeling.signature import describe_inputs, field_kind, iso
from mlops_desktop.modeling.split import Division, divide
from mlops_desktop.modeling.table import Kind, Table, canonical
from mlops_desktop.modeling.target import Floats, Integers, Target


@dataclass(frozen=True, slots=True)
class PreparedAnomaly:
    """A training with nothing left open.

    Attributes:
        inputs: canonical inputs of all rows.
        algorithms: keys, in the order asked for.
        metric: the deciding metric.
        known: per row 1 where it is known to be unusual, 0 where it is known not to be, NaN where
            nobody knows; None without a column of known answers.
        groups: which rows belong together; None: each stands alone.
    """

    spec: TrainingSpec
    anomaly: AnomalyPlan
    plan: FeaturePlan
    inputs: pd.DataFrame
    division: Division
    signature: Signature
    algorithms: tuple[str, ...]
    metric: str
    given: dict[str, dict[str, ParameterValue]]
    known: Floats | None
    groups: Integers | None = None

    @property
    def threshold(self) -> float:
        """The score from which a row is called unusual."""
        return threshold_of(self.anomaly.share, int(self.division.train.size))


def is_anomaly(spec: TrainingSpec) -> bool:
    """Whether a spec asks for unusual rows, with a share or without."""
    return spec.task is Task.ANOMALY or spec.anomaly is not None


def decide_anomaly(spec: TrainingSpec) -> TrainingSpec:
    """Return the spec with task, plan, metric and methods decided.

    Raises:
        UserError: ``anomaly.…``, ``training.unknown_algorithm``, ``training.unknown_metric``,
            ``training.metric_of_other_task``.
    """
    if spec.task not in (None, Task.ANOMALY):
        raise UserError("anomaly.only_for_unusual", task=str(spec.task))
    plan = spec.anomaly or AnomalyPlan()
    if spec.target:
        raise UserError("anomaly.no_target", target=spec.target)
    if not 0.0001 <= plan.share <= 0.5:
        raise UserError("anomaly.share", share=f"{plan.share:g}")
    _refuse_foreign(spec, plan)
    fitting = [item.key for item in algorithms_for(Task.ANOMALY)]
    for key in spec.algorithms:
        if key not in fitting:
            raise UserError(
                "training.unknown_algorithm", algorithm=key, algorithms=", ".join(fitting)
            )
    chosen = deciding_metric(spec, Task.ANOMALY)
    if chosen in LABEL_METRICS and plan.labels is None:
        raise UserError("anomaly.needs_labels", metric=metric(chosen).title)
    keys = tuple(dict.fromkeys(spec.algorithms)) or tuple(fitting)
    return replace(spec, task=Task.ANOMALY, anomaly=plan, metric=chosen, algorithms=keys)


def _refuse_foreign(spec: TrainingSpec, plan: AnomalyPlan) -> None:
    """Refuse what a spec may say but needs answers to learn from: it is never left undone."""
    features = spec.features
    means = any(item.treatment is Treatment.TARGET for item in features.columns)
    asked = (
        (means, "means of a target per category: there is no target"),
        (bool(features.monotone()), "directions of columns: there is no answer to rise or fall"),
        (features.select is not None, "a selection of inputs: there is no target to select by"),
        (spec.search is not None, "a search for parameters: there is no error to make small"),
        (spec.decision != MOST_PROBABLE, "weights, costs and calibration"),
        (bool(spec.sensitive), "groups that must be decided about alike"),
        (spec.positive is not None and plan.labels is None, "a class to find: name --labels too"),
        (spec.forecast is not None, "days ahead"),
    )
    for is_asked, what in asked:
        if is_asked:
            raise UserError("anomaly.not_with", what=what)


def prepare_anomaly(table: Table, spec: TrainingSpec) -> PreparedAnomaly:
    """Divide the rows, choose the inputs, and refuse what cannot be done.

    Raises:
        UserError: ``anomaly.…``, ``training.…``, ``features.…``, naming the thing and the next
            step.
    """
    spec = decide_anomaly(spec)
    anomaly = spec.anomaly or AnomalyPlan()
    check_numbers(spec)
    check_columns_left(table, spec)
    known, answer = None, None
    if anomaly.labels is not None:
        answer = _answer(table, anomaly.labels, spec.positive)
        known = read_known(table, answer)
    check_choices(table, spec)
    _check_size(table, spec)
    rows = _rows(len(table.frame))
    division = divide(table, rows, spec.split, spec.seed)
    # The known answers are set aside as a target is: nothing is learned from them.
    aside = replace(spec, target=anomaly.labels or "")
    plan = plan_features(table, aside, division.train)
    inputs = canonical(table.frame, plan.inputs)
    training = inputs.iloc[division.train]
    plan = with_values(plan, training, division, rows)
    fields = _with_typical(describe_inputs(plan, table, training), plan, training)
    threshold = threshold_of(anomaly.share, int(division.train.size))
    return PreparedAnomaly(
        spec=spec,
        anomaly=anomaly,
        plan=plan,
        inputs=inputs,
        division=division,
        signature=Signature(
            fields, "", ColumnType.NUMBER.value, Task.ANOMALY, threshold=threshold, known=answer
        ),
        algorithms=spec.algorithms,
        metric=deciding_metric(spec, Task.ANOMALY),
        given=given_parameters(spec, Task.ANOMALY, spec.algorithms),
        known=known,
        groups=groups_of(table, rows, spec.split) if spec.split.group_by is not None else None,
    )


def _rows(count: int) -> Target:
    """Return all rows in the form in which rows are divided; their number stands for a value."""
    rows: Integers = np.arange(count, dtype=np.int64)
    column = Column("", ColumnType.NUMBER, SemanticType.NUMBER)
    values = rows.astype(np.float64)
    return Target(column, Task.ANOMALY, rows, values, np.empty(0, np.int64), ())


def _check_size(table: Table, spec: TrainingSpec) -> None:
    plan, rows = spec.split, len(table.frame)
    needed = ceil(max(2 * plan.folds / (1 - plan.holdout), 3 / plan.holdout)) + 1
    if rows < needed:
        raise UserError(
            "anomaly.too_few_rows",
            rows=rows,
            needed=needed,
            folds=plan.folds,
            share=f"{plan.holdout:.0%}",
        )


def _answer(table: Table, name: str, positive: str | None) -> KnownUnusual:
    """Return which value of the known answers means unusual: the one named, or the rarer of two."""
    if table.column(name) is None:
        names = ", ".join(item.name for item in table.columns)
        raise UserError("anomaly.unknown_labels", column=name, columns=names)
    texts = answers(table, name)
    counts = pd.Series([text for text in texts if isinstance(text, str)], dtype=object)
    ranked = counts.value_counts()
    values = sorted(str(value) for value in ranked.index)
    found = ", ".join(f"“{value}”" for value in values[:5]) + (" …" if len(values) > 5 else "")
    if len(values) < 2:
        raise UserError("anomaly.one_answer", column=name, found=found or "empty")
    if positive is not None:
        if positive not in values:
            raise UserError("anomaly.unknown_answer", column=name, value=positive, found=found)
        return KnownUnusual(name, positive)
    if len(values) > 2:
        raise UserError("anomaly.which_answer", column=name, count=len(values), found=found)
    return KnownUnusual(name, min(values, key=lambda value: (int(ranked[value]), value)))


def _with_typical(
    fields: tuple[FieldSignature, ...], plan: FeaturePlan, training: pd.DataFrame
) -> tuple[FieldSignature, ...]:
    words = plan.names(Block.TEXTS)
    return tuple(
        field if field.name in words else replace(field, typical=_typical(field, training))
        for field in fields
    )


def _typical(field: FieldSignature, training: pd.DataFrame) -> float | str | None:
    """Return the median of numbers and dates, the most frequent of categories and true/false."""
    present: pd.Series[Any] = training[field.name].dropna()
    if not len(present):
        return None
    kind = field_kind(field)
    if kind is Kind.DATE:
        return iso(present.sort_values().iloc[len(present) // 2], ColumnType.DATETIME)
    if kind is Kind.CATEGORY:
        ranked = sorted(present.value_counts().items(), key=lambda pair: (-pair[1], str(pair[0])))
        return str(ranked[0][0])
    if kind is Kind.BOOLEAN:
        return float(present.mean() > 0.5)
    return float(present.median())
