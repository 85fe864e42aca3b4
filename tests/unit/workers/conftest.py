"""Logging is global: what a test sets up is taken back."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from workers.logs import _QUIET


@pytest.fixture(autouse=True)
def restore_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in ("rq", "rq.worker", *_QUIET)}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
