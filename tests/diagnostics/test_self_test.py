"""The self-test checks the real thing, and says what is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlops_desktop.core import codec
from mlops_desktop.diagnostics import self_test


@pytest.mark.slow
def test_a_sound_installation_passes() -> None:
    checks = self_test.run()
    assert [check.name for check in checks if not check.passed] == []
    assert len({check.name for check in checks}) == len(checks) >= 8
    assert codec.to_json(checks)[0]["passed"] is True


def test_a_missing_file_is_named_and_the_rest_is_still_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(self_test, "SHIPPED", (("fonts", "Missing.ttf"),))

    def refuse(_folder: Path) -> list[self_test.Check]:
        return [self_test.Check("Project folder", passed=False, detail="no")]

    monkeypatch.setattr(self_test, "_life", refuse)
    checks = {check.name: check for check in self_test.run()}
    assert not checks["Shipped files"].passed
    assert "fonts/Missing.ttf" in checks["Shipped files"].detail
    assert checks["SQLite"].passed


def test_what_depends_on_a_failed_check_is_not_tried(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_arguments: object) -> str:
        raise OSError("no space")

    monkeypatch.setattr(self_test, "_open", fail)
    checks = list(self_test._life(tmp_path / "project"))
    assert [check.passed for check in checks] == [False] * 5
    assert checks[0].detail == "OSError: no space"
    assert "not tried" in checks[1].detail
