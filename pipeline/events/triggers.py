"""Which words of a sentence may report an event."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.events.lexicon import Entry, Lexicon, inflect, plurals

_OPEN_VERBS = 3


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words of a lexicon entry at a place in a sentence. `slot`: `verb`, `noun`, `nominal`, `object`, `phrase`."""

    entry: Entry
    slot: str
    start: int
    end: int
    head: int
    """The verb itself, or the last word of a noun."""
    instrument: str = ""


class Triggers:
    """A spaCy PhraseMatcher over all inflected forms of the lexicon."""

    def __init__(self, vocab: Vocab, lexicon: Lexicon) -> None:
        self._matcher = PhraseMatcher(vocab, attr="LOWER")
        self._slots: dict[str, tuple[Entry, str, str]] = {}
        self._lemmas: dict[str, str] = {}
        forms: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for entry in lexicon.entries:
            slot = _slot(entry)
            for word in entry.words:
                found = inflect(word, lexicon.forms) if slot == "verb" else plurals(word, lexicon.plurals) if slot == "noun" else {word}
                forms[(entry.id, slot, "")] |= found
            for word in entry.nouns:
                forms[(entry.id, "object", "")] |= plurals(word, lexicon.plurals)
            for word in entry.nominal:
                forms[(entry.id, "nominal", "")].add(word)
            for name, words in entry.instruments.items():
                for word in words:
                    forms[(entry.id, "object", name)] |= plurals(word, lexicon.plurals)
        for (entry_id, slot, instrument), found in forms.items():
            key = f"{entry_id}|{slot}|{instrument}"
            self._slots[key] = (lexicon.entry(entry_id), slot, instrument)
            docs = [Doc(vocab, words=_split(f)) for f in sorted(found)]
            self._matcher.add(key, docs)
        self._strings = vocab.strings

    def find(self, doc: Doc) -> list[Trigger]:
        """Triggers from left to right; of one entry and slot the longest at a place."""
        best: dict[tuple[str, int], Trigger] = {}
        for match, start, end in self._matcher(doc):
            key = self._strings[match]
            entry, slot, instrument = self._slots[key]
            head = start if slot == "verb" else end - 1
            at = (key, start if slot == "verb" else end)
            known = best.get(at)
            if known is None or end - start > known.end - known.start:
                best[at] = Trigger(entry, slot, start, end, head, instrument)
        return sorted(best.values(), key=lambda t: (t.head, t.start))


def _slot(entry: Entry) -> str:
    if entry.frame in ("visit-noun", "meeting-noun", "call-noun", "commission", "summit", "invitation", "act-noun", "signing", "purchase"):
        return "noun"
    if entry.frame in ("remote", "visiting"):
        return "phrase"
    return "verb"


def _split(phrase: str) -> list[str]:
    """Cut a phrase into tokens as spaCy's English tokenizer does for the words that the lexicon has."""
    out: list[str] = []
    for word in phrase.split():
        if word.endswith("'s") and len(word) > 2:
            out += [word[:-2], "'s"]
        elif "-" in word and word not in ("-",):
            parts = word.split("-")
            for n, part in enumerate(parts):
                out += ([part] if n == 0 else ["-", part])
        else:
            out.append(word)
    return [w for w in out if w]
