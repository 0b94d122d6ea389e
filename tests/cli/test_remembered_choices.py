"""What is said now goes before what a dataset remembers."""

from __future__ import annotations

from pathlib import Path


def test_bad_values_become_what_is_said_now(project, here: Path) -> None:
    lines = [*(str(i) for i in range(300)), "n/a?"]
    (here / "odd.csv").write_text("a,b\n" + "".join(f"{v},1\n" for v in lines), "utf-8")

    def types(*said: str) -> str:
        done = project.done("--json", "data", "import", "odd.csv", "--name", "odd", *said)
        assert done.code == 0
        shown = project.done("--json", "data", "show", "odd").json
        return shown["columns"][0]["type"]

    assert types("--bad-cells", "text") == "text"
    assert types() == "text", "as for the version before"
    assert types("--bad-cells", "missing") == "integer"
    assert types("--bad-cells", "text") == "text"
