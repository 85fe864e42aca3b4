"""Who the parties of a paper are: named with it, told before, or those the talks are of."""

from __future__ import annotations

from pipeline.events.draft import Paper
from pipeline.events.event import EventType, Status
from pipeline.events.frames.paper_words import ACTING, IT, JOINED, NOT_YET, PRIVATE
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.syntax import Sentence
from pipeline.events.triggers import Trigger


def circle(scene: Scene, noun: int, instrument: str, signers: list[Ref], states: set[str]) -> set[str]:
    """The states of a summit whose declaration this is, where the sentence itself names fewer than three."""
    s = scene.s
    number, circle = scene.circle
    lead = s.lower[max(0, noun - 5) : noun]
    many = any(
        w
        in ("three", "trilateral", "tripartite", "three-way", "three-party", "quadrilateral", "multilateral")
        for w in lead
    )
    if (not many and instrument not in ("declaration", "treaty")) or len(states) > 2 or s.number - number > 4:
        return set()
    if (
        any(r.kind in ("person", "country", "role", "body") and r.name for r in signers)
        and s.number != number
        and not many
        and len({r.key for r in signers if r.kind != "pronoun"}) < 2
    ):
        return set()
    if any(
        d.sentence > number and len(d.countries) == 2 and d.type is EventType.AGREEMENT for d in scene.drafts
    ):
        return set()
    if s.number == number and not many and len(states) == 2:
        return set()
    return set(circle) if states <= circle or not signers else set()


def amid_talks(scene: Scene, instrument: str) -> bool:
    """The text is telling of talks or a trip, which an idea of a paper belongs to."""
    return instrument not in ("declaration", "other", "licence") and any(
        d.type in (EventType.VISIT, EventType.MEETING)
        and scene.s.number - d.sentence <= 4
        and d.status in (Status.OCCURRED, Status.PLANNED)
        for d in scene.drafts
    )


def told_before(scene: Scene, noun: int, states: set[str]) -> Paper | None:
    """The paper that `it`, `the document`, `this agreement` is."""
    s = scene.s
    pronoun = s.lower[noun] in IT
    lead = s.lower[max(0, noun - 3) : noun]
    definite = any(w in lead for w in ("the", "this", "that", "these", "those", "both")) and not any(
        w in lead for w in ("a", "an", "new")
    )
    if not (pronoun or definite):
        return None
    for paper in reversed(scene.papers):
        if s.number - paper.sentence > (2 if pronoun else 6):
            break
        if states <= set(paper.countries):
            return paper
    return None


def nearby_states(scene: Scene, states: set[str]) -> set[str]:
    """The two states, where the sentence speaks of two only: `a deal with Israeli firms, Baku said`."""
    local: set[str] = set()
    for k, ref in enumerate(scene.s.refs):
        if ref is None or ref.kind == "trap" or len(ref.countries) != 1:
            continue
        if ref.kind == "place" or (
            ref.kind == "country" and k and scene.s.lower[k - 1] in ("in", "at", "near", "outside")
        ):
            continue
        local |= set(ref.countries)
        local |= {c for r in scene.resolved[k] for c in r.countries}
    for k, found in enumerate(scene.resolved):
        if scene.s.refs[k] is not None and scene.s.refs[k].kind in ("pronoun", "role", "pair", "group"):  # type: ignore[union-attr]
            local |= {c for r in found for c in r.countries}
    return local if len(local | states) == 2 else set()


def state_meant_by_it(scene: Scene, v: int) -> list[Ref]:
    """`Tehran denied that it had signed`: the state that is the subject before."""
    s = scene.s
    subject = s.child(v, "nsubj")
    if subject is None or s.lower[subject] != "it":
        return []
    for k in range(subject - 1, -1, -1):
        ref = s.refs[k]
        if (
            ref is not None
            and ref.country
            and ref.kind in ("country", "body", "group")
            and s.deps[k] in ("nsubj", "nsubjpass")
        ):
            return [ref]
    state = scene.stage.acting_state
    return [Ref("country", 0, 0, (state,), name=state)] if state and subject == 0 else []


def owners(scene: Scene, noun: int | None) -> list[Ref]:
    """Bodies that a plain noun names: `Iranian and Azeri coast guards`, `a consortium of SOCAR and BP`."""
    s = scene.s
    if noun is None or s.refs[noun] is not None or s.lower[noun] in PRIVATE:
        return []
    inside = [k for k in sorted(s.subtree(noun)) if s.refs[k] is not None and abs(k - noun) < 9]
    if s.lower[noun] in JOINED:
        return [r for r in scene.who(inside) if r.kind in ("body", "country")]
    before = [r for k in inside if k < noun and (r := s.refs[k]) is not None]
    states = dict.fromkeys(r.country for r in before if r.kind in ("demonym", "country"))
    return [Ref("country", 0, 0, (c,), name=c) for c in states if c] if len(states) > 1 else []


def with_stranger(scene: Scene, noun: int, v: int) -> bool:
    """`with` somebody who acts for no state we know of."""
    s = scene.s
    for k in range(min(noun, v) + 1, min(len(s), max(noun, v) + 8)):
        if s.lower[k] in ("with", "between") and k + 1 < len(s):
            return not any(r is not None and r.countries for r in s.refs[k + 1 : k + 6])
    return False


def stranger(scene: Scene, trigger: Trigger, noun: int) -> bool:
    """Somebody signs who acts for no state we know of: `Persepolis reached an agreement with a club`."""
    s, v = scene.s, trigger.head
    if {
        "private",
        "family-owned",
        "start-up",
        "startup",
        "privately",
        "sponsor",
        "firms",
        "companies",
        "businessmen",
        "exporters",
        "businesses",
    } & set(s.lower[max(0, min(noun, v) - 8) : max(noun, v) + 9]):
        return True
    if s.verb(v) and not s.passive(v):
        subjects = [c for c in s.children[v] if s.deps[c] == "nsubj"]
        subject = next((c for c in subjects if s.refs[c] is not None), subjects[0] if subjects else None)
        if subject is not None and s.refs[subject] is None and s.lower[subject] not in ACTING:
            return True
        if subject is not None and s.lower[subject] in ("who", "which", "that"):
            return not scene.who(s.subject(v))
        if (
            subject is not None
            and (named := s.refs[subject]) is not None
            and not any(r.countries for r in scene.who([subject]))
            and named.kind not in ("pair", "group")
        ):
            return True
        if subject is None and s.tags[v] == "VBG" and (up := s.governor(s.heads[v])) is not None and up != v:
            above = s.child(up, "nsubj", "nsubjpass")
            if (
                above is not None
                and s.refs[above] is None
                and s.lower[above] not in ACTING
                and s.tags[above].startswith("N")
            ):
                return True
        if subject is None and not scene.who(s.subject(v)) and s.deps[v] not in ("ROOT", "pcomp", "advcl"):
            return True
    by = v if s.verb(v) else s.governor(v)
    if by is not None and s.passive(by):
        for k in range(by + 1, min(len(s), by + 4)):
            if s.lower[k] == "by":
                agent = s.child(k, "pobj")
                if (
                    agent is not None
                    and s.refs[agent] is None
                    and s.lower[agent] not in ACTING
                    and s.tags[agent].startswith("N")
                    and s.tags[agent] != "CD"
                    and s.lower[agent] not in ("end", "year", "month", "votes", "majority")
                ):
                    return True
    for k in range(max(noun, v) + 1, min(len(s), max(noun, v) + 8)):
        if s.tags[k] in ("VB", "VBD", "VBZ", "VBP", "MD") and k > max(noun, v):
            break
        if s.lower[k] in ("with", "between") and k + 1 < len(s):
            following = [
                m
                for m in range(k + 1, min(len(s), k + 6))
                if (r := s.refs[m]) is not None
                and r.kind not in ("demonym", "trap", "place")
                and not (s.deps[m] == "compound" and s.heads[m] > m)
            ]
            if not following:
                return True
    return False


def sides(scene: Scene, noun: int, verb: int) -> list[Ref]:
    """Parties named around the paper: `with Iran`, `between X and Y`, `the two countries`."""
    s = scene.s
    found: list[Ref] = []
    stop = min(len(s), max(noun, verb) + 24)
    for m in range(max(noun, verb) + 1, stop):
        if (
            s.tags[m] in ("VBD", "VBZ", "VBP")
            and s.refs[m] is None
            and (scene.judge.reporting(s.lower[m]) or s.lower[m - 1] in (",",))
        ) or s.lower[m] == "presence":
            stop = m
            break
    for p, k in s.after(
        min(noun, verb), frozenset({"with", "between", "to", "from", "for", "of", "among", "by"}), stop
    ):
        ref = s.refs[k]
        if ref is None or ref.kind in ("place", "trap", "demonym"):
            continue
        if (
            p in ("of", "to", "for", "from", "by")
            and not (p == "from" and ref.kind in ("country", "body"))
            and not (p == "by" and ref.kind in ("person", "body", "role", "country"))
            and not (p == "of" and ref.kind in ("group", "pair") and k > verb)
            and not (p in ("of", "to") and ref.kind in ("body",))
        ):
            continue
        if p == "of" and k > noun + 8:
            continue
        if p in ("with", "between", "among") and k - min(noun, verb) > 22:
            continue
        if (
            ref.kind == "country"
            and s.deps[k] in ("compound", "nmod")
            and s.heads[k] > k
            and s.refs[s.heads[k]] is None
        ):
            continue  # "with a Baku club"
        for r in scene.who(s.coordinated(k)):
            if all(r is not f for f in found) and len(r.countries) < 4:
                found.append(r)
    for state in modifiers(scene, noun):
        found.append(Ref("country", 0, 0, (state,), name=state))
    return found


def modifiers(scene: Scene, n: int) -> list[str]:
    from pipeline.events.frames.sessions import states_before

    found = states_before(scene, n)
    return found if len(found) >= 2 else []


def talks_context(scene: Scene, states: set[str], *, result: bool = False) -> set[str]:
    """The states of the trip or talks that a paper without parties belongs to: those told most and last."""
    stage = scene.stage
    here = [
        d
        for d in scene.drafts
        if d.sentence == scene.s.number
        and d.type in (EventType.VISIT, EventType.MEETING)
        and states <= set(d.countries)
    ]
    if here:
        return set(here[-1].countries)
    near = nearby_states(scene, states)
    if near and not result:
        return near
    weights: dict[tuple[str, ...], float] = {}
    for d in scene.drafts:
        if (
            d.type in (EventType.VISIT, EventType.MEETING, EventType.CALL, EventType.AGREEMENT)
            and d.status is not Status.CANCELLED
            and not d.weak
            and states <= set(d.countries)
        ):
            weights[d.countries] = weights.get(d.countries, 0.0) + 0.8 ** (scene.s.number - d.sentence)
    if states <= set(stage.states):
        weights[stage.states] = weights.get(stage.states, 0.0) + 0.5
    if weights:
        return set(max(weights.items(), key=lambda item: item[1])[0])
    people = [p.country for p in map(scene.resolver.full, stage.people) if p.country]
    if not states:
        pair = dict.fromkeys(reversed(people))
        return set(list(pair)[:2]) if len(pair) > 1 else set()
    others = [c for c in people if c not in states]
    return states | {max(others, key=others.count)} if others and len(states) == 1 else set()


def maker(scene: Scene, lo: int, hi: int) -> str | None:
    """The state that makes a thing known by its name: `Hermes 900`, `Iron Dome`."""
    return next(
        (
            t.entry.to[0]
            for t in scene.triggers
            if t.entry.frame == "goods" and t.entry.to and lo <= t.head < hi
        ),
        None,
    )


def goods(scene: Scene, lo: int, hi: int) -> list[int]:
    """Tokens of arms, stakes, fuel and other things that states and their companies trade."""
    return sorted(t.head for t in scene.triggers if t.entry.frame == "goods" and lo <= t.head < hi)


def tentative(s: Sentence, v: int) -> bool:
    """`in talks to buy`, `interested in buying`, `close to signing`: nobody has done it yet."""
    for k in range(v - 1, max(-1, v - 6), -1):
        if s.lower[k] in NOT_YET:
            return s.lower[k + 1] in (
                "to",
                "in",
                "on",
                "of",
                "about",
                "towards",
                "toward",
                "over",
            ) or s.lower[k] in ("considering", "mulling")
        if s.lower[k] in (",", ";", '"'):
            return False
    return False


def qualified(s: Sentence, t: Trigger) -> bool:
    """A statement that several made: `joint statement`, `Tehran Declaration`; not what a spokesman says."""
    lead = s.lower[max(0, t.start - 3) : t.end]
    if any(
        w in lead
        for w in (
            "joint",
            "final",
            "trilateral",
            "common",
            "declaration",
            "communique",
            "communiqué",
            "tripartite",
            "outcome",
            "concluding",
        )
    ):
        return True
    before = s.refs[t.start - 1] if t.start else None
    return (
        s.words[t.head][:1].isupper()
        and s.lower[t.head] != s.words[t.head]
        and before is not None
        and before.kind in ("country", "place")
    )
