"""Visits told by a verb: `X arrived in Y`, `X was in Y`, `X came along`."""

from __future__ import annotations

from pipeline.events.event import EventType, Status
from pipeline.events.frames.invitations import accepted
from pipeline.events.frames.visitors import (
    carried,
    current_place,
    kind_of,
    make_visits,
    object_places,
    owned,
    visitors_of,
)
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene, When
from pipeline.events.status import Verdict
from pipeline.events.triggers import Trigger

_HERE_VERBS = frozenset({
    "arrive", "arrives", "arrived", "arriving", "land", "lands", "landed", "landing", "flew", "flown",
    "flies", "fly", "touched", "touch", "touches", "came", "come",
})  # fmt: skip
_ONWARD = ("leav", "left", "depart", "continu", "proceed", "return", "fly on", "flew on", "set")
_INTO = frozenset({
    "into", "to", "at", "for", "in",
})  # fmt: skip


def go(scene: Scene, trigger: Trigger) -> None:
    """`X arrived in Y`, `X visits Y`."""
    s, v, entry = scene.s, trigger.head, trigger.entry
    if not (s.verb(v) or _verb_by_place(scene, trigger)):
        return
    word = s.lower[v]
    if s.tags[v] == "VBG" and s.lower[v - 1 : v] == ["the"]:
        return
    if "along" in s.lower[v : v + 2] and scene.stage.host_country is not None:
        return  # companions of a visit told before: `along`
    if s.lower[v + 1 : v + 2] == ["home"] or s.lower[v + 1 : v + 3] == ["back", "home"]:
        scene.reject(trigger, "goes home")
        return
    if entry.object and s.passive(v):
        _visited_by(scene, trigger)
        return
    if entry.object:
        places = object_places(scene, trigger)
    else:
        places = scene.places_after(trigger.end - 1, frozenset(entry.to), _stop(scene, trigger))
        if word.startswith(("enter", "reach")) or (trigger.end - 1 > v and s.lower[trigger.end - 1] in _INTO):
            places = object_places(scene, trigger) or places
    visitors = visitors_of(scene, scene.who(s.subject(v), humans=True))
    if not visitors and s.tags[v] in ("VBG", "VBN", "VB"):
        visitors = visitors_of(scene, scene.who(s._left_subject(v), humans=True))
    if not visitors:
        visitors = carried(scene, v) or owned(scene, v)
    if (
        word.startswith(("fly", "flies", "flew", "land"))
        and visitors
        and all(r.kind == "body" for r in visitors)
    ):
        scene.reject(trigger, "an airline flies")
        return
    if not places and visitors and (word in _HERE_VERBS or s.lower[trigger.end - 1] == "over"):
        here = current_place(scene, visitors)
        if here is not None and _no_object(scene, trigger):
            places = [here]
    if not places and visitors:
        places = _same_way(scene, trigger, visitors)
    if not places:
        if visitors:
            _came_from(scene, trigger, visitors)
        scene.reject(trigger, "no destination")
        return
    if not visitors:
        scene.reject(trigger, "nobody who acts for a state travels")
        return
    if word.startswith(("bring", "brought")) and places[0][2] - v > 9:
        scene.reject(trigger, "brings something else")
        return
    if _homeward(scene, trigger, places):
        scene.reject(trigger, "goes home")
        return
    if (
        places[0][2] > 0
        and "our" in s.lower[max(0, places[0][2] - 3) : places[0][2]]
        and all(r.country == places[0][0] for r in visitors)
    ):
        other = scene.other_state(visitors)
        places = [(other, None, places[0][2])] if other is not None else places
    verdict = scene.judge.of_verb(s, v)
    if (
        verdict.status is Status.HYPOTHETICAL
        and s.lower[s.heads[v]].startswith(("ask", "invit", "urg", "want"))
        and accepted(scene) is Status.PLANNED
    ):
        verdict = Verdict(Status.PLANNED, "asked to come, and accepted", "future", firm=True)
    if entry.status and verdict.status is Status.OCCURRED:
        verdict = Verdict(Status(entry.status), entry.id, "future", firm=True)
    if word in ("leaves", "heads", "departs") or word == "heading":
        when = scene.when(v, verdict)
        if (
            verdict.status is Status.OCCURRED
            and when.start is not None
            and when.start >= scene.published
            and scene.s.span.segment.kind != "title"
        ):
            verdict = Verdict(Status.PLANNED, "leaves later that day", "future", firm=True)
    onward = word.startswith(_ONWARD) or s.lower[trigger.end - 1] == "on"
    make_visits(scene, trigger, visitors, places, verdict, onward=onward)
    _came_from(scene, trigger, visitors)


def _homeward(scene: Scene, trigger: Trigger, places: list[tuple[str | None, str | None, int]]) -> bool:
    """`He will fly back to Israel` of a traveller whom the text lets come from there."""
    s, v = scene.s, trigger.head
    back = s.lower[v].startswith("return") or "back" in s.lower[v + 1 : v + 3]
    pronoun = any(kind_of(s, k) == "pronoun" for k in s.subject(v))
    return (
        back
        and pronoun
        and any(
            d.type is EventType.VISIT and d.origin == places[0][0] and d.status is not Status.BACKGROUND
            for d in scene.drafts[-6:]
        )
    )


def _same_way(
    scene: Scene, trigger: Trigger, visitors: list[Ref]
) -> list[tuple[str | None, str | None, int]]:
    """`Zamir followed in September`, `X went the other way`: where the visit told before went, or came
    from."""
    s, v = scene.s, trigger.head
    word = s.lower[v]
    clause = s.lower[v : s.clause_end(v)]
    other = any(
        clause[k : k + 2] in (["other", "way"], ["opposite", "direction"], ["other", "direction"])
        for k in range(len(clause))
    )
    again = any(w in clause[1:3] for w in ("again", "too", "likewise", "once", "also"))
    visitors = [r for r in visitors if r.kind == "person" and (r.office or r.actor)]
    if not visitors:
        return []
    brings = word in ("brought", "brings", "took") and any(
        clause[k : k + 2] in (["with", "him"], ["with", "her"], ["with", "them"]) for k in range(len(clause))
    )
    if not (
        other
        or brings
        or word.startswith("follow")
        or (word.startswith("return") and "home" not in clause)
        or (again and word.startswith(("c", "go", "went", "walk", "fl")))
    ):
        return []
    if word.startswith("follow") and s.child(v, "dobj", "ccomp") is not None:
        return []
    for draft in reversed(scene.drafts):
        if draft.type is not EventType.VISIT or draft.destination is None or draft.origin is None:
            continue
        if abs(draft.sentence - s.number) > 4:
            break
        to, start = (draft.origin, draft.destination) if other else (draft.destination, draft.origin)
        for r in visitors:
            if not r.countries and r.kind == "person":
                r.countries = (start,)
        if all(r.country == start for r in visitors):
            return [(to, None if other else draft.city, -1)]
    return []


def _visited_by(scene: Scene, trigger: Trigger) -> None:
    """`Baku was visited by an Israeli delegation`, `you were visited by our minister`."""
    s, v = scene.s, trigger.head
    places = [(*p, k) for k in s.subject(v) if (p := scene.as_place(k)) is not None]
    visitors: list[Ref] = []
    for _, k in s.after(v, frozenset({"by"}), min(len(s), v + 12)):
        visitors = visitors_of(scene, scene.who(s.coordinated(k), humans=True))
        break
    if not places and visitors:
        here = current_place(scene, visitors)
        places = [here] if here is not None else []
    if places and visitors:
        make_visits(scene, trigger, visitors, places, scene.judge.of_verb(s, v))
    else:
        scene.reject(trigger, "nobody who acts for a state travels" if places else "no destination")


def _came_from(scene: Scene, trigger: Trigger, visitors: list[Ref]) -> None:
    """`landed in Astana from Baku, where he had met X`: the leg before was a visit too."""
    s, v = scene.s, trigger.head
    for _, k in s.after(v, frozenset({"from"}), min(len(s), v + 14)):
        found = scene.as_place(k)
        if found is None or s.lower[k + 1 : k + 3] not in ([",", "where"], ["where"]):
            continue
        make_visits(
            scene,
            trigger,
            visitors,
            [(*found, k)],
            Verdict(Status.OCCURRED, "came from there", "past"),
            at=min(len(s) - 1, k + 3),
            onward=True,
        )


def _verb_by_place(scene: Scene, trigger: Trigger) -> bool:
    """A headline verb that was tagged as a noun: a person before, a place after."""
    s, v = scene.s, trigger.head
    before = s.refs[v - 1] if v else None
    return (
        before is not None
        and before.kind in ("person", "role")
        and bool(object_places(scene, trigger) or scene.places_after(v, frozenset(trigger.entry.to)))
    )


def _stop(scene: Scene, trigger: Trigger) -> int:
    """Destinations stand before the next verb of motion's own."""
    s = scene.s
    if trigger.entry.id == "visit.due":
        return min(len(s), trigger.end + 5)
    end = s.clause_end(trigger.end - 1)
    for k in range(trigger.end, end):
        if s.tags[k] in ("VBD", "VBZ", "VBP", "MD") and s.refs[k] is None and s.lower[k] not in ("'s",):
            return k
        if s.lower[k] in ("from",) and k > trigger.end + 1:
            return k
    return end


def _no_object(scene: Scene, trigger: Trigger) -> bool:
    s, v = scene.s, trigger.head
    return s.child(v, "dobj", "ccomp", "xcomp") is None


def be_in(scene: Scene, trigger: Trigger) -> None:
    """`X was in Baku`, `X spent two days in Baku`, `X will remain in Baku`."""
    s, v = scene.s, trigger.head
    if not (s.verb(v) or s.lower[v] in ("'s", "was", "is")):
        return
    if s.deps[v] in ("aux", "auxpass") and s.verb(s.heads[v]) and s.lower[s.heads[v]] not in ("due",):
        return
    if s.tags[v] == "POS":
        return
    places: list[tuple[str | None, str | None, int]] = []
    k = trigger.end
    limit = 9 if s.lower[v].startswith(("spen", "remain", "stay")) else 4
    while k < len(s) and k - trigger.end < limit:
        if s.lower[k : k + 2] == ["in", "town"]:
            here = scene.here()
            if here is not None:
                places = [(*here, k)]
                break
        if s.lower[k] in ("in", "at"):
            m = k + 1
            while (
                m < len(s)
                and m - k < 5
                and s.refs[m] is None
                and (
                    s.lower[m] in ("the", "neighboring", "neighbouring", "seaside", "town", "of", "resort")
                    or s.tags[m] in ("JJ",)
                )
            ):
                m += 1
            if m < len(s) and s.refs[m] is not None:
                found = scene.as_place(m)
                if found is not None:
                    places = [(*p, x) for x in s.coordinated(m) if (p := scene.as_place(x)) is not None]
            elif s.lower[m : m + 1] == ["town"]:
                here = scene.here()
                if here is not None:
                    places = [(*here, m)]
            else:
                for x in range(k + 1, min(k + 4, len(s))):
                    by_word = scene.place_by_word(x)
                    if by_word is not None:
                        places = [(*by_word, x)]
            if places:
                break
        elif s.lower[k] in ("here",) and scene.here() is not None:
            places = [(*scene.here(), k)]  # type: ignore[misc]
            break
        elif s.lower[k] == "there" and s.tags[k] != "EX":
            there = scene.there_for(scene.who(s.subject(v), humans=True, bodies=False))
            if there is not None:
                places = [(*there, k)]
            break
        elif (
            (ref := s.refs[k]) is not None and not (ref.kind == "role" and ref.office in ("guest", "visitor"))
        ) or (s.tags[k] in ("VBN", "VBG", "VB") and not s.lower[v].startswith(("spen", "remain", "stay"))):
            break
        k += 1
    if not places:
        return
    tokens = s.subject(v)
    visitors = [
        r
        for r in visitors_of(scene, scene.who(tokens, humans=True, bodies=False))
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
    span = [m for m in s.dates if s.first[v] < m.start]
    if len(span) == 2 and all(m.precision.value == "year" for m in span) and "and" in s.lower:
        whens = [scene._as_when(m, scene_direction(verdict)) for m in span]
    make_visits(scene, trigger, visitors, places, verdict, whens=whens)


def scene_direction(verdict: Verdict):  # type: ignore[no-untyped-def]
    from pipeline.events.dates import Direction

    return Direction.FUTURE if verdict.tense == "future" else Direction.PAST


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
    places = scene.places_after(v, frozenset({"to", "on"}), _stop(scene, trigger))
    if not places and "there" in s.lower[v : s.clause_end(v)] and scene.stage.there:
        places = [(scene.stage.there[0], scene.stage.there[1] or None, v)]
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
