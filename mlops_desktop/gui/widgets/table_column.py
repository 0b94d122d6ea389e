"""What a table shows, as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.theme.tokens import Tone

R = TypeVar("R")
SortKey = str | int | float | None
"""None sorts last in both directions."""


@dataclass(frozen=True, slots=True)
class CellLook:
    """How a cell looks beyond its text; everything is optional.

    Attributes:
        role, tone: weight and colour role of the text ("muted", "bad", …).
        mark: drawn left of the text.
        badge: draw the text as a badge with this mark.
        bar: a share of 0–1 drawn as a bar instead of the text, in ``bar_tone``.
        marks: a row of marks instead of the text.
        detail: a second, muted line.
        blank: what is drawn where there is no text, such as a sign for a missing value; it is
            neither copied nor saved.
    """

    role: TextRole = TextRole.BODY
    tone: str = "text"
    mark: Mark | None = None
    badge: Mark | None = None
    bar: float | None = None
    bar_tone: Tone = Tone.ACCENT
    marks: tuple[Mark, ...] = ()
    detail: str = ""
    blank: str = ""


@dataclass(frozen=True, slots=True)
class HeadLook:
    """A tall column head, as in an import preview.

    Attributes:
        kind: the type in words, accent-coloured below the name.
        counts: a small histogram.
        caption: the last line: "4 values", "0–23", "leaks".
        tone: colour role of the caption.
    """

    kind: str = ""
    counts: tuple[int, ...] = ()
    caption: str = ""
    tone: str = "muted"


@dataclass(frozen=True, slots=True)
class TableColumn(Generic[R]):
    """One column over records of type ``R``.

    Attributes:
        title: the head.
        text: what a record's cell says; also what is copied and saved.
        sort: its sort key; the text itself when None. Numbers must give numbers.
        is_number: aligned right, with digits of equal width.
        width: pixels at 100 %; 0 = by content.
        stretch: its share of the room that is left; 0 = none.
        tooltip: more about the cell.
        spoken: what a screen reader says; "title: text" when None.
        look: how the cell looks.
        head: a tall head.
    """

    title: str
    text: Callable[[R], str]
    sort: Callable[[R], SortKey] | None = None
    is_number: bool = False
    width: int = 0
    stretch: int = 0
    tooltip: Callable[[R], str] | None = None
    spoken: Callable[[R], str] | None = None
    look: Callable[[R], CellLook] | None = None
    head: HeadLook | None = field(default=None)

    def sort_key(self, record: R) -> SortKey:
        """Return what the record is sorted by."""
        return self.text(record).casefold() if self.sort is None else self.sort(record)
