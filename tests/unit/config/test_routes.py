import re
from datetime import time, timedelta
from pathlib import Path

import pytest
import yaml

from config.routes import RoutesFile, load_routes
from config.settings import PACKAGED
from pipeline.alerts.alert import Reason
from pipeline.alerts.rules import Rules
from pipeline.errors import ConfigError
from pipeline.events.event import EventType

WHOLE = """
alerts:
  types: [visit, call]
  min_confidence: 0.6
  corroborated_at: [5, 3]
  max_age: 2d
receivers:
  - name: desk
    email: {to: [desk@example.org]}
    time_zone: Asia/Baku
  - name: hook
    webhook: {url: 'https://example.org/hook', secrets: [new-key, old-key]}
  - name: chat
    apprise: {url_secret: chat-url}
route:
  receiver: desk
  group_wait: 30s
  routes:
    - receiver: hook
      matchers: ['type="visit"', 'pair="AZE-ISR"']
      continue: true
      mute_time_intervals: [nights]
      routes:
        - matchers: ['outlets>=2']
          group_interval: 1h30m
    - receiver: chat
      digest: {every: week, at: '07:30', weekday: friday}
time_intervals:
  - name: nights
    location: Europe/Berlin
    time_intervals:
      - times: [{start_time: '22:00', end_time: '24:00'}]
        weekdays: ['friday:monday']
"""


def load(folder: Path, text: str, secrets: tuple[str, ...] | None = None) -> Rules:
    (folder / "routes.yaml").write_text(text, encoding="utf-8")
    known = None if secrets is None else dict.fromkeys(secrets, "x").get
    return load_routes(folder, known)


def faults(folder: Path, text: str, secrets: tuple[str, ...] | None = None) -> str:
    with pytest.raises(ConfigError) as raised:
        load(folder, text, secrets)
    return "\n".join(raised.value.faults)


def test_a_whole_file(tmp_path: Path) -> None:
    rules = load(tmp_path, WHOLE, ("new-key", "old-key", "chat-url"))
    assert rules.alerts.types == {EventType.VISIT, EventType.CALL}
    assert rules.alerts.corroborated_at == (3, 5)
    assert Reason.CORROBORATED in rules.alerts.reasons
    assert rules.alerts.max_age == timedelta(days=2)
    desk, hook, chat = rules.receivers
    assert (desk.email and desk.email.to, desk.time_zone) == (("desk@example.org",), "Asia/Baku")
    assert hook.webhook
    assert hook.webhook.secrets == ("new-key", "old-key")
    assert chat.sends
    first, second = rules.root.routes
    assert (first.goes_on, first.group_wait, first.path) == (True, timedelta(seconds=30), "route.routes[0]")
    [inner] = first.routes
    assert (inner.receiver, inner.group_interval) == ("hook", timedelta(minutes=90))
    assert (inner.goes_on, inner.mute_time_intervals) == (False, ())
    assert second.digest
    assert (second.digest.at, second.digest.weekday) == (time(7, 30), 4)
    [span] = rules.intervals[0].spans
    assert (span.start, span.end, span.weekdays) == (time(22), time(0), {4, 5, 6, 0})


def test_the_packaged_file_tells_nobody_outside() -> None:
    rules = load_routes(PACKAGED)
    assert not any(r.sends for r in rules.receivers)
    assert rules.alerts.types == {EventType.VISIT, EventType.AGREEMENT}


def test_the_examples_in_the_packaged_file_are_right(tmp_path: Path) -> None:
    """With every example uncommented the file still loads."""
    text = (PACKAGED / "routes.yaml").read_text(encoding="utf-8")
    text = re.sub(r"^time_intervals: \[\]$", "time_intervals:", text, flags=re.M)
    text = re.sub(r"^( *)# (?=(?: *- | {2,}\S|routes:|max_age:))", r"\1", text, flags=re.M)
    rules = load(tmp_path, text, ("newsroom-hook", "newsroom-hook-old", "chat-url"))
    assert [r.name for r in rules.receivers] == ["dashboard", "desk", "newsroom", "chat"]
    assert len(rules.root.routes) == 4
    assert [i.name for i in rules.intervals] == ["nights", "office"]
    assert rules.alerts.max_age == timedelta(days=7)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    - receiver: chat\n", "    - receiver: nobody\n", "there is no receiver 'nobody'; add it"),
        ("[nights]", "[days]", "no time interval 'days'"),
        ("'outlets>=2'", "'outlets>=many'", "outlets is a number"),
        ('pair="AZE-ISR"', 'pair=~"["', "no regular expression"),
        ("pair=", "country_pair=", "is no label"),
        ("group_wait: 30s", "group_wait: soon", "is no duration"),
        ("Asia/Baku", "Asia/Nowhere", "is no time zone"),
        ("desk@example.org", "desk", "is no mail address"),
        ("https://example.org/hook", "ftp://example.org", "is no web address"),
        ("https://example.org/hook", "https://me:pw@example.org/hook", "must not carry a user"),
        ("new-key", "whsec_abc=", "is no name of a secret"),
        ("'22:00'", "'25:00'", "is no time of day"),
        ("friday:monday", "fryday", "is no weekday"),
        ("corroborated_at: [5, 3]", "corroborated_at: [1]", "from 2 on"),
        ("  - name: chat", "  - name: desk", "receiver 'desk' stands twice"),
        ("types: [visit, call]", "types: [visits]", "alerts.types"),
        ("  receiver: desk\n", "  receiver: desk\n  repeat_interval: 4h\n", "unknown key"),
        ("  receiver: desk\n", "  receiver: desk\n  matchers: ['type=visit']\n", "takes every alert"),
        ("  receiver: desk\n", "", "route.receiver: is missing"),
        ("    apprise: {url_secret: chat-url}", "    apprise: {url: 'slack://x'}", "url_secret: is missing"),
    ],
)
def test_each_fault_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in WHOLE
    found = faults(tmp_path, WHOLE.replace(old, new, 1))
    assert said in found
    assert "routes.yaml" in found


def test_a_secret_that_is_not_set_is_named_and_never_shown(tmp_path: Path) -> None:
    found = faults(tmp_path, WHOLE, ("new-key",))
    assert "receiver hook: secret 'old-key' is not set; set ARAXES_SECRET_OLD_KEY" in found
    assert "receiver chat: secret 'chat-url' is not set" in found


def test_several_faults_are_told_at_once(tmp_path: Path) -> None:
    text = WHOLE.replace("[nights]", "[days]").replace("    - receiver: chat\n", "    - receiver: nobody\n")
    assert len(faults(tmp_path, text).splitlines()) == 2


def test_two_transports_in_one_receiver(tmp_path: Path) -> None:
    text = WHOLE.replace("    apprise:", "    email: {to: [a@example.org]}\n    apprise:")
    assert "has several transports" in faults(tmp_path, text)


def test_the_model_has_no_unnamed_defaults_left_out() -> None:
    """Every key of the packaged file is one the model knows, so the file documents what there is."""
    written = yaml.safe_load((PACKAGED / "routes.yaml").read_text(encoding="utf-8"))
    assert set(written) == set(RoutesFile.model_fields)


def test_notices_about_feeds(tmp_path: Path) -> None:
    rules = load(tmp_path, WHOLE + "notices: {receivers: [desk, hook, desk], repeat_interval: 1d}\n")
    assert rules.notices.receivers == ("desk", "hook")
    assert rules.notices.repeat_interval == timedelta(days=1)
    assert load(tmp_path, WHOLE).notices.receivers == ()  # who did not ask is not told


@pytest.mark.parametrize(
    ("notices", "said"),
    [
        ("{receivers: [nobody]}", "notices.receivers: there is no receiver 'nobody'; add it to receivers"),
        ("{repeat_interval: 1m}", "is too short; write 5m or more"),
        ("{matchers: []}", "matchers"),
    ],
)
def test_faults_in_notices_are_named(tmp_path: Path, notices: str, said: str) -> None:
    assert said in faults(tmp_path, WHOLE + f"notices: {notices}\n")
