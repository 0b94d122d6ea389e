"""Running a recipe over a whole version, or again on newer rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.outcome import Fitting
from mlops_desktop.core.recipes.recipe import digest
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.gui.job import Job
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.recipes.dialogs import NameDialog
from mlops_desktop.gui.pages.data.recipes.flow import RecipeFlow
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.services import transforming
from mlops_desktop.services.transforming import TransformSummary


class RecipeRunning(QObject):
    """Makes dataset versions by recipes, one at a time.

    Signals:
        made(TransformSummary): it is done.
    """

    made = Signal(object)

    def __init__(self, page: Page, flow: RecipeFlow) -> None:
        super().__init__(flow)
        self._page, self._flow = page, flow
        self._job: Job | None = None

    def ask_to_run(self) -> None:
        """Ask for the name of the dataset that is made."""
        if self._flow.why_not():
            return
        NameDialog(
            self._page,
            self.tr("Run the recipe on all of {0}").format(self._flow.label),
            self.tr("Run"),
            then=lambda name, _: self.run(name),
            label=self.tr("Name of the dataset it makes"),
            name=self._flow.recipe.name or f"{self._flow.dataset}_changed",
            hint_of=self._hint_of_target,
            lead=self.tr("{0} stays as it is.").format(self._flow.label),
        ).open()

    def _hint_of_target(self, name: str) -> str:
        entry = self._flow.catalogue.entry(name) if self._flow.catalogue is not None else None
        number = entry.dataset.newest + 1 if entry is not None else 1
        return self.tr(
            "Becomes {0}@{1}; the recipe is saved as {2}, or as its next version."
        ).format(name, number, self._flow.recipe.name or name)

    def run(self, name: str) -> None:
        """Apply the recipe to the whole version, in a job."""
        session, recipe, label = self._page.desk.session, self._flow.recipe, self._flow.label
        self._start_job(
            self.tr("Running the recipe on {0}").format(label),
            lambda work: transforming.transform(session, recipe, label, name, work),
        )

    def run_again(self, label: str, fitting: Fitting = Fitting.ANEW) -> None:
        """Run the recipe that made a version on the newest rows of what went in.

        Args:
            fitting: whether means, limits, edges are computed from these rows, or are those that
                were recorded with the version.
        """
        session = self._page.desk.session
        self._start_job(
            self.tr("Making {0} again").format(label.partition("@")[0]),
            lambda work: transforming.reapply(session, label, work, fitting),
        )

    def _start_job(self, title: str, fn: Callable[..., object]) -> None:
        if self._job is not None:
            return
        self._page.bar.clear("recipe")
        self._job = self._page.job(title, fn, self._on_made, failed=self._on_run_failed)
        self._job.ended.connect(self._on_ended)
        self._flow.is_busy = True
        self._flow.changed.emit()

    def _on_run_failed(self, error: UserError) -> None:
        self._page.bar.show_error(error, "recipe")
        number = error.facts.get("number")
        if isinstance(number, int) and 0 < number <= len(self._flow.recipe.steps):
            self._flow.look_at(number - 1)

    def _on_ended(self) -> None:
        self._job = None
        self._flow.is_busy = False
        self._flow.changed.emit()

    def _on_made(self, summary: TransformSummary) -> None:
        version = summary.version
        if summary.recipe.document_object == digest(replace(self._flow.recipe, name="")):
            self._flow.note_saved(self._flow.recipe, summary.recipe.number)
        self.made.emit(summary)
        if summary.identical:
            text = self.tr("The recipe {0} makes the same rows as {1}: no new version was made.")
            said = text.format(summary.recipe.label, version.label)
        else:
            rows = words.counted(version.row_count, "row")
            text = self.tr("{0} was made by the recipe {1}: {2}.")
            said = text.format(version.label, summary.recipe.label, rows)
        ref = Reference(version.dataset, version.number, namespace=Namespace.DATA)
        self._page.desk.say(
            said,
            Tone.OK,
            action=self.tr("Where it came from"),
            on_action=partial(self._page.desk.navigate, "lineage", ref),
        )
