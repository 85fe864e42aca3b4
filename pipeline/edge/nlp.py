"""The extractor: loads the language model and reads articles with it (implements `ports.Extractor`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import spacy
from spacy.attrs import ORTH, SPACY
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.errors import ConfigError
from pipeline.events.confidence import Confidence
from pipeline.events.dates import find_dates, story_day
from pipeline.events.document import Document, prepare
from pipeline.events.event import Candidate, Mention, Reading, Status
from pipeline.events.lexicon import Lexicon
from pipeline.events.masking import build_sentence, masked_doc
from pipeline.events.mentions import MentionFinder
from pipeline.events.reader import ArticleReader, dates_by_sentence, promising
from pipeline.events.refs import Ref
from pipeline.events.slips import Slips, known_words
from pipeline.events.structure import SegmentKind, segment, unstructured
from pipeline.events.syntax import Sentence
from pipeline.events.triggers import NAME as TRIGGERS
from pipeline.events.triggers import Trigger, TriggerComponent, Triggers, phrases
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
        raise ConfigError(
            [f"nlp_model: cannot load {name!r}: {str(error).split('.')[0]}; install it or name another"]
        ) from error


def load_whole(name: str) -> Language:
    """The installed pipeline or path with every component, to compare with."""
    return spacy.load(name)


@dataclass(slots=True)
class _Work:
    text: Text
    document: Document
    refs: list[Ref]
    sentences: list[Sentence]
    docs: list[Doc | None]
    """What is parsed of each sentence; None: it holds nothing that could report an event."""
    triggers: list[list[Trigger]]
    home: str | None


def _names_actors(kind: str, entry: Entry) -> bool:
    """Embassies and commissions are read as words (`the embassy in Tehran reopened`), not as actors."""
    return not (
        isinstance(entry, Organisation) and entry.kind in ("embassy", "consulate", "joint commission")
    )


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
        if nlp.has_pipe(TRIGGERS):
            nlp.remove_pipe(TRIGGERS)  # from a pipeline that was saved with another lexicon
        component = nlp.add_pipe(TRIGGERS, first=True, config={"phrases": phrases(lexicon)})
        assert isinstance(component, TriggerComponent)
        self._triggers = Triggers(component, nlp.vocab.strings, lexicon)
        self._slips = Slips(known_words(lexicon))
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
        docs = [doc for work in works for doc in work.docs if doc is not None]
        parsed = iter(
            self._nlp.pipe(docs, batch_size=256, disable=[TRIGGERS])
        )  # matched before, to choose what to parse
        for work in works:
            for sentence, doc in zip(work.sentences, work.docs, strict=True):
                if doc is not None:
                    sentence.take_parse(next(parsed))
            yield self._reading(work, list(zip(work.sentences, work.triggers, strict=True)))

    def _prepare(self, text: Text) -> _Work:
        segments = (unstructured if "structure" in self._without else segment)(text.title, text.text)
        on = story_day(
            next((s.text for s in segments if s.kind is SegmentKind.DATELINE), None), text.published
        )
        document = prepare(text.title, text.text, on, self._tokenize, lambda *_: segments)
        matches: list[Match] = []
        base = len(text.title) + 2
        for part in document.segments:
            at = part.start if part.field == "title" else base + part.start
            matches += [replace(m, start=m.start + at, end=m.end + at) for m in self._matcher.find(part.text)]
        refs = self._finder.find(document.tokens, matches, on)
        if "coreference" in self._without:
            refs = [
                r
                for r in refs
                if r.kind not in ("pronoun", "pair") and not r.owner and (r.countries or r.name)
            ]
        dates = dates_by_sentence(
            document, () if "dates" in self._without else find_dates(document.whole, on)
        )
        by_sentence: dict[int, list[Ref]] = {}
        for ref in refs:
            by_sentence.setdefault(document.tokens.sentence[ref.start], []).append(ref)
        sentences, docs, triggers = [], [], []
        for span in document.sentences:
            number = span.number
            sentence = build_sentence(document, span, by_sentence.get(number, []), dates.get(number, []))
            doc = masked_doc(self._nlp.vocab, sentence) if len(sentence) else None
            found = self._triggers.find(doc) if doc is not None else []
            parse = doc is not None and (self._parse_all or promising(sentence, found))
            sentences.append(sentence)
            docs.append(doc if parse else None)
            triggers.append(found if parse else [])
        return _Work(text, document, refs, sentences, docs, triggers, _home(document))

    def _tokenize(self, text: str) -> list[tuple[int, str]]:
        doc = self._nlp.make_doc(text)
        strings = self._nlp.vocab.strings
        pieces, at = [], 0
        for orth, space in doc.to_array([ORTH, SPACY]).tolist():  # much faster than token by token
            word = strings[orth]
            pieces.append((at, self._slips.mended(word)))
            at += len(word) + space
        return pieces

    def _reading(self, work: _Work, ready: list[tuple[Sentence, list[Trigger]]]) -> Reading:
        scene, drafts = self._reader.read(
            work.document, work.refs, [r for r in ready if len(r[0])], work.home
        )
        events = self._reader.events(scene, drafts, self._scope)
        if self._confidence is not None:
            events = tuple(self._confidence.applied(e) for e in events)
        relevant = any(e.in_scope and e.status is not Status.BACKGROUND for e in events)
        candidates = []
        for trigger, sentence, why in scene.rejected:
            _, start, end = work.document.field_span(
                sentence.first[trigger.start], sentence.last[min(trigger.end, len(sentence)) - 1]
            )
            candidates.append(
                Candidate(
                    work.document.whole[
                        sentence.first[trigger.start] : sentence.last[min(trigger.end, len(sentence)) - 1]
                    ],
                    start,
                    end,
                    trigger.entry.type,
                    why,
                )
            )
        mentions = []
        tokens = work.document.tokens
        for ref in work.refs:
            if ref.kind in ("pronoun", "pair", "trap"):
                continue
            a, b = tokens.starts[ref.start], tokens.starts[ref.end - 1] + len(tokens.words[ref.end - 1])
            _, start, end = work.document.field_span(a, b)
            mentions.append(
                Mention(
                    work.document.whole[a:b],
                    start,
                    end,
                    ref.kind,
                    scene.resolver.full(ref).name or ref.office or ref.text,
                    ref.country,
                )
            )
        reason = (
            ""
            if events
            else "no event with a watched state"
            if scene.drafts
            else "no trigger with actors of two states"
        )
        return Reading(
            article_id=work.text.article_id,
            relevant=relevant,
            events=events,
            candidates=tuple(candidates),
            mentions=tuple(mentions),
            reason=reason,
        )


def _home(document: Document) -> str | None:
    """The state whose house style the article is written in, by its own words; None if none shows."""
    text = document.whole.lower()
    if any(
        w in text
        for w in (
            "zionist regime",
            "zionist entity",
            "zionist enemy",
            "occupying regime",
            "the zionist",
            "islamic revolution",
        )
    ):
        return "IRN"
    return None
