"""The scene: one sentence with everything a frame may ask about it - who, where, when, how real."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from pipeline.events.dates import DateKind, DateMention, Direction, Precision
from pipeline.events.document import Document
from pipeline.events.draft import Draft, Paper
from pipeline.events.event import EventType, Status
from pipeline.events.lexicon import Entry
from pipeline.events.refs import Ref
from pipeline.events.resolve import Resolver, Stage
from pipeline.events.status import StatusJudge, Verdict
from pipeline.events.structure import SegmentKind
from pipeline.events.syntax import Sentence
from pipeline.events.triggers import Trigger
from pipeline.gazetteer.gazetteer import Gazetteer

_GAP = re.compile(r"\b(a|one|two|three|four|five|six|several|some|\d+) (day|week|month|year)s? after$")
OLD = timedelta(days=14)
"""An event that began longer than this before publication is background (docs/guidelines.md, Status)."""
_HUMAN = ("person", "role", "group", "pronoun", "pair")


@dataclass(slots=True)
class When:
    """When an event is, as far as the sentence tells."""

    start: date | None = None
    end: date | None = None
    last: date | None = None
    """The latest possible day, for what is only fixed to a month or a year."""
    first: date | None = None
    reason: str = ""
    own: bool = False
    future: bool = False


@dataclass(slots=True)
class Scene:
    """The state of reading one article, set to one sentence."""

    document: Document
    resolver: Resolver
    judge: StatusJudge
    gazetteer: Gazetteer
    published: date
    stage: Stage
    home: str | None
    s: Sentence = field(init=False)
    resolved: list[list[Ref]] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    rejected: list[tuple[Trigger, Sentence, str]] = field(default_factory=list)
    day: date | None = None
    """The day of the last event with a day of its own in this paragraph."""
    day_end: date | None = None
    day_told: bool = False
    """This sentence has an event with a day of its own."""
    old_paragraph: date | None = None
    """The latest day of the paragraph's old anchor, when it speaks of the past."""
    old_sentence: tuple[int, date] | None = None
    """(token, latest day) of the old event told last in this sentence."""
    format: tuple[str, ...] = ()
    """The states of the commission or summit spoken of last."""
    circle: tuple[int, frozenset[str]] = (-9, frozenset())
    """(sentence, states) of the last sentence that named people or bodies of three states or more."""
    papers: list[Paper] = field(default_factory=list)
    """The documents spoken of so far."""
    subjects: list[Ref] = field(default_factory=list)
    meeting_entry: Entry | None = None
    instrument: str | None = None
    """The instrument last spoken of: `its signing`."""

    # ------------------------------------------------------------ entering a sentence

    def enter(self, sentence: Sentence, triggers: list[Trigger], new_paragraph: bool) -> None:
        if not self.day_told and hasattr(self, "s"):
            past = [m for m in self.s.dates if m.date_start is not None and m.kind is not DateKind.ANAPHORIC and m.date_start <= self.published]
            if past:
                self.day, self.day_end = past[-1].date_start, past[-1].date_end
        self.day_told = False
        self.s = sentence
        self.triggers = triggers
        self.old_sentence = None
        if new_paragraph:
            self.old_paragraph = None
        self.resolved = [[] for _ in sentence.words]
        for i, ref in enumerate(sentence.refs):
            if ref is None:
                continue
            self.resolved[i] = self._resolve(i, ref)
            self._follow(i, ref)
        people = {c for who in self.resolved for r in who if r.kind in ("person", "role", "group") for c in r.countries}
        acting = people if len(people) >= 3 else {c for who in self.resolved for r in who if r.kind != "body" for c in r.countries}
        if len(acting) >= 3:
            self.circle = (sentence.number, frozenset(acting))
        self._led()

    def _led(self) -> None:
        """`Environment Minister X leads the Israeli delegation`: so she is Israeli."""
        s = self.s
        for v, word in enumerate(s.lower):
            if word not in ("leads", "led", "heads", "headed", "leading", "heading", "represents", "represented", "representing") or not s.verb(v):
                continue
            state = next((r.country for k in range(v + 1, min(len(s), v + 5)) if (r := s.refs[k]) is not None and r.country and r.kind in ("group", "country", "demonym")), None)
            for r in self.who(s.subject(v), humans=True, bodies=False) if state else ():
                if r.kind == "person" and not r.countries and state:
                    self.resolver.full(r).countries = (state,)
                    r.countries = (state,)

    def _resolve(self, i: int, ref: Ref) -> list[Ref]:
        stage = self.stage
        if ref.kind == "pronoun" and ref.office in ("i", "me", "we", "us", "my"):
            for k in range(len(self.s)):
                if self.s.tags and self.judge.reporting(self.s.lower[k]) and self.s.verb(k) and not self.s.quoted[k]:
                    who = [x for x in self.s.subject(k) if self.s.refs[x] is not None and self.s.refs[x].kind in ("person", "role")]  # type: ignore[union-attr]
                    if who:
                        found = self.resolved[who[0]] or self.resolver.resolve(self.s.refs[who[0]], stage)  # type: ignore[arg-type]
                        if found:
                            stage.speaker = found[0]
                            return found[:1]
        if ref.kind == "pronoun" and ref.office in ("he", "she", "him", "himself", "herself"):
            return self.antecedents(i)[:1]
        if ref.kind in ("role", "group") and ref.owner == "its" and not ref.countries:
            state = next((self.s.refs[k].country for k in range(i - 1, -1, -1) if self.s.refs[k] is not None and self.s.refs[k].kind == "country" and self.s.deps and self.s.deps[k] in ("nsubj", "nsubjpass")), None) or stage.acting_state  # type: ignore[union-attr]
            if state:
                owned = Ref(ref.kind, ref.start, ref.end, (state,), ref.name, ref.actor, ref.office, ref.posted, ref.plural, "", definite=True, ambassador=ref.ambassador, text=ref.text)
                return self.resolver.resolve(owned, stage)
        if ref.kind == "pair" or (ref.kind == "pronoun" and ref.office in ("they", "them", "themselves")):
            local = self._local_pair(i)
            if local and not (ref.kind == "pair" and ref.owner):
                return local
        if ref.kind == "role" and ref.owner in ("his", "her", "its") or ref.kind == "pair" and ref.owner in ("his", "her"):
            me = self._local_subject(i)
            if me is not None:
                held = stage.subject
                stage.subject = me
                found = self.resolver.resolve(ref, stage)
                stage.subject = held
                return found
        return self.resolver.resolve(ref, stage)

    def antecedents(self, i: int) -> list[Ref]:
        """Whom `he` or `him` at token i may mean, likeliest first."""
        ref = self.s.refs[i]
        found: list[Ref] = []
        avoid = set()
        local = self._local_subject(i)
        oblique = ref is not None and ref.office == "him"
        if oblique and local is not None:
            avoid.add(local.key)
        if any(self.s.lower[k] in ("i", "we") and not self.s.verb(k) for k in range(i)):
            # "I have invited X to Tehran and he will come"
            found += [r for k in range(i - 1, -1, -1) if (m := self.s.refs[k]) is not None and m.kind == "person" for r in self.resolved[k]]
        if not oblique and local is not None:
            found.append(local)
        found += reversed(self.subjects[-4:])
        if self.stage.visitor is not None:
            found.append(self.stage.visitor)
        found += [p for p in reversed(self.stage.people[-6:])]
        unique: dict[str, Ref] = {}
        for person in found:
            full = self.resolver.full(person)
            if full.key not in avoid and full.key:
                unique.setdefault(full.key, full)
        return list(unique.values())

    def words_near(self) -> set[str]:
        """The words of this sentence and the two before it."""
        tokens = self.document.tokens
        first = self.document.sentences[max(0, self.s.number - 2)].start
        return set(tokens.lower[first : self.s.span.end])

    def last_pair(self) -> list[Ref]:
        """The two people of different states named last."""
        found: dict[str, Ref] = {}
        for person in reversed(self.stage.people):
            full = self.resolver.full(person)
            if full.kind == "person" and full.country and full.country not in found:
                found[full.country] = full
            if len(found) == 2:
                return list(found.values())[::-1]
        return []

    def there_for(self, visitors: list[Ref]) -> tuple[str, str | None] | None:
        """`there`: where the traveller's visit told last went, else the place named last."""
        keys = {v.key for v in visitors}
        for draft in reversed(self.drafts):
            if draft.type is EventType.VISIT and draft.destination and keys & draft.people:
                return draft.destination, draft.city
        return (self.stage.there[0], self.stage.there[1] or None) if self.stage.there else None

    def _local_subject(self, i: int) -> Ref | None:
        """The last person before token i in this sentence that is a subject."""
        s = self.s
        for k in range(i - 1, -1, -1):
            ref = s.refs[k]
            if ref is not None and ref.kind in ("person", "role") and self.resolved[k] and (not s.deps or s.deps[k] in ("nsubj", "nsubjpass", "ROOT")):
                return self.resolved[k][0]
            if ref is not None and ref.kind in ("person", "role") and self.resolved[k] and s.lower[k + 1 : k + 2] == ["'s"] and s.lower[k + 2 : k + 3] and s.lower[k + 2] in ("office", "bureau", "spokesman", "spokeswoman", "spokesperson", "aides", "staff", "team"):
                return self.resolved[k][0]
            if ref is not None and ref.kind == "pronoun" and ref.office in ("he", "she") and self.resolved[k]:
                return self.resolved[k][0]
        return None

    def _local_pair(self, i: int) -> list[Ref]:
        """Two people of different states named before token i in this sentence."""
        found: list[Ref] = []
        for k in range(i):
            ref = self.s.refs[k]
            if ref is not None and (ref.kind in ("person", "role") or ref.kind == "pronoun" and not ref.plural) and self.resolved[k]:
                for r in self.resolved[k]:
                    if r.countries and all(r.key != f.key for f in found):
                        found.append(r)
        countries = {f.country for f in found if f.country}
        if len(countries) >= 2:
            last: dict[str, Ref] = {}
            for f in found:
                if f.country:
                    last[f.country] = f
            return list(last.values())
        return []

    def _follow(self, i: int, ref: Ref) -> None:
        """Keep the stage: who was named, who is the subject, where."""
        stage = self.stage
        who = self.resolved[i]
        if ref.kind in ("person", "role") and who:
            stage.people.append(who[0] if ref.kind == "person" else who[0])
            if len(stage.people) > 60:
                del stage.people[:20]
        if ref.kind in ("person", "role", "pronoun") and who and len(who) == 1 and who[0].kind in ("person", "role"):
            dep = self.s.deps[i] if self.s.deps else ("nsubj" if not any(r is not None and r.kind == "person" for r in self.s.refs[:i]) else "")
            aside = bool(self.s.deps) and dep in ("nsubj", "nsubjpass") and self._aside(self.s.heads[i]) and stage.subject is not None
            if (dep in ("nsubj", "nsubjpass") or (dep == "ROOT" and ref.kind == "person")) and not aside:
                stage.subject = who[0]
                if not self.subjects or self.subjects[-1].key != who[0].key:
                    self.subjects.append(who[0])
        if ref.kind == "country" and ref.country and self.s.deps and self.s.deps[i] in ("nsubj", "nsubjpass"):
            stage.acting_state = ref.country
        before = self.s.lower[i - 1] if i else ""
        if ref.kind in ("country", "place") and ref.country and (before in ("in", "to", "at", "from", "into") or self.s.lower[max(0, i - 2) : i - 1] in (["visit"], ["visited"]) or before.startswith("visit")):
            stage.there = (ref.country, ref.city or "")

    def _aside(self, verb: int) -> bool:
        """The verb stands in a clause of time or in a relative clause: its subject is not whom the text goes on about."""
        s = self.s
        at = verb
        for _ in range(5):
            if s.deps[at] in ("advcl", "relcl", "acl", "pcomp"):
                return any(s.lower[c] in ("since", "when", "after", "before", "until", "as", "who", "which", "that", "while", "where", "whom") for c in s.subtree(at) if c <= at)
            if s.heads[at] == at or s.deps[at] not in ("conj", "xcomp", "aux"):
                return False
            at = s.heads[at]
        return False

    # ------------------------------------------------------------ who

    def who(self, tokens: Iterable[int], *, humans: bool = False, bodies: bool = True) -> list[Ref]:
        """The actors at some tokens, resolved, each once."""
        found: list[Ref] = []
        for i in tokens:
            ref = self.s.refs[i]
            if ref is None or ref.kind in ("trap", "demonym", "place"):
                continue
            if humans and ref.kind not in (*_HUMAN, *(("body",) if bodies else ())):
                continue
            for r in self.resolved[i]:
                for one in (r, *(m for member in r.members for m in self.resolver.resolve(member, self.stage))):
                    if all(one is not f and (not one.key or one.key != f.key) for f in found):
                        found.append(one)
        return found

    def countries(self, refs: Iterable[Ref]) -> tuple[str, ...]:
        return tuple(sorted({c for r in refs for c in r.countries}))

    # ------------------------------------------------------------ where

    def as_place(self, i: int) -> tuple[str | None, str | None] | None:
        """(country, city) of the place at token i: `Baku`, `the Iranian capital`, `occupied lands`."""
        s = self.s
        ref = s.refs[i]
        if ref is None:
            return None
        nxt = s.lower[i + 1] if i + 1 < len(s) else ""
        if ref.kind == "demonym" and ref.country == "PSE" and i and s.lower[i - 1] == "occupied" and nxt in ("lands", "land", "territories", "territory") and self._occupied():
            return self._occupied(), None
        if ref.kind == "demonym" and ref.country:
            if nxt == "capital":
                state = self.gazetteer.country(ref.country)
                return ref.country, state.capital if state else None
            if nxt in ("territory", "soil", "republic", "city", "town", "side", "lands", "resort", "seaside", "port", "exclave", "enclave", "mainland", "border", "bank", "shore", "part", "section", "coast", "province"):
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
                city = next((s.refs[k] for k in (i + 2, i + 3) if k < len(s) and (r := s.refs[k]) is not None and r.kind in ("place", "country") and r.city), None)
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

    def places_after(self, i: int, prepositions: frozenset[str] | set[str], stop: int | None = None) -> list[tuple[str | None, str | None, int]]:
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
            elif not out and (found := self.place_by_word(k)) is not None and set(s.lower[max(i, k - 4) : k]) & prepositions:
                out.append((*found, k))
        return out

    def place_by_word(self, k: int) -> tuple[str, str | None] | None:
        """`our country`, `this city`, `the capital`: a place that only the text around it tells."""
        s = self.s
        word = s.lower[k]
        if word not in ("country", "republic", "state", "land", "capital", "city", "town", "shores") or s.refs[k] is not None:
            return None
        d = k - 1
        while d >= 0 and k - d < 4 and (s.tags[d] in ("JJ", "NN") or s.lower[d] in ("host",)) and s.refs[d] is None:
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
        """The state that an article means by `our country`: that of its dateline, else the one it does not name by
        the people who come to it."""
        stage = self.stage
        if self.home:
            return self.home
        if stage.here_country:
            return stage.here_country
        return self.other_state([stage.visitor] if stage.visitor else [p for p in stage.people[-1:]])

    def other_state(self, people: Iterable[Ref]) -> str | None:
        """The one state of those that the text is about which these people are not of."""
        theirs = {c for p in people for c in p.countries}
        left = [c for c in dict.fromkeys(self.stage.states) if c not in theirs]
        return left[0] if theirs and len(left) == 1 and theirs & set(self.stage.states) else None

    def place(self, i: int, parties: Iterable[Ref], *, own: bool = False) -> tuple[str | None, str | None, str]:
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
        if verb is not None and s.lower[verb] in ("host", "hosts", "hosted", "hosting") and not s.passive(verb):
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
        while m >= 0 and (s.lower[m] in ("the", "neighboring", "neighbouring", "city", "of", "town", "resort", "occupied", "turkish", "seaside", "capital", ",") or s.tags[m] == "JJ") and k - m < 6 and s.lower[m] not in ("in", "at"):
            if s.refs[m] is not None and s.refs[m].kind not in ("demonym", "place"):  # type: ignore[union-attr]
                return False
            m -= 1
        if m < 0:
            return False
        if s.refs[m] is not None and s.refs[m].kind == "demonym":  # type: ignore[union-attr]
            m -= 1
            while m >= 0 and s.lower[m] == "the":
                m -= 1
        return m >= 0 and s.lower[m] in ("in", "at", "outside", "inside", "near") and not (s.deps and s.lower[m] == "in" and m and s.lower[m - 1] in ("interests", "role", "believe"))

    # ------------------------------------------------------------ when

    def when(self, i: int, verdict: Verdict) -> When:
        """The date of the event at token i, from the nearest time expression that belongs to it."""
        s = self.s
        start, end = s.clause_start(i), s.clause_end(i)
        direction = Direction.FUTURE if verdict.tense == "future" or verdict.status is Status.PLANNED else Direction.PAST if verdict.tense in ("past", "perfect", "pluperfect") else Direction.UNKNOWN
        best: tuple[float, DateMention] | None = None
        reported_old: DateMention | None = None
        offset = s.first[i]
        verb = s.governor(i) if not s.verb(i) else i
        for mention in s.dates:
            k = self._token(mention.start)
            if k is None or mention.kind is DateKind.DURATION:
                continue
            inside = start <= k < end
            if not inside and s.lower[start] == "when" and start - 4 <= k < start:
                inside = True
            if not inside and s.lower[0] in ("when", "while", "as") and k < start and s.clause_end(0) >= start - 1:
                inside = True
            beside = not inside and end <= k and end < len(s) and s.lower[end] == "when" and k < s.clause_end(end)
            if not inside and not beside and not (k < 6 and self._leading(k)):
                continue
            if self._reported(k, verb, i) and not self._while(k, verb if verb is not None else i):
                told = mention.toward(Direction.PAST)
                if told.last is not None and told.last < self.published - OLD and verdict.tense in ("past", "pluperfect", "perfect") and self._verb_above(k) in set(s.ancestors(verb if verb is not None else i)):
                    reported_old = told
                continue
            if inside and self._relative(k, i):
                continue
            distance = abs(mention.start - offset) + (0 if inside else 200)
            if mention.precision is Precision.VAGUE:
                distance += 400
            if mention.kind is DateKind.ANAPHORIC:
                distance += 60
            if mention.preposition in ("since", "until", "by") and not s.verb(i):
                distance += 100
            if best is None or distance < best[0]:
                best = (distance, mention)
        if best is None and (gap := _GAP.search(" ".join(s.lower[max(0, start - 4) : start + 1]))) and (gap[2] in ("month", "year") or gap[2] == "week" and gap[1] not in ("a", "one", "two")):
            # "a month after Tehran recalled him"
            last = self.published - timedelta(days=28)
            return When(None, None, last, None, f"{gap[0]!r}", own=True)
        if best is None:
            if reported_old is not None:
                return When(None, None, reported_old.last, reported_old.first, f"reported {reported_old.text!r}", own=True)
            return When()
        return self._as_when(best[1], direction)

    def _as_when(self, mention: DateMention, direction: Direction) -> When:
        m = mention.toward(direction)
        if m.precision is Precision.MONTH and m.kind is DateKind.ABSOLUTE and m.first and m.last and not any(c.isdigit() for c in m.text):
            # "in January": the verb says which one
            years = 1 if direction is Direction.FUTURE and m.last < self.published else -1 if direction is Direction.PAST and m.first > self.published else 0
            first = m.first.replace(year=m.first.year + years)
            m = replace(m, first=first, last=first.replace(day=monthrange(first.year, first.month)[1]))
        if m.kind is DateKind.ANAPHORIC:
            anchor = self._day_before(m) or self.day or (self.published if m.shift is not None else None)
            if anchor is None or m.shift is None:
                return When()
            m = m.resolved(anchor, self.day_end)
            if anchor == self.published and self.day is None and m.shift != 0:
                return When(first=m.first, last=m.last)
            return When(m.first, None, m.last, m.first, f"{m.text!r}", own=True)
        if m.precision is Precision.DAY:
            return When(m.date_start, m.date_end, m.last or m.first, m.first, f"{m.text!r}", own=True, future=m.direction is Direction.FUTURE)
        if m.first is None and m.last is None:
            return When(reason="")
        return When(None, None, m.last, m.first, f"{m.text!r}", own=True, future=m.direction is Direction.FUTURE)

    def _day_before(self, mention: DateMention) -> date | None:
        """`spent Tuesday in the north and flew on the same night`: the day named before in the sentence."""
        named = [m for m in self.s.dates if m.end <= mention.start and m.date_start is not None and m.kind is not DateKind.ANAPHORIC]
        return named[-1].date_start if named else None

    def _token(self, offset: int) -> int | None:
        s = self.s
        for k in range(len(s)):
            if s.first[k] <= offset < s.last[k]:
                return k
        # within brackets that were left out: the token before
        before = [k for k in range(len(s)) if s.first[k] <= offset]
        return before[-1] if before else None

    def _verb_above(self, k: int) -> int:
        s = self.s
        at = k
        while s.heads[at] != at:
            at = s.heads[at]
            if s.verb(at):
                break
        return at

    def _while(self, k: int, trigger: int) -> bool:
        """`said on Wednesday as he received X`: the clause is as old as the saying."""
        s = self.s
        above = self._verb_above(k)
        at = trigger
        for _ in range(5):
            if s.heads[at] == above and s.deps[at] == "advcl":
                return any(s.lower[c] in ("as", "when", "while") for c in s.children[at] if s.deps[c] in ("mark", "advmod"))
            if s.heads[at] == at:
                return False
            at = s.heads[at]
        return False

    def _relative(self, k: int, trigger: int) -> bool:
        """The time at token k stands in a relative clause that the trigger is outside of."""
        s = self.s
        at = k
        for _ in range(8):
            if s.deps[at] == "relcl":
                return trigger not in s.subtree(at)
            if s.heads[at] == at:
                return False
            at = s.heads[at]
        return False

    def _leading(self, k: int) -> bool:
        """A time expression at the beginning of the sentence holds for its main clause."""
        return all(self.s.refs[m] is None for m in range(k))

    def _reported(self, k: int, verb: int | None, trigger: int) -> bool:
        """The time belongs to a verb of saying: `said on Sunday`."""
        s = self.s
        at = k
        for _ in range(5):
            head = s.heads[at]
            if head == at:
                break
            at = head
            if s.verb(at):
                break
        if s.verb(at) and self.judge.reporting(s.lower[at]) and at != verb and at != trigger:
            return True
        m = k - 1
        while m >= 0 and s.lower[m] != "that" and (s.lower[m] in ("on", "late", "early", "the", "in") or s.tags[m] in ("RB", "IN")):
            m -= 1
        return m >= 0 and self.judge.reporting(s.lower[m]) and m != trigger and m != verb and s.tags[m] in ("VBD", "VBZ", "VBN")

    # ------------------------------------------------------------ how real

    def settle(self, draft: Draft, verdict: Verdict, when: When) -> bool:
        """Put status and date on a draft; False where there is no event."""
        status, reason = verdict.status, verdict.reason
        if status is None:
            return False
        segment = self.s.span.segment.kind
        oldest = self.published - OLD
        if when.last is not None and when.last < oldest:
            if status is not Status.BACKGROUND:
                status, reason = Status.BACKGROUND, f"{when.reason} is more than 14 days before publication"
            draft.old = when.last
        elif when.first is not None and when.first > self.published and status is Status.OCCURRED and verdict.tense in ("present", "none", "future"):
            status, reason = Status.PLANNED, f"{when.reason} lies after publication"
        elif when.first is not None and when.first < oldest and when.start is None and status is Status.OCCURRED and when.last is not None and when.last < self.published and (when.last - when.first).days > 20:
            # "last month", "in February": begun within a span that lies mostly behind the 14 days
            middle = when.first + (when.last - when.first) / 2
            if middle < oldest:
                status, reason = Status.BACKGROUND, f"{when.reason} lies mostly more than 14 days back"
                draft.old = when.last
        elif segment is SegmentKind.BACKGROUND and status is Status.OCCURRED and when.start is None:
            status, reason = Status.BACKGROUND, "in a background paragraph"
        elif not when.own and verdict.tense in ("past", "pluperfect") and status is Status.OCCURRED and self._old_before(draft.at, verdict.tense):
            status, reason = Status.BACKGROUND, "told in one breath with an old event"
            draft.old = self.old_sentence[1] if self.old_sentence else None
        elif not when.own and self.old_paragraph is not None and verdict.tense in ("past", "pluperfect") and status is Status.OCCURRED:
            status, reason = Status.BACKGROUND, "told together with an old event"
            draft.old = self.old_paragraph
        if status is Status.BACKGROUND and when.own and when.last is not None:
            self.old_sentence = (draft.at, when.last)
        draft.status = status
        draft.firm = verdict.firm or verdict.tense in ("past", "perfect", "pluperfect")
        draft.note(f"status {status.value}: {reason}")
        if when.start is not None:
            draft.date_start, draft.date_end = when.start, when.end
            draft.note(f"date: {when.reason}")
        draft.dated = when.own
        if when.own:
            if status is not Status.BACKGROUND and when.start is not None:
                self.day, self.day_end = when.start, when.end
                self.day_told = True
        return True

    def _old_before(self, at: int, tense: str) -> bool:
        """An earlier part of this sentence told of an old event, and this part goes on from there."""
        if self.old_sentence is None:
            return False
        s = self.s
        other = self.old_sentence[0]
        if other >= at:
            return False
        k = other
        for _ in range(8):
            if s.deps[k] in ("relcl",) and at not in s.subtree(k):
                return tense == "pluperfect"
            if s.heads[k] == k:
                break
            k = s.heads[k]
        return True

    def leave(self) -> None:
        """After a sentence: the time that its main clause sets holds for what follows in the paragraph."""
        s = self.s
        if not s.tags:
            return
        roots = [k for k in range(len(s)) if s.heads[k] == k]
        for mention in s.dates:
            k = self._token(mention.start)
            if k is None or mention.kind in (DateKind.DURATION, DateKind.ANAPHORIC) or mention.preposition in ("since", "until", "by"):
                continue
            verb = self._verb_above(k)
            main = verb in roots or (s.deps[verb] == "conj" and s.heads[verb] in roots)
            if not main or self.judge.reporting(s.lower[verb]):
                continue
            past = mention.toward(Direction.PAST)
            if past.last is not None and past.last < self.published - OLD:
                self.old_paragraph = past.last
            elif past.last is not None and (past.precision is Precision.DAY or past.direction is not Direction.PAST):
                self.old_paragraph = None

    # ------------------------------------------------------------ making drafts

    def draft(self, trigger: Trigger, event: EventType, parties: Iterable[Ref], countries: Iterable[str]) -> Draft:
        start, end = self.document.text_of(self.s.span)
        made = Draft(
            type=event,
            pattern=trigger.entry.id,
            sentence=self.s.number,
            at=trigger.head,
            parties=tuple(parties),
            countries=tuple(sorted(set(countries))),
            evidence=(start, end),
            title=self.s.span.segment.kind is SegmentKind.TITLE,
            item=self.s.span.segment.item,
            weak=trigger.entry.weak,
        )
        made.note(f"{trigger.entry.id}: {' '.join(self.s.words[trigger.start : trigger.end])}")
        return made

    def keep(self, draft: Draft, *, onward: bool = False) -> None:
        """Take a draft and let it set the stage; an onward leg (`left for Y`) does not move the stage there."""
        self.drafts.append(draft)
        if draft.type in (EventType.MEETING, EventType.CALL, EventType.AGREEMENT) and len(draft.countries) >= 2:
            people = tuple(r for r in draft.parties if r.kind in ("person", "role"))
            if len({c for r in people for c in r.countries}) >= 2:
                self.stage.pair = people
            elif draft.type is not EventType.AGREEMENT and len(people) < 2 and len({c for r in draft.parties for c in r.countries}) >= 2:
                same = {c for r in self.stage.pair for c in r.countries} == set(draft.countries)
                if not (same and any(r.kind == "person" for r in self.stage.pair)):
                    self.stage.pair = draft.parties
            self.stage.states = draft.countries
        onward = onward or (draft.status is Status.PLANNED and any(d.type is EventType.VISIT and d.status is Status.OCCURRED and d.countries == draft.countries and d.destination != draft.destination for d in self.drafts))
        if draft.type is EventType.VISIT and not onward and draft.status is not Status.BACKGROUND and draft.status is not Status.HYPOTHETICAL:
            visitor = next((r for r in draft.parties if r.kind in ("person", "role")), draft.parties[0] if draft.parties else None)
            if visitor is not None:
                self.stage.visitor = visitor
            self.stage.host_country = draft.destination
            self.stage.place = draft.city
            self.stage.states = draft.countries
        if draft.type is EventType.VISIT and draft.destination:
            self.stage.there = (draft.destination, draft.city or "")

    def reject(self, trigger: Trigger, why: str) -> None:
        self.rejected.append((trigger, self.s, why))
