"""Labels by role, always plain text, always at the present size."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import TextRole


class Text(QLabel):
    """A label of a role (size, weight) and a tone (colour).

    Args:
        text: shown as it stands; markup in it is never interpreted.
        role: how large and heavy.
        tone: ``""`` (text), ``muted``, ``faint``, ``ok``, ``warn``, ``bad``, ``staging``,
            ``accent``.
        wrap: whether long text takes several lines.
        tabular: whether all digits are equally wide.
    """

    def __init__(  # noqa: PLR0913 - options of one widget, by name
        self,
        text: str = "",
        role: TextRole = TextRole.BODY,
        tone: str = "",
        *,
        wrap: bool = False,
        tabular: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent, textFormat=Qt.TextFormat.PlainText, wordWrap=wrap)
        self._role = role
        self._is_tabular = tabular
        self.setProperty("tone", tone)
        self.setFont(theme.font(role, tabular=tabular))
        if wrap:
            # Its least height is that of one line here; layouts ask for the height at their
            # real width, and a high minimum would make every window as high.
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)

    @property
    def role(self) -> TextRole:
        """How large and heavy it is."""
        return self._role

    def set_tone(self, tone: str) -> None:
        """Change the colour role."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)

    def selectable(self) -> Text:
        """Let the person select and copy the text; return the label itself."""
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return self

    def minimumSizeHint(self) -> QSize:
        """Allow wrapped text to become as narrow as its card; its height follows the width."""
        if not self.wordWrap():
            return super().minimumSizeHint()
        return QSize(theme.px(60), self.fontMetrics().height())

    def changeEvent(self, event: QEvent) -> None:
        """Take the role's font again when the application's size changes."""
        if event.type() == QEvent.Type.StyleChange:
            self.setFont(theme.font(self._role, tabular=self._is_tabular))
        super().changeEvent(event)


class ElidedText(Text):
    """One line that is cut with an ellipsis where it does not fit; the whole is its tooltip.

    Args:
        text: the whole text.
        role, tone: as for :class:`Text`.
        middle: cut in the middle (paths, hashes) instead of at the end.
    """

    def __init__(
        self,
        text: str = "",
        role: TextRole = TextRole.BODY,
        tone: str = "",
        *,
        middle: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", role, tone, parent=parent)
        self._mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        """Allow it to become narrow."""
        return QSize(theme.px(24), QLabel.minimumSizeHint(self).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as fits."""
        shown = self.fontMetrics().elidedText(self.text(), self._mode, self.contentsRect().width())
        if shown == self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), self.alignment() | Qt.TextFlag.TextSingleLine, shown)

    @property
    def is_cut(self) -> bool:
        """Whether not all of it fits."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()

    def event(self, event: QEvent) -> bool:
        """Offer the whole text as a tooltip where it is cut and has none of its own."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            whole = self.toolTip() or (plain_tooltip(self.text()) if self.is_cut else "")
            QToolTip.showText(event.globalPos(), whole, self)
            return True
        return super().event(event)


def plain_tooltip(text: str) -> str:
    """Return a tooltip that shows text as it stands: Qt would take ``<…>`` in it for markup."""
    if not text:
        return ""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "<qt>" + escaped.replace("\n", "<br>") + "</qt>"
