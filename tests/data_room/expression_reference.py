"""What expressions mean, evaluated row by row in plain Python; knows nothing of the engine."""

from __future__ import annotations

import calendar
import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta

from mlops_desktop.core.expressions import tree

_DAY = re.compile("([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
SPACES = " \t\n\r\xa0"


def whole(value):
    return value if value is not None and -(2**63) <= value < 2**63 else None


def finite(value):
    return value if value is not None and math.isfinite(value) else None


def settle(value):
    """Bring a number into its range: missing where it has left it."""
    if isinstance(value, float):
        return finite(value)
    return whole(value) if isinstance(value, int) else value


def evaluate(node, row):  # noqa: C901, PLR0911 - one branch per kind of node
    """Return the value of a tree for one row (a dict); None is missing."""
    match node:
        case tree.Literal(value=value):
            return value
        case tree.Name(name=name):
            value = row[name]
            return None if isinstance(value, float) and math.isnan(value) else value
        case tree.Chain(operator=operator, operands=operands):
            return _chain(operator, [evaluate(one, row) for one in operands])
        case tree.IsMissing(operand=operand):
            return evaluate(operand, row) is None
        case tree.Unary(operator=operator, operand=operand):
            value = evaluate(operand, row)
            if value is None:
                return None
            return (not value) if operator == "not" else settle(-value)
        case tree.Binary(operator=operator, left=left, right=right):
            return _binary(operator, evaluate(left, row), evaluate(right, row))
        case tree.Between(operand=operand, low=low, high=high):
            value, low, high = (evaluate(one, row) for one in (operand, low, high))
            return _chain("and", [_binary(">=", value, low), _binary("<=", value, high)])
        case tree.Among(operand=operand, options=options):
            value = evaluate(operand, row)
            return _chain("or", [_binary("=", value, evaluate(one, row)) for one in options])
        case tree.Call(name=name, arguments=arguments):
            return _call(name, [evaluate(one, row) for one in arguments])
    raise TypeError(node)


def _chain(operator, values):
    if operator == "&":
        return None if None in values else "".join(values)
    decides = operator == "or"
    if any(value is decides for value in values):
        return decides
    return None if None in values else not decides


def _binary(operator, left, right):
    if left is None or right is None:
        return None
    if type(left) is date and isinstance(right, datetime):
        left = datetime.combine(left, time())
    if type(right) is date and isinstance(left, datetime):
        right = datetime.combine(right, time())
    tests = {
        "=": lambda: left == right,
        "!=": lambda: left != right,
        "<": lambda: left < right,
        "<=": lambda: left <= right,
        ">": lambda: left > right,
        ">=": lambda: left >= right,
        "contains": lambda: right in left,
        "starts with": lambda: left.startswith(right),
        "ends with": lambda: left.endswith(right),
        "matches": lambda: re.search(right, left, re.ASCII) is not None,
    }
    if operator in tests:
        if type(left) is not type(right) and operator in tree.COMPARISONS:
            left, right = float(left), float(right)
        return tests[operator]()
    return settle(_calculate(operator, left, right))


def _calculate(operator, left, right):  # noqa: PLR0911 - one return per operator
    if type(left) is not type(right) or operator in "/^":
        left, right = float(left), float(right)
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right if right else None
        case "^":
            try:
                found = left**right
            except (ZeroDivisionError, OverflowError):
                return None
            return None if isinstance(found, complex) else found
    if not right or not math.isfinite(left):
        return None
    if isinstance(left, int):
        return left % right
    return math.fmod(math.fmod(left, right) + right, right)


def _call(name, values):
    first = values[0]
    if name == "if":
        return values[1] if first else values[2]
    if name in {"coalesce", "min", "max"}:
        there = [value for value in values if value is not None]
        pick = {"coalesce": lambda some: some[0], "min": min, "max": max}[name]
        return pick(there) if there else None
    if None in values:
        return None
    return settle(_NUMBERS[name](*values) if name in _NUMBERS else _OTHERS[name](*values))


def _root(value):
    return math.sqrt(value) if value >= 0 else None


def _integral(function):
    return lambda value: function(value) if math.isfinite(value) else None


def _round(value, digits=None):
    if isinstance(value, int):
        return value if digits is None else float(value)
    if not math.isfinite(value):
        return None
    factor = 10.0 ** (digits or 0)
    scaled = value * factor
    if not math.isfinite(scaled):
        return value if digits is not None else None
    rounded = float(math.floor(abs(scaled) + 0.5)) if abs(scaled) < 2**52 else abs(scaled)
    if abs(scaled) < 2**52 and abs(scaled) - math.floor(abs(scaled)) < 0.5:
        rounded = float(math.floor(abs(scaled)))
    rounded = math.copysign(rounded, scaled)
    return int(rounded) if digits is None else rounded / factor


def _bucket(value, width, start=0):
    if not math.isfinite(value):
        return None
    found = math.floor((float(value) - start) / width) * float(width) + start
    return int(found) if {type(value), type(width), type(start)} == {int} else float(found)


def _to_integer(value):
    if isinstance(value, str):
        text = value.strip(SPACES)
        return int(text) if re.fullmatch(r"[+-]?[0-9]+", text) else None
    return int(value) if math.isfinite(value) else None


def _to_number(value):
    if isinstance(value, str):
        text = value.strip(SPACES)
        form = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
        return float(text) if re.fullmatch(form, text) else None
    return float(value)


_NUMBERS = {
    "abs": abs,
    "round": _round,
    "floor": _integral(math.floor),
    "ceil": _integral(math.ceil),
    "sign": lambda value: (value > 0) - (value < 0),
    "sqrt": _root,
    "ln": lambda value: math.log(value) if value > 0 else None,
    "bucket": _bucket,
    "integer": _to_integer,
    "number": _to_number,
}


def _to_text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return value.isoformat() if isinstance(value, date) else str(value)


def _to_date(value):
    if isinstance(value, str):
        try:
            return date(*map(int, _DAY.fullmatch(value.strip(SPACES)).groups()))
        except (ValueError, AttributeError):
            return None
    return value.date() if isinstance(value, datetime) else value


def _mid(text, start, count):
    return text[max(1, start) - 1 :][: max(0, count)]


def _split_part(text, separator, number):
    parts = text.split(separator)
    at = number - 1 if number > 0 else len(parts) + number
    return parts[at] if 0 <= at < len(parts) else None


def _plain(text):
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _date_add(value, count, unit):
    try:
        if unit in {"months", "years"}:
            months = value.year * 12 + value.month - 1 + count * (12 if unit == "years" else 1)
            year, month = months // 12, months % 12 + 1
            day = min(value.day, calendar.monthrange(year, month)[1])
            return value.replace(year=year, month=month, day=day)
        return value + timedelta(**{unit: count})
    except (ValueError, OverflowError, IndexError, calendar.IllegalMonthError):
        return None


def _start_of(value, unit):
    day = _to_date(value)
    if unit in {"hour", "minute"}:
        value = value if isinstance(value, datetime) else datetime.combine(value, time())
        return value.replace(second=0, microsecond=0, **({"minute": 0} if unit == "hour" else {}))
    if unit == "week":
        try:
            return day - timedelta(days=day.weekday())
        except OverflowError:
            return None
    month = {"quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}.get(unit, day.month)
    return day if unit == "day" else day.replace(month=month, day=1)


_OTHERS = {
    "length": len,
    "lower": str.lower,
    "upper": str.upper,
    "trim": lambda text: text.strip(SPACES),
    "replace": lambda text, old, new: text.replace(old, new) if old else text,
    "left": lambda text, count: text[: max(0, count)],
    "right": lambda text, count: text[-count:] if count > 0 else "",
    "mid": _mid,
    "find": lambda text, part: text.find(part) + 1,
    "split_part": _split_part,
    "without_accents": _plain,
    "text": _to_text,
    "date": _to_date,
    "year": lambda value: value.year,
    "quarter": lambda value: (value.month + 2) // 3,
    "month": lambda value: value.month,
    "week": lambda value: value.isocalendar()[1],
    "day": lambda value: value.day,
    "weekday": lambda value: value.isoweekday(),
    "is_weekend": lambda value: value.isoweekday() > 5,
    "hour": lambda value: value.hour,
    "minute": lambda value: value.minute,
    "second": lambda value: value.second,
    "start_of": _start_of,
    "date_add": _date_add,
    "days_between": lambda first, second: (_to_date(second) - _to_date(first)).days,
    "seconds_between": lambda first, second: (second - first) / timedelta(seconds=1),
}
