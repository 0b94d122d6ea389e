"""Values, ranges and sentences as the data page says them."""

from __future__ import annotations

import math

import pytest

from mlops_desktop.core.dataset import ColumnProfile, ColumnType, Histogram, SemanticType
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.profile.histogram import bars_of
from mlops_desktop.gui.pages.data.rows.bars import heights_of, merged


def profile(**facts: object) -> ColumnProfile:
    given: dict[str, object] = {
        "name": "x",
        "type": ColumnType.NUMBER,
        "semantic": SemanticType.NUMBER,
        "count": 100,
        "missing": 0,
        "distinct": 50,
    }
    return ColumnProfile(**(given | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.2879, "0.2879"),
        (1 / 3, "0.333333"),
        (1234567.5, "1234568"),
        (12.0, "12"),
        (-4.5, "−4.5"),
        (1e-9, "1e−09"),
        (2.5e20, "2.5e+20"),
    ],
)
def test_a_number_is_shown_as_short_as_six_digits_allow(value: float, shown: str) -> None:
    assert words.cell_text(value) == shown


def test_the_clipboard_gets_every_digit() -> None:
    assert words.exact_text(1 / 3) == repr(1 / 3)
    assert words.exact_text(-4.5) == "-4.5"
    assert words.exact_text(None) == ""
    assert words.exact_text(True) == "true"


def test_infinite_numbers_do_not_break_a_cell() -> None:
    assert words.cell_text(math.inf) == "inf"


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 10, "0 %"), (1, 100_000, "< 0.1 %"), (1, 3, "33 %"), (99_999, 100_000, "> 99.9 %")],
)
def test_a_share_is_never_rounded_to_nothing_or_everything(
    part: int, whole: int, shown: str
) -> None:
    assert words.share_text(part, whole) == shown


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        ("2011-01-01", "2011-05-31", "Jan–May 2011"),
        ("2009-01-01", "2011-05-31", "2009–2011"),
        ("2011-07-01T00:00:00", "2011-07-31T23:00:00", "1–31 Jul 2011"),
    ],
)
def test_dates_are_told_as_the_span_they_cover(low: str, high: str, shown: str) -> None:
    dates = profile(type=ColumnType.DATE, semantic=SemanticType.DATE, low=low, high=high)
    assert words.range_text(dates) == shown


def test_a_range_below_zero_does_not_mix_its_signs() -> None:
    assert words.range_text(profile(low=-3.0, high=4.0)) == "−3 to 4"


def test_a_number_column_is_told_by_its_ends_and_its_middle_half() -> None:
    told = words.column_sentence(
        profile(low=0.0, high=9.0, quantiles=(0.5, 2.0, 4.0, 6.0, 8.5), count=97, missing=3)
    )
    assert told == (
        "50 different numbers from 0 to 9, half of them between 2 and 6; 3 missing (3 %)."
    )


def test_a_category_is_told_by_its_most_frequent_value() -> None:
    told = words.column_sentence(
        profile(
            type=ColumnType.TEXT,
            semantic=SemanticType.CATEGORY,
            distinct=2,
            top=(("clear", 75), ("rain", 25)),
        )
    )
    assert told == "2 different values, most often “clear” (75 %); nothing missing."


def test_an_empty_column_says_so() -> None:
    empty = profile(count=0, missing=100, distinct=0)
    assert words.column_sentence(empty) == "Every value is missing."
    assert words.range_text(empty) == "empty"


def test_many_bins_become_few_bars_without_losing_a_row() -> None:
    assert merged([1] * 20, limit=7) == (3, 3, 3, 3, 3, 3, 2)
    wide = profile(histogram=Histogram(tuple(map(float, range(31))), (2,) * 30))
    assert sum(heights_of(wide)) == 60


def test_a_bar_of_whole_numbers_is_named_by_its_number() -> None:
    hours = profile(
        type=ColumnType.INTEGER, histogram=Histogram((0.0, 1.0, 2.0), (5, 6)), low=0.0, high=2.0
    )
    assert [bar.label for bar in bars_of(hours)] == ["0", "1 to 2"], "the last bin is closed"
