"""Numbers, times and foreign text as a person reads them in a terminal."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_desktop.cli.text import plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (38.2143, "38.21"),
        (0.9123456, "0.9123"),
        (0.012345, "0.01235"),
        (0.0000123456, "1.235e−05"),
        (1234.5678, "1,235"),
        (12345678.0, "12,345,678"),
        (-0.5, "−0.5000"),
        (0.0, "0"),
        (9.99999, "10.00"),
        (None, "–"),
        (math.nan, "–"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_a_number_has_four_digits_that_matter(value: float | None, text: str) -> None:
    assert plain.number(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_never_far_from_its_text(value: float) -> None:
    read = float(plain.number(value).replace(",", "").replace("−", "-"))
    assert math.isclose(read, value, rel_tol=6e-4, abs_tol=1e-320)


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3"), (-1234.0, "−1,234"), (0.8500, "0.85"), (0.02403, "0.02403"), (None, "–")],
)
def test_a_brief_number_has_no_zeros_at_the_end(value: float | None, text: str) -> None:
    assert plain.brief(value) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(36.9, 39.6, "36.90–39.60"), (-1.0, 2.0, "−1.000 to 2.000"), (None, None, "")],
)
def test_an_interval_shows_both_ends(low: float | None, high: float | None, text: str) -> None:
    assert plain.interval(low, high) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (567_588, "567.6 kB"),
        (203_000_000, "203.0 MB"),
        (3_100_000_000_000, "3.1 TB"),
    ],
)
def test_a_size_has_the_unit_that_suits_it(number: int, text: str) -> None:
    assert plain.size(number) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.84, "0.8 s"), (12.3, "12 s"), (125.0, "2 min 5 s")]
)
def test_a_duration_is_short(seconds: float, text: str) -> None:
    assert plain.duration(seconds) == text


def test_a_very_small_probability_is_a_bound() -> None:
    assert plain.probability(3e-12) == "< 0.0001"
    assert plain.probability(0.0432) == "0.0432"
    assert plain.probability(None) == "–"


def test_a_moment_is_shown_in_local_time_and_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(time, "tzset"):
        pytest.skip("the local zone cannot be changed on this system")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    shown = plain.both_times(datetime(2026, 3, 3, 22, 59, 59, tzinfo=UTC))
    monkeypatch.undo()
    time.tzset()
    assert shown == "2026-03-03 23:59:59 +01:00 (2026-03-03 22:59:59 UTC)"


@given(st.text())
def test_foreign_text_can_neither_move_the_cursor_nor_break_a_line(text: str) -> None:
    assert plain.safe(text).isprintable()


def test_an_escape_sequence_is_shown_instead_of_obeyed() -> None:
    assert plain.safe("a\x1b[31mred\nb") == "a\\x1b[31mred\\nb"
    assert plain.safe("Zürich 東京") == "Zürich 東京"


@given(st.text(), st.integers(1, 40))
def test_a_clipped_text_fits(text: str, limit: int) -> None:
    assert plain.width(plain.clip(text, limit)) <= limit


def test_wide_characters_take_two_columns() -> None:
    assert plain.width("東京") == 4
    assert plain.clip("東京都庁", 5) == "東京…"
