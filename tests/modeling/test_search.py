"""Looking for parameters: what is drawn, how it is raced, what a budget does, what is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from modeling.tables import Recorder, train_into
from sklearn.model_selection import GroupKFold, TimeSeriesSplit

from mlops_desktop.core.algorithms import ALGORITHMS, ParameterKind, algorithm, algorithms_for
from mlops_desktop.core.decision import Decision, Worth
from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.search import Search, SearchMethod
from mlops_desktop.core.training import (
    MethodParameters,
    Split,
    SplitMethod,
    SplitPlan,
    TrainingSpec,
)
from mlops_desktop.modeling import search as searching
from mlops_desktop.modeling import search_race
from mlops_desktop.modeling.prepare import prepare
from mlops_desktop.modeling.search import left_in_words, search_method
from mlops_desktop.modeling.search_candidates import (
    draw,
    draw_candidates,
    generator,
    searched_parameters,
)
from mlops_desktop.modeling.search_rungs import plan_rungs
from mlops_desktop.modeling.split import Division
from mlops_desktop.modeling.train import train

RANDOM = Search(candidates=6, method=SearchMethod.RANDOM)


def spec_of(target: str, *keys: str, search: Search = RANDOM, **more: object) -> TrainingSpec:
    plan = SplitPlan(folds=3)
    return TrainingSpec("it", target, algorithms=keys, search=search, split=plan, seed=3, **more)


def same(values: dict) -> tuple:
    return tuple(sorted(values.items()))


class Watcher:
    """Sees a search and may act at each moment."""

    def __init__(self, act: Callable[[str], None] = lambda _what: None) -> None:
        self.act = act
        self.told: list[str] = []
        self.shares: list[float] = []
        self.trials: list = []

    def check(self) -> None:
        self.act("check")

    def at_search(self, share: float, what: str) -> None:
        self.shares.append(share)
        self.told.append(what)
        self.act(what)

    def tried(self, trial) -> None:
        self.trials.append(trial)

    def at_final_fit(self) -> None:
        self.act("final")


# What is drawn ------------------------------------------------------------------------------


TASKS = (Task.CLASSIFICATION, Task.REGRESSION, Task.COUNT)


@pytest.mark.parametrize(
    ("task", "key"), [(task, item.key) for task in TASKS for item in algorithms_for(task)]
)
def test_every_value_drawn_is_one_a_person_could_set(task, key):
    chosen = algorithm(key)
    random = generator(1, key)
    for parameter in searched_parameters(key, task, {}, 1000):
        for _ in range(200):
            value = draw(parameter, random)
            assert parameter.read(str(value), chosen.title) == value


def test_defaults_come_first_and_nothing_comes_twice():
    parameters = searched_parameters("forest", Task.REGRESSION, {}, 1000)
    found = draw_candidates(parameters, {}, 50, generator(1, "forest"), same)
    assert found[0] == {}
    assert len({same(item) for item in found}) == len(found) == 50


def test_the_same_seed_draws_the_same_and_another_seed_others():
    parameters = searched_parameters("boosting", Task.REGRESSION, {}, 1000)
    one, two, other = (
        draw_candidates(parameters, {}, 9, generator(seed, "boosting"), same) for seed in (1, 1, 2)
    )
    assert one == two != other


def test_what_a_person_set_is_kept_and_few_values_end_the_drawing():
    given = {"n_neighbors": 7}
    parameters = searched_parameters("neighbours", Task.REGRESSION, given, 1000)
    assert [item.key for item in parameters] == ["weights"]

    def settled(values: dict) -> str:
        return values.get("weights", "uniform")

    found = draw_candidates(parameters, given, 20, generator(1, "neighbours"), settled)
    assert found == (given, {"n_neighbors": 7, "weights": "distance"})


def test_factors_are_drawn_evenly_over_the_decades():
    (alpha,) = searched_parameters("linear", Task.REGRESSION, {}, 1000)
    random = generator(5, "linear")
    decades = np.log10([float(draw(alpha, random)) for _ in range(3000)])
    shares, _ = np.histogram(decades, bins=4, range=(-6, 6))
    assert (np.abs(shares / 3000 - 0.25) < 0.03).all()


def test_rows_per_leaf_stay_within_what_the_table_can_tell_apart():
    leaf = next(
        item
        for item in searched_parameters("forest", Task.REGRESSION, {}, 400)
        if item.key == "min_samples_leaf"
    )
    assert leaf.high == 20


def test_what_is_aimed_at_is_not_searched():
    keys = {item.key for item in searched_parameters("boosting", Task.REGRESSION, {}, 400)}
    assert not keys & {"loss", "quantile"}
    for item in ALGORITHMS:
        kinds = {p.kind for p in searched_parameters(item.key, item.tasks[0], {}, 400)}
        assert ParameterKind.METHODS not in kinds


# How it is raced ----------------------------------------------------------------------------


def test_halving_gives_a_third_of_the_candidates_three_times_the_rows(cancer):
    prepared = prepare(cancer, spec_of("diagnosis", "linear"))
    rungs = plan_rungs(prepared, 20, SearchMethod.HALVING)
    sizes = [(rung.candidates, rung.prepared.division.train.size) for rung in rungs]
    assert sizes == [(20, 151), (7, 455)]  # a ninth would be too few rows for a rung
    small, whole = (rung.prepared.division for rung in rungs)
    assert set(small.train) < set(whole.train)
    for (inside, outside), (all_inside, all_outside) in zip(small.folds, whole.folds, strict=True):
        assert set(small.train[inside]) <= set(whole.train[all_inside])
        assert set(small.train[outside]) <= set(whole.train[all_outside])
        shares = [
            prepared.target.codes[rows].mean()
            for rows in (small.train[inside], whole.train[all_inside])
        ]
        assert shares[0] == pytest.approx(shares[1], abs=0.05)


def test_a_small_table_is_raced_on_all_its_rows(wine):
    prepared = prepare(wine, spec_of("cultivar", "linear"))
    (only,) = plan_rungs(prepared, 20, SearchMethod.HALVING)
    assert only.prepared is prepared
    assert only.candidates == 20


def test_the_chosen_one_is_the_best_and_is_made_with_its_parameters(diabetes, tmp_path):
    search = Search(candidates=9)
    found = train_into(tmp_path, diabetes, spec_of("target", "tree", search=search))
    result = found.by_algorithm()["tree"]
    (chosen,) = (trial for trial in result.trials if trial.is_chosen)
    most = max(trial.rows for trial in result.trials)
    assert chosen.value == min(t.value for t in result.trials if t.rows == most)
    assert [trial.number for trial in result.trials] == list(range(1, 10))
    assert dict(result.parameters).items() >= dict(chosen.parameters).items()
    measured = next(
        m for m in result.metrics if (m.name, m.split) == ("mae", Split.CROSS_VALIDATION)
    )
    assert measured.value == pytest.approx(chosen.value, rel=1e-12)
    assert dict(result.parameters)["search"] == "best of 9 tried"


@pytest.mark.parametrize("key", ["linear", "boosting"])
def test_training_with_the_recorded_parameters_gives_the_same_model(cancer, tmp_path, key):
    spec = spec_of("diagnosis", key, search=Search(candidates=4))
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    (first,) = train_into(tmp_path / "one", cancer, spec).results
    (chosen,) = (trial for trial in first.trials if trial.is_chosen)
    again = replace(spec, search=None, parameters=(MethodParameters(key, chosen.parameters),))
    (second,) = train_into(tmp_path / "two", cancer, again).results
    assert second.model_digest == first.model_digest
    assert second.behaviour_hash == first.behaviour_hash
    assert second.metrics == first.metrics


def test_the_same_search_again_tries_and_chooses_the_same(diabetes, tmp_path):
    spec = spec_of("target", "tree", search=Search(candidates=9))
    runs = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (result,) = train_into(tmp_path / name, diabetes, spec).results
        runs.append([replace(trial, seconds=0.0) for trial in result.trials])
    assert runs[0] == runs[1]


def test_a_method_that_joins_others_joins_them_with_what_was_found(diabetes, tmp_path):
    found = train_into(tmp_path, diabetes, spec_of("target", "linear", "tree", "voting"))
    assert found.failures == {}
    results = found.by_algorithm()
    assert results["voting"].trials == ()
    assert dict(results["voting"].parameters)["members"] == "linear+tree"


def test_a_baseline_has_nothing_to_be_searched(wine, tmp_path):
    (result,) = train_into(tmp_path, wine, spec_of("cultivar", "baseline")).results
    assert result.trials == ()


def test_a_candidate_that_fails_is_a_trial_with_its_reason(diabetes, tmp_path, monkeypatch):
    usual = search_race.SharedFolds.judged

    def judged(self, recipe, numbers):
        if recipe.parameters["max_depth"] != "unlimited":
            raise ValueError("too deep for this.\nmore")
        return usual(self, recipe, numbers)

    monkeypatch.setattr(search_race.SharedFolds, "judged", judged)
    (result,) = train_into(tmp_path, diabetes, spec_of("target", "tree")).results
    failed = [trial for trial in result.trials if trial.value is None]
    assert failed
    assert {trial.problem for trial in failed} == {"too deep for this"}
    assert not any(trial.is_chosen for trial in failed)


def test_when_all_fail_the_run_says_why(diabetes, tmp_path, monkeypatch):
    def judged(*_arguments):
        raise ValueError("no numbers")

    monkeypatch.setattr(search_race.SharedFolds, "judged", judged)
    recorder = train_into(tmp_path, diabetes, spec_of("target", "tree"))
    error = recorder.failures["tree"]
    error.add(data="diabetes@1")
    assert "no numbers" in str(error)
    assert list(tmp_path.iterdir()) == []


def test_every_trial_is_told_as_soon_as_it_is_over(diabetes, tmp_path):
    recorder = train_into(tmp_path, diabetes, spec_of("target", "linear", "tree"))
    assert {key for key, _ in recorder.trials} == {"linear", "tree"}
    assert [trial.number for key, trial in recorder.trials if key == "tree"] == [1, 2, 3, 4, 5, 6]


# The budget ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "rows", "skipped"),
    [
        (SearchMethod.RANDOM, 353, ""),
        (SearchMethod.HALVING, 117, ", and before cross-validation on all training rows"),
    ],
)
def test_a_budget_that_is_over_at_once_tries_the_defaults_once_and_says_what_was_skipped(
    diabetes, tmp_path, method, rows, skipped
):
    search = Search(candidates=20, minutes=1e-9, method=method)
    recorder = train_into(tmp_path, diabetes, spec_of("target", "tree", search=search))
    (result,) = recorder.results
    (trial,) = result.trials
    assert (trial.number, trial.rows, trial.is_chosen) == (1, rows, True)
    assert [(told.rows, told.number) for _, told in recorder.trials] == [(rows, 1)]
    said = dict(result.parameters)["search"].split("; ")
    assert said[:2] == ["best of 1 tried", f"the time was over before 19 more{skipped}"]
    has_folds = any(item.split is Split.CROSS_VALIDATION for item in result.metrics)
    assert has_folds is not bool(skipped)  # those of fewer rows are not this version's
    assert any(item.split is Split.HOLDOUT for item in result.metrics)


def test_where_the_folds_find_the_threshold_all_rows_are_cross_validated_all_the_same(
    cancer, tmp_path
):
    decision = Decision(worth=Worth("€", hit=0.0, miss=-9.0, false_alarm=-1.0, rest=0.0))
    search = Search(candidates=20, minutes=1e-9)
    spec = replace(spec_of("diagnosis", "tree", search=search), decision=decision)
    (result,) = train_into(tmp_path, cancer, spec).results
    assert result.trials[0].rows == 455
    assert any(item.split is Split.CROSS_VALIDATION for item in result.metrics)


def test_how_long_it_took_beyond_the_budget_is_told(diabetes, monkeypatch):
    prepared = prepare(diabetes, spec_of("target", "tree"))
    monkeypatch.setattr(search_race.Clock, "seconds", lambda _self: 75.0)
    found = search_method(prepared, "tree", Search(candidates=9, minutes=0.5), Watcher())
    said = dict(found.fitted.parameters)["search"]
    assert said.endswith("; what had begun, and the final fit, took 45 s more")
    monkeypatch.setattr(search_race.Clock, "seconds", lambda _self: 29.0)
    found = search_method(prepared, "tree", Search(candidates=2, minutes=0.5), Watcher())
    assert dict(found.fitted.parameters)["search"] == "best of 2 tried"


def test_time_over_within_a_later_rung_chooses_among_those_on_most_rows(diabetes, monkeypatch):
    prepared = prepare(diabetes, spec_of("target", "tree"))
    seconds = iter([*[0.0] * 10, *[100.0] * 100])
    monkeypatch.setattr(search_race.Clock, "seconds", lambda _self: 0.0)
    monkeypatch.setattr(search_race.Race, "_is_over", lambda _self: next(seconds) > 0)
    found = search_method(prepared, "tree", Search(candidates=9, minutes=1), Watcher())
    whole = [trial for trial in found.trials if trial.rows == 353]
    assert len(whole) == 2  # of three that were to be tried on all rows
    (chosen,) = (trial for trial in found.trials if trial.is_chosen)
    assert chosen.value == min(trial.value for trial in whole)
    said = dict(found.fitted.parameters)["search"]
    assert said.endswith("the time was over before the best were compared on all rows")


def test_a_pause_costs_nothing_of_the_budget(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(search_race.time, "perf_counter", lambda: now[0])

    def rest(_what: str) -> None:
        now[0] += 3600

    clock = search_race.Clock(Watcher(rest))
    now[0] += 2
    clock.check()
    assert clock.seconds() == 2


@pytest.mark.parametrize(
    ("search", "code"),
    [
        (Search(candidates=0), "training.search_candidates"),
        (Search(candidates=1001), "training.search_candidates"),
        (Search(minutes=0), "training.search_minutes"),
        (Search(minutes=-1), "training.search_minutes"),
        (Search(minutes=float("nan")), "training.search_minutes"),
    ],
)
def test_a_search_that_means_nothing_is_refused(wine, search, code):
    with pytest.raises(UserError) as refused:
        prepare(wine, spec_of("cultivar", "linear", search=search))
    assert refused.value.code == code


# Judging the search -------------------------------------------------------------------------


def test_nested_reports_the_search_and_not_the_best_of_its_folds(diabetes, tmp_path):
    results = {}
    many = replace(RANDOM, candidates=20)
    for name, search in (("plain", many), ("nested", replace(many, is_nested=True))):
        (tmp_path / name).mkdir()
        spec = spec_of("target", "tree", search=search)
        (results[name],) = train_into(tmp_path / name, diabetes, spec).results
    values = {
        name: next(
            m.value for m in result.metrics if (m.name, m.split) == ("mae", Split.CROSS_VALIDATION)
        )
        for name, result in results.items()
    }
    assert results["plain"].model_digest == results["nested"].model_digest
    assert [t.value for t in results["plain"].trials] == [t.value for t in results["nested"].trials]
    assert values["nested"] > values["plain"]  # the best of many flatters itself


def test_nested_needs_three_folds(wine):
    spec = spec_of("cultivar", "linear", search=replace(RANDOM, is_nested=True))
    with pytest.raises(UserError, match="2 folds"):
        prepare(wine, replace(spec, split=SplitPlan(folds=2)))


def test_nested_keeps_groups_together_and_time_in_order(diabetes):
    prepared = prepare(diabetes, spec_of("target", "linear"))
    train = prepared.division.train
    groups = np.arange(train.size) // 7
    for splitter in (GroupKFold(4), TimeSeriesSplit(4)):
        together = groups if isinstance(splitter, GroupKFold) else None
        folds = tuple(splitter.split(train, groups=together))
        divided = replace(prepared, division=Division(train, prepared.division.holdout, folds))
        parts = searching._parts(divided)
        assert len(parts) == (4 if isinstance(splitter, GroupKFold) else 3)
        place = {row: number for number, row in enumerate(train.tolist())}
        for part in parts:
            held = {place[row] for row in part.division.holdout.tolist()}
            for inside, outside in part.division.folds:
                learn = [place[row] for row in part.division.train[inside].tolist()]
                test = [place[row] for row in part.division.train[outside].tolist()]
                assert not held & {*learn, *test}
                if isinstance(splitter, GroupKFold):
                    assert not {groups[n] for n in learn} & {groups[n] for n in test}
                else:
                    assert max(learn) < min(test) < max(test) < min(held)


# Telling and stopping -----------------------------------------------------------------------


def test_progress_names_candidate_rows_and_what_is_left(diabetes):
    watcher = Watcher()
    prepared = prepare(diabetes, spec_of("target", "tree"))
    search_method(prepared, "tree", Search(candidates=9), watcher)
    assert watcher.told[0] == "parameters 1 of 9 on 117 rows"
    assert watcher.told[1].startswith("parameters 2 of 9 on 117 rows · ")
    assert watcher.told[9].startswith("parameters 1 of 3 on 353 rows · ")
    assert watcher.shares == sorted(watcher.shares)
    assert watcher.shares[-1] < 1


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "nearly done"),
        (1.2, "about 1 second left"),
        (43, "about 40 seconds left"),
        (125, "about 2 minutes left"),
        (7200, "about 2 hours left"),
    ],
)
def test_the_time_left_in_words(seconds, words):
    assert left_in_words(seconds) == words


@pytest.mark.parametrize(
    "moment", ["parameters 1 of 9", "parameters 2 of 3", "within fold 2", "final"]
)
def test_a_search_can_be_cancelled_in_every_phase(diabetes, moment):
    def act(what: str) -> None:
        if moment in what:
            raise Cancelled

    prepared = prepare(diabetes, spec_of("target", "tree"))
    with pytest.raises(Cancelled):
        search_method(prepared, "tree", Search(candidates=9, is_nested=True), Watcher(act))


def test_a_cancelled_search_leaves_no_file(diabetes, tmp_path):
    class Stopped(Recorder):
        def step(self, step) -> None:
            if "parameters 3" in step.detail:
                raise Cancelled

    recorder = Stopped()
    with pytest.raises(Cancelled):
        train(diabetes, spec_of("target", "tree"), tmp_path, recorder, recorder)
    assert list(tmp_path.iterdir()) == []


def test_rows_in_the_order_of_time_are_searched_too(bikes, tmp_path):
    spec = spec_of("bikers", "linear", search=Search(candidates=9, is_nested=True))
    plan = SplitPlan(method=SplitMethod.ORDERED, order_by="moment", folds=4)
    found = train_into(tmp_path, bikes, replace(spec, split=plan))
    assert found.failures == {}
    assert len(found.results[0].trials) == 9


@pytest.mark.parametrize("method", list(SearchMethod))
@pytest.mark.parametrize("is_nested", [False, True])
def test_no_answer_of_the_hold_out_takes_part_in_a_search(diabetes, method, is_nested):
    """Whatever the held-out answers are: the same sets are tried, chosen, fitted and measured."""
    search = Search(candidates=6, method=method, is_nested=is_nested)
    prepared = prepare(diabetes, spec_of("target", "linear", search=search))
    values = prepared.target.values.copy()
    random = np.random.default_rng(1)
    values[prepared.division.holdout] = random.normal(size=prepared.division.holdout.size)
    other = replace(prepared, target=replace(prepared.target, values=values))
    before, after = (search_method(item, "linear", search, Watcher()) for item in (prepared, other))
    assert [replace(trial, seconds=0) for trial in before.trials] == [
        replace(trial, seconds=0) for trial in after.trials
    ]
    assert before.fitted.folds == after.fitted.folds
    assert before.fitted.parameters == after.fitted.parameters
    coefficients = [item.fitted.model.named_steps["model"].coef_ for item in (before, after)]
    np.testing.assert_array_equal(*coefficients)
    said = dict(before.fitted.parameters)["search_judged"]
    assert said.startswith("on the hold-out, which took no part")
    assert said.endswith("cross-validation of the search itself") is is_nested
