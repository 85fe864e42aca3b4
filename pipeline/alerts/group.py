"""When a delivery goes out, and together with which others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.alerts.alert import Alert, Delivery, DeliveryState
from pipeline.alerts.labels import Labels
from pipeline.alerts.mute import held_until
from pipeline.alerts.route import Target
from pipeline.alerts.rules import Digest, Rules
from pipeline.identity import stable_id


@dataclass(frozen=True, slots=True)
class Plan:
    """When a delivery is due, in which group, and what holds it back, if anything does."""

    at: datetime
    group: str
    held_by: str | None = None


def group_of(target: Target, found: Labels) -> str:
    """The group that an alert falls into on a route: one for each combination of the `group_by` labels.

    `group_by: ["..."]` puts every alert into a group of its own.
    """
    route = target.route
    if route.group_by == ("...",):
        return stable_id(
            "group", target.receiver, route.path, *found.get("incident", ()), *found.get("status", ())
        )
    values = [f"{name}={','.join(sorted(found.get(name, ())))}" for name in route.group_by]
    return stable_id("group", target.receiver, route.path, *values)


def plan(target: Target, found: Labels, fellows: Sequence[Delivery], rules: Rules, now: datetime) -> Plan:
    """When an alert goes to a target. `fellows` are the group's earlier deliveries.

    The first of a group waits `group_wait` for others, later ones until `group_interval` after the last;
    what is still waiting is joined. Digests wait for their hour, and quiet hours delay what falls into
    them to their end.
    """
    route = target.route
    if route.digest is not None:
        receiver = rules.receiver(target.receiver)
        at = next_digest(route.digest, now, receiver.time_zone if receiver else "UTC")
        return Plan(at, stable_id("digest", target.receiver, route.path, at.isoformat()))
    group = group_of(target, found)
    at = now + route.group_wait
    # What is being sent already has its message settled; it takes nobody along any more.
    waiting = [
        d for d in fellows if d.state is DeliveryState.PENDING and not d.attempts and "message" not in d.extra
    ]
    if waiting:
        at = max(now, min(d.next_attempt for d in waiting))
    elif fellows:
        last = max(max((a.at for a in d.attempts), default=d.created) for d in fellows)
        at = max(at, last + route.group_interval)
    held = held_until(route, rules, at)
    if held is None:
        return Plan(at, group)
    end, name = held
    return Plan(end, stable_id("held", group, end.isoformat()), f"{name} until {end.isoformat()}")


def delivery(alert: Alert, target: Target, plan: Plan, now: datetime) -> Delivery:
    """The delivery of an alert to a target. Its id follows from the two."""
    extra = {"route": target.because}
    if plan.held_by:
        extra["held_by"] = plan.held_by
    return Delivery(
        id=delivery_id(alert.id, target.receiver),
        alert_id=alert.id,
        receiver=target.receiver,
        next_attempt=plan.at,
        created=now,
        group=plan.group,
        extra=extra,
    )


def delivery_id(alert_id: str, receiver: str) -> str:
    return stable_id("delivery", alert_id, receiver)


def next_digest(digest: Digest, now: datetime, zone: str) -> datetime:
    """The next time the digest goes out, after now, in UTC."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date()
    while True:
        at = datetime.combine(day, digest.at, tzinfo=ZoneInfo(zone))
        if at > local and (digest.every == "day" or day.weekday() == digest.weekday):
            return at.astimezone(now.tzinfo)
        day += timedelta(days=1)
