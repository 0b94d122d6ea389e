"""Free text as the weights of its words."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.utils.validation import check_is_fitted

MOST_WORDS = 100
"""At most so many words per column: those that most training rows have."""
_TOKEN = r"(?u)\b\w\w+\b"  # noqa: S105 - what a word is
_AT_ONCE = 5_000


class Words(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # sklearn has no types
    """TF-IDF of the words of text columns.

    Counts of a word times ln((1 + rows) / (1 + rows that have it)) + 1, each row and column to
    length 1 (Salton & Buckley 1988, as scikit-learn's ``TfidfVectorizer`` computes it). Words are
    two or more letters or digits in small letters. A missing text has no words.

    Attributes:
        words_: per column its words, by the alphabet.
        idf_: per column float64 of their weights.
    """

    def fit(self, X: pd.DataFrame, _y: object = None) -> Self:  # noqa: N803 - sklearn's name
        """Choose the words and weigh them.

        Args:
            X: columns of ``object`` of str, missing NaN.
        """
        self.columns_ = [str(name) for name in X.columns]
        self.n_features_in_ = len(self.columns_)
        self.words_: list[list[str]] = []
        self.idf_: list[np.ndarray[Any, Any]] = []
        for name in X.columns:
            words, rows_with = _counted(X[name])
            # Equally frequent words go by the alphabet: the order of rows must not matter.
            best = sorted(range(len(words)), key=lambda i: (-rows_with[i], words[i]))
            kept = sorted(best[:MOST_WORDS])
            self.words_.append([words[i] for i in kept])
            self.idf_.append(np.log((1 + len(X)) / (1 + rows_with[kept].astype(np.float64))) + 1)
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:  # noqa: N803
        """Return float64 of shape (rows, words of all columns)."""
        check_is_fitted(self, "words_")
        parts = [
            _weights(X[name], words, idf)
            for name, words, idf in zip(self.columns_, self.words_, self.idf_, strict=True)
        ]
        return np.hstack(parts)


def has_words(texts: pd.Series[Any]) -> bool:
    """Whether any of the texts has a word."""
    return bool(_filled(texts).str.contains(_TOKEN, regex=True).any())


def _filled(texts: pd.Series[Any]) -> pd.Series[Any]:
    return texts.fillna("").astype(str)


def _counted(texts: pd.Series[Any]) -> tuple[list[str], np.ndarray[Any, Any]]:
    counter = CountVectorizer(token_pattern=_TOKEN, binary=True)
    try:
        found = counter.fit_transform(_filled(texts))
    except ValueError:  # not one word in these rows
        return [], np.empty(0, dtype=np.int64)
    return counter.get_feature_names_out().tolist(), np.asarray(found.sum(axis=0)).ravel()


def _weights(
    texts: pd.Series[Any], words: list[str], idf: np.ndarray[Any, Any]
) -> np.ndarray[Any, np.dtype[np.float64]]:
    result = np.zeros((len(texts), len(words)))
    if not words:
        return result
    counter = CountVectorizer(token_pattern=_TOKEN, vocabulary=words, dtype=np.float64)
    filled = _filled(texts)
    for start in range(0, len(texts), _AT_ONCE):
        counts = counter.transform(filled.iloc[start : start + _AT_ONCE]).toarray() * idf
        length = np.sqrt((counts**2).sum(axis=1, keepdims=True))
        result[start : start + _AT_ONCE] = counts / np.where(length == 0, 1, length)
    return result
