"""Refs: the spans of a text that stand for people, bodies, states and places."""

from __future__ import annotations

from dataclasses import dataclass, field

_ACTING = frozenset({
    "person", "role", "body", "group", "country", "pronoun", "pair",
})  # fmt: skip


@dataclass(slots=True, eq=False)
class Ref:
    """A span of tokens that names or points to an actor, a country or a place.

    Kinds: `person` (named), `role` (an office without a name), `body` (organisation), `group`
    (delegation, officials, ministers), `country`, `demonym`, `place`, `pronoun`, `pair` (the two sides),
    `trap` (a name that must not count).
    """

    kind: str
    start: int
    """First token, in the document."""
    end: int
    countries: tuple[str, ...] = ()
    name: str = ""
    """Canonical name as the article spells it; empty where it names nobody."""
    actor: str | None = None
    office: str = ""
    posted: str | None = None
    """The country that an ambassador is accredited to."""
    plural: bool = False
    owner: str = ""
    """A possessive pronoun before an office: `his counterpart`."""
    city: str | None = None
    place_kind: str = ""
    definite: bool = False
    ambassador: bool = False
    candidates: tuple[str, ...] = ()
    """Places that may lie in several states."""
    private: bool = False
    """Holds an office that is no state's: `AJA President`."""
    bare: bool = False
    """Its title names no state: `Agriculture Minister Y`, as the press of the minister's own state writes."""
    parts: tuple[str, ...] = ()
    """`the Ministers of Foreign Affairs and Economy`: the offices that are meant."""
    text: str = ""
    members: tuple[Ref, ...] = field(default=())
    """What a pronoun, a pair or a group was found to stand for."""

    @property
    def country(self) -> str | None:
        return self.countries[0] if len(self.countries) == 1 else None

    @property
    def acts(self) -> bool:
        """It can take part in an event by itself."""
        return self.kind in _ACTING

    @property
    def human(self) -> bool:
        return self.kind in ("person", "role", "group", "pronoun", "pair")

    @property
    def key(self) -> str:
        """The same for all refs to one actor, as far as it is known."""
        if self.actor:
            return self.actor
        if self.name:
            return self.name.split()[-1].casefold().replace("'", "")
        return f"{'/'.join(self.countries)}:{self.office}" if self.office else ""
