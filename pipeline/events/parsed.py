"""A masked sentence and its parse as parallel lists: words, refs, tags, heads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.attrs import DEP, HEAD, TAG
from spacy.tokens import Doc

from pipeline.events.dates import DateMention
from pipeline.events.document import Document, SentenceSpan
from pipeline.events.refs import Ref

_FINITE = frozenset(["VBD", "VBZ", "VBP", "MD"])
_VERBS = frozenset(["VB", "VBD", "VBG", "VBN", "VBP", "VBZ"])
_UNSIGNED = 2**64


@dataclass(slots=True)
class Parsed:
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
        self.heads = [
            i + (head - _UNSIGNED if head > _UNSIGNED // 2 else head) for i, (_, _, head) in enumerate(rows)
        ]
        self.children = [[] for _ in self.words]
        for i, head in enumerate(self.heads):
            if head != i:
                self.children[head].append(i)

    def mend(self, verbs: list[int]) -> None:
        """Headlines: a word that may be a verb and follows a subject is one, where no other verb is found."""
        if not self.tags or any(t in _FINITE or t == "VBN" for t in self.tags):
            return
        for i in verbs:
            if (
                i
                and self.tags[i] in ("NN", "NNS", "NNP", "VB", "JJ", "NNPS")
                and self.refs[i - 1] is not None
                and self.refs[i] is None
            ):
                self.tags[i] = "VBZ" if self.lower[i].endswith("s") else "VBP"
                self.deps[i] = "ROOT"
                self.heads[i] = i
                return

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

    def text(self, document: Document) -> str:
        return document.whole[self.first[0] : self.last[-1]]
