"""`actors.yaml`, `organisations.yaml`, `places.yaml` and `countries.yaml`, with the names of `watch.yaml`."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal

import pycountry
from pydantic import AfterValidator, Field, model_validator

from config.load import Strict, collect, read_yaml
from config.watch import WatchFile
from pipeline.gazetteer.countries import Extra, cities, states
from pipeline.gazetteer.entries import Actor, Namesake, Organisation, Place, Role, Trap
from pipeline.gazetteer.fold import key
from pipeline.gazetteer.gazetteer import Gazetteer

_DATE = re.compile(r"(~?)(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def _code(value: str) -> str:
    if pycountry.countries.get(alpha_3=value) is None:
        raise ValueError("no ISO 3166 alpha-3 code; write e.g. AZE")
    return value


def _day(value: str) -> str:
    span(value)
    return value


def span(value: str) -> tuple[date, date]:
    """First and last day that `2008`, `2008-10`, `2008-10-03` or `~2008` (a year either side) may mean."""
    found = _DATE.fullmatch(value)
    if found is None:
        raise ValueError("no date; write 2008, 2008-10, 2008-10-03, or ~2008 for about")
    about, year, month, day = found[1], int(found[2]), int(found[3] or 0), int(found[4] or 0)
    try:
        if day:
            first = last = date(year, month, day)
        elif month:
            first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        else:
            first, last = date(year, 1, 1), date(year, 12, 31)
    except ValueError as error:
        raise ValueError(f"no date: {error}; mend it") from None
    slack = timedelta(days=(0 if not about else 31 if month else 365))
    return first - slack, last + slack


Code = Annotated[str, AfterValidator(_code)]
Day = Annotated[str, AfterValidator(_day)]


class _Role(Strict):
    title: str = Field(min_length=2)
    since: Day | None = Field(default=None, alias="from")
    to: Day | Literal["open"] | None = None
    seen: tuple[Day, ...] = Field(default=(), max_length=2)
    source: str = ""

    @model_validator(mode="after")
    def _order(self) -> _Role:
        if self.since and self.to and self.to != "open" and span(self.to)[1] < span(self.since)[0]:
            raise ValueError("the role ends before it begins; mend `from` or `to`")
        return self

    def role(self) -> Role:
        begun = span(self.since) if self.since else None
        ended = span(self.to) if self.to and self.to != "open" else None
        seen = [span(s) for s in self.seen]
        proven_from = [b[1] for b in ([begun] if begun else [])] + [s[1] for s in seen[:1]]
        proven_to = [e[0] for e in ([ended] if ended else [])] + [s[0] for s in seen[-1:]]
        return Role(
            title=self.title,
            earliest=begun[0] if begun else None,
            surely_from=min(proven_from, default=None),
            surely_to=max(proven_to, default=None),
            latest=ended[1] if ended else None,
            open=self.to == "open",
        )


class _Actor(Strict):
    id: str = Field(pattern=r"^[a-z]{3}(-[a-z0-9]+)+$")
    name: str = Field(min_length=2)
    country: Code
    aliases: tuple[str, ...] = ()
    note: str = ""
    roles: tuple[_Role, ...] = ()


class _Namesake(Strict):
    surface: str
    not_when: tuple[str, ...] = ()
    note: str = ""


class ActorsFile(Strict):
    offices: dict[str, list[str]] = Field(default_factory=dict)
    namesakes: tuple[_Namesake, ...] = ()
    actors: tuple[_Actor, ...] = ()

    @model_validator(mode="after")
    def _unique(self) -> ActorsFile:
        seen: set[str] = set()
        for actor in self.actors:
            if actor.id in seen:
                raise ValueError(f"actor {actor.id} stands twice; keep one")
            seen.add(actor.id)
        return self


class _Organisation(Strict):
    name: str = Field(min_length=2)
    country: Code | None = None
    countries: tuple[Code, ...] = ()
    kind: str
    aliases: tuple[str, ...] = ()
    acts: bool = True
    note: str = ""


class OrganisationsFile(Strict):
    organisations: tuple[_Organisation, ...] = ()
    joint: tuple[_Organisation, ...] = ()


class _Place(Strict):
    name: str
    country: Code | None = None
    kind: Literal[
        "capital", "city", "village", "region", "landmark", "border crossing", "sea", "river", "district"
    ]
    aliases: tuple[str, ...] = ()
    city: str | None = None
    metonym: bool = False


class _Trap(Strict):
    surfaces: list[str] = Field(min_length=1)
    country: Code | None = None
    note: str = ""


class PlacesFile(Strict):
    places: tuple[_Place, ...] = ()
    traps: tuple[_Trap, ...] = ()


class _State(Strict):
    name: str | None = None
    names: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    not_capitals: tuple[str, ...] = ()


class CountriesFile(Strict):
    states: dict[Code, _State] = Field(default_factory=dict)
    not_states: tuple[Code, ...] = ()
    not_names: tuple[str, ...] = ()


def load_gazetteer(folder: Path, *, with_cities: bool = True) -> Gazetteer:
    """Read the gazetteer of a configuration folder; ConfigError names each fault of all files at once."""
    actors, bodies, places, countries, watch = collect(
        lambda: read_yaml(folder / "actors.yaml", ActorsFile),
        lambda: read_yaml(folder / "organisations.yaml", OrganisationsFile),
        lambda: read_yaml(folder / "places.yaml", PlacesFile),
        lambda: read_yaml(folder / "countries.yaml", CountriesFile),
        lambda: read_yaml(folder / "watch.yaml", WatchFile),
    )
    return Gazetteer(
        actors=tuple(
            Actor(a.id, a.name, a.country, tuple(a.aliases), tuple(r.role() for r in a.roles), a.note)
            for a in actors.actors
        ),
        organisations=tuple(_organisation(b) for b in (*bodies.organisations, *bodies.joint)),
        places=tuple(
            Place(p.name, p.country, p.kind, tuple(p.aliases), p.city, p.metonym) for p in places.places
        ),
        countries=states(_extras(countries, watch), countries.not_states, countries.not_names),
        traps=tuple(Trap(tuple(t.surfaces), t.country, t.note) for t in places.traps),
        namesakes=tuple(Namesake(n.surface, tuple(n.not_when), n.note) for n in actors.namesakes),
        offices={key(phrase): title for title, phrases in actors.offices.items() for phrase in phrases},
        cities=cities() if with_cities else {},
    )


def _organisation(body: _Organisation) -> Organisation:
    slug = re.sub(r"[^a-z0-9]+", "-", key(body.name)).strip("-")
    return Organisation(
        id=f"{(body.country or 'joint').lower()}-{slug}",
        name=body.name,
        country=body.country,
        kind=body.kind,
        aliases=tuple(body.aliases),
        countries=tuple(body.countries),
        acts=body.acts,
        note=body.note,
    )


def _extras(countries: CountriesFile, watch: WatchFile) -> dict[str, Extra]:
    extras = {}
    for code in {*countries.states, *watch.names}:
        state = countries.states.get(code, _State())
        house = watch.names.get(code)
        extras[code] = Extra(
            name=state.name,
            names=(*state.names, *(house.names if house else ())),
            demonyms=(*state.demonyms, *(house.demonyms if house else ())),
            metonyms=(*state.metonyms, *(house.metonyms if house else ())),
            capitals=tuple(state.capitals),
            not_capitals=tuple(state.not_capitals),
        )
    return extras
