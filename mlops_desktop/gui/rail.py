"""The rail at the left: the project, the pages with their counts, settings at the bottom."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QMenu,
    QSizePolicy,
    QWidget,
)

from mlops_desktop.gui.page_list import PageEntry
from mlops_desktop.gui.theme import icons, theme
from mlops_desktop.gui.theme.scale import (
    CONTROL_RADIUS,
    RAIL_WIDTH,
    RAIL_WIDTH_ICONS,
    TextRole,
)
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.badge import paint_count
from mlops_desktop.gui.widgets.buttons import IconButton
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.text import ElidedText

_LEAST_CONTENT = 760
"""Below this width of the rest, and with large fonts, the rail shows icons only."""


class RailButton(QAbstractButton):
    """One page in the rail."""

    def __init__(self, entry: PageEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = entry.key
        self._icon_name = entry.icon
        self._count = 0
        self._is_hovered = False
        self._is_narrow = False
        self.setText(entry.title)
        self.setCheckable(True)
        self.setAccessibleName(entry.title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_count(self, count: int) -> None:
        """Show a number beside the name; 0 shows none."""
        self._count = count
        name = self.text()
        self.setAccessibleName(f"{name}, {count}" if count else name)
        self.update()

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Show the icon only."""
        self._is_narrow = is_narrow
        self.setToolTip(self.text() if is_narrow else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Return a line's height."""
        return QSize(theme.px(120), max(36, theme.px(36)))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self._is_hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Calm down again."""
        self._is_hovered = False
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Return press it as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, icon, name and count."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self._is_hovered:
            painter.setBrush(theme.colour("accent_tint" if self.isChecked() else "sunken"))
            painter.drawRoundedRect(rect, CONTROL_RADIUS, CONTROL_RADIUS)
        role = "accent" if self.isChecked() else "text"
        side = theme.px(20)
        left = (rect.width() - side) / 2 if self._is_narrow else 12
        spot = QRectF(left, rect.center().y() - side / 2, side, side)
        icons.paint_icon(painter, spot, self._icon_name, role if self.isEnabled() else "faint")
        if not self._is_narrow:
            self._paint_words(painter, rect, spot.right() + 10, role)
        elif self._count:
            painter.setBrush(theme.colour("bad"))
            painter.drawEllipse(QRectF(spot.right() - 3, spot.top() - 2, 8, 8))
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), CONTROL_RADIUS, CONTROL_RADIUS)

    def _paint_words(self, painter: QPainter, rect: QRectF, left: float, role: str) -> None:
        painter.setFont(theme.font(TextRole.STRONG if self.isChecked() else TextRole.MEDIUM))
        painter.setPen(theme.colour(role if self.isEnabled() else "faint"))
        room = theme.px(34) if self._count else 8
        words = QRectF(left, rect.y(), rect.width() - left - room, rect.height())
        shown = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, int(words.width()) + 1
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)
        if self._count:
            width, height = theme.px(20), theme.px(18)
            pill = QRectF(rect.right() - width - 11, rect.center().y() - height / 2, width, height)
            paint_count(painter, pill, self._count, Tone.BAD)


class AppSign(QWidget):
    """The product's sign, 28 pixels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return its square."""
        return QSize(28, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it in the accent colour."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(QRectF(self.rect()), 7, 7)
        icons.paint_icon(painter, QRectF(self.rect()).adjusted(4, 4, -4, -4), "sign", "on_accent")


class Rail(QWidget):
    """The rail.

    Signals:
        page_chosen(str): the key of the page that was pressed.
    """

    page_chosen = Signal(str)

    def __init__(self, entries: tuple[PageEntry, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Pages"))
        self._name = ElidedText("MLOps Desktop", TextRole.STRONG, parent=self)
        self._subtitle = ElidedText("", TextRole.CAPTION, "muted", parent=self)
        self.menu_button = IconButton("menu", self.tr("Menu (Alt+M)"), parent=self)
        self.menu_button.setShortcut("Alt+M")
        self._group = QButtonGroup(self)
        self._buttons: dict[str, RailButton] = {}
        layout = column(spacing=4, parent=self)
        layout.setContentsMargins(8, 12, 8, 24)
        self._head = row(spacing=10)
        self._sign = AppSign(self)
        self._head.addWidget(self._sign)
        self._head.addLayout(column(self._name, self._subtitle, spacing=1), 1)
        self._head.addWidget(self.menu_button)
        layout.addLayout(self._head)
        layout.addSpacing(18)
        for entry in entries:
            button = RailButton(entry, self)
            self._group.addButton(button)
            self._buttons[entry.key] = button
            if not entry.needs_project:
                layout.addStretch(1)
            layout.addWidget(button)
        self._group.buttonClicked.connect(self._on_clicked)
        self.set_narrow(is_narrow=False)

    def set_menu(self, menu: QMenu, *, is_shown: bool) -> None:
        """Put the menus behind the button beside the project's name."""
        self.menu_button.setMenu(menu)
        self.menu_button.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setVisible(is_shown)

    def set_project(self, name: str, subtitle: str, path: str) -> None:
        """Show which project is open."""
        self._name.setText(name)
        self._subtitle.setText(subtitle)
        self._subtitle.setToolTip(path)

    def set_current(self, key: str) -> None:
        """Mark the page that is shown; an unknown key marks none."""
        button = self._buttons.get(key)
        if button is not None:
            button.setChecked(True)
            return
        self._group.setExclusive(False)
        for other in self._buttons.values():
            other.setChecked(False)
        self._group.setExclusive(True)

    def set_count(self, key: str, count: int) -> None:
        """Show a number beside a page's name."""
        if key in self._buttons:
            self._buttons[key].set_count(count)

    def set_project_open(self, *, is_open: bool, keys: frozenset[str]) -> None:
        """Enable the pages that need a project."""
        for key in keys:
            if key in self._buttons:
                self._buttons[key].setEnabled(is_open)

    def button(self, key: str) -> RailButton:
        """Return a page's button."""
        return self._buttons[key]

    def fit(self, window_width: int) -> None:
        """Show icons only where width is scarce."""
        full = theme.px(RAIL_WIDTH)
        self.set_narrow(is_narrow=window_width - full < theme.px(_LEAST_CONTENT))

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Show icons only, or names too."""
        for part in (self._sign, self._name, self._subtitle):
            part.setVisible(not is_narrow)
        margin = 0 if is_narrow else 8
        self._head.setSpacing(0 if is_narrow else 10)
        self._head.setContentsMargins(margin, 4, margin // 2, 0)
        self._head.setAlignment(
            self.menu_button,
            Qt.AlignmentFlag.AlignHCenter if is_narrow else Qt.AlignmentFlag.AlignVCenter,
        )
        for button in self._buttons.values():
            button.set_narrow(is_narrow=is_narrow)
        width = max(RAIL_WIDTH_ICONS, theme.px(44)) if is_narrow else theme.px(RAIL_WIDTH)
        self.setFixedWidth(width)

    def _on_clicked(self, button: QAbstractButton) -> None:
        if isinstance(button, RailButton):
            self.page_chosen.emit(button.key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the surface and the line at its right."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface"))
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
