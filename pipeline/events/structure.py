"""How a news text is built: title, dateline, byline, captions, body, background, pleas, links, boilerplate.

Pure and by general cues of the trade, never by an outlet's own words. What reports nothing (captions, pleas,
links to other stories, sign-offs) is told apart from what does; the place of a dateline or caption may still help.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum


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


_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DATE = (
    rf"(?:{_MONTH}\.?\s+\d{{1,2}}(?:,?\s+\d{{4}})?|\d{{1,2}}\s+{_MONTH}\.?(?:,?\s+\d{{4}})?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d{2}-\d{2})"
)
_UPPER = r"[A-Z\u00c0-\u00de\u018f][A-Z\u00c0-\u00de\u018f'’.\-]+(?:[ -][A-Z\u00c0-\u00de\u018f][A-Z\u00c0-\u00de'’.\-]+){0,3}"
_PROPER = r"[A-Z\u00c0-\u00de\u018f][\w'’\-]+(?:[ -][A-Z\u00c0-\u00de][\w'’\-]+){0,2}"
_AGENCY = r"(?:\([^()\n]{2,40}\)|/[^/\n]{2,60}/|[A-Z][\w.\-]*(?: [A-Z][\w.\-]*){0,2})"
_DASH = r"(?:\s*(?:--|[-–—])\s*)"

_DATELINES = (
    # MOSCOW, June 3 (Agency) -   Baku, January 12 (AGENCY).   Baku, Nov 13, AGENCY –   AKTAU. August 12. AGENCY –
    re.compile(
        rf"(?P<place>{_PROPER}|{_UPPER})(?:,\s+(?P<inner>{_PROPER}))?[,./]\s*{_DATE}[,.]?\s*/?\s*"
        rf"(?:{_AGENCY})?(?:,\s*{_PROPER})?\s*(?:[.:/]?{_DASH}|[.:/]\s*|$)"
    ),
    # TEHRAN (Agency) -   WASHINGTON —   BAKU -
    re.compile(rf"(?P<place>{_UPPER})(?:,\s+{_PROPER})?\s*(?:\([^()\n]{{2,40}}\)\s*{_DASH}|\s{_DASH}|—|--)(?=\S)"),
    # Baku (Agency) –
    re.compile(rf"(?P<place>{_PROPER})\s*\((?:[A-Z][\w./ ]{{1,30}})\)\s*{_DASH}(?=\S)"),
)  # fmt: skip
_DATE_LINE = re.compile(rf"(?:[\w ]{{0,40}}?\b)?{_DATE}(?:\s*(?:,|—|–|-|\|)?\s*\d{{1,2}}[:.]\d{{2}})?\W*")
_BYLINE = re.compile(
    r"(?:By|BY)\s+[A-Z][^\n]{2,90}|\((?:Communicated|Released|Issued|Provided) by [^\n)]+\)"
    r"|(?:[A-Z]\w+ ){0,2}(?:Editor|Correspondent|Staff|Reporter|Desk)|(?:OPINION|COMMENT|ANALYSIS|EDITORIAL)\s*[|:–-].{0,60}"
)
_CREDIT = re.compile(
    r"\(?(?:photo|image|picture|video|file photo|photos?)?\s*(?:credits?|courtesy|photo by|photos? by)\s*[:/]?[^\n]*"
    r"|\(?(?:photo|image|picture)s?\s*[:/][^\n]*",
    re.IGNORECASE,
)
_CREDIT_IN = re.compile(
    r"\((?:photo|image|picture|video)?\s*credits?\s*:|\((?:photo|image|picture|file)\s*[:/]|\bfile photo\b|\((?:photo by|AP Photo|via Reuters)"
    r"|\bphoto(?:graph)? (?:by|credit)\b|©\s*\w+ (?:Images|Photo)",
    re.IGNORECASE,
)  # fmt: skip
_RELATED_HEAD = re.compile(
    r"(?:related|see also|read also|also read|read more|more from|more on|you may also|recommended|don'?t miss|most read|"
    r"further reading|other stories|in other news|top stories|watch|listen)\b[^\n.]{0,40}:?\s*(?:$|[:→»])",
    re.IGNORECASE,
)
_RELATED_LINE = re.compile(
    r"(?:(?:read|see) also|also read|read more|related|more from [^:\n]{2,40}|recommended|watch|must read)\s*[:→»].+|[→»►▶].+",
    re.IGNORECASE,
)
_ARROW = re.compile(r"[→»►▶]")
_PLEA = re.compile(
    r"\b(?:donat(?:e|ion|ions)|become a (?:member|patron|supporter|subscriber)|(?:monthly|annual) membership|"
    r"subscri(?:be|ption|bers?)\b|sign up|sign-up|newsletter|help us (?:survive|stay|keep|continue)|support (?:us|our|independent)|"
    r"(?:first|one) month free|free trial|full access|keep us (?:free|independent)|card number|chip in|patreon|crowdfund\w*|"
    r"every (?:dollar|euro|pound|penny|contribution)|matched until|tax-deductible|unlock (?:this|the))",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\b(?:you|your|us|our)\b|→|^(?:support|subscribe|sign up|donate|join|become|help|like|follow|get|unlock|give|every)\b",
    re.IGNORECASE,
)
_GLUED = re.compile(
    r"(?:become a (?:member|patron|supporter)|subscribe(?: now| today)?|sign up(?: now)?|donate(?: now)?|support us|join us|"
    r"read more|share this|listen now|advertisement)(?=[A-Z“\"‘])",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"""
      \((?:additional\s)?(?:reporting|writing|editing|compiled|written|translated)\s(?:by|from)\b.*
    | (?:additional\s)?(?:reporting|editing|writing)\s(?:by|from)\b.{0,120}
    | .{2,80}\scontributed\sto\sthis\s(?:report|article|story)\.?
    | (?:end\s(?:of\s)?item|ends?|end\sof\stext|\#+|\*{3,}|-{3,}|_{3,}|-\s?30\s?-)
    | /?(?:[a-z]{1,3}\.?){1,3}/|[A-Za-z]{2,3}\s?/\s?[A-Za-z]{2,3}|[A-Z]{2,8}\s/\s[a-z]{2,3}
    | \d{3,5}(?:\*\*|/|\s)\d{3,5}|-?\d{2,4}[A-Z]-
    | (?:source|sources|via)\s?:\s.{2,120}|SOURCE\s.{2,80}
    | ©.*|\(c\)\s.*|copyright\b.*|all\srights\sreserved.*|.*\bnot\sfor\sredistribution\b.*
    | .*\b(?:unsubscribe|manage\spreferences|privacy\spolicy|terms\sof\s(?:use|service)|cookie\ssettings|cookies?\sto)\b.*
    | .*\b(?:accept\sall\b.*|enable\sjavascript|javascript\sis\sdisabled).*
    | .*\bwhen\s(?:using|quoting)\s(?:the\s)?materials?\b.*|.*\bhyperlink\sis\s(?:obligatory|required)\b.*
    | follow\s(?:us|the\sauthor|me|him|her|\w+)\son\b.*|.*\b(?:t\.me|twitter\.com|facebook\.com|instagram\.com)/\S*.*
    | (?:refresh\sthis\spage|comments?\s(?:are|is)\s(?:moderated|closed|off)|share\sthis|print\sthis|leave\sa\scomment).*
    | (?:the\s)?(?:views?|opinions?)\sexpressed\b.*|the\sauthor\s(?:is|teaches|was|works|writes)\b.*
    | (?:reply\sto|write\sto|contact|e-?mail)\b[^.\n]{0,40}(?::|@).*|about\s(?:the\s)?[A-Z][\w&. ]{1,40}\s?:\s.*
    | (?:translated|adapted)\s(?:from|by)\b.{0,80}
    | .*\breaders\s(?:may|can|are\sinvited\sto)\s(?:send|write|call|reply)\b.*
    | \[?(?:read\smore|continue\sreading|click\shere|more)\]?\.{0,3}
    """,
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip
_TAIL = re.compile(
    r"\s+(?:\[(?:read more|more|continue)[^\]]*\]|-?\d{2,4}[A-Z]-|/[a-z.]{2,8}/|\(END\))\s*$", re.IGNORECASE
)
_CAPTION_VERB = re.compile(
    r"\b(?:is|are) (?:seen|pictured|shown|greeted)\b|\b(?:pictured|seen here|left|right|centre|center|from left),|\((?:L|R|C|left|right)\)"
)
_BACKGROUND_HEAD = re.compile(
    r"(?:background|context|history|timeline|chronology|what came before|previously|backgrounder)\s*:?",
    re.IGNORECASE,
)
_BACKGROUND_LABEL = re.compile(
    r"(?:background|context|backgrounder|for context|history)\s*[:–—-]\s+(?=\S)", re.IGNORECASE
)
_CLOCK = re.compile(
    r"(?P<time>[012]?\d[:.][0-5]\d)(?:\s*(?:GMT|UTC|CET|a\.?m\.?|p\.?m\.?|local time))?\s*(?:[-–—:|]\s*)?(?=\S)"
)
_LABEL = re.compile(
    r"(?:\d{1,2}[.)]\s+)?(?P<label>[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de'’&,\-–— ]{2,40})(?:[.:]|\s[-–—])\s+(?=\S)"
)
_NUMBERED = re.compile(r"\d{1,2}[.)]\s+(?=\S)")
_BULLET = re.compile(r"(?:[-–—•*·]|\(?[a-z0-9]{1,2}\))\s+(?=\S)")
_ENDS = re.compile(r"[.!?…:;,](?:[\"”’')\]]*)$|[\"”’')\]]$")
_SPACE = re.compile(r"\s+")


def segment(title: str, text: str) -> tuple[Segment, ...]:
    """The segments of an article: the title first, then those of the text in order.

    Every character of the text that is not white space lies in exactly one segment.
    """
    found: list[Segment] = []
    if title.strip():
        start = len(title) - len(title.lstrip())
        found.append(_cut(title, SegmentKind.TITLE, start, len(title.rstrip()), field="title"))
    lines = list(_lines(text))
    kinds = _classify(title, text, lines)
    found += _items(text, _parts(text, lines, kinds))
    return tuple(found)


def genre(title: str, text: str) -> Genre:
    """What kind of article this is, by its title, first and last lines."""
    if re.match(r"\W*(?:correction|corrected|clarification|erratum)\b", title, re.IGNORECASE):
        return Genre.CORRECTION
    head, tail = text[:200], text[-400:]
    if (
        re.match(r"\W*(?:opinion|op-ed|commentary|editorial|comment)\s*[|:–-]", title + "\n", re.IGNORECASE)
        or re.search(
            r"(?m)^\s*(?:OPINION|COMMENT|EDITORIAL|Op-Ed)\s*[|:–-]|^\s*(?:Opinion|Editorial)\s*$", head
        )
        or re.search(
            r"(?i)views? expressed in this (?:commentary|article|column|piece)|\bthe author (?:is|teaches|was|works)\b|reply to this column",
            tail,
        )
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
        if (
            held is not None
            and held.block == block
            and line.text[0].islower()
            and not _ENDS.search(held.text)
        ):
            held = replace(held, end=end, text=text[held.start : end])
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _classify(title: str, text: str, lines: list[_Line]) -> list[SegmentKind]:
    kinds = [_kind(line, i, len(lines)) for i, line in enumerate(lines)]
    _captions(lines, kinds)
    _links(lines, kinds)
    _teasers(title, lines, kinds)
    _background(lines, kinds)
    return kinds


def _kind(line: _Line, index: int, count: int) -> SegmentKind:
    text = line.text
    if _RELATED_LINE.fullmatch(text) or (len(text) < 60 and _RELATED_HEAD.match(text)):
        return SegmentKind.RELATED
    if _BOILERPLATE.fullmatch(text) and (len(text) < 200 or index > count // 2 or "cookie" in text.lower()):
        return SegmentKind.BOILERPLATE
    if _CREDIT.fullmatch(text) and len(text) < 140:
        return SegmentKind.CREDIT
    if _CREDIT_IN.search(text) and len(text) < 400:
        return SegmentKind.CAPTION
    if _GLUED.match(text) is None and _is_plea(text):
        return SegmentKind.PLEA
    if len(text) < 110 and _BYLINE.fullmatch(text) and (index < 6 or index > count - 3):
        return SegmentKind.BYLINE
    if index < 4 and len(text) < 90 and _DATE_LINE.fullmatch(text):
        return SegmentKind.DATELINE
    if _BULLET.match(text):
        return SegmentKind.LIST
    if not _ENDS.search(text) and len(text.split()) <= 16 and count > 1 and not _CLOCK.match(text):
        return SegmentKind.HEADING
    return SegmentKind.BODY


def _is_plea(text: str) -> bool:
    """Short, addresses the reader, and asks for something; a report about donations does neither."""
    found = _PLEA.findall(text)
    if not found or len(text) > 420:
        return False
    return bool(_ADDRESS.search(text)) and '"' not in text and "“" not in text


def _captions(lines: list[_Line], kinds: list[SegmentKind]) -> None:
    """A line told twice near by is a caption, as is the indented line before a credit."""
    for i, line in enumerate(lines):
        plain = _bare(line.text)
        for j in range(i + 1, min(i + 4, len(lines))):
            other = _bare(lines[j].text)
            if len(plain) > 20 and len(other) > 20 and (plain.startswith(other) or other.startswith(plain)):
                kinds[i] = kinds[j] = SegmentKind.CAPTION
        follows = kinds[i + 1] if i + 1 < len(lines) else None
        if follows is SegmentKind.CREDIT and kinds[i] in (SegmentKind.BODY, SegmentKind.HEADING):
            same_block = lines[i + 1].block == line.block
            if len(line.text) < 300 and (same_block or line.indented or _CAPTION_VERB.search(line.text)):
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
        if kind in (SegmentKind.PLEA, SegmentKind.RELATED) or (i and _GLUED.match(lines[i].text)):
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
            inside = _BACKGROUND_HEAD.fullmatch(line.text) is not None
        elif kinds[i] is SegmentKind.BODY:
            if _BACKGROUND_LABEL.match(line.text):
                kinds[i] = SegmentKind.BACKGROUND
            elif inside and re.match(r"[A-Z][a-z]+:\s", line.text):
                inside = False
            elif inside:
                kinds[i] = SegmentKind.BACKGROUND


def _bare(text: str) -> str:
    """A line without its credit and white space, for comparing."""
    found = _CREDIT_IN.search(text)
    return _SPACE.sub(" ", text[: found.start()] if found else text).strip(" .")


# ------------------------------------------------------------ parts


def _parts(text: str, lines: list[_Line], kinds: list[SegmentKind]) -> Iterator[Segment]:
    """Cut datelines, glued pleas, credits and tails off their lines."""
    dated = False
    for i, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        start, end = line.start, line.end
        if kind in (SegmentKind.BODY, SegmentKind.HEADING, SegmentKind.LIST, SegmentKind.BACKGROUND):
            glued = _GLUED.match(line.text)
            if glued:
                yield _cut(text, SegmentKind.PLEA, start, start + glued.end())
                start += glued.end()
                kind = SegmentKind.BODY
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
            tail = _TAIL.search(text[start:end])
            if tail and tail.start() > 0:
                yield _cut(text, kind, start, start + tail.start())
                yield _cut(text, SegmentKind.BOILERPLATE, start + tail.start(), end)
                continue
        yield _cut(text, kind, start, end)


def _dateline(line: str) -> tuple[int, str] | None:
    """Length and place of the dateline that the line begins with."""
    for pattern in _DATELINES:
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
    clocks = [s for s in bodies if _CLOCK.match(s.text)]
    labels = [s for s in bodies if _LABEL.match(s.text)]
    numbers = [s for s in bodies if _NUMBERED.match(s.text)]
    if len(clocks) >= 3:
        opens, pattern = clocks, _CLOCK
    elif len(labels) >= 2 and len(labels) >= len(bodies) // 3:
        opens, pattern = labels, _LABEL
    elif len(numbers) >= 2 and len(numbers) >= len(bodies) // 2:
        opens, pattern = numbers, _NUMBERED
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
