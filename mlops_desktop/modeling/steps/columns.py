"""Words for what is done with dates, categories and text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mlops_desktop.core.training import FeatureStep, SplitMethod
from mlops_desktop.modeling.features.build import MISSING_CATEGORY
from mlops_desktop.modeling.steps.described import Described, Outputs, themselves

WEEKDAYS = "weekday 1 is Monday"
_LISTED = 5


def dates(these: Described) -> Iterator[FeatureStep]:
    """Describe the parts of dates."""
    outputs: Outputs = []
    for name, found in zip(these.names, _parts(these).parts_, strict=True):
        made = these.free(f"{name}_{part}" for part in found)
        detail = ", ".join(part.replace("_", " ") for part in found)
        if "weekday" in found:
            detail += f" ({WEEKDAYS})"
        outputs += [(name, output) for output in made]
        yield FeatureStep("date_parts", (name,), detail, made)
    yield from these.medians(outputs)
    yield from these.scaled(outputs)


def cycles(these: Described) -> Iterator[FeatureStep]:
    """Describe the parts of dates as places on circles."""
    outputs: Outputs = []
    for name, found in zip(these.names, _parts(these).parts_, strict=True):
        made = these.free(_parts(these).outputs(name))
        turning = [part for part in found if part != "year"]
        details = [f"sine and cosine of {', '.join(turning)}"] if turning else []
        if "year" in found:
            details.append("the year as it is")
        outputs += [(name, output) for output in made]
        yield FeatureStep("cyclic", (name,), "; ".join(details), made)
    yield from these.medians(outputs)
    yield from these.scaled(outputs)


def categories(these: Described) -> Iterator[FeatureStep]:
    """Describe categories as one output each."""
    yield from _missing_category(these)
    encoder = these.part("one_hot")
    outputs = iter(encoder.get_feature_names_out(these.names))
    rare = encoder.infrequent_categories_
    for name, known, pooled in zip(these.names, encoder.categories_, rare, strict=True):
        count = len(known)
        kept = count if pooled is None else count - len(pooled) + 1
        made = these.free([str(next(outputs)) for _ in range(kept)])
        detail = f"{count} categories" if count != 1 else "1 category"
        if pooled is not None:
            detail = f"the {kept - 1} most frequent of {count} categories, the rest together"
            detail = f"all {count} categories together" if kept == 1 else detail
            share = these.plan.choices.rare_share
            detail += f" (each below {share:.3g} of the training rows)" if share else ""
        yield FeatureStep("one_hot", (name,), detail, made)


def native(these: Described) -> Iterator[FeatureStep]:
    """Describe categories that boosting divides itself; of other methods one output each."""
    coder = these.part("codes")
    if coder is None:
        yield from categories(these)
        return
    for name, known, rare in zip(these.names, coder.known_, coder.rare_, strict=True):
        count = "1 category" if len(known) == 1 else f"{len(known)} categories"
        detail = f"{count}, each with a code of its own, in no order: trees divide them into sets"
        unknown = "an unknown or missing one takes the branch of missing values"
        if rare:
            share = these.plan.choices.rare_share
            below = f" (below {share:.3g} of the training rows)" if share else ""
            detail += f"; {rare} rarer ones{below} and unknown ones share a code"
            unknown = "a missing one takes the branch of missing values"
        yield FeatureStep("codes", (name,), f"{detail}; {unknown}", (name,))


def ordinals(these: Described) -> Iterator[FeatureStep]:
    """Describe categories in a stated order."""
    unlisted = dict(these.plan.unlisted)
    for name in these.names:
        order = these.plan.choices.of(name).order
        steps = ", ".join(f"{value} → {level}" for level, value in enumerate(order))
        odd = unlisted.get(name, ())
        detail = f"{steps}; any other value counts as missing"
        if odd:
            more = f" and {len(odd) - _LISTED} more" if len(odd) > _LISTED else ""
            detail += f", here {', '.join(odd[:_LISTED])}{more}"
        yield FeatureStep("ordinal", (name,), detail, (name,))
    yield from these.medians(themselves(these.names))
    yield from these.scaled(themselves(these.names))


def targets(these: Described) -> Iterator[FeatureStep]:
    """Describe categories as means of the target."""
    yield from _missing_category(these)
    encoder = these.part("means")
    per_class = encoder.target_type_ == "multiclass"
    outputs: Outputs = []
    for place, name in enumerate(these.names):
        ends = [f"_{_label(value)}" for value in encoder.classes_] if per_class else [""]
        made = these.free(f"{name}_mean{end}" for end in ends)
        outputs += [(name, output) for output in made]
        count = len(encoder.categories_[place])
        what = "share of each class" if per_class else "mean of the target"
        if encoder.target_type_ == "binary":
            first, second = (_label(value) for value in encoder.classes_)
            what = f"share of the class {second}"
            if these.plan.is_first_positive:
                what += f" (1 minus that of {first}, the positive class)"
        detail = (
            f"{what} in each of {count} categories, drawn to that of all rows where rows are few; "
            f"on training rows from {_other_parts(these.plan.split, encoder.cv)}; "
            "an unknown category gets that of all rows"
        )
        yield FeatureStep("target_mean", (name,), detail, made)
    yield from these.scaled(outputs)


def texts(these: Described) -> Iterator[FeatureStep]:
    """Describe texts as weights of words."""
    for name, words in zip(these.names, these.part("words").words_, strict=True):
        made = these.free(f"{name}_{word}" for word in words)
        many = "1 word" if len(words) == 1 else f"{len(words)} words"
        detail = f"TF-IDF of the {many} that most training rows have; other words do not count"
        yield FeatureStep("text", (name,), detail, made)


def missing(these: Described) -> Iterator[FeatureStep]:
    """Describe what was missing."""
    for name in these.names:
        made = these.free([f"{name}_missing"])
        yield FeatureStep("indicate", (name,), "1 where the value is missing, else 0", made)


def _other_parts(split: SplitMethod, parts: int) -> str:
    """Say from which of the parts of cross-fitting a training row has its mean."""
    if split is SplitMethod.ORDERED:
        return "the parts before theirs in time, those of the first from the parts after it"
    whole = " of whole groups" if split is SplitMethod.GROUPED else ""
    return f"the other {parts - 1} of {parts} parts{whole}"


def _parts(these: Described) -> Any:
    return these.part("parts")


def _missing_category(these: Described) -> Iterator[FeatureStep]:
    for name in these.names:
        detail = f"missing values become the category “{MISSING_CATEGORY}”"
        yield FeatureStep("impute", (name,), detail, (name,))


def _label(value: object) -> str:
    text = str(value)
    return text.lower() if text in ("True", "False") else text
