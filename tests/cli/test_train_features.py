"""What columns are taken as, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def shops(project, here: Path):
    """A project with amounts per shop, grade and day."""
    grades = ("low", "middle", "high")
    rows = [
        f"s{i % 9},{grades[i % 3]},2024-{i % 12 + 1:02}-{i % 28 + 1:02},{i % 9 + (i * 7) % 5}\n"
        for i in range(160)
    ]
    (here / "shops.csv").write_text("shop,grade,day,amount\n" + "".join(rows), "utf-8")
    project.done("data", "import", "shops.csv")
    return project


TRAIN = ("--json", "train", "--data", "shops", "--target", "amount", "--model", "m", "--cv", "2")
LINEAR = ("--task", "regression", "--algorithm", "linear")


def test_options_say_what_columns_are_taken_as_over_the_file(shops, here: Path) -> None:
    columns = [
        {"column": "shop", "treatment": "leave_out"},
        {"column": "day", "treatment": "cyclic"},
    ]
    spec = {"features": {"columns": columns, "select": 4}}
    (here / "spec.json").write_text(json.dumps(spec), "utf-8")
    chosen = ("--feature", "shop=target", "--feature", "grade=ordinal:low, middle,high")
    shops.done(*TRAIN, *LINEAR, "spec.json", *chosen)
    facts = shops.done("--json", "model", "show", "m@1").json["facts"]
    steps = {step["operation"]: step for step in facts["steps"]}
    assert steps["target_mean"]["outputs"] == ["shop_mean"]
    assert steps["ordinal"]["detail"].startswith("low → 0, middle → 1, high → 2; ")
    assert steps["cyclic"]["columns"] == ["day"]
    assert len(steps["select"]["outputs"]) == 4
    shops.done("score", "m@1", "--data", "shops", "--name", "scored")
    proved = shops.done("--json", "model", "reproduce", "m@1")
    assert "IDENTICAL" in proved.out.upper()


@pytest.mark.parametrize(
    ("feature", "said"),
    [
        ("shop", "does not say what a column is taken as"),
        ("shop=onehot", "ordinal:low,middle,high"),
        ("shop=spline", "holds text, which cannot be taken as spline"),
        ("colour=target", "has no column “colour”"),
        ("amount=number", "is to be predicted"),
        ("grade=ordinal", "Name its categories from low to high. It has: high, low, middle"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_in_words(shops, feature: str, said: str) -> None:
    ran = shops(*TRAIN, *LINEAR, "--feature", feature)
    assert ran.code == 2
    assert said in ran.err + ran.out


def test_a_column_left_out_by_choice_is_not_warned_of(project, here: Path) -> None:
    rows = [f"{i % 7},{i * 3 % 50},{i * 3 % 50 * 2}\n" for i in range(120)]
    (here / "told.csv").write_text("day,amount,twice\n" + "".join(rows), "utf-8")
    project.done("data", "import", "told.csv")
    asked = ("train", "--data", "told", "--target", "amount", "--model", "m", *LINEAR, "--cv", "2")
    warned = project.done(*asked)
    assert "twice" in warned.out + warned.err
    settled = project.done(*asked, "--feature", "twice=leave_out")
    assert "twice" not in settled.out + settled.err


def test_columns_left_out_by_themselves_are_told_before_the_training_with_how_to_take_them(
    project, here
) -> None:
    lines = "".join(f"town {row % 80},{row % 7},{row % 11}\n" for row in range(400))
    (here / "towns.csv").write_text(f"town,x,y\n{lines}", encoding="utf-8")
    project.done("data", "import", "towns.csv")
    asked = ("train", "--data", "towns", "--target", "y", "--model", "m", "--algorithm", "baseline")
    told = project.done(*asked).out
    assert "town has 80 different values: it is left out by itself" in told
    assert "To take them nevertheless: --feature town=target" in told
    again = project.done(*asked, "--feature", "town=target").out
    assert "left out by itself" not in again


def test_the_help_names_the_keys_of_the_choices_for_columns(project) -> None:
    told = " ".join(project("train", "--help").out.split())
    for key in ("treatment", "order", "monotone", "indicators", "rare_share", "interactions"):
        assert key in told
    assert "components, select}" in told
