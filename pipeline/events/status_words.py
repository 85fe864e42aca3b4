"""The words of status as sets of inflected forms, and what may be asked of one word."""

from __future__ import annotations

from pipeline.events.event import Status
from pipeline.events.lexicon import Cues, Lexicon, inflect
from pipeline.events.syntax import Sentence


class CueWords:
    """Knows which words plan, call off, deny or report."""

    def __init__(self, lexicon: Lexicon) -> None:
        cues: Cues = lexicon.cues
        forms = lexicon.forms

        def all_forms(words: frozenset[str]) -> frozenset[str]:
            return frozenset(f for w in words for f in inflect(w, forms))

        self._planned = all_forms(cues.planned)
        self._maybe = all_forms(cues.hypothetical)
        self._off = all_forms(cues.cancelled)
        self._denied = all_forms(cues.denied)
        self._planned_of = all_forms(cues.planned_of)
        self._maybe_of = all_forms(cues.hypothetical_of)
        self._reporting = all_forms(cues.reporting)
        self._accepted = all_forms(cues.accepted)
        self._voted = all_forms(frozenset({"vote"}))
        self._light = all_forms(cues.light)
        self._cues = cues

    def light(self, s: Sentence, verb: int) -> bool:
        """Whether the subject takes part in what the object names: `paid a visit`, `kicked off a trip`."""
        word = s.lower[verb]
        if word in self._light or word in self._off or word in self._planned_of:
            return True
        parts = [s.lower[c] for c in s.children[verb] if s.deps[c] in ("prt", "advmod")] + s.lower[
            verb + 1 : verb + 2
        ]
        return any(f"{word} {p}" in self._light or f"{word} {p}" in self._off for p in parts)

    def off(self, s: Sentence, verb: int) -> bool:
        """Whether a verb calls something off."""
        return s.lower[verb] in self._off or self._off_phrase(s, verb)

    def engagement(self, word: str) -> bool:
        """Whether a word stands for a plan told before: `the appointment`, `it`."""
        return word in self._cues.engagements

    def reporting(self, word: str) -> bool:
        return word in self._reporting

    def _class(self, word: str) -> Status | None:
        if word in self._off:
            return Status.CANCELLED
        if word in self._planned:
            return Status.PLANNED
        if word in self._maybe:
            return Status.HYPOTHETICAL
        return None

    def _off_phrase(self, s: Sentence, verb: int) -> bool:
        nxt = " ".join(s.lower[verb : verb + 2])
        return nxt in self._off or any(
            f"{s.lower[verb]} {s.lower[c]}" in self._off for c in s.children[verb] if s.deps[c] == "prt"
        )
