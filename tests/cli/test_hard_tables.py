"""Tables that are hard to learn from: trained rightly, or refused with what to do about it."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

QUICK = ("--algorithm", "linear", "--cv", "2")


@pytest.fixture
def train(project, here: Path):
    """Import rows under a header as ``t`` and train on them; return how that ended."""

    def run(header: str, rows: Iterable[Iterable[object]], *options: object, target: str = "y"):
        lines = [header, *(",".join(map(str, row)) for row in rows)]
        (here / "t.csv").write_text("\n".join(lines) + "\n", "utf-8")
        project.done("data", "import", "t.csv", "--name", "t")
        return project(
            "--json", "train", "--data", "t", "--target", target, "--model", "m", *options
        )

    return run


def refused(ran, code: str) -> str:
    """Return the sentence of a refusal that says what to do."""
    assert ran.code == 2, ran.out
    assert ran.error["code"] == code
    assert ran.error["hint"]
    return ran.error["message"]


def learned(ran) -> dict:
    """Return the only run, which made a version."""
    assert ran.code == 0, ran.out + ran.err
    (run,) = ran.json["runs"]
    assert run["run"]["status"] == "finished"
    return run["version"]


def test_ten_thousand_classes_are_refused_by_their_number(train) -> None:
    ran = train("a,b,y", [(i % 7, i % 11, f"c{i}") for i in range(10_000)], *QUICK)
    assert "has 10,000 different values; at most 100" in refused(ran, "training.too_many_classes")


def test_columns_without_any_value_are_named_as_such(train, project) -> None:
    rows = [("", "", i % 2) for i in range(100)]
    words = refused(train("a,b,y", rows, *QUICK), "training.no_features")
    assert "a: it has no value in the training rows; b: it has no value" in words
    rows = [(i % 13, "", (i % 13) * 2 + i % 3) for i in range(100)]
    learned(train("a,b,y", rows, *QUICK))
    steps = project.done("--json", "model", "show", "m@1").json["facts"]["steps"]
    reasons = {step["detail"] for step in steps if step["columns"] == ["b"]}
    assert reasons == {"it has no value in the training rows"}


def test_constant_columns_leave_nothing_to_learn_from(train) -> None:
    words = refused(
        train("a,b,y", [(1, "x", i % 2) for i in range(100)], *QUICK), "training.no_features"
    )
    assert "a: it has the same value in every row" in words


def test_five_rows_are_refused_with_how_many_are_needed(train) -> None:
    rows = [(1, 2, 3.5), (2, 3, 4.5), (3, 1, 1.5), (4, 4, 2.5), (5, 0, 9.5)]
    words = refused(train("a,b,y", rows, "--algorithm", "linear"), "training.too_few_rows")
    assert "has 5 rows with a value of “y”" in words
    assert "at least 14" in words


def test_one_column_is_enough(train) -> None:
    version = learned(train("a,y", [(i % 13, 2 * (i % 13) + i % 5) for i in range(200)], *QUICK))
    assert version["value"] < 2


def test_text_where_numbers_were_becomes_a_category(train, project) -> None:
    rows = [("n/a?" if i % 2 else "many", i % 7, 10 * (i % 2) + i % 3) for i in range(120)]
    version = learned(train("a,b,y", rows, *QUICK, "--task", "regression"))
    assert version["value"] < 2
    inputs = project.done("--json", "model", "show", "m@1").json["facts"]["signature"]["inputs"]
    assert inputs[0]["categories"] == ["many", "n/a?"]


def test_a_target_that_is_often_missing_is_learned_from_the_rest(train) -> None:
    rows = [(i % 5, i % 7, "" if i % 3 else 2 * (i % 7) + i % 2) for i in range(300)]
    learned(train("a,b,y", rows, *QUICK, "--task", "regression"))


def test_the_largest_numbers_there_are_do_no_harm(train) -> None:
    rows = [(f"{(-1) ** i}e308", i % 7, 3 * (i % 7) + i % 2) for i in range(200)]
    assert learned(train("a,b,y", rows, *QUICK, "--task", "regression"))["value"] < 5


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--cv", 5), "training.rare_class", "has 2 rows in t@1; with 5 folds"),
        (("--split", "ordered"), "training.class_only_at_last", "are held out"),
    ],
)
def test_a_class_that_folds_would_lack_is_named(train, options, code: str, words: str) -> None:
    rows = [(i % 5, i % 7, "rare" if i > 237 else "usual") for i in range(240)]
    ran = train("a,b,y", rows, "--algorithm", "linear", *options)
    sentence = refused(ran, code)
    assert "“rare”" in sentence
    assert words in sentence


def test_a_fold_in_time_without_a_class_is_got_over(train) -> None:
    """The class stops and comes back: one fold has nothing of it to judge by."""
    rows = [(i % 5, i % 7, "b" if i % 3 == 0 and not 90 < i < 170 else "a") for i in range(300)]
    ran = train("a,b,y", rows, "--algorithm", "linear", "--split", "ordered", "--cv", 5)
    assert 0 <= learned(ran)["value"] <= 1


def _days() -> list[tuple[date, int]]:
    return [(date(2024, 1, 1) + timedelta(days=i), 100 + i % 7 * 5 + i * i % 3) for i in range(150)]


def test_days_out_of_order_are_the_same_series(train, project) -> None:
    mixed = _days()
    random.Random(5).shuffle(mixed)  # noqa: S311 - no secret
    what = ("--task", "forecasting", "--date", "day", "--algorithm", "ridge_on_lags")
    in_order = learned(train("day,y", _days(), *what))
    out_of_order = learned(train("day,y", mixed, *what))
    assert out_of_order["value"] == in_order["value"]
    assert out_of_order["model_digest"] == in_order["model_digest"]


def test_a_day_with_two_rows_is_named(train) -> None:
    rows = [*_days(), _days()[5]]
    ran = train("day,y", rows, "--task", "forecasting", "--date", "day")
    assert "has 2 rows for 2024-01-06 in “day”" in refused(ran, "forecast.several_rows")


def test_a_second_is_enough_for_the_defaults_of_each_method(train, project) -> None:
    rows = [(i % 13, i % 7, 2 * (i % 13) + i % 5) for i in range(300)]
    one_second = ("--tune", 50, "--minutes", 1 / 60, "--search", "random")
    learned(train("a,b,y", rows, "--algorithm", "forest", "--cv", "2", *one_second))
    facts = project.done("--json", "model", "show", "m@1").json["facts"]
    tried = facts["trials"]
    assert 1 <= len(tried) < 50
    assert tried[0]["number"] == 1
    assert "the time was over before" in dict(facts["parameters"])["search"]


def test_two_trainings_of_one_model_at_once_get_a_number_each(project, here: Path) -> None:
    rows = "".join(f"{i % 13},{2 * (i % 13) + i % 5}\n" for i in range(200))
    (here / "t.csv").write_text("a,y\n" + rows, "utf-8")
    project.done("data", "import", "t.csv")
    words = ("--data", "t", "--target", "y", "--model", "m", *QUICK)
    command = [sys.executable, "-m", "mlops_desktop", "--project", project.project, "train", *words]
    ended: list[int] = []

    def other() -> None:
        done = subprocess.run(command, capture_output=True, timeout=300, check=False)
        ended.append(done.returncode)

    beside = threading.Thread(target=other)
    beside.start()
    ran = project("--json", "train", *words)
    beside.join()
    assert (ran.code, ended) == (0, [0]), ran.out
    versions = project.done("--json", "model", "show", "m").json["versions"]
    assert sorted(item["number"] for item in versions) == [1, 2]
    assert versions[0]["model_digest"] == versions[1]["model_digest"]
    assert project.done("verify").lines[0].startswith("● Sound: ")
