"""Whatever is typed, reading an expression ends well; what is rendered reads back."""

from __future__ import annotations

import string

from core.expression_trees import COLUMNS, nodes
from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.expressions import FUNCTIONS, Expression, check, complete, parse, render
from mlops_desktop.core.expressions.faults import pointer
from mlops_desktop.core.expressions.tokens import KEYWORDS

_PIECES = st.one_of(
    st.sampled_from(sorted(KEYWORDS) + sorted(FUNCTIONS)),
    st.sampled_from([*"()[],'\"`=<>+-*/%^&.", "<>", "!=", "2013-05-01", "2013-02-30", "1e9", " "]),
    st.sampled_from(["whole", "[unit price]", "paid", "day", "'a'", "12", "0.5"]),
    st.text(string.printable, max_size=4),
)
_KINDS = st.sampled_from(list(ColumnType))
_SENTENCES = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=25).map(" ".join))


@settings(max_examples=150, derandomize=True, deadline=None)
@given(_SENTENCES)
def test_any_text_is_read_or_refused_in_words_with_a_place(text: str) -> None:
    error = _refusal(text)
    if error is None:
        return
    assert error.code.startswith("expression.")
    assert 1 <= error.facts["position"] <= len(text) + 1
    assert error.message
    line, caret = pointer(error)
    assert caret.endswith("^")
    assert len(caret) <= len(line) + 1


def _refusal(text: str) -> UserError | None:
    try:
        check(parse(text), COLUMNS)
    except UserError as error:
        return error
    return None


@settings(max_examples=100, derandomize=True, deadline=None)
@given(_SENTENCES, st.integers(-2, 70))
def test_completion_never_fails_and_replaces_what_stands_before_the_cursor(text, position) -> None:
    for suggestion in complete(text, position, COLUMNS):
        assert 0 <= suggestion.start <= suggestion.end <= len(text)
        assert suggestion.text


@settings(max_examples=150, derandomize=True, deadline=None)
@given(_KINDS.flatmap(nodes))
def test_what_is_rendered_reads_back_as_the_same_tree(tree) -> None:
    text = render(Expression(tree))
    assert parse(text).tree == tree
    assert render(parse(text)) == text


@settings(max_examples=100, derandomize=True, deadline=None)
@given(
    st.sampled_from(list(ColumnType)).flatmap(lambda kind: st.tuples(st.just(kind), nodes(kind)))
)
def test_a_well_typed_tree_has_its_type_and_names_its_columns(found) -> None:
    kind, tree = found
    expression = Expression(tree, render(Expression(tree)))
    typed = check(expression, COLUMNS)
    assert typed.type is kind
    assert typed.columns == expression.names
