"""Titles of office: `Azerbaijan's Deputy Prime Minister`, `the Minister of Petroleum of Iran`."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.events.refs import Ref
from pipeline.events.tokens import Scan
from pipeline.gazetteer.entries import Actor

_DETERMINERS = frozenset({
    "the", "a", "an", "this", "that", "these", "those", "its", "their", "our", "my", "his", "her", "each",
    "every", "any",
})  # fmt: skip
_OWNERS = frozenset(["his", "her", "its", "their", "our", "my"])
_POSTED = frozenset({
    "ambassador", "envoy", "consul", "consul general", "consul-general", "emissary", "attache",
    "charge d'affaires", "representative", "ambassadors", "envoys", "consuls",
})  # fmt: skip
_LIST = frozenset([",", "and", "&"])


_ALSO_FIRST_WORDS = frozenset({
    "deputy", "vice", "chief", "assistant", "official", "general", "premier", "major", "guest", "host",
    "member", "head", "team", "military", "parliament", "government", "army", "side", "security", "chair",
    "judge",
})  # fmt: skip
_BEFORE_A_HEAD = frozenset({
    "deputy", "vice", "chief", "assistant", "premier", "military", "parliament", "government", "army",
    "general", "major",
})  # fmt: skip
_AFTER_OFFICIAL = frozenset({
    "in", "of", "from", "at", "with", "said", "who", "told", "was", "and", "to", "has", "is", "had",
})  # fmt: skip
_GOING = frozenset({
    "to", "for", "into", "back", "north", "south", "home", "off", "on",
})  # fmt: skip
_SEATS = frozenset({
    "ministry", "office", "committee", "council", "delegation", "cabinet", "navy",
})  # fmt: skip
_VERBS_TOO = frozenset({
    "visitor", "visitors", "head", "chair", "judge", "guide", "team",
})  # fmt: skip
_PLURALS_OR_VERBS = frozenset({
    "heads", "chairs", "hosts", "guides", "sides", "judges", "aides", "groups",
})  # fmt: skip
_AFTER_A_VERB = frozenset({
    "to", "for", "a", "the", "into", "out", "back", "an",
})  # fmt: skip
_BEFORE_A_VERB = frozenset({
    "to", "will", "would", "may", "could", "not", "also",
})  # fmt: skip
_OWNED = frozenset({
    "envoy", "emissary", "representative", "spokesman", "spokeswoman", "aide", "adviser", "advisor",
    "minister", "government", "team", "guest", "host",
})  # fmt: skip
_GENERAL = frozenset({
    "secretary", "ambassador", "consul", "director", "prosecutor", "attorney", "chairman",
})  # fmt: skip
_PLACING = frozenset({"in", "at", "from", "to", "into", "for", "near", "visit", "visited", "visiting"})
_AFTER_A_PEOPLE = frozenset({
    "and", "or", "who", "in", "at", "on", "to", "for", "with", "said", "was", "is",
})  # fmt: skip


@dataclass(slots=True)
class Title:
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


class TitleScan(Scan):
    """Reads titles outwards from their head words."""

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
        if word in _ALSO_FIRST_WORDS:
            k = end
            while (
                k < self.n
                and (low[k] in self.off.portfolios or low[k] in self.off.modifiers)
                and low[k] not in self.off.heads
            ):
                if (
                    low[k] in self.off.groups
                    and self.at(k) is None
                    and (
                        k + 1 >= self.n
                        or low[k + 1] not in self.off.portfolios | self.off.heads | self.off.groups
                    )
                ):
                    break
                k += 1
            if (
                word in _BEFORE_A_HEAD
                and k < self.n
                and (low[k] in self.off.heads or low[k] in self.off.groups)
            ):
                return True
            if (
                word == "official"
                and nxt
                and (self.t.cover[end] is None)
                and nxt.isalpha()
                and nxt not in _AFTER_OFFICIAL
            ):
                return True
            if word in ("side", "judge") and nxt in ("by", "that", "of"):
                return True
            if word == "host" and low[start - 1 : start] and low[start - 1].startswith("play"):
                return True
            if word == "host" and (
                nxt in ("country", "of", "city", "nation", "the", "a") or self._verbish(start)
            ):
                return True
            if word == "head" and (nxt in _GOING or self._verbish(start)):
                return True
        if low[start - 1 : start] and low[start - 1] in ("who", "which") and low[end - 1].endswith("s"):
            return True
        if low[end - 1] in _SEATS and nxt in self.off.heads | self.off.groups and nxt not in ("head", "host"):
            return True
        if word == "party" and (
            low[start - 1 : start] in (["third"], ["no"], ["any"], ["ruling"], ["opposition"])
            or self.t.capital(start)
        ):
            return True
        if word in _VERBS_TOO and self._verbish(start):
            return True
        if word in _PLURALS_OR_VERBS:
            prev = self.at(start - 1)
            if prev and prev[2].kind in ("surname", "person"):
                return True
            if word in ("heads", "hosts", "chairs") and nxt in _AFTER_A_VERB:
                return True
        return word in ("representative", "mission", "liaison") and nxt in (
            "office",
            "offices",
            "control",
            "accomplished",
        )

    def _verbish(self, i: int) -> bool:
        prev = self.t.lower[i - 1] if i else ""
        return prev in _BEFORE_A_VERB or (
            self.at(i - 1) is not None and self.kind(i - 1) in ("surname", "person")
        )

    def _title(self, start: int, end: int, plural: bool) -> Title | None:
        head = self.t.text(start, end).lower().replace(" - ", "-")
        title = Title(start, end, [], head)
        self._leftwards(title)
        self._rightwards(title, head, plural)
        return title

    def _leftwards(self, title: Title) -> None:
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
                if len(states) == 1 and title.office in _OWNED:
                    title.countries.append(states.pop())
                break
            if (
                found
                and state is not None
                and found[2].kind in ("demonym", "country", "metonym", "capital", "organisation", "place")
            ):
                if (
                    found[2].kind in ("country", "capital", "place", "metonym")
                    and k + 1 < title.start
                    and low[k + 1] in ("and", ",")
                ):
                    break
                title.countries.append(state)
                if found[2].kind == "organisation":
                    words.append(found[2].text)
                j = found[0]
                # "Azerbaijani and Iranian ministers", "Azerbaijani, Iranian and Turkish foreign ministers"
                while (
                    j >= 2
                    and low[j - 1] in ("and", ",", "-", "\u2013", "&", "/")
                    and self.state(j - 2)
                    and self.kind(j - 2) in ("demonym", "capital", "country", "place")
                    and not (low[j - 1] == "," and self._ends_a_place(j - 2, title.office))
                ):
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
            if (
                w in off.portfolios
                or w in off.modifiers
                or w == "'"
                or (w in off.heads and w in ("prime", "deputy", "vice", "chief", "general", "minister"))
            ):
                if w in ("both", "all", "some", "many", "several", "same") and title.start - k > 3:
                    break
                words.append(w)
                j = k
                continue
            if (
                w in ("and", "&", ",")
                and words
                and words[-1] in off.portfolios
                and low[k - 1] in off.portfolios
                and self.at(k - 1) is None
                and self.t.capital(k - 1) == self.t.capital(k + 1)
            ):
                words.append(w)
                j = k
                continue
            if (
                w == "-"
                and k > 0
                and low[k - 1] in (off.modifiers | off.portfolios | {"then", "vice", "ex", "high"})
            ):
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
        if (
            j > 0
            and not title.countries
            and not title.definite
            and not title.owner
            and self.t.sentence[j - 1] == self.t.sentence[title.start]
            and self.at(j - 1) is None
            and self.t.words[j - 1].isupper()
            and len(self.t.words[j - 1]) > 1
            and self.t.words[j - 1].isalpha()
        ):
            title.private = True
        title.start = j
        title.office = " ".join(
            [*reversed([w for w in words if w not in ("and", ",", "&")]), title.office]
        ).strip()

    def _ends_a_place(self, k: int, office: str) -> bool:
        """`invited to Baku, Azerbaijani speaker X said`: the state at token k is no member of a list."""
        found = self.at(k)
        before = self.t.lower[(found[0] if found else k) - 1] if k else ""
        return before in _PLACING or office.split()[-1] not in self.off.groups

    def _rightwards(self, title: Title, head: str, plural: bool) -> None:
        low = self.t.lower
        e = title.end
        while e < self.n and self.t.sentence[e] == self.t.sentence[title.start]:
            w = low[e]
            if w in ("general", "-") and head in _GENERAL:
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
            if (
                w == ","
                and head in ("minister", "secretary", "speaker", "chairman", "head", "deputy")
                and low[e + 1 : e + 3] == ["minister", "of"]
            ):
                e += 1
                continue
            break

    def _of_phrase(self, i: int, title: Title) -> int | None:
        """Read `the Islamic Republic of Iran`, `Economy and Industry of Azerbaijan`; gives the end."""
        low, off = self.t.lower, self.off
        e = i
        words: list[str] = []
        if e < self.n and low[e] == "that" and low[e + 1 : e + 2] in (["country"], ["state"]):
            title.that_country = True
            return e + 2
        if e < self.n and low[e] in ("the", "its", "their", "his"):
            e += 1
            if self.at(e) is None and low[e : e + 1] in (
                ["country"],
                ["state"],
                ["republic"],
                ["two"],
                ["both"],
                ["respective"],
            ):
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
                while (
                    found[2].kind == "demonym"
                    and e + 1 < self.n
                    and low[e] in _LIST
                    and self.kind(e + 1) == "demonym"
                ):
                    title.countries.append(str(self.state(e + 1)))
                    e += 2
                if found[2].kind == "demonym" or (
                    e < self.n and low[e] in off.portfolios and self.at(e) is None
                ):
                    continue
                # "foreign ministers of Azerbaijan, Iran and Turkey"
                while e + 1 < self.n and low[e] in _LIST:
                    k = e + 1
                    while k < self.n and low[k] in ("and", "the", "of"):
                        k += 1
                    other = self.at(k)
                    if (
                        other
                        and self.state(k)
                        and other[2].kind in ("country", "metonym", "capital")
                        and (
                            title.office.endswith("s")
                            or title.office.startswith("heads of")
                            or title.office.endswith(("working group", "joint committee", "joint commission"))
                            or (low[k - 1] == "of" and len(title.countries) > 1)
                        )
                    ):
                        title.countries.append(str(self.state(k)))
                        e = other[1]
                    else:
                        break
                break
            if found and found[2].kind in ("place", "trap"):
                return found[1]
            if found:
                break
            w = low[e]
            if (
                w in off.portfolios
                or w in off.groups
                or (
                    w in off.modifiers
                    and low[e + 1 : e + 2]
                    and (low[e + 1] in off.portfolios or low[e + 1] in off.groups or self.state(e + 1))
                )
            ):
                words.append(w)
                e += 1
                continue
            if (
                w in ("and", "&", ",")
                and words
                and e + 1 < self.n
                and low[e + 1] in off.portfolios
                and self.at(e + 1) is None
            ):
                # "of defence and foreign minister Y" splits
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
        if (
            self.kind(e - 1) == "demonym"
            and e < self.n
            and low[e].isalpha()
            and low[e] not in _AFTER_A_PEOPLE
            and self.at(e) is None
            and self.t.sentence[e] == self.t.sentence[title.start]
        ):
            title.private = True  # "representatives of the Iranian community"
        if words and title.office.endswith("ministers"):
            text = " ".join(low[begun:e])
            pieces = [p.strip() for p in text.replace(",", " and ").split(" and ") if p.strip()]
            if 2 <= len(pieces) <= 4 and all(p.split()[0] in off.portfolios for p in pieces):
                title.parts = tuple(f"minister of {p}" for p in pieces)
        title.office = f"{title.office} of {' '.join(words)}" if words else title.office
        return e
