"""Where the links in mails lead: one click takes an address off a receiver (RFC 8058).

No login and no cookie: the link itself is the proof. Only POST changes something, since mail programs and
scanners open every link.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from pipeline.alerts.unsubscribe import mailbox, token_of
from workers.web.answers import render

router = APIRouter(include_in_schema=False)


@router.get("/unsubscribe/{token}")
def ask(request: Request, token: str) -> Response:
    """For people: one button."""
    receiver, address = _whose(request, token)
    return render(request, "unsubscribe.html", receiver=receiver, address=address, done=False)


@router.post("/unsubscribe/{token}")
def unsubscribe(request: Request, token: str) -> Response:
    """Done at once, and done once however often it is asked."""
    parts = request.app.state.parts
    receiver, address = _whose(request, token)
    with parts.store.write() as tx:
        tx.disable_receiver(mailbox(receiver, address), parts.now(), "unsubscribed by its link")
    return render(request, "unsubscribe.html", receiver=receiver, address=address, done=True)


def _whose(request: Request, token: str) -> tuple[str, str]:
    secret = request.app.state.parts.settings.web_token
    found = token_of(token, secret.get_secret_value()) if secret else None
    if found is None:
        raise HTTPException(
            404, "This link is not one of ours; it may have been cut short by the mail program"
        )
    return found
