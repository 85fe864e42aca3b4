"""Carry articles through the real stages with a clock of their own and nothing sent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from pipeline.alerts.rules import Rules
from pipeline.articles.article import Article, ArticleState, Revision
from pipeline.events.event import Event, Reading
from pipeline.flow.copies import Copies
from pipeline.flow.join import Outcome, join_outcomes
from pipeline.flow.process import ProcessParts, process
from pipeline.ports import Extractor, Gate, Store, Transaction


@dataclass(frozen=True, slots=True)
class Told:
    """An event of an article, with the incident it belongs to."""

    event: Event
    incident_id: str | None
    because: str


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of one article."""

    article: Article
    """As stored: with its end state and reason."""
    relevant: bool
    told: tuple[Told, ...]
    outcomes: tuple[Outcome, ...]
    """The incidents it opened or changed, with the decisions."""


@dataclass
class Replay:
    """A service in one process. Give it articles in the order of their publication."""

    store: Store
    gate: Gate
    extractor: Extractor
    rules: Rules
    _now: datetime = field(init=False)
    _outcomes: list[Outcome] = field(init=False, default_factory=list)

    def carry(self, article: Article) -> Carried:
        """Carry one article to its end state; the time is that of its publication.

        An address that was seen before makes a revision, as it would in a feed.
        """
        self._now = article.first_seen
        self._outcomes = []
        parts = ProcessParts(
            store=self.store,
            gate=self.gate,
            extractor=self.extractor,
            join=self._join,
            now=lambda: self._now,
            likeness=Copies(),
        )
        article = self._add(article)
        process([article.id], parts)
        with self.store.read() as tx:
            return self._carried(tx, article.id)

    def _join(self, tx: Transaction, article: Article, reading: Reading, now: datetime) -> list[str]:
        self._outcomes = join_outcomes(tx, article, reading, self.rules, now)
        return [d for outcome in self._outcomes for d in outcome.deliveries]

    def _add(self, article: Article) -> Article:
        with self.store.write() as tx:
            known = tx.article_by_url(article.url) if article.url else None
            if known is None:
                tx.add_articles([(article, [f"url:{article.url}"] if article.url else [])])
                return article
            tx.save_revision(
                Revision(
                    article_id=known.id,
                    revision=known.revision,
                    title=known.title,
                    text=known.text,
                    seen=self._now,
                )
            )
            edited = replace(article, id=known.id, revision=known.revision + 1, first_seen=known.first_seen)
            tx.save_article(edited)
            return edited

    def _carried(self, tx: Transaction, article_id: str) -> Carried:
        article = tx.article(article_id)
        assert article is not None
        copy = article.state is ArticleState.DUPLICATE and article.duplicate_of is not None
        source = article.duplicate_of if copy and article.duplicate_of else article.id
        reading = tx.reading(source)
        told = tuple(Told(s.event, s.incident_id, s.because) for s in tx.events_of(source))
        return Carried(article, bool(reading and reading.relevant), told, tuple(self._outcomes))
