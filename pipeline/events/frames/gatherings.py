"""Summits whose members are listed in another sentence than the one that tells of them."""

from __future__ import annotations

from pipeline.events.event import EventType
from pipeline.events.frames.conferring import acting
from pipeline.events.frames.rounds import ordinal_of
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.triggers import Trigger

_GATHERING = frozenset({
    "summit", "session", "meeting", "forum", "conference", "talks",
})  # fmt: skip
_TAKES_PART = frozenset({
    "attended", "attend", "attends", "participated", "participate", "participation", "participants",
    "part", "joined", "join", "represented", "present", "guests", "hosted", "gathered", "table",
})  # fmt: skip


def set_scene(scene: Scene) -> None:
    """Remember a summit or session that is told without its members: `The twelfth summit has been held in
    Baku.`"""
    s = scene.s
    for trigger in scene.triggers:
        n = trigger.head
        if (
            trigger.entry.type is not EventType.MEETING
            or trigger.slot != "noun"
            or s.lower[n] not in _GATHERING
            or s.verb(n)
        ):
            continue
        lead = s.lower[max(0, n - 6) : n]
        if (
            any(d.sentence == s.number and d.multilateral for d in scene.drafts)
            or "sidelines" in lead
            or "margins" in lead
            or "preparatory" in lead
        ):
            continue
        if (scene.setting is not None and not (ordinal_of(scene, n) or s.lower[n] == "summit")) or any(
            w in ("next", "last", "previous") for w in lead
        ):
            continue
        if s.lower[n] in ("talks", "meeting", "session") and not (
            ordinal_of(scene, n)
            or {"trilateral", "platform", "format", "council", "ministerial", "multilateral", "plenary"}
            & set(s.lower)
        ):
            continue
        if s.lower[n] in ("forum", "conference"):
            continue
        opening = _openers(scene, n)
        if scene.setting is not None and s.number - scene.setting.sentence <= 3:
            scene.setting.parties = (*scene.setting.parties, *opening)
            if not scene.setting.title:
                return
            opening = list(scene.setting.parties)
        verdict = scene.judge.of_noun(s, n)
        held = scene.draft(trigger, EventType.MEETING, opening, [])
        country, city, _ = scene.place(n, [])
        held.place_country, held.city = country, city
        if scene.settle(held, verdict, scene.when(n, verdict)) and (
            scene.setting is None or held.title is False
        ):
            scene.setting = held
        return


def _openers(scene: Scene, n: int) -> list[Ref]:
    """Who is told to open, chair, host or attend the gathering at token n."""
    s = scene.s
    verb = s.governor(n)
    if verb is None or not s.lower[verb].startswith(
        ("open", "chair", "host", "attend", "took", "take", "taking", "join", "address", "participat")
    ):
        return []
    tokens = [] if s.passive(verb) else s.subject(verb)
    tokens = [
        *tokens,
        *(
            m
            for _, k in s.after(verb, frozenset({"by"}), min(len(s), verb + 8))[:1]
            for m in s.coordinated(k)
        ),
    ]
    return [
        r for r in acting(scene.who(tokens, humans=True, bodies=False)) if r.country and r.kind == "person"
    ]


def members(scene: Scene) -> None:
    """`Taking part were X of A, Y of B and Z of C`, `The leaders of A, B and C joined him at the table`."""
    s, held = scene.s, scene.setting
    named = {w for r in s.refs if r is not None and r.kind in ("group", "role") for w in r.office.split()}
    if held is None or s.number - held.sentence > 4 or not _TAKES_PART & (set(s.lower) | named):
        return
    if any(
        d.multilateral
        and d.type is EventType.MEETING
        and held.sentence <= d.sentence < s.number
        and len(d.countries) > 3
        for d in scene.drafts
    ):
        return
    people = acting(
        scene.who(
            k
            for k, r in enumerate(s.refs)
            if r is not None
            and r.kind in ("person", "role", "group", "body", "pronoun", "pair")
            and len(r.countries) < 7
        )
    )
    people = [r for r in people if r.kind != "country"]
    people += [r for r in held.parties if all(r.key != p.key for p in people)]
    if len({c for r in people if r.kind != "body" for c in r.countries}) < 3:
        return
    about = scene.stage.subject
    if (
        held.sentence != s.number
        and about is not None
        and about.country
        and not any(r.key == about.key for r in people)
        and any(w in ("him", "her") for w in s.lower)
    ):
        people.append(about)
    trigger = next((t for t in scene.triggers if t.entry.type is EventType.MEETING), None) or (
        Trigger(scene.meeting_entry, "noun", 0, 1, 0) if scene.meeting_entry else None
    )
    if trigger is None:
        return
    for draft in [d for d in scene.drafts if d.sentence == s.number and d.type is EventType.MEETING]:
        scene.drafts.remove(draft)  # of the host with each of the guests
    draft = scene.draft(trigger, EventType.MEETING, people, scene.countries(people))
    draft.multilateral = True
    draft.status, draft.firm, draft.dated = held.status, held.firm, held.dated
    draft.date_start, draft.date_end, draft.old = held.date_start, held.date_end, held.old
    draft.place_country, draft.city = held.place_country, held.city
    draft.sources.append(held)
    for reason in held.reasons:
        draft.note(reason)
    scene.keep(draft)
    scene.setting = None
