from __future__ import annotations

import json
from datetime import timedelta

from jsonschema import Draft202012Validator, FormatChecker

from pipeline.alerts.alert import Message, Reason
from pipeline.alerts.cloudevent import cloudevent, schema
from pipeline.alerts.decide import snapshot
from pipeline.events.event import EventType, Status
from tests.fakes.things import NOON, alert, incident


def test_every_kind_of_alert_fits_the_schema() -> None:
    check = Draft202012Validator(schema(), format_checker=FormatChecker())
    for reason in (
        Reason.NEW,
        Reason.STATUS_CHANGED,
        Reason.CORROBORATED,
        Reason.CORRECTED,
        Reason.RETRACTED,
    ):
        for kind in EventType:
            for status in Status:
                one = incident(
                    type=kind, status=status, origin=None, destination=None, date_end=None, place_country=None
                )
                told = alert(reason=reason, snapshot=snapshot(one))
                check.validate(cloudevent(Message(id="m", receiver="r", alerts=(told,)), source="urn:x"))


def test_the_schema_refuses_what_it_does_not_describe() -> None:
    check = Draft202012Validator(schema(), format_checker=FormatChecker())
    good = cloudevent(
        Message(id="m", receiver="r", alerts=(alert(snapshot=snapshot(incident())),)), source="urn:x"
    )
    assert check.is_valid(good)
    for break_ in (
        {"specversion": "0.3"},
        {"data": {"receiver": "r", "alerts": []}},
        {"type": "other"},
        {"id": ""},
    ):
        assert not check.is_valid(good | break_)


def test_the_event_names_the_incident_and_the_latest_time() -> None:
    one, two = alert("one"), alert("two", raised=NOON + timedelta(minutes=1))
    single = cloudevent(Message(id="m", receiver="desk", alerts=(one,)), source="urn:x")
    both = cloudevent(Message(id="m", receiver="desk", alerts=(two, one)), source="urn:x")
    assert (single["subject"], single["time"]) == (one.incident_id, "2024-05-20T12:00:00Z")
    assert (both["subject"], both["time"]) == ("desk", "2024-05-20T12:01:00Z")
    assert json.dumps(single) == json.dumps(
        cloudevent(Message(id="m", receiver="desk", alerts=(one,)), source="urn:x")
    )
