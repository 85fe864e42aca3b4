"""What is said of a noun with `be` or `seem`: `the visit is in the works`, `a trip that is spoken of`."""

from __future__ import annotations

import re

from pipeline.events.event import Status
from pipeline.events.lexicon import Cues
from pipeline.events.status_verbs import Verdict
from pipeline.events.syntax import Sentence

_SEEMS = frozenset({
    "is", "are", "was", "were", "be", "been", "'s", "being", "look", "looks", "looked", "seem", "seems",
    "seemed", "remain", "remains", "remained", "appear", "appears", "appeared", "stay", "stays",
})  # fmt: skip
_OFF = re.compile(
    r"\b(?:is|was|are|were) (?:now |again |thus |also )?off (?:[.!]|$|again|for|until|after|because)"
)
_REACH = 9


def predicate(s: Sentence, noun: int, verb: int | None, attached: str, cues: Cues) -> Verdict | None:
    """The status that a predicate gives the noun; None where none is said of it."""
    starts: list[int] = []
    aside = verb is not None and s.deps[verb] == "advcl" and s.lower[verb - 1] == ","
    if verb is not None and aside and s.tags[verb] in ("VBD", "VBN"):
        verb = s.heads[verb]  # "the trip, promised last April, now looks remote"
    if verb is not None and attached in ("nsubj", "nsubjpass") and verb > noun:
        starts.append(
            next((k for k in range(noun + 1, verb) if s.lower[k] in _SEEMS and s.heads[k] == verb), verb)
        )
    for k in range(noun + 1, min(len(s) - 1, noun + 12)):
        if s.lower[k] in ("which", "that") and s.lower[k + 1] in _SEEMS:
            starts.append(k + 1)
            break
    for at in starts:
        if s.lower[at] not in _SEEMS:
            continue
        said = " ".join(w for w in s.lower[at : at + _REACH] if w != '"').split(" , ")[0].split(" ; ")[0]
        for phrases, status, tense in (
            (cues.cancelled_predicates, Status.CANCELLED, "past"),
            (cues.hypothetical_predicates, Status.HYPOTHETICAL, "present"),
            (cues.planned_predicates, Status.PLANNED, "future"),
        ):
            found = next((p for p in sorted(phrases) if f" {p} " in f" {said} "), None)
            if found == "off" and not _OFF.search(said):
                continue
            if found is not None and not (
                status is Status.CANCELLED and {"not", "n't"} & set(said.split()) and found == "off"
            ):
                return Verdict(status, f"is {found!r}", tense, firm=True)
    return None
