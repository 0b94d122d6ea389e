"""Separator, quote and comment prefix, from the beginning of a file; each with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mlops_desktop.core.dataset import Detection, ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.data.fixed_width import Cuts, find_cuts
from mlops_desktop.data.limits import MAX_COLUMNS, MAX_NAME
from mlops_desktop.data.records import Dialect, FirstRecord, first_records, first_widths

CHARACTERS = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "bar",
    " ": "space",
    ":": "colon",
    "^": "caret",
    "~": "tilde",
    '"': "double quote",
    "'": "apostrophe",
    "": "none",
}
"""How characters are called where they alone could be overlooked."""
_SEPARATORS = (",", ";", "\t", "|", *map(chr, range(1, 9)), *map(chr, range(0x1C, 0x20)), "^", "~")
_RARE_SEPARATORS = (" ", ":")  # they stand in many texts: only where nothing else separates
_COMMENTS = ("#", "//", "%", "--", ";;")
_JUDGED_ROWS = 200
_JUDGED_BYTES = 256 * 1024
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Found:
    """How the rows are split, and why.

    Attributes:
        cuts: where columns begin when the file is of fixed width; the dialect is then that of
            the copy it is turned into.
        detections: in words instead of characters.
    """

    dialect: Dialect
    cuts: Cuts | None
    detections: tuple[Detection, ...]


@dataclass(frozen=True, slots=True)
class _Judged:
    """The beginning that is judged; ``is_all``: whether it is the whole text."""

    text: bytes
    is_all: bool

    def widths(self, dialect: Dialect) -> list[int]:
        return first_widths(self.text, dialect, _JUDGED_ROWS, self.is_all)

    def records(self, dialect: Dialect) -> list[FirstRecord]:
        return first_records(self.text, dialect, _JUDGED_ROWS, self.is_all)


@dataclass(frozen=True, slots=True)
class _Score:
    """How well a separator splits: share of the rows that agree, and their fields."""

    share: float = 0.0
    width: int = 0
    rows: int = 0

    @property
    def rank(self) -> tuple[float, int]:
        return (self.share, self.width)


def find_dialect(beginning: bytes, options: ReaderOptions, is_all: bool) -> Found:
    """Find how rows are split: what splits most of the first ones into equally many fields.

    Args:
        beginning: the first bytes of the text.
        is_all: whether that is the whole text.

    Raises:
        UserError: when a chosen character cannot be one.
    """
    _check(options)
    judged = _Judged(beginning, is_all)
    if len(beginning) > _JUDGED_BYTES and b"\n" in beginning[:_JUDGED_BYTES]:
        judged = _Judged(beginning[:_JUDGED_BYTES], False)
    comment = _find_comment(judged, options)
    if options.widths:
        return _fixed(Cuts.of_widths(options.widths), comment)
    quote = _find_quote(judged, options, comment.value)
    dialect = Dialect("", quote.value, comment.value)
    delimiter = _find_delimiter(judged, options.delimiter, dialect)
    if delimiter is None:
        if cuts := find_cuts(judged.text, judged.is_all, comment.value):
            return _fixed(cuts, comment)
        delimiter = _find_rare(judged, dialect)
    found = [_said(delimiter)]
    if quote.value != '"' or quote.reason == "chosen":
        found.append(_said(quote))
    if comment.value or comment.reason == "chosen":
        found.append(comment)
    return Found(replace(dialect, delimiter=delimiter.value), None, tuple(found))


def _fixed(cuts: Cuts, comment: Detection) -> Found:
    found = (cuts.detection, comment) if comment.value else (cuts.detection,)
    return Found(Dialect(",", '"', comment.value), cuts, found)


def _said(found: Detection) -> Detection:
    return replace(found, value=CHARACTERS.get(found.value, found.value))


def _check(options: ReaderOptions) -> None:
    quote = '"' if options.quote is None else options.quote
    if quote and (len(quote) != 1 or quote in "\r\n\0" or not quote.isascii()):
        raise UserError("reading.quote", quote=quote)
    chosen = options.delimiter
    if chosen is not None:
        forbidden = "\r\n\0" + quote
        if len(chosen) != 1 or chosen in forbidden or not chosen.isascii():
            raise UserError("data.delimiter", delimiter=chosen)
    if options.comment and (options.comment != options.comment.strip() or quote in options.comment):
        raise UserError("reading.comment", comment=options.comment)


def _find_comment(judged: _Judged, options: ReaderOptions) -> Detection:
    """Find a comment prefix: only where the file begins with one, and no such line is a row."""
    if options.comment is not None:
        return Detection("comment", options.comment, "chosen")
    nothing = Detection("comment", "", "the file does not begin with one")
    lines = judged.text.split(b"\n")
    first = next((line for line in lines if line.strip()), b"")
    prefix = next((item for item in _COMMENTS if first.startswith(item.encode())), None)
    if prefix is None:
        return nothing
    dialect = Dialect("", options.quote if options.quote is not None else '"', prefix)
    delimiter, score = _best(judged, dialect, options.delimiter)
    commented = [line for line in lines if line.startswith(prefix.encode())]
    if score.width < 2 or any(
        line.count(delimiter.encode()) + 1 == score.width for line in commented
    ):
        return nothing
    reason = f"the file begins with it, and no such line has {score.width} fields"
    return Detection("comment", prefix, reason)


def _find_quote(judged: _Judged, options: ReaderOptions, comment: str) -> Detection:
    """Find the quote: an apostrophe where it stands around fields and closes everywhere."""
    if options.quote is not None:
        return Detection("quote", options.quote, "chosen")
    usual = Detection("quote", '"', "the usual one")
    if b'"' in judged.text or b"'" not in judged.text:
        return usual
    dialect = Dialect("", "'", comment)
    delimiter, score = _best(judged, dialect, options.delimiter)
    if score.width < 2:
        return usual
    records = judged.records(replace(dialect, delimiter=delimiter))
    quoted = sum(item[2] for one in records for item in one.record.fields)
    _, plain = _best(judged, Dialect("", '"', comment), options.delimiter)
    if quoted < 2 or any(one.record.fault for one in records) or plain.share > score.share:
        return usual
    return Detection("quote", "'", f"it stands around {quoted} of the first fields")


def _find_delimiter(judged: _Judged, chosen: str | None, dialect: Dialect) -> Detection | None:
    if chosen is not None:
        return Detection("delimiter", chosen, "chosen")
    best, score = _best(judged, dialect, None)
    return _reasoned(best, score) if score.width else None


def _find_rare(judged: _Judged, dialect: Dialect) -> Detection:
    for delimiter in _RARE_SEPARATORS:
        score = _score(judged, replace(dialect, delimiter=delimiter))
        if score.share == 1 and score.width >= _FEWEST <= score.rows:
            return _reasoned(delimiter, score)
    return Detection("delimiter", ",", "no separator found: one column")


def _reasoned(delimiter: str, score: _Score) -> Detection:
    much = "each" if score.share == 1 else f"{score.share:.0%}"
    reason = f"{much} of the first {score.rows} lines has {score.width} fields"
    return Detection("delimiter", delimiter, reason)


def _best(judged: _Judged, dialect: Dialect, chosen: str | None) -> tuple[str, _Score]:
    """Return the separator that splits best; its score is empty when none splits at all."""
    best, best_score = ",", _Score()
    for delimiter in (chosen,) if chosen else _SEPARATORS:
        if delimiter.encode() in judged.text and delimiter != dialect.quote:
            score = _score(judged, replace(dialect, delimiter=delimiter))
            if score.width > 1 and score.rank > best_score.rank:
                best, best_score = delimiter, score
    return best, best_score


def _score(judged: _Judged, dialect: Dialect) -> _Score:
    widths = judged.widths(dialect)
    if not widths:
        return _Score()
    width, agreeing = Counter(widths).most_common(1)[0]
    return _Score(agreeing / len(widths), width, len(widths))


_SHOWN_NAME = 40


def check_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names without blanks around them.

    Raises:
        UserError: more than 2,000, an empty one, one of more than 1,000 characters, or two equal
            ones, with their positions.
    """
    if len(names) > MAX_COLUMNS:
        raise too_many_columns(len(names))
    trimmed = tuple(name.strip() for name in names)
    empty = [position for position, name in enumerate(trimmed, 1) if not name]
    if empty:
        raise UserError("data.empty_names", positions=_listed(empty))
    for position, name in enumerate(trimmed, 1):
        if len(name) > MAX_NAME:
            facts = {"position": position, "length": f"{len(name):,}", "limit": f"{MAX_NAME:,}"}
            raise UserError("data.long_name", name=name[:_SHOWN_NAME] + "…", **facts)
    for name, count in Counter(trimmed).most_common(1):
        if count > 1:
            positions = [at for at, other in enumerate(trimmed, 1) if other == name]
            raise UserError("data.duplicate_names", name=name, positions=_listed(positions))
    return trimmed


def name_outer(names: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Give the first column and the last ones a name where they have none, and say so.

    That is how pandas and R write the names or numbers of the rows, and how a separator at the
    end of every line reads. Where a column between others has none, or more have none than have
    one, the row is more likely a title than names: nothing is named then.
    """
    trimmed = [name.strip() for name in names]
    nameless = [place for place, name in enumerate(trimmed) if not name]
    last = max((place for place, name in enumerate(trimmed) if name), default=-1)
    is_outer = all(place == 0 or place > last for place in nameless)
    is_title = nameless != [0] and len(names) - len(nameless) < max(2, len(nameless))
    if not nameless or not is_outer or is_title:
        return tuple(names), ""
    filled = tuple(name or f"column_{at}" for at, name in enumerate(trimmed, 1))
    called = ", ".join(filled[place] for place in nameless)
    if nameless == [0]:
        return filled, f"; the first has none, as of row numbers: called {called}"
    return filled, f"; without a name: called {called}"


def too_many_columns(count: int) -> UserError:
    """Return the refusal of a table with so many columns."""
    return UserError("data.too_many_columns", columns=f"{count:,}", limit=f"{MAX_COLUMNS:,}")


def _listed(positions: Sequence[int]) -> str:
    shown = ", ".join(str(position) for position in positions[:10])
    return shown + (", …" if len(positions) > 10 else "")
