"""Drafts for talks: one for each counterpart, or one for all who sit together; a call where it is remote."""

from __future__ import annotations

from pipeline.events.event import EventType
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene, When
from pipeline.events.status import Verdict
from pipeline.events.triggers import Trigger

PARTIES = ("person", "role", "group", "body")


def acting(refs: list[Ref]) -> list[Ref]:
    return [r for r in refs if r.kind in PARTIES or r.kind == "country"]


def confer(
    scene: Scene,
    trigger: Trigger,
    ours: list[Ref],
    theirs: list[Ref],
    verdict: Verdict,
    *,
    at: int,
    subject: list[int] | None = None,
    when: When | None = None,
    country_parties: bool = False,
) -> bool:
    """Drafts for talks: one for each counterpart of another state, one for all where both sides are mixed."""
    if verdict.status is None:
        scene.reject(trigger, verdict.reason)
        return False
    if not country_parties:
        people = [r for r in ours if r.kind != "country"]
        ours = people or ours
        theirs = [r for r in theirs if r.kind != "country"] or theirs
    ours, theirs = _fill(scene, ours, theirs, subject)
    if not theirs:
        states = {r.country for r in ours if r.country}
        many = {c for r in ours for c in r.countries}
        if len(many) < 2:
            scene.reject(trigger, "only one side is known")
            return False
        return one_talk(
            scene, trigger, ours, verdict, at, when, multilateral=len(many) > 2 or len(states) > 2
        )
    mine = {c for r in ours for c in r.countries}
    if not mine:
        scene.reject(trigger, "nobody of a known state talks")
        return False
    others = {c for t in theirs for c in t.countries} - mine
    if (
        len(mine) == 1
        and len(others) > 1
        and (
            s_word(scene, trigger).startswith(("sit", "sat", "join"))
            or any(w in scene.s.lower for w in ("trilateral", "three-way", "trio", "tripartite", "together"))
        )
    ):
        return one_talk(scene, trigger, [*ours, *theirs], verdict, at, when, multilateral=True)
    if len(mine) > 1:
        # "He and Lavrov joined Mammadyarov": all of them sit together
        everyone = ours + [t for t in theirs if all(t.key != o.key or not t.key for o in ours)]
        return one_talk(
            scene,
            trigger,
            everyone,
            verdict,
            at,
            when,
            multilateral=len({c for r in everyone for c in r.countries}) > 2,
        )
    named = [t for t in theirs if t.kind in ("person", "role")]
    theirs = [
        t
        for t in theirs
        if not (
            len(named) > 1
            and any(w in f"{t.office} {t.name}".lower() for w in ("first lady", "wife", "husband", "spouse"))
        )
    ]
    made = False
    for other in theirs:
        states = set(other.countries)
        if not states or states <= mine:
            continue
        if other.kind == "group" and named:
            continue  # "… and other Israeli officials"
        if len(states) > 1:
            made |= one_talk(scene, trigger, [*ours, other], verdict, at, when, multilateral=True)
            continue
        made |= one_talk(scene, trigger, [*ours, other], verdict, at, when)
    if not made:
        scene.reject(trigger, "both sides are of one state, or one is unknown")
    return made


def s_word(scene: Scene, trigger: Trigger) -> str:
    """The trigger's head word."""
    return scene.s.lower[trigger.head]


def _fill(
    scene: Scene, ours: list[Ref], theirs: list[Ref], subject: list[int] | None
) -> tuple[list[Ref], list[Ref]]:
    """Mend sides: another antecedent where both would be of one state, the host's state for strangers."""
    stage = scene.stage
    mine = {c for r in ours for c in r.countries}
    other = {c for r in theirs for c in r.countries}
    if subject and len(subject) == 1 and theirs and mine and other and mine == other and len(mine) == 1:
        ref = scene.s.refs[subject[0]]
        if ref is not None and (ref.kind == "pronoun" or (ref.kind == "role" and not ref.countries)):
            for person in scene.antecedents(subject[0]):
                if person.country and person.country not in other:
                    return [person], theirs
    if not ours and theirs and stage.visitor is not None and stage.visitor.country not in other:
        return ours, theirs
    unknown = [t for t in theirs if not t.countries]
    if unknown and len(mine) == 1:
        state = next(iter(mine))
        guess = _near_state(scene, state) or _leg(scene, ours, state)
        if guess is None and stage.host_country and stage.host_country != state:
            guess = stage.host_country
        if (
            guess is None
            and stage.visitor is not None
            and stage.visitor.country
            and stage.visitor.country != state
        ):
            guess = stage.visitor.country
        if guess:
            theirs = [
                t
                if t.countries or t.private
                else Ref(t.kind, t.start, t.end, (guess,), t.name, t.actor, t.office, text=t.text)
                for t in theirs
            ]
    if theirs and not mine and ours:
        state = next(iter(other)) if len(other) == 1 else None  # type: ignore[assignment]
        guess = (
            stage.visitor.country
            if stage.visitor is not None and stage.visitor.country != state
            else stage.host_country
            if stage.host_country != state
            else None
        )
        if guess:
            ours = [
                t
                if t.countries or t.private or (t.kind == "person" and not t.office)
                else Ref(t.kind, t.start, t.end, (guess,), t.name, t.actor, t.office, text=t.text)
                for t in ours
            ]
    return ours, theirs


def _leg(scene: Scene, ours: list[Ref], state: str) -> str | None:
    """`In the evening he continues to Astana. On Wednesday he will be welcomed by President X`: the leg told
    last."""
    keys = {r.key for r in ours if r.key}
    for draft in reversed(scene.drafts):
        if draft.type is EventType.VISIT and keys & draft.people:
            near = scene.s.number - draft.sentence <= 2
            return draft.destination if near and draft.destination != state else None
    return None


def _near_state(scene: Scene, other: str) -> str | None:
    """`He came from Georgia, where he met Prime Minister X`: the place that the clause is about."""
    s = scene.s
    for k in range(len(s) - 1):
        if s.lower[k] == "where":
            for m in range(k - 1, max(-1, k - 4), -1):
                found = scene.as_place(m)
                if found is not None and found[0] and found[0] != other:
                    return found[0]
    return None


def one_talk(
    scene: Scene,
    trigger: Trigger,
    parties: list[Ref],
    verdict: Verdict,
    at: int,
    when: When | None,
    *,
    multilateral: bool = False,
) -> bool:
    countries = scene.countries(parties)
    kind = EventType.CALL if remote(scene, trigger) else EventType.MEETING
    draft = scene.draft(trigger, kind, parties, countries)
    draft.multilateral = multilateral or len(countries) > 2
    if kind is EventType.CALL:
        draft.key = _medium(scene, trigger)
    s = scene.s
    if (
        any(w in s.lower for w in ("sidelines", "margins", "alone", "aside", "plenary", "bilaterally"))
        and any(d.pattern == "meeting.commission" or d.multilateral for d in scene.drafts)
        and not draft.multilateral
    ):
        draft.key = "aside"
    if kind is EventType.MEETING:
        country, city, reason = scene.place(at, parties)
        draft.place_country, draft.city = country, city
        if reason:
            draft.note(f"place: {city or country} {reason}")
    if not scene.settle(draft, verdict, when or scene.when(at, verdict)):
        scene.reject(trigger, verdict.reason)
        return False
    scene.keep(draft)
    return True


def _medium(scene: Scene, trigger: Trigger) -> str:
    """`video` or `phone`, where the clause says so: two calls of one pair are told apart by it."""
    s = scene.s
    start, end = s.clause_start(trigger.head), s.clause_end(trigger.head)
    words = s.lower[max(0, start - 2) : end + 4]
    if any(w.startswith(("video", "zoom", "screen", "online", "virtual")) for w in words):
        return "video"
    return "phone" if any(w.startswith(("phone", "telephone")) for w in words) else ""


def remote(scene: Scene, trigger: Trigger) -> bool:
    """The talk is by telephone or video."""
    if trigger.entry.type is EventType.CALL:
        return True
    s = scene.s
    if trigger.entry.id in ("meeting.talk", "meeting.speak") and in_call(scene, trigger.head):
        return True
    start, end = s.clause_start(trigger.head), s.clause_end(trigger.head)
    return any(
        (t.entry.frame == "remote" and start - 2 <= t.start <= end + 10)
        or (t.entry.frame == "call-noun" and t.end - t.start > 1 and start <= t.start <= end)
        for t in scene.triggers
    )


def in_call(scene: Scene, at: int) -> bool:
    """Whether talk at a token is by telephone because the text is telling of calls just there."""
    s = scene.s
    if any(
        t.entry.frame in ("phone", "remote", "call-noun")
        and t.head != at
        and (t.entry.frame != "phone" or not t.entry.weak)
        for t in scene.triggers
        if t.end - t.start > 1 or t.entry.frame == "phone"
    ):
        return True
    last = next(
        (d for d in reversed(scene.drafts) if d.type in (EventType.CALL, EventType.MEETING, EventType.VISIT)),
        None,
    )
    return (
        last is not None
        and last.type is EventType.CALL
        and s.number - last.sentence <= 1
        and scene.place(at, [], own=True)[0] is None
    )
