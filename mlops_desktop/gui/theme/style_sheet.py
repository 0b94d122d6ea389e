"""The one application-wide style sheet, made from tokens.

Everything has its place here or paints itself; no widget carries a sheet of its own. Widgets are
told apart by class or by the property ``look``.
"""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from mlops_desktop.gui.theme import scale
from mlops_desktop.gui.theme.tokens import Tokens
from mlops_desktop.resources import resource


def make_style_sheet(tokens: Tokens, factor: float) -> str:
    """Return the sheet for these colours, its heights grown by ``factor``."""
    names: dict[str, object] = asdict(tokens)
    kind = "dark" if tokens.is_dark else "light"
    for control in ("down", "up", "right", "check", "dash", "radio", "tickmark"):
        names[f"image_{control}"] = resource(
            "icons", "controls", f"{control}-{kind}.svg"
        ).as_posix()
    names |= {
        "card_radius": scale.CARD_RADIUS,
        "radius": scale.CONTROL_RADIUS,
        "small_radius": scale.CONTROL_RADIUS - 2,
        # Heights inside the 1 px border.
        "control": round(scale.CONTROL_HEIGHT * factor) - 2,
        "arrow": round(14 * factor),
        "tick": round(16 * factor),
        "round_tick": f"{round(16 * factor) // 2 + 1}px",
        "field_pad": round(8 * factor),
    }
    return "".join(Template(part).substitute(names) for part in _PARTS)


_SURFACES = """
QMainWindow, QDialog, QWidget[look="window"] { background: $window; }
QWidget[look="surface"] { background: $surface; }
QFrame[look="rule"] { background: $border; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget[look="clear"] {
  background: transparent; border: none;
}
QWidget[look="clear"] { background: transparent; }
QSplitter::handle { background: transparent; }
QToolTip { background: $text; color: $surface; border: none; padding: 5px 8px; }
QLabel { background: transparent; color: $text; }
QLabel:disabled { color: $faint; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="faint"] { color: $faint; }
QLabel[tone="ok"] { color: $ok; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="staging"] { color: $staging; }
QLabel[tone="accent"] { color: $accent; }
QStatusBar { background: $surface; }
"""

_BUTTONS = """
QPushButton {
  background: $surface; color: $text; border: 1px solid $border; border-radius: ${radius}px;
  padding: 0 16px; min-height: ${control}px;
}
QPushButton:hover { background: $sunken; }
QPushButton:pressed { background: $border; }
QPushButton:focus { border: 2px solid $accent; padding: 0 15px; }
QPushButton:disabled { color: $faint; background: $window; }
QPushButton::menu-indicator { image: url($image_down); width: ${arrow}px; height: ${arrow}px;
  subcontrol-position: right center; subcontrol-origin: padding; right: 8px; }
QPushButton[look="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; }
QPushButton[look="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[look="primary"]:pressed { background: $accent_hover; }
QPushButton[look="primary"]:focus { border: 2px solid $text; padding: 0 15px; }
QPushButton[look="primary"]:disabled {
  background: $neutral_tint; color: $faint; border-color: $neutral_tint;
}
QPushButton[look="danger"] { color: $bad; border-color: $bad; }
QPushButton[look="link"] {
  background: transparent; color: $accent; border: 2px solid transparent; padding: 0 2px;
  min-height: 0; border-radius: ${small_radius}px; text-align: left;
}
QPushButton[look="link"]:hover { text-decoration: underline; }
QPushButton[look="link"]:focus { border: 2px solid $accent; padding: 0 2px; }
QPushButton[look="link"]:disabled { color: $faint; }
QToolButton {
  background: transparent; color: $text; border: 2px solid transparent;
  border-radius: ${small_radius}px; padding: 3px;
}
QToolButton:hover { background: $sunken; }
QToolButton:pressed, QToolButton:checked { background: $accent_tint; }
QToolButton:focus { border: 2px solid $accent; }
QToolButton::menu-indicator { image: none; }
"""

_FIELDS = """
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {
  background: $surface; color: $text; border: 1px solid $edge; border-radius: ${radius}px;
  padding: 0 ${field_pad}px; selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit, QComboBox, QAbstractSpinBox { min-height: ${control}px; }
QAbstractSpinBox { padding: 0; max-height: ${control}px; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {
  border: none; padding: 0 0 0 ${field_pad}px; min-height: 0; background: transparent;
}
QPlainTextEdit, QTextEdit { padding: 4px; }
QLineEdit[look="quiet"], QTextBrowser { border-color: $border; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
  border: 2px solid $accent;
}
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled, QPlainTextEdit:disabled {
  background: $window; color: $faint; border-color: $border;
}
QLineEdit[look="filter"] { border: 1px solid $border; border-radius: ${small_radius}px;
  min-height: 0; padding: 2px 6px; }
QLineEdit[look="filter"]:focus { border: 2px solid $accent; padding: 1px 5px; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: ${tick}px; margin-right: 6px; }
QComboBox::down-arrow, QDateEdit::down-arrow {
  image: url($image_down); width: ${arrow}px; height: ${arrow}px;
}
QComboBox QAbstractItemView {
  background: $surface; color: $text; border: 1px solid $border; outline: none; padding: 4px;
  selection-background-color: $accent_tint; selection-color: $text;
}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
  border: none; background: transparent; width: ${tick}px; margin-right: 4px;
}
QAbstractSpinBox::up-arrow { image: url($image_up); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url($image_down); width: 10px; height: 10px; }
QCheckBox, QRadioButton { spacing: 8px; background: transparent; color: $text; }
QCheckBox:disabled, QRadioButton:disabled { color: $faint; }
QCheckBox::indicator, QRadioButton::indicator, QGroupBox::indicator,
QListView::indicator {
  width: ${tick}px; height: ${tick}px; border: 1px solid $edge; background: $surface;
}
QCheckBox::indicator, QListView::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: $round_tick; }
QCheckBox::indicator:checked, QRadioButton::indicator:checked, QCheckBox::indicator:indeterminate,
QListView::indicator:checked {
  background: $accent; border-color: $accent;
}
QCheckBox::indicator:checked, QListView::indicator:checked { image: url($image_check); }
QCheckBox::indicator:indeterminate { image: url($image_dash); }
QRadioButton::indicator:checked { image: url($image_radio); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {
  background: $sunken; border-color: $border;
}
QCheckBox:focus, QRadioButton:focus { border: 2px solid $accent; border-radius: 4px; }
QSlider { min-height: 22px; background: transparent; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $border; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:horizontal {
  width: 12px; height: 12px; margin: -6px 0; border-radius: 8px; background: $surface;
  border: 2px solid $accent;
}
QSlider::handle:horizontal:focus { background: $accent; }
"""

_TABLES = """
QAbstractItemView {
  background: transparent; color: $text; border: none; outline: none; gridline-color: $border;
  selection-background-color: $accent_tint; selection-color: $text;
}
QListView[look="popup"] { background: $surface; border: 1px solid $border;
  border-radius: ${small_radius}px; padding: 4px; }
QListView::item, QTreeView::item { padding: 4px 6px; border-radius: 4px; }
QListView::item:selected, QTreeView::item:selected { background: $accent_tint; color: $text; }
QListView::item:hover, QTreeView::item:hover { background: $sunken; }
QTreeView::branch:has-children:closed { image: url($image_right); }
QTreeView::branch:has-children:open { image: url($image_down); }
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
  background: transparent; color: $muted; border: none; border-bottom: 1px solid $border;
  padding: 0 8px;
}
QHeaderView::section:hover { color: $text; }
QHeaderView::up-arrow { image: url($image_up); width: 12px; height: 12px; }
QHeaderView::down-arrow { image: url($image_down); width: 12px; height: 12px; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QTableCornerButton::section { background: transparent; border: none; }
QTabBar::tab {
  background: transparent; color: $muted; padding: 6px 8px; border: none;
  border-bottom: 2px solid transparent;
}
QTabBar::tear { image: none; width: 0; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { color: $accent; }
QTabWidget::pane { border: none; border-top: 1px solid $border; }
"""

_BARS = """
QMenuBar { background: $surface; color: $text; border-bottom: 1px solid $border; padding: 0 4px; }
QMenuBar::item { padding: 5px 10px; border-radius: 6px; background: transparent; }
QMenuBar::item:selected { background: $accent_tint; }
QMenu { background: $surface; color: $text; border: 1px solid $border; padding: 5px; }
QMenu::item { padding: 6px 28px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: $accent_tint; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $border; margin: 5px 6px; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 6px; }
QMenu::indicator:checked { image: url($image_tickmark); }
QProgressBar {
  background: $neutral_tint; border: none; border-radius: 2px; max-height: 4px; min-height: 4px;
}
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QProgressBar::chunk:disabled { background: $faint; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $edge; border-radius: 4px; border: 2px solid transparent; }
QScrollBar::handle:vertical { min-height: 32px; margin: 2px 3px; border-radius: 3px; border: none; }
QScrollBar::handle:horizontal {
  min-width: 32px; margin: 3px 2px; border-radius: 3px; border: none;
}
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""

_PARTS = (_SURFACES, _BUTTONS, _FIELDS, _TABLES, _BARS)
