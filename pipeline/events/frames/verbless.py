"""Visits told without a verb: `X in Baku for talks`, `X, now in Tehran, said`, `Expected in Baku: X`."""

from __future__ import annotations

from pipeline.events.event import Status
from pipeline.events.frames.visitors import Place, kind_of, make_visits, visitors_of
from pipeline.events.lexicon import Entry
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.status import Verdict
from pipeline.events.triggers import Trigger

_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_NOW = frozenset({"now", "currently", "already", "still", "back", "again", "today"})
_ON_BUSINESS = frozenset({"for", "on", "with", "as", "to", "at"})
_AWAITED = frozenset({"expected", "due", "awaited", "scheduled", "anticipated"})
_HUMAN = ("person", "role", "group")


def verbless(scene: Scene, entry: Entry) -> None:
    """Every place in the sentence at which somebody is said to be without a verb."""
    s = scene.s
    if not len(s):
        return
    if _fronted(scene, entry):
        return
    for k in range(len(s) - 2):
        if kind_of(s, k) not in _HUMAN:
            continue
        aside = s.lower[k + 1] == ","
        m = k + 2 if aside else k + 1
        now = s.lower[m] in _NOW
        m += now
        if m + 1 >= len(s) or s.lower[m] not in ("in", "to"):
            continue
        places = _there(scene, m)
        if not places:
            continue
        last = places[-1][2]
        if aside:
            business = s.lower[last + 1 : last + 2] and s.lower[last + 1] in _ON_BUSINESS
            told = (now or business) and s.lower[m] == "in"
            rest = range(last + 1, len(s))
            open_end = not any(s.tags[x] in _FINITE and s.refs[x] is None for x in rest)
            if not told or not ("," in s.lower[last + 1 : last + 14] or open_end):
                continue
        elif not _headline(scene, k, last):
            continue
        verdict = (
            Verdict(Status.PLANNED, "bound there", "future")
            if s.lower[m] == "to"
            else Verdict(Status.OCCURRED, "is there", "present")
        )
        _make(scene, entry, [k], places, verdict)


def _there(scene: Scene, m: int) -> list[Place]:
    """The place right after the preposition at a token."""
    s = scene.s
    for _, k in s.after(m - 1, frozenset({s.lower[m]}), m + 1)[:1]:
        if k - m > 4 or any(
            s.refs[x] is not None and x != k and kind_of(s, x) != "demonym" for x in range(m, k)
        ):
            return []
        found = [(*p, x) for x in s.coordinated(k) if (p := scene.as_place(x)) is not None]
        if found:
            return found
    for k in range(m + 1, min(len(s), m + 4)):
        if kind_of(s, k) == "demonym" and (place := scene.as_place(k)) is not None:
            return [(*place, k + 1)]
    return []


def _headline(scene: Scene, k: int, last: int) -> bool:
    """A sentence that begins with somebody and has no verb of its own, but for who says so at its end."""
    s = scene.s
    if any(s.refs[x] is not None and kind_of(s, x) not in ("demonym", "place", "country") for x in range(k)):
        return False
    if any(s.tags[x] in _FINITE or s.tags[x].startswith("IN") for x in range(k)):
        return False
    comma = next((x for x in range(last, len(s)) if s.lower[x] in (",", ";", ":")), len(s))
    if any(s.tags[x] in _FINITE and s.refs[x] is None for x in range(k + 1, comma)):
        return False
    return not any(
        s.tags[x] in _FINITE and s.refs[x] is None and not scene.judge.reporting(s.lower[x])
        for x in range(comma, min(len(s), comma + 8))
    )


def _fronted(scene: Scene, entry: Entry) -> bool:
    """`In Baku with a dozen lawmakers, X was …`, `Expected in Baku is X`, `Sent to Baku by Z, X …`."""
    s = scene.s
    first = s.lower[0]
    at = 1 if first in _NOW or first in _AWAITED or first == "sent" else 0
    if at + 1 >= len(s) or s.lower[at] not in ("in", "to") or (first == "sent") != (s.lower[at] == "to"):
        return False
    places = _there(scene, at)
    if not places:
        return False
    last = places[-1][2]
    if not at and s.lower[last + 1 : last + 2] and s.lower[last + 1] not in _ON_BUSINESS:
        return False
    if (
        not at
        and s.lower[last + 1 : last + 2] == ["on"]
        and any(s.first[last + 1] <= d.start < s.last[min(len(s) - 1, last + 2)] for d in s.dates)
    ):
        return False  # "In Baku on Monday, X said": when, not why
    if s.lower[last + 1 : last + 2] == [":"] or first in _AWAITED:
        token = next((k for k in range(last + 1, len(s)) if kind_of(s, k) in _HUMAN), None)
    else:
        token = next(
            (k for k in range(last + 1, len(s)) if kind_of(s, k) in _HUMAN and s.lower[k - 1] == ","), None
        )
    if token is None:
        return False
    verdict = (
        Verdict(Status.PLANNED, "expected there", "future", firm=True)
        if first in _AWAITED
        else Verdict(Status.OCCURRED, "is there", "present")
    )
    return _make(scene, entry, s.coordinated(token), places, verdict)


def _make(scene: Scene, entry: Entry, tokens: list[int], places: list[Place], verdict: Verdict) -> bool:
    visitors: list[Ref] = [
        r
        for r in visitors_of(scene, scene.who(tokens, humans=True, bodies=False))
        if r.countries and not r.ambassador and not r.private and (r.office or r.actor)
    ]
    if not visitors or any(r.country == p[0] for r in visitors for p in places):
        return False
    at = tokens[0]
    return make_visits(scene, Trigger(entry, "phrase", at, at + 1, at), visitors, places, verdict)
