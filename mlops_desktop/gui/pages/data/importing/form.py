"""How a file is read: what was found out, and what the person chose instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import ColumnType, Preview, ReaderOptions
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.importing.fields import ChoiceField, ReadingField
from mlops_desktop.gui.pages.data.importing.form_rows import found_value, make_fields
from mlops_desktop.gui.pages.data.importing.query_field import QueryField
from mlops_desktop.gui.theme.scale import SPACE_2
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.layouts import column, row

CHANGE_MS = 20
"""Choices made so close together are one."""

_TEXT_MORE = ("thousands", "header", "quote", "comment", "widths", "missing", "bad_cells")
_USUAL: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "csv": (("delimiter", "encoding", "decimal"), _TEXT_MORE),
    "xlsx": (("sheet", "range", "header_rows"), ("missing", "bad_cells")),
    "json": (("records", "flatten", "missing"), ("bad_cells",)),
    "sqlite": (("table", "query", "missing"), ("leave_out", "bad_cells")),
    "parquet": (("flatten", "missing", "bad_cells"), ("leave_out",)),
    "arrow": (("flatten", "missing", "bad_cells"), ("leave_out",)),
}
"""Fields of each kind of file: those always shown, and those behind "More…"."""
_LAYOUT = frozenset(
    (
        *("delimiter", "header", "widths", "member", "sheet", "range", "header_rows"),
        *("table", "query", "records", "flatten"),
    )
)
"""Other values of these make other columns: what was chosen for a column means nothing then."""
_CHOSEN_FROM_LIST = {"xlsx": "sheet", "sqlite": "table", "json": "records"}
_DEFAULTS = ReaderOptions()


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of a source beside its options.

    Attributes:
        members: the files inside the archive.
        is_folder: whether it is a folder of files.
    """

    format: str = "csv"
    members: tuple[str, ...] = ()
    is_folder: bool = False


class ReadingForm(QWidget):
    """Choices for every way to read a source; ``changed`` tells of each one the person makes.

    Attributes:
        fields: the fields by the name of their reader option; more: unfolds the rarer ones.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._types: dict[str, ColumnType] = {}
        self._orders: dict[str, str] = {}
        self._source = Source()
        self._is_open = False
        self.fields: dict[str, ReadingField] = make_fields(self)
        self.more = LinkButton(self.tr("More…"), self._on_more, parent=self)
        layout = column(spacing=SPACE_2)
        self._layout = layout
        for field in self.fields.values():
            layout.addWidget(field)
        layout.addLayout(row(self.more, None))
        self.setLayout(layout)
        self._later = QTimer(self, singleShot=True, interval=CHANGE_MS)
        self._later.timeout.connect(self.changed)
        for field in self.fields.values():
            field.chosen.connect(self._on_chosen)
        self.reset()

    # What the person chose ----------------------------------------------------------------

    @property
    def is_pending(self) -> bool:
        """Whether a change was made that ``changed`` has not told of yet."""
        return self._later.isActive()

    def reset(self) -> None:
        """Forget every choice and everything found out."""
        self._later.stop()
        self._types.clear()
        self._orders.clear()
        self._is_open = False
        for field in self.fields.values():
            field.set_value(None)
            field.show_found(None, "")
            field.set_reason("")
        self._query.clear()
        self.start(Source())

    def start(self, source: Source) -> None:
        """Show the fields of this kind of source."""
        self._source = source
        self._show_fields()

    def offer_members(self, members: tuple[str, ...]) -> None:
        """Offer the files of an archive that holds several."""
        self._source = Source(self._source.format, members, self._source.is_folder)
        self._choice("member").offer({name: name for name in members})
        self._show_fields()

    def options(self) -> ReaderOptions:
        """Return what the person chose; the rest is left to be found out."""
        values = {name: field.value() for name, field in self.fields.items()}
        given = {name: value for name, value in values.items() if value is not None}
        if given.get("header_rows") == 0:
            given["header"] = given.pop("header_rows")
        return ReaderOptions(
            **given, types=tuple(self._types.items()), date_orders=tuple(self._orders.items())
        )

    def adopt(self, options: ReaderOptions, names: Iterable[str]) -> None:
        """Choose the options of these names, as they were chosen for an earlier file."""
        for name in names:
            value = getattr(options, name)
            if name == "types":
                self._types = dict(value)
            elif name == "date_orders":
                self._orders = dict(value)
            elif name == "header" and value == 0 and self._source.format == "xlsx":
                self.fields["header_rows"].set_value(0)
            elif name in self.fields and value != getattr(_DEFAULTS, name):
                self.fields[name].set_value(value)
        self._show_fields()

    def chosen_types(self) -> Mapping[str, ColumnType]:
        """Return the types the person chose, by column."""
        return self._types

    def chosen_order(self, name: str) -> str:
        """Return which part of a column's dates comes first as the person said; "" for neither."""
        return self._orders.get(name, "")

    def set_type(self, name: str, kind: ColumnType | None, order: str = "") -> None:
        """Choose a column's type; None leaves it to be found out.

        Args:
            order: ``dmy`` or ``mdy``: which part of its dates comes first; "" to be found out.
        """
        if kind is None:
            self._types.pop(name, None)
        else:
            self._types[name] = kind
        self._orders.pop(name, None)
        if order:
            self._orders[name] = order
        self._tell()

    def answer(self, name: str, option: str, value: str) -> None:
        """Take the answer to a question about a column: an order of dates, a mark of numbers."""
        if option == "date_order":
            self._orders[name] = value
        else:
            self.fields[option].set_value(value)
        self._show_fields()
        self._tell()

    def add_missing(self, text: str, found: tuple[str, ...]) -> None:
        """Let one more text stand for "no value", beside those that do now."""
        texts = tuple(item for item in found if item)
        self.fields["missing"].set_value(tuple(dict.fromkeys((*texts, text))))
        self._show_fields()
        self._tell()

    def leave_out(self, name: str) -> None:
        """Do not read this column, beside those that are left out now."""
        field = self.fields["leave_out"]
        field.set_value(tuple(dict.fromkeys((*(field.value() or ()), name))))
        self._types.pop(name, None)
        self._orders.pop(name, None)
        self._show_fields()
        self._tell()

    # What was found out -------------------------------------------------------------------

    def show_preview(
        self, preview: Preview, remembered: str = "", kept: frozenset[str] = frozenset()
    ) -> None:
        """Show what was found out and why.

        Args:
            remembered: the reason of the options of these names, which are remembered ("as for …").
        """
        options = preview.options
        kind = options.format if options.format in _USUAL else "csv"
        self._source = Source(str(kind), preview.members, self._source.is_folder)
        self._choice("member").offer({name: name for name in preview.members})
        if listed := _CHOSEN_FROM_LIST.get(str(kind)):
            self._choice(listed).offer({name: name for name in preview.sheets})
        found = {item.option: item for item in preview.detections if item.column is None}
        for name, field in self.fields.items():
            field.show_found(*found_value(name, found.get(name), options))
            reason = found[name].reason if name in found else ""
            if name in kept:
                reason = remembered
            field.set_reason(reason, is_remembered=name in kept)
        self._show_fields(has_nested="flatten" in found or options.flatten is not None)

    def words_of(self, names: Iterable[str]) -> str:
        """Say what is chosen for these options: "separator semicolon, missing NA"."""
        wanted = frozenset(names)
        parts = [
            f"{field.label.text().lower()} {field.words()}"
            for name, field in self.fields.items()
            if name in wanted
        ]
        if "types" in wanted:
            parts.append(words.tr("{0} by type").format(words.counted(len(self._types), "column")))
        if "date_orders" in wanted:
            parts.append(words.tr("dates of {0}").format(", ".join(self._orders)))
        return ", ".join(parts)

    # Which fields are shown ---------------------------------------------------------------

    def shown(self) -> tuple[str, ...]:
        """Return the names of the fields that are shown, in their order."""
        ordered = sorted(self.fields, key=lambda name: self._layout.indexOf(self.fields[name]))
        return tuple(name for name in ordered if not self.fields[name].isHidden())

    def unfold(self, is_open: bool = True) -> None:
        """Show the rarer fields too, or only the usual ones and those that were chosen."""
        self._is_open = is_open
        self._show_fields()

    def _on_more(self) -> None:
        self.unfold(not self._is_open)

    def _show_fields(self, *, has_nested: bool = True) -> None:
        usual, rare = _USUAL[self._source.format]
        first = ("member",) if len(self._source.members) > 1 else ()
        last = ("source_file",) if self._source.is_folder else ()
        usual = (*first, *usual, *last)
        if self._source.format in ("parquet", "arrow") and not has_nested:
            usual = tuple(name for name in usual if name != "flatten")
        rare_chosen = [name for name in rare if self._is_chosen(name)]
        for place, name in enumerate((*usual, *rare)):
            self._layout.insertWidget(place, self.fields[name])
        shown = {*usual, *(rare if self._is_open else rare_chosen)}
        for name, field in self.fields.items():
            field.setVisible(name in shown)
        self.more.setText(self.tr("Less") if self._is_open else self.tr("More…"))
        self.more.setVisible(len(rare_chosen) < len(rare))

    def _is_chosen(self, name: str) -> bool:
        value = self.fields[name].value()
        return value is not None and value != getattr(_DEFAULTS, name)

    # Changes ------------------------------------------------------------------------------

    def _on_chosen(self) -> None:
        field = self.sender()
        name = next((key for key, item in self.fields.items() if item is field), "")
        if name in _LAYOUT:
            self._types.clear()
            self._orders.clear()
        if name == "table":
            self._query.clear()
        elif name == "query" and field.value() is not None:  # type: ignore[attr-defined]
            self.fields["table"].set_value(None)
        self._tell()

    def _tell(self) -> None:
        self._later.start()

    @property
    def _query(self) -> QueryField:
        return cast("QueryField", self.fields["query"])

    def _choice(self, name: str) -> ChoiceField:
        return cast("ChoiceField", self.fields[name])
