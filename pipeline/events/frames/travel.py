"""Visits told by a verb of motion: `X arrived in Y`, `X visits Y`."""

from __future__ import annotations

from pipeline.events.event import EventType, Status
from pipeline.events.frames.invitations import accepted
from pipeline.events.frames.journeys import left_from, wait
from pipeline.events.frames.visitors import (
    Place,
    abroad,
    carried,
    current_place,
    destination_stop,
    gapped,
    kind_of,
    make_visits,
    object_places,
    owned,
    visitors_of,
    where,
)
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.status import Verdict
from pipeline.events.syntax import Sentence
from pipeline.events.triggers import Trigger

_HERE_VERBS = frozenset({
    "arrive", "arrives", "arrived", "arriving", "land", "lands", "landed", "landing", "flew", "flown",
    "flies", "fly", "touched", "touch", "touches", "came", "come",
})  # fmt: skip
_ONWARD = ("leav", "left", "depart", "continu", "proceed", "return", "fly on", "flew on", "set")
_INTO = frozenset({
    "into", "to", "at", "for", "in", "through", "on", "around",
})  # fmt: skip
_ACTS_ABROAD = frozenset({
    "cut", "open", "inaugurate", "unveil", "lay", "launch", "tour", "address", "inspect", "plant", "deliver",
    "give", "present", "dedicate", "collect", "watch", "lead",
})  # fmt: skip
_TOPICS = frozenset({
    "subject", "issue", "question", "matter", "topic", "theme", "idea", "problem", "case",
    "defence", "defense",
    "aid", "rescue", "help", "attention", "policy", "table",
})  # fmt: skip
_BACK = ("return", "fl", "left", "leav", "depart", "head", "go", "went", "c", "get", "got", "travel", "jet")
"""How verbs of the way home begin."""
_AFTER_ARRIVAL = frozenset({
    ".", ",", ";", "on", "late", "early", "with", "for", "last", "by", "from", "and", "again", "too", "once",
    "this", "yesterday", "today", "a", "two", "three", "after", "before", "when", "as", "ahead", "earlier",
    "later", "aboard", "accompanied", "there", "over", "himself", "herself", "personally", "alone", "first",
    "separately", "together", "shortly", "only", "next", "quietly", "secretly", "unannounced", "back",
    "tonight", "tomorrow", "while", "-", "\u2013", "\u2014", "here", "at", "in", "to", "then", "straight",
    "just",
    "along", "overnight", "during", "amid", "also", "since", "finally", "bearing", "carrying", "under",
    "one", "some",
    "bringing", "empty-handed", "(", '"', "twice", "often", "soon", "unexpectedly",
})  # fmt: skip
_OCCASIONS = frozenset({
    "invitation", "head", "airport", "end", "start", "beginning", "weekend", "request", "dawn", "noon",
    "midnight", "night", "palace", "presidency", "residence", "hour",
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
    if entry.object and s.passive(v):
        _visited_by(scene, trigger)
        return
    visitors = _travellers(scene, trigger)
    home = _goes_home(scene, trigger)
    places = [] if home else _destinations(scene, trigger)
    if (
        word.startswith(("fly", "flies", "flew", "land"))
        and visitors
        and all(r.kind == "body" for r in visitors)
    ):
        scene.reject(trigger, "an airline flies")
        return
    if not places and not home and visitors:
        places = _untold(scene, trigger, visitors)
    if visitors and not places:
        _no_place(scene, trigger, visitors, home=home)
        return
    if not places:
        scene.reject(trigger, "no destination")
        return
    if not visitors:
        scene.reject(trigger, "nobody who acts for a state travels")
        return
    if word.startswith(("bring", "brought")) and places[0][2] - v > 9:
        scene.reject(trigger, "brings something else")
        return
    back = word.startswith("return") or "back" in s.lower[v + 1 : v + 3]
    if word.startswith(_BACK) and all(r.country == places[0][0] for r in visitors):
        verdict = scene.judge.of_verb(s, v)
        if not left_from(scene, trigger, visitors, verdict) and back:
            wait(scene, trigger, visitors, verdict, home=True)
    if not back:
        visitors = abroad(scene, s.subject(v), places, visitors)
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
    onward = word.startswith(_ONWARD) or s.lower[trigger.end - 1] == "on"
    make_visits(scene, trigger, visitors, places, _how_real(scene, trigger), onward=onward)
    gapped(scene, trigger, places, _how_real(scene, trigger))
    _came_from(scene, trigger, visitors)


def _travellers(scene: Scene, trigger: Trigger) -> list[Ref]:
    """Who goes: the subject, or whose plane or delegation it is."""
    s, v = scene.s, trigger.head
    visitors = visitors_of(scene, scene.who(s.subject(v), humans=True))
    if not visitors and s.tags[v] in ("VBG", "VBN", "VB"):
        visitors = visitors_of(scene, scene.who(s._left_subject(v), humans=True))
    if not visitors and s.deps[v] == "acl" and s.refs[s.heads[v]] is None:
        # "plans by X to go"
        by = s.after(s.heads[v], frozenset({"by", "of"}), v)
        visitors = visitors_of(scene, scene.who([k for _, k in by[:1]], humans=True))
    if not visitors and "among" in s.lower[:v]:
        # "X was among the dignitaries who descended on Y"
        be = s.governor(s.lower.index("among"))
        if be is not None and be < v:
            visitors = visitors_of(scene, scene.who(s.subject(be), humans=True, bodies=False))
    return visitors or carried(scene, v) or owned(scene, v)


def _destinations(scene: Scene, trigger: Trigger) -> list[Place]:
    """The places that the clause names as where it goes."""
    s, v, entry = scene.s, trigger.head, trigger.entry
    if entry.object:
        return object_places(scene, trigger)
    places = scene.places_after(trigger.end - 1, frozenset(entry.to), destination_stop(scene, trigger))
    if not places and entry.id == "visit.due":
        return _due_to_do(scene, trigger)
    places = [p for p in places if not _figurative(s, p[2])]
    into = trigger.end - 1 > v and s.lower[trigger.end - 1] in _INTO
    if s.lower[v].startswith(("enter", "reach")) or into:
        places = object_places(scene, trigger) or places
    return places or where(scene, v)


def _figurative(s: Sentence, k: int) -> bool:
    """`returned to the subject of Azerbaijan`: no place but what the noun before `of` names."""
    if k < 2 or s.lower[k - 1] != "of" or s.refs[k - 2] is not None or not s.tags[k - 2].startswith("NN"):
        return False
    return s.lower[k - 2] in _TOPICS


def _due_to_do(scene: Scene, trigger: Trigger) -> list[Place]:
    """`is due on Wednesday to open the embassy in Tel Aviv`: a place where he is to do something."""
    s = scene.s
    for k in range(trigger.end, min(len(s) - 1, trigger.end + 5)):
        if s.lower[k] == "to" and s.lower[k + 1] in _ACTS_ABROAD:
            return scene.places_after(k + 1, frozenset({"in"}), s.clause_end(k + 1))
    return []


def _untold(scene: Scene, trigger: Trigger, visitors: list[Ref]) -> list[Place]:
    """Where an arrival leads of which the sentence names no place: here, or as the journey before."""
    s, v = scene.s, trigger.head
    if (s.lower[v] in _HERE_VERBS or s.lower[trigger.end - 1] == "over") and plain_arrival(scene, trigger):
        here = current_place(scene, visitors)
        if here is not None:
            return [here]
    return _same_way(scene, trigger, visitors)


def plain_arrival(scene: Scene, trigger: Trigger) -> bool:
    """`arrived on Monday`, `came with a message`; not `came under fire`, `arrived at a conclusion`."""
    s, v = scene.s, trigger.head
    if s.child(v, "dobj", "ccomp", "xcomp") is not None:
        return False
    k = trigger.end
    if k >= len(s) or s.refs[k] is not None:
        return True
    word = s.lower[k]
    if word not in _AFTER_ARRIVAL:
        return _dated(scene, k)
    if word == "at":
        return not _OCCASIONS.isdisjoint(s.lower[k + 1 : k + 4])
    if word in ("in", "under", "by"):
        return _dated(scene, k) or s.refs[min(len(s) - 1, k + 1)] is not None
    if word == "to":
        return s.tags[min(len(s) - 1, k + 1)] == "VB"
    return True


def _dated(scene: Scene, k: int) -> bool:
    """A time expression begins at token k or right after it."""
    s = scene.s
    upto = s.last[min(len(s) - 1, k + 2)]
    return any(s.first[k] <= m.start < upto for m in s.dates)


def _goes_home(scene: Scene, trigger: Trigger) -> bool:
    """`flew home`, `went back home`, `left for home`."""
    if scene.s.lower[trigger.head].startswith(("bring", "brought", "t", "send", "sent", "driv", "drove")):
        return False  # "to bring home the hostages"
    clause = scene.s.lower[trigger.head + 1 : trigger.end + 3]
    return clause[:1] == ["home"] or clause[:2] in (["back", "home"], ["for", "home"])


def _no_place(scene: Scene, trigger: Trigger, visitors: list[Ref], *, home: bool) -> None:
    """A way home, a way back from a place, or an arrival whose place the text tells elsewhere."""
    s, v = scene.s, trigger.head
    verdict = scene.judge.of_verb(s, v)
    back = home or s.lower[v].startswith("return") or "back" in s.lower[v + 1 : trigger.end + 1]
    leaves = s.lower[v].startswith(("left", "leav", "depart"))
    if (back or leaves) and left_from(scene, trigger, visitors, verdict):
        return
    _came_from(scene, trigger, visitors)
    if home:
        wait(scene, trigger, visitors, verdict, home=True)
    elif s.lower[v] in _HERE_VERBS and plain_arrival(scene, trigger):
        wait(scene, trigger, visitors, verdict, home=False)
    scene.reject(trigger, "goes home" if home else "no destination")


def _how_real(scene: Scene, trigger: Trigger) -> Verdict:
    """The status of a journey: of its verb, its entry, or its day."""
    s, v, entry = scene.s, trigger.head, trigger.entry
    verdict = scene.judge.of_verb(s, v)
    if (
        verdict.status is Status.HYPOTHETICAL
        and s.lower[s.heads[v]].startswith(("ask", "invit", "urg", "want"))
        and accepted(scene) is Status.PLANNED
    ):
        return Verdict(Status.PLANNED, "asked to come, and accepted", "future", firm=True)
    if entry.status and verdict.status is Status.OCCURRED:
        return Verdict(Status(entry.status), entry.id, "future", firm=True)
    if s.lower[v] in ("leaves", "heads", "departs", "heading") and verdict.status is Status.OCCURRED:
        when = scene.when(v, verdict)
        later = when.start is not None and when.start >= scene.published
        if later and s.span.segment.kind != "title":
            return Verdict(Status.PLANNED, "leaves later that day", "future", firm=True)
    return verdict


def _homeward(scene: Scene, trigger: Trigger, places: list[Place]) -> bool:
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


def _same_way(scene: Scene, trigger: Trigger, visitors: list[Ref]) -> list[Place]:
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
    at = v - 2 if v >= 2 and s.lower[v - 1] == "," else v - 1
    before = s.refs[at] if v else None
    return (
        before is not None
        and before.kind in ("person", "role")
        and bool(object_places(scene, trigger) or scene.places_after(v, frozenset(trigger.entry.to)))
    )
