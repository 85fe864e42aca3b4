"""Meetings and calls: who talks with whom."""

from __future__ import annotations

from pipeline.events.draft import Draft
from pipeline.events.event import EventType, Status
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene, When
from pipeline.events.status import Verdict
from pipeline.events.triggers import Trigger

_PARTIES = ("person", "role", "group", "body")
_ORDINALS = frozenset(["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "next", "previous", "last", "following", "14th", "15th", "16th", "13th", "12th", "17th", "18th"])
_ROUND = frozenset(["session", "meeting", "summit", "round", "one", "sitting", "ministerial"])


def meet(scene: Scene, trigger: Trigger) -> None:
    """`X met Y`, `X and Y met`, `X held talks with Y`."""
    s, v, entry = scene.s, trigger.head, trigger.entry
    if not s.verb(v):
        return
    if s.passive(v) and s.lower[v].startswith(("talk", "discuss", "spok", "convers")):
        return
    if s.passive(v) and s.lower[v] in ("met", "joined", "greeted", "welcomed", "seen", "visited"):
        if s.lower[v] in ("met", "greeted", "seen") and any(w in s.lower for w in ("airport", "off")):
            scene.reject(trigger, "a greeting at the airport")
            return
    subject = s.subject(v)
    objects: list[int] = []
    if entry.object or s.lower[v].startswith("met") or s.lower[v].startswith("meet"):
        objects = s.objects(trigger.end - 1) if trigger.end - trigger.start > 1 and entry.object else s.objects(v)
        if s.lower[v].startswith("call") and any(s.tags[k] == "TO" for k in range(trigger.end, min(len(s), trigger.end + 6))):
            return  # "called on X to investigate" is a request
    if not entry.object:
        for _, k in s.after(v, frozenset({"with"} | (set(entry.to) - {"and"})), s.clause_end(v)):
            objects += [m for m in s.coordinated(k) if m not in objects]
        if " ".join(s.words[trigger.start : trigger.end]).lower().endswith("with") and not objects:
            objects = s.objects(trigger.end - 1)
    ours = _acting(scene.who(subject, humans=True))
    first = s.refs[subject[0]] if subject else None
    if not any(r.countries for r in ours) or (first is not None and first.kind in ("pair", "group") and len(subject) == 1):
        ours = _listed_before(scene, v, subject[0] if subject else 0) or ours
    theirs = _acting(scene.who([k for k in objects if k not in subject], humans=True))
    theirs = [t for t in theirs if all(not t.key or t.key != o.key for o in ours)]
    if not theirs and s.deps[v] in ("relcl", "acl"):
        # "whom he was due to see", "with whom he will talk"
        back = [c for c in s.subtree(v) if s.lower[c] in ("whom",) and c < v]
        if back:
            theirs = _acting(scene.who(s.coordinated(s._antecedent(v, back[0])), humans=True))
    verdict = scene.judge.of_verb(s, v)
    if len(theirs) > 1 and any(s.refs[k] is not None and s.refs[k].kind in ("pronoun", "pair") for k in objects):  # type: ignore[union-attr]
        for other in theirs:
            _talks(scene, trigger, ours, [other], verdict, at=v, subject=subject)
        return
    if entry.weak and not theirs and len({c for r in ours for c in r.countries}) < 2:
        return
    if entry.weak and theirs and all(r.kind in ("body", "group") and not r.office for r in theirs):
        return
    if entry.id == "meeting.see" and s.lower[v] in ("visit", "visited", "visits", "visiting", "join", "joined", "joins", "saw", "sees", "seen", "welcome", "welcomed", "welcomes") and not any(r.kind in ("person", "role", "group") for r in theirs):
        return
    if entry.id == "meeting.see" and s.lower[v].startswith("welcom") and s.child(v, "dobj") is not None and s.refs[s.child(v, "dobj") or 0] is None:
        return
    _talks(scene, trigger, ours, theirs, verdict, at=v, subject=subject)


def _listed_before(scene: Scene, v: int, start: int = 0) -> list[Ref]:
    """`The foreign ministers of the two countries, X and Y, also met`: the people listed before the verb."""
    s = scene.s
    tokens = [k for k in range(start, v) if s.refs[k] is not None and s.refs[k].kind in ("person", "role")]  # type: ignore[union-attr]
    found = _acting(scene.who(tokens, humans=True))
    return found if len({r.country for r in found if r.country}) >= 2 else []


def tell(scene: Scene, trigger: Trigger) -> None:
    """`X told his host`: where one of them is on a visit to the other's country, they are meeting."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    stage = scene.stage
    ours = [r for r in scene.who(s.subject(v), humans=True, bodies=False) if r.kind in ("person", "role") and r.country]
    theirs = [r for r in scene.who(s.objects(v), humans=True, bodies=False) if r.kind == "person" and r.country]
    if len(ours) != 1 or len(theirs) != 1 or ours[0].country == theirs[0].country:
        return
    pair = {ours[0].country, theirs[0].country}
    travels = [d for d in scene.drafts if d.type is EventType.VISIT and set(d.countries) == pair and d.status in (Status.OCCURRED, Status.BACKGROUND) and {ours[0].key, theirs[0].key} & d.people]
    later = any(t.entry.frame == "visit-noun" for t in scene.triggers)
    if not travels and not later:
        return
    if any(d.type is EventType.MEETING and {ours[0].key, theirs[0].key} <= d.people and d.sentence != s.number for d in scene.drafts):
        return
    _talks(scene, trigger, ours, theirs, scene.judge.of_verb(s, v), at=v)
    stage.subject = ours[0]


def spend(scene: Scene, trigger: Trigger) -> None:
    """`He and Aliyev spent about two hours together`."""
    s, v = scene.s, trigger.head
    if not s.verb(v) or "together" not in s.lower[v : v + 9]:
        return
    ours = _acting(scene.who(s.subject(v), humans=True))
    if len({c for r in ours for c in r.countries}) >= 2:
        _talks(scene, trigger, ours, [], scene.judge.of_verb(s, v), at=v)


def _acting(refs: list[Ref]) -> list[Ref]:
    return [r for r in refs if r.kind in _PARTIES or r.kind == "country"]


def _talks(
    scene: Scene,
    trigger: Trigger,
    ours: list[Ref],
    theirs: list[Ref],
    verdict: Verdict,
    *,
    at: int,
    subject: list[int] | None = None,
    when: When | None = None,
    country_parties: bool = False,
) -> bool:
    """Drafts for talks: one for each counterpart of another state, one for all where both sides are mixed."""
    if verdict.status is None:
        scene.reject(trigger, verdict.reason)
        return False
    if not country_parties:
        people = [r for r in ours if r.kind != "country"]
        ours = people or ours
        theirs = [r for r in theirs if r.kind != "country"] or theirs
    ours, theirs = _fill(scene, ours, theirs, subject)
    if not theirs:
        states = {r.country for r in ours if r.country}
        many = {c for r in ours for c in r.countries}
        if len(many) < 2:
            scene.reject(trigger, "only one side is known")
            return False
        return _one(scene, trigger, ours, verdict, at, when, multilateral=len(many) > 2 or len(states) > 2)
    mine = {c for r in ours for c in r.countries}
    if not mine:
        scene.reject(trigger, "nobody of a known state talks")
        return False
    others = {c for t in theirs for c in t.countries} - mine
    if len(mine) == 1 and len(others) > 1 and (s_word(scene, trigger).startswith(("sit", "sat", "join")) or any(w in scene.s.lower for w in ("trilateral", "three-way", "trio", "tripartite", "together"))):
        return _one(scene, trigger, [*ours, *theirs], verdict, at, when, multilateral=True)
    if len(mine) > 1:
        # "He and Lavrov joined Mammadyarov": all of them sit together
        everyone = ours + [t for t in theirs if all(t.key != o.key or not t.key for o in ours)]
        return _one(scene, trigger, everyone, verdict, at, when, multilateral=len({c for r in everyone for c in r.countries}) > 2)
    named = [t for t in theirs if t.kind in ("person", "role")]
    made = False
    for other in theirs:
        states = set(other.countries)
        if not states or states <= mine:
            continue
        if other.kind == "group" and named:
            continue  # "… and other Israeli officials"
        if len(states) > 1:
            made |= _one(scene, trigger, [*ours, other], verdict, at, when, multilateral=True)
            continue
        made |= _one(scene, trigger, [*ours, other], verdict, at, when)
    if not made:
        scene.reject(trigger, "both sides are of one state, or one is unknown")
    return made


def s_word(scene: Scene, trigger: Trigger) -> str:
    """The trigger's head word."""
    return scene.s.lower[trigger.head]


def _fill(scene: Scene, ours: list[Ref], theirs: list[Ref], subject: list[int] | None) -> tuple[list[Ref], list[Ref]]:
    """Mend sides: another antecedent where both would be of one state, the host's state for unknown people."""
    stage = scene.stage
    mine = {c for r in ours for c in r.countries}
    other = {c for r in theirs for c in r.countries}
    if subject and len(subject) == 1 and theirs and mine and other and mine == other and len(mine) == 1:
        ref = scene.s.refs[subject[0]]
        if ref is not None and (ref.kind == "pronoun" or (ref.kind == "role" and not ref.countries)):
            for person in scene.antecedents(subject[0]):
                if person.country and person.country not in other:
                    return [person], theirs
    if not ours and theirs and stage.visitor is not None and stage.visitor.country not in other:
        return ours, theirs
    unknown = [t for t in theirs if not t.countries]
    if unknown and len(mine) == 1:
        state = next(iter(mine))
        guess = _near_state(scene, state)
        if guess is None and stage.host_country and stage.host_country != state:
            guess = stage.host_country
        elif stage.visitor is not None and stage.visitor.country and stage.visitor.country != state:
            guess = stage.visitor.country
        if guess:
            theirs = [t if t.countries or t.private else Ref(t.kind, t.start, t.end, (guess,), t.name, t.actor, t.office, text=t.text) for t in theirs]
    if theirs and not mine and ours:
        state = next(iter(other)) if len(other) == 1 else None
        guess = stage.visitor.country if stage.visitor is not None and stage.visitor.country != state else stage.host_country if stage.host_country != state else None
        if guess:
            ours = [t if t.countries or t.private or t.kind == "person" and not t.office else Ref(t.kind, t.start, t.end, (guess,), t.name, t.actor, t.office, text=t.text) for t in ours]
    return ours, theirs


def _near_state(scene: Scene, other: str) -> str | None:
    """`He came from Georgia, where he met Prime Minister X`: the place that the clause is about."""
    s = scene.s
    for k in range(len(s) - 1):
        if s.lower[k] == "where":
            for m in range(k - 1, max(-1, k - 4), -1):
                found = scene.as_place(m)
                if found is not None and found[0] and found[0] != other:
                    return found[0]
    return None


def _one(
    scene: Scene, trigger: Trigger, parties: list[Ref], verdict: Verdict, at: int, when: When | None, *, multilateral: bool = False
) -> bool:
    countries = scene.countries(parties)
    kind = EventType.CALL if remote(scene, trigger) else EventType.MEETING
    draft = scene.draft(trigger, kind, parties, countries)
    draft.multilateral = multilateral or len(countries) > 2
    if kind is EventType.CALL:
        draft.key = _medium(scene, trigger)
    s = scene.s
    if any(w in s.lower for w in ("sidelines", "margins", "alone", "aside", "plenary", "bilaterally")) and any(d.pattern == "meeting.commission" or d.multilateral for d in scene.drafts) and not draft.multilateral:
        draft.key = "aside"
    if kind is EventType.MEETING:
        country, city, reason = scene.place(at, parties)
        draft.place_country, draft.city = country, city
        if reason:
            draft.note(f"place: {city or country} {reason}")
    if not scene.settle(draft, verdict, when or scene.when(at, verdict)):
        scene.reject(trigger, verdict.reason)
        return False
    scene.keep(draft)
    return True


def _medium(scene: Scene, trigger: Trigger) -> str:
    """`video` or `phone`, where the clause says so: two calls of one pair are told apart by it."""
    s = scene.s
    start, end = s.clause_start(trigger.head), s.clause_end(trigger.head)
    words = s.lower[max(0, start - 2) : end + 4]
    if any(w.startswith(("video", "zoom", "screen", "online", "virtual")) for w in words):
        return "video"
    return "phone" if any(w.startswith(("phone", "telephone")) for w in words) else ""


def remote(scene: Scene, trigger: Trigger) -> bool:
    """The talk is by telephone or video."""
    if trigger.entry.type is EventType.CALL:
        return True
    s = scene.s
    start, end = s.clause_start(trigger.head), s.clause_end(trigger.head)
    return any(
        t.entry.frame == "remote" and start - 2 <= t.start <= end + 10 or (t.entry.frame == "call-noun" and t.end - t.start > 1 and start <= t.start <= end)
        for t in scene.triggers
    )


def receive(scene: Scene, trigger: Trigger) -> None:
    """`X received Y`, `Y was received by X`: a person receives a guest."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    subject = s.subject(v)
    if s.passive(v):
        guests = _acting(scene.who(subject, humans=True))
        if scene.stage.visitor is not None and s.child(v, "nsubjpass") is None and (s.deps[v] in ("csubj", "csubjpass") or not guests and any(w in s.lower for w in ("his", "her", "also"))):
            guests = [scene.stage.visitor]
        hosts = []
        for _, k in s.after(v, frozenset({"by"}), min(len(s), v + 25)):
            hosts = _acting(scene.who(s.coordinated(k), humans=True))
            break
        if any(w in s.lower for w in ("airport", "lawn")) and not any(w in s.lower[v] for w in ("received", "hosted")):
            scene.reject(trigger, "a greeting at the airport")
            return
    else:
        hosts = _acting(scene.who(subject, humans=True))
        guests = _acting(scene.who(s.objects(v), humans=True))
        if not guests:
            return
    if s.passive(v) and guests and (not hosts or {g.key for g in guests} == {h.key for h in hosts}):
        if hosts and scene.stage.visitor is not None:
            guests = [scene.stage.visitor]
        elif not hosts:
            _received_somewhere(scene, trigger, guests)
            return
    if not guests or not hosts:
        return
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
        tokens = [k for k in (subject if s.passive(v) else s.objects(v)) if s.refs[k] is not None and s.refs[k].kind == "pronoun"]  # type: ignore[union-attr]
        for k in tokens:
            other = next((p for p in scene.antecedents(k) if p.country and p.country not in mine), None)
            if other is not None:
                guests = [other]
    hosts_first = [h for h in hosts if h.kind in ("person", "role")] or hosts
    for host in hosts_first:
        sides: dict[tuple[str, ...], list[Ref]] = {}
        for guest in guests:
            if guest.countries and host.countries and set(host.countries) != set(guest.countries):
                sides.setdefault(guest.countries, []).append(guest)
        for together_ in sides.values():
            _one(scene, trigger, [*together_, host], verdict, v, None)
            scene.stage.host = host
    for draft in scene.drafts[before:]:
        draft.key = "received"
    if len(scene.drafts) == before:
        scene.reject(trigger, "host and guest are of one state, or one is unknown")


def _received_somewhere(scene: Scene, trigger: Trigger, guests: list[Ref]) -> None:
    """`I was received here in 2014`: no host is named, but the journey is told."""
    from pipeline.events.frames.travel import make_visits

    s, v = scene.s, trigger.head
    if not s.lower[v].startswith(("receiv", "host", "welcom")):
        return
    places = scene.places_after(v, frozenset({"in", "at"}), min(len(s), v + 6))
    if places:
        make_visits(scene, trigger, [g for g in guests if g.kind in ("person", "role")], places[:1], scene.judge.of_verb(s, v))


def together(scene: Scene, trigger: Trigger) -> None:
    """`The meeting brought together X, Y and Z`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    tokens = s.objects(trigger.end - 1)
    parties = _acting(scene.who(tokens, humans=True))
    if len({c for p in parties for c in p.countries}) < 2:
        return
    verdict = scene.judge.of_verb(s, v)
    _talks(scene, trigger, parties, [], verdict, at=v)


def meeting_noun(scene: Scene, trigger: Trigger) -> None:
    """`a meeting with X`, `talks between X and Y`, `X held talks with Y`."""
    s, n = scene.s, trigger.head
    if s.verb(n) and s.tags[n] != "VBG":
        return
    if s.tags[n] == "VBG" and s.lower[n] == "meeting" and s.lower[n - 1 : n] not in (["a"], ["the"], ["his"], ["their"], ["this"]) and not _nounish(scene, n):
        return
    if _inside_longer(scene, trigger):
        return
    word = s.lower[n]
    stop = min(len(s), n + 26)
    with_, between = [], []
    for p, k in s.after(n, frozenset({"with", "between", "among", "of", "including"}), stop):
        if _verb_between(scene, n, k):
            break
        if p in ("with",):
            with_ += [m for m in s.coordinated(k) if m not in with_]
            break
        if p in ("between", "among"):
            between = s.coordinated(k)
            break
        if p == "of" and s.refs[k] is not None and s.refs[k].kind in ("person", "role", "group", "country", "pair") and k - n < 9:  # type: ignore[union-attr]
            if s.refs[k].kind == "country" and word not in ("summit", "meeting", "session"):  # type: ignore[union-attr]
                continue
            between = s.coordinated(k)
            break
    mods = _demonyms(scene, n)
    owner = _owner(scene, n)
    verb = s.governor(n)
    how = scene.judge._attached(s, n)
    ours: list[Ref] = []
    subject: list[int] | None = None
    if owner:
        ours = owner
    elif verb is not None and not between:
        light = scene.judge.light(s, verb) or " ".join(s.lower[verb : verb + 2]) in ("wrapped up", "took part", "takes part", "take part", "sat down")
        if (how in ("dobj", "attr", "") and light) or how in ("after", "during", "at", "in", "following", "for", "on", "before", "with", "from", "through", "ahead"):
            subject = [k for k in s.subject(verb) if k not in with_ and not n <= k < n + 3]
            ours = _acting(scene.who(subject, humans=True))
            if how in ("in", "at", "after", "during", "following") and not light and not scene.judge.reporting(s.lower[verb]) and not with_ and not mods:
                ours = []
    verdict = scene.judge.of_noun(s, n)
    parties = _acting(scene.who(between, humans=False)) if between else []
    if between:
        many = {c for p in parties for c in p.countries}
        if len(many) >= 2:
            _talks(scene, trigger, parties, [], verdict, at=n, country_parties=all(p.kind == "country" for p in parties))
            return
        if parties and ours:
            _talks(scene, trigger, ours, parties, verdict, at=n, subject=subject)
            return
        return
    if not with_ and verb is not None:
        for c in s.subtree(verb):
            if s.lower[c] == "whom" and c < n and c and s.lower[c - 1] == "with":
                with_ = s.coordinated(s._antecedent(verb, c))
    theirs = _acting(scene.who(with_, humans=False)) if with_ else []
    if with_:
        theirs = [t for t in theirs if t.kind != "country"] or theirs
    if theirs:
        ours = [o for o in ours if o.countries] or ours
        if ours and owner and set(scene.countries(ours)) == set(scene.countries(theirs)):
            mine = set(scene.countries(theirs))
            ours = [p for p in (*reversed(scene.subjects[-5:]), *( [scene.stage.visitor] if scene.stage.visitor else [])) if p.country and p.country not in mine][:1]
        if not ours or not any(o.countries for o in ours):
            ours = _speaker_of(scene, n, theirs)
        _talks(scene, trigger, ours, theirs, verdict, at=n, subject=subject, country_parties=all(t.kind == "country" for t in theirs))
        return
    if len(mods) < 2 and word in ("summit", "meeting", "session", "talks", "negotiations", "ministerial"):
        mods = _dashed(scene, n) or mods
    if len(mods) >= 2:
        parties = [Ref("country", 0, 0, (m,), name=m) for m in mods]
        _talks(scene, trigger, parties, [], verdict, at=n, country_parties=True)
        return
    if ours and len({c for r in ours for c in r.countries}) >= 2:
        if s.lower[max(0, n - 4) : n] and "one" in s.lower[max(0, n - 4) : n] and "of" in s.lower[max(0, n - 4) : n]:
            return
        if word in ("conversation", "discussion", "talk", "talks", "meeting", "session", "consultation", "consultations", "negotiation", "negotiations", "audience", "summit", "lunch", "dinner", "discussions", "conversations", "meetings", "dialogue"):
            _talks(scene, trigger, ours, [], verdict, at=n)
        return
    scene.reject(trigger, "only one side is known")


def _dashed(scene: Scene, n: int) -> list[str]:
    """`the first trilateral summit, Azerbaijan - Iran - Russia,`."""
    s = scene.s
    found: list[str] = []
    k = n + 1
    while k < len(s) and k - n < 10:
        ref = s.refs[k]
        if ref is not None and ref.kind == "country" and ref.country:
            found.append(ref.country)
        elif s.lower[k] not in (",", "-", "–", "—", "/", "and", "("):
            break
        k += 1
    return found if len(found) >= 2 else []


def _nounish(scene: Scene, n: int) -> bool:
    s = scene.s
    return s.deps[n] in ("pobj", "dobj", "nsubj", "nsubjpass", "attr", "conj") and s.lower[n - 1 : n] != ["after"]


def _inside_longer(scene: Scene, trigger: Trigger) -> bool:
    return any(
        t is not trigger and t.slot == "noun" and t.start <= trigger.start and t.end >= trigger.end and t.end - t.start > trigger.end - trigger.start and t.entry.type in (EventType.CALL, EventType.MEETING)
        for t in scene.triggers
    )


def _verb_between(scene: Scene, a: int, b: int) -> bool:
    s = scene.s
    return any(s.tags[k] in ("VBD", "VBZ", "VBP", "MD") and s.refs[k] is None and s.lower[k] not in ("is", "are", "was", "were") for k in range(a + 1, b)) and not any(s.lower[k] in ("between",) for k in range(a, b))


def _demonyms(scene: Scene, n: int) -> list[str]:
    """`Azerbaijani-Iranian talks`, `Israel-Azerbaijan commission`."""
    s = scene.s
    found: list[str] = []
    k = n - 1
    while k >= 0 and n - k < 9:
        ref = s.refs[k]
        if ref is not None and ref.kind in ("demonym", "country") and ref.country:
            if k + 1 < len(s) and s.lower[k + 1] == "'s":
                break
            found.append(ref.country)
        elif ref is not None:
            break
        elif s.lower[k] not in ("-", "\u2013", "/", "and", ",") and s.tags[k] not in ("JJ", "NN", "CD", "HYPH", "NNP", "NNS", "VBN"):
            break
        k -= 1
    return list(dict.fromkeys(found))


def _owner(scene: Scene, n: int) -> list[Ref]:
    """`his talks with X`, `Zarif's meeting with X`."""
    s = scene.s
    m = n - 1
    while m >= 0 and n - m < 5 and s.refs[m] is None and s.tags[m] in ("JJ", "NN", "CD", "HYPH", "NNP", "VBG", "VBN"):
        m -= 1
    if m < 0:
        return []
    if s.lower[m] in ("his", "her"):
        return scene.antecedents(m)[:1]
    if s.lower[m] == "my" and (scene.stage.speaker or scene.stage.subject):
        return [scene.stage.speaker or scene.stage.subject]  # type: ignore[list-item]
    if s.lower[m] in ("their", "our"):
        return scene._local_pair(m) or list(scene.stage.pair) or scene.last_pair()
    if s.lower[m] == "'s" and m >= 1 and s.refs[m - 1] is not None and s.refs[m - 1].kind in ("person", "role"):  # type: ignore[union-attr]
        return scene.who([m - 1], humans=True)
    return []


def _speaker_of(scene: Scene, n: int, theirs: list[Ref]) -> list[Ref]:
    """Who else talks, where only `with X` is said: the visitor, or the subject so far."""
    stage = scene.stage
    taken = {c for t in theirs for c in t.countries}
    if stage.visitor is not None and stage.visitor.country not in taken:
        return [stage.visitor]
    if stage.subject is not None and stage.subject.country and stage.subject.country not in taken:
        return [stage.subject]
    return []


def phone(scene: Scene, trigger: Trigger) -> None:
    """`X telephoned Y`."""
    s, v, entry = scene.s, trigger.head, trigger.entry
    if not s.verb(v):
        return
    subject = s.subject(v)
    objects = s.objects(trigger.end - 1)
    theirs = [r for r in _acting(scene.who(objects, humans=True)) if r.kind in ("person", "role")]
    ours = _acting(scene.who(subject, humans=True))
    if entry.weak:
        obj = s.child(v, "dobj")
        if not theirs or obj is None or s.refs[obj] is None or any(s.deps[c] in ("oprd", "xcomp", "ccomp") for c in s.children[v]):
            return
        after = s.lower[objects[-1] + 1 : objects[-1] + 2] if objects else []
        if after and after[0] in ("a", "an", "'s", "the", "\"", "'", "home", "back", "on", "for"):
            return
    if not theirs and not entry.weak:
        theirs = [r for r in scene.stage.people[::-1] if ours and r.country and r.country != ours[0].country and r.kind == "person"][:1]
        theirs = [scene.resolver.full(t) for t in theirs]
    if not ours or not theirs:
        return
    _talks(scene, trigger, ours, theirs, scene.judge.of_verb(s, v), at=v, subject=subject)


def call_noun(scene: Scene, trigger: Trigger) -> None:
    """`a telephone conversation with X`, `held a call`, `In the earlier call, the two agreed`."""
    s, n = scene.s, trigger.head
    if trigger.end - trigger.start == 1 and s.lower[n] in ("call", "calls"):
        before = s.lower[max(0, n - 2) : n]
        after = s.lower[n + 1 : n + 3]
        if s.verb(n) or "pay" in before or "paid" in before or after[:1] in (["for"], ["to"], ["on"]):
            return
        if not (after[:1] in (["with"], ["between"], [","], ["on"]) or any(w in before for w in ("earlier", "a", "the", "second", "first"))):
            return
    before_count = len(scene.drafts)
    meeting_noun(scene, trigger)
    if len(scene.drafts) > before_count:
        return
    if len({c for r in (scene.stage.pair or scene.last_pair()) for c in r.countries}) >= 2:
        lead = s.lower[max(0, n - 4) : n]
        if any(w in lead for w in ("the", "a", "earlier", "previous", "last", "this", "an")):
            verb = s.governor(n)
            pair = list(scene.stage.pair) or scene.last_pair()
            if verb is not None:
                local = _acting(scene.who(s.subject(verb), humans=True))
                if len({c for r in local for c in r.countries}) >= 2:
                    pair = local
            _talks(scene, trigger, pair, [], scene.judge.of_noun(s, n), at=n)


def commission(scene: Scene, trigger: Trigger) -> None:
    """`the first session of the Azerbaijan-Israel joint commission`."""
    s, n = scene.s, trigger.head
    if trigger.end - trigger.start == 1 and s.lower[n] in ("commission", "commissions"):
        if not any(w in s.lower for w in ("session", "sessions", "meeting", "sitting")):
            return
    sitting = next((k for k in range(max(0, n - 12), min(len(s), n + 10)) if s.lower[k] in ("session", "meeting", "sitting", "sessions", "round")), None)
    verb = s.governor(sitting if sitting is not None else n)
    acts = verb is not None and s.lower[verb] in ("met", "meets", "meet", "held", "convened", "convene", "sat", "opened", "ended", "start", "working", "resume", "resumed", "gather", "gathered", "chair", "chaired", "co-chaired", "took", "take", "work", "bring", "begin", "began")
    known = _demonyms(scene, trigger.start) or _demonyms(scene, n)
    scene.format = tuple(known) if len(known) == 2 else scene.stage.states if len(scene.stage.states) == 2 else scene.format
    if sitting is None and not acts and not any(w in s.lower[max(0, n - 6) : n] for w in ("end", "14th", "15th", "16th", "13th", "17th", "first", "second", "third")):
        scene.reject(trigger, "the commission is mentioned, not its session")
        return
    states = _demonyms(scene, trigger.start) or _demonyms(scene, n)
    after = []
    for _, k in s.after(n, frozenset({"of", "between"}), min(len(s), n + 12)):
        after = [c for r in scene.who(s.coordinated(k)) for c in r.countries]
        if len(set(after)) >= 2:
            break
    if len(set(after)) >= 2:
        states = list(dict.fromkeys(after))
    if len(states) < 2:
        local = scene._local_pair(n)
        states = list(dict.fromkeys(c for r in local for c in r.countries)) if len(local) >= 2 else list(scene.stage.states[:2])
    if len(states) < 2:
        scene.reject(trigger, "the states of the commission are unknown")
        return
    at = sitting if sitting is not None else n
    verdict = scene.judge.of_noun(s, at)
    if sitting is None and verb is not None:
        verdict = scene.judge.of_verb(s, verb)
    parties = [Ref("country", 0, 0, (c,), name=c) for c in states]
    people = _chairs(scene, states)
    if _talks(scene, trigger, people or parties, [], verdict, at=at, country_parties=True):
        scene.drafts[-1].key = _ordinal(scene, at) or "session"


def _chairs(scene: Scene, states: list[str]) -> list[Ref]:
    s = scene.s
    found = [r for k, ref in enumerate(s.refs) if ref is not None and ref.kind == "person" for r in scene.resolved[k] if r.country in states]
    return found if len({r.country for r in found}) == len(set(states)) else []


def _ordinal(scene: Scene, n: int) -> str:
    s = scene.s
    for k in range(n - 1, max(-1, n - 6), -1):
        if s.lower[k] in _ORDINALS or (s.lower[k].rstrip("thndrs").isdigit() and len(s.lower[k]) > 2):
            return s.lower[k]
    return ""


def summit(scene: Scene, trigger: Trigger) -> None:
    """`a trilateral summit of Azerbaijan, Iran and Russia`, `the next summit will be held in Russia`."""
    s, n = scene.s, trigger.head
    if s.verb(n):
        return
    before = len(scene.drafts)
    meeting_noun(scene, trigger)
    if len(scene.drafts) > before:
        scene.drafts[-1].key = scene.drafts[-1].key or _ordinal(scene, n)
        return
    verb = s.governor(n)
    subject = _acting(scene.who(s.subject(verb), humans=True)) if verb is not None else []
    verdict = scene.judge.of_noun(s, n)
    joint = [r for k in range(max(0, n - 5), min(len(s), n + 7)) if s.refs[k] is not None and 2 < len(s.refs[k].countries) < 7 for r in [s.refs[k]]]  # type: ignore[union-attr]
    if joint and subject and verb is not None and (scene.judge.light(s, verb) or "part" in s.lower[verb : verb + 3]):
        everyone = [*[r for r in subject if r.kind in _PARTIES], Ref("country", 0, 0, joint[0].countries, name=joint[0].name)]  # type: ignore[union-attr]
        _one(scene, trigger, everyone, verdict, n, None, multilateral=True)
    elif len(scene.stage.states) > 2 and verb is not None and s.lower[verb] in ("crowned", "crowns", "ended", "ends", "closed", "concluded", "opened", "wrapped", "capped", "rounded"):
        parties = [r for r in scene.stage.pair if r.countries] or [Ref("country", 0, 0, (c,), name=c) for c in scene.stage.states]
        if set(scene.countries(parties)) != set(scene.stage.states):
            parties = [*parties, Ref("country", 0, 0, scene.stage.states, name="states")]
        _one(scene, trigger, parties, verdict, n, None, multilateral=True)


def next_round(scene: Scene) -> None:
    """`The next one will be hosted by the Turkish city of Van`: another round of the talks told before."""
    s = scene.s
    format_ = [d for d in scene.drafts if d.type in (EventType.MEETING, EventType.CALL) and (d.multilateral or d.pattern in ("meeting.commission", "meeting.summit"))]
    if not format_ and len(scene.format) < 2:
        return
    for k in range(1, len(s)):
        if s.lower[k] not in _ROUND:
            continue
        ordinal = ""
        for m in range(k - 1, max(-1, k - 5), -1):
            if s.lower[m] in _ORDINALS:
                ordinal = s.lower[m]
                break
        if not ordinal and s.lower[k] in ("session", "sitting") and s.lower[k - 1] == "the":
            ordinal = "session"
        if not ordinal or any(d.sentence == s.number and d.type in (EventType.MEETING, EventType.CALL) for d in scene.drafts):
            continue
        model = next((d for d in reversed(format_) if d.sentence != s.number), None)
        states = model.countries if model is not None else scene.format
        if len(states) < 2:
            return
        if s.lower[k + 1 : k + 2] == ["of"] and "commission" not in s.lower[k : k + 8]:
            continue
        verb = s.governor(k)
        if verb is None or s.deps[k] not in ("nsubj", "nsubjpass", "dobj", "appos", "conj", "attr"):
            continue
        if ordinal == "session" and not s.lower[verb].startswith(("held", "hold", "tak", "took", "open", "start", "beg", "conven", "end", "conclud", "host", "slat", "schedul", "plan", "expect", "due", "is", "was", "set")):
            continue
        entry = next((t.entry for t in scene.triggers if t.entry.type is EventType.MEETING), None)
        verdict = scene.judge.of_noun(s, k) if s.deps[k] in ("nsubj", "nsubjpass") else scene.judge.of_verb(s, verb)
        when = scene.when(k, verdict)
        trigger = Trigger(entry or _MEETING(scene), "noun", k, k + 1, k)
        parties = [Ref("country", 0, 0, (c,), name=c) for c in states]
        draft: Draft = scene.draft(trigger, EventType.MEETING, parties, states)
        draft.multilateral = len(states) > 2
        country, city, _ = scene.place(k, parties)
        if country is None and s.lower[verb].startswith("host"):
            for c in (*s.children[verb], *(x for _, x in s.after(verb, frozenset({"by", "of"}), len(s)))):
                place = scene.as_place(c) if s.refs[c] is not None else None
                if place is not None and place[0]:
                    country, city = place
        draft.place_country, draft.city = country, city
        draft.key = f"round:{ordinal}"
        if scene.settle(draft, verdict, when):
            if draft.status is Status.OCCURRED and ordinal in ("first", "previous") and not draft.dated:
                draft.status = Status.BACKGROUND
            scene.keep(draft)
        return


def _MEETING(scene: Scene):  # type: ignore[no-untyped-def]  # noqa: N802
    return scene.meeting_entry


def audience(scene: Scene, trigger: Trigger) -> None:
    """`gave the minister an audience`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
