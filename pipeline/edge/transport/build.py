"""Receivers of `config/routes.yaml` and the settings to ready transports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, Protocol

from pydantic import SecretStr

from pipeline.alerts.receivers import EmailTo, ReceiverRule
from pipeline.alerts.unsubscribe import links
from pipeline.edge.transport.email import EmailReceiver, Smtp
from pipeline.edge.transport.webhook import WebhookReceiver
from pipeline.errors import ConfigError
from pipeline.ports import Receiver

Secret = Callable[[str], str | None]
"""The value of a secret by its name; None when it is not set."""


class Sending(Protocol):
    """What sending needs of `config.settings.Settings`."""

    @property
    def agent(self) -> str: ...
    @property
    def allow_networks(self) -> tuple[str, ...]: ...
    @property
    def public_url(self) -> str | None: ...
    @property
    def web_token(self) -> SecretStr | None: ...
    @property
    def smtp_host(self) -> str | None: ...
    @property
    def smtp_port(self) -> int: ...
    @property
    def smtp_security(self) -> Literal["plain", "starttls", "tls"]: ...
    @property
    def smtp_user(self) -> str | None: ...
    @property
    def smtp_password(self) -> SecretStr | None: ...
    @property
    def smtp_from(self) -> str: ...
    @property
    def smtp_timeout(self) -> float: ...
    @property
    def smtp_ca_file(self) -> Path | None: ...


def build_receivers(
    rules: Sequence[ReceiverRule], settings: Sending, secret: Secret
) -> dict[str, Receiver | None]:
    """Receivers by name; None for one that only reads the dashboard.

    ConfigError has one sentence for each setting or secret that is missing or cannot be used.
    """
    built: dict[str, Receiver | None] = {}
    faults: list[str] = []
    for rule in rules:
        try:
            built[rule.name] = _build(rule, settings, secret)
        except ConfigError as error:
            faults += [fault for fault in error.faults if fault not in faults]
    if faults:
        raise ConfigError(faults)
    return built


def _build(rule: ReceiverRule, settings: Sending, secret: Secret) -> Receiver | None:
    if rule.email is not None:
        return _email(rule, rule.email, settings)
    if rule.webhook is not None:
        return WebhookReceiver(
            rule.name,
            rule.webhook.url,
            [_secret(rule.name, name, secret) for name in rule.webhook.secrets],
            source=settings.public_url or "urn:araxes",
            user_agent=settings.agent,
            allow_networks=settings.allow_networks,
        )
    if rule.apprise is not None:
        from pipeline.edge.transport.chat import AppriseReceiver  # loads a hundred plugins

        url = _secret(rule.name, rule.apprise.url_secret, secret)
        return AppriseReceiver(rule.name, url, zone=rule.time_zone, public_url=settings.public_url)
    return None


def _email(rule: ReceiverRule, email: EmailTo, settings: Sending) -> EmailReceiver:
    if settings.smtp_host is None:
        raise ConfigError([f"receiver {rule.name}: mail needs a server; set ARAXES_SMTP_HOST"])
    smtp = Smtp(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
        sender=settings.smtp_from,
        timeout=settings.smtp_timeout,
        ca_file=settings.smtp_ca_file,
    )
    unsubscribe = None
    if settings.public_url and settings.web_token:
        unsubscribe = links(settings.public_url, settings.web_token.get_secret_value(), rule.name)
    return EmailReceiver(
        rule.name,
        email.to,
        smtp,
        zone=rule.time_zone,
        public_url=settings.public_url,
        unsubscribe=unsubscribe,
    )


def _secret(receiver: str, name: str, secret: Secret) -> str:
    value = secret(name)
    if not value:
        variable = f"ARAXES_SECRET_{name.upper().replace('-', '_')}"
        raise ConfigError(
            [f"receiver {receiver}: the secret {name} is not set; set {variable} or {variable}_FILE"]
        )
    return value
