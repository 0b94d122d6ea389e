"""The installation checks itself, part by part."""

from __future__ import annotations

import pytest

from mlops_desktop import resources


@pytest.mark.slow
@pytest.mark.usefixtures("one_worker")
def test_a_sound_installation_passes_every_check(mlops) -> None:
    ran = mlops.done("self-test")
    assert len(ran.lines) > 4
    assert all(line.startswith("● ") for line in ran.lines)


@pytest.mark.slow
@pytest.mark.usefixtures("one_worker")
def test_a_broken_part_is_named_and_the_others_are_still_checked(mlops, monkeypatch) -> None:
    def missing(*parts: str) -> None:
        raise FileNotFoundError(f"not shipped: {'/'.join(parts)}")

    monkeypatch.setattr("mlops_desktop.diagnostics.self_test.resource", missing)
    ran = mlops("self-test")
    assert ran.code == 1
    assert ran.lines[0].startswith("▲ Shipped files: ")
    assert any(line.startswith("● ") for line in ran.lines)
    assert "The details are in " in ran.lines[-1]
    assert ran.err == ""
    answer = mlops("--json", "self-test")
    assert (answer.code, answer.json["passed"]) == (1, False)
    assert resources.root().is_dir()
