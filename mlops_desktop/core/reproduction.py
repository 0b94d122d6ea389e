"""A version trained again from what was stored: how much of it came out the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mlops_desktop.core.identity import Digest, ModelVersionId, ReproductionId
from mlops_desktop.core.training import Environment, Split

TOLERANCE = 1e-9
"""Relative difference up to which two numbers count as equal."""


class ReproductionVerdict(StrEnum):
    """How far a version could be made again.

    IDENTICAL: the same model, number by number. EQUIVALENT: every answer and every metric agree to
    within :data:`TOLERANCE`. DIFFERENT: some do not. NOT_POSSIBLE: it could not be tried.
    """

    IDENTICAL = "identical"
    EQUIVALENT = "equivalent"
    DIFFERENT = "different"
    NOT_POSSIBLE = "not_possible"

    @property
    def is_reproduced(self) -> bool:
        """Whether the version came out again."""
        return self in (ReproductionVerdict.IDENTICAL, ReproductionVerdict.EQUIVALENT)

    @property
    def words(self) -> str:
        """The verdict as it is shown: ``NOT POSSIBLE``."""
        return self.value.replace("_", " ").upper()


@dataclass(frozen=True, slots=True)
class AnswersAgain:
    """Stored answers against those of the model that was trained again.

    Attributes:
        labels_changed: rows that get another class; 0 for numbers.
        largest: the largest relative difference of a number (probabilities for classes): |now −
            then| / max(|now|, |then|, floor), floor = 0.001 × the largest |then|. Infinite where
            one of them is no number.
    """

    rows: int
    labels_changed: int
    largest: float

    @property
    def is_equal(self) -> bool:
        """Whether every class is the same and every number agrees to within the tolerance."""
        return not self.labels_changed and self.largest <= TOLERANCE


@dataclass(frozen=True, slots=True)
class MetricAgain:
    """One stored metric beside the one measured again; None: it was not measured."""

    name: str
    split: Split
    before: float
    now: float | None

    @property
    def difference(self) -> float:
        """The relative difference; infinite when only one of them is a number."""
        if self.now is None:
            return math.inf
        if math.isnan(self.before) or math.isnan(self.now):
            return 0.0 if math.isnan(self.before) and math.isnan(self.now) else math.inf
        scale = max(abs(self.before), abs(self.now))
        return abs(self.now - self.before) / scale if scale else 0.0

    @property
    def is_equal(self) -> bool:
        """Whether they agree to within the tolerance."""
        return self.difference <= TOLERANCE


@dataclass(frozen=True, slots=True)
class Retrained:
    """What training again gave, beside what was stored.

    Attributes:
        digest_before, digest_now: normalised content digests of the models.
        is_same_split: whether the same rows were trained on and held out.
        golden, holdout: answers on the golden rows and on the hold-out rows; None where the rows
            are not the same.
        environment: where it was trained again.
        seconds: wall time of training again.
    """

    digest_before: str
    digest_now: str
    is_same_split: bool
    golden: AnswersAgain | None
    holdout: AnswersAgain | None
    metrics: tuple[MetricAgain, ...]
    environment: Environment
    seconds: float

    @property
    def verdict(self) -> ReproductionVerdict:
        """What follows from it.

        The same model that answers otherwise here (a library that predicts differently) is
        DIFFERENT.
        """
        answers = (self.golden, self.holdout)
        agree = all(item is not None and item.is_equal for item in answers)
        if not (self.is_same_split and agree and all(item.is_equal for item in self.metrics)):
            return ReproductionVerdict.DIFFERENT
        if self.digest_before == self.digest_now:
            return ReproductionVerdict.IDENTICAL
        return ReproductionVerdict.EQUIVALENT

    @property
    def largest(self) -> float:
        """The largest relative difference of any answer; infinite where rows are not the same."""
        found = [math.inf if item is None else item.largest for item in (self.golden, self.holdout)]
        return max(found)


@dataclass(frozen=True, slots=True)
class ReproductionEvidence:
    """What a verdict rests on, an object named by :attr:`Reproduction.evidence_object`.

    Attributes:
        version: its label at the time.
        code, reason: why it was not possible, as a code and in words; "" otherwise.
        made_in: the environment of the stored version.
        found: None when it was not possible.
        packages: (name, version then, version now) of what is installed in another version.
        spec: the digest of the stored spec it was trained by.
        parameters: those it was trained with, where a search had found them.
    """

    version: str
    verdict: ReproductionVerdict
    made_in: Environment | None
    found: Retrained | None
    packages: tuple[tuple[str, str, str], ...] = ()
    spec: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reproduction:
    """One attempt as registered; never changed."""

    id: ReproductionId
    model_version_id: ModelVersionId
    verdict: ReproductionVerdict
    evidence_object: Digest
    actor: str
    at: datetime
