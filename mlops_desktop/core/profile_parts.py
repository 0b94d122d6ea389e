"""The parts of a profile beyond counts and quantiles: shape, gaps, keys, associations."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Outliers:
    """Values beyond Tukey's fences: the quartiles ∓ 1.5 times the distance between them.

    Attributes:
        low_fence, high_fence: where the fences stand.
        below, above: how many values lie beyond each.
        lowest, highest: the most extreme different ones of them, at most five each.
    """

    low_fence: float
    high_fence: float
    below: int
    above: int
    lowest: tuple[float, ...] = ()
    highest: tuple[float, ...] = ()

    @property
    def count(self) -> int:
        """How many values lie beyond a fence."""
        return self.below + self.above


@dataclass(frozen=True, slots=True)
class TextLengths:
    """Lengths of texts in characters."""

    low: int
    mean: float
    high: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing lies between these two moments (ISO text), ``missing`` steps were expected."""

    start: str
    end: str
    seconds: float
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Spacing:
    """How dates or times follow each other.

    Attributes:
        step: the usual distance of neighbours in words, ``hourly``, ``daily``; "" when there is
            none: fewer than 60 % of the neighbours lie one step apart.
        seconds: the usual distance.
        gaps: neighbours that lie further apart than the step.
        missing: steps that are missing in these gaps.
        largest: the longest gaps, at most five; without a step, the longest distances.
    """

    step: str
    seconds: float
    gaps: int
    missing: int
    largest: tuple[Gap, ...] = ()


class PersonalKind(StrEnum):
    """What kind of personal data a column seems to hold."""

    EMAIL = "e-mail addresses"
    PHONE = "phone numbers"
    IBAN = "bank account numbers"
    NAME = "names of people"
    ADDRESS = "postal addresses"
    NATIONAL_ID = "national identity numbers"
    BIRTH = "dates of birth"


class Confidence(StrEnum):
    """How sure a finding about a column is."""

    CERTAIN = "almost certainly"
    LIKELY = "probably"
    POSSIBLE = "possibly"


@dataclass(frozen=True, slots=True)
class PersonalSign:
    """Why a column seems personal; ``reason`` never quotes a value."""

    kind: PersonalKind
    confidence: Confidence
    reason: str


@dataclass(frozen=True, slots=True)
class CandidateKey:
    """Columns whose values together differ in every row, checked on all rows."""

    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissingTogether:
    """Columns that lack their values in (nearly) the same rows.

    Attributes:
        every: rows in which all of them are missing.
        some: rows in which at least one of them is.
    """

    columns: tuple[str, ...]
    every: int
    some: int


class AssociationMethod(StrEnum):
    """What an association's value is."""

    PEARSON = "pearson"
    CRAMER = "cramers_v"
    ETA = "correlation_ratio"


@dataclass(frozen=True, slots=True)
class Association:
    """How strongly two columns go together.

    Attributes:
        first, second: places in :attr:`Associations.columns`.
        value: Pearson's r (−1 to 1); Cramér's V, bias-corrected (0 to 1); or the correlation
            ratio η (0 to 1).
        rank: Spearman's ρ, for two number columns.
        rows: rows in which both have a value.
    """

    first: int
    second: int
    method: AssociationMethod
    value: float
    rows: int
    rank: float | None = None


@dataclass(frozen=True, slots=True)
class Associations:
    """The association of every pair of some columns.

    Attributes:
        columns: their names; at most 50, the most informative.
        rows: rows looked at. is_sample: whether these are not all.
        left_out: informative columns beyond the limit.
    """

    columns: tuple[str, ...]
    pairs: tuple[Association, ...]
    rows: int
    is_sample: bool
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What a table's columns tell together.

    Attributes:
        duplicates: rows that repeat an earlier one; None: too large to count.
        keys: the candidate keys; pairs are looked for only where no column is one alone.
        keys_cut: whether pairs remained unchecked because of their number.
    """

    duplicates: int | None = None
    keys: tuple[CandidateKey, ...] = ()
    keys_cut: bool = False
    missing_together: tuple[MissingTogether, ...] = ()
    associations: Associations | None = None
