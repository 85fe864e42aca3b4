"""Visits told by a noun, or by the guest's being there: `X's trip to Y`, `the visiting minister`."""

from __future__ import annotations

from pipeline.events.event import Status
from pipeline.events.frames.invitations import accepted
from pipeline.events.frames.trip_nouns import (
    compound_place,
    has_place,
    made_by,
    noun_stop,
    of_main_clause,
    possessor,
    stays_on,
)
from pipeline.events.frames.visitors import (
    Place,
    current_place,
    hosts_of,
    kind_of,
    make_visits,
    visitors_of,
    where,
)
from pipeline.events.refs import Ref
from pipeline.events.scene import OLD, Scene, When
from pipeline.events.status import Verdict
from pipeline.events.triggers import Trigger

_SWAPPED = frozenset({
    "exchange", "exchanged", "exchanging", "exchanges",
})  # fmt: skip
_SPELLS = frozenset({
    "day", "days", "hours", "weekend", "night", "nights", "week", "weeks",
})  # fmt: skip
_ELLIPSIS = frozenset({",", ".", "in", ";", "last", "a", "two", "three", "of"})
_COMPARED = frozenset({"since", "after", "like", "unlike", "than", "follows", "following"})
_REPAID = frozenset({
    "repay", "repaid", "repays", "return", "returned", "returns", "reciprocate", "reciprocated",
})  # fmt: skip


def visit_noun(scene: Scene, trigger: Trigger) -> None:
    """`X's visit to Y`, `a visit by X to Y`, `X is on a visit to Y`, `X wrapped up a visit to Y`."""
    s, n = scene.s, trigger.head
    if (
        s.verb(n)
        and s.tags[n] in ("VB", "VBD", "VBZ", "VBP")
        and not (s.deps[n] == "nsubj" and s.child(n, "compound", "poss") is not None)
        and not (
            s.tags[n - 1 : n] and s.lower[n - 1] in ("a", "the", "his", "her", "official", "working", "state")
        )
    ):
        return
    word = s.lower[n]
    if (
        word
        in (
            "travel",
            "stop",
            "stay",
            "mission",
            "swing",
            "appearance",
            "attendance",
            "flight",
            "dash",
            "presence",
            "crossing",
            "detour",
            *_SPELLS,
        )
        and not has_place(scene, n)
        and not stays_on(scene, n)
        and not where(scene, n)
    ):
        return
    governing = s.governor(n)
    if governing is not None and s.lower[governing] in _SWAPPED and _exchanged(scene, trigger, governing):
        return
    if (
        any(w in ("mutual", "reciprocal") for w in s.lower[max(0, n - 2) : n])
        and governing is not None
        and _exchanged(scene, trigger, governing)
    ):
        return
    places = scene.places_after(n, frozenset(trigger.entry.to) - {"of"}, noun_stop(scene, n))
    if places and places[0][2] - n > 5 and not any(s.lower[k] == "to" for k in range(n, places[0][2])):
        places = []  # "a tour … with a plan to end the war in Karabakh"
    of = s.after(n, frozenset({"of"}), min(n + 8, len(s)))
    visitors: list[Ref] = []
    for _, k in of:
        ref = s.refs[k]
        if ref is not None and ref.kind in ("person", "role", "group", "pronoun", "body"):
            visitors = scene.who(s.coordinated(k), humans=True)
        elif ref is not None and not places and scene.as_place(k) is not None:
            places = [(*p, m) for m in s.coordinated(k) if (p := scene.as_place(m)) is not None]
    maker = made_by(scene, n)
    if maker is not None:
        visitors = scene.who(s.coordinated(maker[0]), humans=True)
        places = places or scene.places_after(maker[1], frozenset({"to", "in"}), s.clause_end(maker[1]))
    if not places and governing is not None:
        # "is to pay Tehran a visit"
        to = s.child(governing, "dative")
        if to is not None and to < n and (found := scene.as_place(to)) is not None:
            places = [(*found, to)]
    if not places:
        places = compound_place(scene, n) or where(scene, n)
    if not visitors:
        visitors = possessor(scene, n)
    if word in _SPELLS and not (visitors and places):
        return
    if not visitors:
        for _, k in s.after(n, frozenset({"by", "from"}), min(n + 14, len(s))):
            ref = s.refs[k]
            if ref is not None and ref.kind in ("person", "role", "group", "body", "pair"):
                visitors = scene.who(s.coordinated(k), humans=True)
                break
    verb = s.governor(n)
    if not visitors and verb is not None:
        how = scene.judge._attached(s, n)
        light = scene.judge.light(s, verb) or " ".join(s.lower[verb : verb + 2]) in (
            "wrapped up",
            "cut short",
            "called off",
            "put off",
        )
        if (how in ("dobj", "attr", "") and light) or how in (
            "on",
            "during",
            "after",
            "at",
            "for",
            "from",
            "following",
            "in",
            "of",
            "with",
            "to",
            "by",
        ):
            visitors = scene.who(s.subject(verb), humans=True)
        if not visitors and how == "during" and places:
            # "thanked him for the welcome given during the visit to Baku"
            visitors = of_main_clause(scene, verb)
    visitors = visitors_of(scene, visitors)
    if word.startswith("flight") and all(r.kind == "body" for r in visitors):
        scene.reject(trigger, "an airline flies")
        return
    if visitors and places and all(v.country == places[0][0] for v in visitors):
        # "Aliyev told Netanyahu, on a visit to Baku": the traveller is the other one
        others = [
            r
            for k in range(n)
            if kind_of(s, k) in ("person", "role")
            for r in scene.resolved[k]
            if r.country and r.country != places[0][0]
        ]
        visitors = visitors_of(scene, others[-1:]) or visitors
    definite = False
    verdict = scene.judge.of_noun(s, n)
    if _with_it(scene, n):
        verdict = Verdict(Status.CANCELLED, "with it", "past", firm=True)
        if not places and visitors:
            places = _elsewhere(scene, n, visitors)
    returned = (
        governing is not None
        and s.lower[governing] in _REPAID
        and s.lower[n - 1] in ("the", "a", "his", "her", "that", "this")
    )
    if not places and returned and visitors:
        host = hosts_of(scene, visitors)
        places = [(host, None, -1)] if host is not None and governing is not None else []
        verdict = scene.judge.of_verb(s, governing) if governing is not None else verdict
    if not places:
        here = _current_visit(scene, visitors)
        own = scene.when(n, verdict)
        old = own.last is not None and own.last < scene.published - OLD and (own.own or own.reason != "")
        if visitors and (here is None or old):
            other = (
                here[0]
                if here is not None and all(v.country != here[0] for v in visitors)
                else hosts_of(scene, visitors)
            )
            if old and other is not None:
                here, definite = (other, None, -1), False
            else:
                definite = True
                here = here or ((other, None, -1) if other is not None else None)
        else:
            definite = True
        if here is None:
            scene.reject(trigger, "no destination")
            return
        places = [here]
    if not visitors:
        lead = s.lower[max(0, n - 4) : n]
        if scene.stage.visitor is not None and any(w in ("the", "this", "his") for w in lead):
            visitors = [scene.stage.visitor]
            definite = True
        else:
            scene.reject(trigger, "nobody who acts for a state travels")
            return
    made = len(scene.drafts)
    who = _one_before(scene, n)
    whens = None
    if who is not None:
        when = scene.when(n, verdict)
        whens = [When() if _older(scene, trigger, who, visitors, places).reason == when.reason else when]
    make_visits(scene, trigger, visitors, places, verdict, definite=definite, whens=whens)
    if any(w in ("before", "after", "since", "until", "following") for w in s.lower[max(0, n - 3) : n]):
        for draft in scene.drafts[
            made:
        ]:  # "on Saturday, three days before the visit": the day is another event's
            draft.date_start = draft.date_end = None
            draft.dated = False


def _with_it(scene: Scene, n: int) -> bool:
    """`The session has been called off, and with it the trip of X`: it shares the fate of the one before."""
    s = scene.s
    lead = s.lower[max(0, n - 7) : n]
    if not any(lead[k : k + 2] == ["with", "it"] for k in range(len(lead))) and lead[-3:-1] not in (
        ["so", "has"],
        ["so", "is"],
        ["as", "has"],
    ):
        return False
    return any(scene.judge.off(s, k) for k in range(n) if s.verb(k))


def _elsewhere(scene: Scene, n: int, visitors: list[Ref]) -> list[Place]:
    """A place of another state that the sentence names before, else the other state of the text."""
    theirs = {v.country for v in visitors}
    for k in range(n - 1, -1, -1):
        place = scene.as_place(k)
        if (
            place is not None
            and place[0] is not None
            and place[0] not in theirs
            and scene.s.lower[k - 1 : k] in (["in"], ["to"], ["at"])
        ):
            return [(*place, k)]
    other = hosts_of(scene, visitors)
    return [(other, None, -1)] if other is not None else []


def _one_before(scene: Scene, n: int) -> int | None:
    """`the first visit since Eli Cohen's, in April 2023`, `unlike that of X`: who made the older one."""
    s = scene.s
    for k in range(n + 1, min(len(s), n + 16)):
        if kind_of(s, k) not in ("person", "role"):
            continue
        lead = s.lower[max(n, k - 4) : k]
        owned = s.lower[k + 1 : k + 2] == ["'s"] and (k + 2 >= len(s) or s.lower[k + 2] in _ELLIPSIS)
        if (owned or lead[-2:] == ["that", "of"]) and not _COMPARED.isdisjoint(lead):
            return k
    return None


def _older(scene: Scene, trigger: Trigger, who: int, visitors: list[Ref], places: list[Place]) -> When:
    """Make the older visit that this one is compared with, and tell when that was."""
    before = [r for r in scene.who([who], humans=True) if r.country]
    verdict = Verdict(Status.OCCURRED, "the one before", "past")
    when = scene.when(min(len(scene.s) - 1, who + 1), verdict)
    if when.last is None:
        verdict = Verdict(Status.BACKGROUND, "the one before", "past")
    if {r.country for r in before} & {v.country for v in visitors}:
        named = Trigger(trigger.entry, trigger.slot, who, who + 1, who)
        make_visits(scene, named, before, places[:1], verdict, whens=[when], onward=True)
    return when


def _exchanged(scene: Scene, trigger: Trigger, verb: int) -> bool:
    """`X and Y exchanged visits`: one in each direction."""
    s = scene.s
    if not s.lower[trigger.head].endswith("s"):
        return False
    both = _two_sides(visitors_of(scene, scene.who(s.subject(verb), humans=True)))
    subject = s.subject_token(verb)
    if not both and subject is not None and s.refs[subject] is None:
        # "the friendship groups of the parliaments of X and Y"
        both = _two_sides(
            [
                Ref("group", r.start, r.end, r.countries, office=s.lower[subject], text=s.lower[subject])
                for k in sorted(s.subtree(subject))
                if (r := s.refs[k]) is not None and r.kind in ("country", "demonym", "body", "group")
            ]
        )
    if not both and subject is not None and kind_of(s, subject) in ("pair", "group", "pronoun"):
        both = _two_sides(visitors_of(scene, list(scene.stage.pair)))
    if not both:
        return False
    verdict = scene.judge.of_verb(s, verb)
    if any(w.startswith("invit") for w in s.lower[verb : trigger.head]):
        verdict = Verdict(accepted(scene), "invitations", "future", firm=True)
    elif any(w in ("mutual", "reciprocal") for w in s.lower[trigger.head - 2 : trigger.head]):
        verdict = scene.judge.of_noun(s, trigger.head)
    for guest in both:
        host = next(b.country for b in both if b.country != guest.country)
        make_visits(scene, trigger, [guest], [(host, None, -1)], verdict)
    return True


def _two_sides(people: list[Ref]) -> list[Ref]:
    """Those of two states, one each or more; `the ministers of Iran and Azerbaijan` are taken apart."""
    apart: list[Ref] = []
    for r in people:
        if len(r.countries) == 2:
            apart += [Ref("group", r.start, r.end, (c,), office=r.office, text=r.text) for c in r.countries]
        else:
            apart.append(r)
    return apart if len({r.country for r in apart}) == 2 and all(r.country for r in apart) else []


def _current_visit(scene: Scene, visitors: list[Ref]) -> Place | None:
    stage = scene.stage
    if stage.host_country is None:
        return None
    if visitors and stage.visitor is not None and all(v.country == stage.host_country for v in visitors):
        return None
    return stage.host_country, stage.place, -1


def visiting(scene: Scene, trigger: Trigger) -> None:
    """`talks in Tehran with the visiting Azerbaijani minister`."""
    s, at = scene.s, trigger.head
    ref = None
    token = None
    for k in range(at, min(at + 3, len(s))):
        if kind_of(s, k) in ("person", "role", "group"):
            ref, token = s.refs[k], k
            break
    if ref is None or token is None:
        return
    visitors = visitors_of(scene, scene.who([token], humans=True))
    country, city, _ = scene.place(token, visitors)
    if country is None or all(v.country == country for v in visitors):
        here = current_place(scene, visitors)
        if here is None:
            return
        country, city = here[0], here[1]
    make_visits(
        scene, trigger, visitors, [(country, city, -1)], Verdict(Status.OCCURRED, "'visiting'", "past")
    )


def host_country(scene: Scene, trigger: Trigger) -> None:
    """`Azerbaijan was hosting President Peres`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    hosts = [s.refs[k] for k in s.subject(v)]
    states = [
        h
        for h in hosts
        if h is not None
        and (h.kind == "country" or (h.kind in ("body", "group") and "government" in h.office))
        and h.country
    ]
    if s.passive(v):
        _hosted(scene, trigger)
        return
    if not states or s.lower[v].startswith("me"):
        return
    tokens = s.objects(v) if trigger.end == v + 1 else []
    if not tokens:
        until = min(len(s), trigger.end + 8)
        to = s.after(trigger.end - 2, frozenset({"to", "for", "of"}), until)
        tokens = s.coordinated(to[0][1]) if to else []
    guests = visitors_of(scene, scene.who(tokens, humans=True))
    guests = [g for g in guests if g.kind in ("person", "role", "group") and not g.ambassador]
    if not guests:
        return
    verdict = scene.judge.of_verb(s, v)
    host = states[0]
    make_visits(scene, trigger, guests, [(host.country, host.city, -1)], verdict)


def _airport(scene: Scene, places: list[Place]) -> bool:
    """`was met at the airport`: who is met there has come."""
    refs = [scene.s.refs[k] for _, _, k in places if k >= 0]
    return any(r is not None and "airport" in r.text.lower() for r in refs)


def _hosted(scene: Scene, trigger: Trigger) -> None:
    """`have been hosted in Baku`, `was met by a guard of honour in Baku`, `was taken around bases`."""
    s, v = scene.s, trigger.head
    places = scene.places_after(v, frozenset({"in", "at"}), s.clause_end(v))
    if s.lower[v].startswith("me") and "guard" not in s.lower[v : v + 6] and not _airport(scene, places):
        return
    if not places and trigger.end > v + 1:
        states = {
            r.country
            for k in range(trigger.end, min(len(s), trigger.end + 4))
            if (r := s.refs[k]) and r.country
        }
        places = [(states.pop(), None, -1)] if len(states) == 1 else []
    guests = visitors_of(scene, scene.who(s.subject(v), humans=True, bodies=False))
    guests = [g for g in guests if not g.ambassador and g.countries]
    if places and guests:
        make_visits(scene, trigger, guests, places[:1], scene.judge.of_verb(s, v))
