"""The pieces of a tour that are about training: finer choices, a search, a queue."""

from __future__ import annotations

from e2e.touring import Tour
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from mlops_desktop.core.features import Treatment
from mlops_desktop.gui.pages.train import TrainPage
from mlops_desktop.gui.theme import theme


def choose_finely(tour: Tour) -> None:
    """Leave out what gives the answer away, hold out a season, open all that is folded."""
    page = tour.go("train")
    page.what.target.set_value("bikers")
    tour.wait(page.what.leave_out.isVisible)
    tour.picture("train_doubts")
    tour.press(page.what.leave_out)
    page.check.split.by_column.setChecked(True)
    page.check.split.column.set_value("weekday")
    tour.settle()
    page.check.split.held_out.list.tick(["0", "6"])
    page.check.folds.setValue(3)
    page.methods.choose(("baseline", "linear", "forest"))
    for fold in (page.finer.search_fold, page.finer.column_fold, page.finer.decision_fold):
        tour.begin("unfolding")
        tour.press(fold.button)
    page.finer.search.on.setChecked(True)
    page.finer.search.candidates.setValue(24)
    tour.begin("choosing columns")
    page.finer.columns.table.select(lambda line: line.column.name == "weathersit")
    page.finer.columns.choose(["weathersit"], Treatment.ORDINAL)
    tour.settle()
    show(page, page.check)
    tour.picture("train_checks")
    show(page, page.finer)
    tour.picture("train_finer")
    show(page, page.finer.decision_fold)
    tour.picture("train_decisions")
    dialog = page.methods.line("forest").edit()
    assert dialog is not None
    tour.picture("train_parameters", dialog)
    dialog.reject()


def search(tour: Tour) -> None:
    """Search, let a second training wait, look at what was tried."""
    page = tour.page
    tour.begin("searching")
    tour.press(page.header.primary)
    (first,) = page.trainings.open()
    tour.wait(lambda: len(first.trials()) >= 28)
    picture_while_it_runs(tour, "train_searching")
    tour.begin("queueing")
    page.show_setup()
    page.what.show_name("second")
    tour.press(page.header.primary)
    (_, second) = page.trainings.open()
    tour.wait(lambda: second.is_waiting)
    picture_while_it_runs(tour, "train_queue")
    second.job.cancel()
    page.running.lines[first].look.click()
    tour.wait(lambda: first.is_over)
    tour.settle()
    assert page.result.trials.table.model.rowCount() == 48
    tour.picture("train_tried")


def picture_while_it_runs(tour: Tour, name: str) -> None:
    """Save the window in both looks without waiting for the training to end."""
    app = QApplication.instance()
    for mode in (theme.Mode.DARK, theme.Mode.LIGHT):
        tour.begin("switching the theme")
        theme.apply(app, mode, 100)
        # What is drawn anew is read like all else; only the training itself goes on.
        tour.wait(lambda: not tour.window.gateway._pending)
        tour.begin("pictures")
        assert tour.window.grab().save(str(tour.folder / f"{name}_{mode}.png"))
    tour.begin("following")


def show(page: TrainPage, widget: QWidget) -> None:
    """Scroll the page to a part of it."""
    area = widget.parentWidget()
    while not isinstance(area, QScrollArea):
        area = area.parentWidget()
    area.verticalScrollBar().setValue(widget.mapTo(page.content, widget.rect().topLeft()).y())
