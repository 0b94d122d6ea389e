"""Where the columns of a version come from, step by step: a list to search, the chosen one below.

The words are made here for the details pane and for the outline alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from mlops_desktop.core.column_lineage import ColumnLineage, ColumnOrigin, ColumnPlace, ColumnStep
from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_2, TextRole
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.layouts import boxed, column, rule
from mlops_desktop.gui.widgets.record_list import ListLine, RecordList
from mlops_desktop.gui.widgets.states import PageStates
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text

_NAMED = 4
"""So many columns are named in a line; the tooltip and the outline name all."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("LineagePage", text)


@dataclass(frozen=True, slots=True)
class TrailStep:
    """One column on the way back; ``far``: how many steps it is from the one asked for."""

    far: int
    step: ColumnStep


def trail(found: ColumnLineage, name: str) -> tuple[TrailStep, ...]:
    """Return a column and all it comes from, nearest first, each once."""
    known = {step.place: step for step in found.steps}
    waiting, seen = [ColumnPlace(found.version, name)], {ColumnPlace(found.version, name)}
    steps: list[TrailStep] = []
    far = 0
    while waiting:
        following: list[ColumnPlace] = []
        for place in waiting:
            step = known[place]
            steps.append(TrailStep(far, step))
            fresh = [item for item in dict.fromkeys(step.sources or ()) if item not in seen]
            seen.update(fresh)
            following += fresh
        waiting, far = following, far + 1
    return tuple(steps)


def places_words(places: Iterable[ColumnPlace], most: int = 1_000) -> str:
    """Name columns by version: "count, item of sales@1; price of prices@1"."""
    return _grouped(((place.version, place.column) for place in places), most)


def _grouped(pairs: Iterable[tuple[str, str]], most: int) -> str:
    groups: dict[str, list[str]] = {}
    for owner, name in pairs:
        groups.setdefault(owner, []).append(name)
    said = [
        _tr("{0} of {1}").format(
            ", ".join(names[:most]) + (", …" if len(names) > most else ""), owner
        )
        for owner, names in groups.items()
    ]
    return "; ".join(said)


def step_words(step: ColumnStep, most: int = 1_000) -> str:
    """Say how a column of a version came about."""
    files = ", ".join(step.files)
    if step.sources is None:
        made = step.maker or _tr("what made it")
        return _tr("opaque: {0} does not tell which columns").format(made)
    named = places_words(step.sources, most)
    if step.files:
        said = _tr("imported from {0}").format(files)
        return _tr("{0}, added to {1}").format(said, named) if named else said
    if not named:
        return _tr("made by {0} from no column").format(step.maker)
    return _tr("{0}, from {1}").format(step.maker, named) if step.maker else named


def origin_words(origin: ColumnOrigin, most: int = 1_000) -> str:
    """Name the columns of files that a column comes from; say if that is not all."""
    named = _grouped(((item.file, item.column) for item in origin.origins), most)
    if origin.is_opaque:
        return _tr("opaque; what is known: {0}").format(named) if named else _tr("opaque")
    return named or _tr("no column of a file")


def origin_sentence(origin: ColumnOrigin) -> str:
    """Say in a sentence or two where a column comes from."""
    said = _tr("{0} comes from {1}").format(origin.column, origin_words(origin))
    if origin.is_opaque:
        said = _tr("Not everything that {0} comes from can be told.").format(origin.column)
        if origin.origins:
            known = _grouped(((item.file, item.column) for item in origin.origins), 1_000)
            said += " " + _tr("What is known: {0}").format(known)
        else:
            said = said.removesuffix(".")
    through = _tr(", through {0}").format(", ".join(origin.through)) if origin.through else ""
    return f"{said}{through}."


class ColumnsCard(Card):
    """The columns of one version beside the graph.

    Signals:
        chosen(ColumnOrigin): another column was chosen; None for none.
        place_wanted(str): a version on the way is to be shown, by its label.
        closed(): the way back to the version's facts.

    Attributes:
        search, list, steps: its parts; sentence: of the chosen column.
    """

    chosen = Signal(object)
    place_wanted = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._found: ColumnLineage | None = None
        self.back = LinkButton(self.tr("Back"), self.closed.emit, parent=self)
        self.header.addWidget(self.back)
        self.search = QLineEdit(self, clearButtonEnabled=True)
        self.search.setPlaceholderText(self.tr("Search a column…"))
        self.search.setAccessibleName(self.tr("Search a column"))
        self.search.installEventFilter(self)
        self.list: RecordList[ColumnOrigin] = RecordList(
            _origin_line, self.tr("Columns"), key=lambda item: item.column, parent=self
        )
        self.sentence = Text("", TextRole.SECONDARY, wrap=True, parent=self).selectable()
        self._steps_title = Text(self.tr("Step by step"), TextRole.SECONDARY_STRONG, parent=self)
        self.steps: RecordList[TrailStep] = RecordList(
            _trail_line, self.tr("Step by step"), key=lambda item: item.step.place, parent=self
        )
        lower = column(self.sentence, self._steps_title, self.steps, spacing=SPACE_2)
        lower.setStretch(2, 1)
        self._lower = boxed(lower, self)
        inner = column(self.search, spacing=SPACE_2)
        inner.addWidget(self.list, 1)
        inner.addWidget(rule(self))
        inner.addWidget(self._lower, 1)
        self.states = PageStates(boxed(inner, self), parent=self)
        self.add(self.states, stretch=1)
        self.search.textChanged.connect(self._fill)
        self.list.selected.connect(self._on_selected)
        self.steps.opened.connect(self._on_step)

    def begin(self, label: str) -> None:
        """Wait for the columns of a version."""
        self._found = None
        self.set_title(self.tr("Columns of {0}").format(label))
        self.search.clear()
        self.states.show_loading()

    def show_lineage(self, found: ColumnLineage, *, of_model: bool) -> None:
        """Show where the columns come from; the first one is chosen."""
        self._found = found
        title = self.tr("Inputs of {0}") if of_model else self.tr("Columns of {0}")
        self.set_title(title.format(found.label))
        self.states.show_content()
        self._fill()
        self.list.select(lambda _item: True)
        self.search.setFocus()

    def show_failed(self, error: UserError) -> None:
        """Say why nothing can be shown."""
        self.states.show_failed(error, self.closed.emit)

    def current(self) -> ColumnOrigin | None:
        """Return the chosen column."""
        return self.list.current()

    def _fill(self, _text: str = "") -> None:
        wanted = self.search.text().casefold()
        every = self._found.columns if self._found is not None else ()
        fitting = [item for item in every if wanted in item.column.casefold()]
        self.list.set_records(fitting)
        if fitting and self.list.current() is None:
            self.list.select(lambda _item: True)
        self._on_selected(self.list.current())

    def _on_selected(self, origin: ColumnOrigin | None) -> None:
        self._lower.setVisible(origin is not None)
        if origin is not None and self._found is not None:
            self.sentence.setText(origin_sentence(origin))
            self.steps.set_records(trail(self._found, origin.column))
        self.chosen.emit(origin)

    def _on_step(self, item: TrailStep) -> None:
        self.place_wanted.emit(item.step.place.version)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows go through the columns while the search is written."""
        arrows = (Qt.Key.Key_Down, Qt.Key.Key_Up)
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in arrows
        ):
            self._step(1 if event.key() == Qt.Key.Key_Down else -1)
            return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        records, current = self.list.records(), self.list.current()
        if not records:
            return
        place = records.index(current) if current is not None else -1
        wanted = records[max(0, min(place + by, len(records) - 1))]
        self.list.select(lambda item: item.column == wanted.column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _origin_line(origin: ColumnOrigin) -> ListLine:
    return ListLine(
        origin.column,
        origin_words(origin, _NAMED),
        mark=Mark.WATCH if origin.is_opaque else None,
        tooltip=origin_sentence(origin),
    )


def _trail_line(item: TrailStep) -> ListLine:
    place = item.step.place
    return ListLine(
        _tr("{0} of {1}").format(place.column, place.version),
        step_words(item.step, _NAMED),
        mark=Mark.WATCH if item.step.sources is None else None,
        tooltip=step_words(item.step),
    )


class ColumnOutline(TablePanel[TrailStep]):
    """The chosen column's steps as a table: the same as beside it, with all that is named."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _outline_columns(), "column lineage", key=lambda item: item.step.place, parent=parent
        )

    def show_trail(self, found: ColumnLineage | None, origin: ColumnOrigin | None) -> None:
        """Show a column's steps; nothing where none is chosen."""
        is_known = found is not None and origin is not None
        self.set_records(trail(found, origin.column) if is_known and found and origin else ())


def _outline_columns() -> tuple[TableColumn[TrailStep], ...]:
    return (
        TableColumn(_tr("Steps back"), lambda t: str(t.far), lambda t: t.far, is_number=True),
        TableColumn(
            _tr("Column"),
            lambda t: t.step.place.column,
            stretch=2,
            look=lambda _t: CellLook(role=TextRole.MEDIUM),
        ),
        TableColumn(_tr("Of"), lambda t: t.step.place.version, stretch=2),
        TableColumn(_tr("Made by"), _made_by, stretch=2, tooltip=_made_by),
        TableColumn(_tr("Comes from"), _sources, stretch=4, tooltip=_sources),
    )


def _made_by(item: TrailStep) -> str:
    step = item.step
    if step.files:
        return _tr("import of {0}").format(", ".join(step.files))
    return step.maker or "–"


def _sources(item: TrailStep) -> str:
    step = item.step
    if step.sources is None:
        return _tr("opaque")
    if step.sources:
        return places_words(step.sources)
    return _tr("the file") if step.files else _tr("no column")
