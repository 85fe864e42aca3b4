"""WebSub (W3C Recommendation, 2018), the subscriber's side, as values and pure decisions.

A feed may name a hub that pushes what is new the moment it appears. Pushes only ever come on top: polling
goes on as before, so a hub that forgets us costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from pipeline.feeds.feed import Feed, FeedState

LEASE = timedelta(days=7)
"""What we ask for; the hub decides."""
_AGAIN = timedelta(hours=1)
_LONGEST = timedelta(days=7)
_ALGORITHMS = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}


class SubscriptionState(StrEnum):
    """How far a subscription has come."""

    ASKED = "asked"
    """Sent to the hub, which has not verified it yet."""
    ACTIVE = "active"
    DENIED = "denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One feed's subscription at its hub."""

    feed_id: str
    hub: str
    topic: str
    token: str
    """The unguessable end of the callback's address."""
    secret: str
    """Shared with the hub, which signs its pushes with it."""
    state: SubscriptionState = SubscriptionState.ASKED
    asked: datetime
    until: datetime | None = None
    """End of the lease."""
    tries: int = 1
    error: str | None = None
    pushed: datetime | None = None
    """When the last push came."""


def due(feed: Feed, state: FeedState, current: Subscription | None, now: datetime) -> bool:
    """Whether to ask the hub now: there is none yet, hub or topic have changed, the lease runs out (its last
    fifth, so that a few tries fit in), or an earlier try came to nothing."""
    if not feed.enabled or not state.hub or not topic_of(state):
        return False
    if current is None or (current.hub, current.topic) != (state.hub, topic_of(state)):
        return True
    if current.state is SubscriptionState.ACTIVE and current.until is not None:
        lease = current.until - current.asked
        return now >= current.until - lease / 5 and now - current.asked >= timedelta(minutes=1)
    return now - current.asked >= min(_AGAIN * (1 << min(current.tries - 1, 10)), _LONGEST)


def topic_of(state: FeedState) -> str:
    """The topic's address: the feed's own `self` link."""
    return state.extra.get("topic", "")


def ask(
    state: FeedState, current: Subscription | None, token: str, secret: str, now: datetime
) -> Subscription:
    """The subscription to send. A renewal keeps token and secret, so that no push is lost in between."""
    assert state.hub is not None
    if current is not None and (current.hub, current.topic) == (state.hub, topic_of(state)):
        tries = 1 if current.state is SubscriptionState.ACTIVE else current.tries + 1
        return replace(current, asked=now, tries=tries, error=None)
    return Subscription(
        feed_id=state.feed_id, hub=state.hub, topic=topic_of(state), token=token, secret=secret, asked=now
    )


def form(subscription: Subscription, callback: str) -> str:
    """The body of the request to the hub (section 5.1), form-encoded."""
    return urlencode(
        {
            "hub.mode": "subscribe",
            "hub.topic": subscription.topic,
            "hub.callback": callback,
            "hub.lease_seconds": int(LEASE.total_seconds()),
            "hub.secret": subscription.secret,
        }
    )


def confirm(
    subscription: Subscription, query: dict[str, str], now: datetime
) -> tuple[Subscription, str | None]:
    """Answer the hub's check of our intent (section 5.3): the new state, and the challenge to echo, or None
    to say no."""
    mode, topic = query.get("hub.mode", ""), query.get("hub.topic", "")
    if mode == "denied" and topic in ("", subscription.topic):
        reason = query.get("hub.reason", "no reason given")[:200]
        denied = replace(subscription, state=SubscriptionState.DENIED, error=f"the hub refuses: {reason}")
        return denied, ""
    challenge = query.get("hub.challenge", "")
    if mode != "subscribe" or topic != subscription.topic or not challenge:
        return subscription, None
    lease = query.get("hub.lease_seconds", "")
    seconds = (
        int(lease) if lease.isascii() and lease.isdigit() and len(lease) < 10 else int(LEASE.total_seconds())
    )
    active = replace(
        subscription,
        state=SubscriptionState.ACTIVE,
        until=now + timedelta(seconds=max(seconds, 60)),
        tries=1,
        error=None,
    )
    return active, challenge


def signed(subscription: Subscription, body: bytes, header: str) -> bool:
    """Whether a push carries the hub's signature (section 7.1): `X-Hub-Signature: method=hex`."""
    method, _, given = header.strip().partition("=")
    algorithm = _ALGORITHMS.get(method.lower())
    if algorithm is None:
        return False
    expected = hmac.new(subscription.secret.encode(), body, algorithm).hexdigest()
    return hmac.compare_digest(expected, given.strip().lower())
