from __future__ import annotations

import json

import pytest

from pipeline.edge.transport.chat import AppriseReceiver, harmless
from pipeline.errors import ConfigError, DeliveryError
from tests.contract.transport.conftest import HOSTILE, Serve, message


def test_it_reaches_the_service_in_plain_words(serve: Serve) -> None:
    endpoint = serve(status=200)
    sender = AppriseReceiver(
        "desk", f"json://127.0.0.1:{endpoint.port}/", public_url="https://araxes.example"
    )
    assert sender.send(message())[0] == "sent"
    ((_, _, body),) = endpoint.calls
    said = json.loads(body)
    assert said["title"] == "Visit: Azerbaijan to Iran, Jeyhun Bayramov"
    assert "> Foreign Minister Jeyhun Bayramov arrived in Tehran on Monday." in said["message"]
    assert "https://araxes.example/incidents/" in said["message"]


def test_hostile_titles_call_nobody(serve: Serve) -> None:
    endpoint = serve(status=200)
    AppriseReceiver("desk", f"json://127.0.0.1:{endpoint.port}/").send(message(HOSTILE))
    ((_, _, body),) = endpoint.calls
    assert "@everyone" not in json.loads(body)["message"]
    assert harmless("<!channel> <@U1> <#C1> @here a@b 3 < 4") == (
        "<\u200b!channel> <\u200b@\u200bU1> <\u200b#C1> @\u200bhere a@\u200bb 3 < 4"
    )


@pytest.mark.parametrize(("status", "for_good"), [(404, True), (403, True), (429, False), (500, False)])
def test_what_the_service_refuses(serve: Serve, status: int, for_good: bool) -> None:
    with pytest.raises(DeliveryError, match=rf"JSON did not take the message \({status}\)") as caught:
        AppriseReceiver("desk", f"json://127.0.0.1:{serve(status=status).port}/hunter2").send(message())
    assert (caught.value.permanent, caught.value.status) == (for_good, str(status))
    assert "hunter2" not in str(caught.value)


def test_a_service_that_is_not_there_is_tried_again() -> None:
    with pytest.raises(DeliveryError, match=r"did not take the message$") as caught:
        AppriseReceiver("desk", "json://127.0.0.1:9/").send(message())
    assert not caught.value.permanent


@pytest.mark.parametrize("bad", ["", "hunter2", "nosuch://hunter2", "discord://hunter2"])
def test_urls_that_apprise_does_not_know(bad: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ConfigError, match="no URL that Apprise knows") as caught:
        AppriseReceiver("desk", bad)
    assert "hunter2" not in str(caught.value) + caplog.text
