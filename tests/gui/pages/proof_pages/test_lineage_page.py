"""The lineage page: graph, outline, facts, and the way to each thing's page."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from mlops_desktop.core.audit import Damage, Problem, Verification
from mlops_desktop.core.lineage import NodeKind
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.gui.pages.lineage import LineagePage
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.states import State


def node_of(page, kind: NodeKind, title: str = ""):
    return next(
        node for node in page.scene.graph.nodes if node.kind is kind and title in node.title
    )


def test_nothing_imported_leads_to_an_import(open_page, blank, qtbot):
    page = open_page(LineagePage, blank)
    assert page.scene.graph.nodes == ()
    with qtbot.waitSignal(page.desk.import_asked):
        page._on_import()


def test_boxes_do_not_overlap_and_edges_run_to_the_right(open_page, life):
    page = open_page(LineagePage, life)
    boxes = [item.sceneBoundingRect() for item in page.scene.nodes.values()]
    assert len(boxes) > 8
    for place, one in enumerate(boxes):
        assert not any(one.intersects(other) for other in boxes[place + 1 :])
    for edge in page.scene.graph.edges:
        assert page.scene.nodes[edge.source].x() < page.scene.nodes[edge.target].x()


def test_choosing_a_node_shows_its_facts_and_what_depends_on_it(open_page, life):
    page = open_page(LineagePage, life)
    page.scene.choose(node_of(page, NodeKind.FILE, "june").id)
    facts = dict(page.details._facts.facts())
    assert facts["Rows in file"] == "720"
    dependants = {node.kind for node in page.scene.graph.nodes} - {NodeKind.FILE}
    assert NodeKind.PREDICTIONS in dependants


def test_the_first_look_cuts_no_box_at_its_sides(open_page, life):
    page = open_page(LineagePage, life)
    chosen = node_of(page, NodeKind.MODEL, "demand@2").id
    page.scene.choose(chosen)
    page.view.resize(520, 300)
    page.view.begin()
    room = page.view.viewport().rect()
    boxes = {
        key: page.view.mapFromScene(item.sceneBoundingRect()).boundingRect()
        for key, item in page.scene.nodes.items()
    }
    assert room.contains(boxes[chosen])
    assert min(box.left() for box in boxes.values()) < 0, "all of it fits: nothing can be cut"
    for box in boxes.values():
        assert not box.left() < 0 < box.right()
        assert not box.left() < room.right() < box.right()


def test_what_is_not_on_the_path_is_dimmed(open_page, life):
    page = open_page(LineagePage, life)
    baseline = node_of(page, NodeKind.MODEL, "demand@1")
    chosen = node_of(page, NodeKind.MODEL, "demand@2")
    page.scene.choose(chosen.id)
    assert page.scene.nodes[chosen.id].opacity() == 1.0
    assert page.scene.nodes[baseline.id].opacity() < 0.5


def test_arrow_keys_walk_along_the_edges(open_page, life, qtbot):
    page = open_page(LineagePage, life)
    page.scene.choose(node_of(page, NodeKind.MODEL, "demand@2").id)
    qtbot.keyClick(page.view, Qt.Key.Key_Left)
    assert page.scene.graph.node(page.scene.current).kind is NodeKind.RUN
    qtbot.keyClick(page.view, Qt.Key.Key_Left)
    assert page.scene.graph.node(page.scene.current).title == "bikes@1"


def test_the_outline_says_the_same_and_follows_the_choice(open_page, life):
    page = open_page(LineagePage, life)
    assert page.outline.model.rowCount() == len(page.scene.graph.nodes)
    chosen = node_of(page, NodeKind.PREDICTIONS)
    page.scene.choose(chosen.id)
    assert page.outline.current().id == chosen.id


def test_only_the_lineage_of_one_thing_can_be_shown(open_page, life, settle):
    page = open_page(LineagePage, life)
    everything = len(page.scene.graph.nodes)
    page.focus_on(node_of(page, NodeKind.MODEL, "demand@1").id)
    settle()
    assert {node.kind for node in page.scene.graph.nodes} == {
        NodeKind.FILE,
        NodeKind.DATASET,
        NodeKind.RUN,
        NodeKind.MODEL,
    }
    page._on_whole()
    settle()
    assert len(page.scene.graph.nodes) == everything


def test_double_click_opens_the_thing(open_page, life, qtbot):
    page = open_page(LineagePage, life)
    with qtbot.waitSignal(page.desk.navigated) as asked:
        page.open_node(node_of(page, NodeKind.MODEL, "demand@2").id)
    assert asked.args == ["models", Reference("demand", 2, namespace=Namespace.MODEL)]
    with qtbot.waitSignal(page.desk.navigated) as asked:
        page.open_node(node_of(page, NodeKind.FILE, "july").id)
    assert asked.args == ["data", Reference("july", 1, namespace=Namespace.DATA)]


def test_a_version_asked_for_by_name_is_chosen(open_page, life, settle):
    page = open_page(LineagePage, life)
    page.show_reference(Reference("demand", 1, namespace=Namespace.MODEL))
    settle()
    assert page.scene.graph.node(page.scene.current).title == "demand@1"


def test_the_picture_holds_the_whole_graph(open_page, life, tmp_path):
    page = open_page(LineagePage, life)
    path = tmp_path / "lineage.png"
    page._write_png(path)
    image = QImage(str(path))
    assert not image.isNull()
    assert image.size().width() > QSize(800, 0).width()


def test_a_missing_file_is_named_with_the_next_step(open_page, damaged):
    page = open_page(LineagePage, damaged)
    assert "A stored file is missing" in page.bar.texts()[0]
    assert page.scene.graph.nodes
    link = next(b for b in page.bar.findChildren(LinkButton) if b.text() == "See Audit")
    asked = []
    page.desk.navigated.connect(lambda key, _ref: asked.append(key))
    link.click()
    assert asked == ["audit"]


def test_an_altered_file_is_named_once_it_is_verified(open_page, life):
    page = open_page(LineagePage, life)
    assert page.bar.texts() == ()
    problem = Problem(Damage.OBJECT_CHANGED, "object 9f2c", "its content is not its name")
    page.desk.verified.emit(Verification(9, 8, 7, 6, "ab", "one two three four", (problem,)))
    assert page.bar.texts() == ("object 9f2c: its content is not its name.",)
    page.desk.verified.emit(Verification(9, 8, 7, 6, "ab", "one two three four", ()))
    assert page.bar.texts() == ()


def test_a_registry_that_cannot_be_read_is_said_in_place_of_the_graph(open_page, unreadable):
    page = open_page(LineagePage, unreadable)
    assert page.states.state is State.FAILED
    assert "cannot be opened" in page.states._failed.sentence.text()
