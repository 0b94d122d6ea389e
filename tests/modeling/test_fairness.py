"""Groups of people beside each other: selection, true and false positive rates."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from modeling.tables import table_of, train_into

from mlops_desktop.core.certainty import UnitKind
from mlops_desktop.core.errors import UserError, about
from mlops_desktop.core.judging import Rate, drawn_words
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.fairness import fairness_gaps, suspected
from mlops_desktop.modeling.units import Units

ROWS = 1_000


def people(unfair: float) -> tuple[pd.DataFrame, PredictedRows]:
    """Half of the rows are of each sex; women who qualify are chosen less often, by a share."""
    random = np.random.default_rng(5)
    sex = np.array(["f", "m"], dtype=object)[np.arange(ROWS) % 2]
    actual = (random.random(ROWS) < 0.4).astype(np.int64)
    chosen = np.where(random.random(ROWS) < 0.1, 1 - actual, actual)
    chosen = np.where((sex == "f") & (random.random(ROWS) < unfair), 0, chosen)
    frame = pd.DataFrame({"sex": pd.Series(sex, dtype=object), "x": random.normal(size=ROWS)})
    probabilities = np.column_stack([1 - chosen, chosen]).astype(float)
    return frame, PredictedRows(actual, chosen, probabilities, ("no", "yes"), "yes")


def gaps(unfair: float, chosen: tuple[str, ...] = ()) -> dict:
    frame, outcome = people(unfair)
    found = fairness_gaps(table_of(frame), np.arange(ROWS), outcome, chosen, 0)
    return {(item.name, item.rate): item for item in found}


def test_rates_are_the_shares_chosen_of_all_of_those_who_are_and_of_those_who_are_not():
    frame, outcome = people(0.3)
    found = gaps(0.3)
    women = (frame["sex"] == "f").to_numpy()
    said, is_so = outcome.predicted == 1, outcome.actual == 1
    among = {
        Rate.SELECTION: np.ones(ROWS, dtype=bool),
        Rate.TRUE_POSITIVE: is_so,
        Rate.FALSE_POSITIVE: ~is_so,
    }
    for rate, rows in among.items():
        item = found["f", rate]
        assert (item.rows, item.counted) == (500, (women & rows).sum())
        assert item.value == pytest.approx(said[women & rows].mean())
        assert item.gap == pytest.approx(said[women & rows].mean() - said[~women & rows].mean())
        assert item.low <= item.value <= item.high
        assert item.gap_low <= item.gap <= item.gap_high


def test_a_group_chosen_less_often_is_told_and_fair_decisions_are_not():
    unfair = gaps(0.3)["f", Rate.TRUE_POSITIVE]
    assert unfair.is_gap
    assert unfair.gap_high < 0
    assert not any(item.is_gap for item in gaps(0.0).values())


def in_units(units: Units, seed: int) -> tuple[tuple, tuple]:
    """Gaps of rows whose answer is one per unit, as is the sex: drawn in units, and singly."""
    random = np.random.default_rng(seed)
    codes = units.places // 50 if units.kind is UnitKind.BLOCKS else units.places
    count = int(codes.max()) + 1
    sex = np.array(["f", "m"], dtype=object)[random.permutation(count) % 2][codes]
    actual = random.integers(0, 2, codes.size)
    said = random.integers(0, 2, count)[codes]
    probabilities = np.column_stack([1 - said, said]).astype(float)
    outcome = PredictedRows(actual, said, probabilities, ("no", "yes"), "yes")
    table = table_of(pd.DataFrame({"sex": pd.Series(sex, dtype=object)}))
    rows = np.arange(codes.size)
    alike = replace(outcome, units=units)
    return tuple(fairness_gaps(table, rows, item, (), 0) for item in (alike, outcome))


GROUPED = Units(UnitKind.GROUPS, np.repeat(np.arange(20), 50), "customer")
ORDERED = Units(UnitKind.BLOCKS, np.arange(ROWS), "day")


@pytest.mark.parametrize("units", [GROUPED, ORDERED], ids=["groups", "blocks"])
def test_rows_that_are_alike_are_no_evidence_of_a_gap_each_by_itself(units):
    found = [in_units(units, seed) for seed in range(8)]
    alike, single = ([any(gap.is_gap for gap in pair[i]) for pair in found] for i in (0, 1))
    assert not any(alike)
    assert sum(single) >= 6
    wide, narrow = (
        found[0][0][0],
        next(item for item in found[0][1] if item.rate is found[0][0][0].rate),
    )
    assert wide.gap_high - wide.gap_low > 2 * (narrow.gap_high - narrow.gap_low)
    assert wide.drawn.kind is units.kind
    assert wide.drawn.words in drawn_words(found[0][0])
    assert not drawn_words(found[0][1])


def test_a_gap_that_every_group_of_rows_shows_is_told_all_the_same():
    frame, outcome = people(0.3)
    alike = replace(outcome, units=GROUPED)
    found = fairness_gaps(table_of(frame), np.arange(ROWS), alike, (), 0)
    gap = next(item for item in found if (item.name, item.rate) == ("f", Rate.TRUE_POSITIVE))
    assert gap.is_gap
    assert gap.gap_low < gap.gap < gap.gap_high < 0


def test_of_fewer_than_five_groups_of_rows_a_gap_has_no_range_and_it_is_said_why():
    units = Units(UnitKind.GROUPS, np.repeat(np.arange(8), 125), "customer")
    found, _ = in_units(units, 1)
    assert found
    assert all(item.gap_low is item.gap_high is item.low is None for item in found)
    assert not any(item.is_gap for item in found)
    assert "fewer than 5 groups hold rows of one side" in drawn_words(found)


def test_columns_are_suspected_by_whole_words_of_their_names():
    names = ("sex", "customer_age", "usage", "Race", "trace", "date_of_birth", "birth_date", "page")
    assert suspected(names) == ("sex", "customer_age", "Race", "birth_date")


def test_chosen_columns_go_before_suspected_ones_and_are_told_apart():
    assert {item.column for item in gaps(0.3).values()} == {"sex"}
    assert all(item.is_suspected for item in gaps(0.3).values())
    chosen = gaps(0.3, ("x",))
    assert {item.column for item in chosen.values()} == {"x"}
    assert not any(item.is_suspected for item in chosen.values())


def test_a_column_left_out_of_the_model_is_looked_at_all_the_same(tmp_path):
    frame, outcome = people(0.0)
    frame["y"] = pd.Series(np.array(["no", "yes"], dtype=object)[outcome.actual], dtype=object)
    spec = TrainingSpec(
        "it",
        "y",
        algorithms=("linear",),
        exclude=("sex",),
        sensitive=("sex",),
        split=SplitPlan(folds=2),
    )
    result = train_into(tmp_path, table_of(frame), spec).results[0]
    assert [field.name for field in result.signature.inputs] == ["x"]
    assert {item.column for item in result.fairness} == {"sex"}


def test_a_column_that_is_not_there_is_refused_by_name(tmp_path):
    frame, outcome = people(0.0)
    frame["y"] = pd.Series(np.array(["no", "yes"], dtype=object)[outcome.actual], dtype=object)
    spec = TrainingSpec("it", "y", algorithms=("linear",), sensitive=("gender",))
    with pytest.raises(UserError, match="no column “gender” in people@1"), about(data="people@1"):
        train_into(tmp_path, table_of(frame), spec)


def test_groups_named_where_nothing_is_told_of_them_are_refused(tmp_path):
    frame, _ = people(0.0)
    spec = TrainingSpec("it", "x", algorithms=("linear",), sensitive=("sex",))
    with pytest.raises(UserError, match="two classes only, and “x”"):
        train_into(tmp_path, table_of(frame), spec)
