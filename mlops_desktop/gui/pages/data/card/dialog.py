"""All fields of a dataset's card, each with a line that says what belongs there."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from mlops_desktop.core.card import DatasetCard, PersonalData, changed_fields
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_3, SPACE_4
from mlops_desktop.gui.widgets.forms import Choice, DayField, FormRow
from mlops_desktop.gui.widgets.layouts import boxed, grid, row
from mlops_desktop.gui.widgets.stated_dialog import Save, StatedDialog
from mlops_desktop.services.cards import CardView

_A_YEAR = 365
_TEXT = 50
_HIGHEST = 520
_WIDEST = 1100


class CardDialog(StatedDialog):
    """Asks for the fields; only those that were changed are saved.

    Args:
        view: the card as it stands.
        preset: a class of personal data that is chosen first.

    Attributes:
        view: the card as it stood when the dialog was opened.
        owner, licence, description, source, collection, intended_use, limits: texts.
        personal: how far it is about people. is_limited, day: whether and until when it is kept.
    """

    help_topic = "data"

    def __init__(
        self, parent: QWidget, view: CardView, save: Save, preset: PersonalData | None = None
    ) -> None:
        super().__init__(
            parent,
            parent.tr("About {0}").format(view.dataset.name),
            parent.tr("Save"),
            lead=parent.tr("It holds for all versions. Every change is kept with who, when, why."),
            save=save,
        )
        self.view = view
        self.setMinimumWidth(min(theme.px(720), _WIDEST))
        self._make_fields(view)
        self.body.addWidget(_Fields(boxed(self._rows(view), self), self), 1)
        if preset is not None:
            self.personal.set_value(preset)
        self._connect()
        self.show_ready()
        self.owner.setFocus()

    def _make_fields(self, view: CardView) -> None:
        card = view.card
        self.owner, self.licence = QLineEdit(card.owner, self), QLineEdit(card.licence, self)
        self.personal = Choice([(item, item.words) for item in PersonalData], parent=self)
        self.personal.set_value(card.personal_data)
        self.is_limited = QCheckBox(self.tr("Until"), self)
        self.is_limited.setAccessibleName(self.tr("It may be kept until a day only"))
        self.is_limited.setChecked(card.keep_until is not None)
        self.day = DayField(_shown(card.keep_until), self.tr("The last day"), parent=self)
        self.day.setEnabled(self.is_limited.isChecked())
        self.description = self.long_text(card.description, _TEXT)
        self.source = self.long_text(card.source, _TEXT)
        self.collection = self.long_text(card.collection, _TEXT)
        self.intended_use = self.long_text(card.intended_use, _TEXT)
        self.limits = self.long_text(card.limits, _TEXT)

    def _rows(self, view: CardView) -> QGridLayout:
        hint = self.tr("How far rows can be tied to people.")
        if view.suggestion is not None:
            hint = self.tr("Perhaps {0}: {1}.").format(
                view.suggestion.personal_data.words, view.suggestion.reason
            )
        keep = row(self.is_limited, self.day, spacing=SPACE_3)
        keep.setStretch(1, 1)
        fields = (
            (self.tr("Owner"), self.owner, self.tr("Who answers for it.")),
            (
                self.tr("Licence"),
                self.licence,
                self.tr("What allows its use: CC BY 4.0, a contract."),
            ),
            (self.tr("Personal data"), self.personal, hint),
            (
                self.tr("How long it is kept"),
                boxed(keep, self),
                self.tr("Afterwards Home says so; nothing is deleted by itself."),
            ),
            (self.tr("Description"), self.description, self.tr("What it is; what one row is.")),
            (self.tr("Source"), self.source, self.tr("Where it comes from.")),
            (
                self.tr("Collection"),
                self.collection,
                self.tr("How the rows came to be, which are left out."),
            ),
            (self.tr("Intended use"), self.intended_use, self.tr("What it is for.")),
            (self.tr("Limits"), self.limits, self.tr("What it is not for, what to mind.")),
            (self.tr("Why"), self.reason, self.tr("Kept in the log with this change.")),
        )
        layout = grid(1, 1, spacing=SPACE_4)
        layout.setContentsMargins(2, 2, SPACE_3, 2)
        for place, (label, field, words) in enumerate(fields):
            line = FormRow(label, field, words, parent=self)
            layout.addWidget(line, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        return layout

    def _connect(self) -> None:
        self.watch(self.owner, self.licence, self.personal, self.description)
        self.watch(self.source, self.collection, self.intended_use, self.limits)
        self.is_limited.toggled.connect(self.day.setEnabled)
        self.is_limited.toggled.connect(self.show_ready)
        self.day.dateChanged.connect(self.show_ready)

    def card(self) -> DatasetCard:
        """Return the card as the fields stand."""
        day = self.day.date().toString(Qt.DateFormat.ISODate)
        return DatasetCard(
            owner=self.owner.text().strip(),
            description=self.description.toPlainText().strip(),
            source=self.source.toPlainText().strip(),
            licence=self.licence.text().strip(),
            personal_data=PersonalData(str(self.personal.value())),
            retention=day if self.is_limited.isChecked() else "",
            collection=self.collection.toPlainText().strip(),
            intended_use=self.intended_use.toPlainText().strip(),
            limits=self.limits.toPlainText().strip(),
        )

    def changes(self) -> dict[str, str]:
        """Return the fields that were changed, with their new values."""
        after = self.card()
        return {
            field: str(getattr(after, field)) for field in changed_fields(self.view.card, after)
        }


class _Fields(QScrollArea):
    """Fields as high as they need, up to what a small screen shows; then they scroll."""

    def __init__(self, fields: QWidget, parent: QWidget) -> None:
        super().__init__(parent, widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fields = fields
        self.setWidget(fields)

    def sizeHint(self) -> QSize:
        """Return the fields' size, at most 520 pixels high."""
        size = self._fields.sizeHint()
        return QSize(size.width(), min(size.height() + 4, _HIGHEST))

    def minimumSizeHint(self) -> QSize:
        """Keep the width of the fields."""
        return QSize(self._fields.minimumSizeHint().width(), min(240, self.sizeHint().height()))


def _shown(day: date | None) -> QDate:
    """Return the day a field begins with: the stated one, or in a year."""
    if day is None:
        return QDate.currentDate().addDays(_A_YEAR)
    return QDate(day.year, day.month, day.day)
