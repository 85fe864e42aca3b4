"""Visits told by what somebody does abroad: leads a delegation there, attends a forum there."""

from __future__ import annotations

from pipeline.events.event import Status
from pipeline.events.frames.visitors import make_visits
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.status import Verdict
from pipeline.events.triggers import Trigger

_BANDS = frozenset({
    "delegation", "team", "mission", "group", "party", "contingent", "deputation", "officials",
    "officers", "ministers", "entourage",
})  # fmt: skip
_EVENTS = frozenset({
    "forum", "summit", "conference", "meeting", "session", "ceremony", "opening", "inauguration",
    "exhibition", "fair", "congress", "assembly", "gathering", "festival", "funeral", "celebrations",
    "parade", "talks", "commission", "symposium", "seminar", "event", "events", "cop29", "expo",
    "council", "panel", "guests", "participants", "speakers", "reception", "week", "dialogue", "games",
    "wedding", "memorial", "anniversary", "round",
    "embassy", "consulate", "pavilion", "summits", "conferences", "ribbon",
})  # fmt: skip


def _travellers(scene: Scene, tokens: list[int]) -> list[Ref]:
    """Named officials; an ambassador attends at his post."""
    found = scene.who(tokens, humans=True, bodies=False)
    return [
        r
        for r in found
        if r.kind in ("person", "role")
        and r.countries
        and not r.ambassador
        and not r.private
        and (r.office or r.actor)
    ]


def lead(scene: Scene, trigger: Trigger) -> None:
    """`X will lead a delegation to Y`, `X took a team of experts to Y`."""
    s, v = scene.s, trigger.head
    if not s.verb(v) or s.passive(v):
        return
    end = s.clause_end(v)
    band = next(
        (
            k
            for k in range(v + 1, min(v + 9, end))
            if s.lower[k] in _BANDS
            or (
                (r := s.refs[k]) is not None
                and r.kind == "group"
                and r.office.split()[-1:]
                and r.office.split()[-1] in _BANDS
            )
        ),
        None,
    )
    if band is None:
        return
    places = scene.places_after(band, frozenset({"to", "into"}), end)
    visitors = [
        r
        for r in scene.who(s.subject(v), humans=True, bodies=False)
        if r.countries and not r.ambassador and r.kind in ("person", "role")
    ]
    if not places or not visitors:
        scene.reject(trigger, "no destination" if visitors else "nobody who acts for a state travels")
        return
    make_visits(scene, trigger, visitors, places, scene.judge.of_verb(s, v))


def _gathering(scene: Scene, k: int) -> bool:
    ref = scene.s.refs[k]
    if ref is not None:
        return ref.kind in ("group", "role") and ref.office.split()[-1:] in (
            ["guests"],
            ["guest"],
            ["visitors"],
            ["dignitaries"],
        )
    return scene.s.lower[k] in _EVENTS or "summit" in scene.s.lower[k]


def _at_place(scene: Scene, trigger: Trigger, k: int, event: int) -> bool:
    """`the forum in Baku`, `Baku Energy Week`, `the Tehran summit`: it takes place in the city at token k."""
    s = scene.s
    if k < event:
        between = range(k + 1, event)
        if event - k <= 3 and all(s.refs[m] is None and s.tags[m].startswith(("NN", "JJ")) for m in between):
            return True
    return s.lower[k - 1] in ("in", "the", "capital", "city") and "in" in s.lower[max(trigger.end, k - 4) : k]


def attend(scene: Scene, trigger: Trigger) -> None:
    """`X attended the forum in Y`, `X was among the guests in Y`: he was there."""
    s, v = scene.s, trigger.head
    if not s.verb(v) and s.lower[v] not in ("'s", "was", "is"):
        return
    end = s.clause_end(v)
    event = next((k for k in range(trigger.end, min(trigger.end + 12, end)) if _gathering(scene, k)), None)
    if event is None:
        return
    if any(
        s.lower[k] in ("by", "virtually", "online", "remotely", "video", "videoconference", "link")
        for k in range(v, min(len(s), event + 8))
    ):
        return
    visitors = _travellers(scene, s.subject(v))
    if s.passive(v) and s.lower[v].startswith("represent"):
        visitors = _travellers(scene, [k for _, k in s.after(v, frozenset({"by"}), end)[:1]])
    if not visitors:
        return
    if len({c for r in visitors for c in r.countries}) > 1:
        scene.reject(trigger, "leaders of several states at one gathering")
        return
    place: tuple[str | None, str | None, int] | None = None
    for k in range(trigger.end, min(event + 9, end)):
        if s.tags[k] in ("VBD", "VBZ", "MD") and s.refs[k] is None:
            break
        found = scene.as_place(k) if s.refs[k] is not None else None
        if found is not None and found[1] and _at_place(scene, trigger, k, event):
            place = (*found, k)
            break
        if k > event and s.lower[k] == "there" and s.tags[k] != "EX":
            there = scene.there_for(visitors)
            place = (*there, k) if there is not None else None
            break
    if place is None or place[0] is None or any(r.country == place[0] for r in visitors):
        return
    verdict = scene.judge.of_verb(s, v)
    if verdict.status is Status.OCCURRED and verdict.tense == "none":
        verdict = Verdict(Status.OCCURRED, "attends", "present")
    make_visits(scene, trigger, visitors, [place], verdict)
