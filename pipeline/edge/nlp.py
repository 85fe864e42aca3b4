"""The extractor: loads the language model and reads articles with it (implements `ports.Extractor`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import spacy
from spacy.language import Language

from pipeline.errors import ConfigError
from pipeline.events.confidence import Confidence
from pipeline.events.dates import find_dates, story_day
from pipeline.events.document import Document, prepare
from pipeline.events.event import Candidate, Mention, Reading, Status
from pipeline.events.lexicon import Lexicon
from pipeline.events.mentions import MentionFinder
from pipeline.events.reader import ArticleReader, dates_by_sentence, promising
from pipeline.events.refs import Ref
from pipeline.events.structure import SegmentKind, segment, unstructured
from pipeline.events.syntax import Sentence, build_sentence, masked_doc
from pipeline.events.triggers import Trigger, Triggers
from pipeline.gazetteer.entries import Entry, Organisation
from pipeline.gazetteer.gazetteer import Gazetteer
from pipeline.gazetteer.match import Match, Matcher
from pipeline.ports import Text

PARTS = ("structure", "dates", "coreference")
"""Parts of the reading that can be left out to measure what they bring."""
BATCH = 16
"""Articles whose sentences are parsed together."""


def load_model(name: str) -> Language:
    """The installed pipeline or path, with no more of it than the extractor needs."""
    try:
        return spacy.load(name, exclude=["ner", "lemmatizer", "attribute_ruler", "senter"])
    except OSError as error:
        raise ConfigError([f"nlp_model: cannot load {name!r}: {str(error).split('.')[0]}; install it or name another"]) from error


def load_whole(name: str) -> Language:
    """The installed pipeline or path with every component, to compare with."""
    return spacy.load(name)


@dataclass(slots=True)
class _Work:
    text: Text
    document: Document
    refs: list[Ref]
    sentences: list[Sentence]
    parsed: list[int]
    home: str | None


def _names_actors(kind: str, entry: Entry) -> bool:
    """Embassies and commissions are read as words (`the Azerbaijani embassy in Tehran reopened`), not as actors."""
    return not (isinstance(entry, Organisation) and entry.kind in ("embassy", "consulate", "joint commission"))


class SpacyExtractor:
    """Reads English articles. Not thread-safe; make one for each process (fork after loading)."""

    def __init__(
        self,
        nlp: Language,
        lexicon: Lexicon,
        gazetteer: Gazetteer,
        watched: frozenset[str],
        *,
        min_countries: int = 2,
        scope: str = "watched",
        parse_all: bool = False,
        confidence: Confidence | None = None,
        without: frozenset[str] = frozenset(),
    ) -> None:
        """`without` leaves parts of the reading out (see `PARTS`), to measure what they bring."""
        self._nlp = nlp
        self._finder = MentionFinder(gazetteer, lexicon.offices)
        self._matcher = Matcher(gazetteer, surnames=True, only=_names_actors)
        self._triggers = Triggers(nlp.vocab, lexicon)
        self._first = self._triggers.first_words
        self._reader = ArticleReader(lexicon, gazetteer, watched, min_countries)
        self._scope = scope
        self._parse_all = parse_all
        self._confidence = confidence
        self._without = without

    def read(self, texts: Iterable[Text]) -> Iterator[Reading]:
        """One Reading per text, in order; articles are parsed in batches."""
        batch: list[Text] = []
        for text in texts:
            batch.append(text)
            if len(batch) == BATCH:
                yield from self._read(batch)
                batch = []
        yield from self._read(batch)

    def _read(self, batch: list[Text]) -> Iterator[Reading]:
        works = [self._prepare(text) for text in batch]
        docs = [masked_doc(self._nlp.vocab, w.sentences[i]) for w in works for i in w.parsed]
        parsed = iter(self._nlp.pipe(docs, batch_size=256))
        for work in works:
            ready: list[tuple[Sentence, list[Trigger]]] = []
            wanted = set(work.parsed)
            for i, sentence in enumerate(work.sentences):
                found: list[Trigger] = []
                if i in wanted:
                    doc = next(parsed)
                    sentence.take_parse(doc)
                    found = self._triggers.find(doc)
                ready.append((sentence, found))
            yield self._reading(work, ready)

    def _prepare(self, text: Text) -> _Work:
        on = story_day(_dateline(text.text), text.published)
        cut = unstructured if "structure" in self._without else segment
        document = prepare(text.title, text.text, on, self._tokenize, cut)
        matches: list[Match] = []
        base = len(text.title) + 2
        for part in document.segments:
            at = part.start if part.field == "title" else base + part.start
            matches += [replace(m, start=m.start + at, end=m.end + at) for m in self._matcher.find(part.text)]
        refs = self._finder.find(document.tokens, matches, on)
        if "coreference" in self._without:
            refs = [r for r in refs if r.kind not in ("pronoun", "pair") and not r.owner and (r.countries or r.name)]
        dates = dates_by_sentence(document, () if "dates" in self._without else find_dates(document.whole, on))
        by_sentence: dict[int, list[Ref]] = {}
        for ref in refs:
            by_sentence.setdefault(document.tokens.sentence[ref.start], []).append(ref)
        sentences = [build_sentence(document, s, by_sentence.get(s.number, []), dates.get(s.number, [])) for s in document.sentences]
        parsed = [i for i, s in enumerate(document.sentences) if len(sentences[i]) and (self._parse_all or promising(document, s, refs, self._first))]
        sentences = [s for s in sentences]
        return _Work(text, document, refs, sentences, parsed, _home(document, refs))

    def _tokenize(self, text: str) -> list[tuple[int, str]]:
        return [(t.idx, t.text) for t in self._nlp.make_doc(text)]

    def _reading(self, work: _Work, ready: list[tuple[Sentence, list[Trigger]]]) -> Reading:
        scene, drafts = self._reader.read(work.document, work.refs, [r for r in ready if len(r[0])], work.home)
        events = self._reader.events(scene, drafts, self._scope)
        if self._confidence is not None:
            events = tuple(self._confidence.applied(e) for e in events)
        relevant = any(e.in_scope and e.status is not Status.BACKGROUND for e in events)
        candidates = []
        for trigger, sentence, why in scene.rejected:
            field, start, end = work.document.field_span(sentence.first[trigger.start], sentence.last[min(trigger.end, len(sentence)) - 1])
            candidates.append(Candidate(work.document.whole[sentence.first[trigger.start] : sentence.last[min(trigger.end, len(sentence)) - 1]], start, end, trigger.entry.type, why))
        mentions = []
        tokens = work.document.tokens
        for ref in work.refs:
            if ref.kind in ("pronoun", "pair", "trap"):
                continue
            a, b = tokens.starts[ref.start], tokens.starts[ref.end - 1] + len(tokens.words[ref.end - 1])
            _, start, end = work.document.field_span(a, b)
            mentions.append(Mention(work.document.whole[a:b], start, end, ref.kind, scene.resolver.full(ref).name or ref.office or ref.text, ref.country))
        reason = "" if events else "no event with a watched state" if scene.drafts else "no trigger with actors of two states"
        return Reading(article_id=work.text.article_id, relevant=relevant, events=events, candidates=tuple(candidates), mentions=tuple(mentions), reason=reason)


def _home(document: Document, refs: list[Ref]) -> str | None:
    """The state whose house style the article is written in, by its own words; None if none shows."""
    text = document.whole.lower()
    if any(w in text for w in ("zionist regime", "zionist entity", "zionist enemy", "occupying regime", "the zionist", "islamic revolution")):
        return "IRN"
    named = Counter(c for r in refs for c in r.countries)
    return named.most_common(1)[0][0] if named and False else None


def _dateline(text: str) -> str | None:
    """The words of the dateline, which tell the day where the reporter is."""
    return next((s.text for s in segment("", text[:600]) if s.kind is SegmentKind.DATELINE), None)
