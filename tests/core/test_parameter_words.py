"""Parameters as a person reads them."""

from __future__ import annotations

import pytest

from mlops_desktop.core.parameter_words import (
    plain_name,
    plain_settings,
    plain_value,
    setting_words,
    short_value,
)


@pytest.mark.parametrize(
    ("exact", "read"),
    [
        ("0.3333333333333333", "0.3333"),
        ("0.05", "0.05"),
        ("1000000", "1000000"),
        ("0.00012345678", "0.0001235"),
        ("automatic", "automatic"),
        ("1.2.3.4.5", "1.2.3.4.5"),
    ],
)
def test_only_numbers_with_many_digits_are_written_shorter(exact: str, read: str) -> None:
    assert short_value(exact) == read


def test_settings_stand_in_one_line() -> None:
    found = setting_words((("max_features", "0.3333333333333333"), ("n_estimators", "100")))
    assert found == "max_features 0.3333, n_estimators 100"


@pytest.mark.parametrize(
    ("method", "key", "name"),
    [
        ("boosting", "max_iter", "Rounds"),
        ("forest", "max_features", "Share of the inputs per split"),
        ("forest", "random_state", "Random seed"),
        ("forest", "of_a_newer_version", "Of a newer version"),
        ("method_of_a_newer_version", "max_iter", "Max iter"),
    ],
)
def test_a_parameter_is_named_as_where_it_is_set(method: str, key: str, name: str) -> None:
    assert plain_name(method, key) == name


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("True", "yes"),
        ("False", "no"),
        ("None", "none"),
        ("squared_error", "squared error"),
        ("0.3333333333333333", "0.3333"),
        ("linear+forest", "linear+forest"),
    ],
)
def test_a_value_is_said_in_words(kept: str, read: str) -> None:
    assert plain_value(kept) == read


def test_settings_are_told_for_people_in_one_line() -> None:
    kept = (("C", "1.0"), ("class_weight", "None"))
    assert plain_settings("linear", kept) == "freedom 1.0, class weight none"
