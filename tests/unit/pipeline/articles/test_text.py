"""A page as text: what is kept, and what is refused with which reason."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.articles.text import (
    HTML_CAP,
    TEXT_CAP,
    Page,
    one_line,
    paragraphs,
    read_page,
    stands_for,
)
from pipeline.errors import PageError

FIRST = (
    "Israeli President Shimon Peres will pay a state visit to Azerbaijan at the end of this month, "
    "Foreign Minister Avigdor Lieberman said on Wednesday, confirming a trip."
)
SECOND = (
    "Tehran has publicly urged Baku to shut the Israeli embassy there and called the invitation an affront."
)


def html(first: str = FIRST, *, title: str = "Peres to visit Azerbaijan", head: str = "") -> str:
    return f"""<!doctype html><html lang="en-GB">
    <head><title>{title} | Example News</title>{head}</head><body>
    <nav><a href="/">Home</a> <a href="/politics">Politics</a></nav>
    <article><h1>{title}</h1><p>{first}</p><p>{SECOND}</p></article>
    <aside><h3>Related</h3><a href="/other">Armenia signs a deal with France</a></aside>
    <footer>All rights reserved</footer></body></html>"""


def test_takes_the_article_and_leaves_the_clutter() -> None:
    page = read_page(html().encode(), content_type="text/html; charset=utf-8", url="https://news.example/1")
    assert page.title == "Peres to visit Azerbaijan"
    assert page.text == f"{FIRST}\n\n{SECOND}"
    assert page.language == "en"
    assert not page.cut


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "utf-16", "utf-8-sig"])
def test_reads_the_charset_that_http_names_or_the_bom_shows(charset: str) -> None:
    first = FIRST if charset != "windows-1251" else FIRST.replace("Peres", "Перес")
    page = read_page(
        html(first).encode(charset), content_type=f"text/html; charset={charset.removesuffix('-sig')}"
    )
    assert page.text.startswith(first)


def test_a_wrong_charset_in_http_does_not_garble_the_text() -> None:
    first = FIRST.replace("Peres", "Əliyev")
    body = html(first, head='<meta charset="utf-8">').encode()
    assert read_page(body, content_type="text/html; charset=ascii").text.startswith(first)
    assert read_page(body, content_type="text/html; charset=no-such-charset").text.startswith(first)


def test_canonical_address_and_time_of_publication() -> None:
    head = (
        '<link rel="canonical" href="https://news.example/2009/peres">'
        '<meta property="article:published_time" content="2009-06-03T19:40:00+04:00">'
    )
    page = read_page(html(head=head).encode(), url="https://amp.news.example/peres")
    assert page.canonical_url == "https://news.example/2009/peres"
    assert page.published is not None
    assert page.published.isoformat() == "2009-06-03T15:40:00+00:00"


def test_a_front_page_is_no_canonical_address() -> None:
    head = '<link rel="canonical" href="https://news.example/">'
    assert read_page(html(head=head).encode(), url="https://news.example/x").canonical_url is None


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        (b"%PDF-1.7 ...", "text/html", "a PDF"),
        (b"x", "application/pdf", "application/pdf"),
        (gzip.compress(b"x"), "", "compressed"),
        (b"\x89PNG\r\n", "image/png", "an image"),
        (b"", "text/html", "empty"),
        (b" \n ", "text/html", "empty"),
        (bytes(range(256)) * 50 + b"\0" * 5000, "", "binary"),
        (b"<html><body></body></html>", "text/html", "no article"),
    ],
)
def test_refuses_what_is_no_page_with_its_reason(body: bytes, content_type: str, said: str) -> None:
    with pytest.raises(PageError, match=said):
        read_page(body, content_type=content_type)


def test_nul_bytes_and_reordering_marks_vanish() -> None:
    page = read_page(html(f"\0{FIRST}\u202e", title="Peres\0 to\u202e visit Azerbaijan").encode())
    assert page.title == "Peres to visit Azerbaijan"
    assert page.text.startswith(FIRST)


def test_a_script_in_the_title_is_not_kept() -> None:
    assert one_line("Peres <script>alert(1)</script>to <b>visit</b>\r\nBaku") == "Peres to visit Baku"
    page = read_page(html(title="Peres &lt;script&gt;alert(1)&lt;/script&gt; to visit Azerbaijan").encode())
    assert "<" not in page.title
    assert "alert" not in page.title


def test_a_page_of_five_megabytes_is_cut_not_refused() -> None:
    many = "".join(
        f"<p>{SECOND} Paragraph number {n} of a page that does not end.</p>" for n in range(40_000)
    )
    body = html(f"{FIRST}</p>{many}<p>").encode()
    assert len(body) > 5_000_000 > HTML_CAP
    page = read_page(body)
    assert page.text.startswith(FIRST)
    assert len(page.text) <= TEXT_CAP
    assert page.cut


def page(text: str, title: str = "") -> Page:
    return Page(title=title, text=text, language=None, canonical_url=None, published=None)


def test_a_wall_does_not_stand_for_the_article() -> None:
    title = "Herzog arrives in Baku for talks with Aliyev"
    assert stands_for(page(f"{FIRST} Herzog. {SECOND}"), title=title, text="Short") is None
    assert "paywall" in (stands_for(page("Subscribe to read."), title=title, text=FIRST) or "")
    notice = "Please enable JavaScript and cookies to continue. " * 20
    assert "none of the words" in (stands_for(page(notice), title=title, text="") or "")
    assert stands_for(page(notice), title="In Baku", text="") is None  # too little to tell


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_give_a_page_or_a_reason(body: bytes) -> None:
    try:
        page = read_page(b"<html><p>" + body)
    except PageError:
        return
    assert not any(ord(c) < 32 and c not in "\n\t" for c in page.text + page.title)


@given(st.text())
def test_paragraphs_are_stable(text: str) -> None:
    once = paragraphs(text)
    assert paragraphs(once) == once
