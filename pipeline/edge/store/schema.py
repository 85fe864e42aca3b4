"""The tables. Each row holds its dataclass as a JSON document (`doc`), and in columns what is searched by.

Only `migrations/` changes a database; a test holds the two against each other.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

from pipeline.edge.store.documents import storable


class Utc(TypeDecorator[datetime]):
    """An aware time, kept in UTC. SQLite has no time zones: there it is text that sorts by time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text from outside: what no database can hold (NUL, lone surrogates) becomes U+FFFD."""

    impl = Text()
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(64)


def _owner(name: str, target: str, **options: Any) -> Column[str]:
    """A reference to the row that this one belongs to and goes away with."""
    return Column(name, ID, ForeignKey(target, ondelete="CASCADE"), nullable=False, **options)


feeds = Table(
    "feeds",
    metadata,
    Column("id", ID, primary_key=True),
    Column("url", Words, nullable=False),
    Column("source", String(16), nullable=False),  # `config` or `user`
    Column("enabled", Boolean, nullable=False),
    Column("doc", Words, nullable=False),
)

feed_state = Table(
    "feed_state",
    metadata,
    # No reference to `feeds`: a poll may end after its feed was removed.
    Column("feed_id", ID, primary_key=True),
    Column("doc", Words, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", ID, primary_key=True),
    Column("url_key", ID, nullable=False, index=True),  # `bounded`: URLs can be longer than an index takes
    Column("feed_id", ID),
    Column("outlet", Words, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("published", Utc, nullable=False, index=True),
    Column("first_seen", Utc, nullable=False),
    Column("next_attempt", Utc),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("doc", Words, nullable=False),
)
Index(
    "ix_articles_unfinished",
    articles.c.first_seen,
    sqlite_where=text("state = 'new'"),
    postgresql_where=text("state = 'new'"),
)

article_keys = Table(
    "article_keys",
    metadata,
    Column("scope", ID, primary_key=True),  # a feed's id, or empty for keys that count everywhere
    Column("key", Words, primary_key=True),
    _owner("article_id", "articles.id", index=True),
)

revisions = Table(
    "revisions",
    metadata,
    _owner("article_id", "articles.id", primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("doc", Words, nullable=False),
)

bands = Table(
    "bands",
    metadata,
    Column("band", Words, primary_key=True),
    _owner("article_id", "articles.id", primary_key=True, index=True),
    Column("first_seen", Utc, nullable=False),
)
Index(None, bands.c.band, bands.c.first_seen)

events = Table(
    "events",
    metadata,
    Column("id", ID, primary_key=True),
    _owner("article_id", "articles.id", index=True),
    Column("position", Integer, nullable=False),
    Column("incident_id", ID, index=True),
    Column("because", Words, nullable=False),
    Column("type", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("published", Utc, nullable=False, index=True),
    Column("countries", Text, nullable=False),  # `,AZE,IRN,`
    Column("confidence", Float, nullable=False),
    Column("search", Words, nullable=False),  # names, place, subject, evidence, in small letters
    Column("doc", Words, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    _owner("article_id", "articles.id", primary_key=True),
    Column("doc", Words, nullable=False),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", ID, primary_key=True),
    Column("story_id", ID, nullable=False, index=True),
    Column("type", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("countries", Text, nullable=False),
    Column("date_start", String(10)),  # ISO 8601 dates, as text: they have no time zone
    Column("date_end", String(10)),
    Column("opened", Utc, nullable=False),
    Column("updated", Utc, nullable=False, index=True),
    Column("merged_into", ID),
    Column("version", Integer, nullable=False),
    Column("search", Words, nullable=False),
    Column("doc", Words, nullable=False),
)

# What `candidates` looks up: one row for each country and each span of time that the incident touches, so
# that a search reads the incidents near its date and no others, however many there are.
incident_spans = Table(
    "incident_spans",
    metadata,
    Column("type", String(16), primary_key=True),
    Column("span", Integer, primary_key=True),
    Column("country", String(16), primary_key=True),
    _owner("incident_id", "incidents.id", primary_key=True, index=True),
    sqlite_with_rowid=False,
)

incident_keys = Table(
    "incident_keys",
    metadata,
    Column("type", String(16), primary_key=True),
    Column("key", Words, primary_key=True),
    _owner("incident_id", "incidents.id", primary_key=True, index=True),
    Column("updated", Utc, nullable=False),
)
Index(None, incident_keys.c.type, incident_keys.c.key, incident_keys.c.updated)

stories = Table(
    "stories",
    metadata,
    Column("id", ID, primary_key=True),
    Column("updated", Utc, nullable=False),
    Column("doc", Words, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("incident_id", ID, nullable=False),
    Column("article_id", ID, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("at", Utc, nullable=False),
    Column("doc", Words, nullable=False),
    UniqueConstraint("incident_id", "article_id", "reason", "at"),
)

# Whatever is told, and so can be delivered: alerts about incidents, and notices about feeds. A notice has
# no incident; its thread stands where alerts have their story, its state where they have their reason.
alerts = Table(
    "alerts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String(16), nullable=False, server_default="incident"),  # or `feeds`
    Column("incident_id", ID, nullable=False, index=True),
    Column("story_id", ID, nullable=False, index=True),
    Column("reason", String(32), nullable=False),
    Column("raised", Utc, nullable=False, index=True),
    Column("doc", Words, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", ID, primary_key=True),
    _owner("alert_id", "alerts.id", index=True),
    Column("receiver", Words, nullable=False),
    Column("state", String(16), nullable=False),
    Column("next_attempt", Utc, nullable=False),
    Column("created", Utc, nullable=False, index=True),
    Column("grouping", Words, index=True),
    Column("extra", Words, nullable=False),
)
Index(None, deliveries.c.state, deliveries.c.next_attempt)
Index(None, deliveries.c.receiver, deliveries.c.created)

attempts = Table(
    "attempts",
    metadata,
    _owner("delivery_id", "deliveries.id", primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("ok", Boolean, nullable=False),
    Column("status", Words, nullable=False),
    Column("latency_ms", Integer, nullable=False),
    Column("answer", Words, nullable=False),
)

silences = Table(
    "silences",
    metadata,
    Column("id", ID, primary_key=True),
    Column("starts", Utc, nullable=False),
    Column("ends", Utc, nullable=False, index=True),
    Column("doc", Words, nullable=False),
)

disabled_receivers = Table(
    "disabled_receivers",
    metadata,
    Column("name", Words, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("why", Words, nullable=False),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("name", Words, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("note", Words, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("feed_id", ID, primary_key=True),
    Column("token", ID, nullable=False, index=True, unique=True),
    Column("doc", Words, nullable=False),
)

standings = Table(
    "standings",
    metadata,
    Column("feed_id", ID, primary_key=True),
    Column("doc", Words, nullable=False),
)
