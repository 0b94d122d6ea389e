"""Stored tables and models as modeling wants them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mlops_desktop.data.table import read_frame
from mlops_desktop.jobs.requests import ModelFiles, TableFile
from mlops_desktop.modeling.table import Table


def load(source: TableFile, names: Sequence[str] | None = None) -> Table:
    """Load a stored table, or some of its columns."""
    columns = tuple(c for c in source.columns if names is None or c.name in names)
    return Table(read_frame(source.path, [c.name for c in columns]), columns)


def load_split(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Load the row numbers of training and hold-out, int64, 0-based."""
    with np.load(path, allow_pickle=False) as parts:
        return parts["train"], parts["holdout"]


def used_columns(model: ModelFiles) -> tuple[str, ...]:
    """Return the names of a model's inputs, its target last."""
    return (*(field.name for field in model.signature.inputs), model.signature.target)
