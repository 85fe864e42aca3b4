"""Near-duplicates: which text repeats another, how closely, and what an edit changed.

Texts are compared by shingles of words: MinHash bands find what may be alike in the store (Broder 1997;
locality-sensitive hashing as in Leskovec et al., Mining of Massive Datasets, 3.4), the Jaccard index of
the shingles then decides.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from datasketch import MinHash
from rapidfuzz import fuzz, process

from pipeline.articles.article import Article

WORDS = 3
"""Words in a shingle."""
BANDS = 24
ROWS = 4
"""With 24 bands of 4, texts of a Jaccard index of 0.6 share a band in 97 % of cases, of 0.2 in 4 %."""
DUPLICATE = 0.95
"""From this Jaccard index on, texts say the same."""
COPY = 0.60
"""From this, one is an edited copy of the other (or both are of a third)."""
SHORTEST = 25
"""Words below which likeness says nothing: two short reports of one happening use the same words."""


class Kind(StrEnum):
    """How two texts stand to each other."""

    DUPLICATE = "duplicate"
    COPY = "copy"
    """A lightly edited copy: not independent, but what was edited may matter."""
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Likeness:
    """The verdict on two texts. `jaccard` is between 0 and 1."""

    kind: Kind
    jaccard: float
    because: str


def shingles(text: str) -> frozenset[str]:
    """The text's sequences of three words, without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    found = re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)))
    if len(found) < WORDS:
        return frozenset({" ".join(found)}) if found else frozenset()
    return frozenset(" ".join(found[i : i + WORDS]) for i in range(len(found) - WORDS + 1))


def bands(article: Article) -> tuple[str, ...]:
    """The keys under which the store finds texts that may be alike; none for texts too short to tell."""
    found = shingles(article.text or article.title)
    if len(found) < SHORTEST:
        return ()
    hashed = MinHash(num_perm=BANDS * ROWS, seed=1)
    hashed.update_batch([s.encode() for s in sorted(found)])
    values: np.ndarray[tuple[int], np.dtype[np.uint64]] = hashed.hashvalues
    return tuple(
        f"{band}:{values[band * ROWS : (band + 1) * ROWS].astype('<u8').tobytes().hex()[:48]}"
        for band in range(BANDS)
    )


def compare(article: Article, earlier: Article) -> Likeness:
    """How an article stands to an earlier one."""
    mine, theirs = shingles(article.text or article.title), shingles(earlier.text or earlier.title)
    jaccard = len(mine & theirs) / len(mine | theirs) if mine or theirs else 0.0
    if min(len(mine), len(theirs)) < SHORTEST:
        same = mine == theirs and shingles(article.title) == shingles(earlier.title) and bool(mine)
        kind = Kind.DUPLICATE if same else Kind.DIFFERENT
        return Likeness(kind, jaccard, "the same few words" if same else "too short to compare")
    if jaccard >= DUPLICATE:
        kind = Kind.DUPLICATE
    elif jaccard >= COPY or _contained(mine, theirs):
        kind = Kind.COPY
    else:
        kind = Kind.DIFFERENT
    return Likeness(kind, jaccard, f"{jaccard:.0%} of the word sequences in common")


def nearest(article: Article, others: Sequence[Article]) -> tuple[Article, Likeness] | None:
    """The text that an article repeats, among those that share a band; None when it repeats none."""
    found = [(other, compare(article, other)) for other in others if other.id != article.id]
    found = [(other, verdict) for other, verdict in found if verdict.kind is not Kind.DIFFERENT]
    if not found:
        return None
    return max(found, key=lambda f: (f[1].jaccard, -f[0].first_seen.timestamp(), f[0].id))


def edits(old: str, new: str) -> list[str]:
    """What an edit changed, as a unified diff by paragraph, without headers. Empty: nothing."""
    diff = difflib.unified_diff(_paragraphs(old), _paragraphs(new), lineterm="", n=0)
    return [line for line in diff if not line.startswith(("---", "+++", "@@"))]


def changed_words(old: str, new: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words that an edit took out and put in, small letters."""
    before, after = _words(old), _words(new)
    out: set[str] = set()
    put: set[str] = set()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            out |= set(before[a:b])
            put |= set(after[c:d])
    return frozenset(out), frozenset(put)


def _contained(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """A shortened or lengthened copy: nearly all of the shorter text stands in the longer."""
    return len(mine & theirs) / min(len(mine), len(theirs)) >= 0.8


def _paragraphs(text: str) -> list[str]:
    return [p.strip() for p in re.split(r"\n\s*\n", text) if p.strip()]


_TURNS = re.compile(
    r"\d|^(?:not|no|never|cannot|will|would|may|might|could|cancel\w*|postpon\w*|off|den(?:y|ies|ied)|reject\w*"
    r"|refut\w*|delay\w*|suspend\w*|abort\w*|scrap\w*|shelv\w*|plan(?:s|ned)?|expect\w*|schedul\w*|correct\w*"
    r"|retract\w*|withdr[ae]w\w*|(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tomorrow"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)$"
)
"""Words that turn what a sentence says: figures, days, negation, modality."""
_DONE = re.compile(
    r"^(?:arrived|visited|met|signed|inked|concluded|received|hosted|held|began|ended|agreed)$"
)
"""Words that, put in, say that it has happened."""
_BYLINE = re.compile(r"(?<=\S)\s+[|–—-]\s+[^|–—]{1,40}$")
"""The outlet's name behind a title ("… - The Daily")."""
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’)]*\s+|\n+")


def news_in(article: Article, earlier: Sequence[Article]) -> tuple[str, ...]:
    """The sentences of an edited copy that say something else than the earlier texts: those put in, and
    those whose figures, names, negation or modality changed. Other edits (spelling, credits, synonyms,
    numbers written out) are none."""
    known = [s for one in earlier for s in _sentences(one)]
    folded = {_fold(s) for s in known}
    return tuple(
        sentence
        for sentence in _sentences(article)
        if _fold(sentence) not in folded and _says_else(sentence, known)
    )


def _says_else(sentence: str, known: Sequence[str]) -> bool:
    found = process.extractOne(sentence, known, scorer=fuzz.ratio, score_cutoff=60)
    if found is None:
        # A longer or shorter version of a sentence we have (a dateline or a note put before it) is close too.
        found = process.extractOne(sentence, known, scorer=fuzz.partial_ratio, score_cutoff=90)
    if found is None:
        return True
    old = found[0]
    out, put = changed_words(old, sentence)
    if any(_TURNS.search(w) for w in out | put) or any(_DONE.search(w) for w in put):
        return True
    names = {w.casefold() for w in re.findall(r"(?<=[a-z,] )[A-Z]\w+", sentence)}
    return any(all(fuzz.ratio(w, o) < 75 for o in out) for w in put & names)


def _sentences(article: Article) -> list[str]:
    title = _BYLINE.sub("", article.title)
    return [s.strip() for s in (title, *_SENTENCE.split(article.text)) if s.strip()]


def _fold(sentence: str) -> str:
    return " ".join(_words(sentence))


def _words(text: str) -> list[str]:
    """The words of a text, small letters, small numbers in figures."""
    return [_NUMBERS.get(w, w) for w in re.findall(r"\w+", text.casefold())]


_NUMBERS = dict(
    zip(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        map(str, range(1, 13)),
        strict=True,
    )
)
