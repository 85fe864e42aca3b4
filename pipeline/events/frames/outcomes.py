"""Agreements told by what came of them: a session closed with a paper, a tender won, a stake passed on."""

from __future__ import annotations

from pipeline.events.event import Status
from pipeline.events.frames.accords import agree
from pipeline.events.frames.parties import goods
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.status import Verdict
from pipeline.events.triggers import Trigger

_TENDER = frozenset(
    ["licensing", "tender", "auction", "bid", "bidding", "licence", "license", "licences", "blocks"]
)
_PARTIES = ("body", "country", "group", "person", "role")


def end_with(scene: Scene, trigger: Trigger) -> None:
    """`X and Y closed the session with a memorandum`, `ended two days of talks with a protocol`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    papers = (t for t in scene.triggers if t.slot == "object" and t.entry.frame == "instrument")
    for t in papers:
        if (
            not v < t.head <= v + 18
            or t.instrument in ("other", "licence")
            or (t.head - t.start == 0 and s.lower[t.head] in ("order", "orders", "statement", "statements"))
        ):
            continue
        lead = s.lower[max(v, t.start - 6) : t.start]
        if not ({"with", "by"} & set(lead)) or any(
            s.tags[k] in ("VBD", "VBZ", "VBP", "MD") for k in range(v + 1, t.start)
        ):
            continue
        if any(
            s.refs[k] is not None and s.lower[k - 1] in ("with", "by")
            for k in range(max(v + 1, t.start - 5), t.start)
        ):
            continue
        verdict = scene.judge.of_verb(s, v)
        signers = scene.who(s.subject(v))
        agree(scene, trigger, t.head, t.instrument, signers, verdict, at=v)
        return


def handover(scene: Scene, trigger: Trigger) -> None:
    """`was declared winner of a licensing round`, `its 10% has passed into the name of X`, `under contract
    since`."""
    s, v = scene.s, trigger.head
    if not s.verb(v) and s.lower[v] not in ("is", "was", "been", "be"):
        return
    words = " ".join(s.lower[trigger.start : trigger.end])
    verdict = scene.judge.of_verb(s, v)
    if verdict.status is None:
        return
    if "winner" in words or "winners" in words:
        if _TENDER.isdisjoint(s.lower[v : v + 14]):
            return
        instrument = "licence"
    elif "contract" in words:
        instrument = "contract"
        if verdict.status is Status.OCCURRED and "since" in s.lower[v:]:
            verdict = Verdict(Status.BACKGROUND, "under contract since", "past", firm=True)
    else:
        instrument = "contract"
        if not goods(scene, max(0, v - 14), min(len(s), v + 14)):
            return
    parties: list[Ref] = []
    for k, ref in enumerate(s.refs):
        if ref is None or abs(k - v) > 24:
            continue
        if ref.kind in _PARTIES:
            parties += [r for r in scene.who([k]) if r.countries and r not in parties]
        elif ref.kind == "demonym" and ref.country:
            parties.append(Ref("country", 0, 0, (ref.country,), name=ref.country))
    if not any(r.kind == "body" for r in parties):
        return
    agree(scene, trigger, trigger.end - 1, instrument, parties, verdict, at=v)
