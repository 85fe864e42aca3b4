"""The queue dashboard: rq-dashboard inside our web process, at /queues, behind our login."""

from __future__ import annotations

from pathlib import Path

import rq_dashboard
from a2wsgi import WSGIMiddleware
from fastapi import FastAPI
from flask import Flask, Response, request
from rq.serializers import JSONSerializer


def mount(app: FastAPI, redis_url: str) -> None:
    """Mount it. Jobs are read with the JSON serializer: nothing from Redis is ever unpickled."""
    from rq_dashboard.web import config

    config.serializer = JSONSerializer
    # Its pages ask for the application's static files as well as the blueprint's: they are the same.
    flask = Flask("araxes.queues", static_folder=str(Path(rq_dashboard.__file__).parent / "static"))
    flask.config["RQ_DASHBOARD_REDIS_URL"] = redis_url
    flask.config["RQ_DASHBOARD_POLL_INTERVAL"] = 5000
    flask.config["RQ_DASHBOARD_WEB_BACKGROUND"] = "white"
    rq_dashboard.web.setup_rq_connection(flask)
    flask.register_blueprint(rq_dashboard.blueprint, url_prefix="/")
    flask.before_request(refuse_get_that_acts)
    app.mount("/queues", WSGIMiddleware(flask))  # type: ignore[arg-type]


def refuse_get_that_acts() -> Response | None:
    """rq-dashboard lets a GET requeue jobs; a link or an image must never do that (RFC 9110 §9.2.1)."""
    if request.method == "GET" and request.path.startswith("/requeue"):
        return Response("Use POST", status=405, headers={"Allow": "POST"})
    return None
