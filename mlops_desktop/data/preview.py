"""Preview: what an import would do, before anything is stored."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

from mlops_desktop.core.dataset import BadCells, Preview, ReaderOptions, Remembered
from mlops_desktop.core.progress import Reporter, Silent
from mlops_desktop.core.rejects import Rejects
from mlops_desktop.data.engine import Engine, literal
from mlops_desktop.data.failures import naming_its_file
from mlops_desktop.data.findings import reading_findings
from mlops_desktop.data.folder import list_files
from mlops_desktop.data.importer import all_detections, list_bad_cells, plan_columns
from mlops_desktop.data.limits import PREVIEW_BEGINNING_BYTES, PREVIEW_BYTES
from mlops_desktop.data.near_types import near_findings
from mlops_desktop.data.prepared import Prepared
from mlops_desktop.data.preview_memory import PreviewTable, open_table
from mlops_desktop.data.profile import describe
from mlops_desktop.data.reading import prepare
from mlops_desktop.data.remembering import apply, recall
from mlops_desktop.data.source import stamp
from mlops_desktop.data.storing import View
from mlops_desktop.data.typing_plan import TypeFinder, TypePlan
from mlops_desktop.data.unpacking import packing_of

_LISTED_CELLS = 1_000


@naming_its_file
def preview_file(
    path: Path,
    options: ReaderOptions,
    reporter: Reporter | None = None,
    remembered: Remembered | None = None,
) -> Preview:
    """Read a file as an import would and say what would come of it.

    A file up to 5 MB, and every workbook, is read whole; of a larger one the first megabyte or
    the first 10,000 rows, so that types and findings may still change when all rows are seen.
    Values that do not parse are listed even where the options would refuse them.

    Args:
        remembered: options of an earlier import, used where ``options`` leaves them open.

    Raises:
        UserError: whatever makes the file unreadable, with file, row and next step.
    """
    reporter = reporter or Silent()
    limit = _limit(path)
    options, recalled = recall(path, options, remembered)
    lenient = options
    if options.bad_cells is BadCells.FAIL:
        lenient = replace(options, bad_cells=BadCells.MISSING)
    with tempfile.TemporaryDirectory(prefix="mlops-desktop-") as name:
        folder = Path(name)
        names = recalled.keys()
        prepared = prepare(path, lenient, folder, reporter, limit, recalled=names)
        prepared = apply(prepared, recalled, remembered)
        preview = _describe(prepared, folder, reporter)
    told = options.bad_cells or BadCells.MISSING
    return replace(preview, options=replace(preview.options, bad_cells=told))


def _limit(path: Path) -> int | None:
    """Return how many bytes are read of the file, or of each file of the folder."""
    if not _is_small(path):
        return PREVIEW_BEGINNING_BYTES
    return None if path.is_dir() else PREVIEW_BYTES


def _is_small(path: Path) -> bool:
    """Say whether the file, or all files of the folder, are read whole."""
    if path.is_dir():
        files, _ = list_files(path)
        return sum(stamp(file).size for file in files) <= PREVIEW_BYTES
    return stamp(path).size <= PREVIEW_BYTES and packing_of(path) is None


def _describe(prepared: Prepared, folder: Path, reporter: Reporter) -> Preview:
    # The whole text is its own sample here: types are decided from all that was read.
    prepared = replace(prepared, sample=prepared.text)
    width = len(prepared.names)
    with open_table(prepared, reporter) as table, prepared.failures():
        if table is not None:
            return _described(
                table.engine, replace(prepared, text=table, sample=table), table, reporter
            )
    with (
        Engine(prepared.path, folder, prepared.text.paths, reporter, width) as engine,
        prepared.failures(),
    ):
        return _described(engine, prepared, None, reporter)


def _described(
    engine: Engine, prepared: Prepared, table: PreviewTable | None, reporter: Reporter
) -> Preview:
    missing = prepared.options.missing
    source = prepared.text.sql(missing)
    if table is None:
        engine.run(f"CREATE TABLE text AS SELECT * FROM {source}")
        source = "text"
    count = partial(table.count, missing=missing) if table is not None else None
    plan = TypeFinder(engine, prepared, source, source, count).plan()
    rejects = Rejects(
        tuple(prepared.scan.rejects),
        list_bad_cells(engine, prepared, plan, _LISTED_CELLS),
        tuple((prepared.names[index], count) for index, count in plan.bad.items()),
    )
    typed = _store(engine, prepared, plan, table, source)
    columns = plan_columns(prepared.names, plan)
    findings = (
        *reading_findings(prepared, plan, rejects),
        *near_findings(engine, prepared, plan),
    )
    known = table.looked_at(columns, plan) if table is not None else None
    view = View(typed, columns, prepared.scan.kept)
    profile = describe(engine, view, reporter, findings, known)
    columns = tuple(
        replace(column, semantic=described.semantic)
        for column, described in zip(columns, profile.columns, strict=True)
    )
    return Preview(
        options=replace(prepared.options, missing=plan.missing or ("",)),
        detections=all_detections(prepared, plan, columns),
        columns=columns,
        profile=profile,
        rejects=rejects,
        file_size=prepared.stamp.size,
        is_complete=prepared.sha256 != "",
        sheets=prepared.sheets,
        members=prepared.members,
    )


def _store(
    engine: Engine, prepared: Prepared, plan: TypePlan, table: PreviewTable | None, source: str
) -> str:
    """Store the typed columns; return the table's name."""
    values = _values(prepared, plan)
    if table is not None:
        return table.store(values, plan, source)
    engine.run(f"CREATE TABLE typed AS SELECT {', '.join(values)} FROM {source}")
    return "typed"


def _values(prepared: Prepared, plan: TypePlan) -> list[str]:
    """Return SQL of every column with its type."""
    return [
        f"c{index}"
        if index in prepared.typed
        else f"{decision.form.parse(_present(f'c{index}', plan.missing))} AS c{index}"
        for index, decision in enumerate(plan.decisions)
    ]


def _present(name: str, missing: tuple[str, ...]) -> str:
    """Return SQL: the text, NULL where it stands for "no value"."""
    if not missing:
        return name
    tests = ", ".join(literal(token) for token in missing)
    return f"(CASE WHEN {name} NOT IN ({tests}) THEN {name} END)"
