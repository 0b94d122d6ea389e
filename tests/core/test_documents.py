"""Documents people write are read strictly, and each fault is named with its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pytest

from mlops_desktop.core import documents
from mlops_desktop.core.documents import DocumentError


class _Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class _Inner:
    depth: int
    share: float = 0.5


@dataclass(frozen=True)
class _Outer:
    name: str
    colour: _Colour = _Colour.RED
    inner: _Inner | None = None
    names: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    parts: tuple[_Inner, ...] = ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"steps": [], "steps": [1]}', "“steps” stands there twice"),
        ('{"a": {"b": [{"c": 1, "c": 1}]}}', "“c” stands there twice"),
        ('{"a": NaN}', "NaN is no number"),
        ('{"a": 1,\n "b": }', "line 2, character 7"),
        (b'{"a": "\xff"}', "not written in UTF-8"),
        ("[" * 100_000, "nested too deeply"),
        (r'{"a": "\ud800"}', "half a character"),
        (f'{{"a": {"9" * 5000}}}', "more digits than can be read"),
    ],
)
def test_what_cannot_be_read_whole_is_named(text, words) -> None:
    with pytest.raises(DocumentError) as refused:
        documents.read(text)
    assert words in str(refused.value)


def test_what_fits_is_read_and_accepted() -> None:
    value = documents.read(
        '{"name": "n", "colour": "blue", "inner": {"depth": 1, "share": 1}, "names": ["a"],'
        ' "pairs": [["a", "b"]], "parts": [{"depth": 2}], "more": 1}'
    )
    documents.require(_Outer, value, also=("more",))
    documents.require(_Outer, {"inner": None})


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([], "it holds no JSON object"),
        ({"nam": "n"}, "it has “nam”, which is unknown (Did you mean “name”?)"),
        ({"zzz": 1}, "unknown (It may have: more, name, colour"),
        ({"name": 7}, "“name” must be a text, not 7"),
        ({"colour": "green"}, '“colour” cannot be "green"; it is one of red, blue'),
        ({"inner": 3}, "“inner” must be an object with depth, share"),
        ({"inner": {}}, "“inner” has no “depth”"),
        ({"inner": {"deep": 1}}, "“inner” has “deep”, which is unknown"),
        ({"inner": {"depth": True}}, "“depth” of “inner” must be a whole number, not true"),
        ({"inner": {"depth": 1, "share": "x"}}, "“share” of “inner” must be a number"),
        ({"names": "abc"}, '“names” must be a list, not "abc"'),
        ({"names": ["a", 1]}, "entry 2 of “names” must be a text, not 1"),
        ({"pairs": [["a"]]}, "entry 1 of “pairs” must be a list of 2, not of 1"),
        ({"parts": [{"depth": 1}, {"depth": 1.5}]}, "“depth” of entry 2 of “parts” must be"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(value, words) -> None:
    with pytest.raises(DocumentError) as refused:
        documents.require(_Outer, value, also=("more",))
    assert words in str(refused.value)
