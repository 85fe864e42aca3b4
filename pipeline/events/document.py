"""A text made ready for reading: its segments, sentences and tokens with their offsets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from pipeline.events.structure import Segment, SegmentKind, segment
from pipeline.events.tokens import Tokens

_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "\u00a0": " ",
        "\t": " ",
        "\n": " ",
        "\r": " ",
    }
)
_READ = frozenset(
    {
        SegmentKind.TITLE,
        SegmentKind.BODY,
        SegmentKind.LIST,
        SegmentKind.ITEM,
        SegmentKind.BACKGROUND,
        SegmentKind.CAPTION,
        SegmentKind.HEADING,
    }
)
_ABBREVIATED = re.compile(
    r"^(?:[A-Z]|Mr|Mrs|Ms|Dr|Gen|Col|Lt|Maj|Brig|Sen|Rep|Gov|St|No|Prof|U\.S|U\.K|U\.N|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|vs|etc|a\.m|p\.m|Inc|Ltd|Co|approx|b|bn|m|mln|bln)\.$",
    re.IGNORECASE,
)
MAX_SENTENCE = 90
"""Tokens. A longer one is cut, so that a text without full stops costs no more than others."""


@dataclass(slots=True)
class SentenceSpan:
    """A stretch of tokens that is read as one."""

    number: int
    start: int
    """First token."""
    end: int
    segment: Segment
    paragraph: int


@dataclass(slots=True)
class Document:
    """A text in tokens. Offsets are in `whole`, which is the title, two line feeds and the text."""

    whole: str
    title_length: int
    published: date
    tokens: Tokens
    sentences: list[SentenceSpan]
    segments: tuple[Segment, ...]
    caption_places: list[str] = field(default_factory=list)

    def field_span(self, start: int, end: int) -> tuple[str, int, int]:
        """Where a stretch of `whole` lies: (`title` or `text`, start, end)."""
        if start < self.title_length:
            return "title", start, min(end, self.title_length)
        base = self.title_length + 2
        return "text", start - base, end - base

    def text_of(self, sentence: SentenceSpan) -> tuple[int, int]:
        """Offsets in `whole` of a sentence."""
        first = self.tokens.starts[sentence.start]
        last = sentence.end - 1
        return first, self.tokens.starts[last] + len(self.tokens.words[last])


def prepare(
    title: str,
    text: str,
    published: date,
    tokenize: Callable[[str], Iterable[tuple[int, str]]],
    cut: Callable[[str, str], tuple[Segment, ...]] = segment,
) -> Document:
    """Cut a text into segments, sentences and tokens. `tokenize` yields (offset, token) of a string."""
    whole = f"{title}\n\n{text}"
    base = len(title) + 2
    segments = cut(title, text)
    tokens = Tokens([], [], [], [])
    sentences: list[SentenceSpan] = []
    for number, part in enumerate(segments):
        if part.kind not in _READ:
            continue
        at = part.start if part.field == "title" else base + part.start
        begin = len(tokens.words)
        pieces = [(o, w) for o, w in tokenize(part.text.translate(_PLAIN)) if w.strip()]
        scare = _scare_quotes([w for _, w in pieces]) | {
            i for i in range(1, len(pieces) - 1) if pieces[i][1] == "." and pieces[i + 1][1][:1].islower()
        }  # "$5b. had been signed": no full stop
        for number_of_token, (offset, word) in enumerate(pieces):
            if number_of_token not in scare:
                tokens.words.append(word)
                tokens.lower.append(word.lower())
                tokens.starts.append(at + offset)
        for start, end in _sentences(tokens.words, begin, len(tokens.words)):
            tokens.sentence += [len(sentences)] * (end - start)
            sentences.append(SentenceSpan(len(sentences), start, end, part, number))
    return Document(whole, len(title), published, tokens, sentences, segments)


def _scare_quotes(words: list[str]) -> set[int]:
    """Places of quotation marks around one word (the "Israeli" entity): they would cut a title in two."""
    found: set[int] = set()
    for i in range(len(words) - 2):
        if (
            words[i] in ('"', "'")
            and words[i + 2] == words[i]
            and words[i + 1][:1].isalpha()
            and i not in found
        ):
            found |= {i, i + 2}
    return found


def _sentences(words: list[str], begin: int, stop: int) -> Iterable[tuple[int, int]]:
    start = begin
    i = begin
    quotes = 0
    while i < stop:
        word = words[i]
        quotes += word == '"'
        ends = (
            word in (".", "!", "?", ";")
            or word.endswith(('."', "..."))
            or (
                word.endswith(".")
                and len(word) > 2
                and not _ABBREVIATED.match(word)
                and not word[:-1].replace(".", "").replace(",", "").isdigit()
                and "." not in word[:-1]
            )
        )
        if ends:
            k = i + 1
            while k < stop and (
                words[k] in (")", "]")
                or (words[k] == '"' and quotes % 2)
                or (words[k] == "'" and words[start] == "'")
            ):
                quotes += words[k] == '"'
                k += 1
            following = words[k] if k < stop else ""
            quoted = words[i + 1 : k].count('"') > 0
            if (
                not following
                or following[:1].isupper()
                or following[:1] in "\"'([-–—0123456789"
                or (word == ";" and not quoted)
            ):
                yield start, k
                start = i = k
                continue
        if i + 1 - start >= MAX_SENTENCE:
            yield start, i + 1
            start = i + 1
        i += 1
    if start < stop:
        yield start, stop
