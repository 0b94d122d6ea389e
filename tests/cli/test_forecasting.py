"""A dated series on the command line: trained, looked at, used, refused in words."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

AIRCRAFT = Path(__file__).parents[1] / "data" / "daily_active_aircraft_2013.csv"
SERIES = ("--target", "active", "--model", "fleet", "--task", "forecasting", "--date", "date")
QUICK = ("--algorithm", "seasonal_naive", "--algorithm", "ridge_on_lags", "--starts", "4")


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory, new_program, one_worker) -> Any:
    """Return a program on a project in which the aircraft were forecast twice."""
    folder = tmp_path_factory.mktemp("fleet")
    program = new_program()
    program.done("init", folder / "project")
    program.project = folder / "project"
    source = folder / AIRCRAFT.name
    shutil.copy(AIRCRAFT, source)
    program.done("data", "import", source, "--name", "aircraft")
    program.done("train", "--data", "aircraft", *SERIES, *QUICK, "--horizon", "7")
    return program


def test_versions_are_ranked_by_mase_beside_the_naive(fleet) -> None:
    shown = fleet.done("model", "show", "fleet").out
    assert "Mean absolute scaled error" in shown
    assert "Same day, one season before" in shown
    assert "Ridge on past days" in shown


def test_a_version_tells_its_backtest_per_day_ahead(fleet) -> None:
    shown = fleet.done("model", "show", "fleet@2").out
    assert "backtest of 4 starts, 7 days ahead each" in shown
    assert "Backtest on 28 days, 2013-12-04 to 2013-12-31" in shown
    assert "Within interval" in shown
    assert [line.split()[0] for line in shown.splitlines() if line[:1] in "1234567a" and line[:1]][
        -8:
    ] == ["1", "2", "3", "4", "5", "6", "7", "all"]


def test_the_days_to_come_are_written_and_kept(fleet, tmp_path) -> None:
    out = tmp_path / "next.csv"
    told = fleet.done("score", "fleet@2", "--data", "aircraft", "--out", out).out
    assert "forecast the 7 days after aircraft@1: fleet_predictions@1" in told
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert list(rows[0]) == ["date", "prediction", "low", "high"]
    assert [row["date"] for row in rows] == [f"2014-01-0{day}" for day in range(1, 8)]
    assert all(float(r["low"]) < float(r["prediction"]) < float(r["high"]) for r in rows)
    assert "Predicted by  fleet@2" in fleet.done("data", "show", "fleet_predictions").out


def test_it_answers_again_the_same(fleet) -> None:
    assert "every digit" in fleet.done("model", "check", "fleet@2").out
    assert "IDENTICAL" in fleet.done("model", "reproduce", "fleet@2").out


def test_what_cannot_be_done_is_refused_with_the_next_step(fleet) -> None:
    words = ("train", "--data", "aircraft", "--target", "active", "--model", "fleet")
    refused = fleet(*words, "--task", "forecasting")
    assert refused.code == 2
    assert "--date COL --horizon DAYS" in refused.err
    assert "has 365 days" in fleet("train", "--data", "aircraft", *SERIES, "--horizon", "60").err
    watched = fleet("monitor", "run", "fleet@2", "--data", "aircraft")
    assert watched.code == 2
    assert "no value of “active” after 2013-12-31, the last day that was learned" in watched.err


def test_versions_are_compared_on_the_days_that_both_forecast(fleet) -> None:
    compared = fleet.done("model", "compare", "fleet@1", "fleet@2").out
    assert "fleet@2 against fleet@1 on the same 28 days" in compared
    assert "Days whose forecast differs most:" in compared
    assert "a backtest by day" not in compared.partition("The same in all:")[0]
    found = fleet.done("--json", "model", "compare", "fleet@1", "fleet@2").json["days"]
    apart = [abs(item["answers"][1] - item["answers"][0]) for item in found]
    assert apart == sorted(apart, reverse=True)
    assert any(item["actual"] is None for item in found)
    assert any(item["actual"] is not None for item in found)


def test_the_days_that_have_come_judge_a_forecast_in_use(fleet, tmp_path) -> None:
    """Trained until October: Thanksgiving was not in what it learned, and is seen."""
    lines = AIRCRAFT.read_text("utf-8").splitlines()
    early = tmp_path / "until_october.csv"
    early.write_text("\n".join(lines[:305]), "utf-8")
    fleet.done("data", "import", early, "--name", "early")
    words = ("--data", "early", "--target", "active", "--model", "autumn", "--date", "date")
    fleet.done("train", *words, "--task", "forecasting", "--algorithm", "ridge_on_lags")
    watched = fleet("monitor", "run", "autumn", "--data", "aircraft", "--fail-on", "worse")
    assert "61 have come, against 56 of the backtest" in watched.out
    assert "Share of days within the interval" in watched.out
    found = fleet.done("--json", "monitor", "report", "autumn").json
    assert found["report"]["verdict"] == "not_checked"
    assert found["drift"]["performance"][0]["metric"] == "mase"
    assert (watched.code == 1) == (found["report"]["performance_verdict"] == "drift")
    later = fleet.done(
        "train",
        "--data",
        "aircraft",
        *words[2:],
        "--task",
        "forecasting",
        "--algorithm",
        "seasonal_naive",
    )
    assert "autumn@2" in later.out
    compared = fleet.done("model", "compare", "autumn@1", "autumn@2").out
    assert "autumn@2 against autumn@1 on the same 56 days" in compared
