"""One extractor for all tests of frames: loading the language model takes a second."""

from __future__ import annotations

import pytest

from config.settings import Settings
from tests.unit.pipeline.events.frames.reading import Reader
from workers import bootstrap


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader(bootstrap.extractor(Settings(), scope="any"))
