"""Names without a title, state companies, pronouns, `the two sides`."""

from __future__ import annotations

from pipeline.events.bearers import BearerScan
from pipeline.events.refs import Ref
from pipeline.gazetteer.entries import Organisation
from pipeline.gazetteer.match import Match

_PRONOUNS = frozenset({
    "he", "she", "him", "they", "them", "we", "us", "i", "me", "it", "himself", "herself", "themselves",
})  # fmt: skip
_COMPANY_WORDS = frozenset({
    "state", "oil", "gas", "energy", "company", "giant", "firm", "corporation", "national", "owned", "run",
    "-", "defense", "defence", "arms", "aerospace", "major", "manufacturer", "producer", "operator",
    "carrier", "airline", "maker", "contractor", "and", "group", "railway", "water", "space", "satellite",
    "shipping", "largest", "flag",
})  # fmt: skip


_KINDS_OF_COMPANY = frozenset({
    "company", "giant", "firm", "corporation", "major", "manufacturer", "producer", "group", "operator",
    "carrier", "airline", "maker", "contractor",
})  # fmt: skip
_LISTED = frozenset({"former", "latter"})
_AFTER_THE_LATTER = frozenset({
    ",", ".", "'s", "and", "who", "also", "then", "was", "is", "has", "had", "will", "would", "came", "went",
    "flew", "met", "said", "told", "left", "took", "gave", "spent", "spoke", "made", "paid", "in", "on", "to",
})  # fmt: skip
_COUNTED = frozenset({
    "two", "both", "pair", "duo", "trio", "three", "five",
})  # fmt: skip
_STATES = frozenset({
    "countries", "states", "nations", "neighbors", "neighbours", "capitals", "men", "republics",
    "governments", "allies", "brothers",
})  # fmt: skip
_AFTER_THE_TWO = frozenset({
    "held", "met", "had", "signed", "spoke", "talked", "discussed", "also", "agreed", "last", "were", "are",
    "will", "have", "spent", "sat", "did", "shook", "then", "later", "exchanged", "reviewed", "chair",
    "chaired", "stressed", "is", "was", "would", "may", "could", "can", "should", "in", "at", "on", "after",
    "before", "as", "during", "both", "to", "for", "reached", "hold", "meet", "sign", "of",
    "went", "conferred", "oversaw", "emphasized", "withdrew", "began", "came", "got",
    "left", "walked", "retired", "dined", "lunched", "compared", "embraced", "chatted", "posed", "appeared",
})  # fmt: skip


class NameScan(BearerScan):
    """Names of people, bodies, states and places outside of titles; pronouns and pairs."""

    def _place_match(self, start: int, end: int, match: Match) -> int:
        low = self.t.lower
        kind = match.kind
        if kind in ("person", "surname"):
            if (
                kind == "surname"
                and start > 0
                and not self.taken[start - 1]
                and self._name_word(start - 1)
                and self.t.sentence[start - 1] == self.t.sentence[start]
            ):
                k = start - 1
                while (
                    k > 0
                    and not self.taken[k - 1]
                    and self._name_word(k - 1)
                    and self.t.sentence[k - 1] == self.t.sentence[start]
                ):
                    k -= 1
                if (
                    k == start - 1
                    and (
                        k == 0
                        or self.t.sentence[k - 1] != self.t.sentence[k]
                        or self.t.lower[k - 1] in ('"',)
                    )
                    and (
                        low[k].endswith("ly")
                        or (
                            not self.gaz.people_named(self.t.text(k, end))
                            and self.gaz.people_surnamed(low[start])
                            and low[k] in self._plain_words()
                        )
                    )
                ):
                    k = start
                start = k
            while (
                end < self.n
                and not self.taken[end]
                and self.at(end) is None
                and self._name_word(end)
                and self.t.sentence[end] == self.t.sentence[start]
            ):
                end += 1
            ref = self._person(start, end, self._owner_state(start), "")
            self._absorb_apposition(ref)
            self._absorb_owner(ref)
            self.add(ref)
            return ref.end
        if kind == "organisation":
            body = next((e for e in match.entries if isinstance(e, Organisation)), None)
            country = match.country
            if body is not None and len(match.entries) > 1 and country is None:
                country = self._nearest_state(
                    start, tuple(e.country for e in match.entries if isinstance(e, Organisation))
                )
                body = next(
                    (e for e in match.entries if isinstance(e, Organisation) and e.country == country), body
                )
            if body is None or not body.acts:
                self.add(Ref(kind="trap", start=start, end=end, countries=(), name=match.text))
                return end
            joint = tuple(sorted(body.countries))
            name = body.name if self.t.lower.count(body.name.lower()) else match.text
            ref = Ref(
                kind="body",
                start=start,
                end=end,
                countries=joint or ((country,) if country else ()),
                name=name,
                actor=body.id,
                office=body.kind,
            )
            self._absorb_kind(ref)
            self._absorb_owner(ref)
            self.add(ref)
            return end
        if kind == "trap":
            states = (match.country,) if match.country else ()
            self.add(
                Ref(
                    kind="place" if match.place is not None or states else "trap",
                    start=start,
                    end=end,
                    city=match.text if states else None,
                    countries=states,
                    name=match.text,
                )
            )
            return end
        if kind == "demonym":
            self.add(
                Ref(
                    kind="demonym",
                    start=start,
                    end=end,
                    countries=(match.country,) if match.country else (),
                    name=match.text,
                )
            )
            return end
        if kind in ("country", "metonym"):
            self.add(
                Ref(
                    kind="country",
                    start=start,
                    end=end,
                    countries=(match.country,) if match.country else (),
                    name=match.text,
                )
            )
            return end
        place = match.place
        city = (
            (place.city or place.name)
            if place is not None and place.kind not in ("sea", "river")
            else match.text
        )
        metonym = kind == "capital" or (place is not None and place.metonym)
        countries = (match.country,) if match.country else ()
        ref = Ref(
            kind="country" if metonym else "place",
            start=start,
            end=end,
            countries=countries,
            name=match.text,
            city=match.text if metonym or (place is not None and place.city is None) else city,
            place_kind="capital" if metonym else (place.kind if place else "city"),
        )
        if place is not None and place.city:
            ref.city = place.city
        self.add(ref)
        return ref.end if low else end

    def _plain_words(self) -> frozenset[str]:
        """Words that the text also writes small: no given names."""
        if not self._small:
            self._small = frozenset(w for w in self.t.words if w.islower())
        return self._small

    def _nearest_state(self, at: int, among: tuple[str | None, ...]) -> str | None:
        for distance in range(1, 40):
            for k in (at - distance, at + distance):
                if (
                    0 <= k < self.n
                    and (s := self.state(k)) in among
                    and s is not None
                    and self.kind(k) != "organisation"
                ):
                    return s
        return next((c for c in among if c), None)

    def _owner_state(self, start: int) -> str | None:
        """`Iran's Hassan Rouhani`, `Israeli Eli Cohen`: the state right before a name."""
        low = self.t.lower
        if (
            start >= 2
            and low[start - 1] == "'s"
            and self.kind(start - 2) in ("country", "capital", "metonym")
        ):
            return self.state(start - 2)
        if start >= 1 and self.kind(start - 1) == "demonym":
            return self.state(start - 1)
        return None

    def _absorb_kind(self, ref: Ref) -> None:
        """`Azerbaijan's state oil company SOCAR`: the words of its kind belong to the name."""
        low = self.t.lower
        k = ref.start
        while (
            k > 0
            and not self.taken[k - 1]
            and self.t.sentence[k - 1] == self.t.sentence[ref.start]
            and (low[k - 1] in _COMPANY_WORDS)
        ):
            k -= 1
        if k < ref.start and low[ref.start - 1] in _KINDS_OF_COMPANY:
            ref.start = k

    def _absorb_owner(self, ref: Ref) -> None:
        """`Iran's Hassan Rouhani` is one ref."""
        low = self.t.lower
        at = ref.start - 2 if ref.start >= 2 and low[ref.start - 1] == "'s" else ref.start - 1
        before = next(
            (r for r in self.refs if r.end == at + 1 and r.kind in ("country", "demonym") and r.country), None
        )
        if (
            before is None
            or ref.countries != before.countries
            or (before.kind == "country" and low[ref.start - 1] != "'s")
        ):
            return
        self.refs.remove(before)
        ref.start = before.start

    def _absorb_apposition(self, ref: Ref) -> None:
        """`Ilham Aliyev of Azerbaijan`."""
        e = ref.end
        if (
            e + 1 < self.n
            and self.t.lower[e] == "of"
            and self.kind(e + 1) in ("country",)
            and self.state(e + 1)
        ):
            state = self.state(e + 1)
            found = self.at(e + 1)
            if found and state and (not ref.countries or ref.countries == (state,)):
                ref.countries = (state,)
                ref.end = found[1]

    def _place_word(self, i: int) -> int:
        low = self.t.lower[i]
        if low in _PRONOUNS:
            self.add(
                Ref(
                    kind="pronoun",
                    start=i,
                    end=i + 1,
                    name="",
                    office=low,
                    plural=low in ("they", "them", "we", "us", "themselves"),
                )
            )
            return i + 1
        if low in _LISTED and i and self.t.lower[i - 1] == "the" and self.t.lower[i + 1 : i + 2]:
            nxt = self.t.lower[i + 1]
            if nxt in _AFTER_THE_LATTER or nxt.endswith("ed"):
                self.add(Ref(kind="pronoun", start=i - 1, end=i + 1, office=low))
                return i + 1
        if low in _COUNTED and i + 1 < self.n:
            start = i - 1 if i and self.t.lower[i - 1] in ("the", "these") else i
            nxt = self.t.lower[i + 1]
            if nxt == "-":
                return i + 1
            if (
                nxt in _STATES
                or (low in ("two", "pair", "duo", "trio", "three") and start < i and not nxt.isalpha())
                or (low in ("two", "pair", "duo", "trio") and start < i and nxt in _AFTER_THE_TWO)
            ):
                end = i + 2 if nxt in _STATES else i + 1
                self.add(Ref(kind="pair", start=start, end=end, office=low, plural=True))
                return end
        if self.t.capital(i) and self._name_word(i):
            e = i
            while (
                e < self.n
                and self.t.sentence[e] == self.t.sentence[i]
                and not self.taken[e]
                and self.at(e) is None
                and (self._name_word(e) or self._particle(e, i))
            ):
                e += 1
            while e > i and self._particle(e - 1, i):
                e -= 1
            self.unknown.append((i, e))
            return max(e, i + 1)
        return i + 1

    def _state_bodies(self) -> None:
        """`National Iranian Gas Export Company (NIGEC)`: a state's name within the name of a body."""
        low = self.t.lower
        named: dict[str, Ref] = {}
        for i in range(self.n):
            if low[i] not in self.off.companies or not self.t.capital(i) or self.at(i) is not None:
                continue
            if low[i] in ("commission", "committee", "council") and any(
                w in ("joint", "intergovernmental", "interstate", "trade", "business")
                for w in low[max(0, i - 5) : i]
            ):
                continue  # read as words: `the Iran-Azerbaijan Joint Economic Commission`
            start = i
            state: str | None = None
            while (
                start > 0
                and self.t.sentence[start - 1] == self.t.sentence[i]
                and (self.t.capital(start - 1) or low[start - 1] in ("and", "of", "&"))
                and low[start - 1] not in ("the",)
                and self.kind(start - 1) not in ("person", "surname", "organisation")
            ):
                start -= 1
                if self.kind(start) in ("demonym", "country") and state is None:
                    state = self.state(start)
            end = i + 1
            if state is None and low[end : end + 1] == ["of"]:
                k = end + 2 if low[end + 1 : end + 2] == ["the"] else end + 1
                found = self.at(k)
                if found and self.state(k) and found[2].kind == "country":
                    state, end = self.state(k), found[1]
            if state is None or (i - start < 1 and end == i + 1):
                continue
            while start < i and low[start] in ("and", "of", "&"):
                start += 1
            name = self.t.text(start, end)
            ref = self.add(
                Ref(kind="body", start=start, end=end, countries=(state,), name=name, office="company")
            )
            if (
                low[end : end + 1] == ["("]
                and low[end + 2 : end + 3] == [")"]
                and self.t.words[end + 1].isupper()
            ):
                named[self.t.words[end + 1]] = ref
        for i in range(self.n):
            if self.t.words[i] in named and not self.taken[i] and self.at(i) is None:
                full = named[self.t.words[i]]
                self.add(
                    Ref(
                        kind="body",
                        start=i,
                        end=i + 1,
                        countries=full.countries,
                        name=self.t.words[i],
                        office="company",
                    )
                )
                full.name = self.t.words[i]
