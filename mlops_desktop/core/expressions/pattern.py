r"""Regular expressions that the table engine's RE2 and everybody else read alike.

RE2 takes time in proportion to the text, whatever the pattern; what it cannot do so (looking
around, referring back) it refuses. Those are refused here with their reason, so that a person
reads it while writing.
"""

from __future__ import annotations

import re

_MAX_LENGTH = 1_000
_MAX_REPEAT = 1_000
_ESCAPES = frozenset("dDwWsSbBnrtfv") | frozenset("\\.+*?()|[]{}^$-/&~#@!%,;:='\"<> ")
_COUNT = re.compile(r"\{([0-9]*)(,?)([0-9]*)\}")


def objection(pattern: str) -> str:
    """Return why a pattern cannot be used, "" when it can."""
    if len(pattern) > _MAX_LENGTH:
        return f"it has more than {_MAX_LENGTH:,} characters"
    found = _structure(pattern)
    if found:
        return found
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)
    return ""


def _structure(pattern: str) -> str:  # noqa: C901, PLR0911 - one branch per sign
    """Find what only some engines know, and repetitions that multiply beyond measure."""
    at, is_class, repeats = 0, False, 1
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            escaped = pattern[at + 1 : at + 2]
            if escaped not in _ESCAPES or (is_class and escaped in {"b", "B"}):
                return f"“\\{escaped}” is not among the signs that can be used"
            at += 2
            continue
        if is_class:
            if pattern.startswith(("[:", "[", "--", "&&", "||", "~~"), at):
                return "write “[” and doubled signs inside brackets with a backslash"
            is_class = sign != "]"
        elif sign == "[":
            is_class = True
            at += 1 if pattern[at + 1 : at + 2] == "^" else 0
            if pattern[at + 1 : at + 2] == "]":
                return "write “]” inside brackets with a backslash"
        elif pattern.startswith("(?", at) and not pattern.startswith("(?:", at):
            return "a group that begins with “(?” can only be “(?:…)”"
        elif sign in "*+?{":
            length, times, reason = _repetition(pattern, at)
            if reason:
                return reason
            repeats *= times
            if repeats > _MAX_REPEAT:
                return f"its repetitions come to more than {_MAX_REPEAT:,}"
            at += length
            continue
        at += 1
    return ""


def _repetition(pattern: str, at: int) -> tuple[int, int, str]:
    """Return its length, the most it asks for (1 for * + ?), and an objection or ""."""
    length, times = 1, 1
    if pattern[at] == "{":
        found = _COUNT.match(pattern, at)
        if found is None or not found[1]:
            return 0, 0, "write “{” as “\\{” unless it counts, as in {2,5}"
        length = len(found[0])
        times = max([1, *(int(part[:6]) for part in (found[1], found[3]) if part)])
    if pattern[at + length : at + length + 1] == "?":
        length += 1
    if pattern[at + length : at + length + 1] in {"*", "+", "?", "{"}:
        return 0, 0, "a repetition cannot be repeated without parentheses"
    return length, times, ""
