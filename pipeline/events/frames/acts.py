"""All other interactions, by PLOVER category: who acts on whom."""

from __future__ import annotations

from pipeline.events.event import EventType, Status
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.structure import SegmentKind
from pipeline.events.triggers import Trigger

_ACTORS = ("country", "body", "person", "role", "group", "pair")


def act(scene: Scene, trigger: Trigger) -> None:
    """`Iran warned Azerbaijan`, `Baku expelled Iranian diplomats`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    verdict = scene.judge.of_verb(s, v)
    if verdict.status in (None, Status.HYPOTHETICAL):
        scene.reject(trigger, verdict.reason)
        return
    if s.tags[v] in ("VBZ", "VBP") and scene.s.span.segment.kind is not SegmentKind.TITLE:
        scene.reject(trigger, "a habit, not an act")
        return
    passive = s.passive(v)
    subject = _actors(scene, s.subject(v))
    targets = _targets(scene, trigger)
    if passive:
        agents: list[Ref] = []
        for _, k in s.after(v, frozenset({"by"}), min(len(s), v + 16)):
            agents = _actors(scene, s.coordinated(k))
            break
        if not agents:
            # "was summoned to the Azerbaijani Foreign Ministry"
            agents = [
                r
                for _, k in s.after(v, frozenset({"to", "at", "in"}), min(len(s), v + 10))
                for r in _actors(scene, [k])
            ][:1]
        subject, targets = agents, subject + targets
    _make(scene, trigger, subject, targets, verdict)


def act_noun(scene: Scene, trigger: Trigger) -> None:
    """`an attack on Iran by Israel`, `threats against Iran by the regime's envoy`."""
    s, n = scene.s, trigger.head
    if s.verb(n):
        return
    verdict = scene.judge.of_noun(s, n)
    if verdict.status in (None, Status.HYPOTHETICAL):
        return
    targets: list[Ref] = []
    sources: list[Ref] = []
    for p, k in s.after(n, frozenset({*trigger.entry.to, "by", "from"}), min(len(s), n + 14)):
        found = _actors(scene, s.coordinated(k))
        at = s.refs[k]
        if not found and at is not None and at.kind in ("demonym", "place") and at.country:
            found = [Ref("country", 0, 0, at.countries, name=at.countries[0])]
        if p in ("by", "from"):
            sources += found
        else:
            targets += found
    if not sources:
        k = n - 1
        while k >= 0 and n - k < 5:
            ref = s.refs[k]
            if ref is not None:
                if ref.kind in ("demonym", "country", "role", "person", "group", "body") and ref.countries:
                    sources = [ref]
                break
            k -= 1
    if not sources:
        verb = s.governor(n)
        if (
            verb is not None
            and scene.judge._attached(s, n) in ("dobj", "", "of", "oprd")
            and not s.passive(verb)
        ):
            sources = _actors(scene, s.subject(verb))
    if sources and not targets:
        mine = {c for r in sources for c in r.countries}
        others = [
            r
            for r in s.refs
            if r is not None and r.kind in ("demonym", "country") and r.country and r.country not in mine
        ]
        if len({r.country for r in others}) == 1:
            targets = others[:1]
    _make(scene, trigger, sources, targets, verdict)


def _actors(scene: Scene, tokens: list[int]) -> list[Ref]:
    out = []
    for k in tokens:
        ref = scene.s.refs[k]
        if ref is None:
            continue
        if ref.kind in _ACTORS or ref.kind == "pronoun":
            out += [r for r in scene.resolved[k] if r.countries]
    return out


def _targets(scene: Scene, trigger: Trigger) -> list[Ref]:
    """The object, whose own words may only hold an adjective: `an Israeli drone`, `Iranian missile sites`."""
    s, v = scene.s, trigger.head
    found = _actors(scene, s.objects(trigger.end - 1 if trigger.end - trigger.start > 1 else v))
    end = min(s.clause_end(trigger.end - 1), trigger.end + 14)
    obj = s.child(v, "dobj")
    mine = {c for r in scene.who(s.subject(v)) for c in r.countries}
    if any(set(r.countries) - mine for r in found):
        return found
    if obj is not None:
        for k in sorted(s.subtree(obj)):
            ref = s.refs[k]
            if (
                ref is not None
                and ref.countries
                and ref.kind in ("demonym", "country", "place", "group", "role", "person")
            ):
                found.append(Ref("country", 0, 0, ref.countries[:1], name=ref.countries[0]))
                break
    for k in range(trigger.end, end):
        ref = s.refs[k]
        if ref is not None and ref.kind == "demonym" and ref.country and k - trigger.end < 5:
            found.append(Ref("country", 0, 0, ref.countries, name=ref.countries[0]))
            break
    for _, k in s.after(trigger.end - 1, frozenset(trigger.entry.to), end):
        found += _actors(scene, s.coordinated(k))
        ref = s.refs[k]
        if ref is not None and ref.kind == "demonym" and ref.country:
            found.append(Ref("country", 0, 0, ref.countries, name=ref.countries[0]))
    return found


def _make(scene: Scene, trigger: Trigger, sources: list[Ref], targets: list[Ref], verdict) -> None:  # type: ignore[no-untyped-def]
    mine = {c for r in sources for c in r.countries}
    his = {c for r in targets for c in r.countries} - mine
    if not mine or not his:
        return
    draft = scene.draft(
        trigger,
        EventType.OTHER,
        [r for r in (*sources, *targets) if r.kind in ("person", "body")],
        mine | his,
    )
    draft.category = trigger.entry.category or ""
    country, city, _ = scene.place(trigger.head, sources, own=True)
    draft.place_country, draft.city = country, city
    if scene.settle(draft, verdict, scene.when(trigger.head, verdict)):
        scene.drafts.append(draft)
