"""Where: a country becomes the city that the article gives for it; talks take the place of their trip."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.events.document import Document
from pipeline.events.draft import Draft
from pipeline.events.event import EventType, Status
from pipeline.events.kin import CONFERRING, Kinship, told
from pipeline.events.refs import Ref
from pipeline.events.structure import SegmentKind
from pipeline.gazetteer.gazetteer import Gazetteer

_AT = frozenset(
    {"in", "at", "into", "near", "outside", "inside", "from", "via", "leaves", "leave", "left"}
    | {"visit", "visits", "visiting", "visited", "reached", "reaches"}
)
_TO = frozenset({"to", "for", "toward", "towards"})
_MOTION = re.compile(
    r"visit|trip|travel|\bgo(?:es|ing)?\b|went|\bcom(?:e|es|ing)\b|came|arriv|\bfl(?:y|ies|ew)|head|leav|left|tour"
    r"|delegation|return|depart|journey|sent|invit|envoy|ambassador|\boff\b|on (?:his|her) way"
)
_ITS = frozenset(
    {"programme", "program", "trip", "visit", "airport", "talks", "meeting", "summit", "stop", "stopover"}
    | {"leg", "schedule", "itinerary", "session"}
)
_SEAT = re.compile(
    r"embass|mission|consul|ambassador|envoy|chargé|charge d|trade office|trade representa|bureau"
)
_WEIGHT = {SegmentKind.TITLE: 4, SegmentKind.CAPTION: 3, SegmentKind.HEADING: 3, SegmentKind.BACKGROUND: 0}


class Places:
    """The places of one article. `dateline` is (country, city)."""

    def __init__(
        self,
        document: Document,
        gazetteer: Gazetteer,
        refs: Sequence[Ref],
        drafts: Sequence[Draft],
        dateline: tuple[str | None, str | None],
    ) -> None:
        self._doc = document
        self._gaz = gazetteer
        self._drafts = drafts
        self._kinship = Kinship(drafts)
        self._here_country, self._here = dateline
        self._cities, self._seats = self._located(refs)

    def fill(self) -> None:
        """Complete every draft's place."""
        for draft in self._drafts:
            if draft.type is EventType.VISIT and draft.city is not None and self._is_region(draft.city):
                draft.city = None
        for visit in self._kinship.visits():
            if (
                visit.city is None
                and visit.destination is not None
                and visit.status is not Status.HYPOTHETICAL
            ):
                self._set_city(visit, visit.destination)
        for draft in self._drafts:
            if draft.type in CONFERRING or draft.type is EventType.OTHER:
                self._talks(draft)
            elif draft.type is EventType.REPRESENTATION and draft.place_country and draft.city is None:
                named = self._seats.get(draft.place_country)
                if named:
                    draft.city = named.most_common(1)[0][0]
                    draft.note(f"place: {draft.city} is named as the seat")

    def _talks(self, draft: Draft) -> None:
        if draft.place_country is None:
            for other in self._kinship.kin(draft):
                if other.place_country is not None:
                    draft.city, draft.place_country = other.city, other.place_country
                    draft.note(f"place: {other.city or other.place_country} of the {other.type.value}")
                    return
            home = _home(draft)
            if home is not None:
                draft.place_country = home
                draft.note(f"place: {home}, for who receives a guest is at home")
        if (
            draft.city is None
            and draft.place_country is not None
            and draft.status is not Status.HYPOTHETICAL
            and draft.place_country in draft.countries
        ):
            self._set_city(draft, draft.place_country)

    def _set_city(self, draft: Draft, country: str) -> None:
        city, why = self._city_of(draft, country)
        if city is not None:
            draft.city, draft.place_country = city, country
            draft.note(f"place: {city} {why}")

    def _city_of(self, draft: Draft, country: str) -> tuple[str | None, str]:
        """The city of a country in which an event took place, and how the text tells."""
        for other in self._kinship.kin(draft):
            if other.city is not None and other.place_country == country and not self._is_region(other.city):
                return other.city, f"of the {other.type.value}"
        if draft.status is Status.BACKGROUND:
            return None, ""
        if draft.status is Status.OCCURRED and self._here_country == country and self._here:
            return self._here, "of the dateline"
        named: Counter[str] = Counter()
        for city, sentence, weight in self._cities.get(country, ()):
            if weight > 1 or self._tells(sentence, draft):
                named[city] += weight
        if named:
            return named.most_common(1)[0][0], "is named elsewhere"
        return None, ""

    def _tells(self, sentence: int, draft: Draft) -> bool:
        """A sentence of the body counts when it tells of the same countries in the same state."""
        return any(
            one.sentence == sentence and d.status is draft.status and set(d.countries) & set(draft.countries)
            for d in self._drafts
            for one in told(d)
        )

    def _is_region(self, name: str) -> bool:
        place = self._gaz.place(name)
        return place is not None and place.kind in ("region", "sea", "river")

    def _located(
        self, refs: Sequence[Ref]
    ) -> tuple[dict[str, list[tuple[str, int, int]]], dict[str, Counter[str]]]:
        """By country: (city, sentence, weight) where a city is spoken of as a place and not as a
        government; and the cities that are spoken of as seats of missions."""
        tokens = self._doc.tokens
        found: dict[str, list[tuple[str, int, int]]] = {}
        seats: dict[str, Counter[str]] = {}
        located: set[int] = set()
        for ref in refs:
            if ref.city is None or len(ref.countries) != 1 or ref.kind not in ("place", "country"):
                continue
            number = tokens.sentence[ref.start]
            if self._is_region(ref.city) or not self._as_place(ref, number, located):
                continue
            located.add(ref.end - 1)
            sentence = self._doc.sentences[number]
            weight = _WEIGHT.get(sentence.segment.kind, 1)
            if weight:
                found.setdefault(ref.countries[0], []).append((ref.city, number, weight))
            words = " ".join(tokens.lower[sentence.start : sentence.end])
            if _SEAT.search(words):
                seats.setdefault(ref.countries[0], Counter())[ref.city] += 1
        return found, seats

    def _as_place(self, ref: Ref, number: int, located: set[int]) -> bool:
        tokens, sentence = self._doc.tokens, self._doc.sentences[number]
        k = ref.start - 1
        while k > sentence.start and tokens.lower[k] in ("the", "nearby", "early", ","):
            k -= 1
        before = tokens.lower[k] if k >= sentence.start else ""
        after = tokens.lower[ref.end] if ref.end < sentence.end else ""
        if before in _AT or after in _ITS:
            return True
        if before in _TO and _MOTION.search(" ".join(tokens.lower[max(sentence.start, k - 8) : k])):
            return True
        listed = before in ("and", "or") or tokens.lower[ref.start - 1] == ","
        return listed and (k - 1 in located or k in located)


def _home(draft: Draft) -> str | None:
    """The state of who received the other, where a text tells of no other place."""
    if draft.multilateral or len(draft.countries) != 2:
        return None
    hosts = {d.parties[-1].country for d in told(draft) if d.key == "received" and d.parties}
    return hosts.pop() if len(hosts) == 1 else None
