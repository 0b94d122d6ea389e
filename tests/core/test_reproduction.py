"""Which verdict follows from what training again gave; what a model card lacks."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from mlops_desktop.core.codec import from_bytes, to_bytes
from mlops_desktop.core.model_card import (
    FIELDS,
    ModelCard,
    RiskTier,
    changed_fields,
    missing_fields,
)
from mlops_desktop.core.reproduction import (
    AnswersAgain,
    MetricAgain,
    ReproductionEvidence,
    ReproductionVerdict,
    Retrained,
)
from mlops_desktop.core.training import Environment, Split

PLACE = Environment("Linux", "x86_64", "3.11", (("numpy", "2.4"),), "openblas", 2, "0.1")
SAME = Retrained(
    digest_before="a" * 64,
    digest_now="a" * 64,
    is_same_split=True,
    golden=AnswersAgain(100, 0, 0.0),
    holdout=AnswersAgain(144, 0, 0.0),
    metrics=(MetricAgain("mae", Split.HOLDOUT, 12.5, 12.5),),
    environment=PLACE,
    seconds=1.0,
)
OTHER_DIGEST = replace(SAME, digest_now="b" * 64)


def test_the_same_digest_and_answers_are_identical():
    assert SAME.verdict is ReproductionVerdict.IDENTICAL
    assert SAME.verdict.is_reproduced


@pytest.mark.parametrize("size", [0.0, 1e-15, 1e-9])
def test_another_digest_with_answers_within_the_tolerance_is_equivalent(size):
    found = replace(OTHER_DIGEST, holdout=AnswersAgain(144, 0, size))
    assert found.verdict is ReproductionVerdict.EQUIVALENT
    assert found.largest == size


@pytest.mark.parametrize(
    "changes",
    [
        {"holdout": AnswersAgain(144, 0, 1.01e-9)},
        {"golden": AnswersAgain(100, 1, 0.0)},
        {"golden": None},
        {"holdout": AnswersAgain(144, 0, math.inf)},
        {"is_same_split": False},
        {"metrics": (MetricAgain("mae", Split.HOLDOUT, 12.5, 12.6),)},
        {"metrics": (MetricAgain("mae", Split.HOLDOUT, 12.5, None),)},
    ],
)
def test_anything_beyond_the_tolerance_is_different_whatever_the_digest(changes):
    for found in (SAME, OTHER_DIGEST):
        assert replace(found, **changes).verdict is ReproductionVerdict.DIFFERENT


def test_metrics_are_compared_relatively_and_no_numbers_agree_with_no_numbers():
    assert MetricAgain("mae", Split.HOLDOUT, 1e6, 1e6 + 1e-4).is_equal
    assert not MetricAgain("mae", Split.HOLDOUT, 1e-6, 1.1e-6).is_equal
    assert MetricAgain("r2", Split.HOLDOUT, math.nan, math.nan).is_equal
    assert MetricAgain("r2", Split.HOLDOUT, 0.0, 0.0).is_equal
    assert not MetricAgain("r2", Split.HOLDOUT, math.nan, 0.1).is_equal


def test_evidence_is_stored_and_read_back_with_what_is_no_number():
    found = replace(
        SAME,
        golden=None,
        holdout=AnswersAgain(144, 0, math.inf),
        metrics=(MetricAgain("mae", Split.HOLDOUT, 12.5, None),),
    )
    evidence = ReproductionEvidence(
        version="demand@2",
        verdict=found.verdict,
        made_in=PLACE,
        found=found,
        packages=(("numpy", "2.4", "2.5"),),
    )
    assert from_bytes(ReproductionEvidence, to_bytes(evidence)) == evidence


def test_every_field_of_a_card_is_missed_until_it_is_stated():
    card = ModelCard(owner="Ana", risk_tier=RiskTier.HIGH)
    assert missing_fields(ModelCard()) == tuple(FIELDS)
    assert missing_fields(card) == ("intended_use", "out_of_scope", "limits", "ethics")
    assert changed_fields(ModelCard(), card) == ("owner", "risk_tier")
    assert all(tier.words for tier in RiskTier)
    assert from_bytes(ModelCard, to_bytes(card)) == card
