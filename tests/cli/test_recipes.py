"""Recipes on the command line: run, previewed, kept, run again."""

from __future__ import annotations

import json

import pytest

from mlops_desktop.core.recipes.recipe import from_text

pytestmark = pytest.mark.slow

BUSY = {
    "format": 1,
    "name": "busy",
    "description": "hours with many bikers",
    "steps": [
        {"kind": "filter_rows", "condition": "bikers > 20"},
        {"kind": "fill_missing", "columns": ["temp"], "how": "median"},
        {"kind": "cast", "columns": ["hr"], "type": "integer"},
    ],
}


def _same(document: object) -> bool:
    """Whether it is the recipe above; keys it leaves out are written with their defaults."""
    return from_text(json.dumps(document)) == from_text(json.dumps(BUSY))


@pytest.fixture
def bikes(project, rentals, here):
    """The program on a project with bikes@1, and ``busy.json`` in the present folder."""
    project.done("data", "import", rentals("june", 48), "--name", "bikes")
    (here / "busy.json").write_text(json.dumps(BUSY), "utf-8")
    return project


def test_a_recipe_from_a_file_makes_a_version_that_tells_how(bikes) -> None:
    ran = bikes.done("data", "transform", "bikes", "--recipe", "busy.json", "--name", "busy")
    assert ran.lines[0].startswith("● busy@1 made busy@1: ")
    assert "bikers > 20" in ran.out
    assert "Step 2 found median of temp" in ran.out
    shown = bikes.done("data", "show", "busy")
    assert "recipe busy@1" in shown.out
    assert "Columns come from:" in shown.out
    assert "Rows depend on: bikes@1: bikers" in shown.out
    answer = bikes.done("data", "show", "busy", "--json").json["making"]
    assert _same(answer["document"])
    assert answer["details"]["steps"][0]["rows_before"] == 48
    assert bikes.done("data", "show", "bikes", "--json").json["making"] is None


def test_running_again_follows_the_newest_version(bikes, rentals) -> None:
    bikes.done("data", "transform", "bikes", "--recipe", "busy.json", "--name", "busy")
    ran = bikes.done("data", "transform", "--again", "busy")
    assert "is identical to busy@1; no new version was made." in ran.lines[0]
    bikes.done("data", "import", rentals("july", 48), "--name", "bikes", "--append")
    answer = bikes.done("data", "transform", "--again", "busy", "--json").json
    assert answer["version"]["number"] == 2
    assert answer["run"]["rows_in"] == 96
    assert bikes.done("recipe", "reapply", "busy").lines[0].startswith("● What busy@1 made is")


def test_a_preview_shows_a_step_and_keeps_nothing(bikes) -> None:
    words = ("data", "transform", "bikes", "--recipe", "busy.json", "--preview")
    ran = bikes.done(*words, "--rows", 3, "--step", 1)
    assert "Nothing was stored." in ran.lines[0]
    assert "Before: 48 rows" in ran.out
    answer = bikes.done(*words, "--json").json
    assert answer["outcome"]["number"] == 3
    assert bikes.done("recipe", "list").lines[0].startswith("○ No recipes yet.")
    assert bikes(*words, "--step", 9).code == 2


def test_recipes_are_kept_listed_shown_exported_and_put_away(bikes, here) -> None:
    assert bikes.done("recipe", "save", "busy.json").lines == ["● Saved busy@1."]
    again = bikes.done("recipe", "save", "busy.json", "--note", "same")
    assert "identical to busy@1" in again.out
    other = {**BUSY, "steps": BUSY["steps"][:1]}
    (here / "other.json").write_text(json.dumps(other), "utf-8")
    bikes.done("recipe", "save", "other.json", "--note", "only the filter")
    assert "only the filter" in bikes.done("recipe", "list").out
    bikes.done("data", "transform", "bikes", "--recipe", "busy@1", "--name", "rush")
    shown = bikes.done("recipe", "show", "busy@1")
    assert shown.lines[0] == "busy@1: 3 steps"
    assert "rush@1" in shown.out
    bikes.done("recipe", "export", "busy@1", "out.json")
    assert _same(json.loads((here / "out.json").read_text("utf-8")))
    assert bikes("recipe", "export", "busy@1", "out.json").code == 2
    bikes.done("recipe", "rename", "busy", "rush-hour")
    assert "rush-hour@1" in bikes.done("data", "show", "rush").out
    bikes.done("recipe", "archive", "rush-hour", "--reason", "tried out")
    assert "rush-hour" not in bikes.done("recipe", "list").out
    assert "(archived)" in bikes.done("recipe", "list", "--hidden").out
    bikes.done("recipe", "restore", "rush-hour")
    assert bikes.done("recipe", "list", "--json").json["recipes"][0]["recipe"]["newest"] == 2


def test_columns_are_followed_to_the_file(bikes) -> None:
    bikes.done("data", "transform", "bikes", "--recipe", "busy.json", "--name", "busy")
    ran = bikes.done("lineage", "show", "busy", "--columns")
    (line,) = (line for line in ran.lines if line.startswith("temp "))
    assert "june_48.csv (bikes@1): temp" in line
    assert line.endswith("recipe busy@1")
    answer = bikes.done("lineage", "show", "busy", "--columns", "--json").json
    assert answer["version"] == "busy@1"
    assert bikes("lineage", "show", "--columns").code == 2
    assert "recipe busy@1" in bikes.done("lineage", "show", "busy").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("bikes", "--recipe", "busy.json"), "--name"),
        (("bikes",), "--recipe"),
        (("bikes", "--recipe", "none.json", "--name", "x"), "There is no file none.json"),
        (("bikes", "--recipe", "none", "--name", "x"), "There is no recipe “none”"),
        (("bikes", "--recipe", "busy.json", "--name", "x", "--with", "a"), "ALIAS=DATASET"),
        (("bikes", "--recipe", "busy.json", "--name", "x", "--with", "a=bikes"), "no table “a”"),
        (("bikes", "--recipe", "busy.json", "--name", "x", "--step", "1"), "--preview"),
        (("bikes", "--again", "bikes"), "leave the rest out"),
        (("--again", "bikes"), "bikes was not made by a recipe"),
        (("nothing", "--recipe", "busy.json", "--name", "x"), "nothing"),
    ],
)
def test_what_does_not_fit_ends_with_2_and_the_next_step(bikes, words, told) -> None:
    ran = bikes("data", "transform", *words)
    assert ran.code == 2
    assert told in ran.err


def test_a_step_that_does_not_fit_names_itself_and_leaves_nothing(bikes, here) -> None:
    wrong = {**BUSY, "steps": [*BUSY["steps"], {"kind": "drop_columns", "columns": ["colour"]}]}
    (here / "wrong.json").write_text(json.dumps(wrong), "utf-8")
    ran = bikes("data", "transform", "bikes", "--recipe", "wrong.json", "--name", "x")
    assert ran.code == 2
    assert "Step 4" in ran.err
    assert "“colour”" in ran.err
    assert bikes("data", "show", "x").code == 2
    assert bikes.done("recipe", "list", "--json").json == {"recipes": []}


def test_a_file_that_is_no_recipe_is_named(bikes, here) -> None:
    (here / "half.json").write_text('{"format": 1,', "utf-8")
    ran = bikes("data", "transform", "bikes", "--recipe", "half.json", "--name", "x")
    assert ran.code == 2
    assert "half.json is not a recipe: it is no JSON" in ran.err


def test_a_name_that_is_a_recipe_and_a_file_is_asked(bikes, here) -> None:
    bikes.done("recipe", "save", "busy.json", "--name", "busy.json")
    ran = bikes("data", "transform", "bikes", "--recipe", "busy.json", "--name", "x")
    assert ran.code == 2
    assert "./busy.json for the file" in ran.err
    bikes.done("data", "transform", "bikes", "--recipe", "./busy.json", "--name", "x")
