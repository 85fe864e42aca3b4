"""What newsrooms do to a text that they take over: credits, updates, cuts, house style, small slips.

Each edit leaves the facts alone, so that a reader of both texts learns the same.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.quality.gold import GoldArticle


@dataclass(frozen=True, slots=True)
class Story:
    """A title and its paragraphs on their way through a newsroom."""

    title: str
    paragraphs: tuple[str, ...]
    published: datetime

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


Edit = Callable[[Story, random.Random], Story]


def thrice(articles: Sequence[GoldArticle], seed: int, most: int = 3) -> Iterator[GoldArticle]:
    """Each article and two copies under other addresses, each with one to `most` edits, in any order
    within a day. The ids are the article's with `.0` (as it was), `.1` and `.2`."""
    chance = random.Random(seed)  # noqa: S311  # a bench wants the same edits each time, not secrets
    for row in articles:
        hours = [0.0, chance.uniform(0, 24), chance.uniform(0, 24)]
        chance.shuffle(hours)
        for n, late in enumerate(hours):
            copy = replace(
                row,
                id=f"{row.id}.{n}",
                url=f"https://copy{n}.example/{row.id}",
                outlet=f"{row.outlet}{n or ''}",
                published=row.published + timedelta(hours=late),
            )
            names = chance.sample(sorted(EDITS), chance.randint(1, most)) if n else []
            yield edited(copy, names, chance)


def edited(row: GoldArticle, names: Sequence[str], chance: random.Random) -> GoldArticle:
    """The article after the named edits, in that order."""
    story = Story(row.title, tuple(p for p in re.split(r"\n\s*\n", row.text) if p.strip()), row.published)
    for name in names:
        story = EDITS[name](story, chance)
    return replace(row, title=story.title, text=story.text)


# ------------------------------------------------------------ around the text


def _credit(story: Story, chance: random.Random) -> Story:
    return _last(
        story,
        chance.choice(
            (
                "(Reporting by the Tbilisi bureau; editing by J. Smith)",
                "(Additional reporting by Leyla Karimova in Baku; Writing by Tom Hale; Editing by Ann Low)",
                "Reporting by Dan Peled; Editing by Mark Hall",
                "Our correspondent in Baku contributed to this report.",
            )
        ),
    )


def _note(story: Story, chance: random.Random) -> Story:
    note = chance.choice(
        ("(Adds details)", "(Adds quotes, background)", "(Updates with details)", "(Recasts, adds comment)")
    )
    if chance.random() < 0.5:
        return replace(story, paragraphs=(note, *story.paragraphs))
    return _first(story, f"{note} {story.paragraphs[0]}")


def _boilerplate(story: Story, chance: random.Random) -> Story:
    return _last(
        story,
        chance.choice(
            (
                "Read more: What we know about the pipeline",
                "Follow us on Telegram and Twitter",
                "Subscribe to our newsletter and get the news every morning.",
                "© Newswire. All rights reserved.",
                "Source: Newswire",
                "Click here to read the full article.",
            )
        ),
    )


def _tag(story: Story, chance: random.Random) -> Story:
    return replace(
        story,
        paragraphs=(*story.paragraphs[:-1], f"{story.paragraphs[-1]} {chance.choice(_TAGS)}"),
    )


_TAGS = ("— Newswire", "(Newswire)", "-- Newswire", "[Newswire]")


def _context(story: Story, chance: random.Random) -> Story:
    return _last(
        story,
        chance.choice(
            (
                "Azerbaijan, a country of some 10 million on the Caspian Sea, borders Iran in the south and "
                "sells much of its oil to Israel.",
                "Relations between the countries of the region have been closely watched for years.",
                "The Caspian Sea is the world's largest inland body of water.",
            )
        ),
    )


def _dateline(story: Story, chance: random.Random) -> Story:
    """Put before the first words where there is none; taken away where there is. A text that says "here"
    keeps what it has: another place before it would tell another fact. So does one that opens with a
    byline or a clock."""
    if re.search(r"\bhere\b", story.text) or not re.match(
        r"[A-Z].{60,}[.”\"]$", story.paragraphs[0], re.DOTALL
    ):
        return story
    bare = re.sub(
        r"^[A-Z][A-Za-z'’ ]{2,20}(?:, [A-Z][A-Za-z. ]{2,9} ?\d{1,2})?(?:, \d{4})?"
        r"(?: ?\([^()]{2,30}\))? ?(?:--|–|—|-) ",
        "",
        story.paragraphs[0],
    )
    if bare != story.paragraphs[0]:
        return _first(story, bare)
    on = f"{story.published:%b} {story.published.day}"
    return _first(story, f"{chance.choice(('LONDON', 'PARIS'))}, {on} (Newswire) - {story.paragraphs[0]}")


# ------------------------------------------------------------ the title


def _prefix(story: Story, chance: random.Random) -> Story:
    mark = chance.choice(
        ("UPDATE 1-", "UPDATE 2-", "UPDATE: ", "BREAKING: ", "RPT-", "WRAPUP 1-", "Exclusive: ")
    )
    return replace(story, title=f"{mark}{story.title}")


def _suffix(story: Story, chance: random.Random) -> Story:
    mark = chance.choice((" - The Caspian Post", " | Newswire", " — World News", " - Newswire.example"))
    return replace(story, title=f"{story.title}{mark}")


def _headline(story: Story, chance: random.Random) -> Story:
    """Another headline: the first words of the story, up to a comma."""
    words = re.split(r" (?:--|–|—|-) ", story.paragraphs[0])[-1]
    clause = re.split(r"[,;:.](?:\s|$)", words)[0].split()
    if not 5 <= len(clause) <= 22:
        return story
    return replace(story, title=" ".join(clause))


# ------------------------------------------------------------ paragraphs


def _cut_last(story: Story, chance: random.Random) -> Story:
    return replace(story, paragraphs=story.paragraphs[:-1]) if len(story.paragraphs) > 3 else story


def _cut_middle(story: Story, chance: random.Random) -> Story:
    if len(story.paragraphs) < 5:
        return story
    n = chance.randrange(2, len(story.paragraphs) - 1)
    return replace(story, paragraphs=story.paragraphs[:n] + story.paragraphs[n + 1 :])


def _swap(story: Story, chance: random.Random) -> Story:
    if len(story.paragraphs) < 5:
        return story
    n = chance.randrange(2, len(story.paragraphs) - 1)
    some = list(story.paragraphs)
    some[n], some[n + 1] = some[n + 1], some[n]
    return replace(story, paragraphs=tuple(some))


# ------------------------------------------------------------ words


def _synonym(story: Story, chance: random.Random) -> Story:
    return _each(story, lambda p: p.replace(" said ", " told reporters "))


def _quotes(story: Story, chance: random.Random) -> Story:
    plain = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "—": "-", "–": "-"})
    return replace(_each(story, lambda p: p.translate(plain)), title=story.title.translate(plain))


def _typo(story: Story, chance: random.Random) -> Story:
    """Two letters of a long plain word change places."""
    n = chance.randrange(len(story.paragraphs))
    found = list(re.finditer(r"\b[a-z]{8,}\b", story.paragraphs[n]))
    if not found:
        return story
    word = chance.choice(found)
    at = word.start() + chance.randrange(2, len(word[0]) - 3)
    old = story.paragraphs[n]
    new = old[:at] + old[at + 1] + old[at] + old[at + 2 :]
    return replace(story, paragraphs=(*story.paragraphs[:n], new, *story.paragraphs[n + 1 :]))


def _pairs(story: Story, pairs: Mapping[str, str]) -> Story:
    words = re.compile(r"\b(?:" + "|".join(map(re.escape, pairs)) + r")\b")

    def turned(text: str) -> str:
        return words.sub(lambda m: pairs[m[0]], text)

    return replace(_each(story, turned), title=turned(story.title))


_BRITISH = {
    "defense": "defence", "Defense": "Defence", "center": "centre", "Center": "Centre",
    "program": "programme",
    "labor": "labour", "Labor": "Labour", "percent": "per cent", "organization": "organisation",
    "Organization": "Organisation", "recognized": "recognised", "license": "licence", "traveled": "travelled",
    "canceled": "cancelled", "cooperation": "co-operation", "Cooperation": "Co-operation", "favor": "favour",
    "neighbor": "neighbour", "neighboring": "neighbouring", "neighbors": "neighbours",
}  # fmt: skip
_VARIANTS = {
    "Lieberman": "Liberman", "Aliyev": "Aliev", "Rouhani": "Rohani", "Mammadyarov": "Mamedyarov",
    "Raisi": "Raeesi", "Bayramov": "Bairamov", "Pezeshkian": "Pezeshkyan", "Araghchi": "Araqchi",
    "Ahmadinejad": "Ahmadi-Nejad", "Abdollahian": "Abdullahian",
}  # fmt: skip
_NUMBERS = dict(
    zip(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        map(str, range(2, 13)),
        strict=True,
    )
)


def _spelling(story: Story, chance: random.Random) -> Story:
    british = sum(story.text.count(b) for b in _BRITISH.values())
    american = sum(story.text.count(a) for a in _BRITISH)
    return _pairs(story, _BRITISH if american > british else {b: a for a, b in _BRITISH.items()})


def _names(story: Story, chance: random.Random) -> Story:
    return _pairs(story, _VARIANTS)


def _numbers(story: Story, chance: random.Random) -> Story:
    """Written out, where the number counts things; or the other way round."""
    digits = {d: w for w, d in _NUMBERS.items()}
    counted = re.compile(
        r"\b(\d{1,2}) (?=(?:minister|member|people|document|agreement|year|month|day|countr|compan)\w*)"
    )
    if counted.search(story.text):
        return _each(story, lambda p: counted.sub(lambda m: f"{digits.get(m[1], m[1])} ", p))
    return _each(
        story,
        lambda p: re.sub(r"\b(" + "|".join(_NUMBERS) + r") (?=\w+s\b)", lambda m: f"{_NUMBERS[m[1]]} ", p),
    )


_PHRASES = (
    ("will visit", "is to visit"),
    ("will arrive in", "is due to arrive in"),
    ("is expected to", "is due to"),
    ("met with", "met"),
    ("held talks", "had talks"),
    ("held a meeting", "had a meeting"),
    ("arrived in", "came to"),
    ("to discuss", "to talk about"),
    ("also", "in addition"),
    ("according to", "as reported by"),
    ("last month", "a month ago"),
    ("praised", "hailed"),
    ("stressed", "underlined"),
)


def _rephrase(story: Story, chance: random.Random) -> Story:
    """One phrase in one paragraph is said otherwise."""
    found = [
        (n, old, new)
        for n, p in enumerate(story.paragraphs)
        for old, new in _PHRASES
        if re.search(rf"\b{old}\b", p)
    ]
    if not found:
        return _meanwhile(story)
    n, old, new = chance.choice(found)
    turned = re.sub(rf"\b{old}\b", new, story.paragraphs[n], count=1)
    return replace(story, paragraphs=(*story.paragraphs[:n], turned, *story.paragraphs[n + 1 :]))


def _meanwhile(story: Story) -> Story:
    last = story.paragraphs[-1]
    return replace(story, paragraphs=(*story.paragraphs[:-1], f"Earlier reports said the same. {last}"))


# ------------------------------------------------------------ characters


def _spaces(story: Story, chance: random.Random) -> Story:
    def spaced(paragraph: str) -> str:
        return re.sub(
            r"(?<=[a-z]) (?=[a-z])", lambda m: chance.choice((" ", " ", " ", "\u00a0", "  ")), paragraph
        )

    return _each(story, spaced)


def _entities(story: Story, chance: random.Random) -> Story:
    turned = {"&": "&amp;", '"': "&quot;", "'": "&#39;", "’": "&rsquo;", "“": "&ldquo;", "”": "&rdquo;"}

    def marked(text: str) -> str:
        return re.sub("[&\"'’“”]", lambda m: turned[m[0]], text)

    return replace(_each(story, marked), title=marked(story.title))


def _each(story: Story, turn: Callable[[str], str]) -> Story:
    return replace(story, paragraphs=tuple(turn(p) for p in story.paragraphs))


def _first(story: Story, paragraph: str) -> Story:
    return replace(story, paragraphs=(paragraph, *story.paragraphs[1:]))


def _last(story: Story, paragraph: str) -> Story:
    return replace(story, paragraphs=(*story.paragraphs, paragraph))


EDITS: Mapping[str, Edit] = {
    "boilerplate": _boilerplate,
    "context": _context,
    "credit": _credit,
    "cut-last": _cut_last,
    "cut-middle": _cut_middle,
    "dateline": _dateline,
    "entities": _entities,
    "headline": _headline,
    "names": _names,
    "note": _note,
    "numbers": _numbers,
    "prefix": _prefix,
    "quotes": _quotes,
    "rephrase": _rephrase,
    "spaces": _spaces,
    "spelling": _spelling,
    "suffix": _suffix,
    "swap": _swap,
    "synonym": _synonym,
    "tag": _tag,
    "typo": _typo,
}
"""The edits by name."""
