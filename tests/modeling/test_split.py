"""Every class reaches every part; nothing is in two parts."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from modeling.tables import table_of

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import SplitMethod, SplitPlan
from mlops_desktop.modeling.split import divide
from mlops_desktop.modeling.target import read_target

PLANS = st.builds(
    SplitPlan,
    method=st.sampled_from(SplitMethod),
    holdout=st.floats(0.05, 0.5),
    folds=st.integers(2, 20),
)


@given(
    counts=st.lists(st.integers(1, 60), min_size=1, max_size=4),
    plan=PLANS,
    seed=st.integers(0, 2**32 - 1),
)
@settings(max_examples=60)
def test_classes_are_divided_whole_or_the_division_is_refused(counts, plan, seed):
    labels = np.repeat([f"class {i}" for i in range(len(counts))], counts)
    labels = np.random.default_rng(0).permutation(labels).astype(object)
    table = table_of(pd.DataFrame({"y": pd.Series(labels, dtype=object)}))
    try:
        target = read_target(table, "y", Task.CLASSIFICATION)
        division = divide(table, target, plan, seed)
    except UserError:
        return
    assert np.array_equal(
        np.sort(np.concatenate([division.train, division.holdout])), np.arange(len(labels))
    )
    assert len(division.folds) == plan.folds
    for inside, outside in division.folds:
        assert not set(inside) & set(outside)
        seen = set(target.codes[division.train[inside]])
        assert len(seen) >= 2
        if plan.method is SplitMethod.RANDOM:
            assert seen == set(range(len(counts)))
            assert set(target.codes[division.train[outside]]) == seen
    assert set(target.codes[division.holdout]) <= set(target.codes[division.train])


@given(rows=st.integers(0, 80), plan=PLANS)
@settings(max_examples=60)
def test_numbers_are_divided_or_the_division_is_refused(rows, plan):
    table = table_of(pd.DataFrame({"y": np.arange(rows) * 1.5}))
    try:
        target = read_target(table, "y", Task.REGRESSION)
        division = divide(table, target, plan, 0)
    except UserError:
        return
    assert division.holdout.size >= 2
    assert min(inside.size for inside, _ in division.folds) >= 1
    assert min(outside.size for _, outside in division.folds) >= 1
    if plan.method is SplitMethod.ORDERED:
        assert division.train.max() < division.holdout.min()


def test_rows_without_an_order_value_come_first_and_ties_keep_the_files_order():
    frame = pd.DataFrame(
        {"week": [2.0, 1.0, np.nan, 1.0] * 10, "y": np.arange(40.0), "n": np.arange(40)}
    )
    table = table_of(frame)
    plan = SplitPlan(SplitMethod.ORDERED, order_by="week", holdout=0.25, folds=2)
    division = divide(table, read_target(table, "y", Task.REGRESSION), plan, 0)
    assert division.train[:10].tolist() == list(range(2, 40, 4))
    assert division.train[10:14].tolist() == [1, 3, 5, 7]
    assert division.holdout.tolist() == list(range(0, 40, 4))
