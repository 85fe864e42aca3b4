"""How a news text is built: title, dateline, byline, captions, body, background, pleas, links, boilerplate.

What reports nothing (captions, pleas, links to other stories, sign-offs) is told apart from what does;
the place of a dateline or caption may still help.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.events import structure_cues as cues


class SegmentKind(StrEnum):
    TITLE = "title"
    DATELINE = "dateline"
    """Place, date and agency before the first words: `TEHRAN, Feb. 22 (Agency) --`."""
    BYLINE = "byline"
    CAPTION = "caption"
    """What a picture shows; often told twice, with and without its credit."""
    CREDIT = "credit"
    HEADING = "heading"
    """A line above a part of the text."""
    BODY = "body"
    LIST = "list"
    """One entry of a list in the body."""
    ITEM = "item"
    """One story of a digest, one entry of a live blog."""
    BACKGROUND = "background"
    """Under a heading or label that says so."""
    TEASER = "teaser"
    """Title and summary of another story."""
    RELATED = "related"
    PLEA = "plea"
    """Asks for money, membership or a subscription."""
    BOILERPLATE = "boilerplate"
    """Sign-offs, rights, contacts, cookie notices, social media."""


_EVENTS = frozenset(
    {SegmentKind.TITLE, SegmentKind.BODY, SegmentKind.LIST, SegmentKind.ITEM, SegmentKind.BACKGROUND}
)


class Genre(StrEnum):
    NEWS = "news"
    OPINION = "opinion"
    CORRECTION = "correction"
    """Corrects an earlier story; nothing in it is new."""
    DIGEST = "digest"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the title or the text. The segments of a text do not overlap and come in order."""

    kind: SegmentKind
    start: int
    end: int
    text: str
    field: str = "text"
    """`title` or `text`: where the offsets count."""
    item: int | None = None
    """Digest and live blog: which story or entry this is, from 0."""
    time: str | None = None
    """Live blog: its time, `HH:MM`."""
    place: str | None = None
    """Dateline or label: the place it names, as written."""

    @property
    def carries_events(self) -> bool:
        return self.kind in _EVENTS


_SPACE = re.compile(r"\s+")


def segment(title: str, text: str) -> tuple[Segment, ...]:
    """The segments of an article: the title first, then those of the text in order.

    Every character of the text that is not white space lies in exactly one segment.
    """
    found: list[Segment] = []
    if title.strip():
        start, end = _headline(title)
        found.append(_cut(title, SegmentKind.TITLE, start, end, field="title"))
    lines = list(_lines(text))
    kinds = _classify(title, text, lines)
    found += _items(text, _parts(text, lines, kinds))
    return tuple(found)


def _headline(title: str) -> tuple[int, int]:
    """Where the headline proper lies, without `UPDATE 1-` before it and ` - The Outlet` behind it."""
    before = cues.TITLE_MARK.match(title)
    start = before.end() if before else 0
    after = cues.TITLE_OUTLET.search(title, start)
    end = after.start() if after and len(title[start : after.start()].split()) >= 4 else len(title)
    return (start, end) if title[start:end].strip() else (0, len(title))


def unstructured(title: str, text: str) -> tuple[Segment, ...]:
    """Title and lines, all of them body: what a reader sees who knows nothing of how news is built."""
    found = [_cut(title, SegmentKind.TITLE, 0, len(title), field="title")] if title.strip() else []
    return (*found, *(_cut(text, SegmentKind.BODY, line.start, line.end) for line in _lines(text)))


def genre(title: str, text: str) -> Genre:
    """What kind of article this is, by its title, first and last lines."""
    if cues.CORRECTION.match(title):
        return Genre.CORRECTION
    if (
        cues.OPINION_TITLE.match(title)
        or cues.OPINION_HEAD.search(text[:200])
        or cues.OPINION_TAIL.search(text[-400:])
    ):
        return Genre.OPINION
    segments = segment("", text)
    if any(s.time for s in segments):
        return Genre.LIVE
    if sum(s.kind is SegmentKind.ITEM for s in segments) > 1:
        return Genre.DIGEST
    return Genre.NEWS


def quote_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Quoted speech, marks included. A quotation that a paragraph leaves open ends with the paragraph."""
    spans: list[tuple[int, int]] = []
    opened: tuple[int, str] | None = None
    for at, char in enumerate(text):
        before = text[at - 1] if at else " "
        after = text[at + 1] if at + 1 < len(text) else " "
        if opened is None:
            if (char in "“«„" or (char in '‘"' and not before.isalnum())) and not after.isspace():
                opened = (at, {"“": "”", "«": "»", "„": "“”", "‘": "’", '"': '"'}[char])
        elif char in opened[1] and not (char == "’" and after.isalnum()):
            spans.append((opened[0], at + 1))
            opened = None
        elif char == "\n" and after == "\n":
            spans.append((opened[0], at))
            opened = None
    if opened is not None and text[opened[0]] != "‘":
        spans.append((opened[0], len(text)))
    return tuple(spans)


# ------------------------------------------------------------ lines


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    indented: bool
    block: int
    """Number of the paragraph (lines between blank lines) it stands in."""


def _lines(text: str) -> Iterator[_Line]:
    """Lines, with hard-wrapped ones put together."""
    held: _Line | None = None
    block = at = 0
    for raw in text.split("\n"):
        start = at + len(raw) - len(raw.lstrip())
        end = at + len(raw.rstrip())
        at += len(raw) + 1
        if start >= end:
            block += 1
            continue
        line = _Line(start, end, text[start:end], raw[:1].isspace(), block)
        if held is not None and held.block == block and _goes_on(held.text, line.text):
            held = replace(held, end=end, text=text[held.start : end])
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _goes_on(line: str, following: str) -> bool:
    """Whether a line break is only a wrap: the line hangs in the air, or the next begins in lower case."""
    if cues.ENDS.search(line):
        return False
    return following[0].islower() or cues.HANGS.search(line) is not None


def _classify(title: str, text: str, lines: list[_Line]) -> list[SegmentKind]:
    kinds = [_kind(line, i, len(lines)) for i, line in enumerate(lines)]
    _captions(lines, kinds)
    _links(lines, kinds)
    _teasers(title, lines, kinds)
    _background(lines, kinds)
    return kinds


def _kind(line: _Line, index: int, count: int) -> SegmentKind:
    text = line.text
    if index < 4 and len(text) < 100 and cues.NOTE.fullmatch(text):
        return SegmentKind.BOILERPLATE
    if len(text) < 300 and (
        cues.RELATED_LINE.fullmatch(text) or (len(text) < 60 and cues.RELATED_HEAD.match(text))
    ):
        return SegmentKind.RELATED
    if cues.BOILERPLATE.fullmatch(text) and (
        len(text) < 200 or index > count // 2 or "cookie" in text.lower()
    ):
        return SegmentKind.BOILERPLATE
    if len(text) < 140 and cues.CREDIT.fullmatch(text):
        return SegmentKind.CREDIT
    if len(text) < 400 and cues.CREDIT_INSIDE.search(text):
        return SegmentKind.CAPTION
    if cues.GLUED.match(text) is None and _is_plea(text):
        return SegmentKind.PLEA
    if len(text) < 110 and cues.BYLINE.fullmatch(text) and (index < 6 or index > count - 3):
        return SegmentKind.BYLINE
    if index < 4 and len(text) < 90 and cues.DATE_LINE.fullmatch(text):
        return SegmentKind.DATELINE
    if cues.BULLET.match(text):
        return SegmentKind.LIST
    if not cues.ENDS.search(text) and len(text.split()) <= 16 and count > 1 and not cues.CLOCK.match(text):
        return SegmentKind.HEADING
    return SegmentKind.BODY


def _is_plea(text: str) -> bool:
    """Short, addresses the reader, and asks for something; a report about donations does neither."""
    if len(text) > 420 or '"' in text or "“" in text or not cues.PLEA.search(text):
        return False
    return cues.ADDRESS.search(text) is not None


def _captions(lines: list[_Line], kinds: list[SegmentKind]) -> None:
    """A line told twice near by is a caption if a credit is at hand, as is the line right before a credit.

    Without a credit the second telling is a summary above the story.
    """
    for i, line in enumerate(lines):
        plain = _bare(line.text)
        for j in range(i + 1, min(i + 4, len(lines))):
            other = _bare(lines[j].text)
            if len(plain) > 20 and len(other) > 20 and (plain.startswith(other) or other.startswith(plain)):
                near = kinds[i : j + 2]
                if SegmentKind.CAPTION in near or SegmentKind.CREDIT in near or line.indented:
                    kinds[i] = kinds[j] = SegmentKind.CAPTION
        follows = kinds[i + 1] if i + 1 < len(lines) else None
        if follows is SegmentKind.CREDIT and kinds[i] in (SegmentKind.BODY, SegmentKind.HEADING):
            same_block = lines[i + 1].block == line.block
            if len(line.text) < 300 and (same_block or line.indented or cues.CAPTION_VERB.search(line.text)):
                kinds[i] = SegmentKind.CAPTION


def _links(lines: list[_Line], kinds: list[SegmentKind]) -> None:
    """Lines after a heading for links belong to it while they look like titles."""
    for i, line in enumerate(lines):
        if kinds[i] is SegmentKind.RELATED and line.text.endswith(":"):
            for j in range(i + 1, len(lines)):
                if kinds[j] not in (SegmentKind.HEADING, SegmentKind.LIST, SegmentKind.RELATED):
                    break
                kinds[j] = SegmentKind.RELATED


def _teasers(title: str, lines: list[_Line], kinds: list[SegmentKind]) -> None:
    """A foreign title with at most two lines of summary, between the top of the text and a plea or link."""
    for i, kind in enumerate(kinds[:5]):
        if kind in (SegmentKind.PLEA, SegmentKind.RELATED) or (i and cues.GLUED.match(lines[i].text)):
            before = list(range(i))
            if before and kinds[0] is SegmentKind.HEADING and _bare(lines[0].text) != _bare(title):
                for j in before:
                    if kinds[j] in (SegmentKind.HEADING, SegmentKind.BODY):
                        kinds[j] = SegmentKind.TEASER
            return


def _background(lines: list[_Line], kinds: list[SegmentKind]) -> None:
    """From a heading `Background` to the next heading or label."""
    inside = False
    for i, line in enumerate(lines):
        if kinds[i] is SegmentKind.HEADING:
            inside = cues.BACKGROUND_HEAD.fullmatch(line.text) is not None
        elif kinds[i] is SegmentKind.BODY:
            if cues.BACKGROUND_LABEL.match(line.text):
                kinds[i] = SegmentKind.BACKGROUND
            elif inside and re.match(r"[A-Z][a-z]+:\s", line.text):
                inside = False
            elif inside:
                kinds[i] = SegmentKind.BACKGROUND


def _bare(text: str) -> str:
    """A line without its credit and white space, for comparing."""
    found = cues.CREDIT_INSIDE.search(text)
    return _SPACE.sub(" ", text[: found.start()] if found else text).strip(" .")


# ------------------------------------------------------------ parts


def _parts(text: str, lines: list[_Line], kinds: list[SegmentKind]) -> Iterator[Segment]:
    """Cut datelines, glued pleas, credits and tails off their lines."""
    dated = False
    for i, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        start, end = line.start, line.end
        if kind in (SegmentKind.BODY, SegmentKind.HEADING, SegmentKind.LIST, SegmentKind.BACKGROUND):
            glued = cues.GLUED.match(line.text)
            if glued:
                yield _cut(text, SegmentKind.PLEA, start, start + glued.end())
                start += glued.end()
                kind = SegmentKind.BODY
            note = cues.NOTE.match(text[start:end]) if i < 4 else None
            if note and note.end() < end - start:
                yield _cut(text, SegmentKind.BOILERPLATE, start, start + note.end())
                start += note.end()
            if not dated and i < 8 and kind in (SegmentKind.BODY, SegmentKind.HEADING):
                dated = kind is SegmentKind.BODY  # only the first lines of the story proper have one
                found = _dateline(text[start:end])
                if found is not None:
                    dated = True
                    length, place = found
                    yield replace(_cut(text, SegmentKind.DATELINE, start, start + length), place=place)
                    start += length
                    kind = SegmentKind.BODY
                    if not text[start:end].strip():
                        continue
            tail = cues.TAIL.search(text[start:end])
            if tail and tail.start() > 0:
                yield _cut(text, kind, start, start + tail.start())
                yield _cut(text, SegmentKind.BOILERPLATE, start + tail.start(), end)
                continue
        yield _cut(text, kind, start, end)


def _dateline(line: str) -> tuple[int, str] | None:
    """Length and place of the dateline that the line begins with."""
    for pattern in cues.DATELINES:
        found = pattern.match(line)
        if found is not None and found.end() <= 130:
            place = found["place"]
            if not place.isupper():
                place = found.groupdict().get("inner") or place  # `Azerbaijan, Baku, Nov. 18`
            return found.end(), place.strip(" .,-–—")
    return None


def _items(text: str, parts: Iterable[Segment]) -> list[Segment]:
    """Number the stories of a digest and the entries of a live blog."""
    segments = list(parts)
    bodies = [s for s in segments if s.kind in (SegmentKind.BODY, SegmentKind.HEADING, SegmentKind.LIST)]
    clocks = [s for s in bodies if cues.CLOCK.match(s.text)]
    labels = [s for s in bodies if cues.LABEL.match(s.text)]
    numbers = [s for s in bodies if cues.NUMBERED.match(s.text)]
    if len(clocks) >= 3:
        opens, pattern = clocks, cues.CLOCK
    elif len(labels) >= 2 and len(labels) >= len(bodies) // 3:
        opens, pattern = labels, cues.LABEL
    elif len(numbers) >= 2 and len(numbers) >= len(bodies) // 2:
        opens, pattern = numbers, cues.NUMBERED
    else:
        return segments
    starts = {s.start for s in opens}
    number = -1
    out = []
    for part in segments:
        if part.start in starts:
            number += 1
            found = pattern.match(part.text)
            assert found is not None
            groups = found.groupdict()
            time = groups.get("time")
            out.append(
                replace(
                    part,
                    kind=SegmentKind.ITEM,
                    item=number,
                    time=time.replace(".", ":").rjust(5, "0") if time else None,
                    place=groups.get("label"),
                )
            )
        elif number >= 0 and part.kind in (SegmentKind.BODY, SegmentKind.LIST):
            out.append(replace(part, kind=SegmentKind.ITEM, item=number))
        else:
            out.append(part)
    return out


def _cut(text: str, kind: SegmentKind, start: int, end: int, field: str = "text") -> Segment:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Segment(kind, start, end, text[start:end], field)
