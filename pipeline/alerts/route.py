"""Which receivers an alert goes to: Alertmanager's routing tree."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.alerts.labels import Labels, matches
from pipeline.alerts.rules import Route, Rules


@dataclass(frozen=True, slots=True)
class Target:
    """A receiver, and the route that leads to it."""

    receiver: str
    route: Route
    because: str


def route(found: Labels, rules: Rules) -> tuple[Target, ...]:
    """The targets of an alert with these labels, each receiver once, in the order of the file.

    As in Alertmanager: the first child that matches takes the alert, further siblings only after
    `continue: true`; a node whose children do not match takes it itself. The root takes what is left.
    """
    targets: dict[str, Target] = {}
    for node in _walk(found, rules.root):
        because = " and ".join(str(m) for m in node.matchers) or "takes everything that comes this far"
        targets.setdefault(node.receiver, Target(node.receiver, node, f"{node.path}: {because}"))
    return tuple(targets.values())


def _walk(found: Labels, node: Route) -> list[Route]:
    taken: list[Route] = []
    for child in node.routes:
        if all(matches(m, found) for m in child.matchers):
            taken += _walk(found, child)
            if not child.goes_on:
                break
    return taken or [node]
