"""Why a tab about a version has nothing to show, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.model import ModelVersion
from mlops_desktop.gui.pages.models.tables import tr
from mlops_desktop.gui.widgets.states import EmptyState


@dataclass(frozen=True, slots=True)
class Missing:
    """Why something is not there.

    Attributes:
        sentence: what is missing; detail: why, or where to look instead.
        can_train: whether training again would bring it.
    """

    sentence: str
    detail: str
    can_train: bool = False

    @classmethod
    def of_old(cls, version: ModelVersion, what: str) -> Missing:
        """Say that a version was trained before these facts were kept."""
        return cls(
            tr("v{0} was trained before {1} were kept.").format(version.number, what),
            tr("Versions do not change afterwards. A version trained again will have them."),
            can_train=True,
        )


class MissingState(EmptyState):
    """Tells it, with a button that trains again where that helps.

    Args:
        train_again: what the button does.
    """

    def __init__(self, train_again: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(
            "info", "", tr("Train again…"), train_again, detail=" ", is_primary=False, parent=parent
        )

    def tell(self, missing: Missing) -> None:
        """Say why."""
        self.set_text(missing.sentence, missing.detail)
        if self.button is not None:
            self.button.setVisible(missing.can_train)
