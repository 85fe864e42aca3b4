"""Where clauses begin and end, and what is listed together, mostly from the order of words."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.events.parsed import Parsed

_FINITE = frozenset(["VBD", "VBZ", "VBP", "MD"])
_VERBS = frozenset(["VB", "VBD", "VBG", "VBN", "VBP", "VBZ"])
_LIST = frozenset({
    ",", "and", "&", "as", "well", "also", "then", "later", "separately", "with", "or", "both", "plus",
    "including", "alongside", "the",
})  # fmt: skip
_OPENERS = frozenset({
    "when", "while", "because", "although", "though", "if", "after", "before", "as", "since", "until",
})  # fmt: skip
_NOMINAL = (
    "NN", "PRP", "DT", "CD", "RB", "JJ", "EX",
)  # fmt: skip
_OPENERS_LEFT = frozenset({
    "when", "while", "because", "although", "though", "if", "where", "who", "which",
})  # fmt: skip
_JOINERS = frozenset({
    ",", "and", "&", "as", "or", "with", "plus", "then", "including", "alongside",
})  # fmt: skip
_DAYS = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip


@dataclass(slots=True)
class Clauses(Parsed):
    """Answers that need no tree, only neighbours."""

    def clause_end(self, i: int) -> int:
        """Where the clause of token i ends: a new subject with its own finite verb begins another."""
        k = i + 1
        n = len(self.words)
        while k < n:
            w = self.lower[k]
            if w in (";", ":", "\u2014", "\u2013") or (w == "--"):
                return k
            if w in ("who", "which", "where", "whom", "whose") and k > i + 1:
                return k
            if w in _OPENERS and self._finite_soon(k):
                return k
            if w in (",", "and", "but") and self._new_clause(k):
                return k
            if w == "," and k + 1 < n and self.tags[k + 1] == "VBN" and k > i + 1:
                return k  # ", signed in Tehran on April 9"
            if w == '"' and k > i + 1:
                return k
            k += 1
        return n

    def _finite_soon(self, k: int) -> bool:
        """A conjunction that opens a clause with a subject of its own."""
        for m in range(k + 1, min(k + 8, len(self.words))):
            if self.tags[m] in _FINITE:
                return m > k + 1
            if self.lower[m] in (",", ";", "and"):
                return False
        return False

    def _new_clause(self, k: int) -> bool:
        """After a comma or `and`: a subject and a finite verb within a few tokens."""
        m = k + 1
        n = len(self.words)
        seen = False
        while m < n and m - k < 6:
            if self.tags[m] in _FINITE:
                return seen and not self._subject_goes_on(k, m)
            if self.refs[m] is not None and self.refs[m] is not None:
                seen = True
            elif self.tags[m].startswith(_NOMINAL):
                seen = seen or self.tags[m].startswith(("NN", "PRP"))
            elif self.lower[m] not in ("'s", "also", "then"):
                return False
            m += 1
        return False

    def _subject_goes_on(self, k: int, finite: int) -> bool:
        """`The session of A and B was held`: what stands before the verb ends a subject begun before."""
        if self.deps[k] != "cc" or self.tags[self.heads[k]] in _VERBS or self.refs[self.heads[k]] is None:
            return False
        verb = self.heads[finite] if self.deps[finite] in ("aux", "auxpass") else finite
        subject = self.child(verb, "nsubj", "nsubjpass")
        return subject is not None and subject < k and self.heads[k] in self.subtree(subject)

    def clause_start(self, i: int) -> int:
        k = i - 1
        while k >= 0:
            w = self.lower[k]
            if w in (";", ":", '"', "\u2014", "\u2013"):
                return k + 1
            if w in _OPENERS_LEFT and self.tags[k] != "JJ":
                return k
            if w in (",", "and", "but") and self._new_clause(k) and self._finite_before(k):
                return k + 1
            k -= 1
        return 0

    def _finite_before(self, k: int) -> bool:
        return any(self.tags[m] in _FINITE for m in range(max(0, k - 12), k))

    def coordinated(self, i: int) -> list[int]:
        """A token and the refs listed with it: `X, Y and Z`, `with X as well as with Y`."""
        if not 0 <= i < len(self.words):
            return []
        found = [i]
        # leftwards, for where the parse names the last of a list
        k = i
        while (
            k >= 2
            and self.lower[k - 1] in (",", "and", "&")
            and self.refs[k - 2] is not None
            and self.refs[i] is not None
            and self._alike(k - 2, i)
        ):
            found.insert(0, k - 2)
            k -= 2
        if self.refs[i] is None:
            return found + [
                c for c in self.children[i] if self.deps[c] == "conj" and self.refs[c] is not None
            ]
        k = i
        while True:
            m = k + 1
            joined = False
            # an apposition or parenthesis between the members of a list
            m = self._past_apposition(k, m)
            while (
                m < len(self.words)
                and m - k <= 14
                and self.refs[m] is None
                and (
                    self.lower[m] in _LIST
                    or self.tags[m] in ("DT", "JJ", "PRP$", "RB")
                    or self._day(m)
                    or self._stranger(m)
                )
            ):
                joined = joined or self.lower[m] in _JOINERS
                m += 1
            if not joined or m >= len(self.words) or self.refs[m] is None or not self._alike(m, i):
                break
            if self._starts_clause(m, k):
                break
            found.append(m)
            k = m
        return list(dict.fromkeys(found))

    def _stranger(self, m: int) -> bool:
        """A name that is no ref, as a member of a list: `SOCAR, BP and NewMed`."""
        return (
            self.tags[m].startswith("NNP")
            and m > 0
            and m + 1 < len(self.words)
            and self.lower[m - 1] in (",", "and")
            and self.lower[m + 1] in (",", "and")
        )

    def _past_apposition(self, k: int, m: int) -> int:
        """`SOCAR, the Azerbaijani state oil company, and NIGEC`: the place after the second comma."""
        if m >= len(self.words) or self.lower[m] != ",":
            return m
        if self.lower[m + 1 : m + 2] in (["who"], ["which"], ["whose"]):
            # "with X, who denied it, and with Y": past the relative clause
            for x in range(m + 2, min(m + 16, len(self.words) - 1)):
                if self.lower[x] == "," and self.lower[x + 1] == "and":
                    return x
            return m
        for x in range(m + 1, min(m + 10, len(self.words))):
            if self.tags[x] in _VERBS or self.tags[x] == "MD":
                return m
            ref = self.refs[x]
            if ref is not None and ref.kind not in ("demonym", "trap"):
                return m
            if self.lower[x] == "," and x > m + 1:
                return x if x + 1 < len(self.words) and self.lower[x + 1] in ("and", "as") else m
        return m

    def _day(self, m: int) -> bool:
        """`on Monday` between the members of a list."""
        days = _DAYS
        return self.lower[m] in days or (
            self.lower[m] == "on" and m + 1 < len(self.words) and self.lower[m + 1] in days
        )

    def _starts_clause(self, m: int, after: int) -> bool:
        """The ref at m is the subject of a verb of its own: `X met Y and Z said`."""
        if (
            self.deps[m] in ("nsubj", "nsubjpass")
            and self.heads[m] > m
            and self.heads[m] != self.heads[after]
        ):
            if self.deps[after] in ("nsubj", "nsubjpass") and self.heads[after] == self.heads[m]:
                return False
            # a list as subject: the parse hangs the last member on the verb
            return not (
                self.deps[after] in ("nsubj", "nsubjpass", "ROOT", "dep", "conj", "appos")
                and self.heads[after] >= m - 1
                and self.heads[after] != after
            )
        if self.deps[after] in ("nsubj", "nsubjpass") and self.heads[after] > m:
            return False  # "Speaking on Monday, X and Y agreed"
        k = m + 1
        while k < len(self.words) and self.tags[k] in ("RB",):
            k += 1
        if k < len(self.words) and self.tags[k] in _FINITE and self.refs[k] is None:
            # "with X, and Y said": the list before is an object; as a subject list it would begin the clause
            return any(self.tags[v] in _VERBS for v in range(max(0, after - 8), after))
        return False

    def _alike(self, a: int, b: int) -> bool:
        one, two = self.refs[a], self.refs[b]
        if one is None or two is None:
            return False
        people = ("person", "role", "group", "pronoun", "body", "pair")
        if one.kind in people and two.kind in people:
            return True
        states = ("country", "place")
        if one.kind in states and two.kind in states:
            return True
        return {one.kind, two.kind} <= {"country", "body", "group"}
