"""Sheets as Markdown and as HTML; names and values stand there as text, never as markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from mlops_desktop.core.sheet import Block, Bullets, Code, Heading, Paragraphs, Sheet, Table

NOT_STATED = "Not stated."

_MARKUP = re.compile(r"([\\`*\[\]<>|&~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
_STARTS = re.compile(r"^(?=#|[-=+]+\s*$)", re.MULTILINE)

_STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.5 Inter, "Segoe UI", system-ui, sans-serif; color: #1b1f24; background: #fff;
  max-width: 48rem; margin: 2.5rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; padding-top: .75rem; border-top: 1px solid #d5dae0; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p { margin: .4rem 0; white-space: pre-line; overflow-wrap: anywhere; }
.about, .quiet { color: #57606a; }
.about { font-size: .87rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0;
  border-bottom: 1px solid #e6e9ed; overflow-wrap: anywhere; }
thead th { border-bottom: 2px solid #aeb6bf; white-space: nowrap; }
tbody th { font-weight: 500; color: #57606a; width: 12rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
ul { padding-left: 1.25rem; margin: .4rem 0; }
ul.marked { list-style: none; padding-left: 0; }
.mark { display: inline-block; width: 1.25rem; }
@page { size: A4; margin: 18mm; }
@media print { body { font-size: 10pt; margin: 0; max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; } tr, li { break-inside: avoid; }
  thead { display: table-header-group; } }
"""


def markdown(sheet: Sheet) -> str:
    """Return the sheet as Markdown; it ends with a line end."""
    lines = [f"# {plain(sheet.title)}", "", plain(sheet.about), ""]
    for block in sheet.blocks:
        lines += [*_marked_down(block), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def plain(text: str) -> str:
    """Return a text of one line in which nothing is markup."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return f"`{shown}`" if isinstance(text, Code) else _MARKUP.sub(r"\\\1", shown)


def paragraphs(text: str) -> str:
    """Return what a person wrote in several lines, in which nothing is markup."""
    lines = (plain(line).strip() for line in text.strip().splitlines())
    # What would make a heading of it, or of the line above; lists may stay lists.
    return _STARTS.sub(r"\\", "\n".join(lines)) or NOT_STATED


def _marked_down(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * block.level} {plain(block.text)}"
    elif isinstance(block, Paragraphs):
        yield paragraphs(block.text)
    elif isinstance(block, Bullets):
        before = "" if block.is_numbered else "- "
        yield from (
            f"{before}{mark} {plain(item)}" if mark else f"- {plain(item)}"
            for mark, item in block.marked()
        )
    else:
        titles = block.titles or ("", "")
        yield f"| {' | '.join(map(plain, titles))} |"
        yield "|" + "".join(
            "---:|" if place in block.numbers else "---|" for place in range(len(titles))
        )
        yield from (f"| {' | '.join(map(plain, row))} |" for row in block.rows)


def page(sheet: Sheet) -> str:
    """Return the sheet as one HTML file: no scripts, nothing from elsewhere, fit for print."""
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_safe(sheet.title)}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        f"<h1>{_safe(sheet.title)}</h1>",
        f'<p class="about">{_safe(sheet.about)}</p>',
        *(line for block in sheet.blocks for line in _tagged(block)),
        "</body>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def _safe(text: str) -> str:
    shown = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    return html.escape(shown)


def _tagged(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"<h{block.level}>{_safe(block.text)}</h{block.level}>"
    elif isinstance(block, Paragraphs):
        quiet = ' class="quiet"' if block.is_quiet else ""
        yield f"<p{quiet}>{_safe(block.text.strip())}</p>"
    elif isinstance(block, Bullets):
        yield '<ul class="marked">' if block.mark or block.marks else "<ul>"
        yield from (f"<li>{_marker(mark)}{_safe(item)}</li>" for mark, item in block.marked())
        yield "</ul>"
    else:
        yield from _table(block)


def _marker(mark: str) -> str:
    return f'<span class="mark">{_safe(mark)}</span>' if mark else ""


def _table(block: Table) -> Iterator[str]:
    yield "<table>"
    if block.titles:
        cells = (_cell(block, "th", place, text) for place, text in enumerate(block.titles))
        yield f"<thead><tr>{''.join(cells)}</tr></thead>"
    yield "<tbody>"
    for row in block.rows:
        first = "td" if block.titles else "th"
        cells = (
            _cell(block, first if place == 0 else "td", place, text)
            for place, text in enumerate(row)
        )
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"


def _cell(block: Table, tag: str, place: int, text: str) -> str:
    kind = ' class="number"' if place in block.numbers else ""
    shown = f"<code>{_safe(text)}</code>" if isinstance(text, Code) else _safe(text)
    return f"<{tag}{kind}>{shown}</{tag}>"
