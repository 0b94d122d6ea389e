"""Parameters and the task of counts on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def calls(project, here: Path):
    """A project with calls per hour."""
    rows = [f"{i % 24},{i % 7},{(i * 13) % 11 + i % 24}\n" for i in range(200)]
    (here / "calls.csv").write_text("hour,day,calls\n" + "".join(rows), "utf-8")
    project.done("data", "import", "calls.csv")
    return project


def train(program, *more: object):
    what = ("--json", "train", "--data", "calls", "--target", "calls", "--model", "m", "--cv", "2")
    return program(*what, *more)


def test_options_set_parameters_over_those_of_the_file(calls, here: Path) -> None:
    spec = {
        "data": "calls@1",
        "model": "m",
        "target": "calls",
        "task": "count",
        "algorithms": ["poisson", "tree"],
        "parameters": [
            {"algorithm": "poisson", "values": [["alpha", "0.5"]]},
            {"algorithm": "tree", "values": [["max_depth", "2"]]},
        ],
        "split": {"folds": 2},
    }
    (here / "spec.json").write_text(json.dumps(spec), "utf-8")
    calls.done("--json", "train", "spec.json", "--parameter", "tree.max_depth=3")
    shown = {
        version: dict(calls.done("--json", "model", "show", version).json["facts"]["parameters"])
        for version in ("m@1", "m@2")
    }
    assert shown["m@1"]["alpha"] == "0.5"
    assert shown["m@2"]["max_depth"] == "3"


def test_counts_are_trained_compared_scored_and_watched_as_numbers_are(calls) -> None:
    methods = ("--algorithm", "poisson", "--algorithm", "boosting")
    ran = train(calls, "--task", "count", *methods, "--metric", "poisson_deviance")
    assert ran.code == 0
    assert ran.json["spec"]["metric"] == "poisson_deviance"
    compared = calls.done("--json", "model", "compare", "m@1", "m@2")
    assert "poisson_deviance" in compared.out
    calls.done("score", "m@1", "--data", "calls", "--name", "scored")
    assert "prediction" in calls.done("--json", "data", "show", "scored@1").out
    watched = calls.done("--json", "monitor", "run", "m@1", "--data", "calls")
    assert "poisson_deviance" in watched.out
    proved = calls.done("--json", "model", "reproduce", "m@1")
    assert "IDENTICAL" in proved.out.upper()


def test_a_quantile_is_judged_compared_and_watched_by_its_own_loss(calls) -> None:
    """And categories that boosting divides itself are proved again to the bit."""
    aim = [("loss", "quantile"), ("quantile", "0.9"), ("max_iter", "20")]
    words = [word for key, text in aim for word in ("--parameter", f"boosting.{key}={text}")]
    words += ["--algorithm", "boosting", "--algorithm", "baseline", "--feature", "day=native"]
    ran = train(calls, "--task", "regression", *words)
    assert ran.code == 0, ran.err
    shown = calls.done("model", "show", "m@1").out
    assert "Pinball (calls)" in shown
    assert "Below" in shown
    assert "rounds 20" in shown
    assert "max_iter" not in shown
    facts = calls.done("--json", "model", "show", "m@1").json
    assert facts["version"]["metric"] == "pinball"
    assert facts["facts"]["signature"]["quantile"] == 0.9
    assert ["max_iter", "20"] in facts["facts"]["parameters"]
    assert "codes" in {step["operation"] for step in facts["facts"]["steps"]}
    assert "pinball" in calls.done("--json", "model", "compare", "m@1", "m@2").out
    calls.done("score", "m@1", "--data", "calls", "--name", "scored")
    assert "pinball" in calls.done("--json", "monitor", "run", "m@1", "--data", "calls").out
    assert "IDENTICAL" in calls.done("--json", "model", "reproduce", "m@1").out.upper()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("forest", "training.parameter_form"),
        ("n_estimators=3", "training.parameter_form"),
        ("forest.n_estimators=", "training.parameter_form"),
        ("forest.n_estimators=3", "training.parameter_value"),
        ("forest.trees=30", "training.unknown_parameter"),
        ("poisson.alpha=1", "training.unknown_algorithm"),
    ],
)
def test_what_sets_no_parameter_is_refused(calls, text: str, code: str) -> None:
    ran = train(calls, "--task", "regression", "--parameter", text)
    assert (ran.code, ran.error["code"]) == (2, code)
