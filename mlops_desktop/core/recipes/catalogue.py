"""Every kind of step, in the order of a menu."""

from __future__ import annotations

from mlops_desktop.core.recipes.column_steps import Cast, DropColumns, KeepColumns, Mask, Rename
from mlops_desktop.core.recipes.row_steps import Deduplicate, FilterRows, Sample, Sort, Split
from mlops_desktop.core.recipes.step import Step
from mlops_desktop.core.recipes.table_steps import Aggregate, Join, Pivot, Union, Unpivot
from mlops_desktop.core.recipes.text_steps import (
    CleanText,
    DateParts,
    JoinTexts,
    ParseDates,
    SplitText,
)
from mlops_desktop.core.recipes.value_steps import Bin, Clip, Derive, FillMissing, MapValues

STEPS: dict[str, type[Step]] = {
    step.kind: step
    for step in (
        Rename,
        Cast,
        KeepColumns,
        DropColumns,
        FilterRows,
        Derive,
        FillMissing,
        MapValues,
        CleanText,
        SplitText,
        JoinTexts,
        ParseDates,
        DateParts,
        Bin,
        Clip,
        Mask,
        Sort,
        Deduplicate,
        Sample,
        Split,
        Aggregate,
        Pivot,
        Unpivot,
        Join,
        Union,
    )
}
