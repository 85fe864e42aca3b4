from collections.abc import Iterator
from dataclasses import replace

import pytest

from pipeline.articles.article import Article, ArticleState
from pipeline.events.event import Event, Evidence, Reading, Status
from pipeline.flow.copies import Copies
from pipeline.ports import Transaction
from tests.fakes.reports import at, visit
from tests.fakes.store import FakeStore
from tests.fakes.things import article

TEXT = """Defence Minister Moshe Yaalon will arrive in Baku on Wednesday for a visit that officials of both
described as routine, at the head of a delegation of his ministry. He will be received by the president.

Trade between the countries has grown for a decade. Azerbaijan sells oil and buys technology, and relations
survived several storms that would have ended others, diplomats in the region said on the same evening."""
PLAN = "Defence Minister Moshe Yaalon will arrive in Baku on Wednesday"


def planned(said: str = PLAN, **changes: object) -> Event:
    return visit("Moshe Yaalon", status=Status.PLANNED, evidence=(Evidence(said, 0, len(said)),), **changes)


def text(name: str, words: str, **changes: object) -> Article:
    return article(name, title="Yaalon in Baku", text=words, first_seen=at(), **changes)


@pytest.fixture
def tx() -> Iterator[Transaction]:
    store = FakeStore()
    original = text("one", TEXT, state=ArticleState.EXTRACTED)
    with store.write() as tx:
        tx.add_articles([(original, [])])
        tx.save_reading(Reading(article_id=original.id, relevant=True, events=(planned(),)))
        Copies().remember(tx, original)
        yield tx


def test_a_copy_with_a_credit_line_less_is_not_read(tx: Transaction) -> None:
    copy = text("two", TEXT.replace(" said on", " told reporters on"), outlet="other")
    found = Copies().copied(tx, copy)
    assert found
    assert found[0] == text("one", TEXT).id
    assert "of the word sequences in common" in found[1]


def test_an_edit_that_turns_the_story_is_read_and_told_anew(tx: Transaction) -> None:
    copy = text("two", TEXT.replace("will arrive", "will not arrive"))
    assert Copies().copied(tx, copy) is None
    off = replace(planned(PLAN.replace("will", "will not")), status=Status.CANCELLED)
    found = Copies().edited(tx, copy, Reading(article_id=copy.id, relevant=True, events=(off,)))
    assert found
    original, reading = found
    assert (original, reading.events) == (text("one", TEXT).id, (off,))


def test_where_the_words_are_the_same_the_first_reading_stands(tx: Transaction) -> None:
    copy = text("two", TEXT.replace("for a decade", "for 12 years"))
    assert Copies().copied(tx, copy) is None  # a figure changed
    misread = replace(planned(), status=Status.OCCURRED)
    found = Copies().edited(tx, copy, Reading(article_id=copy.id, relevant=True, events=(misread,)))
    assert found
    assert found[1].events == (planned(),)


def test_a_text_of_its_own_is_neither(tx: Transaction) -> None:
    other = text("two", "\n\n".join(f"Paragraph {n} tells of quite another matter." * 3 for n in range(9)))
    assert Copies().copied(tx, other) is None
    assert Copies().edited(tx, other, Reading(article_id=other.id, relevant=False, events=())) is None


def test_a_copy_of_a_copy_repeats_the_first(tx: Transaction) -> None:
    first = text("one", TEXT)
    second = text("two", TEXT, state=ArticleState.DUPLICATE, duplicate_of=first.id)
    tx.add_articles([(second, [])])
    Copies().remember(tx, second)
    found = Copies().copied(tx, text("three", TEXT))
    assert found
    assert found[0] == first.id


def test_a_text_that_returns_after_weeks_is_news_again(tx: Transaction) -> None:
    assert Copies().copied(tx, replace(text("two", TEXT), first_seen=at(20))) is None


def test_an_edited_article_is_no_copy_of_its_copies(tx: Transaction) -> None:
    edited = TEXT.replace("will arrive", "will not arrive")
    first = text("one", edited, revision=2)
    tx.add_articles([(text("two", edited, state=ArticleState.EXTRACTED, duplicate_of=first.id), [])])
    Copies().remember(tx, text("two", edited))
    assert Copies().copied(tx, first) is None
