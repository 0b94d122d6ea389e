"""Columns are followed through recipes to the columns of the files they came from."""

from __future__ import annotations

import pytest

from mlops_desktop.core.column_lineage import ColumnPlace, FileColumn
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.core.recipes.table_steps import Aggregate, Aggregation, Function, Join, Pivot
from mlops_desktop.core.recipes.value_steps import Derive
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.services import column_lineage, datasets, scoring, training, transforming

pytestmark = pytest.mark.slow


@pytest.fixture
def shop(empty, tmp_path):
    """Sales and prices, joined, then summed per shop."""
    sales, prices = tmp_path / "sales.csv", tmp_path / "prices.csv"
    sales.write_text("shop,item,count\n" + "".join(f"s{i % 3},i{i % 5},{i}\n" for i in range(60)))
    prices.write_text("item,price\n" + "".join(f"i{i},{i + 0.5}\n" for i in range(5)))
    datasets.import_file(empty, sales, "sales")
    datasets.import_file(empty, prices, "prices")
    worth = Recipe(
        "worth", "", (Join("prices", (("item", "item"),)), Derive("paid", "count * price"))
    )
    total = Recipe(
        "total", "", (Aggregate((Aggregation(Function.SUM, "paid", "turnover"),), ("shop",)),)
    )
    transforming.transform(empty, worth, "sales", "worth")
    transforming.transform(empty, total, "worth", "turnover")
    return empty


def _origins(session, ref) -> dict[str, set[tuple[str, str]]]:
    found = column_lineage.columns(session, ref)
    return {item.column: {(o.file, o.column) for o in item.origins} for item in found.columns}


def test_a_column_is_followed_through_two_recipes_to_both_files(shop) -> None:
    found = column_lineage.columns(shop, "turnover")
    region, turnover = found.columns
    assert (found.label, region.column, turnover.column) == ("turnover@1", "shop", "turnover")
    # What is joined also depends on the columns that are joined by.
    assert turnover.origins == (
        FileColumn("prices.csv", "prices@1", "item"),
        FileColumn("prices.csv", "prices@1", "price"),
        FileColumn("sales.csv", "sales@1", "count"),
        FileColumn("sales.csv", "sales@1", "item"),
    )
    assert [(o.file, o.column) for o in region.origins] == [("sales.csv", "shop")]
    assert turnover.through == ("recipe total@1", "recipe worth@1")
    assert not turnover.is_opaque
    steps = {step.place: step for step in found.steps}
    paid = steps[ColumnPlace("worth@1", "paid")]
    assert ColumnPlace("sales@1", "count") in paid.sources
    assert steps[ColumnPlace("sales@1", "count")].files == ("sales.csv",)


def test_an_imported_column_comes_from_its_file_alone(shop) -> None:
    assert _origins(shop, "prices") == {
        "item": {("prices.csv", "item")},
        "price": {("prices.csv", "price")},
    }


def test_added_rows_come_from_the_new_file_and_the_old(shop, tmp_path) -> None:
    more = tmp_path / "more.csv"
    more.write_text("item,price\ni9,9.5\n")
    datasets.append_file(shop, more, "prices")
    assert _origins(shop, "prices@2")["price"] == {("prices.csv", "price"), ("more.csv", "price")}
    assert ("more.csv", "price") not in _origins(shop, "worth@1")["price"]
    assert ("more.csv", "count") not in _origins(shop, "prices@2")["price"]


def test_what_cannot_be_told_is_said_to_be_opaque(shop) -> None:
    recipe = Recipe("wide", "", (Pivot(("shop",), "item", "count"),))
    transforming.transform(shop, recipe, "sales", "wide")
    found = column_lineage.columns(shop, "wide")
    by_name = {item.column: item for item in found.columns}
    made = transforming.making_of(shop, datasets.show(shop, "wide").version)
    told = {item.column: item.sources for item in made.details.sources}
    assert {name: item.is_opaque for name, item in by_name.items()} == {
        name: sources is None for name, sources in told.items()
    }


def test_a_models_inputs_and_its_predictions_lead_to_the_files(shop) -> None:
    spec = TrainingSpec(
        model="paid",
        target="paid",
        algorithms=("linear",),
        exclude=("item",),
        metric="mae",
        split=SplitPlan(folds=2),
        seed=1,
    )
    training.train(shop, "worth", spec)
    found = column_lineage.columns(shop, "model:paid@1")
    assert (found.label, found.version) == ("paid@1", "worth@1")
    inputs = {item.column: item for item in found.columns}
    assert "paid" not in inputs
    assert {o.file for o in inputs["shop"].origins} == {"sales.csv"}
    assert ("prices.csv", "price") in {(o.file, o.column) for o in inputs["price"].origins}
    assert inputs["price"].through == ("recipe worth@1",)
    assert inputs["price"].becomes == ("price",)
    assert all(name.startswith("shop_") for name in inputs["shop"].becomes)
    assert inputs["shop"].becomes
    scoring.score(shop, "paid@1", "worth", name="guessed")
    guessed = _origins(shop, "guessed")
    assert guessed["item"] == {("sales.csv", "item")}
    assert guessed["prediction"] == set[tuple[str, str]]().union(
        *(_origins(shop, "worth")[n] for n in inputs)
    )


def test_a_name_that_means_nothing_is_refused(shop) -> None:
    with pytest.raises(UserError, match="nothing"):
        column_lineage.columns(shop, "nothing")
