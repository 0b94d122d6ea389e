"""From what a person asked to what is trained: all decided, all that cannot be done refused."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from mlops_desktop.core.algorithms import (
    ALGORITHMS,
    ParameterValue,
    algorithm,
    algorithms_for,
    default_algorithms,
)
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import METRICS, QUANTILE_METRIC, WORTH_METRIC, Task, metrics_for
from mlops_desktop.core.metrics import metric as by_key
from mlops_desktop.core.quantile import quantile_of, usual_metric
from mlops_desktop.core.training import Signature, SplitPlan, TrainingSpec
from mlops_desktop.modeling import catalogue
from mlops_desktop.modeling.decision_asked import check_decision, known_threshold, weights_of
from mlops_desktop.modeling.features.choices import check_choices
from mlops_desktop.modeling.features.plan import FeaturePlan, plan_features, with_values
from mlops_desktop.modeling.grouping import groups_of
from mlops_desktop.modeling.signature import complete, describe_inputs
from mlops_desktop.modeling.split import Division, check_plan, divide
from mlops_desktop.modeling.suggest import suggest
from mlops_desktop.modeling.table import Kind, Table, canonical, kind_of
from mlops_desktop.modeling.target import (
    Floats,
    Integers,
    Target,
    read_target,
    target_column,
    usual_positive,
)

MOST_MINUTES = 7 * 24 * 60
"""The longest search for one method: a week."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A training with nothing left open.

    Attributes:
        inputs: canonical inputs of the rows that have a target, in their order.
        algorithms: keys, in the order asked for; those that join others last.
        metric: the deciding metric.
        given: per method the parameters that a person set.
        weights: of the rows that have a target while fitting; None: all count the same.
        groups: which of these rows belong together; None: each stands alone.
        table: what was prepared, with columns that no input is made of.
    """

    spec: TrainingSpec
    target: Target
    plan: FeaturePlan
    inputs: pd.DataFrame
    division: Division
    signature: Signature
    algorithms: tuple[str, ...]
    metric: str
    given: dict[str, dict[str, ParameterValue]]
    table: Table
    weights: Floats | None = None
    groups: Integers | None = None


def prepare(table: Table, spec: TrainingSpec) -> Prepared:
    """Decide what the person left open and refuse what cannot be done.

    Raises:
        UserError: ``training.…``, naming the thing and the next step.
    """
    check_numbers(spec)
    _check_target(table, spec)
    check_columns_left(table, spec)
    check_choices(table, spec)
    task = spec.task or suggest(table.frame, table.columns, spec.target).task
    algorithms = chosen_methods(spec, task)
    given = given_parameters(spec, task, algorithms)
    metric = deciding_metric(spec, task)
    target = read_target(table, spec.target, task)
    _check_sensitive(table, spec, target)
    _check_monotone(table, spec, target)
    check_decision(spec, target)
    positive = _positive(spec, target)
    division = divide(table, target, spec.split, spec.seed)
    _check_metric_is_defined(metric, target, division)
    plan = plan_features(table, spec, target.rows[division.train])
    inputs = canonical(table.frame.iloc[target.rows], plan.inputs)
    training = inputs.iloc[division.train]
    plan = with_values(plan, training, division, target)
    plan = replace(plan, is_first_positive=positive in target.classes[:1])
    fields = describe_inputs(plan, table, training)
    return Prepared(
        spec=spec,
        target=target,
        plan=plan,
        inputs=inputs,
        division=division,
        signature=replace(
            complete(fields, target, positive),
            threshold=known_threshold(spec.decision),
            quantile=quantile_of(spec) if task is Task.REGRESSION else None,
        ),
        algorithms=algorithms,
        metric=metric,
        given=given,
        table=table,
        weights=weights_of(table, spec, target),
        groups=groups_of(table, target, spec.split) if spec.split.group_by is not None else None,
    )


def check_numbers(spec: TrainingSpec) -> None:
    """Refuse shares, folds, seeds and searches out of range; choices of another way to hold out.

    Raises:
        UserError: ``training.…``.
    """
    check_division(spec.split, spec.seed)
    _check_search(spec)
    check_plan(spec.split)


def check_division(plan: SplitPlan, seed: int) -> None:
    """Refuse a share, folds or a seed out of range.

    Raises:
        UserError: ``training.holdout_share``, ``training.folds``, ``training.seed``.
    """
    if not 0.05 <= plan.holdout <= 0.5:
        raise UserError("training.holdout_share", share=f"{plan.holdout:.0%}")
    if not 2 <= plan.folds <= 20:
        raise UserError("training.folds", folds=plan.folds)
    if not 0 <= seed < 2**32:
        raise UserError("training.seed", seed=seed)


def _check_search(spec: TrainingSpec) -> None:
    search = spec.search
    if search is None:
        return
    if not 1 <= search.candidates <= 1000:
        raise UserError("training.search_candidates", candidates=search.candidates)
    if search.minutes is not None and not 0 < search.minutes <= MOST_MINUTES:
        raise UserError("training.search_minutes", minutes=f"{search.minutes:g}")
    if search.is_nested and spec.split.folds < 3:
        raise UserError("training.nested_folds", folds=spec.split.folds)


def _check_target(table: Table, spec: TrainingSpec) -> None:
    target_column(table, spec.target)
    if spec.target in spec.exclude:
        raise UserError("training.target_excluded", target=spec.target)


def check_columns_left(table: Table, spec: TrainingSpec) -> None:
    """Refuse columns to leave out, or to order by, that the table does not have.

    Raises:
        UserError: ``training.unknown_column``, ``training.unknown_order``.
    """
    names = [column.name for column in table.columns]
    for name in spec.exclude:
        if name not in names:
            raise UserError("training.unknown_column", column=name, columns=", ".join(names))
    if spec.split.order_by is not None and spec.split.order_by not in names:
        raise UserError(
            "training.unknown_order", column=spec.split.order_by, columns=", ".join(names)
        )


def _check_sensitive(table: Table, spec: TrainingSpec, target: Target) -> None:
    if spec.sensitive and len(target.classes) != 2:
        raise UserError(
            "training.sensitive_needs_two", column=spec.sensitive[0], target=spec.target
        )
    for name in spec.sensitive:
        if table.column(name) is None:
            names = ", ".join(column.name for column in table.columns)
            raise UserError("training.unknown_sensitive", column=name, columns=names)


def _check_monotone(table: Table, spec: TrainingSpec, target: Target) -> None:
    """Refuse directions for what is no number, and for more than two classes."""
    for name, direction in spec.features.monotone().items():
        column = table.column(name)
        is_number = column is not None and kind_of(column) is Kind.NUMBER
        if direction not in (-1, 1) or not is_number:
            raise UserError("training.monotone_column", column=name)
        if len(target.classes) > 2:
            raise UserError("training.monotone_classes", column=name, count=len(target.classes))


def chosen_methods(spec: TrainingSpec, task: Task) -> tuple[str, ...]:
    """Return the methods to train; those that join others come last.

    Without any named: the task's usual ones, as far as they can keep what was asked for columns.

    Raises:
        UserError: ``training.unknown_algorithm``, ``training.not_monotone``.
    """
    fitting = [item.key for item in algorithms_for(task)]
    has_directions = bool(spec.features.monotone())
    known = {item.key for item in ALGORITHMS}
    for key in spec.algorithms:
        if key not in known or task not in algorithm(key).tasks:
            raise UserError(
                "training.unknown_algorithm", algorithm=key, algorithms=", ".join(fitting)
            )
        if has_directions and not algorithm(key).is_monotone:
            able = ", ".join(item for item in fitting if algorithm(item).is_monotone)
            raise UserError(
                "training.not_monotone", algorithm=algorithm(key).title, algorithms=able
            )
    usual = default_algorithms(task)
    keys = spec.algorithms or tuple(
        item.key for item in usual if item.is_monotone or not has_directions
    )
    last = [key for key in keys if catalogue.method(key).joins is not None]
    return tuple(dict.fromkeys([*(key for key in keys if key not in last), *last]))


def given_parameters(
    spec: TrainingSpec, task: Task, algorithms: tuple[str, ...]
) -> dict[str, dict[str, ParameterValue]]:
    """Return per method the parameters that a person set.

    Raises:
        UserError: ``training.unknown_algorithm``, ``training.unknown_parameter``,
            ``training.parameter_value``.
    """
    fitting = [item.key for item in algorithms_for(task)]
    for wish in spec.parameters:
        if wish.algorithm not in fitting:
            raise UserError(
                "training.unknown_algorithm",
                algorithm=wish.algorithm,
                algorithms=", ".join(fitting),
            )
    wanted = dict.fromkeys((*algorithms, *(wish.algorithm for wish in spec.parameters)))
    return {key: catalogue.given_parameters(key, task, spec.parameters) for key in wanted}


def deciding_metric(spec: TrainingSpec, task: Task) -> str:
    """Return the metric asked for, or the usual one: of a quantile its own.

    Raises:
        UserError: ``training.unknown_metric``, ``training.metric_of_other_task``,
            ``training.no_quantile``, ``decision.no_worth``.
    """
    if spec.metric is None:
        return usual_metric(spec, task)
    has_quantile = quantile_of(spec) is not None
    if spec.metric == QUANTILE_METRIC and task is Task.REGRESSION and not has_quantile:
        raise UserError("training.no_quantile", metric=by_key(spec.metric).title)
    if spec.metric == WORTH_METRIC and task is Task.CLASSIFICATION and not spec.decision.worth:
        raise UserError("decision.no_worth", metric=by_key(spec.metric).title)
    fitting = ", ".join(
        item.key
        for item in metrics_for(
            task, is_quantile=has_quantile, has_worth=spec.decision.worth is not None
        )
    )
    chosen = {item.key: item for item in METRICS}.get(spec.metric)
    if chosen is None:
        raise UserError("training.unknown_metric", metric=spec.metric, metrics=fitting)
    if task not in chosen.tasks:
        raise UserError(
            "training.metric_of_other_task", metric=chosen.title, task=task.value, metrics=fitting
        )
    return chosen.key


def _check_metric_is_defined(key: str, target: Target, division: Division) -> None:
    """Refuse a hold-out on which the deciding metric would have no value."""
    held = target.values[division.holdout]
    if key in ("roc_auc", "r2") and (held == held[0]).all():
        raise UserError(
            "training.metric_undefined", metric=by_key(key).title, target=target.column.name
        )


def _positive(spec: TrainingSpec, target: Target) -> str | None:
    name = target.column.name
    if spec.positive is None:
        return usual_positive(target)
    if target.task is not Task.CLASSIFICATION:
        raise UserError("training.positive_needs_classes", target=name)
    if len(target.classes) != 2:
        raise UserError("training.positive_needs_two", target=name, count=len(target.classes))
    if spec.positive not in target.classes:
        raise UserError(
            "training.unknown_positive",
            positive=spec.positive,
            target=name,
            classes=", ".join(target.classes),
        )
    return spec.positive
