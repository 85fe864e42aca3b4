"""Agreements without a paper in their words (`agreed to build a bridge`), and papers that await signing."""

from __future__ import annotations

from pipeline.events.event import EventType, Status
from pipeline.events.frames.accords import agree
from pipeline.events.frames.papers import paper_before
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.status import Verdict
from pipeline.events.triggers import Trigger

_ABOUT = frozenset(["on", "upon", "about"])
_REACH = 5


def concur(scene: Scene, trigger: Trigger) -> None:
    """`Tehran and Baku agreed to link their customs`, `agreed on the construction of a bridge`.

    The deed is one of the entry's nouns; both sides stand in the clause. Where the sentence names a paper,
    a mission or a trip, that tells what was agreed.
    """
    s, v = scene.s, trigger.head
    last = trigger.end - 1
    if not s.verb(v) or s.passive(v):
        return
    deed = next(
        (
            t
            for t in scene.triggers
            if t.slot == "object" and t.entry.id == trigger.entry.id and last < t.start <= last + _REACH
        ),
        None,
    )
    if deed is None or any(
        s.tags[k] in ("VBD", "VBZ", "VBP", "MD") or s.lower[k] in (",", ";")
        for k in range(last + 1, deed.head)
    ):
        return
    if (s.lower[last] in _ABOUT) == (s.tags[deed.head] == "VB"):
        return
    end = min(len(s), deed.head + 14)
    if any(
        t.slot in ("object", "noun")
        and v < t.head < end
        and (t.entry.frame == "instrument" or t.entry.type in (EventType.REPRESENTATION, EventType.VISIT))
        for t in scene.triggers
    ):
        return
    signers = scene.who(s.subject(v)) + _other_side(scene, v, end)
    if len({c for r in signers for c in r.countries}) < 2:
        scene.reject(trigger, "only one party is known")
        return
    agree(
        scene,
        trigger,
        deed.head,
        "agreement",
        signers,
        scene.judge.of_verb(s, v),
        at=v,
        need_parties=True,
    )


def _other_side(scene: Scene, v: int, end: int) -> list[Ref]:
    """`Iran agreed to build a bridge with Azerbaijan`."""
    s = scene.s
    for _, k in s.after(v, frozenset({"with"}), end):
        ref = s.refs[k]
        if ref is not None and ref.kind in ("country", "body", "person", "role", "group"):
            return scene.who(s.coordinated(k))
    return []


def due(scene: Scene, trigger: Trigger) -> None:
    """`Six documents are ready for signing`, `the treaty awaits ratification`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    paper = paper_before(scene, v)
    if paper is None:
        return
    verdict = scene.judge.of_verb(s, v)
    if verdict.status is None:
        scene.reject(trigger, verdict.reason)
        return
    if verdict.status is not Status.BACKGROUND:
        verdict = Verdict(Status.PLANNED, "to be signed", "future", firm=True)
    agree(scene, trigger, paper.head, paper.instrument, [], verdict, at=v)
