"""What only the whole article tells: visits that meetings imply, days and places that stand elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.events.dates import DateMention
from pipeline.events.draft import Draft
from pipeline.events.event import EventType, Status
from pipeline.events.frames import journeys
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.when import Days
from pipeline.events.where import Places


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
            host is None
            and draft.key == "received"
            and draft.status is Status.PLANNED
            and len(draft.parties) == 2
            and draft.parties[1].kind == "person"
        ):
            host = draft.parties[1].country  # who is to receive somebody, will do so at home
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
        keys = {r.key for r in people if r.key and r.kind != "group"}
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
