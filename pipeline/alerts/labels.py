"""The labels of an alert, which matchers of routes and silences look at."""

from __future__ import annotations

import re
from itertools import combinations

from pipeline.alerts.alert import Reason
from pipeline.alerts.rules import Matcher, Operator
from pipeline.errors import InputError
from pipeline.incidents.incident import Incident

Labels = dict[str, tuple[str, ...]]

LABELS = {
    "type": "visit, meeting, call, agreement, representation, other",
    "status": "occurred, planned, cancelled",
    "reason": "new, status_changed, corroborated, corrected, retracted",
    "category": "PLOVER category, e.g. CONSULT",
    "country": "ISO 3166 alpha-3 of everyone who takes part; several values",
    "countries": "the same as one value, e.g. AZE,ISR",
    "pair": "each two of the countries, e.g. AZE-ISR; several values",
    "from": "visits: the visitor's country",
    "to": "visits: the country visited",
    "place": "city or country",
    "actor": "names and ids of people and bodies; several values",
    "instrument": "agreements: treaty, mou, contract, …",
    "outlet": "the independent outlets that report it; several values",
    "outlets": "how many they are; a number",
    "confidence": "0 to 1; a number",
    "incident": "the incident's id",
    "story": "the story's id",
    "receiver": "silences only: who would get it",
}
NUMBERS = frozenset({"outlets", "confidence"})

_MATCHER = re.compile(r"\s*([A-Za-z_]+)\s*(=~|!~|!=|>=|<=|=|>|<)\s*(.*?)\s*", re.DOTALL)


def labels(incident: Incident, reason: Reason) -> Labels:
    """The labels of an alert about the incident for that reason."""
    found: dict[str, tuple[str | None, ...]] = {
        "type": (incident.type.value,),
        "status": (incident.status.value,),
        "reason": (reason.value,),
        "category": (incident.category,),
        "country": incident.countries,
        "countries": (",".join(sorted(incident.countries)),),
        "pair": tuple("-".join(two) for two in combinations(sorted(incident.countries), 2)),
        "from": (incident.origin,),
        "to": (incident.destination,),
        "place": (incident.place,),
        "actor": tuple(v for p in incident.participants for v in (p.name, p.actor_id)),
        "instrument": (incident.instrument.value if incident.instrument else None,),
        "outlet": tuple(sorted(incident.outlets)),
        "outlets": (str(len(incident.outlets)),),
        "confidence": (f"{incident.confidence:.3f}",),
        "incident": (incident.id,),
        "story": (incident.story_id,),
    }
    return {name: tuple(v for v in values if v) for name, values in found.items()}


def parse_matcher(text: str) -> Matcher:
    """`type="visit"`, `actor=~".*Aliyev"`, `outlets>=2`; InputError with a sentence when it is none."""
    match = _MATCHER.fullmatch(text)
    if match is None:
        raise InputError(f'{text!r} is no matcher; write e.g. type="visit", actor=~".*Aliyev" or outlets>=2')
    label, operator, value = match[1], match[2], match[3]
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return matcher(label, operator, value)


def matcher(label: str, operator: str, value: str) -> Matcher:
    """A checked matcher; InputError with a sentence when label, operator or value do not fit."""
    if label not in LABELS:
        raise InputError(f"{label!r} is no label; labels are {', '.join(LABELS)}")
    numeric = operator in (">=", "<=", ">", "<")
    if label in NUMBERS:
        try:
            float(value)
        except ValueError:
            raise InputError(f"{label} is a number, {value!r} is none; write e.g. {label}>=0.8") from None
    elif numeric:
        raise InputError(f"{operator} compares numbers, {label} is none; use =, !=, =~ or !~")
    pattern = None
    if operator in ("=~", "!~"):
        try:
            pattern = re.compile(value, re.IGNORECASE)
        except re.error as error:
            raise InputError(f"{value!r} is no regular expression: {error}; mend it") from None
    return Matcher(label, _operator(operator), value, pattern)


def matches(one: Matcher, found: Labels) -> bool:
    """Whether the labels fulfil the matcher."""
    values = found.get(one.label, ())
    if one.label in NUMBERS and one.operator not in ("=~", "!~"):
        return any(_compare(float(v), one.operator, float(one.value)) for v in values)
    if one.operator in ("=~", "!~"):
        assert one.pattern is not None
        hit = any(one.pattern.fullmatch(v) for v in values or ("",))
        return hit if one.operator == "=~" else not hit
    wanted = one.value.casefold()
    hit = wanted in {v.casefold() for v in values} or (not wanted and not values)
    return hit if one.operator == "=" else not hit


def _compare(value: float, operator: str, other: float) -> bool:
    match operator:
        case "=":
            return value == other
        case "!=":
            return value != other
        case ">=":
            return value >= other
        case "<=":
            return value <= other
        case ">":
            return value > other
        case _:
            return value < other


def _operator(text: str) -> Operator:
    operators: dict[str, Operator] = {
        "=": "=", "!=": "!=", "=~": "=~", "!~": "!~", ">=": ">=", "<=": "<=", ">": ">", "<": "<",
    }  # fmt: skip
    return operators[text]
