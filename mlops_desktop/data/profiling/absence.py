"""Columns that lack their values in the same rows: one cause, as a rule."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mlops_desktop.core.profile_parts import MissingTogether
from mlops_desktop.data.column_values import Texts, Values

MOST_COLUMNS = 100
_ALIKE = 0.9
_MOST_GROUPS = 10

Bits = NDArray[np.uint8]
"""One bit per row, set where the value is missing, padded with zeros."""


def missing_bits(values: Values | Texts) -> Bits | None:
    """Return which rows lack a value; None when all have one, or none has."""
    present = values.is_present
    if present is None or not present.any() or present.all():
        return None
    return np.packbits(~present)


def missing_together(columns: Mapping[str, Bits]) -> tuple[MissingTogether, ...]:
    """Return groups of columns that are missing together, those with most rows first.

    Two columns go together when of the rows that lack either at least 90 % lack both (Jaccard's
    index); a group is what such pairs connect. Of the columns with most gaps at most 100 are
    compared, which is said nowhere else.
    """
    counts = {name: _count(bits) for name, bits in columns.items()}
    # Ties stay in the table's order.
    names = sorted(columns, key=lambda name: -counts[name])[:MOST_COLUMNS]
    group = {name: name for name in names}
    for place, one in enumerate(names):
        for other in names[:place]:
            if group[one] == group[other] or counts[one] < _ALIKE * counts[other]:
                continue
            both = _count(columns[one] & columns[other])
            if both >= _ALIKE * (counts[one] + counts[other] - both):
                joined, kept = group[one], group[other]
                group = {name: kept if at == joined else at for name, at in group.items()}
    order = list(columns)
    found = []
    for leader in dict.fromkeys(group.values()):
        members = sorted((n for n in names if group[n] == leader), key=order.index)
        if len(members) > 1:
            every = np.bitwise_and.reduce([columns[name] for name in members])
            some = np.bitwise_or.reduce([columns[name] for name in members])
            found.append(MissingTogether(tuple(members), _count(every), _count(some)))
    found.sort(key=lambda item: -item.every)
    return tuple(found[:_MOST_GROUPS])


def _count(bits: Bits) -> int:
    return int(np.bitwise_count(bits).sum(dtype=np.int64))
