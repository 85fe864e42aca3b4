"""What is wrong with a core feed: the one judgement behind the dashboard, the metric and the notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pipeline.feeds.feed import Feed, FeedHealth, FeedState
from pipeline.feeds.schedule import UNKNOWN, rhythm

FAILS_AT_LEAST = timedelta(minutes=30)
"""A feed may fail for so long, or for three times its rhythm if that is longer, before somebody is told."""


class TroubleKind(StrEnum):
    """In which way a feed needs attention."""

    FAILING = "failing"
    QUIET = "quiet"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A core feed that needs attention, and why."""

    feed_id: str
    name: str
    url: str
    outlet: str
    kind: TroubleKind
    since: datetime
    """Since when: the first failed poll, or the last new entry of a quiet feed."""
    says: str
    """One sentence for people."""


def trouble(feed: Feed, state: FeedState, now: datetime) -> Trouble | None:
    """The trouble of a core feed that fails for longer than its rhythm allows, has gone quiet, or is gone.
    None when all is well, and for feeds that aren't core."""
    if feed.tier != 1 or not feed.enabled:
        return None
    if state.health is FeedHealth.GONE:
        says = f"{feed.name} is gone for good (410) at {state.url}; find its new address or remove it"
        return _trouble(feed, state, TroubleKind.GONE, state.error_since or now, says)
    if state.health is FeedHealth.QUIET and state.last_new_entry:
        says = (
            f"{feed.name} answers, but has brought nothing new since {state.last_new_entry:%Y-%m-%d %H:%M} "
            "UTC, against its own rhythm; see whether it has moved"
        )
        return _trouble(feed, state, TroubleKind.QUIET, state.last_new_entry, says)
    if state.failures and state.error_since:
        allowed = max(FAILS_AT_LEAST, 3 * (rhythm(state) or UNKNOWN))
        if now - state.error_since > allowed:
            return failing(feed, state)
    return None


def failing(feed: Feed, state: FeedState) -> Trouble | None:
    """The trouble of a feed whose last poll failed, however short that is ago."""
    if not state.failures or state.error_since is None:
        return None
    says = f"{feed.name} has failed since {state.error_since:%Y-%m-%d %H:%M} UTC: {state.error}"
    return _trouble(feed, state, TroubleKind.FAILING, state.error_since, says)


def concern(feed: Feed, state: FeedState, now: datetime) -> str | None:
    """The sentence of `trouble`."""
    found = trouble(feed, state, now)
    return found.says if found else None


def _trouble(feed: Feed, state: FeedState, kind: TroubleKind, since: datetime, says: str) -> Trouble:
    return Trouble(
        feed_id=feed.id, name=feed.name, url=state.url, outlet=feed.outlet, kind=kind, since=since, says=says
    )
