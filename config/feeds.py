"""`feeds.yaml`: the feeds to poll, and searches at news services that are written as queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote_plus, urlsplit

import pycountry
import yaml
from pydantic import BeforeValidator, Field, field_validator

from config.load import Strict, line_of, read_yaml
from config.routes import duration
from config.settings import secret
from pipeline.articles.url import canonical_url, site_of
from pipeline.errors import ConfigError
from pipeline.feeds.feed import Feed

Duration = Annotated[timedelta, BeforeValidator(duration)]
_FEED = Feed(url="", name="", outlet="")


class _Polling(Strict):
    """What feeds and searches have in common."""

    name: str = Field(min_length=1)
    country: str | None = None
    language: str | None = Field(default=None, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")
    tier: int = Field(default=2, ge=1, le=3)
    enabled: bool = True
    min_interval: Duration = _FEED.min_interval
    max_interval: Duration = _FEED.max_interval
    headers: dict[str, str] = Field(default_factory=dict)
    user_agent: str | None = None
    proxy: str | None = None
    auth_secret: str | None = None
    ignore_backoff: bool = False
    ignore_hints: bool = False
    notes: str = ""
    """For people: what is known about this feed."""

    @field_validator("country")
    @classmethod
    def _known(cls, code: str | None) -> str | None:
        if code is not None and pycountry.countries.get(alpha_3=code) is None:
            raise ValueError("is no ISO 3166 alpha-3 code; write e.g. AZE")
        return code

    @field_validator("min_interval")
    @classmethod
    def _not_nothing(cls, value: timedelta) -> timedelta:
        if value < timedelta(seconds=1):
            raise ValueError("is too short; a second is the least")
        return value

    @field_validator("proxy")
    @classmethod
    def _proxy(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://", "secret:")):
            raise ValueError("is no HTTP proxy; write http://host:port, or secret:NAME")
        return value

    @field_validator("headers")
    @classmethod
    def _headers(cls, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            if not name.replace("-", "").isalnum() or any(c in value for c in "\r\n\0"):
                raise ValueError(f"{name!r} is no header that can be sent; write Name: value in one line")
        return headers

    def secrets(self) -> list[str]:
        named = [
            v.removeprefix("secret:")
            for v in (*self.headers.values(), self.proxy or "")
            if v[:7] == "secret:"
        ]
        return [*named, *([self.auth_secret] if self.auth_secret else [])]

    def feed(self, url: str, outlet: str, fetch_pages: bool) -> Feed:
        return Feed(
            url=url,
            name=self.name,
            outlet=outlet,
            country=self.country,
            language=self.language,
            tier=self.tier,
            enabled=self.enabled,
            min_interval=self.min_interval,
            max_interval=self.max_interval,
            headers=tuple(self.headers.items()),
            user_agent=self.user_agent,
            proxy=self.proxy,
            auth_secret=self.auth_secret,
            ignore_backoff=self.ignore_backoff,
            ignore_hints=self.ignore_hints,
            fetch_pages=fetch_pages,
        )


class FeedEntry(_Polling):
    """One feed."""

    url: str
    outlet: str | None = None
    """Defaults to the host."""
    fetch_pages: bool = True

    @field_validator("url")
    @classmethod
    def _url(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not canonical_url(url) or any(c.isspace() for c in url):
            raise ValueError("is no web address; write https://host/path")
        if parts.username or parts.password:
            raise ValueError("holds a password; put user:password into a secret and name it as auth_secret")
        return url

    def to_feed(self) -> Feed:
        return self.feed(self.url, self.outlet or site_of(self.url), self.fetch_pages)


class SearchEntry(_Polling):
    """A query at a news service, polled like a feed."""

    engine: Literal["google-news", "bing-news", "gdelt"]
    query: str = Field(min_length=1, max_length=1000)
    days: int | None = Field(default=None, ge=1, le=90)
    """Only articles of the last so many days."""
    edition: str = Field(default="en-US", pattern=r"^[a-z]{2}(-[A-Z]{2})?$")
    """Google News: language and country of the edition."""
    min_interval: Duration = timedelta(minutes=5)

    def to_feed(self) -> Feed:
        return self.feed(search_url(self), self.engine, self.engine != "google-news")


class FeedsFile(Strict):
    feeds: list[FeedEntry] = Field(default_factory=list)
    searches: list[SearchEntry] = Field(default_factory=list)


def search_url(search: SearchEntry) -> str:
    """The address of a search's feed."""
    query = search.query
    if search.engine == "google-news":
        if search.days:
            query = f"{query} when:{search.days}d"
        language, _, country = search.edition.partition("-")
        country = country or "US"
        return (
            f"https://news.google.com/rss/search?q={quote_plus(query)}"
            f"&hl={search.edition}&gl={country}&ceid={country}:{language}"
        )
    if search.engine == "bing-news":
        return f"https://www.bing.com/news/search?q={quote_plus(query)}&format=rss"
    span = f"{search.days or 1}d"
    return (
        f"https://api.gdeltproject.org/api/v2/doc/doc?query={quote_plus(query)}"
        f"&mode=artlist&format=json&maxrecords=250&sort=datedesc&timespan={span}"
    )


def load_feeds(folder: Path, known_secret: Callable[[str], str | None] = secret) -> list[Feed]:
    """Read `feeds.yaml` of a configuration folder; ConfigError names each fault with its line.

    Feeds that stand twice and secrets that are not set are faults.
    """
    path = folder / "feeds.yaml"
    file = read_yaml(path, FeedsFile)
    root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    faults: list[str] = []
    seen: dict[str, str] = {}
    feeds = []
    entries: list[tuple[str, int, FeedEntry | SearchEntry]] = [
        *(("feeds", n, entry) for n, entry in enumerate(file.feeds)),
        *(("searches", n, search) for n, search in enumerate(file.searches)),
    ]
    for section, n, entry in entries:
        feed = entry.to_feed()
        feeds.append(feed)
        key = canonical_url(feed.url)
        field = "url" if section == "feeds" else "query"
        line = line_of(root, (section, n, field))
        if key in seen:
            faults.append(
                f"{path}:{line}: {section}[{n}].{field}: {feed.url} stands twice ({seen[key]}); keep one"
            )
        seen.setdefault(key, f"first in line {line}")
        if entry.max_interval < entry.min_interval:
            faults.append(
                f"{path}:{line_of(root, (section, n, 'max_interval'))}: {section}[{n}].max_interval: "
                "is shorter than min_interval; raise it"
            )
        for name in entry.secrets() if entry.enabled else ():
            if known_secret(name) is None:
                variable = f"ARAXES_SECRET_{name.upper().replace('-', '_')}"
                faults.append(
                    f"{path}:{line_of(root, (section, n))}: {section}[{n}]: the secret {name!r} is not set; "
                    f"set {variable} or {variable}_FILE"
                )
    if faults:
        raise ConfigError(faults)
    return feeds
