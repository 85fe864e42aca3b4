"""What a later sentence takes back: reports that are denied, plans that are struck out."""

from __future__ import annotations

from pipeline.events.event import EventType, Status
from pipeline.events.lexicon import Cues
from pipeline.events.scene import Scene

_TOLD = (EventType.MEETING, EventType.CALL, EventType.VISIT)


def denied(scene: Scene, cues: Cues) -> None:
    """`The embassy called this information untrue`: what the sentence before reported is denied; `denied the
    reports that X had met Y`: what the same sentence reports.
    """
    lower = scene.s.lower
    if cues.untrue.isdisjoint(lower) or (cues.reports | {"this", "it"}).isdisjoint(lower):
        return
    told = next(
        (
            k
            for k, word in enumerate(lower)
            if word in cues.reports and lower[k + 1 : k + 2] in (["of"], ["that"], ["about"])
        ),
        None,
    )
    for draft in scene.drafts:
        if (
            told is not None
            and draft.sentence == scene.s.number
            and draft.at > told
            and draft.status is Status.OCCURRED
            and draft.type in _TOLD
        ):
            draft.status, draft.firm = Status.CANCELLED, True
            draft.note("status cancelled: a report that is denied")
        if (
            draft.sentence == scene.s.number - 1
            and draft.status in (Status.OCCURRED, Status.PLANNED)
            and draft.type is not EventType.OTHER
        ):
            text = scene.document.whole[draft.evidence[0] : draft.evidence[1]].lower()
            if any(word in text for word in cues.hearsay):
                draft.status, draft.firm = Status.CANCELLED, True
                draft.note("status cancelled: denied in the next sentence")


def struck_out(scene: Scene, cues: Cues) -> None:
    """`Both points were struck out of the programme`: what the sentence before had planned is off."""
    s = scene.s
    for k in range(1, len(s)):
        if s.tags[k] != "VBN" or not scene.judge.off(s, k) or not s.passive(k):
            continue
        subject = s.child(k, "nsubjpass")
        if subject is None or s.lower[subject] not in cues.programme:
            continue
        if any(s.refs[m] is not None for m in range(subject)):
            continue
        for draft in scene.drafts:
            if (
                draft.sentence == s.number - 1
                and draft.status is Status.PLANNED
                and draft.type in (EventType.MEETING, EventType.CALL)
            ):
                draft.status, draft.firm = Status.CANCELLED, True
                draft.note("status cancelled: called off in the next sentence")
