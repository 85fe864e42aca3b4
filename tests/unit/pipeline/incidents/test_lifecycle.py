from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.events.event import Participant, Status
from pipeline.incidents import lifecycle
from pipeline.incidents.incident import Incident
from pipeline.incidents.report import Report
from tests.fakes.reports import at, on, report, visit

P, DONE, C = Status.PLANNED, Status.OCCURRED, Status.CANCELLED
H, B = Status.HYPOTHETICAL, Status.BACKGROUND


def told(*steps: tuple[Status, float]) -> Incident:
    """An incident told in this order of arrival: status and day of publication."""
    reports = [report(visit("Shimon Peres", status=s), at(d), f"{i}") for i, (s, d) in enumerate(steps)]
    incident = lifecycle.open_incident(reports[0], reports[0].published)
    for one in reports[1:]:
        incident = lifecycle.absorb(incident, one, one.published)
    return incident


class TestStatus:
    @pytest.mark.parametrize(
        ("steps", "history"),
        [
            ([(H, 0), (P, 1), (DONE, 2), (C, 3)], [H, P, DONE, C]),
            ([(P, 0), (C, 1)], [P, C]),
            ([(DONE, 2), (P, 1)], [DONE]),  # a stale article sets nothing back
            ([(DONE, 2), (P, 3)], [DONE]),  # nor does a slow one
            ([(P, 2), (DONE, 1)], [P, DONE]),
            ([(DONE, 2), (C, 1)], [DONE]),  # called off before it happened after all
            ([(C, 1), (DONE, 2)], [C, DONE]),
            ([(C, 2), (P, 1)], [C]),
            ([(P, 0), (B, 40)], [P]),
            ([(P, 0), (H, 1)], [P]),
        ],
    )
    def test_history(self, steps: list[tuple[Status, float]], history: list[Status]) -> None:
        incident = told(*steps)
        assert [c.status for c in incident.history] == history
        assert incident.status is history[-1]
        assert len(incident.sources) == len(steps)

    @given(st.permutations([(H, 0.0), (P, 1.0), (DONE, 2.0)]))
    def test_order_of_arrival_does_not_change_where_it_ends(self, steps: list[tuple[Status, float]]) -> None:
        assert told(*steps).status is DONE


class TestDetails:
    def test_a_day_and_a_name_given_later_are_added(self) -> None:
        first = lifecycle.open_incident(report(visit(status=P)), at())
        after = lifecycle.absorb(
            first, report(visit("Shimon Peres", status=P, date_start=on(20)), at(1), "two"), at(1)
        )
        assert after.date_start == on(20)
        assert [str(c) for c in lifecycle.changes(first, after)] == [
            "date: not known → 2026-03-20",
            "also named: not known → Shimon Peres",
        ]
        assert not any(c.correction for c in lifecycle.changes(first, after))

    def test_a_moved_day_is_a_correction_unless_the_article_is_older(self) -> None:
        first = lifecycle.open_incident(
            report(visit("Shimon Peres", status=P, date_start=on(20)), at(1)), at(1)
        )
        moved = report(visit("Shimon Peres", status=P, date_start=on(27)), at(2), "two")
        after = lifecycle.absorb(first, moved, at(2))
        assert [c.correction for c in lifecycle.changes(first, after)] == [True]
        stale = lifecycle.absorb(first, replace(moved, published=at(0)), at(2))
        assert stale.date_start == on(20)

    def test_talks_on_the_second_day_do_not_move_the_arrival(self) -> None:
        first = lifecycle.open_incident(report(visit("Shimon Peres", date_start=on(9))), at())
        after = lifecycle.absorb(
            first, report(visit("Shimon Peres", date_start=on(10)), at(0.5), "two"), at(0.5)
        )
        assert after.date_start == on(9)

    def test_an_edit_can_replace_a_participant(self) -> None:
        first = lifecycle.open_incident(report(visit("Shimon Peres")), at())
        after = lifecycle.absorb(first, report(visit("Shaul Mofaz"), at(0.1)), at(0.1))
        assert [p.name for p in after.participants] == ["Shaul Mofaz"]
        assert [c.field for c in lifecycle.changes(first, after) if c.correction] == ["participants"]

    def test_the_fuller_name_is_kept_once(self) -> None:
        first = lifecycle.open_incident(report(visit("President Peres")), at())
        after = lifecycle.absorb(first, report(visit("Shimon Peres"), at(0.1), "two"), at(0.1))
        assert after.participants == (Participant("Shimon Peres", "ISR"),)


def test_absorbing_twice_changes_nothing_more() -> None:
    first = lifecycle.open_incident(report(visit("Shimon Peres", status=P)), at())
    second = report(visit("Shimon Peres", date_start=on(11)), at(1), "two")
    once = lifecycle.absorb(first, second, at(1))
    assert lifecycle.absorb(once, second, at(1)) == once


def test_copies_are_sources_and_no_outlets() -> None:
    first = lifecycle.open_incident(report(visit()), at())
    copy = report(visit(), at(0.1), "two", independent=False)
    after = lifecycle.absorb(first, copy, at(0.1))
    assert (len(after.sources), after.outlets) == (2, frozenset({"outlet-one"}))


def test_a_withdrawn_report_stays_on_record() -> None:
    first = lifecycle.open_incident(report(visit("Shimon Peres", status=P)), at())
    gone = lifecycle.withdraw(first, "article-one", [], at(1), at(1))
    assert (gone.status, lifecycle.withdrawn(gone), len(gone.sources)) == (C, True, 1)
    two = lifecycle.absorb(first, report(visit("Shimon Peres", status=P), at(0.5), "two"), at(0.5))
    left = lifecycle.withdraw(two, "article-one", [], at(1), at(1))
    assert (left.status, lifecycle.withdrawn(left), left.outlets) == (P, False, frozenset({"outlet-two"}))


statuses = st.sampled_from([H, P, DONE, C])
some_reports = st.lists(st.tuples(statuses, st.integers(0, 9)), min_size=1, max_size=6)


def reports_of(rows: list[tuple[Status, int]], prefix: str) -> list[Report]:
    return [report(visit("Shimon Peres", status=s), at(d), f"{prefix}{i}") for i, (s, d) in enumerate(rows)]


def opened(reports: list[Report]) -> Incident:
    incident = lifecycle.open_incident(reports[0], at())
    for one in reports[1:]:
        incident = lifecycle.absorb(incident, one, at(10))
    return incident


@given(some_reports, some_reports)
def test_merging_loses_no_source_and_remembers(
    a: list[tuple[Status, int]], b: list[tuple[Status, int]]
) -> None:
    one, two = opened(reports_of(a, "a")), opened(reports_of(b, "b"))
    merged, emptied = lifecycle.merge(one, two, at(20), "somebody")
    assert {s.event_id for s in merged.sources} == {s.event_id for s in (*one.sources, *two.sources)}
    assert emptied.merged_into == merged.id
    assert f"merged:{two.id}" in merged.extra
    assert merged.status in {one.status, two.status, DONE, P, C}


@given(some_reports, st.data())
def test_splitting_loses_no_source_and_remembers(rows: list[tuple[Status, int]], data: st.DataObject) -> None:
    reports = reports_of([*rows, (DONE, 3)], "a")
    whole = replace(opened(reports), told=("planned",))
    ids = sorted({r.article_id for r in reports})
    apart = data.draw(st.sets(st.sampled_from(ids), min_size=1, max_size=len(ids) - 1))
    known = data.draw(st.sets(st.sampled_from([r.id for r in reports])))  # the readings that still exist
    stays, leaves = lifecycle.split(whole, [r for r in reports if r.id in known], apart, at(20), "somebody")
    assert {s.article_id for s in leaves.sources} == apart
    assert {s.event_id for s in (*stays.sources, *leaves.sources)} == {s.event_id for s in whole.sources}
    assert (stays.id, stays.told, leaves.told) == (whole.id, whole.told, whole.told)
    assert f"split:{leaves.id}" in stays.extra
    assert f"split_from:{whole.id}" in leaves.extra
