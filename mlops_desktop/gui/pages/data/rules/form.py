"""Dialogs of rules: one rule in a form made from its parameters; suggested ones to choose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.parameter import Kind, Parameter
from mlops_desktop.core.rules.catalogue import RULES
from mlops_desktop.core.rules.contract import rule_from_json, rule_to_json
from mlops_desktop.core.rules.rule import Rule, require_sound
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.recipes.columns import ColumnsField
from mlops_desktop.gui.pages.data.recipes.expression import ExpressionField
from mlops_desktop.gui.pages.data.recipes.fields import Field
from mlops_desktop.gui.pages.data.recipes.ticks import TickList
from mlops_desktop.gui.pages.data.rules.tables import RuleLine
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_3, TextRole
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.gui.widgets.forms import Choice, FormRow
from mlops_desktop.gui.widgets.layouts import clear, column
from mlops_desktop.gui.widgets.text import Text

_PICKED: dict[Kind, Callable[[Parameter, QWidget], Field]] = {
    Kind.COLUMNS: ColumnsField,
    Kind.EXPRESSION: ExpressionField,
}
"""Fields that a step of a recipe has, too."""
_MOST_SUGGESTED = 14
"""Suggested rules that are shown without scrolling."""
_EFFECTS = {"warn": "Warn", "block": "Block training on the version"}


class RuleDialog(Dialog):
    """One rule: its kind, and its parameters as fields.

    Args:
        columns: of the table; a rule's columns are chosen from them.
        rule: what is edited; None: a new one is made.
        is_new: whether ``rule`` is only where a new one begins.
        then: called with the rule; the dialog closes.
    """

    help_topic = "rules"

    def __init__(
        self,
        parent: QWidget,
        columns: Sequence[Column],
        rule: Rule | None,
        then: Callable[[Rule], object],
        *,
        is_new: bool = False,
    ) -> None:
        is_edited = rule is not None and not is_new
        title = parent.tr("Edit rule") if is_edited else parent.tr("Add a rule")
        verb = parent.tr("Save rule") if is_edited else parent.tr("Add rule")
        super().__init__(parent, title, verb)
        self._columns, self._then = tuple(columns), then
        self.kind = Choice([(kind, item.title) for kind, item in RULES.items()], parent=self)
        self.fields: dict[str, QWidget] = {}
        self._summary = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self._form = column(spacing=SPACE_3)
        self.body.addWidget(FormRow(self.tr("What must be true"), self.kind, parent=self))
        self.body.addWidget(self._summary)
        self.body.addLayout(self._form)
        if rule is not None:
            self.kind.set_value(rule.kind)
        self._show_kind(rule_to_json(rule) if rule else {})
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.on_accept = self._finish

    def _on_kind(self, _index: int) -> None:
        # Another kind of rule about the same column.
        same = {name: self.fields[name] for name in ("column", "severity") if name in self.fields}
        self._show_kind(
            {name: field.value() for name, field in same.items() if isinstance(field, Choice)}
        )

    def _show_kind(self, given: Mapping[str, Any]) -> None:
        kind = RULES[str(self.kind.value())]
        self._summary.setText(kind.summary)
        clear(self._form)
        self.fields = {}
        for parameter in kind.parameters():
            field = self._field(parameter, given.get(parameter.name, parameter.default))
            self.fields[parameter.name] = field
            hint = parameter.help
            if parameter.kind is Kind.TEXTS:
                hint += " " + self.tr("One in each line.")
            line = FormRow(parameter.label, field, hint, parent=self)
            self._form.addWidget(line)
            if isinstance(field, Field):
                field.changed.connect(partial(_show_problem, line, field))

    def _field(self, parameter: Parameter, value: Any) -> QWidget:
        if parameter.kind is Kind.COLUMN:
            fitting = [item.name for item in self._columns if item.type in parameter.types]
            # An edited rule may name a column that is gone by now.
            names = list(dict.fromkeys([*fitting, *([value] if value else [])]))
            choice = Choice([(name, name) for name in names], parent=self)
            choice.set_value(value)
            return choice
        if parameter.kind is Kind.CHOICE:
            options = [(item, _EFFECTS.get(item, item)) for item in parameter.choices]
            choice = Choice(options, parent=self)
            choice.set_value(str(value))
            return choice
        if parameter.kind in _PICKED:
            picked = _PICKED[parameter.kind](parameter, self)
            picked.set_columns(self._columns)
            picked.show_value(value or ())
            return picked
        if parameter.kind is Kind.TEXTS:
            many = QPlainTextEdit("\n".join(map(_said, value or ())), self, tabChangesFocus=True)
            many.setFixedHeight(theme.px(96))
            return many
        return QLineEdit(_said(value), self)

    def value(self) -> dict[str, Any]:
        """Return the rule's JSON as the fields stand; what is left empty is left out."""
        kind = RULES[str(self.kind.value())]
        found: dict[str, Any] = {"kind": kind.kind}
        for parameter in kind.parameters():
            value = _read(self.fields[parameter.name], parameter)
            if value not in ("", None):
                found[parameter.name] = value
            elif parameter.is_required:
                raise UserError(
                    "rules.parameter",
                    number=1,
                    title=kind.title,
                    reason=f"“{parameter.label}” is not given",
                )
        return found

    def _finish(self) -> None:
        try:
            rule = rule_from_json(self.value(), 1)
            require_sound(rule, 1)
        except UserError as error:
            self.show_error(error)
            return
        self.accept()
        self._then(rule)


def _show_problem(line: FormRow, field: Field) -> None:
    """Say below a field what is wrong with it as it stands."""
    line.set_problem(field.problem())


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _read(field: QWidget, parameter: Parameter) -> Any:
    if isinstance(field, ExpressionField):
        return field.value().strip()
    if isinstance(field, Field):
        return field.value() or None
    if isinstance(field, Choice):
        return field.value()
    if isinstance(field, QPlainTextEdit):
        return [line for line in field.toPlainText().splitlines() if line] or None
    text = field.text().strip() if isinstance(field, QLineEdit) else ""
    if parameter.kind is Kind.NUMBER or (
        parameter.kind is Kind.TEXT and parameter.name != "pattern"
    ):
        return _number(text)
    return text


def _number(text: str) -> Any:
    """Return the number a text says, else the text: bounds may be dates."""
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text


class SuggestDialog(Dialog):
    """Suggested rules, all ticked at first; ``then`` gets those that stay ticked.

    Attributes:
        ticks: the rules in words, each with what it does when it fails.
    """

    help_topic = "rules"

    def __init__(
        self, parent: QWidget, rules: Sequence[Rule], then: Callable[[tuple[Rule, ...]], object]
    ) -> None:
        lead = parent.tr("All of these hold for this version.")
        super().__init__(parent, parent.tr("Suggested rules"), parent.tr("Add rules"), lead=lead)
        self._then = then
        self._rules = {_told(RuleLine(at, rule)): rule for at, rule in enumerate(rules, 1)}
        self.setMinimumWidth(theme.px(620))
        self.ticks = TickList(self.tr("Suggested rules"), self, whole=_MOST_SUGGESTED)
        self.ticks.show_names([(said, said) for said in self._rules])
        self.ticks.set_names(list(self._rules))
        self.body.addWidget(self.ticks, 1)
        self.ticks.changed.connect(self._show_count)
        self._show_count()
        self.on_accept = self._finish

    def _show_count(self) -> None:
        count = len(self.ticks.names())
        text = self.tr("Add {0}").format(words.counted(count, "rule"))
        self.accept_button.setText(text)
        self.accept_button.set_enabled(count > 0, self.tr("Tick a rule first."))

    def _finish(self) -> None:
        ticked = set(self.ticks.names())
        self.accept()
        self._then(tuple(rule for said, rule in self._rules.items() if said in ticked))


def _told(line: RuleLine) -> str:
    """Return a rule in words with what it does: no two rules have the same."""
    return f"{line.sentence} · {line.effect}"
