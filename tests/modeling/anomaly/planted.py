"""Rows of which some are planted to be unusual."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mlops_desktop.core.anomaly import AnomalyPlan
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import MethodParameters, SplitPlan, TrainingSpec

SMALL = (MethodParameters("isolation", (("n_estimators", "40"),)),)


def spec_of(*keys: str, share: float = 0.01, labels: str | None = None) -> TrainingSpec:
    """Ask for methods (all) in small sizes."""
    return TrainingSpec(
        "odd",
        task=Task.ANOMALY,
        algorithms=keys,
        parameters=SMALL if not keys or "isolation" in keys else (),
        split=SplitPlan(folds=3),
        seed=7,
        anomaly=AnomalyPlan(share, labels),
    )


def planted(rows: int = 1_000, odd: int = 20) -> pd.DataFrame:
    """Return length and weight that go together, but in the planted rows; and a harmless third."""
    random = np.random.default_rng(2)
    length = random.normal(size=rows)
    weight = length + 0.1 * random.normal(size=rows)
    is_odd = np.zeros(rows, dtype=bool)
    is_odd[random.choice(rows, odd, replace=False)] = True
    weight[is_odd] = -length[is_odd] + 2.5 * np.sign(-length[is_odd])
    third = random.normal(size=rows)
    return pd.DataFrame({"length": length, "weight": weight, "third": third, "odd": is_odd})
