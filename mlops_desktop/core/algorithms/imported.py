"""What stands for the method of a model that was made elsewhere."""

from __future__ import annotations

from mlops_desktop.core.algorithms.algorithm import Algorithm, Cost

IMPORTED = Algorithm(
    "imported",
    "Imported model",
    (),
    "It was trained elsewhere and imported from a file; on which rows it learned is not known.",
    "Never chosen for a training: it comes with “model import”.",
    Cost.QUICK,
)
"""It suits no task, so no list of methods to train offers it."""
