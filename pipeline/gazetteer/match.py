"""Find every name of the gazetteer in a text: longest match first, a trap uses up its span."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import ahocorasick

from pipeline.gazetteer.entries import Actor, Country, Entry, Organisation, Place, Trap
from pipeline.gazetteer.fold import fold, is_plain, key
from pipeline.gazetteer.gazetteer import Gazetteer

_ORDER = ("person", "organisation", "trap", "metonym", "country", "demonym", "capital", "place", "surname")
_LONGEST_ENDING = 6
_PREFIXES = {"hebrew": "בלהומשכ", "arabic": "وبلفك"}


@dataclass(frozen=True, slots=True)
class Match:
    """A name found in a text. Offsets are in characters of the text that was searched."""

    start: int
    end: int
    text: str
    kind: str
    """`person`, `organisation`, `trap`, `metonym`, `country`, `demonym`, `capital`, `place`, `surname`."""
    entries: tuple[Entry, ...]
    """All entries of that kind that bear the name (several people may)."""
    country: str | None
    """The one country that the name stands for, if it is one."""
    place: Place | None = None
    """Where the name is also a place's (Baku is a capital and a place)."""


@dataclass(frozen=True, slots=True)
class _Name:
    """A folded name with all that a match of it will say."""

    kind: str
    entries: tuple[Entry, ...]
    country: str | None
    place: Place | None
    cased: frozenset[str]
    """Spellings that must be met exactly (acronyms); empty: a capital at the beginning is enough."""
    capital: bool
    inflects: bool
    """Some spelling is not in plain English letters, so its language may add to the word."""


class Matcher:
    """An automaton over the folded names. Thread-safe once made; finding is linear in the text's length."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        *,
        surnames: bool = False,
        only: Callable[[str, Entry], bool] = lambda kind, entry: True,
    ) -> None:
        """`surnames` also finds people by surname alone; `only` chooses by kind and entry."""
        named: dict[str, list[tuple[str, str, Entry]]] = defaultdict(list)
        for kind, name, entry in _all(gazetteer, surnames):
            if only(kind, entry):
                for form in _forms(name):
                    named[form].append((kind, name, entry))
        self._automaton = ahocorasick.Automaton()
        for form, found in named.items():
            self._automaton.add_word(form, (len(form), _name(found)))
        if named:
            self._automaton.make_automaton()
        self._empty = not named

    def find(self, text: str) -> tuple[Match, ...]:
        """Matches in order of their place; none overlaps another."""
        if self._empty:
            return ()
        folded = fold(text)
        hits: list[tuple[int, int, _Name]] = []
        for last, (length, name) in self._automaton.iter(folded):
            start, end = last + 1 - length, last + 1
            bounded = not (start and folded[start - 1].isalnum()) and not (
                end < len(folded) and folded[end].isalnum()
            )
            if not bounded and not (name.inflects and _inflected(text, folded, start, end)):
                continue
            if name.cased and text[start:end] not in name.cased:
                continue
            if name.capital and not text[start].isupper():
                continue
            hits.append((start, -end, name))
        hits.sort(key=lambda h: (h[0], h[1]))
        matches: list[Match] = []
        free = 0
        for start, minus_end, name in hits:
            if start >= free:
                free = -minus_end
                matches.append(
                    Match(start, free, text[start:free], name.kind, name.entries, name.country, name.place)
                )
        return tuple(matches)


def _all(gazetteer: Gazetteer, surnames: bool) -> Iterable[tuple[str, str, Entry]]:
    yield from gazetteer.names()
    if surnames:
        for actor in gazetteer.actors:
            if len(actor.surname) > 2:
                yield "surname", actor.surname, actor


def _forms(name: str) -> set[str]:
    """The folded name, and for plain names the same without apostrophes (Sa'ar, Saar)."""
    form = key(name)
    return {form, form.replace("'", "")} if is_plain(name.replace("’", "'")) else {form}


def _name(found: list[tuple[str, str, Entry]]) -> _Name:
    plain = [is_plain(n.replace("’", "'")) for _, n, _ in found]
    acronyms = frozenset(n for _, n, _ in found if n.isupper() and len(n) <= 6 and is_plain(n))
    all_acronyms = acronyms and all(n in acronyms for _, n, _ in found)
    kind = min((k for k, _, _ in found), key=_ORDER.index)
    entries = tuple(dict.fromkeys(e for k, _, e in found if k == kind))
    countries = {country_of(e) for e in entries}
    only = countries.pop() if len(countries) == 1 else ()
    return _Name(
        kind=kind,
        entries=entries,
        country=only[0] if len(only) == 1 else None,
        place=next((e for _, _, e in found if isinstance(e, Place)), None),
        cased=acronyms if all_acronyms else frozenset(),
        capital=any(plain) and all(n[:1].isupper() for _, n, _ in found),
        inflects=not all(plain),
    )


def country_of(entry: Entry) -> tuple[str, ...]:
    """The countries that an entry stands for: none, one, or several for joint bodies."""
    match entry:
        case Country():
            return (entry.code,)
        case Organisation() if entry.countries:
            return entry.countries
        case Actor() | Organisation() | Place() | Trap():
            return (entry.country,) if entry.country else ()


def _inflected(text: str, folded: str, start: int, end: int) -> bool:
    """Whether the word around a name is the name with endings or, in Hebrew and Arabic, prefix letters."""
    before = start
    letters = _PREFIXES["hebrew"] if "\u0590" <= folded[start] <= "\u05ff" else _PREFIXES["arabic"]
    while before and folded[before - 1].isalpha():
        before -= 1
        if folded[before] not in letters or start - before > 2:
            return False
    after = end
    while after < len(folded) and folded[after].isalpha():
        after += 1
        if after - end > _LONGEST_ENDING:
            return False
    return not text[before:after].isascii()
