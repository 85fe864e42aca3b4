"""What the stages need from the outside, as Protocols. `pipeline.edge` and `tests.fakes` implement them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from pipeline.alerts.alert import Alert, Attempt, Decision, Delivery, DeliveryState, Message
from pipeline.alerts.mute import Silence as Silence
from pipeline.alerts.notice import Notice, Standing
from pipeline.articles.article import Article, ArticleState, Revision
from pipeline.events.event import Event, EventType, Reading
from pipeline.feeds.feed import Feed, FeedState, FeedYield
from pipeline.feeds.websub import Subscription
from pipeline.incidents.incident import Incident, Story
from pipeline.relevance.verdict import Verdict

# ---------------------------------------------------------------- the wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A GET through the one HTTP door."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    max_bytes: int = 10_000_000
    """Cap on the decoded body; reached while streaming, it fails with TooLargeError."""
    total_timeout: float = 60.0
    """Seconds from dialling to the last byte."""
    max_redirects: int = 5
    proxy: str | None = None
    form: str | None = None
    """A form-encoded body: makes it a POST (WebSub hubs). Only 307 and 308 redirect it."""
    obey_robots: bool = False
    """Pages obey robots.txt; feeds are published to be fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back. `hops` are the redirects followed: (status, from, to)."""

    url: str
    status: int
    headers: Mapping[str, str]
    """Names in lower case; values as latin-1 text, byte for byte."""
    body: bytes
    """Decoded (gzip, br, zstd), not decrypted of its charset."""
    wire_bytes: int = 0
    elapsed: float = 0.0
    hops: tuple[tuple[int, str, str], ...] = ()

    @property
    def permanent_url(self) -> str | None:
        """Where an unbroken chain of 301/308 leads, or None when nothing moved for good."""
        url = None
        for status, _, target in self.hops:
            if status not in (301, 308):
                break
            url = target
        return url


class Fetcher(Protocol):
    """The one HTTP door. Any HTTP status is a Response; failing to get one raises FetchError."""

    async def get(self, request: Request) -> Response: ...

    async def aclose(self) -> None: ...


# ---------------------------------------------------------------- reading


class Gate(Protocol):
    def judge(self, title: str, text: str) -> Verdict: ...


class Readable(Protocol):
    """An article, stored or gold."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def published(self) -> datetime: ...
    @property
    def language(self) -> str | None: ...
    @property
    def outlet(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What the extractor reads of an article."""

    article_id: str
    title: str
    text: str
    published: datetime
    language: str | None = "en"
    outlet: str = ""

    @classmethod
    def of(cls, article: Readable) -> Text:
        return cls(
            article_id=article.id,
            title=article.title,
            text=article.text,
            published=article.published,
            language=article.language,
            outlet=article.outlet,
        )


class Extractor(Protocol):
    def read(self, texts: Iterable[Text]) -> Iterator[Reading]:
        """One Reading per text, in order. A text that makes the extractor raise must raise
        from the call that yields it, so callers bisect."""
        ...


# ---------------------------------------------------------------- the store


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """An event with its id, its article and the incident it was joined to."""

    id: str
    article_id: str
    event: Event
    incident_id: str | None = None
    because: str = ""
    """Why it joined that incident, opened it, or joined none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What `--since`, `--type`, `--country` select, newest first. None: no limit.

    The time that counts is an article's and its events' `published`, an incident's `updated` and an
    alert's `raised`. Articles have the types and countries of their events, alerts of their incident.
    """

    since: datetime | None = None
    """From then on."""
    until: datetime | None = None
    """Up to, not including."""
    types: frozenset[EventType] = frozenset()
    countries: frozenset[str] = frozenset()
    """All of these must take part."""
    state: str | None = None
    """An article's state, an event's or incident's status, an alert's reason."""
    text: str | None = None
    """Letters of any case, in an article's title and text; in an event's participants, place, subject and
    evidence; in an incident's participants, place, subject and its sources' titles."""
    limit: int = 1000
    offset: int = 0


class FeedStore(Protocol):
    def sync_feeds(self, feeds: Sequence[Feed]) -> None:
        """Make the stored feeds those of the configuration (source `config`); user-added ones stay.
        A feed that left the configuration is disabled, its state and articles are kept."""
        ...

    def add_feed(self, feed: Feed) -> bool:
        """A feed of the user's own; False when it is there and enabled already."""
        ...

    def remove_feed(self, feed_id: str) -> bool:
        """Forget a feed and its state; its articles stay. One of the configuration comes back with it."""
        ...

    def feeds(self, *, enabled_only: bool = True) -> list[tuple[Feed, FeedState]]: ...

    def feed(self, feed_id: str) -> tuple[Feed, FeedState] | None: ...

    def save_feed_state(self, state: FeedState) -> None: ...

    def save_feed_states(self, states: Sequence[FeedState]) -> None:
        """Many at once, in few statements: the scheduler saves what a second of polling learnt."""
        ...

    def feed_yields(self) -> dict[str, FeedYield]:
        """What each feed was good for, by feed id; feeds without articles are left out."""
        ...


class ArticleStore(Protocol):
    def known(self, feed_id: str, keys: Sequence[str]) -> dict[str, str]:
        """Which identity keys (see `articles.identity`) are known: key to article id.
        Keys that begin with `url:` are looked up across all feeds, others within the feed."""
        ...

    def add_articles(self, articles: Sequence[tuple[Article, Sequence[str]]]) -> list[str]:
        """Insert articles with their identity keys; ids that were new. Uniqueness is by constraint: an
        article that is there stays as it is, a key stays with the article that had it first."""
        ...

    def add_keys(self, feed_id: str, article_id: str, keys: Sequence[str]) -> None: ...

    def article(self, article_id: str) -> Article | None: ...

    def articles(self, ids: Sequence[str]) -> list[Article]: ...

    def find_articles(self, where: Filter) -> list[Article]: ...

    def article_by_url(self, canonical_url: str) -> Article | None: ...

    def save_article(self, article: Article) -> None: ...

    def save_revision(self, revision: Revision) -> None: ...

    def revisions(self, article_id: str) -> list[Revision]: ...

    def unfinished_articles(self, now: datetime, limit: int) -> list[str]:
        """Ids in state NEW whose `next_attempt` has come, oldest first (for the sweeper)."""
        ...

    def near(self, bands: Sequence[str], since: datetime) -> list[str]:
        """Ids of articles that share a MinHash band and were first seen since then."""
        ...

    def save_bands(self, article_id: str, bands: Sequence[str]) -> None: ...

    def count_articles(self) -> dict[ArticleState, int]: ...


class EventStore(Protocol):
    def save_events(self, article_id: str, events: Sequence[StoredEvent]) -> None:
        """Replace the article's events."""
        ...

    def save_reading(self, reading: Reading) -> None:
        """Keep candidates and mentions for `explain`; replaces an earlier reading."""
        ...

    def reading(self, article_id: str) -> Reading | None: ...

    def events_of(self, article_id: str) -> list[StoredEvent]: ...

    def find_events(self, where: Filter) -> list[StoredEvent]: ...

    def count_events(self) -> dict[str, int]: ...


class IncidentStore(Protocol):
    def candidates(
        self, *, type: EventType, countries: Sequence[str], around: datetime, days: int
    ) -> list[Incident]:
        """Unmerged incidents of the type that share at least two of the countries (or all, when
        fewer) and whose date or last update lies within `days` of `around`. Indexed: cost must
        not grow with the number of incidents outside that window."""
        ...

    def recall(self, *, type: EventType, keys: Sequence[str], limit: int = 50) -> list[Incident]:
        """Unmerged incidents of the type that carry any of the keys (`Incident.keys`), whatever their
        age, the latest updated first. Indexed by key."""
        ...

    def incident(self, incident_id: str) -> Incident | None:
        """The incident, following `merged_into`."""
        ...

    def find_incidents(self, where: Filter) -> list[Incident]: ...

    def save_incident(self, incident: Incident) -> None:
        """Insert or replace; StoreError when one is stored and `version` is not its version plus one."""
        ...

    def story(self, story_id: str) -> Story | None: ...

    def save_story(self, story: Story) -> None: ...

    def incidents_of_story(self, story_id: str) -> list[Incident]: ...

    def count_incidents(self) -> dict[str, int]:
        """Unmerged incidents by type."""
        ...

    def save_decision(self, decision: Decision, at: datetime) -> None: ...

    def decisions(self, incident_id: str) -> list[tuple[datetime, Decision]]: ...


class AlertStore(Protocol):
    def add_alert(self, alert: Alert, deliveries: Sequence[Delivery]) -> bool:
        """Insert with its deliveries; False when the id exists (nothing is changed then)."""
        ...

    def alert(self, alert_id: str) -> Alert | None: ...

    def alerts_of(self, incident_id: str) -> list[Alert]: ...

    def find_alerts(self, where: Filter) -> list[Alert]: ...

    def count_alerts(self) -> dict[str, int]:
        """Alerts by reason."""
        ...

    def count_deliveries(self) -> dict[str, int]:
        """Deliveries by state."""
        ...

    def delivery(self, delivery_id: str) -> Delivery | None: ...

    def find_deliveries(
        self,
        *,
        state: DeliveryState | None = None,
        receiver: str | None = None,
        alert_id: str | None = None,
        incident_id: str | None = None,
        group: str | None = None,
        since: datetime | None = None,
        limit: int = 1000,
    ) -> list[Delivery]: ...

    def due_deliveries(self, now: datetime, limit: int) -> list[str]:
        """Ids of pending deliveries whose time has come, oldest first (for the sweeper)."""
        ...

    def claim_delivery(self, delivery_id: str, now: datetime, until: datetime) -> Delivery | None:
        """Lease a pending, due delivery to this worker until then (its `next_attempt` moves to
        `until`); None when it is not pending, not due, or somebody else holds it."""
        ...

    def record_attempt(
        self, delivery_id: str, attempt: Attempt, *, state: DeliveryState, next_attempt: datetime
    ) -> None:
        """Keep the attempt and move the delivery. What is delivered stays so (until `save_delivery`), even
        when a second worker, whose lease ran out, records a failure. An attempt whose number is taken by
        one of another time gets the next number; the same attempt is kept once."""
        ...

    def save_delivery(self, delivery: Delivery) -> None:
        """Insert or replace; attempts are only added."""
        ...

    def earlier_messages(self, story_id: str, receiver: str, before: datetime) -> list[str]:
        """Delivery ids of the story's alerts that this receiver already got, oldest first."""
        ...

    def silences(self, now: datetime) -> list[Silence]:
        """Those that have not ended, whether they have begun or not."""
        ...

    def save_silence(self, silence: Silence) -> None: ...

    def disable_receiver(self, receiver: str, at: datetime, why: str) -> None:
        """Send nothing more there; the first reason stays."""
        ...

    def enable_receiver(self, receiver: str) -> None: ...

    def disabled_receivers(self) -> dict[str, str]: ...


class NoticeStore(Protocol):
    def add_notice(self, notice: Notice, deliveries: Sequence[Delivery]) -> bool:
        """Insert with its deliveries, whose `alert_id` is the notice's id; False when the id exists
        (nothing is changed then)."""
        ...

    def notice(self, notice_id: str) -> Notice | None: ...

    def find_notices(self, limit: int) -> list[Notice]:
        """The newest first."""
        ...

    def standings(self) -> list[Standing]:
        """What was told of feeds, by feed id."""
        ...

    def save_standings(self, standings: Sequence[Standing]) -> None: ...


class FenceStore(Protocol):
    def take_fence(self, role: str, at: datetime) -> int:
        """The next fencing token of a role; every earlier token is stale from now on. Only in an
        exclusive transaction."""
        ...

    def check_fence(self, role: str, token: int) -> None:
        """FencedError when somebody has taken a later token of the role."""
        ...


class SubscriptionStore(Protocol):
    def subscriptions(self) -> list[Subscription]: ...

    def subscription(self, token: str) -> Subscription | None: ...

    def save_subscription(self, subscription: Subscription) -> None:
        """Insert or replace the feed's subscription."""
        ...


class Transaction(
    FenceStore,
    SubscriptionStore,
    FeedStore,
    ArticleStore,
    EventStore,
    IncidentStore,
    AlertStore,
    NoticeStore,
    Protocol,
):
    """All of the store within one transaction."""


class Store(Protocol):
    """The owner of all state."""

    def read(self) -> AbstractContextManager[Transaction]:
        """A consistent view; writes in it are errors."""
        ...

    def write(self, *, exclusive: bool = False) -> AbstractContextManager[Transaction]:
        """Commits on leaving, rolls back on an exception. `exclusive` admits one writer at a time
        across all processes (joining decides on what it has read)."""
        ...

    def beat(self, name: str, at: datetime, note: str = "") -> None:
        """Record a process's heartbeat."""
        ...

    def beats(self) -> dict[str, tuple[datetime, str]]: ...

    def ping(self) -> None:
        """Raises StoreError when the database can't be reached or written."""
        ...

    def close(self) -> None: ...


# ---------------------------------------------------------------- queues and receivers


class Queue(Protocol):
    """Moves ids, owns nothing. Losing all of it loses nothing: the sweeper enqueues again.

    Every method raises QueueError when the queue server cannot be reached.
    """

    def enqueue_articles(self, ids: Sequence[str]) -> None: ...

    def enqueue_deliveries(self, ids: Sequence[str], *, patient: bool = False) -> None:
        """`patient`: to receivers that are failing, in a lane of their own."""
        ...

    def held(self) -> frozenset[str]:
        """Ids of the articles and deliveries that wait in the queue for a worker."""
        ...


class Receiver(Protocol):
    """Somebody who gets alerts. Raises DeliveryError; returns the status and first bytes of the answer."""

    name: str

    def send(self, message: Message) -> tuple[str, str]: ...


Now = Callable[[], datetime]
