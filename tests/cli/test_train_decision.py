"""Groups, columns that divide, doubts and decisions on the command line and in a spec file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from sklearn.datasets import load_breast_cancer


@pytest.fixture
def tumours(project, here: Path):
    """Breast cancer, four rows of each patient, with the part each patient belongs to."""
    data = load_breast_cancer()
    with (here / "tumours.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["patient", "part", "radius", "texture", "weight", "diagnosis"])
        for place, (row, answer) in enumerate(zip(data.data[:400], data.target, strict=False)):
            part = "test" if place // 4 % 5 == 0 else "train"
            name = "benign" if answer else "malignant"
            writer.writerow([f"p{place // 4}", part, row[0], row[1], 1 + place % 3, name])
    project.done("data", "import", "tumours.csv")
    return project


def train(program, *more: object):
    what = ("--json", "train", "--data", "tumours", "--target", "diagnosis", "--model", "m")
    return program(*what, "--positive", "malignant", "--algorithm", "linear", "--cv", "2", *more)


def decided(ran) -> dict:
    assert ran.code == 0, ran.err
    return ran.json["spec"]


def test_groups_and_worths_are_taken_from_options(tumours) -> None:
    worth = "hit=-10, miss=-500, false_alarm=-10, €"
    ran = train(tumours, "--split", "group", "--group-by", "patient", "--worth", worth)
    spec = decided(ran)
    assert spec["split"]["method"] == "grouped"
    assert spec["split"]["group_by"] == "patient"
    assert spec["decision"]["worth"] == {
        "unit": "€",
        "hit": -10,
        "miss": -500,
        "false_alarm": -10,
        "rest": 0,
    }
    shown = tumours.done("model", "show", "m@1").out
    assert "grouped by patient" in shown
    assert "Mean worth per row" in shown or "Worth" in shown
    assert "worth most in the folds" in shown
    assert "IDENTICAL" in tumours.done("model", "reproduce", "m@1").out.upper()
    tumours.done("model", "check", "m@1")
    tumours.done("score", "m@1", "--data", "tumours")


def test_a_spec_file_says_the_same_and_options_win(tumours, here: Path) -> None:
    spec = {
        "split": {"method": "column", "column": "part", "held_out": ["test"]},
        "decision": {"weight": "weight", "calibration": "sigmoid", "threshold": 0.2},
    }
    (here / "spec.json").write_text(json.dumps(spec), "utf-8")
    ran = train(tumours, "spec.json", "--threshold", "0.3")
    found = decided(ran)["decision"]
    assert (found["weight"], found["calibration"], found["threshold"]) == ("weight", "sigmoid", 0.3)
    shown = tumours.done("model", "show", "m@1").out
    assert "where part is test" in shown
    assert "0.3, set by hand" in shown


def test_a_column_that_divides_is_chosen_by_options(tumours) -> None:
    ran = train(tumours, "--split", "column", "--split-column", "part", "--held-out", "test")
    assert decided(ran)["split"]["held_out"] == ["test"]


def test_doubts_are_told_before_the_training(tumours, here: Path) -> None:
    text = (here / "tumours.csv").read_text("utf-8").splitlines()
    (here / "twice.csv").write_text("\n".join([*text, *text[1:]]) + "\n", "utf-8")
    tumours.done("data", "import", "twice.csv")
    what = ("train", "--data", "twice", "--target", "diagnosis", "--model", "twice", "--cv", "2")
    ran = tumours.done(*what, "--algorithm", "tree")
    assert "held-out rows" in ran.out
    assert "in the training rows as well" in ran.out


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--split", "group"), "training.needs_group"),
        (("--group-by", "patient"), "training.split_unused"),
        (("--worth", "hit=1"), "decision.worth_form"),
        (("--worth", "hit=1,miss=x,false_alarm=0"), "decision.worth_form"),
        (("--worth", "hit=-5,miss=0,false_alarm=-1"), "decision.worth_pointless"),
        (("--threshold", "1.5"), "decision.threshold_range"),
        (("--weight", "patients"), "decision.unknown_weight"),
        (("--balance", "classes", "--calibrate", "isotonic"), "decision.balance_or_calibration"),
    ],
)
def test_what_cannot_be_is_refused(tumours, options, code: str) -> None:
    ran = train(tumours, *options)
    assert (ran.code, ran.error["code"]) == (2, code)


WORTH = "hit=100,miss=-500,false_alarm=-20,EUR"


def test_versions_side_by_side_are_valued_by_the_worths_that_one_of_them_was_trained_with(
    tumours,
) -> None:
    train(tumours, "--holdout", 0.4)
    train(tumours, "--holdout", 0.4, "--worth", WORTH)
    told = tumours.done("model", "compare", "m@1", "m@2").out
    assert (
        "Decisions are valued as stated for m@2: hit 100, miss -500, false alarm -20, rest 0 (EUR);"
        " each version decides at its own threshold."
    ) in told
    lines = told[told.index("m@2 against m@1") :].splitlines()
    assert lines[2].startswith("Worth (EUR)")
    found = tumours.done("--json", "model", "compare", "m@1", "m@2").json["same_rows"][0]
    first = found["differences"][0]
    assert first["metric"] == "mean_worth"
    assert first["first"] < first["second"]
    assert found["valued"]["worth"]["unit"] == "EUR"


def test_best_compares_only_versions_with_the_newest_ones_worths(tumours) -> None:
    dear = "hit=1000,miss=-500,false_alarm=-20,EUR"
    train(tumours, "--metric", "worth", "--worth", dear)
    train(tumours, "--metric", "worth", "--worth", WORTH)
    train(tumours, "--metric", "worth", "--worth", WORTH, "--exclude", "texture")
    first, *later = (
        tumours.done("--json", "model", "show", f"m@{number}").json["version"]
        for number in (1, 2, 3)
    )
    assert first["value"] > max(item["value"] for item in later)
    shown = tumours.done("--json", "model", "show", "m@best")
    best = max(later, key=lambda item: item["value"])
    assert shown.json["version"]["number"] == best["number"]
    assert "1 version was trained with other worths, so their values do not compare" in shown.err
    assert f"model compare m@{best['number']} m@1" in shown.err


def test_the_rules_before_production_take_worth_for_the_mean_worth(tumours) -> None:
    train(tumours, "--metric", "worth", "--worth", WORTH)
    rules = ("policy", "set", "m", "--metric", "worth", "--threshold", 5, "--reason", "why")
    set_ = tumours.done("--json", *rules)
    assert set_.json["policy"]["metric"] == "mean_worth"


def test_worths_decide_which_version_is_best_and_are_needed_for_that(tumours) -> None:
    refused = train(tumours, "--metric", "worth")
    assert refused.code == 2
    assert refused.json["error"]["code"] == "decision.no_worth"
    ran = train(tumours, "--metric", "worth", "--worth", WORTH, "--algorithm", "baseline")
    assert ran.code == 0, ran.err
    assert ran.json["spec"]["metric"] == "mean_worth"
    best = tumours.done("--json", "model", "show", "m@best").json["version"]
    versions = [run["version"] for run in ran.json["runs"]]
    assert best["metric"] == "mean_worth"
    assert best["value"] == max(item["value"] for item in versions)
    again = train(tumours)
    assert again.code == 2
    assert again.json["error"]["code"] == "decision.no_worth"
    told = tumours.done("model", "show", "m").out
    assert "Mean worth per row" in told
