"""Titles, names and what stands for states, as the reader finds them."""

from __future__ import annotations

from datetime import date

import pytest
import spacy

from config.gazetteer import load_gazetteer
from config.lexicon import load_lexicon
from config.settings import PACKAGED
from pipeline.events.document import prepare
from pipeline.events.mentions import MentionFinder
from pipeline.events.refs import Ref
from pipeline.gazetteer.match import Matcher


class Finder:
    """Finds the refs of a text on a day."""

    def __init__(self) -> None:
        gazetteer = load_gazetteer(PACKAGED)
        self._matcher = Matcher(gazetteer, surnames=True)
        self._finder = MentionFinder(gazetteer, load_lexicon(PACKAGED).offices)
        self._nlp = spacy.blank("en")

    def refs(self, text: str, on: date = date(2025, 4, 1)) -> list[Ref]:
        tokens = prepare("", text, on, lambda t: [(x.idx, x.text) for x in self._nlp.make_doc(t)])
        return self._finder.find(tokens.tokens, self._matcher.find(tokens.whole), on)

    def people(self, text: str, on: date = date(2025, 4, 1)) -> list[tuple[str, tuple[str, ...]]]:
        return [(r.name, r.countries) for r in self.refs(text, on) if r.kind == "person"]


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder()


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Azerbaijan's Deputy Prime Minister Shahin Mustafayev spoke.", "Shahin Mustafayev", "AZE"),
        ("The Minister of Petroleum of Iran Masoud Mir-Kazemi spoke.", "Masoud Mir-Kazemi", "IRN"),
        ("Israeli Energy and Infrastructure Minister Eli Cohen spoke.", "Eli Cohen", "ISR"),
        ("President Nursultan Nazarbayev of Kazakhstan spoke.", "Nursultan Nazarbayev", "KAZ"),
        ("Turkey's Mevlut Cavusoglu spoke.", "Mevlut Cavusoglu", "TUR"),
        ("Canadian Prime Minister Stephen Harper spoke.", "Stephen Harper", "CAN"),
        ("Jane Example, Norway's ambassador, spoke.", "Jane Example", "NOR"),
    ],
)
def test_a_bearer_has_the_state_of_the_title(finder: Finder, text: str, name: str, country: str) -> None:
    assert (name, (country,)) in finder.people(text)


def test_an_unknown_office_of_a_body_is_no_states(finder: Finder) -> None:
    (person,) = [r for r in finder.refs("AJA President Miriam Halpern spoke.") if r.kind == "person"]
    assert person.countries == ()
    assert person.private


def test_that_is_a_conjunction_before_a_title(finder: Finder) -> None:
    (person,) = [r for r in finder.refs("They said that President Ilham Aliyev spoke.") if r.kind == "person"]
    assert person.text == "President Ilham Aliyev"


def test_ministers_of_several_states_are_one_group(finder: Finder) -> None:
    (group,) = [
        r
        for r in finder.refs("The foreign ministers of Azerbaijan, Iran and Turkey met.")
        if r.kind == "group"
    ]
    assert set(group.countries) == {"AZE", "IRN", "TUR"}


def test_two_offices_in_one_breath_are_told_apart(finder: Finder) -> None:
    (group,) = [
        r for r in finder.refs("He met the Ministers of Foreign Affairs and Economy.") if r.kind == "group"
    ]
    assert group.parts == ("minister of foreign affairs", "minister of economy")


def test_a_surname_that_is_a_states_name(finder: Finder) -> None:
    refs = finder.refs("Rep. Paul Israel met the ambassador. Israel thanked her in Washington.")
    assert not [r for r in refs if r.kind == "country" and r.countries == ("ISR",)]


def test_the_province_is_not_the_republic(finder: Finder) -> None:
    refs = finder.refs("He arrived in East Azarbaijan. Azarbaijan has always been the head of Iran.")
    assert all(r.countries != ("AZE",) for r in refs)


def test_an_ambassador_has_a_post(finder: Finder) -> None:
    (person,) = [
        r for r in finder.refs("Iranian Ambassador to Baku Mohsen Pakayeen spoke.") if r.kind == "person"
    ]
    assert (person.countries, person.posted, person.ambassador) == (("IRN",), "AZE", True)


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\n", "“”", "The the the", "PRESIDENT MINISTER", "of of , ' 's", "مرحبا بالعالم"]
)
def test_odd_texts_do_no_harm(finder: Finder, text: str) -> None:
    assert isinstance(finder.refs(text), list)
