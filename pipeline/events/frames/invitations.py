"""Visits that a host asks for or a state sends people on: invitations, delegations."""

from __future__ import annotations

from pipeline.events.event import EventType, Status
from pipeline.events.frames.visitors import Place, kind_of, make_visits, object_places, visitors_of
from pipeline.events.lexicon import Entry
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene, When
from pipeline.events.status import Verdict
from pipeline.events.syntax import Sentence
from pipeline.events.triggers import Trigger

_TAKEN = frozenset({"accept", "accepted", "accepts", "accepting", "took", "take", "taken"})
_GOT = frozenset({
    "receive", "received", "receives", "get", "got", "gets", "have", "has", "had", "holds", "welcomed",
})  # fmt: skip
_GIVEN = frozenset({
    "convey", "conveyed", "conveys", "conveying", "extend", "extended", "extends", "extending", "renew",
    "renewed", "renews", "renewing", "repeat", "repeated", "repeats", "reiterate", "reiterated", "issue",
    "issued", "issues", "send", "sent", "sends", "hand", "handed", "hands", "deliver", "delivered", "pass",
    "passed", "carry", "carried", "carrying", "brought", "bring", "bearing", "give", "gave", "gives",
    "presented",
    "transmitted", "forwarded", "addressed", "made", "offered",
})  # fmt: skip


def invite(scene: Scene, trigger: Trigger) -> None:
    """`X invited Y to visit Z`, `invited Y to Baku`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    passive = s.passive(v)
    hosts = [] if passive else scene.who(s.subject(v))
    guests = scene.who(s.subject(v) if passive else s.objects(v), humans=True)
    guests = visitors_of(scene, guests)
    if not guests:
        after = next(
            (
                k
                for k in range(trigger.end, min(trigger.end + 6, len(s)))
                if (r := s.refs[k]) is not None and r.kind in ("person", "role", "group", "pronoun")
            ),
            None,
        )
        guests = visitors_of(scene, scene.who([after], humans=True)) if after is not None else []
    if not passive and any(
        s.lower[k : k + 2] in (["each", "other"], ["one", "another"])
        for k in range(v + 1, min(v + 5, len(s)))
    ):
        both = visitors_of(scene, hosts)
        if len({b.country for b in both}) == 2:
            for guest in both:
                host = next(b.country for b in both if b.country != guest.country)
                make_visits(
                    scene,
                    trigger,
                    [guest],
                    [(host, None, -1)],
                    Verdict(accepted(scene), "they invited each other", "future", firm=True),
                    whens=[When()],
                )
            return
    if s.lower[v].startswith("ask") and not _asked_over(scene, v):
        return
    places = scene.places_after(v, frozenset({"to", "visit"}), len(s))
    if not places:
        for k in range(v + 1, len(s)):
            if s.lower[k] in ("visit", "tour"):
                found = object_places(scene, Trigger(trigger.entry, "verb", k, k + 1, k))
                places = found
                break
    if not places and hosts and hosts[0].country:
        places = [(hosts[0].country, None, -1)]
    if passive and not _was(s, v) and any(t.entry.frame == "go" and t.head > v for t in scene.triggers):
        return  # "MPs, invited by their colleagues, flew in": the journey tells
    if not guests and hosts and not _invites_others(s, v):
        other = [p for p in scene.stage.pair if p.country != hosts[0].country]
        guests = visitors_of(scene, other[:1])
    status = accepted(scene)
    verdict = scene.judge.of_verb(s, v)
    if verdict.status is None:
        return
    make_visits(
        scene,
        trigger,
        guests,
        places,
        Verdict(
            status,
            "an invitation" if status is Status.HYPOTHETICAL else "an accepted invitation",
            "future",
            firm=True,
        ),
        whens=[When()],
    )


def _asked_over(scene: Scene, v: int) -> bool:
    """`asked him back`, `asked her to Tehran`, `asked him to come`; not `asked him about it`."""
    s = scene.s
    if any(w in ("come", "visit", "back", "return") for w in s.lower[v : v + 12]):
        return True
    objects = s.objects(v)
    to = objects[-1] + 1 if objects else len(s)
    return s.lower[to : to + 1] == ["to"] and to + 1 < len(s) and scene.as_place(to + 1) is not None


def _was(s: Sentence, v: int) -> bool:
    """The passive has an auxiliary: it is no mere participle."""
    return any(s.deps[c] == "auxpass" for c in s.children[v])


def _invites_others(s: Sentence, v: int) -> bool:
    """Its object is a noun that stands for nobody who acts for a state: `invited Azerbaijani companies`."""
    found = s.child(v, "dobj")
    return found is not None and s.refs[found] is None


def invitation(scene: Scene, trigger: Trigger) -> None:
    """`accepted an invitation to visit Baku`, `conveyed to X his invitation`, `X has an invitation to Y`."""
    s, n = scene.s, trigger.head
    verb = s.governor(n)
    if verb is None:
        return
    word = s.lower[verb]
    how = scene.judge._attached(s, n)
    if how not in ("dobj", "nsubj", "nsubjpass", "attr", "of", ""):
        return
    taken = word in _TAKEN
    if taken or word in _GOT:
        hosts, guests = [], visitors_of(scene, scene.who(s.subject(verb), humans=True))
        if how == "nsubjpass" and s.passive(verb):
            guests = _agents(scene, verb)
    elif word in _GIVEN:
        hosts = _hosts(scene, n, verb)
        guests = _bidden(scene, n, verb, hosts)
    else:
        return
    base = scene.judge.of_verb(s, verb)
    if base.status is None:
        return
    places = _bidden_to(scene, n, hosts)
    if not places and guests:
        other = [c for c in scene.stage.states if c != guests[0].country]
        places = [(other[0], None, -1)] if len(other) == 1 else []
    status = Status.PLANNED if taken and base.status is not Status.HYPOTHETICAL else accepted(scene)
    make_visits(
        scene,
        trigger,
        guests,
        places,
        Verdict(
            status,
            "an invitation" if status is Status.HYPOTHETICAL else "an accepted invitation",
            "future",
            firm=True,
        ),
        whens=[When()],
    )


def _hosts(scene: Scene, n: int, verb: int) -> list[Ref]:
    """Whose invitation it is: its owner's, else that of the subject, if no ambassador carries it."""
    s = scene.s
    owner = s.child(n, "poss")
    if owner is not None and s.refs[owner] is not None:
        if kind_of(s, owner) == "pronoun" or s.lower[owner] in ("his", "her"):
            return scene.who(s.subject(verb)) or scene.antecedents(owner)[:1]
        return scene.who([owner])
    for _, k in s.after(n, frozenset({"from", "of"}), min(len(s), n + 10))[:1]:
        return scene.who([k])
    return [] if s.passive(verb) else [r for r in scene.who(s.subject(verb)) if not r.ambassador]


def _bidden(scene: Scene, n: int, verb: int, hosts: list[Ref]) -> list[Ref]:
    """To whom an invitation is given: `to X`, `for X`, or X as the verb's first object."""
    s = scene.s
    theirs = {r.country for r in hosts}
    tokens = [k for k in s.objects(verb) if k < n]
    for _, k in s.after(verb, frozenset({"to", "for"}), s.clause_end(verb)):
        tokens += s.coordinated(k)
    found = visitors_of(scene, scene.who(tokens, humans=True, bodies=False))
    found = [r for r in found if r.country not in theirs and not r.ambassador]
    if found or len(theirs) != 1:
        return found
    pair = [r for r in scene.stage.pair if r.country and r.country not in theirs]
    near = [r for r in reversed(scene.stage.people[-4:]) if r.country and r.country not in theirs]
    return visitors_of(scene, (pair or near)[:1])


def _agents(scene: Scene, verb: int) -> list[Ref]:
    """`was accepted by X`."""
    by = scene.s.after(verb, frozenset({"by"}), min(len(scene.s), verb + 8))
    return visitors_of(scene, scene.who([k for _, k in by[:1]], humans=True))


def _bidden_to(scene: Scene, n: int, hosts: list[Ref]) -> list[Place]:
    """Where an invitation leads: `to Baku`, `to visit Baku`, else the host's state."""
    s = scene.s
    end = s.clause_end(n)
    places = scene.places_after(n, frozenset({"to", "in"}), end)
    if not places:
        visit = next((k for k in range(n, end) if s.lower[k] == "visit"), None)
        if visit is not None:
            trigger = scene.triggers[0]
            places = object_places(scene, Trigger(trigger.entry, "verb", visit, visit + 1, visit))
    if not places and hosts and hosts[0].country:
        places = [(hosts[0].country, None, -1)]
    return places


def uninvited(scene: Scene, entry: Entry) -> None:
    """`has been told not to come`, `told a trade mission to stay away`: a visit that the host called off."""
    s = scene.s
    for v in range(len(s) - 3):
        if s.lower[v] not in ("told", "asked", "advised", "ordered", "instructed"):
            continue
        rest = " ".join(s.lower[v + 1 : v + 9])
        if "not to come" not in rest and "to stay away" not in rest and "to stay home" not in rest:
            continue
        guests = visitors_of(scene, scene.who(s.subject(v) if s.passive(v) else s.objects(v), humans=True))
        planned = [
            d
            for d in scene.drafts[-4:]
            if d.type is EventType.VISIT and d.status is Status.PLANNED and s.number - d.sentence <= 1
        ]
        if planned and not (guests and all(g.country != planned[-1].origin for g in guests)):
            planned[-1].status, planned[-1].firm = Status.CANCELLED, True
            planned[-1].note("status cancelled: told not to come")
            continue
        hosts = {r.country for r in scene.who(s.subject(v)) if r.country} if not s.passive(v) else set()
        if guests and len(hosts) == 1:
            verdict = Verdict(Status.CANCELLED, "told not to come", "past", firm=True)
            named = Trigger(entry, "verb", v, v + 1, v)
            make_visits(scene, named, guests, [(hosts.pop(), None, -1)], verdict, whens=[When()])


def accepted(scene: Scene) -> Status:
    """Whether this or the next sentence says that the invitation was accepted."""
    tokens = scene.document.tokens
    start = scene.s.span.start
    end = scene.s.span.end
    following = [
        x
        for x in scene.document.sentences
        if x.number == scene.s.number + 1 and x.paragraph == scene.s.span.paragraph
    ]
    if following:
        end = following[0].end
    words = tokens.lower[start:end]
    for k, w in enumerate(words):
        yes = (
            (
                w in ("will", "'ll")
                and words[k + 1 : k + 2] in (["come"], ["visit"], ["travel"])
                and words[k - 1 : k] in (["he"], ["she"])
            )
            or w in ("accepted", "accepts", "accept")
            or words[k : k + 2] in (["said", "yes"], ["with", "pleasure"])
            or (w in ("gladly", "willingly") and k + 1 < len(words))
        )
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
    sent = [s.refs[k] for k in objects if kind_of(s, k) in ("group", "role", "person")]
    noun = None
    if not sent:
        noun = next(
            (
                k
                for k in range(v + 1, min(v + 7, len(s)))
                if s.lower[k]
                in (
                    "delegation",
                    "team",
                    "mission",
                    "officials",
                    "experts",
                    "group",
                    "minister",
                    "people",
                    "officers",
                    "engineers",
                    "specialists",
                    "men",
                    "party",
                    "negotiators",
                    "representatives",
                    "advisers",
                    "inspectors",
                    "rescuers",
                    "soldiers",
                )
            ),
            None,
        )
        if noun is None:
            return
    places = scene.places_after(v, frozenset({"to"}), s.clause_end(v))
    country = next((r.country for r in sent if r is not None and r.country), None) or next(
        (r.country for r in senders if r.country), None
    )
    if country is None:
        return
    if not places:
        there = scene.there_for([]) or (
            (scene.stage.host_country, scene.stage.place) if scene.stage.host_country else None
        )
        if there is None or not any(r is not None and r.kind in ("person", "group") for r in sent):
            return
        places = [(*there, -1)]
    named = [r for r in sent if r is not None and r.kind == "person"]
    visitors: list[Ref] = named or [Ref("group", 0, 0, (country,), office="delegation", text="delegation")]
    verdict = scene.judge.of_verb(s, v)
    if s.tags[v] == "VBG" and verdict.status is Status.OCCURRED and verdict.tense == "present":
        verdict = Verdict(Status.PLANNED, "is sending", "future")
    make_visits(scene, trigger, visitors, places, verdict)
