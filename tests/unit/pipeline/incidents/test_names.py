import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.events.event import Participant
from pipeline.incidents.names import same, same_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Avigdor Lieberman", "Avigdor Liberman"),
        ("Mohammad Hossein Baqeri", "Mohammad Bagheri"),
        ("Hossein Amir-Abdollahian", "Hossein Amirabdollahian"),
        ("Hossein Amir Abdollahian", "Amirabdollahian"),
        ("Elham Aliyev", "Ilham Əliyev"),
        ("Elmar Mammadyarov", "Elmar Məmmədyarov"),
        ("Moshe Ya’alon", "Moshe Yaalon"),
        ("Binyamin Netanyahu", "Benjamin Netanyahu"),
        ("Masoud Mir-Kazemi", "Mir Kazemi"),
        ("Hassan Rouhani", "Rohani"),
        ("Eli Cohen", "Eliyahu Cohen"),
        ("NIOC", "National Iranian Oil Company"),
        ("Revolutionary Guards", "Islamic Revolution Guards Corps"),
    ],
)
def test_spellings_of_one_name_are_found(one: str, other: str) -> None:
    assert same_name(one, other) >= 0.8


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ilham Aliyev", "Heydar Aliyev"),
        ("Natig Aliyev", "Ilham Aliyev"),
        ("Novruz Mammadov", "Elmar Mammadyarov"),
        ("Ali Asadov", "Ogtay Asadov"),
        ("", "Ilham Aliyev"),
    ],
)
def test_namesakes_stay_apart(one: str, other: str) -> None:
    assert same_name(one, other) == 0.0


def test_ids_and_countries_decide_before_spelling() -> None:
    here = Participant("Eli Cohen", "ISR", "eli-cohen-minister")
    assert same(here, Participant("Eli Cohen", "ISR", "eli-cohen-spy")) == 0.0
    assert same(here, Participant("E. Cohen", "ISR", "eli-cohen-minister")) == 1.0
    assert same(here, Participant("Eli Cohen", "USA")) == 0.0


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_symmetric_and_a_share(one: str, other: str) -> None:
    assert same_name(one, other) == same_name(other, one)
    assert 0.0 <= same_name(one, other) <= 1.0
