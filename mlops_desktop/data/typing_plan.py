"""Which form every column of a prepared file has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from mlops_desktop.core.dataset import BadCells, ColumnType, Detection, ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.messages.message import first_names
from mlops_desktop.data.column_types import (
    Chosen,
    Counts,
    Decision,
    decide,
    decide_chosen,
    find_missing,
    remaining,
)
from mlops_desktop.data.counting import count_forms
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.forms import CHOSEN_FORMS, TEXT, Form, automatic_forms, forms_of
from mlops_desktop.data.number_style import NumberStyle
from mlops_desktop.data.prepared import Prepared


@dataclass(frozen=True, slots=True)
class TypePlan:
    """The form of every column, and what is not of it.

    Attributes:
        missing: texts that stand for "no value", beside the empty one.
        bad: by column position, how many values do not parse.
        undecided: columns for which a sample is not enough, with the forms to count.
        counted: columns that were counted over all rows; the others are as the sample suggests.
        questions: what only the person can tell: whether day or month comes first.
    """

    missing: tuple[str, ...]
    missing_reason: str
    decisions: tuple[Decision, ...]
    bad: Mapping[int, int]
    undecided: Mapping[int, tuple[Form, ...]]
    counted: frozenset[int]
    questions: tuple[Detection, ...] = ()


def chosen_types(names: Sequence[str], options: ReaderOptions) -> dict[int, Chosen]:
    """Return the types the person chose, by column position.

    Raises:
        UserError: for a column that is not there.
    """
    chosen: dict[int, Chosen] = {}
    orders = dict(options.date_orders)
    types = {**dict.fromkeys(orders, ColumnType.DATE), **dict(options.types)}
    for name, kind in types.items():
        if name not in names:
            shown = first_names(names)
            raise UserError("data.unknown_column", column=name, columns=shown)
        chosen[names.index(name)] = Chosen(name, kind, orders.get(name))
    return chosen


Count = Callable[[Sequence[int], Sequence[Form]], dict[int, Counts]]


class TypeFinder:
    """Finds the types of one prepared file.

    A sample is counted first. What it leaves open is counted over all rows; what it suggests must
    be proved by reading strictly, or counted over all rows as well.

    Args:
        table: SQL of all rows as text; texts the person chose as missing are NULL in it.
        sample: SQL of a part of them, or of all.
        count: counts forms of the sample's columns; None: in the usual way.
    """

    def __init__(
        self,
        engine: Engine,
        prepared: Prepared,
        table: str,
        sample: str,
        count: Count | None = None,
    ) -> None:
        self._engine = engine
        self._prepared = prepared
        self._options = prepared.options
        self._style = NumberStyle(prepared.options.decimal or ".", prepared.options.thousands or "")
        self._table = table
        self._sample = sample
        self._chosen = chosen_types(prepared.names, prepared.options)
        width = len(prepared.names)
        everything = [index for index in range(width) if index not in prepared.typed]
        self._all_forms = automatic_forms(self._style)
        count = count or partial(count_forms, engine, sample, is_small=True)
        self._counts = count(everything, self._all_forms)
        if self._chosen:
            self._all_forms += CHOSEN_FORMS
            chosen = [index for index in everything if index in self._chosen]
            self._counts |= count(chosen, self._all_forms)
        self._counts |= dict.fromkeys(prepared.typed, Counts(0, {}, 0, {}))
        self._counted = frozenset(prepared.typed if prepared.is_sampled else range(width))

    def plan(self) -> TypePlan:
        """Return the plan as far as it is known."""
        plan = self._plan()
        undecided: dict[int, tuple[Form, ...]] = {}
        for index, decision in enumerate(plan.decisions):
            is_open = decision.form is TEXT or index in plan.bad or not self._may_be_proved(index)
            if is_open and index not in self._counted:
                forms = self._remaining(index, plan.missing)
                if forms:
                    undecided[index] = forms
        return replace(plan, undecided=undecided)

    def settle(self, plan: TypePlan) -> TypePlan:
        """Count over all rows what the plan leaves open; return the new plan."""
        if not plan.undecided:
            return plan
        self._recount(plan.undecided)
        return self.plan()

    def settle_all(self) -> TypePlan:
        """Count every column over all rows that the sample does not make text for certain."""
        plan = self._plan()
        self._counted |= self._without_failures(plan)
        wanted = {
            index: self._remaining(index, plan.missing)
            for index in self._counts
            if index not in self._counted
        }
        self._recount({index: forms for index, forms in wanted.items() if forms})
        return self._plan()

    def _may_be_proved(self, index: int) -> bool:
        """Whether reading a column strictly proves its form as counting all its values would.

        Of a chosen type: its sample has values, all of the form, and none that may stand for "no
        value", which only the counts of all rows decide.
        """
        counts = self._counts[index]
        return index not in self._chosen or (counts.present > 0 and not counts.tokens)

    def _without_failures(self, plan: TypePlan) -> frozenset[int]:
        """Return the columns of a chosen type whose every value has the form: one cast each."""
        asked = [
            index
            for index in self._chosen
            if index not in self._counted
            and index not in plan.bad
            and plan.decisions[index].form is not TEXT
            and self._may_be_proved(index)
        ]
        if not asked:
            return frozenset()
        failing = ", ".join(
            f"coalesce(bool_or(trim(c{index}) <> ''"
            f" AND ({plan.decisions[index].form.parse(f'c{index}')}) IS NULL), false)"
            for index in asked
        )
        found = self._engine.row(f"SELECT {failing} FROM {self._table}")
        return frozenset(index for index, fails in zip(asked, found, strict=True) if not fails)

    def _recount(self, wanted: Mapping[int, tuple[Form, ...]]) -> None:
        needed = {form.key for forms in wanted.values() for form in forms}
        if self._chosen.keys() & wanted.keys():
            # Which texts stand for "no value" does not hang on which columns are counted.
            needed |= {form.key for index in self._chosen for form in self._forms(index)}
        forms = [form for form in self._all_forms if form.key in needed]
        columns = list(wanted)
        self._counts.update(count_forms(self._engine, self._table, columns, forms, is_small=False))
        self._counted |= wanted.keys()

    def _forms(self, index: int) -> tuple[Form, ...]:
        chosen = self._chosen.get(index)
        if chosen is None:
            return automatic_forms(self._style)
        if chosen.type is ColumnType.TEXT:
            return ()
        return forms_of(chosen.type, self._style, chosen.order)

    def _remaining(self, index: int, missing: Sequence[str]) -> tuple[Form, ...]:
        if index in self._chosen:
            return self._forms(index)
        rows = self._prepared.scan.kept
        return remaining(self._counts[index], missing, rows, self._style)

    def _plan(self) -> TypePlan:
        ordered = [self._counts[index] for index in range(len(self._prepared.names))]
        found = find_missing(ordered, self._options.missing, self._style)
        decisions: list[Decision] = []
        bad: dict[int, int] = {}
        for index, item in enumerate(ordered):
            decision = self._decide(index, item, found.missing)
            if decision.form is not TEXT and index not in self._prepared.typed:
                failing = item.values(found.missing) - item.parsed.get(decision.form.key, 0)
                if failing and self._options.bad_cells is BadCells.TEXT:
                    decision, failing = Decision(TEXT), 0
                if failing:
                    bad[index] = failing
            decisions.append(decision)
        return TypePlan(
            found.missing,
            found.reason,
            tuple(decisions),
            bad,
            {},
            self._counted,
            self._questions(decisions),
        )

    def _questions(self, decisions: Sequence[Decision]) -> tuple[Detection, ...]:
        """Ask whether day or month comes first, with a value and both its readings."""
        asked = []
        for index, decision in enumerate(decisions):
            if decision.is_ambiguous:
                shown = self._example(index)
                name = self._prepared.names[index]
                asked.append(Detection("date_order", "?", shown, name, ("dmy", "mdy")))
        return tuple(asked)

    def _example(self, index: int) -> str:
        """Return a date of the column in words, read both ways; one that differs if there is."""
        day, month = (
            f"try_strptime(regexp_replace(trim(v), '[-.]', '/', 'g')[:10], '{pattern}')"
            for pattern in ("%d/%m/%Y", "%m/%d/%Y")
        )
        rows = self._engine.rows(
            f"SELECT trim(v), strftime({day}, '%-d %B %Y'), strftime({month}, '%-d %B %Y')"
            f" FROM (SELECT c{index} AS v FROM {self._sample})"
            f" WHERE {day} IS NOT NULL AND {month} IS NOT NULL"
            f" ORDER BY {day} = {month} LIMIT 1"
        )
        if not rows:
            return "day or month first cannot be told; kept as text"
        value, first, second = rows[0]
        return f"{value} is {first} (dmy) or {second} (mdy); kept as text until it is told"

    def _decide(self, index: int, counts: Counts, missing: Sequence[str]) -> Decision:
        if index in self._prepared.typed:
            return Decision(self._prepared.typed[index])
        chosen = self._chosen.get(index)
        if chosen is None:
            return decide(counts, missing, self._style)
        return decide_chosen(chosen, counts, missing, self._style)
