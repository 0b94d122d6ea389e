"""Categories that are one and the same, written differently: "Berlin", "berlin ", "BERLIN"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

_MOST_GROUPS = 20
_MOST_SPELLINGS = 6
_MOST_TEXT = 80

Counted = tuple[tuple[str, int], ...]

MOST_VALUES = 5_000
"""Different values up to which a column is searched: beyond it, texts are hardly categories."""


def variants(values: Iterable[tuple[str, int]]) -> tuple[Counted, ...]:
    """Return groups of values that differ only in capitals and white space.

    Args:
        values: different values and how often each occurs.

    Returns:
        The groups with most values first, at most 20; in each the most frequent spelling first.
    """
    groups: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for text, count in values:
        groups[" ".join(text.split()).casefold()].append((text, count))
    found = [
        tuple(sorted(spellings, key=lambda item: (-item[1], item[0])))
        for key, spellings in groups.items()
        if key and len(spellings) > 1
    ]
    found.sort(key=lambda group: (-sum(count for _, count in group), group[0][0]))
    return tuple(
        tuple((text[:_MOST_TEXT], count) for text, count in group[:_MOST_SPELLINGS])
        for group in found[:_MOST_GROUPS]
    )
