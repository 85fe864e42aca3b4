from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.articles.article import Article
from pipeline.articles.likeness import Kind, bands, compare, edits, nearest, news_in, shingles
from tests.fakes.things import article

TEXT = """BAKU – Defence Minister Moshe Yaalon arrived in Baku on Wednesday for a visit that officials of both
countries described as routine, at the head of a delegation of his ministry and of the defence industry.

He was received by President Ilham Aliyev in the evening. The two discussed cooperation in fields that neither
side would name, and the minister is expected to meet his counterpart Zakir Hasanov on Thursday morning.

Trade between the countries has grown for a decade. Azerbaijan sells oil and buys technology, and relations
survived several storms that would have ended others, diplomats in the region said."""

OTHER = """TEHRAN – The minister signed a contract with the Azerbaijani state company on Tuesday for gas to
flow five years through the pipeline at Astara, the ministry's news service reported in a brief note.

No price was given. Deliveries begin in January and are to rise to a billion cubic metres by the third year, a
quantity that analysts called modest. The companies had negotiated since the summer, mostly in Baku, and came
close to breaking off twice over the question of who pays for repairs on the old line across the border."""


def text(words: str, name: str = "two", **changes: object) -> Article:
    return article(name, title="Yaalon in Baku", text=words, **changes)


FIRST = text(TEXT, "one")


@pytest.mark.parametrize(
    ("edited", "kind", "news"),
    [
        (TEXT, Kind.DUPLICATE, 0),
        (TEXT.replace("–", "-").replace("BAKU", "Baku"), Kind.DUPLICATE, 0),
        (TEXT + "\n\n(Reporting by the Baku bureau; editing by J. Smith)", Kind.COPY, None),
        (TEXT.replace(" said", " told reporters").replace("grown", "risen"), Kind.COPY, 0),
        (TEXT.replace("routine", "rutine"), Kind.COPY, 0),
        (TEXT.rsplit("\n\n", 1)[0], Kind.COPY, 0),
        (TEXT.replace("arrived in Baku on Wednesday", "will not come to Baku on Wednesday"), Kind.COPY, 1),
        (TEXT.replace("Zakir Hasanov", "Elmar Mammadyarov"), Kind.COPY, 1),
        (TEXT.replace("a decade", "12 years"), Kind.COPY, 1),
        (OTHER, Kind.DIFFERENT, None),
    ],
)
def test_how_an_edit_counts(edited: str, kind: Kind, news: int | None) -> None:
    second = text(edited)
    found = compare(second, FIRST).kind
    assert found is kind or (kind is Kind.COPY and found is Kind.DUPLICATE)
    if news is not None:
        assert len(news_in(second, [FIRST])) == news
    if kind is not Kind.DIFFERENT:
        assert set(bands(second)) & set(bands(FIRST))


def test_two_short_items_are_no_copies_unless_they_are_the_same() -> None:
    one = article("one", title="Aliyev in Tehran", text="Ilham Aliyev arrived in Tehran on Wednesday.")
    other = article("two", title="Aliyev in Tehran", text="Ilham Aliyev arrived in Tehran on Thursday.")
    assert compare(other, one).kind is Kind.DIFFERENT
    assert compare(replace(one, id="x"), one).kind is Kind.DUPLICATE
    assert bands(one) == ()


def test_the_nearest_is_the_most_alike_and_never_itself() -> None:
    edited = text(TEXT.replace("routine", "rutine"), "three")
    assert nearest(edited, [edited, text(OTHER, "four"), FIRST]) is not None
    found = nearest(edited, [edited, text(OTHER, "four"), FIRST])
    assert found
    assert found[0] is FIRST
    assert nearest(text(OTHER), [FIRST]) is None


def test_a_diff_shows_paragraphs() -> None:
    assert edits("One.\n\nTwo.", "One.\n\nThree.") == ["-Two.", "+Three."]
    assert edits("One.", "One.") == []


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    a, b = text(one, "a"), text(other, "b")
    assert compare(a, b).jaccard == compare(b, a).jaccard
    assert 0 <= compare(a, b).jaccard <= 1
    news_in(a, [b])
    assert len(bands(a)) in (0, 24)
    if shingles(one or a.title):
        assert compare(a, replace(a, id="c")).jaccard == 1
