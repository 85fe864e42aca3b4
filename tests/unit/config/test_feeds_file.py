"""`feeds.yaml`: the catalogue is right, and each fault is named with its line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from config.feeds import load_feeds
from config.settings import PACKAGED
from pipeline.errors import ConfigError
from pipeline.feeds.feed import Feed


def load(folder: Path, text: str, **secrets: str) -> list[Feed]:
    (folder / "feeds.yaml").write_text(text)
    return load_feeds(folder, secrets.get)


def test_the_catalogue_is_valid_and_covers_the_three() -> None:
    feeds = load_feeds(PACKAGED)
    core = [f for f in feeds if f.enabled and f.tier == 1]
    assert {"AZE", "ISR", "IRN"} <= {f.country for f in core}
    assert {"en", "az", "ru", "he", "fa"} <= {f.language for f in feeds if f.enabled}
    assert len(feeds) > 70


def test_all_that_can_be_said_of_a_feed(tmp_path: Path) -> None:
    (feed,) = load(
        tmp_path,
        """feeds:
  - name: Wire
    url: https://wire.test/rss
    outlet: wire
    min_interval: 90s
    max_interval: 2h
    headers: {X-Key: "secret:wire-key"}
    proxy: http://proxy.test:3128
    auth_secret: wire-login
    user_agent: "Mozilla/5.0 (compatible; {agent})"
    fetch_pages: false
""",
        **{"wire-key": "k", "wire-login": "u:p"},
    )
    assert (feed.min_interval, feed.max_interval) == (timedelta(seconds=90), timedelta(hours=2))
    assert feed.headers == (("X-Key", "secret:wire-key"),)
    assert (feed.outlet, feed.fetch_pages, feed.auth_secret) == ("wire", False, "wire-login")


def test_searches_are_written_as_queries(tmp_path: Path) -> None:
    google, bing, gdelt = load(
        tmp_path,
        """searches:
  - {name: G, engine: google-news, query: baku visit, days: 2, edition: de-DE}
  - {name: B, engine: bing-news, query: baku}
  - {name: D, engine: gdelt, query: "azerbaijan israel"}
""",
    )
    assert google.url == (
        "https://news.google.com/rss/search?q=baku+visit+when%3A2d&hl=de-DE&gl=DE&ceid=DE:de"
    )
    assert not google.fetch_pages
    assert bing.url.endswith("q=baku&format=rss")
    assert "mode=artlist&format=json" in gdelt.url
    assert gdelt.min_interval == timedelta(minutes=5)


A = "feeds:\n  - name: a\n    url: https://x.test/\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("feeds:\n  - {name: a, url: 'ftp://x.test/'}\n", ":2: feeds[0].url"),
        ("feeds:\n  - {name: a, url: 'https://u:p@x.test/'}\n", "holds a password"),
        (f"{A}    colour: red\n", ":4: feeds[0].colour: unknown key"),
        (f"{A}    tier: 4\n", ":4: feeds[0].tier"),
        (f"{A}    country: AZ\n", ":4: feeds[0].country"),
        (f"{A}    min_interval: often\n", "is no duration"),
        (f"{A}    min_interval: 2h\n    max_interval: 1h\n", ":5: "),
        (
            "feeds:\n  - {name: a, url: 'https://x.test/r'}\n  - {name: b, url: 'https://x.test:443/r'}\n",
            ":3: feeds[1].url: https://x.test:443/r stands twice (first in line 2); keep one",
        ),
        (
            f"{A}    auth_secret: wire-login\n",
            "set ARAXES_SECRET_WIRE_LOGIN or ARAXES_SECRET_WIRE_LOGIN_FILE",
        ),
        (f"{A}    headers: {{X: \"a\\nb\"}}\n", "no header"),
        ("searches:\n  - {name: a, engine: yahoo, query: x}\n", "searches[0].engine"),
        ("feed: []\n", "unknown key"),
    ],
)  # fmt: skip
def test_faults_name_their_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert says in str(caught.value)
