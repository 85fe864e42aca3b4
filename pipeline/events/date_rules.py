"""What the time expressions of `pipeline.events.date_patterns` mean."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.events import date_patterns as wording
from pipeline.events.date_tense import points_ahead
from pipeline.events.dates import DateKind, DateMention, Direction, Precision


@dataclass(frozen=True, slots=True)
class Context:
    text: str
    today: date


_NEAR = 90
Rule = tuple[re.Pattern[str], Callable[[re.Match[str], Context], DateMention | None]]

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
    return next(i for i, m in enumerate(wording.MONTHS, 1) if m.startswith(name.lower().rstrip(".")[:3]))


def _number(word: str) -> int:
    word = word.lower()
    if word.isdigit():
        return int(word)
    return wording.NUMBERS[word]


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
        first = _day(
            int(match["y"]) - (two < one), *one
        )  # the year of `30 December - 2 January 2025` is the last's
    else:
        first, other = _nearest_year(*one, context.today)
        first, other = _by_tense(first, other, match, context)
    if first is None:
        return None
    last = _day(first.year + (two < one), *two)
    if last is None:
        return None
    return _make(match, DateKind.ABSOLUTE, Precision.DAY, first, last, other=other)


def _by_tense(
    nearest: date | None, other: date | None, match: re.Match[str], context: Context
) -> tuple[date | None, date | None]:
    """A day months away on the side that the verb does not point to is meant the other way round."""
    if nearest is None or other is None or abs((nearest - context.today).days) <= _NEAR:
        return nearest, other
    ahead = points_ahead(context.text, match.start(), match.end())
    if ahead is not None and ahead != (nearest > context.today):
        return other, nearest
    return nearest, other


def _numeric(match: re.Match[str], context: Context) -> DateMention | None:
    """16.04.13, 16/04/2013, 2013-04-16; of two readings the one nearer to publication."""
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
        ahead = points_ahead(context.text, match.start(), match.end())
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
            and points_ahead(context.text, match.start(), match.end()) is False
        ):
            year -= 1
    first = date(year, month, 1)
    return _make(match, DateKind.RELATIVE, Precision.VAGUE, first, first + timedelta(days=91))


# ------------------------------------------------------------ weekdays


def _weekday(match: re.Match[str], context: Context) -> DateMention | None:
    today = context.today
    wanted = wording.DAYS.index(match["d"].lower())
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
        forward = points_ahead(context.text, match.start(), match.end())
        if forward is None:
            forward = ahead - today < today - back
        day, other = (ahead, back) if forward else (back, ahead)
        other = None if other == day else other
    last = day
    if match["e"]:
        last = day + timedelta(days=(wording.DAYS.index(match["e"].lower()) - wanted) % 7)
    return _make(match, DateKind.WEEKDAY, Precision.DAY, day, last, other=other)


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
    if not match["t"] and not points_ahead(context.text, match.start(), match.end()):
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
        if step > 0 or (step == 0 and points_ahead(context.text, match.start(), match.end())):
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
    elif before.startswith(("late", "the end", "the close", "before", "by", "at the end", "at the close")):
        first = last - (last - first) // 3
    elif before.startswith(("early", "the beginning", "the start", "at the beginning", "at the start")):
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
    if word in wording.LAST:
        return _anaphor(match, 0, from_end=True)
    number = wording.ORDINALS.get(word) or int(re.sub(r"\D", "", word))
    return _anaphor(match, number - 1)


def _anaphor(match: re.Match[str], shift: int, *, from_end: bool = False) -> DateMention:
    return _make(match, DateKind.ANAPHORIC, Precision.DAY, None, shift=shift, from_end=from_end)


def _duration(match: re.Match[str], context: Context) -> DateMention | None:
    number = _number(match["n"])
    if match["u"].lower().rstrip("s") == "week":
        number *= 7
    return _make(match, DateKind.DURATION, Precision.DAY, None, shift=number)


RULES: tuple[Rule, ...] = (
    (wording.DAY_MONTH, _full),
    (wording.MONTH_DAY, _full),
    (wording.MONTHS_DAYS, _across),
    (wording.DAYS_MONTHS, _across),
    (wording.ISO, _numeric),
    (wording.NUMERIC, _numeric),
    (wording.ORDINAL, _ordinal),
    (wording.MONTH, _month_of),
    (wording.SEASON, _season),
    (wording.YEAR, _year),
    (wording.YEARS, _years),
    (wording.DECADE, _decade),
    (wording.WEEKDAY, _weekday),
    (wording.DAY_WORD, _day_word),
    (wording.AGO, _ago),
    (wording.HENCE, _hence),
    (wording.VAGUE_AGO, _vague_ago),
    (wording.PERIOD, _period),
    (wording.VAGUE_PAST, _past),
    (wording.VAGUE_FUTURE, _future),
    (wording.SAME_DAY, _same_day),
    (wording.NEXT_DAY, _next_day),
    (wording.DAY_BEFORE, _day_before),
    (wording.LATER, _later),
    (wording.NTH_DAY, _nth_day),
    (wording.LOOSE, _loose),
    (wording.DURATION, _duration),
)
"""Pattern and meaning of every kind of expression. Where several match, the longest wins."""
