"""Mail over SMTP: a copy for each address, which has a result and a way to unsubscribe of its own.

A message keeps its `Message-ID` on every try (RFC 5322 §3.6.4): who gets a second copy after a broken
connection sees one mail.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pipeline import clock
from pipeline.alerts.alert import Message
from pipeline.alerts.render import plain, render
from pipeline.errors import ConfigError, DeliveryError

BUDGET = timedelta(seconds=60)
"""After so long no further address is begun; the rest is left for the next try."""
MAX_REFERENCES = 20
_WORDS = frozenset({"message-id", "in-reply-to", "references", "list-id", "list-unsubscribe"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """The mail server that takes our mail on, and how to speak to it."""

    host: str
    port: int = 25
    security: Literal["plain", "starttls", "tls"] = "plain"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sender: str = "araxes@localhost"
    """The address in `From:`, and where bounces go."""
    timeout: float = 30.0
    """Seconds for each step of the conversation."""
    ca_file: Path | None = None
    """A certificate authority to trust beside the system's."""

    def __post_init__(self) -> None:
        if self.user and self.security == "plain" and not _is_loopback(self.host):
            raise ConfigError(
                [
                    f"ARAXES_SMTP_SECURITY: plain would show the password for {self.host} to the network; "
                    "set starttls or tls"
                ]
            )
        _address(self.sender, "ARAXES_SMTP_FROM")

    @property
    def domain(self) -> str:
        return _on_the_wire(self.sender).rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Result:
    """What the server said about one address."""

    address: str
    code: int
    """SMTP reply code; 0 when there was none."""
    text: str

    @property
    def ok(self) -> bool:
        return 200 <= self.code < 300

    @property
    def permanent(self) -> bool:
        """Refused for good: RFC 5321 §4.2.1, 5yz."""
        return self.code >= 500

    def __str__(self) -> str:
        return f"{self.address}: {self.code or 'no reply'} {self.text}".strip()


class EmailReceiver:
    """`pipeline.ports.Receiver` that mails alerts to some addresses."""

    def __init__(
        self,
        name: str,
        to: Sequence[str],
        smtp: Smtp,
        *,
        zone: str = "UTC",
        public_url: str | None = None,
        unsubscribe: Callable[[str], str] | None = None,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        """`unsubscribe` gives an address its one-click link; without it mails have none."""
        self.name = name
        self._to = tuple(dict.fromkeys(to))
        self._smtp = smtp
        self._zone = zone
        self._public_url = public_url
        self._unsubscribe = unsubscribe
        self._now = now
        for address in self._to:
            _address(address, f"receiver {name}")

    def __repr__(self) -> str:
        return f"EmailReceiver({self.name!r}, {len(self._to)} addresses, {self._smtp.host}:{self._smtp.port})"

    def send(self, message: Message) -> tuple[str, str]:
        """Mail it to every address that still waits for it. The status is `250`, the answer has one line
        for each address. DeliveryError names in `done` those that need no further try."""
        waiting = [a for a in self._to if a not in message.skip]
        if not waiting:
            return "250", "no address waits for it"
        results = self._send_all(message, waiting)
        later = [r for r in results if not r.ok and not r.permanent]
        said = "; ".join(map(str, results))
        if later:
            raise DeliveryError(
                said,
                status=str(later[0].code or "failed"),
                done=[r.address for r in results if r.ok or r.permanent],
            )
        if not any(r.ok for r in results) and len(waiting) == len(self._to):
            raise DeliveryError(said, permanent=True, status=str(results[0].code))
        return "250", said

    def compose(self, message: Message, address: str) -> EmailMessage:
        """The mail for one address."""
        link = self._unsubscribe(address) if self._unsubscribe else None
        words = render(message, zone=self._zone, public_url=self._public_url, unsubscribe=link)
        mail = EmailMessage(policy=_POLICY)
        mail["From"] = _named(_on_the_wire(self._smtp.sender), "Araxes")
        mail["To"] = _named(_on_the_wire(address))
        mail["Subject"] = words.subject
        mail["Date"] = format_datetime(self._now())
        mail["Message-ID"] = self._message_id(message.id)
        if message.earlier:
            earlier = [self._message_id(one) for one in message.earlier[-MAX_REFERENCES:]]
            mail["In-Reply-To"] = earlier[-1]
            mail["References"] = " ".join(earlier)
        mail["List-Id"] = f"<{_label(self.name)}.araxes.{self._smtp.domain}>"  # RFC 2919
        if link is not None:
            mail["List-Unsubscribe"] = f"<{link}>"
            if link.startswith("https://"):  # RFC 8058 §3.1: one-click is for https alone
                mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's vacation answers it
        mail.set_content(words.text, cte="quoted-printable")
        mail.add_alternative(words.html, subtype="html", cte="quoted-printable")
        # Else random: a try that is repeated must carry the same bytes.
        mail.set_boundary(f"=_{_label(message.id)}")
        return mail

    def _message_id(self, message_id: str) -> str:
        return f"<{_label(message_id)}@{self._smtp.domain}>"

    def _send_all(self, message: Message, addresses: Sequence[str]) -> list[Result]:
        results: list[Result] = []
        began = self._now()
        server: smtplib.SMTP | None = None
        try:
            server = self._connect()
            for address in addresses:
                if self._now() - began > BUDGET:
                    break
                results.append(self._send_one(server, message, address))
        except (smtplib.SMTPException, OSError) as error:
            # It came between two addresses: those that had no answer are tried again.
            code, text = _reply(error)
            failed = _Session(self._smtp, error).sentence
            if not results:
                raise DeliveryError(failed, status=str(code or "failed")) from None
            results += [Result(a, 0, text or failed) for a in addresses[len(results) :]]
        finally:
            if server is not None:
                with suppress(smtplib.SMTPException, OSError):
                    server.quit()
                server.close()
        return results + [Result(a, 0, "no time was left") for a in addresses[len(results) :]]

    def _send_one(self, server: smtplib.SMTP, message: Message, address: str) -> Result:
        """One mail transaction (RFC 5321 §3.3). Raises when the connection is of no more use."""
        mail = self.compose(message, address)
        sender, recipient = _on_the_wire(self._smtp.sender), _on_the_wire(address)
        international = not (sender.isascii() and recipient.isascii())
        options = ["SMTPUTF8", "BODY=8BITMIME"] if international else []
        try:
            for step, code, reply in (
                ("MAIL FROM", *server.mail(sender, options)),
                ("RCPT TO", *server.rcpt(recipient)),
            ):
                if code not in (250, 251, 252):
                    return self._refused(server, address, code, reply, step)
            code, reply = server.data(mail.as_bytes(policy=_POLICY.clone(utf8=international)))
        except smtplib.SMTPNotSupportedError:
            return Result(address, 553, "the server takes no internationalised addresses (SMTPUTF8)")
        except smtplib.SMTPDataError as error:
            return self._refused(server, address, error.smtp_code, error.smtp_error, "DATA")
        if code != 250:
            return self._refused(server, address, code, reply, "DATA")
        return Result(address, code, _line(reply))

    @staticmethod
    def _refused(server: smtplib.SMTP, address: str, code: int, reply: bytes | str, step: str) -> Result:
        if code == 421:  # RFC 5321 §3.8: the server closes the channel
            raise smtplib.SMTPServerDisconnected(f"421 {_line(reply)}")
        with suppress(smtplib.SMTPServerDisconnected):  # whoever comes next will notice
            server.rset()
        return Result(address, max(code, 0), f"{_line(reply)} (to {step})")

    def _connect(self) -> smtplib.SMTP:
        how = self._smtp
        server: smtplib.SMTP
        if how.security == "tls":
            server = smtplib.SMTP_SSL(
                how.host, how.port, how.domain, timeout=how.timeout, context=_trust(how)
            )
        else:
            server = smtplib.SMTP(how.host, how.port, how.domain, timeout=how.timeout)
        try:
            if how.security == "starttls":
                server.starttls(context=_trust(how))
            server.ehlo_or_helo_if_needed()
            if how.user:
                server.login(how.user, how.password or "")
        except BaseException:
            server.close()
            raise
        return server


class _Policy(EmailPolicy):
    """Folds headers that are made of ids and links between words alone. The library would write words of
    more than 78 characters in RFC 2047's encoding, which no program undoes in these headers."""

    def fold(self, name: str, value: str) -> str:
        if name.lower() in _WORDS:
            return f"{name}: " + f"{self.linesep} ".join(str(value).split()) + self.linesep
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in _WORDS:
            return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii")
        return super().fold_binary(name, value)


_POLICY = _Policy(linesep="\r\n")


@dataclass(frozen=True, slots=True)
class _Session:
    """Why there is no session with the mail server, in a sentence without secrets."""

    smtp: Smtp
    error: Exception

    @property
    def sentence(self) -> str:
        where = f"{self.smtp.host}:{self.smtp.port}"
        error = self.error
        if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, TimeoutError):
            error = error.__context__
        match error:
            case smtplib.SMTPAuthenticationError(smtp_code=code):
                return f"{where} refuses the login ({code}); mend ARAXES_SMTP_USER or ARAXES_SMTP_PASSWORD"
            case smtplib.SMTPNotSupportedError():
                return (
                    f"{where} offers no STARTTLS or no login; mend ARAXES_SMTP_SECURITY or ARAXES_SMTP_USER"
                )
            case ssl.SSLCertVerificationError(verify_message=why):
                return f"{where} has a certificate that is not trusted ({why}); set ARAXES_SMTP_CA_FILE"
            case ssl.SSLError():
                return (
                    f"{where} does not speak TLS as expected; mend ARAXES_SMTP_SECURITY or ARAXES_SMTP_PORT"
                )
            case TimeoutError():
                return f"{where} did not answer within {self.smtp.timeout:g} s"
            case smtplib.SMTPResponseException(smtp_code=code, smtp_error=said):
                return f"{where} refuses the session: {code} {_line(said)}"
            case smtplib.SMTPServerDisconnected():
                return f"{where} closed the connection: {_line(str(error))}"
            case OSError(strerror=why):
                return f"{where} cannot be reached ({why or error}); mend ARAXES_SMTP_HOST or start it"
            case _:
                return f"{where}: {type(error).__name__}"


def _reply(error: Exception) -> tuple[int, str]:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return error.smtp_code, ""  # what it says may quote what we sent
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code, _line(error.smtp_error)
    return 0, ""


def _line(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return plain(text)[:200]


def _trust(how: Smtp) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if how.ca_file is not None:
        try:
            context.load_verify_locations(how.ca_file)
        except OSError as error:
            raise DeliveryError(
                f"ARAXES_SMTP_CA_FILE: {how.ca_file} cannot be used ({error.strerror or error}); "
                "name a PEM file",
                status="config",
            ) from None
    return context


def _address(text: str, where: str) -> None:
    part = r'[^\s<>()\[\],;:@\\"\x00-\x1f\x7f]'
    fault = ConfigError([f"{where}: {text[:200]!r} is no mail address; write name@host"])
    if not re.fullmatch(f"{part}{{1,64}}@{part}{{1,255}}", text):
        raise fault
    try:
        _on_the_wire(text)
    except UnicodeError:  # an empty label, or one that is too long
        raise fault from None


def _on_the_wire(address: str) -> str:
    """The address with its domain in ASCII (IDNA), which every server understands."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def _named(text: str, name: str = "") -> Address:
    username, _, domain = text.rpartition("@")
    return Address(name, username, domain)


def _label(text: str) -> str:
    """The text in characters that every id may hold (RFC 5322 dot-atom)."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-") or "alerts"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
