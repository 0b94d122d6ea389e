"""Rules of datasets: set, checked with every version, blocking training, waived."""

from __future__ import annotations

import csv
import threading
from datetime import date

import pytest

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.recipes.recipe import Recipe
from mlops_desktop.core.recipes.row_steps import FilterRows
from mlops_desktop.core.rules.column_rules import HasType, Range, Required
from mlops_desktop.core.rules.outcome import RuleStatus
from mlops_desktop.core.rules.rule import RuleSeverity
from mlops_desktop.core.rules.table_rules import Expression, Freshness, RowCountChange, SumChange
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import audit, datasets, rules, training, transforming
from mlops_desktop.storage.project import Project

BLOCK = RuleSeverity.BLOCK
NO_STORM = Range("windspeed", high=0.3, severity=BLOCK)


@pytest.fixture
def bikes(empty, june):
    """A project of the test's own with bikes@1."""
    datasets.import_file(empty, june, "bikes")
    return empty


def _notes(session) -> list[str]:
    notes: list[str] = []
    session.on_note = notes.append
    return notes


def test_what_the_profile_suggests_holds_for_the_version_it_describes(bikes) -> None:
    suggested = rules.suggest_rules(bikes, "bikes")
    assert {rule.kind for rule in suggested} >= {"type", "required", "range", "row_count_change"}
    result = rules.check(bikes, "bikes", rules=suggested).value.result
    assert [item for item in result.results if item.status is RuleStatus.FAILED] == []
    assert rules.last_check(bikes, "bikes") is None, "rules that are only tried leave no trace"


def test_rules_are_versions_of_their_own_and_the_newest_are_in_force(bikes) -> None:
    assert rules.in_force(bikes, "bikes") is None
    rules.set_rules(bikes, "bikes", [Required("hr")], "first")
    again = rules.set_rules(bikes, "bikes", [Required("hr")])
    assert again.value.version.number == 1
    assert again.changes.changed == frozenset()
    rules.set_rules(bikes, "bikes", [Required("hr"), NO_STORM], "wind")
    assert [item.version.note for item in rules.versions(bikes, "bikes")] == ["wind", "first"]
    assert rules.in_force(bikes, "bikes").contract.rules == (Required("hr"), NO_STORM)


def test_a_version_is_checked_as_soon_as_it_is_imported(bikes, july) -> None:
    kept = [
        HasType("bikers", ColumnType.INTEGER),
        Expression("casual + registered = bikers", severity=BLOCK),
        RowCountChange(5),
        SumChange("bikers", 1),
    ]
    rules.set_rules(bikes, "bikes", kept)
    summary = datasets.import_file(bikes, july, "bikes").value
    found = {item.kind: item for item in summary.check.result.results}
    assert summary.version.label == "bikes@2"
    assert summary.check.result.previous == "bikes@1"
    assert found["type"].status is RuleStatus.PASSED
    assert found["expression"].status is RuleStatus.PASSED
    assert found["row_count_change"].status is RuleStatus.PASSED
    assert "720 before, 744 now" in found["row_count_change"].detail
    assert found["sum_change"].status is RuleStatus.FAILED
    assert rules.last_check(bikes, "bikes@2") == summary.check
    assert [entry.action for entry in audit.log(bikes)][:2] == ["rules.check", "data.import"]


def test_freshness_is_counted_from_the_import_not_from_today(empty, tmp_path) -> None:
    path = tmp_path / "days.csv"
    path.write_text("day,count\n2011-06-01,3\n2011-06-02,5\n", "utf-8")
    moment = datasets.import_file(empty, path, "days").value.event.at
    age = (moment.date() - date(2011, 6, 2)).days
    fresh, old = Freshness("day", age), Freshness("day", age - 1)
    result = rules.check(empty, "days", rules=[fresh, old]).value.result
    assert result.moment == moment
    assert [item.status for item in result.results] == [RuleStatus.PASSED, RuleStatus.FAILED]


def test_a_version_that_a_recipe_makes_is_checked_too(bikes) -> None:
    calm = Recipe("calm", "", (FilterRows("windspeed <= 0.4"),))
    assert transforming.transform(bikes, calm, "bikes", "calm").value.check is None
    rules.set_rules(bikes, "calm", [NO_STORM])
    made = transforming.transform(
        bikes, Recipe("calm", "", (FilterRows("windspeed <= 0.35"),)), "bikes", "calm"
    ).value
    assert made.version.label == "calm@2"
    assert made.check.is_blocked


def test_rules_that_fail_never_stand_in_the_way_of_an_import(bikes, july) -> None:
    rules.set_rules(bikes, "bikes", [NO_STORM])
    summary = datasets.import_file(bikes, july, "bikes").value
    assert summary.version.number == 2
    assert summary.check.is_blocked


def test_a_check_that_is_stopped_leaves_the_import_as_it_is(bikes) -> None:
    rules.set_rules(bikes, "bikes", [NO_STORM])
    notes = _notes(bikes)
    stop = threading.Event()
    stop.set()
    version = datasets.show(bikes, "bikes").version
    assert rules.check_new(bikes, version, Work(stop=stop)) is None
    assert "bikes@1 is stored" in notes[0]


def test_failing_rows_are_shown_and_exported_with_their_numbers(bikes, tmp_path) -> None:
    rules.set_rules(bikes, "bikes", [Required("hr"), NO_STORM])
    result = rules.check(bikes, "bikes").value.result.results[1]
    wind = [c.name for c in datasets.show(bikes, "bikes").columns].index("windspeed")
    everything = datasets.rows(bikes, "bikes", 0, 1_000).rows
    stormy = [at for at, row in enumerate(everything) if row[wind] > 0.3]
    page = rules.failing(bikes, "bikes", 2, (5, 10))
    assert page.total == result.failing == len(stormy)
    assert page.places == tuple(stormy[5:15])
    assert page.rows == tuple(everything[at] for at in stormy[5:15])
    path = tmp_path / "stormy.csv"
    assert rules.export_failing(bikes, "bikes", 2, path) == len(stormy)
    with path.open(newline="", encoding="utf-8") as file:
        written = list(csv.DictReader(file))
    assert [int(row["row"]) for row in written] == [at + 1 for at in stormy]
    assert all(float(row["windspeed"]) > 0.3 for row in written)


@pytest.mark.parametrize(("number", "code"), [(0, "no_such_rule"), (3, "no_such_rule")])
def test_a_rule_that_the_check_does_not_have_is_refused(bikes, number, code) -> None:
    rules.set_rules(bikes, "bikes", [Required("hr"), RowCountChange(5)])
    rules.check(bikes, "bikes")
    with pytest.raises(UserError) as refused:
        rules.failing(bikes, "bikes", number)
    assert refused.value.code == f"rules.{code}"


def test_rules_about_the_whole_table_have_no_failing_rows(bikes) -> None:
    rules.set_rules(bikes, "bikes", [RowCountChange(5)])
    with pytest.raises(UserError) as refused:
        rules.failing(bikes, "bikes", 1)
    assert refused.value.code == "rules.unchecked"
    rules.check(bikes, "bikes")
    with pytest.raises(UserError) as refused:
        rules.failing(bikes, "bikes", 1)
    assert refused.value.code == "rules.not_rows"


def test_a_blocked_version_is_trained_on_only_with_a_waiver(bikes, spec) -> None:
    rules.set_rules(bikes, "bikes", [Required("hr"), NO_STORM])
    with pytest.raises(UserError) as refused:
        training.train(bikes, "bikes", spec)
    assert refused.value.code == "rules.blocked"
    assert refused.value.exit_code == 1
    assert "rule 2 fails in" in refused.value.message
    assert "windspeed is at most 0.3" in refused.value.message
    assert "data waive bikes@1" in refused.value.hint
    assert bikes.project.models.by_name("demand") is None
    assert rules.last_check(bikes, "bikes@1") is not None, "the gate checks what nobody checked"

    waived = rules.waive(bikes, "bikes@1", "one storm, really")
    assert not waived.value.is_blocked
    notes = _notes(bikes)
    assert training.train(bikes, "bikes", spec).value.versions
    assert "one storm, really" in notes[0]
    entry = next(item for item in audit.log(bikes) if item.action == "rules.waive")
    assert (entry.why, entry.subject.name) == ("one storm, really", "bikes@1")


def test_a_waiver_holds_for_the_same_rules_and_not_for_others(bikes) -> None:
    rules.set_rules(bikes, "bikes", [NO_STORM])
    rules.check(bikes, "bikes")
    rules.waive(bikes, "bikes", "known")
    assert not rules.check(bikes, "bikes").value.is_blocked
    rules.set_rules(bikes, "bikes", [Range("windspeed", high=0.2, severity=BLOCK)])
    assert rules.check(bikes, "bikes").value.is_blocked
    assert [item.waiver is None for item in rules.checks(bikes, "bikes")] == [True, False, False]


def test_rules_that_only_warn_do_not_stop_a_training(bikes, spec) -> None:
    rules.set_rules(bikes, "bikes", [Range("windspeed", high=0.3)])
    assert rules.check(bikes, "bikes").value.result.warned == 1
    assert training.train(bikes, "bikes", spec).value.versions


def test_what_is_not_blocked_cannot_be_waived(bikes) -> None:
    rules.set_rules(bikes, "bikes", [Required("hr")])
    with pytest.raises(UserError) as refused:
        rules.waive(bikes, "bikes", "why not")
    assert refused.value.code == "rules.unchecked"
    rules.check(bikes, "bikes")
    with pytest.raises(UserError) as refused:
        rules.waive(bikes, "bikes", "why not")
    assert refused.value.code == "rules.not_blocked"
    rules.set_rules(bikes, "bikes", [NO_STORM])
    rules.check(bikes, "bikes")
    with pytest.raises(UserError) as refused:
        rules.waive(bikes, "bikes", "  ")
    assert refused.value.code == "usage.reason"


def test_a_column_that_is_not_there_is_told_when_rules_are_set(bikes) -> None:
    notes = _notes(bikes)
    rules.set_rules(bikes, "bikes", [Required("hours")])
    assert "“hours”" in notes[0]


def test_a_dataset_without_rules_says_so(bikes) -> None:
    with pytest.raises(UserError) as refused:
        rules.check(bikes, "bikes")
    assert refused.value.code == "rules.none"
    rules.set_rules(bikes, "bikes", [NO_STORM])
    rules.set_rules(bikes, "bikes", [], "no longer")
    with pytest.raises(UserError) as refused:
        rules.check(bikes, "bikes")
    assert refused.value.code == "rules.none"


def test_checks_and_waivers_verify_with_the_project(bikes) -> None:
    rules.set_rules(bikes, "bikes", [NO_STORM])
    rules.check(bikes, "bikes")
    rules.waive(bikes, "bikes", "known")
    assert isinstance(bikes.project, Project)
    assert audit.verify(bikes).is_sound


def test_rules_go_out_as_a_file_and_come_in_the_same(bikes, tmp_path) -> None:
    wanted = rules.suggest_rules(bikes, "bikes")
    path = rules.export_json(bikes, wanted, tmp_path / "rules.json")
    assert rules.read_json(path) == wanted
    with pytest.raises(UserError, match="belongs to the project"):
        rules.export_json(bikes, wanted, bikes.project.path / "registry.db")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "there is no list “rules”"),
        ('{"rules": [], "rules": []}', "“rules” stands there twice"),
        ('{"rules": [{"kind": "required", "column": "a", "column": "b"}]}', "“column” stands"),
        ('{"rules": [], "ruels": []}', "“ruels” is unknown"),
    ],
)
def test_a_file_that_holds_no_rules_is_named_with_what_is_wrong(tmp_path, text, words) -> None:
    path = tmp_path / "odd.json"
    path.write_text(text, "utf-8")
    with pytest.raises(UserError) as refused:
        rules.read_json(path)
    assert refused.value.message.startswith(f"{path} holds no rules: ")
    assert words in refused.value.message


def test_a_file_of_rules_that_is_not_there_or_is_a_folder_is_named(tmp_path) -> None:
    with pytest.raises(UserError, match="There is no file"):
        rules.read_json(tmp_path / "none.json")
    with pytest.raises(UserError, match="is a folder"):
        rules.read_json(tmp_path)


def test_a_rule_is_added_to_those_in_force_whatever_the_asker_saw(bikes) -> None:
    rules.add_rules(bikes, "bikes", [Required("hr")])
    sheet = rules.add_rules(bikes, "bikes", [NO_STORM], "wind").value
    assert sheet.contract.rules == (Required("hr"), NO_STORM)
    assert (sheet.version.number, sheet.version.note) == (2, "wind")
    both = rules.add_rules(bikes, "bikes", [Required("hr"), RowCountChange(5)]).value
    assert both.contract.rules == (Required("hr"), NO_STORM, RowCountChange(5))
    with pytest.raises(UserError) as twice:
        rules.add_rules(bikes, "bikes", [NO_STORM])
    assert twice.value.code == "rules.parameter"


def test_rules_added_at_once_by_several_are_all_there(bikes) -> None:
    limits = [Range("windspeed", high=0.1 * number) for number in range(1, 9)]
    start = threading.Barrier(len(limits))

    def add(rule: Range) -> None:
        start.wait(10)
        rules.add_rules(bikes, "bikes", [rule])

    threads = [threading.Thread(target=add, args=(rule,)) for rule in limits]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert set(rules.in_force(bikes, "bikes").contract.rules) == set(limits)
    assert rules.in_force(bikes, "bikes").version.number == len(limits)


def test_one_rule_is_replaced_or_removed_and_the_others_stay(bikes) -> None:
    rules.set_rules(bikes, "bikes", [Required("hr"), NO_STORM, RowCountChange(5)])
    calm = Range("windspeed", high=0.2)
    replaced = rules.replace_rule(bikes, "bikes", NO_STORM, calm).value
    assert replaced.contract.rules == (Required("hr"), calm, RowCountChange(5))
    left = rules.remove_rule(bikes, "bikes", Required("hr")).value
    assert left.contract.rules == (calm, RowCountChange(5))


def test_a_rule_that_somebody_changed_meanwhile_is_not_changed_over_it(bikes) -> None:
    rules.set_rules(bikes, "bikes", [Required("hr"), NO_STORM])
    calm = Range("windspeed", high=0.2)
    rules.replace_rule(bikes, "bikes", NO_STORM, calm)
    for change in (
        lambda: rules.replace_rule(bikes, "bikes", NO_STORM, Range("windspeed", high=0.9)),
        lambda: rules.remove_rule(bikes, "bikes", NO_STORM),
    ):
        with pytest.raises(UserError) as lost:
            change()
        assert lost.value.code == "rules.changed_meanwhile"
        assert "windspeed is at most 0.3" in str(lost.value)
    assert rules.in_force(bikes, "bikes").contract.rules == (Required("hr"), calm)
    assert rules.in_force(bikes, "bikes").version.number == 2
