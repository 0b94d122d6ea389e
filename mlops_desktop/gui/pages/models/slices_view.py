"""Where a version is weaker: parts of the hold-out rows, each against all others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.judging import Slice
from mlops_desktop.core.metrics import Task, metric
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.models.fairness_card import FairnessCard
from mlops_desktop.gui.pages.models.missing import Missing, MissingState
from mlops_desktop.gui.pages.models.tables import tr
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_4, TextRole
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.forms import Choice
from mlops_desktop.gui.widgets.layouts import boxed, column
from mlops_desktop.gui.widgets.states import PageStates
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services.models import VersionDetails


class SlicesView(QWidget):
    """A table of the parts, the weak ones first; the metric can be chosen.

    Args:
        train_again: called when a version without these facts is to be trained again.
    """

    def __init__(self, train_again: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slices: tuple[Slice, ...] = ()
        self.measure = Choice([], parent=self)
        self.measure.setAccessibleName(self.tr("Metric"))
        self.measure.setMinimumWidth(theme.px(170))
        self.weak_only = QCheckBox(self.tr("Weak ones only"), self)
        self.table: TablePanel[Slice] = TablePanel(
            slice_columns((), ""), "parts of the rows", key=_key, parent=self
        )
        self.note = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.card = Card(self.tr("Where it is weaker"), parent=self)
        for widget in (self.weak_only, self.measure, self.table.menu_button()):
            self.card.header.addWidget(widget)
        self.card.add(self.table).add(self.note)
        self.empty = MissingState(train_again, self)
        self.groups = FairnessCard(self)
        content = boxed(column(self.card, self.groups, None, spacing=SPACE_4))
        self.states = PageStates(content, self.empty, parent=self)
        column(self.states, parent=self)
        self.measure.activated.connect(self._fill)
        self.weak_only.toggled.connect(self._fill)

    def set_failed(self, failed: Callable[[UserError], object]) -> None:
        """Say where trouble with saving goes."""
        self.table.failed = failed
        self.groups.table.failed = failed

    def show_version(self, details: VersionDetails) -> None:
        """Show a version's parts, or say why there are none."""
        self._slices = details.facts.slices
        self.groups.show_gaps(details.facts.fairness, details.facts.signature.positive or "")
        if not self._slices:
            self.empty.tell(why_no_slices(details))
            self.states.show_empty()
            return
        keys = dict.fromkeys(item.metric for item in self._slices)
        self.measure.set_options([(key, metric(key).title) for key in keys])
        if details.version.metric in keys:
            self.measure.set_value(details.version.metric)
        self.measure.setVisible(len(keys) > 1)
        self.states.show_content()
        self._fill()

    def _fill(self, *_changed: object) -> None:
        key = str(self.measure.value())
        mine = [item for item in self._slices if item.metric == key]
        shown = [item for item in mine if item.is_weak or not self.weak_only.isChecked()]
        shown.sort(key=lambda item: (not item.is_weak, -worse_by(item)))
        self.table.set_columns(slice_columns(mine, key))
        self.table.set_records(shown)
        self.table.fit_height(14)
        self.table.setVisible(bool(shown))
        self.note.setText(_told(mine, key))


def why_no_slices(details: VersionDetails) -> Missing:
    """Say why a version has no parts, and what can be done."""
    if details.spec.forecast is not None:
        return Missing(
            tr("A forecast is not divided into parts."),
            tr("How it did on the days of the backtest is shown under “At a glance”."),
        )
    if details.facts.signature.task is Task.ANOMALY:
        return Missing(
            tr("Without a right answer no part of the rows is weaker than another."),
            tr("How unusual its held-out rows are is shown under “At a glance”."),
        )
    return Missing.of_old(details.version, tr("parts of its rows"))


def worse_by(item: Slice) -> float:
    """Return by how much a part is worse than the other rows; negative where it is better."""
    return item.gap if metric(item.metric).is_loss else -item.gap


def _told(slices: Sequence[Slice], key: str) -> str:
    weak = sum(item.is_weak for item in slices)
    parts = numerals.counted(len(slices), "part")
    found = (
        tr("None of {0} is weak.").format(parts)
        if not weak
        else tr("{0} of {1} weak.").format(weak, parts)
    )
    about = tr(
        "Each part of the hold-out rows against all other ones, in {0}. Weak: worse by more than "
        "chance explains, allowing for how many parts were looked at (Holm). Found parts were "
        "searched for on one half of the rows and are judged on the other."
    ).format(metric(key).in_a_sentence)
    return f"{found} {about}"


def _key(item: Slice) -> tuple[str, str, str]:
    return item.column, item.name, item.metric


def part_words(item: Slice) -> str:
    """Return ``hr 7 to 12``; a part that was searched for names its columns itself."""
    return tr("{0} · found").format(item.name) if item.is_found else f"{item.column} {item.name}"


def slice_columns(slices: Sequence[Slice], key: str) -> tuple[TableColumn[Slice], ...]:
    """Return the columns; the bars are as long as the gap, the widest of all filling the cell."""
    sizes = sorted(abs(item.value) for item in slices)
    decimals = numerals.decimals_for(sizes[len(sizes) // 2 :][:1])
    short = metric(key).short if key else ""
    part: TableColumn[Slice] = TableColumn(
        tr("Part"),
        part_words,
        stretch=4,
        tooltip=part_words,
        look=lambda _item: CellLook(role=TextRole.MEDIUM),
    )
    state: TableColumn[Slice] = TableColumn(
        "",
        _state,
        width=84,
        look=lambda item: CellLook(badge=Mark.PROBLEM if item.is_weak else None),
    )
    rows: TableColumn[Slice] = TableColumn(
        tr("Rows"), lambda s: f"{s.rows:,}", lambda s: s.rows, is_number=True, width=64
    )
    value: TableColumn[Slice] = TableColumn(
        short,
        lambda item: numerals.fixed(item.value, decimals),
        lambda item: item.value,
        is_number=True,
        width=72,
        tooltip=lambda item: tr("95 % range {0}").format(
            numerals.span(item.low, item.high, decimals)
        ),
    )
    return (part, state, rows, value, *_gap_columns(slices, decimals))


def _gap_columns(slices: Sequence[Slice], decimals: int) -> tuple[TableColumn[Slice], ...]:
    """Return the gap to all other rows, as a bar and in numbers."""
    widest = max((abs(item.gap) for item in slices), default=0.0) or 1.0

    def text(item: Slice) -> str:
        ends = [numerals.signed(end, decimals) for end in (item.gap_low, item.gap_high)]
        return f"{numerals.signed(item.gap, decimals)}  ({ends[0]} to {ends[1]})"

    return (
        TableColumn(
            tr("Gap"),
            lambda item: f"{abs(item.gap) / widest:.2f}",
            worse_by,
            width=84,
            tooltip=text,
            spoken=lambda item: f"{item.name}: {text(item)} {_state(item)}",
            look=lambda item: CellLook(bar=abs(item.gap) / widest, bar_tone=_tone(item)),
        ),
        TableColumn(
            tr("To other rows (95 % range)"),
            text,
            worse_by,
            stretch=4,
            look=lambda item: CellLook(tone="text" if item.is_weak else "muted"),
        ),
    )


def _state(item: Slice) -> str:
    return tr("weak") if item.is_weak else ""


def _tone(item: Slice) -> Tone:
    if item.is_weak:
        return Tone.BAD
    return Tone.NEUTRAL if worse_by(item) > 0 else Tone.OK
