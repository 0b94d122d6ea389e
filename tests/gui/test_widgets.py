"""The kit: messages, states, lists, forms, dialogs."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QHelpEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Step
from mlops_desktop.core.stage import Stage
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.badge import Badge, MarkSign, StageBadge
from mlops_desktop.gui.widgets.buttons import Button, IconButton, LinkButton, PrimaryButton
from mlops_desktop.gui.widgets.card import CARD_PADDING, LINK_PADDING, Card
from mlops_desktop.gui.widgets.dialog import TextDialog
from mlops_desktop.gui.widgets.drop_zone import DropZone
from mlops_desktop.gui.widgets.facts import CheckList, FactsList
from mlops_desktop.gui.widgets.forms import Choice, DecimalField, FilterBox, FormRow, NumberField
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.message_bar import MessageBar, PageMessage
from mlops_desktop.gui.widgets.page_header import PageHeader
from mlops_desktop.gui.widgets.record_list import ListLine, RecordList
from mlops_desktop.gui.widgets.sparkline import paint_histogram
from mlops_desktop.gui.widgets.states import EmptyState, PageStates, State
from mlops_desktop.gui.widgets.step_progress import StepProgress
from mlops_desktop.gui.widgets.text import ElidedText, Text, plain_tooltip


@pytest.fixture
def host(app: QApplication, qtbot: QtBot) -> QWidget:
    """A shown window to put things into."""
    widget = QWidget()
    widget.resize(640, 480)
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_text_never_reads_markup(app: QApplication) -> None:
    label = Text("<b>churn</b> & co")
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert plain_tooltip("<b>x</b> & y\nz") == "<qt>&lt;b&gt;x&lt;/b&gt; &amp; y<br>z</qt>"
    assert plain_tooltip("") == ""


def test_wrapped_text_takes_the_height_its_width_needs(host: QWidget) -> None:
    words = "Built on this computer in about a minute. " * 4
    label = Text(words, wrap=True)
    host.setLayout(column(label, None))
    host.resize(700, 400)
    QApplication.processEvents()
    wide = label.height()
    host.resize(200, 400)
    QApplication.processEvents()
    assert label.height() > 2 * wide
    assert host.minimumSizeHint().height() < 100


def test_a_cut_line_offers_the_whole_as_tooltip(host: QWidget) -> None:
    label = ElidedText("/home/ana/Documents/a very long way down/to the project", parent=host)
    label.show()
    label.resize(80, 20)
    assert label.is_cut
    ask = QHelpEvent(QEvent.Type.ToolTip, QPoint(1, 1), QPoint(1, 1))
    QApplication.sendEvent(label, ask)
    assert "a very long way" in QToolTip.text()
    label.resize(900, 20)
    assert not label.is_cut
    QToolTip.hideText()


def test_a_button_is_pressed_by_return_and_says_why_it_cannot_be(
    host: QWidget, qtbot: QtBot
) -> None:
    pressed: list[bool] = []
    button = PrimaryButton("Import", lambda: pressed.append(True), parent=host)
    button.show()
    QTest.keyClick(button, Qt.Key.Key_Return)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert pressed == [True, True]
    button.set_enabled(False, "Choose a file first.")
    assert not button.isEnabled()
    assert button.toolTip() == "Choose a file first."


def test_an_icon_button_has_a_name(host: QWidget) -> None:
    button = IconButton("close", "Close this message", parent=host)
    assert button.accessibleName() == button.toolTip() == "Close this message"
    assert button.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_badges_say_their_meaning(host: QWidget) -> None:
    assert StageBadge(Stage.PRODUCTION, "v5", parent=host).accessibleName() == "v5, production"
    assert StageBadge(Stage.STAGING, parent=host).accessibleName() == "staging"
    assert MarkSign(Mark.PROBLEM, parent=host).accessibleName() == "problem"
    assert Badge("v5 is in production", Mark.PRODUCTION, parent=host).accessibleName() == (
        "v5 is in production"
    )


def test_messages_replace_those_of_their_name_and_can_be_closed(host: QWidget) -> None:
    bar = MessageBar(host)
    assert bar.isHidden()
    bar.show_message(PageMessage("load", "The first"))
    bar.show_message(PageMessage("load", "The second"))
    bar.show_error(UserError("data.unknown", name="<b>x</b>"))
    assert bar.texts() == ("The second", "There is no dataset “<b>x</b>”.")
    for button in bar.findChildren(IconButton):
        if button.isVisible():
            button.click()
    assert bar.texts() == ()
    assert bar.isHidden()


def test_a_message_offers_its_next_step(host: QWidget) -> None:
    undone: list[bool] = []
    bar = MessageBar(host)
    bar.show_message(
        PageMessage(
            "said", "Hidden.", tone=Tone.OK, action="Undo", on_action=lambda: undone.append(True)
        )
    )
    link = next(b for b in bar.findChildren(Button) if b.text() == "Undo")
    link.click()
    assert undone == [True]


@pytest.fixture
def states(host: QWidget) -> PageStates:
    shown = PageStates(Text("content"), EmptyState("home", "Nothing yet.", "Import"), parent=host)
    shown.show()
    return shown


def _is_on_top(states: PageStates, text: str) -> bool:
    return any(label.text() == text and label.isVisible() for label in states.findChildren(Text))


def test_the_four_states_are_four_different_things(states: PageStates) -> None:
    tried: list[str] = []
    states.show_empty()
    assert (states.state, _is_on_top(states, "Nothing yet.")) == (State.EMPTY, True)
    states.show_failed(UserError("data.unknown", name="x"), lambda: tried.append("again"))
    assert states.state is State.FAILED
    assert _is_on_top(states, "There is no dataset “x”.")
    next(b for b in states.findChildren(Button) if b.isVisible()).click()
    states.show_filtered("No model matches “x”.", lambda: tried.append("cleared"))
    assert _is_on_top(states, "No model matches “x”.")
    next(b for b in states.findChildren(Button) if b.isVisible()).click()
    assert tried == ["again", "cleared"]
    states.show_content()
    assert _is_on_top(states, "content")


def test_a_refresh_leaves_what_is_there_in_place(states: PageStates) -> None:
    states.show_content()
    states.show_loading()
    assert _is_on_top(states, "content")


def test_a_first_slow_answer_shows_a_skeleton(states: PageStates, qtbot: QtBot) -> None:
    states.show_empty()
    states.show_loading()
    assert states.state is State.LOADING
    assert _is_on_top(states, "Nothing yet."), "nothing flickers before the answer is late"
    qtbot.waitUntil(lambda: not _is_on_top(states, "Nothing yet."))
    states.show_content()
    assert _is_on_top(states, "content")


def test_facts_can_be_selected_and_say_their_label(host: QWidget) -> None:
    facts = FactsList([("Trained on", "bikes@2")], parent=host)
    value = next(label for label in facts.findChildren(Text) if label.text() == "bikes@2")
    assert value.accessibleName() == "Trained on: bikes@2"
    assert value.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    facts.set_facts([("Reason", "better on June")])
    assert facts.facts() == (("Reason", "better on June"),)


def test_checks_say_their_mark(host: QWidget) -> None:
    checks = CheckList([(Mark.PROBLEM, "Approved by a second person", "nobody yet")], parent=host)
    names = [label.accessibleName() for label in checks.findChildren(Text)]
    assert "Approved by a second person: problem" in names


def test_a_list_keeps_its_selection_over_a_refresh(host: QWidget) -> None:
    shown: RecordList[tuple[str, int]] = RecordList(
        lambda record: ListLine(record[0], f"{record[1]} rows"),
        "datasets",
        key=lambda record: record[0],
        parent=host,
    )
    heard: list[object] = []
    shown.selected.connect(heard.append)
    shown.set_records([("a", 1), ("b", 2)])
    assert shown.select(lambda record: record[0] == "b")
    shown.set_records([("b", 3), ("c", 1)])
    assert shown.current() == ("b", 3)
    shown.set_records([("c", 1)])
    assert heard == [("b", 2), None]


def test_a_list_tells_a_screen_reader_everything(host: QWidget) -> None:
    line = ListLine("v5", "Random forest", "38.4", "MAE", badge=("production", Mark.PRODUCTION))
    shown: RecordList[ListLine] = RecordList(lambda record: record, "versions", parent=host)
    shown.set_records([line])
    index = shown.view.model().index(0, 0)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "v5, production, 38.4, MAE, Random forest"
    shown.resize(300, 100)
    assert not shown.grab().isNull()


def test_a_choice_keeps_its_value_when_the_options_change(app: QApplication, qtbot: QtBot) -> None:
    choice = Choice([(None, "decide for me"), ("mae", "Mean absolute error")])
    qtbot.addWidget(choice)
    assert choice.value() is None
    choice.set_value("mae")
    choice.set_options([("rmse", "RMSE"), ("mae", "MAE")])
    assert choice.value() == "mae"
    choice.set_options([])
    assert choice.value() is None


def test_numbers_keep_their_limits_and_units(app: QApplication, qtbot: QtBot) -> None:
    folds, share = NumberField(2, 20, 5, "folds"), DecimalField((0.05, 0.5), 0.2)
    qtbot.addWidget(folds)
    qtbot.addWidget(share)
    folds.setValue(99)
    share.setValue(0.01)
    assert (folds.value(), folds.suffix(), share.value()) == (20, " folds", 0.05)


def test_a_form_row_names_its_field_and_its_problem(host: QWidget) -> None:
    field = QLineEdit()
    line = FormRow("Name", field, "1 to 80 signs", parent=host)
    assert field.accessibleName() == "Name"
    assert line.label.buddy() is field
    line.set_problem("“a b” cannot be a name.")
    assert field.accessibleDescription() == "“a b” cannot be a name."
    assert "“a b” cannot be a name." in [label.text() for label in line.findChildren(Text)]


@pytest.mark.parametrize("make", [FilterBox, QLineEdit])
def test_a_field_that_has_the_keyboard_has_a_ring(host: QWidget, make, qtbot: QtBot) -> None:
    field = make("Filter models", parent=host)
    field.resize(240, 36)
    field.show()
    host.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    picture = field.grab().toImage()
    assert picture.pixelColor(1, field.height() // 2) == theme.colour("accent")


def test_escape_empties_a_filter(host: QWidget) -> None:
    box = FilterBox("Filter models", parent=host)
    box.show()
    box.setText("churn")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""


def test_a_reason_is_asked_for_without_a_nested_loop(host: QWidget, qtbot: QtBot) -> None:
    given: list[str] = []
    dialog = TextDialog(host, "Hide churn@3", "Hide", then=given.append, label="Why", is_long=True)
    dialog.open()
    assert not dialog.accept_button.isEnabled()
    dialog.field.setPlainText("  trained on the wrong file ")  # type: ignore[union-attr]
    dialog.accept_button.click()
    assert given == ["trained on the wrong file"]
    assert dialog.isHidden()


def test_escape_leaves_a_dialog_without_doing_anything(host: QWidget) -> None:
    given: list[str] = []
    dialog = TextDialog(host, "Rename", "Rename", then=given.append, label="Name", text="churn")
    dialog.open()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()
    assert given == []


def test_a_file_can_be_dropped_or_chosen(host: QWidget, tmp_path: Path) -> None:
    zone = DropZone("Drop a file to import it", "CSV, Excel", parent=host)
    zone.show()
    dropped: list[Path] = []
    asked: list[bool] = []
    zone.file_dropped.connect(dropped.append)
    zone.choosing.connect(lambda: asked.append(True))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "bikes.csv"))])
    zone.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    zone.choose.click()
    assert dropped == [tmp_path / "bikes.csv"]
    assert asked == [True]


def test_progress_says_what_how_far_and_stops_once(host: QWidget) -> None:
    stops: list[bool] = []
    shown = StepProgress("Training bike_demand", lambda: stops.append(True), parent=host)
    shown.set_step(Step("Random forest", 2, 5, "fold 3 of 5"), "about 40 s left")
    texts = [label.text() for label in shown.findChildren(Text)]
    assert "Random forest · fold 3 of 5" in texts
    shown.cancel.click()
    shown.cancel.click()
    assert stops == [True]
    assert shown.cancel.text() == "Stopping…"


@pytest.mark.parametrize(("counts", "is_drawn"), [((), False), ((0, 0), False), ((0, 7, 2), True)])
def test_a_histogram_without_values_leaves_its_place_empty(
    app: QApplication, counts: tuple[int, ...], is_drawn: bool
) -> None:
    image = QImage(80, 24, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    empty = image.copy()
    painter = QPainter(image)
    paint_histogram(painter, QRectF(0, 0, 80, 24), counts)
    painter.end()
    assert (image != empty) is is_drawn


def test_a_header_has_one_primary_button(host: QWidget) -> None:
    done: list[str] = []
    header = PageHeader("Models", "3 models", parent=host)
    header.set_primary("Train…", lambda: done.append("train"))
    header.add_button("Export…", lambda: done.append("export"))
    header.set_primary("Promote v7…", lambda: done.append("promote"))
    buttons = header.findChildren(PrimaryButton)
    assert [button.text() for button in buttons] == ["Promote v7…"]
    buttons[0].click()
    assert done == ["promote"]


def test_a_card_keeps_few_things_at_its_top(host: QWidget) -> None:
    label = Text("only line")
    card = Card("A question?", "aside", parent=host).add(label)
    card.resize(300, 400)
    card.show()
    QApplication.processEvents()
    assert label.mapTo(card, QPoint(0, 0)).y() < 80


def test_the_focus_can_be_seen(host: QWidget) -> None:
    button = Button("Promote", parent=host)
    button.show()

    def picture() -> QImage:
        QApplication.processEvents()
        return button.grab().toImage()

    plain = picture()
    host.activateWindow()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert picture() != plain


def test_a_links_words_begin_and_end_where_other_words_of_its_card_do(host: QWidget) -> None:
    card = Card("A question?", parent=host)
    answer, link, change = Text("an answer"), LinkButton("Save it…"), LinkButton("Change…")
    card.add(answer, link)
    card.header.addWidget(change)
    host.setLayout(column(card, None))
    QApplication.processEvents()
    assert answer.geometry().left() == CARD_PADDING
    assert link.geometry().left() + LINK_PADDING == CARD_PADDING
    assert link.width() == link.sizeHint().width()
    assert card.width() - 1 - change.geometry().right() + LINK_PADDING == CARD_PADDING
    beside = link.sizeHint().width() - link.fontMetrics().horizontalAdvance(link.text())
    assert abs(beside - 2 * LINK_PADDING) <= 1
