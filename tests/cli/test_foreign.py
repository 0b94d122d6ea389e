"""Models from elsewhere, as typed."""

from __future__ import annotations

import pickle
from pathlib import Path

import pandas as pd
import pytest
import skops.io
from sklearn.linear_model import Ridge

pytestmark = pytest.mark.slow


@pytest.fixture
def rides(new_program, one_worker, rentals, tmp_path):
    """A project with the dataset ``bikes``, and a model of somebody else's beside it."""
    program = new_program()
    program.done("init", tmp_path / "project", "--name", "Trial")
    program.project = tmp_path / "project"
    program.done("data", "import", rentals("june", 240), "--name", "bikes")
    table = pd.read_csv(rentals("june", 240))
    model = Ridge().fit(table[["temp", "hum"]].astype(float), table["bikers"])
    skops.io.dump(model, tmp_path / "rides.skops")
    return program


def wanted(file: Path, *more: str) -> tuple[object, ...]:
    fixed = ("--data", "bikes", "--target", "bikers", "--model", "rides")
    return ("model", "import", file, *fixed, *more)


def test_a_model_is_imported_and_told_with_what_is_not_known(rides, tmp_path) -> None:
    ran = rides.done(*wanted(tmp_path / "rides.skops", "--author", "Ana"))
    assert ran.lines[0] == "● Imported rides.skops as rides@1."
    for words in ("Imported model", "Judged on", "Ana", "on which rows, and how, is not known"):
        assert words in ran.out
    assert "Learned from" not in ran.out
    assert "all rows of bikes@1" in ran.out
    assert "hold-out" not in ran.out.lower()
    shown = rides.done("--json", "model", "show", "rides@1").json
    assert shown["facts"]["origin"]["kind"] == "Ridge"
    assert rides.done("model", "list").out.count("rides") == 1
    assert rides("model", "reproduce", "rides@1").code == 2
    assert rides.done("model", "card", "rides@1").code == 0
    rides.done("model", "check", "rides@1")
    rides.done("verify")


def test_two_versions_side_by_side_cannot_tell_and_say_why(rides, tmp_path) -> None:
    rides.done(*wanted(tmp_path / "rides.skops"))
    rides.done(*wanted(tmp_path / "rides.skops", "--split-column", "workingday", "--held-out", "1"))
    ran = rides.done("model", "compare", "rides@1", "rides@2")
    assert "cannot tell. rides@1 was imported" in ran.out
    assert (
        "Each on its own hold-out rows; rides@1: all rows of bikes@1; rides@2: bikes@1 where "
        "workingday is 1:"
    ) in ran.out
    explained = rides("--json", "model", "explain", "rides@1", "bikes", "--row", "1", "--to", "9")
    assert (explained.code, explained.error["code"]) == (2, "foreign.not_explained")


def test_a_pickle_is_wrong_input_with_the_next_step(rides, tmp_path) -> None:
    (tmp_path / "rides.pkl").write_bytes(pickle.dumps({"a": 1}))
    ran = rides("--json", *wanted(tmp_path / "rides.pkl"))
    assert (ran.code, ran.error["code"]) == (2, "foreign.pickle")
    assert "skops.io.dump" in ran.error["hint"]


def test_a_model_without_names_gets_them_from_whoever_imports_it(rides, rentals, tmp_path) -> None:
    table = pd.read_csv(rentals("june", 240))
    model = Ridge().fit(table[["temp", "hum"]].to_numpy(float), table["bikers"])
    skops.io.dump(model, tmp_path / "nameless.skops")
    ran = rides("--json", *wanted(tmp_path / "nameless.skops"))
    assert (ran.code, ran.error["code"]) == (2, "foreign.no_names")
    assert "--input" in ran.error["hint"]
    named = wanted(tmp_path / "nameless.skops", "--input", "temp", "--input", "hum")
    ran = rides.done(*named)
    assert "named when it was imported" in ran.out
    shown = rides.done("--json", "model", "show", "rides@1").json
    assert [item["name"] for item in shown["facts"]["signature"]["inputs"]] == ["temp", "hum"]


def test_a_column_without_its_value_is_a_usage_error(rides, tmp_path) -> None:
    ran = rides(*wanted(tmp_path / "rides.skops", "--split-column", "hr"))
    assert ran.code == 2
    assert "belong together" in ran.err
