"""Whether two names mean the same person or body, however they are spelt.

Outlets transliterate the same Azerbaijani, Persian or Hebrew name in many ways (Lieberman and Liberman,
Baqeri and Bagheri, Amir-Abdollahian and Amirabdollahian). A skeleton of the consonants that
transliterations agree on finds them; given names and countries then keep namesakes apart.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz

from pipeline.events.event import Participant

_LETTERS = str.maketrans({"ə": "a", "Ə": "a", "ı": "i", "ø": "o", "ł": "l", "ß": "s", "đ": "d"})
_SOUNDS = (
    ("gh", "g"),
    ("kh", "h"),
    ("ch", "c"),
    ("zh", "j"),
    ("ph", "f"),
    ("ff", "f"),
    ("ck", "k"),
    ("x", "h"),
    ("q", "g"),
    ("w", "v"),
)
_SOFT = re.compile(r"[aeiouy]+")
_TITLES = frozenset(
    re.findall(
        r"\w+",
        """
        ayatollah chairman defence defense deputy dr economy foreign gen general haj hajj minister mr mrs ms
        president prime premier sayed sayyid seyed seyyed speaker
        """,
    )
)
_FILLERS = frozenset({"the", "of", "and", "for"})


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """The name's words in plain small letters; apostrophes and hyphens join, titles are left out."""
    text = unicodedata.normalize("NFKD", name.translate(_LETTERS)).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"[’'`ʻʼ‘\-‐‑–]", "", text)
    found = re.findall(r"\w+", text)
    return tuple(w for w in found if w not in _TITLES) or tuple(found)


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """What transliterations of a word agree on: its consonants by sound, none twice in a row."""
    for spelt, sound in _SOUNDS:
        word = word.replace(spelt, sound)
    bare = _SOFT.sub("", word)
    bare = re.sub(r"(.)\1+", r"\1", bare)
    return bare or word


@lru_cache(maxsize=65536)
def surnames(name: str) -> frozenset[str]:
    """Skeletons that the surname may have: the last word, and the last two written as one."""
    parts = words(name)
    if not parts:
        return frozenset()
    found = {skeleton(parts[-1])}
    if len(parts) >= 2:
        found.add(skeleton(parts[-2] + parts[-1]))
    return frozenset(found)


@lru_cache(maxsize=65536)
def same_name(a: str, b: str) -> float:
    """How sure it is, from 0 to 1, that two names of one country mean the same person or body.

    A bare surname is 0.8 sure: it fits, but a namesake would fit as well.
    """
    left, right = words(a), words(b)
    if not left or not right:
        return 0.0
    if left == right:
        return 1.0
    if _short_for(left, right) or _short_for(right, left):
        return 0.9
    if len(left) == 1 or len(right) == 1:
        return 0.8 if surnames(a) & surnames(b) else 0.0
    if skeleton("".join(left)) in surnames(b) or skeleton("".join(right)) in surnames(a):
        return 0.8  # "Mir Kazemi" beside "Masoud Mir-Kazemi": all of one is the surname of the other
    if surnames(a) & surnames(b):
        return 0.95 if _given_agree(left[:-1], right[:-1]) else 0.0
    if fuzz.token_sort_ratio(" ".join(left), " ".join(right)) >= 90:
        return 0.9
    bare = ({w[:6] for w in left} - _FILLERS, {w[:6] for w in right} - _FILLERS)
    smaller, larger = sorted(bare, key=len)
    return 0.85 if len(smaller) >= 2 and smaller <= larger else 0.0


def same(a: Participant, b: Participant) -> float:
    """How sure it is, from 0 to 1, that two participants are one; ids decide where both have one."""
    if a.country and b.country and a.country != b.country:
        return 0.0
    if a.actor_id and b.actor_id:
        return 1.0 if a.actor_id == b.actor_id else 0.0
    return same_name(a.name, b.name)


def _given_agree(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    for one in left:
        for other in right:
            if skeleton(one) == skeleton(other) or fuzz.ratio(one, other) >= 70:
                return True
            short, long = sorted((one, other), key=len)
            if long.startswith(short) and len(short) != 2:  # an initial, or Eli for Eliyahu
                return True
    # "Amir Abdollahian" beside "Amirabdollahian": what is given name in one is surname in the other.
    return skeleton("".join(left)) == skeleton("".join(right))


def _short_for(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """NIOC for the National Iranian Oil Company; one more letter is let pass (SOCAR has an R of old)."""
    letters = _initials(long)
    return len(short) == 1 and len(letters) >= 3 and short[0] in (letters, letters + short[0][-1])


def _initials(parts: tuple[str, ...]) -> str:
    return "".join(p[0] for p in parts if p not in _FILLERS)
