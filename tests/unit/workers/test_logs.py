"""What is logged: structured, and without a secret wherever it may stand."""

from __future__ import annotations

import json
import logging

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from config.settings import Settings
from workers import logs
from workers.logs import Hide

TOKEN = "tok-5f2a9c81d4"


def said(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_json_lines_name_the_process_and_hide_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(
        log_format="json",
        web_token=TOKEN,
        database_url="postgresql+psycopg://araxes:s3cr3t-pw@db/araxes",
    )
    logs.set_up(settings, "worker")
    log = structlog.get_logger()
    log.info("sent", header=f"Bearer {TOKEN}", n=3, nested={"a": [TOKEN]}, ok=True, nothing=None)
    logging.getLogger("somelib").warning("cannot reach %s", "redis://user:hunter22@host/0 s3cr3t-pw")
    try:
        raise ValueError(f"bad {TOKEN}")
    except ValueError:
        log.exception("failed")
    first, second, third = said(capsys)
    assert first["event"] == "sent"
    assert first["process"] == "worker"
    assert (first["n"], first["ok"], first["nothing"]) == (3, True, None)
    assert first["header"] == "Bearer ***"
    assert second["event"] == "cannot reach redis://***@host/0 ***"
    assert second["level"] == "warning"
    assert "Traceback" in str(third["exception"])
    assert TOKEN not in json.dumps([first, second, third])


def test_a_hostile_text_cannot_forge_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(Settings(log_format="json"), "worker")
    structlog.get_logger().info("fetched", url='http://x/\n{"event": "forged"}')
    (line,) = said(capsys)
    assert line["event"] == "fetched"


def test_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(Settings(log_format="console", log_level="warning"), "web")
    structlog.get_logger().info("unheard")
    structlog.get_logger().warning("heard", feed="A")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "heard" in lines[0]
    assert "feed=A" in lines[0]


@given(st.text(st.characters(exclude_characters="*"), min_size=4, max_size=20), st.text(), st.text())
def test_whatever_the_secret_it_goes(secret: str, before: str, after: str) -> None:
    assert secret not in Hide([secret]).text(before + secret + after)
