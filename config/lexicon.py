"""`lexicon/*.yaml`: the words that report events, each entry with examples that `araxes check` runs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from config.load import Strict, collect, read_yaml
from pipeline.errors import ConfigError
from pipeline.events.event import EventType
from pipeline.events.lexicon import Cues, Entry, Example, Lexicon, Offices

ENTRY_FILES = ("visit", "meeting", "call", "agreement", "representation", "other")

Category = Literal[
    "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST",
    "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
Frame = Literal[
    "go", "be-in", "along", "back-from", "visit-noun", "visiting", "host-country", "invite", "invitation",
    "send", "lead", "attend", "meet", "tell", "spend", "receive", "together", "meeting-noun",
    "commission", "summit", "duration", "contact", "joint", "venue", "phone", "call-noun", "remote",
    "sign", "prepare", "stall", "result", "known", "expected", "instrument", "signing", "end-with",
    "handover", "concur", "due", "trade", "grant", "purchase", "goods", "mission", "mission-wish", "serving",
    "envoy", "credentials", "relations", "seat", "keep", "post", "approval", "request", "act", "act-noun",
]  # fmt: skip
Status = Literal["occurred", "planned", "cancelled", "hypothetical", "background"]
Words = tuple[str, ...]


class _Example(Strict):
    text: str = Field(min_length=3)
    published: date
    codes: Words

    def example(self) -> Example:
        return Example(self.text, self.published, self.codes)


class _Entry(Strict):
    id: str = Field(pattern=r"^[a-z]+\.[a-z-]+$")
    type: EventType
    frame: Frame
    words: Words
    nouns: Words = ()
    nominal: Words = ()
    to: Words = ()
    object: bool = False
    weak: bool = False
    status: Status | None = None
    category: Category | None = None
    instruments: dict[str, Words] = Field(default_factory=dict)
    instruments_only: Words = ()
    examples: tuple[_Example, ...] = ()

    def entry(self) -> Entry:
        return Entry(
            **{**self.model_dump(exclude={"examples"}), "examples": tuple(e.example() for e in self.examples)}
        )


class EntriesFile(Strict):
    entries: tuple[_Entry, ...]


class ExamplesFile(Strict):
    examples: tuple[_Example, ...]


class OfficesFile(Strict):
    heads: Words
    groups: Words
    companies: Words
    portfolios: Words
    modifiers: Words
    ranks: Words
    honorifics: Words
    ordinary: Words


class StatusFile(Strict):
    planned: Words
    hypothetical: Words
    planned_of: Words
    hypothetical_of: Words
    cancelled: Words
    denied: Words
    accepted: Words
    planned_adjectives: Words
    hypothetical_adjectives: Words
    cancelled_adjectives: Words
    past_adjectives: Words
    planned_predicates: Words
    hypothetical_predicates: Words
    cancelled_predicates: Words
    hypothetical_nouns: Words
    planned_nouns: Words
    enactments: Words
    invitations: Words
    engagements: Words
    done_prepositions: Words
    ahead_prepositions: Words
    reporting: Words
    light: Words
    comment: Words
    untrue: Words
    reports: Words
    hearsay: Words
    programme: Words
    sports: Words


class FormsFile(Strict):
    verbs: dict[str, Words]
    nouns: dict[str, Words]


def load_lexicon(directory: Path) -> Lexicon:
    """Read `directory`/lexicon/*.yaml; ConfigError names every fault of every file."""
    base = directory / "lexicon"
    read = collect(
        lambda: read_yaml(base / "offices.yaml", OfficesFile),
        lambda: read_yaml(base / "status.yaml", StatusFile),
        lambda: read_yaml(base / "forms.yaml", FormsFile),
        lambda: read_yaml(base / "examples.yaml", ExamplesFile),
        *((lambda n=name: read_yaml(base / f"{n}.yaml", EntriesFile)) for name in ENTRY_FILES),
    )
    offices, cues, forms, examples = read[:4]
    entries: list[Entry] = [e.entry() for file in read[4:] for e in file.entries]
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise ConfigError([f"{base}: the entry {entry.id!r} stands twice; rename one"])
        seen.add(entry.id)
    return Lexicon(
        entries=tuple(entries),
        offices=Offices(**{n: frozenset(w.lower() for w in v) for n, v in offices.model_dump().items()}),
        cues=Cues(**{n: frozenset(v) for n, v in cues.model_dump().items()}),
        forms=forms.verbs,
        plurals=forms.nouns,
        examples=tuple(e.example() for e in examples.examples),
    )
