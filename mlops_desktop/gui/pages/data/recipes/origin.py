"""On a version that a recipe made: by which, and what can be done with it again."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.recipes.outcome import Fitting
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.theme.scale import SPACE_1, TextRole
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.facts import FactsList
from mlops_desktop.gui.widgets.forms import Choice, FormRow
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services import transforming
from mlops_desktop.services.session import Session
from mlops_desktop.services.transforming import InputState, Making


@dataclass(frozen=True, slots=True)
class Origin:
    """How a version was made, and what would go in now."""

    version: DatasetVersion
    making: Making
    inputs: tuple[InputState, ...]

    @property
    def is_newer(self) -> bool:
        """Whether there are newer rows than those that were used."""
        return any(item.is_newer for item in self.inputs)

    @property
    def has_recorded(self) -> bool:
        """Whether steps computed values from rows, and all are kept: a run may use them again."""
        steps = self.making.details.steps
        is_any = any(step.fitted_count for step in steps)
        return is_any and all(step.fitted_count == len(step.fitted) for step in steps)


def read_origin(session: Session, version: DatasetVersion) -> Origin | None:
    """Return how a recipe made a version, None when none did; for a reader thread."""
    making = transforming.making_of(session, version)
    if making is None:
        return None
    states = transforming.input_states(session, version.label)
    return Origin(version, making, states)


class RecipeOrigin(QWidget):
    """Names the recipe below "Where it comes from"; hidden for other versions.

    Signals:
        edit_wanted(Origin), again_wanted(Origin, Fitting): the two buttons.

    Attributes:
        fitting: whether steps compute their values anew; shown where there is a choice.
    """

    edit_wanted = Signal(object)
    again_wanted = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._origin: Origin | None = None
        title = Text(self.tr("Made by a recipe"), TextRole.SECONDARY_STRONG, parent=self)
        self.facts = FactsList(parent=self)
        self.newer = Text("", TextRole.CAPTION, "muted", wrap=True, parent=self)
        self.edit = Button(self.tr("Edit recipe…"), self._on_edit, parent=self)
        self.fitting = Choice(
            (
                (Fitting.ANEW, self.tr("Compute anew")),
                (Fitting.RECORDED, self.tr("Use the recorded")),
            ),
            parent=self,
        )
        self._fitting_row = FormRow(
            self.tr("Means, limits, edges"),
            self.fitting,
            self.tr("From the newer rows, or as this version was made with."),
            parent=self,
        )
        self.again = Button(self.tr("Run again on newer rows"), self._on_again, parent=self)
        parts = (title, self.facts, self.edit, self._fitting_row, self.again, self.newer)
        self.setLayout(column(*parts, spacing=SPACE_1 + 2))
        self.hide()

    def show_origin(self, origin: Origin | None) -> None:
        """Show how a version was made; None hides everything."""
        self._origin = origin
        self.setVisible(origin is not None)
        if origin is None:
            return
        making = origin.making
        run = making.runs[0]
        self.facts.set_facts(
            (
                (words.tr("Recipe"), making.recipe.label),
                (words.tr("Steps"), f"{len(making.document.steps)}"),
                (words.tr("Of"), ", ".join(item.version.label for item in making.inputs)),
                (words.tr("Rows"), f"{run.rows_in:,} → {run.rows_out:,}"),
                *values_of(making),
            )
        )
        newest = [item.newest.label for item in origin.inputs if item.is_newer]
        said = words.tr("There is {0} by now.").format(", ".join(newest))
        self.newer.setText(said if newest else words.tr("It was made from the newest rows."))
        self._fitting_row.setVisible(origin.has_recorded and origin.is_newer)
        self.fitting.set_value(Fitting.ANEW)
        self.again.set_enabled(origin.is_newer, words.tr("There are no newer rows."))

    def _on_edit(self) -> None:
        if self._origin is not None:
            self.edit_wanted.emit(self._origin)

    def _on_again(self) -> None:
        if self._origin is not None:
            self.again_wanted.emit(self._origin, self.fitting.value())


def values_of(making: Making) -> tuple[tuple[str, str], ...]:
    """Return whose recorded values the steps used, if they did not compute their own."""
    given_by = making.details.fitted_from
    return ((words.tr("Values of"), given_by),) if given_by else ()
