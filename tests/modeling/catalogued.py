"""Trainings with every method of the catalogue, made small enough for a test."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from modeling.tables import Trained, table_of, train_into

from mlops_desktop.core.algorithms import algorithms_for
from mlops_desktop.core.dataset import SemanticType
from mlops_desktop.core.features import ColumnChoice, FeatureChoices
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import MethodParameters, SplitPlan, TrainingSpec
from mlops_desktop.modeling.table import Table

SMALL = {
    "forest": (("n_estimators", "10"),),
    "extra_trees": (("n_estimators", "10"),),
    "boosting": (("max_iter", "10"),),
    "mlp": (("learning_rate_init", "0.01"), ("units", "8")),
    "stacking": (("cv", "2"),),
}

OTHER_WAYS: tuple[tuple[Task, str, tuple[tuple[str, str], ...]], ...] = (
    (Task.REGRESSION, "lasso", (("alpha", "0.5"),)),
    (Task.REGRESSION, "elastic_net", (("alpha", "0.5"),)),
    (Task.REGRESSION, "boosting", (("loss", "absolute_error"), ("max_iter", "10"))),
    (
        Task.REGRESSION,
        "boosting",
        (("loss", "quantile"), ("quantile", "0.9"), ("max_iter", "10")),
    ),
    (Task.REGRESSION, "stacking", (("members", "neighbours+linear"), ("cv", "2"))),
    (Task.CLASSIFICATION, "neighbours", (("weights", "distance"),)),
    (Task.CLASSIFICATION, "kernel_svm", (("kernel", "poly"), ("gamma", "0.1"))),
    (Task.CLASSIFICATION, "mlp", (("layers", "2"), ("units", "8"), ("max_iter", "30"))),
    (Task.CLASSIFICATION, "voting", (("members", "kernel_svm+boosting"),)),
)
"""Parameters that make a method write other types than its defaults do."""


def wishes(task: Task) -> tuple[MethodParameters, ...]:
    """Return the small sizes of the methods that fit a task."""
    keys = [item.key for item in algorithms_for(task)]
    return tuple(MethodParameters(key, SMALL[key]) for key in keys if key in SMALL)


def spec_of(target: str, task: Task, *keys: str) -> TrainingSpec:
    """Ask for methods (all that fit the task) in small sizes."""
    chosen = keys or tuple(item.key for item in algorithms_for(task))
    return TrainingSpec(
        "it",
        target,
        task=task,
        algorithms=chosen,
        parameters=wishes(task),
        split=SplitPlan(folds=2),
        seed=7,
    )


def gaps(rows: int = 240) -> pd.DataFrame:
    """Numbers, categories, true/false and dates, each with missing values, and three targets."""
    random = np.random.default_rng(5)
    size = random.normal(size=rows)
    kind = np.array(["red", "green", "blue"], dtype=object)[random.integers(0, 3, rows)]
    frame = pd.DataFrame(
        {
            "size": size,
            "weight": random.normal(size=rows) + size,
            "kind": pd.Series(kind, dtype=object),
            "open": pd.Series(random.random(rows) < 0.5).astype(bool),
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 300, rows), "D"),
        }
    )
    frame["day"] = frame["day"].astype("datetime64[us]")
    level = size + (kind == "red") + frame["open"]
    frame["amount"] = 10 + 3 * level + random.normal(size=rows)
    frame["count"] = random.poisson(np.exp(level / 2)) + 1
    labels = np.where(level + random.normal(size=rows) / 2 > 1, "yes", "no").astype(object)
    frame["answer"] = pd.Series(labels, dtype=object)
    frame.loc[::7, "size"] = np.nan
    frame.loc[::9, "kind"] = None
    frame.loc[::11, "day"] = pd.NaT
    return frame


TARGETS = {Task.REGRESSION: "amount", Task.COUNT: "count", Task.CLASSIFICATION: "answer"}


def gappy(task: Task) -> Table:
    """Return the table with the task's target only."""
    others = [name for key, name in TARGETS.items() if key is not task]
    return table_of(gaps().drop(columns=others), kind=SemanticType.CATEGORY)


def train_catalogue(task: Task, folder: Path) -> Trained:
    """Train every method that fits the task on the table with gaps."""
    table, spec = gappy(task), spec_of(TARGETS[task], task)
    recorder = train_into(folder, table, spec)
    assert recorder.failures == {}
    return Trained(table, spec, folder, recorder.by_algorithm())


def with_direction(spec: TrainingSpec, column: str, direction: int) -> TrainingSpec:
    """Ask that the answer only rises (+1) or falls (−1) with a column."""
    choice = ColumnChoice(column, monotone=direction)
    return replace(spec, features=FeatureChoices(columns=(choice,)))
