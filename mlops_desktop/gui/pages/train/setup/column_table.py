"""What the table of columns shows."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.features import ColumnChoice, Treatment
from mlops_desktop.gui.pages.train.words import tr
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn


def treatment_words(treatment: Treatment) -> str:
    """Return what a column is taken as, in words."""
    words = {
        Treatment.AUTOMATIC: tr("automatic"),
        Treatment.NUMBER: tr("a number"),
        Treatment.KEEP: tr("a number, never scaled"),
        Treatment.CATEGORY: tr("a category"),
        Treatment.NATIVE: tr("a category that boosting divides"),
        Treatment.ORDINAL: tr("categories in an order"),
        Treatment.TARGET: tr("mean of the target"),
        Treatment.TEXT: tr("words of a text"),
        Treatment.SPLINE: tr("a smooth curve"),
        Treatment.CYCLIC: tr("parts of a date on circles"),
        Treatment.LEAVE_OUT: tr("left out"),
    }
    return words[treatment]


def about_treatment(treatment: Treatment) -> str:
    """Return what goes into the model."""
    words = {
        Treatment.AUTOMATIC: tr(
            "By its type: numbers as they are, one input per category, parts of dates."
        ),
        Treatment.NUMBER: tr("The number; true is 1, false 0."),
        Treatment.KEEP: tr("The number as it stands, for every method; no products of it."),
        Treatment.CATEGORY: tr("One input per category, the 50 most frequent at most."),
        Treatment.NATIVE: tr(
            "Boosting divides up to 255 categories into sets itself: quicker, not always better. "
            "Other methods: one input per category."
        ),
        Treatment.ORDINAL: tr("0, 1, 2 … from low to high; any other value counts as missing."),
        Treatment.TARGET: tr(
            "The mean of the target in each category, cross-fitted: no row sees its own answer."
        ),
        Treatment.TEXT: tr("TF-IDF of the 100 words that most training rows have."),
        Treatment.SPLINE: tr("A natural cubic spline with five knots at quantiles."),
        Treatment.CYCLIC: tr(
            "Sine and cosine of month, day, weekday and hour: December lies beside January."
        ),
        Treatment.LEAVE_OUT: tr("Nothing."),
    }
    return words[treatment]


def direction_words(monotone: int) -> str:
    """Return how the answer may move with a column."""
    return {1: tr("may only rise"), -1: tr("may only fall")}.get(monotone, "")


def is_number(column: Column) -> bool:
    """Return whether the answer can be made to follow a column in one direction."""
    is_numeric = column.type in (ColumnType.INTEGER, ColumnType.NUMBER)
    is_category = column.type is ColumnType.INTEGER and column.semantic is SemanticType.CATEGORY
    return is_numeric and not is_category


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column and what was chosen for it."""

    column: Column
    choice: ColumnChoice

    @property
    def is_chosen(self) -> bool:
        """Whether anything was chosen."""
        return self.choice != ColumnChoice(self.column.name)

    @property
    def taken_as(self) -> str:
        """What it is taken as, its order with it."""
        words = treatment_words(self.choice.treatment)
        order = " < ".join(self.choice.order)
        return f"{words}: {order}" if order else words


def column_columns() -> tuple[TableColumn[ColumnLine], ...]:
    """Return the columns of the table of columns."""
    return (
        TableColumn(
            tr("Column"),
            lambda line: line.column.name,
            stretch=2,
            look=lambda line: CellLook(
                role=TextRole.MEDIUM, mark=Mark.STAGING if line.is_chosen else None
            ),
        ),
        TableColumn(tr("Type"), lambda line: str(line.column.semantic)),
        TableColumn(
            tr("Taken as"),
            lambda line: line.taken_as,
            stretch=3,
            tooltip=lambda line: about_treatment(line.choice.treatment),
            look=lambda line: CellLook(tone="text" if line.is_chosen else "muted"),
        ),
        TableColumn(tr("The answer"), lambda line: direction_words(line.choice.monotone)),
    )
