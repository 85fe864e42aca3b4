"""Visits: who travels to which country."""

from __future__ import annotations

from pipeline.events.event import EventType, Status
from pipeline.events.refs import Ref
from pipeline.events.scene import OLD, Scene, When
from pipeline.events.status import Verdict
from pipeline.events.triggers import Trigger

_HERE_VERBS = frozenset(["arrive", "arrives", "arrived", "arriving", "land", "lands", "landed", "landing", "flew", "flown", "flies", "fly", "touched", "touch", "touches", "came", "come"])
_ONWARD = ("leav", "left", "depart", "continu", "proceed", "return", "fly on", "flew on", "set")
_SWAPPED = frozenset(["exchange", "exchanged", "exchanging", "exchanges"])
_SPELLS = frozenset(["day", "days", "hours", "weekend", "night", "nights", "week", "weeks"])
_REPAID = frozenset(["repay", "repaid", "repays", "return", "returned", "returns", "reciprocate", "reciprocated"])
_SEATS = frozenset(["parliament", "ministry", "presidency", "government", "foreign ministry", "defense ministry", "defence ministry"])
_VISITING_KINDS = ("person", "role", "group", "body")
_CARRIERS = frozenset(
    ["plane", "jet", "aircraft", "helicopter", "motorcade", "convoy", "team", "delegation", "mission", "crew", "party", "ship", "ships", "frigate", "frigates", "vessel", "vessels", "warship", "warships", "destroyer", "flotilla", "squadron", "officers", "experts", "officials", "engineers", "negotiators", "people", "men", "staff", "aides", "representatives", "group", "unit"]
)
_INTO = frozenset(["into", "to", "at", "for", "in"])


def _visitors(scene: Scene, refs: list[Ref]) -> list[Ref]:
    """Who can travel for a state. An official whose state nobody told counts where nobody else does: the place may
    tell it (make_visits)."""
    known = [r for r in refs if r.kind in _VISITING_KINDS and r.countries]
    return known or [r for r in refs if r.kind == "person" and r.office and not r.countries and not r.private]


def _nationality(scene: Scene, visitor: Ref, places: list[tuple[str | None, str | None, int]]) -> None:
    """Tell the state of an official of whom nobody told it: the one that the sentence names beside the places he
    goes to, else the other one of the two that the text is about."""
    if visitor.countries or visitor.kind != "person":
        return
    hosts = {p[0] for p in places}
    kinds = ("country", "demonym", "body", "group")
    left = {c for c in (scene.home or scene.stage.here_country,) if c} - hosts
    if not left:
        left = {r.country for r in scene.s.refs if r is not None and r.kind in kinds and r.country} - hosts
    if len(left) != 1:
        states = scene.stage.states
        left = set(states) - hosts if len(states) == 2 else set()
    if len(left) == 1:
        visitor.countries = tuple(left)


def _carried(scene: Scene, verb: int) -> list[Ref]:
    """`Rouhani's plane landed`, `an Israeli advance team is to land`, `the Azeri frigate docked`: whose it is."""
    s = scene.s
    head = s.subject_token(verb)
    if head is None or s.refs[head] is not None or s.lower[head] not in _CARRIERS:
        return []
    for k in range(head - 1, max(-1, head - 7), -1):
        ref = s.refs[k]
        if ref is None:
            if s.tags[k] in ("IN", ",") or s.verb(k) and s.tags[k] not in ("VBN", "VBG"):
                break
            continue
        if s.lower[head] in ("plane", "jet", "aircraft", "helicopter", "motorcade", "convoy") and ref.kind not in ("person", "role"):
            return []
        owners = scene.who([k]) if ref.kind != "demonym" else [ref]
        country = next((r.country for r in owners if r.country), None)
        if country is None:
            return []
        if s.lower[head] in ("plane", "jet", "aircraft", "helicopter", "motorcade", "convoy"):
            return owners
        return [Ref("group", ref.start, ref.end, (country,), office=s.lower[head], text=s.lower[head])]
    return []


def make_visits(
    scene: Scene,
    trigger: Trigger,
    visitors: list[Ref],
    places: list[tuple[str | None, str | None, int]],
    verdict: Verdict,
    *,
    definite: bool = False,
    at: int | None = None,
    whens: list[When] | None = None,
    onward: bool = False,
) -> bool:
    """One draft for each visitor's country and destination. True if any was made."""
    made = False
    if verdict.status is None:
        scene.reject(trigger, verdict.reason)
        return False
    at = trigger.head if at is None else at
    for v in visitors:
        _nationality(scene, v, places)
    for country, city, _ in places:
        if country is None:
            continue
        by_state: dict[str, list[Ref]] = {}
        for v in visitors:
            state = v.country
            if state is None or state == country:
                continue
            if v.ambassador and v.posted in (country, None) and not any(w in v.office for w in ("presidential", "special", "president's")):
                continue
            by_state.setdefault(state, []).append(v)
        for state, people in by_state.items():
            for when in whens or [scene.when(at, verdict)]:
                draft = scene.draft(trigger, EventType.VISIT, people, (state, country))
                draft.origin, draft.destination, draft.city, draft.place_country = state, country, city, country
                draft.definite = definite
                if len(places) > 1 and when.end is not None:
                    when = When(None, None, when.last, when.first, when.reason, own=when.own)
                if scene.settle(draft, verdict, when):
                    scene.keep(draft, onward=onward and scene.stage.host_country not in (None, country))
                    made = True
    if not made:
        scene.reject(trigger, "the traveller and the place are of one state, or one of them is unknown")
    return made


def _owned(scene: Scene, verb: int) -> list[Ref]:
    """`Iran's chamber, whose delegation is due in Baku`; `he said his delegation would go`: the owner's state."""
    s = scene.s
    for k in s.subject(verb):
        ref = s.refs[k]
        if ref is None or ref.kind != "group" or ref.countries:
            continue
        first = ref.text.lower().split()[:1]
        if first == ["whose"]:
            for m in range(k - 1, -1, -1):
                owner = s.refs[m]
                if owner is not None and owner.countries and owner.kind != "demonym" and owner.country:
                    return [Ref("group", ref.start, ref.end, owner.countries, office=ref.office, text=ref.text)]
        if first in (["his"], ["her"]):
            me = scene.antecedents(k)[:1]
            if me and me[0].country:
                return [Ref("group", ref.start, ref.end, me[0].countries, office=ref.office, text=ref.text)]
    return []


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
        places = _object_places(scene, trigger)
    else:
        places = scene.places_after(trigger.end - 1, frozenset(entry.to), _stop(scene, trigger))
        if word.startswith(("enter", "reach")) or (trigger.end - 1 > v and s.lower[trigger.end - 1] in _INTO):
            places = _object_places(scene, trigger) or places
    visitors = _visitors(scene, scene.who(s.subject(v), humans=True))
    if not visitors and s.tags[v] in ("VBG", "VBN", "VB"):
        visitors = _visitors(scene, scene.who(s._left_subject(v), humans=True))
    if not visitors:
        visitors = _carried(scene, v) or _owned(scene, v)
    if word.startswith(("fly", "flies", "flew", "land")) and visitors and all(r.kind == "body" for r in visitors):
        scene.reject(trigger, "an airline flies")
        return
    if not places and visitors and (word in _HERE_VERBS or s.lower[trigger.end - 1] == "over"):
        here = _current(scene, visitors)
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
    if places[0][2] > 0 and "our" in s.lower[max(0, places[0][2] - 3) : places[0][2]] and all(r.country == places[0][0] for r in visitors):
        other = scene.other_state(visitors)
        places = [(other, None, places[0][2])] if other is not None else places
    verdict = scene.judge.of_verb(s, v)
    if verdict.status is Status.HYPOTHETICAL and s.lower[s.heads[v]].startswith(("ask", "invit", "urg", "want")) and _accepted(scene) is Status.PLANNED:
        verdict = Verdict(Status.PLANNED, "asked to come, and accepted", "future", firm=True)
    if entry.status and verdict.status is Status.OCCURRED:
        verdict = Verdict(Status(entry.status), entry.id, "future", firm=True)
    if word in ("leaves", "heads", "departs") or word == "heading":
        when = scene.when(v, verdict)
        if verdict.status is Status.OCCURRED and when.start is not None and when.start >= scene.published and not scene.s.span.segment.kind == "title":
            verdict = Verdict(Status.PLANNED, "leaves later that day", "future", firm=True)
    onward = word.startswith(_ONWARD) or s.lower[trigger.end - 1] == "on"
    make_visits(scene, trigger, visitors, places, verdict, onward=onward)
    _came_from(scene, trigger, visitors)


def _homeward(scene: Scene, trigger: Trigger, places: list[tuple[str | None, str | None, int]]) -> bool:
    """`He will fly back to Israel` of a traveller whom the text lets come from there."""
    s, v = scene.s, trigger.head
    back = s.lower[v].startswith("return") or "back" in s.lower[v + 1 : v + 3]
    pronoun = any(s.refs[k] is not None and s.refs[k].kind == "pronoun" for k in s.subject(v))  # type: ignore[union-attr]
    return back and pronoun and any(d.type is EventType.VISIT and d.origin == places[0][0] and d.status is not Status.BACKGROUND for d in scene.drafts[-6:])


def _same_way(scene: Scene, trigger: Trigger, visitors: list[Ref]) -> list[tuple[str | None, str | None, int]]:
    """`Zamir followed in September`, `Netanyahu came once more`, `X went the other way`: where the visit told before
    went, or came from."""
    s, v = scene.s, trigger.head
    word = s.lower[v]
    clause = s.lower[v : s.clause_end(v)]
    other = any(clause[k : k + 2] in (["other", "way"], ["opposite", "direction"], ["other", "direction"]) for k in range(len(clause)))
    again = any(w in clause[1:3] for w in ("again", "too", "likewise", "once", "also"))
    visitors = [r for r in visitors if r.kind == "person" and (r.office or r.actor)]
    if not visitors:
        return []
    brings = word in ("brought", "brings", "took") and any(clause[k : k + 2] in (["with", "him"], ["with", "her"], ["with", "them"]) for k in range(len(clause)))
    if not (other or brings or word.startswith("follow") or (word.startswith("return") and "home" not in clause) or (again and word.startswith(("c", "go", "went", "walk", "fl")))):
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
        visitors = _visitors(scene, scene.who(s.coordinated(k), humans=True))
        break
    if not places and visitors:
        here = _current(scene, visitors)
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
        make_visits(scene, trigger, visitors, [(*found, k)], Verdict(Status.OCCURRED, "came from there", "past"), at=min(len(s) - 1, k + 3), onward=True)


def _verb_by_place(scene: Scene, trigger: Trigger) -> bool:
    """A headline verb that was tagged as a noun: a person before, a place after."""
    s, v = scene.s, trigger.head
    before = s.refs[v - 1] if v else None
    return before is not None and before.kind in ("person", "role") and bool(_object_places(scene, trigger) or scene.places_after(v, frozenset(trigger.entry.to)))


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


def _object_places(scene: Scene, trigger: Trigger) -> list[tuple[str | None, str | None, int]]:
    s = scene.s
    k = trigger.end
    while k < len(s) and k - trigger.end < 6:
        ref = s.refs[k]
        if ref is not None:
            if ref.kind in ("country", "place", "demonym", "trap"):
                found = scene.as_place(k)
                if found is not None:
                    out = []
                    for m in s.coordinated(k):
                        place = scene.as_place(m)
                        if place is not None and m >= k:
                            out.append((*place, m))
                    return out or [(*found, k)]
                if ref.kind == "demonym" or (k + 1 < len(s) and s.lower[k + 1] == "'s"):
                    return []
            if ref.kind in ("body", "group") and ref.country and ref.office in _SEATS:
                return [(ref.country, None, k)]
            return []
        if s.lower[k] in ("here",) and scene.stage.here_country:
            return [(scene.stage.here_country, scene.stage.here, k)]
        if s.lower[k] in ("autonomous", "republic", "country") and scene.stage.there and s.lower[k] != "autonomous":
            return [(scene.stage.there[0], scene.stage.there[1] or None, k)]
        if s.tags[k] in ("IN", "TO", "MD", "VBD", "VBZ") or s.lower[k] in (",", "."):
            return []
        k += 1
    return []


def _no_object(scene: Scene, trigger: Trigger) -> bool:
    s, v = scene.s, trigger.head
    return s.child(v, "dobj", "ccomp", "xcomp") is None


def _current(scene: Scene, visitors: list[Ref]) -> tuple[str | None, str | None, int] | None:
    """Where a traveller arrives when the sentence names no place: the visit under way, or here."""
    stage = scene.stage
    states = {v.country for v in visitors}
    if stage.host_country and stage.host_country not in states:
        return stage.host_country, stage.place, -1
    if stage.here_country and stage.here_country not in states:
        return stage.here_country, stage.here, -1
    if stage.there and stage.there[0] not in states:
        return stage.there[0], stage.there[1] or None, -1
    other = scene.other_state(visitors)
    return (other, None, -1) if other is not None else None


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
            while m < len(s) and m - k < 5 and s.refs[m] is None and (s.lower[m] in ("the", "neighboring", "neighbouring", "seaside", "town", "of", "resort") or s.tags[m] in ("JJ",)):
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
        elif s.refs[k] is not None and not (s.refs[k].kind == "role" and s.refs[k].office in ("guest", "visitor")):  # type: ignore[union-attr]
            break
        elif s.tags[k] in ("VBN", "VBG", "VB") and not s.lower[v].startswith(("spen", "remain", "stay")):
            break
        k += 1
    if not places:
        return
    tokens = s.subject(v)
    visitors = [r for r in _visitors(scene, scene.who(tokens, humans=True, bodies=False)) if r.kind != "body" and not r.ambassador]
    if not visitors:
        return
    verdict = scene.judge.of_verb(s, v)
    if s.lower[v].startswith(("remain", "stay")) and verdict.status is Status.PLANNED:
        when = scene.when(v, verdict)
        verdict = Verdict(Status.OCCURRED, "will remain: under way", "present")
        make_visits(scene, trigger, visitors, places, verdict, whens=[When(None, None, None, None, when.reason)])
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
    trip = next((d for d in reversed(scene.drafts) if d.type is EventType.VISIT and d.destination == scene.stage.host_country and d.status in (Status.OCCURRED, Status.PLANNED)), None)
    if trip is None:
        return
    if s.lower[v].startswith("accompan"):
        by = s.after(v, frozenset({"by"}), min(len(s), v + 5))
        tokens = s.coordinated(by[0][1]) if by else s.subject(v)
    else:
        tokens = s.subject(v)
        if not any(s.refs[k] is not None and s.refs[k].kind == "person" for k in tokens):  # type: ignore[union-attr]
            tokens = [k for k in range(s.clause_start(v), v) if s.refs[k] is not None and s.refs[k].kind == "person"]  # type: ignore[union-attr]
    people = [r for r in scene.who(tokens, humans=True, bodies=False) if r.kind == "person" and r.country in (None, trip.origin)]
    known = trip.people
    extra = [Ref("person", r.start, r.end, (trip.origin or "",), r.name, r.actor, r.office) for r in people if r.key not in known]
    trip.parties = (*trip.parties, *extra)


def _together(scene: Scene, trigger: Trigger) -> bool:
    """`X accompanied Y to Z`: both travel."""
    s, v = scene.s, trigger.head
    places = scene.places_after(v, frozenset({"to", "on"}), _stop(scene, trigger))
    if not places and "there" in s.lower[v : s.clause_end(v)] and scene.stage.there:
        places = [(scene.stage.there[0], scene.stage.there[1] or None, v)]
    if not places:
        return False
    people = _visitors(scene, scene.who([*s.subject(v), *s.objects(v)], humans=True, bodies=False))
    for _, k in s.after(v, frozenset({"by"}), min(len(s), v + 8)):
        people += [r for r in scene.who(s.coordinated(k), humans=True, bodies=False) if r.countries]
    people = [r for r in people if r.country == people[0].country and r.country != places[0][0]]
    if not any(r.kind == "person" for r in people):
        return False
    made = len(scene.drafts)
    make_visits(scene, trigger, people, places, scene.judge.of_verb(s, v))
    return len(scene.drafts) > made


def visit_noun(scene: Scene, trigger: Trigger) -> None:
    """`X's visit to Y`, `a visit by X to Y`, `X is on a visit to Y`, `X wrapped up a visit to Y`."""
    s, n = scene.s, trigger.head
    if s.verb(n) and s.tags[n] in ("VB", "VBD", "VBZ", "VBP") and not (s.tags[n - 1 : n] and s.lower[n - 1] in ("a", "the", "his", "her", "official", "working", "state")):
        return
    word = s.lower[n]
    if word in ("travel", "stop", "stay", "mission", "swing", "appearance", "attendance", *_SPELLS) and not _has_place(scene, n):
        return
    governing = s.governor(n)
    if governing is not None and s.lower[governing] in _SWAPPED and _exchanged(scene, trigger, governing):
        return
    if any(w in ("mutual", "reciprocal") for w in s.lower[max(0, n - 2) : n]) and governing is not None and _exchanged(scene, trigger, governing):
        return
    places = scene.places_after(n, frozenset(trigger.entry.to) - {"of"}, _noun_stop(scene, n))
    if places and places[0][2] - n > 5 and not any(s.lower[k] == "to" for k in range(n, places[0][2])):
        places = []  # "a tour … with a plan to end the war in Karabakh"
    of = s.after(n, frozenset({"of"}), min(n + 8, len(s)))
    visitors: list[Ref] = []
    for _, k in of:
        ref = s.refs[k]
        if ref is not None and ref.kind in ("person", "role", "group", "pronoun", "body"):
            visitors = scene.who(s.coordinated(k), humans=True)
        elif ref is not None and not places and scene.as_place(k) is not None:
            places = [(*p, m) for m in s.coordinated(k) if (p := scene.as_place(m)) is not None]
    if not places:
        places = _compound_place(scene, n)
    if not visitors:
        visitors = _possessor(scene, n)
    if word in _SPELLS and not (visitors and places):
        return
    if not visitors:
        for _, k in s.after(n, frozenset({"by", "from"}), min(n + 14, len(s))):
            ref = s.refs[k]
            if ref is not None and ref.kind in ("person", "role", "group", "body", "pair"):
                visitors = scene.who(s.coordinated(k), humans=True)
                break
    verb = s.governor(n)
    if not visitors and verb is not None:
        how = scene.judge._attached(s, n)
        light = scene.judge.light(s, verb) or " ".join(s.lower[verb : verb + 2]) in ("wrapped up", "cut short", "called off", "put off")
        if (how in ("dobj", "attr", "") and light) or how in ("on", "during", "after", "at", "for", "from", "following", "in", "of", "with", "to", "by"):
            visitors = scene.who(s.subject(verb), humans=True)
    visitors = _visitors(scene, visitors)
    if visitors and places and all(v.country == places[0][0] for v in visitors):
        # "Aliyev told Netanyahu, on a visit to Baku": the traveller is the other one
        others = [r for k in range(n) if s.refs[k] is not None and s.refs[k].kind in ("person", "role") for r in scene.resolved[k] if r.country and r.country != places[0][0]]  # type: ignore[union-attr]
        visitors = _visitors(scene, others[-1:]) or visitors
    definite = False
    verdict = scene.judge.of_noun(s, n)
    if _with_it(scene, n):
        verdict = Verdict(Status.CANCELLED, "with it", "past", firm=True)
        if not places and visitors:
            places = _elsewhere(scene, n, visitors)
    returned = governing is not None and s.lower[governing] in _REPAID and s.lower[n - 1] in ("the", "a", "his", "her", "that", "this")
    if not places and returned and visitors:
        host = _hosts_of(scene, visitors)
        places = [(host, None, -1)] if host is not None and governing is not None else []
        verdict = scene.judge.of_verb(s, governing) if governing is not None else verdict
    if not places:
        here = _current_visit(scene, visitors)
        own = scene.when(n, verdict)
        old = own.last is not None and own.last < scene.published - OLD and (own.own or own.reason != "")
        if visitors and (here is None or old):
            other = here[0] if here is not None and all(v.country != here[0] for v in visitors) else _hosts_of(scene, visitors)
            if old and other is not None:
                here, definite = (other, None, -1), False
            else:
                definite = True
                here = here or ((other, None, -1) if other is not None else None)
        else:
            definite = True
        if here is None:
            scene.reject(trigger, "no destination")
            return
        places = [here]
    if not visitors:
        lead = s.lower[max(0, n - 4) : n]
        if scene.stage.visitor is not None and any(w in ("the", "this", "his") for w in lead):
            visitors = [scene.stage.visitor]
            definite = True
        else:
            scene.reject(trigger, "nobody who acts for a state travels")
            return
    made = len(scene.drafts)
    make_visits(scene, trigger, visitors, places, verdict, definite=definite)
    _since(scene, trigger, visitors, places)
    if any(w in ("before", "after", "since", "until", "following") for w in s.lower[max(0, n - 3) : n]):
        for draft in scene.drafts[made:]:  # "on Saturday, three days before the visit": the day is another event's
            draft.date_start = draft.date_end = None
            draft.dated = False


def _with_it(scene: Scene, n: int) -> bool:
    """`The session has been called off, and with it the trip of X`: it shares the fate of the one before."""
    s = scene.s
    lead = s.lower[max(0, n - 7) : n]
    if not any(lead[k : k + 2] == ["with", "it"] for k in range(len(lead))) and lead[-3:-1] not in (["so", "has"], ["so", "is"], ["as", "has"]):
        return False
    return any(scene.judge.off(s, k) for k in range(n) if s.verb(k))


def _elsewhere(scene: Scene, n: int, visitors: list[Ref]) -> list[tuple[str | None, str | None, int]]:
    """A place of another state that the sentence names before, else the other state of the text."""
    theirs = {v.country for v in visitors}
    for k in range(n - 1, -1, -1):
        place = scene.as_place(k)
        if place is not None and place[0] is not None and place[0] not in theirs and scene.s.lower[k - 1 : k] in (["in"], ["to"], ["at"]):
            return [(*place, k)]
    other = _hosts_of(scene, visitors)
    return [(other, None, -1)] if other is not None else []


def _since(scene: Scene, trigger: Trigger, visitors: list[Ref], places: list[tuple[str | None, str | None, int]]) -> None:
    """`the first visit since Eli Cohen's, in April 2023`, `unlike that of X`: a second, older visit."""
    s, n = scene.s, trigger.head
    for k in range(n + 1, min(len(s), n + 16)):
        ref = s.refs[k]
        if ref is None or ref.kind not in ("person", "role"):
            continue
        lead = s.lower[max(n, k - 4) : k]
        owned = s.lower[k + 1 : k + 2] == ["'s"] and (k + 2 >= len(s) or s.lower[k + 2] in (",", ".", "in", ";", "last", "a", "two", "three", "of"))
        if not ((owned or lead[-2:] == ["that", "of"]) and any(w in ("since", "after", "like", "unlike", "than", "follows", "following") for w in lead)):
            continue
        before = [r for r in scene.who([k], humans=True) if r.country]
        if not before or not places or all(r.country != v.country for r in before for v in visitors):
            continue
        verdict = Verdict(Status.OCCURRED, "the one before", "past")
        when = scene.when(min(len(s) - 1, k + 1), verdict)
        if when.last is None:
            verdict = Verdict(Status.BACKGROUND, "the one before", "past")
        make_visits(scene, Trigger(trigger.entry, trigger.slot, k, k + 1, k), before, places[:1], verdict, whens=[when], onward=True)
        return


def _exchanged(scene: Scene, trigger: Trigger, verb: int) -> bool:
    """`X and Y exchanged visits`: one in each direction."""
    s = scene.s
    if not s.lower[trigger.head].endswith("s"):
        return False
    both = _visitors(scene, scene.who(s.subject(verb), humans=True))
    states = {b.country for b in both}
    if len(both) < 2 or len(states) != 2:
        return False
    verdict = scene.judge.of_verb(s, verb)
    if any(w.startswith("invit") for w in s.lower[verb : trigger.head]):
        verdict = Verdict(_accepted(scene), "invitations", "future", firm=True)
    elif any(w in ("mutual", "reciprocal") for w in s.lower[trigger.head - 2 : trigger.head]):
        verdict = scene.judge.of_noun(s, trigger.head)
    for guest in both:
        host = next(b.country for b in both if b.country != guest.country)
        make_visits(scene, trigger, [guest], [(host, None, -1)], verdict)
    return True


def _hosts_of(scene: Scene, guests: list[Ref]) -> str | None:
    """Whose visit is returned: of those who came to the guests' state, or of the other state that the text is about."""
    states = {g.country for g in guests}
    for draft in reversed(scene.drafts):
        if draft.type is EventType.VISIT and draft.destination in states and draft.origin:
            return draft.origin
    return scene.other_state(guests)


def _has_place(scene: Scene, n: int) -> bool:
    s = scene.s
    return any(scene.as_place(k) is not None for _, k in s.after(n, frozenset({"to", "in", "at", "of"}), min(n + 6, len(s))))


def _noun_stop(scene: Scene, n: int) -> int:
    s = scene.s
    for k in range(n + 1, min(n + 14, len(s))):
        if s.tags[k] in ("VBD", "VBZ", "VBP", "MD") and s.refs[k] is None:
            return k
    return min(n + 14, len(s))


def _compound_place(scene: Scene, n: int) -> list[tuple[str | None, str | None, int]]:
    """`Baku visit`, `his Tehran trip`, `Azerbaijan tour`."""
    s = scene.s
    k = n - 1
    while k >= 0 and s.refs[k] is None and s.tags[k] in ("JJ", "NN", "CD", "HYPH", "VBN") and n - k < 5:
        k -= 1
    ref = s.refs[k] if k >= 0 else None
    if ref is not None and ref.kind in ("country", "place") and s.lower[k + 1] != "'s":
        found = scene.as_place(k)
        return [(*found, k)] if found is not None else []
    return []


def _possessor(scene: Scene, n: int) -> list[Ref]:
    s = scene.s
    c = s.child(n, "poss")
    k = c if c is not None else None
    if k is None:
        m = n - 1
        while m >= 0 and n - m < 7 and s.lower[m] not in ("'s", "his", "her", "their", "my", "our", "whose") and s.tags[m] in ("JJ", "NN", "CD", "NNP", "VBN", "VBG", "HYPH", "RB", "JJS"):
            m -= 1
        if m >= 0 and s.lower[m] == "'s":
            k = m - 1
        elif m >= 0 and s.lower[m] in ("his", "her", "their", "my", "our", "whose"):
            k = m
    if k is None or k < 0:
        return []
    word = s.lower[k]
    if word == "whose":
        before = next((m for m in range(k - 1, -1, -1) if s.refs[m] is not None and s.refs[m].kind in ("person", "role")), None)  # type: ignore[union-attr]
        return scene.who([before], humans=True) if before is not None else []
    if word in ("his", "her"):
        if k <= 2 and s.lower[0] in ("during", "after", "on", "in", "before", "at", "throughout", "ahead", "following"):
            # "During his two days in Baku, X saw Y": who it is comes later
            later = next((m for m in range(n + 1, len(s)) if s.refs[m] is not None and s.refs[m].kind == "person" and s.deps[m] in ("nsubj", "nsubjpass")), None)  # type: ignore[union-attr]
            if later is not None:
                return scene.who([later], humans=True)
        return scene.antecedents(k)[:1]
    if word == "my":
        who = scene.stage.speaker or scene.stage.subject
        return [who] if who is not None else []
    if word in ("their", "our"):
        return list(scene.stage.pair[:1]) if False else []
    ref = s.refs[k]
    if ref is None:
        return []
    if ref.kind in ("person", "role", "group", "body"):
        return scene.who(s.coordinated(k), humans=True)
    return []


def _current_visit(scene: Scene, visitors: list[Ref]) -> tuple[str | None, str | None, int] | None:
    stage = scene.stage
    if stage.host_country is None:
        return None
    if visitors and stage.visitor is not None and all(v.country == stage.host_country for v in visitors):
        return None
    return stage.host_country, stage.place, -1


def visiting(scene: Scene, trigger: Trigger) -> None:
    """`talks in Tehran with the visiting Azerbaijani minister`."""
    s, at = scene.s, trigger.head
    ref = None
    token = None
    for k in range(at, min(at + 3, len(s))):
        if s.refs[k] is not None and s.refs[k].kind in ("person", "role", "group"):  # type: ignore[union-attr]
            ref, token = s.refs[k], k
            break
    if ref is None or token is None:
        return
    visitors = _visitors(scene, scene.who([token], humans=True))
    country, city, _ = scene.place(token, visitors)
    if country is None or all(v.country == country for v in visitors):
        here = _current(scene, visitors)
        if here is None:
            return
        country, city = here[0], here[1]
    make_visits(scene, trigger, visitors, [(country, city, -1)], Verdict(Status.OCCURRED, "'visiting'", "past"))


def host_country(scene: Scene, trigger: Trigger) -> None:
    """`Azerbaijan was hosting President Peres`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    hosts = [s.refs[k] for k in s.subject(v)]
    states = [h for h in hosts if h is not None and (h.kind == "country" or (h.kind in ("body", "group") and "government" in h.office)) and h.country]
    if not states or s.passive(v):
        return
    guests = _visitors(scene, scene.who(s.objects(v), humans=True))
    guests = [g for g in guests if g.kind in ("person", "role", "group") and not g.ambassador]
    if not guests:
        return
    verdict = scene.judge.of_verb(s, v)
    host = states[0]
    make_visits(scene, trigger, guests, [(host.country, host.city, -1)], verdict)


def invite(scene: Scene, trigger: Trigger) -> None:
    """`X invited Y to visit Z`, `invited Y to Baku`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    passive = s.passive(v)
    hosts = [] if passive else scene.who(s.subject(v))
    guests = scene.who(s.subject(v) if passive else s.objects(v), humans=True)
    guests = _visitors(scene, guests)
    if not guests:
        after = next((k for k in range(trigger.end, min(trigger.end + 6, len(s))) if (r := s.refs[k]) is not None and r.kind in ("person", "role", "group", "pronoun")), None)
        guests = _visitors(scene, scene.who([after], humans=True)) if after is not None else []
    if not passive and any(s.lower[k : k + 2] in (["each", "other"], ["one", "another"]) for k in range(v + 1, min(v + 5, len(s)))):
        both = _visitors(scene, hosts)
        if len({b.country for b in both}) == 2:
            for guest in both:
                host = next(b.country for b in both if b.country != guest.country)
                make_visits(scene, trigger, [guest], [(host, None, -1)], Verdict(_accepted(scene), "they invited each other", "future", firm=True), whens=[When()])
            return
    if s.lower[v].startswith("ask") and not any(w in ("come", "visit", "travel", "back", "return") for w in s.lower[v : v + 12]):
        return
    places = scene.places_after(v, frozenset({"to", "visit"}), len(s))
    if not places:
        for k in range(v + 1, len(s)):
            if s.lower[k] in ("visit", "tour"):
                found = _object_places(scene, Trigger(trigger.entry, "verb", k, k + 1, k))
                places = found
                break
    if not places and hosts and hosts[0].country:
        places = [(hosts[0].country, None, -1)]
    if not guests and hosts:
        other = [p for p in scene.stage.pair if p.country != hosts[0].country]
        guests = _visitors(scene, other[:1])
    status = _accepted(scene)
    verdict = scene.judge.of_verb(s, v)
    if verdict.status is None:
        return
    make_visits(scene, trigger, guests, places, Verdict(status, "an invitation" if status is Status.HYPOTHETICAL else "an accepted invitation", "future", firm=True), whens=[When()])


def invitation(scene: Scene, trigger: Trigger) -> None:
    """`accepted an invitation to visit Baku`; `X's invitation to Y`."""
    s, n = scene.s, trigger.head
    verb = s.governor(n)
    accepted = verb is not None and s.lower[verb] in ("accept", "accepted", "accepts", "accepting")
    if not accepted:
        return
    assert verb is not None
    guests = _visitors(scene, scene.who(s.subject(verb), humans=True))
    places = scene.places_after(n, frozenset({"to", "in"}), len(s))
    if not places:
        for k in range(n, len(s)):
            if s.lower[k] in ("visit",):
                places = _object_places(scene, Trigger(trigger.entry, "verb", k, k + 1, k))
                break
    if not places and guests:
        other = [c for c in scene.stage.states if c != guests[0].country]
        places = [(other[0], None, -1)] if len(other) == 1 else []
    make_visits(scene, trigger, guests, places, Verdict(Status.PLANNED, "an accepted invitation", "future", firm=True), whens=[When()])


def _accepted(scene: Scene) -> Status:
    """Whether this or the next sentence says that the invitation was accepted."""
    tokens = scene.document.tokens
    start = scene.s.span.start
    end = scene.s.span.end
    following = [x for x in scene.document.sentences if x.number == scene.s.number + 1 and x.paragraph == scene.s.span.paragraph]
    if following:
        end = following[0].end
    words = tokens.lower[start:end]
    for k, w in enumerate(words):
        yes = w in ("will", "'ll") and words[k + 1 : k + 2] in (["come"], ["visit"], ["travel"]) and words[k - 1 : k] in (["he"], ["she"]) or w in ("accepted", "accepts", "accept") or words[k : k + 2] in (["said", "yes"], ["with", "pleasure"]) or (w in ("gladly", "willingly") and k + 1 < len(words))
        if yes and not {"not", "n't", "yet", "whether", "if"} & set(words[max(0, k - 3) : k]):
            return Status.PLANNED
    return Status.HYPOTHETICAL


def send(scene: Scene, trigger: Trigger) -> None:
    """`Azerbaijan will send a delegation to Tehran`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    senders = scene.who(s.subject(v))
    objects = s.objects(v)
    sent = [s.refs[k] for k in objects if s.refs[k] is not None and s.refs[k].kind in ("group", "role", "person")]  # type: ignore[union-attr]
    noun = None
    if not sent:
        noun = next((k for k in range(v + 1, min(v + 7, len(s))) if s.lower[k] in ("delegation", "team", "mission", "officials", "experts", "group", "minister", "people", "officers", "engineers", "specialists", "men", "party", "negotiators", "representatives", "advisers", "inspectors", "rescuers", "soldiers")), None)
        if noun is None:
            return
    places = scene.places_after(v, frozenset({"to"}), s.clause_end(v))
    country = next((r.country for r in sent if r is not None and r.country), None) or next((r.country for r in senders if r.country), None)
    if country is None:
        return
    if not places:
        there = scene.there_for([]) or ((scene.stage.host_country, scene.stage.place) if scene.stage.host_country else None)
        if there is None or not any(r is not None and r.kind in ("person", "group") for r in sent):
            return
        places = [(*there, -1)]
    named = [r for r in sent if r is not None and r.kind == "person"]
    visitors: list[Ref] = named or [Ref("group", 0, 0, (country,), office="delegation", text="delegation")]
    verdict = scene.judge.of_verb(s, v)
    if s.tags[v] == "VBG" and verdict.status is Status.OCCURRED and verdict.tense == "present":
        verdict = Verdict(Status.PLANNED, "is sending", "future")
    make_visits(scene, trigger, visitors, places, verdict)
