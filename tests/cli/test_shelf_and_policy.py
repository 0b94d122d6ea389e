"""Mistakes set right, and the rules before production."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow

LEAKS = ("--exclude", "casual", "--exclude", "registered")
QUICK = ("--algorithm", "baseline", "--algorithm", "linear", "--cv", "2")  # enough to be real


@pytest.fixture
def trained(project, rentals):
    project.done("data", "import", rentals("june", 240), "--name", "bikes")
    words = ("--data", "bikes", "--target", "bikers", "--model", "demand")
    project.done("train", *words, *QUICK, *LEAKS)
    return project


def test_what_was_made_by_mistake_is_hidden_and_brought_back(trained) -> None:
    assert "restore data:bikes" in trained.done("archive", "data:bikes", "--reason", "typo").out
    assert "bikes" not in trained.done("data", "list").out
    assert "bikes (archived)" in trained.done("data", "list", "--hidden").out
    trained.done("restore", "data:bikes")
    assert "bikes" in trained.done("data", "list").out
    trained.done("archive", "demand@1", "--reason", "not needed")
    assert "demand@1" not in trained.done("model", "show", "demand").out
    assert "demand@1 (archived)" in trained.done("model", "show", "demand", "--hidden").out


def test_a_new_name_keeps_the_versions(trained) -> None:
    assert trained.done("--json", "rename", "demand", "rentals").json["name"] == "rentals"
    assert "rentals@2" in trained.done("model", "show", "rentals").out
    assert trained("model", "show", "demand").code == 2
    assert trained("rename", "rentals", "two words").code == 2


def test_the_rules_decide_and_stay_in_the_history(trained) -> None:
    assert "built in" in trained.done("policy", "show", "demand").out
    words = ("--threshold", "0.001", "--tolerance", "0.5", "--reason", "strict")
    trained.done("policy", "set", "demand", *words)
    shown = trained.done("--json", "policy", "show", "demand").json["policy"]
    assert (shown["threshold"], shown["tolerance"]) == (0.001, 0.5)
    assert (shown["champion_gate"], shown["data_gate"]) == ("prevent", "warn")
    trained.done("promote", "demand@best", "--to", "staging", "--reason", "try")
    refused = trained("--json", "promote", "demand@staging", "--to", "production", "--reason", "x")
    assert (refused.code, refused.error["code"]) == (1, "promotion.gate_refused")
    assert "0.001 wanted" in refused.error["message"]
    trained.done("policy", "set", "demand", "--metric-gate", "warn", "--reason", "trial")
    moved = trained.done("promote", "demand@staging", "--to", "production", "--reason", "x")
    assert "▲ Mean absolute error good enough" in moved.out
    assert "● Rules of the training data passed: bikes has no rules" in moved.out
    told = trained.done("policy", "set", "demand", "--data-gate", "prevent", "--reason", "strict")
    assert any("Rules of the data fail" in x and "prevents the prom" in x for x in told.lines)
    trained.done("policy", "set", "demand", "--no-threshold", "--reason", "enough")
    assert trained.done("--json", "policy", "show", "demand").json["policy"]["threshold"] is None
    assert trained("policy", "set", "demand", "--metric", "roc_auc", "--reason", "x").code == 2


def test_a_rollback_is_a_promotion_of_an_earlier_version(trained) -> None:
    nothing = trained("--json", "rollback", "demand", "--reason", "worse")
    assert (nothing.code, nothing.error["code"]) == (2, "promotion.nothing_to_roll_back")
    trained.done("policy", "set", "demand", "--champion-gate", "off", "--reason", "trial")
    for version in ("demand@1", "demand@2"):
        for stage in ("staging", "production"):
            trained.done("promote", version, "--to", stage, "--reason", "trial")
    back = trained.done("rollback", "demand", "--reason", "worse since Monday")
    assert back.lines[0] == "■ demand rolled back to demand@1: “worse since Monday”"
    assert "demand@2 was there before; it is archived now" in back.lines[1]
    forward = trained.done("rollback", "demand", "--to", "2", "--reason", "mended")
    assert "demand@2" in forward.lines[0]
    assert "rollback" in trained.done("model", "show", "demand").out


def test_rows_are_added_to_the_newest_version(trained, rentals) -> None:
    added = trained.done("data", "import", rentals("july", 100), "--name", "bikes", "--append")
    assert "bikes@2: 340 rows" in added.lines[0]
    assert trained("data", "import", rentals("july", 100), "--name", "new", "--append").code == 2
