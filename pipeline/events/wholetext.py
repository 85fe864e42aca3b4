"""What only the whole text tells: unknown names met again, appositions, namesakes, provinces, bare titles."""

from __future__ import annotations

from collections import Counter

from pipeline.events.names import NameScan
from pipeline.events.refs import Ref

_DETERMINERS = frozenset({
    "the", "a", "an", "this", "that", "these", "those", "its", "their", "our", "my", "his", "her", "each",
    "every", "any",
})  # fmt: skip
_PLACE_PREPOSITIONS = frozenset({
    "in", "to", "at", "from", "near", "outside", "into", "via", "for", "of", "and", ",", "through",
    "toward", "towards",
})  # fmt: skip


_NO_PEOPLE = frozenset({
    "republic", "state", "ministry", "bank", "university", "government", "parliament",
})  # fmt: skip
_BODIES = frozenset({
    "delegation", "group", "team", "mission", "party", "contingent", "deputation",
})  # fmt: skip
_COUNTRY_SURNAMES = frozenset({
    "israel", "jordan", "chad", "georgia", "ireland", "england", "france", "holland", "cuba", "kenya",
})  # fmt: skip
_PLACE_PREPOSITIONS_ = frozenset({
    "in", "to", "from", "of", "against", "with", "at", "for", "between",
})  # fmt: skip


class WholeScan(NameScan):
    """What only the whole text tells of its names."""

    def _unknown_people(self) -> None:
        """Capitalised words that name somebody known from elsewhere or beside a title; cities."""
        named = {r.name.split()[-1].casefold(): r for r in self.refs if r.kind == "person" and r.name}
        roles = {r.start: r for r in self.refs if r.kind == "role"}
        low = self.t.lower
        for start, end in self.unknown:
            words = " ".join(self.t.words[start:end]).replace(" - ", "-").split()
            last = words[-1].casefold()
            if (
                low[end : end + 1] == ["of"]
                and len(words) > 1
                and self.kind(end + 1) == "country"
                and self.state(end + 1)
                and words[-1].lower() not in _NO_PEOPLE
            ):
                found = self.at(end + 1)
                ref = Ref(
                    kind="person",
                    start=start,
                    end=found[1] if found else end + 2,
                    name=" ".join(words),
                    countries=(str(self.state(end + 1)),),
                )
                self.add(ref)
                named[last] = ref
                continue
            comma = end + 1 < self.n and low[end] == ","
            role = roles.get(end + 1) if comma else None
            if role is not None and role.countries and len(words) > 1 and not role.plural:
                ref = Ref(
                    kind="person",
                    start=start,
                    end=role.end,
                    name=" ".join(words),
                    countries=role.countries,
                    office=role.office,
                    ambassador=role.ambassador,
                    posted=role.posted,
                )
                self.refs.remove(role)
                self.add(ref)
                named[last] = ref
                continue
            owner = self._owner_state(start)
            if (
                (
                    owner
                    and len(words) > 1
                    and low[start - 1] == "'s"
                    and self.t.lower[end : end + 1] not in ([","],)
                )
                and all(w[1:].islower() for w in words if len(w) > 1)
                and not self.gaz.city_country(" ".join(words))
            ):
                ref = Ref(kind="person", start=start, end=end, name=" ".join(words), countries=(owner,))
                self._absorb_owner(ref)
                self.add(ref)
                named[last] = ref
                continue
            if owner and len(words) == 1 and words[0].isupper() and len(words[0]) > 2:
                self.add(
                    Ref(
                        kind="body", start=start, end=end, name=words[0], countries=(owner,), office="company"
                    )
                )
                continue
            if last in named and (
                len(words) == 1
                or named[last].name.endswith(" ".join(words))
                or len(named[last].name.split()) == 1
                or words[0][:1] == named[last].name[:1]
            ):
                first = named[last]
                self.add(
                    Ref(
                        kind="person",
                        start=start,
                        end=end,
                        name=" ".join(words) if len(words) > len(first.name.split()) else first.name,
                        actor=first.actor,
                        countries=first.countries,
                        office=first.office,
                        ambassador=first.ambassador,
                        posted=first.posted,
                    )
                )
                continue
            if (start and low[start - 1] in _PLACE_PREPOSITIONS) or (False):
                text = " ".join(words)
                country = self.gaz.city_country(text)
                if country is None and len(words) == 1 and "-" not in text:
                    country = None
                if country is not None:
                    self.add(
                        Ref(
                            kind="place",
                            start=start,
                            end=end,
                            countries=(country,),
                            name=text,
                            city=text,
                            place_kind="city",
                        )
                    )
                elif (
                    low[start - 1] in ("in", "at", "outside")
                    and len(words) <= 2
                    and low[end : end + 1]
                    in (["on"], ["."], [","], ["in"], ["last"], ["after"], ["to"], ["late"], ["and"])
                ):
                    self.add(
                        Ref(
                            kind="place",
                            start=start,
                            end=end,
                            countries=(),
                            name=text,
                            city=text,
                            place_kind="unknown",
                        )
                    )
        # "Hikmet Hajiyev, assistant to the Azerbaijani president": a known name takes its title
        people = {r.end: r for r in self.refs if r.kind == "person"}
        for role in [r for r in self.refs if r.kind == "role"]:
            before = people.get(role.start - 1)
            if before is None or low[role.start - 1] != "," or role.owner in ("his", "her"):
                continue
            after = low[role.end] if role.end < self.n else "."
            if after in (",", ".", ";", ")", "-", "\u2013") and not (
                before.countries and role.countries and before.countries != role.countries
            ):
                if not before.countries:
                    before.countries = role.countries
                before.office = before.office or role.office
                before.ambassador = before.ambassador or role.ambassador
                before.posted = before.posted or role.posted
                before.end = role.end
                before.text = self.t.text(before.start, before.end)
                self.refs.remove(role)

    def _appositions(self) -> None:
        """`his counterpart, FM Elmar Mammadyarov`: the office belongs to the name after the comma."""
        low = self.t.lower
        people = {r.start: r for r in self.refs if r.kind == "person"}
        for role in [r for r in self.refs if r.kind == "role"]:
            last = role.office.split(" of ")[0].split()[-1:]
            after = people.get(role.end + 1)
            if after is None or low[role.end] not in (",", ":") or not (role.owner or role.countries):
                continue
            if last[0] not in ("counterpart", "colleague", "guest", "host", "visitor") and not (
                role.countries
                and after.countries == role.countries
                and low[after.end : after.end + 1] == [","]
            ):
                continue
            if role.countries and after.countries and role.countries != after.countries:
                continue
            after.start = role.start
            after.countries = after.countries or role.countries
            after.text = self.t.text(after.start, after.end)
            self.refs.remove(role)

    def _led_by(self) -> None:
        """`a delegation led by Speaker X`: who leads belongs to it, and one tells the state of the other."""
        low = self.t.lower
        people = {r.start: r for r in self.refs if r.kind in ("person", "role")}
        groups = {r.end: r for r in self.refs if r.kind == "group"}
        for i in range(1, self.n - 2):
            if low[i] not in ("led", "headed", "chaired", "guided", "fronted") or low[i + 1] not in (
                "by",
                "up",
            ):
                continue
            leader = people.get(i + 2) or (people.get(i + 3) if low[i + 2] in ("by", "the") else None)
            k = i
            while k > max(0, i - 6) and k not in groups and low[k - 1] not in _BODIES:
                k -= 1
            group = groups.get(k)
            if leader is None:
                continue
            if group is None and not self.taken[k - 1] and low[k - 1] in _BODIES and leader.countries:
                start = k - 1
                while (
                    start > 0
                    and not self.taken[start - 1]
                    and self.t.sentence[start - 1] == self.t.sentence[k - 1]
                    and (
                        low[start - 1] in self.off.modifiers
                        or low[start - 1] in self.off.portfolios
                        or low[start - 1] in _DETERMINERS
                    )
                ):
                    start -= 1
                group = self.add(
                    Ref(kind="group", start=start, end=k, countries=leader.countries, office=low[k - 1])
                )
                groups[k] = group
            if group is None or (
                group.countries and leader.countries and group.countries != leader.countries
            ):
                continue
            group.countries = group.countries or leader.countries
            leader.countries = leader.countries or group.countries
            group.members = (leader,)

    def _namesakes(self) -> None:
        """A bare surname is the person whom the article names in full, not a namesake."""
        full = {
            r.name.split()[-1].casefold(): r
            for r in self.refs
            if r.kind == "person" and len(r.name.split()) > 1 and not r.actor
        }
        known = {r.actor for r in self.refs if r.kind == "person" and len(r.name.split()) > 1 and r.actor}
        for ref in self.refs:
            if ref.kind != "person" or len(ref.name.split()) != 1 or ref.actor in known:
                continue
            own = full.get(ref.name.casefold())
            if own is not None and not (
                ref.office and ref.countries and own.countries and ref.countries != own.countries
            ):
                ref.actor, ref.name = None, own.name
                ref.countries = own.countries or ref.countries
                ref.office = ref.office or own.office

    def _states_of_bare_titles(self) -> None:
        """`Agriculture Minister Y` is of the state that the text names with that office elsewhere,
        or else of the state whose people it calls by bare titles: an outlet's own."""
        nameless = [
            r for r in self.refs if r.kind == "person" and r.bare and not r.countries and not r.private
        ]
        if not nameless:
            return
        offices: dict[str, set[tuple[str, str]]] = {}
        for ref in self.refs:
            if ref.office and ref.country and (not ref.bare or ref.actor):
                key = ref.key if ref.kind == "person" else ""
                offices.setdefault(ref.office, set()).add((key, ref.country))
        named = Counter(r.country for r in self.refs if r.kind in ("country", "demonym") and r.country)
        main = [c for c, n in named.most_common(2) if n >= 2]
        at_home = Counter(r.country for r in self.refs if r.bare and r.actor and r.country)
        home = next(iter(at_home)) if len(at_home) == 1 else None
        for ref in nameless:
            states = {c for key, c in offices.get(ref.office, ()) if key in ("", ref.key)}
            # the office of the other state is somebody else's: of two states, this bearer's is the one left
            taken = {c for key, c in offices.get(ref.office, ()) if key not in ("", ref.key)}
            left = [c for c in main if c not in taken] if len(main) == 2 and taken & set(main) else []
            country = next(iter(states)) if len(states) == 1 else left[0] if len(left) == 1 else home
            if country is None:
                continue
            for other in self.refs:
                if other.kind == "person" and not other.countries and other.key == ref.key:
                    other.countries = (country,)

    def _states_as_surnames(self) -> None:
        """`Rep. Paul Israel`: there the bare word is the person, where no preposition makes it a place."""
        low = self.t.lower
        bearers: dict[str, Ref] = {}
        for i in range(2, self.n):
            found = self.at(i)
            if (
                not found
                or found[2].kind != "country"
                or found[1] - found[0] > 1
                or low[i] not in _COUNTRY_SURNAMES
            ):
                continue
            title = low[i - 2].rstrip(".")
            if (
                self.t.capital(i - 1)
                and self.at(i - 1) is None
                and (title in self.off.honorifics or title in self.off.heads)
                and low[i - 1] not in self.off.ordinary
                and low[i - 1] not in self.off.heads
                and low[i - 1] not in self.off.portfolios
            ):
                bearers.setdefault(
                    low[i],
                    Ref(
                        "person",
                        i - 2,
                        i + 1,
                        (),
                        name=f"{self.t.words[i - 1]} {self.t.words[i]}",
                        office="congressman" if title in ("rep", "sen") else title,
                    ),
                )
                if title in ("rep", "sen"):
                    bearers[low[i]].countries = ("USA",)
        if not bearers:
            return
        for ref in list(self.refs):
            word = low[ref.end - 1]
            if ref.kind == "country" and word in bearers and ref.end - ref.start == 1:
                before = low[ref.start - 1] if ref.start else ""
                if before in _PLACE_PREPOSITIONS_:
                    continue
                who = bearers[word]
                ref.kind, ref.name, ref.countries, ref.office, ref.city = (
                    "person",
                    who.name,
                    who.countries,
                    who.office,
                    None,
                )
            elif ref.kind == "person" and ref.name.split()[-1].lower() in bearers and not ref.countries:
                ref.countries = bearers[ref.name.split()[-1].lower()].countries

    def _provinces(self) -> None:
        """Where a province of Iran called Azerbaijan is the topic, the bare word is that region."""
        texts = [
            m[2].text.lower()
            for m in self.t.cover
            if m is not None and m[2].kind == "trap" and m[2].country == "IRN" and "az" in m[2].text.lower()
        ]
        spelled = {t.split()[-1] for t in texts}
        if not spelled:
            return
        republic = any(
            "republic" in r.text.lower() or r.city == "Baku"
            for r in self.refs
            if r.kind == "country" and r.countries == ("AZE",)
        )
        for ref in self.refs:
            if (
                ref.kind == "country"
                and ref.countries == ("AZE",)
                and ref.text.lower() in spelled
                and not republic
            ):
                ref.kind, ref.countries, ref.city = "place", ("IRN",), ref.text

    def _pairs_of_countries(self) -> None:
        """People with one surname are one person: they share what any of them is known by."""
        best: dict[str, Ref] = {}
        people = [r for r in self.refs if r.kind == "person" and r.name]
        for ref in people:
            last = ref.name.split()[-1].casefold()
            known = best.get(last)
            if known is None or (len(ref.name) > len(known.name)) or (not known.countries and ref.countries):
                best[last] = ref
        for ref in people:
            full = best[ref.name.split()[-1].casefold()]
            alone = len(ref.name.split()) == 1
            if full is ref:
                continue
            if (
                alone
                and not ref.office
                and (ref.countries != full.countries or ref.actor != full.actor)
                and len(full.name.split()) > 1
            ):
                ref.actor, ref.countries = full.actor, full.countries
            elif alone and ref.actor == full.actor:
                ref.countries = ref.countries or full.countries
            elif not alone and not ref.countries:
                ref.countries = full.countries
