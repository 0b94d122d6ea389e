"""Where columns come from: derived from imports and recipes' runs, never stored."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class ColumnPlace:
    """A column of a dataset version, such as ``origin`` of ``flights@2``."""

    version: str
    column: str


@dataclass(frozen=True, slots=True, order=True)
class FileColumn:
    """A column as it was imported: of which file, into which dataset version."""

    file: str
    version: str
    column: str


@dataclass(frozen=True, slots=True)
class ColumnStep:
    """How one column of one version came about.

    Attributes:
        maker: the recipe or model version that made it, with its number; empty for an import.
        files: the files it was imported from, if it was.
        sources: the columns its values come from, exactly these; None: opaque, they cannot be
            told.
    """

    place: ColumnPlace
    maker: str
    files: tuple[str, ...]
    sources: tuple[ColumnPlace, ...] | None


@dataclass(frozen=True, slots=True)
class ColumnOrigin:
    """Where a column comes from in the end.

    Attributes:
        origins: columns of imported files, sorted.
        through: the recipes and models between, those next to the column first.
        is_opaque: whether some of it cannot be told; ``origins`` are then not all there is.
        becomes: of a model version: the numbers that its model computes with and that are made
            from this column; empty where a method joins others, or forecasts.
    """

    column: str
    origins: tuple[FileColumn, ...]
    through: tuple[str, ...]
    is_opaque: bool
    becomes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnLineage:
    """The columns of a dataset version, or the inputs of a model version, back to files.

    Attributes:
        label: what was asked for; ``version`` the dataset version whose columns these are.
        steps: every column on the way, each once; those asked for first.
    """

    label: str
    version: str
    columns: tuple[ColumnOrigin, ...]
    steps: tuple[ColumnStep, ...]
