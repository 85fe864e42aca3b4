"""Representation told by its signs: a flag, a ribbon, staff flown home, a mission kept since, an envoy at
work."""

from __future__ import annotations

from pipeline.events.event import EventType, Status
from pipeline.events.frames.missions import (
    _between,
    _host,
    _mission,
    _ours,
    _state_before,
    _subject_state,
    wished,
)
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.status import Verdict
from pipeline.events.triggers import Trigger

_STAFF = frozenset(
    [
        "staff",
        "staffs",
        "personnel",
        "diplomats",
        "employees",
        "families",
        "workers",
        "staffers",
        "team",
        "people",
        "dependants",
        "dependents",
        "crew",
    ]
)
_BESIDE = frozenset(
    [
        "outside",
        "near",
        "opposite",
        "around",
        "against",
        "into",
        "beside",
        "behind",
        "past",
        "towards",
        "stormed",
        "attacked",
        "storming",
        "attacking",
    ]
)
_TERM = frozenset(
    ["term", "tenure", "mission", "posting", "tour", "stint", "mandate", "assignment", "tenancy"]
)
_DUTY = frozenset(
    [
        "post",
        "duties",
        "duty",
        "office",
        "mission",
        "work",
        "position",
        "job",
        "function",
        "functions",
        "appointment",
        "role",
    ]
)
_INSTEAD = frozenset(
    [
        "place",
        "succeeds",
        "succeed",
        "succeeded",
        "replaces",
        "replace",
        "replaced",
        "predecessor",
        "replacing",
        "succeeding",
    ]
)
_PENDING = frozenset(["still", "awaits", "await", "awaiting", "needs", "pending", "subject", "must", "yet"])
_REQUESTS = frozenset(
    [
        "request",
        "requests",
        "ask",
        "asked",
        "asks",
        "wish",
        "wishes",
        "wants",
        "dream",
        "dreams",
        "demand",
        "demands",
        "hope",
        "hopes",
        "goal",
        "aim",
    ]
)
_OLD = frozenset(["since", "decades", "years", "decade", "long", "generation"])
_MOVING = (
    "take",
    "took",
    "bring",
    "brought",
    "fly",
    "flew",
    "flies",
    "flown",
    "ship",
    "get",
    "got",
    "send",
    "sent",
    "move",
    "pull",
    "mov",
)


def _seats(scene: Scene) -> list[Trigger]:
    return [t for t in scene.triggers if t.slot == "object" and t.entry.id == "representation.mission"]


def _owner_of(scene: Scene, n: Trigger, verb: int) -> str | None:
    s = scene.s
    owner = _state_before(scene, n.start)
    if owner in (None, "its"):
        for p, k in s.after(n.head, frozenset({"of", "by"}), min(len(s), n.head + 7)):
            ref = s.refs[k]
            if ref is not None and ref.country and not (p == "by" and ref.kind == "place"):
                return ref.country
        if s.lower[n.head + 1 : n.head + 3] == ["of", "ours"]:
            return _ours(scene, n.head + 2)
        if s.lower[n.head + 1 : n.head + 3] == ["of", "theirs"]:
            ours = scene.outlet_state()
            left = [c for c in scene.stage.states if c != ours]
            return left[0] if len(left) == 1 else None
    if owner == "its":
        for k in range(n.start - 1, -1, -1):
            ref = s.refs[k]
            if (
                ref is not None
                and ref.kind in ("country", "person", "role", "body", "group")
                and ref.country
                and not s._governed(k)
            ):
                return ref.country
            if ref is not None and ref.country and s.lower[k + 1 : k + 2] == ["'s"]:
                return ref.country
        for k in range(n.start - 1, -1, -1):
            ref = s.refs[k]
            if ref is not None and ref.kind in ("country", "demonym") and ref.country:
                return ref.country
        return _subject_state(scene, verb)
    return owner


def _since(scene: Scene, v: int, verdict: Verdict) -> bool:
    """`has kept an embassy in Baku since 1993`, `for three decades`."""
    words = scene.s.lower[max(0, v - 4) : v + 16]
    return verdict.tense in ("perfect", "present", "past", "pluperfect") and (
        "since" in words or ("for" in words and not _OLD.isdisjoint(words))
    )


def seat(scene: Scene, trigger: Trigger) -> None:
    """`The flag went up over the embassy`, `the embassy's staff was flown home`, `the embassy is working
    again`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    nouns = [t for t in _seats(scene) if abs(t.head - v) <= 16 and not (t.start <= v < t.end)]
    if not nouns:
        return
    sign = trigger.entry.id in ("representation.flag", "representation.ribbon")
    noun = min(nouns, key=lambda t: abs(t.head - v))
    n = noun.head
    if trigger.entry.id == "representation.flag" and not any(
        t.slot == "object" and t.entry.id == "representation.flag" and abs(t.head - v) <= 9
        for t in scene.triggers
    ):
        return
    if not sign and _between(scene, v, n):
        return
    lead = s.lower[max(0, noun.start - 5) : noun.start]
    if not sign and not _BESIDE.isdisjoint(lead):
        return
    moving = s.lower[v].startswith(_MOVING)
    subject, obj = s.child(v, "nsubj", "nsubjpass"), s.child(v, "dobj")
    if moving:
        near = {*s.lower[max(0, min(v, n) - 5) : max(v, n) + 4]}
        if _STAFF.isdisjoint(near) and obj != n and subject != n:
            return
    elif not sign:
        of_subject = (
            subject is not None
            and (subject == n or n in s.subtree(subject))
            and s.lower[subject]
            not in (
                "ambassador",
                "spokesman",
                "spokeswoman",
                "spokesperson",
                "envoy",
                "officials",
                "secretary",
            )
            and (subject == n or s.refs[subject] is None)
        )
        of_object = obj is not None and (obj == n or n in s.subtree(obj))
        if not of_subject and not of_object and not (s.passive(v) and n < v and v - n < 6):
            return
    owner = _owner_of(scene, noun, v)
    host = _host(scene, n, owner)
    verdict = wished(scene, v, scene.judge.of_verb(s, v))
    if verdict.status is Status.OCCURRED and _since(scene, v, verdict) and "since" in s.lower[v:]:
        verdict = Verdict(Status.BACKGROUND, "since long", "past", firm=True)
    _mission(
        scene, trigger, n, verdict, owner, host, subject=" ".join(s.words[min(v, n) : max(v, n) + 1])[:60]
    )


def keep(scene: Scene, trigger: Trigger) -> None:
    """`has kept an embassy in Baku since 1993` is old; `will get an embassy`, `could have one` lie ahead."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    noun = next((t for t in _seats(scene) if v < t.head <= v + 8), None)
    if noun is None or any(
        s.lower[k] in ("in", "at", "to", "for", "with", ",", "on") for k in range(v + 1, noun.start)
    ):
        return
    obj = s.child(v, "dobj", "attr")
    if obj is None or not (obj == noun.head or noun.head in s.subtree(obj)):
        return
    verdict = scene.judge.of_verb(s, v)
    if verdict.status is None:
        scene.reject(trigger, verdict.reason)
        return
    if verdict.status is Status.OCCURRED:
        if not _since(scene, v, verdict):
            return
        verdict = Verdict(Status.BACKGROUND, "since long", "past", firm=True)
    owner = _state_before(scene, noun.start)
    if owner in (None, "its"):
        owner = _subject_state(scene, v)
    _mission(scene, trigger, noun.head, verdict, owner, _host(scene, noun.head, owner), subject="embassy")


def _predecessor(scene: Scene, trigger: Trigger, people: list[Ref], verdict: Verdict) -> None:
    """`He takes the place of X, who left Baku at the end of his term`: X held the post that was filled."""
    s = scene.s
    told = [
        d
        for d in scene.drafts
        if d.type is EventType.REPRESENTATION and d.origin and d.destination and s.number - d.sentence <= 2
    ]
    person = next((r for r in people if r.kind == "person"), None)
    if not told or person is None or _INSTEAD.isdisjoint(s.lower):
        return
    last = told[-1]
    if person.country in (None, last.origin):
        _mission(
            scene,
            trigger,
            trigger.head,
            verdict,
            last.origin,
            (last.destination, last.city),
            people=(person,),
            subject="end of term",
        )


def approval(scene: Scene, trigger: Trigger) -> None:
    """`The appointment still has to be approved by the government`: told of an envoy named just before."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    noun = next(
        (
            t
            for t in scene.triggers
            if t.slot == "object" and t.entry.id == trigger.entry.id and abs(t.head - v) <= 10
        ),
        None,
    )
    told = [
        d
        for d in scene.drafts
        if d.type is EventType.REPRESENTATION and d.origin and d.destination and s.number - d.sentence <= 3
    ]
    if noun is None or not told or any(r is not None and r.ambassador for r in s.refs):
        return
    verdict = scene.judge.of_verb(s, v)
    lead = s.lower[max(0, v - 5) : v]
    if not _PENDING.isdisjoint(s.lower[max(0, min(v, noun.head) - 4) : max(v, noun.head) + 3]) or (
        "to" in lead and not {"has", "have"}.isdisjoint(lead)
    ):
        verdict = Verdict(Status.PLANNED, "still to be approved", "future", firm=True)
    last = told[-1]
    _mission(
        scene,
        trigger,
        v,
        verdict,
        last.origin,
        (last.destination, last.city),
        people=tuple(r for r in last.parties if r.kind == "person"),
        subject="approval of the appointment",
    )


def request(scene: Scene, trigger: Trigger) -> None:
    """`The other request is an embassy in Israel`, `keeps no embassy there; ministers have asked for one`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    be = s.lower[v] in ("is", "was", "are", "be", "would", "remains", "remain")
    noun = next((t for t in _seats(scene) if v < t.head <= v + 6), None)
    wish = Verdict(Status.HYPOTHETICAL, "asked for", "present", firm=True)
    if be:
        subject = s.subject_token(v)
        if (
            noun is None
            or subject is None
            or s.refs[subject] is not None
            or s.lower[noun.start - 1 : noun.start] not in (["a"], ["an"])
            or _REQUESTS.isdisjoint(scene.words_near())
        ):
            return
        owner = _state_before(scene, noun.start)
        _mission(scene, trigger, noun.head, wish, owner, _host(scene, noun.head, owner), subject="embassy")
        return
    if "one" not in s.lower[v + 1 : v + 4] or not any(
        "embassy" in w or "consulate" in w for w in scene.words_near()
    ):
        return
    for number in (s.number, s.number - 1):
        states = _seat_told(scene, number)
        if states is not None:
            _mission(scene, trigger, v, wish, states[0], (states[1], None), subject="embassy")
            return


def _seat_told(scene: Scene, number: int) -> tuple[str, str] | None:
    told = [
        r
        for t, sentence, _ in scene.rejected
        if sentence.number == number and t.entry.type is EventType.REPRESENTATION
        for r in sentence.refs
    ]
    states = list(
        dict.fromkeys(c for r in told if r is not None and r.kind == "country" for c in r.countries)
    )
    return (states[0], states[1]) if len(states) == 2 else None


def post(scene: Scene, trigger: Trigger) -> None:
    """`X will be Israel's next ambassador to Y`, `took up his post as ambassador`, `left at the end of his
    term`."""
    s, v = scene.s, trigger.head
    if not s.verb(v) and s.lower[v] not in ("is", "was", "be", "become"):
        return
    end = s.clause_end(v)
    envoys = [
        k
        for k, r in enumerate(s.refs)
        if r is not None
        and (r.ambassador or (r.kind == "role" and any(w in r.office for w in ("ambassador", "envoy"))))
    ]
    who = s.subject(v)
    people = [r for r in scene.who(who) if r.kind in ("person", "role")]
    words = s.lower[v:end]
    verdict = scene.judge.of_verb(s, v)
    if verdict.status is None:
        return
    token: int | None = None
    ref: Ref | None = None
    if s.lower[v] in ("be", "been", "is", "was", "become", "becomes", "became", "'s"):
        token = next((k for k in envoys if v < k <= v + 8), None)
        if token is None or not people or not any(r.kind == "person" for r in people):
            return
        lead = {*s.lower[v + 1 : token + 1], *s.refs[token].text.lower().split()}  # type: ignore[union-attr]
        if lead.isdisjoint({"next", "new", "first", "incoming"}) or "former" in lead or "not" in lead:
            return
        if any(w in scene.document.whole.lower() for w in ("credential", "credence")):
            return  # the handing over tells it
        if verdict.status is Status.PLANNED:
            verdict = Verdict(Status.OCCURRED, "named as the next", "past")
        ref = s.refs[token]
    elif s.lower[v].startswith(("tak", "took", "assum", "begin", "beg", "start", "enter")):
        if _DUTY.isdisjoint(words[:7]) and not any(
            s.refs[k] is not None
            and s.refs[k].text.lower() in ("his mission", "her mission", "his office", "her office")  # type: ignore[union-attr]
            for k in range(v, min(end, v + 5))
        ):
            return
        ref = next((r for r in people if r.ambassador), None)
        token = next((k for k in envoys if k in who or v < k < end), None)
        if token is None and ref is None:
            return
    else:  # leaving, completing
        if _TERM.isdisjoint(words[:12]):
            return
        ref = next((r for r in people if r.ambassador), None)
        token = next((k for k in envoys if k in who), None)
        if ref is None and token is None:
            _predecessor(scene, trigger, people, verdict)
            return
    if ref is None and token is not None:
        ref = s.refs[token]
    if ref is None:
        return
    person = next((r for r in people if r.kind == "person"), None)
    owner = ref.country or (person.country if person is not None else None)
    if owner is None and token is not None:
        owner = _state_before(scene, token)
    if owner == "its":
        owner = None
    host: tuple[str | None, str | None] = (
        (ref.posted, None)
        if ref.posted and ref.posted != owner
        else _host(scene, token if token is not None else v, owner)
    )
    _mission(
        scene,
        trigger,
        v,
        verdict,
        owner,
        host,
        people=(person,) if person is not None else (),
        subject=f"{s.lower[v]} ambassador",
    )
