"""What differs between model versions, aspect by aspect: data, recipe, features, method, place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from mlops_desktop.core.comparison import Aspect
from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.parameter_words import (
    plain_name,
    plain_settings,
    plain_value,
    short_value,
)
from mlops_desktop.core.training import Environment, FeatureStep
from mlops_desktop.core.wording import counted
from mlops_desktop.services import transforming
from mlops_desktop.services.session import Session
from mlops_desktop.services.version_details import VersionDetails

NONE = "–"


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of "what differs" between two versions."""

    aspect: str
    first: str
    second: str
    is_same: bool


def differences(first: VersionDetails, second: VersionDetails) -> tuple[Difference, ...]:
    """Return what differs between two versions, in words."""
    pairs = (
        ("Data", _data(first), _data(second)),
        *((name, of(first), of(second)) for name, of in _asked_of(first)),
        ("Method", first.version.algorithm, second.version.algorithm),
        ("Parameters", *_parameters(first, second)),
        ("Hold-out", _split(first), _split(second)),
        ("Seed", str(first.spec.seed), str(second.spec.seed)),
        ("Environment", *_environments(first.environment, second.environment)),
    )
    return tuple(Difference(aspect, one, two, one == two) for aspect, one, two in pairs)


def aspects(session: Session, details: Sequence[VersionDetails]) -> tuple[Aspect, ...]:
    """Return everything in which versions can differ, the reference first in each line.

    What every version has alike is there too; of parameters, feature steps, recipe steps and
    packages only those that differ are lines of their own.
    """

    def line(part: str, name: str, of: Callable[[VersionDetails], str]) -> Aspect:
        return Aspect(part, name, tuple(of(item) for item in details))

    return (
        line("data", "Data", _data),
        *_recipes(session, details),
        *(line("columns", name, of) for name, of in _asked_of(details[0])),
        *_features(details),
        line("method", "Method", lambda item: item.version.algorithm),
        *_settings(details),
        line("method", "Decided at", _threshold),
        line("check", "Hold-out", _split),
        line("check", "Seed", lambda item: str(item.spec.seed)),
        *_places(details),
    )


def _asked_of(
    details: VersionDetails,
) -> tuple[tuple[str, Callable[[VersionDetails], str]], ...]:
    """Return what a version of this kind reads of its table, as it was asked for."""
    if details.spec.forecast is not None:
        return (("Column of days", _days), ("Days without a row", _filled), ("Events", _events))
    if details.spec.anomaly is not None:
        called = ("Called unusual", _called), ("Known answers", _known_answers)
        return (("Columns left out", _left_out), *called)
    return (("Columns left out", _left_out),)


def _recipes(session: Session, details: Sequence[VersionDetails]) -> Iterator[Aspect]:
    """Yield how each version's table came about, and the recipe steps that not all have."""
    known: dict[str, tuple[str, tuple[str, ...]]] = {}
    for item in details:
        if item.dataset.id not in known:
            known[item.dataset.id] = _made(session, item.dataset)
    made = [known[item.dataset.id] for item in details]
    yield Aspect("recipe", "Made by", tuple(words for words, _ in made))
    steps = dict.fromkeys(step for _, found in made for step in found)
    for step in steps:
        values = tuple(_place(step, found) for _, found in made)
        if len(set(values)) > 1:
            yield Aspect("recipe", step, values)


def _made(session: Session, version: DatasetVersion) -> tuple[str, tuple[str, ...]]:
    making = transforming.making_of(session, version)
    if making is None:
        return "import of a file", ()
    steps = tuple(step.words() for step in making.document.steps)
    return f"recipe {making.recipe.label}", steps


def _place(step: str, steps: tuple[str, ...]) -> str:
    return f"step {steps.index(step) + 1}" if step in steps else NONE


def _features(details: Sequence[VersionDetails]) -> Iterator[Aspect]:
    """Yield per column the steps from it to the model, where they differ.

    Where the steps themselves differ they are named alone; where only what they learned differs,
    that is said.
    """
    plain = [_chains(item.facts.steps) for item in details]
    whole = [_chains(item.facts.steps, is_whole=True) for item in details]
    different = []
    for name in dict.fromkeys(name for chain in plain for name in chain):
        for chains in (plain, whole):
            values = tuple(chain.get(name, "not taken") for chain in chains)
            if len(set(values)) > 1:
                different.append(Aspect("features", name, values))
                break
    if not different:
        count = counted(len(details[0].facts.steps), "step")
        different.append(Aspect("features", "Feature steps", (count,) * len(details)))
    yield from different


def _chains(steps: Iterable[FeatureStep], *, is_whole: bool = False) -> dict[str, str]:
    """Return per column what is done to it, in order: ``impute, scale``, whole with details."""
    found: dict[str, list[str]] = {}
    for step in steps:
        words = step.operation.replace("_", " ")
        words = f"{words} ({step.detail})" if step.detail and is_whole else words
        for name in step.columns:
            found.setdefault(name, []).append(words)
    return {name: ", ".join(words) for name, words in found.items()}


def _by_name(part: str, values: Sequence[dict[str, str]]) -> Iterator[Aspect]:
    for name in sorted({name for item in values for name in item}):
        found = tuple(item.get(name, NONE) for item in values)
        if len(set(found)) > 1:
            short = tuple(map(short_value, found))
            yield Aspect(part, name, short if len(set(short)) > 1 else found)


def _settings(details: Sequence[VersionDetails]) -> Iterator[Aspect]:
    """Yield the parameters that differ, by their names for people.

    Where two parameters have one name, as each method's shrinkage has, their own ones follow.
    """
    lines = list(_by_name("method", [dict(item.facts.parameters) for item in details]))
    methods = {key: item.version.algorithm for item in details for key, _ in item.facts.parameters}
    names = {line.name: plain_name(methods[line.name], line.name) for line in lines}
    for line in lines:
        name = names[line.name]
        if list(names.values()).count(name) > 1:
            name = f"{name} ({line.name})"
        plain = tuple(map(plain_value, line.values))
        yield Aspect(line.part, name, plain if len(set(plain)) > 1 else line.values)


def _places(details: Sequence[VersionDetails]) -> Iterator[Aspect]:
    """Yield the system, and what differs of the environment; Python, if nothing does."""
    environments = [item.environment for item in details]
    yield Aspect("environment", "System", tuple(place.system for place in environments))
    packages_ = [_packages(place) for place in environments]
    lines = list(_by_name("environment", packages_))
    if not lines:
        keys = ("Python", "scikit-learn")
        lines = [Aspect("environment", "Packages", tuple(packages(p, keys) for p in environments))]
    yield from lines


def _threshold(details: VersionDetails) -> str:
    at = details.facts.signature.threshold
    if not details.facts.signature.classes:
        return "no classes"
    return "the most probable class" if at is None else f"probability {at:.3g}"


def _data(details: VersionDetails) -> str:
    return f"{details.dataset.label} ({counted(details.dataset.row_count, 'row')})"


def _left_out(details: VersionDetails) -> str:
    return ", ".join(details.spec.exclude) or "none"


def _days(details: VersionDetails) -> str:
    return details.spec.forecast.date if details.spec.forecast is not None else NONE


def _filled(details: VersionDetails) -> str:
    if details.spec.forecast is None:
        return NONE
    return "zero" if details.spec.forecast.fill == "zero" else "not known"


def _events(details: VersionDetails) -> str:
    if details.spec.forecast is None:
        return NONE
    return ", ".join(details.spec.forecast.events) or "none"


def _called(details: VersionDetails) -> str:
    if details.spec.anomaly is None:
        return NONE
    return f"{100 * details.spec.anomaly.share:g} % of the training rows"


def _known_answers(details: VersionDetails) -> str:
    if details.spec.anomaly is None:
        return NONE
    return details.spec.anomaly.labels or "none"


def _split(details: VersionDetails) -> str:
    forecast = details.spec.forecast
    if forecast is not None:
        starts = counted(forecast.origins, "start")
        return f"a backtest by day: {starts}, {counted(forecast.horizon, 'day')} ahead each"
    plan = details.spec.split
    share = f"{plan.share.replace(' ', '')} held out" if plan.share else "held out"
    folds = (counted(plan.folds, "fold"),) if plan.folds else ()
    return ", ".join((plan.words, share, *folds))


def _parameters(first: VersionDetails, second: VersionDetails) -> tuple[str, str]:
    """Return the parameters that differ, as two texts."""
    one, two = dict(first.facts.parameters), dict(second.facts.parameters)
    keys = sorted(key for key in one.keys() | two.keys() if one.get(key) != two.get(key))
    return (
        _set(first, ((key, one[key]) for key in keys if key in one)),
        _set(second, ((key, two[key]) for key in keys if key in two)),
    )


def _set(details: VersionDetails, values: Iterable[tuple[str, str]]) -> str:
    return plain_settings(details.version.algorithm, values) or "same"


def _environments(first: Environment, second: Environment) -> tuple[str, str]:
    """Return what of the environments differs, or their main versions when nothing does."""
    keys = other_packages(first, second) or ("Python", "scikit-learn")
    return packages(first, keys), packages(second, keys)


def other_packages(first: Environment, second: Environment) -> tuple[str, ...]:
    """Return what has another version in the second environment; ``Python`` is among it."""
    one, two = _packages(first), _packages(second)
    return tuple(sorted(key for key in one.keys() | two.keys() if one.get(key) != two.get(key)))


def packages(environment: Environment, keys: Iterable[str]) -> str:
    """Return ``Python 3.12.4, numpy 2.1.0`` for these."""
    found = _packages(environment)
    return ", ".join(f"{key} {found.get(key, NONE)}" for key in keys)


def _packages(environment: Environment) -> dict[str, str]:
    return {**dict(environment.packages), "Python": environment.python}
