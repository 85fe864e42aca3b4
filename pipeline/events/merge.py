"""Within one article each event once: drafts that report the same happening become one, with all details."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pipeline.events.draft import Draft
from pipeline.events.event import EventType, Instrument, Status
from pipeline.events.refs import Ref

_RANK = {
    Status.CANCELLED: 4,
    Status.OCCURRED: 3,
    Status.PLANNED: 2,
    Status.HYPOTHETICAL: 1,
    Status.BACKGROUND: 0,
}
_SIGNS = {"representation.mission", "representation.ribbon", "representation.flag", "representation.seat"}
_NEWS = (Status.OCCURRED, Status.PLANNED, Status.CANCELLED, Status.HYPOTHETICAL)
_SPECIFIC = {Instrument.OTHER: 0, Instrument.AGREEMENT: 1}


def merge(drafts: Iterable[Draft]) -> list[Draft]:
    """One draft for each event, in the order of the text."""
    kept: list[Draft] = []
    drafts = list(drafts)
    calls = [d for d in drafts if d.type is EventType.CALL]
    for draft in drafts:
        # "FMs talk again" above a report of a telephone call
        if (
            draft.type is EventType.MEETING
            and draft.weak
            and draft.city is None
            and any(
                c.countries == draft.countries
                and (draft.title or (draft.people and draft.people <= c.people))
                for c in calls
            )
        ):
            draft.type = EventType.CALL
    face = [
        d
        for d in drafts
        if d.type is EventType.VISIT or (d.type is EventType.MEETING and (d.place_country or not _spoken(d)))
    ]
    for draft in drafts:
        # a minister's office that says "spoke with" of no place and no journey means the telephone
        if (
            draft.type is EventType.MEETING
            and _spoken(draft)
            and not draft.place_country
            and not draft.city
            and not draft.multilateral
            and draft.status is Status.OCCURRED
            and not any(r.ambassador for r in draft.parties)
        ) and not any(
            d.status is not Status.BACKGROUND
            and set(d.countries) & set(draft.countries)
            and not (d.type is EventType.MEETING and d.status is not draft.status)
            for d in face
        ):
            draft.type = EventType.CALL
            draft.note("a conversation of no place: by telephone")
    ordered = sorted(drafts, key=lambda d: (d.title, d.definite, d.sentence, d.at))
    for draft in ordered:
        best = _best(kept, draft)
        if best is not None:
            _join(best, draft)
        elif not draft.definite or draft.type in (EventType.AGREEMENT, EventType.REPRESENTATION):
            kept.append(draft)
    kept = [
        d
        for d in kept
        if not _shadowed(d, kept) and not (d.echo and (d.title or d.status is Status.OCCURRED))
    ]
    return sorted(kept, key=lambda d: (d.sentence, d.at))


def _spoken(draft: Draft) -> bool:
    """Told by a word for speaking only: `spoke with`, `conversation`."""
    if any(
        r.split(": ")[0] in ("meeting.speak", "meeting.talk")
        and r.split(": ")[-1].startswith(("spoke", "speak", "had a word"))
        for r in draft.reasons
    ):
        return True
    return draft.pattern == "meeting.noun" and any(r.endswith(": conversation") for r in draft.reasons)


def _best(kept: list[Draft], draft: Draft) -> Draft | None:
    found = [k for k in kept if _same(k, draft)]
    if not found:
        return None
    return max(
        found,
        key=lambda k: (
            len(k.people & draft.people),
            k.date_start == draft.date_start,
            k.status == draft.status,
            -abs(k.sentence - draft.sentence),
        ),
    )


def _same(a: Draft, b: Draft) -> bool:
    if a.type is not b.type:
        return False
    if a.type is EventType.AGREEMENT and a.countries != b.countries:
        return _same_paper(a, b)
    if a.countries != b.countries:
        return False
    if (
        a.item is not None
        and b.item is not None
        and a.item != b.item
        and a.type is not EventType.VISIT
        and not (a.people & b.people)
    ):
        return False
    match a.type:
        case EventType.VISIT:
            return _same_visit(a, b)
        case EventType.MEETING | EventType.CALL:
            return _same_talks(a, b)
        case EventType.AGREEMENT:
            return _same_agreement(a, b)
        case EventType.REPRESENTATION:
            return _same_mission(a, b)
        case _:
            return a.category == b.category and (a.status is b.status)


def _same_paper(a: Draft, b: Draft) -> bool:
    """`The document was signed by the ministers`: a paper spoken of again, with only some of its parties."""
    if a.status is not b.status:
        return False
    vague = b if b.context or b.definite else a if a.context or a.definite else None
    if vague is None:
        return False
    other = a if vague is b else b
    near = abs(a.sentence - b.sentence) <= 3 or vague.title
    return near and (set(vague.countries) <= set(other.countries) or (vague.context and vague.title))


def _apart(a: Draft, b: Draft) -> bool:
    """Their own dates say that they are two."""
    if a.date_start and b.date_start and a.dated and b.dated:
        last = max(a.date_end or a.date_start, b.date_end or b.date_start)
        first = min(a.date_start, b.date_start)
        earlier_ends = (a.date_end or a.date_start) if first == a.date_start else (b.date_end or b.date_start)
        if max(a.date_start, b.date_start) > earlier_ends:
            return not (a.type is EventType.VISIT and (last - first).days <= 7)
    if a.old and b.old and a.old != b.old:
        return (a.old.year, a.old.month) != (b.old.year, b.old.month)
    return False


def _era(a: Draft, b: Draft) -> bool:
    """One is background, the other is news."""
    old, new = (a, b) if a.status is Status.BACKGROUND else (b, a)
    return old.status is Status.BACKGROUND and new.status is not Status.BACKGROUND


def _same_visit(a: Draft, b: Draft) -> bool:
    if a.origin != b.origin or a.destination != b.destination:
        return False
    if a.people and b.people and not (a.people & b.people) and not (_nameless(a) or _nameless(b)):
        return False
    if _era(a, b) or _apart(a, b):
        return bool(
            b.definite
            and not b.dated
            and b.status is not Status.BACKGROUND
            and a.status is not Status.BACKGROUND
        )
    if a.status is Status.BACKGROUND and b.status is Status.BACKGROUND:
        return not _apart(a, b)
    hypothetical = {a.status, b.status} & {Status.HYPOTHETICAL}
    return not (hypothetical and {a.status, b.status} & {Status.OCCURRED, Status.CANCELLED})


def _nameless(draft: Draft) -> bool:
    """`an Azerbaijani aide`: nobody in particular, so it may be whoever is named elsewhere."""
    return not any(r.name or r.actor for r in draft.parties)


def _same_talks(a: Draft, b: Draft) -> bool:
    if _era(a, b) or _apart(a, b):
        return False
    one, two = a.people, b.people
    if a.title or b.title:
        one, two = _known(a), _known(b)  # a headline's counterpart is the one named below
    if a.key.startswith("round:") != b.key.startswith("round:") and a.status is not b.status:
        return False
    if (
        a.key
        and b.key
        and a.key != b.key
        and {a.key, b.key} - {"received", "session"}
        and {a.key, b.key} != {"aside", "received"}
    ):
        return False
    if {a.status, b.status} == {Status.HYPOTHETICAL, Status.OCCURRED}:
        return False
    if not one or not two:
        return a.multilateral == b.multilateral and abs(a.sentence - b.sentence) <= 12
    if one == two:
        return True
    if one <= two or two <= one:
        small, large = (one, two) if len(one) <= len(two) else (two, one)
        if a.multilateral:
            return True
        # "X met senior officials" says no other meeting than "X met Y"
        return len(small) >= 2 or (
            len(large) == 2
            and len(small) == 1
            and a.status is b.status
            and (a.title or b.title or _vague(a if a.people == small else b))
        )
    return a.multilateral and b.multilateral and bool(one & two)


def _known(draft: Draft) -> frozenset[str]:
    """Its people without offices that nobody is known to hold."""
    return frozenset(
        r.key for r in draft.parties if r.key and (r.kind == "person" or (r.kind == "role" and r.actor))
    )


def _vague(draft: Draft) -> bool:
    """Its counterpart is nobody in particular."""
    return any(
        r.kind in ("country", "group", "pair")
        or (r.kind == "role" and not r.actor and r.office.endswith(("counterpart", "colleague")))
        for r in draft.parties
    )


def _same_agreement(a: Draft, b: Draft) -> bool:
    if a.echo or b.echo:
        return (
            not (a.old and b.old and a.old.year != b.old.year)
            and not (a.echo and a.old and b.status is not Status.BACKGROUND)
            and not (b.echo and b.old and a.status is not Status.BACKGROUND)
        )
    if _era(a, b):
        return False
    if a.status is Status.BACKGROUND and b.status is Status.BACKGROUND:
        if a.old and b.old:
            return a.old == b.old or (a.old.year, a.old.month) == (b.old.year, b.old.month)
        return abs(a.sentence - b.sentence) <= 2
    if {a.status, b.status} & {Status.HYPOTHETICAL} and a.status is not b.status:
        return False
    if a.status is not b.status and Status.CANCELLED not in (a.status, b.status):
        return a.title
    return not _apart(a, b)


def _same_mission(a: Draft, b: Draft) -> bool:
    if (
        a.pattern == b.pattern
        and b.definite
        and not b.dated
        and (not a.origin or not b.origin or a.origin == b.origin)
    ):
        return True
    if (
        (a.title or b.title)
        and a.status is b.status
        and (not a.origin or not b.origin or a.origin == b.origin)
    ):
        return True  # "Azerbaijan brings its diplomats home" above "withdrew the staff of its embassy"
    if {a.key, b.key} == {"away", "there"}:
        return False
    if a.sentence == b.sentence and a.status is b.status and {a.pattern, b.pattern} <= _SIGNS:
        return True  # "inaugurated the embassy, cutting the ribbon"
    if a.pattern.split(".")[1] != b.pattern.split(".")[1]:
        return False
    if a.origin and b.origin and a.origin != b.origin:
        return False
    if _era(a, b) or _apart(a, b):
        return False
    return not ({a.status, b.status} & {Status.HYPOTHETICAL} and a.status is not b.status)


def _join(into: Draft, other: Draft) -> None:
    """Put the details of `other` into `into`."""
    into.sources.append(other)
    status = into.status
    if into.echo and not other.echo:
        status, into.echo = other.status, False
    elif other.echo or (
        other.definite
        and not other.dated
        and (
            into.status is Status.BACKGROUND
            or (into.status is Status.PLANNED and into.firm and other.status is Status.OCCURRED)
            or (into.type is EventType.VISIT and other.status in (Status.PLANNED, Status.HYPOTHETICAL))
            or (into.type is EventType.VISIT and into.status is Status.OCCURRED and into.dated)
        )
    ):
        pass
    elif other.status is not into.status:
        pair = {other.status, into.status}
        if pair == {Status.HYPOTHETICAL, Status.PLANNED} and (
            other.title if other.status is Status.HYPOTHETICAL else into.title
        ):
            status = Status.HYPOTHETICAL
        elif pair == {Status.OCCURRED, Status.PLANNED}:
            done, due = (other, into) if other.status is Status.OCCURRED else (into, other)
            status = Status.OCCURRED if done.firm or not due.firm else Status.PLANNED
            if (
                done.weak
                and done.pattern == "meeting.talk"
                and due.firm
                and due.dated
                and not due.weak | done.dated
            ):
                status = Status.PLANNED  # "They discussed a cable", told of others
            into.firm = True
        elif _RANK[other.status] > _RANK[into.status]:
            status = other.status
        if status is not into.status:
            into.note(f"status {status.value}: {other.reasons[-1] if other.reasons else ''}")
    into.status = status
    if into.type is EventType.AGREEMENT and len(other.countries) > len(into.countries):
        into.countries = other.countries
    known = {r.key: r for r in into.parties if r.key}
    extra: list[Ref] = []
    for ref in other.parties:
        if ref.key and ref.key in known:
            continue
        if ref.kind in ("person", "role", "body") or not into.parties:
            extra.append(ref)
    into.parties = (*into.parties, *extra)
    if (
        into.city is None
        and other.city is not None
        and (other.place_country == into.place_country or into.place_country is None)
    ):
        into.city, into.place_country = other.city, other.place_country
    if into.place_country is None:
        into.place_country = other.place_country
    _join_dates(into, other)
    if (
        into.instrument is not None
        and other.instrument is not None
        and into.instrument is not other.instrument
        and _SPECIFIC.get(into.instrument, 2) < _SPECIFIC.get(other.instrument, 2)
        and into.instrument is Instrument.OTHER
    ):
        into.instrument = other.instrument
    into.subject = into.subject or other.subject
    into.value = into.value or other.value
    into.multilateral = into.multilateral or other.multilateral
    into.key = into.key or other.key
    into.weak = into.weak and other.weak
    into.firm = into.firm or other.firm
    for reason in other.reasons:
        into.note(reason)


def _join_dates(into: Draft, other: Draft) -> None:
    into.until = into.until or other.until
    if other.date_start is None:
        return
    if into.date_start is None:
        into.date_start, into.date_end = other.date_start, other.date_end
        return
    if (
        into.type is EventType.VISIT
        and into.date_start != other.date_start
        and into.status is not Status.BACKGROUND
    ):
        days: list[date] = [
            d for d in (into.date_start, into.date_end, other.date_start, other.date_end) if d
        ]
        if (max(days) - min(days)).days <= 7:
            into.date_start = min(days)
            into.date_end = max(days) if max(days) > min(days) else None
    elif other.date_end is not None and into.date_end is None and other.date_start == into.date_start:
        into.date_end = other.date_end


def _shadowed(draft: Draft, kept: list[Draft]) -> bool:
    """A vague draft that says no more than a definite one."""
    for other in kept:
        if other is draft or other.type is not draft.type:
            continue
        if (
            draft.type in (EventType.MEETING, EventType.CALL)
            and draft.weak
            and not other.weak
            and draft.countries == other.countries
            and draft.people
            and draft.people <= other.people
            and draft.status is other.status
            and not _apart(draft, other)
        ):
            return True
    return False
