"""Every refusal has words, a next step and all the facts it names; no words wait for a use."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from mlops_desktop.core.messages import MESSAGES


@dataclass(frozen=True)
class Raised:
    """One ``UserError(code, **facts)`` in the source."""

    where: str
    code: str
    facts: frozenset[str]
    is_open: bool


def _raised(modules) -> Iterator[Raised]:
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("UserError"):
                yield from _codes(module.at(node), node)


def _codes(where: str, call: ast.Call) -> Iterator[Raised]:
    """Yield each code a call can carry; one relayed with ``**facts`` is checked at its origin."""
    facts = frozenset(keyword.arg for keyword in call.keywords if keyword.arg)
    is_open = any(keyword.arg is None for keyword in call.keywords)
    literals = [
        node.value
        for node in ast.walk(call.args[0])
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value
    ]
    for code in literals:
        yield Raised(where, code, facts, is_open)
    if not literals and not is_open:
        yield Raised(where, f"not literal: {ast.unparse(call.args[0])}", facts, is_open)


ADDED = {
    "data": {"path"},
    "reading": {"path"},
    "training": {"data"},
    "decision": {"data"},
    "features": {"data"},
    "models": {"data", "label"},
    "forecast": {"data"},
    "anomaly": {"data"},
    "foreign": {"file", "data"},
}
"""Facts by subject that ``about`` adds above the raise: what reads a part knows no file."""


def _placeholders(code: str) -> set[str]:
    message = MESSAGES[code]
    parts = [*string.Formatter().parse(message.what), *string.Formatter().parse(message.hint)]
    return {name.partition(".")[0].partition("[")[0] for _, name, _, _ in parts if name}


@pytest.fixture(scope="module")
def raised(modules) -> tuple[Raised, ...]:
    found = tuple(_raised(modules))
    assert len(found) > 5
    return found


def test_every_code_that_is_raised_has_words(raised) -> None:
    assert {f"{one.where} {one.code}" for one in raised if one.code not in MESSAGES} == set()


def test_every_worded_code_is_raised_somewhere(raised, modules) -> None:
    # A code may also stand in a table of codes that one place raises.
    constants = {
        node.value
        for module in modules
        if ".messages" not in module.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(MESSAGES) - {one.code for one in raised} - constants == set()


def test_every_fact_that_a_sentence_names_is_given(raised) -> None:
    missing = {
        f"{one.where} {one.code}": _placeholders(one.code)
        - one.facts
        - ADDED.get(one.code.partition(".")[0], set())
        for one in raised
        if one.code in MESSAGES and not one.is_open
    }
    assert {where: names for where, names in missing.items() if names} == {}


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_the_words_are_whole_sentences_with_a_next_step(code: str) -> None:
    message = MESSAGES[code]
    assert message.hint, "what can the person do now?"
    for sentence in (message.what, message.hint):
        assert sentence.strip() == sentence
        assert sentence[-1] in ".…”)}?:", sentence
        assert "!" not in sentence


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_the_words_can_be_filled_in(code: str) -> None:
    facts = dict.fromkeys(_placeholders(code), "Ω {x}")
    message = MESSAGES[code]
    assert "…" not in message.text(facts).replace(message.what, "")
    assert message.next_step(facts)
    assert int(message.exit_code) in {1, 2, 3, 4}
