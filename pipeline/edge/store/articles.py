"""Articles, their identity keys, revisions and MinHash bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, or_, select

from pipeline.articles.article import Article, ArticleState, Revision
from pipeline.edge.store import schema
from pipeline.edge.store.documents import ARTICLE, REVISION
from pipeline.edge.store.statements import (
    add,
    add_returning,
    between,
    bounded,
    chunks,
    counts,
    found,
    has_countries,
    pairs,
    put,
)
from pipeline.errors import StoreError
from pipeline.ports import Filter

ARTICLES, KEYS, BANDS, EVENTS = schema.articles, schema.article_keys, schema.bands, schema.events
REVISIONS = schema.revisions

EVERYWHERE = "url:"
"""Keys that begin so count across all feeds."""


class Articles:
    """`pipeline.ports.ArticleStore` on one connection."""

    connection: Connection

    def known(self, feed_id: str, keys: Sequence[str]) -> dict[str, str]:
        owners: dict[tuple[str, str], str] = {}
        stored = {key: (_scope(feed_id, key), bounded(key)) for key in keys}
        for scope in {scope for scope, _ in stored.values()}:
            for part in chunks([key for s, key in stored.values() if s == scope]):
                query = select(KEYS.c.key, KEYS.c.article_id).where(
                    KEYS.c.scope == scope, KEYS.c.key.in_(part)
                )
                owners.update({(scope, key): owner for key, owner in self.connection.execute(query)})
        return {key: owners[at] for key, at in stored.items() if at in owners}

    def add_articles(self, articles: Sequence[tuple[Article, Sequence[str]]]) -> list[str]:
        first = {article.id: article for article, _ in reversed(articles)}
        # In one order for all writers, so that two of them never wait for each other in a circle.
        rows = [_row(first[article_id]) for article_id in sorted(first)]
        new = set(add_returning(self.connection, ARTICLES, rows))
        self._add_keys([(a.feed_id or "", a.id, keys) for a, keys in articles])
        return [article_id for article_id in dict.fromkeys(a.id for a, _ in articles) if article_id in new]

    def add_keys(self, feed_id: str, article_id: str, keys: Sequence[str]) -> None:
        self._add_keys([(feed_id, article_id, keys)])

    def article(self, article_id: str) -> Article | None:
        row = self.connection.execute(_select().where(ARTICLES.c.id == article_id)).first()
        return None if row is None else _article(row)

    def articles(self, ids: Sequence[str]) -> list[Article]:
        by_id: dict[str, Article] = {}
        for part in chunks(list(dict.fromkeys(ids))):
            for row in self.connection.execute(_select().where(ARTICLES.c.id.in_(part))):
                article = _article(row)
                by_id[article.id] = article
        return [by_id[i] for i in dict.fromkeys(ids) if i in by_id]

    def find_articles(self, where: Filter) -> list[Article]:
        query = _select().where(*between(ARTICLES.c.published, where))
        if where.state is not None:
            query = query.where(ARTICLES.c.state == where.state)
        if where.text:
            query = query.where(or_(found(ARTICLES.c.title, where.text), found(ARTICLES.c.text, where.text)))
        if where.types or where.countries:
            events = select(EVENTS.c.id).where(EVENTS.c.article_id == ARTICLES.c.id)
            if where.types:
                events = events.where(EVENTS.c.type.in_([t.value for t in where.types]))
            query = query.where(events.where(has_countries(EVENTS.c.countries, where.countries)).exists())
        query = query.order_by(ARTICLES.c.published.desc(), ARTICLES.c.id)
        return [
            _article(row) for row in self.connection.execute(query.limit(where.limit).offset(where.offset))
        ]

    def article_by_url(self, canonical_url: str) -> Article | None:
        if not canonical_url:
            return None
        query = _select().where(ARTICLES.c.url_key == bounded(canonical_url))
        row = self.connection.execute(query.order_by(ARTICLES.c.first_seen, ARTICLES.c.id).limit(1)).first()
        return None if row is None else _article(row)

    def save_article(self, article: Article) -> None:
        put(self.connection, ARTICLES, _row(article))

    def save_revision(self, revision: Revision) -> None:
        row = {
            "article_id": revision.article_id,
            "revision": revision.revision,
            "doc": REVISION.dump(revision),
        }
        put(self.connection, REVISIONS, row)

    def revisions(self, article_id: str) -> list[Revision]:
        query = select(REVISIONS.c.doc).where(REVISIONS.c.article_id == article_id)
        return [REVISION.load(doc) for doc in self.connection.scalars(query.order_by(REVISIONS.c.revision))]

    def unfinished_articles(self, now: datetime, limit: int) -> list[str]:
        query = (
            select(ARTICLES.c.id)
            .where(
                ARTICLES.c.state == ArticleState.NEW.value,
                or_(ARTICLES.c.next_attempt.is_(None), ARTICLES.c.next_attempt <= now),
            )
            .order_by(ARTICLES.c.first_seen, ARTICLES.c.id)
            .limit(limit)
        )
        return list(self.connection.scalars(query))

    def near(self, bands: Sequence[str], since: datetime) -> list[str]:
        seen: dict[str, datetime] = {}
        for part in chunks(list(dict.fromkeys(bands))):
            query = select(BANDS.c.article_id, BANDS.c.first_seen).where(
                BANDS.c.band.in_(part), BANDS.c.first_seen >= since
            )
            seen.update(pairs(self.connection, query.distinct()))
        return sorted(seen, key=lambda article_id: (seen[article_id], article_id))

    def save_bands(self, article_id: str, bands: Sequence[str]) -> None:
        self.connection.execute(delete(BANDS).where(BANDS.c.article_id == article_id))
        first_seen = self.connection.scalar(select(ARTICLES.c.first_seen).where(ARTICLES.c.id == article_id))
        if first_seen is None:
            raise StoreError(f"article {article_id} is not stored; store it before its bands", permanent=True)
        add(
            self.connection,
            BANDS,
            [
                {"band": band, "article_id": article_id, "first_seen": first_seen}
                for band in sorted(set(bands))
            ],
        )

    def count_articles(self) -> dict[ArticleState, int]:
        return {ArticleState(state): n for state, n in counts(self.connection, ARTICLES.c.state).items()}

    def _add_keys(self, entries: Sequence[tuple[str, str, Sequence[str]]]) -> None:
        owner: dict[tuple[str, str], str] = {}
        for feed_id, article_id, keys in entries:
            for key in keys:
                owner.setdefault((_scope(feed_id, key), bounded(key)), article_id)
        rows = [
            {"scope": scope, "key": key, "article_id": article_id}
            for (scope, key), article_id in sorted(owner.items())
        ]
        add(self.connection, KEYS, rows)


def _scope(feed_id: str, key: str) -> str:
    return "" if key.startswith(EVERYWHERE) else feed_id


def _row(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "url_key": bounded(article.url),
        "feed_id": article.feed_id,
        "outlet": article.outlet,
        "state": article.state.value,
        "published": article.published,
        "first_seen": article.first_seen,
        "next_attempt": article.next_attempt,
        "title": article.title,
        "text": article.text,
        "doc": ARTICLE.dump(replace(article, title="", text="")),
    }


def _select() -> Any:
    return select(ARTICLES.c.title, ARTICLES.c.text, ARTICLES.c.doc)


def _article(row: Row[Any]) -> Article:
    return replace(ARTICLE.load(row.doc), title=row.title, text=row.text)
