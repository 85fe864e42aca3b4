"""Masked sentences: each ref as one common word, so that a small model parses them fast and right."""

from __future__ import annotations

from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.events.dates import DateMention
from pipeline.events.document import Document, SentenceSpan
from pipeline.events.refs import Ref
from pipeline.events.syntax import Sentence

_PEOPLE = ("John", "Peter", "David", "Paul", "Mark", "James", "Robert", "Michael", "George", "Thomas")
_STATES = {"AZE": "Russia", "ISR": "Israel", "IRN": "Iran"}
_SKIP_OPEN = frozenset("([")
_SKIP_CLOSE = frozenset(")]")


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
            _append(
                sentence,
                word,
                ref,
                tokens.starts[i],
                tokens.starts[ref.end - 1] + len(tokens.words[ref.end - 1]),
                quoted,
            )
            i = ref.end
            continue
        word = tokens.words[i]
        if word in _SKIP_OPEN:
            close = next(
                (k for k in range(i + 1, min(i + 14, span.end)) if tokens.words[k] in _SKIP_CLOSE), None
            )
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
