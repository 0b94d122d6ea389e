"""Every kind of rule, in the order of a menu."""

from __future__ import annotations

from mlops_desktop.core.rules.column_rules import (
    Allowed,
    HasType,
    MissingShare,
    Pattern,
    Range,
    Required,
)
from mlops_desktop.core.rules.rule import Rule
from mlops_desktop.core.rules.table_rules import (
    Expression,
    Freshness,
    RowCountChange,
    SumChange,
    Unique,
)

RULES: dict[str, type[Rule]] = {
    rule.kind: rule
    for rule in (
        HasType,
        Required,
        MissingShare,
        Range,
        Allowed,
        Pattern,
        Unique,
        Expression,
        Freshness,
        RowCountChange,
        SumChange,
    )
}
