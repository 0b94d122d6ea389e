"""The expression language of filters, derived columns and rules across columns.

``parse`` reads a text (:mod:`tokens`, :mod:`parser`) into a :mod:`tree`, ``check`` looks up its
columns and functions (:mod:`catalogue`) and finds its type (:mod:`checker`, :mod:`calls`), giving
the :mod:`typed` tree from which the data room generates what the table engine does. ``render``
writes the canonical text, ``complete`` says what may come next, ``pointer`` shows where an error
is. No text of a person is ever executed.

Missing values: what is calculated from, or compared with, a missing value is missing; ``and`` and
``or`` know that false and … is false and true or … is true; a filter keeps the rows where its
condition is true. What cannot be calculated (a division by zero, a root of a negative number,
a whole number beyond 64 bits) is missing, too. Nothing depends on the day or the computer.
"""

from __future__ import annotations

from mlops_desktop.core.expressions.catalogue import FUNCTIONS
from mlops_desktop.core.expressions.checker import check, check_condition
from mlops_desktop.core.expressions.completion import Suggestion, SuggestionKind, complete
from mlops_desktop.core.expressions.faults import pointer
from mlops_desktop.core.expressions.parser import parse
from mlops_desktop.core.expressions.rendering import quoted, render
from mlops_desktop.core.expressions.signature import Function
from mlops_desktop.core.expressions.tree import Expression
from mlops_desktop.core.expressions.typed import Typed

__all__ = [
    "FUNCTIONS",
    "Expression",
    "Function",
    "Suggestion",
    "SuggestionKind",
    "Typed",
    "check",
    "check_condition",
    "complete",
    "parse",
    "pointer",
    "quoted",
    "render",
]
