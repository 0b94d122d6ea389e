"""Random well-typed expressions over one table, for property tests."""

from __future__ import annotations

from datetime import date
from functools import cache

from hypothesis import strategies as st

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.expressions import tree
from mlops_desktop.core.expressions.tree import Binary, Call, Chain, Literal, Name, Unary

I, N, B = ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.BOOLEAN  # noqa: E741
D, DT, T = ColumnType.DATE, ColumnType.DATETIME, ColumnType.TEXT

NAMES = {I: "whole", N: "unit price", B: "paid", D: "day", DT: "or", T: "a]b"}
COLUMNS = tuple(Column(name, kind, SemanticType(kind.value)) for kind, name in NAMES.items())

VALUES = {
    I: st.one_of(st.integers(-5, 5), st.sampled_from([2**63 - 1, -(2**62), 10**15])),
    N: st.one_of(
        st.sampled_from([0.0, 0.5, -2.5, 3.0, 0.1, 1e308, -1e-300]),
        st.floats(-1000, 1000, allow_nan=False).map(lambda x: x + 0.0),
    ),
    B: st.booleans(),
    D: st.dates(date(1, 1, 1), date(9999, 12, 31)),
    DT: st.datetimes().map(lambda moment: moment.replace(microsecond=0)),
    T: st.text("aBé -x1.'", max_size=6),
}
_COMPARED = (I, N, D, DT, T)


def literals(kind):
    """Values as they stand in a text: without sign."""
    return (
        VALUES[kind]
        .map(lambda value: Literal(kind, abs(value) if kind in (I, N) else value))
        .filter(lambda one: kind is not I or one.value < 2**63)
    )


def _leaf(kind):
    return st.one_of(st.just(Name(NAMES[kind])), literals(kind))


@cache
def nodes(kind, depth=2):
    """Trees that give a type."""
    if depth == 0:
        return _leaf(kind)
    deeper = {one: nodes(one, depth - 1) for one in ColumnType}
    choices = [_leaf(kind), *_MAKERS[kind](deeper)]
    choices.append(_call("if", deeper[B], deeper[kind], deeper[kind]))
    choices.append(_call("coalesce", deeper[kind], deeper[kind]))
    if kind is not B:
        choices.append(_call("min", deeper[kind], deeper[kind]))
        choices.append(_call("max", deeper[kind], deeper[kind], deeper[kind]))
    return st.one_of(choices)


def _call(name, *arguments):
    return st.tuples(*arguments).map(lambda found: Call(name, found))


def _binary(operators, left, right):
    return st.builds(Binary, st.sampled_from(operators), left, right)


def _option(*values):
    return st.sampled_from([Literal(I if isinstance(v, int) else T, v) for v in values])


def _whole(below):
    moments = st.one_of(below[D], below[DT])
    parts = st.sampled_from(["year", "quarter", "month", "week", "day", "weekday"])
    return [
        _binary(["+", "-", "*", "%"], below[I], below[I]),
        st.builds(Unary, st.just("-"), below[I]),
        st.builds(lambda name, one: Call(name, (one,)), parts, moments),
        st.builds(
            lambda name, one: Call(name, (one,)),
            st.sampled_from(["floor", "ceil", "sign", "round", "integer"]),
            below[N],
        ),
        _call("abs", below[I]),
        _call("hour", below[DT]),
        _call("length", below[T]),
        _call("integer", below[T]),
        _call("find", below[T], below[T]),
        _call("days_between", moments, moments),
        _call("second", below[DT]),
    ]


def _number(below):
    either = st.one_of(below[I], below[N])
    return [
        _binary(["+", "-", "*", "/", "%"], below[N], either),
        _binary(["/"], below[I], below[I]),
        st.builds(Unary, st.just("-"), below[N]),
        _call("abs", below[N]),
        _call("sqrt", either),
        _call("number", below[T]),
        _call("number", below[I]),
        _call("round", below[N], _option(0, 1, 3)),
        _call("seconds_between", below[DT], below[DT]),
    ]


def _truth(below):
    return [
        *(_binary(tree.COMPARISONS, below[kind], below[kind]) for kind in _COMPARED),
        _binary(tree.COMPARISONS, below[I], below[N]),
        _binary(tree.COMPARISONS, below[D], below[DT]),
        _binary(["contains", "starts with", "ends with"], below[T], below[T]),
        _binary(["matches"], below[T], _option("^a", "[0-9]+", "(B|x).", r"\w\s")),
        st.builds(Unary, st.just("not"), below[B]),
        st.builds(
            lambda sign, some: Chain(sign, tuple(some)),
            st.sampled_from(["and", "or"]),
            st.lists(below[B], min_size=2, max_size=3),
        ),
        *(st.builds(tree.IsMissing, below[kind]) for kind in ColumnType),
        st.builds(tree.Between, below[I], below[I], below[N]),
        st.builds(tree.Between, below[D], below[D], below[D]),
        st.builds(tree.Among, below[T], st.lists(below[T], min_size=1, max_size=3).map(tuple)),
        st.builds(tree.Among, below[N], st.lists(below[N], min_size=1, max_size=3).map(tuple)),
        _call("is_weekend", st.one_of(below[D], below[DT])),
    ]


def _day(below):
    return [
        _call("date", below[DT]),
        _call("date", below[T]),
        _call("start_of", below[D], _option("day", "week", "month", "quarter", "year")),
        _call("date_add", below[D], below[I], _option("days", "weeks", "months", "years")),
    ]


def _moment(below):
    return [
        _call("start_of", below[DT], _option("hour", "minute")),
        _call("date_add", below[DT], below[I], _option("days", "months", "hours", "seconds")),
    ]


def _text(below):
    return [
        st.builds(lambda some: Chain("&", tuple(some)), st.lists(below[T], min_size=2, max_size=3)),
        st.builds(
            lambda name, one: Call(name, (one,)),
            st.sampled_from(["lower", "upper", "trim", "without_accents"]),
            below[T],
        ),
        _call("replace", below[T], below[T], below[T]),
        _call("left", below[T], below[I]),
        _call("right", below[T], below[I]),
        _call("mid", below[T], below[I], below[I]),
        _call("split_part", below[T], _option("-", "aB", " "), _option(1, 2, 9)),
        st.builds(
            lambda one: Call("text", (one,)), st.one_of(below[I], below[B], below[D], below[DT])
        ),
    ]


_MAKERS = {I: _whole, N: _number, B: _truth, D: _day, DT: _moment, T: _text}
