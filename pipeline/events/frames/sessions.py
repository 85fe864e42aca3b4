"""Nouns of meeting: `talks with X`, `a meeting between X and Y`, `his conversation with X`."""

from __future__ import annotations

from pipeline.events.event import EventType, Status
from pipeline.events.frames.conferring import acting, confer
from pipeline.events.frames.sides import DURING, for_whom, given, in_passing, in_their_house
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.status import Verdict
from pipeline.events.triggers import Trigger


def meeting_noun(scene: Scene, trigger: Trigger) -> None:
    """`a meeting with X`, `talks between X and Y`, `X held talks with Y`."""
    s, n = scene.s, trigger.head
    if s.verb(n) and s.tags[n] != "VBG":
        return
    if (
        s.tags[n] == "VBG"
        and s.lower[n] == "meeting"
        and s.lower[n - 1 : n] not in (["a"], ["the"], ["his"], ["their"], ["this"])
        and not _nounish(scene, n)
    ):
        return
    if _inside_longer(scene, trigger):
        return
    word = s.lower[n]
    if s.lower[n + 1 : n + 3] == ["of", "minds"]:
        return
    stop = min(len(s), n + 26)
    with_, between = [], []
    called = trigger.entry.type is EventType.CALL
    for p, k in s.after(
        n,
        frozenset({"with", "between", "among", "of", "including", *(("to", "from") if called else ())}),
        stop,
    ):
        if _verb_between(scene, n, k):
            break
        if p in ("with", "to", "from"):
            with_ += [m for m in s.coordinated(k) if m not in with_]
            break
        if p in ("between", "among"):
            between = s.coordinated(k)
            break
        if (
            p == "of"
            and s.refs[k] is not None
            and s.refs[k].kind in ("person", "role", "group", "country", "pair")  # type: ignore[union-attr]
            and k - n < 9
        ):
            if s.refs[k].kind == "country" and word not in ("summit", "meeting", "session"):  # type: ignore[union-attr]
                continue
            between = s.coordinated(k)
            break
    mods = states_before(scene, n)
    owner = _owner(scene, n)
    verb = s.governor(n)
    how = scene.judge._attached(s, n)
    ours: list[Ref] = []
    subject: list[int] | None = None
    if owner:
        ours = owner
    elif (
        verb is not None
        and not between
        and not with_
        and (sides := given(scene, n, verb, how) or in_passing(scene, n, verb, how))
    ):
        confer(
            scene,
            trigger,
            *sides,
            scene.judge.of_noun(s, n) if how not in DURING else scene.judge.of_verb(s, verb),
            at=n,
        )
        return
    elif verb is not None and not between:
        light = scene.judge.light(s, verb) or " ".join(s.lower[verb : verb + 2]) in (
            "wrapped up",
            "took part",
            "takes part",
            "take part",
            "sat down",
        )
        if (how in ("dobj", "attr", "") and light) or how in (
            "after",
            "during",
            "at",
            "in",
            "following",
            "for",
            "on",
            "before",
            "with",
            "from",
            "through",
            "ahead",
        ):
            subject = [k for k in s.subject(verb) if k not in with_ and not n <= k < n + 3]
            ours = acting(scene.who(subject, humans=True))
            if (
                how in ("in", "at", "after", "during", "following")
                and not light
                and not scene.judge.reporting(s.lower[verb])
                and not with_
                and not mods
                and len(scene.countries(ours)) < 2
            ):
                ours = []
    verdict = scene.judge.of_noun(s, n)
    if word == "appointment" and verdict.status is Status.OCCURRED and verdict.tense in ("present", "none"):
        verdict = Verdict(Status.PLANNED, "an appointment", "future")
    parties = acting(scene.who(between, humans=False)) if between else []
    if between:
        many = {c for p in parties for c in p.countries}
        if len(many) >= 2:
            confer(
                scene,
                trigger,
                parties,
                [],
                verdict,
                at=n,
                country_parties=all(p.kind == "country" for p in parties),
            )
            return
        if parties and ours:
            confer(scene, trigger, ours, parties, verdict, at=n, subject=subject)
            return
        return
    if not with_ and verb is not None:
        for c in s.subtree(verb):
            if s.lower[c] == "whom" and c < n and c and s.lower[c - 1] == "with":
                with_ = s.coordinated(s._antecedent(verb, c))
    theirs = acting(scene.who(with_, humans=False)) if with_ else []
    if with_:
        theirs = [t for t in theirs if t.kind != "country"] or theirs
    if theirs:
        ours = [o for o in ours if o.countries] or ours
        if ours and owner and set(scene.countries(ours)) == set(scene.countries(theirs)):
            mine = set(scene.countries(theirs))
            ours = [
                p
                for p in (
                    *reversed(scene.subjects[-5:]),
                    *([scene.stage.visitor] if scene.stage.visitor else []),
                )
                if p.country and p.country not in mine
            ][:1]
        if not ours or not any(o.countries for o in ours):
            ours = for_whom(scene, n, verb, theirs) or _speaker_of(scene, n, theirs)
        confer(
            scene,
            trigger,
            ours,
            theirs,
            verdict,
            at=n,
            subject=subject,
            country_parties=all(t.kind == "country" for t in theirs),
        )
        return
    if len(mods) < 2 and word in ("summit", "meeting", "session", "talks", "negotiations", "ministerial"):
        mods = _dashed(scene, n) or mods
    if len(mods) >= 2:
        parties = [Ref("country", 0, 0, (m,), name=m) for m in mods]
        confer(scene, trigger, parties, [], verdict, at=n, country_parties=True)
        return
    if ours and len({c for r in ours for c in r.countries}) >= 2:
        if (
            s.lower[max(0, n - 4) : n]
            and "one" in s.lower[max(0, n - 4) : n]
            and "of" in s.lower[max(0, n - 4) : n]
        ):
            return
        if word not in ("exchange", "reception", "round", "handshake") or how == "dobj":
            confer(scene, trigger, ours, [], verdict, at=n)
        return
    house = in_their_house(scene, n, ours, how)
    if house:
        confer(scene, trigger, ours, house, verdict, at=n)
        return
    scene.reject(trigger, "only one side is known")


def _dashed(scene: Scene, n: int) -> list[str]:
    """`the first trilateral summit, Azerbaijan - Iran - Russia,`."""
    s = scene.s
    found: list[str] = []
    k = n + 1
    while k < len(s) and k - n < 10:
        ref = s.refs[k]
        if ref is not None and ref.kind == "country" and ref.country:
            found.append(ref.country)
        elif s.lower[k] not in (",", "-", "–", "—", "/", "and", "("):
            break
        k += 1
    return found if len(found) >= 2 else []


def _nounish(scene: Scene, n: int) -> bool:
    s = scene.s
    return s.deps[n] in ("pobj", "dobj", "nsubj", "nsubjpass", "attr", "conj") and s.lower[n - 1 : n] != [
        "after"
    ]


def _inside_longer(scene: Scene, trigger: Trigger) -> bool:
    return any(
        t is not trigger
        and t.slot == "noun"
        and t.start <= trigger.start
        and t.end >= trigger.end
        and t.end - t.start > trigger.end - trigger.start
        and t.entry.type in (EventType.CALL, EventType.MEETING)
        for t in scene.triggers
    )


def _verb_between(scene: Scene, a: int, b: int) -> bool:
    s = scene.s
    return any(
        s.tags[k] in ("VBD", "VBZ", "VBP", "MD")
        and s.refs[k] is None
        and s.lower[k] not in ("is", "are", "was", "were")
        for k in range(a + 1, b)
    ) and not any(s.lower[k] in ("between",) for k in range(a, b))


def states_before(scene: Scene, n: int) -> list[str]:
    """`Azerbaijani-Iranian talks`, `Israel-Azerbaijan commission`."""
    s = scene.s
    found: list[str] = []
    k = n - 1
    while k >= 0 and n - k < 9:
        ref = s.refs[k]
        if ref is not None and ref.kind in ("demonym", "country") and ref.country:
            if k + 1 < len(s) and s.lower[k + 1] == "'s":
                break
            found.append(ref.country)
        elif ref is not None or (
            s.lower[k] not in ("-", "\u2013", "/", "and", ",")
            and s.tags[k] not in ("JJ", "NN", "CD", "HYPH", "NNP", "NNS", "VBN")
        ):
            break
        k -= 1
    return list(dict.fromkeys(found))


def _owner(scene: Scene, n: int) -> list[Ref]:
    """`his talks with X`, `Zarif's meeting with X`."""
    s = scene.s
    m = n - 1
    while (
        m >= 0
        and n - m < 5
        and s.refs[m] is None
        and s.tags[m] in ("JJ", "NN", "CD", "HYPH", "NNP", "VBG", "VBN")
    ):
        m -= 1
    if m < 0:
        return []
    if s.lower[m] in ("his", "her"):
        return scene.antecedents(m)[:1]
    if s.lower[m] == "my" and (scene.stage.speaker or scene.stage.subject):
        return [scene.stage.speaker or scene.stage.subject]  # type: ignore[list-item]
    if s.lower[m] in ("their", "our"):
        return scene._local_pair(m) or list(scene.stage.pair) or scene.last_pair()
    if (
        s.lower[m] == "'s"
        and m >= 1
        and s.refs[m - 1] is not None
        and s.refs[m - 1].kind in ("person", "role")  # type: ignore[union-attr]
    ):
        return scene.who([m - 1], humans=True)
    return []


def _speaker_of(scene: Scene, n: int, theirs: list[Ref]) -> list[Ref]:
    """Who else talks, where only `with X` is said: the visitor, or the subject so far."""
    stage = scene.stage
    taken = {c for t in theirs for c in t.countries}
    if stage.visitor is not None and stage.visitor.country not in taken:
        return [stage.visitor]
    if stage.subject is not None and stage.subject.country and stage.subject.country not in taken:
        return [stage.subject]
    return []
