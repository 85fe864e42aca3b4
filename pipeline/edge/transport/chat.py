"""Chat and everything else that Apprise knows: https://github.com/caronc/apprise/wiki."""

from __future__ import annotations

import logging
import re

import apprise

from pipeline.alerts.alert import Message
from pipeline.alerts.render import render
from pipeline.errors import ConfigError, DeliveryError

# Their messages quote URLs, which hold the services' secrets.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
logging.getLogger("urllib3").setLevel(logging.INFO)

FOR_GOOD = frozenset({400, 401, 403, 404, 410})
"""Answers that the same message gets again: refused, or hook or token are no more (RFC 9110 §15.5)."""


class _Said(logging.Handler):
    """Hears the HTTP status of a failure, which Apprise tells its log alone, and drops the rest."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.status: int | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if found := _STATUS.search(record.getMessage()):
            self.status = int(found[1])


_STATUS = re.compile(r"\berror=(\d{3})\b")


class AppriseReceiver:
    """`pipeline.ports.Receiver` over one Apprise URL. The URL holds the service's secrets."""

    def __init__(self, name: str, url: str, *, zone: str = "UTC", public_url: str | None = None) -> None:
        self.name = name
        self._zone = zone
        self._public_url = public_url
        asset = apprise.AppriseAsset(
            app_id="Araxes", app_desc="Araxes", async_mode=False, secure_logging=True
        )
        service = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
        if service is None:
            raise ConfigError(
                [f"receiver {name}: its secret is no URL that Apprise knows; see `apprise --details`"]
            )
        # What is longer than the service takes goes out in parts instead of being refused.
        service.overflow_mode = apprise.OverflowMode.SPLIT
        self._service = service
        self._said = _Said()
        service.logger = logging.Logger("apprise", logging.WARNING)  # its own: no other handler hears it
        service.logger.addHandler(self._said)

    def __repr__(self) -> str:
        return f"AppriseReceiver({self.name!r}, {self._kind})"

    @property
    def _kind(self) -> str:
        return str(self._service.service_name)

    def send(self, message: Message) -> tuple[str, str]:
        """Hand it to the service. Of a failure Apprise tells at most the HTTP status."""
        words = render(message, zone=self._zone, public_url=self._public_url)
        sender = apprise.Apprise()
        sender.add(self._service)
        self._said.status = None
        try:
            sent = sender.notify(
                title=harmless(words.subject),
                body=harmless(words.text),
                body_format=apprise.NotifyFormat.TEXT,
                interpret_escapes=False,
            )
        except Exception as error:  # a plugin's own; its text may hold the URL
            raise DeliveryError(f"{self._kind} failed with {type(error).__name__}", status="error") from None
        if not sent:
            code = self._said.status
            raise DeliveryError(
                f"{self._kind} did not take the message{f' ({code})' if code else ''}",
                permanent=code in FOR_GOOD,
                status=str(code) if code else "refused",
            )
        return "sent", f"by {self._kind}"


def harmless(text: str) -> str:
    """Text that calls nobody: `@everyone`, `@channel` and `<!here>` of a hostile title stay words."""
    return re.sub(r"@(?=\w)|<(?=[!@#])", lambda m: m[0] + "\u200b", text)
