"""Words for expressions: filters, derived columns, rules across columns."""

from __future__ import annotations

from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "empty": Message(
        "The expression is empty.",
        "Write a condition or a calculation, such as price > 10.",
    ),
    "too_long": Message(
        "The expression has {length} characters; the limit is {limit}.",
        "Split it into several steps, or list values with “in (…)”.",
    ),
    "too_deep": Message(
        "Character {position}: more than {limit} parts lie inside each other.",
        "Split the expression into several columns or steps.",
    ),
    "character": Message(
        "Character {position}: “{character}” has no meaning in an expression.",
        "Put text between quotes ('…') and odd column names between brackets ([…]).",
    ),
    "unclosed": Message(
        "Character {position}: what begins with {opening} is never closed.",
        "Add {closing} at its end; inside it, write the sign twice.",
    ),
    "nameless": Message(
        "Character {position}: there is no column name between the signs.",
        "Write the column's name there, such as [order date].",
    ),
    "number": Message(
        "Character {position}: “{number}” is not a number.",
        "Write numbers as 1234.5 or 1.5e-3, and names that begin with digits as [2nd price].",
    ),
    "date": Message(
        "Character {position}: “{date}” is not a date or time.",
        "Write dates as 2013-05-31 and times as 2013-05-31T14:30; a difference needs spaces: 2013 - 5.",
    ),
    "ended": Message(
        "The expression ends too early, after character {position}; expected: {expected}.",
        "Complete it.",
    ),
    "expected": Message(
        "Character {position}: expected {expected}, found “{found}”.",
        "Correct it there; text stands between quotes ('…'), odd column names between brackets ([…]).",
    ),
    "chained": Message(
        "Character {position}: a comparison cannot be compared again.",
        "Write x between 1 and 5, or join comparisons with “and”.",
    ),
    "unknown_column": Message(
        "Character {position}: there is no column “{name}”. {nearest}",
        "Columns: {columns}; text stands between quotes ('…').",
    ),
    "ambiguous_column": Message(
        "Character {position}: “{name}” may be one of several columns: {columns}.",
        "Write the name with its exact capitals.",
    ),
    "unknown_function": Message(
        "Character {position}: there is no function “{name}”. {nearest}",
        "The functions are listed in the manual under “Expressions”.",
    ),
    "argument_count": Message(
        "Character {position}: {name} takes {expected}, not {found}.",
        "Write {usage}.",
    ),
    "argument_type": Message(
        "Character {position}: “{parameter}” of {name} must be {expected}, not {found}.",
        "Write {usage}; number(…), text(…) and date(…) turn values into other types.",
    ),
    "plain_value": Message(
        "Character {position}: “{parameter}” of {name} must be {expected}, written out.",
        "Write {usage}.",
    ),
    "operand": Message(
        "Character {position}: “{operator}” works on {expected}, not on {found}.",
        "number(…), text(…) and date(…) turn values into other types.",
    ),
    "comparison": Message(
        "Character {position}: {left} and {right} cannot be compared.",
        "number(…), text(…) and date(…) turn values into other types.",
    ),
    "common": Message(
        "Character {position}: the values of {name} must be of one type, not {left} and {right}.",
        "number(…), text(…) and date(…) turn values into other types.",
    ),
    "compared_date": Message(
        "Character {position}: “{found}” is compared with a date but is none.",
        "Write dates as 2013-05-31 and times as 2013-05-31T14:30.",
    ),
    "compared_missing": Message(
        "Character {position}: nothing is ever equal to a missing value.",
        "Write “is missing” or “is not missing”.",
    ),
    "condition": Message(
        "The expression gives {found}, but a condition is true or false.",
        "Add a comparison, such as … > 0 or … is not missing.",
    ),
    "pattern": Message(
        "Character {position}: the pattern cannot be used: {reason}.",
        "Use the plain parts of regular expressions: . * + ? {{2,5}} [a-z] \\d \\w \\s ( | ) ^ and $.",
    ),
    "zone": Message(
        "Character {position}: there is no time zone “{zone}”. {nearest}",
        "Write a name such as 'Europe/Berlin' or 'UTC'.",
    ),
    "no_zone": Message(
        "Character {position}: the times have no time zone, so they cannot be turned into another.",
        "Say first where they were read off the clock: with_zone(…, 'UTC').",
    ),
    "has_zone": Message(
        "Character {position}: the times have a time zone already ({zone}).",
        "Turn them into another with to_zone(…).",
    ),
    "mixed_zones": Message(
        "Character {position}: times with and times without a time zone cannot be set side by side.",
        "Say where the others were read off the clock: with_zone(…, 'UTC').",
    ),
}
