"""What a person asked of weights and decisions: read, and refused where it cannot be."""

from __future__ import annotations

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.decision import Balance, Calibration, Decision
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import TrainingSpec
from mlops_desktop.modeling import grouping
from mlops_desktop.modeling.table import Table, as_float
from mlops_desktop.modeling.target import Floats, Target

_NUMBERS = (ColumnType.INTEGER, ColumnType.NUMBER)


def check_decision(spec: TrainingSpec, target: Target) -> None:
    """Refuse what cannot be decided that way.

    Raises:
        UserError: ``decision.…``, naming the thing and the next step.
    """
    asked = spec.decision
    name = target.column.name
    is_classes = target.task is Task.CLASSIFICATION
    is_two = len(target.classes) == 2
    if not is_classes and asked.balance is not Balance.NONE:
        raise UserError("decision.balance_needs", target=name)
    if not is_classes and asked.calibration is not Calibration.NONE:
        raise UserError("decision.calibration_needs", target=name)
    if not is_two and asked.worth is not None:
        raise UserError("decision.worth_needs", target=name, count=len(target.classes))
    if not is_two and asked.threshold is not None:
        raise UserError("decision.threshold_needs", target=name, count=len(target.classes))
    _check_together(asked)


def _check_together(asked: Decision) -> None:
    if asked.threshold is not None and not 0 < asked.threshold < 1:
        raise UserError("decision.threshold_range", threshold=f"{asked.threshold:g}")
    if asked.balance is not Balance.NONE and asked.weight is not None:
        raise UserError("decision.balance_or_weight", column=asked.weight)
    if asked.balance is not Balance.NONE and asked.calibration is not Calibration.NONE:
        raise UserError("decision.balance_or_calibration")
    if asked.worth is not None:
        _ = asked.worth.threshold  # refused where one class would always be the answer


def read_weights(table: Table, target: Target, name: str) -> Floats:
    """Return the weights of the rows that have a target.

    Raises:
        UserError: ``decision.unknown_weight``, ``decision.weight_values``.
    """
    column = table.column(name)
    if column is None or column.type not in _NUMBERS or name == target.column.name:
        numbers = [item.name for item in table.columns if item.type in _NUMBERS]
        others = [item for item in numbers if item != target.column.name]
        raise UserError("decision.unknown_weight", column=name, columns=", ".join(others))
    values = as_float(table.frame[name].iloc[target.rows])
    bad = ~(values >= 0)
    if bad.any() or not values.any():
        raise UserError(
            "decision.weight_values", column=name, rows=grouping.count_words(int(bad.sum()))
        )
    return values


def weights_of(table: Table, spec: TrainingSpec, target: Target) -> Floats | None:
    """Return the weights by a column, if one was named."""
    name = spec.decision.weight
    return None if name is None else read_weights(table, target, name)


def known_threshold(decision: Decision) -> float | None:
    """Return the threshold that stands before anything is fitted, if there is one."""
    if decision.threshold is not None or decision.worth is None:
        return decision.threshold
    is_calibrated = decision.calibration is not Calibration.NONE
    return decision.worth.threshold if is_calibrated else None
