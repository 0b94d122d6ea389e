"""Dates and date-times as numbers a model can use."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from mlops_desktop.modeling.target import Floats

PARTS: tuple[str, ...] = ("year", "month", "day", "weekday", "day_of_year", "hour", "minute")
"""Parts in the order they come out. ``weekday`` is ISO 8601: 1 Monday … 7 Sunday."""


class _ByPart(TransformerMixin, BaseEstimator, ABC):  # type: ignore[misc]  # sklearn has no types
    """Turns date and date-time columns into numbers, part by part.

    Attributes:
        columns_: the column names, in order.
        parts_: for each column the list of its parts.
    """

    def fit(self, X: pd.DataFrame, _y: object = None) -> Self:  # noqa: N803 - sklearn's name
        """Find the parts that vary.

        Args:
            X: columns of ``datetime64`` without zone.
        """
        self.columns_ = [str(name) for name in X.columns]
        self.parts_ = [self._varying(X[name]) for name in X.columns]
        self.n_features_in_ = len(self.columns_)
        return self

    def transform(self, X: pd.DataFrame) -> Floats:  # noqa: N803 - sklearn's name
        """Return float64 of shape (rows, outputs); missing dates give NaN."""
        check_is_fitted(self, "parts_")
        outputs = [
            values
            for name, parts in zip(self.columns_, self.parts_, strict=True)
            for part in parts
            for values in self._values(X[name], part)
        ]
        return np.column_stack(outputs) if outputs else np.empty((len(X), 0))

    @staticmethod
    @abstractmethod
    def _varying(column: pd.Series[Any]) -> list[str]:
        """Return the parts that a column is turned into."""

    @staticmethod
    @abstractmethod
    def _values(column: pd.Series[Any], part: str) -> list[Floats]:
        """Return the numbers of one part."""


class DateParts(_ByPart):
    """Turns date and date-time columns into their parts.

    A part that has one value in all training rows is left out; a column whose parts never vary
    keeps its year, so that every column has an output.
    """

    @staticmethod
    def _varying(column: pd.Series[Any]) -> list[str]:
        return _varying(column)

    @staticmethod
    def _values(column: pd.Series[Any], part: str) -> list[Floats]:
        return [part_values(column, part)]

    def get_feature_names_out(self, _names: object = None) -> np.ndarray[Any, np.dtype[np.object_]]:
        """Return ``<column>_<part>`` for every output."""
        check_is_fitted(self, "parts_")
        pairs = zip(self.columns_, self.parts_, strict=True)
        return np.array([f"{name}_{part}" for name, parts in pairs for part in parts], dtype=object)


def part_values(column: pd.Series[Any], part: str) -> Floats:
    """Return one part of a ``datetime64`` column as float64."""
    moments = column.dt
    if part == "weekday":
        numbers = moments.day_of_week + 1
    elif part == "day_of_year":
        numbers = moments.day_of_year
    elif part in PARTS:
        numbers = getattr(moments, part)
    else:
        raise ValueError(f"unknown date part {part!r}")
    return np.asarray(numbers.to_numpy(dtype=np.float64, na_value=np.nan))


def _varying(column: pd.Series[Any]) -> list[str]:
    present = column.dropna()
    varying = []
    for part in PARTS:
        numbers = part_values(present, part)
        if numbers.size and numbers.min() != numbers.max():
            varying.append(part)
    return varying or ["year"]


PERIODS: dict[str, float] = {"month": 12, "day": 31, "weekday": 7, "hour": 24}
"""Parts that come again, and how many steps a turn has. An hour carries its minutes."""


class CyclicParts(_ByPart):
    """Turns date and date-time columns into places on circles: December lies beside January.

    Each part that varies in the training rows becomes sine and cosine of its turn; the year,
    which does not come again, stays a number.
    """

    @staticmethod
    def _varying(column: pd.Series[Any]) -> list[str]:
        return _varying_turns(column)

    @staticmethod
    def _values(column: pd.Series[Any], part: str) -> list[Floats]:
        turns = turn_values(column, part)
        if part == "year":
            return [turns]
        return [np.sin(2 * np.pi * turns), np.cos(2 * np.pi * turns)]

    def outputs(self, column: str) -> list[str]:
        """Return the names of a column's outputs: ``<column>_<part>_sine`` and ``_cosine``."""
        names = []
        for part in self.parts_[self.columns_.index(column)]:
            ends = ("",) if part == "year" else ("_sine", "_cosine")
            names += [f"{column}_{part}{end}" for end in ends]
        return names


def turn_values(column: pd.Series[Any], part: str) -> Floats:
    """Return where in its turn each moment is, 0 up to 1; the year as it is."""
    numbers = part_values(column, part)
    if part == "year":
        return numbers
    if part == "hour":
        return (numbers + part_values(column, "minute") / 60) / PERIODS[part]
    return (numbers - 1) / PERIODS[part]


def _varying_turns(column: pd.Series[Any]) -> list[str]:
    present = column.dropna()
    found = []
    for part in ("year", *PERIODS):
        numbers = turn_values(present, part)
        if numbers.size and numbers.min() != numbers.max():
            found.append(part)
    return found or ["year"]
