"""The patterns behind `pipeline.events.dates` and what each means."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from pipeline.events.dates import DateKind, DateMention, Direction, Precision


@dataclass(frozen=True, slots=True)
class Context:
    text: str
    today: date


Rule = tuple[re.Pattern[str], Callable[[re.Match[str], Context], DateMention | None]]

_MONTHS = ("january february march april may june july august september october november december").split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
)
_DAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_WORDS = {
    w: n
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "a hundred": 100, "a": 1, "an": 1, "a couple of": 2}
_NUMBER = r"(?:\d{1,2}|" + "|".join(sorted(_WORDS, key=len, reverse=True)) + ")"
_ORDINALS = {w: n for n, w in enumerate("- first second third fourth fifth sixth seventh".split())}
_YEAR = r"(?:19|20)\d{2}"
_D = r"(?:3[01]|[12]\d|0?[1-9])"
_TO = r"\s*(?:-|–|—|to|through|until|and)\s*"
_PART = r"(?:\s+(?:early|late|at)?\s*(?:morning|afternoon|evening|night|noon|midday))?"
_TRIP = r"(?:visit|trip|stay|tour|talks|summit|meeting|session|conference|forum|exhibition|journey)"


def rules() -> tuple[Rule, ...]:
    """Pattern and meaning of every kind of expression. Where several match, the longest wins."""
    return _RULES


# ------------------------------------------------------------ building


def _make(
    match: re.Match[str],
    kind: DateKind,
    precision: Precision,
    first: date | None,
    last: date | None = None,
    **more: object,
) -> DateMention:
    return DateMention(
        match.start(),
        match.end(),
        match[0],
        kind,
        precision,
        first,
        last if last else first,
        **more,  # type: ignore[arg-type]
    )


def _month(name: str) -> int:
    return next(i for i, m in enumerate(_MONTHS, 1) if m.startswith(name.lower().rstrip(".")[:3]))


def _number(word: str) -> int:
    word = word.lower()
    if word.isdigit():
        return int(word)
    return _WORDS[word]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_span(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _shifted_month(today: date, months: int) -> tuple[date, date]:
    index = today.year * 12 + today.month - 1 + months
    return _month_span(index // 12, index % 12 + 1)


def _nearest_year(month: int, day: int, today: date) -> tuple[date | None, date | None]:
    """The nearest day of that name, and the nearest on the other side of today."""
    days = [d for year in (today.year - 1, today.year, today.year + 1) if (d := _day(year, month, day))]
    if not days:
        return None, None
    best = min(days, key=lambda d: abs((d - today).days))
    others = [d for d in days if (d > today) != (best > today) and d != best]
    return best, min(others, key=lambda d: abs((d - today).days), default=None)


# ------------------------------------------------------------ days with a month


def _full(match: re.Match[str], context: Context) -> DateMention | None:
    """One day or a span within one month, with or without a year."""
    if match["m"][0].islower():
        return None
    month = _month(match["m"])
    one, two = int(match["d"]), int(match["e"] or 0)
    if two and two <= one:
        return None
    return _span(match, context, (month, one), (month, two or one))


def _across(match: re.Match[str], context: Context) -> DateMention | None:
    """A span from one month into another."""
    return _span(match, context, (_month(match["m"]), int(match["d"])), (_month(match["n"]), int(match["e"])))


def _span(
    match: re.Match[str], context: Context, one: tuple[int, int], two: tuple[int, int]
) -> DateMention | None:
    other = None
    if match["y"]:
        first = _day(int(match["y"]), *one)
    else:
        first, other = _nearest_year(*one, context.today)
    if first is None:
        return None
    last = _day(first.year + (two < one), *two)
    if last is None:
        return None
    return _make(match, DateKind.ABSOLUTE, Precision.DAY, first, last, other=other)


def _numeric(match: re.Match[str], context: Context) -> DateMention | None:
    """16.04.13, 16/04/2013, 2013-04-16. Where day and month could be swapped, the one nearer to publication."""
    a, b, c = (int(match[g]) for g in "abc")
    if match["a"] and len(match["a"]) == 4:
        options = [_day(a, b, c)]
    else:
        year = c if c > 99 else 2000 + c if c < 70 else 1900 + c
        options = [_day(year, b, a)] + ([_day(year, a, b)] if match["s"] == "/" else [])
    days = [d for d in options if d]
    if not days:
        return None
    best = min(days, key=lambda d: (abs((d - context.today).days) > 45, days.index(d)))
    return _make(match, DateKind.ABSOLUTE, Precision.DAY, best)


def _ordinal(match: re.Match[str], context: Context) -> DateMention | None:
    """`the 23rd`: of the month that brings it nearest to publication."""
    day = int(match["d"])
    options = []
    for months in (-1, 0, 1):
        first, _ = _shifted_month(context.today, months)
        found = _day(first.year, first.month, day)
        if found:
            options.append(found)
    if not options:
        return None
    best = min(options, key=lambda d: abs((d - context.today).days))
    other = min((d for d in options if (d > context.today) != (best > context.today)), default=None)
    return _make(match, DateKind.ABSOLUTE, Precision.DAY, best, other=other)


# ------------------------------------------------------------ months and years


def _month_of(match: re.Match[str], context: Context) -> DateMention | None:
    if match["m"][0].islower():  # may, march
        return None
    today = context.today
    which = (match["w"] or match["l"] or "").lower()
    month = _month(match["m"])
    if match["y"]:
        year = int(match["y"])
    elif match["l"]:
        year = today.year + {"last": -1, "past": -1, "this": 0, "next": 1}[which]
    elif which in ("last", "past"):
        year = today.year if month < today.month else today.year - 1
    elif which == "next":
        year = today.year if month > today.month else today.year + 1
    elif which == "this":
        year = today.year
    else:
        past = today.year if month <= today.month else today.year - 1
        ahead = _points_ahead(context.text, match.start(), match.end())
        if ahead is None:
            ahead = (month - today.month) % 12 < 6
        year = past + 1 if ahead and month != today.month else past
    if not 1900 <= year <= 2100:
        return None
    first, last = _month_span(year, month)
    when = (match["p"] or "").lower()
    if when.startswith(("early", "the beginning", "the start")):
        last = first + timedelta(days=9)
    elif when.startswith(("mid", "the middle")):
        first, last = first + timedelta(days=9), first + timedelta(days=19)
    elif when:
        first = last - timedelta(days=9)
    return _make(match, DateKind.ABSOLUTE, Precision.MONTH, first, last)


def _year(match: re.Match[str], context: Context) -> DateMention | None:
    year = int(match["y"])
    if not 1900 <= year <= context.today.year + 20:
        return None
    return _make(match, DateKind.ABSOLUTE, Precision.YEAR, date(year, 1, 1), date(year, 12, 31))


def _years(match: re.Match[str], context: Context) -> DateMention | None:
    """2016-17, 2016–2018."""
    first, second = int(match["y"]), int(match["z"])
    last = second if second > 99 else first // 100 * 100 + second
    if last < first:
        return None
    return _make(match, DateKind.ABSOLUTE, Precision.YEAR, date(first, 1, 1), date(last, 12, 31))


def _decade(match: re.Match[str], context: Context) -> DateMention | None:
    year = int(match["y"])
    return _make(match, DateKind.ABSOLUTE, Precision.VAGUE, date(year, 1, 1), date(year + 9, 12, 31))


def _season(match: re.Match[str], context: Context) -> DateMention | None:
    today = context.today
    starts = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
    month = starts[match["s"].lower()]
    which = (match["w"] or "").lower()
    if match["y"]:
        year = int(match["y"])
    else:
        year = today.year
        begin = date(year, month, 1)
        if which == "next":
            year += begin <= today
        elif which == "last":
            year -= begin + timedelta(days=92) > today
        elif (
            begin > today
            and which != "this"
            and _points_ahead(context.text, match.start(), match.end()) is False
        ):
            year -= 1
    first = date(year, month, 1)
    return _make(match, DateKind.RELATIVE, Precision.VAGUE, first, first + timedelta(days=91))


# ------------------------------------------------------------ weekdays


def _weekday(match: re.Match[str], context: Context) -> DateMention | None:
    today = context.today
    wanted = _DAYS.index(match["d"].lower())
    back = today - timedelta(days=(today.weekday() - wanted) % 7)
    ahead = today + timedelta(days=(wanted - today.weekday()) % 7)
    which = (match["w"] or "").lower()
    other = None
    if which == "next":
        sunday = today + timedelta(days=7 - (today.weekday() + 1) % 7)
        day = sunday + timedelta(days=(wanted + 1) % 7)
    elif which in ("last", "past"):
        day = back if back < today else back - timedelta(days=7)
    elif which in ("this", "this coming", "coming"):
        day = ahead
    else:
        forward = _points_ahead(context.text, match.start(), match.end())
        if forward is None:
            forward = ahead - today < today - back
        day, other = (ahead, back) if forward else (back, ahead)
        other = None if other == day else other
    last = day
    if match["e"]:
        last = day + timedelta(days=(_DAYS.index(match["e"].lower()) - wanted) % 7)
    return _make(match, DateKind.WEEKDAY, Precision.DAY, day, last, other=other)


_AHEAD = re.compile(
    r"\b(?:will|would|shall|may|might|could|should|(?:is|are|be) (?:also )?(?:to|due)|scheduled|slated|expects?|plans? to|"
    r"planned|planning|set (?:to|for)|going to|about to|upcoming|forthcoming|agreed to|likely|hopes?|hoping|ahead of|"
    r"wait(?:s|ing)? for|leaves|meets|heads|travels|flies|arrives|visits|begins|starts|opens|hosts|continues|departs|returns|"
    r"(?:postponed|moved|put off|delayed|rescheduled|adjourned|put back|brought forward) (?:to|until|till)|"
    r"to (?:visit|meet|travel|arrive|leave|go|fly|come|hold|host|sign|attend|open|begin|start|return|receive|pay|take|see|depart|"
    r"talk|discuss|be))\b|['’]ll\b|\b(?:is|are|be) expected\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\b(?:said|says|told|met|was|were|had|has|have|held|went|came|left|flew|began|took|made|saw|spoke|gave|paid|sat|sent|put|"
    r"sold|bought|brought|kept|became|fell|found|fought|got|grew|heard|laid|led|lost|won|paid|ran|rose|shook|shot|shut|spent|stood|"
    r"struck|threw|wrote|broke|built|chose|dealt|did|drew|drove|hit|let|set out|(?<!be )\w{2,}ed)\b",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"\b(?:was|were) (?:also )?(?:to|due|expected|scheduled|supposed|set)\b|\b(?:had )?expected\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?]['\"”’)]*\s+(?=[A-Z“\"‘])|\n")
_CLAUSE = re.compile(r"[,;:–—]\s|\s(?:who|which|that|while|after|before|when|and then|but)\s", re.IGNORECASE)
_JUST_BEFORE = re.compile(r"\b(since|until|till|by|for)\s+(?:(?:late|early)\s+)?$", re.IGNORECASE)


def _points_ahead(text: str, start: int, end: int) -> bool | None:
    """Whether the verb next to the expression points to the future; None where it could be either.

    Only a guess by the nearest verb form on the left, then on the right; `DateMention.toward` corrects it.
    """
    left = max(
        (m.end() for m in _SENTENCE.finditer(text, max(0, start - 300), start)), default=max(0, start - 300)
    )
    ending = _SENTENCE.search(text, end)
    right = min(ending.start() if ending else len(text), end + 200)
    before, after = text[left:start], text[end:right]
    preposition = _JUST_BEFORE.search(before)
    if preposition is not None:
        return preposition[1].lower() != "since"
    verbs = [(m.end(), True) for m in _AHEAD.finditer(before)]
    meant = [(m.end(), None) for m in _MEANT.finditer(before)]
    taken = {m.end() for m in _MEANT.finditer(before)}
    past = [(m.end(), False) for m in _BEHIND.finditer(before) if m.end() not in taken]
    nearest = max([*verbs, *meant, *past], key=lambda v: v[0], default=None)
    if nearest is not None:
        # of forms that end together (`is expected`), the one that points ahead counts
        tied = [way for at, way in (*verbs, *meant, *past) if at == nearest[0]]
        return True if True in tied else None if None in tied else False
    for piece in (_CLAUSE.split(after)[0], after):
        ahead, behind = _AHEAD.search(piece), _BEHIND.search(piece)
        if ahead and (not behind or ahead.start() <= behind.start()):
            return True
        if behind:
            return False
    return None


# ------------------------------------------------------------ counted from publication


def _day_word(match: re.Match[str], context: Context) -> DateMention | None:
    if match[0].isupper() and match.start() and context.text[match.start() - 2].isupper():
        return None  # part of a name in capitals
    word = " ".join(match[0].lower().replace("’", "'").split())
    if "day before yesterday" in word:
        shift = -2
    elif "day after tomorrow" in word:
        shift = 2
    elif "yesterday" in word or word in ("last night", "last evening", "overnight"):
        shift = -1
    elif "tomorrow" in word:
        shift = 1
    else:
        shift = 0
    return _make(match, DateKind.RELATIVE, Precision.DAY, context.today + timedelta(days=shift))


def _ago(match: re.Match[str], context: Context) -> DateMention | None:
    return _counted(match, context, -1, _number(match["n"]), match["u"])


def _hence(match: re.Match[str], context: Context) -> DateMention | None:
    """`In two weeks` from now; not how long something took."""
    if not match["t"] and not _points_ahead(context.text, match.start(), match.end()):
        return None
    return _counted(match, context, 1, _number(match["n"]), match["u"])


def _counted(match: re.Match[str], context: Context, sign: int, number: int, unit: str) -> DateMention | None:
    today, unit = context.today, unit.lower().rstrip("s")
    if unit == "hour":
        return _make(match, DateKind.RELATIVE, Precision.VAGUE, today - timedelta(days=1), today)
    if unit == "day":
        return _make(match, DateKind.RELATIVE, Precision.DAY, today + timedelta(days=sign * number))
    length = {"week": 7, "month": 30, "year": 365}[unit]
    middle = today + timedelta(days=sign * number * length)
    slack = timedelta(days={"week": 3, "month": 15, "year": 180}[unit])
    precision = {"week": Precision.WEEK, "month": Precision.MONTH, "year": Precision.YEAR}[unit]
    return _make(match, DateKind.RELATIVE, precision, middle - slack, middle + slack)


def _vague_ago(match: re.Match[str], context: Context) -> DateMention | None:
    """`a few weeks ago`, `several years ago`, `less than three weeks ago`."""
    unit = match["u"].lower().rstrip("s")
    length = {"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3650}[unit]
    most = _number(match["n"]) if match["n"] else 6
    least = 0 if match["n"] else 2
    today = context.today
    return _make(
        match,
        DateKind.RELATIVE,
        Precision.VAGUE,
        today - timedelta(days=most * length),
        today - timedelta(days=least * length),
    )


def _period(match: re.Match[str], context: Context) -> DateMention | None:
    """`last week`, `this month`, `next year`, with `early`, `late`, `earlier` and the like before."""
    today, which, unit = context.today, match["w"].lower(), match["u"].lower()
    step = {
        "last": -1,
        "past": -1,
        "previous": -1,
        "this": 0,
        "current": 0,
        "the": 0,
        "next": 1,
        "coming": 1,
    }[which]
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * step)
        first, last, precision = monday, monday + timedelta(days=6), Precision.WEEK
    elif unit == "weekend":
        saturday = today - timedelta(days=(today.weekday() - 5) % 7)
        if step > 0 or (step == 0 and _points_ahead(context.text, match.start(), match.end())):
            saturday = today + timedelta(days=(5 - today.weekday()) % 7)
        first, last, precision = saturday, saturday + timedelta(days=1), Precision.WEEK
    elif unit == "month":
        first, last = _shifted_month(today, step)
        precision = Precision.MONTH
    else:
        first, last = date(today.year + step, 1, 1), date(today.year + step, 12, 31)
        precision = Precision.YEAR
    before = (match["p"] or "").lower()
    if step == 0 and before.startswith("earlier"):
        last = max(first, today)
    elif step == 0 and before.startswith("later"):
        first = min(last, today)
    elif before.startswith("late") or before.startswith(("the end", "the close", "before", "by")):
        first = last - (last - first) // 3
    elif before.startswith("early") or before.startswith(("the beginning", "the start")):
        last = first + (last - first) // 3
    return _make(match, DateKind.RELATIVE, precision, first, last)


def _past(match: re.Match[str], context: Context) -> DateMention | None:
    return _make(match, DateKind.RELATIVE, Precision.VAGUE, None, context.today, direction=Direction.PAST)


def _future(match: re.Match[str], context: Context) -> DateMention | None:
    return _make(match, DateKind.RELATIVE, Precision.VAGUE, context.today, None, direction=Direction.FUTURE)


# ------------------------------------------------------------ counted from another event


def _same_day(match: re.Match[str], context: Context) -> DateMention | None:
    return _anaphor(match, 0)


def _next_day(match: re.Match[str], context: Context) -> DateMention | None:
    return _anaphor(match, 1, from_end=True)


def _day_before(match: re.Match[str], context: Context) -> DateMention | None:
    return _anaphor(match, -1)


def _later(match: re.Match[str], context: Context) -> DateMention | None:
    sign = -1 if match["s"].lower().startswith(("earlier", "before", "previously", "prior", "ahead")) else 1
    number, unit = _number(match["n"]), match["u"].lower().rstrip("s")
    if unit == "day":
        return _anaphor(match, sign * number, from_end=sign > 0)
    if unit == "week" and sign > 0 and match["s"].lower().startswith("to the day"):
        return _anaphor(match, 7 * number)
    return _make(match, DateKind.ANAPHORIC, Precision.VAGUE, None)


def _loose(match: re.Match[str], context: Context) -> DateMention | None:
    return _make(match, DateKind.ANAPHORIC, Precision.VAGUE, None)


def _nth_day(match: re.Match[str], context: Context) -> DateMention | None:
    word = match["o"].lower()
    if word in ("last", "final", "closing", "concluding"):
        return _anaphor(match, 0, from_end=True)
    number = _ORDINALS.get(word) or {"opening": 1}.get(word) or int(re.sub(r"\D", "", word) or 1)
    return _anaphor(match, number - 1)


def _anaphor(match: re.Match[str], shift: int, *, from_end: bool = False) -> DateMention:
    return _make(match, DateKind.ANAPHORIC, Precision.DAY, None, shift=shift, from_end=from_end)


def _duration(match: re.Match[str], context: Context) -> DateMention | None:
    number = _number(match["n"])
    if match["u"].lower().rstrip("s") == "week":
        number *= 7
    return _make(match, DateKind.DURATION, Precision.DAY, None, shift=number)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.])(?:{pattern})(?!\w)", re.IGNORECASE)


_PRE_MONTH = (
    r"(?:(?P<p>early|mid|late|the (?:end|close|beginning|start|middle) of|mid-?|end-?)[ -]?(?:in )?)?"
)
_RULES: tuple[Rule, ...] = (
    # 9 February 2010, 9th of February, 3-5 May, from 3 to 5 May
    (
        _compiled(
            rf"(?P<d>{_D})(?:st|nd|rd|th)?(?:{_TO}(?P<e>{_D})(?:st|nd|rd|th)?)?\s+(?:of\s+)?(?P<m>{_MONTH})(?:,?\s+(?P<y>{_YEAR}))?"
        ),
        _full,
    ),
    # February 9, 2010; November 23-24; November 17 and 18
    (
        _compiled(
            rf"(?P<m>{_MONTH})\s+(?P<d>{_D})(?:st|nd|rd|th)?(?:{_TO}(?P<e>{_D})(?:st|nd|rd|th)?(?!\s*(?:{_MONTH}|per|%|\d)))?(?:,?\s+(?P<y>{_YEAR}))?"
        ),
        _full,
    ),
    # May 30 to June 2; 30 May to 2 June
    (
        _compiled(
            rf"(?P<m>{_MONTH})\s+(?P<d>{_D}){_TO}(?P<n>{_MONTH})\s+(?P<e>{_D})(?:,?\s+(?P<y>{_YEAR}))?"
        ),
        _across,
    ),
    (
        _compiled(
            rf"(?P<d>{_D})\s+(?P<m>{_MONTH}){_TO}(?P<e>{_D})\s+(?P<n>{_MONTH})(?:,?\s+(?P<y>{_YEAR}))?"
        ),
        _across,
    ),
    (_compiled(r"(?P<a>(?:19|20)\d{2})(?P<s>-)(?P<b>\d{2})-(?P<c>\d{2})"), _numeric),
    (_compiled(r"(?P<a>\d{1,2})(?P<s>[./])(?P<b>\d{1,2})(?P=s)(?P<c>(?:19|20)?\d{2})"), _numeric),
    (
        _compiled(
            r"(?:on )?the (?P<d>[12]?\d|3[01])(?:st|nd|rd|th)(?!\s+(?!(?:and|to|at|in|when|as|but|or|with|for|after|before|while|he|she|they)\b)\w)"
        ),
        _ordinal,
    ),
    # months, seasons, years
    (
        _compiled(
            rf"{_PRE_MONTH}(?:(?P<w>last|next|this|past)\s+)?(?P<m>{_MONTH})(?:(?:,?\s+|\s+\w+\s+of\s+)(?:of (?:the year )?)?(?P<y>{_YEAR})|\s+(?P<l>last|past|this|next) year)?(?!\s+\d{{1,2}}\b)"
        ),
        _month_of,
    ),
    (
        _compiled(
            r"(?:(?:in|until|by|since)\s+)?(?:(?P<w>last|next|this|the)\s+)(?P<s>spring|summer|autumn|winter|fall)(?:\s+of)?(?:\s+(?P<y>(?:19|20)\d{2}))?"
        ),
        _season,
    ),
    (
        _compiled(
            rf"(?:(?:in|since|of|until|by|from|during|the year)\s+)?(?P<y>{_YEAR})(?![-–/]\d|[.,]?\d|\s*(?:km|kg|MW|bcm|tons?|people|billion|million|%|\$))"
        ),
        _year,
    ),
    (_compiled(rf"(?:(?:in|since|from|during|for)\s+)?(?P<y>{_YEAR})[-–/](?P<z>\d{{2}}|{_YEAR})"), _years),
    (_compiled(r"(?:the )?(?:early |late |mid-?)?(?P<y>(?:19|20)\d0)s"), _decade),
    # weekdays
    (
        _compiled(
            rf"(?:(?:early|late|earlier|later)\s+(?:on\s+)?)?(?:(?P<w>last|next|past|this coming|this|coming)\s+)?(?P<d>{_DAY})(?:{_TO}(?P<e>{_DAY}))?(?:'s|’s)?{_PART}"
        ),
        _weekday,
    ),
    # today and its neighbours
    (
        _compiled(
            r"(?:earlier |later )?(?:today|tonight|yesterday|tomorrow)(?:['’]s)?(?: (?:morning|afternoon|evening|night))?|this (?:morning|afternoon|evening)|the day before yesterday|the day after tomorrow|last (?:night|evening)|overnight|just now"
        ),
        _day_word,
    ),
    (_compiled(rf"(?P<n>{_NUMBER})\s+(?P<u>hours?|days?|weeks?|months?|years?) ago"), _ago),
    (
        _compiled(
            rf"(?:in|within) (?:about |some )?(?P<n>{_NUMBER})\s+(?P<u>days?|weeks?|months?|years?)(?P<t> time| from now)?(?! of\b)"
        ),
        _hence,
    ),
    (
        _compiled(
            rf"(?:a few|several|some|many|(?:less|fewer|more) than (?P<n>{_NUMBER}))\s+(?P<u>days?|weeks?|months?|years?|decades?) ago"
        ),
        _vague_ago,
    ),
    (
        _compiled(
            r"(?:(?P<p>early|earlier|late|later|(?:at |by |before )?the (?:end|close|beginning|start) of|before)\s+)?(?P<w>last|past|previous|this|current|next|coming|the)\s+(?P<u>week|weekend|month|year)(?:\s+is out)?"
        ),
        _period,
    ),
    (
        _compiled(
            r"recently(?! as)|lately|in recent (?:days|weeks|months|years)|(?:over|in) the (?:past|last) (?:few |several |\w+ )?(?:days|weeks|months|years)|long ago|years ago|months ago|weeks ago|days ago"
        ),
        _past,
    ),
    (
        _compiled(
            r"in the (?:near|foreseeable) future|in (?:the )?(?:coming|next) (?:few |several |\w+ )?(?:days|weeks|months|years)|(?<!as )soon(?! as)|shortly|before long|at a later date|at a time of \w+ choosing|in due course"
        ),
        _future,
    ),
    # leaning on another event
    (
        _compiled(
            r"(?:on |later |earlier |in )?(?:the|that) (?:very )?same (?:day|evening|morning|afternoon|night)|(?:on )?that (?:day|evening|morning|afternoon|night)|(?:earlier|later) (?:in|on) the day|in the (?:early |late )?(?:morning|afternoon|evening)|within hours"
        ),
        _same_day,
    ),
    (
        _compiled(
            r"(?:on )?the (?:next|following) (?:day|morning|evening)|the day after|a day (?:later|after|afterwards)"
        ),
        _next_day,
    ),
    (
        _compiled(
            r"(?:on )?the (?:day|night|evening) (?:before|earlier)|the previous (?:day|evening|night)|a day (?:earlier|before)"
        ),
        _day_before,
    ),
    (
        _compiled(
            rf"(?P<n>{_NUMBER})\s+(?P<u>days?|weeks?|months?|years?)\s+(?P<s>later|afterwards?|after|earlier|before|previously|prior to|ahead of)"
        ),
        _later,
    ),
    (
        _compiled(
            rf"(?:on )?(?:the|his|her|their|its) (?P<o>first|second|third|fourth|fifth|sixth|seventh|last|final|closing|concluding|opening|\d(?:st|nd|rd|th)) (?:and (?:last|final) )?day(?: of (?:the|his|her|their|its|an?) (?:\w+ ){{0,2}}?{_TRIP})?(?! of (?:19|20)\d)"
        ),
        _nth_day,
    ),
    (
        _compiled(
            r"the (?:next|following) (?:week|month|year)|in the same (?:week|month|year|days)|the (?:week|month|year) (?:before|after)|afterwards?"
        ),
        _loose,
    ),
    (_compiled(rf"(?P<n>{_NUMBER})-(?P<u>day|week)(?= (?:\w+ ){{0,2}}?{_TRIP})"), _duration),
)
