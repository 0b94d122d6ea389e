"""A document in blocks, whatever it is written as: headings, paragraphs, tables, lists."""

from __future__ import annotations

from dataclasses import dataclass


class Code(str):
    """A text that is shown sign by sign, such as a digest."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 2 is a section's, 3 one within it (1 is the sheet's title)."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """What a person wrote, or a sentence of ours; lines are kept, nothing in it is markup."""

    text: str
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """Points; the mark before each says how it is meant, beside any colour.

    Attributes:
        mark: of every item; "" for none.
        marks: one per item, where they differ.
        is_numbered: the marks are the items' numbers.
    """

    items: tuple[str, ...]
    mark: str = ""
    marks: tuple[str, ...] = ()
    is_numbered: bool = False

    def marked(self) -> tuple[tuple[str, str], ...]:
        """Return the items, each with its mark before it."""
        marks = self.marks or (self.mark,) * len(self.items)
        return tuple(zip(marks, self.items, strict=True))


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        titles: of the columns; empty for pairs of a name and a value.
        numbers: places of the columns that hold numbers.
    """

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()


Block = Heading | Paragraphs | Bullets | Table


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document.

    Attributes:
        about: one line on what it was put together from, and when.
    """

    title: str
    about: str
    blocks: tuple[Block, ...]
