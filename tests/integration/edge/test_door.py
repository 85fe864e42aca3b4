"""The HTTP door against a real server: what it sends, follows, refuses and survives."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import brotli
import pytest
import trustme
import zstandard

from pipeline.edge.fetch import HttpFetcher
from pipeline.errors import FetchError, RefusedError, TooLargeError
from pipeline.ports import Request, Response
from tests.fakes.site import Asked, Reply, Site, endless, hanging, site

LOOPBACK = ("127.0.0.0/8", "::1/128")


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as served:
        yield served


def fetch(*requests: Request | str, **settings: Any) -> list[Response | Exception]:
    """All of the requests at once through one door; what each came to."""
    given = {"user_agent": "Araxes/0.1 (+test)", "allow_networks": LOOPBACK, "page_gap": 0.0} | settings

    async def run() -> list[Response | Exception]:
        door = HttpFetcher(**given)
        try:
            wanted = [r if isinstance(r, Request) else Request(url=r) for r in requests]
            got = await asyncio.gather(*(door.get(r) for r in wanted), return_exceptions=True)
            return [g for g in got if isinstance(g, Response | Exception)]
        finally:
            await door.aclose()

    return asyncio.run(run())


def one(request: Request | str, **settings: Any) -> Response:
    (got,) = fetch(request, **settings)
    if isinstance(got, Exception):
        raise got
    return got


def test_headers_go_and_come_byte_for_byte(web: Site) -> None:
    url = web.answer("/feed", Reply(b"hello", headers={"ETag": 'W/"caf\xe9;x"', "X-A": "1"}))
    got = one(Request(url=url, headers={"If-None-Match": 'W/"\xe9\xff"', "X-Key": "k"}))
    assert got.headers["etag"] == 'W/"caf\xe9;x"'
    assert web.asked[0].headers["if-none-match"] == 'W/"\xe9\xff"'
    assert web.asked[0].headers["user-agent"] == "Araxes/0.1 (+test)"
    assert web.asked[0].headers["x-key"] == "k"
    assert (got.body, got.status, got.wire_bytes) == (b"hello", 200, 5)


def test_a_feed_may_have_its_own_user_agent(web: Site) -> None:
    one(Request(url=web.answer("/", Reply()), headers={"user-agent": "Mine/1"}))
    assert web.asked[0].headers["user-agent"] == "Mine/1"


def test_a_line_break_in_a_header_is_refused(web: Site) -> None:
    with pytest.raises(RefusedError, match="line break"):
        one(Request(url=web.answer("/", Reply()), headers={"x": "a\r\nHost: evil"}))
    assert web.asked == []


@pytest.mark.parametrize(
    ("coding", "compress"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda b: zlib.compress(b)[2:-4]),
        ("gzip, br", lambda b: brotli.compress(gzip.compress(b))),
        ("", gzip.compress),
        ("gzip", lambda b: b),
    ],
)
def test_codings_are_undone(web: Site, coding: str, compress: Callable[[bytes], bytes]) -> None:
    body = b"<rss>" + bytes(range(256)) * 500
    headers = {"Content-Encoding": coding} if coding else {}
    got = one(web.answer("/", Reply(compress(body), headers=headers)))
    assert got.body == body
    assert {"gzip", "br", "zstd"} <= {c.strip() for c in web.asked[0].headers["accept-encoding"].split(",")}


@pytest.mark.parametrize(
    ("coding", "compress"), [("gzip", gzip.compress), ("br", brotli.compress), ("zstd", zstandard.compress)]
)
def test_bombs_and_truncation_end_in_a_sentence(
    web: Site, coding: str, compress: Callable[[bytes], bytes]
) -> None:
    headers = {"Content-Encoding": coding}
    bomb = web.answer("/bomb", Reply(compress(b"\0" * 5_000_000), headers=headers))
    whole = compress(b"".join(b"%d " % n for n in range(20_000)))
    cut = web.answer("/cut", Reply(whole[: len(whole) // 2], headers=headers))
    with pytest.raises(TooLargeError, match="larger than 1,000,000 bytes when decompressed"):
        one(Request(url=bomb, max_bytes=1_000_000))
    with pytest.raises(FetchError, match=r"ends early|damaged"):
        one(cut)


def test_size_caps_count_before_and_while_reading(web: Site) -> None:
    large = web.answer("/large", Reply(b"x" * 5000))
    with pytest.raises(TooLargeError, match="5,000 bytes large"):
        one(Request(url=large, max_bytes=1000))
    unsaid = web.answer("/unsaid", Reply(pieces=lambda stop: iter([b"x" * 800] * 10)))
    with pytest.raises(TooLargeError, match="larger than 1,000 bytes"):
        one(Request(url=unsaid, max_bytes=1000))


def test_hanging_endless_and_broken_answers(web: Site) -> None:
    hang = web.answer("/hang", Reply(pieces=hanging))
    stream = web.answer("/stream", Reply(pieces=endless))
    broken = web.answer("/broken", Reply(b"x" * 100, cut=10))
    got = fetch(
        Request(url=hang),
        Request(url=stream, total_timeout=0.5),
        broken,
        "http://127.0.0.1:9/",
        "http://nowhere.invalid/",
        read_timeout=0.4,
        per_host=9,
    )
    assert "timed out: no byte came for 0.4 s" in str(got[0])
    assert "did not finish within 0.5 s" in str(got[1])
    assert "broke off before its end" in str(got[2])
    assert "does not take connections" in str(got[3])
    assert "cannot be looked up" in str(got[4])
    assert all(isinstance(g, FetchError) for g in got)


def test_a_server_that_never_answers_is_a_passing_fault(web: Site) -> None:
    def silent(asked: Asked) -> Reply:
        web.stopping.wait(5)
        return Reply()

    with pytest.raises(FetchError, match=r"did not answer within 0\.3 s") as caught:
        one(Request(url=web.answer("/", silent), total_timeout=0.3))
    assert not caught.value.permanent


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "http://0.0.0.0:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f.0.0.1:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://[64:ff9b::7f00:1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "ftp://127.0.0.1:{port}/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/",
        "http://",
        "nonsense",
    ],
)
def test_private_places_are_refused(web: Site, url: str) -> None:
    with pytest.raises(RefusedError):
        one(url.format(port=web.port), allow_networks=())
    assert web.asked == []


def test_a_name_is_looked_up_once_and_the_checked_address_dialled(web: Site) -> None:
    answers = iter([["10.0.0.1", "127.0.0.1"], ["10.0.0.1"]])
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    web.answer("/", Reply(b"ours"))
    got = one(f"http://rebind.test:{web.port}/", allow_networks=("127.0.0.1/32",), resolve=rebinding)
    assert got.body == b"ours"
    assert asked == ["rebind.test"]
    with pytest.raises(RefusedError, match=r"rebind.test is at 10.0.0.1, inside a private network"):
        one(f"http://rebind.test:{web.port}/", allow_networks=("127.0.0.1/32",), resolve=rebinding)


def test_redirects_into_private_places_are_refused(web: Site) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1" if host == "public.test" else host]

    for target in ("http://169.254.169.254/", "http://[::1]/", "http://10.1.2.3/x", "file:///etc/passwd"):
        web.answer("/", Reply(status=302, headers={"Location": target}))
        (got,) = fetch(f"http://public.test:{web.port}/", resolve=resolve, allow_networks=("127.0.0.1/32",))
        assert isinstance(got, RefusedError), got


def test_redirects_are_followed_and_told(web: Site) -> None:
    web.answer("/a", Reply(status=301, headers={"Location": "/b"}))
    web.answer("/b", Reply(status=308, headers={"Location": f"{web.base}/c"}))
    web.answer("/c", Reply(status=302, headers={"Location": "d"}))
    web.answer("/d", Reply(b"here"))
    got = one(f"{web.base}/a")
    assert [h[0] for h in got.hops] == [301, 308, 302]
    assert got.url == f"{web.base}/d"
    assert got.permanent_url == f"{web.base}/c"
    assert got.body == b"here"


def test_loops_and_long_chains_end(web: Site) -> None:
    web.answer("/a", Reply(status=302, headers={"Location": "/b"}))
    web.answer("/b", Reply(status=302, headers={"Location": "/a"}))
    with pytest.raises(RefusedError, match="redirects in a loop"):
        one(f"{web.base}/a")
    for n in range(9):
        web.answer(f"/{n}", Reply(status=302, headers={"Location": f"/{n + 1}"}))
    with pytest.raises(RefusedError, match="more than 5 times"):
        one(f"{web.base}/0")


def test_secrets_do_not_follow_a_redirect_elsewhere(web: Site) -> None:
    with site() as other:
        target = other.answer("/", Reply(b"ok"))
        url = web.answer("/", Reply(status=302, headers={"Location": target}))
        one(Request(url=url, headers={"authorization": "Basic x", "x-key": "k", "if-none-match": '"e"'}))
    assert web.asked[0].headers["authorization"] == "Basic x"
    assert "authorization" not in other.asked[0].headers
    assert "x-key" not in other.asked[0].headers
    assert other.asked[0].headers["if-none-match"] == '"e"'


def test_certificate_faults_are_told_in_a_sentence() -> None:
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("other.test").configure_cert(server)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)

    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    with site(server) as web:
        web.answer("/", Reply(b"secure"))
        (unknown, wrong, right) = (
            fetch(f"https://other.test:{web.port}/", resolve=resolve)[0],
            fetch(f"https://news.test:{web.port}/", resolve=resolve, ssl_context=trusting)[0],
            fetch(f"https://other.test:{web.port}/", resolve=resolve, ssl_context=trusting)[0],
        )
    assert "certificate is not valid for other.test" in str(unknown)
    assert "certificate is not valid for news.test: Hostname mismatch" in str(wrong)
    assert isinstance(right, Response)
    assert right.body == b"secure"


def test_a_host_is_asked_by_few_at_once(web: Site) -> None:
    def slow(asked: Asked) -> Reply:
        time.sleep(0.03)
        return Reply(b"ok")

    urls = [web.answer(f"/{n}", slow) for n in range(12)]
    assert len(fetch(*urls, per_host=3)) == 12
    assert web.most_at_once <= 3


def test_servers_that_hang_do_not_hold_up_the_others(web: Site) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    web.answer("/hang", Reply(pieces=hanging))
    web.answer("/ok", Reply(b"ok"))
    hung = [Request(url=f"http://h{n}.test:{web.port}/hang", total_timeout=4) for n in range(4)]
    good = [Request(url=f"http://g{n}.test:{web.port}/ok") for n in range(8)]

    async def run() -> float:
        door = HttpFetcher(user_agent="x", allow_networks=LOOPBACK, concurrency=2, resolve=resolve)
        waiting = [asyncio.ensure_future(door.get(r)) for r in hung]
        await asyncio.sleep(0.05)
        started = asyncio.get_running_loop().time()
        await asyncio.gather(*(door.get(r) for r in good))
        took = asyncio.get_running_loop().time() - started
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await door.aclose()
        return took

    # Two places, four servers that hang for 4 s: whoever waits gives his place on after a second.
    assert asyncio.run(run()) < 3.9


def test_robots_are_obeyed_by_pages_and_read_once(web: Site) -> None:
    web.answer(
        "/robots.txt", Reply(b"User-agent: Araxes\nDisallow: /private\n\nUser-agent: *\nDisallow: /\n")
    )
    pages = [Request(url=web.answer(f"/{n}", Reply(b"page")), obey_robots=True) for n in range(5)]
    private = Request(url=web.answer("/private/1", Reply(b"page")), obey_robots=True)
    got = fetch(*pages, private)
    assert [g.status for g in got[:5] if isinstance(g, Response)] == [200] * 5
    assert isinstance(got[5], RefusedError)
    assert "robots.txt does not allow Araxes" in str(got[5])
    assert [a.path for a in web.asked].count("/robots.txt") == 1
    assert "/private/1" not in [a.path for a in web.asked]


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False)])
def test_robots_that_cannot_be_read(web: Site, status: int, allowed: bool) -> None:
    web.answer("/robots.txt", Reply(status=status))
    (got,) = fetch(Request(url=web.answer("/page", Reply(b"page")), obey_robots=True))
    assert isinstance(got, Response) is allowed


def test_a_proxy_is_used_but_is_no_way_into_the_network(web: Site) -> None:
    web.answer("http://news.test/feed", Reply(b"through the proxy"))
    got = one(
        Request(url="http://news.test/feed", proxy=f"http://user:pw@127.0.0.1:{web.port}"), allow_networks=()
    )
    assert got.body == b"through the proxy"
    assert web.asked[0].headers["proxy-authorization"] == "Basic dXNlcjpwdw=="
    with pytest.raises(RefusedError, match="private network"):
        one(Request(url="http://169.254.169.254/", proxy=f"http://127.0.0.1:{web.port}"), allow_networks=())


def test_a_connection_that_the_server_closed_meanwhile_is_replaced(web: Site) -> None:
    web.answer("/", Reply(b"ok"))

    async def run() -> list[int]:
        door = HttpFetcher(user_agent="x", allow_networks=LOOPBACK)
        statuses = []
        for _ in range(3):
            statuses.append((await door.get(Request(url=f"{web.base}/"))).status)
            await asyncio.sleep(0.05)
        await door.aclose()
        return statuses

    assert asyncio.run(run()) == [200, 200, 200]
