"""`watch.yaml`: which states are watched, and how news calls them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pycountry
from pydantic import Field, field_validator, model_validator

from config.load import Strict, read_yaml


@dataclass(frozen=True, slots=True)
class Watch:
    """The scope of this installation."""

    countries: tuple[str, ...]
    """ISO 3166 alpha-3, sorted."""
    min_countries: int
    """How many of them must take part in an event that is in scope."""

    def in_scope(self, countries: tuple[str, ...] | frozenset[str] | set[str]) -> bool:
        return len(set(self.countries) & set(countries)) >= self.min_countries


class _Names(Strict):
    names: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()


class WatchFile(Strict):
    countries: list[str] = Field(min_length=1)
    min_countries: int = Field(default=2, ge=1)
    names: dict[str, _Names] = Field(default_factory=dict)

    @field_validator("countries")
    @classmethod
    def _known(cls, codes: list[str]) -> list[str]:
        for code in codes:
            if pycountry.countries.get(alpha_3=code) is None:
                raise ValueError(f"{code} is no ISO 3166 alpha-3 code; write e.g. AZE")
        if len(set(codes)) != len(codes):
            raise ValueError("a country stands twice; keep one")
        return codes

    @field_validator("names")
    @classmethod
    def _known_names(cls, names: dict[str, _Names]) -> dict[str, _Names]:
        for code in names:
            if pycountry.countries.get(alpha_3=code) is None:
                raise ValueError(f"{code} is no ISO 3166 alpha-3 code; write e.g. AZE")
        return names

    @model_validator(mode="after")
    def _enough(self) -> WatchFile:
        if self.min_countries > len(self.countries):
            raise ValueError("min_countries is larger than the list of countries; lower it")
        return self


def load_watch(folder: Path) -> Watch:
    """Read `watch.yaml` of a configuration folder; ConfigError names each fault."""
    file = read_yaml(folder / "watch.yaml", WatchFile)
    return Watch(countries=tuple(sorted(file.countries)), min_countries=file.min_countries)
