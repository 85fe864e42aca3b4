"""The store in memory, for tests of what stands on it. It passes the same contract as the real ones."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from pipeline.alerts.alert import Alert, Attempt, Decision, Delivery, DeliveryState
from pipeline.alerts.notice import Notice, Standing
from pipeline.articles.article import Article, ArticleState, Revision
from pipeline.errors import FencedError, StoreError
from pipeline.events.event import EventType, Reading
from pipeline.feeds.feed import Feed, FeedState, FeedYield
from pipeline.feeds.websub import Subscription
from pipeline.incidents.incident import Incident, Story
from pipeline.ports import Filter, Silence, StoredEvent

T = TypeVar("T")


@dataclass
class Tables:
    """All that is stored. Values are immutable, so a shallow copy of each table is a snapshot."""

    feeds: dict[str, tuple[Feed, str]] = field(default_factory=dict)
    feed_state: dict[str, FeedState] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    revisions: dict[tuple[str, int], Revision] = field(default_factory=dict)
    bands: dict[str, frozenset[str]] = field(default_factory=dict)
    events: dict[str, tuple[StoredEvent, ...]] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    stories: dict[str, Story] = field(default_factory=dict)
    decisions: dict[tuple[str, str, str, datetime], Decision] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    silences: dict[str, Silence] = field(default_factory=dict)
    disabled: dict[str, str] = field(default_factory=dict)
    beats: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    fences: dict[str, int] = field(default_factory=dict)
    subscribed: dict[str, Subscription] = field(default_factory=dict)

    def copy(self) -> Tables:
        return Tables(**{f.name: dict(getattr(self, f.name)) for f in fields(self)})


class FakeStore:
    """`pipeline.ports.Store` without a database: a write works on a copy that replaces what was."""

    def __init__(self) -> None:
        self.tables = Tables()
        self._writer = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[FakeTransaction]:
        yield FakeTransaction(self.tables, writable=False)

    @contextmanager
    def write(self, *, exclusive: bool = False) -> Iterator[FakeTransaction]:
        if not self._writer.acquire(timeout=30):
            raise StoreError("the store in memory is locked; end the other write")
        try:
            tables = self.tables.copy()
            yield FakeTransaction(tables, writable=True)
            self.tables = tables
        finally:
            self._writer.release()

    def beat(self, name: str, at: datetime, note: str = "") -> None:
        with self.write() as tx:
            tx.tables.beats[name] = (at, note)

    def beats(self) -> dict[str, tuple[datetime, str]]:
        return dict(self.tables.beats)

    def ping(self) -> None:
        pass

    def close(self) -> None:
        pass


class FakeTransaction:
    """`pipeline.ports.Transaction` over `Tables`."""

    def __init__(self, tables: Tables, *, writable: bool) -> None:
        self.tables = tables
        self._writable = writable

    @property
    def _to(self) -> Tables:
        if not self._writable:
            raise StoreError("the store in memory was opened for reading", permanent=True)
        return self.tables

    # ------------------------------------------------------------ fences

    def take_fence(self, role: str, at: datetime) -> int:
        token = self._to.fences[role] = self.tables.fences.get(role, 0) + 1
        return token

    def check_fence(self, role: str, token: int) -> None:
        latest = self.tables.fences.get(role, 0)
        if latest > token:
            raise FencedError(f"another {role} has taken over (token {latest}, ours is {token})")

    # ------------------------------------------------------------ subscriptions

    def subscriptions(self) -> list[Subscription]:
        return [self.tables.subscribed[i] for i in sorted(self.tables.subscribed)]

    def subscription(self, token: str) -> Subscription | None:
        return next((s for s in self.tables.subscribed.values() if s.token == token), None)

    def save_subscription(self, subscription: Subscription) -> None:
        self._to.subscribed[subscription.feed_id] = subscription

    # ------------------------------------------------------------ feeds

    def sync_feeds(self, feeds: Sequence[Feed]) -> None:
        table = self._to.feeds
        for feed_id, (feed, source) in list(table.items()):
            if source == "config":
                table[feed_id] = (replace(feed, enabled=False), source)
        table.update({feed.id: (feed, "config") for feed in feeds})

    def add_feed(self, feed: Feed) -> bool:
        table = self._to.feeds
        if feed.id in table and table[feed.id][0].enabled:
            return False
        table[feed.id] = (feed, "user")
        return True

    def remove_feed(self, feed_id: str) -> bool:
        self._to.feed_state.pop(feed_id, None)
        return self._to.feeds.pop(feed_id, None) is not None

    def feeds(self, *, enabled_only: bool = True) -> list[tuple[Feed, FeedState]]:
        found = [feed for feed, _ in self.tables.feeds.values() if feed.enabled or not enabled_only]
        return [(feed, self._state(feed)) for feed in sorted(found, key=lambda f: f.url)]

    def feed(self, feed_id: str) -> tuple[Feed, FeedState] | None:
        stored = self.tables.feeds.get(feed_id)
        return None if stored is None else (stored[0], self._state(stored[0]))

    def save_feed_state(self, state: FeedState) -> None:
        self.save_feed_states([state])

    def save_feed_states(self, states: Sequence[FeedState]) -> None:
        self._to.feed_state.update({state.feed_id: state for state in states})

    def feed_yields(self) -> dict[str, FeedYield]:
        yields: dict[str, FeedYield] = {}
        for article in self.tables.articles.values():
            if article.feed_id is not None:
                so_far = yields.get(article.feed_id, FeedYield())
                yields[article.feed_id] = FeedYield(
                    articles=so_far.articles + 1,
                    relevant=so_far.relevant + (article.state is ArticleState.EXTRACTED),
                    events=so_far.events + len(self.events_of(article.id)),
                )
        return yields

    def _state(self, feed: Feed) -> FeedState:
        return self.tables.feed_state.get(feed.id) or FeedState(feed_id=feed.id, url=feed.url)

    # ------------------------------------------------------------ articles

    def known(self, feed_id: str, keys: Sequence[str]) -> dict[str, str]:
        table = self.tables.keys
        return {key: table[_scoped(feed_id, key)] for key in keys if _scoped(feed_id, key) in table}

    def add_articles(self, articles: Sequence[tuple[Article, Sequence[str]]]) -> list[str]:
        new = []
        for article, keys in articles:
            if article.id not in self._to.articles:
                self._to.articles[article.id] = article
                new.append(article.id)
            self.add_keys(article.feed_id or "", article.id, keys)
        return new

    def add_keys(self, feed_id: str, article_id: str, keys: Sequence[str]) -> None:
        self._need(self.tables.articles, article_id)
        for key in keys:
            self._to.keys.setdefault(_scoped(feed_id, key), article_id)

    def article(self, article_id: str) -> Article | None:
        return self.tables.articles.get(article_id)

    def articles(self, ids: Sequence[str]) -> list[Article]:
        return [self.tables.articles[i] for i in dict.fromkeys(ids) if i in self.tables.articles]

    def find_articles(self, where: Filter) -> list[Article]:
        def fits(article: Article) -> bool:
            events = self.tables.events.get(article.id, ())
            return (
                _in_time(article.published, where)
                and where.state in (None, article.state.value)
                and _has_text(where, article.title, article.text)
                and (
                    not (where.types or where.countries)
                    or any(_right(where, e.event.type, e.event.countries) for e in events)
                )
            )

        found = [a for a in self.tables.articles.values() if fits(a)]
        return _page(found, where, lambda a: (a.published, a.id))

    def article_by_url(self, canonical_url: str) -> Article | None:
        found = [a for a in self.tables.articles.values() if a.url == canonical_url != ""]
        return min(found, key=lambda a: (a.first_seen, a.id), default=None)

    def save_article(self, article: Article) -> None:
        self._to.articles[article.id] = article

    def save_revision(self, revision: Revision) -> None:
        self._need(self.tables.articles, revision.article_id)
        self._to.revisions[revision.article_id, revision.revision] = revision

    def revisions(self, article_id: str) -> list[Revision]:
        found = [r for r in self.tables.revisions.values() if r.article_id == article_id]
        return sorted(found, key=lambda r: r.revision)

    def unfinished_articles(self, now: datetime, limit: int) -> list[str]:
        found = [
            a
            for a in self.tables.articles.values()
            if a.state is ArticleState.NEW and (a.next_attempt is None or a.next_attempt <= now)
        ]
        return [a.id for a in sorted(found, key=lambda a: (a.first_seen, a.id))][:limit]

    def near(self, bands: Sequence[str], since: datetime) -> list[str]:
        found = [
            article
            for article_id, own in self.tables.bands.items()
            if own & set(bands) and (article := self.tables.articles[article_id]).first_seen >= since
        ]
        return [a.id for a in sorted(found, key=lambda a: (a.first_seen, a.id))]

    def save_bands(self, article_id: str, bands: Sequence[str]) -> None:
        self._need(self.tables.articles, article_id)
        self._to.bands[article_id] = frozenset(bands)

    def count_articles(self) -> dict[ArticleState, int]:
        return dict(Counter(a.state for a in self.tables.articles.values()))

    # ------------------------------------------------------------ events

    def save_events(self, article_id: str, events: Sequence[StoredEvent]) -> None:
        self._need(self.tables.articles, article_id)
        self._to.events[article_id] = tuple(replace(e, article_id=article_id) for e in events)

    def save_reading(self, reading: Reading) -> None:
        self._need(self.tables.articles, reading.article_id)
        self._to.readings[reading.article_id] = reading

    def reading(self, article_id: str) -> Reading | None:
        return self.tables.readings.get(article_id)

    def events_of(self, article_id: str) -> list[StoredEvent]:
        return list(self.tables.events.get(article_id, ()))

    def find_events(self, where: Filter) -> list[StoredEvent]:
        def fits(stored: StoredEvent) -> bool:
            event = stored.event
            words = [event.place, event.subject, *(p.name for p in event.participants)]
            return (
                _in_time(self.tables.articles[stored.article_id].published, where)
                and where.state in (None, event.status.value)
                and _right(where, event.type, event.countries)
                and _has_text(where, *words, *(e.text for e in event.evidence))
            )

        found = [e for events in self.tables.events.values() for e in events if fits(e)]
        found.sort(key=lambda e: e.article_id)
        found.sort(key=lambda e: self.tables.articles[e.article_id].published, reverse=True)
        return found[where.offset :][: where.limit]

    def count_events(self) -> dict[str, int]:
        return dict(Counter(e.event.type.value for events in self.tables.events.values() for e in events))

    # ------------------------------------------------------------ incidents

    def candidates(
        self, *, type: EventType, countries: Sequence[str], around: datetime, days: int
    ) -> list[Incident]:
        low, high = around - timedelta(days=days), around + timedelta(days=days)
        wanted = set(countries)

        def fits(incident: Incident) -> bool:
            return (
                incident.merged_into is None
                and incident.type is type
                and len(wanted & set(incident.countries)) >= min(2, len(wanted))
                and (_dated(incident, low.date(), high.date()) or low <= incident.updated <= high)
            )

        found = [i for i in self.tables.incidents.values() if fits(i)]
        return sorted(found, key=lambda i: (i.opened, i.id))

    def recall(self, *, type: EventType, keys: Sequence[str], limit: int = 50) -> list[Incident]:
        found = [
            i
            for i in self.tables.incidents.values()
            if i.merged_into is None and i.type is type and set(i.keys) & set(keys)
        ]
        return _page(found, Filter(limit=limit), lambda i: (i.updated, i.id))

    def incident(self, incident_id: str) -> Incident | None:
        incident = self.tables.incidents.get(incident_id)
        for _ in range(100):
            if incident is None or incident.merged_into is None:
                return incident
            incident = self.tables.incidents.get(incident.merged_into)
        raise StoreError(f"incident {incident_id} is merged in a circle; split it again", permanent=True)

    def find_incidents(self, where: Filter) -> list[Incident]:
        found = [
            i
            for i in self.tables.incidents.values()
            if i.merged_into is None
            and _in_time(i.updated, where)
            and where.state in (None, i.status.value)
            and _right(where, i.type, i.countries)
            and _has_text(where, *_words(i))
        ]
        return _page(found, where, lambda i: (i.updated, i.id))

    def save_incident(self, incident: Incident) -> None:
        stored = self._to.incidents.get(incident.id)
        if stored is not None and incident.version != stored.version + 1:
            raise StoreError(f"incident {incident.id} was changed meanwhile; read it again and decide anew")
        self._to.incidents[incident.id] = incident

    def story(self, story_id: str) -> Story | None:
        return self.tables.stories.get(story_id)

    def save_story(self, story: Story) -> None:
        self._to.stories[story.id] = story

    def incidents_of_story(self, story_id: str) -> list[Incident]:
        found = [
            i for i in self.tables.incidents.values() if i.story_id == story_id and i.merged_into is None
        ]
        return sorted(found, key=lambda i: (i.opened, i.id))

    def count_incidents(self) -> dict[str, int]:
        return dict(Counter(i.type.value for i in self.tables.incidents.values() if i.merged_into is None))

    def save_decision(self, decision: Decision, at: datetime) -> None:
        key = (decision.incident_id, decision.article_id, decision.reason.value, at)
        self._to.decisions.setdefault(key, decision)

    def decisions(self, incident_id: str) -> list[tuple[datetime, Decision]]:
        found = [
            (at, d) for (_, _, _, at), d in self.tables.decisions.items() if d.incident_id == incident_id
        ]
        return sorted(found, key=lambda pair: pair[0])

    # ------------------------------------------------------------ alerts

    def add_alert(self, alert: Alert, deliveries: Sequence[Delivery]) -> bool:
        if alert.id in self._to.alerts:
            return False
        self._to.alerts[alert.id] = alert
        for delivery in deliveries:
            self._to.deliveries.setdefault(delivery.id, delivery)
        return True

    def alert(self, alert_id: str) -> Alert | None:
        return self.tables.alerts.get(alert_id)

    def alerts_of(self, incident_id: str) -> list[Alert]:
        found = [a for a in self.tables.alerts.values() if a.incident_id == incident_id]
        return sorted(found, key=lambda a: (a.raised, a.id))

    def find_alerts(self, where: Filter) -> list[Alert]:
        def fits(alert: Alert) -> bool:
            incident = self.tables.incidents.get(alert.incident_id)
            return (
                _in_time(alert.raised, where)
                and where.state in (None, alert.reason.value)
                and (
                    not (where.types or where.countries or where.text)
                    or (
                        incident is not None
                        and _right(where, incident.type, incident.countries)
                        and _has_text(where, *_words(incident))
                    )
                )
            )

        found = [a for a in self.tables.alerts.values() if fits(a)]
        return _page(found, where, lambda a: (a.raised, a.id))

    def count_alerts(self) -> dict[str, int]:
        return dict(Counter(a.reason.value for a in self.tables.alerts.values()))

    def count_deliveries(self) -> dict[str, int]:
        return dict(Counter(d.state.value for d in self.tables.deliveries.values()))

    def delivery(self, delivery_id: str) -> Delivery | None:
        return self.tables.deliveries.get(delivery_id)

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
    ) -> list[Delivery]:
        found = [
            d
            for d in self.tables.deliveries.values()
            if state in (None, d.state)
            and receiver in (None, d.receiver)
            and alert_id in (None, d.alert_id)
            and incident_id in (None, self._incident_of(d))
            and group in (None, d.group)
            and (since is None or d.created >= since)
        ]
        return _page(found, Filter(limit=limit), lambda d: (d.created, d.id))

    def due_deliveries(self, now: datetime, limit: int) -> list[str]:
        found = [d for d in self.tables.deliveries.values() if _due(d, now)]
        return [d.id for d in sorted(found, key=lambda d: (d.next_attempt, d.id))][:limit]

    def claim_delivery(self, delivery_id: str, now: datetime, until: datetime) -> Delivery | None:
        delivery = self._to.deliveries.get(delivery_id)
        if delivery is None or not _due(delivery, now):
            return None
        claimed = self._to.deliveries[delivery_id] = replace(delivery, next_attempt=until)
        return claimed

    def record_attempt(
        self, delivery_id: str, attempt: Attempt, *, state: DeliveryState, next_attempt: datetime
    ) -> None:
        self._need(self._to.deliveries, delivery_id)
        delivery = self._to.deliveries[delivery_id]
        tries = delivery.attempts
        if all(a.at != attempt.at for a in tries):
            taken = {a.number for a in tries}
            number = max(taken) + 1 if attempt.number in taken else attempt.number
            tries = tuple(sorted((*tries, replace(attempt, number=number)), key=lambda a: a.number))
        if delivery.state is not DeliveryState.DELIVERED:
            delivery = replace(delivery, state=state, next_attempt=next_attempt)
        self._to.deliveries[delivery_id] = replace(delivery, attempts=tries)

    def save_delivery(self, delivery: Delivery) -> None:
        self._need({**self._to.alerts, **self._to.notices}, delivery.alert_id)
        stored = self._to.deliveries.get(delivery.id)
        tries = {a.number: a for a in delivery.attempts}
        tries |= {a.number: a for a in (stored.attempts if stored else ())}
        self._to.deliveries[delivery.id] = replace(delivery, attempts=tuple(tries[n] for n in sorted(tries)))

    def earlier_messages(self, story_id: str, receiver: str, before: datetime) -> list[str]:
        found = [
            d
            for d in self.tables.deliveries.values()
            if d.receiver == receiver
            and d.state is DeliveryState.DELIVERED
            and d.created < before
            and self._story_of(d) == story_id
        ]
        return [d.id for d in sorted(found, key=lambda d: (d.created, d.id))]

    def _incident_of(self, delivery: Delivery) -> str:
        alert = self.tables.alerts.get(delivery.alert_id)
        return alert.incident_id if alert else ""

    def _story_of(self, delivery: Delivery) -> str:
        alert = self.tables.alerts.get(delivery.alert_id)
        return alert.story_id if alert else self.tables.notices[delivery.alert_id].thread

    # ------------------------------------------------------------ notices

    def add_notice(self, notice: Notice, deliveries: Sequence[Delivery]) -> bool:
        if notice.id in self._to.notices:
            return False
        self._to.notices[notice.id] = notice
        for delivery in deliveries:
            self._to.deliveries.setdefault(delivery.id, delivery)
        return True

    def notice(self, notice_id: str) -> Notice | None:
        return self.tables.notices.get(notice_id)

    def find_notices(self, limit: int) -> list[Notice]:
        found = sorted(self.tables.notices.values(), key=lambda n: n.id)
        return sorted(found, key=lambda n: n.raised, reverse=True)[:limit]

    def standings(self) -> list[Standing]:
        return [s for _, s in sorted(self.tables.standings.items())]

    def save_standings(self, standings: Sequence[Standing]) -> None:
        self._to.standings.update({s.feed_id: s for s in standings})

    # ------------------------------------------------------------ silences

    def silences(self, now: datetime) -> list[Silence]:
        found = [s for s in self.tables.silences.values() if s.ends > now]
        return sorted(found, key=lambda s: (s.starts, s.id))

    def save_silence(self, silence: Silence) -> None:
        self._to.silences[silence.id] = silence

    def disable_receiver(self, receiver: str, at: datetime, why: str) -> None:
        self._to.disabled.setdefault(receiver, why)

    def enable_receiver(self, receiver: str) -> None:
        self._to.disabled.pop(receiver, None)

    def disabled_receivers(self) -> dict[str, str]:
        return dict(sorted(self.tables.disabled.items()))

    @staticmethod
    def _need(table: dict[str, Any], key: str) -> None:
        if key not in table:
            raise StoreError(f"{key} is not stored; store it first", permanent=True)


def _scoped(feed_id: str, key: str) -> tuple[str, str]:
    return ("" if key.startswith("url:") else feed_id, key)


def _in_time(at: datetime, where: Filter) -> bool:
    return (where.since is None or at >= where.since) and (where.until is None or at < where.until)


def _right(where: Filter, type: EventType, countries: Sequence[str]) -> bool:
    return (not where.types or type in where.types) and where.countries <= set(countries)


def _has_text(where: Filter, *words: str | None) -> bool:
    return not where.text or any(where.text.lower() in (word or "").lower() for word in words)


def _words(incident: Incident) -> list[str | None]:
    names = [p.name for p in incident.participants]
    return [incident.place, incident.subject, *names, *(s.title for s in incident.sources)]


def _page(found: list[T], where: Filter, key: Any) -> list[T]:
    """Newest first, then by id."""
    found = sorted(found, key=lambda item: key(item)[1])
    found.sort(key=lambda item: key(item)[0], reverse=True)
    return found[where.offset :][: where.limit]


def _dated(incident: Incident, low: date, high: date) -> bool:
    start = incident.date_start or incident.date_end
    end = incident.date_end or incident.date_start
    return start is not None and end is not None and start <= high and end >= low


def _due(delivery: Delivery, now: datetime) -> bool:
    return delivery.state is DeliveryState.PENDING and delivery.next_attempt <= now
