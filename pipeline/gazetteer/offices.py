"""Titles of office: `Foreign Minister`, `Minister of Foreign Affairs` and `FM` are one office."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from pipeline.gazetteer.fold import key

_WORD = re.compile(r"[a-z0-9]+")
_EMPTY = frozenset(
    {"of", "for", "the", "and", "s", "a", "in", "affairs", "state", "his", "her", "its", "their"}
    | {"republic", "country", "federal", "cabinet", "government"}
)
_SAME = {
    "defense": "defence",
    "war": "defence",
    "internal": "interior",
    "oil": "petroleum",
    "economic": "economy",
    "transportation": "transport",
    "spokeswoman": "spokesman",
    "spokesperson": "spokesman",
    "chairwoman": "chairman",
    "chairperson": "chairman",
    "chair": "chairman",
    "chief": "head",
    "director": "head",
    "commander": "head",
    "premier": "primeminister",
    "advisor": "adviser",
    "ministry": "minister",
    "ministers": "minister",
    "presidents": "president",
    "roads": "road",
    "industries": "industry",
    "infrastructures": "infrastructure",
    "envoy": "ambassador",
    "majlis": "parliament",
    "majles": "parliament",
    "mejlis": "parliament",
    "vicepresident": "vice",
}
_RANKS = frozenset(
    {"deputy", "vice", "first", "acting", "interim", "assistant", "former", "ex", "special"}
    | {"primeminister", "spokesman", "head", "secretary", "adviser", "ambassador", "speaker"}
    | {"minister", "president", "chairman", "governor", "representative"}
)

_UNDER = frozenset({"spokesman", "adviser", "assistant", "deputy", "ambassador"})
"""Who serves a minister or a president and is none: `Spokesman of the Ministry of Foreign Affairs`."""

_PRINCIPALS = frozenset({"minister", "president", "primeminister"})


@lru_cache(maxsize=4096)
def words(title: str) -> frozenset[str]:
    """The words that tell an office apart, whatever their order and spelling."""
    folded = key(title).replace("vice president", "vicepresident president")
    folded = folded.replace("prime minister", "primeminister").replace(
        "secretary of state", "foreign minister"
    )
    found = (_SAME.get(w, w) for w in _WORD.findall(folded))
    return frozenset(w for w in found if w not in _EMPTY)


def rank(office: frozenset[str]) -> frozenset[str]:
    """The part of an office that says how high it is: `deputy`, `minister`."""
    return office & _RANKS


def same_office(asked: str, held: str, synonyms: Mapping[str, str]) -> int:
    """2 when both titles name one office, 1 when `asked` is a shorter name of `held`, else 0.

    `synonyms` maps folded phrases (`top diplomat`) to the title they stand for.
    """
    a = words(synonyms.get(key(asked), asked))
    b = words(held)
    if not a or not b:
        return 0
    if a == b:
        return 2
    return int(a < b and rank(a) == rank(b))


def within(asked: frozenset[str], held: frozenset[str]) -> bool:
    """Whether an office may be called by some of its words: `the first deputy` yes, `the minister` for his
    spokesman no."""
    return bool(asked) and asked <= held and not (asked & _PRINCIPALS and (held & _UNDER) - asked)
