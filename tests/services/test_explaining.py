"""What would change an answer, asked of a project: by reference, without leaving a trace."""

from __future__ import annotations

import pytest

from mlops_desktop.core.errors import UserError
from mlops_desktop.services import audit, explaining, resolve
from mlops_desktop.services.session import Session

pytestmark = pytest.mark.slow


def test_a_row_is_explained_and_nothing_is_recorded(trained: Session) -> None:
    before = audit.log(trained, audit.LogFilter(limit=1))[0].seq
    found = explaining.what_would_change(trained, "demand@2", "bikes", 17, beyond="60")
    assert found.row == 17
    assert (float(found.answer) > 60, found.wanted) == (True, "60 or less")
    assert found.changes
    assert all(float(change.answer) <= 60 for change in found.changes)
    sizes = [change.size for change in found.changes]
    assert sizes == sorted(sizes), "the smallest first"
    assert audit.log(trained, audit.LogFilter(limit=1))[0].seq == before


def test_a_number_needs_a_value_and_the_version_is_named(trained: Session) -> None:
    with pytest.raises(UserError, match="demand@2 answers a number") as caught:
        explaining.what_would_change(trained, "demand@2", "bikes", 1)
    assert "…" not in str(caught.value)


def test_a_version_is_stored_with_its_close_look(trained: Session) -> None:
    facts = resolve.facts_of(trained, resolve.model_version(trained, "demand@2"))
    assert facts.slices
    assert facts.dependence
    assert facts.evaluation.learning is not None
    assert facts.importances[0].low is not None


def test_a_table_too_large_for_the_quick_lane_gives_the_same_answer(
    trained: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = explaining.what_would_change(trained, "demand@2", "bikes", 5, beyond="90")
    monkeypatch.setattr(explaining, "QUICK_CELLS", 0)
    assert explaining.what_would_change(trained, "demand@2", "bikes", 5, beyond="90") == quick
