"""Representation: embassies, ambassadors, credentials, relations."""

from __future__ import annotations

from pipeline.events.event import EventType, Status
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.status import Verdict
from pipeline.events.triggers import Trigger

_COMING = frozenset(
    [
        "appear",
        "appears",
        "appeared",
        "appearing",
        "come",
        "comes",
        "came",
        "coming",
        "arrive",
        "arrives",
        "arrived",
        "call",
        "calls",
        "called",
        "turn",
        "turned",
    ]
)
_LEVELS = ("rais", "elevat", "lower", "reduc", "lift", "promot")
_AWAY = (
    "clos",
    "shut",
    "evacuat",
    "suspend",
    "withdr",
    "vacat",
    "leav",
    "left",
    "empt",
    "recall",
    "call",
    "summon",
    "pull",
    "bring",
    "brought",
    "order",
    "tak",
    "took",
    "fly",
    "flew",
    "flown",
    "end",
    "complet",
    "finish",
    "depart",
)
_AGAIN = ("rethink", "rethought", "reconsider", "review", "reassess", "re-examin", "reexamin")
"""Thinking again about relations: nothing is decided."""
_ASKING = frozenset(
    [
        "ask",
        "asks",
        "asked",
        "asking",
        "wonder",
        "wonders",
        "wondered",
        "question",
        "consider",
        "considers",
        "considering",
        "discuss",
        "discussed",
        "know",
        "unclear",
    ]
)
_WANTING = frozenset(
    ["want", "wants", "wanted", "demand", "demands", "demanded", "like", "see", "wish", "wishes"]
)
_ITS_OWN = frozenset(
    [
        "door",
        "doors",
        "gate",
        "gates",
        "work",
        "operation",
        "operations",
        "activity",
        "activities",
        "service",
        "services",
        "functions",
        "business",
        "shutters",
    ]
)
"""What a mission opens or resumes of its own; anything else (`opened an exhibition`) is no news of the
mission."""


def _objects(scene: Scene, trigger: Trigger) -> list[Trigger]:
    """The nouns of the trigger's own entry in the sentence."""
    return [t for t in scene.triggers if t.slot == "object" and t.entry.id == trigger.entry.id]


def _state_before(scene: Scene, n: int) -> str | None:
    """`the Azeri embassy`, `Azerbaijan's embassy`, `its embassy` (of the clause's subject)."""
    s = scene.s
    k = n - 1
    while k >= 0 and n - k < 7:
        ref = s.refs[k]
        if ref is not None:
            if ref.kind in ("demonym", "country", "body") and ref.country:
                if ref.kind == "country" and ref.city and s.lower[k + 1] != "'s":
                    k -= 1
                    continue  # "its Baku embassy" stands in Baku
                return ref.country
            if ref.kind in ("group", "role", "person") and s.lower[k + 1] == "'s":
                return ref.country
            return None
        if s.lower[k] in ("its", "his", "their"):
            return "its"
        if s.lower[k] in ("our", "my"):
            return _ours(scene, k)
        if s.tags[k] not in (
            "JJ",
            "NN",
            "NNP",
            "HYPH",
            "CD",
            "POS",
            "VBN",
            "VBG",
            "CC",
            "DT",
            "RB",
            "NNS",
        ) and s.lower[k] not in ("'s", "and", "new"):
            return None
        k -= 1
    return None


def _ours(scene: Scene, k: int) -> str | None:
    """`our embassy`: the speaker's state within a quotation, else that of the article."""
    speaker = scene.stage.speaker
    if speaker is not None and speaker.country and (scene.s.quoted[k] or scene.home is None):
        return speaker.country
    return scene.outlet_state()


def _standing(scene: Scene) -> tuple[str, str, str | None] | None:
    """(owner, host, city) of the mission told of last: `the embassy`."""
    told = [
        d
        for d in scene.drafts
        if d.type is EventType.REPRESENTATION and d.origin and d.destination and d.key != "relations"
    ]
    return (told[-1].origin, told[-1].destination, told[-1].city) if told else None  # type: ignore[return-value]


def _city_before(scene: Scene, n: int) -> tuple[str, str | None] | None:
    s = scene.s
    ref = s.refs[n - 1] if n else None
    if ref is not None and ref.kind in ("country", "place") and ref.country and ref.city:
        return ref.country, ref.city
    return None


def _host(scene: Scene, n: int, owner: str | None) -> tuple[str | None, str | None]:
    """(country, city) where a mission stands or an envoy serves."""
    s = scene.s
    before = _city_before(scene, n)
    if before is not None and before[0] != owner:
        return before
    for _, k in s.after(n, frozenset({"in", "to", "at", "from"}), min(len(s), n + 9)):
        found = scene.as_place(k)
        if found is not None and found[0] and found[0] != owner:
            return found
    for k in range(n + 1, min(n + 4, len(s))):
        if s.lower[k] == "there" and scene.stage.there:
            return scene.stage.there[0], scene.stage.there[1] or None
        if s.lower[k] == "here" and scene.stage.here_country:
            return scene.stage.here_country, scene.stage.here
    for k in range(len(s)):
        if scene._locative(k) or (k and s.lower[k - 1] in ("from", "to") and s.refs[k] is not None):
            found = scene.as_place(k)
            if found is not None and found[0] and found[0] != owner:
                return found
    return None, None


def _subject_state(scene: Scene, verb: int | None) -> str | None:
    if verb is None:
        return None
    subject = scene.s.subject(verb)
    states = [r.country for r in scene.who(subject) if r.country]
    if len(set(states)) > 1 and any(scene.s.lower[k] in ("they", "we") for k in subject):
        return None
    return states[0] if states else None


def _mission(
    scene: Scene,
    trigger: Trigger,
    noun: int,
    verdict: Verdict,
    owner: str | None,
    host: tuple[str | None, str | None],
    *,
    people: tuple[Ref, ...] = (),
    subject: str = "",
    at: int | None = None,
) -> bool:
    if owner == "its":
        owner = None
    near = neighbour(scene)
    if near is not None and near != owner and (host[0] is None or host[0] not in scene.stage.states):
        host = (near, None)
    states = {c for c in (owner, host[0]) if c}
    known = len(states) == 2
    if (
        len(states) < 2
        and (told := _standing(scene)) is not None
        and states <= set(told[:2])
        and (owner or told[0]) == told[0]
    ):
        owner, host = told[0], (told[1], host[1] or told[2])
        states = {owner, told[1]}
    if len(states) < 2 and owner is None and host[0] in scene.stage.states and len(scene.stage.states) == 2:
        owner = next(c for c in scene.stage.states if c != host[0])
        states.add(owner)
    if len(states) < 2 and owner is None and host[0] and scene.stage.acting_state not in (None, host[0]):
        owner = scene.stage.acting_state
        states.add(str(owner))
    if len(states) < 2:
        other = [c for c in scene.stage.states if c not in states] if len(scene.stage.states) == 2 else []
        if (
            scene.stage.host_country
            and owner
            and scene.stage.host_country != owner
            and owner not in scene.stage.states
        ):
            other = [scene.stage.host_country]
        if owner and len(other) == 1:
            states.add(other[0])
            host = (host[0] or other[0], host[1])
    if len(states) < 2:
        local = [c for r in scene.s.refs if r is not None and r.kind == "country" for c in r.countries]
        if not set(local) - states:
            local = [
                c
                for r in scene.s.refs
                if r is not None and r.kind in ("country", "role", "person")
                for c in r.countries
            ]
        extra = list(dict.fromkeys(c for c in local if c not in states))
        if owner and len(extra) == 1:
            states.add(extra[0])
            host = (host[0] or extra[0], host[1])
    if len(states) < 2 or verdict.status is None:
        scene.reject(trigger, verdict.reason if verdict.status is None else "sender or host is unknown")
        return False
    if (
        not known
        and verdict.status is Status.PLANNED
        and "decision" in scene.s.lower[max(0, trigger.head - 6) : trigger.head]
    ):
        scene.reject(trigger, "a decision told of, not taken now")
        return False
    draft = scene.draft(trigger, EventType.REPRESENTATION, people, states)
    draft.place_country, draft.city = host
    draft.subject = subject
    draft.definite = trigger.slot == "nominal" and any(
        w in ("the", "that", "this") for w in scene.s.lower[max(0, trigger.start - 3) : trigger.start]
    )
    draft.origin, draft.destination = owner, host[0]
    draft.key = "away" if scene.s.lower[trigger.head].startswith(_AWAY) else "there"
    if not scene.settle(draft, verdict, scene.when(trigger.head if at is None else at, verdict)):
        return False
    if (
        draft.date_start is not None
        and draft.date_start > scene.published
        and verdict.tense in ("past", "perfect", "pluperfect")
    ):
        draft.date_start = draft.date_end = None  # "two days after": of what was told, not of the publication
        draft.dated = False
    scene.keep(draft)
    return True


def neighbour(scene: Scene) -> str | None:
    """`the neighbour to the north`, `its southern neighbor`: of the watched states two share a border."""
    words = scene.s.lower
    for k, word in enumerate(words):
        if word in ("neighbour", "neighbor"):
            side = {*words[max(0, k - 2) : k], *words[k + 1 : k + 4]}
            if side & {"north", "northern"}:
                return "AZE"
            if side & {"south", "southern"}:
                return "IRN"
    return None


def mission(scene: Scene, trigger: Trigger) -> None:
    """`Azerbaijan opened an embassy in Tel Aviv`, `the opening of the Azeri Embassy in Israel`."""
    s, v = scene.s, trigger.head
    nouns = [t for t in _objects(scene, trigger) if not _ministry_like(scene, t)]
    if not nouns:
        _it(scene, trigger)
        return
    nominal = trigger.slot == "nominal"
    if not nominal and not s.verb(v):
        return
    if nominal and s.verb(v) and s.tags[v] != "VBG":
        return
    if (
        trigger.slot == "verb"
        and s.tags[v] == "VBG"
        and any(t.slot == "nominal" and t.head == v for t in scene.triggers)
        and s.lower[v - 1 : v] in (["the"], ["embassy"], ["an"], ["a"])
    ):
        return
    best = min(nouns, key=lambda t: abs(t.head - v))
    own = next((t for t in nouns if not nominal and t.head == s.subject_token(v)), None)
    if own is not None:
        best = own
    elif abs(best.head - v) > 14 or _between(scene, v, best.head):
        return
    n = best.head
    if trigger.slot == "verb" and not s.passive(v):
        obj = s.child(v, "dobj")
        subj = s.subject_token(v)
        of_subject = (
            subj is not None
            and (subj == n or n in s.subtree(subj))
            and (obj is None or (s.refs[obj] is None and s.lower[obj] in _ITS_OWN))
        )
        linked = (
            (s.deps[v] == "relcl" and s.heads[v] == n)
            or (obj is not None and (obj == n or n in s.subtree(obj)))
            or of_subject
            or (v < n <= v + 4 and obj is None)
        )
        if not linked:
            return
    owner = _state_before(scene, best.start)
    if owner in ("its", None):
        got = _subject_state(scene, v if not nominal else s.governor(v))
        owner = got
        if owner is None:
            for _, k in s.after(n, frozenset({"of"}), min(len(s), n + 6)):
                if s.refs[k] is not None and s.refs[k].country:  # type: ignore[union-attr]
                    owner = s.refs[k].country  # type: ignore[union-attr]
    if (
        nominal
        and "the" in s.lower[max(0, trigger.start - 3) : trigger.start]
        and _state_before(scene, best.start) is None
        and any(d.pattern == trigger.entry.id for d in scene.drafts)
    ):
        return  # "the embassy opening": told before
    host = _host(scene, n, owner)
    verdict = scene.judge.of_noun(s, v) if nominal else scene.judge.of_verb(s, v)
    if (
        not nominal
        and verdict.status is Status.OCCURRED
        and s.lower[v] in ("approve", "approved", "approves", "decide", "decided")
        and "open" in " ".join(s.lower)
    ):
        verdict = Verdict(Status.PLANNED, "a decision to open", "future", firm=True)
    if not nominal:
        verdict = wished(scene, v, verdict)
    people = tuple(r for r in scene.who(s.subject(v)) if r.kind == "person") if not nominal else ()
    if (
        verdict.status in (Status.OCCURRED, Status.PLANNED)
        and s.lower[v].startswith(("leav", "left", "mov", "launch", "withdr"))
        and not _object_is(scene, v, n)
    ):
        return
    _mission(
        scene,
        trigger,
        n,
        verdict,
        owner,
        host,
        people=people,
        subject=" ".join(s.words[min(v, n) : max(v, n) + 1])[:60],
    )


def _it(scene: Scene, trigger: Trigger) -> None:
    """`announced that it would open again within weeks`: the mission told of just before."""
    s, v = scene.s, trigger.head
    if (
        trigger.slot != "verb"
        or not s.verb(v)
        or not s.lower[v].startswith(("open", "reopen", "re-open", "close", "shut", "resum"))
    ):
        return
    subject = s.child(v, "nsubj", "nsubjpass")
    told = [
        d
        for d in scene.drafts
        if d.type is EventType.REPRESENTATION
        and 0 <= scene.s.number - d.sentence <= 1
        and d.pattern in ("representation.mission", "representation.seat")
    ]
    standing = _standing(scene)
    if (
        subject is None
        or s.lower[subject] != "it"
        or not told
        or standing is None
        or s.child(v, "dobj") is not None
    ):
        return
    _mission(
        scene,
        trigger,
        v,
        scene.judge.of_verb(s, v),
        standing[0],
        standing[1:],
        subject=f"{s.lower[v]} embassy",
    )


def wished(scene: Scene, v: int, verdict: Verdict) -> Verdict:
    """`wants the embassy closed`, `asked whether it would ever close`: nobody has committed."""
    s = scene.s
    head = s.heads[v]
    above = [s.lower[a] for a in s.ancestors(v)][:3]
    if (
        verdict.status is None
        and verdict.reason in ("after 'whether'", "after 'if'")
        and any(w in _ASKING for w in above)
    ):
        return Verdict(Status.HYPOTHETICAL, "asked whether", "present", firm=True)
    if (
        head != v
        and s.tags[v] in ("VBN", "VBD")
        and s.deps[v] in ("ccomp", "xcomp", "oprd", "dobj", "acl")
        and not any(s.deps[c] in ("aux", "auxpass") for c in s.children[v])
    ):
        for a in s.ancestors(v):
            if s.lower[a] in _WANTING:
                return Verdict(Status.HYPOTHETICAL, f"{s.lower[a]!r}", "present", firm=True)
            if s.verb(a):
                break
    return verdict


def _object_is(scene: Scene, v: int, n: int) -> bool:
    obj = scene.s.child(v, "dobj", "nsubjpass")
    return obj is not None and (obj == n or n in scene.s.subtree(obj))


def _ministry_like(scene: Scene, t: Trigger) -> bool:
    s = scene.s
    word = s.lower[t.head]
    if word in ("mission", "representation", "missions"):
        return not (
            t.end - t.start > 1
            or any(
                w in scene.words_near()
                for w in ("embassy", "diplomatic", "ambassador", "diplomats", "envoy", "consulate")
            )
        )
    return False


def _between(scene: Scene, a: int, b: int) -> bool:
    s = scene.s
    lo, hi = min(a, b), max(a, b)
    return any(
        (
            s.tags[k] in ("VBD", "VBZ", "VBP")
            and s.refs[k] is None
            and s.lower[k] not in ("was", "were", "is", "are", "has", "have", "had", "be", "been")
        )
        or s.lower[k] in (";",)
        for k in range(lo + 1, hi)
    )


def serving(scene: Scene, trigger: Trigger) -> None:
    """`X has headed the mission since August 2020`: the appointment, told as a fact of long ago."""
    s, v = scene.s, trigger.head
    since = next((m for m in s.dates if m.preposition == "since" and m.start > s.first[v]), None)
    if since is None or not s.verb(v) or not any(s.lower[c] in ("has", "have", "had") for c in s.children[v]):
        return
    people = [r for r in scene.who(s.subject(v)) if r.kind == "person"]
    noun = next((t for t in _objects(scene, trigger) if v < t.head <= v + 6), None)
    envoys = [r for r in s.refs if r is not None and r.ambassador]
    if not people or (noun is None and not envoys):
        return
    owner = people[0].country
    host = _host(scene, v, owner)
    if host[0] is None:
        host = next(
            (
                (d.destination, d.city)
                for d in scene.drafts
                if d.type is EventType.REPRESENTATION and d.origin == owner and d.destination
            ),
            (None, None),
        )
    _mission(
        scene, trigger, v, scene.judge.of_verb(s, v), owner, host, people=(people[0],), subject="ambassador"
    )


def mission_wish(scene: Scene, trigger: Trigger) -> None:
    """`dreams of an embassy`, `we hope that one day an embassy will stand here`: nobody has committed."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    if any(
        t.entry.id == "representation.mission" and t.slot in ("verb", "nominal") and abs(t.head - v) < 14
        for t in scene.triggers
    ):
        return
    noun = next((t for t in _objects(scene, trigger) if v < t.head <= v + 12), None)
    if noun is None or s.lower[noun.start - 1 : noun.start] not in (
        ["an"],
        ["a"],
        ["their"],
        ["its"],
        ["own"],
    ):
        return
    if scene.judge.of_verb(s, v).status is None:
        return
    owner = _state_before(scene, noun.start)
    if owner in (None, "its"):
        standing = [
            d for d in scene.drafts if d.type is EventType.REPRESENTATION and d.origin and d.destination
        ]
        owner = standing[-1].origin if standing else None
        if standing and owner:
            _mission(
                scene,
                trigger,
                noun.head,
                Verdict(Status.HYPOTHETICAL, f"{s.lower[v]!r}", "present", firm=True),
                owner,
                (standing[-1].destination, standing[-1].city),
                subject="embassy",
            )
            return
    host = _host(scene, noun.head, owner)
    if owner is None and host[0] is None and len(scene.stage.states) == 2:
        owner = scene.stage.states[0]
    _mission(
        scene,
        trigger,
        noun.head,
        Verdict(Status.HYPOTHETICAL, f"{s.lower[v]!r}", "present", firm=True),
        owner,
        host,
        subject="embassy",
    )


def envoy(scene: Scene, trigger: Trigger) -> None:
    """`Iran recalled its ambassador`, `appointed X as ambassador to Y`."""
    s, v = scene.s, trigger.head
    nominal = trigger.slot == "nominal"
    if not nominal and not s.verb(v) and s.lower[v] not in ("is", "was"):
        return
    if s.lower[v] == "recalled" and (
        s.lower[v + 1 : v + 2] == ["that"] or "it" in s.lower[max(0, v - 4) : v]
    ):
        return  # "it will be recalled that"
    token = None
    ref = None
    for k in sorted(range(len(s)), key=lambda k: abs(k - v)):
        r = s.refs[k]
        if abs(k - v) > 16 or _between(scene, v, k):
            continue
        moved = s.lower[v].startswith(
            (
                "recall",
                "withdr",
                "pull",
                "evacuat",
                "call",
                "return",
                "send",
                "sent",
                "departure",
                "bring",
                "brought",
            )
        )
        if r is not None and (
            r.ambassador
            or (
                r.kind in ("role", "group")
                and any(
                    w in r.office
                    for w in ("ambassador", "envoy", "diplomat", "consul", "charge")
                    if w != "diplomat" or (moved and "top" not in r.office)
                )
            )
            or (r.kind in ("group", "role") and "embassy staff" in r.office)
        ):
            token, ref = k, r
            break
        if (
            r is not None
            and r.kind == "pronoun"
            and k > v
            and k - v < 3
            and scene.resolved[k]
            and scene.resolved[k][0].ambassador
            and s.lower[v].startswith(("recall", "withdr", "pull", "call", "summon"))
        ):
            token, ref = k, scene.resolved[k][0]
            break
    if ref is None or token is None:
        for t in _objects(scene, trigger):
            if abs(t.head - v) <= 10 and s.refs[t.head] is None:
                token = t.head
    if token is None or (
        nominal and not {"date", "time", "question", "terms"}.isdisjoint(s.lower[max(0, v - 3) : v])
    ):
        return
    word = s.lower[v]
    if (
        not nominal
        and trigger.end - trigger.start == 1
        and word.startswith(
            (
                "call",
                "order",
                "summon",
                "bring",
                "brought",
                "take",
                "took",
                "fly",
                "flew",
                "flies",
                "flown",
                "send",
                "sent",
                "get",
                "got",
            )
        )
    ):
        new = word.startswith(("send", "sent")) and any(
            w in ("a", "an", "new", "first", "next", "permanent", "resident")
            for w in [
                *s.lower[max(0, token - 3) : token],
                *(ref.text.lower().split()[:3] if ref is not None else []),
            ]
        )
        if not new and not any(w in ("home", "back", "consultations", "out") for w in s.lower[v : v + 14]):
            return
    owner = ref.country if ref is not None else _state_before(scene, token)
    if ref is not None and len(ref.countries) == 2 and ref.posted is None:
        owner = ref.countries[0]
    subject = _subject_state(scene, v) if not nominal else _subject_state(scene, s.governor(v))
    own_subject = list(s.subject(v)) if not nominal else []
    if owner in (None, "its"):
        owner = subject
    if owner is None and ref is not None and ref.owner == "its":
        owner = _left_state(scene, v)
    theirs: str | None = None
    if (
        ref is not None
        and (ref.text.lower().startswith(("its ", "their ")) or " from " in ref.text)
        and subject is not None
        and owner != subject
        and not s.passive(v)
    ):
        owner, theirs = subject, owner  # "its envoy from Tel Aviv"
    if word.startswith(("return", "be", "is", "was")) and token not in own_subject and not nominal:
        return
    if word in ("is", "was", "be", "been", "'s") and not any(w in s.lower[v : v + 6] for w in ("back",)):
        return
    if (
        word.startswith(
            (
                "appoint",
                "nam",
                "nominat",
                "select",
                "pick",
                "tap",
                "choos",
                "chose",
                "design",
                "accredit",
                "replac",
                "approv",
                "confirm",
                "post",
                "assign",
                "succeed",
                "okay",
                "ok",
                "greenlight",
            )
        )
        and not nominal
    ):
        obj = s.objects(v)
        rel = token in obj or token in s.subtree(v)
        if not rel:
            return
        if word.startswith(
            ("nam", "confirm", "approv", "post", "succeed", "replac", "assign", "pick")
        ) and not (s.passive(v) or v < token):
            return
        if word.startswith(("nam",)) and s.passive(v) and s.deps[v] == "acl" and ref is None:
            return
    if (
        word.startswith(
            (
                "recall",
                "withdr",
                "pull",
                "summon",
                "call",
                "order",
                "bring",
                "brought",
                "evacuat",
                "dispatch",
                "send",
                "sent",
                "install",
            )
        )
        and not nominal
    ):
        related = (
            token in s.objects(v)
            or (s.passive(v) and token in own_subject)
            or (v < token <= v + 6)
            or (s.deps[v] in ("relcl", "acl"))
        )
        if not related:
            return
        if (
            subject is not None
            and owner is not None
            and subject != owner
            and not s.passive(v)
            and word.startswith(("summon", "call", "recall", "order"))
            and s.deps[v] != "relcl"
        ) and word.startswith(("summon", "call", "order")):
            return
    host: tuple[str | None, str | None] = (None, None)
    if theirs is not None:
        host = (theirs, None)
    elif ref is not None and ref.posted and ref.posted != owner:
        host = (ref.posted, None)
        inside = _host(scene, token, owner)
        if inside[0] == ref.posted:
            host = inside
    elif ref is not None and len(ref.countries) == 2:
        host = (next((c for c in ref.countries if c != owner), None), None)
    else:
        host = _host(scene, token, owner)
    verdict = scene.judge.of_noun(s, v) if nominal else scene.judge.of_verb(s, v)
    people = tuple(r for r in ([ref] if ref is not None and ref.kind == "person" else []))
    if not people:
        people = (
            tuple(r for r in scene.who(s.objects(v)) if r.kind == "person" and r.country == owner)
            if not nominal
            else ()
        )
    if host[0] is not None and host[1] is None:
        state = scene.gazetteer.country(host[0])
        host = (host[0], state.capital if state is not None else None)
    _mission(scene, trigger, token, verdict, owner, host, people=people, subject=f"{word} ambassador")


def _left_state(scene: Scene, v: int) -> str | None:
    s = scene.s
    for k in range(v - 1, -1, -1):
        if s.refs[k] is not None and s.refs[k].kind == "country" and s.refs[k].country:  # type: ignore[union-attr]
            return s.refs[k].country  # type: ignore[union-attr]
    return None


def credentials(scene: Scene, trigger: Trigger) -> None:
    """`X presented his credentials to Y`, `Y received the credentials of the ambassador of Z`."""
    s, v = scene.s, trigger.head
    if not _objects(scene, trigger):
        return
    if trigger.slot != "nominal" and not s.verb(v):
        return
    paper = min(_objects(scene, trigger), key=lambda t: abs(t.head - v))
    if s.lower[v] in _COMING and "with" not in s.lower[v : paper.start]:
        return
    if abs(paper.head - v) > 16:
        return
    people = [
        r
        for k, r0 in enumerate(s.refs)
        if r0 is not None and r0.kind in ("person", "role", "pronoun")
        for r in scene.resolved[k]
        if r.kind in ("person", "role") and (r0.kind != "pronoun" or v < k <= v + 4)
    ]
    unique: list[Ref] = []
    for p in people:
        if all(not p.key or p.key != u.key for u in unique):
            unique.append(p)
    if len({c for p in unique for c in p.countries}) > 2:
        lo, hi = s.clause_start(v), s.clause_end(v)
        near = [
            r
            for k in range(lo, min(hi + 1, len(s)))
            if s.refs[k] is not None and s.refs[k].kind in ("person", "role")  # type: ignore[union-attr]
            for r in scene.resolved[k]
        ]
        unique = [p for p in unique if any(p is r or p.key == r.key for r in near)] or unique
    states = list(dict.fromkeys(c for p in unique for c in p.countries))
    envoys = [p for p in unique if p.ambassador]
    if len(states) < 2:
        for p in envoys:
            if p.posted and p.posted not in states:
                states.append(p.posted)
    if not envoys:
        before = next(
            (
                p
                for p in reversed(scene.stage.people)
                if p.ambassador and p.country and (p.country not in states or len(states) > 1)
            ),
            None,
        )
        if before is not None:
            envoys = [before]
            unique.append(before)
            states += [c for c in before.countries if c not in states]
    if len(states) < 2 and len(scene.stage.states) == 2:
        states = list(scene.stage.states)
    if len(states) < 2:
        scene.reject(trigger, "sender or host is unknown")
        return
    owner = envoys[0].country if envoys else None
    host = next((c for c in states if c != owner), None)
    verdict = scene.judge.of_verb(s, v) if trigger.slot != "nominal" else scene.judge.of_noun(s, v)
    city = None
    if host:
        state = scene.gazetteer.country(host)
        city = state.capital if state is not None else None
    _mission(
        scene,
        trigger,
        v,
        verdict,
        owner,
        (host, city),
        people=tuple(p for p in unique if p.kind == "person"),
        subject="credentials",
    )


def relations(scene: Scene, trigger: Trigger) -> None:
    """`Iran severed relations with Azerbaijan`, `two decades of diplomatic relations`."""
    s, v = scene.s, trigger.head
    nouns = [t for t in _objects(scene, trigger) if abs(t.head - v) <= 9]
    if not nouns:
        return
    noun = min(nouns, key=lambda t: abs(t.head - v))
    nominal = trigger.slot == "nominal"
    if not nominal and not s.verb(v):
        return
    if not nominal:
        obj = s.child(v, "dobj", "nsubjpass")
        if obj is not None and obj != noun.head and noun.head not in s.subtree(obj):
            return
        if obj is None and not (v < noun.head <= v + 4 or s.passive(v)):
            return
        if (
            s.lower[v].startswith(
                (
                    "normali",
                    "restor",
                    "resum",
                    "freez",
                    "suspend",
                    "upgrad",
                    "downgrad",
                    "set",
                    "cut",
                    "break",
                    "broke",
                )
            )
            and noun.end - noun.start == 1
            and "relations" not in s.lower[noun.head]
            and "ties" not in s.lower[noun.head]
        ):
            return
    level = (
        "diplomatic" in s.lower[noun.start : noun.end] or "level" in s.lower[min(v, noun.start) : noun.end]
    )
    if not nominal and s.lower[v].startswith(_LEVELS + _AGAIN) and not level:
        return
    parties = scene.who(s.subject(v)) if not nominal else []
    for _, k in s.after(
        min(v, noun.start), frozenset({"with", "between", "of"}), min(len(s), noun.head + 10)
    ):
        parties += scene.who(s.coordinated(k))
    states = {c for p in parties for c in p.countries}
    near = neighbour(scene)
    if near is not None and len(states) < 2:
        states.add(near)
    if len(states) < 2 and len(scene.stage.states) == 2 and (not states or states <= set(scene.stage.states)):
        states = set(scene.stage.states)
    if len(states) != 2:
        local = {c for r in s.refs if r is not None and r.kind in ("country", "demonym") for c in r.countries}
        if len(local) == 2 and states <= local:
            states = local
    if len(states) != 2:
        scene.reject(trigger, "the two states are unknown")
        return
    verdict = scene.judge.of_noun(s, v) if nominal else scene.judge.of_verb(s, v)
    if s.lower[v].startswith(("hav", "has", "had", "maintain", "enjoy")):
        if (
            verdict.status is not Status.OCCURRED
            or "diplomatic" not in s.lower[noun.start : noun.end]
            or "since" not in s.lower[noun.end :]
        ):
            return
        verdict = Verdict(Status.BACKGROUND, "since long", "past", firm=True)
    if verdict.status is None:
        scene.reject(trigger, verdict.reason)
        return
    if not nominal and s.lower[v].startswith(_AGAIN) and verdict.status is not Status.CANCELLED:
        verdict = Verdict(Status.HYPOTHETICAL, f"{s.lower[v]!r}", "present", firm=True)
    if nominal and not {"anniversary", "jubilee", "anniversaries"}.isdisjoint(s.lower[max(0, v - 6) : v]):
        verdict = Verdict(Status.BACKGROUND, "years ago", "past", firm=True)
    if nominal and any(
        w in ("anniversary", "decades", "years", "anniversaries")
        for w in s.lower[trigger.start : trigger.end]
    ):
        if (
            "diplomatic" not in s.lower[noun.start : noun.end]
            and "anniversary" not in s.lower[trigger.start : trigger.end]
        ):
            return
        verdict = Verdict(Status.BACKGROUND, "years ago", "past", firm=True)
    draft = scene.draft(trigger, EventType.REPRESENTATION, (), states)
    draft.subject = f"{s.lower[v]} relations"
    draft.key = "relations"
    if scene.settle(draft, verdict, scene.when(v, verdict)):
        scene.keep(draft)
