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
    kinds: tuple[tuple[str, Entry], ...]
    cased: frozenset[str]
    """Spellings that must be met exactly (acronyms); empty: a capital at the beginning is enough."""
    capital: bool
    plain: bool


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
            if not name.plain:
                if not _inflected(folded, start, end):
                    continue
            elif (start and folded[start - 1].isalnum()) or (end < len(folded) and folded[end].isalnum()):
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
                matches.append(_match(text, start, free, name))
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
    plain = any(is_plain(n.replace("’", "'")) for _, n, _ in found)
    acronyms = frozenset(n for _, n, _ in found if n.isupper() and len(n) <= 6 and is_plain(n))
    all_acronyms = acronyms and all(n in acronyms for _, n, _ in found)
    kinds: list[tuple[str, Entry]] = []
    for kind, _, entry in found:
        if (kind, entry) not in kinds:
            kinds.append((kind, entry))
    return _Name(
        kinds=tuple(kinds),
        cased=acronyms if all_acronyms else frozenset(),
        capital=plain and all(n[:1].isupper() for _, n, _ in found),
        plain=plain,
    )


def _match(text: str, start: int, end: int, name: _Name) -> Match:
    kind = min((k for k, _ in name.kinds), key=_ORDER.index)
    entries = tuple(e for k, e in name.kinds if k == kind)
    countries = {_country(e) for e in entries}
    return Match(
        start=start,
        end=end,
        text=text[start:end],
        kind=kind,
        entries=entries,
        country=countries.pop() if len(countries) == 1 else None,
        place=next((e for _, e in name.kinds if isinstance(e, Place)), None),
    )


def _country(entry: Entry) -> str | None:
    match entry:
        case Country():
            return entry.code
        case Actor() | Organisation() | Place() | Trap():
            return entry.country


def _inflected(folded: str, start: int, end: int) -> bool:
    """Names that are not in plain English letters may carry endings, in Hebrew and Arabic a prefix letter."""
    before = start
    if before and folded[before - 1].isalpha():
        letters = _PREFIXES["hebrew"] if "\u0590" <= folded[start] <= "\u05ff" else _PREFIXES["arabic"]
        if folded[before - 1] not in letters:
            return False
        before -= 1
        if before and folded[before - 1].isalpha() and folded[before - 1] not in letters:
            return False
    after = end
    while after < len(folded) and folded[after].isalpha():
        after += 1
        if after - end > _LONGEST_ENDING:
            return False
    return True
