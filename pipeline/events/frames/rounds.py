"""Meetings of formats: commissions, summits, and their next and last rounds."""

from __future__ import annotations

from pipeline.events.draft import Draft
from pipeline.events.event import EventType, Status
from pipeline.events.frames.conferring import PARTIES, acting, confer, one_talk
from pipeline.events.frames.sessions import meeting_noun, states_before
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.triggers import Trigger

_ORDINALS = frozenset(
    [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "next",
        "previous",
        "last",
        "following",
        "14th",
        "15th",
        "16th",
        "13th",
        "12th",
        "17th",
        "18th",
    ]
)
_ROUND = frozenset(["session", "meeting", "summit", "round", "one", "sitting", "ministerial"])
_GATHERING = frozenset(["summit", "session", "meeting", "forum", "conference", "talks"])
_TAKES_PART = frozenset(
    [
        "attended",
        "attend",
        "attends",
        "participated",
        "participate",
        "participation",
        "participants",
        "part",
        "joined",
        "join",
        "represented",
        "present",
        "guests",
        "hosted",
        "gathered",
        "table",
        "sat",
        "came",
        "arrived",
    ]
)


def commission(scene: Scene, trigger: Trigger) -> None:
    """`the first session of the Azerbaijan-Israel joint commission`."""
    s, n = scene.s, trigger.head
    if trigger.end - trigger.start == 1 and s.lower[n] in ("commission", "commissions"):
        if not any(w in s.lower for w in ("session", "sessions", "meeting", "sitting")):
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
        scene.drafts[-1].key = _ordinal(scene, at) or "session"


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


def _ordinal(scene: Scene, n: int) -> str:
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
        scene.drafts[-1].key = scene.drafts[-1].key or _ordinal(scene, n)
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
        if (scene.setting is not None and not (_ordinal(scene, n) or s.lower[n] == "summit")) or any(
            w in ("next", "last", "previous") for w in lead
        ):
            continue
        if s.lower[n] in ("talks", "meeting", "session") and not (
            _ordinal(scene, n)
            or {"trilateral", "platform", "format", "council", "ministerial", "multilateral", "plenary"}
            & set(s.lower)
        ):
            continue
        if s.lower[n] in ("forum", "conference"):
            continue
        verdict = scene.judge.of_noun(s, n)
        held = scene.draft(trigger, EventType.MEETING, [], [])
        country, city, _ = scene.place(n, [])
        held.place_country, held.city = country, city
        if scene.settle(held, verdict, scene.when(n, verdict)) and (
            scene.setting is None or held.title is False
        ):
            scene.setting = held
        return


def members(scene: Scene) -> None:
    """`Taking part were X of A, Y of B and Z of C`, `The leaders of A, B and C joined him at the table`."""
    s, held = scene.s, scene.setting
    if (
        held is None
        or s.number - held.sentence > 4
        or (held.title and s.number - held.sentence > 6)
        or not _TAKES_PART & set(s.lower)
    ):
        return
    if any(
        d.multilateral
        and d.type is EventType.MEETING
        and (d.sentence == s.number or (d.sentence >= held.sentence and len(d.countries) > 3))
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
    states = {c for r in people for c in r.countries}
    if len(states) < 3:
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
