"""Alerts and notices for machines: CloudEvents 1.0 events in structured mode, told by `alert.schema.json` and
`notice.schema.json`.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pipeline.alerts.alert import Message
from pipeline.alerts.notice import Notice

CONTENT_TYPE = "application/cloudevents+json"
TYPE = "araxes.alerts.v1"
SCHEMA_ID = "urn:araxes:schema:alerts:v1"
NOTICE_TYPE = "araxes.feeds.v1"
NOTICE_SCHEMA_ID = "urn:araxes:schema:feeds:v1"


def cloudevent(message: Message, *, source: str) -> dict[str, Any]:
    """The message as an event. The same message always gives the same event: a retry repeats it.

    `source` is a URI that names this installation; with the id it makes the event unique.
    """
    if message.notice is not None:
        return _of_notice(message, message.notice, source)
    alerts = message.alerts
    return {
        "specversion": "1.0",
        "id": message.id,
        "source": source,
        "type": TYPE,
        "subject": alerts[0].incident_id if len(alerts) == 1 else message.receiver,
        "time": max(a.raised for a in alerts).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "dataschema": SCHEMA_ID,
        "data": {
            "receiver": message.receiver,
            "alerts": [
                {
                    "id": alert.id,
                    "reason": alert.reason.value,
                    "because": alert.because,
                    "changes": list(alert.changes),
                    "raised": alert.raised.isoformat().replace("+00:00", "Z"),
                    "article": alert.article_id,
                    "story": alert.story_id,
                    "incident": alert.snapshot,
                }
                for alert in alerts
            ],
            "routes": list(message.routes),
            "earlier": list(message.earlier),
        },
    }


def _of_notice(message: Message, notice: Notice, source: str) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": message.id,
        "source": source,
        "type": NOTICE_TYPE,
        "subject": notice.troubles[0].feed_id if len(notice.troubles) == 1 else message.receiver,
        "time": _time(notice.raised),
        "datacontenttype": "application/json",
        "dataschema": NOTICE_SCHEMA_ID,
        "data": {
            "receiver": message.receiver,
            "notice": {
                "id": notice.id,
                "thread": notice.thread,
                "status": notice.state.value,
                "because": notice.because,
                "raised": _time(notice.raised),
                "outage": notice.outage,
                "remaining": notice.remaining,
                "watched": notice.watched,
                "feeds": [
                    {
                        "id": t.feed_id,
                        "name": t.name,
                        "url": t.url,
                        "outlet": t.outlet,
                        "trouble": t.kind.value,
                        "since": _time(t.since),
                        "says": t.says,
                    }
                    for t in notice.troubles
                ],
            },
            "earlier": list(message.earlier),
        },
    }


def _time(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


@lru_cache(maxsize=2)
def schema(name: str = "alert") -> dict[str, Any]:
    """The published JSON Schema of the whole event, of an `alert` or a `notice`."""
    found: dict[str, Any] = json.loads(files("pipeline.alerts").joinpath(f"{name}.schema.json").read_text())
    return found
