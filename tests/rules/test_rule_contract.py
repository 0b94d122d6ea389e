"""What holds for every kind of rule; kinds and their parameters are found in the catalogue."""

from __future__ import annotations

from dataclasses import fields

import pytest
from recipes.bench import Table
from rules.cases import CASES, FAILED, PASSED, UNKNOWN, name_of

from mlops_desktop.core.codec import from_bytes, to_bytes
from mlops_desktop.core.recipes.parameter import Kind
from mlops_desktop.core.rules.catalogue import RULES
from mlops_desktop.core.rules.contract import Contract, from_text, to_text
from mlops_desktop.core.rules.outcome import CheckResult
from mlops_desktop.core.rules.rule import Rule, RuleSeverity
from mlops_desktop.data.rules.plans import plan

each_case = pytest.mark.parametrize("case", CASES, ids=name_of)
each_kind = pytest.mark.parametrize("kind", RULES.values(), ids=RULES.keys())


def _subclasses(kind: type) -> set[type]:
    return {kind, *(one for sub in kind.__subclasses__() for one in _subclasses(sub))}


def test_every_rule_that_is_defined_is_in_the_catalogue() -> None:
    defined = {kind.__qualname__ for kind in _subclasses(Rule) - {Rule}}
    assert defined == {kind.__qualname__ for kind in RULES.values()}


@each_kind
def test_every_kind_has_a_plan_and_is_seen_to_pass_and_to_fail(kind) -> None:
    assert plan.dispatch(kind) is not plan.dispatch(object)
    seen = {case.status for case in CASES if type(case.rule) is kind}
    assert {PASSED, FAILED} <= seen


@each_kind
def test_every_parameter_is_described(kind) -> None:
    parameters = kind.parameters()
    assert {item.name for item in parameters} == {item.name for item in fields(kind)}
    assert parameters[-1].name == "severity"
    for item in parameters:
        assert item.label[0].isupper()
        assert item.help.endswith(".")
        assert bool(item.choices) == (item.kind is Kind.CHOICE)
    assert kind.title[0].isupper()
    assert kind.summary.endswith(".")


@each_case
def test_a_rule_survives_json_unchanged(case) -> None:
    contract = Contract((case.rule,))
    again = from_text(to_text(contract))
    assert again == contract
    assert to_text(again) == to_text(contract)


@each_case
def test_a_rule_says_in_words_what_must_be_true(case) -> None:
    words = case.rule.words()
    assert words
    assert words.strip() == words
    assert not words.endswith(".")
    assert all(name in words for name in case.rule.named())


@each_case
def test_a_rule_tells_what_is_so(case, says) -> None:
    found = says(case.rule, case.given, case.previous)
    assert (found.status, found.detail) == (case.status, found.detail)
    if case.rows is None:
        assert not found.rows
    else:
        assert found.rows == case.rows
        assert found.failing == len(case.rows)
    assert found.detail[0].isupper() or found.detail[0] in "“0123456789"
    assert found.detail.endswith((".", ")"))


@each_case
def test_a_check_survives_the_way_between_processes(case, check) -> None:
    found = check([case.rule], case.given, case.previous)
    assert from_bytes(CheckResult, to_bytes(found)) == found


@each_case
def test_a_table_without_rows_never_fails_because_of_its_values(case, says) -> None:
    if case.status is PASSED and case.previous is None:
        found = says(case.rule, Table(case.given.columns, []))
        assert found.status in (PASSED, UNKNOWN)
        assert found.failing in (None, 0)


@each_case
def test_a_column_that_is_gone_fails_the_rule_by_name(case, says) -> None:
    if not case.rule.named():
        return
    other = Table(tuple(_renamed(item) for item in case.given.columns), case.given.rows)
    found = says(case.rule, other)
    assert found.status is FAILED
    assert case.rule.named()[0] in found.detail


def _renamed(column):
    return type(column)(f"other {column.name}", column.type, column.semantic, column.zone)


@each_kind
def test_a_rule_warns_unless_it_is_said_to_block(kind) -> None:
    case = next(case for case in CASES if type(case.rule) is kind)
    given = {item.name: getattr(case.rule, item.name) for item in fields(kind)}
    assert case.rule.severity is RuleSeverity.WARN
    assert kind(**{**given, "severity": RuleSeverity.BLOCK}).severity is RuleSeverity.BLOCK
