"""Tell people about feeds: decide on notices and put them into the outbox with their deliveries, at once.

One transaction holds the notice, its deliveries and the note of what was told: however often and wherever
this runs again, each trouble is told once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pipeline.alerts.alert import Delivery, DeliveryState
from pipeline.alerts.group import delivery_id
from pipeline.alerts.mute import Silence, silenced
from pipeline.alerts.notice import Notice, decide_notices
from pipeline.alerts.rules import Rules
from pipeline.feeds.feed import Feed, FeedState
from pipeline.ports import Store


def notify(
    feeds: Sequence[tuple[Feed, FeedState]],
    store: Store,
    rules: Rules,
    now: datetime,
    fence: tuple[str, int] | None = None,
) -> list[Notice]:
    """Raise what is to be told about the feeds now; gives the notices raised. FencedError when another
    scheduler has taken over, StoreError when the store cannot be used; nothing is told then."""
    with store.read() as tx:
        _, changed = decide_notices(feeds, tx.standings(), rules.notices, now)
    if not changed:
        return []
    raised = []
    with store.write(exclusive=True) as tx:
        if fence is not None:
            tx.check_fence(*fence)
        notices, changed = decide_notices(feeds, tx.standings(), rules.notices, now)
        silences = tx.silences(now)
        for notice in notices:
            if tx.add_notice(notice, _deliveries(notice, rules, silences, now)):
                raised.append(notice)
        tx.save_standings(changed)
    return raised


def _deliveries(notice: Notice, rules: Rules, silences: Sequence[Silence], now: datetime) -> list[Delivery]:
    """One for each receiver that sends. Silences that match by receiver alone hold for notices as well."""
    of_receivers = [
        s for s in silences if s.matchers and all(m[0].startswith("receiver") for m in s.matchers)
    ]
    made = []
    for name in rules.notices.receivers:
        receiver = rules.receiver(name)
        if receiver is None or not receiver.sends:
            continue
        silence = silenced({}, name, of_receivers, now)
        extra = {"route": "notices: names this receiver"}
        if silence is not None:
            extra["silence"] = f"silence {silence.id} of {silence.owner}: {silence.reason}"
        made.append(
            Delivery(
                id=delivery_id(notice.id, name),
                alert_id=notice.id,
                receiver=name,
                state=DeliveryState.PENDING if silence is None else DeliveryState.MUTED,
                next_attempt=now,
                created=now,
                extra=extra,
            )
        )
    return made
