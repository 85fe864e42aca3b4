"""Meetings of formats: commissions, summits, and their next and last rounds."""

from __future__ import annotations

from pipeline.events.draft import Draft
from pipeline.events.event import EventType, Status
from pipeline.events.frames.conferring import PARTIES, acting, confer, one_talk
from pipeline.events.frames.sessions import meeting_noun, states_before
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.triggers import Trigger

_ORDINALS = frozenset({
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "next", "previous", "last", "following", "14th", "15th", "16th", "13th", "12th", "17th", "18th",
})  # fmt: skip
_ROUND = frozenset({
    "session", "meeting", "summit", "round", "one", "sitting", "ministerial",
})  # fmt: skip


def commission(scene: Scene, trigger: Trigger) -> None:
    """`the first session of the Azerbaijan-Israel joint commission`."""
    s, n = scene.s, trigger.head
    if trigger.end - trigger.start == 1 and s.lower[n] in ("commission", "commissions"):
        joint = any(w in ("joint", "intergovernmental", "bilateral") for w in s.lower[max(0, n - 4) : n])
        if not joint and not any(w in s.lower for w in ("session", "sessions", "meeting", "sitting")):
            return
    sitting = next(
        (
            k
            for k in range(max(0, n - 12), min(len(s), n + 10))
            if s.lower[k] in ("session", "meeting", "sitting", "sessions", "round")
        ),
        None,
    )
    verb = s.governor(sitting if sitting is not None else n)
    acts = verb is not None and s.lower[verb] in (
        "met",
        "meets",
        "meet",
        "held",
        "convened",
        "convene",
        "sat",
        "opened",
        "ended",
        "start",
        "working",
        "resume",
        "resumed",
        "gather",
        "gathered",
        "chair",
        "chaired",
        "co-chaired",
        "took",
        "take",
        "work",
        "bring",
        "begin",
        "began",
        "sit",
        "sits",
        "meeting",
        "gathers",
        "convenes",
        "due",
        "closed",
        "wrapped",
        "wraps",
    )
    known = states_before(scene, trigger.start) or states_before(scene, n)
    scene.format = (
        tuple(known)
        if len(known) == 2
        else scene.stage.states
        if len(scene.stage.states) == 2
        else scene.format
    )
    if (
        sitting is None
        and not acts
        and not any(
            w in s.lower[max(0, n - 6) : n]
            for w in ("end", "14th", "15th", "16th", "13th", "17th", "first", "second", "third")
        )
    ):
        scene.reject(trigger, "the commission is mentioned, not its session")
        return
    states = states_before(scene, trigger.start) or states_before(scene, n)
    after = []
    for _, k in s.after(n, frozenset({"of", "between"}), min(len(s), n + 12)):
        after = [c for r in scene.who(s.coordinated(k)) for c in r.countries]
        if len(set(after)) >= 2:
            break
    if len(set(after)) >= 2:
        states = list(dict.fromkeys(after))
    if len(states) < 2:
        local = scene._local_pair(n)
        states = (
            list(dict.fromkeys(c for r in local for c in r.countries))
            if len(local) >= 2
            else list(scene.stage.states[:2])
        )
    if len(states) < 2:
        scene.reject(trigger, "the states of the commission are unknown")
        return
    at = sitting if sitting is not None else n
    verdict = scene.judge.of_noun(s, at)
    if sitting is None and verb is not None:
        verdict = scene.judge.of_verb(s, verb)
    parties = [Ref("country", 0, 0, (c,), name=c) for c in states]
    people = _chairs(scene, states)
    if confer(scene, trigger, people or parties, [], verdict, at=at, country_parties=True):
        scene.drafts[-1].key = ordinal_of(scene, at) or "session"


def _chairs(scene: Scene, states: list[str]) -> list[Ref]:
    s = scene.s
    found = [
        r
        for k, ref in enumerate(s.refs)
        if ref is not None and ref.kind == "person"
        for r in scene.resolved[k]
        if r.country in states
    ]
    return found if len({r.country for r in found}) == len(set(states)) else []


def ordinal_of(scene: Scene, n: int) -> str:
    s = scene.s
    for k in range(n - 1, max(-1, n - 6), -1):
        if s.lower[k] in _ORDINALS or (s.lower[k].rstrip("thndrs").isdigit() and len(s.lower[k]) > 2):
            return s.lower[k]
    return ""


def summit(scene: Scene, trigger: Trigger) -> None:
    """`a trilateral summit of Azerbaijan, Iran and Russia`, `the next summit will be held in Russia`."""
    s, n = scene.s, trigger.head
    if s.verb(n):
        return
    before = len(scene.drafts)
    meeting_noun(scene, trigger)
    if len(scene.drafts) > before:
        scene.drafts[-1].key = scene.drafts[-1].key or ordinal_of(scene, n)
        return
    verb = s.governor(n)
    subject = acting(scene.who(s.subject(verb), humans=True)) if verb is not None else []
    verdict = scene.judge.of_noun(s, n)
    joint = [
        r
        for k in range(max(0, n - 5), min(len(s), n + 7))
        if s.refs[k] is not None and 2 < len(s.refs[k].countries) < 7  # type: ignore[union-attr]
        for r in [s.refs[k]]
    ]
    if (
        joint
        and subject
        and verb is not None
        and (scene.judge.light(s, verb) or "part" in s.lower[verb : verb + 3])
    ):
        everyone = [
            *[r for r in subject if r.kind in PARTIES],
            Ref("country", 0, 0, joint[0].countries, name=joint[0].name),  # type: ignore[union-attr]
        ]
        one_talk(scene, trigger, everyone, verdict, n, None, multilateral=True)
    elif (
        len(scene.stage.states) > 2
        and verb is not None
        and s.lower[verb]
        in (
            "crowned",
            "crowns",
            "ended",
            "ends",
            "closed",
            "concluded",
            "opened",
            "wrapped",
            "capped",
            "rounded",
        )
    ):
        parties = [r for r in scene.stage.pair if r.countries] or [
            Ref("country", 0, 0, (c,), name=c) for c in scene.stage.states
        ]
        if set(scene.countries(parties)) != set(scene.stage.states):
            parties = [*parties, Ref("country", 0, 0, scene.stage.states, name="states")]
        one_talk(scene, trigger, parties, verdict, n, None, multilateral=True)


def next_round(scene: Scene) -> None:
    """`The next one will be hosted by the Turkish city of Van`: another round of the talks told before."""
    s = scene.s
    format_ = [
        d
        for d in scene.drafts
        if d.type in (EventType.MEETING, EventType.CALL)
        and (d.multilateral or d.pattern in ("meeting.commission", "meeting.summit"))
    ]
    if not format_ and len(scene.format) < 2:
        return
    for k in range(1, len(s)):
        if s.lower[k] not in _ROUND:
            continue
        ordinal = ""
        for m in range(k - 1, max(-1, k - 5), -1):
            if s.lower[m] in _ORDINALS or s.lower[m] == "similar":
                ordinal = s.lower[m]
                break
        if not ordinal and s.lower[k] in ("session", "sitting") and s.lower[k - 1] == "the":
            ordinal = "session"
        if not ordinal or any(
            d.sentence == s.number and d.type in (EventType.MEETING, EventType.CALL) for d in scene.drafts
        ):
            continue
        model = next((d for d in reversed(format_) if d.sentence != s.number), None)
        states = model.countries if model is not None else scene.format
        if len(states) < 2:
            return
        if s.lower[k + 1 : k + 2] == ["of"] and "commission" not in s.lower[k : k + 8]:
            continue
        verb = s.governor(k)
        if verb is None or s.deps[k] not in ("nsubj", "nsubjpass", "dobj", "appos", "conj", "attr"):
            continue
        if ordinal == "session" and not s.lower[verb].startswith(
            (
                "held",
                "hold",
                "tak",
                "took",
                "open",
                "start",
                "beg",
                "conven",
                "end",
                "conclud",
                "host",
                "slat",
                "schedul",
                "plan",
                "expect",
                "due",
                "is",
                "was",
                "set",
            )
        ):
            continue
        entry = next(
            (t.entry for t in scene.triggers if t.entry.type is EventType.MEETING), scene.meeting_entry
        )
        if entry is None:
            return
        verdict = (
            scene.judge.of_noun(s, k) if s.deps[k] in ("nsubj", "nsubjpass") else scene.judge.of_verb(s, verb)
        )
        when = scene.when(k, verdict)
        trigger = Trigger(entry, "noun", k, k + 1, k)
        parties = [Ref("country", 0, 0, (c,), name=c) for c in states]
        draft: Draft = scene.draft(trigger, EventType.MEETING, parties, states)
        draft.multilateral = len(states) > 2
        country, city, _ = scene.place(k, parties)
        if country is None and s.lower[verb].startswith("host"):
            for c in (*s.children[verb], *(x for _, x in s.after(verb, frozenset({"by", "of"}), len(s)))):
                place = scene.as_place(c) if s.refs[c] is not None else None
                if place is not None and place[0]:
                    country, city = place
        draft.place_country, draft.city = country, city
        draft.key = f"round:{ordinal}"
        if scene.settle(draft, verdict, when):
            if draft.status is Status.OCCURRED and ordinal in ("first", "previous") and not draft.dated:
                draft.status = Status.BACKGROUND
            scene.keep(draft)
        return
