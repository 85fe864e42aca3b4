"""Who sits on the two sides of talks that name only one, or none, with their noun."""

from __future__ import annotations

from pipeline.events.frames.conferring import acting
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene

_GIVEN = frozenset({
    "give", "gave", "given", "gives", "giving", "grant", "granted", "grants", "accorded", "offered",
    "hosted", "host", "hosts", "threw", "held", "obtained",
})  # fmt: skip
DURING = frozenset({
    "during", "at", "in", "over", "on",
})  # fmt: skip
_TO_HIS_FACE = frozenset({
    "told", "tells", "briefed", "informed", "assured", "thanked", "sounded", "invited", "handed",
    "congratulated", "asked", "urged", "gave", "showed", "promised", "reminded", "warned", "presented",
    "confronted", "pressed",
})  # fmt: skip
_AGENDA = frozenset({
    "schedule", "programme", "program", "agenda", "itinerary", "diary", "day", "visit", "trip", "stay",
    "plans",
})  # fmt: skip


def in_their_house(scene: Scene, n: int, ours: list[Ref], how: str) -> list[Ref]:
    """`The Iranian delegation held consultations at the Azerbaijani Foreign Ministry`: with those whose
    house it is."""
    s = scene.s
    mine = set(scene.countries(ours))
    if len(mine) != 1 or how != "dobj" or any(r.kind == "country" for r in ours):
        return []
    at = [
        k
        for _, k in s.after(n, frozenset({"at", "in"}), min(len(s), n + 9))
        if s.refs[k] is not None and s.refs[k].kind in ("body", "group")  # type: ignore[union-attr]
    ]
    return [
        r
        for r in acting(scene.who(at[:1]))
        if r.country
        and r.country not in mine
        and (
            "ministry" in f"{r.office} {r.text} {r.name}".lower()
            or "parliament" in f"{r.office} {r.text}".lower()
        )
    ]


def _humans(scene: Scene, tokens: list[int]) -> list[Ref]:
    return [r for r in acting(scene.who(tokens, humans=True, bodies=False)) if r.countries]


def _apart(ours: list[Ref], theirs: list[Ref], scene: Scene) -> tuple[list[Ref], list[Ref]] | None:
    """Two sides of different states, or nothing."""
    mine, his = set(scene.countries(ours)), set(scene.countries(theirs))
    return (ours, theirs) if mine and his and not his <= mine else None


def given(scene: Scene, n: int, verb: int, how: str) -> tuple[list[Ref], list[Ref]] | None:
    """`granted X an audience`, `gave a dinner for X`, `was given audience by X`, `an audience with X`."""
    s = scene.s
    granted = next(
        (k for k in range(n + 1, min(len(s), n + 4)) if s.lower[k] in _GIVEN and s.tags[k] in ("VBN", "VBD")),
        None,
    )
    if granted is not None and s.heads[granted] == n:
        hosts = _humans(
            scene,
            [
                m
                for _, k in s.after(granted, frozenset({"by"}), min(len(s), granted + 8))[:1]
                for m in s.coordinated(k)
            ],
        )
        return _apart(_humans(scene, s.subject(verb)), hosts, scene)
    if (
        how == "to"
        and s.lower[verb] in ("invited", "invites", "invite", "asked", "summoned")
        and verb < n
        and s.lower[verb] != "summoned"
    ):
        return _apart(acting(scene.who(s.subject(verb))), acting(scene.who(s.objects(verb))), scene)
    if how not in ("dobj", "nsubjpass", "") or s.lower[verb] not in _GIVEN:
        return None
    subject = s.subject(verb)
    others = [k for k in s.objects(verb) if k not in subject]
    for _, k in s.after(verb, frozenset({"to", "for", "by", "of"}), s.clause_end(verb)):
        others += [m for m in s.coordinated(k) if m not in subject]
    return _apart(_humans(scene, subject), _humans(scene, others), scene)


def in_passing(scene: Scene, n: int, verb: int, how: str) -> tuple[list[Ref], list[Ref]] | None:
    """`raised the dispute with X during an hour-long conversation`, `talks were conducted by X and Y`."""
    s = scene.s
    if how == "nsubjpass" or (how == "nsubj" and s.passive(verb)):
        agents = _humans(
            scene,
            [
                m
                for _, k in s.after(verb, frozenset({"by"}), min(len(s), verb + 12))[:1]
                for m in s.coordinated(k)
            ],
        )
        return (agents, []) if len(scene.countries(agents)) > 1 else None
    if how == "of" and any(
        w in ("end", "close", "conclusion", "start", "beginning", "outset", "course")
        for w in s.lower[max(0, n - 6) : n]
    ):
        how = "at"
        everyone = _humans(
            scene,
            [
                *s.subject(verb),
                *(m for _, k in s.after(verb, frozenset({"by"}), n)[:1] for m in s.coordinated(k)),
            ],
        )
        if len(scene.countries(everyone)) > 1:
            return everyone, []
    if how not in DURING or verb > n:
        return None
    subject = s.subject(verb)
    others = [m for _, k in s.after(verb, frozenset({"with"}), n) for m in s.coordinated(k)]
    if s.lower[verb] in _TO_HIS_FACE:
        others += s.objects(verb)
    return _apart(_humans(scene, subject), _humans(scene, [k for k in others if k not in subject]), scene)


def for_whom(scene: Scene, n: int, verb: int | None, theirs: list[Ref]) -> list[Ref]:
    """`an audience with X has been arranged for Y`; `Y's schedule included a meeting with X`."""
    s = scene.s
    taken = set(scene.countries(theirs))
    tokens: list[int] = []
    if verb is not None:
        tokens = [k for _, k in s.after(verb, frozenset({"for"}), s.clause_end(verb))[:1]]
    for k in range(len(s)):
        if s.lower[k] not in _AGENDA or abs(k - n) > 18 or s.refs[k] is not None:
            continue
        if k >= 2 and s.lower[k - 1] == "'s" and s.refs[k - 2] is not None:
            tokens.append(k - 2)
        elif k and s.lower[k - 1] in ("his", "her") and s.refs[k - 1] is not None:
            tokens.append(k - 1)
        tokens += [m for _, m in s.after(k, frozenset({"of"}), min(len(s), k + 6))[:1] if m < n]
    return [r for r in _humans(scene, tokens) if not set(r.countries) & taken][:1]
