"""Lineage is true: what a column does not come from cannot change it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recipes.bench import Bench, Result, Table, draw, other_tables, sample
from recipes.examples import EXAMPLES, name_of

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.outcome import SourceColumn
from mlops_desktop.core.recipes.step import StepProblem

ROWS = 40


def _run(bench: Bench, steps, main: Table) -> Result:
    names = {name for step in steps for name in step.tables()}
    others = {name: other for name, other in other_tables().items() if name in names}
    return bench.run(steps, {"main": main, **others})


def _of_main(sources) -> frozenset[str]:
    return frozenset(source.column for source in sources if source.table == "main")


def _changed(main: Table, names, seed: int) -> Table:
    return main.with_values({name: draw(name, len(main.rows), seed) for name in names})


def _different(result: Result, other: Result) -> Iterator[str]:
    for name in result.names:
        if name not in other.names or result.values(name) != other.values(name):
            yield name


def _check_untouched(bench: Bench, steps, main: Table, seed: int) -> None:
    """Change everything that columns do not come from, at once, and compare them."""
    before = _run(bench, steps, main)
    rows = _of_main(before.row_sources)
    for sources in {_of_main(field.sources) for field in before.fields}:
        others = set(main.names) - sources - rows
        after = _run(bench, steps, _changed(main, others, seed))
        here = {field.name for field in before.fields if _of_main(field.sources) <= sources}
        assert here & set(_different(before, after)) == set(), sources


@pytest.mark.parametrize("step", EXAMPLES, ids=name_of)
def test_no_column_changes_with_those_it_does_not_come_from(step, bench) -> None:
    _check_untouched(bench, [step], sample(ROWS, seed=5), 77)


@pytest.mark.parametrize("step", [step for step in EXAMPLES if step.tables()], ids=name_of)
def test_no_column_changes_with_those_of_another_table_it_does_not_come_from(step, bench) -> None:
    main, name = sample(ROWS, seed=6), step.tables()[0]
    other = other_tables()[name]
    before = bench.run([step], {"main": main, name: other})
    for column in other.names:
        source = SourceColumn(name, column)
        if source in before.row_sources:
            continue
        values = other.values(column)
        after = bench.run(
            [step], {"main": main, name: other.with_values({column: [*values[1:], values[0]]})}
        )
        untouched = {field.name for field in before.fields if source not in field.sources}
        assert untouched & set(_different(before, after)) == set(), column


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(st.sampled_from(EXAMPLES), min_size=2, max_size=4),
    seed=st.integers(0, 1000),
)
def test_lineage_holds_through_any_steps_one_after_another(bench, steps, seed) -> None:
    try:
        _check_untouched(bench, steps, sample(ROWS, seed), seed + 1)
    except (UserError, StepProblem):
        return  # a step does not fit what the one before left


@pytest.mark.parametrize("step", EXAMPLES, ids=name_of)
def test_every_source_that_is_named_can_change_its_column(step, bench) -> None:
    own = [(field.name, _of_main(field.sources)) for field in _run(bench, [step], sample(9)).fields]
    claimed = {(made, name) for made, names in own if names != {made} for name in names}
    seen: set[tuple[str, str]] = set()
    for seed in range(8):
        main = sample(ROWS, seed)
        before = _run(bench, [step], main) if claimed - seen else None
        for name in {source for _, source in claimed - seen}:
            missing = main.with_values({name: [None] * ROWS})
            for changed in (_changed(main, [name], 99 + seed), missing):
                after = _run(bench, [step], changed)
                seen |= {(made, name) for made in _different(before, after)}
    assert claimed - seen == set()
