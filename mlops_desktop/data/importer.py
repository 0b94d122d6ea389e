"""Import: a file becomes a typed, hashed, profiled Parquet table in the job folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np

from mlops_desktop.core.dataset import (
    BadCells,
    Column,
    ColumnType,
    Detection,
    Imported,
    Profile,
    ReaderOptions,
    Remembered,
    SemanticType,
)
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter, Step, Unit
from mlops_desktop.core.rejects import CellReject, Rejects
from mlops_desktop.data import preview_memory
from mlops_desktop.data.content_hash import combine
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.examination import examine
from mlops_desktop.data.failures import naming_its_file
from mlops_desktop.data.findings import reading_findings
from mlops_desktop.data.forms import TEXT, Form
from mlops_desktop.data.limits import MAX_LISTED_CELLS, MAX_LISTED_TEXT
from mlops_desktop.data.near_types import near_findings
from mlops_desktop.data.prepared import Prepared
from mlops_desktop.data.profile import summarise
from mlops_desktop.data.reading import prepare
from mlops_desktop.data.remembering import apply, recall
from mlops_desktop.data.storing import View, table_sql, write_table
from mlops_desktop.data.typing_plan import TypeFinder, TypePlan

TABLE_FILE = "table.parquet"
_NOT_OF_FORM = "value is not of the expected form"


@naming_its_file
def import_file(
    path: Path,
    options: ReaderOptions,
    folder: Path,
    reporter: Reporter,
    remembered: Remembered | None = None,
) -> Imported:
    """Read the file into ``folder/table.parquet``.

    Types hold over the whole file. Rows in the file are always rows stored plus row rejects.

    Args:
        folder: the job's folder; copies and spilled data go there too.
        remembered: options of an earlier import, used where ``options`` leaves them open.

    Raises:
        UserError: whatever makes the file unreadable, with file, row and next step.
        Cancelled: when the reporter says so; the folder is then of no use.
    """
    preview_memory.forget()
    chosen, recalled = recall(path, options, remembered)
    prepared = prepare(path, chosen, folder, reporter, recalled=recalled.keys())
    prepared = apply(prepared, recalled, remembered)
    width = len(prepared.names)
    with (
        Engine(path, folder, prepared.text.paths, reporter, width) as engine,
        prepared.failures(),
    ):
        typed = store_typed(engine, prepared, folder / TABLE_FILE, reporter)
        prepared.check_unchanged()
        view = View(table_sql(folder / TABLE_FILE, width), typed.columns, prepared.scan.kept)
        examined = examine(engine, view, reporter)
        content = combine(typed.columns, view.rows, [item.digest for item in examined])
        findings = reading_findings(prepared, typed.plan, typed.rejects)
        near = near_findings(engine, prepared, typed.plan)
        profile = summarise(engine, view, examined, (*findings, *near))
    columns = _with_meaning(typed.columns, profile)
    return Imported(
        options=_used(prepared.options, typed.plan),
        detections=all_detections(prepared, typed.plan, columns),
        columns=columns,
        row_count=prepared.scan.kept,
        rows_in_file=prepared.scan.rows_in_file,
        content_hash=content,
        table_file=TABLE_FILE,
        file_sha256=prepared.sha256,
        file_size=prepared.stamp.size,
        profile=profile,
        rejects=typed.rejects,
        chosen=chosen,
        files=prepared.files,
    )


def _with_meaning(columns: Sequence[Column], profile: Profile) -> tuple[Column, ...]:
    return tuple(
        replace(column, semantic=described.semantic)
        for column, described in zip(columns, profile.columns, strict=True)
    )


def _used(options: ReaderOptions, plan: TypePlan) -> ReaderOptions:
    """Return the options with what was found out about missing texts filled in."""
    bad_cells = options.bad_cells or BadCells.MISSING
    return replace(options, missing=plan.missing or ("",), bad_cells=bad_cells)


@dataclass(frozen=True, slots=True)
class Typed:
    """What storing the typed rows found."""

    plan: TypePlan
    columns: tuple[Column, ...]
    rejects: Rejects


def store_typed(engine: Engine, prepared: Prepared, target: Path, reporter: Reporter) -> Typed:
    """Decide the types and write the rows.

    A sample suggests types; the rows are then read strictly, and only when a value does not fit
    are the types decided by counting all rows.
    """
    rows = prepared.scan.kept
    finding = Step(f"Finding the types of {len(prepared.names):,} columns", 0, rows, unit=Unit.ROWS)
    reporter.step(finding)
    chosen = prepared.options.missing
    engine.run(f"CREATE TABLE sample AS SELECT * FROM {prepared.sample.sql(chosen)}")
    table = prepared.text.sql(chosen) if prepared.is_sampled else "sample"
    finder = TypeFinder(engine, prepared, table, "sample")
    writer = _Writer(engine, prepared, target, _row_bytes(engine, prepared))
    plan = finder.plan()
    with engine.telling(finding):
        plan = finder.settle(plan)
    _refuse_bad_cells(engine, prepared, plan)
    storing = f"Storing the rows of {prepared.path.name}"
    if not writer.write(plan, storing):
        with engine.telling(Step("Finding the types from every row", 0, rows, unit=Unit.ROWS)):
            plan = finder.settle_all()
        _refuse_bad_cells(engine, prepared, plan)
        writer.write(plan, f"{storing} again")
    _check_row_count(engine, prepared, target)
    rejects = Rejects(
        tuple(prepared.scan.rejects),
        list_bad_cells(engine, prepared, plan),
        tuple((prepared.names[index], count) for index, count in plan.bad.items()),
    )
    return Typed(plan, plan_columns(prepared.names, plan), rejects)


def _row_bytes(engine: Engine, prepared: Prepared) -> float:
    """Return how long the rows are on average: in the sample or the whole, whichever is more."""
    lengths = ", ".join(
        f"avg(strlen(CAST(c{index} AS VARCHAR)))" for index in range(len(prepared.names))
    )
    sampled = sum(size or 0.0 for size in engine.row(f"SELECT {lengths} FROM sample"))
    try:
        size = sum(path.stat().st_size for path in prepared.text.paths)
    except OSError as error:
        raise UserError("data.changed", path=prepared.path) from error
    whole = size / max(1, prepared.scan.kept)
    return max(sampled, whole)


def plan_columns(names: Sequence[str], plan: TypePlan) -> tuple[Column, ...]:
    """Return the columns; their meaning is found when they are described."""
    return tuple(
        Column(name, decision.form.type, SemanticType.TEXT, decision.form.zone)
        for name, decision in zip(names, plan.decisions, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    engine: Engine
    prepared: Prepared
    target: Path
    row_bytes: float

    def write(self, plan: TypePlan, phase: str) -> bool:
        """Write the rows; say whether every value was as the plan has it.

        Values of columns that were counted over all rows become missing where they do not parse;
        columns that only a sample was seen of are read strictly.
        """
        expressions = [
            f"c{index}"
            if decision.form is TEXT
            else decision.form.parse(f"c{index}")
            if index in plan.counted
            else _strict(f"c{index}", decision.form)
            for index, decision in enumerate(plan.decisions)
        ]
        source = self.prepared.text.sql(plan.missing)
        names, size = self.prepared.names, self.row_bytes
        try:
            with self.engine.telling(Step(phase, 0, self.prepared.scan.kept, unit=Unit.ROWS)):
                write_table(self.engine, names, expressions, source, self.target, row_bytes=size)
        except duckdb.InvalidInputException as error:
            if _NOT_OF_FORM in str(error):
                return False
            raise
        return True


def _strict(text: str, form: Form) -> str:
    # The check stands behind the value, not before it: DuckDB evaluates each CASE anew.
    check = f"CASE WHEN {text} IS NOT NULL THEN error('{_NOT_OF_FORM}') END"
    return f"coalesce({form.parse(text)}, {check})"


def _check_row_count(engine: Engine, prepared: Prepared, target: Path) -> None:
    (stored,) = engine.row(f"SELECT count(*) FROM {table_sql(target, len(prepared.names))}")
    if stored != prepared.scan.kept:
        prepared.check_unchanged()
        raise RuntimeError(f"{prepared.scan.kept} rows were split but {stored} were stored")


def _bad_cell_query(prepared: Prepared, plan: TypePlan, limit: int) -> str:
    bad = [(f"c{index}", plan.decisions[index].form.parse(f"c{index}")) for index in plan.bad]
    texts = ", ".join(
        f"CASE WHEN trim({text}) <> '' AND ({value}) IS NULL"
        f" THEN left({text}, {MAX_LISTED_TEXT}) END AS {text}"
        for text, value in bad
    )
    any_bad = " OR ".join(f"{text} IS NOT NULL" for text, _ in bad)
    names = ", ".join(text for text, _ in bad)
    return (
        f"SELECT place, {names} FROM (SELECT row_number() OVER () - 1 AS place, {texts}"
        f" FROM {prepared.text.sql(plan.missing)}) WHERE {any_bad} ORDER BY place LIMIT {limit}"
    )


def list_bad_cells(
    engine: Engine, prepared: Prepared, plan: TypePlan, limit: int = MAX_LISTED_CELLS
) -> tuple[CellReject, ...]:
    """Return the values that are not of their column's form, in the file's order."""
    if not plan.bad:
        return ()
    step = Step("Listing the values that are not of their type", 0, prepared.scan.kept)
    with engine.telling(replace(step, unit=Unit.ROWS)):
        found = engine.rows(_bad_cell_query(prepared, plan, limit))
    places = np.array([row[0] for row in found], np.int64)
    lines, files = prepared.lines.lines(places).tolist(), prepared.files_of(places)
    rejects: list[CellReject] = []
    for line, file, row in zip(lines, files, found, strict=True):
        for index, value in zip(plan.bad, row[1:], strict=True):
            if value is not None:
                reason = f"not {plan.decisions[index].form.words}"
                rejects.append(CellReject(line, prepared.names[index], value, reason, file))
    return tuple(rejects[:limit])


def _refuse_bad_cells(engine: Engine, prepared: Prepared, plan: TypePlan) -> None:
    if prepared.options.bad_cells is not BadCells.FAIL or not plan.bad:
        return
    first = list_bad_cells(engine, prepared, plan, limit=1)[0]
    raise UserError(
        "data.bad_cell",
        line=first.line,
        column=first.column,
        value=first.value,
        wanted=first.reason.removeprefix("not "),
        count=f"{sum(plan.bad.values()):,}",
    )


def all_detections(
    prepared: Prepared, plan: TypePlan, columns: Sequence[Column]
) -> tuple[Detection, ...]:
    """Return everything that was found out, with missing texts and dates."""
    missing = ", ".join(("empty", *plan.missing))
    dates = [
        (column.name, decision.form.words)
        for column, decision in zip(columns, plan.decisions, strict=True)
        if column.type.value in ("date", "datetime")
    ]
    value = ", ".join(name for name, _ in dates[:3]) + (", …" if len(dates) > 3 else "")
    reason = f"{dates[0][0]} holds {dates[0][1]}" if dates else "no column reads as a date or time"
    return (
        *prepared.detections,
        Detection("missing", missing, plan.missing_reason),
        Detection("dates", value or "none found", reason),
        *_zones(columns),
        *plan.questions,
    )


def _zones(columns: Sequence[Column]) -> tuple[Detection, ...]:
    """Say in which zone date-times are."""
    found = []
    for column in columns:
        if column.type is ColumnType.DATETIME:
            zone, reason = column.zone or "none", "no value names a zone; times stay as written"
            if column.zone:
                reason = f"every value names its offset; stored in {column.zone}"
            found.append(Detection("zone", zone, reason, column.name))
    return tuple(found)
