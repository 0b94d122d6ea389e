"""How a person points at a version."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.reference import Namespace, Reference, check_name, parse_reference
from mlops_desktop.core.stage import Stage

NAMES = st.from_regex(r"[A-Za-z0-9_.\-]{1,80}", fullmatch=True).filter(
    lambda name: name not in {".", ".."}
)
REFERENCES = st.builds(
    lambda name, version, namespace: Reference(name, namespace=namespace, **version),
    NAMES,
    st.one_of(
        st.just({}),
        st.just({"best": True}),
        st.builds(lambda number: {"number": number}, st.integers(1, 9_999_999_999)),
        st.builds(lambda stage: {"stage": stage}, st.sampled_from(Stage)),
    ),
    st.sampled_from([None, *Namespace]),
)


@given(REFERENCES)
def test_a_reference_is_read_as_it_is_written(reference: Reference) -> None:
    assert parse_reference(str(reference)) == reference


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sales", Reference("sales")),
        ("sales@3", Reference("sales", number=3)),
        ("churn@production", Reference("churn", stage=Stage.PRODUCTION)),
        ("churn@best", Reference("churn", best=True)),
        ("model:churn@7", Reference("churn", number=7, namespace=Namespace.MODEL)),
        ("data:churn", Reference("churn", namespace=Namespace.DATA)),
        ("data", Reference("data")),
        ("best@best", Reference("best", best=True)),
        ("a.b-c_d@12", Reference("a.b-c_d", number=12)),
    ],
)
def test_the_forms_of_the_manual(text: str, expected: Reference) -> None:
    assert parse_reference(text) == expected


@pytest.mark.parametrize(
    "text",
    ["a@", "a@0", "a@-1", "a@1.0", "a@v1", "a@Production", "a@newest", "a@b@1", "a@²", "a@٣",
     "a@007", "a@1 ", f"a@{'9' * 5000}"],
)  # fmt: skip
def test_what_points_at_no_version_is_refused(text: str) -> None:
    with pytest.raises(UserError) as refusal:
        parse_reference(text)
    assert refusal.value.code == "usage.reference"
    assert len(str(refusal.value)) < 400


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a b", "a/b", "a\\b", "ä", "a\n", "a\x00", "x" * 81, "@3", "model:"]
)
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    with pytest.raises(UserError) as refusal:
        parse_reference(name)
    assert refusal.value.code == "usage.name"


@given(st.text(max_size=100))
def test_any_text_is_a_reference_or_a_refusal(text: str) -> None:
    with suppress(UserError):
        assert str(parse_reference(text))


@given(NAMES)
def test_a_name_is_returned_as_it_is(name: str) -> None:
    if not name.startswith("-"):
        assert check_name(name) == name


@pytest.mark.parametrize("name", ["-x", "-", "--json", "-1"])
def test_nothing_new_is_named_like_an_option_but_what_is_there_is_found(name: str) -> None:
    with pytest.raises(UserError) as refusal:
        check_name(name)
    assert refusal.value.code == "usage.name"
    assert "no “-” in front" in refusal.value.hint
    assert parse_reference(f"data:{name}@2").name == name
