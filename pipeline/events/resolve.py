"""Who is meant: pronouns, `the minister`, `his counterpart`, `the two sides`, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from pipeline.events.refs import Ref
from pipeline.gazetteer.gazetteer import Gazetteer
from pipeline.gazetteer.offices import same_office, within, words

_GUESTS = frozenset(["guest", "visitor"])
_PEERS = frozenset(["counterpart", "colleague", "opposite number", "counterparts", "colleagues"])
_GENERIC = frozenset(
    [
        "leader",
        "commander",
        "official",
        "diplomat",
        "minister",
        "politician",
        "general",
        "strongman",
        "ruler",
        "statesman",
        "envoy",
        "chief",
        "dignitary",
        "speaker",
    ]
)
_GENERIC_KINDS = {
    "leader": ("president", "prime minister", "premier", "leader"),
    "strongman": ("president", "prime minister"),
    "ruler": ("president", "prime minister", "king", "emir"),
    "minister": ("minister", "fm", "dm"),
    "commander": ("commander", "chief", "general", "defence", "defense"),
    "general": ("commander", "chief", "general", "major"),
    "speaker": ("speaker",),
}
_KINDS = {
    "ministers": ("minister", "fm", "dm"),
    "presidents": ("president",),
    "premiers": ("prime minister", "premier", "pm"),
    "leaders": ("president", "prime minister", "premier", "pm", "leader"),
    "diplomats": ("foreign minister", "fm", "minister of foreign affairs"),
    "fms": ("foreign minister", "fm", "minister of foreign affairs"),
    "speakers": ("speaker",),
}


@dataclass(slots=True)
class Stage:
    """Who and where the text is speaking of at the moment; carried from sentence to sentence."""

    people: list[Ref] = field(default_factory=list)
    """Named people and roles, most recent last."""
    subject: Ref | None = None
    """The subject of the last clause that had a person as subject."""
    speaker: Ref | None = None
    acting_state: str | None = None
    """The country that was a subject last: `its president`."""
    pair: tuple[Ref, ...] = ()
    """The parties of the last event of two or more."""
    states: tuple[str, ...] = ()
    """The countries of the last event of two or more."""
    visitor: Ref | None = None
    visitors: tuple[Ref, ...] = ()
    host_country: str | None = None
    place: str | None = None
    """City of the visit under way."""
    host: Ref | None = None
    here: str | None = None
    here_country: str | None = None
    there: tuple[str, str] | None = None
    """(country, city) last named as a place."""


class Resolver:
    """Resolves refs against the stage."""

    def __init__(self, gazetteer: Gazetteer, published: date, named: Iterable[Ref], home: str | None) -> None:
        self._gaz = gazetteer
        self._on = published
        self._by_actor: dict[str, Ref] = {}
        self._by_surname: dict[str, Ref] = {}
        self._home = home
        self._bearers: list[Ref] = []
        """Named people with an office and a state: whom a headline may mean by office alone."""
        for ref in named:
            if ref.kind == "person" and ref.name and ref.office and ref.country:
                self._bearers.append(ref)
            if ref.kind != "person" or not ref.name:
                continue
            last = ref.name.split()[-1].casefold()
            known = self._by_surname.get(last)
            if known is None or len(ref.name) > len(known.name):
                self._by_surname[last] = ref
            if ref.actor:
                best = self._by_actor.get(ref.actor)
                if best is None or len(ref.name) > len(best.name):
                    self._by_actor[ref.actor] = ref

    def full(self, ref: Ref) -> Ref:
        """The fullest ref of the article to the same person."""
        if ref.actor and ref.actor in self._by_actor:
            return self._by_actor[ref.actor]
        if ref.kind == "person" and ref.name:
            found = self._by_surname.get(ref.name.split()[-1].casefold())
            if (
                found is not None
                and (not ref.countries or found.countries == ref.countries)
                and (len(ref.name.split()) == 1 or ref.name == found.name)
            ):
                return found
        return ref

    def resolve(self, ref: Ref, stage: Stage, *, speaker: Ref | None = None) -> list[Ref]:
        """The refs that a ref stands for; empty where nobody can be told."""
        if ref.kind == "person":
            return [self.full(ref)]
        if ref.kind == "pronoun":
            return self._pronoun(ref, stage, speaker)
        if ref.kind == "pair":
            return self._pair(ref, stage)
        if ref.kind == "role":
            return self._role(ref, stage, speaker)
        if ref.kind == "group":
            return self._group(ref, stage, speaker)
        if ref.kind in ("body", "country"):
            return [ref]
        return []

    # ------------------------------------------------------------ kinds

    def _pronoun(self, ref: Ref, stage: Stage, speaker: Ref | None) -> list[Ref]:
        word = ref.office
        if word in ("i", "me"):
            who = speaker or stage.speaker or stage.subject
            return [self.full(who)] if who else []
        if word in ("we", "us"):
            who = speaker or stage.speaker
            return [self.full(who)] if who else []
        if word in ("they", "them", "themselves"):
            return list(stage.pair)
        if word == "it":
            return []
        if word in ("former", "latter"):
            return self._listed(word, stage)
        if stage.subject is not None:
            return [self.full(stage.subject)]
        people = [p for p in stage.people if p.kind == "person"]
        return [self.full(people[-1])] if people else []

    def _listed(self, word: str, stage: Stage) -> list[Ref]:
        """`the former`, `the latter`: of the two people named last."""
        two: dict[str, Ref] = {}
        for person in reversed(stage.people[-8:]):
            full = self.full(person)
            two.setdefault(full.key, full)
        last = list(two.values())[:2]
        return last[:1] if word == "latter" else last[1:]

    def _pair(self, ref: Ref, stage: Stage) -> list[Ref]:
        head = ref.office.split()[-1] if ref.office else ""
        kinds = _KINDS.get(head)
        if ref.owner in ("his", "her"):
            other = [p for p in stage.pair if stage.subject is None or p.key != stage.subject.key]
            return other[:1]
        want = 3 if "three" in ref.text.lower() or "trio" in ref.text.lower() else 2
        if (
            stage.pair
            and any(p.kind in ("person", "role") for p in stage.pair)
            and (kinds is None or all(self._is(p, kinds) for p in stage.pair))
        ):
            return list(stage.pair)
        if kinds is not None:
            found: dict[str, Ref] = {}
            for person in reversed(stage.people):
                full = self.full(person)
                if self._is(full, kinds) and full.country and full.country not in found:
                    found[full.country] = full
                if len(found) == want:
                    return list(found.values())[::-1]
        if stage.pair and kinds is None:
            return list(stage.pair)
        return [Ref("country", ref.start, ref.end, (s,), name=s) for s in stage.states[:want]]

    def _is(self, ref: Ref, kinds: tuple[str, ...]) -> bool:
        office = ref.office.lower()
        if any(k in office for k in kinds):
            return True
        if ref.kind == "person" and not office and not ref.actor:
            return True
        if ref.actor:
            actor = self._gaz.actor(ref.actor)
            if actor is not None:
                return any(k in r.title.lower() for r in self._gaz.roles_on(actor, self._on) for k in kinds)
        return not office and ref.kind != "person"

    def _role(self, ref: Ref, stage: Stage, speaker: Ref | None) -> list[Ref]:
        if ref.private:
            return []
        found = self._find_role(ref, stage, speaker)
        return found or [ref]

    def _find_role(self, ref: Ref, stage: Stage, speaker: Ref | None) -> list[Ref]:
        head = ref.office.split(" of ")[0]
        last = head.split()[-1] if head else ""
        if last in _GUESTS:
            found = stage.visitor
            if found is not None and (
                not ref.countries or found.country in ref.countries or not found.country
            ):
                return [self.full(found)]
        if last == "host":
            me = stage.subject
            other = [
                p
                for p in stage.pair
                if (me is None or p.key != me.key) and (not ref.countries or p.country in ref.countries)
            ]
            if (
                stage.host is not None
                and (me is None or stage.host.key != me.key)
                and (not ref.countries or stage.host.country in ref.countries)
            ):
                return [self.full(stage.host)]
            if not other and me is not None:
                other = [
                    p
                    for p in reversed(stage.people)
                    if p.country
                    and p.country != me.country
                    and (not ref.countries or p.country in ref.countries)
                    and (stage.host_country is None or p.country == stage.host_country)
                ]
            return [self.full(other[0])] if other else []
        if last in _PEERS or head.endswith("opposite number"):
            return self._peer(ref, stage, speaker)
        country = ref.country
        if last == "diplomat" and country is None and ref.definite:
            posted = [p for p in stage.people if p.ambassador]
            if posted:
                return [self.full(posted[-1])]
        if (
            last in ("envoy", "emissary", "representative")
            and not ref.posted
            and stage.visitor is not None
            and stage.visitor.kind == "person"
            and country in (None, stage.visitor.country)
            and not stage.visitor.ambassador
        ):
            return [self.full(stage.visitor)]
        if ref.owner in ("its",) and not ref.countries and stage.states:
            country = None
        if country is None and not ref.countries and ref.owner in ("his", "her", "our", "my"):
            me = stage.subject
            country = me.country if me else None
        for person in reversed(stage.people):
            full = self.full(person)
            if country is not None and full.country != country:
                continue
            if self._holds(full, ref):
                return [full]
        if (
            country is not None
            and last in _GENERIC
            and ref.office == last
            and (ref.definite or last == "leader")
        ):
            for person in reversed(stage.people):
                full = self.full(person)
                if (
                    full.country == country
                    and full.kind == "person"
                    and (last not in _GENERIC_KINDS or self._is(full, _GENERIC_KINDS[last]))
                ):
                    return [full]
        if country is not None:
            later = {
                self.full(p).key: self.full(p)
                for p in self._bearers
                if p.country == country and self._holds(p, ref)
            }
            if len(later) == 1:
                return list(later.values())
            actor = self._holder(ref, country)
            if actor is not None:
                known = self._by_actor.get(actor)
                if known is not None:
                    return [known]
                return [
                    Ref(
                        "role",
                        ref.start,
                        ref.end,
                        (country,),
                        actor=actor,
                        office=ref.office,
                        posted=ref.posted,
                        ambassador=ref.ambassador,
                        text=ref.text,
                    )
                ]
            return [ref]
        if not ref.countries and (ref.definite or ref.office) and stage.people:
            for person in reversed(stage.people):
                full = self.full(person)
                if (
                    last
                    and ref.office == last
                    and full.office.split()[-1:] == [last]
                    and (last != "minister" or "prime" not in full.office)
                ):
                    return [full]
        return [ref] if ref.countries else []

    def _peer(self, ref: Ref, stage: Stage, speaker: Ref | None) -> list[Ref]:
        me = speaker if speaker is not None and ref.owner in ("my", "our") else stage.subject
        country = ref.country
        office = me.office if me is not None else ""
        if (
            me is not None
            and (not office or office.split(" of ")[0].split()[-1:] == ["counterpart"])
            and me.actor
        ):
            actor = self._gaz.actor(me.actor)
            held = self._gaz.roles_on(actor, self._on) if actor else ()
            office = held[0].title if held else office
        if country is None:
            other = [p for p in stage.pair if me is None or p.key != me.key]
            if other:
                return [self.full(other[0])]
            return []
        for person in reversed(stage.people):
            full = self.full(person)
            if (
                full.country == country
                and full.kind == "person"
                and office
                and self._holds(full, Ref("role", 0, 0, (country,), office=office))
            ):
                return [full]
        found = self._gaz.holders(office, country, self._on) if office else ()
        if found:
            known = self._by_actor.get(found[0].id)
            if known is not None:
                return [known]
            return [
                Ref("role", ref.start, ref.end, (country,), actor=found[0].id, office=office, text=ref.text)
            ]
        return [Ref("role", ref.start, ref.end, (country,), office=office or "counterpart", text=ref.text)]

    def _holder(self, ref: Ref, country: str) -> str | None:
        if (
            ref.ambassador
            or not ref.office
            or ref.office.split()[0] in ("former", "ex", "then", "late", "deputy")
        ):
            return None
        found = self._gaz.holders(ref.office, country, self._on)
        return found[0].id if len(found) == 1 or (found and ref.office.split()[-1] != "minister") else None

    def _holds(self, person: Ref, ref: Ref) -> bool:
        """Whether somebody may be called by that office."""
        asked = ref.office
        if not asked:
            return False
        if ref.ambassador != person.ambassador and (ref.ambassador or person.ambassador):
            return ref.ambassador and person.ambassador
        if person.office and same_office(asked, person.office, self._gaz.offices):
            return True
        actor = self._gaz.actor(person.actor) if person.actor else None
        if actor is not None:
            roles = self._gaz.roles_on(actor, self._on)
            if any(same_office(asked, r.title, self._gaz.offices) for r in roles):
                return True
            if any(within(words(asked), words(r.title)) for r in roles):
                return True
        return within(words(asked), words(person.office))

    def _leaders(self, ref: Ref, kinds: tuple[str, ...]) -> list[Ref]:
        """`the presidents of Azerbaijan, Iran and Russia`: those that are named, the rest as a group."""
        found: list[Ref] = []
        left: list[str] = []
        for country in ref.countries:
            who = next(
                (
                    p
                    for p in (*self._by_actor.values(), *self._by_surname.values())
                    if p.country == country and self._is(p, kinds)
                ),
                None,
            )
            if who is not None:
                found.append(who)
            else:
                left.append(country)
        if left:
            found.append(
                Ref("group", ref.start, ref.end, tuple(left), office=ref.office, plural=True, text=ref.text)
            )
        return found

    def _group(self, ref: Ref, stage: Stage, speaker: Ref | None) -> list[Ref]:
        head = ref.office.split(" of ")[0].split()[-1:] if ref.office else []
        if ref.countries and head and head[0] in _KINDS and (len(ref.countries) > 1):
            kinds = _KINDS[head[0]]
            if head[0] == "ministers" and "foreign" in ref.office:
                kinds = ("foreign", "fm")
            return self._leaders(ref, kinds)
        if ref.parts:
            country = ref.country
            if country is None:
                me = stage.subject.country if stage.subject is not None else None
                country = next((c for c in (stage.host_country, *stage.states) if c and c != me), None)
            if country is None:
                return []
            out: list[Ref] = []
            for part in ref.parts:
                out += self._role(
                    Ref("role", ref.start, ref.end, (country,), office=part, text=part), stage, speaker
                )
            return out
        if ref.countries:
            return [ref]
        if ref.owner == "that":
            return []
        last = ref.office.split(" of ")[0].split()[-1] if ref.office else ""
        country = None
        if last in ("delegation", "team", "entourage", "delegations") and stage.visitor is not None:
            country = stage.visitor.country
        elif ref.owner in ("his", "her", "their", "our", "my") and stage.subject is not None:
            country = stage.subject.country
        if country:
            return [
                Ref(
                    "group",
                    ref.start,
                    ref.end,
                    (country,),
                    office=ref.office,
                    plural=ref.plural,
                    text=ref.text,
                )
            ]
        return []
