"""One spelling for many: folding keeps every character in its place, skeletons forget transliteration."""

from __future__ import annotations

import re
import unicodedata

_BY_HAND = {
    "ə": "a", "Ə": "a", "ı": "i", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ł": "l", "Ł": "l",
    "ё": "е", "Ё": "е", "й": "и", "Й": "и", "ي": "ی", "ك": "ک",
    "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "`": "'", "´": "'", "′": "'", "׳": "'", "״": '"',
    "“": '"', "”": '"',
    "-": " ", "‐": " ", "‑": " ", "‒": " ", "–": " ", "—": " ", "\u00a0": " ", "\u200c": " ",
    "\n": " ", "\t": " ",
}  # fmt: skip


def _table() -> dict[int, str]:
    """Every character below the astral planes that folds to exactly one other character."""
    table: dict[int, str] = {}
    for code in range(0x2FFF):
        char = chr(code)
        if unicodedata.category(char)[0] != "L":
            continue
        base = "".join(
            c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c)
        ).casefold()
        if len(base) == 1 and base != char:
            table[code] = base
    for char, to in _BY_HAND.items():
        table[ord(char)] = to
    return table


_FOLD = _table()


def fold(text: str) -> str:
    """The text without case, accents and kinds of apostrophe, hyphen and white space.

    Has as many characters as `text`, so an offset in one is an offset in the other. Text that holds
    combining marks is not put together first: do that (NFC) before, if it matters.
    """
    return text.translate(_FOLD)


def key(name: str) -> str:
    """How a name is looked up: NFC, folded, single blanks."""
    return " ".join(fold(unicodedata.normalize("NFC", name)).split())


_LETTERS = (("kh", "x"), ("gh", "k"), ("zh", "j"), ("dj", "j"), ("sh", "s"), ("ch", "c"), ("tz", "c"),
            ("ts", "c"), ("ck", "k"), ("ph", "f"), ("q", "k"), ("g", "k"), ("w", "v"))  # fmt: skip
_VOWELS = re.compile(r"(?<!^)[aeiouy']+")
_DOUBLE = re.compile(r"(.)\1+")


def skeleton(name: str) -> str:
    """The consonants of a Latin name, so that Araghchi, Araqchi and Araqçi are one word.

    Word by word: digraphs become letters, doubled letters single ones, vowels after the first
    letter go. `H` and `Kh` stay apart (Hatami is not Khatami), as do `s` and `ts` (Peres, Peretz).
    """
    words = []
    for word in key(name.replace("ç", "ch").replace("ş", "sh").replace("Ç", "Ch").replace("Ş", "Sh")).split():
        bare = word.replace("'", "")
        for letters, letter in _LETTERS:
            bare = bare.replace(letters, letter)
        bare = _VOWELS.sub("", _DOUBLE.sub(r"\1", bare))
        if bare:
            words.append(_DOUBLE.sub(r"\1", bare) if len(bare) > 3 else bare)
    return " ".join(words)


def is_plain(name: str) -> bool:
    """True for names in plain English letters; others come from languages that inflect names."""
    return name.isascii()
