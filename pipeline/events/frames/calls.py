"""Calls: who telephones whom."""

from __future__ import annotations

from pipeline.events.event import EventType
from pipeline.events.frames.conferring import acting, confer
from pipeline.events.frames.sessions import meeting_noun
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.triggers import Trigger

_PLACED = frozenset({
    "make", "made", "makes", "place", "placed", "places", "put", "took", "take", "takes", "receive",
    "received", "receives", "get", "got", "gets", "return", "returned", "returns", "had",
})  # fmt: skip


def phone(scene: Scene, trigger: Trigger) -> None:
    """`X telephoned Y`."""
    s, v, entry = scene.s, trigger.head, trigger.entry
    if not s.verb(v):
        return
    subject = s.subject(v)
    objects = s.objects(trigger.end - 1)
    theirs = [r for r in acting(scene.who(objects, humans=True)) if r.kind in ("person", "role")]
    ours = acting(scene.who(subject, humans=True))
    if entry.weak and (not theirs or not ours or s.passive(v) or not _rings(scene, objects[-1])):
        return
    if not theirs and not entry.weak:
        theirs = [
            r
            for r in scene.stage.people[::-1]
            if ours and r.country and r.country != ours[0].country and r.kind == "person"
        ][:1]
        theirs = [scene.resolver.full(t) for t in theirs]
    if (
        ours
        and not theirs
        and (state := scene.other_state(ours))
        and any(
            (ref := s.refs[k]) is not None and ref.office.endswith(("counterpart", "colleague"))
            for k in objects
        )
    ):
        theirs = [Ref("role", 0, 0, (state,), office="counterpart")]
    if not ours or not theirs:
        return
    confer(scene, trigger, ours, theirs, scene.judge.of_verb(s, v), at=v, subject=subject)


def _rings(scene: Scene, last: int) -> bool:
    """`called X on Monday to discuss`: what follows the object is a time, a purpose or an end, and no name
    given."""
    s = scene.s
    after = s.lower[last + 1] if last + 1 < len(s) else "."
    if after in ("on", "at", "in"):
        return any(m.start >= s.last[last] and m.start - s.last[last] < 6 for m in s.dates)
    if after == "to" and last + 2 < len(s):
        return s.tags[last + 2] == "VB"
    if any(m.start >= s.last[last] and m.start - s.last[last] < 3 for m in s.dates):
        return True
    return after in (
        ".",
        ",",
        ";",
        "and",
        "about",
        "after",
        "by",
        "with",
        "again",
        "late",
        "early",
        "earlier",
        "twice",
        "over",
        "before",
        "from",
        "who",
        "too",
        "as",
        "ahead",
    )


def on_phone(scene: Scene) -> None:
    """`Israel's X was on the line on Monday`, `By phone, X and Y went over the schedule`: a clause that only
    the words
    for telephone or video make a call."""
    s = scene.s
    if any(d.sentence == s.number and d.type is EventType.CALL for d in scene.drafts):
        return
    for trigger in scene.triggers:
        if trigger.entry.frame != "remote":
            continue
        verb = s.governor(trigger.start)
        if verb is None:
            verb = next((k for k in range(len(s)) if s.heads[k] == k and s.verb(k)), None)
        if verb is None or not s.verb(verb):
            continue
        subject = s.subject(verb)
        ours = [r for r in acting(scene.who(subject, humans=True, bodies=False)) if r.countries]
        others = [k for k in s.objects(verb) if k not in subject]
        for _, k in s.after(verb, frozenset({"with", "to"}), s.clause_end(verb)):
            others += [m for m in s.coordinated(k) if m not in subject]
        theirs = [
            r
            for r in acting(scene.who(others, humans=True, bodies=False))
            if r.countries and all(r.key != o.key for o in ours)
        ]
        states = {c for r in ours for c in r.countries}
        verdict = scene.judge.of_verb(s, verb)
        if ours and not theirs and len(states) == 1 and not scene.judge.reporting(s.lower[verb]):
            theirs = _partner(scene, states)
        if len(states) < 2 and not theirs and s.tags[verb] == "VBG":
            # "Speaking by telephone on Monday, X and Y agreed"
            root = next((k for k in range(len(s)) if s.heads[k] == k and s.verb(k) and k > verb), None)
            ours = (
                [r for r in acting(scene.who(s.subject(root), humans=True, bodies=False)) if r.countries]
                if root is not None
                else []
            )
            states = {c for r in ours for c in r.countries}
            verdict = scene.judge.of_verb(s, root) if root is not None else verdict
        if ours and (len(states) > 1 or theirs):
            confer(scene, trigger, ours, theirs, verdict, at=verb, subject=subject)
            return


def _partner(scene: Scene, mine: set[str]) -> list[Ref]:
    """Who is called by one after another: the one who was in the call told before."""
    callers = [
        r
        for d in scene.drafts
        if d.type is EventType.CALL
        for r in d.parties
        if r.kind == "person" and r.countries and not set(r.countries) & mine
    ]
    named = [p.key for p in scene.stage.people]
    title = scene.document.whole[: scene.document.title_length].lower()
    if not callers and any(w in title for w in ("phone", " call", "on the line")):
        callers = [
            p for p in scene.stage.people if p.kind == "person" and p.country and p.country not in mine
        ]
    return [max(callers, key=lambda r: named.count(r.key))] if callers else []


def call_noun(scene: Scene, trigger: Trigger) -> None:
    """`a telephone conversation with X`, `held a call`, `In the earlier call, the two agreed`."""
    s, n = scene.s, trigger.head
    if trigger.end - trigger.start == 1 and s.lower[n] in ("call", "calls"):
        before = s.lower[max(0, n - 2) : n]
        after = s.lower[n + 1 : n + 3]
        verb = s.governor(n)
        rung = (
            verb is not None
            and s.lower[verb] in _PLACED
            and any(r is not None and r.kind in ("person", "role", "pronoun") for r in s.refs[n + 1 : n + 4])
        )
        dated = after[:1] == ["on"] and any(0 <= m.start - s.last[n] < 6 for m in s.dates)
        if (
            s.verb(n)
            or "pay" in before
            or "paid" in before
            or (after[:1] in (["for"], ["to"], ["on"]) and not rung and not dated)
        ):
            return
        if not (
            rung
            or after[:1] in (["with"], ["between"], [","], ["on"], ["from"])
            or any(w in before for w in ("earlier", "a", "the", "second", "first"))
        ):
            return
        if (
            not rung
            and after[:1] not in (["with"], ["between"], ["from"])
            and not any(d.type is EventType.CALL for d in scene.drafts)
            and not any(t.entry.type is EventType.CALL and t.end - t.start > 1 for t in scene.triggers)
        ):
            return  # "return the call": perhaps a visit
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
