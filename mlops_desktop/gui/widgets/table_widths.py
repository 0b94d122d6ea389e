"""How the columns of a table share its width."""

from __future__ import annotations

from collections.abc import Sequence


def share_width(room: int, wishes: Sequence[int], shares: Sequence[int], floor: int) -> list[int]:
    """Return the columns' widths.

    Columns that do not stretch get their wish. The others divide spare room by their shares; where
    room is scarce they divide what there is, nobody getting more than the wish.

    Args:
        room: pixels there are.
        wishes: pixels each column would like.
        shares: how much of the rest each takes; 0 = does not stretch.
        floor: a stretching column gets this much at least (or its wish, if that is less); the
            table scrolls then.
    """
    widths = list(wishes)
    stretching = [place for place, share in enumerate(shares) if share > 0]
    if not stretching:
        return widths
    left = room - sum(wish for place, wish in enumerate(wishes) if place not in stretching)
    if left >= sum(wishes[place] for place in stretching):
        return _divide_spare(left, widths, stretching, shares)
    return _ration(left, widths, {place: shares[place] for place in stretching}, floor)


def _divide_spare(
    room: int, widths: list[int], stretching: Sequence[int], shares: Sequence[int]
) -> list[int]:
    spare = room - sum(widths[place] for place in stretching)
    whole = sum(shares[place] for place in stretching)
    for place in stretching:
        widths[place] += spare * shares[place] // whole
    # What rounding left over.
    widths[stretching[-1]] += room - sum(widths[place] for place in stretching)
    return widths


def _ration(room: int, widths: list[int], shares: dict[int, int], floor: int) -> list[int]:
    while shares:
        unit = room / sum(shares.values())
        modest = [place for place, share in shares.items() if widths[place] <= unit * share]
        if not modest:
            for place, share in shares.items():
                widths[place] = max(min(widths[place], floor), int(unit * share))
            break
        for place in modest:
            room -= widths[place]
            del shares[place]
    return widths
