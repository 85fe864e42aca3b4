from dataclasses import replace

import pytest

from pipeline.events.event import Evidence, Status
from pipeline.incidents import lifecycle
from pipeline.incidents.compare import JoinRules, likeness
from pipeline.incidents.incident import Incident
from pipeline.incidents.match import Action, join
from pipeline.incidents.report import Report
from tests.fakes.reports import agreement, at, meeting, on, report, visit

RULES = JoinRules()


def known(*reports: Report) -> Incident:
    incident = lifecycle.open_incident(reports[0], reports[0].published)
    for one in reports[1:]:
        incident = lifecycle.absorb(incident, one, one.published)
    return incident


def joins(incident: Incident, new: Report) -> bool:
    [joining] = join([new], [incident], RULES)
    assert joining.because
    return joining.action is Action.JOIN


class TestVisits:
    def test_another_report_of_the_same_days_joins(self) -> None:
        first = known(report(visit("Avigdor Lieberman", date_start=on(10))))
        assert joins(first, report(visit("Avigdor Liberman", date_start=on(10)), at(0.2), "two"))

    def test_a_delegation_is_the_minister_that_the_other_names(self) -> None:
        named = known(report(visit("Moshe Yaalon", date_start=on(10))))
        assert joins(named, report(visit(date_start=on(10)), at(0.1), "two"))
        bare = known(report(visit(date_start=on(10))))
        assert joins(bare, report(visit("Moshe Yaalon", date_start=on(10)), at(0.1), "two"))

    def test_a_delegation_of_another_office_is_another_trip(self) -> None:
        named = known(report(visit("Moshe Yaalon", said="the defence minister landed", date_start=on(10))))
        other = visit(said="a parliamentary delegation of Knesset members landed", place=None)
        assert not joins(named, report(other, at(0.1), "two"))

    def test_another_visitor_or_direction_is_another_trip(self) -> None:
        first = known(report(visit("Shimon Peres", date_start=on(10))))
        assert not joins(first, report(visit("Moshe Yaalon", date_start=on(10)), at(0), "two"))
        back = visit("Shimon Peres", origin="AZE", destination="ISR", date_start=on(10))
        assert not joins(first, report(back, at(0), "two"))

    def test_the_same_person_months_later_is_a_new_trip(self) -> None:
        first = known(report(visit("Shimon Peres", date_start=on(10))))
        assert not joins(first, report(visit("Shimon Peres", date_start=on(10, 7)), at(122), "two"))
        assert not joins(first, report(visit("Shimon Peres"), at(122), "two"))

    def test_a_plan_without_a_day_comes_true_months_later(self) -> None:
        plan = known(report(visit("Shimon Peres", status=Status.PLANNED)))
        assert joins(plan, report(visit("Shimon Peres", date_start=on(10, 7)), at(122), "two"))

    def test_a_plan_after_the_trip_is_the_next_trip(self) -> None:
        done = known(report(visit("Shimon Peres", date_start=on(10))))
        assert not joins(done, report(visit("Shimon Peres", status=Status.PLANNED), at(20), "two"))

    def test_a_day_given_later_joins_a_moved_day_too(self) -> None:
        plan = known(report(visit("Shimon Peres", status=Status.PLANNED, date_start=on(20))))
        moved = visit("Shimon Peres", status=Status.PLANNED, date_start=on(27))
        assert joins(plan, report(moved, at(1), "two"))
        assert not joins(plan, report(replace(moved, date_start=on(27, 6)), at(1), "two"))

    def test_a_postponed_trip_that_takes_place_later_is_new(self) -> None:
        off = known(
            report(visit("Shimon Peres", status=Status.PLANNED, date_start=on(20))),
            report(visit("Shimon Peres", status=Status.CANCELLED), at(3), "two"),
        )
        assert not joins(off, report(visit("Shimon Peres", date_start=on(20, 4)), at(41), "three"))
        assert not joins(off, report(visit("Shimon Peres", status=Status.PLANNED), at(25), "three"))
        assert joins(off, report(visit("Shimon Peres", status=Status.CANCELLED), at(4), "three"))


class TestMeetings:
    ALIYEV = ("Ilham Aliyev", "AZE")
    HASANOV = ("Zakir Hasanov", "AZE")
    YAALON = ("Moshe Yaalon", "ISR")

    def test_the_counterpart_decides(self) -> None:
        one = known(report(meeting(self.YAALON, self.ALIYEV, date_start=on(10))))
        assert joins(one, report(meeting(("Moshe Ya’alon", "ISR"), ("Aliyev", "AZE")), at(0.1), "two"))
        assert not joins(one, report(meeting(self.YAALON, self.HASANOV, date_start=on(10)), at(0), "two"))

    def test_bilateral_talks_beside_trilateral_ones_are_their_own(self) -> None:
        three = ("AZE", "IRN", "TUR")
        all_three = known(report(meeting(self.ALIYEV, countries=three, date_start=on(10))))
        two = meeting(self.ALIYEV, countries=("AZE", "IRN"), date_start=on(10))
        assert not joins(all_three, report(two, at(0), "two"))

    def test_events_of_one_article_take_one_incident_each(self) -> None:
        stored = [
            known(report(meeting(self.YAALON, self.ALIYEV, date_start=on(10)), name="a")),
            known(report(meeting(self.YAALON, self.HASANOV, date_start=on(10)), name="b")),
        ]
        new = [
            report(meeting(self.YAALON, self.HASANOV, date_start=on(10)), name="c", article_id="x"),
            report(meeting(self.YAALON, said="the speaker is next"), name="d", article_id="x"),
            report(meeting(self.YAALON, self.ALIYEV), name="e", article_id="x"),
        ]
        found = join(new, stored, RULES)
        assert [j.incident.id if j.incident else None for j in found] == [stored[1].id, None, stored[0].id]


class TestAgreements:
    def test_documents_of_a_trip_join_though_their_subjects_are_told_differently(self) -> None:
        trip = known(report(visit("Shimon Peres", status=Status.PLANNED), name="a"))
        papers = replace(
            known(report(agreement("economic cooperation", status=Status.PLANNED), name="b")),
            story_id=trip.story_id,
        )
        new = [
            report(visit("Shimon Peres", date_start=on(14)), at(4), "c", article_id="x"),
            report(agreement("gas; electricity", date_start=on(14)), at(4), "d", article_id="x"),
        ]
        assert [j.action for j in join(new, [trip, papers], RULES)] == [Action.JOIN, Action.JOIN]

    def test_another_sum_is_another_deal(self) -> None:
        deal = known(
            report(agreement("arms", said="a $1.6 billion arms deal", place=None, place_country=None))
        )
        context = agreement("arms", said="arms deals of $5 bn over the years", place=None, place_country=None)
        new = report(replace(context, status=Status.BACKGROUND), at(400), "two")
        assert not joins(deal, new)


class TestContext:
    def test_context_confirms_and_never_opens(self) -> None:
        told = visit("Shimon Peres", status=Status.BACKGROUND)
        [alone] = join([report(told, at(400), "two")], [], RULES)
        assert alone.action is Action.IGNORE
        assert joins(known(report(visit("Shimon Peres", date_start=on(10)))), report(told, at(400), "two"))

    def test_the_year_that_the_text_names_decides(self) -> None:
        trip = known(report(visit("Shimon Peres", date_start=on(10))))
        other_year = visit("Shimon Peres", said="his visit in 1997", status=Status.BACKGROUND)
        assert not joins(trip, report(other_year, at(400), "two"))

    def test_without_a_year_it_means_the_last_time(self) -> None:
        first = known(report(visit("Shimon Peres", date_start=on(10)), name="a"))
        second = known(report(visit("Shimon Peres", date_start=on(10, 9)), at(184), "b"))
        told = report(visit("Shimon Peres", status=Status.BACKGROUND), at(400), "c")
        [joining] = join([told], [first, second], RULES)
        assert joining.incident == second


def test_an_article_stays_where_it_was_joined_or_put_by_hand() -> None:
    first = known(report(visit("Shimon Peres", date_start=on(10))))
    edited = report(visit("Shimon Peres", date_start=on(19)), at(1))
    assert likeness(edited, first, RULES).score > 1
    assert not joins(first, replace(edited, article_id="another"))


@pytest.mark.parametrize("status", list(Status))
def test_every_status_is_decided_with_a_reason(status: Status) -> None:
    event = visit("Shimon Peres", status=status, evidence=(Evidence("in Baku", 0, 7),))
    [joining] = join([report(event)], [], RULES)
    assert joining.because
    assert (joining.action is Action.IGNORE) == (status is Status.BACKGROUND)
