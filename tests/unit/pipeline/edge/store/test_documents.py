from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.alerts.alert import Decision
from pipeline.articles.article import Article, Revision
from pipeline.edge.store.documents import Document, storable
from pipeline.events.event import Reading
from pipeline.feeds.feed import Feed, FeedState
from pipeline.incidents.incident import Incident, Story
from tests.fakes.things import NOON, article

KINDS: list[type[Any]] = [Article, Decision, Feed, FeedState, Incident, Reading, Revision, Story]
zones = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))

st.register_type_strategy(
    datetime,
    st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2100, 1, 1), timezones=zones),  # noqa: DTZ001
)
st.register_type_strategy(
    Decimal, st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**15, places=2)
)
st.register_type_strategy(float, st.floats(0, 1))
st.register_type_strategy(timedelta, st.integers(0, 10**6).map(lambda s: timedelta(seconds=s)))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_is_read_back(kind: type[Any]) -> None:
    document = Document(kind)

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_type(kind))
    def check(value: Any) -> None:
        assert document.load(storable(document.dump(value))) == value

    check()


def test_times_are_written_in_utc() -> None:
    east = timezone(timedelta(hours=4))
    assert '"published":"2024-05-20T12:00:00+00:00"' in Document(Article).dump(
        article(published=NOON.astimezone(east))
    )
    assert Document(Article).load(Document(Article).dump(article())).published.utcoffset() == UTC.utcoffset(
        None
    )


def test_a_time_without_a_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        Document(Article).dump(article(published=datetime(2024, 5, 20)))  # noqa: DTZ001


@given(st.text(st.characters(exclude_categories=())))
def test_storable_text_is_what_a_database_holds(text: str) -> None:
    kept = storable(text)
    assert "\0" not in kept
    assert len(kept) == len(text)
    kept.encode()
    assert storable(kept) == kept
