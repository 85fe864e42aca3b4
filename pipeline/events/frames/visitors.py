"""Who travels for a state, where to, and the visits that come of it."""

from __future__ import annotations

from pipeline.events.dates import Direction
from pipeline.events.event import EventType, Status
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene, When
from pipeline.events.status import Verdict
from pipeline.events.syntax import Sentence
from pipeline.events.triggers import Trigger

Place = tuple[str | None, str | None, int]
"""Country, city and the token that names them, or -1 where the text told it before."""

_SEATS = frozenset({
    "parliament", "ministry", "presidency", "government", "foreign ministry", "defense ministry",
    "defence ministry",
})  # fmt: skip
_VISITING_KINDS = ("person", "role", "group", "body")
_REPORTS = frozenset(
    {"report", "reports", "rumours", "rumors", "claims", "allegations", "reported", "rumour"}
)
_CARRIERS = frozenset({
    "plane", "jet", "aircraft", "helicopter", "motorcade", "convoy", "team", "delegation", "mission",
    "crew", "party", "ship", "ships", "frigate", "frigates", "vessel", "vessels", "warship", "warships",
    "destroyer", "flotilla", "squadron", "officers", "experts", "officials", "engineers", "negotiators",
    "people", "men", "staff", "aides", "representatives", "group", "unit",
    "planeload", "busload", "workers", "boatload", "rescuers", "specialists", "trainees", "cadets",
})  # fmt: skip


def kind_of(s: Sentence, k: int) -> str:
    """The kind of the ref at a token; empty where there is none."""
    ref = s.refs[k]
    return ref.kind if ref is not None else ""


def visitors_of(scene: Scene, refs: list[Ref]) -> list[Ref]:
    """Who can travel for a state. An official of unknown state counts where nobody else does: the place may
    tell it (make_visits)."""
    known = [r for r in refs if r.kind in _VISITING_KINDS and r.countries]
    return known or [r for r in refs if r.kind == "person" and r.office and not r.countries and not r.private]


def _nationality(scene: Scene, visitor: Ref, places: list[Place]) -> None:
    """Tell the state of an official of whom nobody told it: the one that the sentence names beside the
    places he goes to, else the other one of the two that the text is about."""
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


def carried(scene: Scene, verb: int) -> list[Ref]:
    """`Rouhani's plane landed`, `an Israeli advance team is to land`: whose it is."""
    s = scene.s
    head = s.subject_token(verb)
    if head is None or s.refs[head] is not None or s.lower[head] not in _CARRIERS:
        return []
    if s.lower[head + 1 : head + 2] in (["of"], ["from"]):
        for k in range(head + 2, min(len(s), head + 7)):
            ref = s.refs[k]
            if ref is not None and ref.country and ref.kind in ("group", "body", "country"):
                return [Ref("group", ref.start, ref.end, ref.countries, office=s.lower[head], text=ref.text)]
    for k in range(head - 1, max(-1, head - 7), -1):
        ref = s.refs[k]
        if ref is None:
            if s.tags[k] in ("IN", ",") or (s.verb(k) and s.tags[k] not in ("VBN", "VBG")):
                break
            continue
        if s.lower[head] in (
            "plane",
            "jet",
            "aircraft",
            "helicopter",
            "motorcade",
            "convoy",
        ) and ref.kind not in ("person", "role"):
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
    places: list[Place],
    verdict: Verdict,
    *,
    definite: bool = False,
    at: int | None = None,
    whens: list[When] | None = None,
    onward: bool = False,
) -> bool:
    """One draft for each visitor's country and destination. True if any was made."""
    made = False
    if verdict.reason == "negated" and not _REPORTS.isdisjoint(scene.s.lower):
        verdict = Verdict(Status.CANCELLED, "a report that is denied", "past", firm=True)
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
            if (
                v.ambassador
                and v.posted in (country, None)
                and not any(w in v.office for w in ("presidential", "special", "president's"))
            ):
                continue
            by_state.setdefault(state, []).append(v)
        for state, people in by_state.items():
            for when in whens or [scene.when(at, verdict)]:
                draft = scene.draft(trigger, EventType.VISIT, people, (state, country))
                draft.origin, draft.destination, draft.city, draft.place_country = (
                    state,
                    country,
                    city,
                    country,
                )
                draft.definite = definite
                if len(places) > 1 and when.end is not None:
                    when = When(None, None, when.last, when.first, when.reason, own=when.own)
                if scene.settle(draft, verdict, when):
                    scene.keep(draft, onward=onward and scene.stage.host_country not in (None, country))
                    made = True
    if not made:
        scene.reject(trigger, "the traveller and the place are of one state, or one of them is unknown")
    return made


def owned(scene: Scene, verb: int) -> list[Ref]:
    """`Iran's chamber, whose delegation is due`; `his delegation would go`: the owner's state."""
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
                    return [
                        Ref("group", ref.start, ref.end, owner.countries, office=ref.office, text=ref.text)
                    ]
        if first in (["his"], ["her"]):
            me = scene.antecedents(k)[:1]
            if me and me[0].country:
                return [Ref("group", ref.start, ref.end, me[0].countries, office=ref.office, text=ref.text)]
    return []


def object_places(scene: Scene, trigger: Trigger) -> list[Place]:
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
        if (
            s.lower[k] in ("autonomous", "republic", "country")
            and scene.stage.there
            and s.lower[k] != "autonomous"
        ):
            return [(scene.stage.there[0], scene.stage.there[1] or None, k)]
        if s.lower[k] == "of" and s.lower[k - 1] in ("port", "city", "town", "capital", "republic"):
            k += 1
            continue
        if s.tags[k] in ("IN", "TO", "MD", "VBD", "VBZ") or s.lower[k] in (",", "."):
            return []
        k += 1
    return []


def current_place(scene: Scene, visitors: list[Ref]) -> tuple[str | None, str | None, int] | None:
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


def hosts_of(scene: Scene, guests: list[Ref]) -> str | None:
    """Whose visit is returned: of those who came to the guests' state, or of the text's other state."""
    states = {g.country for g in guests}
    for draft in reversed(scene.drafts):
        if draft.type is EventType.VISIT and draft.destination in states and draft.origin:
            return draft.origin
    return scene.other_state(guests)


def destination_stop(scene: Scene, trigger: Trigger) -> int:
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


def abroad(scene: Scene, tokens: list[int], places: list[Place], visitors: list[Ref]) -> list[Ref]:
    """The travellers, or those whom a pronoun can stand for if nobody travels to his own state."""
    s = scene.s
    if not places or not visitors or any(r.country != places[0][0] for r in visitors):
        return visitors
    for k in tokens:
        ref = s.refs[k]
        if ref is None or ref.kind != "pronoun" or ref.office not in ("he", "she"):
            continue
        for other in scene.antecedents(k):
            if other.country and other.country != places[0][0] and (other.office or other.actor):
                return [other]
    return visitors


def where(scene: Scene, i: int) -> list[Place]:
    """`in Tehran, where he is on an official visit`: the place that the clause of token i is about."""
    s = scene.s
    k = s.clause_start(i)
    if s.lower[k] != "where":
        return []
    for m in range(k - 1, max(-1, k - 4), -1):
        if s.refs[m] is not None and (found := scene.as_place(m)) is not None:
            return [(*found, m)]
    return []


def gapped(scene: Scene, trigger: Trigger, places: list[Place], verdict: Verdict) -> None:
    """`Liberman was in Baku in April, Forer in May`: a clause that leaves verb and place out."""
    s = scene.s
    if verdict.status is None:
        return
    for k in range(trigger.head + 2, len(s) - 1):
        if kind_of(s, k) not in ("person", "role") or s.lower[k - 1] not in (",", "and", ";", "while"):
            continue
        dates = [d for d in s.dates if s.first[k + 1] <= d.start < s.last[min(len(s) - 1, k + 3)]]
        if not dates or any(s.verb(x) for x in range(k + 1, min(len(s), k + 3))):
            continue
        others = [r for r in visitors_of(scene, scene.who([k], humans=True)) if not r.ambassador]
        if any(s.first[trigger.head] <= d.start < s.first[k] for d in s.dates):
            direction = Direction.FUTURE if verdict.tense == "future" else Direction.PAST
            when = scene._as_when(dates[0], direction)
            make_visits(scene, trigger, others, places[:1], verdict, at=k, whens=[when])
