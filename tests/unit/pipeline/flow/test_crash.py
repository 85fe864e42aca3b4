"""Killed at every step between a new article and a recorded delivery, everything arrives, once by its id.

Everything that the steps do to the outside world goes through a port. The walk counts those calls in a
run that goes well, then repeats the run once per call: it dies there, before the call takes effect or just
after, and a new process goes on with what the store holds. The queue is lost as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from pipeline.alerts.receivers import EmailTo, ReceiverRule
from pipeline.alerts.rules import Route, Rules
from pipeline.articles.article import ArticleState
from pipeline.events.event import EventType, Participant, Reading, Status
from pipeline.flow.copies import Copies
from pipeline.flow.deliver import DeliverParts, deliver
from pipeline.flow.join import join_reading
from pipeline.flow.pages import Pages
from pipeline.flow.process import ProcessParts, process
from pipeline.flow.sweep import sweep
from pipeline.ports import Filter, Response, Text
from tests.fakes.flow import (
    START,
    FakeClock,
    FakeExtractor,
    FakeFetcher,
    FakeGate,
    FakeQueue,
    FakeReceiver,
    article,
    join_each,
    retry_every_minute,
    visit,
)
from tests.fakes.store import FakeStore

# A killed sender's thread ends with Killed; that is what is wanted.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


class Killed(BaseException):
    """The process is gone: nothing may catch this."""


class Fuse:
    """Counts the calls to the outside and dies at one of them. The dead do nothing any more."""

    def __init__(self, at: int | None = None, *, after: bool = False) -> None:
        self.at, self.after = at, after
        self.names: list[str] = []
        self.dead = False

    def begin(self, name: str) -> bool:
        """Before a call takes effect; whether to die after it."""
        self.check()
        self.names.append(name)
        dies = len(self.names) == self.at
        if dies and not self.after:
            self.die()
        return dies

    def through(self, name: str, call: Callable[[], Any]) -> Any:
        dies = self.begin(name)
        result = call()
        if dies:
            self.die()
        return result

    def die(self) -> None:
        self.dead = True
        raise Killed

    def check(self) -> None:
        if self.dead:
            raise Killed


class Fused:
    """Any object, each call of whose methods may be the last."""

    def __init__(self, inner: Any, fuse: Fuse, name: str) -> None:
        self._inner, self._fuse, self._name = inner, fuse, name

    def __getattr__(self, attribute: str) -> Any:
        name, found = f"{self._name}.{attribute}", getattr(self._inner, attribute)
        return lambda *a, **k: self._fuse.through(name, lambda: found(*a, **k))


class FusedStore:
    """The store, where each statement and the commit may be the last thing that happens."""

    def __init__(self, inner: FakeStore, fuse: Fuse) -> None:
        self._inner, self._fuse = inner, fuse

    @contextmanager
    def read(self) -> Iterator[Any]:
        with self._inner.read() as tx:
            yield Fused(tx, self._fuse, "read")

    @contextmanager
    def write(self, *, exclusive: bool = False) -> Iterator[Any]:
        with self._inner.write(exclusive=exclusive) as tx:
            yield Fused(tx, self._fuse, "write")
            dies = self._fuse.begin("commit")
        if dies:
            self._fuse.die()


class FusedFetcher:
    def __init__(self, inner: FakeFetcher, fuse: Fuse) -> None:
        self._inner, self._fuse = inner, fuse

    async def get(self, request: Any) -> Any:
        self._fuse.begin("fetch")
        return await self._inner.get(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


class FusedReceiver:
    """The process may die before a message leaves and after it arrived. A sender's thread cannot take the
    process along; the sending step notices when it next looks at the clock."""

    def __init__(self, inner: FakeReceiver, fuse: Fuse) -> None:
        self.name, self._inner, self._fuse = inner.name, inner, fuse

    def send(self, message: Any) -> tuple[str, str]:
        answer: tuple[str, str] = self._fuse.through("send", lambda: self._inner.send(message))
        return answer


PAGE = (
    b"<html><body><article><h1>Report</h1><p>The prime minister arrived in Baku on Monday for talks with the "
    b"president, officials of both countries said, adding that energy was on the agenda of the visit. He was "
    b"met at the airport by the deputy prime minister and the ambassador, and leaves on Wednesday.</p>"
    b"</article></body></html>"
)


class World:
    """What outlives a process: the store, and the readers."""

    extractor: Any = FakeExtractor()
    likeness: Copies | None = None

    def __init__(self, group: str | None = None) -> None:
        self.clock, self.store = FakeClock(), FakeStore()
        self.readers = {name: FakeReceiver(name) for name in ("mail", "hook")}
        self.join = join_each(*self.readers, group=group)
        articles = [
            article("1"),
            article("2", "Short.", fetch_page=True),
            article("3", "Rain in London."),
            article("4", "POISON in Baku"),
            article("5"),
        ]
        self.pages: dict[str, bytes | Response | Exception] = {a.url: PAGE for a in articles}
        with self.store.write() as tx:
            tx.add_articles([(a, []) for a in articles])

    def run(self, fuse: Fuse) -> None:
        """A process: sweeps and does all that is queued until nothing is left. Its queue dies with it."""

        def now() -> datetime:
            fuse.check()
            return self.clock()

        queue, store = FakeQueue(), FusedStore(self.store, fuse)
        way: Any = Fused(queue, fuse, "queue")
        processing = ProcessParts(
            store=store,  # type: ignore[arg-type]
            gate=FakeGate(),
            extractor=Fused(self.extractor, fuse, "extractor"),
            join=self.join,
            now=now,
            pages=Pages(door=lambda: FusedFetcher(FakeFetcher(self.pages), fuse)),
            likeness=self.likeness,
        )
        delivering = DeliverParts(
            store=store,  # type: ignore[arg-type]
            receivers={n: FusedReceiver(r, fuse) for n, r in self.readers.items()},
            retry=retry_every_minute,
            now=now,
            patience=0.03,
        )
        sweep(store, way, now())  # type: ignore[arg-type]
        while queue.articles or queue.deliveries:
            if queue.articles:
                way.enqueue_deliveries(process(queue.articles.pop(0), processing))
            else:
                deliver(queue.deliveries.pop(0), delivering)

    def recover(self) -> None:
        for _ in range(10):
            self.clock.pass_(minutes=4)
            self.run(Fuse())
            if self.done():
                return
        raise AssertionError("things still move after ten more processes")

    def done(self) -> bool:
        with self.store.read() as tx:
            far = self.clock.at.replace(year=2100)
            return not tx.unfinished_articles(far, 100) and not tx.due_deliveries(far, 100)

    def verify(self) -> None:
        with self.store.read() as tx:
            states = {n: a.state for n in "12345" if (a := tx.article(f"art_{n}"))}
            assert tx.count_deliveries() == {"delivered": 6}
        assert states == {
            "1": ArticleState.EXTRACTED,
            "2": ArticleState.EXTRACTED,
            "3": ArticleState.IRRELEVANT,
            "4": ArticleState.FAILED,
            "5": ArticleState.EXTRACTED,
        }
        for reader in self.readers.values():
            by_id = {m.id: [a.id for a in m.alerts] for m in reader.got}
            for message in reader.got:
                assert [a.id for a in message.alerts] == by_id[message.id], "same id, other content"
            told = sorted(a for alerts in by_id.values() for a in alerts)
            assert told == ["alert-art_1-0", "alert-art_2-0", "alert-art_5-0"]


@pytest.mark.parametrize("group", [None, "together"])
def test_a_run_that_goes_well(group: str | None) -> None:
    world = World(group)
    world.run(Fuse())
    world.verify()
    for reader in world.readers.values():
        assert len(reader.ids) == len(set(reader.ids)) == (1 if group else 3)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("group", [None, "together"])
def test_killed_at_every_step(group: str | None, after: bool) -> None:
    well = Fuse()
    World(group).run(well)
    kinds = {"fetch", "send", "commit", "extractor.read", "queue.enqueue_deliveries", "write.save_article"}
    assert kinds <= set(well.names)
    for at in range(1, len(well.names) + 1):
        world, fuse = World(group), Fuse(at, after=after)
        with suppress(Killed):
            world.run(fuse)
        world.recover()
        world.verify()
    assert at > 50


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_twice(after: bool) -> None:
    well = Fuse()
    World(None).run(well)
    for at in range(1, len(well.names) + 1, 7):
        world = World(None)
        for again in (at, at // 2 + 1):
            with suppress(Killed):
                world.run(Fuse(again, after=after))
            world.clock.pass_(minutes=4)
        world.recover()
        world.verify()


class TripAndPaper(FakeExtractor):
    """Reads of one trip, planned and then made, and of a document signed elsewhere."""

    def read(self, texts: Iterable[Text]) -> Iterator[Reading]:
        for text, reading in zip(texts := list(texts), super().read(texts), strict=True):
            event = replace(reading.events[0], participants=(Participant("Dov Shalev", "ISR"),))
            if "MADE" in text.text:
                event = replace(event, status=Status.OCCURRED)
            if "SIGNED" in text.text:
                event = replace(
                    visit(),
                    type=EventType.AGREEMENT,
                    status=Status.OCCURRED,
                    category="AGREE",
                    origin=None,
                    destination=None,
                    subject="desalination",
                )
            yield replace(reading, events=(event,))


class RealWorld(World):
    """The same with real joining, stories, routes, groups and copies."""

    extractor = TripAndPaper()
    likeness = Copies()

    def __init__(self) -> None:
        super().__init__()
        rules = Rules(
            root=Route(
                path="route",
                receiver="mail",
                group_wait=timedelta(0),
                routes=(
                    Route(path="route.routes[0]", receiver="mail", goes_on=True, group_wait=timedelta(0)),
                    Route(path="route.routes[1]", receiver="hook", group_wait=timedelta(seconds=30)),
                ),
            ),
            receivers=tuple(ReceiverRule(name=n, email=EmailTo(to=("a@example.org",))) for n in self.readers),
        )
        self.join = lambda tx, one, reading, now: join_reading(tx, one, reading, rules, now)
        filler = "The visit was long expected, and the ministry gave no further details of it this week. "
        texts = {
            "1": f"A minister will go to Baku. {filler}",
            "2": f"MADE: the minister is in Baku. {filler * 3}",
            "5": f"SIGNED: in Baku a paper on water was signed. {filler}",
            "6": f"SIGNED: in Baku a paper on water was signed. {filler}",
        }
        with self.store.write() as tx:
            tx.add_articles([(article("6"), [])])
            for n, text in texts.items():
                at = START + timedelta(minutes=int(n))
                tx.save_article(article(n, text, published=at, first_seen=at, outlet=f"outlet-{n}"))

    def verify(self) -> None:
        with self.store.read() as tx:
            alerts = tx.find_alerts(Filter())
            incidents = tx.find_incidents(Filter())
            assert set(tx.count_deliveries()) == {"delivered"}
        assert {(i.type, i.status) for i in incidents} == {
            (EventType.VISIT, Status.OCCURRED),
            (EventType.AGREEMENT, Status.OCCURRED),
        }
        for incident in incidents:
            last = max((a for a in alerts if a.incident_id == incident.id), key=lambda a: a.raised)
            assert last.snapshot["status"] == "occurred"
        for reader in self.readers.values():
            by_id = {m.id: [a.id for a in m.alerts] for m in reader.got}
            for message in reader.got:
                assert [a.id for a in message.alerts] == by_id[message.id], "same id, other content"
            assert sorted(a for ids in by_id.values() for a in ids) == sorted(a.id for a in alerts)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_every_step_of_real_joining(after: bool) -> None:
    well = Fuse()
    undisturbed = RealWorld()
    undisturbed.run(well)
    undisturbed.recover()
    undisturbed.verify()
    kinds = {"write.save_incident", "write.add_alert", "write.save_story", "write.save_decision", "send"}
    assert kinds <= set(well.names)
    for at in range(1, len(well.names) + 1):
        world = RealWorld()
        with suppress(Killed):
            world.run(Fuse(at, after=after))
        world.recover()
        world.verify()
