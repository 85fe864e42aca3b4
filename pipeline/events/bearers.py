"""Who bears a title: the name after it, known or not, and who that is on the day."""

from __future__ import annotations

from pipeline.events.refs import Ref
from pipeline.events.titles import Title, TitleScan
from pipeline.gazetteer.entries import Actor, Hold
from pipeline.gazetteer.fold import fold
from pipeline.gazetteer.offices import same_office

_POSTED = frozenset({
    "ambassador", "envoy", "consul", "consul general", "consul-general", "emissary", "attache",
    "charge d'affaires", "representative", "ambassadors", "envoys", "consuls",
})  # fmt: skip
_PRIVATE = frozenset({
    "company", "companies", "firms", "firm", "businessmen", "investors", "tourists",
})  # fmt: skip


_NEED_A_STATE = frozenset({
    "general", "officer", "officers", "group", "team", "army", "military", "member", "judge", "head",
    "director", "chairman", "chief", "colleague", "colleagues", "experts", "specialists", "engineers",
    "committee", "council", "party", "aides", "advisers", "deputies", "candidate", "heads", "chiefs",
    "directors", "groups", "cabinet", "entity", "mission",
})  # fmt: skip
_PAIRED = frozenset({
    "sides", "ministers", "presidents", "leaders", "premiers", "governments", "counterparts", "parties",
    "diplomats", "speakers", "generals", "officials", "delegations", "parliaments", "co-chairs", "fms",
})  # fmt: skip
_AFTER_A_NAME = frozenset({
    ",", ".", ")", ";", "-", "–", "—", "?", "!", "and", "to", "in", "on", "with", "at", "who", "has", "was",
    "is", "had", "for", "from",
})  # fmt: skip
_PARTICLES = frozenset({
    "al", "bin", "ben", "van", "de", "von", "el", "ibn", "-", "'", "oglu", "ogly", "abu", "der",
})  # fmt: skip


class BearerScan(TitleScan):
    """Gives titles their bearers and makes refs of both."""

    def _place_title(self, title: Title) -> None:
        bearer = self._bearer(title)
        countries = tuple(dict.fromkeys(title.countries))
        head = title.office.split(" of ")[0]
        plural = head.split()[-1] in self.off.groups if head else False
        ambassador = any(w in _POSTED for w in head.split()) and "representative" not in head
        if bearer is not None:
            _start, end, names = bearer
            for at, (s, e) in enumerate(names):
                ref = self._person(
                    s,
                    e,
                    countries[0]
                    if len(countries) == 1
                    else (countries[at] if at < len(countries) and len(names) == len(countries) else None),
                    title.office,
                )
                ref.ambassador, ref.posted = ambassador, title.posted
                ref.bare = not countries and not title.owner
                ref.private = title.private and not ref.countries
                if at == 0:
                    ref.start = title.start
                if at == len(names) - 1:
                    ref.end = max(end, ref.end)
                self.add(ref)
            return
        if title.private and plural:
            return
        group = plural
        if (
            not countries
            and head.split()[-1:]
            and head.split()[-1] in _NEED_A_STATE
            and not title.owner
            and not title.definite
        ):
            return
        if any(w in _PRIVATE for w in title.office.split()):
            return
        ref = Ref(
            kind="group" if group else "role",
            start=title.start,
            end=title.end,
            countries=countries,
            office=title.office,
            posted=title.posted,
            plural=group and head.split()[-1].endswith("s"),
            owner=title.owner,
            definite=title.definite,
            ambassador=ambassador,
            private=title.private,
            parts=title.parts if head == "ministers" else (),
        )
        if title.that_country:
            ref.countries = ()
            ref.owner = "that"
        last = head.split()[-1] if head else ""
        lead = self.t.lower[title.start : title.end]
        two = any(w in ("two", "both", "respective") for w in lead) or last in ("sides", "counterparts")
        if ref.parts:
            self.add(ref)
            return
        if group and last in _PAIRED and not countries and (two or title.definite or last in ("sides",)):
            ref.kind = "pair"
        if last == "side" and not countries:
            return
        self.add(ref)

    def _bearer(self, title: Title) -> tuple[int, int, list[tuple[int, int]]] | None:
        """The name right after a title, or after a comma: (start, end, [(name start, name end), …])."""
        low = self.t.lower
        e = title.end
        comma = False
        if (e < self.n and low[e] in (",", ":") and not title.owner) or (
            e < self.n and low[e] == "," and title.owner
        ):
            e += 1
            comma = True
        while e < self.n and (
            (
                low[e].rstrip(".") in self.off.ranks
                or low[e].rstrip(".") in self.off.honorifics
                or low[e] == "-"
            )
            and self.at(e) is None
            and (self.t.capital(e) or low[e] == "-")
            and e + 1 < self.n
        ):
            e += 1
        if e >= self.n or self.t.sentence[e] != self.t.sentence[title.start]:
            return None
        name = self._name_at(e, single=not comma)
        if name is None:
            return None
        s, end = name
        if comma:
            after = low[end] if end < self.n else "."
            # "the minister, Zarif said" and lists "the speaker, Zarif and Lavrov" are no appositions
            if after not in _AFTER_A_NAME and self.kind(s) not in ("person",):
                return None
            if after == "and" and title.office.split()[-1:] != ["counterpart"] and not self._known(s):
                return None
        end = self._of_state(end)
        names = [(s, end)]
        plural = (
            title.office.split(" of ")[0].split()[-1:]
            and title.office.split(" of ")[0].split()[-1] in self.off.groups
        )
        if plural:
            k = end
            while k < self.n and low[k] in (",", "and", "&"):
                m = k + 1
                while m < self.n and low[m] in ("and", "the"):
                    m += 1
                nxt = self._name_at(m, single=True)
                if nxt is None:
                    break
                nxt = (nxt[0], self._of_state(nxt[1]))
                names.append(nxt)
                k = end = nxt[1]
            if len(names) == 1 and not comma and low[title.end - 1] not in ("presidents", "ministers"):
                return (s, end, names) if self._known(s) else None
        return s, end, names

    def _of_state(self, end: int) -> int:
        """`Nursultan Nazarbayev of Kazakhstan`: the name goes on to the end of the state."""
        found = self.at(end + 1)
        if (
            end + 1 < self.n
            and self.t.lower[end] == "of"
            and found
            and found[2].kind == "country"
            and self.state(end + 1)
        ):
            return found[1]
        return end

    def _known(self, i: int) -> bool:
        return self.kind(i) in ("person", "surname")

    def _name_at(self, i: int, *, single: bool) -> tuple[int, int] | None:
        """A name that begins at token i: known, or capitalised words that are nothing else."""
        found = self.at(i) if i < self.n else None
        if found and found[2].kind in ("person",) and found[0] == i:
            end = found[1]
            while (
                end < self.n
                and self._name_word(end)
                and self.at(end) is None
                and self.t.sentence[end] == self.t.sentence[i]
            ):
                end += 1
            return i, end
        e = i
        while (
            e < self.n
            and self.t.sentence[e] == self.t.sentence[i]
            and (self._name_word(e) or self._particle(e, i))
        ):
            here = self.at(e)
            e = here[1] if here else e + 1
            if e - i > 6:
                break
        while e > i and self._particle(e - 1, i):
            e -= 1
        if e == i:
            return None
        if e - i == 1 and not single and not self._known(i):
            return None
        if not any(
            self.t.words[k][1:].islower()
            or "." in self.t.words[k]
            or "'" in self.t.words[k]
            or "-" in self.t.words[k]
            or len(self.t.words[k]) > 2
            for k in range(i, e)
        ):
            return None
        return i, e

    def _name_word(self, i: int) -> bool:
        word, low = self.t.words[i], self.t.lower[i]
        found = self.at(i)
        if found is not None:
            if found[2].kind == "surname":
                return True
            return (
                found[2].kind == "country"
                and found[2].text in ("Israel", "Jordan", "Chad", "Georgia")
                and i + 1 < self.n
                and self.kind(i + 1) == "surname"
            )
        if not word[:1].isupper() or not (word[:1].isalpha()):
            return False
        bare = low.rstrip(".")
        if bare in self.off.ordinary or low in self.off.ordinary:
            return False
        return not (
            bare in self.off.heads
            or bare in self.off.groups
            or (bare in self.off.portfolios and bare not in ("major",))
        )

    def _particle(self, i: int, start: int) -> bool:
        return i > start and i < self.n and self.t.lower[i] in _PARTICLES and self.at(i) is None

    def _person(self, start: int, end: int, country: str | None, office: str) -> Ref:
        stop = end
        if "of" in self.t.lower[start:end] and self.kind(end - 1) == "country":
            country = self.state(end - 1) or country
            stop = start + self.t.lower[start:end].index("of")
        ref = self._named(start, stop, country, office)
        ref.end = end
        return ref

    def _named(self, start: int, end: int, country: str | None, office: str) -> Ref:
        name = " ".join(self.t.words[start:end]).replace(" - ", "-").replace(" 's", "'s").replace(" '", "'")
        while (
            name.split()
            and name.split()[0].rstrip(".").lower() in self.off.honorifics
            and len(name.split()) > 1
            and name.split()[0].lower() not in ("seyed", "seyyed", "sheikh", "haj")
        ):
            name = name.split(" ", 1)[1]
        found = self._resolve(name, country, office, start)
        ref = Ref(kind="person", start=start, end=end, name=name, office=office)
        if found is not None:
            ref.actor, ref.countries = found.id, (found.country,)
            if country is not None and country != found.country:
                ref.actor, ref.countries = None, (country,)
        elif country is not None:
            ref.countries = (country,)
        return ref

    def _resolve(self, name: str, country: str | None, office: str, start: int) -> Actor | None:
        for mate in self.gaz.namesakes:
            if fold(mate.surface) in fold(name):
                near = fold(self.t.text(max(0, start - 60), min(self.n, start + 60)))
                for w in mate.not_when:
                    if fold(w) in near and not (office and len(w.split()) == 1):
                        if " " in w and fold(w) != fold(name):
                            continue
                        return None
        people = self.gaz.resolve(name, self.on, country=country, office=office or None)
        if not people and office and len(name.split()) > 1:
            # another spelling of the given name: who bears the surname and holds the office on that day
            people = tuple(
                p
                for p in self.gaz.people_surnamed(name.split()[-1])
                if any(
                    same_office(office, r.title, self.gaz.offices) and r.holds(self.on) is Hold.YES
                    for r in p.roles
                )
            )
        people = tuple(p for p in people if country is None or p.country == country)
        if len(people) > 1 and not office:
            top = [
                p
                for p in people
                if p.roles
                and any(
                    r.title.startswith(("President", "Prime", "Minister", "Supreme"))
                    for r in self.gaz.roles_on(p, self.on)
                )
            ]
            people = tuple(top) or people
        return people[0] if people else None
