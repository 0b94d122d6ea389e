"""What can be set in a step, as data: forms, help and checks are derived from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Any, get_type_hints

from mlops_desktop.core.dataset import ColumnType

_KEY = "parameter"

NUMBERS = (ColumnType.INTEGER, ColumnType.NUMBER)
TEXTS = (ColumnType.TEXT,)
TIMES = (ColumnType.DATE, ColumnType.DATETIME)
ANY = tuple(ColumnType)


class Kind(StrEnum):
    """What a parameter's value is."""

    COLUMN = "column"
    COLUMNS = "columns"
    NAME = "name"
    """The name of a new column."""
    NAMES = "names"
    EXPRESSION = "expression"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    NUMBERS = "numbers"
    TEXT = "text"
    TEXTS = "texts"
    MAPPING = "mapping"
    """Pairs of texts; of column names where ``types`` is not empty: the first of each exists."""
    DATASET = "dataset"
    AGGREGATIONS = "aggregations"


_FORMS = {
    Kind.COLUMN: "a column’s name",
    Kind.COLUMNS: 'a list of columns’ names, such as ["a", "b"]',
    Kind.NAME: "a column’s name",
    Kind.NAMES: 'a list of names, such as ["a", "b"]',
    Kind.EXPRESSION: "a text",
    Kind.NUMBER: "a number",
    Kind.NUMBERS: "a list of numbers, such as [1, 2.5]",
    Kind.TEXT: "a text",
    Kind.TEXTS: 'a list of texts, such as ["a", "b"]',
    Kind.MAPPING: 'a list of pairs, such as [["old", "new"]]',
    Kind.DATASET: "a dataset’s name",
    Kind.AGGREGATIONS: 'a list of results, such as [{"function": "mean", "column": "a"}]',
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that can be set.

    Attributes:
        name: the field's name, also in JSON.
        label: what a form calls it.
        help: one or two sentences.
        default: its value when not given; None also where there is none.
        is_required: whether it must be given (and not be empty) where it matters.
        choices: for choices, every value.
        types: for columns, the types that will do.
        low, high: for numbers, the smallest and largest that will do.
        when: (name of another parameter, the values with which this one matters).
    """

    name: str
    kind: Kind
    label: str
    help: str
    default: Any
    is_required: bool
    choices: tuple[str, ...]
    types: tuple[ColumnType, ...]
    low: float | None
    high: float | None
    when: tuple[str, tuple[str, ...]] | None

    @property
    def form(self) -> str:
        """What its value is in JSON, in words; "" for a choice, whose values are named anyway."""
        if self.kind is Kind.CHOICES:
            return f"a list of some of {', '.join(self.choices)}"
        return _FORMS.get(self.kind, "")

    def matters(self, step: object) -> bool:
        """Say whether the other parameters make this one count."""
        return self.when is None or str(getattr(step, self.when[0])) in self.when[1]


@dataclass(frozen=True, slots=True)
class _About:
    kind: Kind
    label: str
    help: str
    is_optional: bool
    types: tuple[ColumnType, ...]
    low: float | None
    high: float | None
    when: tuple[str, tuple[str, ...]] | None


def about(
    kind: Kind,
    label: str,
    help: str,  # noqa: A002 - the word forms use
    **more: Any,
) -> Mapping[str, Any]:
    """Return the metadata of a dataclass field that is a parameter.

    Args:
        more: ``is_optional``, ``types``, ``low``, ``high``, ``when``, see :class:`Parameter`.
    """
    described = _About(
        kind,
        label,
        help,
        more.get("is_optional", False),
        more.get("types", ANY if kind in (Kind.COLUMN, Kind.COLUMNS) else ()),
        more.get("low"),
        more.get("high"),
        more.get("when"),
    )
    return MappingProxyType({_KEY: described})


def parameters_of(kind: type) -> tuple[Parameter, ...]:
    """Return the parameters of a step's class, in the order a form shows them."""
    hints = get_type_hints(kind)
    return tuple(_parameter(item, hints[item.name]) for item in fields(kind))


def _parameter(item: Field[Any], hint: Any) -> Parameter:
    described: _About = item.metadata[_KEY]
    has_default = item.default is not MISSING
    return Parameter(
        name=item.name,
        kind=described.kind,
        label=described.label,
        help=described.help,
        default=item.default if has_default else None,
        is_required=not described.is_optional,
        choices=_choices(hint),
        types=described.types,
        low=described.low,
        high=described.high,
        when=described.when,
    )


def _choices(hint: Any) -> tuple[str, ...]:
    inner = getattr(hint, "__args__", (hint,))[0]
    if isinstance(inner, type) and issubclass(inner, Enum):
        return tuple(str(member.value) for member in inner)
    return ()
