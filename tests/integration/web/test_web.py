"""What people and programs get from the web process."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from config.settings import load_settings
from pipeline.alerts.alert import Delivery
from pipeline.alerts.notice import Notice, NoticeState
from pipeline.articles.article import Revision
from pipeline.errors import ConfigError
from pipeline.feeds.trouble import Trouble, TroubleKind
from pipeline.ports import Store
from tests.integration.web.conftest import NOW, Web
from workers.web.app import check_binding

HTML = {"Accept": "text/html"}
PAGES = ["/", "/incidents", "/incidents/inc_1", "/events", "/articles/art_1", "/feeds", "/deliveries"]
Serve = Callable[..., Web]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_and_runs_nothing_from_outside(serve: Serve, page: str) -> None:
    answer = serve().client.get(page, headers=HTML)
    assert answer.status_code == 200
    assert "<script>alert(1)" not in answer.text
    assert "<b>Wire</b>" not in answer.text
    assert "<i>arrives</i>" not in answer.text
    assert "script-src 'self';" in answer.headers["content-security-policy"]


def test_the_overview_says_what_needs_attention(serve: Serve) -> None:
    page = serve().client.get("/", headers=HTML).text
    assert "Something needs you" in page  # no scheduler, no worker
    assert "the server answered 500" in page
    assert "the first report of it" in page


def test_an_incident_shows_its_proof(serve: Serve) -> None:
    page = serve().client.get("/incidents/inc_1", headers=HTML).text
    assert "<blockquote>Iranian minister Ali Rad arrived in Baku on Tuesday.</blockquote>" in page


def test_an_article_shows_its_evidence_and_what_was_no_event(serve: Serve) -> None:
    page = serve().client.get("/articles/art_1", headers=HTML).text
    assert re.search(
        r"<mark[^>]*>Iranian minister Ali Rad arrived in Baku on Tuesday\.<sup>1</sup></mark>", page
    )
    assert "nobody is named" in page


def test_an_article_shows_what_an_edit_changed(serve: Serve, store: Store) -> None:
    with store.write() as tx:
        found = tx.article("art_1")
        assert found is not None
        earlier = found.text.replace("on Tuesday", "on <b>Monday</b>")
        tx.save_revision(Revision(article_id="art_1", revision=1, title="T", text=earlier, seen=NOW))
    page = serve().client.get("/articles/art_1", headers=HTML).text
    assert "-Iranian minister Ali Rad arrived in Baku on &lt;b&gt;Monday&lt;/b&gt;." in page
    assert "+Iranian minister Ali Rad arrived in Baku on Tuesday." in page


@pytest.mark.parametrize(
    ("query", "found"),
    [("", 1), ("?type=visit&country=AZE,IRN", 1), ("?country=ISR", 0), ("?type=&country=&since=", 1),
     ("?since=2026-01-20", 1), ("?since=2026-02-01", 0)],
)  # fmt: skip
def test_lists_are_filtered(serve: Serve, query: str, found: int) -> None:
    client = serve().client
    assert len(client.get(f"/api/events{query}").json()) == found
    assert client.get(f"/events{query}", headers=HTML).status_code == 200


@pytest.mark.parametrize(
    "query", ["?type=vist", "?country=Iran", "?since=yesterday", "?limit=0", "?nonsense=1"]
)
def test_a_bad_request_gets_a_problem_body_and_people_a_page(serve: Serve, query: str) -> None:
    client = serve().client
    answer = client.get(f"/api/incidents{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert "text/html" in client.get(f"/incidents{query}", headers=HTML).headers["content-type"]


def test_what_is_not_there_is_404(serve: Serve) -> None:
    client = serve().client
    assert client.get("/api/incidents/inc_none").json()["detail"].startswith("There is no incident inc_none")
    assert client.get("/incidents/inc_none", headers=HTML).status_code == 404
    assert client.get("/nowhere").status_code == 404


def test_a_dead_delivery_can_be_sent_again(serve: Serve, store: Store) -> None:
    web = serve()
    answer = web.client.post("/deliveries/replay", data={"delivery_id": "dlv_1"}, headers=HTML)
    assert answer.status_code == 303
    assert web.queue.deliveries == [("dlv_1",)]
    with store.read() as tx:
        assert tx.due_deliveries(NOW, 10) == ["dlv_1"]
    assert web.client.post("/api/deliveries/none/replay").status_code == 404


def test_another_site_cannot_make_the_browser_act(serve: Serve) -> None:
    web = serve()
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}):
        answer = web.client.post("/deliveries/replay", data={"delivery_id": "dlv_1"}, headers=headers)
        assert answer.status_code == 403
    assert web.queue.deliveries == []


def test_readiness_follows_the_heartbeats(serve: Serve, store: Store) -> None:
    client = serve().client
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").json()["checks"]["scheduler"] == "no heartbeat yet"
    store.beat("scheduler", NOW)
    store.beat("worker:1", NOW - timedelta(minutes=10), "pid 7: articles")
    store.beat("worker:2", NOW, "pid 8: deliveries, deliveries-patient")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["reader"] == "last heartbeat 600 s ago"
    assert answer.json()["checks"]["sender"] == "ok"
    store.beat("worker:3", NOW, "pid 9: deliveries, articles, deliveries-patient")
    assert client.get("/readyz").json() == {
        "ready": True,
        "checks": {"store": "ok", "redis": "ok", "scheduler": "ok", "reader": "ok", "sender": "ok"},
    }


def test_metrics_count_what_is_in_the_store(serve: Serve) -> None:
    text = serve().client.get("/metrics").text
    assert 'araxes_articles{state="extracted"} 1.0' in text
    assert 'araxes_incidents{type="visit"} 1.0' in text
    assert 'araxes_deliveries{state="dead"} 1.0' in text
    assert 'araxes_up{part="redis"} 1.0' in text
    assert 'araxes_queue_length{queue="articles"} 0.0' in text


class TestLogin:
    TOKEN = "correct horse"

    def test_everything_but_the_probes_needs_it(self, serve: Serve) -> None:
        client = serve(web_token=self.TOKEN).client
        for path in [*PAGES, "/queues/", "/metrics", "/api/events", "/api/openapi.json", "/api/docs"]:
            assert client.get(path).status_code == 401, path
            assert client.get(path, headers=HTML).headers["location"] == f"/login?next={path}"
        assert client.get("/healthz").status_code == 200
        assert client.get("/api/events", headers={"Authorization": "Bearer wrong"}).status_code == 401
        assert client.get("/api/events", headers={"Authorization": f"Bearer {self.TOKEN}"}).status_code == 200

    def test_the_token_signs_in_and_out(self, serve: Serve) -> None:
        client = serve(web_token=self.TOKEN).client
        assert client.post("/login", data={"token": "wrong"}).status_code == 401
        answer = client.post("/login", data={"token": self.TOKEN, "next": "/feeds"})
        assert answer.headers["location"] == "/feeds"
        assert "httponly" in answer.headers["set-cookie"].lower()
        assert self.TOKEN not in answer.headers["set-cookie"]
        assert client.get("/feeds").status_code == 200
        assert client.get("/queues/").status_code == 200
        client.post("/logout")
        assert client.get("/feeds").status_code == 401

    @pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
    def test_signing_in_leads_nowhere_else(self, serve: Serve, target: str) -> None:
        client = serve(web_token=self.TOKEN).client
        assert client.post("/login", data={"token": self.TOKEN, "next": target}).headers["location"] == "/"

    def test_guessing_is_slowed(self, serve: Serve) -> None:
        client = serve(web_token=self.TOKEN).client
        codes = [client.post("/login", data={"token": f"guess {n}"}).status_code for n in range(12)]
        assert codes == [401] * 10 + [429] * 2

    def test_without_a_token_only_loopback_is_bound_and_only_localhost_answered(self, serve: Serve) -> None:
        with pytest.raises(ConfigError, match="ARAXES_WEB_TOKEN"):
            check_binding(load_settings({"ARAXES_WEB_HOST": "0.0.0.0"}))
        check_binding(load_settings({"ARAXES_WEB_HOST": "0.0.0.0", "ARAXES_WEB_TOKEN": "x"}))
        assert serve().client.get("/api/events", headers={"Host": "rebound.example"}).status_code == 421


class TestQueues:
    def test_the_queue_dashboard_is_mounted_with_its_parts(self, serve: Serve) -> None:
        client = serve().client
        page = client.get("/queues/")
        assert page.status_code == 200
        script = re.search(r'(?:src|href)="(/queues/static/[^"]+)"', page.text)
        assert script is not None
        assert client.get(script[1]).status_code == 200
        assert client.get("/queues/0/data/queues.json").json()["queues"] == []

    def test_a_get_changes_nothing(self, serve: Serve) -> None:
        assert serve().client.get("/queues/requeue/articles").status_code == 405


def test_notices_about_feeds_are_shown(serve: Serve, store: Store) -> None:
    trouble = Trouble(
        feed_id="feed_1",
        name="<b>Wire</b>",
        url="javascript:alert(1)",
        outlet="wire",
        kind=TroubleKind.FAILING,
        since=NOW,
        says="<b>Wire</b> has failed",
    )
    notice = Notice(
        id="notice_1",
        thread="notice_1",
        state=NoticeState.FIRING,
        because=trouble.says,
        raised=NOW,
        troubles=(trouble,),
    )
    sent = Delivery(id="dlv_9", alert_id=notice.id, receiver="operator", next_attempt=NOW, created=NOW)
    with store.write() as tx:
        tx.add_notice(notice, [sent])
    web = serve()
    for page in ("/feeds", "/deliveries"):
        text = web.client.get(page, headers=HTML).text
        assert "&lt;b&gt;Wire&lt;/b&gt; has failed" in text
        assert "firing" in text
        assert "javascript:" not in text
    assert [n["id"] for n in web.client.get("/api/notices").json()] == ["notice_1"]
