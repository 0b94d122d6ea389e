"""What could not be found out in a file and is asked: which part of a date comes first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import Detection, Finding, Severity
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_3, TextRole
from mlops_desktop.gui.widgets.badge import MarkSign
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.layouts import boxed, clear, column, row
from mlops_desktop.gui.widgets.text import Text

_TWO_READINGS = re.compile(
    r"(?P<value>.+?) (?:is|may be) (?P<first>.+?) \(\w+\) or (?P<last>.+?) \(\w+\);"
)
_MOST_ASKED = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its words, and the option of the column's file that it sets."""

    title: str
    option: str
    value: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one column, with two answers."""

    column: str
    text: str
    answers: tuple[Answer, Answer]


def questions_of(detections: Iterable[Detection]) -> tuple[Question, ...]:
    """Return the detections that are questions, in words: "Is 03/04/2013 the 3 April …?"."""
    found = []
    for item in detections:
        if item.column is None or len(item.choices) != 2:
            continue
        is_date = item.option == "date_order"
        match = _TWO_READINGS.match(item.reason)
        if match is not None:
            shown, first, last = match["value"], match["first"], match["last"]
            told = words.tr("Column “{0}”: is {1} the {2} or the {3}?")
            if not is_date:
                told = words.tr("Column “{0}”: does {1} mean {2} or {3}?")
            told = told.format(item.column, shown, first, last)
        else:
            first, last = words.tr("Day first"), words.tr("Month first")
            if not is_date:
                first, last = words.tr("Thousands"), words.tr("Decimals")
            told = words.tr("Column “{0}”: {1} or {2}?").format(item.column, first, last.lower())
        settings = [(item.option, choice) if is_date else _mark(choice) for choice in item.choices]
        answers = [
            Answer(title, *setting) for title, setting in zip((first, last), settings, strict=True)
        ]
        found.append(Question(item.column, told, (answers[0], answers[1])))
    return tuple(found)


def _mark(choice: str) -> tuple[str, str]:
    """Return option and value of an answer such as ``thousands ,``."""
    option, _, mark = choice.partition(" ")
    return option, mark


def as_findings(questions: Iterable[Question]) -> tuple[Finding, ...]:
    """Return the questions as findings about their columns, so that these are marked."""
    detail = words.tr("Kept as text until it is told: click the column to answer.")
    return tuple(
        Finding(Severity.WARN, "question", item.text.removesuffix("?"), detail, (item.column,))
        for item in questions
    )


class QuestionCard(Card):
    """The questions of a preview, each with two buttons; hidden while there are none.

    Signals:
        answered(str, Answer): a column's question was answered.
    """

    answered = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.questions: tuple[Question, ...] = ()
        self._lines = column(spacing=SPACE_3)
        self.add(boxed(self._lines, self))
        self.hide()

    def show_questions(self, questions: Sequence[Question]) -> None:
        """Ask these; the first few of many, the next ones when those are answered."""
        if tuple(questions) != self.questions:
            self.questions = tuple(questions)
            clear(self._lines)
            for question in self.questions[:_MOST_ASKED]:
                self._lines.addWidget(self._line(question))
            self._lines.addWidget(Text(self._kept(), TextRole.SECONDARY, "muted", wrap=True))
        self.setVisible(bool(self.questions))

    def _kept(self) -> str:
        kept = words.tr("Until it is told, the column is kept as text; it can be imported so.")
        more = len(self.questions) - _MOST_ASKED
        if more <= 0:
            return kept
        also = words.tr("{0} more to be asked the like.").format(words.counted(more, "column"))
        return f"{kept} {also}"

    def _line(self, question: Question) -> QWidget:
        line = row(spacing=SPACE_2)
        line.addWidget(MarkSign(Mark.WATCH, size=12, parent=self))
        line.addWidget(Text(question.text, TextRole.STRONG, wrap=True, parent=self), 1)
        for answer in question.answers:
            button = Button(
                answer.title, partial(self.answered.emit, question.column, answer), parent=self
            )
            button.setAccessibleDescription(question.text)
            line.addWidget(button)
        return boxed(line, self)
