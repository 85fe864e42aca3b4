"""Where: what places the words of a sentence name, and where its events take place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.events.cast import Cast
from pipeline.events.refs import Ref


@dataclass(slots=True)
class Places(Cast):
    """Places, and the places of events."""

    def as_place(self, i: int) -> tuple[str | None, str | None] | None:
        """(country, city) of the place at token i: `Baku`, `the Iranian capital`, `occupied lands`."""
        s = self.s
        ref = s.refs[i]
        if ref is None:
            return None
        nxt = s.lower[i + 1] if i + 1 < len(s) else ""
        if (
            ref.kind == "demonym"
            and ref.country == "PSE"
            and i
            and s.lower[i - 1] == "occupied"
            and nxt in ("lands", "land", "territories", "territory")
            and self._occupied()
        ):
            return self._occupied(), None
        if ref.kind == "demonym" and ref.country:
            if nxt == "capital":
                state = self.gazetteer.country(ref.country)
                return ref.country, state.capital if state else None
            if nxt in (
                "territory",
                "soil",
                "republic",
                "city",
                "town",
                "side",
                "lands",
                "resort",
                "seaside",
                "port",
                "exclave",
                "enclave",
                "mainland",
                "border",
                "bank",
                "shore",
                "part",
                "section",
                "coast",
                "province",
            ):
                if nxt in ("city", "town", "resort", "seaside", "port", "exclave"):
                    for k in range(i + 2, min(i + 7, len(s))):
                        r = s.refs[k]
                        if r is not None and r.kind in ("place", "country") and r.city:
                            return r.country or ref.country, r.city
                return ref.country, None
            return None
        if ref.kind == "place":
            country = ref.country
            if country is None and ref.place_kind != "unknown":
                return None
            return country, ref.city
        if ref.kind == "country" and ref.country:
            if i + 1 < len(s) and nxt == "'s":
                after = s.lower[i + 2] if i + 2 < len(s) else ""
                if after in ("capital", "territory", "soil"):
                    state = self.gazetteer.country(ref.country)
                    return ref.country, state.capital if state and after == "capital" else None
                city = next(
                    (
                        s.refs[k]
                        for k in (i + 2, i + 3)
                        if k < len(s)
                        and (r := s.refs[k]) is not None
                        and r.kind in ("place", "country")
                        and r.city
                    ),
                    None,
                )
                return (ref.country, city.city) if city is not None else None
            return ref.country, ref.city
        if ref.kind == "trap" and ref.name.lower().startswith("occupied"):
            return self._occupied(), None
        return None

    def _occupied(self) -> str | None:
        """`the occupied lands`: Israel, where Iranian house style writes so."""
        return "ISR" if self.home == "IRN" else None

    def here(self) -> tuple[str, str | None] | None:
        """Where the text speaks from: its dateline, else the place of the visit it tells of."""
        stage = self.stage
        if stage.here_country:
            return stage.here_country, stage.here
        if stage.host_country:
            return stage.host_country, stage.place
        return None

    def places_after(
        self, i: int, prepositions: frozenset[str] | set[str], stop: int | None = None
    ) -> list[tuple[str | None, str | None, int]]:
        """Places that follow token i after one of the prepositions, lists expanded."""
        out: list[tuple[str | None, str | None, int]] = []
        s = self.s
        end = stop if stop is not None else s.clause_end(i)
        seen: set[int] = set()
        for _, at in s.after(i, prepositions, end):
            for k in s.coordinated(at):
                if k in seen or k >= end + 8 or k < i:
                    continue
                seen.add(k)
                place = self.as_place(k)
                if place is not None:
                    if out and out[-1][0] == place[0] and out[-1][1] and not place[1] and k - out[-1][2] <= 2:
                        continue  # "Orumiyeh, Iran"
                    out.append((*place, k))
        for k in range(i + 1, min(end, i + 6)):
            if s.lower[k] == "here" and self.here() is not None:
                out.append((*self.here(), k))  # type: ignore[misc]
            elif s.lower[k] == "there" and s.tags[k] != "EX" and self.stage.there:
                out.append((self.stage.there[0], self.stage.there[1] or None, k))
            elif (
                not out
                and (found := self.place_by_word(k)) is not None
                and set(s.lower[max(i, k - 4) : k]) & prepositions
            ):
                out.append((*found, k))
        return out

    def place_by_word(self, k: int) -> tuple[str, str | None] | None:
        """`our country`, `this city`, `the capital`: a place that only the text around it tells."""
        s = self.s
        word = s.lower[k]
        if (
            word not in ("country", "republic", "state", "land", "capital", "city", "town", "shores")
            or s.refs[k] is not None
        ):
            return None
        d = k - 1
        while (
            d >= 0
            and k - d < 4
            and (s.tags[d] in ("JJ", "NN") or s.lower[d] in ("host",))
            and s.refs[d] is None
        ):
            d -= 1
        det = s.lower[d] if d >= 0 else ""
        whole = word in ("country", "republic", "state", "land", "shores")
        stage = self.stage
        if det in ("our", "my"):
            if s.quoted[k] and stage.speaker is not None and stage.speaker.country:
                return stage.speaker.country, None
            if self.outlet_state():
                return str(self.outlet_state()), None
            return None
        if det in ("this", "the", "that"):
            near = self.here() if det == "this" else None
            if near is None and stage.host_country:
                near = (stage.host_country, stage.place)
            if near is None and stage.there:
                near = (stage.there[0], stage.there[1] or None)
            if near is None:
                near = self.here()
            return (near[0], None if whole else near[1]) if near is not None else None
        return None

    def outlet_state(self) -> str | None:
        """The state that an article means by `our country`: its dateline's, else the one it does not
        name by the people who come to it."""
        stage = self.stage
        if self.home:
            return self.home
        if stage.here_country:
            return stage.here_country
        return self.other_state([stage.visitor] if stage.visitor else list(stage.people[-1:]))

    def other_state(self, people: Iterable[Ref]) -> str | None:
        """The one state of those that the text is about which these people are not of."""
        theirs = {c for p in people for c in p.countries}
        left = [c for c in dict.fromkeys(self.stage.states) if c not in theirs]
        return left[0] if theirs and len(left) == 1 and theirs & set(self.stage.states) else None

    def place(
        self, i: int, parties: Iterable[Ref], *, own: bool = False
    ) -> tuple[str | None, str | None, str]:
        """(country, city, reason) where the event at token i takes place."""
        s = self.s
        start, end = s.clause_start(i), s.clause_end(i)
        ours = {c for r in parties for c in r.countries}
        best: tuple[int, str | None, str | None] | None = None
        for k in range(start, min(end + 1, len(s))):
            if k and self._locative(k):
                found = self.as_place(k)
                if found is not None and (found[0] or found[1]):
                    if k > i and found[0] not in ours and any(s.tags[m] == "VBG" for m in range(i + 1, k)):
                        continue  # "talks … aimed at avoiding clashes in Syria"
                    distance = abs(k - i) + (0 if found[1] else 3) + (2 if k < i else 0)
                    if best is None or distance < best[0]:
                        best = (distance, *found)
            if s.lower[k] == "here" and self.stage.here_country and (best is None or best[0] > abs(k - i)):
                best = (abs(k - i), self.stage.here_country, self.stage.here)
        if best is not None:
            return best[1], best[2], "named in the clause"
        verb = s.governor(i)
        if (
            verb is not None
            and s.lower[verb] in ("host", "hosts", "hosted", "hosting")
            and not s.passive(verb)
        ):
            for k in s.subject(verb):
                found = self.as_place(k)
                if found is not None and found[0]:
                    return found[0], found[1], "the host"
        if own:
            return None, None, ""
        # a place elsewhere in the sentence, if nothing else is near
        for k in range(len(s)):
            if self._locative(k) and s.lower[k - 1] in ("in", "at", "outside"):
                found = self.as_place(k)
                if found is not None and found[1]:
                    return found[0], found[1], "named in the sentence"
        return None, None, ""

    def _locative(self, k: int) -> bool:
        s = self.s
        ref = s.refs[k]
        if ref is None or ref.kind not in ("country", "place", "demonym", "trap"):
            return False
        m = k - 1
        while (
            m >= 0
            and (
                s.lower[m]
                in (
                    "the",
                    "neighboring",
                    "neighbouring",
                    "city",
                    "of",
                    "town",
                    "resort",
                    "occupied",
                    "turkish",
                    "seaside",
                    "capital",
                    ",",
                )
                or s.tags[m] == "JJ"
            )
            and k - m < 6
            and s.lower[m] not in ("in", "at")
        ):
            if s.refs[m] is not None and s.refs[m].kind not in ("demonym", "place"):  # type: ignore[union-attr]
                return False
            m -= 1
        if m < 0:
            return False
        if s.refs[m] is not None and s.refs[m].kind == "demonym":  # type: ignore[union-attr]
            m -= 1
            while m >= 0 and s.lower[m] == "the":
                m -= 1
        return (
            m >= 0
            and s.lower[m] in ("in", "at", "outside", "inside", "near")
            and not (
                s.deps and s.lower[m] == "in" and m and s.lower[m - 1] in ("interests", "role", "believe")
            )
        )
