"""What a recipe made is drawn with the recipe between what went in and what came out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mlops_desktop.cli.text import lineage as text
from mlops_desktop.core.audit import Subject
from mlops_desktop.core.dataset import DatasetVersion, Origin
from mlops_desktop.core.layout import layout
from mlops_desktop.core.lineage import Graph, NodeKind
from mlops_desktop.core.transformation import TransformationInput
from mlops_desktop.services import lineage
from mlops_desktop.services.session import Session
from mlops_desktop.storage.records import NewDatasetVersion, NewTransformation

SOMETHING = Subject("test", "", "test")
Run = Callable[..., None]


@pytest.fixture
def data(empty: Session) -> Callable[[str], DatasetVersion]:
    """Add one more version of a dataset."""
    objects = empty.project.objects

    def add(name: str) -> DatasetVersion:
        blob = objects.put_bytes(b"a table")
        with empty.project.tx("data.import", SOMETHING) as tx:
            owner = empty.project.datasets.by_name(name) or tx.add_dataset(name)
            return tx.add_dataset_version(
                NewDatasetVersion(
                    *(owner.id, "a" * 64, 120, 3, blob, blob, blob, "profile/1", Origin.RECIPE)
                )
            )

    return add


@pytest.fixture
def run(empty: Session) -> Run:
    """Run a recipe."""

    def add(recipe: str, sources: list[DatasetVersion], made: DatasetVersion) -> None:
        project = empty.project
        document = project.objects.put_bytes(recipe.encode())
        inputs = tuple(TransformationInput(source.dataset, source.id) for source in sources)
        with project.tx("recipe.run", SOMETHING) as tx:
            owner = project.recipes.by_name(recipe) or tx.add_recipe(recipe)
            version = tx.add_recipe_version(owner.id, document)
            tx.add_transformation(
                NewTransformation(
                    made.id, version.id, 1200, made.row_count, False, document, inputs
                )
            )

    return add


def drawn(graph: Graph) -> set[tuple[str, str]]:
    """Return the edges by their ends' titles."""
    return {(graph.node(e.source).title, graph.node(e.target).title) for e in graph.edges}


def test_a_recipe_stands_between_all_that_went_in_and_what_came_out(empty, data, run):
    sales, weather, daily = data("sales"), data("weather"), data("daily")
    run("join", [sales, weather], daily)
    graph = lineage.graph(empty, "daily").graph
    assert drawn(graph) == {
        ("sales@1", "join@1"),
        ("weather@1", "join@1"),
        ("join@1", "daily@1"),
    }
    (recipe,) = (node for node in graph.nodes if node.kind is NodeKind.RECIPE)
    assert recipe.detail == "1,200 → 120 rows"
    assert dict(recipe.facts)["Rows in"] == "1,200"


def test_a_run_that_gave_the_same_again_is_drawn_once(empty, data, run):
    sales, daily = data("sales"), data("daily")
    run("count", [sales], daily)
    run("count", [sales], daily)
    assert len(lineage.graph(empty).graph.nodes) == 3


def test_a_run_that_ended_where_it_came_from_closes_no_circle(empty, data, run):
    raw, clean = data("raw"), data("clean")
    run("clean", [raw], clean)
    run("back", [clean], raw)
    run("nothing", [clean], clean)
    graph = lineage.graph(empty).graph
    assert drawn(graph) == {("raw@1", "clean@1"), ("clean@1", "clean@1")}
    assert {node.title for node in graph.nodes} == {"raw@1", "clean@1"}


def test_what_was_put_away_takes_its_edges_along(empty, data, run):
    sales, daily, weekly = data("sales"), data("daily"), data("weekly")
    run("count", [sales], daily)
    run("sum", [daily], weekly)
    with empty.project.tx("archive", SOMETHING) as tx:
        tx.hide("dataset_version", daily.id, "tried out")
    assert drawn(lineage.graph(empty).graph) == {("sum@1", "weekly@1")}
    assert len(drawn(lineage.graph(empty, "daily@1").graph)) == 4


def test_a_recipe_is_named_in_the_text_and_its_box_lies_between(empty, data, run):
    run("count", [data("sales")], data("daily"))
    graph = lineage.graph(empty).graph
    assert list(text.whole(graph)) == [
        "dataset sales@1 (120 rows)",
        "└─ recipe count@1 (1,200 → 120 rows)",
        "   └─ dataset daily@1 (120 rows)",
    ]
    sizes = {node.id: (156.0, 60.0) for node in graph.nodes}
    places = layout(graph, sizes).positions
    kinds = sorted(graph.nodes, key=lambda node: places[node.id].x)
    assert [node.kind for node in kinds] == [NodeKind.DATASET, NodeKind.RECIPE, NodeKind.DATASET]
