"""Looking for parameters on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def calls(project, here: Path):
    """A project with calls per hour."""
    rows = [f"{i % 24},{i % 7},{(i * 13) % 11 + i % 24}\n" for i in range(400)]
    (here / "calls.csv").write_text("hour,day,calls\n" + "".join(rows), "utf-8")
    project.done("data", "import", "calls.csv")
    return project


WHAT = ("--data", "calls", "--target", "calls", "--model", "m", "--task", "regression")


def test_a_search_tells_improvements_and_the_version_lists_its_trials(calls) -> None:
    ran = calls.done("train", *WHAT, "--algorithm", "tree", "--tune", "5", "--search", "random")
    assert "Decision tree no. 1: MAE" in ran.err
    shown = calls.done("model", "show", "m@1").out
    assert "Parameters tried (5), measured by cross-validation:" in shown
    assert "cross-validation that chose it" in shown
    assert "on the hold-out, which took no part" in " ".join(shown.split())
    (chosen,) = (line for line in shown.splitlines() if "● chosen" in line)
    below = shown.partition("Parameters tried")[2].splitlines()
    rows = [line for line in below if line.startswith(("● chosen", "○ "))]
    assert rows[0] == chosen  # the best first
    facts = calls.done("--json", "model", "show", "m@1").json
    assert len(facts["facts"]["trials"]) == 5
    assert facts["spec"]["search"] == {
        "candidates": 5,
        "minutes": None,
        "method": "random",
        "is_nested": False,
    }


def test_options_win_over_the_search_of_a_spec_file(calls, here: Path) -> None:
    spec = {
        "data": "calls",
        "model": "m",
        "target": "calls",
        "task": "regression",
        "algorithms": ["linear"],
        "search": {"candidates": 9, "method": "random"},
    }
    (here / "spec.json").write_text(json.dumps(spec), "utf-8")
    ran = calls.done("--json", "train", "spec.json", "--tune", "3", "--nested", "--minutes", "2")
    assert ran.json["spec"]["search"] == {
        "candidates": 3,
        "minutes": 2.0,
        "method": "random",
        "is_nested": True,
    }
    assert "cross-validation of the search" in calls.done("model", "show", "m@1").out


def test_an_unknown_key_of_a_search_is_refused_by_name(calls, here: Path) -> None:
    spec = {"data": "calls", "model": "m", "target": "calls", "search": {"trials": 9}}
    (here / "spec.json").write_text(json.dumps(spec), "utf-8")
    ran = calls("train", "spec.json")
    assert ran.code == 2
    assert "trials" in ran.err


def test_a_nested_search_of_two_folds_is_refused_with_the_way_out(calls) -> None:
    ran = calls("train", *WHAT, "--nested", "--cv", "2")
    assert ran.code == 2
    assert "at least three folds" in ran.err
