"""What a person may choose for which column; everything else is refused in words."""

from __future__ import annotations

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.features import TREATMENTS, ColumnChoice, FeatureChoices, Treatment
from mlops_desktop.core.training import TrainingSpec
from mlops_desktop.modeling.table import Table

_IN_WORDS = {
    ColumnType.INTEGER: "whole numbers",
    ColumnType.NUMBER: "numbers",
    ColumnType.BOOLEAN: "true or false",
    ColumnType.DATE: "dates",
    ColumnType.DATETIME: "dates with times",
    ColumnType.TEXT: "text",
}
_STAY_THEMSELVES = (Treatment.AUTOMATIC, Treatment.NUMBER, Treatment.KEEP)


def check_choices(table: Table, spec: TrainingSpec) -> None:
    """Refuse choices that mean nothing for this table.

    Raises:
        UserError: ``features.…``, naming the column and what it can be.
    """
    chosen = spec.features
    if not 0 <= chosen.rare_share <= 0.5:
        raise UserError("features.rare_share", share=f"{chosen.rare_share:g}")
    if chosen.select is not None and chosen.select < 1:
        raise UserError("features.select", asked=chosen.select)
    seen: set[str] = set()
    for item in chosen.columns:
        column = table.column(item.column)
        if column is None:
            names = ", ".join(other.name for other in table.columns)
            raise UserError("features.unknown_column", column=item.column, columns=names)
        if item.column == spec.target:
            raise UserError("features.target", column=item.column)
        if item.column in seen:
            raise UserError("features.twice", column=item.column)
        seen.add(item.column)
        _check_column(item, column)
        if item.monotone:
            _check_direction(item, chosen)


def _check_column(item: ColumnChoice, column: Column) -> None:
    fitting = TREATMENTS[column.type]
    if item.treatment not in fitting:
        raise UserError(
            "features.type",
            column=column.name,
            type=_IN_WORDS[column.type],
            treatment=item.treatment.value,
            treatments=", ".join(fitting),
        )
    if item.order and item.treatment is not Treatment.ORDINAL:
        raise UserError("features.order_unused", column=column.name, treatment=item.treatment.value)


def _check_direction(item: ColumnChoice, chosen: FeatureChoices) -> None:
    reason = ""
    if item.treatment not in _STAY_THEMSELVES:
        reason = f"it is taken as {item.treatment.value}"
    elif chosen.interactions:
        reason = "products of pairs are made"
    elif chosen.components:
        reason = "components replace the numbers"
    if reason:
        raise UserError("features.direction", column=item.column, reason=reason)
