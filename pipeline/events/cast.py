"""Who: the state of reading an article, and whom the words of the sentence at hand stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from pipeline.events.dates import DateKind
from pipeline.events.document import Document
from pipeline.events.draft import Draft, Paper
from pipeline.events.event import EventType
from pipeline.events.lexicon import Entry
from pipeline.events.refs import Ref
from pipeline.events.resolve import Resolver, Stage
from pipeline.events.status import StatusJudge
from pipeline.events.syntax import Sentence
from pipeline.events.triggers import Trigger
from pipeline.gazetteer.gazetteer import Gazetteer

_PROMISED = frozenset({"promised", "promises", "vowed", "pledged", "wrote", "joked", "replied", "answered"})
_HUMAN = ("person", "role", "group", "pronoun", "pair")


@dataclass(slots=True)
class Cast:
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
    journeys: list[Draft] = field(default_factory=list)
    """Ways home and arrivals of which no sentence tells the place."""
    day: date | None = None
    """The day of the last event with a day of its own in this paragraph."""
    day_end: date | None = None
    day_before: date | None = None
    """`day` as it was when the sentence began: what `the second day` in it counts from."""
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
    setting: Draft | None = None
    """A summit or session told without its members, who may be listed in what follows."""
    papers: list[Paper] = field(default_factory=list)
    """The documents spoken of so far."""
    subjects: list[Ref] = field(default_factory=list)
    meeting_entry: Entry | None = None
    instrument: str | None = None
    """The instrument last spoken of: `its signing`."""

    def enter(self, sentence: Sentence, triggers: list[Trigger], new_paragraph: bool) -> None:
        if not self.day_told and hasattr(self, "s"):
            past = [
                m
                for m in self.s.dates
                if m.date_start is not None
                and m.kind is not DateKind.ANAPHORIC
                and m.date_start <= self.published
            ]
            if past:
                self.day, self.day_end = past[-1].date_start, past[-1].date_end
        self.day_told = False
        self.day_before = self.day
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
        people = {
            c
            for who in self.resolved
            for r in who
            if r.kind in ("person", "role", "group")
            for c in r.countries
        }
        acting = (
            people
            if len(people) >= 3
            else {c for who in self.resolved for r in who if r.kind != "body" for c in r.countries}
        )
        if len(acting) >= 3:
            self.circle = (sentence.number, frozenset(acting))
        self._led()

    def _led(self) -> None:
        """`Environment Minister X leads the Israeli delegation`: so she is Israeli."""
        s = self.s
        for v, word in enumerate(s.lower):
            if word not in (
                "leads",
                "led",
                "heads",
                "headed",
                "leading",
                "heading",
                "represents",
                "represented",
                "representing",
            ) or not s.verb(v):
                continue
            state = next(
                (
                    r.country
                    for k in range(v + 1, min(len(s), v + 5))
                    if (r := s.refs[k]) is not None
                    and r.country
                    and r.kind in ("group", "country", "demonym")
                ),
                None,
            )
            for r in self.who(s.subject(v), humans=True, bodies=False) if state else ():
                if r.kind == "person" and not r.countries and state:
                    self.resolver.full(r).countries = (state,)
                    r.countries = (state,)

    def _resolve(self, i: int, ref: Ref) -> list[Ref]:
        stage = self.stage
        if ref.kind == "pronoun" and ref.office in ("i", "me", "we", "us", "my"):
            for k in range(len(self.s)):
                if (
                    self.s.tags
                    and (self.judge.reporting(self.s.lower[k]) or self.s.lower[k] in _PROMISED)
                    and self.s.verb(k)
                    and not self.s.quoted[k]
                ):
                    who = [
                        (x, r)
                        for x in self.s.subject(k)
                        if (r := self.s.refs[x]) is not None and r.kind in ("person", "role")
                    ]
                    if who:
                        found = self.resolved[who[0][0]] or self.resolver.resolve(who[0][1], stage)
                        if found:
                            stage.speaker = found[0]
                            return found[:1]
        if ref.kind == "pronoun" and ref.office in ("he", "she", "him", "himself", "herself"):
            return self.antecedents(i)[:1]
        if ref.kind in ("role", "group") and ref.owner == "its" and not ref.countries:
            state = (
                next(
                    (
                        r.country
                        for k in range(i - 1, -1, -1)
                        if (r := self.s.refs[k]) is not None
                        and r.kind == "country"
                        and self.s.deps
                        and self.s.deps[k] in ("nsubj", "nsubjpass")
                    ),
                    None,
                )
                or stage.acting_state
            )
            if state:
                owned = Ref(
                    ref.kind,
                    ref.start,
                    ref.end,
                    (state,),
                    ref.name,
                    ref.actor,
                    ref.office,
                    ref.posted,
                    ref.plural,
                    "",
                    definite=True,
                    ambassador=ref.ambassador,
                    text=ref.text,
                )
                return self.resolver.resolve(owned, stage)
        if ref.kind == "pair" or (ref.kind == "pronoun" and ref.office in ("they", "them", "themselves")):
            local = self._local_pair(i)
            if local and not (ref.kind == "pair" and ref.owner):
                return local
        if (ref.kind == "role" and ref.owner in ("his", "her", "its")) or (
            ref.kind == "pair" and ref.owner in ("his", "her")
        ):
            me = self._local_subject(i)
            if me is not None:
                held = stage.subject
                stage.subject = me
                found = self.resolver.resolve(ref, stage)
                stage.subject = held
                return found
        found = self.resolver.resolve(ref, stage)
        if not found and ref.kind in ("pair", "pronoun") and ref.office in ("they", "them", "two", "both"):
            return self.last_pair() or found
        return found

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
            found += [
                r
                for k in range(i - 1, -1, -1)
                if (m := self.s.refs[k]) is not None and m.kind == "person"
                for r in self.resolved[k]
            ]
        if not oblique and local is not None:
            found.append(local)
        found += reversed(self.subjects[-4:])
        if self.stage.visitor is not None:
            found.append(self.stage.visitor)
        found += list(reversed(self.stage.people[-6:]))
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
            if (
                ref is not None
                and ref.kind in ("person", "role")
                and self.resolved[k]
                and (not s.deps or s.deps[k] in ("nsubj", "nsubjpass", "ROOT"))
            ):
                return self.resolved[k][0]
            if (
                ref is not None
                and ref.kind in ("person", "role")
                and self.resolved[k]
                and s.lower[k + 1 : k + 2] == ["'s"]
                and s.lower[k + 2 : k + 3]
                and s.lower[k + 2]
                in ("office", "bureau", "spokesman", "spokeswoman", "spokesperson", "aides", "staff", "team")
            ):
                return self.resolved[k][0]
            if ref is not None and ref.kind == "pronoun" and ref.office in ("he", "she") and self.resolved[k]:
                return self.resolved[k][0]
        return None

    def _local_pair(self, i: int) -> list[Ref]:
        """Two people of different states named before token i in this sentence."""
        found: list[Ref] = []
        for k in range(i):
            ref = self.s.refs[k]
            if (
                ref is not None
                and (ref.kind in ("person", "role") or (ref.kind == "pronoun" and not ref.plural))
                and self.resolved[k]
            ):
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
            stage.people.append(who[0])
            if len(stage.people) > 60:
                del stage.people[:20]
        if (
            ref.kind in ("person", "role", "pronoun")
            and who
            and len(who) == 1
            and who[0].kind in ("person", "role")
        ):
            dep = (
                self.s.deps[i]
                if self.s.deps
                else (
                    "nsubj" if not any(r is not None and r.kind == "person" for r in self.s.refs[:i]) else ""
                )
            )
            aside = (
                bool(self.s.deps)
                and dep in ("nsubj", "nsubjpass")
                and self._aside(self.s.heads[i])
                and stage.subject is not None
            )
            if (dep in ("nsubj", "nsubjpass") or (dep == "ROOT" and ref.kind == "person")) and not aside:
                stage.subject = who[0]
                if not self.subjects or self.subjects[-1].key != who[0].key:
                    self.subjects.append(who[0])
        if ref.kind == "country" and ref.country and self.s.deps and self.s.deps[i] in ("nsubj", "nsubjpass"):
            stage.acting_state = ref.country
        before = self.s.lower[i - 1] if i else ""
        if (
            ref.kind in ("country", "place")
            and ref.country
            and (
                before in ("in", "to", "at", "from", "into")
                or self.s.lower[max(0, i - 2) : i - 1] in (["visit"], ["visited"])
                or before.startswith("visit")
            )
        ):
            stage.there = (ref.country, ref.city or "")

    def _aside(self, verb: int) -> bool:
        """A clause of time or a relative clause: its subject is not whom the text goes on about."""
        s = self.s
        at = verb
        for _ in range(5):
            if s.deps[at] in ("advcl", "relcl", "acl", "pcomp"):
                return any(
                    s.lower[c]
                    in (
                        "since",
                        "when",
                        "after",
                        "before",
                        "until",
                        "as",
                        "who",
                        "which",
                        "that",
                        "while",
                        "where",
                        "whom",
                    )
                    for c in s.subtree(at)
                    if c <= at
                )
            if s.heads[at] == at or s.deps[at] not in ("conj", "xcomp", "aux"):
                return False
            at = s.heads[at]
        return False

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
                for one in (
                    r,
                    *(m for member in r.members for m in self.resolver.resolve(member, self.stage)),
                ):
                    if all(one is not f and (not one.key or one.key != f.key) for f in found):
                        found.append(one)
        return found

    def countries(self, refs: Iterable[Ref]) -> tuple[str, ...]:
        return tuple(sorted({c for r in refs for c in r.countries}))
