"""What every receiver does, whatever it sends by."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from pipeline.edge.transport.chat import AppriseReceiver
from pipeline.edge.transport.email import EmailReceiver, Smtp
from pipeline.edge.transport.webhook import WebhookReceiver
from pipeline.errors import DeliveryError
from pipeline.ports import Receiver
from tests.contract.transport.conftest import HOSTILE, SECRET, Mailbox, Serve, ServeMail, message, only, told
from tests.fakes.flow import FakeReceiver


@dataclass
class Line:
    """A receiver and the far end of it."""

    receiver: Receiver
    texts: Callable[[], list[str]]
    """What arrived, as its reader sees it."""
    ids: Callable[[], list[str]]
    """Under which ids, where the transport has any."""
    busy: Callable[[], None]
    """From now on the far end is in trouble that will pass."""
    secrets: tuple[str, ...]
    for_people: bool = True


@pytest.fixture(params=["email", "webhook", "chat", "fake"])
def line(request: pytest.FixtureRequest, serve: Serve, serve_mail: ServeMail) -> Line:
    if request.param == "email":
        mailbox = Mailbox()
        port = serve_mail(mailbox, authenticator=only("araxes", "hunter2"), auth_require_tls=False)
        smtp = Smtp(host="127.0.0.1", port=port, user="araxes", password="hunter2", sender="a@araxes.example")
        return Line(
            EmailReceiver("desk", ["a@desk.example"], smtp),
            lambda: [m.get_body(("plain",)).get_content() for m in mailbox.mails],  # type: ignore[union-attr]
            lambda: [str(m["Message-ID"]) for m in mailbox.mails],
            lambda: mailbox.answers.update({"a@desk.example": "451 4.3.0 later"}),
            ("hunter2",),
        )
    if request.param == "webhook":
        endpoint = serve()

        def busy() -> None:
            endpoint.status = 503

        return Line(
            WebhookReceiver("desk", endpoint.url, [SECRET], source="urn:x", allow_networks=["127.0.0.0/8"]),
            lambda: [json.dumps(json.loads(body), ensure_ascii=False) for _, _, body in endpoint.calls],
            lambda: [headers["webhook-id"] for _, headers, _ in endpoint.calls],
            busy,
            ("hunter2", "T0K3N", SECRET.removeprefix("whsec_")),
            for_people=False,
        )
    if request.param == "chat":
        endpoint = serve(status=200)

        def busy_chat() -> None:
            endpoint.status = 500

        url = f"json://user:hunter2@127.0.0.1:{endpoint.port}/T0K3N"
        return Line(
            AppriseReceiver("desk", url),
            lambda: ["{title}\n{message}".format(**json.loads(body)) for _, _, body in endpoint.calls],
            list,
            busy_chat,
            ("hunter2", "T0K3N"),
        )
    fake = FakeReceiver("desk")

    def trouble(_: object) -> None:
        raise DeliveryError("busy")

    return Line(
        fake,
        lambda: [f"Bayramov Tehran <script> {m.id}" for m in fake.got],
        lambda: fake.ids,
        lambda: setattr(fake, "trouble", trouble),
        (),
    )


def test_the_message_arrives_and_the_answer_comes_back(line: Line) -> None:
    status, answer = line.receiver.send(message())
    (text,) = line.texts()
    assert "Bayramov" in text
    assert "Tehran" in text
    assert status
    assert isinstance(answer, str)
    assert line.receiver.name == "desk"


def test_a_second_try_has_the_same_id(line: Line) -> None:
    for _ in range(2):
        line.receiver.send(message())
    line.receiver.send(message(id="delivery_other"))
    ids = line.ids()
    if ids:
        assert ids[0] == ids[1] != ids[2]


def test_trouble_that_passes_is_worth_another_try(line: Line) -> None:
    line.busy()
    with pytest.raises(DeliveryError) as caught:
        line.receiver.send(message())
    assert not caught.value.permanent
    assert not caught.value.gone
    assert str(caught.value)


def test_several_alerts_go_in_one_message(line: Line) -> None:
    line.receiver.send(message(told("one"), told("two"), told("three")))
    assert len(line.texts()) == 1


def test_hostile_words_arrive_as_words(line: Line) -> None:
    line.receiver.send(message(HOSTILE))
    (text,) = line.texts()
    assert "<script>" in text  # as words; what would run them is tested with each transport
    if line.for_people:
        assert not set("\u202e\x00\x1b\ud800") & set(text)


def test_secrets_stay_secret(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    said = [repr(line.receiver), str(line.receiver)]
    with caplog.at_level(logging.DEBUG):
        said += line.receiver.send(message())
        line.busy()
        with pytest.raises(DeliveryError) as caught:
            line.receiver.send(message())
    said += [str(caught.value), repr(caught.value), caplog.text]
    assert not [s for s in line.secrets for text in said if s in text]
