"""An alert for machines: a CloudEvents 1.0 event in structured mode, told by `alert.schema.json`.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pipeline.alerts.alert import Message

CONTENT_TYPE = "application/cloudevents+json"
TYPE = "araxes.alerts.v1"
SCHEMA_ID = "urn:araxes:schema:alerts:v1"


def cloudevent(message: Message, *, source: str) -> dict[str, Any]:
    """The message as an event. The same message always gives the same event: a retry repeats it.

    `source` is a URI that names this installation; with the id it makes the event unique.
    """
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


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The published JSON Schema of the whole event."""
    found: dict[str, Any] = json.loads(files("pipeline.alerts").joinpath("alert.schema.json").read_text())
    return found
