"""Find the earlier text that an article repeats, by what the store remembers of texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from pipeline.articles.article import Article
from pipeline.articles.likeness import Kind, Likeness, bands, nearest, news_in
from pipeline.events.event import Event, Reading
from pipeline.incidents.names import same
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
        if verdict.kind is not Kind.DUPLICATE and news_in(article, original):
            return None
        return original.id, f"repeats {original.url or original.id} of {original.outlet}: {verdict.because}"

    def edited(self, tx: Transaction, article: Article, reading: Reading) -> tuple[str, Reading] | None:
        """The article that this one is an edited copy of, and what the copy reports: what the original
        did, and what stands in sentences that the edit changed.

        A copy is no independent reading: where the words are the same, a difference is the reader's.
        """
        found = self._nearest(tx, article)
        if found is None:
            return None
        original = found[0]
        heard = tx.reading(original.id)
        if heard is None:
            return original.id, reading
        news = " ".join(news_in(article, original))
        fresh = [e for e in reading.events if any(q.text in news for q in e.evidence)]
        kept = _without(heard.events, fresh)
        return original.id, replace(
            reading, events=(*kept, *fresh), relevant=reading.relevant or heard.relevant
        )

    def remember(self, tx: Transaction, article: Article) -> None:
        """Keep what later articles are compared with."""
        tx.save_bands(article.id, bands(article))

    def _nearest(self, tx: Transaction, article: Article) -> tuple[Article, Likeness] | None:
        keys = bands(article)
        if not keys:
            return None
        near = [i for i in tx.near(keys, article.first_seen - self.look_back) if i != article.id]
        found = nearest(article, [o for o in tx.articles(near[:50]) if _can_be_original(o, article)])
        if found is None:
            return None
        original, verdict = found
        # A copy of a copy repeats the first.
        first = tx.article(original.duplicate_of) if original.duplicate_of else None
        return (first, verdict) if first and first.id != article.id else (original, verdict)


def _can_be_original(other: Article, article: Article) -> bool:
    """An article that is edited does not become a copy of what was made from it."""
    later = article.revision > 1 and other.first_seen >= article.first_seen
    return other.duplicate_of != article.id and not later


def _without(heard: Sequence[Event], fresh: Sequence[Event]) -> list[Event]:
    """What was heard, but for what a changed sentence tells anew: one event for each at most."""
    kept = list(heard)
    for event in fresh:
        alike = [(_alike(old, event), i) for i, old in enumerate(kept)]
        best, i = max(alike, default=(0.0, 0))
        if best > 0:
            kept.pop(i)
    return kept


def _alike(old: Event, new: Event) -> float:
    """How alike two events are, 0 when they tell of different happenings."""
    if (old.type, old.origin, old.destination, old.countries) != (
        new.type,
        new.origin,
        new.destination,
        new.countries,
    ):
        return 0.0
    sides = {p.country for p in old.participants} & {p.country for p in new.participants}
    met = {a.country for a in old.participants for b in new.participants if same(a, b) > 0}
    if sides - met:
        return 0.0
    equal = (old.participants == new.participants) + (old.evidence == new.evidence) + (old.place == new.place)
    return 1.0 + len(met) + equal
