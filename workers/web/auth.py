"""One login for everything: a token, as password in the browser or as Bearer on the API.

Without a token the web process binds loopback only (`app.check_binding`) and asks nobody; it then
answers only to loopback names, so that a page elsewhere can't reach it by rebinding DNS.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from itsdangerous import BadSignature, TimestampSigner
from starlette.types import ASGIApp, Receive, Scope, Send

from config.settings import Settings
from workers.web.answers import LOOPBACK, problem, refuse, render

COOKIE = "araxes_session"
SESSION = timedelta(days=14)
OPEN = ("/healthz", "/readyz", "/login", "/static/", "/unsubscribe/", "/websub/")
"""Reached without a login: probes, the login itself, and what others call with a secret of their own."""
MAX_TRIES = 10
TRIES_WINDOW = timedelta(minutes=5)

router = APIRouter(include_in_schema=False)


class LoginRequired:
    """ASGI middleware, so that it covers mounted applications (the queue dashboard) as well."""

    def __init__(self, app: ASGIApp, *, settings: Settings, now: Callable[[], datetime]) -> None:
        self.app = app
        self.token = settings.web_token.get_secret_value() if settings.web_token else None
        self.public_host = urlsplit(settings.public_url or "").hostname
        self.now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        refusal = self._refuse(request)
        if refusal is not None:
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _refuse(self, request: Request) -> Response | None:
        path = request.url.path
        is_open = any(path == p or (p.endswith("/") and path.startswith(p)) for p in OPEN)
        if self.token is None:
            if (request.url.hostname or "") not in LOOPBACK | {self.public_host}:
                return problem(421, "Misdirected request", "Without a token Araxes answers to localhost only")
        elif not is_open and not signed_in(request, self.token):
            if "text/html" in request.headers.get("accept", "") and request.method == "GET":
                return RedirectResponse(f"/login?next={path}", status_code=303)
            refused = problem(401, "Sign in", "Send the token as `Authorization: Bearer …`")
            refused.headers["WWW-Authenticate"] = "Bearer"
            return refused
        if request.method not in ("GET", "HEAD", "OPTIONS") and not is_open and foreign(request):
            return problem(403, "Refused", "A request that changes something must come from this site")
        return None


def signed_in(request: Request, token: str) -> bool:
    """Whether the request carries the token or a session made with it."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return hmac.compare_digest(given.encode(), token.encode())
    try:
        signer(token).unsign(request.cookies.get(COOKIE, ""), max_age=int(SESSION.total_seconds()))
    except BadSignature:
        return False
    return True


def foreign(request: Request) -> bool:
    """Whether a browser says that another site sent this (Fetch Metadata, else Origin)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")


def signer(token: str) -> TimestampSigner:
    """Sessions are signed with a key made from the token: changing the token ends them all."""
    return TimestampSigner(hashlib.sha256(token.encode()).digest(), salt="araxes-session")


def local_path(target: str) -> str:
    """Only a path of this site is followed after signing in."""
    return target if target.startswith("/") and not target.startswith(("//", "/\\")) else "/"


@router.get("/login")
def login_form(request: Request, next: str = "/") -> Response:
    return render(request, "login.html", next=local_path(next), wrong=False)


@router.post("/login")
def login(request: Request, token: Annotated[str, Form()], next: Annotated[str, Form()] = "/") -> Response:
    parts = request.app.state.parts
    want = parts.settings.web_token
    tries: deque[datetime] = request.app.state.__dict__.setdefault("login_tries", deque())
    now = parts.now()
    while tries and tries[0] < now - TRIES_WINDOW:
        tries.popleft()
    if len(tries) >= MAX_TRIES:
        return refuse(
            request,
            429,
            "Too many tries",
            "Wait five minutes, then sign in with the token of ARAXES_WEB_TOKEN.",
        )
    if want is None or not hmac.compare_digest(token.encode(), want.get_secret_value().encode()):
        tries.append(now)
        return render(request, "login.html", status=401, next=local_path(next), wrong=True)
    answer = RedirectResponse(local_path(next), status_code=303)
    answer.set_cookie(
        COOKIE,
        signer(want.get_secret_value()).sign("in").decode(),
        max_age=int(SESSION.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


@router.post("/logout")
def logout() -> Response:
    answer = RedirectResponse("/login", status_code=303)
    answer.delete_cookie(COOKIE)
    return answer
