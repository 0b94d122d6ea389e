"""Dialogs: a title, a body, one verb and Cancel. Never a nested event loop: ``open()``."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_3, SPACE_4, SPACE_5, TextRole
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.forms import FormRow
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.message_bar import MessageBar
from mlops_desktop.gui.widgets.text import Text

HELP = "help.page"
"""The window's command that explains what is open."""


class Dialog(QDialog):
    """A window-modal dialog. Fill ``body``, connect ``accept_button``, call ``open()``.

    Args:
        parent: a widget of the window it belongs to.
        title: what it is about.
        verb: words of its primary button ("Promote"); never "OK".
        lead: one muted sentence below the title.
        is_dangerous: whether the verb cannot be undone.

    Attributes:
        help_topic: the manual's page that F1 opens; "" for that of the page behind.
        body: the vertical layout for the content.
        bar: for errors; the dialog stays open with them.
        on_accept: called by the verb's button; closes the dialog itself with ``accept()``.
    """

    help_topic: ClassVar[str] = ""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        verb: str,
        *,
        lead: str = "",
        is_dangerous: bool = False,
    ) -> None:
        super().__init__(parent.window())
        # The window's own shortcuts sleep while a dialog is over it; help is wanted here too.
        self.addActions([act for act in parent.window().actions() if act.objectName() == HELP])
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.px(460))
        self.on_accept: Callable[[], object] = self.accept
        layout = column(spacing=SPACE_4, parent=self)
        layout.setContentsMargins(SPACE_5, 20, SPACE_5, 20)
        layout.addWidget(Text(title, TextRole.CARD_TITLE, wrap=True, parent=self))
        if lead:
            layout.addWidget(Text(lead, TextRole.BODY, "muted", wrap=True, parent=self))
        self.bar = MessageBar(self)
        layout.addWidget(self.bar)
        self.body = column(spacing=SPACE_3)
        layout.addLayout(self.body, 1)
        self.accept_button = Button(
            verb, self._accepted, look="danger" if is_dangerous else "primary", parent=self
        )
        self.accept_button.setDefault(True)
        self.cancel_button = Button(self.tr("Cancel"), self.reject, parent=self)
        buttons = row(spacing=SPACE_3)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.accept_button)
        layout.addLayout(buttons)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin as high as the content needs, in the first field while nothing can be done yet."""
        super().showEvent(event)
        self._order_tabs()
        layout = self.layout()
        if layout is not None and not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))
        is_waiting = not self.accept_button.isEnabled()
        if is_waiting and self.focusWidget() in (None, self.cancel_button):
            self._focus_first()

    def _order_tabs(self) -> None:
        """Let Tab come to the content first and to the buttons last, also to what was added."""
        # What is made now stands at the end of the order, whatever is there already. The order
        # itself is not walked through: that would make objects of Qt's inner widgets ours.
        end = QWidget(self)
        end.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        QWidget.setTabOrder(end, self.cancel_button)
        QWidget.setTabOrder(self.cancel_button, self.accept_button)
        end.setParent(None)
        end.deleteLater()

    def _focus_first(self) -> None:
        """Give the keyboard to the topmost field."""
        fields = [
            child
            for child in self.findChildren(QWidget)
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus
            and child not in (self.accept_button, self.cancel_button)
            and child.isEnabled()
            and child.isVisible()
        ]
        if fields:
            min(fields, key=self._height_of).setFocus()

    def _height_of(self, child: QWidget) -> int:
        return child.mapTo(self, QPoint(0, 0)).y()

    def event(self, event: QEvent) -> bool:
        """Grow when a line appears: wrapped text needs more than the layout's minimum."""
        # Asked first: after a deferred deletion there is nothing left to ask.
        is_request = event.type() == QEvent.Type.LayoutRequest
        answer = super().event(event)
        if is_request and (layout := self.layout()) is not None:
            if self.isVisible():
                self._order_tabs()
            needed = layout.totalHeightForWidth(self.width())
            if needed > self.height():
                self.resize(self.width(), needed)
        return answer

    def show_error(self, error: UserError) -> None:
        """Say what went wrong; the dialog stays open."""
        self.accept_button.setEnabled(True)
        self.bar.show_error(error)

    def _accepted(self) -> None:
        self.on_accept()


class TextDialog(Dialog):
    """Asks for one text: a new name, a reason.

    Args:
        then: called with the text; the dialog closes.
        label: what the text is; text: what stands there first; is_long: several lines.
        may_be_empty: whether no text is an answer.
    """

    def __init__(  # noqa: PLR0913 - words of one dialog, all by name
        self,
        parent: QWidget,
        title: str,
        verb: str,
        *,
        then: Callable[[str], object],
        label: str,
        text: str = "",
        hint: str = "",
        lead: str = "",
        is_long: bool = False,
        may_be_empty: bool = False,
    ) -> None:
        super().__init__(parent, title, verb, lead=lead)
        self._then, self._may_be_empty = then, may_be_empty
        self.field: QLineEdit | QPlainTextEdit
        if is_long:
            self.field = QPlainTextEdit(text, self, tabChangesFocus=True)
            self.field.setFixedHeight(theme.px(84))
        else:
            self.field = QLineEdit(text, self)
            self.field.selectAll()
        self.field.textChanged.connect(self._on_text)
        self.body.addWidget(FormRow(label, self.field, hint, parent=self))
        self.on_accept = self._finish
        self._on_text()
        self.field.setFocus()

    def text(self) -> str:
        """Return what was typed, without blanks at its ends."""
        if isinstance(self.field, QPlainTextEdit):
            return self.field.toPlainText().strip()
        return self.field.text().strip()

    def _on_text(self) -> None:
        self.accept_button.setEnabled(self._may_be_empty or bool(self.text()))

    def _finish(self) -> None:
        text = self.text()
        self.accept()
        self._then(text)
