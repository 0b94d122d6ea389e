"""What a version answered can be read again, and whether it still answers the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mlops_desktop.core.changes import Outcome

pytestmark = pytest.mark.slow

LEAKS = ("--exclude", "casual", "--exclude", "registered")


@pytest.fixture(scope="module")
def answered(
    tmp_path_factory: pytest.TempPathFactory,
    new_program: Callable[[], Any],
    rentals: Callable[[str, int], Path],
    one_worker: None,
) -> Any:
    """The program on demand@1 and demand@2, which is in production and predicted July."""
    program = new_program()
    program.project = tmp_path_factory.mktemp("answered") / "project"
    new_program().done("init", program.project, "--name", "Answers")
    program.done("data", "import", rentals("january_to_may", 900), "--name", "bikes")
    program.done("data", "import", rentals("july", 300), "--name", "later")
    program.done(
        "train", "--data", "bikes", "--target", "bikers", "--model", "demand", *LEAKS,
        "--algorithm", "baseline", "--algorithm", "linear", "--cv", "2", "--split", "ordered",
    )  # fmt: skip
    program.done("promote", "demand@2", "--to", "staging", "--reason", "lowest error")
    program.done("promote", "demand@2", "--to", "production", "--reason", "agreed")
    program.done("score", "demand@production", "--data", "later")
    return program


def test_predictions_can_be_read_again_with_what_was_odd_about_them(answered) -> None:
    again = answered.done("score", "demand@production", "--data", "later", "--name", "again")
    told = [line for line in again.lines if line.startswith("◆")]
    shown = answered.done("data", "show", "demand_predictions").lines
    assert any(line.endswith("demand@2, then in production") for line in shown)
    assert [line for line in shown if line in told] == told
    answer = answered.done("--json", "data", "show", "demand_predictions@1").json["prediction"]
    assert answer["model"]["number"] == 2
    assert answer["stage"] == "production"
    assert {issue["warning"] for issue in answer["issues"]} <= {
        "unseen_category",
        "out_of_range",
        "missing",
    }
    assert len(answer["issues"]) == len(told) > 0
    assert answered.done("--json", "data", "show", "bikes").json["prediction"] is None


def test_a_version_is_checked_to_answer_the_same(answered) -> None:
    ran = answered.done("model", "check", "demand@1")
    assert ran.lines == ["● demand@1 still answers the same: 100 golden rows, every digit."]
    answer = answered.done("--json", "model", "check", "--all").json
    assert answer["is_same"] is True
    (found,) = answer["checks"]
    assert (found["version"]["number"], found["version"]["stage"]) == (2, "production")
    assert found["answers"]["behaviour_hash"] == found["version"]["behaviour_hash"]
    entries = answered.done("--json", "audit", "log", "--action", "model.check").json["entries"]
    assert [entry["subject"]["name"] for entry in entries] == ["demand@2", "demand@1"]
    assert entries[0]["seq"] == found["entry"]


@pytest.mark.parametrize("words", [(), ("demand@1", "--all")])
def test_a_check_names_one_version_or_all_in_use(answered, words: tuple[str, ...]) -> None:
    ran = answered("model", "check", *words)
    assert ran.code == 2
    assert "NAME@N or --all" in ran.err


def test_a_version_that_answers_otherwise_ends_with_1(answered, monkeypatch) -> None:
    from mlops_desktop.services import behaviour

    check = behaviour.check_staged

    def differs(*arguments, **options):
        (found,) = check(*arguments, **options).value
        answers = replace(
            found.answers, max_relative_difference=0.02, is_equal=False, is_identical=False
        )
        return Outcome((replace(found, answers=answers),))

    monkeypatch.setattr(behaviour, "check_staged", differs)
    ran = answered("model", "check", "--all", "--no-record")
    assert ran.code == 1
    assert ran.lines == [
        "▲ demand@2 no longer answers the same: on 100 golden rows its numbers differ by up to 2 %."
    ]


def test_best_says_beside_the_answer_when_values_are_from_other_rows(answered) -> None:
    """The two versions held out the same last rows, a third one holds out others."""
    quiet = answered.done("model", "show", "demand@best")
    assert quiet.err == ""
    answered.done(
        "train", "--data", "bikes", "--target", "bikers", "--model", "demand", *LEAKS,
        "--algorithm", "baseline", "--cv", "2",
    )  # fmt: skip
    ran = answered.done("--json", "model", "show", "demand@best")
    # The baseline, of all methods: its rows were the easier ones.
    assert ran.json["version"]["number"] == 3
    assert "demand@3 has the best MAE of demand, but 2 versions were judged" in ran.err
    assert "model compare demand@3 demand@2." in ran.err
