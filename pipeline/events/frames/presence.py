"""Visits told by being somewhere: `X was in Y`, `X was Y's guest`, `X came along`."""

from __future__ import annotations

from pipeline.events.dates import Direction
from pipeline.events.event import EventType, Status
from pipeline.events.frames.visitors import (
    Place,
    abroad,
    destination_stop,
    gapped,
    kind_of,
    make_visits,
    visitors_of,
)
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene, When
from pipeline.events.status import Verdict
from pipeline.events.triggers import Trigger

_LONG = ("spen", "remain", "stay")
_SKIPPED = frozenset({"the", "neighboring", "neighbouring", "seaside", "town", "of", "resort"})
_ELSEWHERE = frozenset({
    "due", "expected", "awaited", "scheduled", "likely", "unlikely", "absent", "missing", "welcome",
    "supposed",
})  # fmt: skip
"""Who is one of these is not there."""
_COMING = frozenset({"due", "expected", "awaited", "anticipated", "slated", "scheduled"})
_HOSTED = frozenset({"guest", "guests", "visitor"})


def be_in(scene: Scene, trigger: Trigger) -> None:
    """`X was in Baku`, `X spent two days in Baku`, `X will remain in Baku`, `X was Y's guest`."""
    s, v = scene.s, trigger.head
    if not (s.verb(v) or s.lower[v] in ("'s", "was", "is")) or s.tags[v] == "POS":
        return
    if _expected(scene, trigger):
        return
    if s.deps[v] in ("aux", "auxpass") and s.verb(s.heads[v]) and s.lower[s.heads[v]] not in ("due",):
        return
    places = _whereabouts(scene, trigger) or _guest_of(scene, trigger)
    if not places:
        return
    tokens = s.subject(v)
    visitors = [
        r
        for r in abroad(
            scene, tokens, places, visitors_of(scene, scene.who(tokens, humans=True, bodies=False))
        )
        if r.kind != "body" and not r.ambassador
    ]
    states = {r.country for r in visitors}
    if not visitors or (len(states) > 1 and any(kind_of(s, k) in ("pronoun", "pair") for k in tokens)):
        return
    verdict = scene.judge.of_verb(s, v)
    if s.lower[v].startswith(("remain", "stay")) and verdict.status is Status.PLANNED:
        when = scene.when(v, verdict)
        verdict = Verdict(Status.OCCURRED, "will remain: under way", "present")
        make_visits(
            scene, trigger, visitors, places, verdict, whens=[When(None, None, None, None, when.reason)]
        )
        for draft in scene.drafts[-1:]:
            draft.until = when.start
        return
    whens = None
    below = s.subtree(v)
    span = [m for m in s.dates if s.first[v] < m.start and scene._token(m.start) in below]
    if len(span) == 2 and all(m.precision.value == "year" for m in span) and "and" in s.lower:
        direction = Direction.FUTURE if verdict.tense == "future" else Direction.PAST
        whens = [scene._as_when(m, direction) for m in span]
    make_visits(scene, trigger, visitors, places, verdict, whens=whens)
    gapped(scene, trigger, places, verdict)


def _expected(scene: Scene, trigger: Trigger) -> bool:
    """`is nonetheless expected in Baku`: due there, with words between."""
    s, v = scene.s, trigger.head
    k = v + 1
    while k < len(s) and (s.tags[k] == "RB" or s.lower[k] in ("himself", "herself")):
        k += 1
    if k == v + 1 or s.lower[k : k + 1] == [] or s.lower[k] not in _COMING or "not" in s.lower[v:k]:
        return False
    places = scene.places_after(k, frozenset({"in", "at"}), min(len(s), k + 5))
    visitors = visitors_of(scene, scene.who(s.subject(v), humans=True, bodies=False))
    if not places or not visitors:
        return False
    return make_visits(
        scene, trigger, visitors, places, Verdict(Status.PLANNED, "expected there", "future", firm=True)
    )


def _whereabouts(scene: Scene, trigger: Trigger) -> list[Place]:
    """The places that follow `was` or `spent two days`."""
    s, v = scene.s, trigger.head
    long = s.lower[v].startswith(_LONG)
    guest = False
    k = trigger.end
    while k < len(s) and k - trigger.end < (9 if long or guest else 4):
        if s.lower[k] in _ELSEWHERE:
            return []
        if s.lower[k : k + 2] == ["in", "town"]:
            return _here(scene, k)
        if s.lower[k] in ("in", "at") or (s.lower[k] == "to" and s.lower[v] == "been"):
            if places := _named_after(scene, k):
                return places
        elif s.lower[k] == "here":
            return _here(scene, k)
        elif s.lower[k] == "there" and s.tags[k] != "EX":
            there = scene.there_for(scene.who(s.subject(v), humans=True, bodies=False))
            return [(*there, k)] if there is not None else []
        elif (ref := s.refs[k]) is not None:
            guest = guest or (ref.kind == "role" and ref.office in _HOSTED)
            if not guest and not (s.lower[k + 1 : k + 2] == ["'s"] and _is_guest(scene, k + 2)):
                return []
        elif s.lower[k] in _HOSTED:
            guest = True
        elif s.tags[k] in ("VBN", "VBG", "VB") and not long:
            return []
        k += 1
    return []


def _here(scene: Scene, at: int) -> list[Place]:
    here = scene.here()
    return [(*here, at)] if here is not None else []


def _named_after(scene: Scene, at: int) -> list[Place]:
    """What the preposition at a token leads to: `in the neighbouring Iran`, `in town`, `in our country`."""
    s = scene.s
    m = at + 1
    while m < len(s) and m - at < 5 and s.refs[m] is None and (s.lower[m] in _SKIPPED or s.tags[m] == "JJ"):
        m += 1
    if m < len(s) and s.refs[m] is not None:
        if scene.as_place(m) is None:
            return []
        return [(*p, x) for x in s.coordinated(m) if (p := scene.as_place(x)) is not None]
    if s.lower[m : m + 1] == ["town"]:
        return _here(scene, m)
    places: list[Place] = []
    for x in range(at + 1, min(at + 4, len(s))):
        by_word = scene.place_by_word(x)
        if by_word is not None:
            places = [(*by_word, x)]
    return places


def _is_guest(scene: Scene, k: int) -> bool:
    """Whether `guest` stands at a token, as a word or as an office."""
    s = scene.s
    if k >= len(s):
        return False
    ref = s.refs[k]
    return s.lower[k] in _HOSTED or (ref is not None and ref.kind == "role" and ref.office in _HOSTED)


def _guest_of(scene: Scene, trigger: Trigger) -> list[Place]:
    """`X was the guest of Y`, `was again Y's guest`: in the state of an official host."""
    s = scene.s
    found = next((k for k in range(trigger.end, min(len(s), trigger.end + 8)) if _is_guest(scene, k)), None)
    if found is None or s.lower[found + 1 : found + 2] in (["at"], ["on"], ["in"]):
        return []
    hosts = [found - 2] if s.lower[found - 1 : found] == ["'s"] else []
    if s.lower[found + 1 : found + 2] == ["of"]:
        hosts += [k for _, k in s.after(found, frozenset({"of"}), min(len(s), found + 6))[:1]]
    own = s.refs[found]
    if own is not None and own.owner in ("his", "her", "our"):
        hosts.append(found)
    mine = {r.country for r in scene.who(s.subject(trigger.head), humans=True)}
    states = {
        r.country
        for k in hosts
        if k >= 0 and (ref := s.refs[k]) is not None
        for r in (
            [a for a in scene.antecedents(k) if a.country not in mine][:1] if k == found else scene.who([k])
        )
        if r.country and (r.kind in ("role", "body", "country") or r.office or r.actor) and ref is not None
    }
    return [(states.pop(), None, -1)] if len(states) == 1 else []


def along(scene: Scene, trigger: Trigger) -> None:
    """`Three ministers – X, Y and Z – came along`, `accompanied by X`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    if s.lower[v].startswith("accompan") and _together(scene, trigger):
        return
    if scene.stage.host_country is None:
        return
    trip = next(
        (
            d
            for d in reversed(scene.drafts)
            if d.type is EventType.VISIT
            and d.destination == scene.stage.host_country
            and d.status in (Status.OCCURRED, Status.PLANNED)
        ),
        None,
    )
    if trip is None:
        return
    if s.lower[v].startswith("accompan"):
        by = s.after(v, frozenset({"by"}), min(len(s), v + 5))
        tokens = s.coordinated(by[0][1]) if by else s.subject(v)
    else:
        tokens = s.subject(v)
        if not any(kind_of(s, k) == "person" for k in tokens):
            tokens = [k for k in range(s.clause_start(v), v) if kind_of(s, k) == "person"]
    people = [
        r
        for r in scene.who(tokens, humans=True, bodies=False)
        if r.kind == "person" and r.country in (None, trip.origin)
    ]
    known = trip.people
    extra = [
        Ref("person", r.start, r.end, (trip.origin or "",), r.name, r.actor, r.office)
        for r in people
        if r.key not in known
    ]
    trip.parties = (*trip.parties, *extra)


def _together(scene: Scene, trigger: Trigger) -> bool:
    """`X accompanied Y to Z`: both travel."""
    s, v = scene.s, trigger.head
    places = scene.places_after(v, frozenset({"to", "on"}), destination_stop(scene, trigger))
    if not places and "there" in s.lower[v : s.clause_end(v)] and scene.stage.there:
        places = [(scene.stage.there[0], scene.stage.there[1] or None, v)]
    elif not places and "there" in s.lower[v : s.clause_end(v)] and scene.here() is not None:
        places = _here(scene, v)
    if not places:
        return False
    people = visitors_of(scene, scene.who([*s.subject(v), *s.objects(v)], humans=True, bodies=False))
    for _, k in s.after(v, frozenset({"by"}), min(len(s), v + 8)):
        people += [r for r in scene.who(s.coordinated(k), humans=True, bodies=False) if r.countries]
    people = [r for r in people if r.country == people[0].country and r.country != places[0][0]]
    if not any(r.kind == "person" for r in people):
        return False
    made = len(scene.drafts)
    make_visits(scene, trigger, people, places, scene.judge.of_verb(s, v))
    return len(scene.drafts) > made
