"""How long does it take to explain a model that was judged on many held-out rows?

All that a version tells beside its fit: metrics with intervals, curves, slices, groups, importances
and dependence, for held-out rows of a table of 20 columns; the goal is for 200,000 of them. The
learning curve fits models again and is printed apart, beside the training it belongs to.

    python tests/benchmarks/evaluation_speed.py [--rows 200000] [--only linear …]
"""

from __future__ import annotations

import argparse
import time
import warnings
from dataclasses import dataclass

from training_speed import make_table

from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.modeling import judging
from mlops_desktop.modeling.fit import fit_method, outcome
from mlops_desktop.modeling.interval import measured
from mlops_desktop.modeling.learning import learning_curve
from mlops_desktop.modeling.prepare import prepare

GOAL = 5.0


def go_on() -> None:
    """Nobody stops a benchmark."""


@dataclass(frozen=True)
class Times:
    """Seconds of the training, of the learning curve and of all other explaining.

    ``processor`` is that of the explaining, the learning curve left out: a busy machine does not
    spoil it.
    """

    training: float
    learning: float
    explaining: float
    processor: float


def measure(rows: int, task: Task, key: str) -> Times:
    """Train once, with as many rows held out, and explain."""
    table = make_table(2 * rows, task)
    spec = TrainingSpec(
        "speed",
        "y",
        task=task,
        algorithms=(key,),
        split=SplitPlan(holdout=0.5, folds=3),
        sensitive=("b0",) if task is Task.CLASSIFICATION else (),
    )
    prepared = prepare(table, spec)
    begun = time.perf_counter()
    fitted = fit_method(prepared, key, lambda _fold: None)
    trained = time.perf_counter() - begun
    held = outcome(prepared, fitted.model, prepared.division.holdout)
    curve = (time.perf_counter(), time.process_time())
    learning_curve(prepared, key, fitted, go_on)
    learning, busy = time.perf_counter() - curve[0], time.process_time() - curve[1]
    begun, begun_busy = time.perf_counter(), time.process_time()
    measured(held, spec.seed)
    judging.look_closely(prepared, key, fitted, held, go_on)
    explaining = time.perf_counter() - begun - learning
    return Times(trained, learning, explaining, time.process_time() - begun_busy - busy)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--only", nargs="*", default=["linear", "boosting"])
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    measure(500, Task.CLASSIFICATION, options.only[0])
    print(f"{options.rows:,} held-out rows × 20 columns; the goal is {GOAL:g} s")
    print("task            method      training s  learning curve s  explaining s  its processor s")
    for task in (Task.CLASSIFICATION, Task.REGRESSION):
        for key in options.only:
            found = measure(options.rows, task, key)
            verdict = "met" if found.explaining <= GOAL else "missed"
            print(
                f"{task:15} {key:10} {found.training:11.2f} {found.learning:17.2f} "
                f"{found.explaining:13.2f} {found.processor:16.2f}  {verdict}",
                flush=True,
            )


if __name__ == "__main__":
    main()
