"""Each column told in one plain sentence."""

from __future__ import annotations

import pytest

from mlops_desktop.core.column_sentence import association_value, column_sentence, number_text
from mlops_desktop.core.dataset import ColumnProfile, ColumnType, SemanticType
from mlops_desktop.core.profile_parts import (
    Association,
    AssociationMethod,
    Confidence,
    PersonalKind,
    PersonalSign,
    Spacing,
    TextLengths,
)


def told(kind: ColumnType, semantic: SemanticType, **facts: object) -> str:
    given: dict[str, object] = {"count": 100, "missing": 0, "distinct": 50}
    return column_sentence(ColumnProfile("x", kind, semantic, **(given | facts)))


def test_a_number_is_told_by_its_ends_and_its_middle_half() -> None:
    said = told(
        ColumnType.NUMBER,
        SemanticType.NUMBER,
        distinct=717,
        low=0.02,
        high=0.96,
        quantiles=(0.1, 0.34, 0.5, 0.66, 0.9),
    )
    assert said == (
        "x: 717 different numbers from 0.02 to 0.96, half of them between 0.34 and 0.66;"
        " nothing missing"
    )


def test_dates_are_told_with_their_step_and_what_is_missing() -> None:
    said = told(
        ColumnType.DATETIME,
        SemanticType.DATETIME,
        low="2013-01-01T05:00:00",
        high="2013-12-31T23:00:00",
        spacing=Spacing("hourly", 3600.0, 1, 2),
        missing=3,
    )
    assert said == (
        "x: 50 different times from 2013-01-01 05:00 to 2013-12-31 23:00, hourly with 2 steps"
        " missing in 1 gap; 3 missing (2.9 %)"
    )


def test_an_ordinal_is_told_by_its_ends() -> None:
    said = told(
        ColumnType.TEXT,
        SemanticType.ORDINAL,
        distinct=3,
        order=("low", "medium", "high"),
        top=(("medium", 60), ("low", 30), ("high", 10)),
    )
    assert said == "x: 3 steps from “low” to “high”, most often “medium” (60 %); nothing missing"


def test_free_text_is_told_by_its_length() -> None:
    said = told(
        ColumnType.TEXT, SemanticType.TEXT, lengths=TextLengths(2, 7.5, 40), top=(("a", 1),)
    )
    assert said == "x: 50 different texts of 2 to 40 characters; nothing missing"


def test_a_personal_column_is_told_without_any_value() -> None:
    sign = PersonalSign(PersonalKind.EMAIL, Confidence.CERTAIN, "20 of 20")
    said = told(ColumnType.TEXT, SemanticType.TEXT, personal=sign, top=(("aaa@aaa.aa", 9),))
    assert said == "x: almost certainly e-mail addresses, 50 different values; nothing missing"


def test_empty_and_constant_columns_say_so() -> None:
    assert told(ColumnType.TEXT, SemanticType.CONSTANT, count=0, missing=9) == (
        "x: every value is missing"
    )
    said = told(ColumnType.TEXT, SemanticType.CONSTANT, distinct=1, top=(("Jan", 100),))
    assert said == "x: the same value in every row: “Jan”; nothing missing"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (-1.5, "−1.5"),
        (12345.0, "12,345"),
        (14158.2, "14,158"),
        (2013.0, "2013"),
        (0.123456, "0.1235"),
        (1e-9, "1e−09"),
    ],
)
def test_numbers_have_four_digits_and_a_real_minus(value: float, shown: str) -> None:
    assert number_text(value) == shown


def test_nearly_one_is_never_rounded_to_one() -> None:
    pair = Association(0, 1, AssociationMethod.PEARSON, 0.99996, 10, rank=-1.0)
    assert association_value(pair) == "r = 0.999+, ρ = −1.000"
