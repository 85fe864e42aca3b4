"""The entries of the gazetteer: people with dated roles, organisations, places, states, traps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum


class Hold(IntEnum):
    """Whether somebody holds a role on a day."""

    NO = 0
    MAYBE = 1
    """The ends of the role are known too roughly to say."""
    YES = 2


@dataclass(frozen=True, slots=True)
class Role:
    """A post that somebody holds for a time; the ends are ranges, as sources often give a month or a year."""

    title: str
    earliest: date | None = None
    """The role began on this day at the earliest; None: unknown."""
    surely_from: date | None = None
    """It had begun by this day; None: unknown."""
    surely_to: date | None = None
    """It lasted to this day at least; None with `open`: no end is known."""
    latest: date | None = None
    """It ended on this day at the latest; None: unknown or open."""
    open: bool = False
    """No end was seen."""

    def holds(self, on: date) -> Hold:
        if (self.earliest and on < self.earliest) or (self.latest and on > self.latest):
            return Hold.NO
        begun = self.surely_from is not None and on >= self.surely_from
        lasting = self.open or (self.surely_to is not None and on <= self.surely_to)
        return Hold.YES if begun and lasting else Hold.MAYBE


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who acts for a state."""

    id: str
    name: str
    country: str
    aliases: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    note: str = ""

    @property
    def surname(self) -> str:
        return self.name.split()[-1]


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body that acts for a state, or a joint one of several."""

    id: str
    name: str
    country: str | None
    kind: str
    aliases: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    """Joint bodies: their members."""
    acts: bool = True
    """False for bodies that only speak or report, and for projects."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    country: str | None
    kind: str
    """`capital`, `city`, `village`, `region`, `landmark`, `border crossing`, `sea`, `river`, `district`."""
    aliases: tuple[str, ...] = ()
    city: str | None = None
    """Landmarks: the city they stand in."""
    metonym: bool = False
    """Its name stands for the state's government."""


@dataclass(frozen=True, slots=True)
class Country:
    """A state, by ISO 3166."""

    code: str
    """Alpha-3."""
    name: str
    names: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    """Adjectives and words for its people."""
    metonyms: tuple[str, ...] = ()
    """Words that stand for its government: Kremlin, the Zionist regime."""
    capital: str | None = None
    capital_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trap:
    """Words that hold a shorter name which must not count, or that name no country by themselves."""

    surfaces: tuple[str, ...]
    country: str | None
    """The country that the words do stand for; None: none."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Namesake:
    """A name that people outside the gazetteer bear too."""

    surface: str
    not_when: tuple[str, ...]
    """Words near by that mean the other bearer."""
    note: str = ""


Entry = Actor | Organisation | Place | Country | Trap
