"""What holds for every chart: nothing cut off, readable, twins, same bytes, no global state."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import struct
import subprocess
import sys
from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from mlops_desktop import charts
from mlops_desktop.charts.render import numbers, png, readings
from mlops_desktop.charts.style import LIGHT


def texts(figure: Figure) -> list[Text]:
    found = [item for item in figure.findobj(Text) if item.get_visible()]
    return [item for item in found if item.get_text().strip()]


def luminance(colour: Sequence[float]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(to_rgb(first)), luminance(to_rgb(second))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_no_text_is_cut_off(chart, style):
    figure = chart.figure(style)
    figure.draw_without_rendering()
    inside = figure.bbox.padded(1.5)
    for item in texts(figure):
        box = item.get_window_extent()
        assert inside.x0 <= box.x0 <= box.x1 <= inside.x1, item.get_text()
        assert inside.y0 <= box.y0 <= box.y1 <= inside.y1, item.get_text()


def test_no_two_texts_lie_on_each_other(chart, style):
    figure = chart.figure(style)
    figure.draw_without_rendering()
    boxes = [(item.get_text(), item.get_window_extent().padded(-1)) for item in texts(figure)]
    for index, (name, box) in enumerate(boxes):
        for other_name, other in boxes[index + 1 :]:
            assert not box.overlaps(other), (name, other_name)


def test_text_stands_out_from_the_surface(chart, style):
    figure = chart.figure(style)
    surface = style.colours["surface"]
    marks = set(style.series)
    for item in texts(figure):
        if item.get_text() != "■" and item.get_color() not in marks | {surface}:
            assert contrast(item.get_color(), surface) >= 4.5, item.get_text()


def test_it_becomes_a_png_of_the_right_size_and_always_the_same(chart):
    style = LIGHT
    once, twice = png(chart.figure(style)), png(chart.figure(style), scale=2)
    assert once == png(chart.figure(style))
    width, height = struct.unpack(">II", once[16:24])
    assert width == style.width
    assert height >= style.height
    assert struct.unpack(">II", twice[16:24]) == (2 * width, 2 * height)


def test_it_says_in_a_sentence_what_it_shows(chart):
    assert chart.alt_text.endswith(".")
    assert len(chart.alt_text) > 30
    assert "nan" not in chart.alt_text


def test_global_settings_stay_untouched(chart):
    before = dict(mpl.rcParams)
    chart.figure(LIGHT)
    assert dict(mpl.rcParams) == before


def test_every_builder_has_an_alt_text():
    builders = []
    for info in pkgutil.iter_modules(charts.__path__):
        module = importlib.import_module(f"{charts.__name__}.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            is_own = function.__module__ == module.__name__ and not name.startswith("_")
            if is_own and inspect.signature(function).return_annotation == "Figure":
                builders.append(name)
                assert hasattr(module, f"{name}_alt_text"), name
    assert len(builders) == 16


def test_pyplot_is_never_loaded_and_importing_the_room_loads_nothing():
    names = [info.name for info in pkgutil.iter_modules(charts.__path__)]
    code = (
        "import sys, importlib, mlops_desktop.charts\n"
        "assert 'matplotlib' not in sys.modules\n"
        f"[importlib.import_module(f'mlops_desktop.charts.{{n}}') for n in {names!r}]\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
        "assert not any(name.startswith('PySide6') for name in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_series_stand_out_from_the_surface(style):
    for colour in style.series:
        assert contrast(colour, style.colours["surface"]) >= 3


def test_its_values_can_be_read_where_they_are_drawn(chart, style):
    found = readings(chart.figure(style))
    assert found
    for item in found:
        assert item.text.strip()
        assert 0 <= item.left <= item.x <= item.right <= 1
        assert 0 <= item.top <= item.y <= item.bottom <= 1


def test_the_numbers_are_a_table_with_a_row_for_each_reading(chart, style):
    figure = chart.figure(style)
    titles, rows = numbers(figure)
    assert len(titles) >= 2
    assert len(set(titles)) == len(titles)
    assert len(rows) == len(readings(figure)) > 0
    assert {len(row) for row in rows} == {len(titles)}
    numeric = [at for at in range(len(titles)) if _is_number(rows[0][at])]
    assert numeric, "a table without a number is none"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
