from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.alerts.alert import Message
from pipeline.edge.transport.email import EmailReceiver, Smtp
from pipeline.errors import ConfigError, DeliveryError
from tests.contract.transport.conftest import HOSTILE, Mailbox, ServeMail, message, only, told
from tests.fakes.things import NOON

SENDER = "araxes@araxes.example"


def receiver(port: int, *to: str, **how: Any) -> EmailReceiver:
    smtp = {k: how.pop(k) for k in list(how) if k in Smtp.__dataclass_fields__}
    server = Smtp(**{"host": "127.0.0.1", "port": port, "sender": SENDER, "timeout": 10} | smtp)
    return EmailReceiver("News desk", to or ("a@desk.example",), server, now=lambda: NOON, **how)


def test_what_a_mail_says(serve_mail: ServeMail) -> None:
    mailbox = Mailbox()
    receiver(
        serve_mail(mailbox),
        zone="Asia/Baku",
        public_url="https://araxes.example",
        unsubscribe=lambda a: f"https://araxes.example/unsubscribe/{'t' * 150}",
    ).send(message(earlier=("delivery_first", "delivery_second"), routes=("route.routes[0]",)))
    (mail,) = mailbox.mails
    assert mailbox.kept[0][:2] == (SENDER, "a@desk.example")
    assert mail["From"] == f"Araxes <{SENDER}>"
    assert mail["To"] == "a@desk.example"
    assert mail["Subject"] == "Visit: Azerbaijan to Iran, Jeyhun Bayramov"
    assert mail["Date"].datetime == NOON
    assert mail["Message-ID"] == "<delivery_0a1b2c@araxes.example>"
    assert mail["In-Reply-To"] == "<delivery_second@araxes.example>"
    assert str(mail["References"]).split() == [
        "<delivery_first@araxes.example>",
        "<delivery_second@araxes.example>",
    ]
    assert mail["List-Id"] == "<News-desk.araxes.araxes.example>"
    assert mail["List-Unsubscribe"] == f"<https://araxes.example/unsubscribe/{'t' * 150}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert not mail.defects
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for expected in (
        "Status: took place",
        "Who: Jeyhun Bayramov (Azerbaijan)",
        "Where: Tehran, Iran",
        "When: 20 May 2024",
        "> Foreign Minister Jeyhun Bayramov arrived in Tehran on Monday.",
        "https://outlet.example/news/1",
        "1 independent outlet: outlet.example",
        "20 May 2024, 16:00 UTC+04",
        "no incident like it is known",
        "route.routes[0]",
        "https://araxes.example/incidents/",
        "https://araxes.example/unsubscribe/",
    ):
        assert expected in text
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert '<a href="https://outlet.example/news/1">' in html


def test_headers_of_ids_and_links_stay_readable_whatever_their_length(serve_mail: ServeMail) -> None:
    mailbox = Mailbox()
    earlier = tuple(f"delivery_{n:040d}" for n in range(30))
    link = "https://araxes.example/" + "x" * 500
    receiver(serve_mail(mailbox), unsubscribe=lambda a: link).send(message(earlier=earlier))
    (mail,) = mailbox.mails
    assert mail["List-Unsubscribe"] == f"<{link}>"
    assert len(str(mail["References"]).split()) == 20
    assert str(mail["References"]).split()[-1] == f"<{earlier[-1]}@araxes.example>"
    raw = mailbox.kept[0][2]
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"=?utf-8?q?=3Chttps" not in raw


def test_without_a_public_address_there_is_nothing_to_click(serve_mail: ServeMail) -> None:
    mailbox = Mailbox()
    port = serve_mail(mailbox)
    receiver(port).send(message())
    receiver(port, unsubscribe=lambda a: "http://intranet/unsubscribe/x").send(message())
    without, insecure = mailbox.mails
    assert without["List-Unsubscribe"] is None
    assert insecure["List-Unsubscribe"] == "<http://intranet/unsubscribe/x>"
    assert insecure["List-Unsubscribe-Post"] is None  # RFC 8058 wants https
    assert without["References"] is None


def test_a_repeated_try_carries_the_same_bytes(serve_mail: ServeMail) -> None:
    mailbox = Mailbox()
    sender = receiver(serve_mail(mailbox))
    sender.send(message())
    sender.send(message())
    assert mailbox.kept[0] == mailbox.kept[1]


def test_hostile_words_make_no_headers_and_no_markup(serve_mail: ServeMail) -> None:
    mailbox = Mailbox()
    receiver(serve_mail(mailbox)).send(message(HOSTILE))
    (mail,) = mailbox.mails
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None
    assert "\n" not in mail["Subject"]
    assert "Bcc: everybody@evil.example" in mail["Subject"]  # words within the one line
    assert mailbox.got == ["a@desk.example"]
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<script" not in html
    assert "<img" not in html
    assert "javascript:" not in html
    assert "<b>because" not in html


def test_everybody_gets_a_copy_and_a_link_of_their_own(serve_mail: ServeMail) -> None:
    mailbox = Mailbox()
    to = ("a@desk.example", "b@desk.example", "a@desk.example")
    status, answer = receiver(
        serve_mail(mailbox), *to, unsubscribe=lambda a: f"https://araxes.example/u/{a[0]}"
    ).send(message())
    assert mailbox.got == ["a@desk.example", "b@desk.example"]
    assert [m["To"] for m in mailbox.mails] == ["a@desk.example", "b@desk.example"]
    assert [m["List-Unsubscribe"][-3:] for m in mailbox.mails] == ["/a>", "/b>"]
    assert status == "250"
    assert answer.count("250 2.0.0 queued as 7") == 2


def test_one_address_refused_for_good_does_not_stop_the_others(serve_mail: ServeMail) -> None:
    mailbox = Mailbox(answers={"b@desk.example": "550 5.1.1 no such user"})
    status, answer = receiver(serve_mail(mailbox), "a@desk.example", "b@desk.example", "c@desk.example").send(
        message()
    )
    assert mailbox.got == ["a@desk.example", "c@desk.example"]
    assert status == "250"
    assert "b@desk.example: 550 5.1.1 no such user (to RCPT TO)" in answer


def test_only_those_who_wait_get_the_next_try(serve_mail: ServeMail) -> None:
    mailbox = Mailbox(
        answers={"b@desk.example": "451 4.2.1 mailbox busy", "c@desk.example": "550 5.1.1 no such user"}
    )
    to = ("a@desk.example", "b@desk.example", "c@desk.example")
    sender = receiver(serve_mail(mailbox), *to)
    with pytest.raises(DeliveryError, match=r"b@desk.example: 451 4\.2\.1 mailbox busy") as caught:
        sender.send(message())
    assert not caught.value.permanent
    assert caught.value.status == "451"
    assert caught.value.done == ("a@desk.example", "c@desk.example")
    mailbox.answers.clear()
    status, _ = sender.send(message(skip=frozenset(caught.value.done)))
    assert status == "250"
    assert mailbox.got == ["a@desk.example", "b@desk.example"]


def test_refused_for_good_by_everybody_is_dead(serve_mail: ServeMail) -> None:
    mailbox = Mailbox(data_answers=["554 5.7.1 spam"])
    with pytest.raises(DeliveryError, match=r"554 5.7.1 spam \(to DATA\)") as caught:
        receiver(serve_mail(mailbox)).send(message())
    assert caught.value.permanent
    assert caught.value.status == "554"


def test_data_refused_for_now(serve_mail: ServeMail) -> None:
    mailbox = Mailbox(data_answers=["451 4.3.2 greylisted"])
    sender = receiver(serve_mail(mailbox), "a@desk.example", "b@desk.example")
    with pytest.raises(DeliveryError, match="greylisted") as caught:
        sender.send(message())
    assert (caught.value.permanent, caught.value.done) == (False, ("b@desk.example",))


def test_a_connection_that_breaks_after_the_mail_was_taken(serve_mail: ServeMail) -> None:
    """We cannot know that it was taken: it goes again, under the same id."""
    mailbox = Mailbox(data_answers=["250 ok", "drop"])
    to = ("a@desk.example", "b@desk.example", "c@desk.example")
    sender = receiver(serve_mail(mailbox), *to)
    with pytest.raises(DeliveryError) as caught:
        sender.send(message())
    assert not caught.value.permanent
    assert caught.value.done == ("a@desk.example",)
    sender.send(message(skip=frozenset(caught.value.done)))
    assert mailbox.got == ["a@desk.example", "b@desk.example", "b@desk.example", "c@desk.example"]
    assert len({str(m["Message-ID"]) for m in mailbox.mails}) == 1


def test_nobody_waits_for_it() -> None:
    assert receiver(1).send(message(skip=frozenset({"a@desk.example"})))[0] == "250"


def test_tls_and_login(serve_mail: ServeMail, server_context: ssl.SSLContext, ca_file: Path) -> None:
    mailbox = Mailbox()
    port = serve_mail(
        mailbox, ssl_context=server_context, authenticator=only("u", "p"), auth_require_tls=False
    )
    receiver(port, security="tls", ca_file=ca_file, user="u", password="p").send(message())
    assert mailbox.got == ["a@desk.example"]


def test_starttls_and_login(serve_mail: ServeMail, server_context: ssl.SSLContext, ca_file: Path) -> None:
    mailbox = Mailbox()
    port = serve_mail(
        mailbox,
        tls_context=server_context,
        require_starttls=True,
        authenticator=only("u", "p"),
        auth_required=True,
    )
    receiver(port, security="starttls", ca_file=ca_file, user="u", password="p").send(message())
    assert mailbox.got == ["a@desk.example"]


def test_no_session_is_told_in_a_sentence(
    serve_mail: ServeMail,
    talk: Callable[[bytes], int],
    server_context: ssl.SSLContext,
    ca_file: Path,
    tmp_path: Path,
) -> None:
    mailbox = Mailbox()
    plain = serve_mail(mailbox)
    login = serve_mail(mailbox, authenticator=only("u", "p"), auth_required=True, auth_require_tls=False)
    tls = serve_mail(mailbox, ssl_context=server_context)
    cases: list[tuple[EmailReceiver, str]] = [
        (receiver(login, user="u", password="hunter2"), r"refuses the login \(535\); mend ARAXES_SMTP_USER"),
        (receiver(plain, user="u", password="hunter2"), "offers no STARTTLS or no login"),
        (receiver(plain, security="starttls", ca_file=ca_file), "offers no STARTTLS"),
        (receiver(tls, security="tls"), "certificate that is not trusted .*ARAXES_SMTP_CA_FILE"),
        (receiver(tls, security="tls", ca_file=tmp_path / "none"), "ARAXES_SMTP_CA_FILE: .* cannot be used"),
        (receiver(plain, security="tls", ca_file=ca_file), "does not speak TLS as expected"),
        (receiver(talk(b"554 5.3.2 go away\r\n")), "refuses the session: 554 5.3.2 go away"),
        (receiver(talk(b"421 4.3.2 later\r\n")), "421"),
        (receiver(talk(b""), timeout=0.2), "did not answer within 0.2 s"),
        (receiver(1), r"127.0.0.1:1 cannot be reached .*mend ARAXES_SMTP_HOST"),
    ]
    for sender, sentence in cases:
        with pytest.raises(DeliveryError, match=sentence) as caught:
            sender.send(message())
        assert not caught.value.permanent, sentence
        assert "hunter2" not in str(caught.value)
        assert caught.value.done == ()
    assert mailbox.got == []


def test_internationalised_domains_travel_in_ascii(serve_mail: ServeMail) -> None:
    mailbox = Mailbox()
    receiver(serve_mail(mailbox), "a@bücher.example", sender="araxes@əliyev.example").send(message())
    assert mailbox.kept[0][:2] == ("araxes@xn--liyev-dlc.example", "a@xn--bcher-kva.example")
    assert mailbox.mails[0]["Message-ID"] == "<delivery_0a1b2c@xn--liyev-dlc.example>"


def test_internationalised_addresses(serve_mail: ServeMail) -> None:
    mailbox = Mailbox()
    receiver(serve_mail(mailbox, enable_SMTPUTF8=True), "ülkər@desk.example").send(message())
    assert mailbox.got == ["ülkər@desk.example"]
    with pytest.raises(DeliveryError, match="internationalised") as caught:
        receiver(serve_mail(mailbox, enable_SMTPUTF8=False), "ülkər@desk.example").send(message())
    assert caught.value.permanent


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "desk",
        "a@b@c",
        "a@desk.example\r\nBcc: x@y.z",
        "a b@desk.example",
        "A <a@desk.example>",
        "a@x,b@y",
        "a@desk..example",
    ],
)
def test_bad_addresses(bad: str) -> None:
    with pytest.raises(ConfigError, match="no mail address; write name@host"):
        receiver(25, bad)
    with pytest.raises(ConfigError, match="ARAXES_SMTP_FROM"):
        receiver(25, sender=bad)


def test_a_password_never_travels_in_the_clear() -> None:
    with pytest.raises(ConfigError, match="set starttls or tls"):
        Smtp(host="mail.example", user="u", password="hunter2")
    assert "hunter2" not in repr(Smtp(host="mail.example", user="u", password="hunter2", security="tls"))


def test_a_digest_is_one_mail(serve_mail: ServeMail) -> None:
    mailbox = Mailbox()
    digest: Message = message(told("one"), told("two"))
    receiver(serve_mail(mailbox)).send(digest)
    (mail,) = mailbox.mails
    assert mail["Subject"].startswith("2 alerts: Visit: Azerbaijan to Iran")
    assert mail.get_body(("plain",)).get_content().count("Why you get this") == 2  # type: ignore[union-attr]
