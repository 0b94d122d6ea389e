"""What can be done with a model or a version; button, context menus and dialogs use these."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QGuiApplication

from mlops_desktop.core.model import Model, ModelVersion
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.core.stage import ALLOWED_MOVES, Policy, Stage
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.models.catalogue import Chosen, ref_of
from mlops_desktop.gui.pages.models.dialogs import PolicyDialog, RollBackDialog
from mlops_desktop.gui.pages.models.importing import ModelImport
from mlops_desktop.gui.pages.models.promote_dialog import PromoteDialog
from mlops_desktop.gui.pages.models.scoring import Scoring
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.buttons import MoreButton
from mlops_desktop.gui.widgets.dialog import TextDialog
from mlops_desktop.gui.widgets.file_dialogs import choose_save_file
from mlops_desktop.services import behaviour, models, promotion, shelf
from mlops_desktop.services.behaviour import BehaviourCheck
from mlops_desktop.services.models import ModelRow
from mlops_desktop.services.promotion import PromotionSummary

T = TypeVar("T")


class ModelActions(QObject):
    """The actions of the page.

    Signals:
        reproduce_wanted(ModelVersion): it is to be made again.
    """

    reproduce_wanted = Signal(object)

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._chosen: Chosen | None = None
        self._version: ModelVersion | None = None
        self.scoring = Scoring(page)
        self.importing = ModelImport(page)
        self._button = MoreButton(self.tr("More actions"), parent=page)
        self._menu = self._button.offers
        self._menu.aboutToShow.connect(self._fill_menu)

    def button(self) -> MoreButton:
        """Return the "more" button for the page's header."""
        return self._button

    def show_for(self, chosen: Chosen | None, version: ModelVersion | None) -> None:
        """Act on this model and version; None takes the button away."""
        self._chosen, self._version = chosen, version
        self._button.setVisible(chosen is not None)

    # Menus --------------------------------------------------------------------------------

    def of_version(self, version: ModelVersion) -> list[QAction]:
        """Return the actions of a version."""
        name = f"v{version.number}"
        actions = [
            self._make(self.tr("Promote {0}…").format(name), self.promote, version),
            self._make(self.tr("Score a file with {0}…").format(name), self.score, version),
            self._make(
                self.tr("Check that {0} still answers the same").format(name), self.check, version
            ),
            self._make(self.tr("Reproduce {0}…").format(name), self.reproduce_wanted.emit, version),
            self._make(self.tr("Export {0} as .skops…").format(name), self.export, version),
            self._make(self.tr("Where did {0} come from?").format(name), self.lineage, version),
            self._make(self.tr("Copy the name"), self.copy_name, version),
        ]
        if Stage.ARCHIVED in ALLOWED_MOVES[version.stage]:
            actions.append(self._make(self.tr("Archive {0}…").format(name), self.archive, version))
        if version.is_hidden:
            actions.append(self._make(self.tr("Restore {0}").format(name), self.restore, version))
        else:
            hide = self._make(self.tr("Hide {0}…").format(name), self.hide, version)
            hide.setEnabled(not version.stage.is_exclusive)
            actions.append(hide)
        return actions

    def of_model(self, model: Model) -> list[QAction]:
        """Return the actions of a model."""
        actions = [
            self._make(self.tr("Retrain {0}…").format(model.name), self.retrain, model),
            self._make(self.tr("Rename {0}…").format(model.name), self.rename, model),
        ]
        if self._chosen is not None and self._chosen.model.id == model.id:
            back = self._make(self.tr("Roll back…"), self.roll_back, self._chosen)
            back.setEnabled(bool(self._chosen.before_production()))
            rules = self._make(
                self.tr("Rules before production…"), self.change_policy, self._chosen
            )
            actions[1:1] = [back, rules]
        if model.is_hidden:
            actions.append(
                self._make(self.tr("Restore {0}").format(model.name), self.restore, model)
            )
        else:
            actions.append(self._make(self.tr("Hide {0}…").format(model.name), self.hide, model))
        return actions

    def of_row(self, row: ModelRow) -> list[QAction]:
        """Return the actions of a model in the list."""
        return self.of_model(row.model)

    def _fill_menu(self) -> None:
        for action in self._menu.actions():
            self._menu.removeAction(action)
            action.deleteLater()
        if self._version is not None:
            self._menu.addActions(self.of_version(self._version))
            self._menu.addSeparator()
        if self._chosen is not None:
            self._menu.addActions(self.of_model(self._chosen.model))
            self._menu.addSeparator()
            words, name = self.tr("Import a model…"), self._chosen.model.name
            self._menu.addAction(self._make(words, self.importing.ask, name))

    def _make(self, title: str, run: Callable[[T], object], thing: T) -> QAction:
        action = _Action(title, partial(run, thing), self)
        action.triggered.connect(action.run)
        return action

    # Versions -----------------------------------------------------------------------------

    def promote(self, version: ModelVersion) -> PromoteDialog:
        """Open the dialog that promotes a version."""
        dialog = PromoteDialog(self._page, version)
        dialog.open()
        return dialog

    def archive(self, version: ModelVersion) -> PromoteDialog:
        """Open the same dialog, towards the archive."""
        dialog = PromoteDialog(self._page, version, Stage.ARCHIVED)
        dialog.open()
        return dialog

    def score(self, version: ModelVersion) -> None:
        """Ask what to score with a version."""
        self.scoring.ask(version)

    def export(self, version: ModelVersion) -> None:
        """Ask where to write the model file."""
        choose_save_file(
            self._page,
            self.tr("Export {0}").format(version.label),
            f"{version.model}-{version.number}.skops",
            "skops (*.skops)",
            partial(self._export, version),
        )

    def _export(self, version: ModelVersion, path: Path) -> None:
        page, session = self._page, self._page.desk.session
        page.job(
            self.tr("Exporting {0}").format(version.label),
            lambda _work: models.export_skops(session, ref_of(version), path),
            lambda done: page.desk.say(self.tr("{0} written to {1}.").format(version.label, done)),
        )

    def check(self, version: ModelVersion) -> None:
        """Predict a version's golden rows again and tell whether the answers are the same."""
        session, label = self._page.desk.session, version.label
        self._page.job(
            self.tr("Checking the answers of {0}").format(label),
            lambda work: behaviour.check(session, ref_of(version), work),
            self._on_checked,
        )

    def _on_checked(self, found: BehaviourCheck) -> None:
        desk = self._page.desk
        desk.say(
            found.headline,
            Tone.OK if found.is_same else Tone.BAD,
            hint=found.environments,
            action=self.tr("Show in the log"),
            on_action=partial(desk.navigate, "audit", found.entry),
        )

    def lineage(self, version: ModelVersion) -> None:
        """Go to the lineage of a version."""
        self._page.desk.navigate("lineage", ref_of(version))

    def copy_name(self, version: ModelVersion) -> None:
        """Put ``churn@7`` on the clipboard."""
        QGuiApplication.clipboard().setText(version.label)

    # Models -------------------------------------------------------------------------------

    def retrain(self, model: Model) -> None:
        """Go to the train page with a model."""
        self._page.desk.navigate("train", Reference(model.name, namespace=Namespace.MODEL))

    def roll_back(self, chosen: Chosen) -> None:
        """Ask which version comes back to production."""
        earlier = chosen.before_production()
        if earlier:
            then = partial(self._roll_back, chosen.model)
            RollBackDialog(self._page, chosen.production, earlier, then).open()

    def _roll_back(self, model: Model, number: int, reason: str) -> None:
        page, session = self._page, self._page.desk.session

        def told(summary: PromotionSummary) -> None:
            label = f"{model.name}@{summary.event.number}"
            page.desk.say(self.tr("{0} is back in production.").format(label))

        page.job(
            self.tr("Rolling back {0}").format(model.name),
            lambda work: promotion.rollback(session, model.name, reason, number, work),
            told,
        )

    def change_policy(self, chosen: Chosen) -> PolicyDialog:
        """Ask for other rules before production."""
        then = partial(self._set_policy, chosen.model)
        dialog = PolicyDialog(self._page, chosen.model, chosen.policy, then)
        dialog.open()
        return dialog

    def _set_policy(self, model: Model, wanted: Policy, reason: str) -> None:
        page, session = self._page, self._page.desk.session
        page.change(
            lambda: promotion.set_policy(session, model.name, wanted, reason),
            lambda _stored: page.desk.say(
                self.tr("New rules for {0} apply from now on.").format(model.name)
            ),
        )

    def rename(self, model: Model) -> None:
        """Ask for a model's new name."""
        TextDialog(
            self._page,
            self.tr("Rename {0}").format(model.name),
            self.tr("Rename"),
            then=partial(self._rename, model),
            label=self.tr("New name"),
            text=model.name,
            hint=self.tr("Letters, digits, “_”, “-” and “.”. Version numbers stay."),
        ).open()

    def _rename(self, model: Model, name: str) -> None:
        page, session = self._page, self._page.desk.session
        if name != model.name:
            page.change(lambda: shelf.rename(session, ref_of(model), name))

    # Both ---------------------------------------------------------------------------------

    def hide(self, thing: Model | ModelVersion) -> None:
        """Ask why, then hide a model or version."""
        TextDialog(
            self._page,
            self.tr("Hide {0}").format(_label(thing)),
            self.tr("Hide"),
            then=partial(self._hide, thing),
            label=self.tr("Reason"),
            hint=self.tr("It is kept in the log."),
            lead=self.tr("It leaves the lists and can be restored. Nothing is deleted."),
        ).open()

    def _hide(self, thing: Model | ModelVersion, reason: str) -> None:
        page, session = self._page, self._page.desk.session
        page.change(
            lambda: shelf.archive(session, ref_of(thing), reason),
            lambda label: page.desk.say(
                self.tr("{0} is hidden.").format(label),
                action=self.tr("Undo"),
                on_action=partial(self.restore, thing),
            ),
        )

    def restore(self, thing: Model | ModelVersion) -> None:
        """List a model or version again."""
        page, session = self._page, self._page.desk.session
        page.change(
            lambda: shelf.restore(session, ref_of(thing)),
            lambda label: page.desk.say(self.tr("{0} is listed again.").format(label)),
        )


class _Action(QAction):
    """An action that knows what it is about."""

    def __init__(self, title: str, run: Callable[[], object], parent: QObject) -> None:
        super().__init__(title, parent)
        self._run = run

    def run(self) -> None:
        """Do it."""
        self._run()


def _label(thing: Model | ModelVersion) -> str:
    return thing.label if isinstance(thing, ModelVersion) else thing.name
