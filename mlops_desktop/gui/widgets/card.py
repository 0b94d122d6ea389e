"""A card answers one question, and its title says which."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLayout,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import CARD_RADIUS, SPACE_2, SPACE_3, TextRole
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.text import ElidedText, Text

CARD_PADDING = 20
LINK_PADDING = 4
"""Beside a link's words, for the ring around them; the words stand where others begin and end."""
WIDE_PADDING = 12
_FIXED = QSizePolicy.Policy.Fixed
_GROWING = QSizePolicy.Policy.Expanding


class Card(QFrame):
    """A white (or dark) rounded surface with a title line and a body.

    Args:
        title: the question it answers; "" for a card without title line.
        aside: muted words at the right of the title ("rentals per hour").

    Attributes:
        body: the vertical layout for the content.
        header: the title line, for badges and links: ``card.header.addWidget(…)``.
    """

    def __init__(self, title: str = "", aside: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outer = column(spacing=SPACE_3, parent=self)
        self._outer.setContentsMargins(0, 14, 0, 16)
        self.header = row(spacing=SPACE_2)
        self.header.setContentsMargins(CARD_PADDING, 0, CARD_PADDING, 0)
        self._title = ElidedText(title, TextRole.CARD_TITLE, parent=self)
        self._aside = Text(aside, TextRole.SECONDARY, "muted", parent=self)
        self.header.addWidget(self._title, 1)
        self.header.addWidget(self._aside)
        self._title.setVisible(bool(title))
        self._aside.setVisible(bool(aside))
        self._outer.addLayout(self.header)
        # Holds the content at the top where nothing in it wants the height.
        self._rest = QSpacerItem(0, 0, _FIXED, _GROWING)
        self._outer.addItem(self._rest)
        self.body = self._section()
        self.setAccessibleName(title)

    def _section(self) -> QVBoxLayout:
        body = column(spacing=SPACE_2)
        body.setContentsMargins(CARD_PADDING, 0, CARD_PADDING, 0)
        self._insert(body, 0)
        return body

    def _insert(self, layout: QLayout, stretch: int) -> None:
        self._outer.insertLayout(self._outer.count() - 1, layout, stretch)

    def event(self, event: QEvent) -> bool:
        """Give spare height to what wants it, or to the end of the card."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._end_header()
            items = [self._outer.itemAt(place) for place in range(1, self._outer.count() - 1)]
            is_filled = any(
                bool(item.expandingDirections() & Qt.Orientation.Vertical)
                for item in items
                if item is not None
            )
            policy = _FIXED if is_filled else _GROWING
            if self._rest.sizePolicy().verticalPolicy() is not policy:
                self._rest.changeSize(0, 0, _FIXED, policy)
                self._outer.invalidate()
        return super().event(event)

    def _end_header(self) -> None:
        """Let the words of a link at the end of the title line end where the content does."""
        last = self.header.itemAt(self.header.count() - 1)
        is_link = last is not None and isinstance(last.widget(), LinkButton)
        margins = self.header.contentsMargins()
        wanted = CARD_PADDING - (LINK_PADDING if is_link else 0)
        if margins.right() != wanted:
            margins.setRight(wanted)
            self.header.setContentsMargins(margins)

    def set_title(self, title: str, aside: str | None = None) -> None:
        """Change the title line."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self.setAccessibleName(title)
        if aside is not None:
            self._aside.setText(aside)
            self._aside.setVisible(bool(aside))

    def add(self, *items: QWidget | QLayout, stretch: int = 0) -> Card:
        """Put widgets or layouts below one another; return the card.

        Tables and lists (``is_wide``) reach further out, so that their words, not their selection,
        stand below the title.
        """
        for item in items:
            if isinstance(item, QLayout):
                self.body.addLayout(item, stretch)
            elif getattr(item, "is_wide", False):
                self._add_beyond(item, stretch, CARD_PADDING - WIDE_PADDING)
            elif isinstance(item, LinkButton):
                self._add_beyond(item, stretch, LINK_PADDING)
            else:
                self.body.addWidget(item, stretch)
            if stretch:
                self._outer.setStretchFactor(self.body, stretch)
        return self

    def _add_beyond(self, widget: QWidget, stretch: int, pixels: int) -> None:
        """Add what reaches beyond the words above it by so many pixels on both sides."""
        holder = QVBoxLayout()
        holder.setContentsMargins(CARD_PADDING - pixels, 0, CARD_PADDING - pixels, 0)
        holder.addWidget(widget)
        if isinstance(widget, LinkButton):
            holder.setAlignment(widget, Qt.AlignmentFlag.AlignLeft)
        if not self.body.count():
            self._outer.removeItem(self.body)
        self._insert(holder, stretch)
        # What is added later comes below.
        self.body = self._section()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the surface and its hairline."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.setBrush(theme.colour("surface"))
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, CARD_RADIUS, CARD_RADIUS, Qt.SizeMode.AbsoluteSize)
