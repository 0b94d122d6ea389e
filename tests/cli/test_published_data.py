"""Real data through the program: what comes out is what bare scikit-learn makes of the same rows.

The pipelines here are written with scikit-learn alone and know nothing of this program: the same
split, the same preparation, the same figures say that nothing is lost, leaked or changed on the way
from the file to the hold-out.
"""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest
from modeling.tables import DATA
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import mean_absolute_error, r2_score, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from mlops_desktop.resources import resource

pytestmark = pytest.mark.slow

FLIGHTS = DATA / "flights_12000.csv.gz"
RENTALS = resource("samples", "bikeshare", "bikes_2011_january_to_may.csv")
AFTERWARDS = ("dep_time", "dep_delay", "arr_time", "arr_delay", "air_time")
"""What is known of a flight only once it has left."""
LATE = {
    "format": 1,
    "name": "late",
    "description": "flights that arrived, and whether more than 15 minutes late",
    "steps": [
        {"kind": "filter_rows", "condition": "arr_delay is not missing"},
        {
            "kind": "derive",
            "column": "late",
            "expression": "if(arr_delay > 15, true, false)",
        },
    ],
}
TREES = {"max_iter": 200, "random_state": 0}


def found(project, data: str, target: str, task: str, leave_out: tuple[str, ...]) -> dict[str, Any]:
    """Train the linear model and boosting; return the hold-out figures of each."""
    options = [word for name in leave_out for word in ("--exclude", name)]
    for method in ("linear", "boosting"):
        options += ["--algorithm", method]
    words = ("--data", data, "--target", target, "--task", task, "--model", "m", "--cv", 2)
    made = project.done("--json", "train", *words, *options).json
    figures = {}
    for number, run in enumerate(made["runs"], start=1):
        facts = project.done("--json", "model", "show", f"m@{number}").json["facts"]
        held = {m["name"]: m["value"] for m in facts["metrics"] if m["split"] == "holdout"}
        figures[run["run"]["algorithm"]] = held
    return figures


def bare(estimator: Any, numbers: list[str], categories: list[str], scaler: Any) -> Any:
    """Return a pipeline of scikit-learn alone."""
    encoder = OneHotEncoder(
        handle_unknown="infrequent_if_exist", max_categories=50, sparse_output=False
    )
    return make_pipeline(
        make_column_transformer((scaler, numbers), (encoder, categories)), estimator
    )


def test_late_flights_are_told_as_bare_scikit_learn_does(project, here) -> None:
    """More than 15 minutes late, from what is known before departure.

    No figure is published for these columns. Without the weather of the day and without delays so
    far, time of day and route tell some: clearly more than chance, and far below what departure
    delay (AUC 0.89 alone) would give away.
    """
    (here / "late.json").write_text(json.dumps(LATE), "utf-8")
    project.done("data", "import", FLIGHTS, "--name", "flights")
    made = project.done(
        "--json", "data", "transform", "flights", "--recipe", "late.json", "--name", "late"
    ).json
    figures = found(project, "late", "late", "classification", AFTERWARDS)

    frame = pd.read_csv(FLIGHTS)
    frame = frame[frame["arr_delay"].notna()]
    assert made["version"]["row_count"] == len(frame) == 11_687
    late = (frame["arr_delay"] > 15).to_numpy()
    assert late.mean() == pytest.approx(0.242, abs=5e-4)
    categories = ["carrier", "origin", "dest"]
    numbers = [n for n in frame.columns if n not in (*categories, *AFTERWARDS)]
    frame[numbers] = frame[numbers].astype(float)
    learn, hold, known, truth = train_test_split(
        frame, late, test_size=0.2, random_state=0, stratify=late
    )
    learn, hold = learn.sort_index(), hold.sort_index()
    known, truth = (late[frame.index.get_indexer(part.index)] for part in (learn, hold))
    for method, estimator, scaler in (
        ("linear", LogisticRegression(max_iter=1000), StandardScaler()),
        ("boosting", HistGradientBoostingClassifier(**TREES), "passthrough"),
    ):
        model = bare(estimator, numbers, categories, scaler).fit(learn, known)
        expected = roc_auc_score(truth, model.predict_proba(hold)[:, 1])
        assert figures[method]["roc_auc"] == pytest.approx(expected, rel=1e-9), method
    assert 0.62 <= figures["linear"]["roc_auc"] <= 0.70
    assert 0.65 <= figures["boosting"]["roc_auc"] <= 0.80
    assert figures["boosting"]["roc_auc"] > figures["linear"]["roc_auc"] + 0.02


def test_bike_rentals_are_told_as_bare_scikit_learn_does(project) -> None:
    """Rentals per hour without their two parts (casual and registered)."""
    project.done("data", "import", RENTALS, "--name", "bikes")
    figures = found(project, "bikes", "bikers", "regression", ("casual", "registered"))

    frame = pd.read_csv(RENTALS)
    numbers = ["day", "hr", "temp", "atemp", "hum", "windspeed"]
    categories = ["season", "mnth", "holiday", "weekday", "workingday", "weathersit"]
    frame[numbers] = frame[numbers].astype(float)
    frame[categories] = frame[categories].astype(str).astype(object)
    learn, hold = train_test_split(frame, test_size=0.2, random_state=0)
    learn, hold = learn.sort_index(), hold.sort_index()
    for method, estimator, scaler in (
        ("linear", Ridge(), StandardScaler()),
        ("boosting", HistGradientBoostingRegressor(**TREES), "passthrough"),
    ):
        model = bare(estimator, numbers, categories, scaler).fit(learn, learn["bikers"])
        answers = model.predict(hold)
        for name, measure in (("mae", mean_absolute_error), ("r2", r2_score)):
            expected = measure(hold["bikers"], answers)
            assert figures[method][name] == pytest.approx(expected, rel=1e-9), (method, name)
    # Trees find the two rush hours of a working day, which one weight per hour cannot.
    assert 0.30 <= figures["linear"]["r2"] <= 0.45
    assert figures["boosting"]["r2"] >= 0.90


def test_what_is_almost_too_good_is_asked_about(project, here) -> None:
    """With the delay on arrival left in, being late is no riddle: somebody should ask."""
    (here / "late.json").write_text(json.dumps(LATE), "utf-8")
    project.done("data", "import", FLIGHTS, "--name", "flights")
    project.done("data", "transform", "flights", "--recipe", "late.json", "--name", "late")
    words = ("--data", "late", "--target", "late", "--algorithm", "linear", "--cv", 2)
    leave_out = [word for name in AFTERWARDS for word in ("--exclude", name)]
    ran = project.done("train", *words, "--model", "leaky")
    question = ran.lines[-1]
    assert question.startswith("○ Almost too good: area under the ROC curve 1.000 (")
    assert "Is arr_delay, on which it leans most, known at the time of prediction?" in question
    assert question in project.done("model", "show", "leaky@1").lines
    project.done("model", "card", "leaky@1", "--out", "card.md")
    limits = (here / "card.md").read_text("utf-8").partition("## Limits")[2].partition("## ")[0]
    assert question.removeprefix("○ ") in limits.replace("\\", "")
    told = project.done("--json", "train", *words, "--model", "leaky").json["almost_too_good"]
    assert (told["metric"], told["columns"]) == ("roc_auc", ["arr_delay"])
    assert told["sentence"] == question.removeprefix("○ ")
    honest = project.done("--json", "train", *words, *leave_out, "--model", "late").json
    assert honest["almost_too_good"] is None
