"""The tokens of a text with what the gazetteer matched in them: the ground that refs are read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from pipeline.events.lexicon import Offices
from pipeline.events.refs import Ref
from pipeline.gazetteer.entries import Organisation
from pipeline.gazetteer.gazetteer import Gazetteer
from pipeline.gazetteer.match import Match


@dataclass(slots=True)
class Tokens:
    """The tokens of a text as plain lists, which is what a scan wants."""

    words: list[str]
    lower: list[str]
    starts: list[int]
    sentence: list[int]
    """Number of the sentence that each token belongs to."""
    cover: list[tuple[int, int, Match] | None] = field(default_factory=list)

    def capital(self, i: int) -> bool:
        return self.words[i][:1].isupper()

    def text(self, start: int, end: int) -> str:
        return " ".join(self.words[start:end])


class Scan:
    """The tokens of a text, what the gazetteer matched in them, and the refs found so far."""

    def __init__(self, gaz: Gazetteer, off: Offices, tokens: Tokens, published: date) -> None:
        self.gaz, self.off, self.t, self.on = gaz, off, tokens, published
        self.n = len(tokens.words)
        self.refs: list[Ref] = []
        self.taken = [False] * self.n
        self.unknown: list[tuple[int, int]] = []
        self._small: frozenset[str] = frozenset()

    def align(self, matches: Sequence[Match]) -> None:
        """Lay the matches over the tokens; a match that begins or ends within a token is dropped."""
        first = {s: i for i, s in enumerate(self.t.starts)}
        last = {s + len(w): i + 1 for i, (s, w) in enumerate(zip(self.t.starts, self.t.words, strict=True))}
        self.t.cover = [None] * self.n
        for match in matches:
            start, end = first.get(match.start), last.get(match.end)
            if end is None and match.text.endswith("'s"):
                end = last.get(match.end - 2)
            if start is None or end is None or end <= start:
                continue
            for i in range(start, end):
                self.t.cover[i] = (start, end, match)

    def at(self, i: int) -> tuple[int, int, Match] | None:
        return self.t.cover[i] if 0 <= i < self.n else None

    def kind(self, i: int) -> str:
        found = self.at(i)
        return found[2].kind if found else ""

    def state(self, i: int) -> str | None:
        """The state that the match over token i stands for, when it can own an office."""
        found = self.at(i)
        if found and found[2].kind in ("country", "demonym", "metonym", "capital", "organisation"):
            return found[2].country or (
                first(e.country for e in found[2].entries if isinstance(e, Organisation))
            )
        if found and found[2].kind == "place" and found[2].place and found[2].place.metonym:
            return found[2].country
        return None

    def add(self, ref: Ref) -> Ref:
        for k in range(ref.start, ref.end):
            self.taken[k] = True
        ref.text = self.t.text(ref.start, ref.end)
        self.refs.append(ref)
        return ref


def first(values: object) -> str | None:
    return next((v for v in values if v), None)  # type: ignore[attr-defined]
