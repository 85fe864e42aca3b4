"""Verbs of meeting: who meets, receives, tells or sits with whom."""

from __future__ import annotations

from pipeline.events.event import EventType, Status
from pipeline.events.frames.conferring import acting, confer, one_talk
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.triggers import Trigger


def meet(scene: Scene, trigger: Trigger) -> None:
    """`X met Y`, `X and Y met`, `X held talks with Y`."""
    s, v, entry = scene.s, trigger.head, trigger.entry
    if not s.verb(v):
        return
    if s.passive(v) and s.lower[v].startswith(("talk", "discuss", "spok", "convers")):
        return
    if s.passive(v) and entry.object and (by := s.after(v, frozenset({"by"}), min(len(s), v + 12))):
        # "was seen in the evening by X"
        guests, hosts = (
            acting(scene.who(s.subject(v), humans=True, bodies=False)),
            acting(scene.who(s.coordinated(by[0][1]), humans=True, bodies=False)),
        )
        hosts = [h for h in (_at_home(scene, h, guests) for h in hosts) if h.countries]
        if guests and hosts and not any(w in s.lower for w in ("airport", "off", "spotted")):
            confer(scene, trigger, guests, hosts, scene.judge.of_verb(s, v), at=v, subject=s.subject(v))
        return
    greeted = s.passive(v) and s.lower[v] in ("met", "greeted", "seen")
    if greeted and any(w in s.lower for w in ("airport", "off")):
        scene.reject(trigger, "a greeting at the airport")
        return
    subject = s.subject(v)
    objects: list[int] = []
    if entry.object or s.lower[v].startswith("met") or s.lower[v].startswith("meet"):
        objects = (
            s.objects(trigger.end - 1) if trigger.end - trigger.start > 1 and entry.object else s.objects(v)
        )
        if s.lower[v].startswith("call") and any(
            s.tags[k] == "TO" for k in range(trigger.end, min(len(s), trigger.end + 6))
        ):
            return  # "called on X to investigate" is a request
    if not entry.object:
        for _, k in s.after(
            v,
            frozenset({"with", "to"} if s.lower[v].startswith(("talk", "sp")) else {"with"})
            | {"opposite", "beside", "alongside", "facing"} & set(entry.to),
            s.clause_end(v),
        ):
            objects += [m for m in s.coordinated(k) if m not in objects]
        if " ".join(s.words[trigger.start : trigger.end]).lower().endswith("with") and not objects:
            objects = s.objects(trigger.end - 1)
    ours = acting(scene.who(subject, humans=True))
    first = s.refs[subject[0]] if subject else None
    if not any(r.countries for r in ours) or (
        first is not None and first.kind in ("pair", "group") and len(subject) == 1
    ):
        ours = _listed_before(scene, v, subject[0] if subject else 0) or ours
    theirs = acting(scene.who([k for k in objects if k not in subject], humans=True))
    theirs = [t for t in theirs if all(not t.key or t.key != o.key for o in ours)]
    dobj = s.child(v, "dobj")
    if (
        not theirs
        and not entry.weak
        and dobj is not None
        and s.refs[dobj] is None
        and s.lower[dobj] in ("members", "representatives", "chiefs", "heads", "leadership", "team", "staff")
    ):
        of = [
            k
            for _, k in s.after(dobj, frozenset({"of", "from"}), dobj + 7 if dobj + 7 < len(s) else len(s))[
                :1
            ]
        ]
        theirs = acting(scene.who(of))  # "met members of Azerbaijan's parliament"
    circle = next((d for d in reversed(scene.drafts) if d.multilateral and d.type is EventType.MEETING), None)
    if circle is not None and not theirs and {"format", "composition", "configuration"} & set(s.lower[v:]):
        # "The ministers last met in this format in Ramsar"
        one_talk(
            scene,
            trigger,
            [Ref("country", 0, 0, (c,), name=c) for c in circle.countries],
            scene.judge.of_verb(s, v),
            v,
            None,
            multilateral=True,
        )
        return
    if not theirs and s.deps[v] in ("relcl", "acl"):
        # "whom he was due to see", "with whom he will talk"
        back = [c for c in s.subtree(v) if s.lower[c] in ("whom",) and c < v]
        if back:
            theirs = acting(scene.who(s.coordinated(s._antecedent(v, back[0])), humans=True))
    if not theirs and ours and not entry.weak and s.child(v, "dobj") is not None:
        # "met the entire leadership, from President X to his counterpart Y"
        listed = [
            k
            for k in range(v + 1, s.clause_end(v))
            if s.refs[k] is not None
            and s.refs[k].kind in ("person", "role")  # type: ignore[union-attr]
            and s.lower[k - 1] in ("from", "to", "including", "by", "like", "with")
        ]
        theirs = acting(scene.who([m for k in listed for m in s.coordinated(k)], humans=True))
    verdict = scene.judge.of_verb(s, v)
    if len(theirs) > 1 and any(
        (ref := s.refs[k]) is not None and ref.kind in ("pronoun", "pair") for k in objects
    ):
        for other in theirs:
            confer(scene, trigger, ours, [other], verdict, at=v, subject=subject)
        return
    if entry.weak and not theirs and len({c for r in ours for c in r.countries}) < 2:
        return
    if entry.weak and theirs and all(r.kind in ("body", "group") and not r.office for r in theirs):
        return
    if (
        entry.id == "meeting.see"
        and s.lower[v]
        in (
            "visit",
            "visited",
            "visits",
            "visiting",
            "join",
            "joined",
            "joins",
            "saw",
            "sees",
            "seen",
            "welcome",
            "welcomed",
            "welcomes",
        )
        and not any(r.kind in ("person", "role", "group") for r in theirs)
    ):
        return
    if (
        entry.id == "meeting.see"
        and s.lower[v].startswith("welcom")
        and s.child(v, "dobj") is not None
        and s.refs[s.child(v, "dobj") or 0] is None
    ):
        return
    confer(scene, trigger, ours, theirs, verdict, at=v, subject=subject)


def _listed_before(scene: Scene, v: int, start: int = 0) -> list[Ref]:
    """`The foreign ministers of the two countries, X and Y, also met`: the people listed before the verb."""
    s = scene.s
    tokens = [k for k in range(start, v) if s.refs[k] is not None and s.refs[k].kind in ("person", "role")]  # type: ignore[union-attr]
    found = acting(scene.who(tokens, humans=True))
    return found if len({r.country for r in found if r.country}) >= 2 else []


def tell(scene: Scene, trigger: Trigger) -> None:
    """`X told his host`: where one of them is on a visit to the other's country, they are meeting."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    stage = scene.stage
    ours = [
        r
        for r in scene.who(s.subject(v), humans=True, bodies=False)
        if r.kind in ("person", "role") and r.country
    ]
    theirs = [
        r for r in scene.who(s.objects(v), humans=True, bodies=False) if r.kind == "person" and r.country
    ]
    if len(ours) != 1 or len(theirs) != 1 or ours[0].country == theirs[0].country:
        return
    pair = {ours[0].country, theirs[0].country}
    travels = [
        d
        for d in scene.drafts
        if d.type is EventType.VISIT
        and set(d.countries) == pair
        and d.status in (Status.OCCURRED, Status.BACKGROUND)
        and {ours[0].key, theirs[0].key} & d.people
    ]
    later = any(t.entry.frame == "visit-noun" for t in scene.triggers)
    if not travels and not later:
        return
    if any(
        d.type is EventType.MEETING and {ours[0].key, theirs[0].key} <= d.people and d.sentence != s.number
        for d in scene.drafts
    ):
        return
    confer(scene, trigger, ours, theirs, scene.judge.of_verb(s, v), at=v)
    stage.subject = ours[0]


def spend(scene: Scene, trigger: Trigger) -> None:
    """`He and Aliyev spent about two hours together`."""
    s, v = scene.s, trigger.head
    if not s.verb(v) or "together" not in s.lower[v : v + 9]:
        return
    ours = acting(scene.who(s.subject(v), humans=True))
    if len({c for r in ours for c in r.countries}) >= 2:
        confer(scene, trigger, ours, [], scene.judge.of_verb(s, v), at=v)


def receive(scene: Scene, trigger: Trigger) -> None:
    """`X received Y`, `Y was received by X`: a person receives a guest."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    subject = s.subject(v)
    if s.passive(v):
        guests = acting(scene.who(subject, humans=True))
        if (
            not guests
            and len(subject) == 1
            and (ref := s.refs[subject[0]]) is not None
            and ref.kind in ("role", "group")
        ):
            guests = [ref]  # "the delegation was received": whose, is told below
        if (
            scene.stage.visitor is not None
            and s.child(v, "nsubjpass") is None
            and (
                s.deps[v] in ("csubj", "csubjpass")
                or (not guests and any(w in s.lower for w in ("his", "her", "also")))
            )
        ):
            guests = [scene.stage.visitor]
        hosts: list[Ref] = []
        for _, k in s.after(v, frozenset({"by"}), min(len(s), v + 25)):
            if hosts and s.lower[k - 2] not in (",", "and", "then") and s.lower[k - 3 : k - 2] != [","]:
                break
            hosts += [
                h for h in acting(scene.who(s.coordinated(k), humans=True)) if all(h is not x for x in hosts)
            ]
        if any(w in s.lower for w in ("airport", "lawn")) and not any(
            w in s.lower[v] for w in ("received", "hosted")
        ):
            scene.reject(trigger, "a greeting at the airport")
            return
    else:
        hosts = acting(scene.who(subject, humans=True))
        guests = acting(scene.who(s.objects(v), humans=True))
        if not guests or (
            trigger.entry.weak
            and (s.lower[s.objects(v)[0] + 1 : s.objects(v)[0] + 2] == ["'s"] or guests[0].kind == "group")
        ):
            return
    if s.passive(v) and guests and (not hosts or {g.key for g in guests} == {h.key for h in hosts}):
        if hosts and scene.stage.visitor is not None:
            guests = [scene.stage.visitor]
        elif not hosts:
            _received_somewhere(scene, trigger, guests)
            return
    if not guests or not hosts:
        return
    hosts = [_at_home(scene, h, guests) for h in hosts]
    guests = [_on_visit(scene, g, hosts) for g in guests]
    hosts = [h for h in hosts if h.kind in ("person", "role", "group") and "government" not in h.office]
    guests = [g for g in guests if g.kind in ("person", "role", "group")]
    if not hosts or not guests:
        return
    if s.lower[v].startswith(("welcom", "greet", "entertain")) and not s.passive(v):
        obj = s.child(v, "dobj")
        if obj is not None and s.refs[obj] is None:
            return
    verdict = scene.judge.of_verb(s, v)
    before = len(scene.drafts)
    mine = {c for r in hosts for c in r.countries}
    his = {c for r in guests for c in r.countries}
    if mine and mine == his and len(mine) == 1:
        tokens = [
            k
            for k in (subject if s.passive(v) else s.objects(v))
            if s.refs[k] is not None and s.refs[k].kind == "pronoun"  # type: ignore[union-attr]
        ]
        for k in tokens:
            other = next((p for p in scene.antecedents(k) if p.country and p.country not in mine), None)
            if other is not None:
                guests = [other]
    hosts_first = [h for h in hosts if h.kind in ("person", "role")] or hosts
    if len(his - mine) > 2 and len(subject if s.passive(v) else s.objects(v)) == 1:
        one_talk(
            scene, trigger, [*guests, *hosts_first], verdict, v, None, multilateral=True
        )  # "The leaders of A, B and C were hosted by X"
        return
    for host in hosts_first:
        sides: dict[tuple[str, ...], list[Ref]] = {}
        for guest in guests:
            if guest.countries and host.countries and set(host.countries) != set(guest.countries):
                sides.setdefault(guest.countries, []).append(guest)
        for together_ in sides.values():
            one_talk(scene, trigger, [*together_, host], verdict, v, None)
            scene.stage.host = host
    for draft in scene.drafts[before:]:
        draft.key = "received"
    if len(scene.drafts) == before:
        scene.reject(trigger, "host and guest are of one state, or one is unknown")


def _at_home(scene: Scene, host: Ref, guests: list[Ref]) -> Ref:
    """`received by the head of state`: of the state that the guests have come to, or the text is about."""
    if host.countries or host.kind != "role" or host.private:
        return host
    theirs = {c for g in guests for c in g.countries}
    state = scene.stage.host_country if scene.stage.host_country not in theirs else None
    state = state or scene.other_state(guests)
    if state is None:
        return host
    role = Ref("role", host.start, host.end, (state,), actor=host.actor, office=host.office, text=host.text)
    return (scene.resolver.resolve(role, scene.stage) or [role])[0]


def _on_visit(scene: Scene, guest: Ref, hosts: list[Ref]) -> Ref:
    """`X received the delegation`, `accepted the minister`: the one who is on a visit, or of the text's
    other state."""
    if guest.countries or guest.kind not in ("role", "group") or guest.private:
        return guest
    theirs = {c for h in hosts for c in h.countries}
    visitor = scene.stage.visitor
    if visitor is not None and visitor.country and visitor.country not in theirs and not visitor.ambassador:
        return scene.resolver.full(visitor)
    state = scene.other_state(hosts) or next(
        (p.country for p in reversed(scene.stage.people) if p.country and p.country not in theirs), None
    )
    return (
        Ref(guest.kind, guest.start, guest.end, (state,), office=guest.office, text=guest.text)
        if state
        else guest
    )


def _received_somewhere(scene: Scene, trigger: Trigger, guests: list[Ref]) -> None:
    """`I was received here in 2014`: no host is named, but the journey is told."""
    from pipeline.events.frames.visitors import make_visits

    s, v = scene.s, trigger.head
    if not s.lower[v].startswith(("receiv", "host", "welcom")):
        return
    places = scene.places_after(v, frozenset({"in", "at"}), min(len(s), v + 6))
    if places:
        make_visits(
            scene,
            trigger,
            [g for g in guests if g.kind in ("person", "role")],
            places[:1],
            scene.judge.of_verb(s, v),
        )


def together(scene: Scene, trigger: Trigger) -> None:
    """`The meeting brought together X, Y and Z`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    tokens = s.objects(trigger.end - 1)
    if trigger.entry.to and not any(w in trigger.entry.to for w in s.lower[v : v + 16]):
        return  # "brought X and Y to one table"
    if s.passive(v):
        tokens = s.subject(v)
    parties = acting(scene.who(tokens, humans=True))
    if not tokens or not parties:
        parties = acting(
            scene.who(s.subject(v), humans=True, bodies=False)
        )  # "the ministers gathered in Baku"
    if len({c for p in parties for c in p.countries}) < 2:
        return
    verdict = scene.judge.of_verb(s, v)
    confer(scene, trigger, parties, [], verdict, at=v)
