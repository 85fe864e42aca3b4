"""An agreement put together: its parties, subject, value, place and status."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.events.draft import Paper
from pipeline.events.event import EventType, Instrument, Status, Value
from pipeline.events.frames.paper_words import FOREIGN, IT
from pipeline.events.frames.parties import (
    amid_talks,
    circle,
    nearby_states,
    sides,
    stranger,
    talks_context,
    tentative,
    told_before,
    with_stranger,
)
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene, When
from pipeline.events.status import Verdict
from pipeline.events.triggers import Trigger

_MONEY = re.compile(
    r"(?P<cur>US\$|USD|EUR|AZN|ILS|\$|€|£|₪|₼)\s?(?P<amount>\d[\d,.]*)\s?(?P<unit>billion|million|bn|bln|mln|m|b|trillion)?\b"
    r"|(?P<amount2>\d[\d,.]*)\s?(?P<unit2>billion|million|bn|bln|mln)?\s"
    r"(?P<cur2>dollars|US dollars|euros|manats|shekels)",
    re.IGNORECASE,
)
_CURRENCY = {
    "us$": "USD",
    "usd": "USD",
    "$": "USD",
    "€": "EUR",
    "eur": "EUR",
    "£": "GBP",
    "₪": "ILS",
    "ils": "ILS",
    "₼": "AZN",
    "azn": "AZN",
    "dollars": "USD",
    "us dollars": "USD",
    "euros": "EUR",
    "manats": "AZN",
    "shekels": "ILS",
}
_UNIT = {
    "billion": 10**9,
    "bn": 10**9,
    "bln": 10**9,
    "b": 10**9,
    "million": 10**6,
    "mln": 10**6,
    "m": 10**6,
    "trillion": 10**12,
}


def agree(
    scene: Scene,
    trigger: Trigger,
    noun: int,
    instrument: str,
    signers: list[Ref],
    verdict: Verdict,
    *,
    at: int,
    need_parties: bool = False,
    echo: bool = False,
    when: When | None = None,
) -> bool:
    """Make a draft of the paper at `noun`, if its parties can be told; `at` is the word that reports it."""
    s = scene.s
    if (
        verdict.status in (Status.OCCURRED, Status.PLANNED)
        and s.verb(at)
        and s.tags[at] in ("VB", "VBG", "VBN")
        and tentative(s, at)
    ):
        verdict = Verdict(Status.HYPOTHETICAL, "not yet", "present", firm=True)
    if FOREIGN & set(s.lower[max(0, noun - 4) : noun]):
        scene.reject(trigger, "a paper of others")
        return False
    if verdict.status is None:
        scene.reject(trigger, verdict.reason)
        return False
    parties = [
        r
        for r in signers
        if r.kind in ("person", "role", "body", "country", "group") and len(r.countries) < 4
    ]
    around = sides(scene, noun, at)
    states = {c for r in parties for c in r.countries} | {c for r in around for c in r.countries}
    why = "named with it"
    wide = circle(scene, noun, instrument, signers, states)
    again = told_before(scene, noun, states) if not wide else None
    if wide:
        states |= wide
        why = "those named together before"
    elif again is not None:
        states |= set(again.countries)
        why = "those of the paper told before" if set(again.countries) != states or not parties else why
    if (
        scene.s.lower[max(0, noun - 5) : noun]
        and any(w in ("three", "trilateral", "tripartite") for w in s.lower[max(0, noun - 5) : noun])
        and len(states) < 3
    ):
        local = {
            c
            for r in s.refs
            if r is not None and r.kind in ("country", "demonym", "person", "role")
            for c in r.countries
        }
        if len(local | states) == 3:
            states |= local
    if len(states) == 1 and any(r.kind == "body" for r in parties) and not with_stranger(scene, noun, at):
        others = {
            c
            for r in s.refs[min(noun, at) :]
            if r is not None and r.kind in ("country", "demonym", "place", "body")
            for c in r.countries
        } - states
        if len(others) == 1:
            states |= others
            why = "from what it is about"
    if len(states) < 2 and not need_parties:
        if (
            trigger.entry.frame not in ("known", "expected", "result")
            and not parties
            and stranger(scene, trigger, noun)
        ):
            scene.reject(trigger, "the parties are not named")
            return False
        near = nearby_states(scene, states) if trigger.entry.frame != "result" else set()
        if (
            verdict.status is Status.HYPOTHETICAL
            and not near
            and not (states and scene.drafts)
            and not amid_talks(scene, instrument)
        ):
            scene.reject(trigger, "the parties are not named")
            return False
        states |= near
    if len(states) < 2 and not need_parties:
        context = talks_context(scene, states, result=trigger.entry.frame == "result")
        states |= context
        why = "from the talks it belongs to"
    if len(states) < 2:
        scene.reject(trigger, "only one party is known")
        return False
    named = [r for r in (*parties, *around) if r.kind in ("person", "body", "role") and r.countries]
    unique: list[Ref] = []
    for r in named:
        if all(not r.key or r.key != u.key for u in unique):
            unique.append(r)
    draft = scene.draft(trigger, EventType.AGREEMENT, unique, states)
    draft.note(f"parties: {why}")
    draft.context = why != "named with it"
    lead = s.lower[max(0, noun - 2) : noun]
    draft.echo = echo
    draft.definite = echo or (
        "the" in lead
        and s.lower[noun]
        in (
            "document",
            "documents",
            "agreement",
            "contract",
            "memorandum",
            "paper",
            "papers",
            "protocol",
            "deal",
            "accord",
            "treaty",
            "declaration",
        )
        and any(d.type is EventType.AGREEMENT and 0 <= scene.s.number - d.sentence <= 3 for d in scene.drafts)
    )
    draft.instrument = Instrument(instrument or "other")
    draft.subject = _subject(scene, noun)
    draft.value = _value(scene.s.text(scene.document))
    country, city, reason = scene.place(at, parties)
    draft.place_country, draft.city = country, city
    if reason:
        draft.note(f"place: {city or country} {reason}")
    when = when or scene.when(at, verdict)
    if (
        verdict.status is Status.HYPOTHETICAL
        and "since" in s.lower
        and when.last is not None
        and when.last < scene.published
    ):
        when = When()  # "have dragged on since spring": still do
    if verdict.reason.startswith("modal 'should'") and (
        when.future or (when.first and when.first > scene.published) or "when" in s.lower or "soon" in s.lower
    ):
        verdict = Verdict(Status.PLANNED, "should follow", "future", firm=True)
    if (
        again is not None
        and again.background
        and not when.own
        and s.lower[noun] in IT
        and verdict.status is Status.OCCURRED
    ):
        verdict = Verdict(Status.BACKGROUND, "told of an old paper", "past")
    if not scene.settle(draft, verdict, when):
        return False
    scene.keep(draft)
    scene.papers.append(
        Paper(
            s.number,
            draft.countries,
            draft.instrument.value,
            draft.parties,
            draft.subject,
            draft.old,
            draft.status is Status.BACKGROUND,
        )
    )
    return True


def _subject(scene: Scene, noun: int) -> str | None:
    """A few words on what it is about: the phrase after `on`, `for`, `to` or the words before the noun."""
    s = scene.s
    timed = {k for m in s.dates if (k := scene._token(m.start)) is not None}
    if s.lower[noun + 1 : noun + 2] == ["of"] and s.lower[noun + 2 : noun + 3] in (
        ["understanding"],
        ["intent"],
    ):
        noun += 2
    for k in range(noun + 1, min(noun + 6, len(s))):
        if s.lower[k] not in (
            "on",
            "for",
            "to",
            "concerning",
            "regarding",
            "about",
            "in",
            ":",
            "of",
        ) or k + 1 >= len(s):
            continue
        if (
            k + 1 in timed
            or s.lower[k + 1]
            in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
            or (s.lower[k] == "of" and s.refs[k + 1] is not None)
        ):
            continue
        if s.lower[k] == "in" and (s.refs[k + 1] is not None or s.lower[k + 1] not in ("the", "field")):
            break
        if s.lower[k] == "to" and s.tags[k + 1] != "VB":
            continue
        end = k + 1
        while end < len(s) and end - k < 14 and not _leaves(scene, end, timed):
            end += 1
        if end > k + 1:
            return scene.document.whole[s.first[k + 1] : s.last[end - 1]].strip(' ,\u201c\u201d"')
    start = noun
    while (
        start > 0
        and s.refs[start - 1] is None
        and s.tags[start - 1] in ("JJ", "NN", "NNP", "NNS", "HYPH", "VBN")
        and noun - start < 5
    ):
        start -= 1
    return scene.document.whole[s.first[start] : s.last[noun]] if start < noun else None


def _leaves(scene: Scene, k: int, timed: set[int]) -> bool:
    """Whether a phrase ends before token k: a time, a place, another clause."""
    s = scene.s
    if s.lower[k] in (
        ".",
        ";",
        ":",
        '"',
        ")",
        "which",
        "that",
        "who",
        "during",
        "when",
        "after",
        "while",
        "where",
    ) or s.tags[k] in ("VBD", "VBZ", "VBP", "MD"):
        return True
    if k in timed or (
        s.lower[k] in ("on", "in", "at", "by", "last", "next", "this")
        and (
            k + 1 in timed
            or (k + 1 < len(s) and s.refs[k + 1] is not None and s.lower[k] in ("in", "at", "by"))
        )
    ):
        return True
    if s.tags[k] == "VBN" and s.lower[k] in (
        "signed",
        "inked",
        "initialled",
        "initialed",
        "announced",
        "concluded",
        "worth",
    ):
        return True
    rest = range(k + 1, min(len(s), k + 7))
    return s.lower[k] == "," and any(
        scene.judge.reporting(s.lower[m]) and s.tags[m] in ("VBD", "VBZ") for m in rest
    )


def _value(text: str) -> Value | None:
    found = _MONEY.search(text)
    if found is None:
        return None
    raw = (found["amount"] or found["amount2"]).replace(",", "").rstrip(".")
    unit = (found["unit"] or found["unit2"] or "").lower()
    currency = _CURRENCY.get((found["cur"] or found["cur2"]).lower())
    if currency is None or raw.count(".") > 1:
        return None
    return Value(Decimal(raw) * _UNIT.get(unit, 1), currency)
