"""Who is joined by a vote: the best by cross-validation, in each fold by the other folds."""

from __future__ import annotations

import numpy as np
import pytest

from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.modeling import fit
from mlops_desktop.modeling.ensemble import Recipe, Team
from mlops_desktop.modeling.fit import fit_method
from mlops_desktop.modeling.prepare import prepare


def team_of(metric: str, **by_fold: tuple[float, ...]) -> Team:
    team = Team(metric)
    for key, values in by_fold.items():
        team.add(Recipe(key, {}), values)
    return team


def names(recipes) -> list[str]:
    return [item.key for item in recipes]


def test_the_best_comes_first_whichever_way_the_metric_points():
    values = {"linear": (1.0, 1.0), "tree": (3.0, 3.0), "forest": (2.0, 2.0)}
    assert names(team_of("mae", **values).best_first()) == ["linear", "forest", "tree"]
    assert names(team_of("roc_auc", **values).best_first()) == ["tree", "forest", "linear"]


def test_a_fold_has_no_say_in_who_is_joined_when_it_judges():
    team = team_of("mae", linear=(0.0, 5.0, 5.0), tree=(9.0, 4.0, 4.0), forest=(4.0, 4.5, 4.5))
    assert names(team.best_first()) == ["linear", "forest", "tree"]
    assert names(team.best_first(without=0)) == ["tree", "forest", "linear"]


def test_folds_in_which_the_metric_is_undefined_are_left_out():
    team = team_of("roc_auc", linear=(np.nan, 0.9), tree=(0.8, 0.8), forest=(np.nan, np.nan))
    assert names(team.best_first()) == ["linear", "tree"]


@pytest.mark.parametrize("key", ["voting", "stacking"])
def test_each_fold_is_judged_by_members_that_the_others_chose(bikes, monkeypatch, key):
    spec = TrainingSpec("it", "bikers", algorithms=(key,), split=SplitPlan(folds=3), seed=1)
    prepared = prepare(bikes, spec)
    team = Team("mae")
    for place, name in enumerate(("linear", "tree", "neighbours")):
        values = tuple(0.0 if fold == place else 9.0 for fold in range(3))
        team.add(fit.settled(prepared, name), values)
    team.add(fit.settled(prepared, "lasso"), (6.1, 6.1, 6.1))
    joined = []

    def watched(prepared, recipe, rows):
        joined.append(set(names(recipe.members)))
        return original(prepared, recipe, rows)

    original = fit.fit_recipe
    monkeypatch.setattr(fit, "fit_recipe", watched)
    fitted = fit_method(prepared, key, lambda _fold: None, team)
    everyone = {"linear", "tree", "neighbours", "lasso"}
    assert joined[:3] == [everyone - {name} for name in ("linear", "tree", "neighbours")]
    assert joined[3] == {"linear", "tree", "neighbours"}
    assert len(fitted.by_fold) == 3
