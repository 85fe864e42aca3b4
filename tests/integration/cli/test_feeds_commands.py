"""`araxes feeds` and `araxes poll` against a real site and a real database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.site import Reply, Site, site
from workers.cli import main

PAGE = b"""<html><head><title>Site</title>
<link rel="alternate" type="application/rss+xml" title="Main" href="/main.rss">
<link rel="alternate" type="application/atom+xml" title="Second" href="/second.rss">
<link rel="alternate" type="application/rss+xml" title="Dead" href="/dead.rss"></head></html>"""


def rss(name: str) -> bytes:
    item = f"<item><title>A headline of {name} today</title><link>https://n.test/{name}</link></item>"
    return f"<rss version='2.0'><channel><title>{name}</title>{item}</channel></rss>".encode()


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as served:
        served.answer("/", Reply(PAGE))
        served.answer("/main.rss", Reply(rss("main")))
        served.answer("/second.rss", Reply(rss("second")))
        yield served


Run = Callable[..., tuple[int, list[dict[str, Any]], str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    (tmp_path / "feeds.yaml").write_text("feeds: []\n")
    for name, value in {
        "CONFIG_DIR": str(tmp_path),
        "DATA_DIR": str(tmp_path / "var"),
        "ALLOW_NETWORKS": "127.0.0.0/8",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }.items():
        monkeypatch.setenv(f"ARAXES_{name}", value)

    def call(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        captured = capsys.readouterr()
        rows = [json.loads(line) for line in captured.out.splitlines() if line.startswith("{")]
        return int(ended.value.code or 0), rows, captured.out + captured.err

    return call


def test_a_site_is_enough_to_add_its_feeds(run: Run, web: Site) -> None:
    code, rows, text = run("feeds", "add", f"{web.base}/", "--json")
    assert (code, rows[0]["url"], rows[0]["added"]) == (0, f"{web.base}/main.rss", True)
    assert f"{web.base}/second.rss" in text
    code, rows, _ = run("feeds", "add", f"{web.base}/", "--all", "--json")
    assert (code, [r["added"] for r in rows]) == (0, [False, True])
    code, _, text = run("feeds", "add", f"{web.base}/main.rss")
    assert code == 2
    assert "polled already" in text


def test_the_usual_places_are_tried(run: Run, web: Site) -> None:
    web.answer("/", Reply(b"<html><title>No links here</title></html>"))
    web.answer("/rss.xml", Reply(rss("hidden")))
    code, rows, _ = run("feeds", "add", f"{web.base}/", "--json")
    assert (code, rows[0]["url"]) == (0, f"{web.base}/rss.xml")
    web.answers.pop("/rss.xml")
    code, _, text = run("feeds", "add", f"{web.base}/")
    assert code == 2
    assert "has no feed that we could find" in text


def test_poll_then_list(run: Run, web: Site) -> None:
    run("feeds", "add", f"{web.base}/main.rss", "--tier", "1")
    web.answer("/gone", Reply(status=410))
    run("feeds", "add", f"{web.base}/gone", "--blind", "--name", "Gone")
    code, rows, text = run("poll", "--json")
    assert code == 0
    assert {r["name"]: (r["result"], r["new"]) for r in rows} == {"main": ("changed", 1), "Gone": ("gone", 0)}
    assert "1 articles wait in the store" in text
    _, rows, _ = run("feeds", "list", "--json")
    main_, gone = rows
    assert (main_["health"], main_["articles"], main_["tier"]) == ("ok", 1, 1)
    assert main_["next_poll"] > main_["last_success"]
    assert (gone["health"], gone["last_success"]) == ("gone", None)
    _, rows, _ = run("feeds", "list", "--trouble", "--json")
    assert [r["name"] for r in rows] == ["Gone"]
    _, _, table = run("feeds", "list")
    assert "is gone for good (status 410)" in " ".join(table.split())
    code, _, text = run("poll", "no such feed")
    assert code == 2
    assert "'no such feed' is no feed's URL, name or id" in text


def test_opml_out_and_in(run: Run, web: Site, tmp_path: Path) -> None:
    run("feeds", "add", f"{web.base}/", "--all")
    file = tmp_path / "feeds.opml"
    run("feeds", "export", str(file))
    assert run("feeds", "remove", "main")[0] == 0
    _, rows, _ = run("feeds", "import", str(file), "--json")
    assert {r["name"]: r["added"] for r in rows} == {"main": True, "second": False}
    code, _, text = run("feeds", "import", str(tmp_path / "feeds.yaml"))
    assert code == 2
    assert "no OPML" in text


def test_a_feed_of_the_configuration_is_removed_there(run: Run, web: Site, tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text(f"feeds:\n  - {{name: Mine, url: '{web.base}/main.rss'}}\n")
    assert run("feeds", "list", "--json")[1][0]["name"] == "Mine"
    code, _, text = run("feeds", "remove", "Mine")
    assert code == 2
    assert "feeds.yaml; remove it there" in text


def test_an_address_may_come_without_a_scheme(run: Run, web: Site) -> None:
    code, rows, _ = run("feeds", "add", f"{web.base.removeprefix('http://')}/main.rss", "--json")
    assert (code, rows[0]["url"]) == (0, f"{web.base}/main.rss")


def test_a_feed_is_shown_and_tested(run: Run, web: Site) -> None:
    run("feeds", "add", f"{web.base}/main.rss", "--tier", "1")
    run("feeds", "add", f"{web.base}/second.rss", "--name", "main")
    code, _, text = run("feeds", "show", "main")
    assert (code, "2 feeds are called 'main'" in text) == (2, True)
    code, rows, _ = run("feeds", "show", f"{web.base}/main.rss", "--json")
    assert (code, rows[0]["tier"], rows[0]["health"], rows[0]["trouble_told"]) == (0, 1, "new", None)

    web.answer("/main.rss", Reply(rss("main").replace(b"</channel>", b"<item/></channel>")))
    code, rows, text = run("feeds", "test", f"{web.base}/main.rss", "--json")
    assert (code, [r["title"] for r in rows]) == (0, ["A headline of main today"])
    assert "left out: item 1: the item has no guid, link, title or text" in text
    _, rows, _ = run("feeds", "show", f"{web.base}/main.rss", "--json")
    assert rows[0]["polls"] == 0  # a test is no poll
    code, _, text = run("feeds", "test", f"{web.base}/dead.rss")
    assert (code, "status 404" in text) == (2, True)
