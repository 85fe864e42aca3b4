"""The scene: one sentence with everything a frame may ask about it - who, where, when, how real."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.events.dates import DateKind, Direction, Precision
from pipeline.events.draft import Draft
from pipeline.events.event import EventType, Status
from pipeline.events.refs import Ref
from pipeline.events.status import Verdict
from pipeline.events.structure import SegmentKind
from pipeline.events.times import OLD, Times, When
from pipeline.events.triggers import Trigger

_BUT = frozenset({"but", "yet", "though", "although", "however", ";"})

__all__ = ["OLD", "Scene", "When"]


@dataclass(slots=True)
class Scene(Times):
    """What frames are given: it answers them, and takes their drafts."""

    def settle(self, draft: Draft, verdict: Verdict, when: When) -> bool:
        """Put status and date on a draft; False where there is no event."""
        status, reason = verdict.status, verdict.reason
        if status is None:
            return False
        segment = self.s.span.segment.kind
        oldest = self.published - OLD
        if when.last is not None and when.last < oldest:
            if status is not Status.BACKGROUND:
                status, reason = Status.BACKGROUND, f"{when.reason} is more than 14 days before publication"
            draft.old = when.last
        elif (
            when.first is not None
            and when.first > self.published
            and status is Status.OCCURRED
            and verdict.tense in ("present", "none", "future")
        ):
            status, reason = Status.PLANNED, f"{when.reason} lies after publication"
        elif (
            when.first is not None
            and when.first < oldest
            and when.start is None
            and status is Status.OCCURRED
            and when.last is not None
            and when.last < self.published
            and (when.last - when.first).days > 7
        ):
            # "last month", "in February": begun within a span that lies mostly behind the 14 days
            middle = when.first + (when.last - when.first) / 2
            if middle < oldest:
                status, reason = Status.BACKGROUND, f"{when.reason} lies mostly more than 14 days back"
                draft.old = when.last
        elif segment is SegmentKind.BACKGROUND and status is Status.OCCURRED and when.start is None:
            status, reason = Status.BACKGROUND, "in a background paragraph"
        elif (
            not when.own
            and verdict.tense in ("past", "pluperfect")
            and status is Status.OCCURRED
            and self._old_before(draft.at, verdict.tense)
        ):
            status, reason = Status.BACKGROUND, "told in one breath with an old event"
            draft.old = self.old_sentence[1] if self.old_sentence else None
        elif (
            not when.own
            and self.old_paragraph is not None
            and verdict.tense in ("past", "pluperfect")
            and status is Status.OCCURRED
        ):
            status, reason = Status.BACKGROUND, "told together with an old event"
            draft.old = self.old_paragraph
        if status is Status.PLANNED and self._dropped(draft.at):
            status, reason = Status.CANCELLED, "but it was called off"
        if status is Status.CANCELLED and not when.own and self._refused_then(draft.at):
            status, reason = Status.BACKGROUND, "called off at a time long past"
        if status is Status.BACKGROUND and when.own and when.last is not None:
            self.old_sentence = (draft.at, when.last)
        draft.status = status
        draft.firm = verdict.firm or verdict.tense in ("past", "perfect", "pluperfect")
        draft.note(f"status {status.value}: {reason}")
        if when.start is not None:
            draft.date_start, draft.date_end = when.start, when.end
            draft.note(f"date: {when.reason}")
        draft.dated = when.own
        if when.own and status is not Status.BACKGROUND and when.start is not None:
            self.day, self.day_end = when.start, when.end
            self.day_told = True
        return True

    def _dropped(self, at: int) -> bool:
        """`was to receive him, but the appointment was dropped`: called off in the same sentence."""
        s = self.s
        if not any(w in ("was", "were", "had") for w in s.lower[max(0, at - 6) : at + 1]):
            return False
        but = next((k for k in range(at + 1, len(s)) if s.lower[k] in _BUT), None)
        if but is None:
            return False
        for k in range(but + 1, len(s)):
            if s.verb(k) and self.judge.off(s, k):
                subject = s.child(k, "nsubj", "nsubjpass")
                if subject is None:
                    return s.deps[k] == "conj" and s.passive(k)
                return s.refs[subject] is None and self.judge.engagement(s.lower[subject])
            if " ".join(s.lower[k : k + 3]) in ("told not to", "asked not to", "ordered not to"):
                return True
        return False

    def _refused_then(self, at: int) -> bool:
        """`in November, when he wished to come, and the trip was dropped`: all of that was then."""
        s = self.s
        for mention in s.dates:
            k, last = self._token(mention.start), self._token(mention.end - 1)
            if k is None or last is None or last >= at or "when" not in s.lower[last + 1 : last + 3]:
                continue
            past = mention.toward(Direction.PAST)
            if past.last is not None and past.last < self.published - OLD:
                return True
        return False

    def _old_before(self, at: int, tense: str) -> bool:
        """An earlier part of this sentence told of an old event, and this part goes on from there."""
        if self.old_sentence is None:
            return False
        s = self.s
        other = self.old_sentence[0]
        if other >= at:
            return False
        k = other
        for _ in range(8):
            if s.deps[k] in ("relcl",) and at not in s.subtree(k):
                return tense == "pluperfect"
            if s.heads[k] == k:
                break
            k = s.heads[k]
        return True

    def leave(self) -> None:
        """After a sentence: the time that its main clause sets holds for what follows in the paragraph."""
        s = self.s
        if not s.tags:
            return
        roots = [k for k in range(len(s)) if s.heads[k] == k]
        for mention in s.dates:
            k = self._token(mention.start)
            if (
                k is None
                or mention.kind in (DateKind.DURATION, DateKind.ANAPHORIC)
                or mention.preposition in ("since", "until", "by")
                or "since" in s.lower[max(0, k - 5) : k + 1]
            ):
                continue
            verb = self._verb_above(k)
            main = verb in roots or (s.deps[verb] == "conj" and s.heads[verb] in roots)
            if not main or self.judge.reporting(s.lower[verb]):
                continue
            past = mention.toward(Direction.PAST)
            if past.last is not None and past.last < self.published - OLD:
                self.old_paragraph = past.last
            elif past.last is not None and (
                past.precision is Precision.DAY or past.direction is not Direction.PAST
            ):
                self.old_paragraph = None

    def draft(
        self, trigger: Trigger, event: EventType, parties: Iterable[Ref], countries: Iterable[str]
    ) -> Draft:
        start, end = self.document.text_of(self.s.span)
        made = Draft(
            type=event,
            pattern=trigger.entry.id,
            sentence=self.s.number,
            at=trigger.head,
            parties=tuple(parties),
            countries=tuple(sorted(set(countries))),
            evidence=(start, end),
            title=self.s.span.segment.kind is SegmentKind.TITLE,
            item=self.s.span.segment.item,
            weak=trigger.entry.weak,
        )
        told = self.document.whole[self.s.first[trigger.start] : self.s.last[trigger.end - 1]]
        made.note(f"{trigger.entry.id}: {' '.join(told.split())}")
        return made

    def keep(self, draft: Draft, *, onward: bool = False) -> None:
        """Take a draft and let it set the stage, unless it is an onward leg (`left for Y`)."""
        self.drafts.append(draft)
        if (
            draft.type in (EventType.MEETING, EventType.CALL, EventType.AGREEMENT)
            and len(draft.countries) >= 2
        ):
            people = tuple(r for r in draft.parties if r.kind in ("person", "role"))
            if len({c for r in people for c in r.countries}) >= 2:
                self.stage.pair = people
            elif (
                draft.type is not EventType.AGREEMENT
                and len(people) < 2
                and len({c for r in draft.parties for c in r.countries}) >= 2
            ):
                same = {c for r in self.stage.pair for c in r.countries} == set(draft.countries)
                if not (same and any(r.kind == "person" for r in self.stage.pair)):
                    self.stage.pair = draft.parties
            self.stage.states = draft.countries
        onward = onward or (
            draft.status is Status.PLANNED
            and any(
                d.type is EventType.VISIT
                and d.status is Status.OCCURRED
                and d.countries == draft.countries
                and d.destination != draft.destination
                for d in self.drafts
            )
        )
        if (
            draft.type is EventType.VISIT
            and not onward
            and draft.status is not Status.BACKGROUND
            and draft.status is not Status.HYPOTHETICAL
        ):
            visitor = next(
                (r for r in draft.parties if r.kind in ("person", "role")),
                draft.parties[0] if draft.parties else None,
            )
            if visitor is not None:
                self.stage.visitor = visitor
            self.stage.host_country = draft.destination
            self.stage.place = draft.city
            self.stage.states = draft.countries
        if draft.type is EventType.VISIT and draft.destination:
            self.stage.there = (draft.destination, draft.city or "")

    def reject(self, trigger: Trigger, why: str) -> None:
        self.rejected.append((trigger, self.s, why))
