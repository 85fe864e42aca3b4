"""WebSub: ask hubs, answer their checks, take their pushes."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.errors import AraxesError, FeedError
from pipeline.feeds.parse import parse
from pipeline.feeds.schedule import Outcome, Result
from pipeline.feeds.websub import Subscription, ask, confirm, due, form, signed
from pipeline.flow.poll import Look, Settled, settle
from pipeline.ports import Fetcher, Now, Request, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class HubParts:
    """What subscribing needs from the outside."""

    fetcher: Fetcher
    store: Store
    now: Now
    public_url: str
    """Where hubs reach the web process."""


async def subscribe_due(parts: HubParts) -> list[Subscription]:
    """Ask the hubs of all feeds whose time has come; what was asked."""
    now = parts.now()
    with parts.store.read() as tx:
        current = {s.feed_id: s for s in tx.subscriptions()}
        wanted = [(f, s) for f, s in tx.feeds() if due(f, s, current.get(f.id), now)]
    asked = []
    for _, state in wanted:
        token, secret = secrets.token_urlsafe(24), secrets.token_hex(24)
        subscription = ask(state, current.get(state.feed_id), token, secret, now)
        # Saved before it is sent: the hub may check before its answer reaches us.
        with parts.store.write() as tx:
            tx.save_subscription(subscription)
        error = await _send(subscription, parts)
        if error is not None:
            with parts.store.write() as tx:
                latest = tx.subscription(subscription.token) or subscription
                subscription = replace(latest, error=error)
                tx.save_subscription(subscription)
        asked.append(subscription)
    return asked


async def _send(subscription: Subscription, parts: HubParts) -> str | None:
    callback = f"{parts.public_url.rstrip('/')}/websub/{subscription.token}"
    try:
        response = await parts.fetcher.get(
            Request(
                url=subscription.hub, form=form(subscription, callback), max_bytes=100_000, total_timeout=30
            )
        )
    except AraxesError as error:
        return str(error)
    if 200 <= response.status < 300:
        return None
    said = response.body[:200].decode("utf-8", "replace").strip()
    return f"{subscription.hub} does not take the subscription (status {response.status}: {said})"


def check_intent(token: str, query: Mapping[str, str], store: Store, now: Now) -> str | None:
    """The challenge to echo to a hub that asks whether we want this; None: we do not."""
    with store.write() as tx:
        subscription = tx.subscription(token)
        if subscription is None:
            return None
        confirmed, challenge = confirm(subscription, dict(query), now())
        if confirmed != subscription:
            tx.save_subscription(confirmed)
    return challenge


def take_push(token: str, body: bytes, headers: Mapping[str, str], store: Store, now: Now) -> Settled | None:
    """Save what a hub pushed. None when nothing was taken: no such subscription, no valid signature (the
    specification has us keep silent about it), or no feed in it."""
    with store.read() as tx:
        subscription = tx.subscription(token)
        found = tx.feed(subscription.feed_id) if subscription else None
    if subscription is None or found is None or not found[0].enabled:
        return None
    if not signed(subscription, body, headers.get("x-hub-signature", "")):
        return None
    feed, state = found
    try:
        document = parse(body, feed_id=feed.id, url=state.url, headers=headers)
    except FeedError:
        return None
    at = now()
    # A push may hold the new items only: it says nothing of the feed's validators, digests and head.
    outcome = Outcome(result=Result.UNCHANGED, status=200, keep_validators=True)
    (settled,) = settle(
        [Look(feed=feed, state=state, outcome=outcome, at=at, document=document, wire_bytes=len(body))], store
    )
    with store.write() as tx:
        latest = tx.subscription(token)
        if latest is not None:
            tx.save_subscription(replace(latest, pushed=at))
    return settled
