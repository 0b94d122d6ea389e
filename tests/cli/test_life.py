"""One model's whole life, one command after the other, on real bike rentals."""

from __future__ import annotations

import csv
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

LEAKS = ("--exclude", "casual", "--exclude", "registered")
QUICK = ("--algorithm", "baseline", "--algorithm", "linear", "--cv", "2")  # enough to be real


@dataclass
class Life:
    """What the commands of one life answered."""

    program: Any
    ran: dict[str, Any]
    predictions: Path


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory, new_program, rentals, one_worker) -> Life:
    folder = tmp_path_factory.mktemp("life")
    program = new_program()
    ran = {"init": program.done("init", folder / "project", "--name", "Bike demand")}
    program.project = folder / "project"
    spring, july = rentals("january_to_may", 900), rentals("july", 300)
    out = folder / "july_predicted.csv"
    train = ("train", "--data", "bikes", "--target", "bikers", "--model", "demand", *QUICK)
    steps: dict[str, tuple[object, ...]] = {
        "import": ("data", "import", spring, "--name", "bikes"),
        "again": ("--json", "data", "import", spring, "--name", "bikes"),
        "train": (*train, "--exclude", "casual", "--split", "time", "--seed", "7"),
        "train again": ("--json", *train, *LEAKS, "--split", "ordered"),
        "dry run": ("promote", "demand@best", "--to", "production", "--dry-run"),
        "too early": ("promote", "demand@4", "--to", "production", "--reason", "in a hurry"),
        "staging": ("promote", "demand@4", "--to", "staging", "--reason", "lowest error"),
        "production": ("promote", "demand@staging", "--to", "production", "--reason", "agreed"),
        "score": ("score", "demand@production", "--data", july, "--out", out),
        "monitor": ("--json", "monitor", "run", "demand@production", "--data", july),
        "alarm": ("monitor", "run", "demand@production", "--data", july, "--fail-on", "drift"),
    }
    for name, words in steps.items():
        ran[name] = program(*words)
    return Life(program, ran, out)


def test_a_project_is_made_and_the_next_step_named(life: Life) -> None:
    assert life.ran["init"].lines[0].startswith("● Made project “Bike demand” in ")
    assert "data import" in life.ran["init"].out


def test_an_import_tells_version_reading_and_progress(life: Life) -> None:
    ran = life.ran["import"]
    assert ran.code == 0
    assert "as bikes@1: 900 rows, 15 columns" in ran.lines[0]
    assert "delimiter" in ran.out
    assert ran.err.endswith(" …\n")


def test_the_same_file_again_makes_no_version(life: Life) -> None:
    answer = life.ran["again"].json
    assert answer["identical"] is True
    assert answer["version"]["number"] == 1
    assert life.ran["again"].err == ""


def test_what_gives_the_answer_away_is_named_before_the_training(life: Life) -> None:
    ran = life.ran["train"]
    assert ran.code == 0
    assert "▲ casual + registered = bikers" in ran.out
    assert "--exclude casual --exclude registered" in ran.out


def test_the_leaderboard_names_the_best_with_its_interval(life: Life) -> None:
    ran = life.ran["train"]
    assert any("MAE (bikers)" in line for line in ran.lines)
    told = ran.lines[-2]
    assert re.match(r"● Best of 2 on these rows: demand@[12] \(Linear model\); ", told)
    assert re.search(r"lower than the baseline \([-−][\d.]+ to [-−][\d.]+: better\)\.$", told)
    assert "looks a little better than it is" in ran.lines[-1]


def test_a_training_answers_with_its_runs_and_advice(life: Life) -> None:
    answer = life.ran["train again"].json
    assert [run["version"]["number"] for run in answer["runs"]] == [3, 4]
    assert answer["spec"]["exclude"] == ["casual", "registered"]
    assert answer["spec"]["split"]["method"] == "ordered"
    assert answer["advice"]["suggestion"]["task"] == "regression"


def test_production_only_from_staging(life: Life) -> None:
    dry, early = life.ran["dry run"], life.ran["too early"]
    assert (dry.code, early.code) == (1, 1)
    assert "▲ Stages in order" in dry.out
    assert "Nothing was changed" in dry.out
    assert "development → production" in early.err


def test_a_promotion_names_version_stage_and_reason(life: Life) -> None:
    assert life.ran["staging"].lines[0] == "◆ demand@4 promoted to staging: “lowest error”"
    assert life.ran["production"].lines[0] == "■ demand@4 promoted to production: “agreed”"


def test_predictions_are_a_version_and_a_file(life: Life) -> None:
    assert "demand_predictions@1" in life.ran["score"].lines[0]
    with life.predictions.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 300
    assert all(float(row["prediction"]) == float(row["prediction"]) for row in rows)


def test_a_file_is_not_replaced_unless_asked(life: Life) -> None:
    words = ("data", "export", "bikes", life.predictions)
    refused = life.program("--json", *words)
    assert (refused.code, refused.error["code"]) == (2, "usage.file_exists")


def test_monitoring_sees_the_warmer_season(life: Life) -> None:
    answer = life.ran["monitor"].json
    assert answer["drift"]["verdict"] == "drift"
    assert answer["drift"]["has_labels"] is True
    temp = next(c for c in answer["drift"]["columns"] if c["column"] == "temp")
    assert temp["verdict"] == "drift"


def test_an_alarm_is_exit_code_1_with_the_whole_report(life: Life) -> None:
    ran = life.ran["alarm"]
    assert ran.code == 1
    assert ran.lines[0][0] in "▲◆"
    assert "PSI" in ran.out
    assert "How the effects were measured:" in ran.out


def test_reports_can_be_read_again(life: Life) -> None:
    newest = life.program.done("monitor", "report", "demand")
    assert "Other reports:" in newest.out
    assert "χ²" not in newest.out
    full = life.program.done("monitor", "report", "demand", "--statistics").out
    for measure in ("PSI", "KS", "Wasserstein", "Jensen–Shannon", "χ²", "Cramér's V"):
        assert measure in full
    assert "reference deciles, open ends, floor 1e-4" in full
    both = life.program.done("--json", "monitor", "report", "demand@production").json["reports"]
    older = life.program.done("monitor", "report", "demand", "--id", both[1]["id"])
    assert both[1]["id"] in older.out
    assert life.program("monitor", "report", "demand@1").code == 2
    assert life.program("monitor", "report", "demand", "--id", "x").code == 2


def test_models_are_listed_shown_and_compared(life: Life) -> None:
    assert "■ @4" in life.program.done("model", "list").out
    assert "development → staging" in life.program.done("model", "show", "demand").out
    version = life.program.done("model", "show", "demand@production")
    assert "■ demand@4: " in version.lines[0]
    assert "scikit-learn" in version.out or "Python 3" in version.out
    compared = life.program.done("model", "compare", "demand@3", "demand@4")
    assert "on the same" in compared.out
    assert "better" in compared.out
    assert "What differs from demand@3 (≠):" in compared.out
    assert life.program("model", "compare", "demand@4").code == 2


def test_three_versions_are_compared_and_the_changed_rows_written(
    life: Life, tmp_path: Path
) -> None:
    file, names = tmp_path / "rows.csv", ("demand@3", "demand@4", "demand@1")
    told = life.program.done("--json", "model", "compare", *names, "--rows", file).json
    assert [item["version"]["number"] for item in told["versions"]] == [3, 4, 1]
    assert len({item["rows"] for item in told["same_rows"]}) == 1
    assert len(file.read_text("utf-8").splitlines()) == told["changed"]["total"] + 1
    again = life.program("--json", "model", "compare", *names, "--rows", file)
    assert again.error["code"] == "usage.file_exists"


def test_a_model_file_is_taken_out(life: Life, tmp_path: Path) -> None:
    assert life.program.done("model", "export", "demand@4", tmp_path).code == 0
    assert (tmp_path / "demand-4.skops").stat().st_size > 0
    again = life.program("--json", "model", "export", "demand@4", tmp_path)
    assert again.error["code"] == "usage.file_exists"
    assert life.program.done("model", "export", "demand@4", tmp_path, "--overwrite").code == 0


def test_lineage_leads_from_the_predictions_to_the_file(life: Life) -> None:
    ran = life.program.done("lineage", "show", "demand_predictions@1")
    for word in ("training run", "bikes@1", "january_to_may_900.csv", "july_300.csv", "demand@4"):
        assert word in ran.out
    kinds = {
        n["kind"] for n in life.program.done("--json", "lineage", "show").json["graph"]["nodes"]
    }
    assert kinds == {"file", "dataset", "run", "model", "stage", "predictions", "report"}
    near = life.program.done("lineage", "show", "demand@4", "--upstream", "1", "--downstream", "0")
    assert "january_to_may_900.csv" not in near.out


def test_data_is_listed_shown_previewed_and_exported(life: Life, tmp_path: Path) -> None:
    listed = life.program.done("data", "list")
    assert "predictions" in listed.out
    shown = life.program.done("data", "show", "bikes")
    assert "casual + registered = bikers" in shown.out
    assert "Imported from" in shown.out
    page = life.program.done("data", "preview", "bikes@1", "--rows", "3", "--offset", "897")
    assert page.lines[0] == "bikes@1: rows 898 to 900 of 900"
    assert len(page.lines) == 5
    beyond = life.program.done("data", "preview", "bikes@1", "--offset", "900")
    assert "none from row 901" in beyond.out
    target = tmp_path / "bikes.csv"
    assert "900 rows" in life.program.done("data", "export", "bikes", target).out
    assert len(target.read_text("utf-8").splitlines()) == 901


def test_the_log_says_who_did_what_and_why(life: Life) -> None:
    ran = life.program.done("audit", "log", "--action", "stage.promotion")
    assert "agreed" in ran.out
    assert "refused: order" in ran.out
    changed = life.program.done("audit", "log", "--limit", "30", "--changes")
    assert "→" in changed.out
    nothing = life.program.done("audit", "log", "--until", "2001-01-01")
    assert nothing.out.startswith("○ ")
    everything = life.program.done("--json", "audit", "log", "--since", "2001-01-01").json
    assert everything["entries"][-1]["seq"] == 1


def test_stages_are_known_as_of_any_moment(life: Life) -> None:
    now = life.program.done("stages")
    assert "■ production" in now.out
    assert " UTC" in now.lines[0]
    assert "Nothing stood" in life.program.done("stages", "--as-of", "2001-01-01").out
    assert life.program("stages", "--as-of", "yesterday").code == 2


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the local zone cannot be changed here")
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_before_and_after_all_time_is_a_moment_too(life: Life, monkeypatch, zone: str) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        first = life.program.done("stages", "--as-of", "0001-01-01")
        last = life.program.done("stages", "--as-of", "9999-12-31")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert "0001-01-01 23:59:59" in first.out
    assert "Nothing stood in any stage" in first.out
    assert "■ production" in last.out


def test_the_whole_project_verifies(life: Life) -> None:
    ran = life.program.done("verify")
    assert ran.out.startswith("● Sound: ")
    assert life.program.done("--json", "audit", "verify").json["is_sound"] is True


def test_looking_changes_nothing_in_the_project(life: Life, tmp_path: Path) -> None:
    folder = life.program.project

    def state() -> dict[Path, tuple[int, int]]:
        return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in folder.rglob("*")}

    before = state()
    for words in (
        ("data", "list"),
        ("data", "show", "bikes"),
        ("data", "preview", "bikes"),
        ("data", "export", "bikes", tmp_path / "out.csv"),
        ("model", "list"),
        ("model", "show", "demand@best"),
        ("model", "compare", "demand@3", "demand@4"),
        ("model", "export", "demand@4", tmp_path),
        ("stages",),
        ("policy", "show", "demand"),
        ("monitor", "report", "demand"),
        ("lineage", "show"),
        ("audit", "log"),
        ("verify",),
    ):
        life.program.done(*words)
        assert state() == before, words
    asked = life.program("promote", "demand@1", "--to", "production", "--dry-run")
    assert "Nothing was changed" in asked.out
    assert state() == before
