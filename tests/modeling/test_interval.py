"""Bootstrap intervals: seeded, of the right width, paired when two are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from mlops_desktop.core.certainty import FEWEST_UNITS, UnitKind
from mlops_desktop.core.shares import wilson
from mlops_desktop.modeling.evaluate import PredictedRows, measure
from mlops_desktop.modeling.interval import (
    RESAMPLES,
    differences,
    drawn_of,
    intervals,
    measured,
    tail,
)
from mlops_desktop.modeling.units import MOST_ROWS, MOST_ROWS_OF_UNITS, Units, block_length, drawing


def outcome_of(rows: int, noise: float = 1.0, seed: int = 0) -> PredictedRows:
    random = np.random.default_rng(seed)
    actual = random.normal(size=rows)
    return PredictedRows(actual, actual + noise * random.normal(size=rows))


def test_resamples_draw_as_many_rows_as_there_are():
    weights = np.concatenate(list(drawing(37, None, [], 1).weights(1, RESAMPLES)))
    assert weights.shape == (500, 37)
    assert (weights.sum(axis=1) == 37).all()
    assert weights.mean(axis=0) == pytest.approx(np.ones(37), abs=0.2)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    outcome = outcome_of(200)
    first = intervals(["mae"], outcome, 4)
    assert first == intervals(["mae"], outcome, 4)
    assert first != intervals(["mae"], outcome, 5)


def test_the_interval_of_a_mean_has_the_width_of_the_normal_theory():
    outcome = outcome_of(2_000)
    interval = intervals(["mae"], outcome, 0)["mae"]
    errors = np.abs(outcome.actual - outcome.predicted)
    expected = 2 * 1.96 * errors.std(ddof=1) / np.sqrt(2_000)
    assert interval.high - interval.low == pytest.approx(expected, rel=0.12)
    assert interval.low < interval.value < interval.high
    assert interval.value == measure("mae", outcome)


@pytest.mark.parametrize("metric", ["mae", "rmse", "medae", "r2"])
def test_beyond_the_row_limit_the_interval_still_has_the_width_of_all_rows(metric):
    few, many = outcome_of(MOST_ROWS), outcome_of(9 * MOST_ROWS)
    narrow, wide = intervals([metric], many, 0)[metric], intervals([metric], few, 0)[metric]
    assert narrow.value == measure(metric, many)
    assert (wide.high - wide.low) / (narrow.high - narrow.low) == pytest.approx(3, rel=0.25)


def test_intervals_of_a_mean_cover_the_truth_about_19_times_out_of_20():
    truth = np.sqrt(2 / np.pi)  # the mean of |error| for standard normal errors
    hits = 0
    for seed in range(100):
        interval = intervals(["mae"], outcome_of(150, seed=seed), seed)["mae"]
        hits += interval.low <= truth <= interval.high
    assert 87 <= hits <= 99


def test_an_undefined_metric_has_no_interval():
    outcome = PredictedRows(
        np.zeros(30, dtype=np.int64),
        np.zeros(30, dtype=np.int64),
        np.full((30, 2), 0.5),
        ("a", "b"),
    )
    interval = intervals(["roc_auc"], outcome, 0)["roc_auc"]
    assert np.isnan([interval.value, interval.low, interval.high]).all()


def test_a_paired_difference_is_narrower_than_two_separate_intervals():
    first = outcome_of(500)
    second = PredictedRows(first.actual, first.predicted + 0.05)
    paired = differences(["rmse"], first, second, 0)["rmse"]
    alone = intervals(["rmse"], first, 0)["rmse"]
    assert paired.value == pytest.approx(measure("rmse", second) - measure("rmse", first))
    assert paired.high - paired.low < (alone.high - alone.low) / 3


def test_equal_predictions_differ_by_nothing():
    first = outcome_of(300)
    assert differences(["mae"], first, first, 0)["mae"].low == 0
    assert differences(["mae"], first, first, 0)["mae"].high == 0


def grouped(groups: int, rows: int, seed: int) -> PredictedRows:
    """Rows whose errors share a part within each group."""
    random = np.random.default_rng([seed, groups])
    codes = np.repeat(np.arange(groups), rows)
    errors = random.normal(size=groups)[codes] + random.normal(size=codes.size)
    actual = random.normal(size=codes.size)
    return PredictedRows(actual, actual + errors, units=Units(UnitKind.GROUPS, codes, "shop"))


def ordered(rows: int, likeness: float, seed: int) -> PredictedRows:
    """Rows whose errors follow one another with a correlation (AR(1), variance 1)."""
    random = np.random.default_rng([seed, rows])
    steps = random.normal(size=rows + 100) * np.sqrt(1 - likeness**2)
    errors = np.zeros(rows + 100)
    for at in range(1, rows + 100):
        errors[at] = likeness * errors[at - 1] + steps[at]
    actual = random.normal(size=rows)
    units = Units(UnitKind.BLOCKS, np.arange(rows), "day")
    return PredictedRows(actual, actual + errors[100:], units=units)


def alone(outcome: PredictedRows) -> PredictedRows:
    return replace(outcome, units=None)


def coverage(outcomes: Sequence[PredictedRows], truth: float) -> float:
    found = [intervals(["mae"], item, seed)["mae"] for seed, item in enumerate(outcomes)]
    return float(np.mean([item.low <= truth <= item.high for item in found]))


MEAN_SIZE = np.sqrt(2 / np.pi)  # of standard normal errors


def test_ranges_of_grouped_rows_cover_the_truth_and_those_of_single_rows_do_not():
    outcomes = [grouped(20, 30, seed) for seed in range(100)]
    truth = np.sqrt(2) * MEAN_SIZE
    assert coverage(outcomes, truth) >= 0.88
    assert coverage([alone(item) for item in outcomes], truth) <= 0.65


def test_ranges_of_six_groups_still_cover_most_of_the_time():
    assert coverage([grouped(6, 40, seed) for seed in range(100)], np.sqrt(2) * MEAN_SIZE) >= 0.8


@pytest.mark.parametrize(("likeness", "rows"), [(0.0, 200), (0.5, 300), (0.9, 1_000)])
def test_ranges_of_ordered_rows_cover_the_truth(likeness, rows):
    assert coverage([ordered(rows, likeness, seed) for seed in range(100)], MEAN_SIZE) >= 0.88


def test_ranges_that_draw_single_rows_miss_the_truth_where_neighbours_are_alike():
    outcomes = [alone(ordered(400, 0.9, seed)) for seed in range(60)]
    assert coverage(outcomes, MEAN_SIZE) <= 0.65


def test_blocks_are_longer_the_longer_rows_stay_alike():
    lengths = [
        np.mean([block_length(errors_of(ordered(400, likeness, seed))) for seed in range(10)])
        for likeness in (0.0, 0.5, 0.9)
    ]
    assert lengths[0] < 4 < lengths[1] < 15 < lengths[2]
    assert block_length(np.zeros(50)) == 1
    assert block_length(np.arange(5.0)) == 1


def errors_of(outcome: PredictedRows) -> np.ndarray:
    return np.asarray(outcome.predicted - outcome.actual)


def test_whole_groups_are_drawn_and_blocks_of_rows_in_their_order():
    codes = np.array([4, 9, 4, 9, 7, 7])
    weights = np.concatenate(list(drawing(6, Units(UnitKind.GROUPS, codes), [], 0).weights(0, 200)))
    assert (weights[:, 0] == weights[:, 2]).all()
    assert (weights[:, 1] == weights[:, 3]).all()
    assert (weights[:, [0, 1, 4]].sum(axis=1) == 3).all()
    order = np.random.default_rng(1).permutation(60)
    cost = np.repeat(np.random.default_rng(2).normal(size=6), 10)[order]
    how = drawing(60, Units(UnitKind.BLOCKS, order), [cost], 0)
    assert how.drawn.length > 2
    drawn = np.concatenate(list(how.weights(0, 50)))
    assert (drawn.sum(axis=1) == 60).all()
    in_order = np.empty_like(drawn)
    in_order[:, order] = drawn
    # What is not a neighbour of a drawn row is where blocks begin and end.
    changes = (np.diff(in_order, axis=1) != 0).sum(axis=1)
    assert (changes <= 2 * -(-60 // how.drawn.length)).all()


def test_of_few_units_the_ends_are_the_expanded_percentiles():
    outcome = grouped(8, 5, 3)
    found = intervals(["mae"], outcome, 1)["mae"]
    # The same by a loop over groups, with Hesterberg's share beyond each end.
    share = stats.norm.cdf(-np.sqrt(8 / 7) * stats.t.ppf(0.975, 7))
    assert tail(8) == pytest.approx(share)
    weights = np.concatenate(list(drawing(40, outcome.units, [], 1).weights(1, RESAMPLES)))
    sizes = np.abs(errors_of(outcome))
    drawn = [sizes[np.repeat(np.arange(40), row.astype(int))].mean() for row in weights]
    low, high = np.quantile(drawn, [share, 1 - share])
    assert (found.low, found.high) == pytest.approx((low, high))


def test_of_too_few_groups_no_range_is_told():
    few = grouped(FEWEST_UNITS - 1, 50, 0)
    assert {item.low for item in measured(few, 0)} == {None}
    assert "cannot be told" in drawn_of([few], 0).words
    assert {item.low for item in measured(grouped(FEWEST_UNITS, 50, 0), 0)} != {None}


def test_what_is_drawn_is_said_in_words():
    assert drawn_of([outcome_of(400)], 0).words == (
        "The 95 % range draws single rows out of 400 rows."
    )
    assert "whole groups by shop (20)" in drawn_of([grouped(20, 5, 0)], 0).words
    assert "in their order by day" in drawn_of([ordered(200, 0.9, 0)], 0).words


@pytest.mark.parametrize("groups", [30, 3_000])
def test_of_many_rows_the_range_of_groups_is_as_wide_as_theory_says(groups):
    rows = 3 * MOST_ROWS_OF_UNITS // groups
    outcome = grouped(groups, rows, 2)
    found = intervals(["mae"], outcome, 0)["mae"]
    means = np.abs(errors_of(outcome)).reshape(groups, rows).mean(axis=1)
    expected = 2 * stats.t.ppf(0.975, groups - 1) * means.std(ddof=1) / np.sqrt(groups)
    assert found.high - found.low == pytest.approx(expected, rel=0.2)


def classes_of(rows: int, wrong: int) -> PredictedRows:
    actual = np.arange(rows) % 2
    predicted = np.where(np.arange(rows) < wrong, 1 - actual, actual)
    sure = np.where(predicted == 1, 0.9, 0.1)
    return PredictedRows(actual, predicted, np.column_stack([1 - sure, sure]), ("no", "yes"), "yes")


@pytest.mark.parametrize("wrong", [0, 3])
def test_accuracy_of_single_rows_has_the_score_interval(wrong):
    found = intervals(["accuracy"], classes_of(40, wrong), 0)["accuracy"]
    assert (found.value, found.low, found.high) == (1 - wrong / 40, *wilson(40 - wrong, 40))
    assert found.low < 1


def test_where_every_resample_gives_the_same_there_are_no_ends():
    found = {item.name: item for item in measured(classes_of(40, 0), 0)}
    for key in ("balanced_accuracy", "f1", "roc_auc"):
        assert (found[key].value, found[key].low, found[key].high) == (1.0, None, None)


def test_versions_that_are_right_everywhere_are_not_known_to_be_equal():
    first = classes_of(40, 0)
    second = replace(first, probabilities=np.square(first.probabilities))
    found = differences(["accuracy"], first, second, 0)["accuracy"]
    assert found.value == 0
    assert np.isnan([found.low, found.high]).all()


def test_a_paired_difference_draws_whole_groups():
    first = grouped(20, 30, 1)
    random = np.random.default_rng(5)
    moved = first.predicted + 0.3 * random.normal(size=20)[first.units.places]
    second = replace(first, predicted=moved)
    by_groups = differences(["mae"], first, second, 0)["mae"]
    by_rows = differences(["mae"], alone(first), alone(second), 0)["mae"]
    assert by_groups.high - by_groups.low > 1.5 * (by_rows.high - by_rows.low)
