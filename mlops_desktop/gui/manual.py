"""The manual: pages of ``resources/help`` in a window of their own."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QFontInfo, QKeyEvent, QTextCursor, QTextFrameFormat, QTextTable
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTextBrowser, QWidget

from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_3, SPACE_4
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.resources import resource

FIRST = "index"


def topics() -> tuple[str, ...]:
    """Return the topics there are."""
    try:
        folder = resource("help")
    except FileNotFoundError:
        return ()
    return tuple(sorted(path.stem for path in folder.glob("*.md")))


class Manual(QWidget):
    """Shows one topic at a time; links lead to the others, never to the network."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setProperty("look", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Help — MLOps Desktop"))
        self.resize(theme.px(620), theme.px(700))
        self._topic = ""
        self._browser = QTextBrowser(self, openLinks=False, openExternalLinks=False)
        self._browser.setAccessibleName(self.tr("Manual"))
        self._browser.document().setDocumentMargin(SPACE_4)
        self._browser.anchorClicked.connect(self._on_link)
        back = Button(self.tr("Contents"), self._show_first, icon="list", parent=self)
        close = Button(self.tr("Close"), self.close, parent=self)
        buttons = QHBoxLayout()
        buttons.addWidget(back)
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = column(spacing=SPACE_3, parent=self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.addWidget(self._browser, 1)
        layout.addLayout(buttons)

    def topic(self) -> str:
        """Return the topic that is shown."""
        return self._topic

    def come_over(self, dialog: QDialog) -> None:
        """Belong to a dialog until it is closed: what does not is out of reach behind it."""
        home = self.parentWidget()
        if home is not dialog:
            self._belong_to(dialog)
            dialog.finished.connect(partial(self._belong_to, home))

    def _belong_to(self, window: QWidget | None, _result: int = 0) -> None:
        was_shown = self.isVisible()
        self.setParent(window, self.windowFlags())
        self.setVisible(was_shown)

    def show_topic(self, topic: str) -> None:
        """Show a topic; one that is not there shows the contents."""
        known = topics()
        self._topic = topic if topic in known else FIRST
        if self._topic in known:
            text = resource("help", f"{self._topic}.md").read_text("utf-8")
        else:
            text = self.tr("# Help\n\nThe manual is not part of this installation.")
        self._set_font()
        self._browser.setMarkdown(text)
        self._set_headings_apart()
        self._dress_tables()
        self._browser.moveCursor(self._browser.textCursor().MoveOperation.Start)
        self.show()
        self.raise_()
        self.activateWindow()

    def _set_font(self) -> None:
        """Set the font in points: the distances between paragraphs are made from these."""
        font = theme.font()
        font.setPointSizeF(QFontInfo(font).pointSizeF())
        self._browser.document().setDefaultFont(font)

    def _set_headings_apart(self) -> None:
        """Keep what ends above a heading away from it; it stands close to what it is over."""
        cursor = QTextCursor(self._browser.document())
        cursor.beginEditBlock()
        block = self._browser.document().begin().next()
        while block.isValid():
            look = block.blockFormat()
            if look.headingLevel():
                look.setTopMargin(theme.px(16))
                look.setBottomMargin(theme.px(4))
                cursor.setPosition(block.position())
                cursor.setBlockFormat(look)
            block = block.next()
        cursor.endEditBlock()

    def _dress_tables(self) -> None:
        """Draw hairlines between the cells, and keep words away from them."""
        for frame in self._browser.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                look = frame.format()
                look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                look.setBorderBrush(theme.colour("border"))
                look.setBorderCollapse(True)
                look.setCellPadding(theme.px(5))
                look.setTopMargin(theme.px(6))
                frame.setFormat(look)

    def _show_first(self) -> None:
        self.show_topic(FIRST)

    def _on_link(self, url: QUrl) -> None:
        name = url.path().rpartition("/")[2].removesuffix(".md")
        if name in topics():
            self.show_topic(name)
            if url.hasFragment():
                self._browser.scrollToAnchor(url.fragment())
        elif url.hasFragment() and not url.path():
            self._browser.scrollToAnchor(url.fragment())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape close the window."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of the font size and of the colours."""
        if event.type() == QEvent.Type.StyleChange and self._topic:
            self._set_font()
            self._dress_tables()
        super().changeEvent(event)
