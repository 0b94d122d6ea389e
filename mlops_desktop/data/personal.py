"""Likely personal data: found by column names and by the form of values, then masked.

A value's form alone is proof only where it has check digits. Every sign says how sure it is and
why; a sign never quotes a value, and a profile keeps only the shapes of a personal column's values.

Of a stored table's text column the values of up to 10,000 rows are looked at, spread in blocks over
the whole table; of any other column the most frequent values. A sign says which, and counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from mlops_desktop.core.dataset import ColumnProfile, ColumnType, Finding, Severity
from mlops_desktop.core.profile_parts import Confidence, PersonalKind, PersonalSign
from mlops_desktop.data.engine import Engine
from mlops_desktop.data.profiling import national_ids
from mlops_desktop.data.profiling.given_names import is_given_name
from mlops_desktop.data.storing import View

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{6,18}[0-9]|\([0-9]{2,6}\)[0-9 ()/.-]{4,16}[0-9]")
_DATE = re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{4}")
_STREET = re.compile(
    r"\d+[a-z]?,? .*\b(street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|way|court|"
    r"place|square|rue|via|calle)\b.*|.*(stra(ß|ss)e|str\.|weg|gasse|platz|allee|ring|laan|straat|"
    r"vägen|gatan) *\d+.*|(rue|via|calle|avenida|rua|plaza) .*\d+.*",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[^\W\d_][\w'’.-]*(,? [^\W\d_][\w'’.-]*){0,3}")
_EDGE, _END = r"(^|[_\W])", r"($|[_\W])"
_BY_NAME: tuple[tuple[PersonalKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(_EDGE + pattern + _END, re.IGNORECASE))
    for kind, pattern in (
        (PersonalKind.EMAIL, r"(e[-_ ]?mail|mail[-_ ]?address)s?"),
        (
            PersonalKind.PHONE,
            r"(phone|mobile|telephone|telefon|cell[-_ ]?phone|handy|fax)([-_ ]?(number|no|nr))?",
        ),
        (PersonalKind.IBAN, r"(iban|bank[-_ ]?account|account[-_ ]?number|kontonummer)"),
        (
            PersonalKind.NATIONAL_ID,
            r"(ssn|social[-_ ]security([-_ ]number)?|passport([-_ ](no|nr|number))?|"
            r"national[-_ ]id|"
            r"tax[-_ ]id|nino|dni|nif|bsn|personnummer|codice[-_ ]fiscale|steuer[-_ ]?id)",
        ),
        (PersonalKind.BIRTH, r"(birth([-_ ]?(day|date))?|date[-_ ]of[-_ ]birth|dob|geburtsdatum)"),
        (
            PersonalKind.NAME,
            r"((first|last|sur|full|given|family|maiden|middle)[-_ ]?name|vorname|nachname|"
            r"(customer|patient|employee|person|client|student|passenger|contact)[-_ ]name)",
        ),
        (
            PersonalKind.ADDRESS,
            r"((?<!ip )(?<!ip_)(?<!mac )(?<!mac_)(?<!web_)address(line)?\d?|street([-_ ]?name)?|"
            r"strasse|straße|anschrift)",
        ),
    )
)
_PLAIN_NAME = re.compile(r"(full )?names?", re.IGNORECASE)
_PEOPLE = re.compile(
    _EDGE + r"(customer|client|patient|employee|person|passenger|author|owner|driver|manager|"
    r"teacher|student|doctor|nurse|salesperson|sales[-_ ]?rep|contact|guest|tenant|applicant|"
    r"kunde|kundin|mitarbeiter|patientin)s?" + _END,
    re.IGNORECASE,
)
_SHARE = 0.5
_SURE = 0.8
_DIFFERENT = 0.3
_ANY_TYPE = (PersonalKind.PHONE, PersonalKind.IBAN, PersonalKind.NATIONAL_ID)
_DATES = (ColumnType.DATE, ColumnType.DATETIME)
_LONGEST_SHAPE = 24
SAMPLED_ROWS = 10_000
"""Of so many rows of a stored table the texts are looked at."""
_BLOCK = 500
"""Rows next to one another that are read; a stored table gives single rows slowly."""
_AT_ONCE = 16
_LONGEST_READ, _LONGEST_TEXT = 200, 20_000
_PROBED = 400
_FEW, _FEWEST_MAILS = 0.01, 3
_MAIL_INSIDE = re.compile(r"[\w.+-]+@[\w-]+\.[a-zA-Z]{2,}")


@dataclass(frozen=True, slots=True)
class Seen:
    """The values of a column that are looked at.

    Attributes:
        values: without spaces around them, long ones cut; none is missing.
        rows: how many rows were read for them; 0: they are the column's most frequent values.
    """

    values: tuple[str, ...]
    rows: int = 0

    @property
    def words(self) -> str:
        """How they are called: "frequent values", "values in 10,000 rows"."""
        return f"values in {self.rows:,} rows" if self.rows else "frequent values"

    def share(self, test: Callable[[str], object]) -> float:
        """Return the share of the values that pass a test; a few of them often say it is none."""
        if not self.values:
            return 0.0
        step = max(1, len(self.values) // _PROBED)
        if not any(test(value) for value in self.values[::step]):
            return 0.0
        return sum(bool(test(value)) for value in self.values) / len(self.values)

    def reason(self, share: float, words: str) -> str:
        """Say of how many of them something is true."""
        return f"{round(share * len(self.values)):,} of {len(self.values):,} {self.words} {words}"


def seen_texts(engine: Engine, view: View, profiles: Sequence[ColumnProfile]) -> Mapping[str, Seen]:
    """Read what is looked at of a stored table's text columns, by their names.

    Columns whose values are all among the most frequent ones, and those with very long texts, are
    left out: their most frequent values are looked at.

    Args:
        view: of a stored table: its rows are counted in ``place``.
    """
    wanted = [
        (f"c{index}", item)
        for index, item in enumerate(profiles)
        if item.type is ColumnType.TEXT and item.distinct > len(item.top) and _is_readable(item)
    ]
    blocks = -(-SAMPLED_ROWS // _BLOCK)
    apart = max(_BLOCK, view.rows // blocks)
    found: dict[str, Seen] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        names = ", ".join(f"left({name}, {_LONGEST_READ})" for name, _ in part)
        rows = engine.rows(
            f"SELECT {names} FROM {view.sql}"
            f" WHERE place % {apart} < {_BLOCK} AND place // {apart} < {blocks}"
        )
        for (_, item), values in zip(part, zip(*rows, strict=True), strict=False):
            texts = tuple(value.strip() for value in values if value is not None)
            found[item.name] = Seen(texts, len(rows))
    return found


def _is_readable(profile: ColumnProfile) -> bool:
    return profile.lengths is not None and profile.lengths.high <= _LONGEST_TEXT


def personal_sign(profile: ColumnProfile, seen: Seen | None = None) -> PersonalSign | None:
    """Return why a column seems personal, from its name and its values.

    Args:
        seen: the values to look at; None: its most frequent ones.
    """
    if profile.count == 0 or profile.type in (ColumnType.BOOLEAN, ColumnType.NUMBER):
        return None
    kind = _kind_by_name(profile.name)
    if profile.type is not ColumnType.TEXT:
        return _by_name_only(profile, kind)
    if seen is None or not seen.values:
        seen = Seen(tuple(value.strip() for value, _ in profile.top))
    for found, test, confidence, words in _FORMS:
        share = seen.share(test)
        if share >= (_SHARE if found in (PersonalKind.EMAIL, PersonalKind.PHONE) else _SURE):
            is_named = found is kind and confidence is not Confidence.CERTAIN
            sure = Confidence.CERTAIN if is_named and share >= _SURE else confidence
            return PersonalSign(found, sure, seen.reason(share, words))
    share = seen.share(_STREET.fullmatch)
    if share >= _SHARE:
        reason = seen.reason(share, "read like a street with a number")
        return PersonalSign(PersonalKind.ADDRESS, Confidence.LIKELY, reason)
    return _by_person(profile, seen) or _by_a_few(seen) or _by_name_only(profile, kind)


def _by_a_few(seen: Seen) -> PersonalSign | None:
    """Return the sign of a column in which some texts hold an e-mail address, as remarks do."""
    count = sum("@" in value and _MAIL_INSIDE.search(value) is not None for value in seen.values)
    if count < _FEWEST_MAILS or count < _FEW * len(seen.values):
        return None
    reason = seen.reason(count / len(seen.values), "hold an address with an @")
    return PersonalSign(PersonalKind.EMAIL, Confidence.LIKELY, reason)


def _by_person(profile: ColumnProfile, seen: Seen) -> PersonalSign | None:
    """Return the sign of a column whose values have the shape of people's names.

    It is called like people, or half of its values hold a common first name: then names that
    repeat, as those of customers do, are signs as well. Without, a few that repeat are rather
    names of products, or places.
    """
    is_named = _kind_by_name(profile.name) is PersonalKind.NAME
    share = seen.share(lambda text: _is_person(text, 1 if is_named else 2))
    if share < _SURE:
        return None
    shaped = seen.reason(share, "have the shape of names")
    called = f"the column is called so, and {shaped}"
    if is_named:
        return PersonalSign(PersonalKind.NAME, Confidence.LIKELY, called)
    share = seen.share(_has_given_name)
    if share >= _SHARE:
        reason = f"{shaped}; {seen.reason(share, 'hold a common first name')}"
        return PersonalSign(PersonalKind.NAME, Confidence.LIKELY, reason)
    is_varied = profile.distinct >= _DIFFERENT * profile.count
    is_plain = is_varied and _PLAIN_NAME.fullmatch(profile.name.strip())
    if is_plain or _PEOPLE.search(profile.name):
        return PersonalSign(PersonalKind.NAME, Confidence.POSSIBLE, called)
    return None


def _has_given_name(text: str) -> bool:
    """Say whether the first word, or the one behind a comma, is a common first name."""
    before, _, behind = text.partition(",")
    words = (behind or before).split()
    return bool(words) and is_given_name(words[0])


def _is_person(text: str, words: int) -> bool:
    parts = text.replace(",", " ").split()
    return (
        bool(_PERSON.fullmatch(text))
        and len(parts) >= words
        and parts[0][:1].isupper()
        and parts[-1][:1].isupper()
    )


def _by_name_only(profile: ColumnProfile, kind: PersonalKind | None) -> PersonalSign | None:
    if kind is None:
        return None
    if kind is PersonalKind.BIRTH and profile.type in _DATES:
        return PersonalSign(kind, Confidence.LIKELY, "the column is called so and holds dates")
    if profile.type is ColumnType.TEXT or (
        profile.type is ColumnType.INTEGER and kind in _ANY_TYPE
    ):
        return PersonalSign(kind, Confidence.POSSIBLE, "the column is called so")
    return None


def _kind_by_name(name: str) -> PersonalKind | None:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    for text in (name, spaced):
        for kind, pattern in _BY_NAME:
            if pattern.search(text):
                return kind
    return None


def is_iban(text: str) -> bool:
    """Say whether a text is an IBAN with right check digits (ISO 13616, ISO 7064 mod 97-10)."""
    plain = text.replace(" ", "").upper()
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", plain):
        return False
    digits = "".join(str(int(character, 36)) for character in plain[4:] + plain[:4])
    return int(digits) % 97 == 1


def is_phone(text: str) -> bool:
    """Say whether a text is written like a telephone number: + or 0 first, grouped."""
    # Dates and plain codes are digits too.
    if _DATE.fullmatch(text):
        return False
    digits = sum(character.isdigit() for character in text)
    is_grouped = any(mark in text for mark in "+ ()/")
    return bool(_PHONE.fullmatch(text)) and digits >= 7 and is_grouped and text[:1] in "+0("


_FORMS: tuple[tuple[PersonalKind, Callable[[str], object], Confidence, str], ...] = (
    (PersonalKind.EMAIL, _MAIL.fullmatch, Confidence.CERTAIN, "are addresses with an @"),
    (PersonalKind.IBAN, is_iban, Confidence.CERTAIN, "are IBANs with right check digits"),
    (
        PersonalKind.NATIONAL_ID,
        national_ids.is_checked,
        Confidence.CERTAIN,
        "are identity numbers with right check digits",
    ),
    (
        PersonalKind.NATIONAL_ID,
        national_ids.is_written,
        Confidence.LIKELY,
        "are written like identity numbers",
    ),
    (PersonalKind.PHONE, is_phone, Confidence.LIKELY, "are written like telephone numbers"),
)


def masked(profile: ColumnProfile, seen: Seen | None = None) -> ColumnProfile:
    """Return the profile with its sign, and without values where it has one.

    Args:
        seen: the values that are looked at; None: its most frequent ones.
    """
    sign = personal_sign(profile, seen)
    if sign is None:
        return profile
    shapes: Counter[str] = Counter()
    for value, count in profile.top:
        shapes[shape(value)] += count
    top = tuple(sorted(shapes.items(), key=lambda item: (-item[1], item[0])))
    if profile.type is not ColumnType.INTEGER:
        return replace(profile, top=top, variants=(), order=(), spacing=None, personal=sign)
    return replace(
        profile,
        top=top,
        low=None,
        high=None,
        mean=None,
        std=None,
        quantiles=(),
        histogram=None,
        outliers=None,
        order=(),
        personal=sign,
    )


def without_values(finding: Finding, profiles: Sequence[ColumnProfile]) -> Finding:
    """Return a finding that quotes no value when one of its columns is personal."""
    personal = {item.name for item in profiles if item.personal is not None}
    if personal.isdisjoint(finding.columns):
        return finding
    detail = re.sub("“(.*?)”", lambda found: f"“{shape(found[1])}”", finding.detail)
    return replace(finding, detail=detail)


def shape(text: str) -> str:
    """Return how a value is written: ``Anna7@web.de`` is ``Aaaa9@aaa.aa``."""
    cut = text[:_LONGEST_SHAPE]
    drawn = "".join(
        "9" if c.isdigit() else "A" if c.isupper() else "a" if c.isalpha() else c for c in cut
    )
    return drawn + "…" if len(text) > _LONGEST_SHAPE else drawn


def personal_finding(profiles: Sequence[ColumnProfile]) -> Finding:
    """Say which columns seem personal, how sure that is, and why."""
    signs = [(item.name, sign) for item in profiles if (sign := item.personal) is not None]
    if not signs:
        return Finding(
            Severity.OK,
            "personal",
            "Nothing personal found",
            "No e-mail addresses, phone, account or identity numbers among the values that were "
            f"looked at (of texts those in {SAMPLED_ROWS:,} rows), no such column names.",
        )
    columns = tuple(name for name, _ in signs)
    shown = ", ".join(columns[:3]) + (f" and {len(columns) - 3} more" if len(columns) > 3 else "")
    told = [f"{name}: {sign.confidence} {sign.kind} ({sign.reason})." for name, sign in signs[:3]]
    detail = " ".join(
        (
            *told,
            "Leave it out unless it is needed, or make a version without it by a recipe’s step"
            " “Mask personal data”; what is stored once stays in the project, though not in this"
            " profile.",
        )
    )
    return Finding(Severity.WARN, "personal", f"Looks personal: {shown}", detail, columns)
