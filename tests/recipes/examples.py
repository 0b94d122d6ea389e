"""At least one example of every kind of step, and of every choice it offers."""

from __future__ import annotations

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.recipes import column_steps as c
from mlops_desktop.core.recipes import row_steps as r
from mlops_desktop.core.recipes import table_steps as t
from mlops_desktop.core.recipes import text_steps as x
from mlops_desktop.core.recipes import value_steps as v
from mlops_desktop.core.recipes.step import Step

A = t.Aggregation
F = t.Function

EXAMPLES: tuple[Step, ...] = (
    c.Rename((("wind", "temp"), ("temp", "wind"), ("who", "person"))),
    *(c.Cast(("digits",), kind) for kind in ColumnType),
    c.Cast(("count", "flag"), ColumnType.INTEGER, c.BadValues.REFUSE),
    c.Cast(("wind", "count"), ColumnType.BOOLEAN),
    c.KeepColumns(("wind", "id")),
    c.DropColumns(("temp", "flag")),
    c.Mask(("who", "count"), c.Masking.HASH, "pepper"),
    c.Mask(("who",), c.Masking.FIRST_LETTER),
    c.Mask(("who",), c.Masking.LAST_FOUR),
    c.Mask(("who", "count", "moment"), c.Masking.BLANK),
    c.Mask(("who",), c.Masking.DROP),
    r.FilterRows("wind > 0.5"),
    r.FilterRows("count is not missing and (flag or group = 'a')"),
    r.Sort(("group", "wind"), ("wind",)),
    r.Deduplicate(("group", "flag")),
    r.Deduplicate(("group",), r.Keep.LAST),
    r.Deduplicate(),
    r.Sample(rows=5, seed=3),
    r.Sample(fraction=0.5, seed=4),
    r.Split("part", 0.25, seed=2),
    r.Split("part", 0.3, r.Splitting.ORDERED, order="moment"),
    v.FillMissing(("wind", "count"), v.Filling.CONSTANT, "3"),
    v.FillMissing(("wind", "count"), v.Filling.MEAN),
    v.FillMissing(("wind", "count"), v.Filling.MEAN, by=("group", "flag")),
    v.FillMissing(("wind", "count"), v.Filling.MEDIAN),
    v.FillMissing(("wind",), v.Filling.MEDIAN, by=("group",)),
    v.FillMissing(("who", "moment"), v.Filling.MODE),
    v.FillMissing(("who", "day"), v.Filling.MODE, by=("group",)),
    v.FillMissing(("wind",), v.Filling.FORWARD, by=("group",), order="moment"),
    v.FillMissing(("wind", "who"), v.Filling.FORWARD),
    v.Derive("product", "wind * count + temp"),
    v.Derive("wind", "wind * 2"),
    v.Bin("wind", "bin", v.Binning.WIDTH, 3),
    v.Bin("count", "bin", v.Binning.QUANTILE, 4),
    v.Bin("wind", "bin", v.Binning.EDGES, edges=(0, 5, 10), labels=("low", "high")),
    v.MapValues("group", (("a", "one"), ("b", "two"))),
    v.MapValues("count", (("1", "one"),), v.Otherwise.MISSING),
    v.MapValues("flag", (("true", "yes"),), v.Otherwise.VALUE, "no"),
    v.Clip(("wind", "count"), v.Clipping.GIVEN, 0.5, 7.5),
    v.Clip(("wind", "count"), v.Clipping.QUANTILE, 0.1, 0.9),
    v.Clip(("wind", "temp"), v.Clipping.IQR, k=1.0, outside=v.Outside.MISSING),
    x.ParseDates(("written",), x.DateOrder.DAY),
    x.ParseDates(("written",), x.DateOrder.MONTH, result=x.DateResult.DATETIME, zone="Asia/Tokyo"),
    x.ParseDates(("stamp",), x.DateOrder.YEAR, bad=c.BadValues.REFUSE),
    x.ParseDates(("count",), x.DateOrder.PATTERN, "%Y"),
    x.DateParts("moment", tuple(x.DatePart), "America/New_York"),
    x.DateParts("day", (x.DatePart.WEEKDAY,)),
    x.SplitText("code", "-", ("first", "rest")),
    x.JoinTexts(("who", "count", "wind", "moment"), "all", "|"),
    x.CleanText(("who",), tuple(x.Cleaning), x.Case.LOWER),
    x.CleanText(("who", "code"), (), x.Case.UPPER),
    x.CleanText(("code",)),
    t.Aggregate(
        (
            *(A(function, "wind") for function in F if function is not F.COUNT_DISTINCT),
            *(A(F.COUNT), A(F.COUNT_DISTINCT, "who"), A(F.MAX, "who"), A(F.SUM, "count")),
        ),
        by=("group",),
    ),
    t.Aggregate((A(F.COUNT_DISTINCT, "who", "active"),), time="moment", zone="America/New_York"),
    t.Aggregate((A(F.COUNT),), ("flag",), "local", t.Calendar.WEEK),
    t.Aggregate((A(F.MEAN, "temp"),), time="day", calendar=t.Calendar.MONTH),
    t.Aggregate((A(F.SUM, "wind"), A(F.COUNT))),
    *(t.Pivot(("flag",), "group", "wind", function) for function in F),
    t.Pivot(("flag",), "count", "wind", F.COUNT, ("1", "2")),
    t.Unpivot(("wind", "count"), "what", "number"),
    t.Unpivot(("wind", "who")),
    t.Join("groups", (("group", "key"),), t.JoinKind.LEFT, suffix="_there"),
    t.Join("groups", (("group", "key"),), t.JoinKind.INNER, ("rain",)),
    t.Join("many", (("group", "key"),), t.JoinKind.ANTI),
    t.Join("many", (("group", "key"),), t.JoinKind.LEFT, fan_out=t.FanOut.ALLOW),
    t.Union("more"),
    t.Union("fewer", t.OtherColumns.MISSING),
)


def name_of(step: Step) -> str:
    """Return a name for a test."""
    return step.words()[:60]
