"""What the words of two reports have in common, beside names and days: subject, office, year."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from pipeline.incidents.names import words

_NUMBER = re.compile(r"\d[\d.,]*")
_YEAR = re.compile(r"(?<![\d.,$€])(?:19|20)\d\d(?![\d.,]*\d)(?!\s*(?:people|troops|dollars|billion|million))")

_COMMON = frozenset(
    re.findall(
        r"\w+",
        """
        about after agreement again also among another azerbaijan azerbaijani azeri baku before being
        between both brief cooperation could country countries delegation during first foreign from have
        hold held iran iranian islamic israel israeli jerusalem joint later made many meet meeting might
        minister ministers more most official officials other over president prime republic said same
        second side sides sign signed signing state statement talks tehran that their them there these
        they this those through time today tomorrow under visit visited visiting week were what when where
        which while will with would year yesterday monday tuesday wednesday thursday friday saturday sunday
        january february march april june july august september october november december
        """,
    )
)

OFFICES = {
    "head_of_state": "president|presidents|presidential|supreme leader|summit",
    "head_of_government": "prime minister|premier",
    "foreign": "foreign ministers?|foreign ministry|top diplomat|foreign secretary"
    "|minister of foreign affairs",
    "defence": "(?:defen[cs]e|war) ministers?|defen[cs]e ministry|minist(?:er|ry) of (?:defen[cs]e|war)"
    "|chief of (?:general )?staff|armed forces|army|military|commander",
    "economy": "economy minister|minister of economy|finance minister|economic|trade minister"
    "|joint commission|intergovernmental commission",
    "energy": "energy minister|oil minister|energy ministry|petroleum|gas",
    "parliament": "speaker|parliament|parliamentary|lawmakers|knesset|milli majlis|mps",
    "envoy": "ambassador|envoy|charg[eé] d'affaires",
    "business": "business delegation|businessmen|business people|chamber of commerce|entrepreneurs",
    "security": "security council|intelligence|border guard|border service",
}
"""Offices by which reports speak of people they do not name."""

_OFFICE = {office: re.compile(rf"\b(?:{found})\b", re.IGNORECASE) for office, found in OFFICES.items()}


@lru_cache(maxsize=16384)
def terms(text: str) -> frozenset[str]:
    """The words that tell one happening from another: long enough, not of every such report, cut to
    their first six letters; and the numbers."""
    found = {w[:6] for w in words(text) if len(w) >= 4 and w not in _COMMON and not w.isdigit()}
    found |= {m.group().rstrip(".,") for m in _NUMBER.finditer(text)}
    return frozenset(found)


def shared(left: Iterable[str], right: Iterable[str]) -> float:
    """The share, 0 to 1, of the shorter wording's terms that the other has too."""
    a: frozenset[str] = frozenset().union(*(terms(t) for t in left))
    b: frozenset[str] = frozenset().union(*(terms(t) for t in right))
    if not a or not b:
        return 0.0
    # Two words in common of two are less than ten of ten: short wordings say little either way.
    return len(a & b) / (min(len(a), len(b)) + 2)


_SUM = re.compile(r"(\d+(?:[.,]\d+)?)\s?(bn|billion|mln|million|m)\b", re.IGNORECASE)


@lru_cache(maxsize=16384)
def sums(text: str) -> frozenset[str]:
    """The sums of millions and billions that a text names, rounded to two figures."""
    return frozenset(
        f"{float(number.replace(',', '.')) * (1000 if unit.lower().startswith('b') else 1):.2g}"
        for number, unit in _SUM.findall(text)
    )


MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"), 1
    )
    for name in names.split()
}  # fmt: skip
_MONTH = re.compile(r"\b(" + "|".join(m.capitalize() for m in MONTHS) + r")\b")


@lru_cache(maxsize=16384)
def months(text: str) -> frozenset[int]:
    """The months, 1 to 12, that a text names."""
    return frozenset(MONTHS[m.lower()] for m in _MONTH.findall(text))


@lru_cache(maxsize=16384)
def offices(text: str) -> frozenset[str]:
    """The offices that a text names."""
    return frozenset(office for office, found in _OFFICE.items() if found.search(text))


@lru_cache(maxsize=16384)
def years(text: str) -> frozenset[int]:
    """The years that a text names."""
    return frozenset(int(y) for y in _YEAR.findall(text))
