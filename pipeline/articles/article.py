"""An article: a news text with a canonical URL, an outlet, a language, a time and revisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ArticleState(StrEnum):
    """Where an article stands. Every article ends in one of the final states, with a reason."""

    NEW = "new"
    """Saved from its feed entry; its page is not fetched yet."""
    IRRELEVANT = "irrelevant"
    EXTRACTED = "extracted"
    DUPLICATE = "duplicate"
    """A syndicated or lightly edited copy: kept as a source, not read again."""
    UNPARSED = "unparsed"
    """In a language that no pipeline reads."""
    FAILED = "failed"
    """Quarantined: the reason holds the traceback."""

    @property
    def final(self) -> bool:
        return self is not ArticleState.NEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article. `id` follows from the canonical URL (or from outlet and guid where there is none)."""

    id: str
    url: str
    """Canonical; empty only for guid-only entries."""
    outlet: str
    title: str
    text: str = ""
    """Paragraphs separated by blank lines. Until the page is fetched: the feed's summary or content."""
    language: str | None = None
    """BCP 47 primary tag, detected or declared."""
    published: datetime
    """The feed's or page's time of publication; `first_seen` where it gives none or an absurd one."""
    published_guessed: bool = False
    first_seen: datetime
    feed_id: str | None = None
    guid: str | None = None
    state: ArticleState = ArticleState.NEW
    reason: str = ""
    duplicate_of: str | None = None
    """Article id of the text this one repeats."""
    revision: int = 1
    fetch_page: bool = True
    """False where the text is already whole."""
    text_from: str = "feed"
    """`feed` or `page`: where the text came from; with `page_error` when the page could not be read."""
    page_error: str | None = None
    attempts: int = 0
    """How often processing was begun."""
    next_attempt: datetime | None = None
    """Not before this time should it be processed again; None: at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """An earlier text of an article, kept when an edit replaced it."""

    article_id: str
    revision: int
    title: str
    text: str
    seen: datetime
