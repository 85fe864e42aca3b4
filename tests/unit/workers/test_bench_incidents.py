from config.settings import load_settings
from pipeline.incidents.incident import Incident
from tests.fakes.reports import Desk
from workers.bench.incidents import fill, incidents, measure


def test_incidents_are_plausible_and_the_same_each_time() -> None:
    made: list[Incident] = list(incidents(200))
    assert [i.id for i in made] == [i.id for i in incidents(200)]
    assert len({i.id for i in made}) == 200
    assert all(i.keys and i.in_scope for i in made)
    assert {i.countries for i in made} == {("AZE", "ISR"), ("AZE", "IRN"), ("IRN", "ISR")}


def test_a_store_is_filled() -> None:
    desk = Desk()
    fill(desk.store, 50)
    assert len(desk.incidents()) == 50


def test_both_stores_are_measured() -> None:
    found = measure(load_settings({}), few=20, many=60, events=20)
    assert found.few.median_ms > 0
    assert found.row()["ratio"] == round(found.many.median_ms / found.few.median_ms, 3)
