"""Searches through the verbs: trials, a live list, pause, queue, reproduction."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.metrics import is_better
from mlops_desktop.core.progress import Step
from mlops_desktop.core.reproduction import ReproductionVerdict
from mlops_desktop.core.search import Search
from mlops_desktop.core.training import RunStatus, SplitPlan, TrainingSpec
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import audit, datasets, models, reproduction, training
from mlops_desktop.services.session import Session

pytestmark = pytest.mark.slow

PATIENCE = 60.0


@pytest.fixture(scope="module")
def searching() -> TrainingSpec:
    return TrainingSpec(
        model="demand",
        target="bikers",
        algorithms=("tree", "linear"),
        exclude=("casual", "registered"),
        metric="mae",
        split=SplitPlan(folds=3),
        search=Search(candidates=9),
        seed=1,
    )


@pytest.fixture
def bikes(session: Session, june) -> Session:
    if session.project.datasets.by_name("bikes") is None:
        datasets.import_file(session, june, "bikes")
    return session


def test_all_trials_stay_with_the_version_and_are_told_while_it_is_made(bikes, searching):
    told = []
    made = training.train(bikes, "bikes", searching, on_tried=told.append).value
    assert [version.algorithm for version in made.versions] == ["tree", "linear"]
    for version in made.versions:
        facts = models.version(bikes, version.label).facts
        live = {one.trial.number: one.trial for one in told if one.algorithm == version.algorithm}
        assert len(facts.trials) == 9
        assert [replace(trial, is_chosen=False) for trial in facts.trials] == [
            live[number] for number in sorted(live)
        ]
        (chosen,) = (trial for trial in facts.trials if trial.is_chosen)
        on_all = [trial for trial in facts.trials if trial.rows == chosen.rows]
        assert not any(is_better("mae", trial.value, chosen.value) for trial in on_all)
    assert {one.metric for one in told} == {"mae"}
    assert audit.verify(bikes).is_sound


@pytest.mark.parametrize("is_nested", [False, True])
def test_a_searched_version_is_reproduced_from_what_its_search_found(bikes, searching, is_nested):
    spec = replace(searching, search=Search(candidates=6, is_nested=is_nested))
    made = training.train(bikes, "bikes", replace(spec, algorithms=("tree",))).value
    (version,) = made.versions
    found = reproduction.reproduce(bikes, version.label).value
    assert found.evidence.verdict is ReproductionVerdict.IDENTICAL
    chosen = next(t for t in models.version(bikes, version.label).facts.trials if t.is_chosen)
    assert found.evidence.parameters == chosen.parameters


def test_a_second_training_waits_says_so_and_versions_are_numbered_as_they_finish(bikes, searching):
    begun, waits = threading.Event(), threading.Event()
    finished: list[str] = []

    def first_step(step: Step) -> None:
        begun.set()
        if "fold" in step.detail or "parameters" in step.detail:
            assert waits.wait(PATIENCE)  # the first goes on once the second has said it waits

    def second_step(step: Step) -> None:
        if step.phase == "Waiting for other work to finish":
            waits.set()

    def run(name: str, work: Work) -> tuple[int, ...]:
        made = training.train(bikes, "bikes", replace(searching, seed=len(name)), work).value
        finished.append(name)
        return tuple(version.number for version in made.versions)

    newest = models.show(bikes, "demand").versions[0].number
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(run, "first", Work(first_step))
        assert begun.wait(PATIENCE)
        second = pool.submit(run, "second", Work(second_step))
        numbers = [first.result(PATIENCE), second.result(PATIENCE)]
    assert waits.is_set()
    assert finished == ["first", "second"]
    assert numbers == [(newest + 1, newest + 2), (newest + 3, newest + 4)]
    assert audit.verify(bikes).is_sound


def test_a_paused_training_waits_and_goes_on_when_asked(bikes, searching):
    paused, tried = threading.Event(), []
    work = Work()

    def on_tried(one: object) -> None:
        tried.append(one)
        if len(tried) == 3:
            work.pause.set()
            paused.set()

    with ThreadPoolExecutor(1) as pool:
        going = pool.submit(training.train, bikes, "bikes", searching, work, on_tried)
        assert paused.wait(PATIENCE)
        seen = _when_still(tried)
        assert not going.done()
        assert seen < 12  # of some twenty that follow
        work.pause.clear()
        made = going.result(PATIENCE).value
    assert len(made.versions) == 2
    assert len(tried) > seen


def test_a_paused_training_can_be_cancelled_within_a_second(bikes, searching):
    paused, tried = threading.Event(), []
    work = Work()

    def on_tried(one: object) -> None:
        tried.append(one)
        work.pause.set()
        paused.set()

    with ThreadPoolExecutor(1) as pool:
        going = pool.submit(training.train, bikes, "bikes", searching, work, on_tried)
        assert paused.wait(PATIENCE)
        _when_still(tried)
        asked = time.monotonic()
        work.stop.set()
        with pytest.raises(Cancelled):
            going.result(PATIENCE)
    assert time.monotonic() - asked < 1
    # The next training is not paused any more.
    assert training.train(bikes, "bikes", replace(searching, search=None)).value.versions


def _when_still(tried: list[object]) -> int:
    """Return how many were tried once no more come: a fit that had begun still ends."""
    count, since = len(tried), time.monotonic()
    still = threading.Event()
    while time.monotonic() - since < 1.0:
        still.wait(0.05)
        if len(tried) != count:
            count, since = len(tried), time.monotonic()
    return count


@pytest.mark.parametrize(
    "moment", ["parameters 1 of 9", "parameters 2 of 3", "final fit", "evaluation"]
)
def test_a_search_is_cancelled_within_a_second_in_every_phase(bikes, searching, moment):
    asked: list[float] = []

    def on_step(step: Step) -> None:
        if moment in step.detail and not asked:
            asked.append(time.monotonic())
            work.stop.set()

    work = Work(on_step)
    before = models.show(bikes, "demand").versions
    spec = replace(searching, algorithms=("forest",))
    with pytest.raises(Cancelled):
        training.train(bikes, "bikes", spec, work)
    assert time.monotonic() - asked[0] < 1
    assert models.show(bikes, "demand").versions == before
    assert training.recent_runs(bikes, 1)[0].status is RunStatus.CANCELLED
    assert list(bikes.project.jobs_folder.iterdir()) == []


def test_what_a_cancelled_search_had_tried_stays_visible_inside_its_run(bikes, searching):
    told = []

    def on_tried(one):
        told.append(one)
        if len(told) == 4:
            work.stop.set()

    work = Work()
    slow = replace(searching, algorithms=("forest",))
    with pytest.raises(Cancelled):
        training.train(bikes, "bikes", slow, work, on_tried)
    past = training.recent_trainings(bikes, 1)[0]
    assert {item.run.status for item in past.results} == {RunStatus.CANCELLED}
    kept = training.tried(bikes, past)
    assert len(kept) >= 4
    last = {(one.algorithm, one.trial.number): one for one in told}
    assert {(one.algorithm, one.trial.number): one for one in kept} == last
    assert audit.verify(bikes).is_sound


def test_a_budget_of_a_second_makes_a_version_and_says_what_was_not_tried(bikes, searching):
    search = Search(candidates=500, minutes=1 / 60)
    spec = replace(searching, algorithms=("tree",), search=search)
    (version,) = training.train(bikes, "bikes", spec).value.versions
    facts = models.version(bikes, version.label).facts
    assert 1 <= len(facts.trials) < 500
    assert facts.trials[0].number == 1
    assert "the time was over before" in dict(facts.parameters)["search"]


def test_a_search_that_means_nothing_is_refused_before_anything_is_stored(bikes, searching):
    spec = replace(searching, model="nothing", search=Search(candidates=0))
    with pytest.raises(UserError, match="0 sets of parameters"):
        training.train(bikes, "bikes", spec)
    assert bikes.project.models.by_name("nothing") is None
