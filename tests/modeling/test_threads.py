"""Results depend on rows and seed, not on how many cores there are."""

from __future__ import annotations

import pytest
from modeling.tables import train_into
from threadpoolctl import threadpool_info

from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.modeling import environment, threads


def test_predicting_and_preparing_hold_every_pool_to_one_thread():
    with threads.one_thread():
        assert {pool["num_threads"] for pool in threadpool_info()} == {1}


@pytest.mark.parametrize("cores", [2, 3])
def test_more_cores_give_the_same_model_to_the_bit(trained_bikes, tmp_path, monkeypatch, cores):
    monkeypatch.setattr(threads, "cores_for_fitting", lambda: cores)
    spec = TrainingSpec(
        "it", "bikers", algorithms=("forest", "boosting"), split=SplitPlan(folds=3), seed=7
    )
    for result in train_into(tmp_path, trained_bikes.table, spec).results:
        before = trained_bikes.results[result.algorithm]
        assert result.model_digest == before.model_digest
        assert result.behaviour_hash == before.behaviour_hash


def test_one_core_is_left_to_the_window():
    assert threads.cores_for_fitting() >= 1


def test_the_environment_names_what_computes():
    found = environment.capture()
    packages = dict(found.packages)
    assert packages["scikit-learn"].startswith("1.")
    assert "unknown" not in packages.values()
    assert found.python.startswith("3.")
    assert "openblas" in found.blas.lower() or "threads" in found.blas
    assert found.cores >= 1
