from __future__ import annotations

import base64

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.articles.url import canonical_url, site_of, url_key

HOSTS = [
    "www.example.com",
    "m.example.com:80",
    "ex.com:8080",
    "münchen.de",
    "amp.x.co.uk",
    "www.google.com",
    "[::1]",
]
TAILS = st.text(st.sampled_from("abAZ09-._~%/?&=;:@+ é%2F%41amp.#!mwu"), max_size=25)
URLS = st.builds(
    "{}://{}/{}".format, st.sampled_from(["http", "https", "HTTP"]), st.sampled_from(HOSTS), TAILS
)
WRAPPED = st.builds(
    "https://{}{}".format,
    st.sampled_from(
        ["www.google.com/amp/s/", "a-com.cdn.ampproject.org/c/s/", "www.google.com/url?q=https://"]
    ),
    TAILS,
)


@example("http://www.example.com/#!é")
@given(URLS | WRAPPED | st.text(max_size=40))
def test_both_forms_are_stable(url: str) -> None:
    canonical, key = canonical_url(url), url_key(url)
    assert canonical_url(canonical) == canonical
    assert url_key(canonical) == key
    if key:
        assert url_key(f"https://{key}") == key
    assert canonical == "" or canonical.startswith(("http://", "https://"))
    assert canonical.isascii()


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://WWW.Example.COM:80/a/./b/../c#top", "http://www.example.com/a/c"),
        ("https://example.com:443/x?utm_source=rss&id=5&fbclid=abc", "https://example.com/x?id=5"),
        ("https://example.com/x?ref=rss&id=1&ref=abc", "https://example.com/x?id=1&ref=abc"),
        ("https://example.com/%7euser/%e2%82%ac", "https://example.com/~user/%E2%82%AC"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://example.com", "https://example.com/"),
        ("https://example.com/a;jsessionid=12AB?x=1", "https://example.com/a?x=1"),
        ("https://example.com/#!/story/7", "https://example.com/#!/story/7"),
        ("https://example.com/?12345", "https://example.com/?12345"),
        ("https://user:pw@example.com/a", "https://example.com/a"),
        ("https://www.google.com/amp/s/news.example/a/1?utm_x=1", "https://news.example/a/1"),
        ("https://news-example.cdn.ampproject.org/v/s/news.example/a/1", "https://news.example/a/1"),
        ("https://www.google.com/url?q=https://news.example/a&sa=U", "https://news.example/a"),
        ("javascript:alert(1)", ""),
        ("mailto:a@b.c", ""),
        ("/relative", ""),
        ("http://", ""),
        ("", ""),
    ],
)
def test_canonical(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "twin",
    [
        "http://www.example.com/news/1",
        "https://example.com/news/1/",
        "https://m.example.com/news/1",
        "https://amp.example.com/news/1",
        "https://example.com/news/1/amp",
        "https://example.com/amp/news/1",
        "https://example.com/news/1?amp=1",
        "https://example.com/news/1?outputType=amp&utm_medium=x",
        "https://example.com/news//1/index.html",
        "https://www.google.com/amp/s/www.example.com/news/1",
    ],
)
def test_twins_have_one_key(twin: str) -> None:
    assert url_key(twin) == "example.com/news/1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/news?id=1", "https://example.com/news?id=2"),
        ("https://en.example.com/1", "https://az.example.com/1"),
        ("https://example.com:8080/1", "https://example.com/1"),
        ("https://example.com/champion", "https://example.com/ch"),
        ("https://example.com/a?sid=4", "https://example.com/a?sid=5"),
    ],
)
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


def test_the_order_of_parameters_does_not_matter() -> None:
    assert url_key("https://e.com/x?b=2&a=1") == url_key("https://e.com/x?a=1&b=2")


def test_a_front_page_names_no_article() -> None:
    assert url_key("https://www.example.com/") == ""
    assert url_key("https://example.com/index.php?utm_source=x") == ""


def test_site_of() -> None:
    assert site_of("https://www.example.co.uk/x") == "example.co.uk"
    assert site_of("nonsense") == ""


def google_news(url: str, *, field: bytes = b"\x22") -> str:
    """An address as Google News writes it: base64url of a protocol buffer around it."""
    data = url.encode()
    size = bytes([len(data)]) if len(data) < 128 else bytes([len(data) & 0x7F | 0x80, len(data) >> 7])
    wrapped = base64.urlsafe_b64encode(b"\x08\x13" + field + size + data + b"\xd2\x01\x00").decode()
    return f"https://news.google.com/rss/articles/{wrapped.rstrip('=')}?oc=5"


@pytest.mark.parametrize("path", ["a", "a" * 200])
def test_google_news_links_that_hold_an_address_are_that_address(path: str) -> None:
    assert (
        canonical_url(google_news(f"https://news.example/{path}?utm_source=g"))
        == f"https://news.example/{path}"
    )
    assert url_key(google_news(f"https://www.news.example/{path}")) == f"news.example/{path}"


@pytest.mark.parametrize(
    "link",
    [
        google_news("AU_yqLOpaqueTokenThatOnlyGoogleCanResolve"),
        google_news("https://news.example/a b"),
        google_news("javascript:alert(1)"),
        google_news("https://news.example/a", field=b"\x2a"),
        "https://news.google.com/rss/articles/CBMiKmh0dHBz",
        "https://news.google.com/topics/CAAqJggKIiBDQkFTRWdvSUwyMHZNRGRqTVhZU0FtVnVHZ0pWVXlnQVAB",
    ],
)
def test_other_google_news_links_stay(link: str) -> None:
    assert canonical_url(link).startswith("https://news.google.com/")
    assert url_key(link).startswith("news.google.com/")
