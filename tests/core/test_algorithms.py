"""The methods as data: what is offered, and what stands in for those that are not."""

from __future__ import annotations

from mlops_desktop.core.algorithms import EVERY, IMPORTED, algorithm, algorithms_for
from mlops_desktop.core.metrics import Task


def test_a_method_of_a_newer_program_is_shown_by_its_key_and_offered_for_nothing() -> None:
    found = algorithm("quantum")
    assert (found.key, found.title, found.tasks) == ("quantum", "quantum", ())
    assert "does not know" in found.plain


def test_what_stands_for_imported_models_is_known_but_never_offered() -> None:
    assert algorithm("imported") is IMPORTED
    assert all(IMPORTED not in algorithms_for(task) for task in Task)
    assert {item.key for item in EVERY}.isdisjoint({"imported"})
