"""Where the columns of a version come from, on the lineage page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from mlops_desktop.core.column_lineage import (
    ColumnLineage,
    ColumnOrigin,
    ColumnPlace,
    ColumnStep,
    FileColumn,
)
from mlops_desktop.core.lineage import NodeKind
from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.core.recipes.table_steps import Aggregate, Aggregation, Function, Join
from mlops_desktop.core.recipes.value_steps import Derive
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.gui.pages.lineage import LineagePage
from mlops_desktop.gui.pages.lineage.columns import (
    ColumnsCard,
    origin_sentence,
    step_words,
    trail,
)
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.services import datasets, transforming
from mlops_desktop.services.session import Session


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Sales and prices joined, summed per shop."""
    folder: Path = tmp_path_factory.mktemp("shop")
    sales, prices = folder / "sales.csv", folder / "prices.csv"
    sales.write_text("shop,item,count\n" + "".join(f"s{i % 3},i{i % 5},{i}\n" for i in range(60)))
    prices.write_text("item,price\n" + "".join(f"i{i},{i + 0.5}\n" for i in range(5)))
    with Session.create(folder / "project", "Shop") as session:
        datasets.import_file(session, sales, "sales")
        datasets.import_file(session, prices, "prices")
        worth = (Join("prices", (("item", "item"),)), Derive("paid", "count * price"))
        total = (Aggregate((Aggregation(Function.SUM, "paid", "turnover"),), ("shop",)),)
        transforming.transform(session, Recipe("worth", "", worth), "sales", "worth")
        transforming.transform(session, Recipe("total", "", total), "worth", "turnover")
        yield session


def opened(open_page, settle, session: Session, name: str, namespace: Namespace = Namespace.DATA):
    page = open_page(LineagePage, session)
    page.show_reference(Reference(name, 1, namespace=namespace))
    settle()
    page.details.columns.click()
    settle()
    return page


def test_only_versions_with_columns_offer_them(open_page, shop):
    page = open_page(LineagePage, shop)
    offered = {}
    for node in page.scene.graph.nodes:
        page.scene.choose(node.id)
        offered[node.kind] = page.details.columns.isVisible()
    assert offered == {NodeKind.FILE: False, NodeKind.DATASET: True, NodeKind.RECIPE: False}


def test_a_column_is_told_back_to_the_files_step_by_step(open_page, shop, settle):
    page = opened(open_page, settle, shop, "turnover")
    card = page.columns.card
    assert card.isVisible()
    assert not page.details.isVisible()
    assert [item.column for item in card.list.records()] == ["shop", "turnover"]
    assert card.sentence.text() == (
        "shop comes from shop of sales.csv, through recipe total@1, recipe worth@1."
    )
    card.list.select(lambda item: item.column == "turnover")
    assert card.sentence.text() == (
        "turnover comes from item, price of prices.csv; count, item of sales.csv, through "
        "recipe total@1, recipe worth@1."
    )
    steps = [(item.far, item.step.place.version, item.step.place.column)
             for item in card.steps.records()]  # fmt: skip
    assert steps[:2] == [(0, "turnover@1", "turnover"), (1, "worth@1", "paid")]
    assert (2, "sales@1", "count") in steps
    assert (2, "prices@1", "price") in steps


def test_the_outline_shows_the_steps_of_the_chosen_column(open_page, shop, settle):
    page = opened(open_page, settle, shop, "turnover")
    page._outline_button.click()
    outline = page.columns.outline
    assert outline.isVisible()
    lines = outline.texts(outline.model.shown)
    assert lines[0] == ("0", "shop", "turnover@1", "recipe total@1", "shop of worth@1")
    assert lines[-1] == ("2", "shop", "sales@1", "import of sales.csv", "the file")
    page.columns.card.back.click()
    assert page.outline.isVisible()
    assert page.details.isVisible()


def test_a_column_that_cannot_be_followed_is_said_to_be_opaque(app, qtbot):
    card = ColumnsCard()
    qtbot.addWidget(card)
    steps = (ColumnStep(ColumnPlace("wide@1", "i0"), "recipe wide@1", (), None),)
    origin = ColumnOrigin("i0", (), ("recipe wide@1",), True)
    card.show_lineage(ColumnLineage("wide@1", "wide@1", (origin,), steps), of_model=False)
    line = card.list._model._describe(card.list.records()[0])
    assert (line.detail, line.mark) == ("opaque", Mark.WATCH)
    assert card.sentence.text().startswith("Not everything that i0 comes from can be told")
    told = card.steps._model._describe(card.steps.records()[0])
    assert (told.title, told.mark) == ("i0 of wide@1", Mark.WATCH)
    assert told.detail == "opaque: recipe wide@1 does not tell which columns"


def test_columns_are_found_and_gone_through_by_keyboard(open_page, shop, settle, qtbot):
    page = opened(open_page, settle, shop, "worth")
    card = page.columns.card
    qtbot.waitUntil(card.search.hasFocus)
    assert card.current().column == "shop"
    qtbot.keyClick(card.search, Qt.Key.Key_Down)
    assert card.current().column == "item"
    qtbot.keyClick(card.search, Qt.Key.Key_Up)
    assert card.current().column == "shop"
    qtbot.keyClicks(card.search, "PRI")
    assert [item.column for item in card.list.records()] == ["price"]
    assert card.current().column == "price"
    assert card.sentence.text().startswith("price comes from item, price of prices.csv")
    qtbot.keyClick(card.search, Qt.Key.Key_Escape)
    assert not card.isVisible()
    assert page.details.columns.hasFocus()


def test_a_step_leads_to_its_version_in_the_graph(open_page, shop, settle):
    page = opened(open_page, settle, shop, "turnover")
    card = page.columns.card
    source = next(item for item in card.steps.records() if item.step.place.version == "sales@1")
    card.steps.opened.emit(source)
    assert page.scene.graph.node(page.scene.current).title == "sales@1"
    assert page.details.isVisible()


def test_the_inputs_of_a_model_are_followed_to_the_file(open_page, life, settle):
    page = opened(open_page, settle, life, "demand", Namespace.MODEL)
    card = page.columns.card
    names = [item.column for item in card.list.records()]
    assert "temp" in names
    assert "bikers" not in names
    card.list.select(lambda item: item.column == "temp")
    assert card.sentence.text() == "temp comes from temp of bikes_2011_june.csv."


def test_a_long_way_back_names_every_column_once():
    place = ColumnPlace
    steps = [ColumnStep(place("v0@1", "a"), "", ("f.csv",), ())]
    for n in range(1, 400):
        before = place(f"v{n - 1}@1", "a")
        steps.append(ColumnStep(place(f"v{n}@1", "a"), f"recipe r{n}@1", (), (before, before)))
    origin = ColumnOrigin("a", (FileColumn("f.csv", "v0@1", "a"),), (), False)
    found = ColumnLineage("v399@1", "v399@1", (origin,), tuple(steps))
    way = trail(found, "a")
    assert [item.far for item in way] == list(range(400))


@pytest.mark.parametrize(
    ("files", "maker", "sources", "said"),
    [
        (("a.csv",), "", (), "imported from a.csv"),
        (("b.csv",), "", (("a@1", "x"),), "imported from b.csv, added to x of a@1"),
        ((), "recipe r@1", (), "made by recipe r@1 from no column"),
        ((), "recipe r@1", (("a@1", "x"), ("a@1", "y"), ("b@2", "x")),
         "recipe r@1, from x, y of a@1; x of b@2"),
        ((), "recipe r@1", None, "opaque: recipe r@1 does not tell which columns"),
    ],
)  # fmt: skip
def test_a_step_is_told_in_words(files, maker, sources, said):
    places = None if sources is None else tuple(ColumnPlace(*item) for item in sources)
    assert step_words(ColumnStep(ColumnPlace("c@1", "z"), maker, files, places)) == said


def test_what_comes_from_nowhere_or_cannot_be_told_has_a_sentence():
    assert origin_sentence(ColumnOrigin("n", (), ("recipe r@1",), False)) == (
        "n comes from no column of a file, through recipe r@1."
    )
    assert origin_sentence(ColumnOrigin("n", (), ("recipe r@1",), True)) == (
        "Not everything that n comes from can be told, through recipe r@1."
    )
