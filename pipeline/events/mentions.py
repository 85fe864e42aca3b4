"""Find the refs of a text: names from the gazetteer, titles with or without a bearer, groups, pronouns.

A title is read outwards from its head word: modifiers, portfolios and the country before it, `of`-phrases
after it, then the bearer. So "Azerbaijan's Deputy Prime Minister Shahin Mustafayev", "Minister of
Petroleum of Iran Masoud Mir-Kazemi" and "his Azeri counterpart" each become one ref.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from pipeline.events.lexicon import Offices
from pipeline.events.refs import Ref
from pipeline.gazetteer.entries import Actor, Hold, Organisation
from pipeline.gazetteer.fold import fold
from pipeline.gazetteer.gazetteer import Gazetteer
from pipeline.gazetteer.match import Match
from pipeline.gazetteer.offices import same_office

_DETERMINERS = frozenset(["the", "a", "an", "this", "that", "these", "those", "its", "their", "our", "my", "his", "her", "each", "every", "any"])
_OWNERS = frozenset(["his", "her", "its", "their", "our", "my"])
_PRONOUNS = frozenset(["he", "she", "him", "they", "them", "we", "us", "i", "me", "it", "himself", "herself", "themselves"])
_POSTED = frozenset(["ambassador", "envoy", "consul", "consul general", "consul-general", "emissary", "attache", "charge d'affaires", "representative", "ambassadors", "envoys", "consuls"])
_PLACE_PREPOSITIONS = frozenset(["in", "to", "at", "from", "near", "outside", "into", "via", "for", "of", "and", ",", "through", "toward", "towards"])
_LIST = frozenset([",", "and", "&"])
_COMPANY_WORDS = frozenset(["state", "oil", "gas", "energy", "company", "giant", "firm", "corporation", "national", "owned", "run", "-", "defense", "defence", "arms", "aerospace", "major", "manufacturer", "producer", "operator", "carrier", "airline", "maker", "contractor", "and", "group", "railway", "water", "space", "satellite", "shipping", "largest", "flag"])
_PRIVATE = frozenset(["company", "companies", "firms", "firm", "businessmen", "investors", "tourists"])


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


@dataclass(slots=True)
class _Title:
    start: int
    end: int
    countries: list[str]
    office: str
    posted: str | None = None
    owner: str = ""
    definite: bool = False
    body: Ref | None = None
    that_country: bool = False
    private: bool = False
    parts: tuple[str, ...] = ()


class MentionFinder:
    """Makes refs out of tokens and gazetteer matches. Stateless between texts."""

    def __init__(self, gazetteer: Gazetteer, offices: Offices) -> None:
        self._gaz = gazetteer
        self._off = offices

    def find(self, tokens: Tokens, matches: Sequence[Match], published: date) -> list[Ref]:
        """Refs in order of their place; none overlaps another."""
        scan = _Scan(self._gaz, self._off, tokens, published)
        scan.align(matches)
        return scan.run()


class _Scan:
    def __init__(self, gaz: Gazetteer, off: Offices, tokens: Tokens, published: date) -> None:
        self.gaz, self.off, self.t, self.on = gaz, off, tokens, published
        self.n = len(tokens.words)
        self.refs: list[Ref] = []
        self.taken = [False] * self.n
        self.unknown: list[tuple[int, int]] = []
        self._small: frozenset[str] = frozenset()

    # ------------------------------------------------------------ preparation

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
                _first(e.country for e in found[2].entries if isinstance(e, Organisation))
            )
        if found and found[2].kind == "place" and found[2].place and found[2].place.metonym:
            return found[2].country
        return None

    # ------------------------------------------------------------ the scan

    def run(self) -> list[Ref]:
        i = 0
        self._state_bodies()
        heads = [h for h in self._head_positions() if not any(self.taken[h[0] : h[1]])]
        titles = [t for h in heads if (t := self._title(*h)) is not None]
        for title in titles:
            if not any(self.taken[title.start : title.end]):
                self._place_title(title)
        while i < self.n:
            if self.taken[i]:
                i += 1
                continue
            found = self.at(i)
            if found and found[0] == i and not any(self.taken[i : found[1]]):
                i = self._place_match(*found)
                continue
            i = self._place_word(i)
        self.refs.sort(key=lambda r: r.start)
        self._unknown_people()
        self._appositions()
        self._pairs_of_countries()
        self._led_by()
        self._namesakes()
        self._states_of_bare_titles()
        self._states_as_surnames()
        self._provinces()
        self.refs.sort(key=lambda r: r.start)
        return self.refs

    def _state_bodies(self) -> None:
        """`National Iranian Gas Export Company (NIGEC)`: capitalised words with a state that end in a word for a body."""
        low = self.t.lower
        named: dict[str, Ref] = {}
        for i in range(self.n):
            if low[i] not in self.off.companies or not self.t.capital(i) or self.at(i) is not None:
                continue
            if low[i] in ("commission", "committee", "council") and any(w in ("joint", "intergovernmental", "interstate", "trade", "business") for w in low[max(0, i - 5) : i]):
                continue  # read as words: `the Iran-Azerbaijan Joint Economic Commission`
            start = i
            state: str | None = None
            while start > 0 and self.t.sentence[start - 1] == self.t.sentence[i] and (self.t.capital(start - 1) or low[start - 1] in ("and", "of", "&")) and low[start - 1] not in ("the",) and self.kind(start - 1) not in ("person", "surname", "organisation"):
                start -= 1
                if self.kind(start) in ("demonym", "country") and state is None:
                    state = self.state(start)
            end = i + 1
            if state is None and low[end : end + 1] == ["of"]:
                k = end + 2 if low[end + 1 : end + 2] == ["the"] else end + 1
                found = self.at(k)
                if found and self.state(k) and found[2].kind == "country":
                    state, end = self.state(k), found[1]
            if state is None or i - start < 1 and end == i + 1:
                continue
            while start < i and low[start] in ("and", "of", "&"):
                start += 1
            name = self.t.text(start, end)
            ref = self.add(Ref(kind="body", start=start, end=end, countries=(state,), name=name, office="company"))
            if low[end : end + 1] == ["("] and low[end + 2 : end + 3] == [")"] and self.t.words[end + 1].isupper():
                named[self.t.words[end + 1]] = ref
        for i in range(self.n):
            if self.t.words[i] in named and not self.taken[i] and self.at(i) is None:
                full = named[self.t.words[i]]
                self.add(Ref(kind="body", start=i, end=i + 1, countries=full.countries, name=self.t.words[i], office="company"))
                full.name = self.t.words[i]

    def add(self, ref: Ref) -> Ref:
        for k in range(ref.start, ref.end):
            self.taken[k] = True
        ref.text = self.t.text(ref.start, ref.end)
        self.refs.append(ref)
        return ref

    def _head_positions(self) -> list[tuple[int, int, bool]]:
        """(start, end, plural) of head words outside of gazetteer names, longest first."""
        found = []
        i = 0
        low = self.t.lower
        while i < self.n:
            step = 1
            if self.t.cover[i] is None or self.kind(i) in ("surname",):
                for size in (3, 2, 1):
                    if i + size > self.n:
                        continue
                    phrase = " ".join(low[i : i + size]).replace(" - ", "-")
                    if size > 1 and any(self.t.cover[k] for k in range(i, min(i + size, self.n))):
                        continue
                    if phrase in self.off.heads or phrase in self.off.groups:
                        if not self._is_modifier_only(i, i + size):
                            found.append((i, i + size, phrase in self.off.groups))
                        step = size
                        break
            i += step
        return found

    def _is_modifier_only(self, start: int, end: int) -> bool:
        """`deputy` in `deputy minister`, `general` in `Secretary General`, `party` in `third party`."""
        low = self.t.lower
        word = low[start]
        nxt = low[end] if end < self.n else ""
        if word in ("deputy", "vice", "chief", "assistant", "official", "general", "premier", "major", "guest", "host", "member", "head", "team", "military", "parliament", "government", "army", "side", "security", "chair", "judge"):
            k = end
            while k < self.n and (low[k] in self.off.portfolios or low[k] in self.off.modifiers) and low[k] not in self.off.heads:
                if low[k] in self.off.groups and self.at(k) is None and (k + 1 >= self.n or low[k + 1] not in self.off.portfolios | self.off.heads | self.off.groups):
                    break
                k += 1
            if word in ("deputy", "vice", "chief", "assistant", "premier", "military", "parliament", "government", "army", "general", "major") and k < self.n and (
                low[k] in self.off.heads or low[k] in self.off.groups
            ):
                return True
            if word == "official" and nxt and (self.t.cover[end] is None) and nxt.isalpha() and nxt not in ("in", "of", "from", "at", "with", "said", "who", "told", "was", "and", "to", "has", "is", "had"):
                return True
            if word in ("side", "judge") and nxt in ("by", "that", "of"):
                return True
            if word == "host" and (nxt in ("country", "of", "city", "nation", "the", "a") or self._verbish(start)):
                return True
            if word == "head" and (nxt in ("to", "for", "into", "back", "north", "south", "home", "off", "on") or self._verbish(start)):
                return True
        if low[start - 1 : start] and low[start - 1] in ("who", "which") and low[end - 1].endswith("s"):
            return True
        if low[end - 1] in ("ministry", "office", "committee", "council", "delegation", "cabinet", "navy") and nxt in self.off.heads | self.off.groups and nxt not in ("head", "host"):
            return True
        if word == "party" and (low[start - 1 : start] in (["third"], ["no"], ["any"], ["ruling"], ["opposition"]) or self.t.capital(start)):
            return True
        if word in ("visitor", "visitors", "head", "chair", "judge", "guide", "team") and self._verbish(start):
            return True
        if word in ("heads", "chairs", "hosts", "guides", "sides", "judges", "aides", "groups"):
            prev = self.at(start - 1)
            if prev and prev[2].kind in ("surname", "person"):
                return True
            if word in ("heads", "hosts", "chairs") and nxt in ("to", "for", "a", "the", "into", "out", "back", "an"):
                return True
        return word in ("representative", "mission", "liaison") and nxt in ("office", "offices", "control", "accomplished")

    def _verbish(self, i: int) -> bool:
        prev = self.t.lower[i - 1] if i else ""
        return prev in ("to", "will", "would", "may", "could", "not", "also") or (self.at(i - 1) is not None and self.kind(i - 1) in ("surname", "person"))

    def _title(self, start: int, end: int, plural: bool) -> _Title | None:
        head = self.t.text(start, end).lower().replace(" - ", "-")
        title = _Title(start, end, [], head)
        self._leftwards(title)
        self._rightwards(title, head, plural)
        return title

    def _leftwards(self, title: _Title) -> None:
        low, off = self.t.lower, self.off
        j = title.start
        words: list[str] = []
        while j > 0 and self.t.sentence[j - 1] == self.t.sentence[title.start]:
            k = j - 1
            w = low[k]
            found = self.at(k)
            state = self.state(k)
            if w in ("'s", "'") and self.state(k - 1) is not None:
                title.countries.append(str(self.state(k - 1)))
                owner = self.at(k - 1)
                j = owner[0] if owner else k - 1
                if owner and owner[2].kind == "organisation":
                    words.append(owner[2].text)
                break
            if w == "'s" and self.kind(k - 1) in ("person", "surname"):
                owner = self.at(k - 1)
                people = [x for x in (owner[2].entries if owner else ()) if isinstance(x, Actor)]
                states = {p.country for p in people}
                if len(states) == 1 and title.office in ("envoy", "emissary", "representative", "spokesman", "spokeswoman", "aide", "adviser", "advisor", "minister", "government", "team", "guest", "host"):
                    title.countries.append(states.pop())
                break
            if found and state is not None and found[2].kind in ("demonym", "country", "metonym", "capital", "organisation", "place"):
                if found[2].kind in ("country", "capital", "place", "metonym") and k + 1 < title.start and low[k + 1] in ("and", ","):
                    break
                title.countries.append(state)
                if found[2].kind == "organisation":
                    words.append(found[2].text)
                j = found[0]
                # "Azerbaijani and Iranian ministers", "Azerbaijani, Iranian and Turkish foreign ministers"
                while j >= 2 and low[j - 1] in ("and", ",", "-", "\u2013", "&", "/") and self.state(j - 2) and self.kind(j - 2) in ("demonym", "capital", "country", "place"):
                    title.countries.append(str(self.state(j - 2)))
                    other = self.at(j - 2)
                    j = other[0] if other else j - 2
                while j > 0 and self.at(j - 1) is None and low[j - 1] in off.modifiers:
                    j -= 1
                if j > 0 and low[j - 1] in _DETERMINERS:
                    title.definite = low[j - 1] != "a"
                    j -= 1
                break
            if found:
                break
            if w in off.portfolios or w in off.modifiers or w == "'" or (w in off.heads and w in ("prime", "deputy", "vice", "chief", "general", "minister")):
                if w in ("both", "all", "some", "many", "several", "same") and title.start - k > 3:
                    break
                words.append(w)
                j = k
                continue
            if w in ("and", "&", ",") and words and words[-1] in off.portfolios and low[k - 1] in off.portfolios and self.at(k - 1) is None and self.t.capital(k - 1) == self.t.capital(k + 1):
                words.append(w)
                j = k
                continue
            if w == "-" and k > 0 and low[k - 1] in (off.modifiers | off.portfolios | {"then", "vice", "ex", "high"}):
                j = k
                continue
            if w == "whose":
                for m in range(k - 1, max(-1, k - 5), -1):
                    if self.state(m):
                        title.countries.append(str(self.state(m)))
                        break
                j = k
                break
            if w in _OWNERS:
                title.owner = w
                j = k
                break
            if w in ("that", "those") and not (k > 0 and low[k - 1] in ("of", "in", "to")):
                break  # a conjunction: "said that President X"
            if w in _DETERMINERS:
                title.definite = w not in ("a", "an", "any", "every")
                j = k
                if w in ("the", "a") and k > 0 and low[k - 1] in ("both", "all"):
                    j = k - 1
                break
            break
        if j > 1 and not title.countries and not title.definite and not title.owner and self.t.sentence[j - 1] == self.t.sentence[title.start] and self.at(j - 1) is None and self.t.words[j - 1].isupper() and len(self.t.words[j - 1]) > 1 and self.t.words[j - 1].isalpha():
            title.private = True
        title.start = j
        title.office = " ".join([*reversed([w for w in words if w not in ("and", ",", "&")]), title.office]).strip()

    def _rightwards(self, title: _Title, head: str, plural: bool) -> None:
        low, off = self.t.lower, self.off
        e = title.end
        while e < self.n and self.t.sentence[e] == self.t.sentence[title.start]:
            w = low[e]
            if w in ("general", "-") and head in ("secretary", "ambassador", "consul", "director", "prosecutor", "attorney", "chairman"):
                e += 1
                continue
            if head.startswith(("ambassador", "envoy")) and w in ("extraordinary", "plenipotentiary", "and"):
                if w == "and" and low[e + 1 : e + 2] != ["plenipotentiary"]:
                    break
                e += 1
                continue
            if w == "in" and head in _POSTED:
                k = e + 2 if low[e + 1 : e + 2] == ["the"] else e + 1
                found = self.at(k)
                if found and self.state(k):
                    title.posted = self.state(k)
                    e = title.end = found[1]
                    continue
                break
            if w in ("of", "for", "from"):
                got = self._of_phrase(e + 1, title)
                if got is None:
                    break
                e = got
                title.end = e
                continue
            if w in ("to", "in") and head in _POSTED:
                k = e + 1
                if low[k : k + 1] == ["the"]:
                    k += 1
                found = self.at(k)
                if found and self.state(k):
                    title.posted = self.state(k)
                    e = title.end = found[1]
                    continue
                break
            if w == "," and head in ("minister", "secretary", "speaker", "chairman", "head", "deputy") and low[e + 1 : e + 3] == ["minister", "of"]:
                e += 1
                continue
            break

    def _of_phrase(self, i: int, title: _Title) -> int | None:
        """Read `the Islamic Republic of Iran`, `Economy and Industry of Azerbaijan`, `its armed forces`; the end."""
        low, off = self.t.lower, self.off
        e = i
        words: list[str] = []
        if e < self.n and low[e] == "that" and low[e + 1 : e + 2] in (["country"], ["state"]):
            title.that_country = True
            return e + 2
        if e < self.n and low[e] in ("the", "its", "their", "his"):
            e += 1
            if self.at(e) is None and low[e : e + 1] in (["country"], ["state"], ["republic"], ["two"], ["both"], ["respective"]):
                if low[e] in ("two", "both"):
                    return None
                return None
        begun = e
        while e < self.n and self.t.sentence[e] == self.t.sentence[title.start]:
            found = self.at(e)
            state = self.state(e)
            if found and state is not None:
                title.countries.append(state)
                if found[2].kind == "organisation":
                    words.append(found[2].text)
                e = found[1]
                if e < self.n and low[e] in ("'s", "'"):
                    e += 1
                    continue
                while found[2].kind == "demonym" and e + 1 < self.n and low[e] in _LIST and self.kind(e + 1) == "demonym":
                    title.countries.append(str(self.state(e + 1)))
                    e += 2
                if found[2].kind == "demonym" or (e < self.n and low[e] in off.portfolios and self.at(e) is None):
                    continue
                # "foreign ministers of Azerbaijan, Iran and Turkey"
                while e + 1 < self.n and low[e] in _LIST:
                    k = e + 1
                    while k < self.n and low[k] in ("and", "the", "of"):
                        k += 1
                    other = self.at(k)
                    if other and self.state(k) and other[2].kind in ("country", "metonym", "capital") and (title.office.endswith("s") or low[k - 1] == "of" and len(title.countries) > 1):
                        title.countries.append(str(self.state(k)))
                        e = other[1]
                    else:
                        break
                break
            if found and found[2].kind in ("place", "trap"):
                return found[1] if words or e > begun else found[1]
            if found:
                break
            w = low[e]
            if w in off.portfolios or w in off.groups or (w in off.modifiers and low[e + 1 : e + 2] and (low[e + 1] in off.portfolios or low[e + 1] in off.groups or self.state(e + 1))):
                words.append(w)
                e += 1
                continue
            if w in ("and", "&", ",") and words and e + 1 < self.n and low[e + 1] in off.portfolios and self.at(e + 1) is None:
                # a list goes on only while the capitals do, so that "of defence and foreign minister Y" splits
                if low[e + 2 : e + 3] and low[e + 2] in off.heads:
                    break
                e += 1
                continue
            if w == "of" and words and low[e + 1 : e + 2] and (low[e + 1] in off.portfolios):
                e += 1
                continue
            if w == "the" and words and low[e - 1] in ("of", "for"):
                e += 1
                continue
            break
        if e == begun:
            return None
        if self.kind(e - 1) == "demonym" and e < self.n and low[e].isalpha() and low[e] not in ("and", "or", "who", "in", "at", "on", "to", "for", "with", "said", "was", "is") and self.at(e) is None and self.t.sentence[e] == self.t.sentence[title.start]:
            title.private = True  # "representatives of the Iranian community"
        if words and title.office.endswith("ministers"):
            text = " ".join(low[begun:e])
            pieces = [p.strip() for p in text.replace(",", " and ").split(" and ") if p.strip()]
            if 2 <= len(pieces) <= 4 and all(p.split()[0] in off.portfolios for p in pieces):
                title.parts = tuple(f"minister of {p}" for p in pieces)
        title.office = f"{title.office} of {' '.join(words)}" if words else title.office
        return e

    # ------------------------------------------------------------ titles become refs

    def _place_title(self, title: _Title) -> None:
        bearer = self._bearer(title)
        countries = tuple(dict.fromkeys(title.countries))
        head = title.office.split(" of ")[0]
        plural = head.split()[-1] in self.off.groups if head else False
        ambassador = any(w in _POSTED for w in head.split()) and "representative" not in head
        if bearer is not None:
            start, end, names = bearer
            for at, (s, e) in enumerate(names):
                ref = self._person(s, e, countries[0] if len(countries) == 1 else (countries[at] if at < len(countries) and len(names) == len(countries) else None), title.office)
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
        if not countries and head.split()[-1:] and head.split()[-1] in ("general", "officer", "officers", "group", "team", "army", "military", "member", "judge", "head", "director", "chairman", "chief", "colleague", "colleagues", "experts", "specialists", "engineers", "committee", "council", "party", "aides", "advisers", "deputies", "candidate", "heads", "chiefs", "directors", "groups", "cabinet", "entity", "mission") and not title.owner and not title.definite:
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
        if group and last in ("sides", "ministers", "presidents", "leaders", "premiers", "governments", "counterparts", "parties", "diplomats", "speakers", "generals", "officials", "delegations", "parliaments", "co-chairs", "fms") and not countries and (two or title.definite or last in ("sides",)):
            ref.kind = "pair"
        if last == "side" and not countries:
            return
        self.add(ref)

    def _bearer(self, title: _Title) -> tuple[int, int, list[tuple[int, int]]] | None:
        """The name right after a title, or after a comma: (start, end, [(name start, name end), …])."""
        low = self.t.lower
        e = title.end
        comma = False
        if e < self.n and low[e] in (",", ":") and not title.owner:
            e += 1
            comma = True
        elif e < self.n and low[e] == "," and title.owner:
            e += 1
            comma = True
        while e < self.n and (
            (low[e].rstrip(".") in self.off.ranks or low[e].rstrip(".") in self.off.honorifics or low[e] == "-")
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
            if after not in (",", ".", ")", ";", "-", "\u2013", "\u2014", "?", "!", "and", "to", "in", "on", "with", "at", "who", "has", "was", "is", "had", "for", "from") and self.kind(s) not in ("person",):
                return None
            if after == "and" and title.office.split()[-1:] != ["counterpart"] and not self._known(s):
                return None
        end = self._of_state(end)
        names = [(s, end)]
        plural = title.office.split(" of ")[0].split()[-1:] and title.office.split(" of ")[0].split()[-1] in self.off.groups
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
        if end + 1 < self.n and self.t.lower[end] == "of" and found and found[2].kind == "country" and self.state(end + 1):
            return found[1]
        return end

    def _known(self, i: int) -> bool:
        return self.kind(i) in ("person", "surname")

    def _name_at(self, i: int, *, single: bool) -> tuple[int, int] | None:
        """A name that begins at token i: known, or capitalised words that are nothing else."""
        found = self.at(i) if i < self.n else None
        if found and found[2].kind in ("person",) and found[0] == i:
            end = found[1]
            while end < self.n and self._name_word(end) and self.at(end) is None and self.t.sentence[end] == self.t.sentence[i]:
                end += 1
            return i, end
        e = i
        while e < self.n and self.t.sentence[e] == self.t.sentence[i] and (self._name_word(e) or self._particle(e, i)):
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
        if not any(self.t.words[k][1:].islower() or "." in self.t.words[k] or "'" in self.t.words[k] or "-" in self.t.words[k] or len(self.t.words[k]) > 2 for k in range(i, e)):
            return None
        return i, e

    def _name_word(self, i: int) -> bool:
        word, low = self.t.words[i], self.t.lower[i]
        found = self.at(i)
        if found is not None:
            if found[2].kind == "surname":
                return True
            return found[2].kind == "country" and found[2].text in ("Israel", "Jordan", "Chad", "Georgia") and i + 1 < self.n and self.kind(i + 1) == "surname"
        if not word[:1].isupper() or not (word[:1].isalpha()):
            return False
        bare = low.rstrip(".")
        if bare in self.off.ordinary or low in self.off.ordinary:
            return False
        return not (bare in self.off.heads or bare in self.off.groups or (bare in self.off.portfolios and bare not in ("major",)))

    def _particle(self, i: int, start: int) -> bool:
        return i > start and i < self.n and self.t.lower[i] in ("al", "bin", "ben", "van", "de", "von", "el", "ibn", "-", "'", "oglu", "ogly", "abu", "der") and self.at(i) is None

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
        while name.split() and name.split()[0].rstrip(".").lower() in self.off.honorifics and len(name.split()) > 1 and name.split()[0].lower() not in ("seyed", "seyyed", "sheikh", "haj"):
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
                p for p in self.gaz.people_surnamed(name.split()[-1])
                if any(same_office(office, r.title, self.gaz.offices) and r.holds(self.on) is Hold.YES for r in p.roles)
            )  # fmt: skip
        people = tuple(p for p in people if country is None or p.country == country)
        if len(people) > 1 and not office:
            top = [p for p in people if p.roles and any(r.title.startswith(("President", "Prime", "Minister", "Supreme")) for r in self.gaz.roles_on(p, self.on))]
            people = tuple(top) or people
        return people[0] if people else None

    # ------------------------------------------------------------ names without a title

    def _place_match(self, start: int, end: int, match: Match) -> int:
        low = self.t.lower
        kind = match.kind
        if kind in ("person", "surname"):
            if kind == "surname" and start > 0 and not self.taken[start - 1] and self._name_word(start - 1) and self.t.sentence[start - 1] == self.t.sentence[start]:
                k = start - 1
                while k > 0 and not self.taken[k - 1] and self._name_word(k - 1) and self.t.sentence[k - 1] == self.t.sentence[start]:
                    k -= 1
                if k == start - 1 and (k == 0 or self.t.sentence[k - 1] != self.t.sentence[k] or self.t.lower[k - 1] in ('"',)) and (low[k].endswith("ly") or not self.gaz.people_named(self.t.text(k, end)) and self.gaz.people_surnamed(low[start]) and low[k] in self._plain_words()):
                    k = start
                start = k
            while end < self.n and not self.taken[end] and self.at(end) is None and self._name_word(end) and self.t.sentence[end] == self.t.sentence[start]:
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
                country = self._nearest_state(start, tuple(e.country for e in match.entries if isinstance(e, Organisation)))
                body = next((e for e in match.entries if isinstance(e, Organisation) and e.country == country), body)
            if body is None or not body.acts:
                self.add(Ref(kind="trap", start=start, end=end, countries=(), name=match.text))
                return end
            joint = tuple(sorted(body.countries))
            name = body.name if self.t.lower.count(body.name.lower()) else match.text
            ref = Ref(kind="body", start=start, end=end, countries=joint or ((country,) if country else ()), name=name, actor=body.id, office=body.kind)
            self._absorb_kind(ref)
            self._absorb_owner(ref)
            self.add(ref)
            return end
        if kind == "trap":
            states = (match.country,) if match.country else ()
            self.add(Ref(kind="place" if match.place is not None or states else "trap", start=start, end=end, city=match.text if states else None, countries=states, name=match.text))
            return end
        if kind == "demonym":
            self.add(Ref(kind="demonym", start=start, end=end, countries=(match.country,) if match.country else (), name=match.text))
            return end
        if kind in ("country", "metonym"):
            self.add(Ref(kind="country", start=start, end=end, countries=(match.country,) if match.country else (), name=match.text))
            return end
        place = match.place
        city = (place.city or place.name) if place is not None and place.kind not in ("sea", "river") else match.text
        metonym = kind == "capital" or (place is not None and place.metonym)
        countries = (match.country,) if match.country else ()
        ref = Ref(kind="country" if metonym else "place", start=start, end=end, countries=countries, name=match.text, city=match.text if metonym or (place is not None and place.city is None) else city, place_kind="capital" if metonym else (place.kind if place else "city"))
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
                if 0 <= k < self.n and (s := self.state(k)) in among and s is not None and self.kind(k) != "organisation":
                    return s
        return next((c for c in among if c), None)

    def _owner_state(self, start: int) -> str | None:
        """`Iran's Hassan Rouhani`, `Israeli Eli Cohen`: the state right before a name."""
        low = self.t.lower
        if start >= 2 and low[start - 1] == "'s" and self.kind(start - 2) in ("country", "capital", "metonym"):
            return self.state(start - 2)
        if start >= 1 and self.kind(start - 1) == "demonym":
            return self.state(start - 1)
        return None

    def _absorb_kind(self, ref: Ref) -> None:
        """`Azerbaijan's state oil company SOCAR`: the words of its kind belong to the name."""
        low = self.t.lower
        k = ref.start
        while k > 0 and not self.taken[k - 1] and self.t.sentence[k - 1] == self.t.sentence[ref.start] and (low[k - 1] in _COMPANY_WORDS):
            k -= 1
        if k < ref.start and low[ref.start - 1] in ("company", "giant", "firm", "corporation", "major", "manufacturer", "producer", "group", "operator", "carrier", "airline", "maker", "contractor"):
            ref.start = k

    def _absorb_owner(self, ref: Ref) -> None:
        """`Iran's Hassan Rouhani` is one ref."""
        low = self.t.lower
        at = ref.start - 2 if ref.start >= 2 and low[ref.start - 1] == "'s" else ref.start - 1
        before = next((r for r in self.refs if r.end == at + 1 and r.kind in ("country", "demonym") and r.country), None)
        if before is None or ref.countries != before.countries or (before.kind == "country" and low[ref.start - 1] != "'s"):
            return
        self.refs.remove(before)
        ref.start = before.start

    def _absorb_apposition(self, ref: Ref) -> None:
        """`Ilham Aliyev of Azerbaijan`."""
        e = ref.end
        if e + 1 < self.n and self.t.lower[e] == "of" and self.kind(e + 1) in ("country",) and self.state(e + 1):
            state = self.state(e + 1)
            found = self.at(e + 1)
            if found and state and (not ref.countries or ref.countries == (state,)):
                ref.countries = (state,)
                ref.end = found[1]

    def _place_word(self, i: int) -> int:
        low = self.t.lower[i]
        if low in _PRONOUNS:
            self.add(Ref(kind="pronoun", start=i, end=i + 1, name="", office=low, plural=low in ("they", "them", "we", "us", "themselves")))
            return i + 1
        if low in ("two", "both", "pair", "duo", "trio", "three", "five") and i + 1 < self.n:
            start = i - 1 if i and self.t.lower[i - 1] in ("the", "these") else i
            nxt = self.t.lower[i + 1]
            if nxt == "-":
                return i + 1
            if nxt in ("countries", "states", "nations", "neighbors", "neighbours", "capitals", "men", "republics", "governments", "allies", "brothers") or (
                low in ("two", "pair", "duo", "trio", "three") and start < i and not nxt.isalpha()
            ) or (low in ("two", "pair", "duo", "trio") and start < i and nxt in ("held", "met", "had", "signed", "spoke", "talked", "discussed", "also", "agreed", "last", "were", "are", "will", "have", "spent", "sat", "did", "shook", "then", "later", "exchanged", "reviewed", "chair", "chaired", "stressed", "is", "was", "would", "may", "could", "can", "should", "in", "at", "on", "after", "before", "as", "during", "both", "to", "for", "reached", "hold", "meet", "sign", "talked", "of", "went", "conferred", "oversaw", "emphasized")):
                end = i + 2 if nxt in ("countries", "states", "nations", "neighbors", "neighbours", "capitals", "men", "republics", "governments", "allies", "brothers") else i + 1
                self.add(Ref(kind="pair", start=start, end=end, office=low, plural=True))
                return end
        if self.t.capital(i) and self._name_word(i):
            e = i
            while e < self.n and self.t.sentence[e] == self.t.sentence[i] and not self.taken[e] and self.at(e) is None and (self._name_word(e) or self._particle(e, i)):
                e += 1
            while e > i and self._particle(e - 1, i):
                e -= 1
            self.unknown.append((i, e))
            return max(e, i + 1)
        return i + 1

    # ------------------------------------------------------------ what only the whole text tells

    def _unknown_people(self) -> None:
        """Capitalised words that bear the name of somebody named elsewhere, or stand beside a title; cities."""
        named = {r.name.split()[-1].casefold(): r for r in self.refs if r.kind == "person" and r.name}
        roles = {r.start: r for r in self.refs if r.kind == "role"}
        low = self.t.lower
        for start, end in self.unknown:
            words = " ".join(self.t.words[start:end]).replace(" - ", "-").split()
            last = words[-1].casefold()
            if low[end : end + 1] == ["of"] and len(words) > 1 and self.kind(end + 1) == "country" and self.state(end + 1) and words[-1].lower() not in ("republic", "state", "ministry", "bank", "university", "government", "parliament"):
                found = self.at(end + 1)
                ref = Ref(kind="person", start=start, end=found[1] if found else end + 2, name=" ".join(words), countries=(str(self.state(end + 1)),))
                self.add(ref)
                named[last] = ref
                continue
            comma = end + 1 < self.n and low[end] == ","
            role = roles.get(end + 1) if comma else None
            if role is not None and role.countries and len(words) > 1 and not role.plural:
                ref = Ref(kind="person", start=start, end=role.end, name=" ".join(words), countries=role.countries, office=role.office, ambassador=role.ambassador, posted=role.posted)
                self.refs.remove(role)
                self.add(ref)
                named[last] = ref
                continue
            owner = self._owner_state(start)
            if owner and len(words) > 1 and low[start - 1] == "'s" and self.t.lower[end : end + 1] not in ([","],):
                if all(w[1:].islower() for w in words if len(w) > 1) and not self.gaz.city_country(" ".join(words)):
                    ref = Ref(kind="person", start=start, end=end, name=" ".join(words), countries=(owner,))
                    self._absorb_owner(ref)
                    self.add(ref)
                    named[last] = ref
                    continue
            if owner and len(words) == 1 and words[0].isupper() and len(words[0]) > 2:
                self.add(Ref(kind="body", start=start, end=end, name=words[0], countries=(owner,), office="company"))
                continue
            if last in named and (len(words) == 1 or named[last].name.endswith(" ".join(words)) or len(named[last].name.split()) == 1 or words[0][:1] == named[last].name[:1]):
                first = named[last]
                self.add(Ref(kind="person", start=start, end=end, name=" ".join(words) if len(words) > len(first.name.split()) else first.name, actor=first.actor, countries=first.countries, office=first.office, ambassador=first.ambassador, posted=first.posted))
                continue
            if start and low[start - 1] in _PLACE_PREPOSITIONS or (start == 0 and False):
                text = " ".join(words)
                country = self.gaz.city_country(text)
                if country is None and len(words) == 1 and "-" not in text:
                    country = None
                if country is not None:
                    self.add(Ref(kind="place", start=start, end=end, countries=(country,), name=text, city=text, place_kind="city"))
                elif low[start - 1] in ("in", "at", "outside") and len(words) <= 2 and low[end : end + 1] in (["on"], ["."], [","], ["in"], ["last"], ["after"], ["to"], ["late"], ["and"]):
                    self.add(Ref(kind="place", start=start, end=end, countries=(), name=text, city=text, place_kind="unknown"))
        # "Hikmet Hajiyev, assistant to the Azerbaijani president": a known name takes its title
        people = {r.end: r for r in self.refs if r.kind == "person"}
        for role in [r for r in self.refs if r.kind == "role"]:
            before = people.get(role.start - 1)
            if before is None or low[role.start - 1] != "," or role.owner in ("his", "her"):
                continue
            after = low[role.end] if role.end < self.n else "."
            if after in (",", ".", ";", ")", "-", "\u2013") and not (before.countries and role.countries and before.countries != role.countries):
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
            if last[0] not in ("counterpart", "colleague", "guest", "host", "visitor") and not (role.countries and after.countries == role.countries and low[after.end : after.end + 1] == [","]):
                continue
            if role.countries and after.countries and role.countries != after.countries:
                continue
            after.start = role.start
            after.countries = after.countries or role.countries
            after.text = self.t.text(after.start, after.end)
            self.refs.remove(role)

    def _led_by(self) -> None:
        """`a delegation led by Speaker X`, `a group headed by Iran's minister Y`: who leads belongs to it, and one
        tells the state of the other."""
        low = self.t.lower
        people = {r.start: r for r in self.refs if r.kind in ("person", "role")}
        groups = {r.end: r for r in self.refs if r.kind == "group"}
        for i in range(1, self.n - 2):
            if low[i] not in ("led", "headed", "chaired", "guided", "fronted") or low[i + 1] not in ("by", "up"):
                continue
            leader = people.get(i + 2) or (people.get(i + 3) if low[i + 2] in ("by", "the") else None)
            k = i
            while k > max(0, i - 6) and k not in groups and low[k - 1] not in ("delegation", "group", "team", "mission", "party", "contingent", "deputation"):
                k -= 1
            group = groups.get(k)
            if leader is None:
                continue
            if group is None and not self.taken[k - 1] and low[k - 1] in ("delegation", "group", "team", "mission", "party", "contingent", "deputation") and leader.countries:
                start = k - 1
                while start > 0 and not self.taken[start - 1] and self.t.sentence[start - 1] == self.t.sentence[k - 1] and (low[start - 1] in self.off.modifiers or low[start - 1] in self.off.portfolios or low[start - 1] in _DETERMINERS):
                    start -= 1
                group = self.add(Ref(kind="group", start=start, end=k, countries=leader.countries, office=low[k - 1]))
                groups[k] = group
            if group is None or (group.countries and leader.countries and group.countries != leader.countries):
                continue
            group.countries = group.countries or leader.countries
            leader.countries = leader.countries or group.countries
            group.members = (leader,)

    def _namesakes(self) -> None:
        """A bare surname is the person whom the article names in full, not a namesake known from elsewhere."""
        full = {r.name.split()[-1].casefold(): r for r in self.refs if r.kind == "person" and len(r.name.split()) > 1 and not r.actor}
        known = {r.actor for r in self.refs if r.kind == "person" and len(r.name.split()) > 1 and r.actor}
        for ref in self.refs:
            if ref.kind != "person" or len(ref.name.split()) != 1 or ref.actor in known:
                continue
            own = full.get(ref.name.casefold())
            if own is not None and not (ref.office and ref.countries and own.countries and ref.countries != own.countries):
                ref.actor, ref.name = None, own.name
                ref.countries = own.countries or ref.countries
                ref.office = ref.office or own.office

    def _states_of_bare_titles(self) -> None:
        """`Agriculture Minister Y` is of the state that the text names with that office elsewhere, or else of the
        state whose people it calls by bare titles: an outlet's own."""
        nameless = [r for r in self.refs if r.kind == "person" and r.bare and not r.countries and not r.private]
        if not nameless:
            return
        offices: dict[str, set[str]] = {}
        for ref in self.refs:
            if ref.office and ref.country and not ref.bare:
                offices.setdefault(ref.office, set()).add(ref.country)
        at_home = Counter(r.country for r in self.refs if r.bare and r.actor and r.country)
        home = next(iter(at_home)) if len(at_home) == 1 else None
        for ref in nameless:
            states = offices.get(ref.office, set())
            country = next(iter(states)) if len(states) == 1 else home
            if country is None:
                continue
            for other in self.refs:
                if other.kind == "person" and not other.countries and other.key == ref.key:
                    other.countries = (country,)

    def _states_as_surnames(self) -> None:
        """`Rep. Paul Israel`: in such a text the bare word is the person, where no preposition makes it a place."""
        low = self.t.lower
        bearers: dict[str, Ref] = {}
        for i in range(2, self.n):
            found = self.at(i)
            if not found or found[2].kind != "country" or found[1] - found[0] > 1 or low[i] not in ("israel", "jordan", "chad", "georgia", "ireland", "england", "france", "holland", "cuba", "kenya"):
                continue
            title = low[i - 2].rstrip(".")
            if self.t.capital(i - 1) and self.at(i - 1) is None and (title in self.off.honorifics or title in self.off.heads) and low[i - 1] not in self.off.ordinary and low[i - 1] not in self.off.heads and low[i - 1] not in self.off.portfolios:
                bearers.setdefault(low[i], Ref("person", i - 2, i + 1, (), name=f"{self.t.words[i - 1]} {self.t.words[i]}", office="congressman" if title in ("rep", "sen") else title))
                if title in ("rep", "sen"):
                    bearers[low[i]].countries = ("USA",)
        if not bearers:
            return
        for ref in list(self.refs):
            word = low[ref.end - 1]
            if ref.kind == "country" and word in bearers and ref.end - ref.start == 1:
                before = low[ref.start - 1] if ref.start else ""
                if before in ("in", "to", "from", "of", "against", "with", "at", "for", "between"):
                    continue
                who = bearers[word]
                ref.kind, ref.name, ref.countries, ref.office, ref.city = "person", who.name, who.countries, who.office, None
            elif ref.kind == "person" and ref.name.split()[-1].lower() in bearers and not ref.countries:
                ref.countries = bearers[ref.name.split()[-1].lower()].countries

    def _provinces(self) -> None:
        """Where a province of Iran called Azerbaijan is the topic, the bare word in its spelling is that region."""
        texts = [m[2].text.lower() for m in self.t.cover if m is not None and m[2].kind == "trap" and m[2].country == "IRN" and "az" in m[2].text.lower()]
        spelled = {t.split()[-1] for t in texts}
        if not spelled:
            return
        republic = any("republic" in r.text.lower() or r.city == "Baku" for r in self.refs if r.kind == "country" and r.countries == ("AZE",))
        for ref in self.refs:
            if ref.kind == "country" and ref.countries == ("AZE",) and ref.text.lower() in spelled and not republic:
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
            if alone and not ref.office and (ref.countries != full.countries or ref.actor != full.actor) and len(full.name.split()) > 1:
                ref.actor, ref.countries = full.actor, full.countries
            elif alone and ref.actor == full.actor:
                ref.countries = ref.countries or full.countries
            elif not alone and not ref.countries:
                ref.countries = full.countries


def _first(values: object) -> str | None:
    return next((v for v in values if v), None)  # type: ignore[attr-defined]
