"""The form of a step, made from what its kind says can be set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.parameter import Kind, Parameter
from mlops_desktop.core.recipes.step import Step
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.recipes.columns import ColumnField, ColumnsField
from mlops_desktop.gui.pages.data.recipes.expression import ExpressionField
from mlops_desktop.gui.pages.data.recipes.fields import (
    ChoiceField,
    ChoicesField,
    Field,
    NumberField,
    TextField,
)
from mlops_desktop.gui.pages.data.recipes.joined import (
    DatasetField,
    KeysField,
    OtherColumnsField,
)
from mlops_desktop.gui.pages.data.recipes.lines import LinesField
from mlops_desktop.gui.pages.data.recipes.words import (
    Fit,
    StepState,
    plain_value,
    with_values,
)
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_3, TextRole
from mlops_desktop.gui.widgets.forms import FormRow
from mlops_desktop.gui.widgets.layouts import boxed, column
from mlops_desktop.gui.widgets.text import Text, plain_tooltip

FIELDS: Mapping[Kind, Callable[[Parameter, QWidget | None], Field]] = {
    Kind.COLUMN: ColumnField,
    Kind.COLUMNS: ColumnsField,
    Kind.NAME: TextField,
    Kind.NAMES: LinesField,
    Kind.EXPRESSION: ExpressionField,
    Kind.CHOICE: ChoiceField,
    Kind.CHOICES: ChoicesField,
    Kind.NUMBER: NumberField,
    Kind.NUMBERS: LinesField,
    Kind.TEXT: TextField,
    Kind.TEXTS: LinesField,
    Kind.MAPPING: LinesField,
    Kind.DATASET: DatasetField,
    Kind.AGGREGATIONS: LinesField,
}
JOINED_FIELDS: Mapping[Kind, Callable[[Parameter, QWidget | None], Field]] = {
    Kind.MAPPING: KeysField,
    Kind.TEXTS: OtherColumnsField,
}
"""Fields that are others in a step with another table: they are about its columns."""


class StepForm(QScrollArea):
    """The fields of one step.

    Signals:
        edited(Step, str): the step as it is now, and which parameter was changed.

    Attributes:
        fields: by the parameter's name.
    """

    edited = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._step: Step | None = None
        self._is_fresh = True
        self._tables: tuple[str, ...] = ()
        self.fields: dict[str, Field] = {}
        self._rows: dict[str, FormRow] = {}
        self.problem = Text("", TextRole.SECONDARY_STRONG, wrap=True)
        self.hint = Text("", TextRole.SECONDARY, wrap=True)

    def show_step(
        self, step: Step | None, columns: Sequence[Column], *, is_certain: bool = True
    ) -> None:
        """Show a step; the field that is being typed into keeps its cursor.

        Args:
            columns: what is offered.
            is_certain: whether the step will see exactly these.
        """
        is_other = step is None or self._step is None or type(step) is not type(self._step)
        self._step = step
        if is_other:
            self._build(step)
        if step is None:
            return
        for parameter in step.parameters():
            field, value = self.fields[parameter.name], plain_value(step, parameter)
            field.is_certain = is_certain
            field.set_columns(columns)
            if self._is_fresh or (field.value() != value and not field.problem()):
                field.show_value(value)
            self._rows[parameter.name].setVisible(parameter.matters(step))
            self._say(parameter, "")
        self._is_fresh = False

    def show_other_step(self) -> None:
        """Show what comes next in full, whatever is being typed."""
        self._is_fresh = True

    def set_tables(self, labels: Sequence[str]) -> None:
        """Offer these dataset versions."""
        self._tables = tuple(labels)
        for field in self.fields.values():
            if isinstance(field, DatasetField):
                field.set_tables(labels)

    def set_others(self, columns: Mapping[str, Sequence[str]]) -> None:
        """Offer columns of the other tables, by the table's label."""
        if self._step is not None and self._step.tables():
            label = self._step.tables()[0]
            if label and label not in columns:
                return  # They are being read; what is offered stays until then.
            names = columns.get(label, ())
            for field in self.fields.values():
                field.set_others(names)

    def show_state(self, state: StepState) -> None:
        """Say why the step does not fit, unless a field says so itself."""
        is_said = any(field.problem() for field in self.fields.values())
        text = "" if is_said or self._step is None else state.problem
        self.problem.setText(text)
        self.hint.setText(state.hint if text else "")
        self.problem.set_tone("warn" if state.fit is Fit.UNFINISHED else "bad")
        for label in (self.problem, self.hint):
            label.setVisible(bool(label.text()))

    @property
    def is_typing(self) -> bool:
        """Whether the keyboard is in a text, where more letters are likely to come."""
        focus = self.window().focusWidget()
        is_text = isinstance(focus, QLineEdit | QPlainTextEdit)
        return is_text and focus is not None and self.isAncestorOf(focus)

    def focus_first(self) -> None:
        """Give the keyboard to the first field."""
        for field in self.fields.values():
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            return

    def _build(self, step: Step | None) -> None:
        self.fields, self._rows = {}, {}
        self.problem = Text("", TextRole.SECONDARY_STRONG, "bad", wrap=True)
        self.hint = Text("", TextRole.SECONDARY, "muted", wrap=True)
        self.problem.hide()
        self.hint.hide()
        layout = column(spacing=SPACE_3)
        layout.setContentsMargins(0, 0, SPACE_2, SPACE_2)
        if step is not None:
            layout.addWidget(Text(step.summary, TextRole.SECONDARY, "muted", wrap=True))
            parameters = step.parameters()
            is_joined = any(item.kind is Kind.DATASET for item in parameters)
            kinds = {**FIELDS, **JOINED_FIELDS} if is_joined else FIELDS
            for parameter in parameters:
                layout.addWidget(self._make_row(parameter, kinds[parameter.kind](parameter, None)))
        layout.addWidget(self.problem)
        layout.addWidget(self.hint)
        layout.addStretch(1)
        self.setWidget(boxed(layout))

    def _make_row(self, parameter: Parameter, field: Field) -> FormRow:
        self.fields[parameter.name] = field
        if isinstance(field, DatasetField):
            field.set_tables(self._tables)
        title = parameter.label
        if not parameter.is_required:
            title = words.tr("{0} (optional)").format(title)
        line = FormRow(title, field, parameter.help)
        line.label.setToolTip(plain_tooltip(parameter.help))
        self._rows[parameter.name] = line
        field.changed.connect(self._on_changed)
        return line

    def _on_changed(self) -> None:
        field, step = self.sender(), self._step
        if not isinstance(field, Field) or step is None:
            return
        name, problem = field.parameter.name, field.problem()
        is_expression = isinstance(field, ExpressionField)
        self._say(field.parameter, problem)
        if problem and not is_expression:
            return
        try:
            changed = with_values(step, {name: field.value()})
        except UserError:
            self._say(field.parameter, words.tr("This does not do here."))
            return
        self._step = changed
        self.edited.emit(changed, name)
        self._say(field.parameter, problem)

    def _say(self, parameter: Parameter, problem: str) -> None:
        said = problem or self.fields[parameter.name].problem()
        self._rows[parameter.name].set_problem(said)
