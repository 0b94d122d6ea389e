"""Rules on the command line: suggested, set, checked, waived; what they block is refused."""

from __future__ import annotations

import json
import shlex

import pytest

from mlops_desktop.core.rules.catalogue import RULES
from mlops_desktop.core.rules.contract import from_text
from mlops_desktop.resources import resource


@pytest.fixture
def bikes(project, rentals):
    """A project with bikes@1 of 200 hours."""
    project.done("data", "import", rentals("june", 200), "--name", "bikes")
    return project


@pytest.fixture
def strict(here):
    """A file with a rule that holds and one that fails and blocks."""
    path = here / "rules.json"
    rules = [
        {"kind": "required", "column": "hr"},
        {"kind": "range", "column": "windspeed", "high": 0.3, "severity": "block"},
    ]
    path.write_text(json.dumps({"format": 1, "rules": rules}), "utf-8")
    return path


def test_suggested_rules_are_written_set_and_hold(bikes, here) -> None:
    path = here / "suggested.json"
    shown = bikes.done("data", "rules", "bikes", "--suggest", "--out", path)
    assert "suggested for bikes; none is in force by that" in shown.out
    assert "bikes has no rules" in bikes.done("data", "rules", "bikes").out
    told = bikes.done("data", "rules", "bikes", "--set", path, "--note", "as suggested", "--json")
    assert told.json["version"] == 1
    assert told.json["rules"] == json.loads(path.read_text("utf-8"))["rules"]
    checked = bikes.done("data", "check", "bikes", "--json").json
    assert checked["blocked"] == 0
    assert checked["check"]["rule_set"] == 1
    assert "bikes has" in bikes.done("data", "rules", "bikes").out


def test_a_blocking_rule_ends_the_check_with_1_and_is_told(bikes, strict) -> None:
    bikes.done("data", "rules", "bikes", "--set", strict)
    ran = bikes("data", "check", "bikes")
    assert ran.code == 1
    assert any(line.startswith("▲") and "windspeed is at most 0.3" in line for line in ran.lines)
    assert "mlops-desktop data waive bikes@1 --reason TEXT" in ran.out
    assert bikes("data", "check", "bikes", "--last", "--json").json["is_blocked"] is True


def test_rules_that_are_tried_are_not_recorded(bikes, strict) -> None:
    assert bikes("data", "check", "bikes", "--rules", strict).code == 1
    assert bikes.done("data", "check", "bikes", "--suggest").code == 0
    ran = bikes("data", "check", "bikes", "--last", "--json")
    assert (ran.code, ran.error["code"]) == (2, "rules.unchecked")
    assert bikes("data", "check", "bikes", "--json").error["code"] == "rules.none"


def test_an_import_says_what_the_rules_say_and_succeeds(bikes, strict, rentals) -> None:
    bikes.done("data", "rules", "bikes", "--set", strict)
    ran = bikes.done("data", "import", rentals("july", 200), "--name", "bikes")
    assert "▲ Rule 2: windspeed is at most 0.3." in ran.out


def test_failing_rows_are_listed_and_written(bikes, strict, here) -> None:
    bikes.done("data", "rules", "bikes", "--set", strict)
    bikes("data", "check", "bikes")
    ran = bikes("data", "check", "bikes", "--last", "--failing", 2, "--rows", 3, "--json")
    failing = ran.json["failing"]
    assert len(failing["rows"]) == 3
    wind = failing["columns"].index("windspeed")
    assert all(row["cells"][wind] > 0.3 for row in failing["rows"])
    assert "The first 3 of" in bikes("data", "check", "bikes", "--failing", 2, "--rows", 3).out
    path = here / "failing.csv"
    bikes("data", "check", "bikes", "--last", "--failing", 2, "--out", path)
    lines = path.read_text("utf-8").splitlines()
    assert lines[0].startswith("row,")
    assert len(lines) - 1 == failing["total"]
    assert int(lines[1].split(",")[0]) == failing["rows"][0]["row"]


def test_training_on_a_blocked_version_is_refused_until_it_is_waived(bikes, strict) -> None:
    bikes.done("data", "rules", "bikes", "--set", strict)
    train = ("train", "--data", "bikes", "--target", "bikers", "--model", "m", "--cv", 2)
    train += ("--algorithm", "baseline")
    ran = bikes(*train, "--json")
    assert (ran.code, ran.error["code"]) == (1, "rules.blocked")
    assert "data waive bikes@1" in ran.error["hint"]
    assert bikes("data", "waive", "bikes@1").code == 2
    bikes.done("data", "waive", "bikes@1", "--reason", "a storm")
    assert "“a storm”" in bikes.done("data", "check", "bikes", "--last").out
    assert "“a storm”" in bikes.done(*train).err
    assert "a storm" in bikes.done("audit", "log").out


@pytest.mark.parametrize(
    "words",
    [
        "data rules bikes --suggest --set rules.json",
        "data rules bikes --note stricter",
        "data check bikes --suggest --last",
        "data check bikes --suggest --failing 1",
        "data check bikes --out x.csv",
        "data check bikes --rules nowhere.json",
        "data rules nothing",
    ],
)
def test_what_does_not_go_together_is_refused(bikes, strict, words) -> None:
    ran = bikes(*shlex.split(words))
    assert ran.code == 2
    assert ran.err


def test_the_manual_knows_every_kind_and_its_example_is_one() -> None:
    manual = resource("help", "rules.md").read_text("utf-8")
    for rule in RULES.values():
        assert f"| {rule.title} | `{rule.kind}` |" in manual
        row = next(line for line in manual.splitlines() if f"`{rule.kind}` |" in line)
        for parameter in rule.parameters():
            if parameter.name != "severity":
                assert f"`{parameter.name}`" in row, (rule.kind, parameter.name)
    example = manual.split("```json\n")[1].split("```")[0]
    assert len(from_text(example).rules) == 4
