"""The demo's news site: feeds in four formats and cluttered pages, some of them broken on purpose."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader

HERE = Path(__file__).parent
MEDIA = {"rss": "application/rss+xml", "atom": "application/atom+xml", "rdf": "application/rdf+xml",
         "json": "application/feed+json", "html": "text/html"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed of the sample."""

    name: str
    outlet: str
    path: str
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An article of the sample as it stands at one moment."""

    id: str
    url: str
    title: str
    text: str
    summary: str
    language: str
    published: datetime
    updated: datetime
    hang: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """`sample.yaml` with its days worked out."""

    feeds: tuple[Feed, ...]
    articles: tuple[dict[str, Any], ...]
    alerts: tuple[dict[str, Any], ...]

    @property
    def last_change(self) -> float:
        """The second of the demo at which the site changes for the last time."""
        times = [a.get("after", 0) for a in self.articles]
        times += [a["edit"]["after"] for a in self.articles if "edit" in a]
        return float(max(times))


def load_sample(today: datetime, path: Path = HERE / "sample.yaml") -> Sample:
    """Read the sample; `weekday(n)` and `date(n)` in its texts become days counted from today."""

    def weekday(offset: int) -> str:
        return (today + timedelta(days=offset)).strftime("%A")

    def date(offset: int) -> str:
        return (today + timedelta(days=offset)).strftime("%-d %B")

    texts = Environment(autoescape=False)  # noqa: S701  # plain text; pages and feeds escape it later

    def worked_out(value: Any) -> Any:
        if isinstance(value, str):
            return texts.from_string(value).render(weekday=weekday, date=date) if "{{" in value else value
        if isinstance(value, dict):
            return {k: worked_out(v) for k, v in value.items()}
        return [worked_out(v) for v in value] if isinstance(value, list) else value

    data = worked_out(yaml.safe_load(path.read_text(encoding="utf-8")))
    return Sample(
        feeds=tuple(Feed(**f) for f in data["feeds"]),
        articles=tuple(data["articles"]),
        alerts=tuple(data["alerts"]),
    )


class Site:
    """Serves the sample on a loopback port; what it shows depends on the seconds since `begin`."""

    def __init__(self, sample: Sample, now: Callable[[], datetime]) -> None:
        self.sample, self.now = sample, now
        self.opened = now()
        self.began: datetime | None = None
        self.closing = threading.Event()
        self.polls = 0
        self.pages = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        self.pages.filters["rfc822"] = format_datetime
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self) -> Site:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()

    def begin(self) -> None:
        """From now on the seconds of `after` count: what stands there from the start has been read."""
        self.began = self.began or self.now()

    @property
    def elapsed(self) -> float:
        return (self.now() - self.began).total_seconds() if self.began else 0.0

    @property
    def standing(self) -> int:
        """How many articles stand there from the start."""
        return sum(not a.get("after") for a in self.sample.articles)

    def current(self, feed: Feed) -> list[Page]:
        """What the feed holds at this moment, newest first."""
        pages = []
        for a in self.sample.articles:
            if a["feed"] != feed.outlet or a.get("after", 0) > self.elapsed:
                continue
            edit = a.get("edit")
            edited = edit is not None and edit["after"] <= self.elapsed
            shown = edit if edited and edit is not None else a
            text = shown["text"]
            published = (self.opened + timedelta(hours=a["published"])).replace(microsecond=0)
            pages.append(
                Page(
                    id=a["id"],
                    url=f"{self.base}/{feed.outlet}/{a['id']}.html",
                    title=shown["title"],
                    text=text,
                    summary=a.get("summary") or text.strip().split("\n\n")[0][:160],
                    language=a.get("language", "en"),
                    published=published,
                    updated=published + timedelta(hours=1) if edited else published,
                    hang=a.get("hang", False),
                )
            )
        return sorted(pages, key=lambda p: p.published, reverse=True)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        path = request.path.partition("?")[0]
        if path == "/robots.txt":
            self._send(request, 200, "text/plain", b"User-agent: *\nDisallow: /private/\n")
            return
        for feed in self.sample.feeds:
            if path == feed.path:
                self.polls += 1
                self._feed(request, feed)
                return
            for page in self.current(feed):
                if page.url == self.base + path:
                    if page.hang:  # a page that never comes: the reader must give up and go on
                        self.closing.wait(120)
                        return
                    html = self.pages.get_template("page.html").render(a=page, feed=feed)
                    self._send(request, 200, "text/html; charset=utf-8", html.encode())
                    return
        self._send(request, 404, "text/plain", b"Not found\n")

    def _feed(self, request: BaseHTTPRequestHandler, feed: Feed) -> None:
        pages = self.current(feed)
        changed = max((p.updated for p in pages), default=self.opened)
        if feed.format == "html":  # as after a redesign: status 200, and no feed at all
            body = b"<!doctype html><title>Broken Herald</title><h1>We have moved!</h1>"
        elif feed.format == "json":
            body = json.dumps(
                {
                    "version": "https://jsonfeed.org/version/1.1",
                    "title": feed.name,
                    "feed_url": self.base + feed.path,
                    "items": [
                        {"id": p.id, "url": p.url, "title": p.title, "summary": p.summary,
                         "language": p.language, "date_published": p.published.isoformat(),
                         "date_modified": p.updated.isoformat()}
                        for p in pages
                    ],
                }
            ).encode()  # fmt: skip
        else:
            template = self.pages.get_template(f"{feed.format}.xml")
            body = template.render(feed=feed, articles=pages, base=self.base, changed=changed).encode()
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            self._send(request, 304, "", b"", etag=etag)
        else:
            self._send(request, 200, f"{MEDIA[feed.format]}; charset=utf-8", body, etag=etag)

    def _send(
        self, request: BaseHTTPRequestHandler, status: int, media: str, body: bytes, etag: str = ""
    ) -> None:
        request.send_response(status)
        if media:
            request.send_header("Content-Type", media)
        if etag:
            request.send_header("ETag", etag)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
