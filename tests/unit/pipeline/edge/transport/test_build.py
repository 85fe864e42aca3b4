from __future__ import annotations

import pytest
from pydantic import SecretStr

from config.settings import Settings
from pipeline.alerts.receivers import AppriseTo, EmailTo, ReceiverRule, WebhookTo
from pipeline.edge.transport import build_receivers
from pipeline.edge.transport.chat import AppriseReceiver
from pipeline.edge.transport.email import EmailReceiver
from pipeline.edge.transport.webhook import WebhookReceiver
from pipeline.errors import ConfigError
from tests.fakes.things import alert

DESK = ReceiverRule(name="desk", email=EmailTo(to=("a@desk.example",)))
HOOK = ReceiverRule(name="hook", webhook=WebhookTo(url="https://hook.example/", secrets=("hook-key",)))
CHAT = ReceiverRule(name="chat", apprise=AppriseTo(url_secret="chat-url"))
SECRETS = {"hook-key": "whsec_c2VjcmV0c2VjcmV0c2VjcmV0", "chat-url": "json://hunter2@127.0.0.1"}


def settings(**changes: object) -> Settings:
    return Settings.model_validate({"smtp_host": "mail.example", "smtp_security": "tls"} | changes)


def test_every_kind_of_receiver() -> None:
    built = build_receivers([DESK, HOOK, CHAT, ReceiverRule(name="dashboard")], settings(), SECRETS.get)
    assert {name: type(receiver) for name, receiver in built.items()} == {
        "desk": EmailReceiver,
        "hook": WebhookReceiver,
        "chat": AppriseReceiver,
        "dashboard": type(None),
    }


def test_what_is_missing_is_named_all_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        build_receivers([DESK, HOOK, CHAT], settings(smtp_host=None), {"hook-key": ""}.get)
    assert caught.value.faults == [
        "receiver desk: mail needs a server; set ARAXES_SMTP_HOST",
        "receiver hook: the secret hook-key is not set; "
        "set ARAXES_SECRET_HOOK_KEY or ARAXES_SECRET_HOOK_KEY_FILE",
        "receiver chat: the secret chat-url is not set; "
        "set ARAXES_SECRET_CHAT_URL or ARAXES_SECRET_CHAT_URL_FILE",
    ]


def test_mails_can_be_unsubscribed_where_the_web_process_is_public() -> None:
    from pipeline.alerts.alert import Message

    message = Message(id="d", receiver="desk", alerts=(alert(),))
    public = settings(public_url="https://araxes.example", web_token=SecretStr("t0ken"))
    desk = build_receivers([DESK], public, SECRETS.get)["desk"]
    assert isinstance(desk, EmailReceiver)
    link = desk.compose(message, "a@desk.example")["List-Unsubscribe"]
    assert link.startswith("<https://araxes.example/unsubscribe/")
    for private in (settings(), settings(public_url="https://araxes.example")):
        desk = build_receivers([DESK], private, SECRETS.get)["desk"]
        assert isinstance(desk, EmailReceiver)
        assert desk.compose(message, "a@desk.example")["List-Unsubscribe"] is None
