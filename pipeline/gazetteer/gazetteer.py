"""The container: all entries and the ways to look them up. Built by `config.gazetteer`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from pipeline.gazetteer.entries import Actor, Country, Entry, Hold, Namesake, Organisation, Place, Role, Trap
from pipeline.gazetteer.fold import key, skeleton
from pipeline.gazetteer.offices import same_office

_PARTICLES = frozenset({"al", "bin", "ben", "bar", "el", "van", "de"})


@dataclass(frozen=True, repr=False)
class Gazetteer:
    """All names that Araxes knows. Immutable; indexes are made at the first use."""

    actors: tuple[Actor, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    places: tuple[Place, ...] = ()
    countries: tuple[Country, ...] = ()
    traps: tuple[Trap, ...] = ()
    namesakes: tuple[Namesake, ...] = ()
    offices: Mapping[str, str] = field(default_factory=dict)
    """Folded phrase (`top diplomat`) → title (`Minister of Foreign Affairs`)."""
    cities: Mapping[str, str] = field(default_factory=dict)
    """Folded name of a larger city of the world → alpha-3; for names that a parser found to be a place."""

    # ------------------------------------------------------------ by name

    def named(self, name: str) -> tuple[Entry, ...]:
        """Every entry that bears the name, as `name` or alias. Traps come first."""
        return tuple(self._by_key.get(key(name), ()))

    def country(self, name_or_code: str) -> Country | None:
        """By alpha-3, name, adjective, metonym or capital."""
        if name_or_code in self._by_code:
            return self._by_code[name_or_code]
        for entry in self.named(name_or_code):
            if isinstance(entry, Country):
                return entry
        return None

    def place(self, name: str) -> Place | None:
        return next((e for e in self.named(name) if isinstance(e, Place)), None)

    def city_country(self, name: str) -> str | None:
        """The country of a city: from the places, the capitals, then the larger cities of the world."""
        found = self.place(name)
        if found is not None and found.country is not None:
            return found.country
        return self._capitals.get(key(name)) or self.cities.get(key(name))

    def actor(self, actor_id: str) -> Actor | None:
        return self._by_id.get(actor_id)

    # ------------------------------------------------------------ people

    def people_named(self, name: str) -> tuple[Actor, ...]:
        """People with that full name or alias, whatever the transliteration."""
        exact = tuple(e for e in self.named(name) if isinstance(e, Actor))
        return exact or self._by_skeleton.get(skeleton(name), ())

    def people_surnamed(self, surname: str) -> tuple[Actor, ...]:
        """People with that surname, whatever the transliteration."""
        return self._by_surname.get(key(surname)) or self._by_surname_skeleton.get(skeleton(surname), ())

    def resolve(
        self,
        name: str,
        on: date,
        *,
        country: str | None = None,
        office: str | None = None,
    ) -> tuple[Actor, ...]:
        """Who `name` is on a day, best first: full names before surnames, then by country, office and date.

        People who cannot have held the office on that day are left out if any other bears the name.
        """
        given = name.split()
        people = self.people_named(name)
        if not people:
            people = self.people_surnamed(given[-1])
            if len(given) > 1:
                people = tuple(p for p in people if _given_fits(given[0], p))
        if country is not None:
            people = tuple(p for p in people if p.country == country) or people
        scored = sorted(people, key=lambda p: (-_fit(p, on, office, self.offices), p.id))
        if not scored:
            return ()
        best = _fit(scored[0], on, office, self.offices)
        return tuple(p for p in scored if _fit(p, on, office, self.offices) >= max(best - 1, 0))

    def holders(self, office: str, country: str, on: date) -> tuple[Actor, ...]:
        """Who holds an office (`Foreign Minister`, `top diplomat`) of a country on a day, likeliest first.

        Exact titles before longer ones (`Energy Minister` also finds the Minister of Energy and
        Infrastructure), certain dates before rough ones.
        """
        found: list[tuple[int, Hold, str, Actor]] = []
        for actor in self._by_country.get(country, ()):
            best = max(
                ((same_office(office, r.title, self.offices), r.holds(on)) for r in actor.roles),
                default=(0, Hold.NO),
                key=lambda pair: (pair[1] > Hold.NO, pair[0], pair[1]),
            )
            if best[0] and best[1]:
                found.append((*best, actor.id, actor))
        if not found:
            return ()
        top = max(match for match, _, _, _ in found)
        kept = [f for f in found if f[0] == top]
        return tuple(f[3] for f in sorted(kept, key=lambda f: (-f[1], f[2])))

    def roles_on(self, actor: Actor, on: date) -> tuple[Role, ...]:
        """The roles somebody holds on a day, certain ones first."""
        held = [(r.holds(on), i, r) for i, r in enumerate(actor.roles)]
        return tuple(r for h, _, r in sorted(held, key=lambda x: (-x[0], x[1])) if h)

    # ------------------------------------------------------------ names for the matcher

    def names(self) -> Iterable[tuple[str, str, Entry]]:
        """(kind, name, entry) of every name: kinds are `trap`, `person`, `organisation`, `place`, `capital`,
        `country`, `demonym`, `metonym`."""
        for trap in self.traps:
            yield from (("trap", s, trap) for s in trap.surfaces)
        for actor in self.actors:
            yield from (("person", n, actor) for n in (actor.name, *actor.aliases))
        for body in self.organisations:
            yield from (("organisation", n, body) for n in (body.name, *body.aliases))
        for place in self.places:
            yield from (("place", n, place) for n in (place.name, *place.aliases))
        for state in self.countries:
            yield from (("country", n, state) for n in (state.name, *state.names))
            yield from (("demonym", n, state) for n in state.demonyms)
            yield from (("metonym", n, state) for n in state.metonyms)
            yield from (("capital", n, state) for n in state.capital_names)

    # ------------------------------------------------------------ indexes

    @cached_property
    def _by_key(self) -> dict[str, list[Entry]]:
        index: dict[str, list[Entry]] = defaultdict(list)
        for _, name, entry in self.names():
            if entry not in index[key(name)]:
                index[key(name)].append(entry)
        return dict(index)

    @cached_property
    def _by_code(self) -> dict[str, Country]:
        return {c.code: c for c in self.countries}

    @cached_property
    def _by_id(self) -> dict[str, Actor]:
        return {a.id: a for a in self.actors}

    @cached_property
    def _by_country(self) -> dict[str, list[Actor]]:
        index: dict[str, list[Actor]] = defaultdict(list)
        for actor in self.actors:
            index[actor.country].append(actor)
        return dict(index)

    @cached_property
    def _capitals(self) -> dict[str, str]:
        return {key(n): c.code for c in self.countries for n in c.capital_names}

    @cached_property
    def _by_surname(self) -> dict[str, tuple[Actor, ...]]:
        return _index((key(s), a) for a in self.actors for s in _surnames(a))

    @cached_property
    def _by_surname_skeleton(self) -> dict[str, tuple[Actor, ...]]:
        return _index((skeleton(s), a) for a in self.actors for s in _surnames(a) if len(skeleton(s)) > 2)

    @cached_property
    def _by_skeleton(self) -> dict[str, tuple[Actor, ...]]:
        return _index(
            (skeleton(n), a) for a in self.actors for n in (a.name, *a.aliases) if " " in n and _latin(n)
        )


def _index(pairs: Iterable[tuple[str, Actor]]) -> dict[str, tuple[Actor, ...]]:
    index: dict[str, list[Actor]] = defaultdict(list)
    for name, actor in pairs:
        if name and actor not in index[name]:
            index[name].append(actor)
    return {name: tuple(found) for name, found in index.items()}


def _surnames(actor: Actor) -> Iterable[str]:
    """The last word of each Latin name, and the last two where the last but one belongs to it."""
    for name in (actor.name, *actor.aliases):
        parts = name.split()
        if not _latin(name):
            continue
        yield parts[-1]
        if len(parts) > 2 and (parts[-2].lower() in _PARTICLES or name == actor.name):
            yield " ".join(parts[-2:])


def _latin(name: str) -> bool:
    return all(c < "\u0250" or c in "’ʻ" for c in name)


def _given_fits(given: str, actor: Actor) -> bool:
    mine = skeleton(given)
    firsts = {skeleton(n.split()[0]) for n in (actor.name, *actor.aliases) if _latin(n)}
    return any(mine == f or (len(given.rstrip(".")) == 1 and f[:1] == mine[:1]) for f in firsts)


def _fit(actor: Actor, on: date, office: str | None, synonyms: Mapping[str, str]) -> int:
    if office is not None:
        fits = [int(r.holds(on)) for r in actor.roles if same_office(office, r.title, synonyms)]
        return 3 + max(fits) if fits else 0
    return max((int(r.holds(on)) for r in actor.roles), default=0)
