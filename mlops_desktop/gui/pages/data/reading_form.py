"""How a file is read: what was found out, and what the person chose instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from mlops_desktop.core.dataset import BadCells, ColumnType, Detection, Preview, ReaderOptions
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_2
from mlops_desktop.gui.widgets.forms import Choice, FormRow
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.text import plain_tooltip

SEPARATORS = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "bar",
    " ": "space",
    ":": "colon",
}
DECIMALS = {".": "point", ",": "comma"}
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252 (Western)",
    "iso8859-15": "Latin-9 (Western)",
    "cp1250": "Windows-1250 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp437": "DOS 437",
    "mac-roman": "Mac Roman",
    "shift_jis": "Shift JIS (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "euc_kr": "EUC-KR (Korean)",
}
BAD_CELLS = {
    BadCells.MISSING: "as missing",
    BadCells.TEXT: "as text",
    BadCells.FAIL: "refuse file",
}
FIELD_WIDTH = 132
"""Pixels at 100 %: the fields stand below one another."""

ONLY_EMPTY = ("",)
"""The reader's word for: no text stands for "no value", only the empty one."""

_PLAIN = {**{v: k for k, v in ENCODINGS.items()}, "Windows-1252": "cp1252"}


def missing_texts(text: str) -> tuple[str, ...]:
    """Read ``NA, –, none`` as three texts; nothing typed means only the empty one."""
    texts = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    return texts or ONLY_EMPTY


class ReadingForm(QWidget):
    """Choices for every way to read a file; ``changed`` tells of each one the person makes."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._types: dict[str, ColumnType] = {}
        self._is_missing_chosen = False
        self._sheets: dict[str, str] = {}
        self.delimiter = Choice(parent=self)
        self.encoding = Choice(parent=self)
        self.decimal = Choice(parent=self)
        self.sheet = Choice(parent=self)
        self.missing = QLineEdit(self)
        self.missing.setToolTip(self.tr("Texts that stand for “no value”, with commas between"))
        self.bad_cells = Choice(BAD_CELLS.items(), parent=self)
        self.bad_cells.setToolTip(
            self.tr(
                "A value that is not of its column's type: it becomes missing, or the whole column"
                " becomes text, or nothing is imported."
            )
        )
        self._rows = {
            "sheet": FormRow(self.tr("Sheet"), self.sheet, is_beside=True, parent=self),
            "delimiter": FormRow(self.tr("Separator"), self.delimiter, is_beside=True, parent=self),
            "encoding": FormRow(self.tr("Encoding"), self.encoding, is_beside=True, parent=self),
            "decimal": FormRow(self.tr("Decimals"), self.decimal, is_beside=True, parent=self),
            "missing": FormRow(self.tr("Missing"), self.missing, is_beside=True, parent=self),
            "bad_cells": FormRow(
                self.tr("Bad values"), self.bad_cells, is_beside=True, parent=self
            ),
        }
        self.setLayout(column(*self._rows.values(), spacing=SPACE_2))
        for choice in (self.encoding, self.decimal, self.bad_cells):
            choice.activated.connect(self._on_chosen)
        for choice in (self.delimiter, self.sheet):
            choice.activated.connect(self._on_layout_chosen)
        self.missing.editingFinished.connect(self._on_missing)
        self._set_widths()
        theme.notifier().changed.connect(self._set_widths)
        self.reset()

    def _set_widths(self) -> None:
        for item in self._rows.values():
            item.field.setFixedWidth(theme.px(FIELD_WIDTH))

    def reset(self) -> None:
        """Forget every choice and everything found out."""
        self._types.clear()
        self._is_missing_chosen = False
        self._sheets = {}
        for choice, offered in self._choices():
            choice.set_options([(None, self.tr("find out")), *offered.items()])
            choice.setCurrentIndex(0)
        self.bad_cells.setCurrentIndex(0)
        self.missing.clear()
        self.show_found((), None)

    def _choices(self) -> Iterable[tuple[Choice, Mapping[str, str]]]:
        return (
            (self.delimiter, SEPARATORS),
            (self.encoding, ENCODINGS),
            (self.decimal, DECIMALS),
            (self.sheet, self._sheets),
        )

    def options(self) -> ReaderOptions:
        """Return what the person chose; the rest is left to be found out."""
        return ReaderOptions(
            delimiter=_text(self.delimiter),
            encoding=_text(self.encoding),
            decimal=_text(self.decimal),
            sheet=_text(self.sheet),
            missing=missing_texts(self.missing.text()) if self._is_missing_chosen else (),
            types=tuple(self._types.items()),
            bad_cells=BadCells(str(self.bad_cells.value())),
        )

    def chosen_types(self) -> Mapping[str, ColumnType]:
        """Return the types the person chose, by column."""
        return self._types

    def set_type(self, name: str, kind: ColumnType | None) -> None:
        """Choose a column's type; None leaves it to be found out."""
        if kind is None:
            self._types.pop(name, None)
        else:
            self._types[name] = kind
        self.changed.emit()

    def show_preview(self, preview: Preview) -> None:
        """Show what was found out and why."""
        self._sheets = {name: name for name in preview.sheets}
        self.show_found(preview.detections, preview.options)
        self._rows["sheet"].setVisible(bool(preview.sheets))
        is_text = not preview.sheets
        for name in ("delimiter", "encoding", "decimal"):
            self._rows[name].setVisible(is_text)
        if not self._is_missing_chosen:
            self.missing.setText(", ".join(preview.options.missing))

    def show_found(self, detections: Iterable[Detection], options: ReaderOptions | None) -> None:
        """Name in each choice's first line what was found out; its reason is the tooltip."""
        reasons = {item.option: item.reason for item in detections}
        for name, (choice, offered) in zip(
            ("delimiter", "encoding", "decimal", "sheet"), self._choices(), strict=True
        ):
            found = getattr(options, name) if options is not None else None
            if choice.value() is None and found is not None:
                key = _PLAIN.get(found, found)
                titled = offered.get(key, found)
                # What was found stands first and is not offered twice.
                others = [(value, title) for value, title in offered.items() if value != key]
                choice.set_options([(None, titled.partition(" (")[0]), *others])
            elif choice.value() is not None:
                choice.set_options([(None, self.tr("find out")), *offered.items()])
            reason = reasons.get(name, "")
            choice.setToolTip(plain_tooltip(reason[:1].upper() + reason[1:]))
            self._rows[name].label.setToolTip(choice.toolTip())
        self._rows["sheet"].hide()
        self.missing.setPlaceholderText(self.tr("only empty"))

    def _on_chosen(self, _index: int) -> None:
        self.changed.emit()

    def _on_layout_chosen(self, _index: int) -> None:
        # Other columns: types chosen for these mean nothing for them.
        self._types.clear()
        self.changed.emit()

    def _on_missing(self) -> None:
        if self.missing.isModified():
            self.missing.setModified(False)
            self._is_missing_chosen = True
            self.changed.emit()


def _text(choice: Choice) -> str | None:
    value = choice.value()
    return None if value is None else str(value)
