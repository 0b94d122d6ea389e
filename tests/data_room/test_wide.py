"""Wide tables are imported as narrow ones are."""

from __future__ import annotations


def test_1_500_columns(imported) -> None:
    width = 1_500
    names = ",".join(f"c{n}" for n in range(width))
    row = ",".join(["7", "x", "2011-01-31"][n % 3] for n in range(width))
    done = imported(f"{names}\n" + f"{row}\n" * 30)
    kinds = [column.type.value for column in done.result.columns]
    assert kinds == [["integer", "text", "date"][n % 3] for n in range(width)]
    assert len(done.result.profile.columns) == width
    assert done.rows()[29][:3] == (7, "x", "2011-01-31")
