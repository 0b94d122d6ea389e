"""Many comparisons at once: how p-values are adjusted for how many were made."""

from __future__ import annotations

import numpy as np

from mlops_desktop.modeling.target import Floats

LEVEL = 0.05


def holm(p_values: Floats) -> Floats:
    """Return p-values adjusted so that any false finding has at most its probability (Holm 1979).

    The k-th smallest of m is multiplied by m − k + 1 and never falls below those before it.
    """
    order = np.argsort(p_values, kind="stable")
    factors = np.arange(p_values.size, 0, -1)
    raised = np.minimum(1.0, np.maximum.accumulate(p_values[order] * factors))
    adjusted = np.empty(p_values.size)
    adjusted[order] = raised
    return adjusted
