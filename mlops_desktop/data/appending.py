"""Adding a file's rows to those of a stored table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mlops_desktop.core.dataset import Column, Imported, ReaderOptions, Remembered
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Quiet, Reporter, Step, Unit
from mlops_desktop.data.content_hash import combine
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.examination import examine
from mlops_desktop.data.failures import naming_its_file
from mlops_desktop.data.importer import import_file
from mlops_desktop.data.limits import PREVIEW_BYTES
from mlops_desktop.data.profile import summarise
from mlops_desktop.data.reading import prepare
from mlops_desktop.data.remembering import recall
from mlops_desktop.data.storing import View, stored_view, table_sql, write_table

TABLE_FILE = "appended.parquet"


@dataclass(frozen=True, slots=True)
class Base:
    """The stored table whose rows come first."""

    path: Path
    columns: tuple[Column, ...]
    label: str
    remembered: Remembered | None = None


@naming_its_file
def append_file(
    path: Path, options: ReaderOptions, base: Base, folder: Path, reporter: Reporter
) -> Imported:
    """Read a file and write the base's rows followed by the file's.

    The columns and their types are the base's; the file may have them in another order.
    ``rows_in_file`` and rejects are the file's, everything else describes the whole table.

    Raises:
        UserError: ``data.other_columns`` when the file has more or fewer columns, and what
            :func:`mlops_desktop.data.importer.import_file` raises.
        Cancelled: when the reporter says so.
    """
    options, _ = recall(path, options, base.remembered)
    beginning = folder / "beginning"
    beginning.mkdir()
    looked_at = prepare(path, options, beginning, Quiet(reporter), PREVIEW_BYTES)
    _check_names(path, looked_at.names, base)
    types = tuple((column.name, column.type) for column in base.columns)
    added = import_file(path, replace(options, types=types), folder, reporter)
    _check_zones(path, added, base)
    width = len(base.columns)
    files = [base.path, folder / added.table_file]
    with Engine(path, folder, files, reporter, width) as engine:
        view = _write(engine, added, base, folder)
        rejects = [
            replace(item, title=f"In the added file: {item.title}")
            for item in added.profile.findings
            if item.code in ("rejects", "bad_cells")
        ]
        examined = examine(engine, view, reporter, phase="Describing the columns of all rows")
        content = combine(view.columns, view.rows, [item.digest for item in examined])
        profile = summarise(engine, view, examined, rejects)
    columns = tuple(
        replace(column, semantic=described.semantic)
        for column, described in zip(base.columns, profile.columns, strict=True)
    )
    return replace(
        added,
        columns=columns,
        row_count=view.rows,
        content_hash=content,
        table_file=TABLE_FILE,
        profile=profile,
        chosen=options,
    )


def _check_names(path: Path, names: Sequence[str], base: Base) -> None:
    expected = [column.name for column in base.columns]
    missing = [name for name in expected if name not in names]
    extra = [name for name in names if name not in expected]
    if missing or extra:
        parts = [f"without {', '.join(missing[:5])}"] if missing else []
        parts += [f"with {', '.join(extra[:5])}"] if extra else []
        raise UserError(
            "data.other_columns", file=path.name, data=base.label, difference=" and ".join(parts)
        )


def _check_zones(path: Path, added: Imported, base: Base) -> None:
    """Refuse times without a zone where the table has them in UTC, and the reverse."""
    zones = {column.name: column.zone for column in added.columns}
    for column in base.columns:
        if column.zone != zones[column.name]:
            facts = {"file": path.name, "data": base.label, "column": column.name}
            raise UserError("data.other_zone", **facts)


def _write(engine: Engine, added: Imported, base: Base, folder: Path) -> View:
    """Write both tables, the base first, and return the view of the result."""
    width = len(base.columns)
    places = {column.name: place for place, column in enumerate(added.columns)}
    ours = ", ".join(f"c{at}" for at in range(width))
    theirs = ", ".join(f"c{places[column.name]}" for column in base.columns)
    source = (
        f"(SELECT {ours} FROM {table_sql(base.path, width)}"
        f" UNION ALL SELECT {theirs} FROM {table_sql(folder / added.table_file, width)})"
    )
    names = [column.name for column in base.columns]
    target = folder / TABLE_FILE
    rows = stored_view(engine, base.path, base.columns).rows + added.row_count
    with engine.telling(Step(f"Adding the rows to {base.label}", 0, rows, unit=Unit.ROWS)):
        write_table(engine, names, [f"c{at}" for at in range(width)], source, target)
    return stored_view(engine, target, base.columns)
