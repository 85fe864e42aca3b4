"""Papers: who signs, ratifies, adopts, prepares what."""

from __future__ import annotations

from pipeline.events.event import EventType, Status
from pipeline.events.frames.accords import agree
from pipeline.events.frames.paper_words import FIRM, HEARSAY, LOOSE, PARTS_OF, SIGNING
from pipeline.events.frames.parties import goods, owners, qualified, state_meant_by_it
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.status import Verdict
from pipeline.events.syntax import Sentence
from pipeline.events.triggers import Trigger

_NODS = frozenset(["approval", "consent", "nod", "blessing", "endorsement", "assent", "light"])
_STATEMENT = frozenset(["statement", "statements"])


def sign(scene: Scene, trigger: Trigger) -> None:
    """`X and Y signed an agreement`, `a memorandum was signed`, `a contract signed in Ashgabat`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    found = signed(scene, trigger) or _meant(scene, trigger)
    if found is None:
        return
    noun, instrument, passive = found
    if (
        s.lower[trigger.end - 1] == "to"
        and s.lower[v].startswith(("agree", "decid"))
        and s.tags[trigger.end : trigger.end + 1] == ["VB"]
    ):
        return  # "agreed to draw up": the next verb tells
    verdict = scene.judge.of_verb(s, v)
    if verdict.status is Status.PLANNED and s.lower[s.heads[v]].startswith("vot"):
        verdict = Verdict(Status.OCCURRED, "voted to", "past", firm=True)
    if (
        verdict.status is None
        and v in (trigger.start, trigger.end - 1)
        and s.lower[v].startswith(("sign", "ink", "conclu", "adopt"))
    ):
        _unsigned(scene)
    verdict = _unmade(scene, v, verdict, passive=passive)
    subject = [] if passive else s.subject(v)
    signers = scene.who(subject) or ([] if passive else state_meant_by_it(scene, v))
    if not passive and len({c for r in signers for c in r.countries}) < 2:
        signers = _bodies_before(scene, v, signers)
    if not passive and not any(r.countries for r in signers):
        signers = owners(scene, s.subject_token(v))
    if trigger.entry.status == "cancelled" and verdict.status is Status.OCCURRED:
        verdict = Verdict(Status.CANCELLED, f"{s.lower[v]!r}", "past", firm=True)
    if passive:
        for p, k in s.after(v, frozenset({"by", "between", "in"}), min(len(s), v + 22)):
            if p == "in" and not (s.lower[k - 1] == "of" or "presence" in s.lower[v:k]):
                continue
            if p in ("by", "between"):
                signers += [r for r in scene.who(s.coordinated(k)) if r not in signers]
    agree(scene, trigger, noun, instrument, signers, verdict, at=v)


def _unmade(scene: Scene, v: int, verdict: Verdict, *, passive: bool) -> Verdict:
    """`No contract has been signed, the reports are untrue` denies one; `has not been signed yet` leaves it
    open."""
    s = scene.s
    if verdict.status is not None or verdict.reason != "negated" or not s.lower[v].startswith(FIRM):
        return verdict
    if not HEARSAY.isdisjoint(s.lower):
        return Verdict(Status.CANCELLED, "denied", "past", firm=True)
    if passive and not {"has", "have", "yet", "is", "are"}.isdisjoint(s.lower[max(0, v - 4) : v + 3]):
        return Verdict(Status.HYPOTHETICAL, "not signed yet", "present", firm=True)
    return verdict


def _bodies_before(scene: Scene, v: int, signers: list[Ref]) -> list[Ref]:
    """`SOCAR, the state oil company, and NIGEC concluded`: what a long apposition cut off."""
    s = scene.s
    start = s.clause_start(v)
    tokens = [
        k
        for k in range(start, v)
        if (ref := s.refs[k]) is not None
        and ref.kind in ("body", "country", "person", "role")
        and not s._governed(k)
    ]
    found = scene.who(tokens)
    states = {c for r in found for c in r.countries}
    return (
        found
        if len(states) >= 2
        and not any(
            s.tags[k] in ("VBD", "VBZ", "VBP", "MD") and s.refs[k] is None
            for k in range(tokens[0] if tokens else v, v)
            if s.lower[k] not in ("has", "have", "had", "will", "are", "is", "were", "was")
        )
        else signers
    )


def known(scene: Scene, trigger: Trigger) -> None:
    """`a deal worth $1.6 billion came to light in February 2012`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    nouns = [
        t
        for t in scene.triggers
        if t.slot == "object"
        and t.entry.frame == "instrument"
        and v - 22 <= t.head < v
        and " ".join(s.words[t.start : t.end]).lower() not in LOOSE
    ]
    if not nouns:
        return
    t = nouns[0]
    things = goods(scene, t.head, v)
    subject = s.subject_token(v)
    if subject is None or not (
        subject == t.head
        or t.head in s.subtree(subject)
        or s.lower[subject] in ("that", "which")
        or v - t.head < 6
        or things
    ):
        return
    parties = [
        r
        for k in range(t.head)
        if (ref := s.refs[k]) is not None and ref.kind == "body"
        for r in scene.resolved[k]
    ][:1]
    agree(scene, trigger, t.head, t.instrument, parties, scene.judge.of_verb(s, v), at=v)


def expected(scene: Scene, trigger: Trigger) -> None:
    """`A preferential trade agreement is promised within a month`."""
    s, v = scene.s, trigger.head
    if not s.verb(v) or not s.passive(v):
        return
    if any(s.deps[c] in ("xcomp", "ccomp") for c in s.children[v]):
        return
    t = next(
        (
            t
            for t in scene.triggers
            if t.slot == "object"
            and t.entry.frame == "instrument"
            and v - 10 <= t.head < v
            and " ".join(s.words[t.start : t.end]).lower() not in LOOSE
        ),
        None,
    )
    subject = s.child(v, "nsubjpass", "nsubj")
    if t is None or subject is None or not (subject == t.head or t.head in s.subtree(subject)):
        return
    verdict = scene.judge.of_verb(s, v)
    if verdict.status is None:
        return
    status = Status.HYPOTHETICAL if s.lower[v].startswith(("negotiat", "draft")) else Status.PLANNED
    agree(
        scene,
        trigger,
        t.head,
        t.instrument,
        [],
        Verdict(status, f"is {s.lower[v]}", "future", firm=True),
        at=v,
    )


def paper_before(scene: Scene, v: int) -> Trigger | None:
    """The paper that is the subject of a verb."""
    s = scene.s
    subject = s.child(v, "nsubj", "nsubjpass")
    return next(
        (
            t
            for t in scene.triggers
            if t.slot == "object"
            and t.entry.frame == "instrument"
            and v - 16 <= t.head < v
            and subject is not None
            and (subject == t.head or t.head in s.subtree(subject))
        ),
        None,
    )


def signed(scene: Scene, trigger: Trigger) -> tuple[int, str, bool] | None:
    """(noun, instrument, passive) of what a verb of signing signs."""
    s, v = scene.s, trigger.head
    nouns = [t for t in scene.triggers if t.slot == "object" and t.entry.frame == "instrument"]
    best = None
    passive = s.passive(v)
    strong = s.lower[v] in SIGNING
    for t in nouns:
        if not strong and (" ".join(s.words[t.start : t.end]).lower() in LOOSE):
            again = s.lower[t.start - 1 : t.start] == ["the"] and any(
                d.type is EventType.AGREEMENT for d in scene.drafts
            )
            if not (t.instrument == "declaration" and qualified(s, t)) and not again:
                continue
        if not strong and s.deps[t.head] == "pobj" and s.lower[s.heads[s.heads[t.head]]] in PARTS_OF:
            continue
        if (
            s.words[t.head].lower() in _STATEMENT
            and not qualified(s, t)
            and not (s.deps[v] == "relcl" and s.heads[v] == t.head and s.lower[v].startswith("adopt"))
        ):
            continue
        if t.head > v and not passive:
            if t.head - v > 14 or any(
                s.tags[k] in ("VBD", "VBZ", "VBP", "MD") and s.refs[k] is None for k in range(v + 1, t.head)
            ):
                continue
            if not strong and not _object_of(s, v, t.head):
                continue
            distance = t.head - v
        elif t.head < v:
            if passive:
                if v - t.head > 22:
                    continue
                subj = s.subject_token(v)
                near = subj is not None and (subj == t.head or t.head in s.subtree(subj))
                if s.deps[v] in ("acl", "relcl"):
                    near = near or s.heads[v] == t.head or v - t.head <= 4
                if s.deps[v] in ("xcomp", "conj"):
                    near = True
                if s.heads[v] == v or s.deps[v] in ("ccomp", "advcl", "parataxis"):
                    near = near or not any(
                        s.tags[k] in ("VBD", "VBZ") and s.lower[k] not in ("was", "were", "is", "are", "has")
                        for k in range(t.head, v)
                    )
                if not near:
                    continue
                distance = v - t.head
            elif s.deps[v] in ("relcl",) or s.child(v, "dobj") is None:
                # "memorandums that the sides initialled"
                if not (s.deps[v] == "relcl" and s.heads[v] == t.head) and (
                    not any(s.lower[k] in ("that", "which") for k in range(t.head, v)) or v - t.head > 16
                ):
                    continue
                distance = v - t.head
            else:
                continue
        else:
            continue
        if best is None or distance < best[0]:
            best = (distance, t, passive)
    if best is None:
        # a number stands for the documents: "today we have signed six more"
        if strong and s.lower[v].startswith("sign"):
            for k in range(v + 1, min(v + 4, len(s))):
                if s.tags[k] == "CD" and s.lower[k + 1 : k + 2] in (["more"], ["of"], ["."]):
                    return k, "other", False
        return None
    return best[1].head, best[1].instrument, best[2]


def _object_of(s: Sentence, v: int, noun: int) -> bool:
    obj = s.child(v, "dobj")
    if obj is not None and s.lower[obj] in ("bill", "law", "decree", "resolution", "legislation", "motion"):
        return obj < noun <= obj + 8
    if obj is not None:
        return obj == noun or noun in s.subtree(obj)
    return noun - v <= 6


def _meant(scene: Scene, trigger: Trigger) -> tuple[int, str, bool] | None:
    """`It was initialled in May`, `both were signed`, `the following were signed`: the papers told before."""
    s, v = scene.s, trigger.head
    if s.lower[v] not in SIGNING and not s.lower[v].startswith("approv"):
        return None
    passive = s.passive(v)
    at = s.subject_token(v) if passive else s.child(v, "dobj")
    if at is None:
        return None
    word = s.lower[at]
    if word == "following" or word in ("nothing", "none", "neither", "papers"):
        return at, "other", passive
    papers = [p for p in scene.papers if 0 <= s.number - p.sentence <= 2]
    if not papers or not (
        word in ("it", "they", "them", "this", "these", "both", "one", "latter", "all") or s.tags[at] == "CD"
    ):
        return None
    return at, papers[-1].instrument, passive


def _unsigned(scene: Scene) -> None:
    """`Neither was signed`, `nothing has been signed yet`: what the text spoke of before is but an idea."""
    for draft in scene.drafts:
        if (
            draft.type is EventType.AGREEMENT
            and scene.s.number - draft.sentence <= 1
            and draft.status in (Status.OCCURRED, Status.PLANNED)
        ):
            draft.status, draft.firm = Status.HYPOTHETICAL, True
            draft.note("status hypothetical: not signed")


def signing(scene: Scene, trigger: Trigger) -> None:
    """`the signing of a protocol`, `the ratification of the treaty`."""
    s, n = scene.s, trigger.head
    if s.verb(n) and s.tags[n] != "VBG":
        return
    noun = next(
        (
            t
            for t in scene.triggers
            if t.slot == "object"
            and t.entry.frame == "instrument"
            and n < t.head <= n + 12
            and (
                "of" in s.lower[n : t.head]
                or (s.lower[n] in _NODS and {"to", "for", "on"} & set(s.lower[n : t.head]))
            )
        ),
        None,
    )
    if noun is None:
        noun = next(
            (
                t
                for t in scene.triggers
                if t.slot == "object" and t.entry.frame == "instrument" and 0 < n - t.head <= 2
            ),
            None,
        )
    if (
        noun is None
        and s.lower[n - 1 : n] == ["its"]
        and s.lower[n] in ("signing", "ratification")
        and scene.instrument is not None
    ):
        verdict = scene.judge.of_noun(s, n)
        agree(scene, trigger, n, scene.instrument, [], verdict, at=n)
        return
    if noun is None:
        scene.reject(trigger, "nothing is said to be signed")
        return
    word = s.lower[n]
    if word.endswith("s") and word not in ("minutes",):
        return
    if (
        word in ("approval", "exchange", "nod", "blessing", "extension", "conclusion", "endorsement")
        and " ".join(s.words[noun.start : noun.end]).lower() in LOOSE
        and word != "exchange"
    ):
        return
    verb = s.governor(n)
    signers: list[Ref] = []
    if verb is not None and s.lower[verb] in (
        "oversaw",
        "oversee",
        "oversees",
        "witnessed",
        "witness",
        "attended",
        "presided",
        "attend",
        "attends",
        "watched",
        "took",
    ):
        signers = scene.who(s.subject(verb))
    verdict = scene.judge.of_noun(s, n)
    agree(scene, trigger, noun.head, noun.instrument, signers, verdict, at=n)
