"""Importing, adding rows, exporting: what is stored and what is said."""

from __future__ import annotations

import csv

import pytest

from mlops_desktop import open_project
from mlops_desktop.core.changes import EntityKind
from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.progress import Step
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import audit, datasets, exports, lineage, shelf
from mlops_desktop.services.session import Session

pytestmark = pytest.mark.slow


def test_an_import_makes_the_first_version_and_says_what_changed(empty: Session, june):
    outcome = datasets.import_file(empty, june, "bikes")
    assert outcome.value.version.label == "bikes@1"
    assert outcome.value.version.row_count == 720
    assert not outcome.value.identical
    assert EntityKind.DATASET in outcome.changes.kinds
    assert datasets.show(empty, "bikes").profile.row_count == 720


def test_the_same_content_again_makes_no_version_but_is_recorded(empty: Session, june):
    datasets.import_file(empty, june, "bikes")
    again = datasets.import_file(empty, june, "bikes").value
    assert again.identical
    assert again.version.number == 1
    assert len(datasets.show(empty, "bikes@1").imports) == 2


def test_content_of_an_older_version_makes_a_new_number_that_says_so(empty: Session, june, july):
    for path in (june, july, june):
        datasets.import_file(empty, path, "bikes")
    newest = datasets.show(empty, "bikes").version
    assert newest.number == 3
    assert newest.same_as == 1


def test_added_rows_follow_those_of_the_newest_version(empty: Session, june, july):
    datasets.import_file(empty, june, "bikes")
    added = datasets.append_file(empty, july, "bikes").value
    assert added.version.label == "bikes@2"
    assert added.version.row_count == 720 + 744
    assert added.event.rows_in_file == 744
    first = datasets.rows(empty, "bikes@2", 0, 1).rows[0]
    last = datasets.rows(empty, "bikes@2", 1463, 1).rows[0]
    assert first == datasets.rows(empty, "bikes@1", 0, 1).rows[0]
    assert "July" in last
    assert datasets.show(empty, "bikes@1").version.row_count == 720


def test_a_file_with_other_columns_is_not_added(empty: Session, june, tmp_path):
    datasets.import_file(empty, june, "bikes")
    other = tmp_path / "other.csv"
    other.write_text("season,wind\n1,2\n")
    with pytest.raises(UserError) as caught:
        datasets.append_file(empty, other, "bikes")
    assert "with wind" in caught.value.message
    assert len(datasets.versions(empty, "bikes")) == 1


def test_rows_are_not_added_to_a_version_that_another_one_followed_meanwhile(
    empty: Session, june, july
):
    datasets.import_file(empty, june, "bikes")

    def another_comes_first(step: Step) -> None:
        if step.phase == "Storing":
            datasets.import_file(empty, july, "bikes")

    with pytest.raises(UserError) as caught:
        datasets.append_file(empty, july, "bikes", work=Work(another_comes_first))
    assert caught.value.code == "usage.appended_meanwhile"
    assert [item.row_count for item in datasets.versions(empty, "bikes")] == [744, 720]


def test_an_export_has_the_rows_of_the_version(empty: Session, june, tmp_path):
    datasets.import_file(empty, june, "bikes")
    target = tmp_path / "out.csv"
    assert exports.export_csv(empty, "bikes@1", target) == 720
    with june.open(newline="") as before, target.open(newline="") as after:
        assert len(list(csv.reader(before))) == len(list(csv.reader(after))) == 721


def test_all_columns_as_they_are_stored_are_no_choice(empty: Session, june, tmp_path):
    version = datasets.import_file(empty, june, "bikes").value.version
    names = [column.name for column in datasets.show(empty, "bikes@1").columns]
    whole, turned = tmp_path / "whole.parquet", tmp_path / "turned.parquet"
    exports.export_version(empty, "bikes@1", whole, columns=names)
    exports.export_version(empty, "bikes@1", turned, columns=names[::-1])
    stored = empty.project.objects.path(version.table_object).read_bytes()
    assert whole.read_bytes() == stored
    assert turned.read_bytes() != stored


def test_what_gives_the_target_away_is_named(empty: Session, june):
    datasets.import_file(empty, june, "bikes")
    leaks = datasets.leaks(empty, "bikes", "bikers")
    assert {name for leak in leaks for name in leak.columns} == {"casual", "registered"}


def test_a_cancelled_import_leaves_nothing(empty: Session, june):
    work = Work()
    work.stop.set()
    before = audit.log(empty)
    with pytest.raises(Cancelled):
        datasets.import_file(empty, june, "bikes", None, work)
    assert datasets.list_datasets(empty) == ()
    assert audit.log(empty) == before
    assert list(empty.project.jobs_folder.iterdir()) == []


def test_a_file_that_cannot_be_read_leaves_nothing(empty: Session, tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("")
    with pytest.raises(UserError) as caught:
        datasets.import_file(empty, path, "nothing")
    assert "empty.csv" in caught.value.message
    assert datasets.list_datasets(empty) == ()
    assert audit.verify(empty).is_sound


def test_a_hidden_dataset_leaves_the_list_and_comes_back(empty: Session, june):
    datasets.import_file(empty, june, "mistake")
    shelf.archive(empty, "mistake", "wrong file")
    assert datasets.list_datasets(empty) == ()
    assert len(datasets.list_datasets(empty, include_hidden=True)) == 1
    shelf.restore(empty, "mistake")
    assert len(datasets.list_datasets(empty)) == 1
    with pytest.raises(UserError, match="not hidden"):
        shelf.restore(empty, "mistake")


def test_a_rare_class_is_not_given_away_by_a_useless_column(empty: Session, tmp_path):
    path = tmp_path / "rare.csv"
    rows = [f"{n},5,{n % 7},{'no' if n % 60 else 'yes'}" for n in range(1200)]
    path.write_text("id,fixed,day,ill\n" + "\n".join(rows) + "\n")
    datasets.import_file(empty, path, "rare")
    named = {name for leak in datasets.leaks(empty, "rare", "ill") for name in leak.columns}
    assert named.isdisjoint({"fixed", "day"})


def test_the_newest_is_the_newest_that_was_not_put_away(empty: Session, june, july):
    datasets.import_file(empty, june, "bikes")
    datasets.import_file(empty, july, "bikes")
    shelf.archive(empty, "bikes@2", "the wrong month")
    assert datasets.show(empty, "bikes").version.number == 1
    assert [row.newest.number for row in datasets.list_datasets(empty)] == [1]
    assert datasets.import_file(empty, june, "bikes").value.identical
    again = datasets.import_file(empty, july, "bikes").value.version
    assert (again.number, again.same_as) == (3, 2)


def test_nothing_is_imported_into_a_dataset_that_was_put_away(empty: Session, june):
    datasets.import_file(empty, june, "bikes")
    shelf.archive(empty, "bikes", "not needed")
    for take_in in (datasets.import_file, datasets.append_file):
        with pytest.raises(UserError, match="restore data:bikes") as caught:
            take_in(empty, june, "bikes")
        assert caught.value.code == "usage.hidden"


def test_the_lineage_leaves_out_what_was_put_away_unless_asked_for_it(empty: Session, june):
    datasets.import_file(empty, june, "bikes")
    shelf.archive(empty, "bikes", "not needed")
    assert lineage.graph(empty).graph.nodes == ()
    asked = lineage.graph(empty, "bikes")
    assert asked.graph.node(asked.focus or "").title == "bikes@1"


def test_a_project_open_for_reading_only_stays_as_it_is(empty: Session, june):
    folder = empty.project.path
    datasets.import_file(empty, june, "bikes")
    files = sorted(folder.rglob("*"))
    with open_project(folder, read_only=True) as reading:
        assert datasets.show(reading, "bikes").version.row_count == 720
        with pytest.raises(UserError) as caught:
            datasets.import_file(reading, june, "more")
        assert caught.value.code == "project.read_only"
        with pytest.raises(UserError, match="reading only"):
            reading.project.objects.put_bytes(b"anything")
    assert sorted(folder.rglob("*")) == files


def test_a_renamed_dataset_keeps_its_versions(empty: Session, june, july):
    datasets.import_file(empty, june, "bikes")
    datasets.import_file(empty, july, "other")
    shelf.rename(empty, "bikes", "rentals")
    assert datasets.show(empty, "rentals@1").version.row_count == 720
    with pytest.raises(UserError, match="exists already"):
        shelf.rename(empty, "rentals", "other")
