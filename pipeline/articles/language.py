"""Which language an article is in: identified from its text where there is enough, else as declared."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SURE = 0.9
"""Probability from which the identifier outweighs what feed and page declare: both are often a template's."""
ENOUGH = 200
"""Characters from which the identifier outweighs the declaration when it is sure."""
CERTAIN, HEADLINE = 0.999, 40
"""The same for a headline."""

KNOWN = [
    "ar",
    "az",
    "bg",
    "de",
    "el",
    "en",
    "es",
    "fa",
    "fr",
    "he",
    "hi",
    "hu",
    "hy",
    "it",
    "ja",
    "ka",
    "kk",
    "ku",
    "ky",
    "nl",
    "pl",
    "ps",
    "pt",
    "ro",
    "ru",
    "sr",
    "sv",
    "tg",
    "tk",
    "tr",
    "uk",
    "ur",
    "uz",
    "zh",
]
"""ISO 639-1 codes told apart: those of outlets that write about the watched countries, and the world's large
ones. Fewer choices make short texts safer."""


def identify(text: str, declared: str | None = None) -> str | None:
    """BCP 47 primary tag, or None when neither text nor declaration tells.

    Text that is long enough decides for itself. Of a headline, near certainty or a script that the
    declared language does not use overrules the declaration.
    """
    declared = primary(declared)
    sample = text[:3000]
    if sum(map(str.isalpha, sample)) < 3:
        return declared
    found, probability = _identifier().classify(sample)
    sure = float(probability) >= SURE
    if (sure and len(sample) >= ENOUGH) or (float(probability) >= CERTAIN and len(sample) >= HEADLINE):
        return str(found)
    if declared is None:
        return str(found) if sure or not _latin(sample) else None
    if declared in KNOWN and _latin(sample) != (declared in _LATIN):
        return str(found)
    return declared


def primary(tag: str | None) -> str | None:
    """`en` of `en-GB`, `en_US` or `EN` (RFC 5646 §2.2.1); None of nothing or nonsense."""
    first = (tag or "").replace("_", "-").split("-")[0].strip().lower()
    return first if first.isascii() and first.isalpha() and 2 <= len(first) <= 3 else None


def warm() -> None:
    """Load the model now, in a process that is about to fork."""
    _identifier()


_LATIN = frozenset(
    ["az", "de", "en", "es", "fr", "hu", "it", "ku", "nl", "pl", "pt", "ro", "sv", "tk", "tr", "uz"]
)


def _latin(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return sum(c < "\u0250" for c in letters) * 2 > len(letters)


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(KNOWN)
    return identifier
