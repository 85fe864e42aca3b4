"""`araxes check` names every fault of a configuration, and the packaged one has none."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import PACKAGED, child_environment


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGED, tmp_path / "config", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "config"


def check(folder: Path, *args: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workers", "check", *args],
        env=child_environment(config_dir=str(folder), data_dir=str(folder.parent / "data"), **settings),
        capture_output=True,
        text=True,
    )


def test_the_packaged_configuration_is_in_order_and_its_examples_are_read_as_they_say(folder: Path) -> None:
    done = check(folder)
    assert done.returncode == 0, done.stderr
    assert "In order" in done.stdout


def test_every_fault_of_every_file_is_named_at_once(folder: Path) -> None:
    (folder / "feeds.yaml").write_text(
        "feeds:\n"
        "  - {name: A, url: 'https://a.example/rss', outlet: a}\n"
        "  - {name: B, url: 'https://a.example/rss', outlet: a}\n"
        "  - {name: C, url: 'ftp://c.example', outlet: c}\n"
        "  - {name: D, url: 'https://d.example/rss', outlet: d, colour: red}\n"
    )
    (folder / "routes.yaml").write_text(
        "receivers:\n"
        "  - {name: hook, webhook: {url: 'https://h.example', secrets: [not-set]}}\n"
        "route:\n"
        "  receiver: hook\n"
        "  routes:\n"
        "    - {receiver: nobody, matchers: ['actor=~\"(\"']}\n"
    )
    done = check(folder)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "feeds.yaml:4" in done.stderr
    assert "feeds.yaml:5" in done.stderr
    assert "unknown key" in done.stderr
    assert "routes.yaml" in done.stderr


def test_what_only_shows_once_the_file_can_be_read_is_named_too(folder: Path) -> None:
    (folder / "feeds.yaml").write_text(
        "feeds:\n"
        "  - {name: A, url: 'https://a.example/rss', outlet: a}\n"
        "  - {name: B, url: 'https://a.example/rss', outlet: a, auth_secret: not-set}\n"
    )
    (folder / "routes.yaml").write_text(
        "receivers:\n"
        "  - {name: hook, webhook: {url: 'https://h.example', secrets: [not-set]}}\n"
        "  - {name: desk, email: {to: [a@example.org]}}\n"
        "route: {receiver: nobody}\n"
    )
    done = check(folder)
    assert done.returncode == 2
    for said in ("feeds.yaml:3", "stands twice", "ARAXES_SECRET_NOT_SET", "'nobody'"):
        assert said in done.stderr, done.stderr


def test_an_example_that_is_not_read_as_it_says_is_a_fault(folder: Path) -> None:
    path = folder / "lexicon" / "visit.yaml"
    path.write_text(
        path.read_text().replace("codes: [visit ", "codes: [agreement AZE-ISR planned, visit ", 1)
    )
    done = check(folder)
    assert done.returncode == 2
    assert "should give agreement AZE-ISR planned" in done.stderr


def test_settings_are_checked_and_secrets_not_shown(folder: Path) -> None:
    done = check(folder, "--settings", web_token="hunter2", smtp_password="hunter3")
    assert "ARAXES_WEB_TOKEN" in done.stdout
    assert "hunter" not in done.stdout + done.stderr
    assert check(folder, workers="none").returncode == 2
