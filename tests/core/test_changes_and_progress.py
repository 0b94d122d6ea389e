"""What changed, and how far long work is."""

from __future__ import annotations

import pytest

from mlops_desktop.core.changes import ChangeSet, EntityKind, Outcome, changed
from mlops_desktop.core.progress import Silent, Step


def test_whatever_changes_the_log_grows_too() -> None:
    changes = changed((EntityKind.MODEL, "m1"))
    assert changes.kinds == {EntityKind.MODEL, EntityKind.AUDIT}


def test_two_changes_together_hold_what_each_holds() -> None:
    both = changed((EntityKind.MODEL, "m1")) | changed((EntityKind.DATASET, "d1"))
    assert both.kinds == {EntityKind.MODEL, EntityKind.DATASET, EntityKind.AUDIT}


def test_an_outcome_that_changed_nothing_says_so() -> None:
    assert Outcome("identical").changes == ChangeSet()


@pytest.mark.parametrize(
    ("done", "total", "expected"),
    [(0, 10, 0.0), (5, 10, 0.5), (10, 10, 1.0), (11, 10, 1.0), (None, 10, None), (5, None, None),
     (0, 0, None)],
)  # fmt: skip
def test_the_share_done_is_known_or_unknown_never_more_than_all(
    done: int | None, total: int | None, expected: float | None
) -> None:
    assert Step("Reading", done, total).fraction == expected


def test_a_silent_reporter_never_stops_the_work() -> None:
    reporter = Silent()
    reporter.step(Step("Reading"))
    assert reporter.check() is None
