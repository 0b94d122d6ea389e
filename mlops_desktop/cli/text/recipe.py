"""Recipes in words: their steps, what a run did, a step before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mlops_desktop.cli.text import data, rules
from mlops_desktop.cli.text.plain import clip, local, safe
from mlops_desktop.cli.text.table import Heading, facts, headings, table
from mlops_desktop.core.recipes.outcome import (
    ColumnSources,
    Fitted,
    RecipePreview,
    RunDetails,
    SourceColumn,
    StepOutcome,
)
from mlops_desktop.core.wording import counted

if TYPE_CHECKING:
    from mlops_desktop.services.recipes import RecipeDetails, RecipeRow, RecipeUse, SavedRecipe
    from mlops_desktop.services.transforming import Making, TransformSummary

_FITTED = 5
"""Fitted values told of a step in text; the others are in the JSON form."""
_COLUMNS = 60
"""Columns whose sources are told in text."""
_USES = 20
"""Runs told in text."""


def listing(rows: Sequence[RecipeRow]) -> Iterator[str]:
    """Yield the table of recipes."""
    if not rows:
        yield "○ No recipes yet. Save one: mlops-desktop recipe save FILE.json --name NAME"
        return
    yield from table(
        headings("Recipe", ">Versions", ">Steps", "Saved", "Note"),
        [
            (
                row.recipe.name + (" (archived)" if row.recipe.is_hidden else ""),
                str(row.recipe.newest),
                str(row.steps),
                local(row.newest.created_at) if row.newest else "–",
                row.newest.note if row.newest else "",
            )
            for row in rows
        ],
    )


def saved(done: SavedRecipe) -> Iterator[str]:
    """Yield what saving did."""
    if done.is_new:
        yield f"● Saved {done.version.label}."
    else:
        yield f"● The recipe is identical to {done.version.label}; no new version was made."


def details(view: RecipeDetails) -> Iterator[str]:
    """Yield a recipe's steps, versions and runs."""
    version = view.version
    yield f"{version.label}: {counted(len(view.document.steps), 'step')}"
    yield from facts(
        [
            ("About", view.document.description),
            ("Note", version.note),
            ("Other tables", ", ".join(view.document.tables())),
            ("Content", f"sha256 {version.document_object}"),
            ("State", "archived" if version.is_hidden or view.recipe.is_hidden else ""),
        ]
    )
    yield ""
    for number, step in enumerate(view.document.steps, 1):
        yield f"  {number}. {safe(step.words())}"
    if len(view.versions) > 1:
        yield ""
        yield from table(
            headings("Version", "Saved", "Note", "State"),
            [
                (v.label, local(v.created_at), v.note, "archived" if v.is_hidden else "")
                for v in view.versions
            ],
        )
    if view.uses:
        yield ""
        yield from _uses(view.uses)


def _uses(uses: Sequence[RecipeUse]) -> Iterator[str]:
    yield from table(
        headings("Run", "From", "Made", ">Rows in", ">Rows out", "When"),
        [
            (
                use.recipe,
                ", ".join(label for _, label in use.inputs),
                use.output + (" (identical)" if use.run.identical else ""),
                f"{use.run.rows_in:,}",
                f"{use.run.rows_out:,}",
                local(use.run.at),
            )
            for use in uses[:_USES]
        ],
    )
    if len(uses) > _USES:
        yield f"  … and {len(uses) - _USES:,} runs more; --json lists them all."


def transformed(summary: TransformSummary) -> Iterator[str]:
    """Yield what running a recipe did."""
    version, recipe = summary.version, summary.recipe.label
    if summary.identical:
        yield f"● What {recipe} made is identical to {version.label}; no new version was made."
    else:
        same = f", same content as {version.dataset}@{version.same_as}" if version.same_as else ""
        yield (
            f"● {recipe} made {version.label}: {counted(version.row_count, 'row')}, "
            f"{counted(version.column_count, 'column')}{same}."
        )
    yield from _fitted_from(summary.details)
    if summary.check is not None:
        yield from rules.summary_line(summary.check)
    yield from steps(summary.details.steps)
    yield from data.findings(summary.profile.findings)


def making(made: Making) -> Iterator[str]:
    """Yield how a recipe made a version: inputs, steps, where each column comes from."""
    inputs = ", ".join(
        item.version.label if at == 0 else f"{item.alias} = {item.version.label}"
        for at, item in enumerate(made.inputs)
    )
    yield from facts([("Made by", f"recipe {made.recipe.label}"), ("From", inputs)])
    yield from _fitted_from(made.details)
    yield from steps(made.details.steps)
    yield from _sources(made.details)


def steps(outcomes: Sequence[StepOutcome]) -> Iterator[str]:
    """Yield one line per step with its rows, and below what it lost and found."""
    number, before, after = headings(">#", ">Rows before", ">Rows after")
    yield from table(
        (number, Heading("Step", limit=110), before, after),
        [
            (str(step.number), step.words, f"{step.rows_before:,}", f"{step.rows_after:,}")
            for step in outcomes
        ],
    )
    for step in outcomes:
        for column, lost in step.lost:
            became = "value of" if lost == 1 else "values of"
            yield f"◆ Step {step.number}: {lost:,} {became} {safe(column)} became missing."
        if step.fitted:
            yield f"  Step {step.number} found {_fitted(step)}."


def _fitted_from(details: RunDetails) -> Iterator[str]:
    if details.fitted_from:
        yield f"  Values its steps compute are those recorded with {details.fitted_from}."


def _fitted(step: StepOutcome) -> str:
    told = ", ".join(_value(item) for item in step.fitted[:_FITTED])
    rest = step.fitted_count - min(_FITTED, len(step.fitted))
    return told + (f" and {rest:,} more" if rest > 0 else "")


def _value(item: Fitted) -> str:
    group = f" ({', '.join(map(str, item.group))})" if item.group else ""
    value = "missing" if item.value is None else item.value
    return clip(safe(f"{item.what} of {item.column}{group} {value}"), 80)


def _sources(details: RunDetails) -> Iterator[str]:
    yield "  Columns come from:"
    yield from facts(((safe(i.column), _from(i)) for i in details.sources[:_COLUMNS]), "    ")
    if len(details.sources) > _COLUMNS:
        rest = counted(len(details.sources) - _COLUMNS, "more column")
        yield f"    … and {rest}; --json tells of them all."
    if details.row_sources is None:
        yield "  Which rows there are cannot be traced to columns."
    elif details.row_sources:
        yield f"  Rows depend on: {_named(details.row_sources)}"


def _from(item: ColumnSources) -> str:
    if item.sources is None:
        return "opaque: it cannot be told"
    return _named(item.sources) or "no column (a constant or a count)"


def _named(found: Sequence[SourceColumn]) -> str:
    by_table: dict[str, list[str]] = {}
    for item in found:
        by_table.setdefault(item.table, []).append(item.column)
    return clip("; ".join(f"{of}: {', '.join(names)}" for of, names in by_table.items()), 200)


def preview(shown: RecipePreview, room: int | None) -> Iterator[str]:
    """Yield a step's first rows before and after."""
    step = shown.outcome
    yield f"Step {step.number}: {safe(step.words)}. Nothing was stored."
    if shown.is_sample:
        yield (
            f"◆ Counts are of the first {shown.rows_read:,} of {shown.rows_there:,} rows, so they"
            " may differ in the whole."
        )
    yield ""
    yield f"Before: {counted(step.rows_before, 'row')}"
    yield from data.rows_table(shown.before.columns, shown.before.rows, room)
    yield ""
    yield f"After: {counted(step.rows_after, 'row')}"
    yield from data.rows_table(shown.after.columns, shown.after.rows, room)
    for column, lost in step.lost:
        yield f"◆ {counted(lost, 'value')} of {safe(column)} would become missing."
    if step.fitted:
        yield f"  Found: {_fitted(step)}."
