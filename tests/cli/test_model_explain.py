"""A version looked at closely on the command line: slices, groups, intervals, single rows."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sklearn.datasets import load_breast_cancer


@pytest.fixture
def tumours(project, here: Path):
    """Breast cancer with a column of two groups, trained on without it."""
    data = load_breast_cancer()
    with (here / "tumours.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["group", "radius", "texture", "diagnosis"])
        for place, (row, answer) in enumerate(zip(data.data, data.target, strict=True)):
            name = "benign" if answer else "malignant"
            writer.writerow(["ab"[place % 2], row[0], row[1], name])
    project.done("data", "import", "tumours.csv")
    what = ("train", "--data", "tumours", "--target", "diagnosis", "--model", "m", "--cv", "2")
    chosen = ("--algorithm", "linear", "--exclude", "group", "--sensitive", "group")
    project.done(*what, *chosen, "--worth", "hit=10,miss=-100,false_alarm=-5,€")
    return project


def test_a_version_shows_slices_groups_intervals_and_the_unit_of_worth(tumours) -> None:
    shown = tumours.done("model", "show", "m@1").out
    assert "Leans on  AUC worse without  95 % interval" in shown
    assert "of the held-out rows is clearly weaker than the rest" in shown
    assert "No group of group is clearly decided about otherwise than the rest." in shown
    assert "Worth (€)" in shown
    facts = tumours("--json", "model", "show", "m@1").json["facts"]
    assert {item["column"] for item in facts["fairness"]} == {"group"}
    assert len(facts["dependence"]) == 2
    assert facts["evaluation"]["learning"]["x"][-1] == 227


def test_one_row_is_explained_and_columns_are_kept(tumours) -> None:
    ran = tumours(
        "--json", "model", "explain", "m@1", "tumours@1", "--row", "20", "--keep", "radius"
    )
    assert ran.code == 0, ran.err
    found = ran.json
    assert (found["row"], found["kept"]) == (20, ["radius"])
    assert {name for name, _ in found["values"]} == {"radius", "texture"}
    assert all(part[0] == "texture" for change in found["changes"] for part in change["changes"])
    words = tumours.done("model", "explain", "m@1", "tumours", "--row", "20").out
    assert f"m@1 answers {found['answer']}" in words
    assert "To answer" in words
    assert "not what would happen in the world" in words


@pytest.mark.parametrize(
    ("options", "code", "word"),
    [
        (("--row", "570"), "models.unknown_row", "numbered 1 to 569"),
        (("--row", "0"), "models.unknown_row", "has no row 0"),
        (("--row", "1", "--keep", "size"), "models.unknown_input", "no column “size”"),
        (("--row", "1", "--to", "odd"), "models.unknown_class", "never answers “odd”"),
    ],
)
def test_what_cannot_be_explained_is_said(tumours, options, code, word) -> None:
    ran = tumours("--json", "model", "explain", "m@1", "tumours@1", *options)
    assert (ran.code, ran.error["code"]) == (2, code)
    assert word in ran.error["message"]
    assert "…" not in ran.error["message"] + ran.error["hint"]


def test_a_table_without_the_columns_is_told_with_those_it_has(tumours, here: Path) -> None:
    (here / "other.csv").write_text("day,visits\n" + "1,2\n" * 30, "utf-8")
    tumours.done("data", "import", "other.csv")
    ran = tumours("--json", "model", "explain", "m@1", "other", "--row", "1")
    assert (ran.code, ran.error["code"]) == (2, "models.missing_columns")
    assert "There are: day, visits." in ran.error["hint"]


def test_a_column_of_groups_that_is_not_there_is_refused(tumours) -> None:
    what = ("train", "--data", "tumours", "--target", "diagnosis", "--model", "n")
    ran = tumours("--json", *what, "--sensitive", "sex")
    assert ran.error["code"] == "training.unknown_sensitive"
    assert "tumours@1" in ran.error["message"]
