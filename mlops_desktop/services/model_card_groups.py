"""What a model card says about how groups are decided about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlops_desktop.core.judging import FairnessGap, Rate, drawn_words
from mlops_desktop.core.sheet import Block, Heading, Paragraphs, Table

MOST_ROWS = 20

_WORDS = {
    Rate.SELECTION: "of all rows",
    Rate.TRUE_POSITIVE: "of those that are",
    Rate.FALSE_POSITIVE: "of those that are not",
}


def groups(gaps: Sequence[FairnessGap], positive: str) -> Iterator[Block]:
    """Yield the rates of each group beside all other rows, gaps first; nothing without groups."""
    if not gaps:
        return
    yield Heading("How groups are decided about")
    yield Paragraphs(
        f"The share said to be “{positive}” in a group, beside all other held-out rows. ▲ marks "
        "gaps that are more than chance explains, allowing for how many were looked at (Holm, "
        "5 %). Whether a gap is unfair is for people to judge."
    )
    if drawn := drawn_words(gaps):
        yield Paragraphs(drawn)
    names = dict.fromkeys(item.column for item in gaps if item.is_suspected)
    if names:
        yield Paragraphs(
            f"Nobody chose these columns, their names suggested them: {', '.join(names)}."
        )
    yield Table(
        ("Group", "Rows", "Share", "Value", "Gap to all other rows", ""),
        tuple(
            (
                f"{item.column}: {item.name}",
                f"{item.counted:,}",
                _WORDS[item.rate],
                f"{_percent(item.value)}{_range(item.low, item.high)}",
                f"{_percent(item.gap)}{_range(item.gap_low, item.gap_high)}",
                "▲ gap" if item.is_gap else "",
            )
            for item in sorted(gaps, key=lambda item: (not item.is_gap, -abs(item.gap)))[:MOST_ROWS]
        ),
        numbers=(1, 3, 4),
    )


def _percent(share: float) -> str:
    return f"{share:.1%}".replace("%", " %").replace("-", "−")


def _range(low: float | None, high: float | None) -> str:
    """Return the range in brackets; "" where it cannot be told."""
    return "" if low is None or high is None else f" ({_percent(low)} to {_percent(high)})"
