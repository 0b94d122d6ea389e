"""Forecasters: one small model per group of days ahead, and how wide the intervals are."""

from __future__ import annotations

import numpy as np

from mlops_desktop.modeling.archive import Archive, Node
from mlops_desktop.modeling.structure.nodes import (
    Check,
    attributes,
    items,
    need,
    numbers,
    scalar,
    whole,
)

_MEMBERS = {
    "seasonal_naive": "",
    "ridge_on_lags": "Pipeline",
    "boosting_on_lags": "HistGradientBoostingRegressor",
}
_LONGEST = 366


def _check_forecaster(archive: Archive, node: Node) -> list[Node]:
    owner = attributes(node)
    horizon, season = whole(owner["horizon"]), whole(owner["season"])
    need(1 <= horizon <= _LONGEST, "horizon: out of range")
    need(1 <= season <= _LONGEST, "season: out of range")
    widths = numbers(archive, owner["half_widths_"], (horizon,), "half_widths_")
    need(np.isfinite(widths).all() and (widths >= 0).all(), "half_widths_: out of range")
    method = scalar(owner["method"])
    need(method in _MEMBERS, "method: unknown")
    models = items(owner["models_"])
    need(len(models) <= horizon, "models_: more than days ahead")
    need((len(models) == 0) == (method == "seasonal_naive"), "models_: length")
    for model in models:
        need(model["__class__"] == _MEMBERS[method], "models_: of another method")
    return []


FORECASTING: dict[str, Check] = {"Forecaster": ("half_widths_", _check_forecaster)}
