"""The links in mails, as mail programs and people use them."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.alerts.unsubscribe import links, unsubscribed
from pipeline.ports import Store
from tests.integration.web.conftest import Web

Serve = Callable[..., Web]


def off(store: Store) -> frozenset[str]:
    with store.read() as tx:
        return unsubscribed(tx.disabled_receivers(), "desk")


def test_one_click_without_login_and_only_by_post(serve: Serve, store: Store) -> None:
    web = serve(web_token="t0ken")
    link = links(web.base, "t0ken", "desk")("a@desk.example")
    page = web.client.get(link)
    assert page.status_code == 200
    assert "a@desk.example" in page.text
    assert off(store) == frozenset()
    for _ in range(2):
        # As RFC 8058 §3.2 has it: form data, no cookies, no Origin of ours.
        answer = web.client.post(link, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert "gets no more alerts" in answer.text
    assert off(store) == {"a@desk.example"}


def test_links_that_are_not_ours(serve: Serve, store: Store) -> None:
    web = serve(web_token="t0ken")
    forged = links(web.base, "other", "desk")("a@desk.example")
    assert web.client.post(forged).status_code == 404
    assert web.client.get(f"{web.base}/unsubscribe/x").status_code == 404
    unguarded = serve()
    assert unguarded.client.post(links(unguarded.base, "", "desk")("a@desk.example")).status_code == 404
    assert off(store) == frozenset()
