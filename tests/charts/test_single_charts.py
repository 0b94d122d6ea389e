"""What single charts promise: bands, directions, odd input, names from files as they stand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.text import Text

from mlops_desktop.charts import (
    confusion,
    curves,
    dependence,
    distribution,
    evaluation,
    numerals,
    performance,
    ranking,
)
from mlops_desktop.charts.render import readings
from mlops_desktop.charts.style import LIGHT
from mlops_desktop.core.curve import Curve
from mlops_desktop.core.dataset import Histogram
from mlops_desktop.core.judging import Dependence
from mlops_desktop.core.training import Importance


def words_of(figure) -> list[str]:
    return [item.get_text() for item in figure.findobj(Text) if item.get_text()]


def test_the_band_widens_for_windows_smaller_than_the_hold_out(make):
    change = make.change()
    low, high = performance.expected_band(change, 1700)
    assert (low, high) == pytest.approx((change.reference_low, change.reference_high))
    wide = performance.expected_band(change, 425)
    assert wide[1] - wide[0] == pytest.approx(2 * (high - low))


def test_only_the_worse_direction_is_marked(make):
    loss, score = make.change("mae"), make.change("roc_auc", 0.9, 0.02)
    better, worse = make.windows([20.0, 60.0])
    assert not performance.is_out(loss, better)
    assert performance.is_out(loss, worse)
    high, low = make.windows([0.99, 0.6])
    assert not performance.is_out(score, high)
    assert performance.is_out(score, low)


def test_windows_that_fall_out_are_diamonds_and_named(make):
    change, windows = make.change(), make.windows([38, 39, 70, 72])
    figure = performance.error_over_time(change, windows, LIGHT)
    marks = [line for line in figure.axes[0].lines if line.get_marker() == "D"]
    assert list(marks[0].get_xdata()) == [2.5, 3.5]
    assert any(text.startswith("limit ") for text in words_of(figure))
    said = performance.error_over_time_alt_text(change, windows)
    assert "2 of them worse than expected, the first at 5 Jul" in said


def test_a_window_that_could_not_be_measured_is_a_gap(make):
    change, windows = make.change(), make.windows([38, math.nan, 40])
    performance.error_over_time(change, windows, LIGHT).draw_without_rendering()
    assert "over 2 windows" in performance.error_over_time_alt_text(change, windows)


@pytest.mark.parametrize("values", [[], [math.nan], [0.0], [5e9, 7e9]])
def test_few_or_odd_windows_are_drawn(make, values):
    change = make.change()
    performance.error_over_time(change, make.windows(values), LIGHT).draw_without_rendering()
    assert performance.error_over_time_alt_text(change, make.windows(values)).endswith(".")


@pytest.mark.parametrize(
    "name", ["$x^2$", "a $ b", "new\nline", "日本", "tab\there", "x" * 200, "\x07"]
)
def test_names_from_files_are_drawn_as_they_stand(make, name):
    kinds = make.categories({name: 60, "b": 40}, {name: 30, "b": 70})
    charts = [
        distribution.distribution(kinds, LIGHT, (name, "now")),
        ranking.importances([Importance(name, 1.0)], LIGHT),
        confusion.confusion(((5, 1), (2, 8)), (name, "no"), LIGHT),
        ranking.leaderboard([make.candidate(name, 3, 2, 4)], LIGHT),
    ]
    for figure in charts:
        figure.draw_without_rendering()
        if "$" in name:
            assert any(name in text for text in words_of(figure))
        assert all(
            not item.get_parse_math() for item in figure.findobj(Text) if "$" in item.get_text()
        )


def test_a_category_that_is_new_says_so(make):
    kinds = make.categories({"a": 100, "c": 0}, {"a": 60, "c": 40})
    assert any("new" in text for text in words_of(distribution.distribution(kinds, LIGHT)))


def test_many_categories_make_the_chart_higher(make):
    many = {f"kind {i}": 10 for i in range(13)}
    figure = distribution.distribution(make.categories(many, many), LIGHT)
    assert figure.get_figheight() * 96 > LIGHT.height


def test_far_values_do_not_squeeze_the_rest(make):
    edges = (-1e6, 0.0, 1.0, 2.0, 3.0, 1e9)
    side = Histogram(edges, (1, 10, 20, 10, 1))
    drifted = make.column(reference_histogram=side, current_histogram=side)
    figure = distribution.distribution(drifted, LIGHT)
    assert figure.axes[0].get_xlim() == (0.0, 3.0)


def test_a_column_without_values_is_drawn_as_such(make):
    empty = make.column(reference_histogram=None, current_histogram=None)
    assert "There are no values to draw." in words_of(distribution.distribution(empty, LIGHT))


def test_one_point_and_perfect_predictions_are_drawn():
    one = Curve((5.0,), (5.0,))
    for figure in (
        evaluation.predicted_actual(one, LIGHT),
        evaluation.residuals(Curve((0.0,), (9.0,)), LIGHT),
    ):
        figure.draw_without_rendering()
    same = Curve((1.0, 2.0, 3.0), (1.0, 2.0, 3.0))
    assert "off by less than 0" in evaluation.predicted_actual_alt_text(same)


@pytest.mark.parametrize("ends", [(-600.0, 40.0), (-40.0, 600.0), (-300.0, 300.0)])
def test_what_residuals_mean_stands_whole_and_apart_wherever_zero_lies(ends):
    middles = np.linspace(*ends, 31)
    curve = Curve(tuple(middles.tolist()), (9.0,) * 31)
    figure = evaluation.residuals(curve, replace(LIGHT, width=326, height=250, is_titled=False))
    said = {item.get_text(): item.get_window_extent() for item in figure.findobj(Text)}
    high, low = said["← predicted too high"], said["predicted too low →"]
    assert figure.bbox.x0 <= high.x0 < high.x1 < low.x0 < low.x1 <= figure.bbox.x1


def test_the_roc_area_is_said():
    perfect, guessing = Curve((0, 0, 1), (0, 1, 1)), Curve((0, 1), (0, 1))
    assert "area 1.000" in words_of(evaluation.roc(perfect, LIGHT))
    assert "area 0.500" in evaluation.roc_alt_text(guessing)
    assert "with 10 % false alarms 10 % are found" in evaluation.roc_alt_text(guessing)


def test_the_most_frequent_confusion_is_named():
    said = confusion.confusion_alt_text(((80, 20), (3, 97)), ("cat", "dog"))
    assert "most often “cat” was taken for “dog” (20 rows)" in said
    assert "100 % right." in confusion.confusion_alt_text(((8, 0), (0, 9)), ("a", "b"))


@pytest.mark.parametrize("count", [1, 12, 40])
def test_confusions_of_few_and_many_classes_are_drawn(count):
    classes = [f"class {i}" for i in range(count)]
    matrix = [[i * j % 7 for j in range(count)] for i in range(count)]
    confusion.confusion(matrix, classes, LIGHT).draw_without_rendering()


def test_the_best_candidate_comes_first_in_the_metrics_own_direction(make):
    board = [make.candidate("b", 40, 38, 42), make.candidate("a", 34, 32, 39)]
    assert "best first: a 34.0, b 40.0." in ranking.leaderboard_alt_text(board)
    assert "ranges of the first two overlap" in ranking.leaderboard_alt_text(board)
    assert "No candidate has finished yet." in words_of(ranking.leaderboard([], LIGHT))


def test_importances_are_ranked_and_cut_at_fifteen():
    items = [Importance(f"x{i}", float(i)) for i in range(20)]
    assert ranking.importances_alt_text(items).startswith("The version leans most on x19 (19")
    figure = ranking.importances(items, LIGHT, "roc_auc")
    assert "x5" in words_of(figure)
    assert "x4" not in words_of(figure)
    assert "No importances were computed." in words_of(ranking.importances([], LIGHT))


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0, 75, ["0", "20", "40", "60"]),
        (0, 1, ["0.00", "0.25", "0.50", "0.75", "1.00"]),
        (-200, 200, ["−200", "−100", "0", "100", "200"]),
        (0, 48_000, ["0", "20 k", "40 k"]),
        (0, 3e9, ["0", "1e+09", "2e+09", "3e+09"]),
    ],
)
def test_ticks_are_round(low, high, labels):
    assert numerals.tick_labels(numerals.ticks(low, high)) == labels


def test_dates_are_said_as_people_say_them():
    assert numerals.day("2011-07-04") == "4 Jul"
    assert numerals.day("rows 1–75") == "rows 1–75"


def test_a_window_is_read_with_its_day_its_number_and_whether_it_is_out(make):
    drawn = performance.error_over_time(make.change(), make.windows([36.0, 61.2]), LIGHT)
    words = [item.text for item in readings(drawn)]
    assert words == [
        "1 Jul: MAE 36.0 · 168 rows",
        "3 Jul: MAE 61.2 · 168 rows · worse than expected",
    ]


def test_a_bin_is_read_with_both_shares(make):
    words = [item.text for item in readings(distribution.distribution(make.column(), LIGHT))]
    assert words[2] == "0.400 to 0.600: reference 25 % · current 19 %"


def test_dependence_without_single_rows_is_the_mean_alone():
    found = Dependence("hr", ("0", "12", "23"), (10.0, 90.0, 30.0))
    figure = dependence.dependence(found, LIGHT, "rentals")
    assert [note.text for note in readings(figure)][1] == "hr 12: 90.0 on average"
    assert "at 12" in dependence.dependence_alt_text(found, "rentals")


def test_values_that_are_no_rising_numbers_stand_one_after_another():
    mixed = Dependence("size", ("10", "9", "x"), (1.0, 2.0, 3.0))
    lines = dependence.dependence(mixed, LIGHT).axes[0].lines
    assert list(lines[-1].get_xdata()) == [0, 1, 2]
    assert lines[-1].get_linestyle() == "None"


def test_groups_of_few_rows_are_hollow():
    curve = Curve((0.2, 0.8), (0.3, 0.7))
    figure = curves.calibration(curve, LIGHT, curves.Found("yes", 100, 40), (9, 91))
    marks = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert [line.get_markerfacecolor() for line in marks] == [
        LIGHT.colours["surface"],
        LIGHT.series[0],
    ]


def test_the_learning_curve_says_whether_more_rows_would_help():
    curve = Curve((100.0, 200.0), (10.0, 4.0))
    assert curves.learning_alt_text(curve, "mae").endswith("the last step made it 6.00 better.")
    worse = Curve((100.0, 200.0), (4.0, 10.0))
    assert curves.learning_alt_text(worse, "mae").endswith("the last step made it 6.00 worse.")
    assert [point.text for point in readings(curves.learning(curve, LIGHT, "mae"))] == [
        "100 rows: MAE 10.0",
        "200 rows: MAE 4.00",
    ]


def test_scores_of_unusual_rows_are_told_beside_what_would_be_expected():
    scores = Curve((0.25, 0.75), (30.0, 90.0))
    told = evaluation.unusual_alt_text(scores, 0.99)
    assert told.startswith("Scores of 120 held-out rows: 75 % of them are more unusual than half")
    first, second = readings(evaluation.unusual(scores, LIGHT, 0.99))
    assert (first.text, second.text) == (
        "score 0.00 to 0.50: 30 rows",
        "score 0.50 to 1.00: 90 rows",
    )


def test_an_importance_that_may_be_chance_is_said_to_be():
    items = [Importance("hr", 70.0, 60.0, 80.0), Importance("day", 1.0, -0.5, 2.5)]
    assert ranking.importances_alt_text(items, "mae").endswith("For day it may be chance.")
    assert "60.0 to 80.0" in readings(ranking.importances(items, LIGHT, "mae"))[0].text


def test_without_importances_no_claim_is_made_about_columns():
    assert ranking.importances_alt_text([]) == "No importances were computed."
