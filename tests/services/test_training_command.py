"""What a form asks for can be asked for on the command line, word for word the same."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import click
import pytest

from mlops_desktop.cli.commands import train as door
from mlops_desktop.core.anomaly import AnomalyPlan
from mlops_desktop.core.decision import Calibration, Decision, Worth
from mlops_desktop.core.features import ColumnChoice, FeatureChoices, Treatment
from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.search import Search, SearchMethod
from mlops_desktop.core.training import MethodParameters, SplitMethod, SplitPlan, TrainingSpec
from mlops_desktop.services import training_command

PLAIN = TrainingSpec("demand", "bikers", Task.REGRESSION, ("linear",), metric="mae")
FULL = TrainingSpec(
    "churn model",
    "left it's",
    Task.CLASSIFICATION,
    ("forest", "linear"),
    exclude=("id", "-odd"),
    metric="roc_auc",
    positive="yes",
    split=SplitPlan(SplitMethod.COLUMN, None, 0.3, 4, None, "part", ("test", "2 b")),
    seed=7,
    sensitive=("sex", "age group"),
    parameters=(MethodParameters("forest", (("n_estimators", "300"),)),),
    features=FeatureChoices(
        (
            ColumnChoice("grade", Treatment.ORDINAL, ("low", "mid")),
            ColumnChoice("day", Treatment.CYCLIC),
        )
    ),
    search=Search(9, 2.5, SearchMethod.RANDOM, is_nested=True),
    decision=Decision(calibration=Calibration.SIGMOID, worth=Worth("€", -10.0, -500.5, -10.0)),
)
FORECAST = TrainingSpec(
    "growth",
    "users",
    Task.FORECAST,
    ("seasonal_naive",),
    forecast=ForecastPlan("day", 14, 7, events=("holiday",), origins=4),
)
LEVEL = TrainingSpec(
    "growth",
    "users",
    Task.FORECAST,
    forecast=ForecastPlan(
        "day", coverage=0.85, fill="zero", is_differenced=False, has_yearly_terms=True
    ),
)
UNUSUAL = TrainingSpec(
    "odd", "", Task.ANOMALY, ("isolation",), anomaly=AnomalyPlan(0.02, "known"), positive="1"
)
ORDERED = TrainingSpec(
    "m", "y", split=SplitPlan(SplitMethod.ORDERED, "at"), decision=Decision(threshold=0.3)
)
GROUPED = TrainingSpec("m", "y", split=SplitPlan(SplitMethod.GROUPED, group_by="patient"))
EVERY = {
    "plain": PLAIN,
    "full": FULL,
    "forecast": FORECAST,
    "level": LEVEL,
    "unusual": UNUSUAL,
    "ordered": ORDERED,
    "grouped": GROUPED,
}


def read(words: list[str]) -> tuple[str, TrainingSpec]:
    """Return what the command line understands."""
    context = click.Context(door.train)
    door.train.parse_args(context, words)
    chosen = {key: value for key, value in context.params.items() if key not in ("spec", "data")}
    for key in ("project", "json", "as_json"):
        chosen.pop(key, None)
    file = context.params["spec"]
    written = door._read(file) if file is not None else {}
    return door._wanted(written, context.params["data"], chosen)


@pytest.mark.parametrize("spec", EVERY.values(), ids=EVERY)
def test_the_command_asks_for_the_same(spec: TrainingSpec) -> None:
    text = training_command.command(spec, "rows@3")
    assert text is not None
    words = shlex.split(text)
    assert words[:2] == ["mlops-desktop", "train"]
    assert read(words[2:]) == ("rows@3", spec)


@pytest.mark.parametrize("spec", EVERY.values(), ids=EVERY)
def test_the_spec_file_asks_for_the_same(spec: TrainingSpec, tmp_path: Path) -> None:
    file = tmp_path / "spec.json"
    file.write_text(training_command.spec_file(spec, "rows@3"), encoding="utf-8")
    assert json.loads(file.read_text("utf-8"))["data"] == "rows@3"
    assert read([str(file)]) == ("rows@3", spec)


@pytest.mark.parametrize(
    "features",
    [
        FeatureChoices(indicators=True),
        FeatureChoices(components=2),
        FeatureChoices((ColumnChoice("a", monotone=1),)),
        FeatureChoices((ColumnChoice("a", Treatment.ORDINAL, ("a,b", "c")),)),
    ],
)
def test_what_no_option_says_is_left_to_a_spec_file(features: FeatureChoices) -> None:
    spec = TrainingSpec("m", "y", features=features)
    assert training_command.command(spec, "rows@1") is None
    assert json.loads(training_command.spec_file(spec, "rows@1"))["model"] == "m"
