"""Read one article: every trigger of every promising sentence through its frame, then put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from pipeline.events.dates import DateMention
from pipeline.events.document import Document
from pipeline.events.draft import Draft
from pipeline.events.event import Event, EventType, Evidence, Participant, Status
from pipeline.events.frames import (
    acts,
    calls,
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
)
from pipeline.events.lexicon import Entry, Lexicon
from pipeline.events.merge import merge
from pipeline.events.refs import Ref
from pipeline.events.resolve import Resolver, Stage
from pipeline.events.scene import Scene
from pipeline.events.status import StatusJudge
from pipeline.events.structure import SegmentKind
from pipeline.events.syntax import Sentence
from pipeline.events.triggers import Trigger
from pipeline.events.when import Days
from pipeline.events.where import Places
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
        self._sports = lexicon.cues.sports
        self._meeting = lexicon.entry("meeting.noun")
        self._visiting_entry = lexicon.entry("visit.visiting")

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
            contacts.hosting(scene)
            calls.on_phone(scene)
            gatherings.set_scene(scene)
            gatherings.members(scene)
            rounds.next_round(scene)
            self._speaker(scene)
            self._denial(scene)
            self._struck_out(scene)
            scene.leave()
        if is_sports(document, self._sports):
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

    def _denial(self, scene: Scene) -> None:
        """`The embassy called this information untrue`: what the sentence before reported is denied."""
        lower = scene.s.lower
        says = any(
            w
            in (
                "untrue",
                "false",
                "baseless",
                "unfounded",
                "denied",
                "denies",
                "refuted",
                "groundless",
                "fabricated",
                "dismissed",
                "rejected",
                "rebutted",
                "fiction",
                "invention",
            )
            for w in lower
        )
        about = any(
            w
            in (
                "report",
                "reports",
                "information",
                "claim",
                "claims",
                "rumours",
                "rumors",
                "news",
                "this",
                "it",
            )
            for w in lower
        )
        if not (says and about):
            return
        told = next(
            (
                k
                for k, w in enumerate(lower)
                if w
                in (
                    "report",
                    "reports",
                    "claim",
                    "claims",
                    "rumours",
                    "rumors",
                    "story",
                    "allegation",
                    "allegations",
                )
                and lower[k + 1 : k + 2] in (["of"], ["that"], ["about"])
            ),
            None,
        )
        for draft in scene.drafts:
            if (
                told is not None
                and draft.sentence == scene.s.number
                and draft.at > told
                and draft.status is Status.OCCURRED
                and draft.type in (EventType.MEETING, EventType.CALL, EventType.VISIT)
            ):
                draft.status, draft.firm = Status.CANCELLED, True
                draft.note("status cancelled: a report that is denied")
            if (
                draft.sentence == scene.s.number - 1
                and draft.status in (Status.OCCURRED, Status.PLANNED)
                and draft.type is not EventType.OTHER
            ):
                text = scene.document.whole[draft.evidence[0] : draft.evidence[1]].lower()
                if any(
                    w in text
                    for w in (
                        "reported",
                        "report",
                        "media",
                        "source",
                        "rumour",
                        "rumor",
                        "claimed",
                        "website",
                        "newspaper",
                    )
                ):
                    draft.status = Status.CANCELLED
                    draft.firm = True
                    draft.note("status cancelled: denied in the next sentence")

    def _struck_out(self, scene: Scene) -> None:
        """`Both points were struck out of the programme`: what the sentence before had planned is off."""
        s = scene.s
        for k in range(1, len(s)):
            if s.tags[k] != "VBN" or not self._judge.off(s, k) or not s.passive(k):
                continue
            subject = s.child(k, "nsubjpass")
            if subject is None or s.lower[subject] not in (
                "both",
                "all",
                "points",
                "meetings",
                "talks",
                "engagements",
                "items",
                "appointments",
                "these",
                "two",
                "programme",
                "plans",
                "audience",
                "neither",
            ):
                continue
            if any(s.refs[m] is not None for m in range(subject)):
                continue
            for draft in scene.drafts:
                if (
                    draft.sentence == s.number - 1
                    and draft.status is Status.PLANNED
                    and draft.type in (EventType.MEETING, EventType.CALL)
                ):
                    draft.status, draft.firm = Status.CANCELLED, True
                    draft.note("status cancelled: called off in the next sentence")

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


def finish(
    scene: Scene, drafts: list[Draft], refs: Sequence[Ref], dates: dict[int, list[DateMention]]
) -> list[Draft]:
    """What only the whole article tells: visits that meetings imply, places that a visit gives."""
    drafts = _implied_visits(drafts)
    _called_off(drafts)
    stage = scene.stage
    Days(scene.document, dates, drafts).fill()
    Places(scene.document, scene.gazetteer, refs, drafts, (stage.here_country, stage.here)).fill()
    drafts += journeys.close(scene.journeys, drafts)
    for draft in drafts:
        if (
            draft.until is not None
            and draft.date_start is not None
            and draft.date_end is None
            and draft.until > draft.date_start
        ):
            draft.date_end = draft.until
        ahead = draft.date_start is not None and draft.date_start > scene.published
        if ahead and draft.status is Status.OCCURRED and draft.firm:
            # a day that is read or taken wrongly does not overrule the tense
            draft.date_start = draft.date_end = None
            draft.note("date: dropped, for what is told as done lies not ahead")
        elif ahead and draft.status is Status.OCCURRED:
            draft.status = Status.PLANNED
            draft.note("status planned: its date lies after publication")
    return drafts


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


def _called_off(drafts: list[Draft]) -> None:
    """A cancelled visit cancels the meetings that were planned on it."""
    off = [v for v in drafts if v.type is EventType.VISIT and v.status is Status.CANCELLED]
    for draft in drafts:
        if draft.type is not EventType.MEETING or draft.status is not Status.PLANNED:
            continue
        for visit in off:
            alive = any(
                v.type is EventType.VISIT
                and v.countries == visit.countries
                and v.people & visit.people
                and v.status in (Status.PLANNED, Status.OCCURRED)
                for v in drafts
            )
            if (
                not alive
                and draft.countries == visit.countries
                and draft.people & visit.people
                and draft.place_country in (None, visit.destination)
                and not draft.dated
            ):
                draft.status = Status.CANCELLED
                draft.note("status cancelled: with the visit")


def _implied_visits(drafts: list[Draft]) -> list[Draft]:
    made: list[Draft] = []
    for draft in drafts:
        if draft.type is not EventType.MEETING or draft.multilateral or len(draft.countries) != 2:
            continue
        host = draft.place_country
        first = draft.parties[0] if draft.parties else None
        if (
            host is None
            and draft.key == "received"
            and first is not None
            and first.kind == "group"
            and len(draft.parties) == 2
            and draft.status is not Status.BACKGROUND
        ):
            host = draft.place_country = draft.parties[
                1
            ].country  # who receives a delegation, does so at home
        if (
            any("host" in r.split(": ")[-1] for r in draft.reasons if r.startswith("meeting.receive"))
            and draft.status in (Status.OCCURRED, Status.PLANNED, Status.BACKGROUND)
            and len(draft.parties) >= 2
            and (host is None or host == draft.parties[1].country)
        ):
            host = draft.parties[1].country  # the guest stands first: who hosts, receives at home
            draft.place_country = draft.place_country or host
        elif draft.status is Status.BACKGROUND:
            continue
        if host not in draft.countries or draft.status not in (
            Status.OCCURRED,
            Status.PLANNED,
            Status.BACKGROUND,
        ):
            continue
        received = draft.key == "received" or any(d.key == "received" for d in draft.sources)
        if not received:
            continue
        guest = next(c for c in draft.countries if c != host)
        people = [r for r in draft.parties if r.country == guest and r.kind in ("person", "role", "group")]
        if not people or any(r.ambassador for r in people):
            continue
        keys = {r.key for r in people if r.key}
        if any(
            v.type is EventType.VISIT
            and v.origin == guest
            and v.destination == host
            and (v.status is Status.BACKGROUND) == (draft.status is Status.BACKGROUND)
            and (not v.people or not keys or v.people & keys)
            for v in (*drafts, *made)
        ):
            continue
        visit = Draft(
            type=EventType.VISIT,
            pattern="visit.implied",
            sentence=draft.sentence,
            at=draft.at,
            parties=tuple(people),
            countries=draft.countries,
            origin=guest,
            destination=host,
            city=draft.city,
            place_country=host,
            status=draft.status,
            date_start=draft.date_start,
            dated=draft.dated,
            old=draft.old,
            evidence=draft.evidence,
            item=draft.item,
        )
        visit.note("visit.implied: received by the host in the host's country")
        made.append(visit)
    return [*drafts, *made]


_THERE = frozenset(
    {
        "there",
        "here",
        "town",
        "capital",
        "country",
        "back",
        "post",
        "region",
        "home",
        "abroad",
        "republic",
        "city",
    }
)


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


def meeting_entry(lexicon: Lexicon) -> Entry:
    return lexicon.entry("meeting.noun")


def day_of(published: date) -> date:
    return published
