"""The commands over incidents, alerts, silences and routes, on a real store."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from config.settings import load_settings
from pipeline.alerts.rules import Rules
from pipeline.articles.article import Article, ArticleState
from pipeline.events.event import Event, Reading, Status
from pipeline.flow.join import join_reading
from tests.fakes.reports import agreement, at, on, visit
from workers import bootstrap
from workers.cli import main

ROUTES = """
receivers:
  - name: desk
    email: {to: [desk@example.org]}
    time_zone: UTC
  - name: chat
    apprise: {url_secret: chat-url}
route:
  receiver: desk
  routes:
    - receiver: chat
      matchers: ['type="agreement"']
      mute_time_intervals: [nights]
time_intervals:
  - name: nights
    time_intervals: [{times: [{start_time: '22:00', end_time: '07:00'}]}]
"""

Araxes = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def araxes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Araxes:
    """Runs a command with --json on a store that knows a trip, its copy elsewhere, and documents."""
    monkeypatch.setenv("ARAXES_DATA_DIR", str(tmp_path))
    store = bootstrap.store(load_settings({"ARAXES_DATA_DIR": str(tmp_path)}))
    trip = visit("Shimon Peres", date_start=on(10))
    for name, event in (("a", trip), ("b", trip), ("c", agreement("gas", date_start=on(10)))):
        read(store, name, event)
    store.close()

    def run(*words: str) -> list[dict[str, Any]]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([*words, "--json"])
        out, err = capsys.readouterr()
        assert ended.value.code == 0, err
        return [json.loads(line) for line in out.splitlines()]

    return run


def read(store: Any, name: str, event: Event) -> None:
    article = Article(
        id=f"art-{name}",
        url=f"https://{name}.example/",
        outlet=name,
        title=f"Title {name}",
        text=f"Text of {name}.",
        published=at(),
        first_seen=at(),
        state=ArticleState.EXTRACTED,
    )
    reading = Reading(article_id=article.id, relevant=True, events=(event,))
    with store.write(exclusive=True) as tx:
        tx.add_articles([(article, [])])
        tx.save_reading(reading)
        join_reading(tx, article, reading, Rules(), at())


def fails(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_incidents_are_listed_and_shown_with_their_whole_chain(araxes: Araxes) -> None:
    trip, papers = sorted(araxes("incidents", "list"), key=lambda i: -i["sources"])
    assert (trip["type"], trip["outlets"], papers["type"]) == ("visit", 2, "agreement")
    assert araxes("incidents", "list", "--type", "visit", "--country", "aze,isr") == [trip]
    assert araxes("incidents", "list", "--country", "IRN") == []
    [shown] = araxes("incidents", "show", trip["id"])
    assert [d["reason"] for d in shown["decisions"]] == ["new", "duplicate"]
    assert {s["title"] for s in shown["sources"]} == {"Title a", "Title b"}
    assert shown["story"] == papers["story"]


def test_events_and_alerts_are_listed(araxes: Araxes) -> None:
    assert {e["article"] for e in araxes("events", "list")} == {"art-a", "art-b", "art-c"}
    assert all(e["because"] for e in araxes("events", "list"))
    told = araxes("alerts", "list", "--type", "visit")
    assert [(a["reason"], a["article"]) for a in told] == [("new", "art-a")]


def test_split_and_merge(araxes: Araxes, capsys: pytest.CaptureFixture[str]) -> None:
    [trip] = araxes("incidents", "list", "--type", "visit")
    stays, leaves = araxes("incidents", "split", trip["id"], "--article", "art-b", "--owner", "me")
    assert (stays["sources"], leaves["sources"]) == (1, 1)
    assert len(araxes("incidents", "list", "--type", "visit")) == 2
    [merged] = araxes("incidents", "merge", trip["id"], leaves["id"], "--owner", "me")
    assert (merged["id"], merged["sources"]) == (trip["id"], 2)
    [shown] = araxes("incidents", "show", leaves["id"])  # its old name still leads there
    assert set(shown["by_hand"].values()) == {v for v in shown["by_hand"].values() if v.startswith("me, ")}
    assert len(araxes("alerts", "list", "--type", "visit")) == 1
    assert "no source of" in fails(capsys, "incidents", "split", trip["id"], "--article", "x")
    assert "must leave" in fails(
        capsys, "incidents", "split", trip["id"], "--article", "art-a", "--article", "art-b"
    )
    [papers] = araxes("incidents", "list", "--type", "agreement")
    assert "only one type merges" in fails(capsys, "incidents", "merge", trip["id"], papers["id"])
    assert "no incident 'x'" in fails(capsys, "incidents", "show", "x")


def test_silences(araxes: Araxes, capsys: pytest.CaptureFixture[str]) -> None:
    [added] = araxes("silences", "add", 'type="visit"', "--reason", "known", "--until", "2h", "--owner", "me")
    assert added["matchers"] == ['type="visit"']
    assert araxes("silences", "list") == [added]
    araxes("silences", "end", added["id"])
    assert araxes("silences", "list") == []
    assert "is in force" in fails(capsys, "silences", "end", added["id"])
    assert "no label" in fails(capsys, "silences", "add", "colour=red", "--reason", "r", "--until", "2h")
    said = fails(capsys, "silences", "add", "type=visit", "--reason", "r", "--until", "2020-01-01")
    assert "has ended before it begins" in said
    assert "is no time" in fails(capsys, "silences", "add", "type=visit", "--reason", "r", "--until", "soon")


def test_routes_test(araxes: Araxes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "routes.yaml").write_text(ROUTES, encoding="utf-8")
    by = ("--rules", str(tmp_path))
    [to_desk] = araxes("routes", "test", "--from", "ISR", "--to", "AZE", *by)
    assert (to_desk["receiver"], to_desk["outcome"]) == ("desk", "sent")
    night = ("--at", "2026-03-09T23:00Z")
    [held] = araxes("routes", "test", "--type", "agreement", "--country", "AZE,ISR", *by, *night)
    assert held["at"] == "2026-03-10T07:00:00+00:00"
    assert "held back by nights" in held["outcome"]
    [papers] = araxes("incidents", "list", "--type", "agreement")
    [stored] = araxes("routes", "test", "--incident", papers["id"], *by, "--at", "2026-03-09T12:00Z")
    assert (stored["receiver"], stored["because"]) == ("chat", 'route.routes[0]: type="agreement"')
    [nobody] = araxes("routes", "test", "--type", "call", "--country", "AZE,ISR", *by)
    assert nobody["outcome"] == "not_alertable"
    assert "two countries" in fails(capsys, "routes", "test", "--country", "AZE", *by)


def test_backtest(araxes: Araxes, tmp_path: Path) -> None:
    assert araxes("backtest") == []
    (tmp_path / "routes.yaml").write_text("alerts: {types: [agreement]}" + ROUTES, encoding="utf-8")
    rows = araxes("backtest", "--rules", str(tmp_path))
    assert sorted((r["outcome"], r["type"], r["after"]) for r in rows) == [
        ("changed", "agreement", ["chat sent"]),
        ("lost", "visit", []),
    ]
    assert len(araxes("alerts", "list")) == 2  # nothing was added


def test_a_stored_plan_and_its_cancellation_share_an_incident(araxes: Araxes, tmp_path: Path) -> None:
    store = bootstrap.store(load_settings({"ARAXES_DATA_DIR": str(tmp_path)}))
    plan = visit("Moshe Yaalon", status=Status.PLANNED, date_start=on(20))
    read(store, "d", plan)
    read(store, "e", replace(plan, status=Status.CANCELLED))
    store.close()
    told = araxes("alerts", "list", "--since", "2026-01-01")
    assert [a["reason"] for a in told if a["article"] in ("art-d", "art-e")].count("status_changed") == 1
