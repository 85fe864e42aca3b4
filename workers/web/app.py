"""The web process: dashboard, JSON API, queue dashboard, health and metrics, behind one login."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from redis import Redis
from starlette.exceptions import HTTPException

from config.settings import Settings
from pipeline.errors import AraxesError, ConfigError, InputError, StoreError
from pipeline.ports import Queue, Store
from workers.web import api, auth, health, pages, queues, unsubscribe, websub
from workers.web.answers import LOOPBACK, refuse

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class WebParts:
    """What the web process needs from the outside."""

    settings: Settings
    store: Store
    queue: Queue
    redis: Redis
    redis_url: str
    now: Callable[[], datetime]
    receivers: tuple[str, ...] = ()
    """Names of the configured receivers."""


def check_binding(settings: Settings) -> None:
    """Off loopback without a token would show everything to everybody: refused with ConfigError."""
    if settings.web_host not in LOOPBACK and settings.web_token is None:
        raise ConfigError(
            [
                f"ARAXES_WEB_HOST: {settings.web_host} is reachable from other machines and no login is set; "
                "set ARAXES_WEB_TOKEN (or ARAXES_WEB_TOKEN_FILE), or bind 127.0.0.1"
            ]
        )


def create_app(parts: WebParts) -> FastAPI:
    """The web application over these parts."""
    check_binding(parts.settings)
    app = FastAPI(
        title="Araxes",
        description="Visits and agreements between Azerbaijan, Israel and Iran, as found in news feeds.",
        docs_url="/api/docs",
        openapi_url="/api/openapi.json",
        redoc_url=None,
    )
    app.state.parts = parts
    app.middleware("http")(security_headers)
    app.add_middleware(auth.LoginRequired, settings=parts.settings, now=parts.now)
    app.include_router(auth.router)
    app.include_router(health.router)
    app.include_router(api.router)
    app.include_router(pages.router)
    app.include_router(unsubscribe.router)
    app.include_router(websub.router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    queues.mount(app, parts.redis_url)
    app.add_exception_handler(AraxesError, problem_of_ours)
    app.add_exception_handler(HTTPException, problem_of_http)
    app.add_exception_handler(RequestValidationError, problem_of_input)
    return app


async def security_headers(
    request: Request, call_next: Callable[[Request], object]
) -> Response:  # the type Starlette hands over is wider than what we use
    """Nothing from elsewhere runs or frames these pages. The queue dashboard has scripts inline."""
    response: Response = await call_next(request)  # type: ignore[misc]
    inline = " 'unsafe-inline'" if request.url.path.startswith(("/queues", "/api/docs")) else ""
    response.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'self'; script-src 'self'{inline}; style-src 'self'{inline}; img-src 'self' data:; "
        "frame-ancestors 'none'; form-action 'self'; base-uri 'none'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Cache-Control", "no-store")
    return response


async def problem_of_ours(request: Request, error: Exception) -> Response:
    if isinstance(error, StoreError):
        return refuse(request, 503, "The store can't be used right now", str(error))
    if isinstance(error, InputError):
        return refuse(request, 400, "The request can't be used", str(error))
    return refuse(request, 500, "Something went wrong", str(error))


async def problem_of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code in (302, 303) and error.headers:
        return RedirectResponse(error.headers["Location"], status_code=error.status_code)
    return refuse(request, error.status_code, str(error.detail), str(error.detail))


async def problem_of_input(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = "; ".join(f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in error.errors())
    return refuse(request, 422, "The request can't be used", faults)
