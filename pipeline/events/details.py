"""Where and when, from the whole article: what one sentence leaves open another one tells.

A country becomes the city that the article gives for it; talks and documents take place and day from the trip
they belong to, where the text fixes them: a one-day trip, a trip that began on the day of publication, or a
sequence (`after the talks`, `then`). Nothing is taken over between news and background.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from pipeline.events.dates import DateKind, DateMention, Direction, Precision
from pipeline.events.document import Document
from pipeline.events.draft import Draft
from pipeline.events.event import EventType, Status
from pipeline.events.refs import Ref
from pipeline.events.structure import SegmentKind
from pipeline.gazetteer.gazetteer import Gazetteer

_AT = frozenset({"in", "at", "into", "near", "outside", "inside", "from", "via", "leaves", "leave", "left"} | {"visit", "visits", "visiting", "visited", "reached", "reaches"})
_TO = frozenset({"to", "for", "toward", "towards"})
_MOTION = re.compile(
    r"visit|trip|travel|go|goes|going|went|com(?:e|es|ing)|came|arriv|fl[iy]|flew|head|leav|left|tour|delegation|return|depart|"
    r"journey|sent|invit|envoy|ambassador|off|on his way|on her way|journey"
)
_AFTER = frozenset({"programme", "program", "trip", "visit", "airport", "talks", "meeting", "summit", "stop", "stopover", "leg", "schedule", "itinerary", "session"})
_SEQUENCE = re.compile(
    r"(?:^|[.;,] |\band )\s*(?:after (?:the|their|his|these|those|a|an|its) (?:[\w-]+ ){0,3}?(?:talks|meeting|summit|session|ceremony|negotiations|conversation|discussions)"
    r"|after talks|afterwards?|then|thereafter|later|subsequently|following (?:the|their) )|\b(?:then|also|afterwards|thereafter)\b"
    r"|\bon the (?:sidelines|margins)\b|\bafter (?:a|the|their) (?:[\w-]+ ){0,3}?(?:summit|talks|meeting)\b",
    re.IGNORECASE,
)  # fmt: skip
_SAME_DAY = re.compile(r"(?:earlier|later) (?:in|on) the day|the same day|in the (?:morning|afternoon|evening)", re.IGNORECASE)
_HOURS = re.compile(r"\b(?:spen[dt]s?|stay(?:s|ed)?|for|some|about|few)\b[^.]{0,20}\bhours\b|\bone-day\b|\bthe same (?:evening|night)\b", re.IGNORECASE)
_ENDED = re.compile(r"\b(?:end(?:s|ed)|conclud(?:es|ed)|wrap(?:s|ped) up|wound up|complet(?:es|ed)|finish(?:es|ed))\b", re.IGNORECASE)
_LEFT = re.compile(r"\b(?:leav(?:es|e|ing)|left|depart(?:s|ed)|start(?:s|ed)|begin(?:s|ning)?|began|arriv\w+)\b", re.IGNORECASE)
_FOR_IT = re.compile(r"\bfor (?:the|a|an) (?:signing|talks|meeting|summit|ceremony|session|event|conference)\b", re.IGNORECASE)
_WHILE = re.compile(r"\b(?:as|while|when) (?:he|she|they|the [\w-]+)$", re.IGNORECASE)
_NEAR = 7
"""Days within which talks can belong to a trip."""
_DONE = (Status.OCCURRED, Status.PLANNED)
_CONFERRING = (EventType.MEETING, EventType.AGREEMENT)


def fill(
    document: Document,
    gazetteer: Gazetteer,
    refs: Sequence[Ref],
    dates: dict[int, list[DateMention]],
    drafts: list[Draft],
    dateline: tuple[str | None, str | None],
) -> None:
    """Complete place and date of every draft in place. `dateline` is (country, city)."""
    details = _Details(document, gazetteer, refs, dates, drafts, dateline)
    details.dates_by_party()
    details.days_of_trips()
    details.days()
    details.days_of_trips()
    details.days()
    details.places()


class _Details:
    def __init__(
        self,
        document: Document,
        gazetteer: Gazetteer,
        refs: Sequence[Ref],
        dates: dict[int, list[DateMention]],
        drafts: list[Draft],
        dateline: tuple[str | None, str | None],
    ) -> None:
        self._doc = document
        self._gaz = gazetteer
        self._dates = dates
        self._drafts = drafts
        self._here_country, self._here = dateline
        self._cities = self._located(refs)

    # ------------------------------------------------------------ text

    def _text(self, draft: Draft) -> str:
        start, end = draft.evidence
        return self._doc.whole[start:end]

    def _all_text(self, draft: Draft) -> str:
        return " ".join(self._text(d) for d in _told(draft))

    def _mentions(self, draft: Draft) -> list[DateMention]:
        return self._dates.get(draft.sentence, [])

    def _located(self, refs: Sequence[Ref]) -> dict[str, Counter[str]]:
        """Country → cities that the text speaks of as places (not as governments), weighed by where."""
        tokens = self._doc.tokens
        found: dict[str, Counter[str]] = {}
        located: set[int] = set()
        for ref in refs:
            if ref.city is None or len(ref.countries) != 1 or ref.kind not in ("place", "country"):
                continue
            if self._is_region(ref.city):
                continue
            sentence = self._doc.sentences[tokens.sentence[ref.start]]
            k = ref.start - 1
            while k > sentence.start and tokens.lower[k] in ("the", "nearby", "early", ","):
                k -= 1
            before = tokens.lower[k] if k >= sentence.start else ""
            after = tokens.lower[ref.end] if ref.end < sentence.end else ""
            moving = " ".join(tokens.lower[max(sentence.start, k - 8) : k])
            here = before in _AT or after in _AFTER or (before in _TO and _MOTION.search(moving) is not None)
            here = here or (before in ("and", "or") or tokens.lower[ref.start - 1] == ",") and (k - 1 in located or k in located)
            if not here:
                continue
            located.add(ref.end - 1)
            kind = sentence.segment.kind
            weight = {SegmentKind.TITLE: 4, SegmentKind.CAPTION: 3, SegmentKind.HEADING: 3, SegmentKind.BACKGROUND: 0}.get(kind, 1)
            found.setdefault(ref.countries[0], Counter())[ref.city] += weight
        return found

    def _is_region(self, name: str) -> bool:
        place = self._gaz.place(name)
        return place is not None and place.kind in ("region", "sea", "river")

    # ------------------------------------------------------------ places

    def places(self) -> None:
        for draft in self._drafts:
            if draft.city is not None and draft.type is EventType.VISIT and self._is_region(draft.city):
                draft.city = None
        for visit in self._visits():
            if visit.city is None and visit.destination is not None and visit.status not in (Status.HYPOTHETICAL,):
                self._set_city(visit, visit.destination)
        for draft in self._drafts:
            if draft.type in _CONFERRING or draft.type is EventType.OTHER:
                self._place_of_talks(draft)
            elif draft.type is EventType.REPRESENTATION and draft.place_country is not None and draft.city is None:
                city = self._capital_if_named(draft.place_country)
                if city is not None:
                    draft.city = city
                    draft.note(f"place: {city} is named as the seat")

    def _set_city(self, draft: Draft, country: str) -> None:
        city, why = self._city_of(draft, country)
        if city is not None:
            draft.city, draft.place_country = city, country
            draft.note(f"place: {city} {why}")

    def _city_of(self, draft: Draft, country: str) -> tuple[str | None, str]:
        """The city in a country that an event took place in, and how the text tells."""
        for other in self._kin(draft):
            if other.city is not None and other.place_country == country and not self._is_region(other.city):
                return other.city, f"of the {other.type.value}"
        if draft.status is Status.BACKGROUND:
            return None, ""
        if draft.status is Status.OCCURRED and self._here_country == country and self._here:
            return self._here, "of the dateline"
        named = self._cities.get(country)
        if named and draft.status is not Status.HYPOTHETICAL:
            city, weight = named.most_common(1)[0]
            if weight > 0:
                return city, "is named elsewhere"
        return None, ""

    def _place_of_talks(self, draft: Draft) -> None:
        if draft.place_country is None:
            for other in self._kin(draft):
                if other.place_country is not None and (other.type is not EventType.VISIT or other.status is not Status.HYPOTHETICAL):
                    draft.city, draft.place_country = other.city, other.place_country
                    draft.note(f"place: {other.city or other.place_country} of the {other.type.value}")
                    return
            return
        if draft.city is None and draft.status is not Status.HYPOTHETICAL and draft.place_country in draft.countries:
            self._set_city(draft, draft.place_country)

    def _capital_if_named(self, country: str) -> str | None:
        state = self._gaz.country(country)
        named = self._cities.get(country)
        if not named or state is None:
            return None
        best = named.most_common(1)[0][0]
        return state.capital if state.capital in named else best

    # ------------------------------------------------------------ days

    def dates_by_party(self) -> None:
        """`met X on Monday and Y on the next day`: each counterpart has the day that follows it."""
        for draft in self._drafts:
            days = [m for m in self._mentions(draft) if m.precision is Precision.DAY and m.kind is not DateKind.DURATION]
            twins = [d for d in self._drafts if d.sentence == draft.sentence and d.at == draft.at and d.type is draft.type]
            if len(twins) < 2 or len(days) < 2 or draft.type is not EventType.MEETING:
                continue
            own = [r for r in draft.parties if not all(r in t.parties for t in twins)]
            if not own:
                continue
            end = max(self._doc.tokens.starts[r.end - 1] for r in own if r.end <= len(self._doc.tokens.starts))
            rivals = [self._doc.tokens.starts[r.start] for t in twins for r in t.parties if r not in own]
            following = [m for m in days if m.start > end and not any(end < at < m.start for at in rivals)]
            if following and following[0] is not days[0] and draft.date_start is not None:
                mention = following[0].resolved(draft.date_start) if following[0].kind is DateKind.ANAPHORIC else following[0]
                if mention.date_start is not None:
                    draft.date_start, draft.date_end = mention.date_start, mention.date_end
                    draft.note(f"date: {mention.text!r} stands beside the counterpart")

    def days_of_trips(self) -> None:
        """A trip begins no later than its talks; `ended a three-day visit on Tuesday` counts back."""
        for visit in self._visits():
            if visit.status not in _DONE:
                continue
            length = self._length(visit)
            text = self._all_text(visit)
            if length and visit.date_start is not None and visit.date_end is None and length > 1:
                days = timedelta(days=length - 1)
                if _ENDED.search(text):
                    visit.date_start, visit.date_end = visit.date_start - days, visit.date_start
                    visit.note(f"date: {length} days that ended then")
                elif _LEFT.search(text):
                    visit.date_end = visit.date_start + days
            own = [
                d.date_start
                for d in self._drafts
                if d.type is EventType.MEETING
                and d.date_start is not None
                and d.status is Status.OCCURRED
                and d.place_country in (None, visit.destination)
                and visit.people & d.people
                and set(visit.countries) <= set(d.countries)
            ]
            if visit.status is not Status.OCCURRED or not own:
                continue
            first = min(own)
            if visit.date_start is not None:
                if timedelta(0) < visit.date_start - first <= timedelta(days=_NEAR):
                    visit.date_end = visit.date_end or (visit.date_start if _ENDED.search(text) else None)
                    visit.date_start = first
                    visit.note("date: the first of its talks")
            elif _ENDED.search(text):
                visit.date_start = first
                visit.date_end = max(own) if max(own) > first else None
                visit.note("date: from the first to the last of its talks")

    def days(self) -> None:
        for draft in self._drafts:
            if draft.date_start is not None or draft.status is Status.BACKGROUND:
                continue
            found = self._planned_day(draft) or self._sequence(draft) or self._told_as(draft) or self._trip_day(draft)
            if found is not None:
                draft.date_start, why = found
                draft.note(f"date: {why}")

    def _planned_day(self, draft: Draft) -> tuple[date, str] | None:
        """`was to take place tomorrow, has been postponed`: the day it was meant for."""
        if draft.status is not Status.CANCELLED:
            return None
        for told in _told(draft):
            for mention in self._mentions(told):
                day = mention.date_start
                if day is not None and day > self._doc.published and mention.direction is Direction.FUTURE:
                    return day, f"{mention.text!r}, for which it was planned"
        return None

    def _sequence(self, draft: Draft) -> tuple[date, str] | None:
        """`After the talks they signed`, `then`: the day of what was told before; or of what it was for."""
        text = self._text(draft)
        if draft.type is EventType.VISIT:
            if not _FOR_IT.search(text):
                return None
        elif not _SEQUENCE.search(text):
            return None
        before = [
            d
            for d in self._drafts
            if d is not draft
            and d.date_start is not None
            and d.status is draft.status
            and d.date_end is None
            and (d.type in _CONFERRING or d.type in (EventType.REPRESENTATION, EventType.CALL))
            and (d.countries == draft.countries or (d.people and d.people & draft.people))
            and abs(d.sentence - draft.sentence) <= 3
            and (d.item is None or draft.item is None or d.item == draft.item)
        ]
        if not before:
            return None
        best = min(before, key=lambda d: (d.sentence > draft.sentence, abs(d.sentence - draft.sentence), -d.at))
        assert best.date_start is not None
        return best.date_start, f"the day of the {best.type.value} told before"

    def _told_as(self, draft: Draft) -> tuple[date, str] | None:
        """`said on Wednesday, as he received him`; and what happened `earlier in the day` of it."""
        if draft.status is not Status.OCCURRED:
            return None
        text = self._text(draft)
        start = draft.evidence[0]
        words = [w for w in self._words(draft)]
        if words and _WHILE.search(" ".join(words)):
            for mention in self._mentions(draft):
                if mention.date_start is not None and mention.start - start < len(text) and mention.date_start <= self._doc.published:
                    return mention.date_start, f"{mention.text!r}, when it was said"
        for other in self._drafts:
            if (
                other is not draft
                and 0 < other.sentence - draft.sentence <= 4
                and other.date_start is not None
                and other.type is EventType.MEETING
                and other.people & draft.people
                and other.status is draft.status
                and any(_SAME_DAY.search(r) for r in other.reasons if r.startswith("date: "))
                and (self._doc.published - other.date_start).days in (0, 1)
            ):
                return other.date_start, "the same day as the talks told after it"
        return None

    def _words(self, draft: Draft) -> list[str]:
        """Up to four words before the trigger."""
        sentence = self._doc.sentences[draft.sentence]
        start, _ = draft.evidence
        text = self._doc.whole[start : self._doc.text_of(sentence)[1]]
        trigger = draft.reasons[0].split(": ", 1)[-1] if draft.reasons else ""
        at = text.find(trigger)
        return text[:at].split()[-4:] if at > 0 else []

    def _trip_day(self, draft: Draft) -> tuple[date, str] | None:
        """Talks and documents of a one-day trip, or of one that began on the day of publication."""
        if draft.type not in _CONFERRING:
            return None
        for visit in self._trips(draft):
            if visit.date_start is None or visit.status is not draft.status:
                continue
            began_today = draft.status is Status.OCCURRED and visit.date_start == self._doc.published
            if began_today or self._one_day(visit):
                return visit.date_start, "the one day of the trip" if not began_today else "the trip began on that day"
        return None

    def _one_day(self, visit: Draft) -> bool:
        return self._length(visit) == 1 or _HOURS.search(self._all_text(visit)) is not None

    def _length(self, visit: Draft) -> int | None:
        """Days of the trip, where the text says so (`a two-day visit`)."""
        for told in _told(visit):
            for mention in self._mentions(told):
                if mention.kind is DateKind.DURATION and mention.shift is not None:
                    return mention.shift
        return None

    # ------------------------------------------------------------ what belongs together

    def _visits(self) -> list[Draft]:
        return [d for d in self._drafts if d.type is EventType.VISIT]

    def _trips(self, draft: Draft) -> list[Draft]:
        """Trips that talks can belong to, the likeliest first."""
        found = [
            v
            for v in self._visits()
            if _same_time(v, draft)
            and v.status is not Status.HYPOTHETICAL
            and set(v.countries) <= set(draft.countries)
            and (draft.place_country is None or draft.place_country == v.destination)
            and (draft.type is EventType.AGREEMENT or not draft.people or not v.people or v.people & draft.people)
        ]
        return sorted(
            found, key=lambda v: (v.status is not draft.status, not (v.people & draft.people), abs(v.sentence - draft.sentence))
        )

    def _kin(self, draft: Draft) -> Iterable[Draft]:
        """Events whose place is also this one's: its trip, its talks, what shares its people; the likeliest first."""
        if draft.status is Status.BACKGROUND:
            yield from (
                d
                for d in self._drafts
                if d is not draft and d.sentence == draft.sentence and _same_time(d, draft) and set(draft.countries) & set(d.countries)
            )
            return
        if draft.type is not EventType.VISIT:
            yield from self._trips(draft)
        near = [
            d
            for d in self._drafts
            if d is not draft
            and d.type is not EventType.OTHER
            and _same_time(d, draft)
            and d.status is not Status.HYPOTHETICAL
            and (d.status is draft.status or d.type is not EventType.VISIT)
            and (d.item is None or draft.item is None or d.item == draft.item)
            and (
                len(d.people & draft.people) >= (1 if draft.type is EventType.VISIT else 2)
                or (d.countries == draft.countries and not (d.people and draft.people and not d.people & draft.people))
            )
        ]
        yield from sorted(near, key=lambda d: (d.status is not draft.status, abs(d.sentence - draft.sentence)))


def _told(draft: Draft) -> list[Draft]:
    return [draft, *draft.sources]


def _same_time(one: Draft, two: Draft) -> bool:
    """Both news or both background."""
    return (one.status is Status.BACKGROUND) == (two.status is Status.BACKGROUND)
