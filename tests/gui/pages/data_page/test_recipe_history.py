"""Changes to a recipe, and the way back and forth."""

from __future__ import annotations

from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.core.recipes.row_steps import FilterRows
from mlops_desktop.core.recipes.step import Step
from mlops_desktop.gui.pages.data.recipes.history import MOST_KEPT, Draft, History


def step(text: str) -> Step:
    return FilterRows(text)


def texts(draft: Draft) -> list[str]:
    return [item.words().removeprefix("Keep rows where ") for item in draft.steps]


def draft(*names: str, chosen: int = 0) -> Draft:
    return Draft(Recipe("", steps=tuple(map(step, names))), chosen)


def test_a_step_is_added_below_the_chosen_one_and_is_then_chosen() -> None:
    after = draft("a", "b", chosen=0).added(step("new"))
    assert texts(after) == ["a", "new", "b"]
    assert after.chosen == 1
    assert texts(draft(chosen=-1).added(step("first"))) == ["first"]


def test_removing_looks_at_what_takes_the_place_and_at_nothing_when_all_is_gone() -> None:
    last = draft("a", "b", chosen=1).removed(1)
    assert (texts(last), last.chosen) == (["a"], 0)
    assert last.removed(0).step is None
    assert last.removed(7) == last


def test_a_step_moves_to_where_it_is_dropped() -> None:
    assert texts(draft("a", "b", "c").moved(0, 2)) == ["b", "c", "a"]
    assert texts(draft("a", "b", "c").moved(2, 0)) == ["c", "a", "b"]
    assert draft("a", "b").moved(0, -1) == draft("a", "b")
    assert draft("a", "b").moved(0, 5).chosen == 1


def test_a_copy_stands_below_its_original() -> None:
    after = draft("a", "b").duplicated(0)
    assert (texts(after), after.chosen) == (["a", "a", "b"], 1)


def test_every_change_is_undone_and_made_again_in_order() -> None:
    history = History(draft("a"))
    history.apply(history.now.added(step("b")))
    history.apply(history.now.removed(0))
    assert history.undo()
    assert texts(history.now) == ["a", "b"]
    assert history.undo()
    assert not history.undo()
    assert texts(history.now) == ["a"]
    assert history.redo()
    assert history.redo()
    assert not history.redo()
    assert texts(history.now) == ["b"]


def test_typing_in_one_field_is_one_change() -> None:
    history = History(draft("a"))
    for text in ("ab", "abc", "abcd"):
        history.apply(history.now.changed(0, step(text)), "0.condition")
    history.apply(history.now.changed(0, step("x")), "0.other")
    history.undo()
    assert texts(history.now) == ["abcd"]
    history.undo()
    assert texts(history.now) == ["a"]


def test_looking_at_another_step_ends_a_series_and_is_no_change() -> None:
    history = History(draft("a", "b"))
    history.apply(history.now.changed(0, step("a1")), "0.condition")
    history.look(1)
    history.look(0)
    history.apply(history.now.changed(0, step("a2")), "0.condition")
    history.undo()
    assert texts(history.now) == ["a1", "b"]


def test_a_new_change_forgets_what_was_undone() -> None:
    history = History(draft("a"))
    history.apply(history.now.added(step("b")))
    history.undo()
    history.apply(history.now.added(step("c")))
    assert not history.can_redo
    assert texts(history.now) == ["a", "c"]


def test_a_change_that_changes_nothing_cannot_be_undone() -> None:
    history = History(draft("a"))
    assert not history.apply(history.now.changed(0, step("a")))
    assert not history.can_undo


def test_it_is_known_whether_the_recipe_is_saved_as_it_stands() -> None:
    history = History(draft("a"))
    assert not history.is_changed
    history.apply(history.now.added(step("b")))
    assert history.is_changed
    history.note_saved()
    assert not history.is_changed
    history.undo()
    assert history.is_changed
    history.redo()
    assert not history.is_changed


def test_only_so_many_changes_are_kept() -> None:
    history = History(draft("a"))
    for number in range(MOST_KEPT + 20):
        history.apply(history.now.changed(0, step(f"a{number}")))
    undone = 0
    while history.undo():
        undone += 1
    assert undone == MOST_KEPT
