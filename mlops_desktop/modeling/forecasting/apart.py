"""The days that versions of a forecast see most differently: those that came, those to come."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mlops_desktop.core.comparison import DifferentDay
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.training import Signature
from mlops_desktop.modeling.forecasting.compare import CommonDays
from mlops_desktop.modeling.forecasting.use import forecast_next
from mlops_desktop.modeling.table import Table


def days_apart(
    common: CommonDays, coming: Sequence[DifferentDay], most: int
) -> tuple[DifferentDay, ...]:
    """Return the days whose forecasts differ, those that differ most first.

    Args:
        common: the days that all versions forecast and that have come; coming: those to come.
        most: how many at most.
    """
    came = [
        DifferentDay(day, float(common.actual[at]), tuple(map(float, common.predicted[:, at])))
        for at, day in enumerate(common.days)
    ]
    different = [item for item in (*came, *coming) if item.apart > 0]
    different.sort(key=lambda item: (-item.apart, item.day))
    return tuple(different[:most])


def days_to_come(
    versions: Sequence[tuple[Path, Signature]], history: Table
) -> tuple[DifferentDay, ...]:
    """Return the days after a history as far as all versions forecast them, in order.

    Where one cannot forecast from this history (an event of the days to come is not known, the
    history is too short for it), there are none: a comparison does without them.

    Args:
        versions: model file and signature of each, the reference first.
    """
    found = []
    for path, signature in versions:
        try:
            frame = forecast_next(path, signature, history).frame
        except UserError:
            return ()
        days = frame["date"].dt.strftime("%Y-%m-%d")
        found.append(dict(zip(days, frame["prediction"].astype(float), strict=True)))
    shared = sorted(day for day in found[0] if all(day in other for other in found))
    return tuple(DifferentDay(day, None, tuple(one[day] for one in found)) for day in shared)
