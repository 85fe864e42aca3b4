"""Alerts and deliveries: the decision to tell somebody, and its way there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pipeline.alerts.notice import Notice


class Reason(StrEnum):
    """Why an alert was, or was not, raised."""

    NEW = "new"
    STATUS_CHANGED = "status_changed"
    CORROBORATED = "corroborated"
    CORRECTED = "corrected"
    RETRACTED = "retracted"
    # and why nobody is told:
    MUTED = "muted"
    DUPLICATE = "duplicate"
    BELOW_CONFIDENCE = "below_confidence"
    OUT_OF_SCOPE = "out_of_scope"
    QUIET_HOURS = "quiet_hours"
    NOT_ALERTABLE = "not_alertable"


ALERTING = frozenset(
    {Reason.NEW, Reason.STATUS_CHANGED, Reason.CORROBORATED, Reason.CORRECTED, Reason.RETRACTED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The outcome for one incident after one article: a reason, in words, and what changed."""

    incident_id: str
    article_id: str
    reason: Reason
    because: str
    changes: tuple[str, ...] = ()

    @property
    def alerts(self) -> bool:
        return self.reason in ALERTING


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """The decision to tell somebody. `id` follows from incident, reason and the state told, so that
    deciding twice gives the same alert. `snapshot` is the incident as told, frozen for rendering."""

    id: str
    incident_id: str
    story_id: str
    reason: Reason
    because: str
    changes: tuple[str, ...]
    article_id: str
    raised: datetime
    snapshot: dict[str, Any]


class DeliveryState(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"
    """Given up: permanent refusal or the retry schedule ran out. Can be replayed."""
    MUTED = "muted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at a delivery."""

    number: int
    at: datetime
    ok: bool
    status: str
    """HTTP or SMTP status, or the kind of failure."""
    latency_ms: int
    answer: str
    """The first bytes of the answer or the error's sentence; never a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One alert, or one notice about feeds, on its way to one receiver. `id` follows from the two."""

    id: str
    alert_id: str
    """Id of the alert or the notice."""
    receiver: str
    """Name of the receiver in `config/routes.yaml`."""
    state: DeliveryState = DeliveryState.PENDING
    next_attempt: datetime
    created: datetime
    attempts: tuple[Attempt, ...] = ()
    group: str | None = None
    """Deliveries of one group go out in one message."""
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a receiver gets: one or more alerts, or one notice. `id` is stable per delivery."""

    id: str
    receiver: str
    alerts: tuple[Alert, ...]
    earlier: tuple[str, ...] = ()
    """Ids of earlier messages of the same story to the same receiver, oldest first (email References)."""
    routes: tuple[str, ...] = ()
    """Why each of the alerts goes to this receiver, in words."""
    skip: frozenset[str] = frozenset()
    """Addresses that shall not get it (again): an earlier attempt reached them, or they unsubscribed."""
    notice: Notice | None = None
    """What is told about feeds; `alerts` is empty then."""
