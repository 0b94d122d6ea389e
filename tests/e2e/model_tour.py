"""The pieces of a tour that are about models: train, promote, score, watch."""

from __future__ import annotations

from e2e.touring import Tour

from mlops_desktop.core.stage import Stage
from mlops_desktop.gui.page import Ask
from mlops_desktop.gui.pages.models import ModelsPage
from mlops_desktop.gui.pages.models.promote_dialog import PromoteDialog
from mlops_desktop.gui.pages.models.what_if import WhatIfDialog
from mlops_desktop.gui.pages.monitor.check_dialog import CheckDialog
from mlops_desktop.gui.widgets.dialog import Dialog


def train(tour: Tour) -> None:
    """Choose what to predict, leave out what gives it away, train three methods."""
    page = tour.go("train")
    index = page.what.target.findText("bikers")
    page.what.target.setCurrentIndex(index)
    tour.wait(page.what.leave_out.isVisible)
    tour.press(page.what.leave_out)
    assert set(page.what.columns.left_out()) == {"casual", "registered"}
    page.what.name.setText("demand")
    page.check.ordered.setChecked(True)
    page.check.folds.setValue(2)
    page.methods.choose(("baseline", "linear", "boosting"))
    tour.settle()
    tour.picture("train_setup")
    tour.press(page.header.primary)
    tour.wait(lambda: page.is_training)
    tour.settle()
    tour.picture("train_result")


def choose_best(tour: Tour) -> None:
    """Look at the best version of the chosen model, beside the one it is compared with."""
    models = tour.go("models")
    best = models.desk.session.project.models.best(models.chosen.model.id)
    assert models.browser.choose(best)
    tour.wait(lambda: models.version is not None and models.version.id == best.id)
    tour.wait(lambda: is_compared(models))
    tour.settle()
    tour.picture("models")


def is_compared(page: ModelsPage) -> bool:
    """Whether the pair that is shown was measured on the same rows, and says so."""
    pair = page._pair
    if pair is None or pair.other is None:
        return False
    is_known = page.measurer.known(pair.other.version, pair.details.version) is not None
    return is_known and page.compare.note.text().startswith("Measured on the same")


def look_closely(tour: Tour) -> None:
    """Look at how the version errs, ask about one row, put three versions side by side."""
    page = tour.page
    tour.begin("how it errs")
    tour.tab(page.area.tabs, tab_of(page, "How it errs"))
    for name, place in (("curves", 1), ("slices", 2), ("dependence", 3)):
        tour.tab(page.errs.area.tabs, place)
        tour.picture(f"models_{name}")
    tour.begin("what if")
    tour.press(page.errs.dependence.ask)
    dialog = tour.dialog(WhatIfDialog)
    dialog.row.setValue(20)
    dialog.wanted.setText("200")
    tour.press(dialog.accept_button)
    tour.wait(dialog.answer.isVisible)
    tour.picture("models_what_if", dialog)
    dialog.reject()
    tour.begin("side by side")
    tour.tab(page.area.tabs, tab_of(page, "Side by side"))
    page.browser.versions.view.selectAll()
    tour.wait(lambda: len(page.beside.view.metrics.model.columns) == 4)
    tour.wait(lambda: page.beside.is_measured)
    tour.settle()
    tour.picture("models_side_by_side")
    tour.begin("changed rows")
    bar = page.area._stack.currentWidget().verticalScrollBar()
    bar.setValue(bar.maximum())
    assert page.beside.view.rows.model.rowCount()
    tour.picture("models_changed_rows")
    assert page.browser.choose(page.version)
    tour.tab(page.area.tabs, 0)


def tab_of(page: ModelsPage, title: str) -> int:
    """Where a tab stands."""
    bar = page.area.tabs
    return [bar.tabText(place) for place in range(bar.count())].index(title)


def promote(tour: Tour, to: Stage, reason: str) -> None:
    """Give the version its next stage, with a reason; production is typed out."""
    page = tour.page
    tour.begin("promote")
    tour.press(page.header.primary)
    dialog = tour.dialog(PromoteDialog)
    tour.settle()
    assert dialog.to is to
    assert not dialog.accept_button.isEnabled()
    dialog.reason.setPlainText(reason)
    if to is Stage.PRODUCTION:
        assert not dialog.accept_button.isEnabled()
        dialog.confirm.setText(page.version.label)
    tour.picture(f"promote_{to}", dialog)
    tour.press(dialog.accept_button)
    tour.settle()


def score_july(tour: Tour) -> None:
    """Score July with the version that is shown."""
    models = tour.go("models")
    tour.begin("score")
    models.actions_.scoring.score(models.version, "data:bikes_2011_july@1", "july_scored")
    tour.settle()
    for dialog in tour.window.findChildren(Dialog):
        if dialog.isVisible():
            tour.picture("scored", dialog)
            dialog.reject()


def check_july(tour: Tour) -> None:
    """Compare July with the rows the model learnt from."""
    page = tour.go("monitor", Ask.CHECK_DRIFT)
    dialog = tour.dialog(CheckDialog)
    dialog.table.set_value("data:bikes_2011_july@1")
    tour.press(dialog.accept_button)
    tour.settle()
    assert page.columns.model.rowCount() > 5
    tour.picture("monitor")
