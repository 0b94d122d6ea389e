"""Champion against challenger on rows that neither was trained on."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from modeling.tables import Trained, table_of, train_into
from scipy import stats

from mlops_desktop.core.certainty import Drawn, UnitKind
from mlops_desktop.core.dataset import ColumnType, SemanticType
from mlops_desktop.core.decision import Worth
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import ModelVersionId
from mlops_desktop.core.model import SameRows
from mlops_desktop.core.training import SplitMethod, SplitPlan, TrainingSpec
from mlops_desktop.modeling import compare, holdout
from mlops_desktop.modeling.compare import ComparedVersion, beside, row_digests, unseen_rows
from mlops_desktop.modeling.evaluate import measure, worths
from mlops_desktop.modeling.table import Table
from mlops_desktop.modeling.units import units_in


def version(trained: Trained, algorithm: str, table: Table | None = None) -> ComparedVersion:
    with np.load(trained.path(algorithm, "split")) as parts:
        train_rows = parts["train"]
    return ComparedVersion(
        ModelVersionId(algorithm),
        trained.path(algorithm),
        trained.results[algorithm].signature,
        table or trained.table,
        train_rows,
    )


def same_rows(
    first: ComparedVersion, second: ComparedVersion, metrics: list[str], seed: int
) -> SameRows:
    """Return what two versions differ by."""
    return compare.same_rows(beside([first, second]), metrics, seed)[0]


def test_versions_of_one_training_are_compared_on_their_holdout(trained_bikes):
    found = same_rows(
        version(trained_bikes, "linear"), version(trained_bikes, "forest"), ["mae", "r2"], 0
    )
    stored = {
        key: holdout.read(trained_bikes.path(key, "holdout"), trained_bikes.results[key].signature)
        for key in ("linear", "forest")
    }
    assert found.rows == len(stored["linear"].rows)
    assert found.is_enough
    mae = found.differences[0]
    assert mae.first == pytest.approx(measure("mae", stored["linear"].outcome), rel=1e-12)
    assert mae.second == pytest.approx(measure("mae", stored["forest"].outcome), rel=1e-12)
    assert mae.difference == mae.second - mae.first
    assert mae.low < mae.difference < mae.high < 0
    spread = stored["linear"].outcome.actual.std(ddof=1)
    moved = np.abs(stored["linear"].outcome.predicted - stored["forest"].outcome.predicted)
    assert found.decisions_changed == (moved > 0.1 * spread).sum()


def test_changed_decisions_are_counted_for_classes(trained_wine):
    found = same_rows(
        version(trained_wine, "baseline"), version(trained_wine, "linear"), ["accuracy"], 0
    )
    assert found.rows == 36
    assert not found.is_enough
    assert 0 < found.decisions_changed <= 36
    assert found.differences[0].difference > 0


WORTH = Worth("EUR", hit=100, miss=-500, false_alarm=-20)


def test_decisions_of_all_are_valued_as_one_of_them_was_trained_to(trained_cancer):
    valued = replace(version(trained_cancer, "linear"), worth=WORTH)
    plain = version(trained_cancer, "baseline")
    found = same_rows(valued, plain, ["accuracy"], 0)
    first, difference = found.differences[0], found.differences[1]
    assert (first.metric, difference.metric) == ("mean_worth", "accuracy")
    assert (found.valued.by, found.unit_of_worth) == (valued.version_id, "EUR")
    for key, value in (("linear", first.first), ("baseline", first.second)):
        results = trained_cancer.results[key]
        stored = holdout.read(trained_cancer.path(key, "holdout"), results.signature)
        assert value == pytest.approx(worths(stored.outcome, WORTH).mean())
    assert first.difference == first.second - first.first
    assert first.low <= first.difference <= first.high < 0


def test_where_the_reference_has_no_worths_those_of_the_first_other_count(trained_cancer):
    plain = version(trained_cancer, "baseline")
    valued = replace(version(trained_cancer, "linear"), worth=WORTH)
    other = replace(valued, version_id=ModelVersionId("other"), worth=Worth("h", 1, 0, 0, 1))
    found = compare.same_rows(beside([plain, valued, other]), ["accuracy"], 0)
    assert [item.valued.by for item in found] == [valued.version_id] * 2
    assert [item.differences[0].metric for item in found] == ["mean_worth"] * 2
    assert same_rows(plain, plain, ["accuracy"], 0).valued is None


def test_worths_are_kept_where_versions_call_other_classes_positive(trained_cancer):
    one = replace(version(trained_cancer, "linear"), worth=WORTH)
    first = same_rows(one, version(trained_cancer, "baseline"), ["accuracy"], 0).differences[0]
    turned = version(trained_cancer, "baseline")
    other_class = next(
        name for name in turned.signature.classes if name != turned.signature.positive
    )
    turned = replace(turned, signature=replace(turned.signature, positive=other_class))
    again = same_rows(one, turned, ["accuracy"], 0).differences[0]
    assert (again.first, again.second) == (first.first, first.second)


def test_a_version_against_itself_differs_in_nothing(trained_cancer):
    champion = version(trained_cancer, "linear")
    found = same_rows(champion, champion, ["roc_auc"], 0)
    assert found.decisions_changed == 0
    assert (found.differences[0].low, found.differences[0].high) == (0, 0)


def test_rows_the_champion_was_trained_on_are_left_out_of_a_newer_table(bikes, tmp_path):
    plan = SplitPlan(SplitMethod.ORDERED, order_by="moment")
    spec = TrainingSpec("m", "bikers", algorithms=("linear",), split=plan)
    early = Table(bikes.frame.head(700), bikes.columns)
    versions = []
    for name, table in (("early", early), ("late", bikes)):
        folder = tmp_path / name
        folder.mkdir()
        result = train_into(folder, table, spec).results[0]
        with np.load(folder / result.split_file) as parts:
            versions.append(
                ComparedVersion(
                    ModelVersionId(name),
                    folder / result.model_file,
                    result.signature,
                    table,
                    parts["train"],
                )
            )
    champion, challenger = versions
    unseen = list(range(800, 1000))
    assert unseen_rows(versions, 1).tolist() == unseen
    # The younger version has seen all of the older one's table, so its own is taken instead.
    assert unseen_rows(versions, 0).tolist() == []
    assert beside([challenger, champion]).rows.tolist() == unseen
    assert same_rows(challenger, champion, ["mae"], 0).rows == len(unseen)


def test_several_versions_are_measured_on_rows_that_none_was_trained_on(bikes, tmp_path):
    versions = []
    for seed in (1, 2, 3):
        folder = tmp_path / str(seed)
        folder.mkdir()
        plan = SplitPlan(holdout=0.5)
        asked = TrainingSpec("m", "bikers", algorithms=("linear",), split=plan, seed=seed)
        result = train_into(folder, bikes, asked).results[0]
        with np.load(folder / result.split_file) as parts:
            train_rows = parts["train"]
        versions.append(
            ComparedVersion(
                ModelVersionId(str(seed)),
                folder / result.model_file,
                result.signature,
                bikes,
                train_rows,
            )
        )
    answered = beside(versions)
    seen = {row for item in versions for row in item.train_rows.tolist()}
    assert set(answered.rows.tolist()) == set(range(len(bikes.frame))) - seen
    measured = compare.same_rows(answered, ["mae"], 0)
    assert [(item.first, item.second) for item in measured] == [("1", "2"), ("1", "3")]
    assert {item.rows for item in measured} == {len(answered.rows)}
    alone = same_rows(versions[0], versions[1], ["mae"], 0)
    assert alone.rows > len(answered.rows)
    # A row changes when any version answers otherwise than the reference.
    spread = answered.outcomes[0].actual.std(ddof=1)
    predicted = [outcome.predicted for outcome in answered.outcomes]
    moved = np.maximum(*(np.abs(predicted[0] - other) for other in predicted[1:]))
    assert compare.changed(answered).tolist() == np.flatnonzero(moved > 0.1 * spread).tolist()


def test_a_champion_that_lacks_a_column_of_its_own_is_refused(trained_wine, tmp_path):
    poorer = table_of(trained_wine.table.frame.drop(columns="hue"))
    result = train_into(
        tmp_path, poorer, TrainingSpec("m", "cultivar", algorithms=("linear",))
    ).results[0]
    challenger = replace(
        version(trained_wine, "linear", poorer),
        model_path=tmp_path / "linear.skops",
        signature=result.signature,
    )
    with pytest.raises(UserError) as caught:
        same_rows(version(trained_wine, "linear"), challenger, ["accuracy"], 0)
    assert caught.value.code == "models.missing_column"


def test_versions_that_answer_different_questions_are_not_compared(trained_wine, trained_bikes):
    with pytest.raises(UserError, match="cannot be compared"):
        same_rows(version(trained_wine, "linear"), version(trained_bikes, "linear"), ["mae"], 0)


def test_equal_rows_have_equal_digests_whatever_the_column_is_stored_as():
    whole = table_of(pd.DataFrame({"a": [1, 2], "b": pd.Series(["x", None], dtype=object)}))
    float_ = table_of(pd.DataFrame({"b": pd.Series(["x", None], dtype=object), "a": [1.0, 2.0]}))
    names = ["a", "b"]
    assert (row_digests(whole, names) == row_digests(float_, names)).all()
    other = table_of(pd.DataFrame({"a": [1.0, 2.5], "b": pd.Series(["x", None], dtype=object)}))
    assert (row_digests(whole, names) == row_digests(other, names)).tolist() == [True, False]
    assert (
        row_digests(table_of(pd.DataFrame({"a": [0.0, -0.0]})), ["a"])[0]
        == (row_digests(table_of(pd.DataFrame({"a": [-0.0, 0.0]})), ["a"])[0])
    )


@given(
    table=st.lists(st.integers(0, 3), min_size=1, max_size=25),
    older=st.lists(st.integers(0, 3), max_size=25),
    data=st.data(),
)
def test_copies_count_when_unseen_rows_are_chosen(trained_wine, table, older, data):
    """Of n equal rows as many are left as the version that saw more of them has not seen."""
    mine = data.draw(st.sets(st.integers(0, len(table) - 1)))
    theirs = data.draw(st.sets(st.integers(0, len(older) - 1))) if older else set()

    def made(values: list[int], train: set[int]) -> ComparedVersion:
        frame = pd.DataFrame({"cultivar": np.array(values, dtype=np.int64)})
        column = table_of(frame, cultivar=SemanticType.CATEGORY)
        assert column.columns[0].type is ColumnType.INTEGER
        base = version(trained_wine, "linear", column)
        rows = np.array(sorted(train), dtype=np.int64)
        signature = replace(base.signature, classes=("0", "1", "2", "3"))
        return replace(base, train_rows=rows, signature=signature)

    found = unseen_rows([made(older, theirs), made(table, mine)], 1)
    assert not set(found.tolist()) & mine
    seen = {
        value: max(
            sum(table[row] == value for row in mine), sum(older[row] == value for row in theirs)
        )
        for value in set(table)
    }
    expected = {v: max(0, n - seen[v]) for v, n in Counter(table).items()}
    assert Counter(table[row] for row in found) == Counter({v: n for v, n in expected.items() if n})


def test_versions_of_a_grouped_split_are_compared_by_whole_groups(tmp_path):
    random = np.random.default_rng(3)
    shop = np.repeat(np.arange(24), 25)
    x = random.normal(size=shop.size)
    y = x + random.normal(size=24)[shop] + random.normal(size=shop.size)
    frame = pd.DataFrame({"shop": [f"s{item}" for item in shop], "x": x, "y": y})
    table = table_of(frame)
    plan = SplitPlan(SplitMethod.GROUPED, group_by="shop", folds=2, holdout=0.4)
    spec = TrainingSpec(
        "it", "y", algorithms=("baseline", "linear"), exclude=("shop",), split=plan, seed=1
    )
    results = train_into(tmp_path, table, spec).results
    versions = [
        ComparedVersion(
            ModelVersionId(item.algorithm),
            tmp_path / item.model_file,
            item.signature,
            table,
            np.load(tmp_path / item.split_file)["train"],
            divided=plan,
        )
        for item in results
    ]
    answered = beside(versions)
    (same,) = compare.same_rows(answered, ["mae"], 0)
    held = frame["shop"].to_numpy()[answered.rows]
    assert same.drawn == Drawn(UnitKind.GROUPS, np.unique(held).size, "shop")
    # The training stored the same difference on the same rows; its draws are others.
    linear = next(item for item in results if item.algorithm == "linear")
    gain = linear.evaluation.baseline
    (found,) = same.differences
    assert gain.difference == pytest.approx(found.difference)
    assert gain.high - gain.low == pytest.approx(found.high - found.low, rel=0.25)
    # As wide as the theory of means of groups says.
    errors = [np.abs(item.predicted - item.actual) for item in answered.outcomes]
    apart = pd.Series(errors[1] - errors[0]).groupby(held).mean()
    expected = 2 * stats.t.ppf(0.975, len(apart) - 1) * apart.std(ddof=1) / np.sqrt(len(apart))
    assert found.high - found.low == pytest.approx(expected, rel=0.3)


def test_without_a_split_known_rows_are_drawn_singly_and_an_order_in_blocks():
    frame = pd.DataFrame({"day": [3.0, 1.0, 2.0, 5.0], "shop": ["a", None, "a", None]})
    table, rows = table_of(frame), np.array([0, 1, 3])
    assert units_in(table, rows, [None, SplitPlan()]) is None
    by_day = units_in(table, rows, [SplitPlan(SplitMethod.ORDERED, order_by="day")])
    assert by_day.places.tolist() == [1, 0, 2]
    grouped = SplitPlan(SplitMethod.GROUPED, group_by="shop")
    by_shop = units_in(table, rows, [SplitPlan(SplitMethod.ORDERED, order_by="day"), grouped])
    assert np.unique(by_shop.places).size == 3  # rows of no known group are one each
