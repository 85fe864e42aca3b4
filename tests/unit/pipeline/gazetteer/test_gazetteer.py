"""Looking names up and finding them in texts, with the packaged files."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.gazetteer import load_gazetteer
from config.settings import PACKAGED
from pipeline.gazetteer.entries import Hold, Role
from pipeline.gazetteer.gazetteer import Gazetteer
from pipeline.gazetteer.match import Match, Matcher
from pipeline.gazetteer.offices import within, words


@cache
def _gazetteer() -> Gazetteer:
    return load_gazetteer(PACKAGED)


@cache
def _matcher() -> Matcher:
    return Matcher(_gazetteer(), surnames=True)


def _found(text: str) -> list[tuple[str, str, str | None]]:
    return [(m.text, m.kind, m.country) for m in _matcher().find(text)]


# ------------------------------------------------------------ roles in time


@pytest.mark.parametrize(
    ("office", "country", "on", "name"),
    [
        ("Foreign Minister", "ISR", "2023-04-19", "Eli Cohen"),
        ("Minister of Foreign Affairs", "ISR", "2024-06-01", "Israel Katz"),
        ("FM", "ISR", "2025-03-18", "Gideon Sa'ar"),
        ("Energy Minister", "ISR", "2025-03-18", "Eli Cohen"),
        ("Defense Minister", "ISR", "2014-09-10", "Moshe Ya'alon"),
        ("top diplomat", "IRN", "2016-03-01", "Mohammad Javad Zarif"),
        ("oil minister", "IRN", "2021-11-28", "Javad Owji"),
        ("President", "AZE", "2010-11-18", "Ilham Aliyev"),
        ("president", "IRN", "2019-01-15", "Hassan Rouhani"),
        ("Speaker of the Milli Mejlis", "AZE", "2010-02-10", "Ogtay Asadov"),
        ("Prime Minister", "ISR", "2022-08-01", "Yair Lapid"),
        ("Secretary of State", "USA", "2025-08-01", "Marco Rubio"),
    ],
)
def test_who_held_an_office_on_a_day(office: str, country: str, on: str, name: str) -> None:
    assert _gazetteer().holders(office, country, date.fromisoformat(on))[0].name == name


def test_a_deputy_is_not_his_minister() -> None:
    names = {a.name for a in _gazetteer().holders("Deputy Foreign Minister", "IRN", date(2020, 10, 28))}
    assert "Abbas Araghchi" in names
    assert "Mohammad Javad Zarif" not in names


@pytest.mark.parametrize(
    ("said", "on", "office", "ident"),
    [
        ("Cohen", "2023-04-19", "Foreign Minister", "isr-eli-cohen"),
        ("Cohen", "2018-07-05", "Director of the Mossad", "isr-yossi-cohen"),
        ("Mustafayev", "2024-02-01", "Deputy Prime Minister", "aze-shahin-mustafayev"),
        ("Mustafayev", "2024-02-01", "Minister of Defence Industry", "aze-vugar-mustafayev"),
        ("Abbas Araqchi", "2025-03-01", None, "irn-abbas-araghchi"),
        ("Mamedyarov", "2010-02-10", None, "aze-elmar-mammadyarov"),
        ("Seyyed Ebrahim Raisi", "2022-01-01", None, "irn-ebrahim-raisi"),
        ("N. Aliyev", "2011-01-12", None, "aze-natig-aliyev"),
    ],
)
def test_who_is_meant(said: str, on: str, office: str | None, ident: str) -> None:
    assert _gazetteer().resolve(said, date.fromisoformat(on), office=office)[0].id == ident


def test_unknown_ends_are_borne() -> None:
    role = Role("Minister", surely_from=date(2020, 5, 1), surely_to=date(2020, 8, 1))
    assert role.holds(date(2020, 6, 1)) is Hold.YES
    assert role.holds(date(2021, 6, 1)) is Hold.MAYBE
    ended = Role("Minister", date(2015, 1, 1), date(2015, 12, 31), date(2018, 1, 1), date(2018, 1, 31))
    assert [ended.holds(date(y, 1, 15)) for y in (2014, 2015, 2016, 2018, 2019)] == [
        Hold.NO,
        Hold.MAYBE,
        Hold.YES,
        Hold.MAYBE,
        Hold.NO,
    ]


# ------------------------------------------------------------ states


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Turkmenistan", "TKM"),
        ("Turkmen", "TKM"),
        ("Ashgabat", "TKM"),
        ("Kremlin", "RUS"),
        ("White House", "USA"),
        ("Ankara", "TUR"),
        ("Türkiye", "TUR"),
        ("Palestinian Authority", "PSE"),
        ("Astana", "KAZ"),
        ("Zionist regime", "ISR"),
        ("Islamic Republic", "IRN"),
        ("Land of Fire", "AZE"),
        ("AZE", "AZE"),
    ],
)
def test_states_by_any_name(name: str, code: str) -> None:
    country = _gazetteer().country(name)
    assert country is not None
    assert country.code == code


def test_every_state_has_a_name_an_adjective_and_a_capital() -> None:
    # left out on purpose: names that are everyday words elsewhere (config/countries.yaml, not_names)
    lacking = {c.code for c in _gazetteer().countries if not c.demonyms or not c.capital_names}
    assert lacking <= {
        "BRB",
        "CHL",
        "CRI",
        "SLE",
        "DJI",
        "DMA",
        "GRD",
        "GUY",
        "JAM",
        "LCA",
        "MDV",
        "MUS",
        "PAN",
        "SYC",
        "VAT",
    }
    assert len(_gazetteer().countries) == 196  # the members of the UN, Palestine, the Holy See, Taiwan
    assert {"Turkmenistan", "Russia", "Turkey"} <= {c.name for c in _gazetteer().countries}


@pytest.mark.parametrize(
    ("city", "code"), [("Ramsar", "IRN"), ("Davos", "CHE"), ("Antalya", "TUR"), ("Nowhereville", None)]
)
def test_cities_have_countries(city: str, code: str | None) -> None:
    assert _gazetteer().city_country(city) == code


# ------------------------------------------------------------ finding


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Israel Katz flew in", [("Israel Katz", "person", "ISR")]),
        ("the governor of East Azerbaijan", [("East Azerbaijan", "trap", "IRN")]),
        ("ethnic Azeris live there", [("ethnic Azeris", "trap", None)]),
        ("the Azeri president", [("Azeri", "demonym", "AZE")]),
        ("Heydar Aliyev International Airport", [("Heydar Aliyev International Airport", "place", "AZE")]),
        ("Maccabi Tel Aviv won", [("Maccabi Tel Aviv", "trap", None)]),
        ("The Jerusalem Post wrote", [("Jerusalem Post", "trap", None)]),
        ("the Zionist regime's army", [("Zionist regime", "metonym", "ISR")]),
        ("Iranian-made drones", [("Iranian", "demonym", "IRN")]),
        ("TEHRAN said", [("TEHRAN", "capital", "IRN")]),
        ("an acre of turkey; give us oman", []),
        ("US troops told us", [("US", "country", "USA")]),
        (
            "Gideon Saar and Gideon Sa’ar",
            [("Gideon Saar", "person", "ISR"), ("Gideon Sa’ar", "person", "ISR")],
        ),
        ("Irangate and Bakuvian", []),
        ("Глава МИД прибыл в Баку из Израиля", [("Баку", "place", "AZE"), ("Израил", "country", "ISR")]),
        ("באיראן ובבאקו", [("איראן", "country", "IRN"), ("באקו", "place", "AZE")]),
        ("İranın naziri", [("İran", "country", "IRN")]),
    ],
)
def test_longest_first_and_traps_use_up_their_span(
    text: str, found: list[tuple[str, str, str | None]]
) -> None:
    assert _found(text) == found


NAMES = st.sampled_from(
    [
        "Baku",
        "Iran",
        "East Azerbaijan",
        "Israel Katz",
        "Əliyev",
        "x",
        " ",
        "’s",
        ".",
        "Тегеран",
        "ובבאקו",
        "US",
    ]
)


@given(st.lists(NAMES | st.text(max_size=6), max_size=30))
def test_matches_are_ordered_disjoint_and_exact(parts: list[str]) -> None:
    text = "".join(parts)
    end = 0
    for match in _matcher().find(text):
        assert isinstance(match, Match)
        assert end <= match.start < match.end
        assert text[match.start : match.end] == match.text
        end = match.end


@pytest.mark.parametrize(
    ("asked", "held", "may"),
    [
        ("first deputy", "First Deputy Minister of Foreign Affairs", True),
        ("minister", "Minister of Energy and Infrastructure", True),
        ("foreign minister", "Spokesperson of the Ministry of Foreign Affairs", False),
        ("president", "Assistant to the President", False),
        ("", "President", False),
    ],
)
def test_an_office_may_be_told_by_some_of_its_words(asked: str, held: str, may: bool) -> None:
    assert within(words(asked), words(held)) is may
