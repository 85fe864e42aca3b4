"""A sentence as the frames see it: refs are single plain tokens, the rest are words, with the parse over it.

Before parsing, each ref is put as one common word of its kind ("John", "Iran", "minister"). Sentences get
shorter and free of rare names, so that a small model parses them faster and far more often right.
Every question to the parse has a second answer from the order of words, for where the parse is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.events.clauses import Clauses

_FINITE = frozenset(["VBD", "VBZ", "VBP", "MD"])
_VERBS = frozenset(["VB", "VBD", "VBG", "VBN", "VBP", "VBZ"])
_CLAUSE_DEPS = frozenset({
    "conj", "xcomp", "advcl", "pcomp", "acl", "ccomp", "dep", "aux", "parataxis", "prep",
})  # fmt: skip
_GOVERNING = frozenset({
    "in", "of", "to", "with", "from", "by", "for", "at", "on", "between", "against", "after", "into",
    "over", "about",
})  # fmt: skip
_BE = frozenset({
    "was", "were", "been", "being", "be", "is", "are", "get", "got",
})  # fmt: skip
_DETERMINERS = frozenset({
    "the", "a", "an", "his", "her", "its", "their", "also", "both",
})  # fmt: skip
_BEFORE_A_PLACE = frozenset({
    "the", "a", "an", "his", "her", "its", "their", "both", "also", "visiting", "neighboring",
    "neighbouring", "northern", "southern", "nearby", "each", "city", "capital", "of", "town", "resort",
    "seaside", "port", "friendly", "brotherly", "and", "'s", "occupied", "Palestinian",
})  # fmt: skip


@dataclass(slots=True)
class Sentence(Clauses):
    """Arguments of verbs and prepositions."""

    def subject(self, verb: int, depth: int = 0) -> list[int]:
        """Tokens of a verb's subject and its conjuncts, through auxiliaries, relatives, control."""
        if depth > 6:
            return []
        for c in self.children[verb]:
            if self.deps[c] in ("nsubj", "nsubjpass", "csubj") and c < verb + 12:
                if self.lower[c] in ("who", "which", "that", "whom"):
                    return self.coordinated(self._antecedent(verb, c))
                if self.refs[c] is None:
                    # "His predecessor X had been there": the name stands beside the noun
                    beside = next(
                        (m for m in self.children[c] if self.deps[m] == "appos" and self.refs[m] is not None),
                        None,
                    )
                    if beside is not None:
                        return self.coordinated(beside)
                return self.coordinated(c)
        dep, head = self.deps[verb], self.heads[verb]
        if head == verb:
            return self._left_subject(verb)
        if dep == "relcl":
            return self.coordinated(head)
        if dep in _CLAUSE_DEPS:
            if self.verb(head) or self.tags[head] == "MD":
                if (
                    dep == "xcomp"
                    and (obj := self.child(head, "dobj")) is not None
                    and self.refs[obj] is not None
                    and self.lower[head] not in ("promise", "promised")
                ):
                    return self.coordinated(obj)
                return self.subject(head, depth + 1)
            if dep in ("acl", "relcl"):
                return self.coordinated(head)
            up = self.governor(head)
            if up is not None and up != verb:
                return self.subject(up, depth + 1)
        return self._left_subject(verb)

    def subject_token(self, verb: int) -> int | None:
        """The noun that is the subject of a verb, ref or not, through control and conjunction."""
        at = verb
        for _ in range(6):
            found = self.child(at, "nsubj", "nsubjpass")
            if found is not None:
                if self.lower[found] in ("which", "that", "who") and self.deps[at] in ("relcl", "acl"):
                    return self.heads[at]
                return found
            if self.deps[at] == "acl":
                return self.heads[at]
            if self.heads[at] == at or self.deps[at] not in ("xcomp", "conj", "ccomp", "aux", "advcl"):
                return None
            at = self.heads[at]
        return None

    def _antecedent(self, verb: int, pronoun: int) -> int:
        at = verb
        while self.deps[at] in ("conj", "xcomp", "ccomp") and self.heads[at] != at:
            at = self.heads[at]
        if self.deps[at] in ("relcl", "acl"):
            head = self.heads[at]
            if self.refs[head] is not None:
                return head
        k = pronoun - 1
        while k >= 0 and self.refs[k] is None:
            k -= 1
        return k if k >= 0 else pronoun

    def _left_subject(self, verb: int) -> list[int]:
        """The nearest ref to the left that no preposition governs."""
        k = verb - 1
        while k >= 0:
            ref = self.refs[k]
            if self.deps[k] == "dobj" and self.heads[k] != verb and self.tags[self.heads[k]] == "VBG":
                k -= 1  # "X, heading a delegation, arrived"
                continue
            if ref is not None and ref.kind not in ("demonym", "trap", "place") and not self._governed(k):
                return self.coordinated(k)
            if self.lower[k] in (";", ":") or (self.lower[k] == '"'):
                break
            k -= 1
        return []

    def _governed(self, i: int) -> bool:
        k = i - 1
        while k >= 0 and (self.lower[k] in ("the", "a", "an", "its", "his") or self.tags[k] in ("JJ", "CD")):
            k -= 1
        if k >= 0 and self.lower[k] in _GOVERNING:
            return True
        return i + 1 < len(self.words) and self.lower[i + 1] == "'s"

    def passive(self, verb: int) -> bool:
        if self.tags[verb] not in ("VBN", "VBD"):
            return False
        if self.child(verb, "nsubjpass", "auxpass") is not None:
            return True
        if self.tags[verb] == "VBN":
            k = verb - 1
            while k >= 0 and (self.tags[k] in ("RB", "RBR") or self.lower[k] in ("not",)):
                k -= 1
            if k >= 0 and self.lower[k] in _BE:
                return True
            if (self.deps[verb] == "acl" and self.child(verb, "nsubj") is None) or (
                self.deps[verb] == "conj" and self.passive(self.heads[verb])
            ):
                return True
            if self.deps[verb] == "advcl" and k >= 0 and self.lower[k] in (",",):
                return False
        return False

    def objects(self, verb: int) -> list[int]:
        """Direct objects, with the order of words as the second answer."""
        for c in self.children[verb]:
            if self.deps[c] in ("dobj", "obj", "dative", "attr", "oprd") and c > verb:
                if self.refs[c] is None and self.lower[c] in ("each", "both", "all", "some", "one"):
                    inner = [m for m in sorted(self.subtree(c)) if self.refs[m] is not None]
                    if inner:
                        return self.coordinated(inner[0])
                if self.refs[c] is None:
                    # "met X and representatives of the community": the parse may name the last noun only
                    first = next(
                        (
                            m
                            for m in range(verb + 1, c)
                            if (r := self.refs[m]) is not None
                            and r.kind in ("person", "role", "group", "body")
                        ),
                        None,
                    )
                    if first is not None and not any(
                        self.tags[m] in _VERBS or self.tags[m] == "IN" or self.lower[m] == "'s"
                        for m in range(verb + 1, first + 2)
                    ):
                        return self.coordinated(first)
                return self.coordinated(c)
        if self.deps[verb] in ("relcl",) or any(
            self.lower[c] in ("whom", "which", "that") and self.deps[c] in ("dobj", "pobj")
            for c in self.subtree(verb)
            if c < verb
        ):
            for c in self.subtree(verb):
                if (
                    self.lower[c] in ("whom", "which", "that")
                    and c < verb
                    and self.deps[c] in ("dobj", "pobj")
                ):
                    return self.coordinated(self._antecedent(verb, c))
        k = verb + 1
        while k < len(self.words) and (
            self.lower[k] in _DETERMINERS or self.tags[k] in ("RB", "JJ", "RP", "VBG", "CD")
        ):
            k += 1
        if k < len(self.words) and self.refs[k] is not None and self.tags[k] not in _FINITE:
            return self.coordinated(k)
        return []

    def after(
        self, i: int, prepositions: frozenset[str] | set[str], stop: int | None = None
    ) -> list[tuple[str, int]]:
        """(preposition, token) of what follows one of the prepositions after i, within the clause."""
        found: list[tuple[str, int]] = []
        end = stop if stop is not None else self.clause_end(i)
        k = i + 1
        while k < end:
            if self.lower[k] in prepositions:
                m = k + 1
                while (
                    m < len(self.words)
                    and m - k < 7
                    and self.refs[m] is None
                    and (
                        self.lower[m] in _BEFORE_A_PLACE
                        or (
                            self.tags[m] in ("JJ", "NNP", "CD", "NN", "VBN")
                            and self.lower[m] not in prepositions
                        )
                    )
                ):
                    m += 1
                if m < len(self.words) and self.refs[m] is not None:
                    found.append((self.lower[k], self._possessed(m)))
            k += 1
        return found

    def _possessed(self, m: int) -> int:
        """`Iran's neighbour Azerbaijan`: the ref that the possessive leads to."""
        if m + 1 < len(self.words) and self.lower[m + 1] == "'s":
            for x in range(m + 2, min(m + 5, len(self.words))):
                ref = self.refs[x]
                if ref is not None and ref.kind in ("country", "person", "role", "place", "body", "group"):
                    return x
                if self.tags[x] in _FINITE or self.lower[x] in (",", "and"):
                    break
        return m
