import pytest

from pipeline.alerts.alert import Reason
from pipeline.alerts.labels import LABELS, labels, matches, parse_matcher
from pipeline.alerts.route import route
from pipeline.alerts.rules import Route, Rules
from pipeline.errors import InputError
from pipeline.incidents import lifecycle
from tests.fakes.reports import at, report, visit

INCIDENT = lifecycle.open_incident(report(visit("Shimon Peres", confidence=0.72)), at())
FOUND = labels(INCIDENT, Reason.NEW)


@pytest.mark.parametrize(
    ("matcher", "hit"),
    [
        ('type="visit"', True),
        ("type=visit", True),
        ("type!=visit", False),
        ('status=~"planned|occurred"', True),
        ('status=~"plan"', False),  # whole values, as in Alertmanager
        ('pair="AZE-ISR"', True),
        ('pair="AZE-IRN"', False),
        ('country="ISR"', True),
        ('country!="ISR"', False),  # several values: none may be it
        ('actor=~".*peres"', True),
        ('actor!~".*Netanyahu"', True),
        ("confidence>=0.72", True),
        ("confidence>0.72", False),
        ("outlets>=2", False),
        ("outlets=1", True),
        ('reason="new"', True),
        ('from="ISR"', True),
        ('instrument=""', True),
    ],
)
def test_matchers(matcher: str, hit: bool) -> None:
    assert matches(parse_matcher(matcher), FOUND) is hit


@pytest.mark.parametrize(
    ("matcher", "said"),
    [
        ("", "no matcher"),
        ("type", "no matcher"),
        ('colour="red"', "'colour' is no label; labels are type"),
        ('actor=~"["', "no regular expression"),
        ('type>="visit"', "compares numbers"),
        ('outlets>="many"', "is a number"),
    ],
)
def test_a_bad_matcher_is_told_in_a_sentence(matcher: str, said: str) -> None:
    with pytest.raises(InputError, match=said.replace("[", r"\[")):
        parse_matcher(matcher)


def test_every_documented_label_but_the_receiver_is_there() -> None:
    assert set(FOUND) == set(LABELS) - {"receiver"}


def node(receiver: str, *matchers: str, goes_on: bool = False, routes: tuple[Route, ...] = ()) -> Route:
    read = tuple(parse_matcher(m) for m in matchers)
    return Route(path=receiver, receiver=receiver, matchers=read, goes_on=goes_on, routes=routes)


def receivers(*routes: Route) -> list[str]:
    return [t.receiver for t in route(FOUND, Rules(root=node("root", routes=routes)))]


class TestRouting:
    def test_the_first_that_matches_takes_it(self) -> None:
        assert receivers(node("a", "type=agreement"), node("b", "type=visit"), node("c")) == ["b"]

    def test_what_none_takes_stays_with_the_root(self) -> None:
        assert receivers(node("a", "type=agreement")) == ["root"]
        assert receivers() == ["root"]

    def test_continue_looks_further(self) -> None:
        assert receivers(node("a", goes_on=True), node("b", goes_on=True), node("c"), node("d")) == [
            "a",
            "b",
            "c",
        ]

    def test_children_are_asked_before_their_parent(self) -> None:
        inner = (node("inner", 'pair="AZE-ISR"'), node("other"))
        assert receivers(node("outer", "type=visit", routes=inner)) == ["inner"]
        assert receivers(node("outer", "type=visit", routes=(node("inner", "type=call"),))) == ["outer"]

    def test_a_receiver_gets_it_once(self) -> None:
        assert receivers(node("a", "type=visit", goes_on=True), node("a")) == ["a"]
