"""What would change the answer for one row: the smallest changes, within what was seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from modeling.tables import Trained, table_of, train_into

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.judging import Explanation
from mlops_desktop.core.progress import Silent
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.modeling.changes import Wish, what_would_change
from mlops_desktop.modeling.scoring import score
from mlops_desktop.modeling.table import Table


def explained(trained: Trained, row: int, algorithm: str = "linear", **wish) -> Explanation:
    result, table = trained.results[algorithm], trained.table
    with np.load(trained.path(algorithm, "split")) as parts:
        seen = Table(table.frame.iloc[parts["train"]], table.columns)
    one = Table(table.frame.iloc[[row - 1]].reset_index(drop=True), table.columns)
    version = (trained.path(algorithm), result.signature)
    return what_would_change(version, seen, one, Wish("m@1", row, **wish), Silent())


def answer_after(trained: Trained, found: Explanation, place: int = 0, algorithm: str = "linear"):
    """Score the row again with a change made by hand."""
    result, table = trained.results[algorithm], trained.table
    frame = table.frame.iloc[[found.row - 1]].reset_index(drop=True)
    for name, _, needed in found.changes[place].changes:
        dtype = frame[name].dtype
        values: object = [needed == "true"] if pd.api.types.is_bool_dtype(dtype) else [needed]
        frame[name] = pd.Series(values).astype(float if dtype == np.int64 else dtype)
    again = Table(frame, table_of(frame).columns)
    return score(trained.path(algorithm), result.signature, again).frame.iloc[0]


@pytest.mark.parametrize("row", [1, 20, 200, 300])
@pytest.mark.parametrize("algorithm", ["linear", "boosting"])
def test_each_change_told_does_change_the_class(trained_cancer, row, algorithm):
    found = explained(trained_cancer, row, algorithm)
    assert found.changes or found.why_none
    for place, change in enumerate(found.changes):
        scored = answer_after(trained_cancer, found, place, algorithm)
        assert scored["prediction"] == change.answer == found.wanted != found.answer
        assert scored[f"probability_{change.answer}"] == pytest.approx(change.probability)


def test_changes_come_smallest_first_and_no_pair_is_larger_than_a_single_one(trained_cancer):
    found = explained(trained_cancer, 20)
    sizes = [item.size for item in found.changes]
    assert sizes == sorted(sizes)
    singles = [item.size for item in found.changes if len(item.changes) == 1]
    pairs = [item.size for item in found.changes if len(item.changes) == 2]
    assert 1 <= len(found.changes) <= 5
    assert not singles or all(size < min(singles) for size in pairs)


def test_values_stay_within_what_was_seen(trained_bikes):
    found = explained(trained_bikes, 30, beyond="70")
    fields = {field.name: field for field in trained_bikes.results["linear"].signature.inputs}
    assert found.changes
    for change in found.changes:
        for name, now, needed in change.changes:
            field = fields[name]
            assert now != needed
            if field.categories:
                assert needed in field.categories
            elif isinstance(field.low, float):
                assert field.low <= float(needed) <= field.high
            elif field.low is not None:
                assert field.low <= needed <= field.high


def test_columns_to_be_left_alone_are_left_alone(trained_cancer):
    free = explained(trained_cancer, 20)
    used = tuple(name for change in free.changes for name, _, _ in change.changes)
    kept = explained(trained_cancer, 20, keep=used)
    assert kept.kept == used
    assert not {name for change in kept.changes for name, _, _ in change.changes} & set(used)


@pytest.mark.parametrize("beyond", ["40", "120"])
def test_a_number_passes_the_value_that_was_said_upwards_or_downwards(trained_bikes, beyond):
    found = explained(trained_bikes, 400, beyond=beyond)
    now, aim = float(found.answer), float(beyond)
    assert found.probability is None
    assert found.wanted == f"{beyond} or {'more' if aim > now else 'less'}"
    for place, change in enumerate(found.changes):
        then = answer_after(trained_bikes, found, place)["prediction"]
        assert (then >= aim) if aim > now else (then <= aim)
        assert float(change.answer) == pytest.approx(then, rel=1e-5)
    assert found.changes


def test_of_three_classes_one_may_be_named(trained_wine):
    any_other = explained(trained_wine, 1)
    named = explained(trained_wine, 1, beyond="2")
    assert any_other.wanted == "another class than 0"
    assert {item.answer for item in any_other.changes} <= {"1", "2"}
    assert {item.answer for item in named.changes} <= {"2"}


def test_an_answer_already_given_needs_no_change(trained_wine):
    found = explained(trained_wine, 1, beyond="0")
    assert (found.changes, found.why_none) == ((), "The answer is 0 already.")


def test_when_nothing_may_change_it_is_said(trained_cancer):
    names = tuple(field.name for field in trained_cancer.results["linear"].signature.inputs)
    found = explained(trained_cancer, 20, keep=names)
    assert found.changes == ()
    assert found.why_none.startswith("No column may be changed")


def test_when_nothing_is_enough_the_nearest_answer_is_said(trained_bikes):
    found = explained(trained_bikes, 400, beyond="1e6")
    assert found.changes == ()
    assert "1e6 or more; the nearest answer is" in found.why_none
    assert found.tried > 100


def test_a_model_of_one_column_tells_the_next_value_seen_beyond_its_threshold(tmp_path):
    x = np.repeat(np.arange(40.0), 5)
    labels = np.where(x >= 20, "high", "low").astype(object)
    table = table_of(pd.DataFrame({"x": x, "y": pd.Series(labels, dtype=object)}))
    spec = TrainingSpec("it", "y", algorithms=("tree",), split=SplitPlan(folds=2), seed=1)
    results = train_into(tmp_path, table, spec).by_algorithm()
    found = explained(Trained(table, spec, tmp_path, results), 1, "tree")
    assert found.answer == "low"
    ((name, now, needed),) = found.changes[0].changes
    assert (name, now, needed, found.changes[0].answer) == ("x", "0", "20", "high")
    # 21 of 40 values lie between 0 and 20, both ends counted.
    assert found.changes[0].size == pytest.approx(21 / 40, abs=0.05)


def test_two_columns_are_changed_where_one_is_not_enough(tmp_path):
    random = np.random.default_rng(3)
    a, b = random.integers(0, 2, 400), random.integers(0, 2, 400)
    labels = np.where((a == 1) & (b == 1), "yes", "no").astype(object)
    frame = pd.DataFrame({"a": a, "b": b, "y": pd.Series(labels, dtype=object)})
    table = table_of(frame)
    spec = TrainingSpec("it", "y", algorithms=("tree",), split=SplitPlan(folds=2), seed=1)
    results = train_into(tmp_path, table, spec).by_algorithm()
    row = int(np.flatnonzero((a == 0) & (b == 0))[0]) + 1
    found = explained(Trained(table, spec, tmp_path, results), row, "tree")
    assert found.changes[0].changes == (("a", "0", "1"), ("b", "0", "1"))


def test_the_same_question_has_the_same_answer(trained_bikes):
    assert explained(trained_bikes, 77, beyond="200") == explained(trained_bikes, 77, beyond="200")


@pytest.mark.parametrize(
    ("beyond", "code"), [(None, "models.needs_value"), ("many", "models.not_a_value")]
)
def test_a_number_to_pass_has_to_be_said_and_be_one(trained_bikes, beyond, code):
    with pytest.raises(UserError) as caught:
        explained(trained_bikes, 1, beyond=beyond)
    assert caught.value.code == code


def test_a_class_the_model_does_not_know_is_refused(trained_wine):
    with pytest.raises(UserError, match="It knows: 0, 1, 2"):
        explained(trained_wine, 1, beyond="7")


def test_a_threshold_decides_here_too(trained_cancer, tmp_path):
    signature = trained_cancer.results["linear"].signature
    strict = replace(signature, threshold=0.999)
    result = replace(trained_cancer.results["linear"], signature=strict)
    trained = replace(trained_cancer, results={"linear": result})
    found = explained(trained, 20, beyond=strict.positive)
    for change in found.changes:
        assert change.probability >= 0.999
