"""What was made by mistake is renamed, put away and brought back, whatever it is."""

from __future__ import annotations

import pytest

from mlops_desktop.core.changes import EntityKind
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.core.recipes.row_steps import FilterRows
from mlops_desktop.services import datasets, recipes, resolve, shelf


@pytest.fixture
def kept(empty):
    """A project with a recipe daily@1, daily@2 and no dataset."""
    recipes.save(empty, Recipe("daily", "", (FilterRows("a > 1"),)))
    recipes.save(empty, Recipe("daily", "", (FilterRows("a > 2"),)))
    return empty


def _names(session) -> list[str]:
    return [row.recipe.name for row in recipes.list_recipes(session)]


def test_a_recipe_is_put_away_and_brought_back_by_the_general_words(kept) -> None:
    gone = shelf.archive(kept, "daily", "a mistake")
    assert gone.value == "daily"
    assert EntityKind.RECIPE in gone.changes.kinds
    assert _names(kept) == []
    assert shelf.restore(kept, "recipe:daily").value == "daily"
    assert _names(kept) == ["daily"]
    with pytest.raises(UserError, match="not hidden"):
        shelf.restore(kept, "daily")


def test_one_version_of_a_recipe_is_put_away_alone(kept) -> None:
    assert shelf.archive(kept, "daily@2", "a mistake").value == "daily@2"
    assert recipes.version_of(kept, "daily").label == "daily@1"
    assert shelf.restore(kept, "recipe:daily@2").value == "daily@2"
    assert recipes.version_of(kept, "daily").label == "daily@2"


def test_a_recipe_is_given_another_name(kept) -> None:
    assert shelf.rename(kept, "daily", "weekly").value == "weekly"
    assert _names(kept) == ["weekly"]
    with pytest.raises(UserError, match="versions keep their number"):
        shelf.rename(kept, "weekly@1", "monthly")


@pytest.mark.slow
def test_where_a_dataset_has_the_same_name_it_must_be_said_which(kept, june) -> None:
    datasets.import_file(kept, june, "daily")
    for act in (
        lambda: shelf.archive(kept, "daily", "x"),
        lambda: shelf.restore(kept, "daily"),
        lambda: shelf.rename(kept, "daily", "new"),
    ):
        with pytest.raises(UserError, match="“daily” is a dataset and a recipe") as refused:
            act()
        assert refused.value.hint == "Write data:daily or recipe:daily."
    shelf.archive(kept, "recipe:daily", "x")
    assert resolve.dataset(kept, "daily").is_hidden is False
    shelf.rename(kept, "data:daily", "hours")
    assert resolve.dataset(kept, "hours").name == "hours"


@pytest.mark.parametrize("ask", [resolve.dataset_version, resolve.model_version])
def test_a_recipe_is_neither_a_dataset_nor_a_model(kept, ask) -> None:
    with pytest.raises(UserError, match="recipe:daily"):
        ask(kept, "recipe:daily")


def test_what_does_not_exist_is_said_of_all_three(kept) -> None:
    with pytest.raises(UserError, match="no dataset, model or recipe “nothing”"):
        shelf.archive(kept, "nothing", "x")
    with pytest.raises(UserError, match="no recipe “nothing”"):
        shelf.archive(kept, "recipe:nothing", "x")
