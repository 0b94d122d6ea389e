"""How far a column moved between two tables, and both spreads over common bins."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mlops_desktop.core.dataset import ColumnProfile, ColumnType, Profile, SemanticType
from mlops_desktop.core.diff import CommonBins, Movement
from mlops_desktop.data.diff.schema import Pair
from mlops_desktop.data.engine import Connection
from mlops_desktop.data.storing import View

BINS = 20
_LABELS = 12
_MEDIAN = 2
_NUMBERS = frozenset({ColumnType.INTEGER, ColumnType.NUMBER})
_TIMES = frozenset({ColumnType.DATE, ColumnType.DATETIME})
_TOLD = 500  # characters that profiles keep of a frequent value


def common_bins(
    engine: Connection,
    views: tuple[View, View],
    pair: Pair,
    profiles: tuple[ColumnProfile, ColumnProfile],
) -> CommonBins | None:
    """Return both spreads over the same bins, None for columns of neither numbers nor kinds."""
    old, new = pair.old.type, pair.new.type
    if {old, new} <= _NUMBERS or {old, new} <= _TIMES:
        return _bins(engine, views, pair, profiles)
    if old is new and all(_has_kinds(profile) for profile in profiles):
        return _kinds(engine, views, pair, profiles)
    return None


def _bins(
    engine: Connection,
    views: tuple[View, View],
    pair: Pair,
    profiles: tuple[ColumnProfile, ColumnProfile],
) -> CommonBins | None:
    spreads = [profile.histogram for profile in profiles if profile.count]
    known = [spread for spread in spreads if spread is not None]
    if not known or len(known) < len(spreads):
        return None
    low = min(spread.edges[0] for spread in known)
    high = max(spread.edges[-1] for spread in known)
    width = (high - low) / BINS
    if not math.isfinite(width) or width <= 0:
        return None
    counts = []
    for view, place, profile in zip(views, (pair.before, pair.after), profiles, strict=True):
        spread = profile.histogram
        if spread and (spread.edges[0], spread.edges[-1]) == (low, high):
            counts.append(spread.counts)
        elif not profile.count:
            counts.append((0,) * BINS)
        else:
            counts.append(_bin_counts(engine, view, place, (low, width)))
    edges = (*(low + width * at for at in range(BINS)), high)
    return CommonBins(counts[0], counts[1], edges)


def _bin_counts(
    engine: Connection, view: View, place: int, scale: tuple[float, float]
) -> tuple[int, ...]:
    kind = view.columns[place].type
    value = f"epoch(c{place})" if kind in _TIMES else f"c{place}"
    if kind is ColumnType.NUMBER:
        value = f"CASE WHEN isnan({value}) THEN NULL ELSE {value} END"
    rows = engine.rows(
        f"SELECT greatest(0, least({BINS - 1}, floor((v - ?) / ?)))::INTEGER AS bin, count(*)"
        f" FROM (SELECT {value} AS v FROM {view.sql}) WHERE v IS NOT NULL GROUP BY bin",
        list(scale),
    )
    found = dict(rows)
    return tuple(found.get(at, 0) for at in range(BINS))


def _has_kinds(profile: ColumnProfile) -> bool:
    """Say whether single values tell something; true of columns without any value, too."""
    if profile.type not in (ColumnType.TEXT, ColumnType.BOOLEAN):
        return False
    kinds = (SemanticType.CATEGORY, SemanticType.BOOLEAN, SemanticType.CONSTANT)
    return profile.semantic in kinds or _is_complete(profile)


def _is_complete(profile: ColumnProfile) -> bool:
    return len(profile.top) == profile.distinct


def _kinds(
    engine: Connection,
    views: tuple[View, View],
    pair: Pair,
    profiles: tuple[ColumnProfile, ColumnProfile],
) -> CommonBins:
    """Return the counts of the most frequent values; the last label ("") is all the others."""
    tops = [dict(profile.top) for profile in profiles]
    weight = {
        label: tops[0].get(label, 0) + tops[1].get(label, 0) for label in {**tops[0], **tops[1]}
    }
    labels = sorted(weight, key=lambda label: (-weight[label], label))
    if len(labels) > _LABELS or not all(map(_is_complete, profiles)):
        labels = labels[: _LABELS - 1]
    counts = [
        _label_counts(engine, view, place, profile, labels)
        for view, place, profile in zip(views, (pair.before, pair.after), profiles, strict=True)
    ]
    rest = [profile.count - sum(n) for profile, n in zip(profiles, counts, strict=True)]
    if any(rest):
        labels = [*labels, ""]
        counts = [(*n, others) for n, others in zip(counts, rest, strict=True)]
    return CommonBins(counts[0], counts[1], labels=tuple(labels))


def _label_counts(
    engine: Connection, view: View, place: int, profile: ColumnProfile, labels: Sequence[str]
) -> tuple[int, ...]:
    known = dict(profile.top)
    if not _is_complete(profile) and any(label not in known for label in labels):
        marks = ", ".join("?" for _ in labels)
        known = dict(
            engine.rows(
                f"SELECT left(c{place}, {_TOLD}) AS v, count(*) FROM {view.sql}"
                f" WHERE v IN ({marks}) GROUP BY v",
                list(labels),
            )
        )
    return tuple(known.get(label, 0) for label in labels)


def movement(profiles: tuple[ColumnProfile, ColumnProfile], bins: CommonBins | None) -> Movement:
    """Return how far a column moved."""
    old, new = profiles
    rows = (old.count + old.missing, new.count + new.missing)
    shares = [p.missing / n if n else 0.0 for p, n in zip(profiles, rows, strict=True)]
    is_number = old.mean is not None and new.mean is not None
    has_quantiles = len(old.quantiles) > _MEDIAN and len(new.quantiles) > _MEDIAN
    return Movement(
        missing=shares[1] - shares[0],
        mean=_difference(old.mean, new.mean),
        median=_difference(old.quantiles[_MEDIAN], new.quantiles[_MEDIAN])
        if has_quantiles
        else None,
        effect=_effect(old, new) if is_number else None,
        moved=_moved(bins, (old.missing, new.missing), rows) if bins and all(rows) else None,
    )


def _difference(old: float | None, new: float | None) -> float | None:
    if old is None or new is None:
        return None
    found = new - old
    return found if math.isfinite(found) else None


def _effect(old: ColumnProfile, new: ColumnProfile) -> float | None:
    difference = _difference(old.mean, new.mean)
    if difference is None or old.std is None or new.std is None:
        return None
    spread = math.hypot(old.std, new.std) / math.sqrt(2)
    if not spread or not math.isfinite(spread):
        return None
    return difference / spread


def _moved(bins: CommonBins, missing: tuple[int, int], rows: tuple[int, int]) -> float:
    before = [count / rows[0] for count in (*bins.before, missing[0])]
    after = [count / rows[1] for count in (*bins.after, missing[1])]
    return sum(abs(a - b) for a, b in zip(after, before, strict=True)) / 2


def profiles_of(
    pair: Pair, profiles: tuple[Profile, Profile]
) -> tuple[ColumnProfile, ColumnProfile]:
    """Return both profiles of a column."""
    return profiles[0].columns[pair.before], profiles[1].columns[pair.after]
