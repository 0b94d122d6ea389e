"""Results depend on rows and seed, not on how many cores there are."""

from __future__ import annotations

import pytest
from modeling.tables import train_into
from threadpoolctl import threadpool_info

from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.modeling import environment, threads
from mlops_desktop.modeling.table import Table


def test_predicting_and_preparing_hold_every_pool_to_one_thread():
    with threads.one_thread():
        assert {pool["num_threads"] for pool in threadpool_info()} == {1}


@pytest.mark.parametrize("algorithm", ["forest", "boosting"])
def test_more_cores_give_the_same_model_to_the_bit(bikes, tmp_path, monkeypatch, algorithm):
    table = Table(bikes.frame.head(200), bikes.columns)
    spec = TrainingSpec("it", "bikers", algorithms=(algorithm,), split=SplitPlan(folds=2))
    found = []
    for cores in (1, 2):
        monkeypatch.setattr(threads, "cores_for_fitting", lambda cores=cores: cores)
        result = train_into(tmp_path, table, spec).results[0]
        found.append((result.model_digest, result.behaviour_hash, result.metrics))
    assert found[0] == found[1]


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
