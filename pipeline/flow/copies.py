"""Find the earlier text that an article repeats, by what the store remembers of texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from pipeline.articles.article import Article
from pipeline.articles.likeness import Kind, Likeness, bands, matters, nearest
from pipeline.ports import Transaction

LOOK_BACK = timedelta(days=14)
"""Copies come within days; a text that returns later is news again."""


@dataclass(frozen=True, slots=True)
class Copies:
    """Implements `pipeline.flow.process.Likeness`."""

    look_back: timedelta = LOOK_BACK

    def copied(self, tx: Transaction, article: Article) -> tuple[str, str] | None:
        """The article that this one repeats, and how that shows: there is nothing in it to read again."""
        found = self._nearest(tx, article)
        if found is None:
            return None
        original, verdict = found
        if verdict.kind is not Kind.DUPLICATE and matters(article, original):
            return None
        return original.id, f"repeats {original.url or original.id} of {original.outlet}: {verdict.because}"

    def edited(self, tx: Transaction, article: Article) -> str | None:
        """The article that this one is an edited copy of: to be read, and no independent source."""
        found = self._nearest(tx, article)
        return found[0].id if found else None

    def remember(self, tx: Transaction, article: Article) -> None:
        """Keep what later articles are compared with."""
        tx.save_bands(article.id, bands(article))

    def _nearest(self, tx: Transaction, article: Article) -> tuple[Article, Likeness] | None:
        keys = bands(article)
        if not keys:
            return None
        others = [i for i in tx.near(keys, article.first_seen - self.look_back) if i != article.id]
        found = nearest(article, tx.articles(others[:50]))
        if found is None:
            return None
        original, verdict = found
        # A copy of a copy repeats the first.
        first = tx.article(original.duplicate_of) if original.duplicate_of else None
        return (first, verdict) if first and first.id != article.id else (original, verdict)
