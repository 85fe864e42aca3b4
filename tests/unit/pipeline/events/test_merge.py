"""Within one article each event once."""

from __future__ import annotations

from datetime import date

from pipeline.events.draft import Draft
from pipeline.events.event import EventType, Status
from pipeline.events.merge import merge
from pipeline.events.refs import Ref

ZARIF = Ref("person", 0, 1, ("IRN",), name="Mohammad Javad Zarif", actor="irn-zarif")
ALIYEV = Ref("person", 0, 1, ("AZE",), name="Ilham Aliyev", actor="aze-aliyev")
BAYRAMOV = Ref("person", 0, 1, ("AZE",), name="Jeyhun Bayramov", actor="aze-bayramov")


def talks(sentence: int, *people: Ref, status: Status = Status.OCCURRED, old: date | None = None) -> Draft:
    return Draft(
        EventType.MEETING, "meeting.meet", sentence, 0, people, ("AZE", "IRN"), status=status, old=old
    )


def visit(
    sentence: int, *people: Ref, status: Status = Status.OCCURRED, firm: bool = True, definite: bool = False
) -> Draft:
    return Draft(
        EventType.VISIT, "visit.go", sentence, 0, people, ("AZE", "IRN"), origin="IRN", destination="AZE",
        status=status, firm=firm, definite=definite,
    )  # fmt: skip


def test_the_same_people_meet_once() -> None:
    assert len(merge([talks(1, ZARIF, ALIYEV), talks(3, ALIYEV, ZARIF)])) == 1


def test_each_counterpart_is_a_meeting() -> None:
    assert len(merge([talks(1, ZARIF, ALIYEV), talks(1, ZARIF, BAYRAMOV)])) == 2


def test_news_and_an_old_meeting_stay_apart() -> None:
    old = talks(5, ZARIF, ALIYEV, status=Status.BACKGROUND, old=date(2016, 12, 31))
    assert len(merge([talks(1, ZARIF, ALIYEV), old])) == 2


def test_what_is_done_counts_over_what_was_planned() -> None:
    (event,) = merge([visit(0, ZARIF, status=Status.PLANNED), visit(2, ZARIF)])
    assert event.status is Status.OCCURRED


def test_a_bare_present_does_not_make_a_plan_a_fact() -> None:
    (event,) = merge([visit(0, ZARIF, status=Status.PLANNED), visit(2, ZARIF, firm=False)])
    assert event.status is Status.PLANNED


def test_a_cancelled_trip_is_cancelled() -> None:
    (event,) = merge(
        [visit(0, ZARIF, status=Status.PLANNED), visit(2, ZARIF, status=Status.CANCELLED, definite=True)]
    )
    assert event.status is Status.CANCELLED


def test_the_visit_told_again_is_none_by_itself() -> None:
    assert merge([visit(4, ZARIF, definite=True)]) == []
