"""What the gate says of an article."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an article is worth parsing, and why.

    `named` counts mentions by ISO 3166 alpha-3 of the watched countries.
    """

    worth_parsing: bool
    named: dict[str, int]
    reason: str
