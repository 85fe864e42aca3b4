"""Fakes of what the steps of the flow need: clock, gate, extractor, wire, queue, receiver."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pipeline.alerts.alert import Alert, Delivery, Message, Reason
from pipeline.articles.article import Article
from pipeline.errors import DeliveryError, FetchError
from pipeline.events.event import Event, EventType, Reading, Status
from pipeline.identity import stable_id
from pipeline.ports import Request, Response, Text, Transaction
from pipeline.relevance.verdict import Verdict

START = datetime(2026, 1, 5, 12, tzinfo=UTC)


@dataclass
class FakeClock:
    """Tells what it is set to; each look takes a millisecond, so that no two are the same."""

    at: datetime = START

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at

    def pass_(self, **span: float) -> None:
        self.at += timedelta(**span)


class FakeGate:
    """Lets through what names Baku."""

    def judge(self, title: str, text: str) -> Verdict:
        n = f"{title} {text}".count("Baku")
        return Verdict(n > 0, {"AZE": n}, f"names Baku {n} times")


class FakeExtractor:
    """Finds a visit wherever a text names Baku; raises at POISON; notes the batches it got."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def read(self, texts: Iterable[Text]) -> Iterator[Reading]:
        texts = list(texts)
        self.batches.append([t.article_id for t in texts])
        for text in texts:
            if "POISON" in text.text:
                raise ValueError(f"cannot read {text.article_id}")
            yield Reading(article_id=text.article_id, relevant=True, events=(visit(),))


def visit() -> Event:
    return Event(
        type=EventType.VISIT,
        status=Status.PLANNED,
        countries=("AZE", "ISR"),
        in_scope=True,
        category="CONSULT",
        origin="ISR",
        destination="AZE",
    )


@dataclass
class FakeFetcher:
    """Answers from a table of URL to body, Response or error; asks nobody."""

    answers: Mapping[str, bytes | Response | Exception]
    asked: list[Request] = field(default_factory=list)
    closed: int = 0

    async def get(self, request: Request) -> Response:
        self.asked.append(request)
        answer = self.answers.get(request.url, FetchError(f"{request.url}: nobody there"))
        if isinstance(answer, Exception):
            raise answer
        return page(request.url, answer) if isinstance(answer, bytes) else answer

    async def aclose(self) -> None:
        self.closed += 1


def page(url: str, body: bytes = b"", status: int = 200, **headers: str) -> Response:
    named = {"content-type": "text/html; charset=utf-8"} | {
        k.replace("_", "-"): v for k, v in headers.items()
    }
    return Response(url=url, status=status, headers=named, body=body)


class FakeQueue:
    """A queue in memory that refuses a batch it holds already."""

    def __init__(self) -> None:
        self.articles: list[tuple[str, ...]] = []
        self.deliveries: list[tuple[str, ...]] = []
        self.patient: list[tuple[str, ...]] = []

    def enqueue_articles(self, ids: Sequence[str]) -> None:
        if tuple(ids) not in self.articles:
            self.articles.append(tuple(ids))

    def enqueue_deliveries(self, ids: Sequence[str], *, patient: bool = False) -> None:
        lane = self.patient if patient else self.deliveries
        if tuple(ids) not in lane:
            lane.append(tuple(ids))

    def held(self) -> frozenset[str]:
        return frozenset(i for batch in self.articles + self.deliveries + self.patient for i in batch)

    def flush(self) -> None:
        self.__init__()  # type: ignore[misc]


@dataclass
class FakeReceiver:
    """Keeps what it got; `trouble` may raise instead."""

    name: str
    trouble: Callable[[Message], None] = lambda message: None
    got: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> tuple[str, str]:
        self.trouble(message)
        self.got.append(message)
        return "250", "2.0.0 OK"

    @property
    def ids(self) -> list[str]:
        return [m.id for m in self.got]


def refuse(**how: object) -> Callable[[Message], None]:
    """Trouble for a FakeReceiver."""

    def trouble(message: Message) -> None:
        raise DeliveryError("no thanks", **how)  # type: ignore[arg-type]

    return trouble


def retry_every_minute(attempts: int, now: datetime, asked: float | None) -> datetime | None:
    """Five tries, a minute apart or as asked."""
    return None if attempts >= 5 else now + timedelta(seconds=asked or 60)


def join_each(*receivers: str, group: str | None = None) -> Callable[..., list[str]]:
    """A join that raises one alert per event of each article, to all of these receivers."""

    def join(tx: Transaction, article: Article, reading: Reading, now: datetime) -> list[str]:
        made: list[str] = []
        for number, _ in enumerate(reading.events):
            one = alert(f"{article.id}-{number}", article.id, now)
            sent = [delivery(one, name, now, group=group) for name in receivers]
            if tx.add_alert(one, sent):
                made += [d.id for d in sent]
        return made

    return join


def alert(name: str, article_id: str = "art_1", at: datetime = START) -> Alert:
    return Alert(
        id=f"alert-{name}",
        incident_id=f"incident-{name}",
        story_id=f"story-{name}",
        reason=Reason.NEW,
        because="first report",
        changes=(),
        article_id=article_id,
        raised=at,
        snapshot={},
    )


def delivery(of: Alert, receiver: str, at: datetime = START, group: str | None = None) -> Delivery:
    return Delivery(
        id=stable_id("dlv", of.id, receiver),
        alert_id=of.id,
        receiver=receiver,
        next_attempt=at,
        created=at,
        group=group,
    )


def article(name: str, text: str = "A minister is in Baku.", **more: object) -> Article:
    values: dict[str, object] = {
        "id": f"art_{name}",
        "url": f"https://news.example/{name}",
        "outlet": "example",
        "title": f"Report {name}",
        "text": text,
        "published": START,
        "first_seen": START,
        "language": "en",
        "fetch_page": False,
        **more,
    }
    return Article(**values)  # type: ignore[arg-type]
