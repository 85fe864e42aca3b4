"""Notices: what Araxes tells about its own feeds. Alertmanager's words: a notice is firing or resolved.

Many feeds that fail at once are one notice; a feed that comes and goes is no stream of mails. Pure: what is
wrong and what was told go in, the notice to send and what is told then come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pipeline.feeds.feed import Feed, FeedHealth, FeedState
from pipeline.feeds.trouble import Trouble, TroubleKind, failing, trouble
from pipeline.identity import stable_id

OUTAGE_FEEDS = 3
OUTAGE_SHARE = 0.5
"""When so many of the core feeds polled meanwhile fail, the fault is likely ours: told as one."""


class NoticeState(StrEnum):
    """As in Alertmanager."""

    FIRING = "firing"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRules:
    """Who is told about feeds, and when: `notices` of `config/routes.yaml`."""

    receivers: tuple[str, ...] = ()
    group_wait: timedelta = timedelta(minutes=1)
    """So long the first trouble waits for others."""
    group_interval: timedelta = timedelta(minutes=10)
    """At least so long after a notice comes the next."""
    repeat_interval: timedelta = timedelta(hours=12)
    """A trouble that lasts is told again after this, and no feed's trouble is told more often."""
    resolve_wait: timedelta = timedelta(minutes=10)
    """A feed must have been well for so long before it counts as well."""
    send_resolved: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to tell about feeds. The id follows from the troubles and how often they were told."""

    id: str
    thread: str
    """Id of the first notice about this; mails of one thread stand together."""
    state: NoticeState
    because: str
    raised: datetime
    troubles: tuple[Trouble, ...]
    """What fires, or what is over."""
    remaining: int = 0
    """Other core feeds that still need attention."""
    watched: int = 0
    """Core feeds in all."""
    outage: bool = False
    """So many fail at once that our own connection or name service is likelier the cause than they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What was told of one feed. It outlives the trouble, so that a feed that comes and goes is known."""

    feed_id: str
    trouble: Trouble | None
    """None: the feed is well, and was told to be."""
    noticed: datetime
    """When the trouble was first seen."""
    well_since: datetime | None = None
    told: datetime | None = None
    """When a firing notice last named the trouble; None: not yet."""
    last_told: datetime | None = None
    """When a firing notice last named the feed, whatever trouble it was."""
    times: int = 0
    """Firing notices that have named the feed."""
    thread: str = ""
    outage: bool = False
    """Told as part of an outage, which takes in those that it reaches later."""


def decide_notices(
    feeds: Sequence[tuple[Feed, FeedState]], standings: Sequence[Standing], rules: NoticeRules, now: datetime
) -> tuple[list[Notice], list[Standing]]:
    """The notices to send now, at most one of each state, and the standings that are new or changed."""
    core = [(f, s) for f, s in feeds if f.enabled and f.tier == 1]
    found = {t.feed_id: t for f, s in core if (t := trouble(f, s, now))}
    before = {s.feed_id: s for s in standings}
    fails = {t.feed_id for f, s in core if (t := failing(f, s))}
    after = {
        i: _follow(before.get(i), found.get(i), now, fails=i in fails) for i in before.keys() | found.keys()
    }
    down = _outage(core, found.values())
    for one in down:
        known = after.get(one.feed_id)
        if known is None or known.trouble is None:
            after[one.feed_id] = _follow(known, one, now, fails=True)
    notices: list[Notice] = []
    if firing := _firing(after, rules, now, outage=bool(down)):
        notices.append(_told(firing, after, len(core), now, outage=bool(down)))
    if over := _over(after, rules, now):
        resolved = _resolved(over, after, {f.id for f, _ in core}, now)
        if rules.send_resolved and resolved is not None:
            notices.append(resolved)
        for ended in over:
            after[ended.feed_id] = replace(ended, trouble=None, well_since=None, told=None)
    return notices, [s for i, s in sorted(after.items()) if before.get(i) != s]


def _follow(known: Standing | None, found: Trouble | None, now: datetime, *, fails: bool) -> Standing:
    if known is None or (known.trouble is None and found is not None):
        assert found is not None
        base = known or Standing(feed_id=found.feed_id, trouble=found, noticed=now)
        return replace(base, trouble=found, noticed=now, well_since=None, told=None)
    if known.trouble is None:
        return known
    if found is None:
        # Failing anew, if not for long enough to count by itself, is not being well.
        return replace(known, well_since=None if fails else known.well_since or now)
    # What it is about may change (failing, then gone); the sentence told stays the newest.
    return replace(known, trouble=found, well_since=None)


def _outage(core: Sequence[tuple[Feed, FeedState]], found: Iterable[Trouble]) -> list[Trouble]:
    """Every failing core feed, when at least one has failed too long and so many others fail with it."""
    begun = [t.since for t in found if t.kind is TroubleKind.FAILING]
    if not begun:
        return []
    start = min(begun)
    polled = [
        (f, s) for f, s in core if s.last_poll and s.last_poll >= start and s.health is not FeedHealth.GONE
    ]
    down = [t for f, s in polled if (t := failing(f, s))]
    return down if len(down) >= OUTAGE_FEEDS and len(down) >= OUTAGE_SHARE * len(polled) else []


def _firing(
    after: dict[str, Standing],
    rules: NoticeRules,
    now: datetime,
    *,
    outage: bool,
) -> list[Standing]:
    """The standings that a notice names now: those nobody was told of, and those to be told again."""
    open_ = [s for s in after.values() if s.trouble and s.well_since is None]
    fresh = [
        s
        for s in open_
        if s.told is None and (s.last_told is None or now - s.last_told >= rules.repeat_interval)
    ]
    again = [s for s in open_ if s.told and now - s.told >= rules.repeat_interval]
    last = max((s.last_told for s in after.values() if s.last_told), default=None)
    if outage and fresh and not again:
        running = [s for s in open_ if s.told and s.outage]
        if running:
            # The outage was told; whoever it reaches later belongs to the same notice.
            reached = [s for s in fresh if s.trouble and s.trouble.kind is TroubleKind.FAILING]
            fresh = [s for s in fresh if s not in reached]
            for s in reached:
                after[s.feed_id] = replace(
                    s, told=running[0].told, times=s.times + 1, thread=running[0].thread, outage=True
                )
    if not fresh and not again:
        return []
    if not again:
        if now - min(s.noticed for s in fresh) < rules.group_wait:
            return []
        if last is not None and now - last < rules.group_interval:
            return []
        return fresh
    return fresh + again


def _told(
    named: Sequence[Standing], after: dict[str, Standing], watched: int, now: datetime, *, outage: bool
) -> Notice:
    named = sorted(named, key=lambda s: (s.trouble.since if s.trouble else now, s.feed_id))
    parts = [f"{s.feed_id} {s.times}" for s in named]
    thread = next((s.thread for s in named if s.told and s.thread), "")
    notice_id = stable_id("notice", NoticeState.FIRING.value, *parts)
    troubles = tuple(s.trouble for s in named if s.trouble)
    outage = outage and sum(t.kind is TroubleKind.FAILING for t in troubles) >= OUTAGE_FEEDS
    thread = thread or notice_id
    repeated = any(s.told for s in named)
    for s in named:
        after[s.feed_id] = replace(
            s, told=now, last_told=now, times=s.times + 1, thread=thread, outage=outage
        )
    names = {s.feed_id for s in named}
    return Notice(
        id=notice_id,
        thread=thread,
        state=NoticeState.FIRING,
        because=_because(troubles, watched, repeated=repeated, outage=outage),
        raised=now,
        troubles=troubles,
        remaining=sum(s.trouble is not None and i not in names for i, s in after.items()),
        watched=watched,
        outage=outage,
    )


def _over(after: dict[str, Standing], rules: NoticeRules, now: datetime) -> list[Standing]:
    """Standings whose feeds are well for long enough; of one thread all together, unless some stay ill."""
    well = [
        s for s in after.values() if s.trouble and s.well_since and now - s.well_since >= rules.resolve_wait
    ]
    ill = {s.thread for s in after.values() if s.trouble and s.told and s not in well}
    over = []
    for s in well:
        # The last of an outage recover an hour after the first: back-off is that long.
        waited = s.well_since is not None and now - s.well_since >= rules.resolve_wait + timedelta(hours=1)
        if s.told is None or s.thread not in ill or waited:
            over.append(s)
    return over


def _resolved(
    over: Sequence[Standing], after: dict[str, Standing], core: Set[str], now: datetime
) -> Notice | None:
    told = sorted((s for s in over if s.told), key=lambda s: (s.told or now, s.feed_id))
    if not told:
        return None
    names = {s.feed_id for s in over}
    remaining = sum(s.trouble is not None and i not in names for i, s in after.items())
    ended = tuple(_ended(s.trouble, s.feed_id in core) for s in told if s.trouble)
    because = ended[0].says if len(ended) == 1 else f"{len(ended)} core feeds are in order again"
    return Notice(
        id=stable_id("notice", NoticeState.RESOLVED.value, *(f"{s.feed_id} {s.times}" for s in told)),
        thread=told[0].thread,
        state=NoticeState.RESOLVED,
        because=because + (f"; {remaining} still need attention" if remaining else ""),
        raised=now,
        troubles=ended,
        remaining=remaining,
        watched=len(core),
    )


def _ended(was: Trouble, watched: bool) -> Trouble:
    since = f"{was.since:%Y-%m-%d %H:%M} UTC"
    says = {
        TroubleKind.FAILING: f"{was.name} answers again; it had failed since {since}",
        TroubleKind.QUIET: f"{was.name} brings news again; it had been quiet since {since}",
        TroubleKind.GONE: f"{was.name} is back; it had been gone since {since}",
    }[was.kind]
    return replace(was, says=says if watched else f"{was.name} is no longer watched as a core feed")


def _because(troubles: Sequence[Trouble], watched: int, *, repeated: bool, outage: bool) -> str:
    still = "still " if repeated else ""
    if outage:
        return (
            f"{len(troubles)} of {watched} core feeds {still}fail at the same time; "
            "look at our own connection, name service or proxy first"
        )
    if len(troubles) == 1:
        return f"{still}{troubles[0].says}" if repeated else troubles[0].says
    return f"{len(troubles)} core feeds {still}need attention"
