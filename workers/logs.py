"""Structured logs on stderr, for people or as JSON Lines: ours and the libraries', without secrets."""

from __future__ import annotations

import faulthandler
import logging
import re
import signal
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any

import structlog

from config.settings import Settings, secret_values

_CREDENTIALS = re.compile(r"(?<=://)[^/@\s:]*:[^/@\s]+(?=@)")
_QUIET = (
    "httpx",
    "httpcore",
    "apscheduler",
    "alembic",
    "trafilatura",
    "htmldate",
    "charset_normalizer",
    "uvicorn.access",
)
"""Libraries that say at INFO what nobody needs to know, or as an error what is a hostile page's fault."""


def set_up(settings: Settings, process: str) -> None:
    """Send every log record of this process to stderr; `process` names it in each line."""
    hide = Hide(secret_values(settings))
    stamp: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    ours = [*stamp, structlog.stdlib.PositionalArgumentsFormatter()]
    structlog.configure(
        processors=[*ours, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: list[Any] = (
        [structlog.processors.format_exc_info, hide, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if settings.log_format == "json"
        else [
            structlog.processors.format_exc_info,
            hide,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0),
        ]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=stamp,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL if name == "trafilatura" else logging.WARNING)
    logging.getLogger("rq").setLevel(logging.WARNING)
    logging.getLogger("rq.worker").setLevel(logging.WARNING)  # it sets itself to INFO when imported
    structlog.contextvars.bind_contextvars(process=process)
    # `kill -USR1` shows where every thread is: the way to look into a process that hangs.
    faulthandler.register(signal.SIGUSR1, file=sys.__stderr__ or 2)


class Hide:
    """A processor that takes secrets out of everything that is logged, tracebacks included."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = sorted({s for s in secrets if len(s) >= 4}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        for key, value in event.items():
            if not isinstance(value, bool | int | float | None):
                event[key] = self.text(value if isinstance(value, str) else repr(value))
        return event

    def text(self, text: str) -> str:
        text = _CREDENTIALS.sub("***", text)
        return self._known.sub("***", text) if self._known else text
