"""The manual's page on recipes says what the catalogue of steps says."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.recipes.catalogue import STEPS
from mlops_desktop.core.recipes.manual import step_tables
from mlops_desktop.core.recipes.recipe import from_text

PAGE = Path(__file__).parents[2] / "resources" / "help" / "recipes.md"


def test_the_page_lists_every_step_as_the_catalogue_has_it() -> None:
    assert PAGE.read_text("utf-8").endswith(step_tables())


def test_every_step_has_a_section_with_every_key() -> None:
    sections = step_tables().split("### ")[1:]
    assert len(sections) == len(STEPS)
    for section, step in zip(sections, STEPS.values(), strict=True):
        assert section.startswith(f"{step.title}\n\n`{step.kind}`: ")
        for parameter in step.parameters():
            assert f"\n| `{parameter.name}` | {parameter.help}" in section


def test_the_recipe_shown_is_one_that_can_be_read() -> None:
    text = PAGE.read_text("utf-8").split("```json\n")[1].split("```")[0]
    recipe = from_text(text)
    assert [step.kind for step in recipe.steps] == ["filter_rows", "aggregate"]
