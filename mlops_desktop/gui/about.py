"""Dialogs about the program itself: versions, self-test, what went wrong last time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from mlops_desktop import __version__
from mlops_desktop.diagnostics import crash, logs
from mlops_desktop.diagnostics.versions import version_lines, versions
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.gui.widgets.facts import CheckList, FactsList
from mlops_desktop.gui.widgets.text import Text

if TYPE_CHECKING:
    from mlops_desktop.gui.gateway import Gateway


def open_log_folder() -> None:
    """Show the folder of log and crash files in the system's file manager."""
    folder = logs.log_folder()
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


class AboutDialog(Dialog):
    """Version, libraries, licence, folders."""

    help_topic = "settings"

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent,
            self.tr("MLOps Desktop {0}").format(__version__),
            self.tr("Close"),
            lead=self.tr(
                "The whole life of a machine-learning model on one desk. Works offline; "
                "sends nothing anywhere. Licence: Apache 2.0; the libraries' licences are in the "
                "program's folder “licences”."
            ),
        )
        self.cancel_button.setText(self.tr("Copy versions"))
        self.cancel_button.set_action(self._copy)
        self.body.addWidget(
            FactsList([*versions()[1:], (self.tr("Log folder"), str(logs.log_folder()))])
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(version_lines()))


class CrashDialog(Dialog):
    """What the last run left behind; stays on this computer."""

    help_topic = "settings"

    def __init__(self, parent: QWidget, text: str) -> None:
        super().__init__(
            parent,
            self.tr("The program went wrong last time"),
            self.tr("Close"),
            lead=self.tr(
                "Nothing that was saved is lost. This is what it wrote down; it stays on this "
                "computer. It helps whoever looks after the program."
            ),
        )
        self.setMinimumWidth(theme.px(620))
        field = QPlainTextEdit(text, self, readOnly=True, tabChangesFocus=True)
        field.setAccessibleName(self.tr("What went wrong"))
        field.setMinimumHeight(theme.px(220))
        field.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.body.addWidget(field)
        self.body.addWidget(
            Button(self.tr("Open log folder"), open_log_folder, icon="folder", parent=self)
        )
        self.cancel_button.setText(self.tr("Copy"))
        self.cancel_button.set_action(self._copy)
        self._text = text
        crash.seen()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)


class SelfTestDialog(Dialog):
    """Runs the checks of this installation and shows each answer."""

    help_topic = "settings"

    def __init__(self, parent: QWidget, gateway: Gateway) -> None:
        super().__init__(
            parent,
            self.tr("Self-test"),
            self.tr("Close"),
            lead=self.tr("Checks that every part of this installation works on this computer."),
        )
        self.cancel_button.hide()
        self._state = Text(self.tr("Checking…"), TextRole.STRONG, parent=self)
        self._list = CheckList(parent=self)
        self.body.addWidget(self._state)
        self.body.addWidget(self._list)
        gateway.job(self.tr("Self-test"), _run_checks, self._show, self.show_error, owner=self)

    def _show(self, results: tuple[Any, ...]) -> None:
        failed = sum(not result.passed for result in results)
        self._state.setText(
            self.tr("Everything works.") if not failed else self.tr("{0} failed.").format(failed)
        )
        self._list.set_lines(
            [
                (Mark.FINE if result.passed else Mark.PROBLEM, result.name, result.detail)
                for result in results
            ]
        )


def _run_checks(_work: object) -> tuple[Any, ...]:
    from mlops_desktop.diagnostics.self_test import run

    return run()
