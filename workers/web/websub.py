"""Where WebSub hubs reach us. No login: the token in the address and the hub's signature are the proof."""

from __future__ import annotations

import structlog
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse, Response

from pipeline.errors import QueueError
from pipeline.flow.websub import check_intent, take_push
from pipeline.ports import Queue

MOST_BYTES = 10_000_000

log = structlog.get_logger()
router = APIRouter(prefix="/websub", include_in_schema=False)


@router.get("/{token}")
async def intent(token: str, request: Request) -> Response:
    """A hub checks whether we asked for this: its challenge echoed, or 404."""
    parts = request.app.state.parts
    query = dict(request.query_params)
    challenge = await run_in_threadpool(check_intent, token, query, parts.store, parts.now)
    if challenge is None:
        return PlainTextResponse("not asked for", status_code=404)
    return PlainTextResponse(challenge)


@router.post("/{token}")
async def push(token: str, request: Request) -> Response:
    """A hub pushes what is new. 2xx whatever we think of it: what is not signed is left aside."""
    parts = request.app.state.parts
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            return PlainTextResponse("too large", status_code=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    settled = await run_in_threadpool(take_push, token, bytes(body), headers, parts.store, parts.now)
    if settled is not None:
        log.info("pushed", feed=settled.feed.name, new=len(settled.new), edited=len(settled.edited))
        await run_in_threadpool(_enqueue, parts.queue, list(settled.to_process))
    return Response(status_code=202)


def _enqueue(queue: Queue, ids: list[str]) -> None:
    try:
        if ids:
            queue.enqueue_articles(ids)
    except QueueError as error:
        log.warning("articles wait in the store", why=str(error))
