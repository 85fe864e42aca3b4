"""How the web process answers: a page, or a problem body."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

templates = Jinja2Templates(directory=Path(__file__).parent / "templates")


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
    """A page from `templates/`; Jinja escapes all that articles and feeds bring in."""
    parts = request.app.state.parts
    context |= {"now": parts.now(), "path": request.url.path, "login": parts.settings.web_token is not None}
    return templates.TemplateResponse(request, template, context, status_code=status)


def problem(status: int, title: str, detail: str) -> JSONResponse:
    """A problem body (RFC 9457)."""
    return JSONResponse(
        {"type": "about:blank", "title": title, "status": status, "detail": detail},
        status_code=status,
        media_type="application/problem+json",
    )


def refuse(request: Request, status: int, title: str, detail: str) -> Response:
    """A problem body for programs, a page for people."""
    if request.url.path.startswith("/api") or "text/html" not in request.headers.get("accept", ""):
        return problem(status, title, detail)
    return render(request, "error.html", status=status, title=title, detail=detail)


def missing(what: str, name: str) -> HTTPException:
    """404 with a sentence."""
    return HTTPException(404, f"There is no {what} {name}; it may have been given by another store")


def ago(at: datetime | None, now: datetime) -> str:
    """`5 min ago`, `in 2 h`: a time as people read it."""
    if at is None:
        return "never"
    gap = now - at
    future, gap = gap < timedelta(0), abs(gap)
    seconds = int(gap.total_seconds())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        if seconds >= size:
            return f"in {seconds // size} {unit}" if future else f"{seconds // size} {unit} ago"
    return "now"


def day(value: Any) -> str:
    """A day, or a span of days, of an event or incident."""
    if value.date_start is None:
        return ""
    if value.date_end is None or value.date_end == value.date_start:
        return str(value.date_start)
    return f"{value.date_start} – {value.date_end}"


templates.env.filters |= {"day": day}
templates.env.globals |= {"ago": ago}
templates.env.trim_blocks = templates.env.lstrip_blocks = True
