"""How much slower is a search here than bare scikit-learn's ``HalvingRandomSearchCV``?

The same candidates, rungs, preprocessing in a pipeline, folds and threads, in one process; then the
same with the preprocessing done once before the search, which leaks between folds but is the least
that scikit-learn can take. Prints both ratios per method.

    python tests/benchmarks/search_speed.py [--rows 100000] [--candidates 20] [--only linear …]
"""

from __future__ import annotations

import argparse
import time
import warnings

import numpy as np
from sklearn.experimental import enable_halving_search_cv  # noqa: F401 - makes the next import work
from sklearn.model_selection import HalvingRandomSearchCV
from sklearn.pipeline import Pipeline
from training_speed import make_table

from mlops_desktop.core.metrics import Task
from mlops_desktop.core.search import Search, Trial
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.modeling import catalogue
from mlops_desktop.modeling.ensemble import settled
from mlops_desktop.modeling.features.build import build_preprocessing
from mlops_desktop.modeling.prepare import Prepared, prepare
from mlops_desktop.modeling.search import search_method
from mlops_desktop.modeling.threads import for_fitting

METRIC = {Task.REGRESSION: "neg_mean_absolute_error", Task.CLASSIFICATION: "roc_auc"}


_NONE = {"unlimited": None}
"""What scikit-learn calls a word of ours; benchmarked are methods without other words."""


class Quiet:
    """Watches a search without a word."""

    def check(self) -> None:
        """Never stop."""

    def at_search(self, share: float, what: str) -> None:
        """Nothing to note."""

    def at_final_fit(self) -> None:
        """Nothing to note."""

    def tried(self, trial: Trial) -> None:
        """Nothing to note."""


def ours(prepared: Prepared, key: str, search: Search) -> tuple[float, list[dict[str, object]]]:
    """Measure a search; return the seconds and the parameters it tried."""
    started = time.perf_counter()
    found = search_method(prepared, key, search, Quiet())
    seconds = time.perf_counter() - started
    known = {item.key: item for item in catalogue.algorithm(key).parameters}
    tried = [
        {name: known[name].read(value, key) for name, value in trial.parameters}
        for trial in found.trials
    ]
    return seconds, tried


class Listed:
    """The candidates already drawn, in place of distributions to draw from."""

    def __init__(self, values: list[object]) -> None:
        self._values = iter(values)

    def rvs(self, random_state: object = None) -> object:
        """Return the next one."""
        return next(self._values)


def bare(prepared: Prepared, key: str, tried: list[dict[str, object]], *, inside: bool) -> float:
    """Measure scikit-learn's own search over the same candidates.

    Args:
        inside: whether the preprocessing is fitted in each fold, as it must be.
    """
    task, train = prepared.target.task, prepared.division.train
    recipe = settled(prepared, key)
    estimator = catalogue.build_estimator(key, task, recipe.parameters)
    preparation = build_preprocessing(prepared.plan, catalogue.method(key).preparation)
    inputs, answers = prepared.inputs.iloc[train], prepared.target.values[train]
    named = {name: Listed([_NONE.get(one[name], one[name]) for one in tried]) for name in tried[0]}
    started = time.perf_counter()
    if inside:
        estimator = Pipeline([("features", preparation), ("model", estimator)])
        named = {f"model__{name}": values for name, values in named.items()}
    else:
        inputs = preparation.fit_transform(inputs, answers)
    search = HalvingRandomSearchCV(
        estimator,
        named,
        n_candidates=len(tried),
        factor=3,
        min_resources="exhaust",
        cv=prepared.spec.split.folds,
        scoring=METRIC[task],
        random_state=prepared.spec.seed,
        return_train_score=False,
        n_jobs=1,
    )
    with for_fitting():
        search.fit(inputs, answers)
    return time.perf_counter() - started


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--candidates", type=int, default=20)
    parser.add_argument("--task", choices=["regression", "classification"], default="regression")
    parser.add_argument("--only", nargs="*", default=["linear", "tree"])
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    task, search = Task(options.task), Search(candidates=options.candidates)
    spec = TrainingSpec("speed", "y", task=task, split=SplitPlan(folds=5), search=search)
    prepared = prepare(make_table(options.rows, task), spec)
    search_method(prepare(make_table(2000, task), spec), "tree", Search(3), Quiet())  # warm up
    print(f"{options.rows:,} rows × 20 columns, {options.candidates} candidates, 5 folds, {task}")
    print("method        here s   in folds s   ratio   before s   ratio")
    for key in options.only:
        here, tried = ours(prepared, key, search)
        folds = bare(prepared, key, tried, inside=True)
        before = bare(prepared, key, tried, inside=False)
        ratios = np.array([here / folds, here / before])
        print(
            f"{key:12} {here:7.2f} {folds:12.2f} {ratios[0]:7.3f} {before:10.2f} {ratios[1]:7.3f}"
            f"   goal ≤ 1.1: {'met' if ratios[0] <= 1.1 else 'missed'}",
            flush=True,
        )


if __name__ == "__main__":
    main()
