"""Find the earlier text that an article repeats, by what the store remembers of texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from pipeline.articles.article import Article
from pipeline.articles.likeness import Likeness, bands, nearest, news_in
from pipeline.events.event import Event, Reading, Status
from pipeline.events.structure import SegmentKind, segment
from pipeline.incidents.names import same
from pipeline.ports import Transaction

LOOK_BACK = timedelta(days=14)
"""Copies come within days; a text that returns later is news again."""


@dataclass(frozen=True, slots=True)
class Copies:
    """Implements `pipeline.flow.process.Likeness`."""

    look_back: timedelta = LOOK_BACK

    def copied(
        self, tx: Transaction, article: Article, reading: Reading | None = None
    ) -> tuple[str, str] | None:
        """The article that this one repeats, and how that shows: it says nothing that is not known."""
        found = self._nearest(tx, article)
        if found is None:
            return None
        original, near, verdict = found
        if _news(article, near):
            return None
        if reading is not None and near[0].id == original.id:
            heard = tx.reading(original.id)
            if heard is not None and missed(heard.events, reading.events):
                return None
        return original.id, f"repeats {original.url or original.id} of {original.outlet}: {verdict.because}"

    def edited(self, tx: Transaction, article: Article, reading: Reading) -> tuple[str, Reading] | None:
        """The article that this one is an edited copy of, and what the copy reports: what the nearest text
        did, what stands in sentences that the edit changed, and what the reading of the earlier texts missed.

        A copy is no independent reading: where the words are the same and both readings tell the
        happening, the first reading of it stands.
        """
        found = self._nearest(tx, article)
        if found is None:
            return None
        original, near, _ = found
        readings = [r for r in (tx.reading(a.id) for a in near) if r is not None]
        if not readings:
            return original.id, reading
        heard = list(readings[0].events)
        for other in readings[1:]:
            heard += missed(heard, other.events)
        news = " ".join(_news(article, near))
        fresh = [e for e in reading.events if any(q.text in news for q in e.evidence)]
        others = [e for e in reading.events if e not in fresh]
        kept = _without(heard, fresh, others)
        known = [*heard, *fresh]
        gained = missed(known, others)
        return original.id, replace(
            reading,
            events=(*kept, *fresh, *gained),
            relevant=reading.relevant or any(r.relevant for r in readings),
        )

    def remember(self, tx: Transaction, article: Article) -> None:
        """Keep what later articles are compared with."""
        tx.save_bands(article.id, bands(article))

    def _nearest(self, tx: Transaction, article: Article) -> tuple[Article, list[Article], Likeness] | None:
        """The article that this one repeats; the texts that were made of it, the nearest first; and how
        near that is."""
        keys = bands(article)
        if not keys:
            return None
        ids = [i for i in tx.near(keys, article.first_seen - self.look_back) if i != article.id]
        others = [o for o in tx.articles(ids[:50]) if _can_be_original(o, article)]
        found = nearest(article, others)
        if found is None:
            return None
        closest, verdict = found
        # A copy of a copy repeats the first.
        first = tx.article(closest.duplicate_of) if closest.duplicate_of else None
        if first is None or first.id == article.id:
            first = closest
        family = [first, *(o for o in others if o.duplicate_of == first.id)]
        near = [closest, *(o for o in family if o.id != closest.id)]
        return first, near, verdict


def _can_be_original(other: Article, article: Article) -> bool:
    """An article that is edited does not become a copy of what was made from it."""
    later = article.revision > 1 and other.first_seen >= article.first_seen
    return other.duplicate_of != article.id and not later


def missed(heard: Sequence[Event], told: Sequence[Event]) -> list[Event]:
    """What one reading of a text tells and another missed: happenings of which the other says nothing.

    A happening that both tell, however differently, is not among them: a second wording of it would be a
    second happening.
    """
    found: list[Event] = []
    for event in told:
        if not any(_one(other, event, told) for other in (*heard, *found)) or _context(event, heard, told):
            found.append(event)
    return found


def _context(event: Event, heard: Sequence[Event], told: Sequence[Event]) -> bool:
    """Context told beside the news: it opens nothing, so that a second wording of it does no harm."""
    return (
        event.status is Status.BACKGROUND
        and not any(_alike(old, event) > 0 and old.status is Status.BACKGROUND for old in heard)
        and any(_alike(o, event) > 0 and o.status is not Status.BACKGROUND for o in told)
    )


def _one(a: Event, b: Event, told: Sequence[Event]) -> bool:
    """Whether `b`, of the reading `told`, may be what another reading of the text told as `a`."""
    if a.type is not b.type:
        return False
    beside = any(o is not b and _same_words(a, o) and _alike(a, o) > 0 for o in told)
    if not _same_words(a, b):
        return not beside and _alike(a, b) > 0
    if beside:
        return _alike(a, b) > 0
    half = set(a.countries) < set(b.countries) and b.in_scope and not a.in_scope
    return not half  # half a happening does not hide the whole


def _same_words(a: Event, b: Event) -> bool:
    """Whether the same sentence tells both first."""
    return [_plain(e.text) for e in a.evidence[:1]] == [_plain(e.text) for e in b.evidence[:1]]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _news(article: Article, earlier: Sequence[Article]) -> tuple[str, ...]:
    """The sentences that say something which stands in none of the earlier texts."""
    return news_in(_body(article), [_body(a) for a in earlier])


def _body(article: Article) -> Article:
    """The article without dateline, credits, notes and what else reports nothing."""
    parts = segment(article.title, article.text)
    title = [p.text for p in parts if p.field == "title" and p.carries_events]
    told = [p for p in parts if p.carries_events or p.kind is SegmentKind.CAPTION]
    text = [p.text for p in told if p.field == "text"]
    return replace(article, title=" ".join(title), text="\n\n".join(text))


def _without(heard: Sequence[Event], fresh: Sequence[Event], others: Sequence[Event]) -> list[Event]:
    """What was heard, but for what a changed sentence tells anew: one event for each at most, and none that
    the copy tells beside it (`others`)."""
    standing = [old for old in heard if any(_same_words(old, o) and _alike(old, o) > 0 for o in others)]
    kept = [old for old in heard if old not in standing]
    for event in fresh:
        alike = [(_alike(old, event), i) for i, old in enumerate(kept)]
        best, i = max(alike, default=(0.0, 0))
        if best > 0:
            kept.pop(i)
    return [old for old in heard if old in standing or old in kept]


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
