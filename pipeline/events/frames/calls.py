"""Calls: who telephones whom."""

from __future__ import annotations

from pipeline.events.frames.conferring import acting, confer
from pipeline.events.frames.sessions import meeting_noun
from pipeline.events.scene import Scene
from pipeline.events.triggers import Trigger


def phone(scene: Scene, trigger: Trigger) -> None:
    """`X telephoned Y`."""
    s, v, entry = scene.s, trigger.head, trigger.entry
    if not s.verb(v):
        return
    subject = s.subject(v)
    objects = s.objects(trigger.end - 1)
    theirs = [r for r in acting(scene.who(objects, humans=True)) if r.kind in ("person", "role")]
    ours = acting(scene.who(subject, humans=True))
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
    confer(scene, trigger, ours, theirs, scene.judge.of_verb(s, v), at=v, subject=subject)


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
                local = acting(scene.who(s.subject(verb), humans=True))
                if len({c for r in local for c in r.countries}) >= 2:
                    pair = local
            confer(scene, trigger, pair, [], scene.judge.of_noun(s, n), at=n)
