"""Settings: look, text size, where projects lie, whose name the log shows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSlider, QWidget

from mlops_desktop.diagnostics import logs
from mlops_desktop.gui.about import open_log_folder
from mlops_desktop.gui.page import Desk, Page
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_3, SPACE_4, TextRole
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.file_dialogs import choose_folder
from mlops_desktop.gui.widgets.forms import Choice, FormRow
from mlops_desktop.gui.widgets.layouts import boxed, column, row
from mlops_desktop.gui.widgets.text import ElidedText, Text
from mlops_desktop.settings.schema import LARGEST_FONT, SMALLEST_FONT, Preferences, describe

_WIDTH = 760
_FIRST = 100
"""Parts of the room for the cards before one is left empty: beyond their width all is."""


class SettingsPage(Page):
    """The preferences; each takes effect at once."""

    key, title, icon = "settings", "Settings", "settings"
    help_topic = "settings"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.header.set_subtitle(self.tr("Changes take effect at once and are kept for you alone."))
        cards = column(
            self._look_card(), self._work_card(), self._files_card(), None, spacing=SPACE_4
        )
        self._holder = boxed(cards)
        self._set_width()
        theme.notifier().changed.connect(self._set_width)
        layout = QHBoxLayout(self.content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._holder, _FIRST)
        layout.addStretch(1)
        self._show(desk.settings.now)
        desk.preferences_changed.connect(self._show)

    def _set_width(self) -> None:
        self._holder.setMaximumWidth(theme.px(_WIDTH))

    def _look_card(self) -> Card:
        self.theme_field = Choice(
            [
                ("system", self.tr("As the system is")),
                ("light", self.tr("Light")),
                ("dark", self.tr("Dark")),
            ],
            parent=self,
        )
        self.theme_field.activated.connect(self._on_theme)
        self.font_field = QSlider(Qt.Orientation.Horizontal, self)
        self.font_field.setRange(SMALLEST_FONT // 10, LARGEST_FONT // 10)
        self.font_field.setPageStep(1)
        self.font_field.setAccessibleName(self.tr("Text size in per cent"))
        self.font_field.valueChanged.connect(self._on_font)
        self._percent = Text("", TextRole.MEDIUM, tabular=True, parent=self)
        size = boxed(row(self.font_field, self._percent, spacing=SPACE_3))
        size.setFocusProxy(self.font_field)
        hint = self.tr("Ctrl + and Ctrl − do the same, Ctrl 0 goes back to 100 %.")
        return Card(self.tr("Look"), parent=self).add(
            FormRow(self.tr("Colours"), self.theme_field, is_beside=True, parent=self),
            FormRow(self.tr("Text size"), size, hint, is_beside=True, parent=self),
        )

    def _work_card(self) -> Card:
        self.name_field = QLineEdit(self)
        self.name_field.setPlaceholderText(self.tr("your account's name"))
        self.name_field.editingFinished.connect(self._on_name)
        self.reopen_field = QCheckBox(self.tr("Open the last project again at start"), self)
        self.reopen_field.toggled.connect(self._on_reopen)
        words = self.tr("Check versions in use by itself after an upgrade")
        self.asking_field = QCheckBox(words, self)
        self.asking_field.setToolTip(describe("asks_again"))
        self.asking_field.toggled.connect(self._on_asking)
        hint = self.tr("Shown in the log for what you do; holds from the next project you open.")
        return Card(self.tr("Work"), parent=self).add(
            FormRow(self.tr("Your name"), self.name_field, hint, is_beside=True, parent=self),
            self.reopen_field,
            self.asking_field,
        )

    def _files_card(self) -> Card:
        self.folder_field = QLineEdit(self)
        self.folder_field.setReadOnly(True)
        choose = Button(self.tr("Choose…"), self._choose_folder, parent=self)
        place = boxed(row(self.folder_field, choose))
        place.setFocusProxy(self.folder_field)
        self.folder_field.setAccessibleName(describe("projects_folder"))
        show = Button(self.tr("Open log folder"), open_log_folder, icon="folder", parent=self)
        card = Card(self.tr("Files"), parent=self)
        return card.add(
            FormRow(self.tr("New projects lie in"), place, is_beside=True, parent=self),
            self._place_row(self.tr("Preferences"), self.desk.settings.path),
            self._place_row(self.tr("Log and crash files"), logs.log_folder()),
            row(show, None),
        )

    def _place_row(self, name: str, path: Path) -> FormRow:
        """Return a line that says where something lies, level with the fields above."""
        words = ElidedText(str(path), TextRole.MEDIUM, middle=True, parent=self)
        words.selectable().setAccessibleName(f"{name}: {path}")
        return FormRow(name, words, is_beside=True, parent=self)

    def _show(self, now: Preferences) -> None:
        self.theme_field.set_value(now.theme)
        blocked = self.font_field.blockSignals(True)
        self.font_field.setValue(now.font_percent // 10)
        self.font_field.blockSignals(blocked)
        self._percent.setText(f"{now.font_percent} %")
        if not self.name_field.hasFocus():
            self.name_field.setText(now.actor_name)
        self.reopen_field.setChecked(now.reopens_last)
        self.asking_field.setChecked(now.asks_again)
        self.folder_field.setText(str(self.desk.settings.projects_folder()))
        if self.desk.settings.problem:
            self.desk.say(
                self.tr("Preferences could not be kept: {0}").format(self.desk.settings.problem),
                Tone.WARN,
                hint=self.tr("They hold until the program ends."),
            )

    def _on_theme(self) -> None:
        self.desk.settings.change(theme=self.theme_field.value())

    def _on_font(self, tenths: int) -> None:
        self.desk.settings.change(font_percent=tenths * 10)

    def _on_name(self) -> None:
        name = " ".join(self.name_field.text().split())[:80]
        if name != self.desk.settings.now.actor_name:
            self.desk.settings.change(actor_name=name)

    def _on_reopen(self, checked: bool) -> None:
        if checked != self.desk.settings.now.reopens_last:
            self.desk.settings.change(reopens_last=checked)

    def _on_asking(self, checked: bool) -> None:
        if checked != self.desk.settings.now.asks_again:
            self.desk.settings.change(asks_again=checked)

    def _choose_folder(self) -> None:
        choose_folder(
            self,
            self.tr("New projects lie in"),
            self._on_folder,
            folder=self.desk.settings.projects_folder(),
        )

    def _on_folder(self, folder: Path) -> None:
        self.desk.settings.change(projects_folder=str(folder))
