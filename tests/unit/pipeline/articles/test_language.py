"""Which language an article is in."""

import pytest

from pipeline.articles.language import identify, primary

ENGLISH = (
    "President Aliyev received the credentials of the incoming Iranian ambassador in Baku on Monday. " * 3
)


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        (ENGLISH, None, "en"),
        (ENGLISH, "az", "en"),  # a template's lang attribute
        ("Azərbaycan Prezidenti İlham Əliyev bu gün Tehrana səfər edib", "en", "az"),
        ("Иран и Азербайджан подписали соглашение", "en", "ru"),
        ("نخست وزیر اسرائیل در باکو", "en", "fa"),
        ("ראש הממשלה ביקר בבאקו", None, "he"),
        ("Herzog to visit Baku", "en", "en"),
        ("Herzog to visit Baku", "en-GB", "en"),
        ("Herzog to visit Baku", None, None),
        ("", "en", "en"),
        ("12 34", None, None),
    ],
)
def test_identifies(text: str, declared: str | None, expected: str | None) -> None:
    assert identify(text, declared) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en-GB", "en"),
        ("EN_us", "en"),
        ("", None),
        (None, None),
        ("english", None),
        ("x", None),
        ("en;q=1", None),
    ],
)
def test_primary(tag: str | None, expected: str | None) -> None:
    assert primary(tag) == expected
