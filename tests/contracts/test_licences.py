"""Everything the product is made with is named with its licence, and its text is shipped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "resources" / "licences"
NOTICE = (FOLDER / "README.md").read_text("utf-8")
PACKAGES = sorted(
    set(
        re.findall(
            r"^([A-Za-z0-9_.-]+)==", (REPOSITORY / "requirements.lock").read_text(), re.MULTILINE
        )
    )
)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_locked_package_has_its_line_and_its_text(package: str) -> None:
    line = re.search(rf"^\| \[?{re.escape(package)}\b.*$", NOTICE, re.MULTILINE)
    assert line, "run .ci/licences after renewing the lock"
    text = FOLDER / re.search(r"\(([\w./-]+\.txt)\)", line[0])[1]
    assert len(text.read_text("utf-8")) > 400


def test_qt_is_named_with_its_licence_and_how_to_replace_it() -> None:
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (FOLDER / "LGPL-3.0.txt").read_text("utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in (FOLDER / "GPL-3.0.txt").read_text("utf-8")
    assert "replace the files" in NOTICE


def test_the_text_of_our_own_licence_is_whole() -> None:
    text = (REPOSITORY / "LICENSE").read_text("utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_links_of_the_notice_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)]+)\)", NOTICE)
    assert [link for link in links if not (FOLDER / link).is_file()] == []
