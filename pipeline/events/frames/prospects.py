"""Papers that are not said to be signed: prepared, wished for, told of, resulting from talks."""

from __future__ import annotations

import re

from pipeline.events.dates import DateKind, Direction
from pipeline.events.event import Status
from pipeline.events.frames.accords import agree
from pipeline.events.frames.paper_words import LOOSE, PUBLIC, RESULT, TOLD
from pipeline.events.frames.papers import signed
from pipeline.events.frames.parties import modifiers, qualified
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene, When
from pipeline.events.status import Verdict
from pipeline.events.structure import SegmentKind
from pipeline.events.syntax import Sentence
from pipeline.events.triggers import Trigger

_YEAR = re.compile(r"(?:19|20)\d\d")
_MAKING = ("produc", "assembl", "build", "built", "mak", "made", "manufactur")
_HAVE = frozenset(["have", "has", "had", "'ve"])


def prepare(scene: Scene, trigger: Trigger) -> None:
    """`agreed to draw up a road map`, `are negotiating a treaty`, `proposed a pact`: not signed yet."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    if s.lower[trigger.end : trigger.end + 1] == ["to"]:
        return  # "are preparing to sign": the next verb tells
    found = signed(scene, trigger)
    if found is None or (s.tags[found[0]] == "NNS" and not _counted(s, found[0])):
        return
    noun, instrument, passive = found
    verdict = scene.judge.of_verb(s, v)
    if verdict.status is None:
        scene.reject(trigger, verdict.reason)
        return
    idea = trigger.entry.status == "hypothetical" or s.lower[v].startswith(("negotiat", "discuss", "haggl"))
    if verdict.status is not Status.CANCELLED and (idea or verdict.status is Status.OCCURRED):
        verdict = Verdict(Status.HYPOTHETICAL, f"{s.lower[v]!r}", verdict.tense, firm=True)
    signers = [] if passive else scene.who(s.subject(v))
    agree(scene, trigger, noun, instrument, signers, verdict, at=v)


def _counted(s: Sentence, noun: int) -> bool:
    """`two agreements`, `several memoranda`, `the accords`: certain papers, not papers as such."""
    lead = range(max(0, noun - 4), noun)
    return any(
        s.tags[k] in ("CD", "DT") or s.lower[k] in ("several", "new", "further", "more", "series")
        for k in lead
    )


def stall(scene: Scene, trigger: Trigger) -> None:
    """`the memorandum will wait`, `the deal fell through`, `the protocol remained in the folder`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    subject = s.subject_token(v)
    if subject is None:
        return
    status = Status(trigger.entry.status or Status.CANCELLED)
    if s.lower[subject] == "it":
        for draft in scene.drafts:
            if (
                draft.type == trigger.entry.type
                and s.number - draft.sentence == 1
                and draft.status is Status.OCCURRED
            ):
                draft.status, draft.firm = Status.HYPOTHETICAL, True
        return
    noun = next(
        (
            t
            for t in scene.triggers
            if t.slot == "object"
            and t.entry.frame == "instrument"
            and (t.head == subject or (t.head in s.subtree(subject) and t.head < v))
        ),
        None,
    )
    if noun is None or noun.instrument in ("declaration", "other"):
        return
    agree(
        scene,
        trigger,
        noun.head,
        noun.instrument,
        [],
        Verdict(status, f"{s.lower[v]!r}", "past", firm=True),
        at=v,
    )


def result(scene: Scene, trigger: Trigger) -> None:
    """`three papers came out of it`, `the talks brought two agreements`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    subject = s.subject_token(v)
    for t in scene.triggers:
        if (
            t.slot != "object"
            or t.entry.frame != "instrument"
            or (
                s.lower[t.head]
                in (
                    "order",
                    "orders",
                    "plan",
                    "plans",
                    "programme",
                    "program",
                    "package",
                    "statement",
                    "statements",
                )
                and not qualified(s, t)
            )
        ):
            continue
        obj = s.child(v, "dobj", "pobj")
        whole = " ".join(s.lower[trigger.start : trigger.end])
        if whole.endswith(("out of", "from")):
            if subject is None or t.head not in s.subtree(subject) or t.head > v:
                continue
        elif not (obj is not None and t.head in s.subtree(obj) and v < t.head <= v + 8) and not (
            v < t.head <= trigger.end + 5
        ):
            continue
        agree(scene, trigger, t.head, t.instrument, [], scene.judge.of_verb(s, v), at=v)
        return


def instrument_alone(scene: Scene, trigger: Trigger) -> None:
    """`the contract with Israel Aerospace Industries`, `a deal between X and Y`: no verb of signing near."""
    s, n = scene.s, trigger.head
    if s.verb(n):
        return
    scene.instrument = trigger.instrument
    words = " ".join(s.words[trigger.start : trigger.end]).lower()
    verb = s.governor(n)
    if (
        trigger.instrument == "declaration"
        and qualified(s, trigger)
        and "with" in s.lower[max(0, trigger.start - 3) : trigger.start]
    ):
        ours = scene.who(s.subject(verb)) if verb is not None else []
        if len({c for r in ours for c in r.countries}) >= 2:
            agree(scene, trigger, n, "declaration", ours, scene.judge.of_verb(s, verb), at=n)  # type: ignore[arg-type]
            return
    if trigger.instrument == "licence":
        _licensed(scene, trigger)
        return
    if verb is not None and _is_result(scene, verb, n):
        agree(scene, trigger, n, trigger.instrument, [], scene.judge.of_verb(s, verb), at=verb)
        return
    if (
        trigger.instrument == "declaration"
        and s.lower[n] == "declaration"
        and s.lower[n - 1 : n] in (["its"], ["their"], ["the"])
        and scene.drafts
    ):
        verdict = scene.judge.of_noun(s, n)
        if verdict.status is Status.PLANNED:
            agree(scene, trigger, n, "declaration", [], verdict, at=n)
            return
    if (
        words in LOOSE
        or trigger.instrument == "other"
        or any(
            signed(scene, t) == (n, trigger.instrument, s.passive(t.head))
            for t in scene.triggers
            if t.slot == "verb" and t.entry.frame in ("sign", "prepare") and s.verb(t.head)
        )
    ):
        return
    parties = _partners(scene, n)
    verdict, echo = _spoken_of(scene, n)
    if not parties and len(modifiers(scene, n)) < 2:
        firm = (
            verdict.status in (Status.HYPOTHETICAL, Status.PLANNED, Status.CANCELLED)
            and verdict.firm
            and bool(scene.drafts)
            and s.tags[n] in ("NN", "NNP")
        )
        if not (echo and _dated(scene, n)) and not firm and verdict.reason != "announced":
            return
    lone_body = len({c for r in parties for c in r.countries}) == 1 and any(r.kind == "body" for r in parties)
    named = bool(parties) and not lone_body
    agree(
        scene,
        trigger,
        n,
        trigger.instrument,
        parties,
        verdict,
        at=n,
        need_parties=named and not echo,
        echo=echo,
        when=_time_beside(scene, n) if echo else None,
    )


def _partners(scene: Scene, n: int) -> list[Ref]:
    s = scene.s
    parties: list[Ref] = []
    for p, k in s.after(n, frozenset({"with", "between"}), min(len(s), n + 14)):
        ref = s.refs[k]
        if (
            ref is not None
            and ref.kind in ("country", "body", "pair")
            and not any(s.tags[m] in ("VBD", "VBZ", "VBP", "MD") for m in range(n, k))
        ):
            parties = scene.who(s.coordinated(k))
            if p == "between" and len({c for r in parties for c in r.countries}) < 2:
                parties = []
            break
        states = [r.country for r in s.refs[k : k + 4] if r is not None and r.kind == "demonym" and r.country]
        if len(set(states)) == (2 if p == "between" else 1) and PUBLIC & set(s.lower[k : k + 7]):
            parties = [Ref("country", 0, 0, (c,), name=c) for c in states]
            break
    verb = s.governor(n)
    if verb is not None and len({c for r in parties for c in r.countries}) < 2:
        ours = [
            r for r in scene.who(s.subject(verb)) if r.kind in ("body", "country", "role", "person", "group")
        ]
        if parties or (s.lower[verb] in _HAVE and len({c for r in ours for c in r.countries}) == 2):
            parties += ours
    return parties


def _spoken_of(scene: Scene, n: int) -> tuple[Verdict, bool]:
    """(verdict, echo) of a paper that no verb of signing governs: announced, ahead, or one that exists."""
    s = scene.s
    verdict = scene.judge.of_noun(s, n)
    verb = s.governor(n)
    if any(s.deps[c] == "acl" and s.tags[c] == "VBN" and s.lower[c].startswith(TOLD) for c in s.children[n]):
        return Verdict(Status.OCCURRED, "announced", "past"), False
    if (
        verb is not None
        and s.lower[verb].startswith(TOLD)
        and (n == s.child(verb, "dobj", "nsubjpass") or v_phrase(s, verb))
    ):
        base = scene.judge.of_verb(s, verb)
        if base.status is Status.OCCURRED:
            return Verdict(Status.OCCURRED, f"{s.lower[verb]!r}", "past"), False
    if verdict.status in (Status.OCCURRED, Status.BACKGROUND):
        if scene.s.span.segment.kind is SegmentKind.TITLE and verb is None:
            return verdict, True
        return Verdict(Status.BACKGROUND, "only spoken of", "past"), True
    return verdict, False


def v_phrase(s: Sentence, verb: int) -> bool:
    return s.lower[verb : verb + 2] == ["made", "public"]


def _time_beside(scene: Scene, n: int) -> When | None:
    """`the contract that became known in February 2012 was …`: a time in the clause on the paper."""
    s = scene.s
    for mention in s.dates:
        k = scene._token(mention.start)
        if (
            k is not None
            and mention.kind is DateKind.ABSOLUTE
            and n - 4 <= k <= n + 14
            and (k < n or not any(s.lower[m] in (";", ":") for m in range(n, k)))
        ):
            return scene._as_when(mention, Direction.PAST)
    return None


def _dated(scene: Scene, n: int) -> bool:
    """`a 2012 contract`, `the contract of January 2010`."""
    s = scene.s
    if any(_YEAR.fullmatch(w) for w in s.lower[max(0, n - 4) : n]):
        return True
    return s.lower[n + 1 : n + 2] in (["of"], ["from"]) and any(
        _YEAR.fullmatch(w) for w in s.lower[n + 2 : n + 5]
    )


def _is_result(scene: Scene, verb: int, n: int) -> bool:
    """`the result was a paper on taxes`, `the centrepiece is to be a memorandum`."""
    s = scene.s
    subject = s.subject_token(verb)
    return (
        subject is not None
        and s.lower[subject] in RESULT
        and subject < verb < n
        and s.lower[verb] in ("is", "was", "are", "were", "be", "been", "'s")
    )


def _licensed(scene: Scene, trigger: Trigger) -> None:
    """`has assembled the drones under licence since 2011`."""
    s, n = scene.s, trigger.head
    verb = s.governor(n)
    if "under" not in s.lower[max(0, n - 3) : n] or verb is None or not s.lower[verb].startswith(_MAKING):
        return
    verdict = scene.judge.of_verb(s, verb)
    if s.tags[verb] == "VBG" and s.deps[verb] == "pcomp":
        verdict = Verdict(Status.HYPOTHETICAL, "spoken of", "present", firm=True)
    elif verdict.status is not Status.PLANNED and verdict.status is not Status.HYPOTHETICAL:
        verdict = Verdict(Status.BACKGROUND, "made under licence", "past")
    agree(
        scene, trigger, n, "licence", [r for r in scene.who(s.subject(verb)) if r.countries], verdict, at=verb
    )
