"""Tables at the ends: one feature, two thousand, and more than the memory bears."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from modeling.tables import table_of, train_into

from mlops_desktop.core.algorithms import algorithms_for
from mlops_desktop.core.expansion import model_inputs
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import MethodParameters, SplitPlan, TrainingSpec
from mlops_desktop.modeling import persist
from mlops_desktop.modeling.prepare import prepare

WIDTH = 2_000
SMALL = (
    MethodParameters("boosting", (("max_iter", "10"),)),
    MethodParameters("forest", (("n_estimators", "10"),)),
    MethodParameters("extra_trees", (("n_estimators", "10"),)),
    MethodParameters("mlp", (("max_iter", "30"), ("units", "8"))),
    MethodParameters("stacking", (("cv", "2"),)),
)


def spec_of(target: str, *keys: str) -> TrainingSpec:
    return TrainingSpec("m", target, algorithms=keys, split=SplitPlan(folds=2), parameters=SMALL)


def wide(rows: int = 120) -> pd.DataFrame:
    """Numbers and categories, of which one each tells the answer."""
    random = np.random.default_rng(4)
    numbers = random.normal(size=(rows, WIDTH - 10))
    frame = pd.DataFrame(numbers, columns=[f"n{place}" for place in range(WIDTH - 10)])
    kinds = {f"k{n}": np.array(["a", "b"], object)[random.integers(0, 2, rows)] for n in range(10)}
    amount = 3 * numbers[:, 7] + 5 * (kinds["k3"] == "a") + 0.1 * random.normal(size=rows)
    return pd.concat([frame, pd.DataFrame(kinds), pd.DataFrame({"amount": amount})], axis=1)


def test_two_thousand_features_are_trained_to_the_end(tmp_path):
    table = table_of(wide())
    recorder = train_into(tmp_path, table, spec_of("amount", "lasso"))
    assert recorder.failures == {}
    (result,) = recorder.results
    assert len(result.signature.inputs) == WIDTH
    assert {item.column for item in result.importances} <= {c.name for c in table.columns}
    assert max(result.importances, key=lambda item: item.value).column in ("n7", "k3")
    assert len({name for item in model_inputs(result.steps) for name in item.columns}) == WIDTH
    model = persist.load(tmp_path / result.model_file)
    prepared = prepare(table, spec_of("amount", "lasso"))
    answers = model.predict(prepared.inputs.iloc[prepared.division.holdout])
    assert np.isfinite(answers).all()


@pytest.mark.parametrize("kind", ["number", "category"])
@pytest.mark.parametrize("task", [Task.CLASSIFICATION, Task.REGRESSION])
def test_one_feature_alone_is_enough_for_every_method(tmp_path, task, kind):
    random = np.random.default_rng(6)
    number = random.normal(size=160)
    only = number if kind == "number" else np.where(number > 0, "high", "low").astype(object)
    amount = number + 0.3 * random.normal(size=160)
    target = amount if task is Task.REGRESSION else np.where(amount > 0, "yes", "no")
    table = table_of(pd.DataFrame({"only": only, "target": target}))
    keys = [item.key for item in algorithms_for(task)]
    recorder = train_into(tmp_path, table, spec_of("target", *keys))
    assert recorder.failures == {}
    assert {result.algorithm for result in recorder.results} == set(keys)
    for result in recorder.results:
        assert [field.name for field in result.signature.inputs] == ["only"]
        persist.load(tmp_path / result.model_file)


SHORT_OF_MEMORY = """
import json, resource, sys
from pathlib import Path
import numpy as np, pandas as pd
from modeling.tables import Recorder, table_of
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.modeling import catalogue
from mlops_desktop.modeling.threads import one_thread
from mlops_desktop.modeling.train import train

folder, spare = Path(sys.argv[1]), int(sys.argv[2])
random = np.random.default_rng(0)
rows = 40_000
levels = np.array([f"v{place}" for place in range(60)], dtype=object)
frame = pd.DataFrame({f"k{n}": levels[random.integers(0, 60, rows)] for n in range(12)})
frame["amount"] = random.normal(size=rows)
spec = TrainingSpec(
    "m", "amount", task=Task.REGRESSION, algorithms=("baseline", "linear"),
    split=SplitPlan(folds=2),
)
for key in spec.algorithms:
    catalogue.method(key)
table = table_of(frame)
with one_thread():  # loads what computes
    pass
addresses = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (addresses + spare, addresses + spare))
recorder = Recorder()
train(table, spec, folder, recorder, recorder)
failed = {}
for key, error in recorder.failures.items():
    error.add(data="it@1")
    failed[key] = [error.code, error.message, error.hint]
print(json.dumps({
    "finished": [item.algorithm for item in recorder.results],
    "failed": failed,
    "files": sorted(path.name for path in folder.iterdir()),
}))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux holds the limit")
def test_memory_that_runs_out_in_a_fit_fails_that_run_in_words_and_nothing_else(tmp_path):
    """600 inputs of 26,000 rows are 128 MB: the linear model has less, the baseline needs none."""
    program = [sys.executable, "-c", SHORT_OF_MEMORY, str(tmp_path), str(120 * 2**20)]
    path = str(Path(__file__).parents[1])
    done = subprocess.run(
        program,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["finished"] == ["baseline"]
    code, message, hint = found["failed"]["linear"]
    assert code == "training.out_of_memory"
    assert "needs more memory for it@1 than this machine has free" in message
    assert "train on fewer rows" in hint
    assert {name.partition(".")[0] for name in found["files"]} == {"baseline"}
