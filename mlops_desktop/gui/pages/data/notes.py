"""The cards at the right: what is worth knowing, and where a version comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import BadCells, Finding, ImportDetails, Severity
from mlops_desktop.core.scoring import InputIssue
from mlops_desktop.core.wording import size_text
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.reading_words import DECIMALS, ENCODINGS, SEPARATORS
from mlops_desktop.gui.pages.data.tabbed_card import title_height
from mlops_desktop.gui.pages.data.tables import short_time
from mlops_desktop.gui.theme.marks import Mark, mark_of
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.facts import CheckList, Fact, FactsList
from mlops_desktop.gui.widgets.text import Text

if TYPE_CHECKING:
    from mlops_desktop.services.datasets import DatasetDetails
    from mlops_desktop.services.scoring import Batch

PERSONAL = "personal"
"""The code of the finding that names columns with personal data."""
_ORDER = {Severity.BAD: 0, Severity.WARN: 1, Severity.OK: 2, Severity.NOTE: 3}
_BAD_CELLS = {
    BadCells.MISSING: "became missing",
    BadCells.TEXT: "made the column text",
    BadCells.FAIL: "were refused",
}


class FindingsCard(Card):
    """The findings, gravest first.

    Signals:
        mask_wanted(tuple[str, ...]): a recipe is to hide what these columns hold.
    """

    mask_wanted = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Worth knowing"))
        self.header.addStrut(title_height())
        self._list = CheckList(is_stacked=True, parent=self)
        self._none = Text(
            self.tr("Nothing stands out."), TextRole.BODY, "muted", wrap=True, parent=self
        )
        self.add(self._list, self._none)

    def show_findings(self, findings: Iterable[Finding], issues: Iterable[InputIssue] = ()) -> None:
        """Show these, and first what was odd about rows that were scored."""
        ordered = sorted(findings, key=lambda item: _ORDER[item.severity])
        lines = [issue_line(issue) for issue in issues]
        buttons = {
            place: mask_link(item.columns, self.mask_wanted.emit, self)
            for place, item in enumerate(ordered, len(lines))
            if item.code == PERSONAL and item.columns
        }
        lines += [(mark_of(item.severity), item.title, item.detail) for item in ordered]
        self._list.set_lines(lines, buttons)
        self._list.setVisible(bool(lines))
        self._none.setVisible(not lines)


def mask_link(
    columns: tuple[str, ...], wanted: Callable[[tuple[str, ...]], object], parent: QWidget
) -> LinkButton:
    """Return what offers to hide personal data in some columns."""
    one, more = words.tr("Mask this column…"), words.tr("Mask these columns…")
    return LinkButton(one if len(columns) == 1 else more, partial(wanted, columns), parent=parent)


def issue_line(issue: InputIssue) -> tuple[Mark, str, str]:
    """Return mark, words and detail of one kind of oddity in one column of scored rows."""
    rows = words.counted(issue.rows, "row")
    parts = []
    if issue.examples:
        parts.append(words.tr("Such as {0}.").format(", ".join(issue.examples)))
    if issue.expected:
        parts.append(words.tr("Training had {0}.").format(issue.expected))
    title = f"{issue.column}: {rows} {words.tr(issue.warning.words)}"
    return Mark.WATCH, title, " ".join(parts)


def reading_facts(details: ImportDetails) -> tuple[Fact, ...]:
    """Return how a file was read."""
    options = details.options
    facts: list[Fact] = []
    if options.format == "xlsx" or options.sheet:
        facts.append((words.tr("Sheet"), options.sheet or words.tr("the first")))
    else:
        if options.delimiter:
            facts.append(
                (
                    words.tr("Separator"),
                    words.tr(SEPARATORS.get(options.delimiter, options.delimiter)),
                )
            )
        if options.encoding:
            facts.append(
                (words.tr("Encoding"), words.tr(ENCODINGS.get(options.encoding, options.encoding)))
            )
        if options.decimal:
            facts.append(
                (words.tr("Decimals"), words.tr(DECIMALS.get(options.decimal, options.decimal)))
            )
    missing = [text for text in options.missing if text]
    facts.append((words.tr("Missing"), ", ".join([words.tr("empty"), *missing])))
    facts.append(
        (words.tr("Bad values"), words.tr(_BAD_CELLS[options.bad_cells or BadCells.MISSING]))
    )
    if options.types:
        chosen = ", ".join(f"{name}: {kind}" for name, kind in options.types)
        facts.append((words.tr("Types chosen"), chosen))
    return tuple(facts)


def prediction_facts(batch: Batch) -> tuple[Fact, ...]:
    """Return how a batch was predicted, and how much of it was odd."""
    values = sum(issue.rows for issue in batch.issues)
    facts = [
        (words.tr("Predicted by"), batch.model.label),
        (words.tr("Then in"), words.tr(batch.stage.value)),
        (words.tr("On"), short_time(batch.prediction.at)),
        (words.tr("Rows of"), batch.scored.label),
        (words.tr("Odd values"), f"{values:,}" if values else words.tr("none")),
    ]
    if values:
        columns = len({issue.column for issue in batch.issues})
        facts.append((words.tr("In"), words.counted(columns, "column")))
    return tuple(facts)


def source_facts(details: DatasetDetails, batch: Batch | None = None) -> tuple[Fact, ...]:
    """Return where a version comes from, its file or the model that predicted it first."""
    version = details.version
    facts: list[Fact] = []
    if details.imports:
        event = details.imports[0]
        stored = event.rows_in_file - event.rows_rejected
        facts += [
            (words.tr("File"), event.file_name),
            (words.tr("Imported"), short_time(event.at)),
            (words.tr("Size"), size_text(event.file_size)),
            ("SHA-256", event.file_sha256),
            (words.tr("Rows in it"), f"{event.rows_in_file:,}"),
            (words.tr("Stored"), f"{stored:,}"),
            (words.tr("Rejected"), f"{event.rows_rejected:,}"),
        ]
    if batch is not None:
        facts += prediction_facts(batch)
    if details.base:
        facts.append((words.tr("Added to"), details.base))
    if version.same_as is not None:
        facts.append((words.tr("Same as"), f"{version.dataset}@{version.same_as}"))
    facts.append((words.tr("Content hash"), version.content_hash))
    return tuple(facts)


class SourceCard(Card):
    """Where a version comes from: file, time, hashes, and how it was read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Where it comes from"))
        self._facts = FactsList(parent=self)
        self._reading_title = Text(
            self.tr("How it was read"), TextRole.SECONDARY_STRONG, parent=self
        )
        self._reading = FactsList(parent=self)
        self.add(self._facts, self._reading_title, self._reading)

    def show_details(self, details: DatasetDetails, batch: Batch | None) -> None:
        """Show a version's origin; of predictions also how they came about."""
        self._facts.set_facts(source_facts(details, batch))
        reading = reading_facts(details.details) if details.details else ()
        self._reading.set_facts(reading)
        self._reading.setVisible(bool(reading))
        self._reading_title.setVisible(bool(reading))

    def facts(self) -> tuple[Fact, ...]:
        """Return everything it says."""
        return self._facts.facts() + self._reading.facts()
