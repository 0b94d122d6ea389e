"""Recipes: numbered documents, and runs that remember what went in."""

from __future__ import annotations

import pytest

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.dataset import Origin
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.transformation import (
    NamedRecipe,
    RecipeVersion,
    Transformation,
    TransformationInput,
)
from mlops_desktop.storage.records import NewTransformation
from mlops_desktop.storage.sqlite import IntegrityError
from mlops_desktop.storage.verify import verify

SOMETHING = Subject("test", "", "test")


def test_saving_a_changed_recipe_makes_the_next_number(project, life):
    versions = [life.recipe(text=text) for text in (b"a", b"b", b"a")]
    (recipe,) = project.recipes.list()
    assert (recipe.name, recipe.newest, recipe.is_hidden) == ("daily", 3, False)
    assert [v.label for v in versions] == ["daily@1", "daily@2", "daily@3"]
    assert project.recipes.versions(recipe.id) == tuple(reversed(versions))
    assert project.recipes.version(recipe.id, 2) == versions[1]
    assert project.recipes.version_by_id(versions[0].id) == versions[0]
    assert project.recipes.newest(recipe.id) == versions[2]
    assert project.recipes.all_versions() == tuple(versions)
    assert project.objects.read(versions[1].document_object) == b"b"
    assert project.recipes.by_id(recipe.id) == recipe
    assert verify(project).is_sound


def test_saving_an_unchanged_recipe_makes_no_version_and_no_entry(project, life):
    first = life.recipe()
    before = project.log.count()
    assert life.recipe() == first
    assert project.log.count() == before


def test_the_newest_recipe_that_was_not_put_away_is_the_one_used(project, life):
    first, second = life.recipe(text=b"a"), life.recipe(text=b"b")
    with project.tx("recipe.archive", SOMETHING) as tx:
        tx.hide("recipe_version", second.id, "wrong")
    assert project.recipes.newest(first.recipe_id) == first
    assert project.recipes.version_by_id(second.id).is_hidden


def test_recipes_have_names_of_their_own(project, life):
    life.dataset_version("daily")
    recipe = life.recipe("daily")
    with pytest.raises(UserError) as caught, project.tx("recipe.save", SOMETHING) as tx:
        tx.add_recipe("daily")
    assert caught.value.code == "project.name_taken"
    with project.tx("recipe.rename", SOMETHING) as tx:
        tx.rename("recipe", recipe.recipe_id, "weekly")
    assert project.recipes.by_name("daily") is None
    assert project.recipes.version_by_id(recipe.id).label == "weekly@1"


def test_a_run_is_found_from_what_went_in_what_came_out_and_its_recipe(project, life):
    source, other = life.dataset_version(), life.dataset_version("weather")
    made = life.dataset_version("daily", "d", Origin.RECIPE)
    recipe = life.recipe()
    inputs = (
        TransformationInput("the table | named so", source.id),
        TransformationInput("weather", other.id),
    )
    with project.tx("recipe.run", SOMETHING) as tx:
        first = tx.add_transformation(
            NewTransformation(made.id, recipe.id, 120, 100, False, life.blob, inputs)
        )
    second = life.transformation(recipe, source, made)
    assert made.origin is Origin.RECIPE
    assert first.inputs == inputs
    assert first.at.utcoffset().total_seconds() == 0
    runs = project.transformations
    assert runs.all() == runs.by_output(made.id) == (first, second)
    assert runs.by_recipe(recipe.recipe_id) == (first, second)
    assert runs.transformation(second.id) == second
    assert runs.by_output(source.id) == ()
    assert verify(project).is_sound


def test_a_run_that_changed_nothing_is_recorded_without_a_new_version(project, life):
    source, made = life.dataset_version(), life.dataset_version("daily", "d", Origin.RECIPE)
    recipe = life.recipe()
    with project.tx("recipe.run", SOMETHING) as tx:
        run = tx.add_transformation(
            NewTransformation(
                *(made.id, recipe.id, 120, 120, True, life.blob),
                inputs=(TransformationInput("bikes", source.id),),
            )
        )
    assert run.identical
    assert project.log.entry(tx.entry).action == "recipe.run"


def test_a_run_names_each_table_once_and_at_least_one(project, life):
    source, made = life.dataset_version(), life.dataset_version("daily", "d", Origin.RECIPE)
    recipe = life.recipe()
    table = TransformationInput("bikes", source.id)
    for inputs, refusal in (((), ValueError), ((table, table), IntegrityError)):
        with pytest.raises(refusal), project.tx("recipe.run", SOMETHING) as tx:
            tx.add_transformation(
                NewTransformation(made.id, recipe.id, 1, 1, False, life.blob, inputs)
            )
    assert project.transformations.all() == ()


def test_what_a_run_rests_on_is_watched_over(whole):
    (recipe,) = whole.recipes.list()
    version = whole.recipes.newest(recipe.id)
    (run,) = whole.transformations.all()
    assert (type(recipe), type(version)) == (NamedRecipe, RecipeVersion)
    assert type(run) is Transformation
    assert version.created_at.utcoffset().total_seconds() == 0
    whole.objects.place(version.document_object).unlink()
    assert not verify(whole).is_sound
