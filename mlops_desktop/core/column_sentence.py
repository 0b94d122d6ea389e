"""What a column holds, in one plain sentence; how two columns go together, in one line."""

from __future__ import annotations

from mlops_desktop.core.dataset import ColumnProfile, ColumnType, SemanticType
from mlops_desktop.core.profile_parts import Association, AssociationMethod, Associations
from mlops_desktop.core.wording import counted, share_text

_AMOUNTS = (SemanticType.INTEGER, SemanticType.NUMBER)
_TIMES = (ColumnType.DATE, ColumnType.DATETIME)
_LONGEST = 40


def column_sentence(profile: ColumnProfile) -> str:
    """Return ``temp: 717 different numbers from 0.02 to 0.96, …; nothing missing``."""
    return f"{profile.name}: {column_words(profile)}"


def column_words(profile: ColumnProfile) -> str:
    """Return the sentence without the column's name, beginning small."""
    if profile.count == 0:
        return "every value is missing" if profile.missing else "no rows"
    missing = "nothing missing"
    if profile.missing:
        share = share_text(profile.missing, profile.count + profile.missing)
        missing = f"{profile.missing:,} missing ({share})"
    return f"{_holds(profile)}; {missing}"


def _holds(profile: ColumnProfile) -> str:
    if profile.personal is not None:
        sign = profile.personal
        return f"{sign.confidence} {sign.kind}, {counted(profile.distinct, 'different value')}"
    if profile.distinct == 1:
        there = "every row" if not profile.missing else "every row that has one"
        return f"the same value in {there}{_only(profile)}"
    for is_so, words in (
        (profile.semantic in _AMOUNTS and len(profile.quantiles) == 5, _numbers),
        (profile.type in _TIMES and profile.low is not None, _times),
        (profile.semantic is SemanticType.IDENTIFIER, _names),
        (bool(profile.order), _steps),
        (profile.semantic is SemanticType.TEXT and profile.lengths is not None, _texts),
    ):
        if is_so:
            return words(profile)
    return f"{counted(profile.distinct, 'different value')}{_most_often(profile)}"


def _names(_profile: ColumnProfile) -> str:
    return "a different value in nearly every row: it names rows rather than describing them"


def _steps(profile: ColumnProfile) -> str:
    ends = f"from “{_short(profile.order[0])}” to “{_short(profile.order[-1])}”"
    return f"{profile.distinct:,} steps {ends}{_most_often(profile)}"


def _texts(profile: ColumnProfile) -> str:
    lengths = profile.lengths
    size = ""
    if lengths is not None:
        ends = f"{lengths.low:,}", f"{lengths.high:,}"
        size = f" of {ends[0] if ends[0] == ends[1] else ' to '.join(ends)} characters"
    return f"{counted(profile.distinct, 'different text')}{size}{_most_often(profile)}"


def _numbers(profile: ColumnProfile) -> str:
    noun = "different whole number" if profile.type is ColumnType.INTEGER else "different number"
    low, high = _edge(profile.low), _edge(profile.high)
    inner = number_text(profile.quantiles[1]), number_text(profile.quantiles[3])
    middle = f"between {inner[0]} and {inner[1]}" if inner[0] != inner[1] else f"at {inner[0]}"
    said = f"{counted(profile.distinct, noun)} from {low} to {high}"
    return f"{said}, half of them {middle}"


def _times(profile: ColumnProfile) -> str:
    noun = "date" if profile.type is ColumnType.DATE else "time"
    said = f"{counted(profile.distinct, f'different {noun}')}"
    said += f" from {_edge(profile.low)} to {_edge(profile.high)}"
    spacing = profile.spacing
    if spacing is None or not spacing.step:
        return said
    if not spacing.missing:
        return f"{said}, {spacing.step} without a gap"
    steps = f"{counted(spacing.missing, 'step')} missing in {counted(spacing.gaps, 'gap')}"
    return f"{said}, {spacing.step} with {steps}"


def _only(profile: ColumnProfile) -> str:
    return f": “{_short(profile.top[0][0])}”" if profile.top else ""


def _most_often(profile: ColumnProfile) -> str:
    if not profile.top or profile.top[0][1] < 2:
        return ""
    text, count = profile.top[0]
    return f", most often “{_short(text)}” ({share_text(count, profile.count)})"


def association_words(found: Associations, pair: Association) -> str:
    """Return ``temp and atemp: r = 0.946, ρ = 0.900``."""
    names = f"{found.columns[pair.first]} and {found.columns[pair.second]}"
    return f"{names}: {association_value(pair)}"


def association_value(pair: Association) -> str:
    """Return ``r = 0.946, ρ = 0.900``, ``V = 0.51`` or ``η = 0.3``."""
    name = {
        AssociationMethod.PEARSON: "r",
        AssociationMethod.CRAMER: "V",
        AssociationMethod.ETA: "η",
    }[pair.method]
    said = f"{name} = {_three(pair.value)}"
    return said if pair.rank is None else f"{said}, ρ = {_three(pair.rank)}"


def _three(value: float) -> str:
    text = f"{value:.3f}".replace("-", "−")
    # Nearly one is not one.
    if text in ("1.000", "−1.000") and abs(value) < 1:
        return text.replace("1.000", "0.999+")
    return text


def number_text(value: float) -> str:
    """Return a number with four significant digits, whole ones in full."""
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}".replace("-", "−") if abs(value) >= 1e4 else _signed(int(value))
    if not 1e-6 <= abs(value) < 1e12:
        return f"{value:.4g}".replace("-", "−")
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    mark = "," if abs(value) >= 1e4 else ""
    text = f"{value:{mark}.{max(0, 4 - whole)}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def _signed(value: int) -> str:
    return str(value).replace("-", "−")


def _edge(value: float | str | None) -> str:
    if isinstance(value, str):
        text = value.replace("T", " ", 1)
        return text.removesuffix(":00") if len(text) == 19 else text
    return "–" if value is None else number_text(value)


def _short(text: str) -> str:
    plain = " ".join(text.split()) or text
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"
