"""A version looked at closely, in words: what it leans on, its slices, fairness, single rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlops_desktop.cli.text.plain import interval, safe
from mlops_desktop.cli.text.plain import number as shown
from mlops_desktop.cli.text.table import headings, table
from mlops_desktop.cli.text.training import value_title
from mlops_desktop.core.judging import Explanation, FairnessGap, Rate, Slice, drawn_words
from mlops_desktop.core.training import Importance
from mlops_desktop.core.wording import counted

_SHOWN = 10

RATE_WORDS = {
    Rate.SELECTION: "predicted positive",
    Rate.TRUE_POSITIVE: "true positive rate",
    Rate.FALSE_POSITIVE: "false positive rate",
}


def importances(found: Sequence[Importance], metric: str, target: str) -> Iterator[str]:
    """Yield the columns that matter most, with intervals where they were computed."""
    title = value_title(metric, target)
    ranked = sorted(found, key=lambda item: -item.value)[:_SHOWN]
    yield from table(
        headings("Leans on", f">{title} worse without", "95 % interval"),
        [(item.column, shown(item.value, 3), interval(item.low, item.high)) for item in ranked],
    )


def slices(found: Sequence[Slice], target: str) -> Iterator[str]:
    """Yield the weak slices; a sentence when there are none."""
    weak = [item for item in found if item.is_weak]
    looked = counted(len(found), "slice")
    if not weak:
        yield f"● None of {looked} of the held-out rows is clearly weaker than the rest."
        return
    yield (
        f"▲ {counted(len(weak), 'weak slice')} of {looked} of the held-out rows, allowing for how "
        f"many were looked at (Holm, 5 %){'; the weakest' if len(weak) > _SHOWN else ''}:"
    )
    title = value_title(weak[0].metric, target)
    yield from table(
        headings("Column", "Slice", ">Rows", f">{title}", "95 % interval", ">Gap", "95 % interval"),
        [
            (
                safe(item.column),
                safe(item.name) + (" (found)" if item.is_found else ""),
                f"{item.rows:,}",
                shown(item.value),
                interval(item.low, item.high),
                shown(item.gap, 3),
                interval(item.gap_low, item.gap_high),
            )
            for item in weak[:_SHOWN]
        ],
    )
    if any(item.is_found for item in weak):
        yield "Found: searched for on one half of the held-out rows, judged on the other half."


def fairness(found: Sequence[FairnessGap]) -> Iterator[str]:
    """Yield the groups that are decided about otherwise than the rest; a sentence if none is."""
    columns = ", ".join(dict.fromkeys(safe(item.column) for item in found))
    why = (
        "; taken for their names, choose with “train --sensitive”" if found[0].is_suspected else ""
    )
    gaps = [item for item in found if item.is_gap]
    if not gaps:
        yield f"● No group of {columns} is clearly decided about otherwise than the rest{why}."
        yield from filter(None, (safe(drawn_words(found)),))
        return
    yield (
        f"▲ Groups of {columns} decided about otherwise than the rest, allowing for how many were "
        f"looked at (Holm, 5 %){why}:"
    )
    yield from table(
        headings("Column", "Group", ">Rows", "Rate", ">Value", ">Gap", "95 % interval"),
        [
            (
                safe(item.column),
                safe(item.name),
                f"{item.counted:,}",
                RATE_WORDS[item.rate],
                shown(item.value, 3),
                shown(item.gap, 3),
                interval(item.gap_low, item.gap_high),
            )
            for item in gaps[:_SHOWN]
        ],
    )
    yield from filter(None, (safe(drawn_words(found)),))


def explanation(found: Explanation, model: str, data: str) -> Iterator[str]:
    """Yield what would change the answer for a row, the smallest change first."""
    sure = f" ({_percent(found.probability)})" if found.probability is not None else ""
    yield f"{model} answers {safe(found.answer)}{sure} for row {found.row:,} of {data}."
    if found.why_none:
        yield f"○ {safe(found.why_none)}"
        return
    yield f"To answer {safe(found.wanted)}, the smallest changes first:"
    yield from table(
        headings("Change", "From", "To", "Answer then", ">Probability", ">Size"),
        [
            (
                " and ".join(safe(name) for name, _, _ in item.changes),
                " and ".join(safe(now) for _, now, _ in item.changes),
                " and ".join(safe(needed) for _, _, needed in item.changes),
                safe(item.answer),
                _percent(item.probability),
                f"{item.size:.2f}",
            )
            for item in found.changes
        ],
    )
    yield (
        "Size: of numbers and dates the share of the training rows between both values; a category "
        "counts 1. This says how the model answers, not what would happen in the world."
    )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}".replace("%", " %")
