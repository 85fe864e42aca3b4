"""Talks told without a word for them: time given, somebody taken aside, papers gone through together, an
office visited."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.events.frames.conferring import acting, confer, one_talk
from pipeline.events.lexicon import Entry
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.triggers import Trigger

_GIVE = frozenset({
    "give", "gave", "given", "gives", "giving", "grant", "granted", "grants", "promised", "promises",
    "promise", "devoted", "devotes", "allotted", "allowed", "accorded", "offered", "spared", "lent",
    "found", "reserved",
})  # fmt: skip
_SPEND = frozenset({
    "have", "has", "had", "having", "get", "gets", "got", "spend", "spends", "spent", "spending",
    "pass", "passed", "passes", "keep", "keeps", "kept", "sit", "sat", "stay", "stayed", "secured",
    "won", "obtained", "used",
})  # fmt: skip
_BETWEEN_FOUR_EYES = frozenset({
    "table", "corridor", "office", "tea", "coffee", "minutes", "hour", "hours", "person", "lunch",
    "dinner", "breakfast", "sidelines", "margins", "encounter", "visit", "corner", "lobby", "eye",
    "closed", "doors", "together",
})  # fmt: skip
_NO_TALK = frozenset({
    "note", "protest", "ultimatum", "credentials", "copies", "copy", "summoned", "summons", "defeat",
    "blow", "advantage", "victory", "point", "phone", "telephone", "television", "reporters", "court",
})  # fmt: skip
_MORE = frozenset({
    "with", "by", "to", "for",
})  # fmt: skip


def _people(scene: Scene, tokens: Iterable[int]) -> list[Ref]:
    """The people who act for a known state."""
    found = acting(scene.who(tokens, humans=True, bodies=False))
    return [
        r
        for r in found
        if r.countries and r.kind != "country" and not r.private and (r.kind != "group" or r.office)
    ]


def _states(refs: Iterable[Ref]) -> set[str]:
    return {c for r in refs for c in r.countries}


def _told(scene: Scene, at: int) -> bool:
    """A verb or noun of meeting in the same clause tells of it."""
    s = scene.s
    start, end = s.clause_start(at), s.clause_end(at)
    for t in scene.triggers:
        if t.entry.weak or not start <= t.head < end or t.head == at:
            continue
        if t.entry.frame in ("meet", "receive", "phone") and s.verb(t.head):
            return True
        if t.entry.frame in ("meeting-noun", "call-noun") and (
            s.lower[t.end : t.end + 1] in (["with"], ["between"])
            or s.deps[t.head] in ("dobj", "nsubj", "nsubjpass")
        ):
            return True
    return False


def _sides(scene: Scene, verb: int) -> tuple[list[Ref], list[Ref], list[int]]:
    """Subject and the others of a clause; of a passive the agent is among the others."""
    s = scene.s
    subject = s.subject(verb)
    ours = _people(scene, subject)
    others = [k for k in s.objects(verb) if k not in subject]
    for _, k in s.after(verb, _MORE, s.clause_end(verb)):
        others += [m for m in s.coordinated(k) if m not in others and m not in subject]
    obj = s.child(verb, "dobj")
    for k in range(verb + 1, min(s.clause_end(verb), verb + 14, len(s))):
        # "in the company of X", "in the office of X"
        if s.lower[k] == "of" and s.lower[k - 1] in (
            "company",
            "presence",
            "office",
            "study",
            "residence",
            "cabinet",
        ):
            others += [
                m for _, m in s.after(k - 1, frozenset({"of"}), min(len(s), k + 8))[:1] if m not in others
            ]
    if obj is not None and s.refs[obj] is not None and obj not in others and obj not in subject:
        others.append(obj)
    theirs = [_other(scene, k, t, ours) for k in others for t in _people(scene, [k])]
    theirs = [t for n, t in enumerate(theirs) if all(t.key != o.key for o in (*ours, *theirs[:n]))]
    return ours, theirs, subject


def _other(scene: Scene, k: int, who: Ref, ours: list[Ref]) -> Ref:
    """`him`, where the likeliest bearer is of the same state as those who act: the next likeliest of
    another."""
    ref = scene.s.refs[k]
    if ref is None or ref.kind != "pronoun" or not ours or not set(who.countries) <= _states(ours):
        return who
    return next((p for p in scene.antecedents(k) if p.country and p.country not in _states(ours)), who)


def _confer(scene: Scene, trigger: Trigger, verb: int, *, noun: int | None = None) -> None:
    ours, theirs, subject = _sides(scene, verb)
    mine, his = _states(ours), _states(theirs)
    verdict = scene.judge.of_noun(scene.s, noun) if noun is not None else scene.judge.of_verb(scene.s, verb)
    if theirs and mine and not his <= mine:
        confer(scene, trigger, ours, theirs, verdict, at=verb, subject=subject)
    elif len(mine) > 1 and not theirs:
        confer(scene, trigger, ours, [], verdict, at=verb)
    elif theirs and not ours and scene.stage.visitor is not None and scene.stage.visitor.country not in his:
        return
    else:
        scene.reject(trigger, "only one side is known")


def duration(scene: Scene, trigger: Trigger) -> None:
    """`gave him half an hour`, `had more than an hour with X`, `was given twenty minutes by X`."""
    s, n = scene.s, trigger.head
    verb = s.governor(n)
    if verb is None or s.lower[verb] not in _GIVE | _SPEND or abs(n - verb) > 9 or _told(scene, verb):
        return
    if s.lower[n] in ("morning", "afternoon", "evening", "night", "day") and s.lower[verb] not in (
        "spend",
        "spent",
        "spends",
        "spending",
        "passed",
        "passes",
        "pass",
    ):
        return
    _confer(scene, trigger, verb, noun=n if s.lower[verb] in _GIVE else None)


def contact(scene: Scene, trigger: Trigger) -> None:
    """`took X aside`, `cornered X`, `handed X a list`: what one person can only do to another in person."""
    s, v, entry = scene.s, trigger.head, trigger.entry
    if not s.verb(v):
        return
    stop = min(len(s), s.clause_end(v) + 1)
    if entry.to and not any(s.lower[k] in entry.to for k in range(v + 1, stop)):
        return
    if _NO_TALK & set(s.lower):
        scene.reject(trigger, "a note, a telephone or a figure of speech")
        return
    near = _BETWEEN_FOUR_EYES & set(s.lower[s.clause_start(v) : stop])
    if (
        entry.weak
        and not near
        and scene.place(v, [], own=True)[1] is None
        and scene.stage.host_country is None
    ):
        scene.reject(trigger, "nothing says that they were face to face")
        return
    if _told(scene, v):
        return
    obj = next((k for k in s.objects(v) if s.refs[k] is not None), None)
    if (
        not s.passive(v)
        and obj is None
        and not any(s.refs[k] is not None for _, k in s.after(v, _MORE, stop))
    ):
        return
    _confer(scene, trigger, v)


def joint(scene: Scene, trigger: Trigger) -> None:
    """`X and his host went through the border posts`, `compared notes`, `exchanged a few words`: done by two
    together."""
    s, v = scene.s, trigger.head
    if not s.verb(v) or s.passive(v) or _told(scene, v):
        return
    ours = _people(scene, s.subject(v))
    theirs = []
    for p, k in s.after(v, frozenset({"with", "alongside"}), min(len(s), v + 9)):
        if p == "with":
            theirs += _people(scene, s.coordinated(k))
    together = next(
        (
            k
            for k in range(max(0, v - 12), min(len(s), v + 8))
            if s.lower[k] == "together" and s.lower[k + 1 : k + 2] == ["with"]
        ),
        None,
    )
    if together is not None:
        theirs += _people(
            scene, [k for _, k in s.after(together, frozenset({"with"}), min(len(s), together + 8))[:1]]
        )
    verdict = scene.judge.of_verb(s, v)
    if theirs and _states(ours) and not _states(theirs) <= _states(ours):
        confer(scene, trigger, ours, theirs, verdict, at=v)
    elif len(_states(ours)) > 1:
        confer(scene, trigger, ours, [], verdict, at=v)


def venue(scene: Scene, trigger: Trigger) -> None:
    """`had coffee in the office of his host`, `had him to their offices`: the room of the one holds the
    other."""
    s, n = scene.s, trigger.head
    verb = s.governor(n)
    if verb is None or not s.verb(verb) or verb > n or _told(scene, verb):
        return
    word = s.lower[verb]
    guest: list[Ref] = []
    hosts: list[Ref] = []
    if (
        word in ("have", "had", "has", "having", "invited", "took", "led", "asked")
        and s.lower[max(0, n - 3) : n]
        and "to" in s.lower[verb:n]
    ):
        hosts = _people(scene, s.subject(verb))
        guest = [_other(scene, k, g, hosts) for k in s.objects(verb) if k < n for g in _people(scene, [k])]
        if word in ("invited", "asked"):
            return
    elif s.lower[n - 1] in ("the", "private") or s.lower[n - 1] == "'s":
        of = (
            [k for _, k in s.after(n, frozenset({"of"}), min(len(s), n + 7))[:1]]
            if s.lower[n - 1] != "'s"
            else [n - 2]
        )
        hosts = _people(scene, [k for k in of if s.refs[k] is not None])
        if word in (
            "have",
            "had",
            "has",
            "sat",
            "sits",
            "sit",
            "drank",
            "drink",
            "took",
            "went",
            "came",
            "visited",
            "call",
            "called",
            "spent",
            "stopped",
            "entered",
            "left",
        ):
            guest = _people(scene, s.subject(verb))
    for host in hosts:
        if guest and not set(host.countries) & _states(guest):
            one_talk(scene, trigger, [*guest[:1], host], scene.judge.of_verb(s, verb), verb, None)


def hosting(scene: Scene) -> None:
    """`X was the last host of the day`, `X was the guest of Y`: told by the roles that people have."""
    s = scene.s
    entry = scene.meeting_entry
    if entry is None:
        return
    for k, ref in enumerate(s.refs):
        if (
            ref is None
            and s.lower[k] in ("host", "guest", "interlocutor")
            and s.deps[k] == "attr"
            and not s.verb(k)
        ):
            _host_or_guest(scene, entry, k, s.lower[k])
        if ref is None or ref.kind not in ("role", "pair", "group"):
            continue
        if (
            ref.office.split()[-1:] in (["counterparts"], ["counterpart"], ["partners"])
            and ref.owner in ("his", "her")
            and s.deps[k] == "nsubj"
            and s.lower[s.heads[k]] in ("is", "are", "was", "were")
        ):
            _interlocutors(scene, entry, k)
        if ref.kind != "role" or s.deps[k] != "attr" or ref.office.split()[-1:] not in (["host"], ["guest"]):
            continue
        _host_or_guest(scene, entry, k, ref.office.split()[-1])


def _host_or_guest(scene: Scene, entry: Entry, k: int, word: str) -> None:
    s = scene.s
    verb = s.heads[k]
    them = _people(scene, s.subject(verb))
    other: list[Ref] = []
    for _, m in s.after(k, frozenset({"of", "to"}), min(len(s), k + 8)):
        other = _people(scene, s.coordinated(m))
        break
    if not other and word != "guest" and scene.stage.visitor is not None:
        other = [scene.stage.visitor]
    trigger = Trigger(entry, "noun", k, k + 1, k)
    if len(them) == 1 and other and not _states(them) & _states(other) and not _told(scene, verb):
        for one in other:
            one_talk(scene, trigger, [one, *them], scene.judge.of_verb(s, verb), k, None)


def _interlocutors(scene: Scene, entry: Entry, k: int) -> None:
    """`His counterparts in the talks were X and Y`."""
    s = scene.s
    if not {"talks", "meeting", "negotiations", "conversation", "conversations", "meetings"} & set(s.lower):
        return
    verb = s.heads[k]
    theirs = _people(
        scene,
        [m for m in range(verb + 1, len(s)) if s.refs[m] is not None and s.refs[m].kind == "person"],  # type: ignore[union-attr]
    )
    ours = [p for p in scene.antecedents(k) if p.country and not {p.country} & _states(theirs)][:1]
    if ours and theirs:
        confer(
            scene, Trigger(entry, "noun", k, k + 1, k), ours, theirs, scene.judge.of_verb(s, verb), at=verb
        )
