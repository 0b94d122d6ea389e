"""Columns whose values contradict each other's way of writing are told, not silently text."""

from __future__ import annotations

from mlops_desktop.core.dataset import ColumnType, ReaderOptions
from mlops_desktop.data.preview import preview_file


def _told(found, column: str):
    return [item for item in found if item.code == "two_ways" and item.columns == (column,)]


def _dates(count: int = 120) -> list[str]:
    return [
        f"{13 + n % 15}/{1 + n % 12:02d}/2011" if n % 3 else f"{1 + n % 12:02d}/{13 + n % 15}/2011"
        for n in range(count)
    ]


def test_dates_in_both_orders_are_told_with_a_line_of_each(imported) -> None:
    done = imported("day,n\n" + "".join(f"{day},{n}\n" for n, day in enumerate(_dates())))
    assert done.types["day"] == "text"
    (finding,) = _told(done.result.profile.findings, "day")
    assert finding.title == (
        "day holds dates in two orders: 80 with the day first, 40 with the month first"
    )
    assert "Line 3: “14/02/2011”, line 2: “01/13/2011”." in finding.detail
    assert "date:dmy" in finding.detail


def test_the_preview_tells_it_before_anything_is_stored(write) -> None:
    path = write("day,n\n" + "".join(f"{day},{n}\n" for n, day in enumerate(_dates())))
    assert _told(preview_file(path, ReaderOptions()).profile.findings, "day")


def test_decimal_points_beside_decimal_commas_are_told(imported) -> None:
    values = ["1.234,5" if n % 2 else "1,234.5" for n in range(60)]
    done = imported("a;b\n" + "".join(f"{value};{n}\n" for n, value in enumerate(values)))
    (finding,) = _told(done.result.profile.findings, "a")
    assert "30 with a decimal point, 30 with a decimal comma" in finding.title
    assert "line 3: “1.234,5”" in finding.detail


def test_a_way_that_only_late_rows_use_is_found(imported) -> None:
    early = [f"{13 + n % 15}/{1 + n % 12:02d}/2011" for n in range(300)]
    late = [f"{1 + n % 12:02d}/{13 + n % 15}/2011" for n in range(200)]
    done = imported("day,n\n" + "".join(f"{day},{n}\n" for n, day in enumerate(early + late)))
    assert _told(done.result.profile.findings, "day")[0].title.endswith(
        "300 with the day first, 200 with the month first"
    )


def test_one_way_and_what_the_person_chose_are_not_told(imported) -> None:
    numbers = "a;b\n" + "".join(f"{n}.{n % 90 + 10};x{n}\n" for n in range(60))
    assert not _told(imported(numbers).result.profile.findings, "a")
    codes = "a;b\n" + "".join(f"{n}.{n + 1}.{n + 2};x\n" for n in range(60))
    assert not _told(imported(codes).result.profile.findings, "a")
    text = "day,n\n" + "".join(f"{day},{n}\n" for n, day in enumerate(_dates()))
    done = imported(text, types=(("day", ColumnType.TEXT),))
    assert not _told(done.result.profile.findings, "day")
