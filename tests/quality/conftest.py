"""One extractor for all quality tests: loading the model takes a second."""

from __future__ import annotations

import pytest

from config.settings import Settings
from pipeline.ports import Extractor, Gate
from workers import bootstrap


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return bootstrap.extractor(Settings())


@pytest.fixture(scope="session")
def gate() -> Gate:
    return bootstrap.gate(Settings())
