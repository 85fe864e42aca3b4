"""Settings to wired parts: the only place that knows which edge stands behind which port.

Every function builds one part and imports what it needs when it is called, so that a process loads no more
than it uses.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from config.settings import Settings, secret
from pipeline import clock
from pipeline.errors import StoreError
from pipeline.ports import Extractor, Fetcher, Gate, Receiver, Store
from workers import queues, valkey

if TYPE_CHECKING:
    from redis import Redis

    from pipeline.alerts.rules import Rules
    from pipeline.flow.deliver import DeliverParts
    from pipeline.flow.poll import Parse, PollParts
    from pipeline.flow.process import ProcessParts


def store(settings: Settings) -> Store:
    """The database, its schema brought up to date."""
    from pipeline.edge.store import open_store

    if settings.database_url is None:
        try:
            settings.data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"{settings.data_dir}: cannot make the data directory: {error.strerror}; "
                "set ARAXES_DATA_DIR to a folder that can be written",
                permanent=True,
            ) from None
    return open_store(settings.sqlalchemy_url)


def redis_url(settings: Settings) -> str:
    """Where the queue server is: as set, or the embedded one of this data directory."""
    if settings.redis_url is not None:
        return settings.redis_url.get_secret_value()
    return valkey.url(settings.data_dir)


def redis(settings: Settings) -> Redis:
    return queues.connect(redis_url(settings))


def queue(settings: Settings) -> queues.RedisQueue:
    return queues.RedisQueue(redis(settings))


def fetcher(
    settings: Settings,
    resolve: Callable[[str, int], Awaitable[list[str]]] | None = None,
    robots_memory: queues.RobotsMemory | None = None,
) -> Fetcher:
    """The HTTP door, for one event loop. `resolve` looks names up; the system does by default."""
    from pipeline.edge.fetch import HttpFetcher

    return HttpFetcher(
        user_agent=settings.agent,
        allow_networks=settings.allow_networks,
        concurrency=settings.fetch_concurrency,
        per_host=settings.fetch_per_host,
        resolve=resolve,
        robots_memory=robots_memory,
    )


def gate(settings: Settings) -> Gate:
    from config.gazetteer import load_gazetteer
    from config.watch import load_watch
    from pipeline.relevance.gate import NameGate

    watch = load_watch(settings.config_dir)
    gazetteer = load_gazetteer(settings.config_dir, with_cities=False)
    return NameGate(gazetteer, watch.countries, watch.min_countries)


def extractor(
    settings: Settings,
    *,
    scope: str = "watched",
    parse_all: bool = False,
    calibrated: bool = True,
    without: Collection[str] = (),
) -> Extractor:
    """The spaCy pipeline; loading it takes a second and some hundred megabytes.

    `scope` is `watched` (events that a watched state takes part in) or `any`. `parse_all` parses every
    sentence, not only the promising ones; it is there to show that nothing is lost by not doing so.
    `calibrated` gives events the fitted confidence instead of the reader's first score. `without` leaves
    parts out, to measure what they bring: `structure`, `dates`, `coreference`, `roles` (who held which
    office when), `actors` (people's names altogether).
    """
    from config.confidence import load_confidence
    from config.gazetteer import load_gazetteer
    from config.lexicon import load_lexicon
    from config.watch import load_watch
    from pipeline.edge.nlp import SpacyExtractor, load_model

    watch, gazetteer = load_watch(settings.config_dir), load_gazetteer(settings.config_dir)
    if "roles" in without:
        gazetteer = replace(gazetteer, actors=tuple(replace(a, roles=()) for a in gazetteer.actors))
    if "actors" in without:
        gazetteer = replace(gazetteer, actors=())
    return SpacyExtractor(
        load_model(settings.nlp_model),
        load_lexicon(settings.config_dir),
        gazetteer,
        frozenset(watch.countries),
        min_countries=watch.min_countries,
        scope=scope,
        parse_all=parse_all,
        confidence=load_confidence(settings.config_dir) if calibrated else None,
        without=frozenset(without),
    )


def plain_model(settings: Settings) -> Any:
    """The language model as it comes, with all its components: what `araxes bench extract` compares with."""
    from pipeline.edge.nlp import load_whole

    return load_whole(settings.nlp_model)


def rules(settings: Settings) -> Rules:
    """What joining and alerting go by."""
    from config.routes import load_routes

    return load_routes(settings.config_dir)


def receivers(settings: Settings) -> Mapping[str, Receiver | None]:
    """Receivers by name; None for one that only reads the dashboard."""
    from pipeline.edge.transport import build_receivers

    return build_receivers(rules(settings).receivers, settings, secret)


def process_parts(settings: Settings, store: Store) -> ProcessParts:
    """What a worker needs to process articles; loads the model."""
    from pipeline.articles import language
    from pipeline.flow.copies import Copies
    from pipeline.flow.join import join_reading
    from pipeline.flow.pages import Pages
    from pipeline.flow.process import ProcessParts

    language.warm()
    by = rules(settings)
    return ProcessParts(
        store=store,
        gate=gate(settings),
        extractor=extractor(settings),
        join=lambda tx, article, reading, now: join_reading(tx, article, reading, by, now),
        now=clock.now,
        pages=Pages(
            door=partial(fetcher, settings, robots_memory=queues.RobotsMemory(redis(settings))),
            seconds=settings.page_timeout,
        ),
        likeness=Copies(),
    )


def poll_parts(settings: Settings, store: Store, parse: Parse | None = None) -> PollParts:
    """What polling needs, for one event loop. `parse` runs the parser; a thread does by default."""
    from pipeline.flow.poll import PollParts, parse_in_thread

    return PollParts(
        fetcher=fetcher(settings),
        store=store,
        now=clock.now,
        secret=secret,
        agent=settings.agent,
        parse=parse or parse_in_thread,
    )


def deliver_parts(settings: Settings, store: Store) -> DeliverParts:
    """What a worker needs to send deliveries."""
    from pipeline.alerts.retry import next_attempt
    from pipeline.flow.deliver import DeliverParts

    def retry(attempts: int, now: datetime, asked: float | None) -> datetime | None:
        return next_attempt(attempts, now, asked, random.random())  # noqa: S311  # jitter

    return DeliverParts(store=store, receivers=receivers(settings), retry=retry, now=clock.now)
