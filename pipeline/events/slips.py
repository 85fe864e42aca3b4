"""Slips of the keyboard in the words that a reading rests on: two letters that changed places.

Damerau (1964) found transposition among the four commonest slips; it is the one that keeps a word's length,
so that all offsets stay. Only long words of the lexicon are mended: few other words lie next to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.events.lexicon import Lexicon
from pipeline.events.triggers import phrases

SHORTEST = 8
"""Letters from which on a word is mended."""
_WORD = re.compile(rf"[a-z]{{{SHORTEST},}}", re.IGNORECASE)


class Slips:
    """Mends words; remembers what it found, for the same words come again and again."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(w for w in known if len(w) >= SHORTEST)
        self._mended: dict[str, str] = {}

    def mended(self, word: str) -> str:
        """The word, or the word of the lexicon that it is with two neighbouring letters swapped."""
        if len(word) < SHORTEST or word in self._known:
            return word
        found = self._mended.get(word)
        if found is None:
            found = self._looked_up(word)
            if len(self._mended) < 50_000:
                self._mended[word] = found
        return found

    def _looked_up(self, word: str) -> str:
        if not _WORD.fullmatch(word) or word.lower() in self._known:
            return word
        for i in range(1, len(word) - 1):  # readers and writers rarely miss a first letter
            if word[i] == word[i + 1]:
                continue
            turned = word[:i] + word[i + 1] + word[i] + word[i + 2 :]
            if turned.lower() in self._known:
                return turned
        return word


def known_words(lexicon: Lexicon) -> frozenset[str]:
    """Every word of triggers and offices, small letters."""
    named = [w for forms in phrases(lexicon).values() for w in forms]
    offices = lexicon.offices
    for group in (getattr(offices, name) for name in type(offices).__dataclass_fields__):
        named += group
    return frozenset(w.lower() for phrase in named for w in re.findall(r"[A-Za-z]+", phrase))
