"""Preferences: defaults, what is allowed, and never losing them."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from mlops_desktop.settings import schema
from mlops_desktop.settings.schema import Preferences, read_preferences
from mlops_desktop.settings.store import SettingsStore, settings_file


@pytest.fixture
def store(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "deep" / "settings.json")


def test_every_preference_is_described_and_its_default_allowed() -> None:
    for item in fields(Preferences):
        assert schema.describe(item.name).endswith(".")
    defaults = Preferences()
    assert (
        read_preferences(
            {
                item.name: getattr(defaults, item.name)
                for item in fields(defaults)
                if item.name != "recent"
            }
        )
        == defaults
    )


def test_a_first_start_has_the_defaults(store: SettingsStore) -> None:
    assert store.now == Preferences()
    assert not store.path.exists()


def test_a_change_is_kept(store: SettingsStore) -> None:
    store.change(theme="dark", font_percent=150)
    assert SettingsStore(store.path).now == Preferences(theme="dark", font_percent=150)


def test_listeners_hear_of_changes_until_they_stop(store: SettingsStore) -> None:
    heard: list[Preferences] = []
    store.listen(heard.append)
    store.change(theme="dark")
    store.stop_listening(heard.append)
    store.change(theme="light")
    assert [now.theme for now in heard] == ["dark"]


def test_an_unknown_name_is_a_mistake_of_the_caller(store: SettingsStore) -> None:
    with pytest.raises(TypeError):
        store.change(thema="dark")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '"x"', "[" * 5000, "\ud83d".encode("utf-8", "surrogatepass")]
)
def test_a_damaged_file_means_the_defaults(tmp_path: Path, text: str | bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert SettingsStore(path).now == Preferences()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"theme": "pink"}, Preferences()),
        ({"theme": 3}, Preferences()),
        ({"font_percent": 5000}, Preferences(font_percent=200)),
        ({"font_percent": 1}, Preferences(font_percent=80)),
        ({"font_percent": True}, Preferences()),
        ({"font_percent": "120"}, Preferences()),
        ({"reopens_last": "no"}, Preferences()),
        ({"of_a_later_version": 1, "theme": "dark"}, Preferences(theme="dark")),
        ({"recent": "x"}, Preferences()),
        ({"recent": [{"name": "a"}, 3, None]}, Preferences()),
    ],
)
def test_what_is_not_allowed_is_left_out(values: object, expected: Preferences) -> None:
    assert read_preferences(values) == expected


def test_old_names_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(schema.RENAMED, "colours", "theme")
    assert read_preferences({"colours": "dark"}).theme == "dark"


def test_recent_projects_stand_once_newest_first_and_not_without_end(store: SettingsStore) -> None:
    for number in range(14):
        store.remember(f"Project {number}", Path(f"/data/{number}"))
    store.remember("Renamed", Path("/data/9"))
    names = [entry.name for entry in store.now.recent]
    assert len(names) == schema.MOST_RECENT
    assert names[:2] == ["Renamed", "Project 13"]
    store.forget("/data/9")
    assert "Renamed" not in [entry.name for entry in SettingsStore(store.path).now.recent]


def test_a_file_in_the_way_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    store = SettingsStore(tmp_path / "taken" / "settings.json")
    store.change(theme="dark")
    assert store.now.theme == "dark"
    assert store.problem


def test_a_stopped_write_leaves_the_old_file(
    store: SettingsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.change(theme="dark")

    def fail(_draft: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mlops_desktop.settings.store.Path.replace", fail)
    store.change(theme="light")
    assert json.loads(store.path.read_text())["theme"] == "dark"
    assert "No space left" in store.problem
    assert [path.name for path in store.path.parent.iterdir()] == ["settings.json"]


def test_the_place_of_the_file_can_be_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLOPS_DESKTOP_SETTINGS", str(tmp_path / "mine.json"))
    assert settings_file() == tmp_path / "mine.json"
    monkeypatch.delenv("MLOPS_DESKTOP_SETTINGS")
    assert settings_file().name == "settings.json"
    assert "mlops-desktop" in settings_file().parts


def test_new_projects_lie_where_the_person_says(store: SettingsStore, tmp_path: Path) -> None:
    assert store.projects_folder().name
    store.change(projects_folder=str(tmp_path))
    assert store.projects_folder() == tmp_path
