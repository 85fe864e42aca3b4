from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.alerts.alert import Decision, Reason
from pipeline.errors import StoreError
from pipeline.events.event import Candidate, EventType, Mention, Reading, Status
from pipeline.incidents.incident import Incident, Story
from pipeline.ports import Filter, Store
from tests.fakes.store import FakeStore
from tests.fakes.things import DAY, NOON, agreement, article, event, incident, source, stored


def test_events_are_replaced_as_a_whole(store: Store) -> None:
    one = article()
    first, second = stored(one.id, 0, "incident_1"), replace(stored(one.id, 1), event=agreement())
    with store.write() as tx:
        tx.add_articles([(one, [])])
        tx.save_events(one.id, [second, first])
        assert tx.events_of(one.id) == [second, first]
        assert tx.count_events() == {"visit": 1, "agreement": 1}
        tx.save_events(one.id, [first])
        assert tx.events_of(one.id) == [first]
        tx.save_events(one.id, [])
        assert tx.events_of(one.id) == []
        assert tx.count_events() == {}


def test_events_of_an_unknown_article_are_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="not stored"), store.write() as tx:
        tx.save_events("none", [stored("none")])


def test_readings_come_back_whole(store: Store) -> None:
    one = article()
    reading = Reading(
        article_id=one.id,
        relevant=True,
        events=(event(), agreement()),
        candidates=(Candidate("visit", 3, 8, EventType.VISIT, "no second country"),),
        mentions=(Mention("Bayramov", 0, 8, "person", "Jeyhun Bayramov", "AZE"),),
    )
    with store.write() as tx:
        tx.add_articles([(one, [])])
        tx.save_reading(replace(reading, relevant=False))
        tx.save_reading(reading)
        assert tx.reading(one.id) == reading
        assert tx.reading("none") is None


def test_finding_events(store: Store) -> None:
    one, two = article("one"), article("two", published=NOON - DAY)
    with store.write() as tx:
        tx.add_articles([(one, []), (two, [])])
        visit = stored(one.id, 0, countries=("AZE", "IRN", "ISR"), place="BAKI Şəhər")
        meeting = stored(one.id, 1, type=EventType.MEETING, status=Status.PLANNED)
        older = stored(two.id, 0)
        tx.save_events(one.id, [visit, meeting])
        tx.save_events(two.id, [older])

        def found(**where: object) -> list[str]:
            return [e.id for e in tx.find_events(Filter(**where))]  # type: ignore[arg-type]

        assert found() == [visit.id, meeting.id, older.id]
        assert found(until=NOON) == [older.id]
        assert found(state="planned") == [meeting.id]
        assert found(types=frozenset({EventType.VISIT})) == [visit.id, older.id]
        assert found(countries=frozenset({"ISR"})) == [visit.id]
        assert found(text="baki ŞƏH") == [visit.id]
        assert found(text="bayramov", offset=1, limit=1) == [meeting.id]


def test_an_incident_is_replaced_version_by_version(store: Store) -> None:
    one = incident(extra={"a": "b"}, sources=(source(), source("other.example", independent=False)))
    with store.write() as tx:
        tx.save_incident(one)
        tx.save_incident(replace(one, version=2, status=Status.CANCELLED))
        assert tx.incident(one.id) == replace(one, version=2, status=Status.CANCELLED)
    for version in (1, 2, 4):
        with pytest.raises(StoreError, match="changed meanwhile") as caught, store.write() as tx:
            tx.save_incident(replace(one, version=version))
        assert not caught.value.permanent
    with store.read() as tx:
        assert tx.incident(one.id) == replace(one, version=2, status=Status.CANCELLED)
        assert tx.incident("none") is None


def test_a_merged_incident_leads_to_its_other_half(store: Store) -> None:
    one, two, three = incident("one"), incident("two"), incident("three")
    with store.write() as tx:
        for each in (one, two, three):
            tx.save_incident(each)
        tx.save_incident(replace(one, version=2, merged_into=two.id))
        tx.save_incident(replace(two, version=2, merged_into=three.id))
        assert tx.incident(one.id) == three
        assert tx.count_incidents() == {"visit": 1}
        assert tx.find_incidents(Filter()) == [three]
        found = tx.candidates(type=EventType.VISIT, countries=["AZE", "IRN"], around=NOON, days=5)
        assert found == [three]
        tx.save_incident(replace(three, version=2, merged_into=one.id))
        with pytest.raises(StoreError, match="circle"):
            tx.incident(one.id)


def test_a_split_incident_is_found_again(store: Store) -> None:
    one = incident("one", keys=("k",))
    with store.write() as tx:
        tx.save_incident(one)
        tx.save_incident(replace(one, version=2, merged_into="incident_2"))
        assert tx.recall(type=EventType.VISIT, keys=["k"]) == []
        tx.save_incident(replace(one, version=3))
        assert tx.recall(type=EventType.VISIT, keys=["k"]) == [replace(one, version=3)]


def test_candidates_share_type_countries_and_time(store: Store) -> None:
    def made(name: str, **changes: object) -> Incident:
        return incident(name, **{"date_start": None, "date_end": None} | changes)

    here = made("here")
    trio = made("trio", countries=("AZE", "IRN", "ISR"))
    dated = made("dated", updated=NOON - 99 * DAY, date_start=date(2024, 5, 12), date_end=date(2024, 5, 14))
    only_end = made("only_end", updated=NOON - 99 * DAY, date_end=date(2024, 5, 24))
    long = made("long", updated=NOON - 99 * DAY, date_start=date(2024, 1, 1), date_end=date(2024, 12, 31))
    others = [
        made("meeting", type=EventType.MEETING),
        made("elsewhere", countries=("AZE", "TUR")),
        made("past", updated=NOON - 6 * DAY),
        made("past_date", updated=NOON - 99 * DAY, date_start=date(2024, 5, 14), date_end=date(2024, 5, 14)),
        made("future_date", updated=NOON - 99 * DAY, date_start=date(2024, 5, 26)),
    ]
    with store.write() as tx:
        for each in [here, trio, dated, only_end, long, *others]:
            tx.save_incident(each)

        def found(countries: list[str], days: int = 5) -> set[str]:
            return {
                i.id for i in tx.candidates(type=EventType.VISIT, countries=countries, around=NOON, days=days)
            }

        assert found(["AZE", "IRN"]) == {here.id, trio.id, only_end.id, long.id}
        assert found(["IRN", "AZE"], days=6) >= {dated.id, here.id}
        assert found(["IRN", "ISR"]) == {trio.id}
        assert found(["ISR"]) == {trio.id}
        assert found(["AZE", "TUR", "IRN"]) == {here.id, trio.id, only_end.id, long.id, others[1].id}
        assert found([]) >= {here.id, trio.id, others[1].id}


class Back(Exception):
    """Ends an example without a trace."""


incident_times = st.integers(min_value=-60, max_value=60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_index_finds_what_a_look_at_every_incident_finds(store: Store, data: st.DataObject) -> None:
    plain = FakeStore()
    made = []
    for number in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.none() | incident_times)
        length = data.draw(st.integers(0, 40))
        day = None if start is None else NOON.date() + timedelta(days=start)
        made.append(
            incident(
                f"{number}",
                countries=tuple(sorted(data.draw(st.sets(st.sampled_from(["AZE", "IRN", "ISR"]))))),
                date_start=day,
                date_end=None if day is None else day + timedelta(days=length),
                updated=NOON + timedelta(hours=data.draw(incident_times) * 13),
                opened=NOON + timedelta(seconds=number),
            )
        )
    asked: dict[str, Any] = {
        "type": EventType.VISIT,
        "countries": sorted(data.draw(st.sets(st.sampled_from(["AZE", "IRN", "ISR", "TUR"])))),
        "around": NOON + timedelta(hours=data.draw(incident_times)),
        "days": data.draw(st.integers(0, 30)),
    }
    with suppress(Back), store.write() as tx, plain.write() as fake:
        for each in made:
            tx.save_incident(each)
            fake.save_incident(each)
        assert tx.candidates(**asked) == fake.candidates(**asked)
        raise Back


def test_incidents_are_recalled_by_key_the_latest_first(store: Store) -> None:
    old, new = incident("old", keys=("a", "b"), updated=NOON - 900 * DAY), incident("new", keys=("b",))
    with store.write() as tx:
        tx.save_incident(old)
        tx.save_incident(new)
        tx.save_incident(incident("meeting", type=EventType.MEETING, keys=("b",)))
        assert tx.recall(type=EventType.VISIT, keys=["b", "a"]) == [new, old]
        assert tx.recall(type=EventType.VISIT, keys=["a"]) == [old]
        assert tx.recall(type=EventType.VISIT, keys=["b"], limit=1) == [new]
        assert tx.recall(type=EventType.VISIT, keys=["c"]) == []
        assert tx.recall(type=EventType.VISIT, keys=[]) == []
        tx.save_incident(replace(old, version=2, keys=("c",), updated=NOON + DAY))
        assert [i.id for i in tx.recall(type=EventType.VISIT, keys=["b", "c"])] == [old.id, new.id]


def test_finding_incidents(store: Store) -> None:
    one = incident("one", subject="Gaz QƏZETİ")
    two = incident(
        "two", updated=NOON - DAY, type=EventType.AGREEMENT, status=Status.PLANNED, countries=("AZE", "ISR")
    )
    with store.write() as tx:
        tx.save_incident(one)
        tx.save_incident(two)

        def found(**where: object) -> list[str]:
            return [i.id for i in tx.find_incidents(Filter(**where))]  # type: ignore[arg-type]

        assert found() == [one.id, two.id]
        assert found(since=NOON) == [one.id]
        assert found(until=NOON) == [two.id]
        assert found(types=frozenset({EventType.AGREEMENT})) == [two.id]
        assert found(countries=frozenset({"ISR", "AZE"})) == [two.id]
        assert found(state="planned") == [two.id]
        assert found(text="gaz qə") == [one.id]
        assert found(text="visits tehran", limit=1) == [one.id]


def test_stories_hold_incidents(store: Store) -> None:
    story = Story(id="story_1", title="A trip", opened=NOON, updated=NOON)
    one = incident("one", story_id=story.id)
    two = incident("two", story_id=story.id, opened=NOON - DAY)
    with store.write() as tx:
        tx.save_story(story)
        tx.save_story(replace(story, title="A longer trip"))
        for each in (one, two, incident("three")):
            tx.save_incident(each)
        assert tx.story(story.id) == replace(story, title="A longer trip")
        assert tx.story("none") is None
        assert tx.incidents_of_story(story.id) == [two, one]


def test_decisions_are_kept_in_order_and_once(store: Store) -> None:
    first = Decision(incident_id="i", article_id="a", reason=Reason.NEW, because="first report")
    second = replace(first, article_id="b", reason=Reason.DUPLICATE, changes=("one more source",))
    with store.write() as tx:
        tx.save_decision(second, NOON + DAY)
        tx.save_decision(first, NOON)
        tx.save_decision(first, NOON)
        assert tx.decisions("i") == [(NOON, first), (NOON + DAY, second)]
        assert tx.decisions("none") == []
