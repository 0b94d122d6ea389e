"""The manual's page on expressions says what the catalogue says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.expressions import FUNCTIONS, check, parse, render
from mlops_desktop.core.expressions.manual import function_tables
from mlops_desktop.core.expressions.tokens import KEYWORDS

PAGE = Path(__file__).parents[2] / "resources" / "help" / "expressions.md"


def test_the_page_lists_every_function_as_the_catalogue_has_it() -> None:
    assert PAGE.read_text("utf-8").endswith(function_tables())


def test_the_page_explains_every_word_of_the_language() -> None:
    text = PAGE.read_text("utf-8")
    assert [word for word in sorted(KEYWORDS) if not re.search(rf"`[^`]*\b{word}\b", text)] == []


def test_the_expressions_shown_first_can_be_read() -> None:
    shown = PAGE.read_text("utf-8").split("```")[1].strip().splitlines()
    assert len(shown) == 3
    assert [render(parse(line)) for line in shown] == shown


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_a_function_has_a_sentence_and_an_example_that_uses_it(function) -> None:
    assert function.help[0].isupper() or function.help[0] in "−e"
    assert function.help.endswith(".")
    assert f"{function.name}(" in function.example
    assert check(parse(function.example), []).type in ColumnType


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_too_many_and_too_few_values_are_refused_with_the_usage(function) -> None:
    wrong = [f"{function.name}()"]
    if not function.parameters[-1].is_repeated:
        wrong.append(f"{function.name}({', '.join(['1'] * (len(function.parameters) + 1))})")
    for text in wrong:
        with pytest.raises(UserError) as caught:
            check(parse(text), [])
        assert caught.value.code == "expression.argument_count"
        assert function.usage in caught.value.hint
