"""Time expressions: a table of cases against the day of publication, and what must hold for any text."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.events.dates import (
    DateKind,
    DateMention,
    Direction,
    Precision,
    find_dates,
    story_day,
)

WEDNESDAY = date(2024, 5, 15)


def _one(text: str, on: date = WEDNESDAY) -> DateMention:
    found = find_dates(text, on)
    assert len(found) == 1, [m.text for m in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # absolute, every order and separator
        ("He arrives on 9 June 2024.", "2024-06-09"),
        ("He came on June 9, 2023.", "2023-06-09"),
        ("Signed on Feb. 9 in Baku", "2024-02-09"),
        ("the 9th of February saw it", "2024-02-09"),
        ("Baku/16.04.13/Agency", "2013-04-16"),
        ("as of 2024-03-02", "2024-03-02"),
        ("on 03/31/2024 and no other day", "2024-03-31"),
        ("he will see him on the 23rd.", "2024-05-23"),
        # without a year: the nearest
        ("The embassy opened on December 28", "2023-12-28"),
        ("will come on January 4", "2025-01-04"),
        ("It began on September 27", "2023-09-27"),
        # spans
        ("from 3 to 5 May", "2024-05-03..2024-05-05"),
        ("on April 21–22", "2024-04-21..2024-04-22"),
        ("They will spend November 17 and 18 there", "2024-11-17..2024-11-18"),
        ("May 30 to June 2", "2024-05-30..2024-06-02"),
        ("30 December - 2 January 2025", "2024-12-30..2025-01-02"),
        # weekdays in the direction of the verb
        ("The minister said on Monday that he was ill", "2024-05-13"),
        ("The minister met him on Wednesday", "2024-05-15"),
        ("The minister will meet him on Monday", "2024-05-20"),
        ("He leaves on Wednesday for Tehran", "2024-05-15"),
        ("He is to be received by the president on Tuesday", "2024-05-21"),
        ("On Thursday he will cut the ribbon", "2024-05-16"),
        ("On Thursday the Prime Minister meets the guests", "2024-05-16"),
        ("the visit, which was to begin on Monday, was put off", "2024-05-13"),
        ("He will stay until Monday", "2024-05-20"),
        ("talks have gone on since Monday", "2024-05-13"),
        ("next Monday", "2024-05-20"),
        ("last Friday", "2024-05-10"),
        ("this Friday", "2024-05-17"),
        ("announced for Monday and Tuesday", "2024-05-20..2024-05-21"),
        ("on Monday and Tuesday (May 20-21)", "2024-05-20..2024-05-21"),
        # relative
        ("yesterday (Tuesday, 14 May 2024)", "2024-05-14"),
        ("Today (Wednesday)", "2024-05-15"),
        ("arrived this morning", "2024-05-15"),
        ("landed last night", "2024-05-14"),
        ("the day after tomorrow", "2024-05-17"),
        ("three days ago", "2024-05-12"),
        ("A week ago, on May 8, they met", "2024-05-08"),
        # no day fixed
        ("at the end of this month", None),
        ("last week", None),
        ("in June 2009", None),
        ("last November", None),
        ("before the year is out", None),
        ("in the near future", None),
    ],
)
def test_days(text: str, expected: str | None) -> None:
    found = [m for m in find_dates(text, WEDNESDAY) if m.date_start is not None]
    shown = [f"{m.date_start}..{m.date_end}" if m.date_end else str(m.date_start) for m in found]
    assert shown == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("in June 2009", Precision.MONTH, "2009-06-01", "2009-06-30"),
        ("last November", Precision.MONTH, "2023-11-01", "2023-11-30"),
        ("It opened in March", Precision.MONTH, "2024-03-01", "2024-03-31"),
        ("It will open in March", Precision.MONTH, "2025-03-01", "2025-03-31"),
        ("The session was postponed to February", Precision.MONTH, "2025-02-01", "2025-02-28"),
        ("earlier this month", Precision.MONTH, "2024-05-01", "2024-05-15"),
        ("later this month", Precision.MONTH, "2024-05-15", "2024-05-31"),
        ("at the end of March", Precision.MONTH, "2024-03-22", "2024-03-31"),
        ("last week", Precision.WEEK, "2024-05-06", "2024-05-12"),
        ("In the month of February past year", Precision.MONTH, "2023-02-01", "2023-02-28"),
        ("in 1997", Precision.YEAR, "1997-01-01", "1997-12-31"),
        ("last year", Precision.YEAR, "2023-01-01", "2023-12-31"),
        ("for 2016-18", Precision.YEAR, "2016-01-01", "2018-12-31"),
        ("since the 1990s", Precision.VAGUE, "1990-01-01", "1999-12-31"),
        ("last autumn", Precision.VAGUE, "2023-09-01", "2023-12-01"),
    ],
)
def test_intervals(text: str, precision: Precision, first: str, last: str) -> None:
    found = find_dates(text, WEDNESDAY)[-1]
    assert (found.precision, str(found.first), str(found.last)) == (precision, first, last)
    assert found.date_start is None


@pytest.mark.parametrize(
    "text",
    [
        "You may visit the museum and march on the square; let fall the curtain",
        "in 21 years of relations",
        "the 14th session of the commission",
        "worth 1,500 million; 2000 km of rail; $2015",
        "as soon as possible",
        "STEPPE TODAY reports",
        "a ratio of 3.5 to 1",
        "",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text, WEDNESDAY) == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The same day they met", "2024-05-01"),
        ("On the next day they met", "2024-05-03"),
        ("a day earlier", "2024-04-30"),
        ("The night before, he gave an audience", "2024-04-30"),
        ("Two days later Zarif was on the road", "2024-05-04"),
        ("three days before the visit", "2024-04-28"),
        ("On the first day of the stay", "2024-05-01"),
        ("on the second day", "2024-05-02"),
        ("on the last day of the visit", "2024-05-02"),
    ],
)
def test_what_leans_on_another_event(text: str, day: str) -> None:
    found = _one(text)
    assert found.kind is DateKind.ANAPHORIC
    assert found.date_start is None
    assert str(found.resolved(date(2024, 5, 1), date(2024, 5, 2)).date_start) == day
    anchored = find_dates(text, WEDNESDAY, anchor=(date(2024, 5, 1), date(2024, 5, 2)))[0]
    assert str(anchored.date_start) == day


def test_a_visits_length() -> None:
    found = _one("a two-day official visit")
    assert (found.kind, found.shift) == (DateKind.DURATION, 2)


def test_the_verb_can_overrule_the_guess() -> None:
    found = _one("Monday")
    assert found.toward(Direction.FUTURE).date_start == date(2024, 5, 20)
    assert found.toward(Direction.PAST).date_start == date(2024, 5, 13)
    assert found.toward(Direction.FUTURE).toward(Direction.PAST) == found.toward(Direction.PAST)
    assert _one("yesterday").toward(Direction.FUTURE) == _one("yesterday")


def test_prepositions_are_kept() -> None:
    assert _one("since Sunday").preposition == "since"
    assert _one("He stays until Monday, May 20").preposition == "until"


def test_today_is_the_datelines_day() -> None:
    late = datetime(2024, 5, 15, 22, 30, tzinfo=UTC)
    assert story_day("BAKU, May 16 (Agency) -", late) == date(2024, 5, 16)
    assert story_day("BAKU, May 2 (Agency) -", late) == date(2024, 5, 15)
    assert story_day(None, late) == date(2024, 5, 15)


DAYS = st.dates(date(1995, 1, 1), date(2035, 12, 31))


@given(st.text(max_size=300), DAYS)
def test_any_text_gives_ordered_disjoint_spans_that_exist(text: str, on: date) -> None:
    end = 0
    for mention in find_dates(text, on):
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        end = mention.end


@given(DAYS, DAYS)
def test_a_full_date_is_read_back_whatever_the_day_of_publication(day: date, on: date) -> None:
    for text in (f"{day:%d %B %Y}", f"{day:%B} {day.day}, {day.year}", day.isoformat()):
        assert [m.date_start for m in find_dates(text, on)] == [day]


@given(DAYS, st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]))
def test_a_weekday_lies_within_a_week_on_the_verbs_side(on: date, name: str) -> None:
    past = find_dates(f"He said on {name} that", on)[0].date_start
    future = find_dates(f"He will come on {name}", on)[0].date_start
    assert past is not None
    assert future is not None
    assert on - timedelta(days=6) <= past <= on <= future <= on + timedelta(days=6)
    assert past.strftime("%A") == future.strftime("%A") == name


@given(DAYS, st.integers(-150, 150))
def test_a_day_without_a_year_is_the_nearest(on: date, away: int) -> None:
    day = on + timedelta(days=away)
    assert find_dates(f"{day.day} {day:%B}", on)[0].date_start == day
