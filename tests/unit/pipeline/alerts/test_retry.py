from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.alerts.retry import JITTER, LONGEST, SCHEDULE, next_attempt
from tests.fakes.things import NOON

draws = st.floats(0, 1)


def test_the_schedule_of_standard_webhooks() -> None:
    waits = [next_attempt(n, NOON, None, 0) for n in range(1, 12)]
    assert [(w - NOON).total_seconds() if w else None for w in waits] == [
        5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400, None, None,
    ]  # fmt: skip
    assert timedelta(days=3) < sum(SCHEDULE, timedelta()) < timedelta(days=4)


@given(st.integers(1, 9), draws)
def test_jitter_stays_within_its_bounds(attempts: int, draw: float) -> None:
    at = next_attempt(attempts, NOON, None, draw)
    assert at is not None
    assert SCHEDULE[attempts] <= at - NOON <= SCHEDULE[attempts] * (1 + JITTER)


@given(st.integers(1, 9), st.floats(-1e9, 1e9), draws)
def test_a_receiver_is_not_asked_sooner_than_it_wants_nor_forgotten(
    attempts: int, asked: float, draw: float
) -> None:
    at = next_attempt(attempts, NOON, asked, draw)
    plain = next_attempt(attempts, NOON, None, draw)
    assert at is not None
    assert plain is not None
    assert at >= plain
    assert at - NOON >= min(timedelta(seconds=max(asked, 0)), LONGEST)
    assert at - NOON <= LONGEST * (1 + JITTER)
