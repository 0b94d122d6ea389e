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

SHARE = 0.99
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
    """

    form: Form
    is_ambiguous: bool = False
    is_code: bool = False
    is_mixed_zone: bool = False


@dataclass(slots=True)
class Plan:
    """How every column is read."""

    missing: tuple[str, ...]
    reason: str
    decisions: list[Decision] = field(default_factory=list)


def find_missing(counts: Sequence[Counts], chosen: tuple[str, ...], decimal: str) -> Plan:
    """Find the texts that stand for "no value", beside the empty one.

    Args:
        chosen: what the person chose; ``("",)`` means: only the empty one.
    """
    if chosen:
        return Plan(tuple(token for token in chosen if token), "chosen")
    found: list[str] = []
    for token in TOKENS:
        holders = [item for item in counts if item.tokens.get(token)]
        if not holders:
            continue
        is_sure = token in SURE_TOKENS
        if is_sure or any(_is_typed_beside_tokens(item, decimal) for item in holders):
            found.append(token)
    reason = "stands where other values are numbers or dates" if found else "no other was found"
    return Plan(tuple(found), reason)


def _is_typed_beside_tokens(counts: Counts, decimal: str) -> bool:
    values = counts.values(TOKENS)
    return values > 0 and decide(counts, TOKENS, decimal).form.type is not ColumnType.TEXT


def decide(counts: Counts, missing: Sequence[str], decimal: str) -> Decision:
    """Decide a column's form from its counts over the whole file."""
    values = counts.values(missing)
    if values <= 0:
        return Decision(TEXT)
    if counts.codes:
        return Decision(TEXT, is_code=True)
    parsed = {
        form.key: counts.parsed[form.key]
        for form in automatic_forms(decimal)
        if counts.parsed.get(form.key, 0) >= SHARE * values
    }
    if not parsed:
        naive, zoned = (counts.parsed.get(key, 0) for key in ("iso_datetime", "zoned_datetime"))
        is_mixed = bool(naive and zoned) and naive + zoned >= SHARE * values
        return Decision(TEXT, is_mixed_zone=is_mixed)
    fitting = [form for form in automatic_forms(decimal) if form.key in parsed]
    best = _most_fitting(fitting, parsed)
    rivals = [
        form
        for form in fitting
        if form.order and best.order and form.order != best.order and form.type is best.type
    ]
    if any(parsed[rival.key] == parsed[best.key] or parsed[best.key] < values for rival in rivals):
        return Decision(TEXT, is_ambiguous=True)
    return Decision(best)


def _most_fitting(fitting: Sequence[Form], parsed: Mapping[str, int]) -> Form:
    # The form that most values have; of equals the first: integer before number, date before time.
    return max(fitting, key=lambda form: parsed[form.key])


def decide_chosen(
    name: str, chosen: ColumnType, counts: Counts, missing: Sequence[str], decimal: str
) -> Decision:
    """Decide the form of a column whose type the person chose.

    Raises:
        UserError: when no value has that type, or dates can be read two ways.
    """
    if chosen is ColumnType.TEXT:
        return Decision(TEXT)
    forms = forms_of(chosen, decimal)
    best = _most_fitting(forms, {form.key: counts.parsed.get(form.key, 0) for form in forms})
    parsed = counts.parsed.get(best.key, 0)
    if parsed == 0 and counts.values(missing) > 0:
        raise UserError("data.type", column=name, type=chosen.value)
    for rival in forms:
        is_rival = rival.order is not None and rival.order != best.order
        if is_rival and parsed and counts.parsed.get(rival.key, 0) == parsed:
            raise UserError("data.ambiguous_dates", column=name)
    return Decision(best)


def remaining(sample: Counts, missing: Sequence[str], rows: int, decimal: str) -> tuple[Form, ...]:
    """Return the forms that a sample does not exclude for a file of so many rows."""
    if sample.codes:
        return ()
    values = sample.values(missing)
    allowed = (1 - SHARE) * rows
    return tuple(
        form
        for form in automatic_forms(decimal)
        if values - sample.parsed.get(form.key, 0) <= allowed
    )
