"""Whether two reports can mean one place: the same, one within the other, or elsewhere."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

import pycountry
from rapidfuzz import fuzz

from pipeline.incidents.names import skeleton, words


class Relation(Enum):
    """How two places stand to each other."""

    SAME = "same"
    WITHIN = "within"
    """One is the country that the other lies in."""
    UNKNOWN = "unknown"
    NEAR = "near"
    """Two cities of one country: a trip may touch both."""
    ELSEWHERE = "elsewhere"


@lru_cache(maxsize=4096)
def country_named(place: str) -> str | None:
    """The ISO 3166 alpha-3 code when the place is itself a country by its usual name."""
    name = " ".join(words(place))
    for country in pycountry.countries:
        known = {country.name, getattr(country, "common_name", country.name), country.name.partition(",")[0]}
        if any(" ".join(words(k)) == name for k in known):
            return str(country.alpha_3)
    return None


def relation(
    place: str | None, country: str | None, other: str | None, other_country: str | None
) -> Relation:
    """How two places stand to each other, as far as names and countries tell."""
    if not place or not other:
        return (
            Relation.ELSEWHERE if country and other_country and country != other_country else Relation.UNKNOWN
        )
    if _alike(place, other):
        return Relation.SAME
    state, other_state = country_named(place), country_named(other)
    lies, other_lies = state or country, other_state or other_country
    if lies and other_lies:
        if lies != other_lies:
            return Relation.ELSEWHERE
        return Relation.WITHIN if state or other_state else Relation.NEAR
    # A country beside a city whose country nobody told: nothing speaks against it.
    return Relation.UNKNOWN if state or other_state else Relation.NEAR


def more_exact(place: str | None, other: str | None) -> bool:
    """Whether `place` tells more than `other`: anything beside nothing, a city beside a country."""
    if not place:
        return False
    return not other or (country_named(other) is not None and country_named(place) is None)


@lru_cache(maxsize=16384)
def _alike(place: str, other: str) -> bool:
    a, b = words(place), words(other)
    if a == b or fuzz.ratio(" ".join(a), " ".join(b)) >= 85:
        return True
    return len(a) == len(b) and all(
        len(skeleton(x)) >= 3 and skeleton(x) == skeleton(y) for x, y in zip(a, b, strict=True)
    )
