"""When: days that the whole article fixes, though the event's own sentence does not.

A one-day trip, a trip that began on the day of publication, a sequence (`after the talks`, `then`), the
length of a trip that ended, a statement made during the talks. Where no day is fixed, there is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from pipeline.events.dates import DateKind, DateMention, Direction, Precision
from pipeline.events.document import Document
from pipeline.events.draft import Draft
from pipeline.events.event import EventType, Status
from pipeline.events.kin import CONFERRING, Kinship, at_odds, same_item, told
from pipeline.events.structure import SegmentKind

_TALKS = r"(?:talks|meeting|summit|session|ceremony|negotiations|conversation|discussions)"
_SEQUENCE = re.compile(
    rf"\bafter (?:the|their|his|her|these|those|a|an|its) (?:[\w-]+ ){{0,3}}?{_TALKS}|\bafter talks\b"
    rf"|\b(?:then|afterwards?|thereafter|subsequently)\b|^(?:later|following (?:the|their))\b"
    rf"|\bon the (?:sidelines|margins)\b",
    re.IGNORECASE,
)
_ALSO = re.compile(r"\balso\b", re.IGNORECASE)
_SAME_DAY = re.compile(
    r"(?:earlier|later) (?:in|on) the day|the same day|in the (?:morning|afternoon|evening)"
)
_HOURS = re.compile(
    r"\b(?:spen[dt]s?|stay(?:s|ed)?|for|some|about|few)\b[^.]{0,20}\bhours\b|\bone-day\b"
    r"|\bthe same (?:evening|night)\b",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"\b(?:end(?:s|ed)|conclud(?:es|ed)|wrap(?:s|ped) up|wound up|complet(?:es|ed)|finish(?:es|ed))\b",
    re.IGNORECASE,
)
_BEGAN = re.compile(
    r"\b(?:leav(?:es|e|ing)|left|depart(?:s|ed)|start(?:s|ed)|begin(?:s|ning)?|began|arriv\w+|land\w+"
    r"|fl(?:ew|ies|own) in|touch(?:es|ed) down|came in)\b",
    re.IGNORECASE,
)
_FOR_IT = re.compile(rf"\bfor (?:the|a|an) (?:signing|event|conference|{_TALKS})\b", re.IGNORECASE)
_WHILE = re.compile(r"\b(?:as|while|when|during) (?:he|she|they|the [\w-]+)(?: \w+)?$", re.IGNORECASE)
_PAID = ("visit.tour", "visit.noun", "visit.pay")
_NEAR = timedelta(days=7)
"""How long before or after a trip's known day its talks can lie."""
_LEAD = 4
"""Sentences after the lead in which the past tense still speaks of its day."""


class Days:
    """The days of one article. `dates` holds the time expressions by sentence."""

    def __init__(
        self, document: Document, dates: dict[int, list[DateMention]], drafts: Sequence[Draft]
    ) -> None:
        self._doc = document
        self._dates = dates
        self._drafts = drafts
        self._kinship = Kinship(drafts)
        self._published = document.published

    def fill(self) -> None:
        """Complete every draft's day."""
        self._beside_counterparts()
        for visit in self._kinship.visits():
            self._length_of_stay(visit)
        for _ in range(2):  # what a talk's day fixes may fix another
            for visit in self._kinship.visits():
                self._first_talks(visit)
            for draft in self._drafts:
                self._fix(draft)

    def _fix(self, draft: Draft) -> None:
        if draft.date_start is not None or draft.status is Status.BACKGROUND:
            return
        ways = (
            self._planned_for,
            self._in_sequence,
            self._said_meanwhile,
            self._told_before,
            self._of_the_trip,
            self._of_the_occasion,
            self._of_the_lead,
            self._only_day,
        )
        for way in ways:
            found = way(draft)
            if found is not None:
                draft.date_start, why = found
                draft.note(f"date: {why}")
                return

    # ------------------------------------------------------------ trips

    def _length_of_stay(self, visit: Draft) -> None:
        """`ended a three-day visit on Tuesday` counts back, `leaves on Sunday for a two-day visit` forth."""
        for one in told(visit):
            length = next((m.shift for m in self._of(one) if m.kind is DateKind.DURATION and m.shift), None)
            day = next((m.date_start for m in self._of(one) if m.date_start is not None), None)
            if length is None or length < 2 or day is None:
                continue
            days, text = timedelta(days=length - 1), self._text(one)
            if _ENDED.search(text):
                visit.date_start, visit.date_end = day - days, day
            elif _BEGAN.search(text):
                visit.date_start, visit.date_end = day, day + days
            else:
                continue
            visit.note(f"date: a stay of {length} days")
            return

    def _first_talks(self, visit: Draft) -> None:
        """A trip begins no later than its talks; one that ended began with them if nothing else is told."""
        days = [
            d.date_start
            for d in self._drafts
            if d.type is EventType.MEETING
            and d.date_start is not None
            and d.status is Status.OCCURRED
            and d.place_country in (None, visit.destination)
            and visit.people & d.people
            and set(visit.countries) <= set(d.countries)
        ]
        if visit.status is not Status.OCCURRED or not days:
            return
        first, last = min(days), max(days)
        if visit.date_start is not None:
            if timedelta(0) < visit.date_start - first <= _NEAR:
                visit.date_start = first
                visit.note("date: the first of its talks")
        elif (
            _ENDED.search(" ".join(self._text(d) for d in told(visit)))
            or visit.pattern == "visit.implied"
            or (first == last and self._one_day(visit))
        ):
            visit.date_start, visit.date_end = first, last if last > first else None
            visit.note("date: that of its talks")

    def _one_day(self, visit: Draft) -> bool:
        """`a one-day visit`, `spent seven hours`, `paid a visit on 12 March`."""
        for one in told(visit):
            if any(m.kind is DateKind.DURATION for m in self._of(one)):
                return any(m.shift == 1 for m in self._of(one))
            text = self._text(one)
            if _HOURS.search(text):
                return True
            paid = (
                one.pattern in _PAID
                and visit.status is Status.OCCURRED
                and one.dated
                and one.date_start is not None
                and one.date_end is None
            )
            if paid and not _BEGAN.search(text) and not _ENDED.search(text):
                return True
        return False

    # ------------------------------------------------------------ ways to a day

    def _planned_for(self, draft: Draft) -> tuple[date, str] | None:
        """`was to take place tomorrow, has been postponed`: the day it was meant for."""
        if draft.status is not Status.CANCELLED:
            return None
        for one in told(draft):
            for mention in self._of(one):
                day = mention.date_start
                if day is not None and day > self._published and mention.direction is Direction.FUTURE:
                    return day, f"{mention.text!r}, for which it was planned"
        return None

    def _in_sequence(self, draft: Draft) -> tuple[date, str] | None:
        """`After the talks they signed`, `came for the signing`: the day of what was told before."""
        text = self._text(draft)
        if draft.type is EventType.VISIT:
            if not _FOR_IT.search(text):
                return None
        elif not _SEQUENCE.search(text) and not (draft.status is Status.OCCURRED and _ALSO.search(text)):
            return None
        before = [
            d
            for d in self._drafts
            if d is not draft
            and d.date_start is not None
            and d.date_end is None
            and d.status is draft.status
            and d.type is not EventType.VISIT
            and (d.countries == draft.countries or d.people & draft.people)
            and abs(d.sentence - draft.sentence) <= 3
            and same_item(d, draft)
        ]
        if not before:
            return None
        best = min(
            before, key=lambda d: (d.sentence > draft.sentence, abs(d.sentence - draft.sentence), -d.at)
        )
        return self._day(best), f"the day of the {best.type.value} told before"

    def _said_meanwhile(self, draft: Draft) -> tuple[date, str] | None:
        """`said on Wednesday, as he received him`."""
        if draft.status is not Status.OCCURRED or not _WHILE.search(self._before_trigger(draft)):
            return None
        for mention in self._of(draft):
            if mention.date_start is not None and mention.date_start <= self._published:
                return mention.date_start, f"{mention.text!r}, when it was said"
        return None

    def _told_before(self, draft: Draft) -> tuple[date, str] | None:
        """Other talks of the same people follow that were held `earlier in the day`."""
        if draft.status is not Status.OCCURRED or draft.type is not EventType.MEETING:
            return None
        for other in self._drafts:
            if (
                other.type is EventType.MEETING
                and other.status is draft.status
                and other.date_start is not None
                and 0 < other.sentence - draft.sentence <= _LEAD
                and other.people & draft.people
                and any(_SAME_DAY.search(r.lower()) for r in other.reasons if r.startswith("date: "))
            ):
                return other.date_start, "the same day as the talks told after it"
        return None

    def _of_the_trip(self, draft: Draft) -> tuple[date, str] | None:
        """Talks and papers of a one-day trip, or of one that began on the day of publication."""
        if draft.type not in CONFERRING:
            return None
        for visit in self._kinship.trips(draft):
            if visit.date_start is None:
                continue
            today = draft.status is Status.OCCURRED and visit.date_start == self._published
            if today and visit.status is draft.status:
                return visit.date_start, "the trip began on the day of publication"
            planned = draft.status is Status.PLANNED and visit.date_start >= self._published
            if (visit.status is draft.status or planned) and self._one_day(visit):
                return visit.date_start, "the one day of the trip"
        return None

    def _of_the_occasion(self, draft: Draft) -> tuple[date, str] | None:
        """Talks and signing of the same parties, told close together on the day itself, are one occasion."""
        if draft.status is not Status.OCCURRED or draft.type not in CONFERRING:
            return None
        for other in self._drafts:
            if (
                other is not draft
                and other.type in CONFERRING
                and other.type is not draft.type
                and other.status is draft.status
                and other.date_start == self._published
                and other.countries == draft.countries
                and not at_odds(other, draft)
                and abs(other.sentence - draft.sentence) <= _LEAD
            ):
                return self._published, f"the occasion of the {other.type.value}"
        return None

    def _of_the_lead(self, draft: Draft) -> tuple[date, str] | None:
        """The past tense right after a lead of today speaks of today, where its people are the lead's."""
        if draft.status is not Status.OCCURRED or draft.type not in (EventType.MEETING, EventType.CALL):
            return None
        lead = next((s for s in self._doc.sentences if s.segment.kind is SegmentKind.BODY), None)
        if lead is None or not 0 < draft.sentence - lead.number <= _LEAD:
            return None
        today = any(m.date_start == self._published for m in self._dates.get(lead.number, ()))
        start, end = self._doc.text_of(lead)
        words = self._doc.whole[start:end].lower()
        known = [r.name.split()[-1].lower() for r in draft.parties if r.name]
        own = [m for m in self._of(draft) if m.precision is not Precision.DAY]
        if today and not own and any(name in words for name in known):
            return self._published, "told with the news of the day"
        return None

    def _only_day(self, draft: Draft) -> tuple[date, str] | None:
        """A paper among talks and trips that all have one day is of that day; further talks may not be."""
        if draft.status is not Status.OCCURRED or draft.type is not EventType.AGREEMENT:
            return None
        akin = [
            d
            for d in self._drafts
            if d is not draft
            and d.status is Status.OCCURRED
            and d.type in (EventType.VISIT, *CONFERRING)
            and d.date_start is not None
            and same_item(d, draft)
            and set(d.countries) & set(draft.countries)
        ]
        days = {day for d in akin for day in (d.date_start, d.date_end or d.date_start) if day is not None}
        told_of = any(d.type in CONFERRING and d.countries == draft.countries for d in akin)
        if len(days) == 1 and told_of:
            return days.pop(), "the one day of all that was done together"
        return None

    # ------------------------------------------------------------ several counterparts

    def _beside_counterparts(self) -> None:
        """`met X on Monday and Y on the next day`: each counterpart has the day that follows it."""
        starts = self._doc.tokens.starts
        for draft in self._drafts:
            twins = [
                d
                for d in self._drafts
                if d.sentence == draft.sentence and d.at == draft.at and d.type is draft.type
            ]
            days = [
                m for m in self._of(draft) if m.precision is Precision.DAY and m.kind is not DateKind.DURATION
            ]
            own = [r for r in draft.parties if not all(r in t.parties for t in twins)]
            if len(twins) < 2 or len(days) < 2 or not own or draft.date_start is None:
                continue
            end = max(starts[r.end - 1] for r in own)
            rivals = [starts[r.start] for t in twins for r in t.parties if r not in own]
            following = [m for m in days if m.start > end and not any(end < at < m.start for at in rivals)]
            if not following or following[0] is days[0]:
                continue
            day = following[0].resolved(draft.date_start).date_start
            if day is not None:
                draft.date_start, draft.date_end = day, following[0].date_end
                draft.note(f"date: {following[0].text!r} stands beside the counterpart")

    # ------------------------------------------------------------ text

    def _of(self, draft: Draft) -> list[DateMention]:
        return self._dates.get(draft.sentence, [])

    def _text(self, draft: Draft) -> str:
        start, end = draft.evidence
        return self._doc.whole[start:end]

    def _before_trigger(self, draft: Draft) -> str:
        """The four words before the trigger."""
        text = self._text(draft)
        trigger = draft.reasons[0].split(": ", 1)[-1] if draft.reasons else ""
        at = text.find(trigger)
        return " ".join(text[:at].split()[-4:]) if at > 0 else ""

    def _day(self, draft: Draft) -> date:
        assert draft.date_start is not None
        return draft.date_start
