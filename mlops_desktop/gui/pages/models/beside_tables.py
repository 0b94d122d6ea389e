"""What the tables of versions side by side show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.certainty import Verdict, verdict_of
from mlops_desktop.core.comparison import Aspect, ChangedRow, ChangedRows, DifferentDay
from mlops_desktop.core.dataset import Cell
from mlops_desktop.core.metrics import metric
from mlops_desktop.core.model import MetricDifference, SameRows
from mlops_desktop.core.training import Split
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.models.tables import metric_title, tr
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn
from mlops_desktop.services.models import VersionDetails

UP, DOWN, EQUAL, OTHER = "▲", "▼", "=", "≠"
"""Higher, lower, the same, another one: beside the colour, so that it is never alone."""


MANY = 4
"""From so many versions on metrics are named in short, and of a difference the range is shown."""


@dataclass(frozen=True, slots=True)
class BesideCell:
    """One version's number.

    Attributes:
        difference: how it differs from the reference's, the line below; words: the same in full.
    """

    value: str
    difference: str = ""
    words: str = ""
    tone: str = "text"


@dataclass(frozen=True, slots=True)
class BesideLine:
    """One metric of all versions, the reference's first.

    Attributes:
        title: in full, with the target where it has its unit; plain: without, where they differ.
    """

    title: str
    cells: tuple[BesideCell, ...]
    short: str = ""
    plain: str = ""


def measured_beside(
    versions: Sequence[VersionDetails], same: Sequence[SameRows]
) -> tuple[BesideLine, ...]:
    """Return the metrics on the same rows, then on how many the answer changes."""
    target, lines = versions[0].spec.target, []
    measured = _measured_by_all(same)
    # What has the target's unit stands below one another with the same decimals.
    in_units = [_decimals(*pair) for pair in measured if metric(pair[0].metric).in_target_units]
    for item, others in measured:
        is_in_units = metric(item.metric).in_target_units
        decimals = max(in_units) if is_in_units else _decimals(item, others)
        cells = [BesideCell(numerals.fixed(item.first, decimals), tr("reference"))]
        cells += [_measured(one, decimals, is_short=len(versions) >= MANY) for one in others]
        title = metric_title(item.metric, target, same[0].unit_of_worth)
        about = metric(item.metric)
        lines.append(BesideLine(title, tuple(cells), about.short, about.title))
    if same[0].agreement is not None:
        lines.append(_alike(same))
    counts = [BesideCell("–")]
    for one in same:
        share = f"{100 * one.decisions_changed / one.rows:.0f} %" if one.rows else "–"
        of_all = tr("{0} of the days") if one.unit == "day" else tr("{0} of the rows")
        counts.append(BesideCell(f"{one.decisions_changed:,}", of_all.format(share)))
    title = (
        tr("Days forecast otherwise") if same[0].unit == "day" else tr("Rows whose answer changes")
    )
    return (*lines, BesideLine(title, tuple(counts), tr("Changed")))


def _alike(same: Sequence[SameRows]) -> BesideLine:
    """Return how far finders of unusual rows rank the same rows as the reference does."""
    cells = [BesideCell("–", tr("reference"))]
    for found in (one.agreement for one in same):
        if found is None:
            cells.append(BesideCell("–"))
            continue
        cells.append(BesideCell(f"ρ {numerals.fixed(found.value, 2)}", found.spread(2)))
    return BesideLine(tr("Rank the rows alike (Spearman's ρ)"), tuple(cells), "ρ")


def own_beside(versions: Sequence[VersionDetails]) -> tuple[BesideLine, ...]:
    """Return each version's metrics on its own hold-out rows, which cannot be compared."""
    held_out = [
        {item.name: item.value for item in one.facts.metrics if item.split is Split.HOLDOUT}
        for one in versions
    ]
    lines = []
    for key in held_out[0]:
        values = [one.get(key) for one in held_out]
        decimals = numerals.decimals_for(values)
        cells = tuple(BesideCell(numerals.fixed(value, decimals)) for value in values)
        title = metric_title(key, versions[0].spec.target, versions[0].spec.decision.unit)
        lines.append(BesideLine(title, cells, metric(key).short, metric(key).title))
    return tuple(lines)


def _of(same: SameRows, key: str) -> MetricDifference | None:
    return next((item for item in same.differences if item.metric == key), None)


def _measured_by_all(
    same: Sequence[SameRows],
) -> list[tuple[MetricDifference, list[MetricDifference]]]:
    """Return each metric that all versions have: the first's, with those of all."""
    found = []
    for item in same[0].differences:
        others = [one for one in (_of(one, item.metric) for one in same) if one is not None]
        if len(others) == len(same):
            found.append((item, others))
    return found


def _decimals(item: MetricDifference, others: Sequence[MetricDifference]) -> int:
    """Return the decimals of a metric's values and differences, the same for all versions.

    Three digits of the values; more where all differences would vanish, two more at most.
    """
    decimals = _usual_decimals([abs(item.first), *(abs(one.second) for one in others)])
    apart = max((abs(one.difference) for one in others), default=0.0)
    return min(max(decimals, numerals.decimals_for([apart], 1)), decimals + 2)


def _measured(item: MetricDifference, decimals: int, *, is_short: bool) -> BesideCell:
    sign = EQUAL if item.difference == 0 else UP if item.difference > 0 else DOWN
    spread = tr("range not known")
    if item.is_known:
        ends = (numerals.signed(end, decimals) for end in (item.low, item.high))
        spread = tr("{0} to {1}").format(*ends)
    text = f"{sign} {numerals.signed(item.difference, decimals)} ({spread})"
    shown = f"{sign} {spread}" if is_short else text
    verdict = verdict_of(item.metric, item.low, item.high)
    if verdict is Verdict.UNSURE:
        words, tone = tr("no evidence of a difference"), "text"
    elif verdict is Verdict.BETTER:
        words, tone = tr("better"), "ok"
    else:
        words, tone = tr("worse"), "bad"
    short = tr("no evidence") if tone == "text" else words
    value = f"{numerals.fixed(item.second, decimals)}  {short}"
    return BesideCell(value, shown, f"{text}: {words}", tone)


def beside_columns(versions: Sequence[VersionDetails]) -> tuple[TableColumn[BesideLine], ...]:
    """Return a column for the metric, by its short name beside many versions, and one for each."""
    is_short = len(versions) >= MANY
    title: TableColumn[BesideLine] = TableColumn(
        tr("Metric"),
        lambda line: line.short if is_short else line.plain or line.title,
        stretch=1,
        tooltip=lambda line: line.title,
        look=lambda _line: CellLook(role=TextRole.MEDIUM),
    )
    return (title, *(_beside_column(at, item) for at, item in enumerate(versions)))


def _beside_column(at: int, details: VersionDetails) -> TableColumn[BesideLine]:
    def text(line: BesideLine) -> str:
        return line.cells[at].value

    def spoken(line: BesideLine) -> str:
        cell = line.cells[at]
        return f"{line.title}, v{details.version.number}: {cell.value} {cell.words}"

    def look(line: BesideLine) -> CellLook:
        cell = line.cells[at]
        role = TextRole.STRONG if cell.tone != "text" or at == 0 else TextRole.BODY
        # Beside others with a line below, a number alone stands as high as theirs.
        below = " " if any(other.difference for other in line.cells) else ""
        return CellLook(role=role, tone=cell.tone, detail=cell.difference or below)

    return TableColumn(
        f"v{details.version.number}",
        text,
        tooltip=lambda line: line.cells[at].words,
        spoken=spoken,
        look=look,
    )


_PARTS = {
    "data": "Data",
    "recipe": "Recipe",
    "columns": "Columns",
    "features": "Feature steps",
    "method": "Method",
    "check": "Check",
    "environment": "Environment",
}


def aspect_columns(versions: Sequence[VersionDetails]) -> tuple[TableColumn[Aspect], ...]:
    """Return a column for what it is and one for each version; what differs is marked."""
    what: TableColumn[Aspect] = TableColumn(
        tr("What"),
        lambda item: item.name,
        stretch=3,
        tooltip=lambda item: f"{tr(_PARTS[item.part])}: {item.name}",
        look=lambda item: CellLook(role=TextRole.MEDIUM, detail=tr(_PARTS[item.part])),
    )
    return (what, *(_aspect_column(at, item) for at, item in enumerate(versions)))


def _aspect_column(at: int, details: VersionDetails) -> TableColumn[Aspect]:
    def plain(item: Aspect) -> str:
        value = item.values[at]
        return algorithm(value).title if item.name == "Method" else value

    def is_other(item: Aspect) -> bool:
        return item.values[at] != item.values[0]

    return TableColumn(
        f"v{details.version.number}",
        lambda item: f"{OTHER} {plain(item)}" if is_other(item) else plain(item),
        stretch=3,
        tooltip=plain,
        look=lambda item: CellLook(
            tone="accent" if is_other(item) else "text",
            role=TextRole.MEDIUM if is_other(item) else TextRole.BODY,
        ),
    )


def changed_columns(
    versions: Sequence[VersionDetails], found: ChangedRows
) -> tuple[TableColumn[ChangedRow], ...]:
    """Return row, known answer, each version's answer, then the inputs."""
    numbers = [r.actual for r in found.rows] + [v for r in found.rows for v in r.answers]
    decimals = _usual_decimals([abs(v) for v in numbers if isinstance(v, float)])
    number: TableColumn[ChangedRow] = TableColumn(
        tr("Row"), lambda r: f"{r.row + 1:,}", lambda r: r.row, is_number=True, width=68
    )
    is_number = any(isinstance(row.actual, float) for row in found.rows)
    actual: TableColumn[ChangedRow] = TableColumn(
        tr("Actual"),
        lambda r: _answer_text(r.actual, decimals),
        lambda r: _sort(r.actual),
        is_number=is_number,
        look=lambda _r: CellLook(role=TextRole.MEDIUM),
    )
    answers = [
        _answer_column(at, item, decimals if is_number else None)
        for at, item in enumerate(versions)
    ]
    inputs = [_input_column(at, name, found) for at, name in enumerate(found.columns)]
    return (number, actual, *answers, *inputs)


def _usual_decimals(sizes: Sequence[float]) -> int:
    """Return the decimals that give a number of middle size three digits."""
    ordered = sorted(size for size in sizes if size)
    return numerals.decimals_for([ordered[len(ordered) // 2]] if ordered else [])


def day_columns(
    versions: Sequence[VersionDetails], days: Sequence[DifferentDay]
) -> tuple[TableColumn[DifferentDay], ...]:
    """Return day, what came, each version's forecast, and how far they are apart."""
    decimals = _usual_decimals([abs(value) for item in days for value in item.answers])
    day: TableColumn[DifferentDay] = TableColumn(tr("Day"), lambda d: d.day, width=104)
    actual: TableColumn[DifferentDay] = TableColumn(
        tr("Actual"),
        lambda d: tr("not yet") if d.actual is None else numerals.fixed(d.actual, decimals),
        lambda d: d.actual,
        is_number=True,
        stretch=1,
        look=lambda d: CellLook(role=TextRole.MEDIUM, tone="muted" if d.actual is None else "text"),
    )
    answers = [_forecast_column(at, item, decimals) for at, item in enumerate(versions)]
    apart: TableColumn[DifferentDay] = TableColumn(
        tr("Apart"),
        lambda d: numerals.fixed(d.apart, decimals),
        lambda d: d.apart,
        is_number=True,
        stretch=1,
        look=lambda _d: CellLook(tone="muted"),
    )
    return (day, actual, *answers, apart)


def _forecast_column(at: int, details: VersionDetails, decimals: int) -> TableColumn[DifferentDay]:
    def sign(item: DifferentDay) -> str:
        first, own = item.answers[0], item.answers[at]
        return "" if own == first else f"{UP} " if own > first else f"{DOWN} "

    def off(item: DifferentDay) -> str:
        if item.actual is None:
            return tr("The day has not come.")
        words = numerals.fixed(abs(item.answers[at] - item.actual), decimals)
        return tr("off by {0}").format(words)

    return TableColumn(
        f"v{details.version.number}",
        lambda item: f"{sign(item)}{numerals.fixed(item.answers[at], decimals)}",
        lambda item: item.answers[at],
        is_number=True,
        stretch=1,
        tooltip=off,
        look=lambda item: CellLook(tone="accent" if sign(item) else "text", role=TextRole.MEDIUM),
    )


def _answer_column(
    at: int, details: VersionDetails, decimals: int | None
) -> TableColumn[ChangedRow]:
    def sign(row: ChangedRow) -> str:
        first, own = row.answers[0], row.answers[at]
        if own == first:
            return ""
        if isinstance(own, float | int) and isinstance(first, float | int):
            return f"{UP} " if own > first else f"{DOWN} "
        return f"{OTHER} "

    def look(row: ChangedRow) -> CellLook:
        is_other = row.answers[at] != row.answers[0]
        return CellLook(tone="accent" if is_other else "text", role=TextRole.MEDIUM)

    return TableColumn(
        f"v{details.version.number}",
        lambda row: f"{sign(row)}{_answer_text(row.answers[at], decimals)}",
        lambda row: _sort(row.answers[at]),
        is_number=decimals is not None,
        tooltip=lambda row: _right(row, at),
        look=look,
    )


def _answer_text(value: Cell, decimals: int | None) -> str:
    """Return an answer; numbers below one another have the same decimals."""
    if isinstance(value, float) and decimals is not None:
        return numerals.fixed(value, decimals)
    return cell_text(value)


def _right(row: ChangedRow, at: int) -> str:
    own = row.answers[at]
    if isinstance(own, float | int) and isinstance(row.actual, float | int):
        return tr("off by {0}").format(numerals.number(abs(own - row.actual)))
    return tr("right") if own == row.actual else tr("wrong")


def _input_column(at: int, name: str, found: ChangedRows) -> TableColumn[ChangedRow]:
    is_number = any(
        isinstance(row.cells[at], float | int) and not isinstance(row.cells[at], bool)
        for row in found.rows
    )
    return TableColumn(
        name,
        lambda row: cell_text(row.cells[at]),
        lambda row: _sort(row.cells[at]),
        is_number=is_number,
        look=lambda _row: CellLook(tone="muted", blank="–"),
    )


def cell_text(value: Cell) -> str:
    """Return a cell as the window writes it; "" where it is missing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, float):
        return numerals.brief(value)
    return f"{value:,}" if isinstance(value, int) else value


def _sort(value: Cell) -> str | int | float | None:
    return value.casefold() if isinstance(value, str) else value
