"""Two commands and a working window on one project at once: all get through, one champion stays."""

from __future__ import annotations

import json

import pytest
from e2e.killing import Ground
from e2e.window_life import listen

from mlops_desktop.core.stage import Stage
from mlops_desktop.services import audit, datasets, promotion

pytestmark = pytest.mark.slow

TOO_LATE = {"promotion.champion_changed", "promotion.moved_meanwhile", "promotion.already_there"}


def test_rivals_import_and_promote_while_a_window_works(tmp_path) -> None:
    with Ground(tmp_path, seed=7) as ground:
        with ground.session() as session:
            promotion.promote(session, "demand@1", Stage.STAGING, "first")
            promotion.promote(session, "demand@1", Stage.PRODUCTION, "first")
        window = ground.start_window()
        try:
            listen(window, lambda told: told.get("begun") == "train")
            lines = [
                *(["rollback", "demand", "--to", "2", "--reason", "mine"] for _ in range(2)),
                *(["data", "import", str(ground.next_file()), "--name", "bikes"] for _ in range(2)),
            ]
            rivals = [ground.start(*words) for words in lines]
            answers = [json.loads(rival.communicate(timeout=120)[0]) for rival in rivals]
            # The window worked on all the while, and its next actions still get through.
            told = [listen(window, _is_answer) for _ in range(3)]
        finally:
            window.kill()
            window.communicate()
        codes = [rival.returncode for rival in rivals]
        assert codes[2:] == [0, 0], answers[2:]
        assert 0 in codes[:2], answers[:2]
        for code, answer in zip(codes[:2], answers[:2], strict=True):
            assert code == 0 or answer["error"]["code"] in TOO_LATE
        assert [line for line in told if "failed" in line] == []
        with ground.session() as session:
            champions = [one for one in promotion.stages(session) if one.stage is Stage.PRODUCTION]
            assert [one.number for one in champions] == [2]
            numbers = [version.number for version in datasets.versions(session, "bikes")]
            assert numbers == list(range(len(numbers), 0, -1))
            assert audit.verify(session).is_sound


def _is_answer(told: dict) -> bool:
    return not {"begun", "step"} & set(told)
