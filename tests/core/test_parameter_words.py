"""Parameters as a person reads them."""

from __future__ import annotations

import pytest

from mlops_desktop.core.parameter_words import setting_words, short_value


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
