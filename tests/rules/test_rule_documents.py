"""The JSON of rules is strict; parameters that make no sense are refused in words."""

from __future__ import annotations

import json

import pytest

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.rules.column_rules import Allowed, MissingShare, Pattern, Range, Required
from mlops_desktop.core.rules.contract import (
    MOST_RULES,
    Contract,
    from_text,
    require_contract,
    to_text,
)
from mlops_desktop.core.rules.table_rules import Expression, Freshness, Unique


def _rule(**rule: object) -> str:
    return json.dumps({"format": 1, "rules": [rule]})


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("{", "rules.unreadable", "no JSON"),
        ("[" * 100_000, "rules.unreadable", "no JSON"),
        ("[]", "rules.unreadable", "no list"),
        ('{"format": 2, "rules": []}', "rules.format", "format 2"),
        ('{"format": 1, "rules": [], "ruls": []}', "rules.unreadable", "ruls"),
        ('{"rules": [{"kind": "range", "column": "x", "low": NaN}]}', "rules.unreadable", "NaN"),
        ('{"rules": [7]}', "rules.form", "Rule 1"),
        (_rule(kind="requierd", column="x"), "rules.unknown_kind", "requierd"),
        (_rule(kind="required", colum="x"), "rules.unknown_key", "colum"),
        (_rule(kind="required"), "rules.form", "column"),
        (_rule(kind="required", column=5), "rules.form", "Rule 1"),
        (_rule(kind="required", column="x", severity="stop"), "rules.form", "stop"),
        (_rule(kind="unique", columns="x"), "rules.form", "no list"),
        (_rule(kind="allowed", column="x", values="ab"), "rules.form", "no list"),
        (_rule(kind="allowed", column="x", values=[["a"]]), "rules.form", "Rule 1"),
        (_rule(kind="type", column="x", type="float"), "rules.form", "float"),
        (_rule(kind="missing_share", column="x", percent="5"), "rules.form", "Rule 1"),
        (_rule(kind="required", column="\ud800"), "rules.unreadable", "no JSON"),
    ],
)
def test_what_is_no_rule_is_refused_and_named(text, code, words) -> None:
    with pytest.raises(UserError) as refused:
        from_text(text)
    assert refused.value.code == code
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Required(""), "“Column” is not given"),
        (Required("a\0"), "no text"),
        (Range("x"), "neither"),
        (Range("x", 5, 1), "larger"),
        (Range("x", 1, "2013-05-01"), "one bound is a number"),
        (Range("x", "2013-05-02", "2013-05-01"), "larger"),
        (Range("x", "soon"), "“soon”"),
        (Range("x", True), "true"),
        (Range("x", float("inf")), "must be a number"),
        (Allowed("x", ()), "“Values” is not given"),
        (Allowed("x", ("a", "a")), "twice"),
        (Pattern("x", "(?=a)"), "(?"),
        (Pattern("x", "a{2"), "pattern"),
        (MissingShare("x", 101), "from 0 to 100"),
        (Freshness("x", -1), "from 0 on"),
        (Unique(()), "“Columns” is not given"),
        (Unique(("a", "a")), "twice"),
        (Expression("a >"), "ends too early"),
    ],
)
def test_a_rule_that_makes_no_sense_says_why(rule, words) -> None:
    with pytest.raises(UserError) as refused:
        require_contract([Required("x"), rule])
    assert refused.value.code == "rules.parameter"
    assert "Rule 2" in refused.value.message
    assert words in refused.value.message


def test_the_same_rule_twice_is_refused() -> None:
    with pytest.raises(UserError, match="rule 1 says the same"):
        require_contract([Required("x"), Required("x")])


def test_too_many_rules_are_refused() -> None:
    with pytest.raises(UserError, match="1001"):
        require_contract([Required(f"c{at}") for at in range(MOST_RULES + 1)])


def test_how_a_number_was_written_does_not_matter() -> None:
    one, other = Range("x", 5, 7.5), Range("x", 5.0, 7.5)
    assert to_text(Contract((one,))) == to_text(Contract((other,)))
