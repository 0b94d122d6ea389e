"""The known answers in a table other than the one a model was trained on."""

from __future__ import annotations

from typing import Any

import numpy as np

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.training import FieldSignature, Signature
from mlops_desktop.modeling.evaluate import class_places
from mlops_desktop.modeling.inputs import converted, missing_column
from mlops_desktop.modeling.table import Table, as_float, as_text
from mlops_desktop.modeling.target import Floats, Integers

_TRUTH = {"0": "false", "1": "true"}


def read_answers(table: Table, signature: Signature) -> tuple[Integers, Floats | Integers]:
    """Return the numbers of the rows that have a target, and the targets.

    Numbers come as float64, classes as places in ``signature.classes`` (−1: unknown class).

    Raises:
        UserError: ``models.missing_column``, ``models.wrong_type``, ``models.unknown_labels``.
    """
    column = table.column(signature.target)
    if column is None:
        raise missing_column(signature.target, [item.name for item in table.columns])
    series = table.frame[signature.target]
    if not signature.classes:
        field = FieldSignature(signature.target, signature.target_type)
        numbers = as_float(converted(series, field, column))
        rows = np.flatnonzero(~np.isnan(numbers)).astype(np.int64)
        return rows, numbers[rows]
    texts = as_text(series)
    rows = np.flatnonzero([isinstance(text, str) for text in texts]).astype(np.int64)
    labels = texts[rows].tolist()
    if signature.target_type == ColumnType.BOOLEAN and column.type is not ColumnType.BOOLEAN:
        labels = [_TRUTH.get(label, label) for label in labels]
    places = class_places(labels, signature.classes)
    if places.size and (places < 0).all():
        raise _unknown(signature, labels)
    return rows, places


def _unknown(signature: Signature, labels: list[Any]) -> UserError:
    examples = ", ".join(f"“{label}”" for label in list(dict.fromkeys(labels))[:5])
    return UserError(
        "models.unknown_labels",
        target=signature.target,
        examples=examples,
        classes=", ".join(signature.classes),
    )
