"""Which rows differ: matched by a key, or by their whole content.

The result is a table ``changes`` inside the engine: ``pb`` and ``pa`` are the rows' places before
and after (NULL where there is none), ``d0``, ``d1``, … say which compared columns differ.
Without a key, rows are equal when two 64-bit hashes of their values are, one taken in the order of
the columns, one in reverse; of rows that stand several times, only the surplus counts, the last
ones of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mlops_desktop.core.dataset import Cell
from mlops_desktop.core.diff import Sign
from mlops_desktop.data.diff.schema import Pair
from mlops_desktop.data.diff.values import comparable_sql, differs_sql, projected, value_sql
from mlops_desktop.data.engine import Connection
from mlops_desktop.data.limits import MAX_HEAD_TEXT
from mlops_desktop.data.profile import cell_sql
from mlops_desktop.data.storing import View

KEY_STATEMENTS, CONTENT_STATEMENTS = 1, 3
"""How many statements that go through all rows a comparison takes; counting comes behind them."""
_WHERE = {
    Sign.CHANGED: "pb IS NOT NULL AND pa IS NOT NULL",
    Sign.ADDED: "pb IS NULL",
    Sign.REMOVED: "pa IS NULL",
}
_ORDER = "CASE WHEN pb IS NULL THEN 1 WHEN pa IS NULL THEN 2 ELSE 0 END, coalesce(pa, pb)"


@dataclass(frozen=True, slots=True)
class Changes:
    """What ``changes`` holds.

    Attributes:
        compared: the columns d0, d1, … are about.
        cells: how many cells of each of them differ, in rows both have.
    """

    compared: tuple[Pair, ...]
    added: int
    removed: int
    changed: int
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row that differs stands, and which compared columns differ."""

    before: int | None
    after: int | None
    differs: tuple[bool, ...] = ()

    @property
    def sign(self) -> Sign:
        """What happened to the row."""
        if self.before is None:
            return Sign.ADDED
        return Sign.REMOVED if self.after is None else Sign.CHANGED


def compare_by_key(
    engine: Connection, before: View, after: View, pairs: Sequence[Pair], key: Sequence[Pair]
) -> Changes:
    """Fill ``changes`` by joining both tables on the key."""
    compared = tuple(pair for pair in pairs if pair not in key)
    sides = []
    for view, is_new in ((before, False), (after, True)):
        keys = [
            comparable_sql(
                f"c{pair.after if is_new else pair.before}", pair, pair.new if is_new else pair.old
            )
            + f" AS k{at}"
            for at, pair in enumerate(key)
        ]
        places = [pair.after if is_new else pair.before for pair in compared]
        sides.append(projected(view, places, keys))
    on = " AND ".join(f"b.k{at} = a.k{at}" for at in range(len(key)))
    flags = [differs_sql(pair, f"b.v{at}", f"a.v{at}") for at, pair in enumerate(compared)]
    named = [f"{flag} AS d{at}" for at, flag in enumerate(flags)]
    is_other = ["pb IS NULL", "pa IS NULL", *(f"d{at}" for at in range(len(flags)))]
    engine.run(
        f"CREATE TEMP TABLE changes AS SELECT * FROM ("
        f"SELECT {', '.join(['b.place AS pb', 'a.place AS pa', *named])}"
        f" FROM ({sides[0]}) b FULL JOIN ({sides[1]}) a ON {on})"
        f" WHERE {' OR '.join(is_other)}"
    )
    return _counted(engine, compared)


def compare_by_content(
    engine: Connection, before: View, after: View, pairs: Sequence[Pair]
) -> Changes:
    """Fill ``changes`` with the rows that one table has more often than the other."""
    parts = []
    for view, is_new in ((before, False), (after, True)):
        values = [
            comparable_sql(
                f"c{pair.after if is_new else pair.before}", pair, pair.new if is_new else pair.old
            )
            for pair in pairs
        ]
        # Tables without a common column have no common row.
        first = ", ".join(values) or ("1" if is_new else "0")
        second = ", ".join(["'second'", *reversed(values)])
        parts.append(
            f"SELECT place, {1 if is_new else -1}::TINYINT AS side,"
            f" hash({first}) AS h1, hash({second}) AS h2 FROM {view.sql}"
        )
    engine.run(f"CREATE TEMP TABLE hashes AS {' UNION ALL '.join(parts)}")
    engine.run(
        "CREATE TEMP TABLE surplus AS SELECT h1, h2, sum(side) AS n FROM hashes"
        " GROUP BY h1, h2 HAVING sum(side) <> 0"
    )
    engine.run(
        "CREATE TEMP TABLE changes AS SELECT CASE WHEN side < 0 THEN place END AS pb,"
        " CASE WHEN side > 0 THEN place END AS pa FROM (SELECT place, side, n,"
        " row_number() OVER (PARTITION BY h1, h2 ORDER BY place DESC) AS nth"
        " FROM hashes JOIN surplus USING (h1, h2) WHERE side * n > 0) WHERE nth <= abs(n)"
    )
    engine.run("DROP TABLE hashes")
    return _counted(engine, ())


def _counted(engine: Connection, compared: tuple[Pair, ...]) -> Changes:
    both = _WHERE[Sign.CHANGED]
    counts = [
        f"count(*) FILTER ({_WHERE[sign]})" for sign in (Sign.ADDED, Sign.REMOVED, Sign.CHANGED)
    ]
    counts += [f"count(*) FILTER (d{at} AND {both})" for at in range(len(compared))]
    added, removed, changed, *cells = engine.row(f"SELECT {', '.join(counts)} FROM changes")
    return Changes(compared, added, removed, changed, tuple(cells))


def is_in_place(engine: Connection, before: View, after: View, pairs: Sequence[Pair]) -> bool:
    """Whether every row of two tables of one length equals the one in the same place."""
    if not pairs:
        return True
    old = projected(before, [pair.before for pair in pairs])
    new = projected(after, [pair.after for pair in pairs])
    differs = " OR ".join(
        differs_sql(pair, f"b.v{at}", f"a.v{at}") for at, pair in enumerate(pairs)
    )
    found = engine.rows(
        f"SELECT 1 FROM ({old}) b JOIN ({new}) a ON b.place = a.place WHERE {differs} LIMIT 1"
    )
    return not found


def find_places(
    engine: Connection, changes: Changes, signs: Sequence[Sign], offset: int, limit: int
) -> list[Place]:
    """Return where a page of the rows that differ stands; changed, added, removed."""
    flags = "".join(f", d{at}" for at in range(len(changes.compared)))
    where = " OR ".join(f"({_WHERE[sign]})" for sign in signs)
    rows = engine.rows(
        f"SELECT pb, pa{flags} FROM changes WHERE {where} ORDER BY {_ORDER} LIMIT ? OFFSET ?",
        [limit, offset],
    )
    return [Place(row[0], row[1], tuple(map(bool, row[2:]))) for row in rows]


def first_places(engine: Connection, at: int, limit: int) -> list[Place]:
    """Return where the first cells that differ of the ``at``-th compared column stand."""
    rows = engine.rows(
        f"SELECT pb, pa FROM changes WHERE d{at} AND {_WHERE[Sign.CHANGED]} ORDER BY pa LIMIT ?",
        [limit],
    )
    return [Place(*row) for row in rows]


def read_places(
    engine: Connection, view: View, places: Sequence[int]
) -> dict[int, tuple[Cell, ...]]:
    """Return some rows by their places, as cells; long texts cut."""
    if not places:
        return {}
    cells = [
        cell_sql(value_sql(f"c{at}", column), column, MAX_HEAD_TEXT)
        for at, column in enumerate(view.columns)
    ]
    wanted = ", ".join(map(str, sorted(set(places))))
    rows = engine.rows(
        f"SELECT {', '.join(['place', *cells])} FROM {view.sql} WHERE place IN ({wanted})"
    )
    return {row[0]: tuple(row[1:]) for row in rows}
