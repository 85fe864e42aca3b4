from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.alerts.alert import Alert, Message, Reason
from pipeline.alerts.decide import snapshot
from pipeline.alerts.render import MAX_SUBJECT, Rendered, country, headline, plain, render, safe_url
from pipeline.events.event import EventType, Instrument, Participant, Status
from tests.fakes.things import alert, incident, source


def told(**changes: Any) -> Alert:
    return alert(snapshot=snapshot(incident(**changes)))


def rendered(*alerts: Alert, **options: Any) -> Rendered:
    message = Message(id="m", receiver="desk", alerts=alerts, routes=options.pop("routes", ()))
    return render(message, **options)


def test_headlines() -> None:
    def line(**changes: Any) -> str:
        return headline(snapshot(incident(**changes)))

    people = (Participant("Jeyhun Bayramov", "AZE"), Participant("Abbas Araghchi", "IRN"))
    assert line() == "Visit: Azerbaijan to Iran, Jeyhun Bayramov"
    assert line(status=Status.PLANNED, participants=people) == (
        "Visit planned: Azerbaijan to Iran, Jeyhun Bayramov and 1 more"
    )
    assert (
        line(
            type=EventType.AGREEMENT,
            status=Status.CANCELLED,
            origin=None,
            destination=None,
            countries=("AZE", "IRN", "ISR"),
            subject="gas swap",
            participants=(),
        )
        == "Agreement cancelled: Azerbaijan, Iran and Israel, gas swap"
    )
    assert line(status=Status.HYPOTHETICAL, participants=()) == "Visit (hypothetical): Azerbaijan to Iran"
    assert len(line(subject="x" * 999)) <= MAX_SUBJECT
    assert headline({}) == "Event: "


def test_an_alert_says_all_that_a_reader_needs() -> None:
    one = replace(
        told(
            status=Status.PLANNED,
            date_end=date(2024, 5, 22),
            instrument=Instrument.MOU,
            subject="gas swap",
            sources=(
                source("apa.az"),
                source("irna.ir", withdrawn=True),
                source("copy.example", independent=False),
            ),
        ),
        reason=Reason.STATUS_CHANGED,
        because="cancelled before, planned now",
        changes=("status: cancelled → planned", "date: 21 May 2024 → 20 May 2024"),
    )
    words = rendered(
        one,
        routes=('country="IRN"',),
        public_url="https://araxes.example/",
        unsubscribe="https://u.example/1",
    )
    assert words.subject == "Changed: Visit planned: Azerbaijan to Iran, gas swap"
    for expected in (
        "Changed: Visit planned: Azerbaijan to Iran, gas swap",
        "Status: planned",
        "Between: Azerbaijan to Iran",
        "Who: Jeyhun Bayramov (Azerbaijan)",
        "Where: Tehran, Iran",
        "When: 20–22 May 2024",
        "Document: mou",
        "- status: cancelled → planned",
        "1 independent outlet: apa.az",
        "irna.ir, 20 May 2024, 12:00 UTC (withdrawn since):",
        "(syndicated copy)",
        "> Foreign Minister Jeyhun Bayramov arrived in Tehran on Monday.",
        "https://apa.az/news/1",
        "Why you get this: cancelled before, planned now",
        f"https://araxes.example/incidents/{one.incident_id}",
        'Sent to you by: country="IRN"',
        "Unsubscribe: https://u.example/1",
    ):
        assert expected in words.text
    assert '<a href="https://apa.az/news/1">' in words.html
    assert "prefers-color-scheme: dark" in words.html
    assert 'name="viewport"' in words.html


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2024, 5, 20), None, "When: 20 May 2024"),
        (None, date(2024, 5, 20), "When: 20 May 2024"),
        (date(2024, 5, 30), date(2024, 6, 2), "When: 30 May 2024 – 2 June 2024"),
        (date(2023, 5, 20), date(2024, 5, 20), "When: 20 May 2023 – 20 May 2024"),
    ],
)
def test_dates(start: date | None, end: date | None, words: str) -> None:
    assert words in rendered(told(date_start=start, date_end=end)).text


def test_what_is_not_known_is_left_out() -> None:
    text = rendered(
        told(date_start=None, date_end=None, place=None, place_country=None, participants=())
    ).text
    assert not [word for word in ("When:", "Where:", "Who:", "About:", "None") if word in text]
    assert rendered(alert(snapshot={})).subject == "Event: "
    assert "No independent outlet stands by it" in rendered(told(sources=())).text


def test_long_lists_are_cut_with_a_word_about_it() -> None:
    sources = tuple(source(f"o{n}.example", evidence=tuple(f"q{n}-{k}" for k in range(9))) for n in range(9))
    words = rendered(told(sources=sources))
    assert "and 3 more articles" in words.text
    assert "9 independent outlets" in words.text
    assert words.text.count("\n> ") == 6 * 3


def test_the_article_that_raised_it_comes_first() -> None:
    one = told(sources=(source("a.example"), source("b.example")))
    text = rendered(replace(one, article_id=source("b.example").article_id)).text
    assert text.index("https://b.example") < text.index("https://a.example")


def test_countries() -> None:
    assert [country(c) for c in ("AZE", "IRN", "ISR", "ZZZ", None)] == [
        "Azerbaijan", "Iran", "Israel", "ZZZ", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//x.example",
        "ftp://x.example",
        "https://x.example/ b",
        'https://x.example/"onclick="',
        "https://x.example/\nBcc: y",
        "https://x.example/\u202egnp",
        "https://",
        "",
        None,
    ],
)
def test_only_safe_addresses_become_links(url: str | None) -> None:
    assert safe_url(url) is None


def test_usual_addresses_become_links() -> None:
    for url in ("http://x.example/", "https://x.example:8080/a?b=c&d=%20#e", "https://az.example/əliyev(1)"):
        assert safe_url(url) == url


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.links.update(value or "" for name, value in attrs if name == "href")


hostile = st.text(st.characters(exclude_categories=()), max_size=40) | st.sampled_from(
    ["<script>x</script>", '"><img src=x onerror=y>', "{{ 7*7 }}", "\r\nBcc: x@y", "javascript:x", "</style>"]
)


@settings(max_examples=60, deadline=None)
@given(hostile, hostile, hostile, hostile)
def test_nothing_hostile_becomes_markup_or_a_second_line(a: str, b: str, c: str, d: str) -> None:
    one = alert(
        because=a,
        changes=(b,),
        snapshot={
            "type": a,
            "status": b,
            "subject": c,
            "place": d,
            "from": a,
            "to": b,
            "participants": [{"name": d, "country": a}],
            "date_start": a,
            "independent_outlets": [b],
            "sources": [{"outlet": c, "url": d, "title": a, "published": b, "evidence": [c, d]}],
        },
    )
    words = rendered(one, routes=(d,))
    assert "\n" not in words.subject
    assert "\r" not in words.subject
    (words.subject + words.text + words.html).encode()
    tags = Tags()
    tags.feed(words.html)
    assert not tags.tags & {"script", "img", "iframe", "form", "svg", "object", "base"}
    assert not [name for name in tags.attributes if name.startswith("on")]
    assert all(link.startswith(("http://", "https://")) for link in tags.links)
    assert not set(words.text) & set("\r\x00\x1b\u202e")


@given(st.text(st.characters(exclude_categories=())))
def test_plain_is_one_harmless_line(text: str) -> None:
    line = plain(text)
    line.encode()
    assert line == plain(line)
    assert not [c for c in line if c < " " or c in "\x7f\u202e\u2066"]
