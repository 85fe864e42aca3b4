"""The documentation is complete and its links lead somewhere."""

import re
from pathlib import Path

import pytest

from config.settings import Settings
from workers.cli import COMMANDS

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`ARAXES_{name.upper()}`" in (ROOT / "docs/reference/settings.md").read_text()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_documented(name: str) -> None:
    assert f"araxes {name}" in (ROOT / "docs/reference/commands.md").read_text()


def test_the_settings_page_documents_nothing_that_is_gone() -> None:
    named = set(
        re.findall(r"^\| `ARAXES_([A-Z_]+)`", (ROOT / "docs/reference/settings.md").read_text(), re.M)
    )
    assert named == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
