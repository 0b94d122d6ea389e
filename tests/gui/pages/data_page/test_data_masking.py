"""What looks personal is hidden by a recipe that one click begins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mlops_desktop.core.recipes.column_steps import Mask, Masking
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.services import datasets
from mlops_desktop.services.session import Session

Open = Callable[[Session], DataPage]
Settle = Callable[[], None]


def links(card) -> list[LinkButton]:
    """Return the links of a card that offer to mask something."""
    shown = [item for item in card.findChildren(LinkButton) if not item.isHidden()]
    return [item for item in shown if item.text().startswith("Mask")]


@pytest.fixture
def page(own: Session, tmp_path: Path, open_page: Open) -> DataPage:
    file = tmp_path / "people.csv"
    lines = [f"{n},anna{n}@example.org,+49 30 1234{n:04}" for n in range(60)]
    file.write_text("\n".join(["n,email,phone", *lines]) + "\n", encoding="utf-8")
    datasets.import_file(own, file, "people")
    return open_page(own)


def test_the_finding_begins_a_recipe_that_masks_its_columns(
    page: DataPage, settle: Settle, qtbot: QtBot
) -> None:
    (link,) = links(page.version.findings)
    assert link.text() == "Mask these columns…"
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    settle()
    assert page.is_editing_recipe
    flow = page.recipes.flow
    (step,) = flow.recipe.steps
    assert isinstance(step, Mask)
    assert (step.columns, step.how) == (("email", "phone"), Masking.HASH)
    assert flow.history.is_changed, "leaving it asks"
    assert flow.why_not() == "", "it can be run as it stands"
    rows = page.recipes.view.after.rows
    shown = [rows.data(rows.index(0, n)) for n in range(rows.columnCount())]
    assert not [value for value in shown if "anna" in str(value)]


def test_the_details_of_a_column_mask_that_column_with_a_salt_of_its_own(
    page: DataPage, settle: Settle, qtbot: QtBot
) -> None:
    salts = set()
    for _ in range(2):
        page.version.show_column(1)
        qtbot.waitUntil(lambda: len(links(page.version.column)) == 1)
        (link,) = links(page.version.column)
        assert link.text() == "Mask this column…"
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
        settle()
        (step,) = page.recipes.flow.recipe.steps
        assert isinstance(step, Mask)
        assert step.columns == ("email",)
        salts.add(step.salt)
        page.recipes.flow.undo()
        page.leave_aside()
        settle()
    assert len(salts) == 2
    assert all(len(salt) == 32 for salt in salts)


def test_columns_that_do_not_look_personal_offer_no_mask(page: DataPage) -> None:
    page.version.show_column(0)
    assert not links(page.version.column)
