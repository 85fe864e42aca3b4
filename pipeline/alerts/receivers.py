"""Who can get alerts, as `config/routes.yaml` names them. Secrets are names here, never values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailTo:
    """Mail over the SMTP server of the settings."""

    to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTo:
    """An endpoint that takes Standard Webhooks. With several secrets every one signs (rotation)."""

    url: str
    secrets: tuple[str, ...]
    """Names of secrets (`config.settings.secret`), the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppriseTo:
    """Any service that Apprise knows; the URL is itself a secret."""

    url_secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverRule:
    """A receiver of `config/routes.yaml`. Without any transport it is the dashboard and the API alone."""

    name: str
    email: EmailTo | None = None
    webhook: WebhookTo | None = None
    apprise: AppriseTo | None = None
    time_zone: str = "UTC"
    """IANA name: in it are quiet hours and digests told."""

    @property
    def sends(self) -> bool:
        return any((self.email, self.webhook, self.apprise))
