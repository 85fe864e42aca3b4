from __future__ import annotations

import pytest

from pipeline.errors import FencedError
from pipeline.ports import Store
from tests.fakes.things import NOON


def test_a_later_token_shuts_out_the_earlier(store: Store) -> None:
    with store.write(exclusive=True) as tx:
        first = tx.take_fence("scheduler", NOON)
    with store.write() as tx:
        tx.check_fence("scheduler", first)
        tx.check_fence("sweeper", 0)
    with store.write(exclusive=True) as tx:
        second = tx.take_fence("scheduler", NOON)
    assert second > first
    with store.write() as tx:
        tx.check_fence("scheduler", second)
        with pytest.raises(FencedError, match="has taken over"):
            tx.check_fence("scheduler", first)
    assert store.beats() == {}
