"""How fast long work goes and how long a phase still takes, by a clock set by hand."""

from __future__ import annotations

from itertools import pairwise

import pytest

from mlops_desktop.core.pace import Pace, rate_words
from mlops_desktop.core.progress import Step, Unit

ROWS, BYTES = Unit.ROWS, Unit.BYTES


def paced(*told: tuple[float, Step]) -> Pace:
    """Return a pace that was told steps at some moments."""
    pace = Pace()
    for now, step in told:
        pace.take(step, now)
    return pace


def rows(done: int | None, total: int | None = 10_000, phase: str = "Storing") -> Step:
    """Return a step of a phase that counts rows."""
    return Step(phase, done, total, unit=ROWS)


def test_rate_and_time_left_follow_from_what_was_done() -> None:
    pace = paced((0, rows(0)), (10, rows(2_500)))
    assert pace.rate(10) == pytest.approx(250)
    assert pace.seconds_left(10) == pytest.approx(30)
    assert pace.words(10) == "250 rows a second, about 30 s left in this step"


def test_bytes_are_told_in_the_unit_that_suits_them() -> None:
    step = Step("Reading", 0, 10_000_000_000, unit=BYTES)
    pace = paced((0, step), (20, Step("Reading", 1_044_000_000, step.total, unit=BYTES)))
    assert pace.words(20) == "52 MB a second, about 3 min left in this step"


def test_work_that_counts_nothing_of_interest_has_no_rate_but_a_time() -> None:
    pace = paced((0, Step("Training", 0, 4)), (60, Step("Training", 1, 4)))
    assert pace.words(60) == "about 3 min left in this step"


def test_between_two_steps_the_time_left_runs_down() -> None:
    pace = paced((0, Step("Training", 0, 4)), (60, Step("Training", 1, 4)))
    assert pace.seconds_left(90) == pytest.approx(150)


def test_a_rate_without_an_end_is_told_with_the_time_so_far() -> None:
    pace = paced((0, rows(0, None)), (10, rows(5_000, None)))
    assert pace.seconds_left(10) is None
    assert pace.words(10) == "500 rows a second"
    assert pace.words(10, elapsed=70) == "500 rows a second, 1 min 10 s so far"


@pytest.mark.parametrize("now", [0.1, 0.9])
def test_nothing_is_told_in_the_first_second(now: float) -> None:
    pace = paced((0, rows(0)), (now, rows(9_000)))
    assert pace.words(now, elapsed=now) == ""


def test_the_time_left_is_not_told_from_next_to_nothing() -> None:
    pace = paced((0, rows(0)), (5, rows(100)))
    assert pace.words(5) == "20 rows a second"


def test_a_phase_is_measured_from_its_own_beginning() -> None:
    pace = paced(
        (0, rows(0, phase="Reading")),
        (60, rows(10_000, phase="Reading")),
        (60, rows(0)),
        (70, rows(5_000)),
    )
    assert pace.seconds_left(70) == pytest.approx(10)


def test_a_phase_that_is_told_of_late_counts_only_what_was_seen() -> None:
    pace = paced((0, rows(4_000)), (10, rows(6_000)))
    assert pace.seconds_left(10) == pytest.approx(20)


@pytest.mark.parametrize(
    "other", [rows(4_999), rows(5_000, 20_000), Step("Storing", 5_000, 10_000)]
)
def test_what_goes_back_or_counts_something_else_is_measured_anew(other: Step) -> None:
    pace = paced((0, rows(0)), (10, rows(5_000)), (10, other))
    assert pace.words(10) == ""


def test_the_rate_follows_work_that_becomes_slower_and_does_not_jump() -> None:
    pace = paced((0, rows(0, 1_000_000)))
    for second in range(1, 101):
        pace.take(rows(1_000 * second, 1_000_000), second)
    told = []
    for second in range(101, 301):
        pace.take(rows(100_000 + 100 * (second - 100), 1_000_000), second)
        told.append(pace.rate(second) or 0.0)
    assert told == sorted(told, reverse=True)
    assert all(before - after < 40 for before, after in pairwise(told))
    assert told[-1] == pytest.approx(100, rel=0.02)


def test_steps_that_tell_nothing_new_are_no_progress() -> None:
    moving = [(second, rows(500 * second)) for second in range(11)]
    pace = paced(*moving, *((second, rows(5_000)) for second in range(11, 18)))
    assert pace.rate(11) == pytest.approx(500)
    assert pace.rate(17) == pytest.approx(5_000 / 15)


def test_work_that_stands_still_is_told_no_rate_and_no_end() -> None:
    pace = paced((0, rows(0)), (10, rows(5_000)))
    assert pace.words(100) == ""
    assert pace.words(100, elapsed=100) == "1 min 40 s so far"
    pace.take(rows(5_100), 101)
    assert pace.rate(101) == pytest.approx(100 / 91)


def test_a_phase_of_many_hours_is_remembered_in_few_places() -> None:
    pace = paced((0, rows(0, 10**9)))
    for tick in range(1, 50_000):
        pace.take(rows(100 * tick, 10**9), tick * 0.1)
    assert len(pace._marks) < 120
    assert pace.rate(5_000) == pytest.approx(1_000, rel=0.01)


def test_the_end_of_a_phase_promises_no_time() -> None:
    pace = paced((0, rows(0)), (10, rows(10_000)))
    assert pace.words(10) == "1,000 rows a second"


@pytest.mark.parametrize("total", [0, None])
def test_a_phase_of_nothing_has_no_end_that_could_be_told(total: int | None) -> None:
    pace = paced((0, rows(0, total)), (5, rows(10, total)))
    assert pace.seconds_left(5) is None


def test_a_step_that_tells_its_own_estimate_is_not_given_a_second_one() -> None:
    detail = "candidate 1 of 2 · trial 3 · about 40 seconds left"
    pace = paced((0, Step("Training", 0, 4, detail)), (60, Step("Training", 1, 4, detail)))
    assert pace.words(60, elapsed=60) == "1 min so far"
    column = "weeks left"
    pace = paced((0, Step("Describing", 0, 4, column)), (60, Step("Describing", 1, 4, column)))
    assert pace.words(60, elapsed=60) == "about 3 min left in this step"


@pytest.mark.parametrize(
    ("rate", "unit", "words"),
    [
        (312_345, ROWS, "310,000 rows a second"),
        (99_800, ROWS, "100,000 rows a second"),
        (1.2, ROWS, "1 row a second"),
        (0.5, ROWS, "30 rows a minute"),
        (1 / 59, ROWS, "1 row a minute"),
        (0.001, ROWS, ""),
        (0, ROWS, ""),
        (52_345_678, BYTES, "52 MB a second"),
        (1_234_567_890, BYTES, "1.2 GB a second"),
        (823, BYTES, "820 bytes a second"),
        (0.2, BYTES, ""),
        (5, Unit.NONE, ""),
    ],
)
def test_rates_are_told_with_two_digits(rate: float, unit: Unit, words: str) -> None:
    assert rate_words(rate, unit) == words


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (0.4, "1 s"),
        (7.4, "7 s"),
        (43, "45 s"),
        (58, "1 min"),
        (97, "1 min 40 s"),
        (130, "2 min"),
        (3_599, "1 h 0 min"),
        (4_000, "1 h 5 min"),
    ],
)
def test_an_estimate_promises_no_more_than_it_can_keep(left: float, words: str) -> None:
    total = round(1_000 * (100 + left))
    pace = paced((0, rows(0, total)), (100, rows(100_000, total)))
    assert pace.words(100).endswith(f"about {words} left in this step")
