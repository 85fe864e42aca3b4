"""The lexicon: which words report which events. Data only; `config.lexicon` reads it from YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pipeline.events.event import EventType


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and what it codes: `visit IRN>AZE occurred`, `meeting AZE-ISR planned`."""

    text: str
    published: date
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Words that report one kind of event in one construction.

    `frame` names how the arguments stand (see `pipeline.events.frames`), `words` are lemmas of verbs
    or nouns, `nouns` the nouns that a verb of the entry needs as its object.
    """

    id: str
    type: EventType
    frame: str
    words: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    nominal: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    object: bool = False
    weak: bool = False
    """Everyday words: they count only with arguments that leave no doubt."""
    status: str | None = None
    category: str | None = None
    instruments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    instruments_only: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Offices:
    """Words that make up titles of people and names of groups."""

    heads: frozenset[str]
    groups: frozenset[str]
    companies: frozenset[str]
    portfolios: frozenset[str]
    modifiers: frozenset[str]
    ranks: frozenset[str]
    honorifics: frozenset[str]
    ordinary: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cues:
    """Words that decide a status (`config/lexicon/status.yaml`), as lemmas or phrases."""

    planned: frozenset[str]
    hypothetical: frozenset[str]
    planned_of: frozenset[str]
    """Verbs that make the noun that is their object planned."""
    hypothetical_of: frozenset[str]
    cancelled: frozenset[str]
    denied: frozenset[str]
    accepted: frozenset[str]
    planned_adjectives: frozenset[str]
    hypothetical_adjectives: frozenset[str]
    cancelled_adjectives: frozenset[str]
    past_adjectives: frozenset[str]
    planned_predicates: frozenset[str]
    """What is said of a noun with `be` or `seem`: `is in the works`."""
    hypothetical_predicates: frozenset[str]
    cancelled_predicates: frozenset[str]
    hypothetical_nouns: frozenset[str]
    """`talk of a visit`, `the idea of a summit`."""
    planned_nouns: frozenset[str]
    """`preparations for a visit`."""
    enactments: frozenset[str]
    """Papers that provide for what is still to be done: `a bill to`."""
    invitations: frozenset[str]
    engagements: frozenset[str]
    """What is dropped when a plan told before is: `the appointment was dropped`."""
    done_prepositions: frozenset[str]
    ahead_prepositions: frozenset[str]
    reporting: frozenset[str]
    light: frozenset[str]
    comment: frozenset[str]
    untrue: frozenset[str]
    """Words that deny a report, as they stand."""
    reports: frozenset[str]
    """Nouns for what was reported."""
    hearsay: frozenset[str]
    """Words that show that a sentence passes on what others say."""
    programme: frozenset[str]
    """What is struck out when a plan is dropped: `both points`, `the audience`."""
    sports: frozenset[str]
    """Words of sports pages: where several stand, sides and delegations are clubs."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the extractor knows about words."""

    entries: tuple[Entry, ...]
    offices: Offices
    cues: Cues
    forms: Mapping[str, tuple[str, ...]]
    """Irregular verbs: lemma → inflected forms."""
    plurals: Mapping[str, tuple[str, ...]]
    examples: tuple[Example, ...] = ()
    """Sentences that code several entries or nothing."""

    def entry(self, entry_id: str) -> Entry:
        return next(e for e in self.entries if e.id == entry_id)


_DOUBLES = re.compile(r"^[^aeiou]*[aeiou][bdgklmnprt]$")


def inflect(lemma: str, forms: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Every form of a verb (its first word is inflected, the rest stays), from irregular forms and rule."""
    first, _, rest = lemma.partition(" ")
    tail = f" {rest}" if rest else ""
    if lemma in forms:
        return frozenset({lemma, *forms[lemma]})
    if first in forms:
        return frozenset({lemma, *(f + tail for f in forms[first])})
    found = {first}
    if first.endswith("e"):
        found |= {first + "s", first[:-1] + "ing", first + "d"}
    elif first.endswith("y") and first[-2:-1] not in "aeiou":
        found |= {first[:-1] + "ies", first + "ing", first[:-1] + "ied"}
    elif first.endswith(("s", "sh", "ch", "x", "z")):
        found |= {first + "es", first + "ing", first + "ed"}
    else:
        found |= {first + "s", first + "ing", first + "ed"}
        if _DOUBLES.search(first):
            found |= {first + first[-1] + "ing", first + first[-1] + "ed"}
    return frozenset(f + tail for f in found)


def plurals(noun: str, irregular: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """A noun and its plural (its last word is inflected)."""
    head, _, last = noun.rpartition(" ")
    lead = f"{head} " if head else ""
    if last in irregular:
        return frozenset({noun, *(lead + p for p in irregular[last])})
    if last.endswith("s"):
        return frozenset({noun})
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        return frozenset({noun, lead + last[:-1] + "ies"})
    return frozenset({noun, lead + last + ("es" if last.endswith(("sh", "ch", "x")) else "s")})
