"""Boosting stops by rows set apart by the rule that holds rows out: groups whole, time forward."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from modeling.tables import table_of, train_into
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from mlops_desktop.core.decision import Balance, Calibration, Decision
from mlops_desktop.core.search import Search, SearchMethod
from mlops_desktop.core.training import MethodParameters, SplitMethod, SplitPlan, TrainingSpec
from mlops_desktop.modeling import ensemble, fit, persist, rounds
from mlops_desktop.modeling.features.plan import Block
from mlops_desktop.modeling.prepare import prepare

ROWS, GROUPS = 14_000, 700
GROUPED = SplitPlan(SplitMethod.GROUPED, group_by="patient", folds=2)
ORDERED = SplitPlan(SplitMethod.ORDERED, order_by="day", folds=2)
RANDOM = SplitPlan(folds=2)
QUICK = MethodParameters("boosting", (("max_iter", "60"), ("learning_rate", "0.3")))


@pytest.fixture(scope="module")
def visits() -> pd.DataFrame:
    """Rows of which twenty each are of one patient, told by their sizes, who has one answer."""
    random = np.random.default_rng(3)
    patient = np.repeat(np.arange(GROUPS), ROWS // GROUPS)
    own = random.normal(size=GROUPS)
    sign = random.normal(size=(GROUPS, 3))[patient]
    frame = pd.DataFrame(sign, columns=["a", "b", "c"])
    frame["patient"] = [f"p{number}" for number in patient]
    frame["day"] = np.arange(ROWS)
    frame["amount"] = own[patient] + 0.4 * frame["a"] + random.normal(size=ROWS)
    frame["ill"] = np.where(frame["amount"] > 0, "yes", "no")
    frame["times"] = random.integers(0, 3, ROWS)
    return frame.iloc[random.permutation(ROWS)].reset_index(drop=True)


def asked(target, plan, *algorithms, **more):
    other = ({"amount", "ill"} - {target}).pop()
    out = (other,) if plan is ORDERED else (other, "day")
    out = out if plan is GROUPED else (*out, "patient")
    return TrainingSpec(
        "m", target, algorithms=algorithms, split=plan, exclude=out, parameters=(QUICK,), **more
    )


class Fits:
    """What every fit of boosting was given."""

    def __init__(self, monkeypatch) -> None:
        self.seen: list[dict[str, object]] = []
        for kind in (HistGradientBoostingClassifier, HistGradientBoostingRegressor):
            original = kind.fit

            def watched(model, x, y, *args, _fit=original, **given):
                fitted = _fit(model, x, y, *args, **given)
                self.seen.append({"model": fitted, "x": x, **given})
                return fitted

            monkeypatch.setattr(kind, "fit", watched)

    def sides(self, column):
        """Return per fit that was given rows to watch (learned, watched) values of an input."""
        return [
            (set(part["x"][:, column].tolist()), set(part["X_val"][:, column].tolist()))
            for part in self.seen
            if part.get("X_val") is not None
        ]


@pytest.mark.parametrize("target", ["ill", "amount"])
def test_no_patient_is_learned_from_and_watched(monkeypatch, visits, target):
    prepared = prepare(table_of(visits), asked(target, GROUPED, "boosting"))
    fits = Fits(monkeypatch)
    rows = prepared.division.train
    _, remarks = fit.fit_recipe(prepared, ensemble.settled(prepared, "boosting"), rows)
    ((learned, watched),) = fits.sides(0)  # each patient has an "a" of its own
    assert watched
    assert not learned & watched
    assert len(fits.seen[0]["X_val"]) == pytest.approx(rows.size / 10, rel=0.1)
    told = dict(remarks)["early_stopping"]
    assert told.endswith("rounds, watching whole groups, 10% of the rows")


@pytest.mark.parametrize("target", ["ill", "amount"])
def test_the_watched_rows_of_ordered_ones_come_after_those_learned_from(
    monkeypatch, visits, target
):
    prepared = prepare(table_of(visits), asked(target, ORDERED, "boosting"))
    fits = Fits(monkeypatch)
    _, remarks = fit.fit_recipe(
        prepared, ensemble.settled(prepared, "boosting"), prepared.division.train
    )
    place = prepared.plan.names(Block.NUMBERS).index("day")
    ((learned, watched),) = fits.sides(place)
    assert max(learned) < min(watched)
    assert len(watched) == prepared.division.train.size // 10
    assert dict(remarks)["early_stopping"].endswith("watching the last tenth of the rows in time")


def test_groups_make_it_stop_before_it_learns_the_patients_by_heart(visits):
    stops = {}
    for plan in (GROUPED, RANDOM):
        prepared = prepare(table_of(visits), asked("amount", plan, "boosting"))
        recipe = ensemble.settled(prepared, "boosting")
        model, _ = fit.fit_recipe(prepared, recipe, prepared.division.train)
        stops[plan.method] = model.named_steps["model"].n_iter_
    assert stops[SplitMethod.GROUPED] < stops[SplitMethod.RANDOM]


def test_rows_divided_at_random_are_watched_as_scikit_learn_draws_them(visits):
    prepared = prepare(table_of(visits), asked("ill", RANDOM, "boosting"))
    recipe = ensemble.settled(prepared, "boosting")
    rows = prepared.division.train
    model, remarks = fit.fit_recipe(prepared, recipe, rows)
    bare = HistGradientBoostingClassifier(**recipe.parameters)
    inputs = prepared.inputs.iloc[rows]
    numbers = model.named_steps["features"].transform(inputs)
    bare.fit(numbers, prepared.target.values[rows])
    np.testing.assert_array_equal(bare.predict_proba(numbers), model.predict_proba(inputs))
    told = dict(remarks)["early_stopping"]
    assert "a tenth of the rows, drawn by the seed with classes in proportion" in told


@pytest.mark.parametrize("decision", [Decision(balance=Balance.CLASSES), Decision(weight="times")])
def test_watched_rows_count_as_much_as_their_weights_say(monkeypatch, visits, decision):
    prepared = prepare(table_of(visits), asked("ill", GROUPED, "boosting", decision=decision))
    fits = Fits(monkeypatch)
    fit.fit_recipe(prepared, ensemble.settled(prepared, "boosting"), prepared.division.train)
    (seen,) = fits.seen
    assert len(seen["sample_weight"]) == len(seen["x"])
    assert len(seen["sample_weight_val"]) == len(seen["X_val"])
    assert np.unique(seen["sample_weight_val"]).size > 1


@pytest.mark.parametrize("plan", [GROUPED, ORDERED])
@pytest.mark.parametrize("key", ["stacking", "voting", "boosting"])
def test_fits_that_choose_their_rows_themselves_make_the_rounds_that_were_found(
    monkeypatch, visits, plan, key
):
    """A stack, a vote, a calibration: none of them draws rows to watch, and they say so."""
    is_joined = key != "boosting"
    members = (MethodParameters(key, (("members", "boosting+linear"),)),) if is_joined else ()
    decision = Decision(calibration=Calibration.NONE if is_joined else Calibration.SIGMOID)
    spec = asked("ill", plan, key, decision=decision)
    spec = replace(spec, parameters=(QUICK, *members))
    prepared = prepare(table_of(visits), spec)
    fits = Fits(monkeypatch)
    _, remarks = fit.fit_recipe(prepared, ensemble.settled(prepared, key), prepared.division.train)
    first, *rest = fits.seen
    assert first.get("X_val") is not None
    assert len(rest) >= 1
    found = first["model"].n_iter_
    assert all(not item["model"].do_early_stopping_ for item in rest)
    assert {item["model"].n_iter_ for item in rest} == {found}
    words = {GROUPED: "whole groups", ORDERED: "the last tenth"}
    assert f"{found} of 60 rounds" in dict(remarks)["early_stopping"] or found == 60
    assert words[plan] in dict(remarks)["early_stopping"]


@pytest.mark.parametrize("plan", [GROUPED, ORDERED])
def test_a_search_and_its_folds_watch_the_same_way_and_are_made_again_alike(
    monkeypatch, tmp_path, visits, plan
):
    search = Search(candidates=2, method=SearchMethod.RANDOM)
    spec = asked("amount", plan, "boosting", search=search)
    spec = replace(spec, split=replace(plan, folds=6, holdout=0.05))
    digests = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with monkeypatch.context() as patched:
            fits = Fits(patched)
            recorder = train_into(tmp_path / name, table_of(visits), spec)
        assert recorder.failures == {}
        large = [
            item
            for item in fits.seen
            if len(item["x"]) + len(item.get("X_val", ())) > rounds.UNWATCHED
        ]
        assert len(large) > 2
        assert all(item.get("X_val") is not None for item in large)
        (result,) = recorder.results
        persist.load(tmp_path / name / result.model_file)
        digests.append((result.model_digest, result.behaviour_hash, result.metrics))
    assert digests[0] == digests[1]


def test_groups_too_large_to_be_set_apart_leave_every_round(visits):
    frame = visits.copy()
    frame["patient"] = np.arange(ROWS) % 4
    prepared = prepare(table_of(frame), asked("amount", GROUPED, "boosting"))
    rows = prepared.division.train
    model, remarks = fit.fit_recipe(prepared, ensemble.settled(prepared, "boosting"), rows)
    assert model.named_steps["model"].n_iter_ == 60
    assert dict(remarks)["early_stopping"] == (
        "none, all 60 rounds: the groups are too large for some to be set apart"
    )
