"""What one column holds: a sentence, its distribution, its numbers, its most frequent values."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import ColumnProfile
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.notes import mask_link
from mlops_desktop.gui.pages.data.profile.histogram import HistogramView
from mlops_desktop.gui.pages.data.rows.header import ColumnFace
from mlops_desktop.gui.pages.data.tabbed_card import title_height
from mlops_desktop.gui.theme.marks import mark_of
from mlops_desktop.gui.theme.scale import SPACE_3, TextRole
from mlops_desktop.gui.widgets.buttons import IconButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.facts import CheckList, Fact, FactsList
from mlops_desktop.gui.widgets.layouts import boxed, row
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text

TopValue = tuple[str, int]

_FEW = 32
"""Different numbers up to which a list of them tells more than the bars."""


def facts_of(profile: ColumnProfile) -> tuple[Fact, ...]:
    """Return a column's numbers, label and value."""
    missing = words.share_text(profile.missing, words.rows_of(profile))
    facts = [
        (words.tr("Missing ({0})").format(missing), f"{profile.missing:,}"),
        (words.tr("Different values"), f"{profile.distinct:,}"),
    ]
    if profile.count and profile.low is not None:
        facts += [
            (words.tr("Lowest"), words.edge_text(profile.low)),
            (words.tr("Highest"), words.edge_text(profile.high)),
        ]
    if profile.mean is not None:
        facts.append((words.tr("Mean"), words.number_text(profile.mean, 4)))
    if profile.std is not None:
        facts.append((words.tr("Standard deviation"), words.number_text(profile.std, 4)))
    if len(profile.quantiles) == len(words.QUANTILES):
        for share, value in zip(words.QUANTILES, profile.quantiles, strict=True):
            lies = words.tr("{0} lie below").format(share)
            title = words.tr("Median") if share == "50 %" else lies
            facts.append((title, words.number_text(value, 4)))
    return (*facts, *_shape_facts(profile), *_form_facts(profile))


def _shape_facts(profile: ColumnProfile) -> list[Fact]:
    facts = []
    if profile.zeros is not None and profile.negatives is not None:
        facts.append((words.tr("Zero"), f"{profile.zeros:,}"))
        facts.append((words.tr("Below zero"), f"{profile.negatives:,}"))
    if profile.skewness is not None:
        facts.append((words.tr("Skewness"), words.number_text(profile.skewness, 3)))
    if profile.kurtosis is not None:
        facts.append((words.tr("Excess kurtosis"), words.number_text(profile.kurtosis, 3)))
    if profile.outliers is not None:
        facts.append((words.tr("Far from the rest"), f"{profile.outliers.count:,}"))
        fences = (profile.outliers.low_fence, profile.outliers.high_fence)
        shown = words.tr("{0} or {1}").format(*(words.number_text(value, 4) for value in fences))
        facts.append((words.tr("Far is beyond"), shown))
        for title, values in (
            (words.tr("Farthest below"), profile.outliers.lowest),
            (words.tr("Farthest above"), profile.outliers.highest),
        ):
            if values:
                shown = ", ".join(words.number_text(value, 4) for value in values[:3])
                facts.append((title, shown))
    return facts


def _form_facts(profile: ColumnProfile) -> list[Fact]:
    facts = []
    if profile.lengths is not None:
        low, mean, high = profile.lengths.low, profile.lengths.mean, profile.lengths.high
        facts.append((words.tr("Characters"), f"{low:,} to {high:,}"))
        facts.append((words.tr("On average"), words.number_text(mean, 3)))
    if profile.spacing is not None and profile.spacing.step:
        facts.append((words.tr("Step"), words.tr(profile.spacing.step)))
        facts.append((words.tr("Steps missing"), f"{profile.spacing.missing:,}"))
    if profile.order:
        facts.append((words.tr("Order"), " < ".join(profile.order)))
    if profile.variants:
        facts.append((words.tr("Written differently"), f"{len(profile.variants):,}"))
    if profile.personal is not None:
        sign = profile.personal
        facts.append((words.tr("Personal"), f"{sign.confidence} {sign.kind}"))
    return facts


class ColumnPanel(Card):
    """The details of the column whose head was clicked.

    Signals:
        closed(): the details are to be put away.
        mask_wanted(tuple[str, ...]): a recipe is to hide what the column holds.

    Attributes:
        histogram: its distribution.
    """

    closed = Signal()
    mask_wanted = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("–", parent=parent)
        self._profile: ColumnProfile | None = None
        self._type = Text("", TextRole.SECONDARY, "accent", parent=self)
        self._sentence = Text("", wrap=True, parent=self).selectable()
        self._findings = CheckList(is_stacked=True, parent=self)
        self.histogram = HistogramView(self)
        self._pointed = Text("", TextRole.CAPTION, "muted", wrap=True, tabular=True, parent=self)
        told = row(self._pointed, self.histogram.menu_button())
        told.setStretch(0, 1)
        self._told = boxed(told, self)
        self._facts = FactsList(parent=self)
        self._top: TablePanel[TopValue] = TablePanel(
            _top_columns(1, self), self.tr("Most frequent values"), row_height=30, parent=self
        )
        # As high as its rows, as wide as the card: there is nothing to scroll.
        self._top.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._top.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._close = IconButton("close", self.tr("Close the column's details"), parent=self)
        self._close.set_action(self.closed.emit)
        self.header.addStrut(title_height())
        self.header.addWidget(self._close)
        self.body.setSpacing(SPACE_3)
        self.add(
            self._type,
            self._sentence,
            self._findings,
            self.histogram,
            self._told,
            self._facts,
            self._top,
        )
        self.body.addStretch(1)
        self.histogram.pointed_at.connect(self._on_pointed)

    @property
    def column(self) -> str:
        """The column's name, "" before any was shown."""
        return self._profile.name if self._profile else ""

    def show_column(self, face: ColumnFace) -> None:
        """Show another column."""
        profile = self._profile = face.profile
        self.set_title(profile.name)
        stored = (
            "" if str(profile.type) == str(profile.semantic) else f" · stored as {profile.type}"
        )
        self._type.setText(f"{profile.semantic}{stored}")
        self._sentence.setText(words.column_sentence(profile))
        finding = face.finding
        self._findings.setVisible(finding is not None)
        if finding is not None:
            line = (mark_of(finding.severity), finding.title, finding.detail)
            is_personal = profile.personal is not None
            link = mask_link((profile.name,), self.mask_wanted.emit, self) if is_personal else None
            self._findings.set_lines([line], {0: link} if link else {})
        self.histogram.set_profile(profile)
        self._told.setVisible(profile.histogram is not None)
        self._on_pointed("")
        self._facts.set_facts(facts_of(profile))
        is_telling = bool(profile.top) and profile.top[0][1] > 1 and _has_kinds(profile)
        self._top.setVisible(is_telling)
        if is_telling:
            self._top.set_columns(_top_columns(profile.count, self))
            self._top.set_records(profile.top)
            self._top.fit_height(10)

    def sentence(self) -> str:
        """Return the plain sentence."""
        return self._sentence.text()

    def _on_pointed(self, text: str) -> None:
        self._pointed.setText(text or self.tr("Point at a bar, or use the arrow keys"))


def _has_kinds(profile: ColumnProfile) -> bool:
    """Say whether single values tell something: not for a measured number."""
    return profile.histogram is None or profile.distinct <= _FEW


def _top_columns(present: int, parent: QWidget) -> Sequence[TableColumn[TopValue]]:
    def share(value: TopValue) -> str:
        return words.share_text(value[1], present)

    def look(value: TopValue) -> CellLook:
        return CellLook(bar=value[1] / present if present else 0.0)

    return (
        TableColumn(parent.tr("Most frequent"), lambda value: value[0], stretch=1),
        TableColumn("", share, lambda value: value[1], width=44, look=look),
        TableColumn(
            parent.tr("Rows"),
            lambda value: f"{value[1]:,}",
            lambda value: value[1],
            is_number=True,
            # No count has more digits than all of them together.
            width=max(52, 20 + 8 * len(f"{present:,}")),
        ),
    )
