"""A recipe that somebody else saved meanwhile is not passed over in silence."""

from __future__ import annotations

import pytest

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.core.recipes.row_steps import FilterRows
from mlops_desktop.services import recipes


def _recipe(condition: str) -> Recipe:
    return Recipe("daily", "", (FilterRows(condition),))


def test_a_newer_version_refuses_the_save_and_leaves_everything_as_it_was(empty) -> None:
    recipes.save(empty, _recipe("a > 1"))
    recipes.save(empty, _recipe("a > 2"))
    entries = empty.project.log.count()
    with pytest.raises(UserError) as refused:
        recipes.save(empty, _recipe("a > 3"), seen=1)
    assert refused.value.code == "recipe.changed_meanwhile"
    assert "daily@2" in refused.value.message
    assert recipes.version_of(empty, "daily").number == 2
    assert empty.project.log.count() == entries


def test_the_same_steps_are_no_conflict_and_what_was_seen_may_be_saved_upon(empty) -> None:
    recipes.save(empty, _recipe("a > 1"), seen=0)
    assert not recipes.save(empty, _recipe("a > 1"), seen=0).value.is_new
    assert recipes.save(empty, _recipe("a > 2"), seen=1).value.version.number == 2
    assert recipes.save(empty, _recipe("a > 3")).value.version.number == 3
