"""What a preview leaves for the next one of the same text: its table, what was counted, and more.

Everything is kept under the text's own bytes, never under the name of a file: each preview reads
and splits its file anew, and finds here only what was made of exactly these bytes.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.progress import Reporter
from mlops_desktop.data import recollection
from mlops_desktop.data.column_types import Counts
from mlops_desktop.data.counting import count_forms
from mlops_desktop.data.engine import Engine, literal
from mlops_desktop.data.examination import Examined, Known
from mlops_desktop.data.failures import reading
from mlops_desktop.data.forms import Form
from mlops_desktop.data.limits import PREVIEW_BYTES
from mlops_desktop.data.prepared import CleanText, Prepared
from mlops_desktop.data.typing_plan import TypePlan

_NAMES = ("typed", "typed_again")
_MOST_COLUMNS = 200
"""Wider tables are not kept: what is kept of each column adds up."""
_MOST_PER_COLUMN = 20


class LastingEngine(Engine):
    """An engine without files that serves one preview after another."""

    def lend(self, about: Path, reporter: Reporter) -> None:
        """Serve this preview from now on."""
        self._about, self._reporter = about, reporter
        self._over.clear()

    def __exit__(self, *_: object) -> None:
        self.end_watch()


class PreviewTable:
    """The rows of one text in an engine: ``raw``, and as the view ``text`` with missing texts.

    Counts and profiles of a column are kept by what its values are: with which missing texts
    taken out, and read in which form.
    """

    def __init__(self, engine: LastingEngine, width: int) -> None:
        self.engine = engine
        self._width = width
        self._touched: dict[tuple[str, ...], frozenset[int]] = {(): frozenset()}
        self._counts: dict[tuple[Hashable, ...], Counts] = {}
        self._parsed: dict[tuple[Hashable, ...], int] = {}
        self._stored: Sequence[Hashable] = ()
        self._typed = _NAMES[1]
        self._examined: dict[Hashable, Examined] = {}

    def sql(self, missing: tuple[str, ...] = ()) -> str:
        """Return the table expression, these texts as NULL."""
        touched = self._touched_by(missing)
        if not touched:
            return "raw"
        among = ", ".join(literal(text) for text in missing)
        columns = ", ".join(
            f"CASE WHEN c{at} NOT IN ({among}) THEN c{at} END AS c{at}"
            if at in touched
            else f"c{at}"
            for at in range(self._width)
        )
        return f"(SELECT {columns} FROM raw)"

    @property
    def paths(self) -> tuple[Path, ...]:
        """No file is read any more."""
        return ()

    def _touched_by(self, missing: tuple[str, ...]) -> frozenset[int]:
        """Return the columns that hold one of these texts."""
        texts = tuple(text for text in missing if text)
        if texts not in self._touched:
            among = ", ".join(literal(text) for text in texts)
            names = ", ".join(f"bool_or(c{at} IN ({among}))" for at in range(self._width))
            found = self.engine.row(f"SELECT {names} FROM raw")
            self._touched[texts] = frozenset(at for at, is_so in enumerate(found) if is_so)
        return self._touched[texts]

    def values_key(self, index: int, missing: tuple[str, ...]) -> tuple[Hashable, ...]:
        """Return what tells this column's values from others it may have."""
        texts = tuple(text for text in missing if text)
        return (index, texts if index in self._touched_by(missing) else ())

    def store(self, expressions: Sequence[str], plan: TypePlan, source: str) -> str:
        """Store the typed columns, of which only those that changed are computed; say the name.

        Args:
            expressions: SQL of each column over the source, named c0, c1, …
        """
        keys = [
            (self.values_key(index, plan.missing), _form_key(decision.form))
            for index, decision in enumerate(plan.decisions)
        ]
        if keys == self._stored:
            return self._typed
        before, name = self._typed, _NAMES[self._typed == _NAMES[0]]
        chosen, rows = expressions, source
        if self._stored:
            new = ", ".join(
                expression
                for index, expression in enumerate(expressions)
                if keys[index] != self._stored[index]
            )
            chosen = [
                f"{'old' if key == old else 'new'}.c{index}"
                for index, (key, old) in enumerate(zip(keys, self._stored, strict=True))
            ]
            rows = f"{before} AS old POSITIONAL JOIN (SELECT {new} FROM {source}) AS new"
        listed = ", ".join(chosen)
        self.engine.run(f"CREATE OR REPLACE TABLE {name} AS SELECT {listed} FROM {rows}")
        self.engine.run(f"DROP TABLE IF EXISTS {before}")
        self._stored, self._typed = keys, name
        return name

    def looked_at(self, columns: Sequence[Column], plan: TypePlan) -> Known:
        """Return the columns that were looked at when they had the same values as in this plan."""
        if len(self._examined) > _MOST_PER_COLUMN * self._width:
            self._examined.clear()
        keys = [
            (self.values_key(index, plan.missing), _form_key(decision.form), column)
            for index, (column, decision) in enumerate(zip(columns, plan.decisions, strict=True))
        ]
        return Known(keys, self._examined)

    def count(
        self, columns: Sequence[int], forms: Sequence[Form], missing: tuple[str, ...]
    ) -> dict[int, Counts]:
        """Count the forms of some columns, each only once; see ``count_forms``."""
        if len(self._parsed) > _MOST_PER_COLUMN * len(forms) * self._width:
            self._parsed.clear()
            self._counts.clear()
        keys = {index: self.values_key(index, missing) for index in columns}
        wanted: dict[tuple[Form, ...], list[int]] = {}
        for index, key in keys.items():
            new = tuple(form for form in forms if (key, _form_key(form)) not in self._parsed)
            if new or key not in self._counts:
                wanted.setdefault(new, []).append(index)
        for new, group in wanted.items():
            found = count_forms(self.engine, self.sql(missing), group, new, is_small=True)
            for index, counts in found.items():
                self._counts[keys[index]] = counts
                for form in new:
                    self._parsed[keys[index], _form_key(form)] = counts.parsed.get(form.key, 0)
        return {
            index: replace(
                self._counts[key],
                parsed={form.key: self._parsed[key, _form_key(form)] for form in forms},
            )
            for index, key in keys.items()
        }


def _form_key(form: Form) -> tuple[str, str, str]:
    return (form.key, form.family, form.parse("v"))


@dataclass(frozen=True, slots=True)
class _Kept:
    key: Hashable
    table: PreviewTable


_kept: list[_Kept] = []
_lock = threading.Lock()


def forget() -> None:
    """Give everything back: long work needs the memory."""
    recollection.forget()
    _put(None)


def _take(key: Hashable) -> PreviewTable | None:
    """Return the kept table if it is of this text; nobody else has it then."""
    with _lock:
        if _kept and _kept[0].key == key:
            return _kept.pop().table
    return None


def _put(kept: _Kept | None) -> None:
    with _lock:
        old = _kept[:]
        _kept[:] = [kept] if kept is not None else []
    for item in old:
        item.table.engine.close()


@contextmanager
def open_table(prepared: Prepared, reporter: Reporter) -> Iterator[PreviewTable | None]:
    """Open the table of a short text, as the preview before left it if it was the same.

    Yields:
        None for what is not kept: other sources, wide tables, texts that change meanwhile.
    """
    key = _key(prepared)
    table = None if key is None else _take(key) or _read(prepared, reporter, key)
    if table is None:
        yield None
        return
    is_whole = False
    try:
        table.engine.lend(prepared.path, reporter)
        with table.engine:
            yield table
        is_whole = True
    finally:
        if is_whole:
            _put(_Kept(key, table))
        else:
            table.engine.close()


def _read(prepared: Prepared, reporter: Reporter, key: Hashable) -> PreviewTable | None:
    text, width = prepared.text, len(prepared.names)
    engine = LastingEngine(prepared.path, None, text.paths, reporter, width)
    is_same = False
    try:
        with engine:
            engine.run(f"CREATE TABLE raw AS SELECT * FROM {text.sql()}")
        is_same = _key(prepared) == key
    finally:
        if not is_same:
            engine.close()
    return PreviewTable(engine, width) if is_same else None


def _key(prepared: Prepared) -> Hashable:
    """Return the text's bytes, digested, with how its rows are split; None if it is not kept."""
    text = prepared.text
    if not isinstance(text, CleanText) or text.width > _MOST_COLUMNS:
        return None
    with reading(text.path), text.path.open("rb") as file:
        found = file.read(PREVIEW_BYTES + 1)
    if len(found) > PREVIEW_BYTES:
        return None
    digest = hashlib.sha256(found).hexdigest()
    if text.path == prepared.path and digest != prepared.sha256:
        return None  # it changed since its rows were split
    return (digest, replace(text, path=Path()))
