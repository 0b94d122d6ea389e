"""Each column's type, from how many of its values have which form.

The rule holds over the whole file: a column has a type when at least 99 % of its values that are
not missing parse. A sample may *exclude* a form (when more values of the sample fail than 1 % of
the file's rows), never grant one: what a sample suggests is proved by reading strictly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.data.forms import TEXT, Form, automatic_forms, forms_of
from mlops_desktop.data.number_style import NumberStyle

SHARE = 0.99
NEAR_SHARE = 0.8
"""With fewer values of another type a column is text for good."""
SURE_TOKENS = ("N/A", "n/a", "#N/A", "NULL", "null", "NaN", "nan", "<NA>")
"""Nobody's value: missing wherever they stand."""
LIKELY_TOKENS = ("NA", "None", "none", "-", "--", "?", ".", "NIL", "nil")
"""Missing once they stand in a column whose other values are numbers, dates, …"""
TOKENS = SURE_TOKENS + LIKELY_TOKENS


@dataclass(frozen=True, slots=True)
class Counts:
    """How many values of one column are what.

    Attributes:
        present: not empty and not blank.
        tokens: (token, how many) of texts that may stand for "no value".
        codes: digits that a number would spoil.
        parsed: how many parse, by form key.
    """

    present: int
    tokens: Mapping[str, int]
    codes: int
    parsed: Mapping[str, int]

    def values(self, missing: Sequence[str]) -> int:
        """How many are neither empty nor one of the missing tokens."""
        return self.present - sum(self.tokens.get(token, 0) for token in missing)


@dataclass(frozen=True, slots=True)
class Decision:
    """A column's form, and what is worth saying about it.

    Attributes:
        is_ambiguous: dates that can be read day or month first.
        is_code: digits kept as text because a number would spoil them.
        is_mixed_zone: times with and without a zone.
        near: the form most values have, where the column is text for the others' sake.
    """

    form: Form
    is_ambiguous: bool = False
    is_code: bool = False
    is_mixed_zone: bool = False
    near: Form | None = None


@dataclass(slots=True)
class Plan:
    """How every column is read."""

    missing: tuple[str, ...]
    reason: str
    decisions: list[Decision] = field(default_factory=list)


def find_missing(counts: Sequence[Counts], chosen: tuple[str, ...], style: NumberStyle) -> Plan:
    """Find the texts that stand for "no value", beside the empty one.

    Args:
        chosen: what the person chose; ``("",)`` means: only the empty one.
    """
    if chosen:
        tokens = tuple(token for token in chosen if token)
        return Plan(tokens, _counted("chosen", tokens, counts))
    found: list[str] = []
    for token in TOKENS:
        holders = [item for item in counts if item.tokens.get(token)]
        if not holders:
            continue
        is_sure = token in SURE_TOKENS
        if is_sure or any(_is_typed_beside_tokens(item, style) for item in holders):
            found.append(token)
    if not found:
        return Plan((), "no other was found")
    reason = "stands where other values are numbers or dates"
    return Plan(tuple(found), _counted(reason, found, counts))


def _counted(reason: str, tokens: Sequence[str], counts: Sequence[Counts]) -> str:
    """Add how often each token stands in the columns, where they were counted."""
    totals = {token: sum(item.tokens.get(token, 0) for item in counts) for token in tokens}
    said = ", ".join(f"{token} {count:,}×" for token, count in totals.items() if count)
    return f"{reason}: {said}" if said else reason


def _is_typed_beside_tokens(counts: Counts, style: NumberStyle) -> bool:
    values = counts.values(TOKENS)
    return values > 0 and decide(counts, TOKENS, style).form.type is not ColumnType.TEXT


def decide(counts: Counts, missing: Sequence[str], style: NumberStyle) -> Decision:
    """Decide a column's form from its counts over the whole file."""
    values = counts.values(missing)
    if values <= 0:
        return Decision(TEXT)
    if counts.codes:
        return Decision(TEXT, is_code=True)
    parsed = {
        form.key: counts.parsed[form.key]
        for form in automatic_forms(style)
        if counts.parsed.get(form.key, 0) >= SHARE * values
    }
    if not parsed:
        naive, zoned = (counts.parsed.get(key, 0) for key in ("iso_datetime", "zoned_datetime"))
        is_mixed = bool(naive and zoned) and naive + zoned >= SHARE * values
        near = None if is_mixed else _near(counts, values, style)
        return Decision(TEXT, is_mixed_zone=is_mixed, near=near)
    fitting = [form for form in automatic_forms(style) if form.key in parsed]
    best = _most_fitting(fitting, parsed)
    rivals = [
        form
        for form in fitting
        if form.order and best.order and form.order != best.order and form.type is best.type
    ]
    if any(parsed[rival.key] == parsed[best.key] or parsed[best.key] < values for rival in rivals):
        return Decision(TEXT, is_ambiguous=True)
    return Decision(best)


def _near(counts: Counts, values: int, style: NumberStyle) -> Form | None:
    forms = automatic_forms(style)
    best = _most_fitting(forms, {form.key: counts.parsed.get(form.key, 0) for form in forms})
    return best if counts.parsed.get(best.key, 0) >= NEAR_SHARE * values else None


def _most_fitting(fitting: Sequence[Form], parsed: Mapping[str, int]) -> Form:
    # The form that most values have; of equals the first: integer before number, date before time.
    return max(fitting, key=lambda form: parsed[form.key])


@dataclass(frozen=True, slots=True)
class Chosen:
    """The type a person chose for a column, and of dates the order, where they said it."""

    column: str
    type: ColumnType
    order: str | None = None


def decide_chosen(
    chosen: Chosen, counts: Counts, missing: Sequence[str], style: NumberStyle
) -> Decision:
    """Decide the form of a column whose type the person chose.

    Raises:
        UserError: when no value has that type, or dates can be read two ways.
    """
    if chosen.type is ColumnType.TEXT:
        return Decision(TEXT)
    forms = forms_of(chosen.type, style, chosen.order)
    best = _most_fitting(forms, {form.key: counts.parsed.get(form.key, 0) for form in forms})
    parsed = counts.parsed.get(best.key, 0)
    if parsed == 0 and counts.values(missing) > 0:
        if chosen.order:
            raise UserError("reading.date_order", column=chosen.column, order=chosen.order)
        raise UserError("data.type", column=chosen.column, type=chosen.type.value)
    for rival in forms:
        is_rival = rival.order is not None and rival.order != best.order
        if is_rival and parsed and counts.parsed.get(rival.key, 0) == parsed:
            raise UserError("data.ambiguous_dates", column=chosen.column)
    return Decision(best)


def remaining(
    sample: Counts, missing: Sequence[str], rows: int, style: NumberStyle
) -> tuple[Form, ...]:
    """Return the forms that a sample does not exclude for a file of so many rows."""
    if sample.codes:
        return ()
    values = sample.values(missing)
    allowed = (1 - SHARE) * rows
    return tuple(
        form
        for form in automatic_forms(style)
        if values - sample.parsed.get(form.key, 0) <= allowed
    )
