from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.alerts.alert import ALERTING, Reason
from pipeline.alerts.decide import alert_of, decide, told
from pipeline.alerts.rules import AlertRules
from pipeline.articles.article import Article
from pipeline.events.event import EventType, Status
from pipeline.incidents import lifecycle
from pipeline.incidents.incident import Incident
from tests.fakes.reports import at, report, visit

ARTICLE = Article(id="article-one", url="", outlet="o", title="", published=at(), first_seen=at())
FIRST = lifecycle.open_incident(report(visit("Shimon Peres")), at())


def reason(after: Incident, rules: AlertRules | None = None, before: Incident | None = None) -> Reason:
    return decide(before, after, ARTICLE, rules or AlertRules(), at()).reason


def test_each_outcome_has_its_name() -> None:
    assert reason(FIRST) is Reason.NEW
    assert reason(replace(FIRST, in_scope=False)) is Reason.OUT_OF_SCOPE
    assert reason(replace(FIRST, type=EventType.CALL)) is Reason.NOT_ALERTABLE
    assert reason(replace(FIRST, status=Status.HYPOTHETICAL)) is Reason.NOT_ALERTABLE
    assert reason(FIRST, AlertRules(min_confidence=0.9)) is Reason.NEW
    assert reason(replace(FIRST, confidence=0.5), AlertRules(min_confidence=0.9)) is Reason.BELOW_CONFIDENCE
    assert reason(replace(FIRST, told=("occurred",))) is Reason.DUPLICATE
    assert reason(replace(FIRST, told=("planned",))) is Reason.STATUS_CHANGED
    assert reason(FIRST, AlertRules(types=frozenset({EventType.CALL}))) is Reason.NOT_ALERTABLE


def test_old_articles_can_be_kept_from_alerting() -> None:
    late = at() + timedelta(days=9)
    old = AlertRules(max_age=timedelta(days=7))
    assert decide(None, FIRST, ARTICLE, old, late).reason is Reason.NOT_ALERTABLE
    assert decide(None, FIRST, ARTICLE, old, at() + timedelta(days=7)).reason is Reason.NEW


def test_a_reason_that_is_not_wanted_is_recorded_and_not_told() -> None:
    found = decide(
        None, replace(FIRST, told=("planned",)), ARTICLE, AlertRules(reasons=frozenset({Reason.NEW})), at()
    )
    assert found.reason is Reason.DUPLICATE
    assert "status_changed is not among alerts.reasons" in found.because


@given(
    st.lists(st.sampled_from([Status.PLANNED, Status.OCCURRED, Status.CANCELLED]), max_size=12),
    st.sets(st.sampled_from(sorted(ALERTING))),
)
def test_no_alert_repeats(statuses: list[Status], reasons: set[Reason]) -> None:
    rules = AlertRules(reasons=frozenset(reasons), corroborated_at=(2, 4))
    incident: Incident | None = None
    raised = []
    for n, status in enumerate(statuses):
        new = report(visit("Shimon Peres", status=status), at(n), f"{n}")
        before, incident = (
            incident,
            lifecycle.absorb(incident, new, at(n)) if incident else lifecycle.open_incident(new, at(n)),
        )
        found = decide(before, incident, ARTICLE, rules, at(n))
        if found.alerts:
            raised.append(alert_of(found, incident, at(n)).id)
            incident = replace(incident, told=told(incident, found.reason))
            again = decide(before, incident, ARTICLE, rules, at(n))
            assert not again.alerts or alert_of(again, incident, at(n)).id not in raised
    assert len(raised) == len(set(raised))


def test_an_alert_carries_all_that_rendering_needs() -> None:
    alert = alert_of(decide(None, FIRST, ARTICLE, AlertRules(), at()), FIRST, at())
    assert alert.snapshot["sources"][0]["evidence"] == ["landed in the Azerbaijani capital"]
    assert alert.snapshot["participants"] == [{"name": "Shimon Peres", "country": "ISR", "actor": None}]
    assert alert.story_id == FIRST.story_id
