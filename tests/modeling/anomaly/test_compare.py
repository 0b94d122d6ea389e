"""Finders of unusual rows side by side, and watched on later rows."""

from __future__ import annotations

import numpy as np
import pytest
from modeling.tables import Trained
from scipy.stats import spearmanr

from mlops_desktop.core.identity import ModelVersionId
from mlops_desktop.modeling.anomaly import watch
from mlops_desktop.modeling.compare import ComparedVersion, beside, changed, same_rows
from mlops_desktop.modeling.table import Table


def version(found: Trained, key: str) -> ComparedVersion:
    with np.load(found.path(key, "split")) as stored:
        train = stored["train"]
    result = found.results[key]
    return ComparedVersion(
        ModelVersionId(key), found.path(key), result.signature, found.table, train
    )


def test_two_versions_are_asked_how_alike_they_rank_rows_neither_learned_from(found):
    answered = beside((version(found, "isolation"), version(found, "robust_distance")))
    (same,) = same_rows(answered, ("rank_agreement",), seed=0)
    scores = [item.probabilities[:, 1] for item in answered.outcomes]
    assert same.rows == 200
    assert same.agreement.value == pytest.approx(spearmanr(*scores).statistic)
    assert same.agreement.low < same.agreement.value < same.agreement.high


def test_the_rows_whose_flag_changes_are_named(found):
    answered = beside((version(found, "single_value"), version(found, "robust_distance")))
    (same,) = same_rows(answered, (), seed=0)
    places = changed(answered)
    flags = [item.predicted[places] for item in answered.outcomes]
    assert same.decisions_changed == places.size > 0
    assert (flags[0] != flags[1]).all()


def test_known_answers_tell_which_is_better(found):
    pair = version(found, "single_value"), version(found, "robust_distance")
    (same,) = same_rows(beside(pair), (), seed=0)
    by_name = {item.metric: item for item in same.differences}
    assert by_name["label_auc"].difference > 0
    assert 0 <= by_name["label_auc"].low < by_name["label_auc"].high


def test_without_known_answers_nothing_is_measured(found):
    from dataclasses import replace

    pair = tuple(
        replace(item, signature=replace(item.signature, known=None))
        for item in (version(found, "isolation"), version(found, "robust_distance"))
    )
    (same,) = same_rows(beside(pair), (), seed=0)
    assert same.differences == ()
    assert same.agreement is not None


def test_rows_that_nobody_judged_take_no_part_in_precision(found):
    key = "robust_distance"
    result = found.results[key]
    frame = found.table.frame.copy()
    frame["odd"] = frame["odd"].astype(object)
    frame.loc[:499, "odd"] = None
    rows = watch.of_table(found.path(key), result.signature, Table(frame, found.table.columns))
    assert rows.scores.size == 1000
    assert rows.outcome.size == 500
    assert rows.places.min() == 500


def test_the_stored_hold_out_is_the_reference(found):
    key = "isolation"
    rows = watch.of_holdout(found.path(key, "holdout"), found.results[key].signature)
    share = next(m.value for m in found.results[key].metrics if m.name == "flagged_share")
    assert rows.called / rows.scores.size == pytest.approx(share)
    assert rows.outcome is not None
