"""Rows, columns and grids, without the customary five lines each."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_4

Item = QWidget | QLayout | int | None
"""A widget, a layout, a distance in pixels, or None for a stretch."""


def row(
    *items: Item, spacing: int = SPACE_2, margins: int = 0, parent: QWidget | None = None
) -> QHBoxLayout:
    """Return a horizontal layout of the items; ``parent`` is laid out by it."""
    layout = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    layout.setSpacing(spacing)
    layout.setContentsMargins(margins, margins, margins, margins)
    _fill(layout, items)
    return layout


def column(
    *items: Item, spacing: int = SPACE_2, margins: int = 0, parent: QWidget | None = None
) -> QVBoxLayout:
    """Return a vertical layout of the items; ``parent`` is laid out by it."""
    layout = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    layout.setSpacing(spacing)
    layout.setContentsMargins(margins, margins, margins, margins)
    _fill(layout, items)
    return layout


def boxed(layout: QLayout, parent: QWidget | None = None, *, look: str = "clear") -> QWidget:
    """Return a widget that holds a layout; ``look`` is ``clear``, ``surface`` or ``window``."""
    widget = QWidget(parent)
    widget.setProperty("look", look)
    if look != "clear":
        widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    widget.setLayout(layout)
    return widget


def scrolling(widget: QWidget | None = None, parent: QWidget | None = None) -> QScrollArea:
    """Return an area in which a widget scrolls up and down where it does not fit."""
    area = QScrollArea(parent, widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if widget is not None:
        area.setWidget(widget)
    return area


def grid(*columns: int, spacing: int = SPACE_4) -> QGridLayout:
    """Return a grid whose columns share the width by these stretch factors."""
    layout = QGridLayout()
    layout.setSpacing(spacing)
    layout.setContentsMargins(0, 0, 0, 0)
    for index, stretch in enumerate(columns):
        layout.setColumnStretch(index, stretch)
    return layout


def rule(parent: QWidget | None = None) -> QFrame:
    """Return a hairline across."""
    line = QFrame(parent)
    line.setProperty("look", "rule")
    line.setFixedHeight(1)
    return line


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def _fill(layout: QHBoxLayout | QVBoxLayout, items: Iterable[Item]) -> None:
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)
