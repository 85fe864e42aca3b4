"""Which words of a sentence may report an event."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.strings import StringStore
from spacy.tokens import Doc, Span

from pipeline.events.lexicon import Entry, Lexicon, inflect, plurals


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words of a lexicon entry in a sentence. `slot`: `verb`, `noun`, `nominal`, `object`, `phrase`."""

    entry: Entry
    slot: str
    start: int
    end: int
    head: int
    """The verb itself, or the last word of a noun."""
    instrument: str = ""


NAME = "araxes_triggers"
"""The spaCy component that finds trigger words; it leaves spans in `doc.spans["triggers"]`."""


class TriggerComponent:
    """A spaCy PhraseMatcher over all inflected forms of the lexicon.

    `phrases` maps a label (`entry|slot|instrument`, see `phrases`) to the phrases it stands for. They are
    the component's configuration, so that a pipeline that was written to disk finds the same words again.
    """

    def __init__(self, nlp: Language, name: str, phrases: dict[str, list[str]]) -> None:
        self.name = name
        self._matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        for label, forms in phrases.items():
            self._matcher.add(label, [Doc(nlp.vocab, words=_split(form)) for form in forms])

    def __call__(self, doc: Doc) -> Doc:
        doc.spans["triggers"] = [
            Span(doc, start, end, label=match) for match, start, end in self._matcher(doc)
        ]
        return doc

    def match(self, doc: Doc) -> list[tuple[int, int, int]]:
        """(label, start, end) without making spans of them: for the many sentences that are never parsed."""
        found: list[tuple[int, int, int]] = self._matcher(doc)
        return found


@Language.factory(NAME, default_config={"phrases": {}}, assigns=["doc.spans"])
def create_triggers(nlp: Language, name: str, phrases: dict[str, list[str]]) -> TriggerComponent:
    """Registered with spaCy, so that a config may name it."""
    return TriggerComponent(nlp, name, phrases)


def phrases(lexicon: Lexicon) -> dict[str, list[str]]:
    """Every form of every word of the lexicon, by label: the configuration of the component."""
    forms: dict[str, set[str]] = defaultdict(set)
    for entry in lexicon.entries:
        slot = _slot(entry)
        for word in entry.words:
            if slot == "verb":
                found = inflect(word, lexicon.forms)
            elif slot == "noun":
                found = plurals(word, lexicon.plurals)
            else:
                found = frozenset({word})
            forms[f"{entry.id}|{slot}|"] |= found
        for word in entry.nouns:
            forms[f"{entry.id}|object|"] |= plurals(word, lexicon.plurals)
        for word in entry.nominal:
            forms[f"{entry.id}|nominal|"].add(word)
        for name, words in entry.instruments.items():
            for word in words:
                forms[f"{entry.id}|object|{name}"] |= plurals(word, lexicon.plurals)
    return {label: sorted(found) for label, found in forms.items()}


class Triggers:
    """Reads what the component matched as triggers of the lexicon."""

    def __init__(self, component: TriggerComponent, strings: StringStore, lexicon: Lexicon) -> None:
        self._component = component
        self._strings = strings
        self._slots: dict[str, tuple[Entry, str, str]] = {
            label: (lexicon.entry(entry_id), slot, instrument)
            for label in phrases(lexicon)
            for entry_id, slot, instrument in [label.split("|")]
        }

    def find(self, doc: Doc) -> list[Trigger]:
        """Triggers from left to right; of one entry and slot the longest at a place."""
        best: dict[tuple[str, int], Trigger] = {}
        for match, start, end in self._component.match(doc):
            key = self._strings[match]
            entry, slot, instrument = self._slots[key]
            head = start if slot == "verb" else end - 1
            at = (key, start if slot == "verb" else end)
            known = best.get(at)
            if known is None or end - start > known.end - known.start:
                best[at] = Trigger(entry, slot, start, end, head, instrument)
        return sorted(best.values(), key=lambda t: (t.head, t.start))


def _slot(entry: Entry) -> str:
    if entry.frame in (
        "visit-noun",
        "meeting-noun",
        "duration",
        "venue",
        "call-noun",
        "commission",
        "summit",
        "invitation",
        "act-noun",
        "signing",
        "purchase",
        "goods",
    ):
        return "noun"
    if entry.frame in ("remote", "visiting", "back-from"):
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
                out += [part] if n == 0 else ["-", part]
        else:
            out.append(word)
    return [w for w in out if w]
