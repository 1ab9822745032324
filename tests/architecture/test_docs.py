"""What the documents point at is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")
PYTHON_FILE = re.compile(r"`((?:api|cases|demo|extractors|facts|matchers|rules|templates|bench|tests)/[\w./-]*)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_paths_of_a_page_exist(page: Path) -> None:
    text = COMMENT.sub("", page.read_text(encoding="utf-8"))
    links = [page.parent / target for target in LINK.findall(text)]
    places = [ROOT / target for target in PYTHON_FILE.findall(text)]
    assert [str(place) for place in (*links, *places) if not place.exists()] == []


def test_every_decision_has_its_own_number() -> None:
    numbers = [page.name[:4] for page in (ROOT / "docs" / "decisions").glob("[0-9]*.md")]
    assert len(numbers) == len(set(numbers))
