"""Whether more rows are called unusual than before."""

from __future__ import annotations

import pytest

from mlops_desktop.core.monitor import PerformanceChange, Tolerances, Verdict
from mlops_desktop.monitoring.report import Performance, assemble
from mlops_desktop.monitoring.unusual import share_change


def test_a_share_four_times_as_large_is_told():
    found = share_change((10, 1000), (40, 1000))
    assert found.verdict is Verdict.DRIFT
    assert found.sentence.startswith("4 % of the rows are called unusual against 1 %")
    assert "clearly more" in found.sentence


def test_newcombes_interval_of_a_difference():
    """Newcombe 1998, table II: 56/70 against 48/80 has the interval 0.0524 to 0.3339."""
    found = share_change((48, 80), (56, 70))
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


def test_fewer_unusual_rows_are_a_change_too():
    found = share_change((100, 1000), (20, 1000))
    assert found.verdict is Verdict.DRIFT
    assert "clearly fewer" in found.sentence


def test_chance_is_no_change():
    assert share_change((10, 1000), (14, 1000)).verdict is Verdict.NO_DRIFT


@pytest.mark.parametrize("now", [(3, 12), (0, 0)])
def test_few_rows_cannot_tell(now):
    assert share_change((10, 1000), now).verdict is Verdict.CANNOT_TELL


def test_the_headline_begins_with_the_share():
    flagged = share_change((10, 1000), (40, 1000))
    report = assemble((), Performance(flagged=flagged), Tolerances(), 1000, 1000)
    assert report.headline.startswith("More rows are called unusual: 4 % instead of 1 %")
    assert not report.has_labels
    assert report.flagged == flagged


def untold(n_reference: int, n_current: int) -> PerformanceChange:
    nothing = float("nan")
    shares = (nothing,) * 9
    return PerformanceChange(
        "label_auc", *shares, n_reference, n_current, Verdict.CANNOT_TELL, "It cannot be told."
    )


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ((500, 12), "12 rows with labels"),
        ((12, 500), "12 rows held out"),
    ],
)
def test_why_nothing_can_be_told_is_said_as_it_is(sizes, words):
    report = assemble((), Performance((untold(*sizes),)), Tolerances(), 500, 500)
    assert report.headline.startswith("Cannot tell whether it is still right")
    assert words in report.headline


def test_known_answers_that_tell_nothing_are_left_out_of_the_headline():
    flagged = share_change((10, 1000), (40, 1000))
    report = assemble((), Performance((untold(9, 9),), flagged=flagged), Tolerances(), 9, 9)
    assert "Cannot tell" not in report.headline
