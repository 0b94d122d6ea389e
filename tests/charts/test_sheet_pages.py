"""Sheets on A4 pages: everything stands inside the margins, on as many pages as it needs."""

from __future__ import annotations

import pytest

from mlops_desktop.charts import sheet_pages
from mlops_desktop.core.sheet import Bullets, Heading, Paragraphs, Sheet, Table


def _sheet(*blocks):
    return Sheet("Model card: demand@2", "Put together for a test.", blocks)


def _texts(figure):
    return [item.get_text() for item in figure.texts]


def test_a_short_sheet_has_one_numbered_page():
    (page,) = sheet_pages.pages(_sheet(Heading("Limits"), Paragraphs("one\ntwo"), Bullets(("a",))))
    texts = _texts(page)
    assert [text for text in texts if text in ("Limits", "one", "two", "•", "a")] == [
        "Limits",
        "one",
        "two",
        "•",
        "a",
    ]
    assert texts[-1] == "1 of 1"


def test_a_long_table_goes_on_with_its_titles_on_the_next_page():
    rows = tuple((f"column {number}", "text") for number in range(120))
    pages = sheet_pages.pages(_sheet(Table(("Column", "Type"), rows)))
    assert len(pages) > 2
    assert all("Column" in _texts(page) for page in pages)
    found = [text for page in pages for text in _texts(page) if text.startswith("column ")]
    assert found == [row[0] for row in rows]


@pytest.mark.parametrize(
    "block",
    [
        Paragraphs("a sentence that goes on " * 60),
        Paragraphs("digest" * 200),
        Table((), (("Content", "0123456789abcdef" * 30), ("", ""))),
        Table(("A", "B", "C"), (("word " * 80, "x" * 400, "12"),), numbers=(2,)),
        Paragraphs("$x^2$ \\frac{1}{2} 漢字 \u0007 ◆ → “quoted”"),
        Paragraphs(""),
    ],
)
def test_nothing_stands_outside_the_margins(block):
    for page in sheet_pages.pages(_sheet(block)):
        page.set_dpi(72 * 8)  # finely: on screens the width of every sign is rounded
        page.draw_without_rendering()
        for item in page.texts:
            room = item.get_window_extent()
            assert room.x0 / 8 >= 50
            assert room.x1 / 8 <= sheet_pages.WIDTH - 50
            assert room.y0 / 8 >= 20
            assert room.y1 / 8 <= sheet_pages.HEIGHT - 50


def test_the_same_sheet_gives_the_same_bytes_of_a_pdf():
    sheet = _sheet(Paragraphs("some text"))
    first = sheet_pages.pdf(sheet)
    assert first.startswith(b"%PDF-")
    assert first == sheet_pages.pdf(sheet)
