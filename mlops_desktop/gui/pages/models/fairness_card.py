"""How groups of rows are decided about beside all others."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.judging import FairnessGap, Rate, drawn_words
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.models.tables import tr
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text

_ORDER = (Rate.SELECTION, Rate.TRUE_POSITIVE, Rate.FALSE_POSITIVE)


class FairnessCard(Card):
    """A table of groups and rates, gaps first; hidden where nothing was looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Are groups decided about alike?"), parent=parent)
        self.table: TablePanel[FairnessGap] = TablePanel(
            fairness_columns(()), "groups", key=_key, parent=self
        )
        self.note = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.header.addWidget(self.table.menu_button())
        self.add(self.table).add(self.note)

    def show_gaps(self, gaps: Sequence[FairnessGap], positive: str) -> None:
        """Show how groups are decided about; ``positive`` is what is said of a row."""
        self.setVisible(bool(gaps))
        if not gaps:
            return
        ranked = sorted(gaps, key=lambda item: (not item.is_gap, -abs(item.gap)))
        self.table.set_columns(fairness_columns(gaps))
        self.table.set_records(ranked)
        self.table.fit_height(10)
        suspected = dict.fromkeys(item.column for item in gaps if item.is_suspected)
        looked = (
            self.tr(" {0} was taken for its name; choose such columns when you train.").format(
                ", ".join(suspected)
            )
            if suspected
            else ""
        )
        self.note.setText(
            self.tr(
                "The share said to be “{0}” in a group beside all other rows, with 95 % ranges. "
                "Gap: more than chance explains, allowing for how many were looked at (Holm). "
                "Whether a gap is unfair is for people to judge."
            ).format(positive)
            + looked
            + (f" {drawn}" if (drawn := drawn_words(gaps)) else "")
        )


def rate_words(rate: Rate) -> str:
    """Return what a rate is a share of."""
    words = {
        Rate.SELECTION: tr("of all rows"),
        Rate.TRUE_POSITIVE: tr("of those that are"),
        Rate.FALSE_POSITIVE: tr("of those that are not"),
    }
    return words[rate]


def fairness_columns(gaps: Sequence[FairnessGap]) -> tuple[TableColumn[FairnessGap], ...]:
    """Return the columns; the bars are as long as the gap, the widest of all filling the cell."""
    group: TableColumn[FairnessGap] = TableColumn(
        tr("Group"),
        lambda item: f"{item.column} {item.name}",
        stretch=3,
        look=lambda _item: CellLook(role=TextRole.MEDIUM),
    )
    share: TableColumn[FairnessGap] = TableColumn(
        tr("Share"),
        lambda item: rate_words(item.rate),
        lambda item: _ORDER.index(item.rate),
        stretch=3,
    )
    rows: TableColumn[FairnessGap] = TableColumn(
        tr("Rows"), lambda g: f"{g.counted:,}", lambda g: g.counted, is_number=True, width=64
    )
    value: TableColumn[FairnessGap] = TableColumn(
        tr("Value"),
        lambda item: f"{100 * item.value:.0f} %",
        lambda item: item.value,
        is_number=True,
        width=64,
        tooltip=_value_range,
    )
    return (group, share, rows, value, *_gap_columns(gaps))


def _value_range(item: FairnessGap) -> str:
    if item.low is None or item.high is None:
        return tr("no range")
    return f"{100 * item.low:.0f}–{100 * item.high:.0f} %"


def _gap_columns(gaps: Sequence[FairnessGap]) -> tuple[TableColumn[FairnessGap], ...]:
    """Return the gap to all other rows, as a bar, in numbers, and in a word."""
    widest = max((abs(item.gap) for item in gaps), default=0.0) or 1.0

    def text(item: FairnessGap) -> str:
        gap = f"{numerals.signed(100 * item.gap, 0)} %"
        if item.gap_low is None or item.gap_high is None:
            return tr("{0} (no range)").format(gap)
        ends = [numerals.signed(100 * end, 0) for end in (item.gap_low, item.gap_high)]
        return f"{gap} ({ends[0]} to {ends[1]})"

    return (
        TableColumn(
            tr("Gap"),
            lambda item: f"{abs(item.gap) / widest:.2f}",
            lambda item: item.gap,
            width=84,
            tooltip=text,
            spoken=lambda item: f"{item.name}: {text(item)}",
            look=lambda item: CellLook(
                bar=abs(item.gap) / widest, bar_tone=Tone.BAD if item.is_gap else Tone.NEUTRAL
            ),
        ),
        TableColumn(
            tr("To other rows"),
            text,
            lambda item: item.gap,
            stretch=3,
            look=lambda item: CellLook(tone="text" if item.is_gap else "muted"),
        ),
        TableColumn(
            "",
            lambda item: tr("gap") if item.is_gap else "",
            width=72,
            look=lambda item: CellLook(badge=Mark.PROBLEM if item.is_gap else None),
        ),
    )


def _key(item: FairnessGap) -> tuple[str, str, str]:
    return item.column, item.name, item.rate
