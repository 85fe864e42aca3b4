"""A sentence as the frames see it: refs are single plain tokens, the rest are words, with the parse over it.

Before parsing, each ref is put as one common word of its kind ("John", "Iran", "minister"). Sentences get
shorter and free of rare names, so that a small model parses them faster and far more often right.
Every question to the parse has a second answer from the order of words, for where the parse is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.attrs import DEP, HEAD, TAG
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.events.dates import DateMention
from pipeline.events.document import Document, SentenceSpan
from pipeline.events.refs import Ref

_PEOPLE = ("John", "Peter", "David", "Paul", "Mark", "James", "Robert", "Michael", "George", "Thomas")
_STATES = {"AZE": "Russia", "ISR": "Israel", "IRN": "Iran"}
_FINITE = frozenset(["VBD", "VBZ", "VBP", "MD"])
_VERBS = frozenset(["VB", "VBD", "VBG", "VBN", "VBP", "VBZ"])
_LIST = frozenset([",", "and", "&", "as", "well", "also", "then", "later", "separately", "with", "or", "both", "plus", "including", "alongside", "the"])
_SKIP_OPEN = frozenset("([")
_SKIP_CLOSE = frozenset(")]")


_UNSIGNED = 2**64


@dataclass(slots=True)
class Sentence:
    """Parallel lists over the masked tokens; `first` and `last` are offsets in the document's `whole`."""

    span: SentenceSpan
    words: list[str]
    lower: list[str]
    refs: list[Ref | None]
    first: list[int]
    last: list[int]
    dates: list[DateMention]
    """Date mentions of the sentence with offsets in `whole`."""
    quoted: list[bool]
    tags: list[str] = field(default_factory=list)
    deps: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    children: list[list[int]] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.span.number

    def __len__(self) -> int:
        return len(self.words)

    def take_parse(self, doc: Doc) -> None:
        strings = doc.vocab.strings
        rows = doc.to_array([TAG, DEP, HEAD]).tolist()  # much faster than token by token
        self.tags = [strings[tag] for tag, _, _ in rows]
        self.deps = [strings[dep] for _, dep, _ in rows]
        # HEAD is the distance to the head, a signed number in an unsigned array
        self.heads = [i + (head - _UNSIGNED if head > _UNSIGNED // 2 else head) for i, (_, _, head) in enumerate(rows)]
        self.children = [[] for _ in self.words]
        for i, head in enumerate(self.heads):
            if head != i:
                self.children[head].append(i)

    def mend(self, verbs: list[int]) -> None:
        """Headlines: a word of ours that may be a verb and follows a subject is one, where no other verb is found."""
        if not self.tags or any(t in _FINITE or t == "VBN" for t in self.tags):
            return
        for i in verbs:
            if i and self.tags[i] in ("NN", "NNS", "NNP", "VB", "JJ", "NNPS") and self.refs[i - 1] is not None and self.refs[i] is None:
                self.tags[i] = "VBZ" if self.lower[i].endswith("s") else "VBP"
                self.deps[i] = "ROOT"
                self.heads[i] = i
                return

    # ------------------------------------------------------------ words

    def verb(self, i: int) -> bool:
        return bool(self.tags) and self.tags[i] in _VERBS

    def child(self, i: int, *deps: str) -> int | None:
        return next((c for c in self.children[i] if self.deps[c] in deps), None)

    def ancestors(self, i: int) -> Iterator[int]:
        while self.heads[i] != i:
            i = self.heads[i]
            yield i

    def subtree(self, i: int) -> set[int]:
        found = {i}
        queue = [i]
        while queue:
            for c in self.children[queue.pop()]:
                if c not in found:
                    found.add(c)
                    queue.append(c)
        return found

    def governor(self, i: int) -> int | None:
        """The verb that a noun hangs on."""
        if self.verb(i) and self.tags[i] != "VBG":
            return i
        for a in self.ancestors(i):
            if self.verb(a) or self.tags[a] == "MD":
                return a
        return None

    # ------------------------------------------------------------ arguments by the parse

    def subject(self, verb: int, depth: int = 0) -> list[int]:
        """Tokens of the subject of a verb (its conjuncts included), through auxiliaries, relatives, control."""
        if depth > 6:
            return []
        for c in self.children[verb]:
            if self.deps[c] in ("nsubj", "nsubjpass", "csubj") and c < verb + 12:
                if self.lower[c] in ("who", "which", "that", "whom"):
                    return self.coordinated(self._antecedent(verb, c))
                if self.refs[c] is None:
                    # "His predecessor X had been there": the name stands beside the noun
                    beside = next((m for m in self.children[c] if self.deps[m] == "appos" and self.refs[m] is not None), None)
                    if beside is not None:
                        return self.coordinated(beside)
                return self.coordinated(c)
        dep, head = self.deps[verb], self.heads[verb]
        if head == verb:
            return self._left_subject(verb)
        if dep == "relcl":
            return self.coordinated(head)
        if dep in ("conj", "xcomp", "advcl", "pcomp", "acl", "ccomp", "dep", "aux", "parataxis", "prep"):
            if self.verb(head) or self.tags[head] == "MD":
                if dep == "xcomp" and (obj := self.child(head, "dobj")) is not None and self.refs[obj] is not None and self.lower[head] not in ("promise", "promised"):
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
        if k >= 0 and self.lower[k] in ("in", "of", "to", "with", "from", "by", "for", "at", "on", "between", "against", "after", "into", "over", "about"):
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
            if k >= 0 and self.lower[k] in ("was", "were", "been", "being", "be", "is", "are", "get", "got"):
                return True
            if self.deps[verb] == "acl" or (self.deps[verb] == "conj" and self.passive(self.heads[verb])):
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
                    first = next((m for m in range(verb + 1, c) if self.refs[m] is not None and self.refs[m].kind in ("person", "role", "group", "body")), None)  # type: ignore[union-attr]
                    if first is not None and not any(self.tags[m] in _VERBS or self.tags[m] == "IN" or self.lower[m] == "'s" for m in range(verb + 1, first + 2)):
                        return self.coordinated(first)
                return self.coordinated(c)
        if self.deps[verb] in ("relcl",) or any(self.lower[c] in ("whom", "which", "that") and self.deps[c] in ("dobj", "pobj") for c in self.subtree(verb) if c < verb):
            for c in self.subtree(verb):
                if self.lower[c] in ("whom", "which", "that") and c < verb and self.deps[c] in ("dobj", "pobj"):
                    return self.coordinated(self._antecedent(verb, c))
        k = verb + 1
        while k < len(self.words) and (self.lower[k] in ("the", "a", "an", "his", "her", "its", "their", "also", "both") or self.tags[k] in ("RB", "JJ", "RP", "VBG", "CD")):
            k += 1
        if k < len(self.words) and self.refs[k] is not None and self.tags[k] not in _FINITE:
            return self.coordinated(k)
        return []

    def after(self, i: int, prepositions: frozenset[str] | set[str], stop: int | None = None) -> list[tuple[str, int]]:
        """(preposition, token) of what follows one of the prepositions after i, within the clause."""
        found: list[tuple[str, int]] = []
        end = stop if stop is not None else self.clause_end(i)
        k = i + 1
        while k < end:
            if self.lower[k] in prepositions:
                m = k + 1
                while m < len(self.words) and m - k < 7 and self.refs[m] is None and (
                    self.lower[m] in ("the", "a", "an", "his", "her", "its", "their", "both", "also", "visiting", "neighboring", "neighbouring", "northern", "southern", "nearby", "each", "city", "capital", "of", "town", "resort", "seaside", "port", "friendly", "brotherly", "and", "'s", "occupied", "Palestinian")
                    or self.tags[m] in ("JJ", "NNP", "CD", "NN", "VBN") and self.lower[m] not in prepositions
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

    def clause_end(self, i: int) -> int:
        """Where the clause of token i ends, going right: a new subject with its own finite verb begins another."""
        k = i + 1
        n = len(self.words)
        while k < n:
            w = self.lower[k]
            if w in (";", ":", "\u2014", "\u2013") or (w == "--"):
                return k
            if w in ("who", "which", "where", "whom", "whose") and k > i + 1:
                return k
            if w in ("when", "while", "because", "although", "though", "if", "after", "before", "as", "since", "until") and self._finite_soon(k):
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
                return seen
            if self.refs[m] is not None and self.refs[m] is not None:
                seen = True
            elif self.tags[m].startswith(("NN", "PRP", "DT", "CD", "RB", "JJ", "EX")):
                seen = seen or self.tags[m].startswith(("NN", "PRP"))
            elif self.lower[m] not in ("'s", "also", "then"):
                return False
            m += 1
        return False

    def clause_start(self, i: int) -> int:
        k = i - 1
        while k >= 0:
            w = self.lower[k]
            if w in (";", ":", '"', "\u2014"):
                return k + 1
            if w in ("when", "while", "because", "although", "though", "if", "where", "who", "which") and self.tags[k] != "JJ":
                return k
            if w in (",", "and", "but") and self._new_clause(k) and self._finite_before(k):
                return k + 1
            k -= 1
        return 0

    def _finite_before(self, k: int) -> bool:
        return any(self.tags[m] in _FINITE for m in range(max(0, k - 12), k))

    # ------------------------------------------------------------ coordination

    def coordinated(self, i: int) -> list[int]:
        """A token and the refs listed with it: `X, Y and Z`, `with X as well as with Y`."""
        if not 0 <= i < len(self.words):
            return []
        found = [i]
        # leftwards, for where the parse names the last of a list
        k = i
        while k >= 2 and self.lower[k - 1] in (",", "and", "&") and self.refs[k - 2] is not None and self.refs[i] is not None and self._alike(k - 2, i):
            found.insert(0, k - 2)
            k -= 2
        if self.refs[i] is None:
            return found + [c for c in self.children[i] if self.deps[c] == "conj" and self.refs[c] is not None]
        k = i
        while True:
            m = k + 1
            joined = False
            # an apposition or parenthesis between the members of a list
            m = self._past_apposition(k, m)
            while m < len(self.words) and m - k <= 14 and self.refs[m] is None and (self.lower[m] in _LIST or self.tags[m] in ("DT", "JJ", "PRP$", "RB") or self._day(m) or self._stranger(m)):
                joined = joined or self.lower[m] in (",", "and", "&", "as", "or", "with", "plus", "then", "including", "alongside")
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
        return self.tags[m].startswith("NNP") and m > 0 and m + 1 < len(self.words) and self.lower[m - 1] in (",", "and") and self.lower[m + 1] in (",", "and")

    def _past_apposition(self, k: int, m: int) -> int:
        """`SOCAR, the Azerbaijani state oil company, and NIGEC`: the place after the second comma."""
        if m >= len(self.words) or self.lower[m] != ",":
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
        days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        return self.lower[m] in days or (self.lower[m] == "on" and m + 1 < len(self.words) and self.lower[m + 1] in days)

    def _starts_clause(self, m: int, after: int) -> bool:
        """The ref at m is the subject of a verb of its own: `X met Y and Z said`."""
        if self.deps[m] in ("nsubj", "nsubjpass") and self.heads[m] > m and self.heads[m] != self.heads[after]:
            if self.deps[after] in ("nsubj", "nsubjpass") and self.heads[after] == self.heads[m]:
                return False
            # a list as subject: the parse hangs the last member on the verb
            return not (self.deps[after] in ("nsubj", "nsubjpass", "ROOT", "dep", "conj", "appos") and self.heads[after] >= m - 1 and self.heads[after] != after)
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

    # ------------------------------------------------------------ the text

    def text(self, document: Document) -> str:
        return document.whole[self.first[0] : self.last[-1]]


def build_sentence(
    document: Document, span: SentenceSpan, refs: list[Ref], dates: list[DateMention]
) -> Sentence:
    """The masked sentence. Brackets that hold no ref are left out, as they only disturb the parse."""
    tokens = document.tokens
    by_start = {r.start: r for r in refs}
    sentence = Sentence(span, [], [], [], [], [], dates, [])
    people = 0
    used: dict[str, str] = {}
    i = span.start
    quoted = False
    while i < span.end:
        ref = by_start.get(i)
        if ref is not None and ref.end <= span.end:
            word, people = _mask(ref, tokens.words[ref.end - 1], people, used)
            _append(sentence, word, ref, tokens.starts[i], tokens.starts[ref.end - 1] + len(tokens.words[ref.end - 1]), quoted)
            i = ref.end
            continue
        word = tokens.words[i]
        if word in _SKIP_OPEN:
            close = next((k for k in range(i + 1, min(i + 14, span.end)) if tokens.words[k] in _SKIP_CLOSE), None)
            if close is not None:
                i = close + 1
                continue
        if word == '"':
            quoted = not quoted
        _append(sentence, word, None, tokens.starts[i], tokens.starts[i] + len(word), quoted)
        i += 1
    return sentence


def _append(sentence: Sentence, word: str, ref: Ref | None, first: int, last: int, quoted: bool) -> None:
    sentence.words.append(word)
    sentence.lower.append(word.lower())
    sentence.refs.append(ref)
    sentence.first.append(first)
    sentence.last.append(last)
    sentence.quoted.append(quoted)


def _mask(ref: Ref, last: str, people: int, used: dict[str, str]) -> tuple[str, int]:
    match ref.kind:
        case "person":
            key = ref.key
            if key not in used:
                used[key] = _PEOPLE[people % len(_PEOPLE)]
                people += 1
            return used[key], people
        case "role":
            return ("ministers" if ref.plural else "Smith"), people
        case "pair":
            return "they", people
        case "group":
            return "officials", people
        case "body":
            return "Microsoft", people
        case "country":
            return (_STATES.get(ref.countries[0], "France") if ref.countries else "France"), people
        case "place":
            return "London", people
        case "trap":
            return "Paris", people
        case "demonym":
            return "French", people
    return last, people


def masked_doc(vocab: Vocab, sentence: Sentence) -> Doc:
    """What the parser gets."""
    return Doc(vocab, words=sentence.words)
