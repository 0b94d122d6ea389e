"""A table with a column for every treatment, and trainings with choices for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from modeling.catalogued import TARGETS, gaps, spec_of
from modeling.tables import Trained, table_of, train_into

from mlops_desktop.core.dataset import SemanticType
from mlops_desktop.core.features import ColumnChoice, FeatureChoices, Treatment
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import TrainingSpec
from mlops_desktop.modeling.table import Table

WORDS = ["late", "broken", "kind", "quick", "lost", "again", "never", "thanks"]

EACH = FeatureChoices(
    columns=(
        ColumnChoice("code", Treatment.NUMBER),
        ColumnChoice("size", Treatment.KEEP),
        ColumnChoice("floor", Treatment.CATEGORY),
        ColumnChoice("grade", Treatment.ORDINAL, ("low", "middle", "high")),
        ColumnChoice("shop", Treatment.TARGET),
        ColumnChoice("note", Treatment.TEXT),
        ColumnChoice("weight", Treatment.SPLINE),
        ColumnChoice("day", Treatment.CYCLIC),
        ColumnChoice("open", Treatment.LEAVE_OUT),
    ),
    indicators=True,
    rare_share=0.1,
)
"""Every treatment, each on a column of its own; the rest is automatic."""

JOINED = FeatureChoices(
    columns=(ColumnChoice("note", Treatment.LEAVE_OUT), ColumnChoice("code", Treatment.LEAVE_OUT)),
    interactions=True,
    components=2,
    select=9,
)
PAIRS = replace(JOINED, components=None, select=None, indicators=True)
BUNDLES = {"each": EACH, "joined": JOINED, "pairs": PAIRS}
TRAINED = (
    (Task.REGRESSION, "each"),
    (Task.COUNT, "each"),
    (Task.CLASSIFICATION, "each"),
    (Task.REGRESSION, "joined"),
    (Task.CLASSIFICATION, "pairs"),
)
"""What is trained with every method; the rest would take minutes and say little more."""


def frame_of(rows: int = 160) -> pd.DataFrame:
    """Return the table with gaps and more columns, some of their values missing."""
    random = np.random.default_rng(11)
    frame = gaps(rows)
    shops = np.array([f"s{n}" for n in range(12)], dtype=object)
    frame["shop"] = pd.Series(shops[random.integers(0, 12, rows)], dtype=object)
    grades = np.array(["low", "middle", "high", "odd"], dtype=object)
    frame["grade"] = pd.Series(grades[random.integers(0, 4, rows)], dtype=object)
    frame["floor"] = random.choice(4, rows, p=[0.5, 0.4, 0.06, 0.04])
    frame["code"] = pd.Series([f"{n / 4:g}" for n in random.integers(0, 90, rows)], dtype=object)
    notes = [" ".join(random.choice(WORDS, 4)) + f" no {row % 30}." for row in range(rows)]
    frame["note"] = pd.Series(notes, dtype=object)
    for place, name in enumerate(("shop", "grade", "note", "weight", "code")):
        frame.loc[place :: 13 + place, name] = None
    return frame


def table_for(task: Task) -> Table:
    """Return the table with the task's target only."""
    others = [name for key, name in TARGETS.items() if key is not task]
    return table_of(frame_of().drop(columns=others), note=SemanticType.TEXT)


def spec_for(task: Task, features: FeatureChoices, *keys: str) -> TrainingSpec:
    """Ask for methods (all that fit the task) with choices."""
    return replace(spec_of(TARGETS[task], task, *keys), features=features)


def train_chosen(task: Task, bundle: str, folder: Path) -> Trained:
    """Train every method that fits the task with one of the bundles."""
    table, spec = table_for(task), spec_for(task, BUNDLES[bundle])
    recorder = train_into(folder, table, spec)
    assert {key: str(error) for key, error in recorder.failures.items()} == {}
    return Trained(table, spec, folder, recorder.by_algorithm())
