from __future__ import annotations

import base64
import hashlib
import hmac
import json
import ssl
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import standardwebhooks
import trustme
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from cloudevents.core.formats.json import JSONFormat
from jsonschema import Draft202012Validator, FormatChecker

from pipeline import clock
from pipeline.alerts.cloudevent import schema
from pipeline.edge.transport.webhook import WebhookReceiver, retry_after
from pipeline.errors import ConfigError, DeliveryError
from tests.contract.transport.conftest import HOSTILE, OLD_SECRET, SECRET, Serve, message, told
from tests.fakes.things import NOON

LOOPBACK = ["127.0.0.0/8"]


def receiver(url: str, *secrets: str, **how: Any) -> WebhookReceiver:
    options = {"source": "https://araxes.example", "allow_networks": LOOPBACK, "now": lambda: NOON} | how
    return WebhookReceiver("desk", url, secrets or (SECRET,), **options)


def signature(secret: str, headers: dict[str, str], body: bytes) -> str:
    """As the specification says it, by hand."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def test_it_is_signed_as_standard_webhooks_says(serve: Serve) -> None:
    endpoint = serve()
    status, answer = receiver(endpoint.url).send(message())
    assert (status, answer) == ("204", "")
    ((path, headers, body),) = endpoint.calls
    assert path == "/hook/T0K3N?key=hunter2"
    assert headers["webhook-id"] == "delivery_0a1b2c"
    assert headers["webhook-timestamp"] == str(int(NOON.timestamp()))
    assert headers["webhook-signature"] == signature(SECRET, headers, body)
    assert headers["content-type"] == "application/cloudevents+json"
    assert headers["host"] == f"127.0.0.1:{endpoint.port}"


def test_during_rotation_both_keys_verify(serve: Serve) -> None:
    endpoint = serve()
    receiver(endpoint.url, SECRET, OLD_SECRET, now=clock.now).send(message(told(because="Əliyev – “quoted”")))
    ((_, headers, body),) = endpoint.calls
    assert headers["webhook-signature"].split() == [
        signature(SECRET, headers, body),
        signature(OLD_SECRET, headers, body),
    ]
    for secret in (SECRET, OLD_SECRET):
        standardwebhooks.Webhook(secret).verify(body, headers)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(SECRET).verify(body + b" ", headers)


@pytest.mark.parametrize("alerts", [(), (told("one"), told("two")), (HOSTILE,)])
def test_the_body_is_a_cloudevent_of_the_published_schema(serve: Serve, alerts: tuple[Any, ...]) -> None:
    endpoint = serve()
    receiver(endpoint.url).send(message(*alerts, routes=("r",), earlier=("e",)))
    ((_, headers, body),) = endpoint.calls
    event = from_structured_event(HTTPMessage(headers=headers, body=body), JSONFormat())
    assert event.get_id() == "delivery_0a1b2c"
    assert event.get_source() == "https://araxes.example"
    assert event.get_type() == "araxes.alerts.v1"
    assert event.get_time() == NOON
    assert event.get_specversion() == "1.0"
    assert len(event.get_data()["alerts"]) == max(1, len(alerts))  # type: ignore[index,call-overload]
    Draft202012Validator.check_schema(schema())
    if HOSTILE not in alerts:  # its snapshot is none that deciding makes
        Draft202012Validator(schema(), format_checker=FormatChecker()).validate(json.loads(body))


def test_a_repeated_try_has_the_same_body_and_a_new_time(serve: Serve) -> None:
    endpoint = serve()
    times = iter([NOON, NOON + timedelta(minutes=5)])
    sender = receiver(endpoint.url, now=lambda: next(times))
    sender.send(message())
    sender.send(message())
    first, second = endpoint.calls
    assert first[2] == second[2]
    assert first[1]["webhook-id"] == second[1]["webhook-id"]
    assert first[1]["webhook-timestamp"] != second[1]["webhook-timestamp"]
    assert first[1]["webhook-signature"] != second[1]["webhook-signature"]


def test_the_first_bytes_of_the_answer_are_kept(serve: Serve) -> None:
    endpoint = serve(status=200, body=b"thank\r\n you \x1b[31m" + b"x" * 100_000)
    _, answer = receiver(endpoint.url).send(message())
    assert answer.startswith("thank you [31mxxx")
    assert len(answer) <= 500


@pytest.mark.parametrize("status", [400, 401, 404, 422, 429, 500, 502])
def test_other_answers_are_tried_again(serve: Serve, status: int) -> None:
    endpoint = serve(status=status, body=b"not now")
    with pytest.raises(DeliveryError, match=f"answered {status}: not now") as caught:
        receiver(endpoint.url).send(message())
    assert (caught.value.permanent, caught.value.status) == (False, str(status))
    assert caught.value.retry_after is None


def test_gone_switches_it_off(serve: Serve) -> None:
    with pytest.raises(DeliveryError, match="410") as caught:
        receiver(serve(status=410).url).send(message())
    assert caught.value.permanent
    assert caught.value.gone


@pytest.mark.parametrize("status", [429, 503])
def test_it_may_ask_us_to_wait(serve: Serve, status: int) -> None:
    for value, seconds in (("120", 120), ("Mon, 20 May 2024 12:10:00 GMT", 600), ("soon", None)):
        endpoint = serve(status=status, headers={"Retry-After": value})
        with pytest.raises(DeliveryError) as caught:
            receiver(endpoint.url).send(message())
        assert caught.value.retry_after == seconds


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("0", 0),
        ("9" * 400, 999999999.0 + 1),
        ("Mon, 20 May 2024 11:00:00 GMT", 0),
        ("Mon, 20 May 2024 12:00:30 -0000", 30),
        ("Mon, 99 May 2024 12:00:30 GMT", None),
        ("Mon, 20 May 999999 12:00:30 GMT", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOON) == seconds


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(serve: Serve, status: int) -> None:
    other = serve()
    endpoint = serve(status=status, headers={"Location": other.url})
    with pytest.raises(DeliveryError, match="redirects are not followed, mend the URL"):
        receiver(endpoint.url).send(message())
    assert other.calls == []


def test_private_addresses_are_refused_unless_allowed(serve: Serve) -> None:
    endpoint = serve()
    for url in (endpoint.url, endpoint.url.replace("127.0.0.1", "localhost")):
        with pytest.raises(DeliveryError, match=r"private network.*ARAXES_ALLOW_NETWORKS") as caught:
            receiver(url, allow_networks=[]).send(message())
        assert caught.value.permanent
    assert endpoint.calls == []


def test_no_answer_in_time(talk: Callable[[bytes], int]) -> None:
    for greeting in (b"", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"):
        with pytest.raises(DeliveryError, match=r"did not answer within 0.2 s") as caught:
            receiver(f"http://127.0.0.1:{talk(greeting)}/", timeout=0.2).send(message())
        assert (caught.value.permanent, caught.value.status) == (False, "timeout")


def test_no_http_and_nobody_there(talk: Callable[[bytes], int]) -> None:
    with pytest.raises(DeliveryError) as caught:
        receiver(f"http://127.0.0.1:{talk(b'SSH-2.0-OpenSSH')}/", timeout=2).send(message())
    assert not caught.value.permanent
    with pytest.raises(DeliveryError, match="does not take connections") as caught:
        receiver("http://127.0.0.1:1/").send(message())
    assert (caught.value.permanent, caught.value.status) == (False, "unreachable")


def test_https(serve: Serve, server_context: ssl.SSLContext, authority: trustme.CA) -> None:
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    endpoint = serve(context=server_context)
    assert receiver(endpoint.url, ssl_context=trusting).send(message())[0] == "204"
    with pytest.raises(DeliveryError, match="certificate") as caught:
        receiver(endpoint.url).send(message())
    assert not caught.value.permanent


def test_basic_authentication_of_the_url(serve: Serve) -> None:
    endpoint = serve()
    url = endpoint.url.replace("://", "://user:p%40ss@")
    sender = receiver(url)
    sender.send(message())
    assert endpoint.calls[0][1]["authorization"] == "Basic " + base64.b64encode(b"user:p@ss").decode()
    assert "p%40ss" not in repr(sender)


@pytest.mark.parametrize(
    "url", ["ftp://x.example/", "//x.example/", "x.example", "https://", "file:///etc/passwd"]
)
def test_urls_that_are_none(url: str) -> None:
    with pytest.raises(ConfigError, match="must begin with https://"):
        receiver(url)


def test_secrets_that_are_none() -> None:
    with pytest.raises(ConfigError, match="its secret is no base64") as caught:
        receiver("https://x.example/", "whsec_ünusable-hunter2")
    assert "hunter2" not in str(caught.value)
    with pytest.raises(ConfigError, match="needs a secret"):
        WebhookReceiver("desk", "https://x.example/", [], source="urn:x")
