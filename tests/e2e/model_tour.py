"""The pieces of a tour that are about models: train, promote, score, watch."""

from __future__ import annotations

from e2e.touring import Tour

from mlops_desktop.core.stage import Stage
from mlops_desktop.gui.page import Ask
from mlops_desktop.gui.pages.models.promote_dialog import PromoteDialog
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
    """Look at the best version of the chosen model."""
    models = tour.go("models")
    best = models.desk.session.project.models.best(models.chosen.model.id)
    assert models.browser.choose(best)
    tour.settle()
    tour.picture("models")


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
