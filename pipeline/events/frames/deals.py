"""Deals: who buys from, sells to, licenses or awards whom."""

from __future__ import annotations

from pipeline.events.event import Status
from pipeline.events.frames.accords import agree
from pipeline.events.frames.paper_words import BULK, DONE, OUR_STATE, TOTAL
from pipeline.events.frames.parties import goods, maker, nearby_states, owners
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.status import Verdict
from pipeline.events.structure import SegmentKind
from pipeline.events.times import When
from pipeline.events.triggers import Trigger

_LICENCES = frozenset(["licence", "contract"])


def trade(scene: Scene, trigger: Trigger) -> None:
    """`IAI has agreed to sell Azerbaijan drones`, `Baku bought arms from Israel`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    title = s.span.segment.kind is SegmentKind.TITLE
    if (s.tags[v] in ("VBZ", "VBP") and not title) or (
        s.tags[v] == "VBG"
        and not any(s.deps[c] == "aux" for c in s.children[v])
        and s.deps[v] not in ("xcomp", "pcomp")
    ):
        scene.reject(trigger, "a habit, not a deal")
        return
    if any(
        t.slot == "object"
        and t.entry.frame == "instrument"
        and t.instrument != "other"
        and t.head == s.heads[v]
        and t.head < v
        for t in scene.triggers
    ):
        return  # "a contract to supply drones": the contract tells
    if s.lower[v].startswith("ask") and "for" not in s.lower[v : v + 6]:
        return
    passive = s.passive(v)
    end = s.clause_end(v)
    things = goods(scene, max(0, v - 12) if passive else v, v + 26)
    if not things:
        return
    ours = [] if passive else _traders(scene, v)
    theirs = _partners(scene, trigger, end)
    known = {c for r in (*ours, *theirs) for c in r.countries}
    if len(known) == 1:
        theirs += _whose(scene, v, things[0], known)
    states = {c for r in (*ours, *theirs) for c in r.countries}
    if len(states) < 2:
        made = maker(scene, things[0] - 3, v + 26)
        if made:
            states.add(made)
            theirs.append(Ref("country", 0, 0, (made,), name=made))
    if len(states) == 1 and any(r.kind in ("body", "country") for r in (*ours, *theirs)):
        states |= _other(scene, v, states, vague=not ours or not theirs)
        theirs += [
            Ref("country", 0, 0, (c,), name=c)
            for c in states - {c for r in (*ours, *theirs) for c in r.countries}
        ]
    if len(states) != 2 or (ours and not any(r.kind in ("body", "country", "group") for r in ours)):
        scene.reject(trigger, "seller or buyer is unknown")
        return
    agree(
        scene,
        trigger,
        things[0],
        "contract",
        [*ours, *theirs],
        _how_real(scene, trigger, things),
        at=v,
        need_parties=True,
    )


def _traders(scene: Scene, v: int) -> list[Ref]:
    """Who buys or sells: the subject, `his country`, `we`; people stand for their state."""
    s = scene.s
    found = [r for r in scene.who(s.subject(v)) if r.kind in ("body", "country", "group", "role", "person")]
    if not found and s.deps[v] == "acl" and (up := s.governor(s.heads[v])) is not None and up != v:
        found = [
            r for r in scene.who(s.subject(up)) if r.kind in ("body", "country", "group", "role", "person")
        ]
    subject = s.subject_token(v)
    word = s.lower[subject] if subject is not None else ""
    owned = subject is not None and any(
        s.lower[c] in ("their", "its", "his", "her", "our", "my") for c in s.children[subject]
    )
    if word in ("we", "they", "i") or ((owned and word in OUR_STATE) and not any(r.countries for r in found)):
        me = (
            found[0]
            if found and found[0].country
            else scene.stage.speaker
            if word in ("we", "i")
            else (scene._local_subject(subject or v) or scene.stage.subject)
        )
        if me is not None and me.country:
            return [Ref("country", 0, 0, (me.country,), name=me.country)]
    if not found and subject is not None and owned:
        return [
            r
            for k in range(subject)
            if (r := s.refs[k]) is not None and r.kind in ("group", "country", "body", "role") and r.country
        ][:1]
    return found


def _partners(scene: Scene, trigger: Trigger, end: int) -> list[Ref]:
    """The other side: `sell Azerbaijan drones`, `bought from Israeli firms`."""
    s, v, entry = scene.s, trigger.head, trigger.entry
    theirs: list[Ref] = []
    if "from" not in entry.to:
        for k in range(trigger.end, min(len(s), trigger.end + 4)):
            ref = s.refs[k]
            if ref is not None and ref.kind in ("country", "body") and s.lower[k + 1 : k + 2] != ["'s"]:
                theirs = scene.who([k])
                break
    for p, k in s.after(
        v,
        frozenset(entry.to) | (frozenset() if theirs else frozenset({"with"})),
        max(end, min(len(s), v + 26)),
    ):
        ref = s.refs[k]
        if ref is not None and ref.kind in ("country", "body", "group"):
            theirs += scene.who([k])
        elif ref is not None and ref.kind == "demonym" and p in ("from", "to") and ref.country:
            theirs.append(Ref("country", 0, 0, (ref.country,), name=ref.country))
    return theirs


def _other(scene: Scene, v: int, states: set[str], *, vague: bool) -> set[str]:
    """The other state: the only one besides in what follows, else the one that the talk is of."""
    s = scene.s
    about = {
        c
        for r in s.refs[v:]
        if r is not None and r.kind in ("place", "demonym", "country", "body")
        for c in r.countries
    } - states
    if len(about) == 1:
        return about
    if vague and len(scene.stage.states) == 2 and states < set(scene.stage.states):
        return set(scene.stage.states) - states
    return set()


def _how_real(scene: Scene, trigger: Trigger, things: list[int]) -> Verdict:
    s, v = scene.s, trigger.head
    verdict = scene.judge.of_verb(s, v)
    if s.lower[s.heads[v]].startswith(("den", "refut")) and verdict.status is Status.OCCURRED:
        return Verdict(Status.CANCELLED, "denied", "past", firm=True)
    lead = s.lower[max(0, v - 4) : v]
    if trigger.entry.status == "hypothetical" and verdict.status in (Status.OCCURRED, Status.PLANNED):
        return Verdict(Status.HYPOTHETICAL, f"{s.lower[v]!r}", "present", firm=True)
    if verdict.status is Status.PLANNED and any(w in lead for w in ("agreed", "agrees", "signed")):
        return Verdict(Status.OCCURRED, "agreed to", "past")
    if (
        verdict.status is Status.PLANNED
        and "will" in lead
        and any(w in s.lower for w in ("confirmed", "announced", "agreed", "contract", "deal"))
    ):
        return Verdict(Status.OCCURRED, "a confirmed deal", "past")
    text = " ".join(s.lower)
    if (
        verdict.status is Status.OCCURRED
        and (when := scene.when(v, verdict)).start is None
        and "agreed" not in lead
    ):
        bulk = all(s.lower[k] in BULK for k in things) and verdict.tense == "perfect"
        if (bulk and not when.own) or any(w in text for w in TOTAL):
            return Verdict(Status.BACKGROUND, "a total over the years", "past")
    return verdict


def _whose(scene: Scene, verb: int, goods: int, known: set[str]) -> list[Ref]:
    """`take 10% of Israel's Tamar field`, `a stake in an Israeli gas field`: whose goods they are."""
    s = scene.s
    for k in range(verb + 1, min(len(s), max(goods, verb) + 9)):
        ref = s.refs[k]
        if ref is None or not ref.country or ref.country in known:
            continue
        owns = ref.kind == "country" and s.lower[k + 1 : k + 2] == ["'s"]
        if (
            owns
            or ref.kind == "demonym"
            or (ref.kind == "country" and s.lower[k - 1] in ("offshore", "off", "in"))
        ):
            return [Ref("country", 0, 0, (ref.country,), name=ref.country)]
    return []


def grant(scene: Scene, trigger: Trigger) -> None:
    """`Israel granted SOCAR licences`, `SOCAR won a contract in Israel`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    noun = next(
        (
            t
            for t in scene.triggers
            if t.slot == "object"
            and t.entry.frame == "instrument"
            and t.instrument in _LICENCES
            and s.lower[t.head] not in ("order", "orders")
            and (v < t.head <= v + 14 or (s.passive(v) and v - 14 <= t.head < v))
        ),
        None,
    )
    if noun is None:
        return
    parties = (scene.who(s.subject(v)) or owners(scene, s.subject_token(v))) + scene.who(s.objects(v))
    for _, k in s.after(v, frozenset({"to", "by", "from", "in"}), min(len(s), v + 20)):
        ref = s.refs[k]
        if ref is not None and ref.kind in ("body", "country", "group", "person"):
            parties += scene.who(s.coordinated(k))
        elif (
            ref is not None
            and ref.kind == "demonym"
            and ref.country
            and s.lower[k + 1 : k + 2] in (["waters"], ["government"], ["territory"], ["gas"], ["ministry"])
        ):
            parties.append(Ref("country", 0, 0, (ref.country,), name=ref.country))
    for k in range(v, noun.head):
        if s.refs[k] is not None and s.refs[k].kind == "body":  # type: ignore[union-attr]
            parties += scene.who([k])
    verdict = scene.judge.of_verb(s, v)
    states = {c for r in parties for c in r.countries}
    if len(states) == 1 and any(r.kind == "body" for r in parties):
        parties += [Ref("country", 0, 0, (c,), name=c) for c in _other(scene, v, states, vague=False)]
    if len({c for r in parties for c in r.countries}) < 2:
        scene.reject(trigger, "only one party is known")
        return
    agree(scene, trigger, noun.head, noun.instrument, parties, verdict, at=v, need_parties=True)


def purchase(scene: Scene, trigger: Trigger) -> None:
    """`the purchase of arms from Israel`, `rumours of an Iron Dome sale`, `an order for drones`."""
    s, n = scene.s, trigger.head
    if s.verb(n):
        return
    things = goods(scene, max(0, trigger.start - 4), n + 9)
    if not things and "arms" not in s.lower[trigger.start : n]:
        return
    parties: list[Ref] = []
    for p, k in s.after(n, frozenset({"from", "to", "by", "between", "with", "in"}), min(len(s), n + 16)):
        ref = s.refs[k]
        if (
            ref is not None
            and ref.kind in ("country", "body")
            and (p != "in" or s.lower[n].startswith("order"))
        ):
            parties += scene.who(s.coordinated(k) if p == "between" else [k])
            if p == "between":
                break
    for k in range(n - 1, -1, -1):
        ref = s.refs[k]
        if (
            ref is not None
            and ref.kind in ("country", "body", "demonym")
            and ref.country
            and not any(ref.countries == r.countries for r in parties)
        ):
            parties.append(
                ref if ref.kind != "demonym" else Ref("country", 0, 0, ref.countries, name=ref.name)
            )
            break
    states = {c for r in parties for c in r.countries}
    made = maker(scene, max(0, trigger.start - 4), n + 9)
    if len(states) < 2 and made:
        states.add(made)
        parties.append(Ref("country", 0, 0, (made,), name=made))
    if len(states) == 1:
        near = nearby_states(scene, states) or _other(scene, n, states, vague=False)
        other = near - states or (
            set(scene.stage.states) - states
            if len(scene.stage.states) == 2 and states < set(scene.stage.states)
            else set()
        )
        parties += [Ref("country", 0, 0, (c,), name=c) for c in other]
        states |= other
    if len(states) != 2:
        scene.reject(trigger, "seller or buyer is unknown")
        return
    verdict = scene.judge.of_noun(s, n)
    verb = s.governor(n)
    over = s.heads[s.heads[n]] if s.deps[n] == "pobj" else n
    if s.lower[over] in (
        "rumours",
        "rumors",
        "rumour",
        "rumor",
        "talk",
        "speculation",
        "prospect",
        "possibility",
        "hopes",
    ) or any(w in s.lower[max(0, n - 5) : n] for w in ("rumours", "rumors")):
        verdict = Verdict(Status.HYPOTHETICAL, "rumoured", "present", firm=True)
    done = verb is not None and s.lower[verb].startswith(DONE) and verdict.status is not None
    if verdict.status is Status.PLANNED and done and s.lower[verb].startswith(("announc", "confirm")):  # type: ignore[index]
        verdict = Verdict(Status.OCCURRED, "announced", "past")
    echo = verdict.status is Status.OCCURRED and not done
    if echo:
        verdict = Verdict(Status.BACKGROUND, "only spoken of", "past")
    # The day in such a sentence is that of what is said about the purchase.
    when = When() if echo else None
    agree(scene, trigger, n, "contract", parties, verdict, at=n, need_parties=True, echo=echo, when=when)
