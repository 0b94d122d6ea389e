"""Parts of the held-out rows: measured honestly, weak ones found, chance not taken for weakness."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from modeling.tables import table_of, train_into

from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.modeling import holdout
from mlops_desktop.modeling.evaluate import PredictedRows, measure
from mlops_desktop.modeling.parts import MIN_ROWS, parts_of
from mlops_desktop.modeling.several import holm
from mlops_desktop.modeling.slices import MOST_SLICES, Held, weak_slices
from mlops_desktop.modeling.table import Input, Kind
from mlops_desktop.modeling.weak_spots import row_losses, weak_spots


def numbers(rows: int, error, seed: int = 0) -> PredictedRows:
    random = np.random.default_rng([rows, seed])
    actual = random.normal(100, 10, rows)
    return PredictedRows(actual, actual + random.normal(0, 1, rows) * error)


def made(rows: int = 4_000, weak: float = 4.0, seed: int = 1) -> Held:
    """Errors are larger in the evenings of rainy days, by a factor."""
    random = np.random.default_rng(seed)
    inputs = pd.DataFrame(
        {
            "hour": random.integers(0, 24, rows).astype(float),
            "sky": pd.Series(
                np.array(["dry", "rain"], dtype=object)[random.integers(0, 2, rows)], dtype=object
            ),
            "noise": random.normal(size=rows),
        }
    )
    is_weak = (inputs["hour"] >= 18) & (inputs["sky"] == "rain")
    outcome = numbers(rows, np.where(is_weak, weak, 1.0), seed)
    kinds = {"hour": Kind.NUMBER, "sky": Kind.CATEGORY, "noise": Kind.NUMBER}
    return Held(inputs, tuple(Input(name, kind) for name, kind in kinds.items()), outcome)


def test_a_weak_spot_of_two_columns_is_found_and_judged_on_the_other_half():
    slices = weak_slices(made(), "mae", seed=3)
    best = next(item for item in slices if item.is_found and ", " in item.column)
    assert best.is_weak
    assert set(best.column.split(", ")) == {"hour", "sky"}
    assert "sky is rain" in best.name or "sky is not dry" in best.name
    assert "hour over 1" in best.name
    assert best.rows < 4_000 / 2
    assert best.gap_low > 0
    assert best.low < best.value < best.high


def test_chance_alone_is_called_weakness_in_one_of_twenty_tables_at_most():
    """Of 15 tables without any weakness, more than 3 with a weak slice have a chance of 0.5 %."""
    tables = [made(1_000, weak=1.0, seed=seed) for seed in range(15)]
    found = [any(item.is_weak for item in weak_slices(table, "mae", 3)) for table in tables]
    assert sum(found) <= 3


def test_the_search_does_not_make_a_found_slice_look_worse_than_it_is():
    """On the rows it was found on the gap of a chance slice is above zero; on others it is not."""
    gaps_there, gaps_here = [], []
    for seed in range(8):
        random = np.random.default_rng(seed)
        inputs = pd.DataFrame(random.normal(size=(600, 6)), columns=list("abcdef"))
        columns = tuple(Input(name, Kind.NUMBER) for name in inputs)
        outcome = PredictedRows(random.normal(size=600), np.zeros(600))
        for spot in weak_spots(inputs, columns, outcome, seed):
            rows, loss = spot.holds(inputs), row_losses(outcome)
            gaps_there.append(loss[rows].mean() - loss[~rows].mean())
        found = weak_slices(Held(inputs, columns, outcome), "mae", seed)
        gaps_here += [item.gap for item in found if item.is_found]
    assert np.mean(gaps_there) > 0.1
    assert abs(np.mean(gaps_here)) < 0.05


def test_values_and_gaps_are_those_of_the_rows():
    held = made()
    found = {(item.column, item.name): item for item in weak_slices(held, "mae", seed=3)}
    rain = (held.inputs["sky"] == "rain").to_numpy()
    item = found["sky", "rain"]
    assert (item.rows, item.metric) == (rain.sum(), "mae")
    inside, outside = held.outcome.take(rain), held.outcome.take(~rain)
    assert item.value == pytest.approx(measure("mae", inside))
    assert item.gap == pytest.approx(measure("mae", inside) - measure("mae", outside))
    assert item.gap_low < item.gap < item.gap_high


def test_the_interval_of_a_mean_has_the_width_that_theory_says():
    held = made(3_000, weak=1.0)
    found = {(item.column, item.name): item for item in weak_slices(held, "mae", seed=3)}
    rain = (held.inputs["sky"] == "rain").to_numpy()
    loss = row_losses(held.outcome)
    parts = (loss[rain], loss[~rain])
    expected = 2 * 1.96 * np.sqrt(sum(part.var(ddof=1) / part.size for part in parts))
    item = found["sky", "rain"]
    assert item.gap_high - item.gap_low == pytest.approx(expected, rel=0.15)


def test_where_r2_decides_the_mean_absolute_error_is_measured():
    assert {item.metric for item in weak_slices(made(600), "r2", seed=3)} == {"mae"}


def test_weak_slices_come_first_and_their_number_is_bounded():
    random = np.random.default_rng(2)
    inputs = pd.DataFrame(random.normal(size=(2_000, 30)), columns=[f"n{i}" for i in range(30)])
    columns = tuple(Input(str(name), Kind.NUMBER) for name in inputs)
    held = Held(inputs, columns, numbers(2_000, np.where(inputs["n0"] > 0.7, 5, 1)))
    slices = weak_slices(held, "rmse", seed=3)
    weak = [item.is_weak for item in slices]
    assert len(slices) <= MOST_SLICES
    assert weak == sorted(weak, reverse=True)
    assert weak[0]


def test_too_few_rows_have_no_slices():
    assert weak_slices(made(50), "mae", seed=3) == ()


def test_of_classes_weakness_is_a_lower_value_where_higher_is_better(tmp_path):
    random = np.random.default_rng(4)
    x, shop = random.normal(size=2_400), random.integers(0, 3, 2_400)
    noise = np.where(shop == 2, 4.0, 0.3)
    labels = np.where(x + random.normal(size=2_400) * noise > 0, "yes", "no").astype(object)
    frame = pd.DataFrame({"x": x, "shop": shop, "y": pd.Series(labels, dtype=object)})
    spec = TrainingSpec("it", "y", algorithms=("linear",), split=SplitPlan(folds=2), seed=1)
    result = train_into(tmp_path, table_of(frame), spec).results[0]
    weak = {item.name: item for item in result.slices if item.is_weak}
    assert weak["2"].gap < 0
    assert weak["2"].metric == "roc_auc"
    judged = holdout.read(tmp_path / result.holdout_file, result.signature)
    rows = frame["shop"].to_numpy()[judged.rows] == 2
    assert weak["2"].value == pytest.approx(measure("roc_auc", judged.outcome.take(rows)))


def test_columns_are_divided_into_parts_whose_names_say_what_is_in_them():
    rows = 400
    number = pd.Series(np.arange(rows, dtype=float))
    quarters = parts_of("n", number, Kind.NUMBER)
    assert [part.name for part in quarters] == [
        "0 to 99",
        "100 to 199",
        "200 to 299",
        "300 to 399",
    ]
    few = parts_of("n", number[:100], Kind.NUMBER)
    assert [part.name for part in few] == ["0 to 33", "34 to 66", "67 to 99"]
    moments = pd.Series(pd.date_range("2024-01-01", periods=rows, freq="7h"))
    names = {part.name for part in parts_of("when", moments, Kind.DATE)}
    assert {"Monday", "January", "from 06:00 to 11:59"} <= names
    switch = pd.Series(np.where(np.arange(rows) % 3, 1.0, 0.0))
    switch.iloc[:40] = np.nan
    assert [part.name for part in parts_of("on", switch, Kind.BOOLEAN)] == [
        "false",
        "true",
        "missing",
    ]
    texts = pd.Series(["a"] * 300 + ["b"] * 71 + ["c"] * 29, dtype=object)
    found = parts_of("t", texts, Kind.CATEGORY)
    assert [(part.name, int(part.rows.sum())) for part in found] == [("a", 300), ("b", 71)]
    assert MIN_ROWS == 30


def test_holm_raises_p_values_as_published():
    """Holm 1979, the example of Wright 1992: 0.01, 0.02, 0.03, 0.04 of four tests."""
    raised = holm(np.array([0.04, 0.01, 0.03, 0.02]))
    assert raised == pytest.approx([0.06, 0.04, 0.06, 0.06])
