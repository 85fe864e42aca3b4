"""Read one article: every trigger of every promising sentence through its frame, then put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.events import denials
from pipeline.events.dates import DateMention
from pipeline.events.document import Document
from pipeline.events.draft import Draft
from pipeline.events.event import Event, EventType, Evidence, Participant
from pipeline.events.finish import finish
from pipeline.events.frames import (
    acts,
    calls,
    concord,
    contacts,
    deals,
    gatherings,
    invitations,
    journeys,
    missions,
    outcomes,
    papers,
    posts,
    presence,
    prospects,
    rounds,
    sessions,
    stays,
    talks,
    travel,
    trips,
    verbless,
)
from pipeline.events.lexicon import Lexicon
from pipeline.events.merge import merge
from pipeline.events.refs import Ref
from pipeline.events.resolve import Resolver, Stage
from pipeline.events.scene import Scene
from pipeline.events.status import StatusJudge
from pipeline.events.structure import SegmentKind
from pipeline.events.syntax import Sentence
from pipeline.events.triggers import Trigger
from pipeline.gazetteer.gazetteer import Gazetteer

FRAMES: dict[str, Callable[[Scene, Trigger], None]] = {
    "go": travel.go,
    "be-in": presence.be_in,
    "along": presence.along,
    "back-from": journeys.back_from,
    "visit-noun": stays.visit_noun,
    "visiting": stays.visiting,
    "host-country": stays.host_country,
    "invite": invitations.invite,
    "invitation": invitations.invitation,
    "send": invitations.send,
    "lead": trips.lead,
    "attend": trips.attend,
    "meet": talks.meet,
    "tell": talks.tell,
    "spend": talks.spend,
    "receive": talks.receive,
    "together": talks.together,
    "meeting-noun": sessions.meeting_noun,
    "commission": rounds.commission,
    "summit": rounds.summit,
    "duration": contacts.duration,
    "contact": contacts.contact,
    "joint": contacts.joint,
    "venue": contacts.venue,
    "phone": calls.phone,
    "call-noun": calls.call_noun,
    "sign": papers.sign,
    "known": papers.known,
    "expected": papers.expected,
    "instrument": prospects.instrument_alone,
    "signing": papers.signing,
    "prepare": prospects.prepare,
    "stall": prospects.stall,
    "result": prospects.result,
    "trade": deals.trade,
    "grant": deals.grant,
    "purchase": deals.purchase,
    "mission": missions.mission,
    "serving": missions.serving,
    "mission-wish": missions.mission_wish,
    "envoy": missions.envoy,
    "credentials": missions.credentials,
    "relations": missions.relations,
    "end-with": outcomes.end_with,
    "handover": outcomes.handover,
    "concur": concord.concur,
    "due": concord.due,
    "seat": posts.seat,
    "keep": posts.keep,
    "approval": posts.approval,
    "request": posts.request,
    "post": posts.post,
    "act": acts.act,
    "act-noun": acts.act_noun,
}
_CODES = {
    EventType.VISIT: ("CONSULT", "visit", "042"),
    EventType.MEETING: ("CONSULT", "meet", "040"),
    EventType.CALL: ("CONSULT", "phone", "041"),
    EventType.AGREEMENT: ("AGREE", None, "057"),
    EventType.REPRESENTATION: ("COOPERATE", "diplomatic", "050"),
}
_CAMEO = {
    "SUPPORT": "05",
    "COOPERATE": "06",
    "AID": "07",
    "CONCEDE": "08",
    "RETREAT": "08",
    "REQUEST": "10",
    "ACCUSE": "11",
    "REJECT": "12",
    "THREATEN": "13",
    "PROTEST": "14",
    "SANCTION": "17",
    "MOBILIZE": "15",
    "COERCE": "17",
    "ASSAULT": "19",
}


class ArticleReader:
    """Turns parsed sentences into drafts and drafts into events. Holds no state between articles."""

    def __init__(
        self, lexicon: Lexicon, gazetteer: Gazetteer, watched: frozenset[str], min_countries: int = 2
    ) -> None:
        self._judge = StatusJudge(lexicon)
        self._gaz = gazetteer
        self._watched = watched
        self._min = min_countries
        self._cues = lexicon.cues
        self._meeting = lexicon.entry("meeting.noun")
        self._visiting_entry = lexicon.entry("visit.visiting")
        self._presence = lexicon.entry("visit.be-in")

    def scene(self, document: Document, refs: Sequence[Ref], home: str | None) -> Scene:
        resolver = Resolver(self._gaz, document.published, refs, home)
        stage = Stage()
        for part in document.segments:
            if part.kind is SegmentKind.DATELINE and part.place:
                stage.here_country = self._gaz.city_country(part.place)
                stage.here = part.place.title() if part.place.isupper() else part.place
                break
        scene = Scene(document, resolver, self._judge, self._gaz, document.published, stage, home)
        scene.meeting_entry = self._meeting
        return scene

    def read(
        self,
        document: Document,
        refs: Sequence[Ref],
        sentences: Sequence[tuple[Sentence, list[Trigger]]],
        home: str | None,
    ) -> tuple[Scene, list[Draft]]:
        """All drafts of an article, put together."""
        scene = self.scene(document, refs, home)
        self._title_first(scene, sentences)
        paragraph = -1
        for sentence, triggers in sentences:
            kind = sentence.span.segment.kind
            new = sentence.span.paragraph != paragraph
            paragraph = sentence.span.paragraph
            sentence.mend([t.head for t in triggers if t.slot == "verb"])
            scene.enter(sentence, triggers, new)
            if kind is SegmentKind.HEADING:
                people = [
                    r
                    for k, ref in enumerate(sentence.refs)
                    if ref is not None and ref.kind == "person"
                    for r in scene.resolved[k]
                ]
                if len(people) == 1:
                    scene.stage.speaker = people[0]
            if kind in (SegmentKind.CAPTION, SegmentKind.HEADING) or not sentence.tags:
                continue
            for trigger in triggers:
                if trigger.slot == "object" and trigger.entry.frame != "instrument":
                    continue
                frame = FRAMES.get(trigger.entry.frame)
                if frame is not None:
                    frame(scene, trigger)
            self._visiting(scene)
            verbless.verbless(scene, self._presence)
            invitations.uninvited(scene, self._presence)
            contacts.hosting(scene)
            calls.on_phone(scene)
            gatherings.set_scene(scene)
            gatherings.members(scene)
            rounds.next_round(scene)
            self._speaker(scene)
            denials.denied(scene, self._cues)
            denials.struck_out(scene, self._cues)
            scene.leave()
        if is_sports(document, self._cues.sports):
            scene.drafts = [d for d in scene.drafts if _officials(d)]
        return scene, finish(scene, merge(scene.drafts), refs, {x.span.number: x.dates for x, _ in sentences})

    def _title_first(self, scene: Scene, sentences: Sequence[tuple[Sentence, list[Trigger]]]) -> None:
        """Headlines come first in the text, so their people and states set the stage."""
        states: list[str] = []
        for sentence, _ in sentences[:3]:
            for ref in sentence.refs:
                if ref is not None and ref.kind in ("country", "person", "role", "group", "body", "demonym"):
                    states += [c for c in ref.countries if c not in states]
        watched = [c for c in states if c in self._watched]
        scene.stage.states = tuple(watched[:2]) if len(watched) >= 2 else tuple(states[:2])

    def _visiting(self, scene: Scene) -> None:
        """`talks with visiting Azerbaijani Minister X`: the word is part of the title."""
        for k, ref in enumerate(scene.s.refs):
            if (
                ref is not None
                and ref.kind in ("person", "role", "group")
                and "visiting" in ref.text.lower().split()[:5]
            ):
                stays.visiting(scene, Trigger(self._visiting_entry, "phrase", k, k + 1, k))

    def _speaker(self, scene: Scene) -> None:
        s = scene.s
        for i, word in enumerate(s.lower):
            if self._judge.reporting(word) and s.verb(i):
                who = [
                    r
                    for r in scene.who(s.subject(i), humans=True, bodies=False)
                    if r.kind in ("person", "role")
                ]
                if who:
                    scene.stage.speaker = who[0]

    def events(self, scene: Scene, drafts: Sequence[Draft], scope: str) -> tuple[Event, ...]:
        """Drafts as events of the hand-over type; with scope `watched` only what a watched state takes part
        in."""
        return tuple(
            self._event(scene, d)
            for d in drafts
            if scope == "any" or any(c in self._watched for c in d.countries)
        )

    def in_scope(self, countries: Sequence[str]) -> bool:
        return len(self._watched & set(countries)) >= self._min

    def _event(self, scene: Scene, draft: Draft) -> Event:
        category, mode, cameo = _CODES.get(draft.type, (draft.category, None, _CAMEO.get(draft.category)))
        people: dict[str, Participant] = {}
        for ref in draft.parties:
            if ref.kind not in ("person", "body"):
                continue
            full = scene.resolver.full(ref)
            if full.name:
                people.setdefault(
                    full.name.split()[-1].casefold(), Participant(full.name, full.country, full.actor)
                )
        place = draft.city
        if place is None and draft.place_country:
            state = self._gaz.country(draft.place_country)
            place = state.name if state is not None else None
        visit = draft.type is EventType.VISIT
        return Event(
            type=draft.type,
            status=draft.status,
            countries=draft.countries,
            in_scope=self.in_scope(draft.countries),
            category=category or "",
            mode=mode,
            cameo=cameo,
            origin=draft.origin if visit else None,
            destination=draft.destination if visit else None,
            participants=tuple(people.values()),
            place=place,
            place_country=draft.place_country,
            date_start=draft.date_start,
            date_end=draft.date_end
            if draft.date_end and draft.date_start and draft.date_end > draft.date_start
            else None,
            subject=draft.subject,
            instrument=draft.instrument,
            value=draft.value,
            evidence=_evidence(scene.document, draft),
            confidence=confidence(draft),
            reasons=tuple(draft.reasons),
        )


def _evidence(document: Document, draft: Draft) -> tuple[Evidence, ...]:
    spans = list(dict.fromkeys([draft.evidence, *(d.evidence for d in draft.sources)]))[:3]
    found = []
    for start, end in spans:
        field, a, b = document.field_span(start, end)
        found.append(
            Evidence(
                document.whole[start:end]
                if field == "text"
                else document.whole[start : min(end, document.title_length)],
                a,
                b,
                field,
            )
        )
    return tuple(found)


def confidence(draft: Draft) -> float:
    """A first score; calibration comes from the gold set."""
    score = 0.75
    score += 0.1 * min(2, len(draft.sources))
    score -= 0.15 * draft.weak
    score += 0.05 * (draft.dated or draft.date_start is not None)
    return max(0.05, min(0.99, score))


def is_sports(document: Document, words: frozenset[str]) -> bool:
    """Whether an article is a sports page: at least three different words of sports in it."""
    text = f" {' '.join(document.tokens.lower)} ".replace(" - ", "-")
    return sum(f" {word} " in text for word in words) >= 3


def _officials(draft: Draft) -> bool:
    """Somebody with an office or a known actor takes part: on a sports page the only thing that makes an
    event."""
    return any(
        (r.kind in ("person", "role") and (r.office or r.actor)) or (r.kind == "body" and r.actor)
        for r in draft.parties
    )


_THERE = frozenset({
    "there", "here", "town", "capital", "country", "back", "post", "region", "home", "abroad", "republic",
    "city",
})  # fmt: skip


def promising(sentence: Sentence, triggers: Sequence[Trigger]) -> bool:
    """Worth parsing: it speaks of people, whom later sentences may mean, or a trigger can come to something.

    Being and going somewhere need a place.
    """
    if any(r is not None and r.human and r.kind != "pronoun" for r in sentence.refs):
        return True
    placed = any(
        r is not None and (r.kind in ("place", "country", "trap", "pronoun") or r.city) for r in sentence.refs
    )
    placed = placed or not _THERE.isdisjoint(sentence.lower)
    for trigger in triggers:
        if trigger.slot == "object" and trigger.entry.frame != "instrument":
            continue
        if placed or trigger.entry.frame not in ("be-in", "go"):
            return True
    return False


def dates_by_sentence(document: Document, dates: Sequence[DateMention]) -> dict[int, list[DateMention]]:
    """Date mentions (with offsets in `whole`) by sentence."""
    found: dict[int, list[DateMention]] = {}
    spans = [(document.text_of(s), s.number) for s in document.sentences]
    at = 0
    for mention in sorted(dates, key=lambda m: m.start):
        while at < len(spans) and spans[at][0][1] <= mention.start:
            at += 1
        if at < len(spans) and spans[at][0][0] <= mention.start < spans[at][0][1]:
            found.setdefault(spans[at][1], []).append(mention)
    return found
