"""Deals: who buys from, sells to, licenses or awards whom."""

from __future__ import annotations

from pipeline.events.event import Status
from pipeline.events.frames.accords import GOODS, agree
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.status import Verdict
from pipeline.events.triggers import Trigger

_LICENCES = frozenset(["licence", "contract"])


def trade(scene: Scene, trigger: Trigger) -> None:
    """`IAI has agreed to sell Azerbaijan drones`, `Baku bought arms from Israel`."""
    s, v, entry = scene.s, trigger.head, trigger.entry
    if not s.verb(v):
        return
    if s.tags[v] in ("VBZ", "VBP") and scene.s.span.segment.kind != "title":
        scene.reject(trigger, "a habit, not a deal")
        return
    if s.tags[v] == "VBG" and not any(s.deps[c] == "aux" for c in s.children[v]):
        scene.reject(trigger, "a habit, not a deal")
        return
    passive = s.passive(v)
    end = s.clause_end(v)
    goods = [k for k in range(max(0, v - 12) if passive else v, min(len(s), v + 26)) if s.lower[k] in GOODS]
    if not goods:
        return
    subject = [] if passive else s.subject(v)
    ours = [r for r in scene.who(subject) if r.kind in ("body", "country", "group", "role", "person")]
    if not ours:
        subj = s.child(v, "nsubj")
        if subj is not None and any(s.lower[c] in ("their", "its", "his") for c in s.children[subj]):
            ours = [r for k in range(subj) if s.refs[k] is not None and s.refs[k].kind in ("group", "country", "body", "role") and s.refs[k].country for r in [s.refs[k]]][:1]  # type: ignore[union-attr,misc]
    theirs: list[Ref] = []
    if entry.id == "agreement.sell":
        for k in range(trigger.end, min(len(s), trigger.end + 4)):
            if s.refs[k] is not None and s.refs[k].kind in ("country", "body") and s.lower[k + 1 : k + 2] != ["'s"]:  # type: ignore[union-attr]
                theirs = scene.who([k])
                break
    if entry.id == "agreement.sell" and s.lower[v].startswith("suppl"):
        for k in range(trigger.end, min(len(s), trigger.end + 2)):
            if s.refs[k] is not None and s.refs[k].kind == "country":  # type: ignore[union-attr]
                theirs = scene.who([k])
    for p, k in s.after(v, frozenset(entry.to) | (frozenset() if theirs else frozenset({"with"})), max(end, min(len(s), v + 26))):
        if s.refs[k] is not None and s.refs[k].kind in ("country", "body", "group"):  # type: ignore[union-attr]
            theirs += scene.who([k])
        elif s.refs[k] is not None and s.refs[k].kind == "demonym" and p in ("from", "to"):  # type: ignore[union-attr]
            state = s.refs[k].country  # type: ignore[union-attr]
            if state:
                theirs.append(Ref("country", 0, 0, (state,), name=state))
    if len({c for r in (*ours, *theirs) for c in r.countries}) == 1:
        theirs += _whose(scene, v, goods[0], {c for r in (*ours, *theirs) for c in r.countries})
    states = {c for r in (*ours, *theirs) for c in r.countries}
    if len(states) == 1 and any(r.kind == "body" for r in ours):
        about = [r for r in s.refs[v:] if r is not None and r.kind in ("place", "demonym", "country", "body") and r.countries and not set(r.countries) & states]
        if len({c for r in about for c in r.countries}) == 1:
            theirs.append(Ref("country", 0, 0, about[0].countries, name=about[0].name))
            states |= set(about[0].countries)
    if len(states) != 2 or (ours and not any(r.kind in ("body", "country", "group") for r in ours)):
        scene.reject(trigger, "seller or buyer is unknown")
        return
    verdict = scene.judge.of_verb(s, v)
    if verdict.status is Status.PLANNED and any(w in s.lower[max(0, v - 4) : v] for w in ("agreed", "agrees", "signed")):
        verdict = Verdict(Status.OCCURRED, "agreed to", "past")
    if verdict.status is Status.PLANNED and "will" in s.lower[max(0, v - 3) : v] and any(w in s.lower for w in ("confirmed", "announced", "agreed")):
        verdict = Verdict(Status.OCCURRED, "a confirmed deal", "past")
    if verdict.status is Status.OCCURRED and verdict.tense == "perfect" and not scene.when(v, verdict).own and "agreed" not in s.lower[max(0, v - 3) : v + 1]:
        verdict = Verdict(Status.BACKGROUND, "a total over the years", "past")
    agree(scene, trigger, goods[0], "contract", [*ours, *theirs], verdict, at=v, need_parties=True)


def _whose(scene: Scene, verb: int, goods: int, known: set[str]) -> list[Ref]:
    """`take 10% of Israel's Tamar field`, `a stake in the Israeli gas field`: the state whose the goods are."""
    s = scene.s
    for k in range(verb + 1, min(len(s), max(goods, verb) + 9)):
        ref = s.refs[k]
        if ref is None or not ref.country or ref.country in known:
            continue
        owns = ref.kind == "country" and s.lower[k + 1 : k + 2] == ["'s"]
        if owns or ref.kind == "demonym" or (ref.kind == "country" and s.lower[k - 1] in ("offshore", "off", "in")):
            return [Ref("country", 0, 0, (ref.country,), name=ref.country)]
    return []


def grant(scene: Scene, trigger: Trigger) -> None:
    """`Israel granted SOCAR licences`, `SOCAR won a contract in Israel`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    noun = next((t for t in scene.triggers if t.slot == "object" and t.entry.frame == "instrument" and t.instrument in _LICENCES and s.lower[t.head] not in ("order", "orders") and (v < t.head <= v + 14 or (s.passive(v) and v - 14 <= t.head < v))), None)
    if noun is None:
        return
    parties = scene.who(s.subject(v)) + scene.who(s.objects(v))
    for _, k in s.after(v, frozenset({"to", "by", "from", "in"}), min(len(s), v + 20)):
        ref = s.refs[k]
        if ref is not None and ref.kind in ("body", "country", "group", "person"):
            parties += scene.who(s.coordinated(k))
        elif ref is not None and ref.kind == "demonym" and ref.country and s.lower[k + 1 : k + 2] in (["waters"], ["government"], ["territory"], ["gas"], ["ministry"]):
            parties.append(Ref("country", 0, 0, (ref.country,), name=ref.country))
    for k in range(v, noun.head):
        if s.refs[k] is not None and s.refs[k].kind == "body":  # type: ignore[union-attr]
            parties += scene.who([k])
    verdict = scene.judge.of_verb(s, v)
    if len({c for r in parties for c in r.countries}) < 2:
        scene.reject(trigger, "only one party is known")
        return
    agree(scene, trigger, noun.head, noun.instrument, parties, verdict, at=v, need_parties=True)


def purchase(scene: Scene, trigger: Trigger) -> None:
    """`the purchase of arms from Israel`."""
    s, n = scene.s, trigger.head
    if not any(s.lower[k] in GOODS for k in range(max(0, n - 3), min(len(s), n + 8))):
        return
    parties: list[Ref] = []
    for _, k in s.after(n, frozenset({"from", "to"}), min(len(s), n + 16)):
        if s.refs[k] is not None and s.refs[k].kind in ("country", "body"):  # type: ignore[union-attr]
            parties += scene.who([k])
            break
    if not parties:
        return
    for k in range(n - 1, -1, -1):
        if s.refs[k] is not None and s.refs[k].kind in ("country", "body") and s.refs[k].countries != parties[0].countries:  # type: ignore[union-attr]
            parties.append(s.refs[k])  # type: ignore[arg-type]
            break
    states = {c for r in parties for c in r.countries}
    if len(states) != 2:
        scene.reject(trigger, "seller or buyer is unknown")
        return
    verdict = scene.judge.of_noun(s, n)
    agree(scene, trigger, n, "contract", parties, verdict, at=n, need_parties=True)
