"""Visits: phrasings of trips in every status, and what each one codes. Read as of Wednesday, 12 June 2024."""

from __future__ import annotations

import pytest

from tests.unit.pipeline.events.frames.reading import Reader

IRAN = "Iranian Foreign Minister Abbas Araghchi"
ISRAEL = "Israeli President Isaac Herzog"
BAKU = "Azerbaijani Prime Minister Ali Asadov"
OCCURRED, PLANNED, CANCELLED, MAYBE, OLD = (
    ("IRN>AZE occurred",), ("IRN>AZE planned",), ("ISR>AZE cancelled",), ("ISR>AZE hypothetical",),
    ("IRN>AZE background",),
)  # fmt: skip

CASES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "somebody travels": (
        (f"{IRAN} arrived in Baku on Tuesday.", OCCURRED),
        (f"{IRAN} slipped into Baku on Monday.", OCCURRED),
        (f"{IRAN} flew into Azerbaijan on Monday.", OCCURRED),
        (f"{IRAN} touched down in the Azerbaijani capital on Monday.", OCCURRED),
        (f"{IRAN} is on his way to Baku.", OCCURRED),
        (f"{IRAN} has come to Baku.", OCCURRED),
        (f"{IRAN}'s plane landed in Baku on Monday.", OCCURRED),
        ("An Iranian advance team landed in Baku on Monday.", OCCURRED),
        ("The Iranian frigate docked at Baku on Monday.", OCCURRED),
        ("Iran sent a team of experts to Baku last week.", OCCURRED),
        (f"{IRAN} leads a delegation to Baku next week.", PLANNED),
        (f"{IRAN} will take a team of engineers to Baku next week.", PLANNED),
        ("An Iranian advance team is to land in Baku on Friday.", PLANNED),
        ("Tehran is sending thirty people from its ministry of defence to Baku.", PLANNED),
        (f"{BAKU} will lead a delegation to Tehran next month.", ("AZE>IRN planned",)),
        (f"{IRAN} was supposed to fly to Baku on Friday.", PLANNED),
    ),
    "a journey is told by its end": (
        (f"{IRAN}, just back from Baku, said the road would open.", OCCURRED),
        (f"On his return from Azerbaijan, {IRAN} spoke to reporters.", OCCURRED),
        (f"{IRAN} returned from Baku on Monday.", OCCURRED),
        (f"{IRAN} left Baku on Tuesday.", OCCURRED),
        (f"{BAKU} received {IRAN} in Baku on Monday. Araghchi flew home the same evening.", OCCURRED),
        (f"{IRAN} returned to the subject of Azerbaijan on Monday.", ()),
        (f"{IRAN} returned to Tehran from Moscow on Monday.", ("IRN>RUS occurred",)),
        ("Iran's ambassador to Azerbaijan left Baku at the end of his term.", ()),
    ),
    "no verb tells it": (
        ("Iranian foreign minister in Baku for talks on transit", OCCURRED),
        (f"{IRAN}, now in Baku, said the road would open.", OCCURRED),
        (f"Expected in Baku next week is {IRAN}.", PLANNED),
        ("Iranian foreign minister in Tehran for talks", ()),
    ),
    "somebody is there": (
        (f"{IRAN} is in Baku again.", OCCURRED),
        (f"{IRAN} was back in Baku on Tuesday.", OCCURRED),
        (f"{IRAN} has been in Baku since Monday.", OCCURRED),
        (f"{IRAN} spent the weekend in Baku.", OCCURRED),
        ("TEHRAN – Azerbaijani Interior Minister Vilayat Eyvazov spent the weekend "
         "here.", ("AZE>IRN occurred",)),
        (f"{IRAN}'s two days in Baku confirm a thaw.", OCCURRED),
        (f"{IRAN} was among the guests in Baku on Tuesday.", OCCURRED),
        (f"{IRAN} attended the transport forum in Baku on Tuesday.", OCCURRED),
        (f"{IRAN} is taking part in a conference in Baku.", OCCURRED),
        (f"{IRAN} spoke at a seminar in Baku on Tuesday.", OCCURRED),
        (f"{IRAN} will attend the ECO summit in Baku next week.", PLANNED),
        (f"{BAKU} attended the Caspian forum in Tehran in February.", ("AZE>IRN background",)),
    ),
    "a trip is told by a noun": (
        (f"{IRAN} wrapped up a two-day visit to Azerbaijan on Tuesday.", OCCURRED),
        (f"{IRAN} is on a working visit to Azerbaijan.", OCCURRED),
        (f"A visit by {ISRAEL} to Baku is in the works.", ("ISR>AZE planned",)),
        (f"A visit by {ISRAEL} to Baku is being arranged.", ("ISR>AZE planned",)),
        (f"{ISRAEL}'s visit to Baku was pencilled in for September.", ("ISR>AZE planned",)),
        ("Ilham Aliyev and Isaac Herzog exchanged visits in "
         "2023.", ("AZE>ISR background", "ISR>AZE background")),
        (f"{ISRAEL} landed in Baku on Monday. Netanyahu's last trip, in December 2016, took seven hours.",
         ("ISR>AZE background", "ISR>AZE occurred")),
        ("Israeli Foreign Minister Israel Katz landed in Baku on Monday. It is the first "
         "visit by an Israeli foreign "
         "minister since Eli Cohen's, in April 2023.", ("ISR>AZE background", "ISR>AZE occurred")),
    ),
    "companions and followers": (
        ("In December 2016 Israeli minister Ze'ev Elkin accompanied Benjamin Netanyahu to "
         "Baku.", ("ISR>AZE background",)),
        ("Azerbaijan's transport minister arrived in Tehran on Monday. Iranian minister "
         "Mehrdad Bazrpash will return the "
         "visit in July.", ("AZE>IRN occurred", "IRN>AZE planned")),
        ("Israeli Foreign Minister Eli Cohen visited Baku in April 2023. Israeli Defense "
         "Minister Yoav Gallant followed in "
         "July 2023.", ("ISR>AZE background", "ISR>AZE background")),
        ("Israeli Foreign Minister Eli Cohen visited Baku in April 2023. Azerbaijani "
         "Foreign Minister Jeyhun Bayramov went "
         "the other way in May 2023.", ("AZE>ISR background", "ISR>AZE background")),
    ),
    "called off or denied": (
        (f"{ISRAEL} called off his trip to Baku at the last minute.", CANCELLED),
        (f"{ISRAEL} has shelved a trip to Baku.", CANCELLED),
        (f"{ISRAEL} dropped plans to visit Baku.", CANCELLED),
        (f"{ISRAEL} will not travel to Baku after all.", CANCELLED),
        (f"{ISRAEL}'s visit to Baku will not take place.", CANCELLED),
        (f"{ISRAEL} denied that he was going to Baku.", CANCELLED),
        (f"A trip by {ISRAEL} to Baku next month is off.", CANCELLED),
        (f"A trip by {ISRAEL} to Baku is on hold.", CANCELLED),
        (f"The visit of {ISRAEL} to Baku, pencilled in for June, was put back.", CANCELLED),
        ("The joint session, due in Baku next Wednesday, has been called off, and with it the trip of "
         "Israeli Foreign Minister Israel Katz.", CANCELLED),
        ("Azerbaijan denied reports that presidential envoy Khalaf Khalafov was on his way to Iran.",
         ("AZE>IRN cancelled",)),
    ),
    "nobody has committed to it": (
        (f"{ISRAEL} may visit Baku in July.", MAYBE),
        (f"{ISRAEL} is weighing a trip to Baku.", MAYBE),
        (f"There is talk of a visit by {ISRAEL} to Baku.", MAYBE),
        (f"Rumours of a visit by {ISRAEL} to Baku persist.", MAYBE),
        (f"Talks of a visit by {ISRAEL} to Baku in July are under way.", MAYBE),
        (f"A visit by {ISRAEL} to Baku is under consideration.", MAYBE),
        (f"A visit by {ISRAEL} to Baku cannot be ruled out.", MAYBE),
        (f"A visit of {ISRAEL} to Baku, which is being spoken of for July, is not confirmed.", MAYBE),
        (f"{ISRAEL}'s own journey to Baku, promised to Ilham Aliyev last April, now looks "
         f"like something from another age.", MAYBE),
    ),
    "invitations": (
        (f"Ilham Aliyev invited {ISRAEL} to Baku.", MAYBE),
        ("Ilham Aliyev and Isaac Herzog invited each other to "
         "visit.", ("AZE>ISR hypothetical", "ISR>AZE hypothetical")),
        (f"Ilham Aliyev asked {ISRAEL} to come to Baku. \"With pleasure,\" was the "
         f"answer.", ("ISR>AZE planned",)),
        (f"{ISRAEL} was invited to Baku; he gladly accepted.", ("ISR>AZE planned",)),
        (f"{ISRAEL} accepted an invitation to visit Baku.", ("ISR>AZE planned",)),
        (f"{ISRAEL} promised to come to Baku.", ("ISR>AZE planned",)),
    ),
    "an official whose state only the text tells": (
        ("Iran and Azerbaijan discussed transit. President Orkhan Garayev arrived in "
         "Tehran on Tuesday.", ("AZE>IRN occurred",)),
        ("Iran and Azerbaijan discussed transit. In January President Farhad Ghobadi went to Baku.", OLD),
    ),
    "no visit": (
        ("El Al would like to fly to Baku three times a week.", ()),
        ("AZAL will fly to Tel Aviv from July.", ()),
        ("Iranian singer Homayoun Shajarian flew to Baku.", ()),
        ("Azerbaijan's ambassador to Israel Mukhtar Mammadov landed in Tel Aviv.", ()),
        (f"{IRAN} went home.", ()),
        (f"{IRAN} attended a forum in Baku by video link.", ()),
        (f"{IRAN} attended a forum in Tehran on Tuesday.", ()),
        (f"{IRAN} is ready to go back to the table.", ()),
        ("Iranian Interior Minister Ahmad Vahidi was in Tabriz on Tuesday.", ()),
    ),
}  # fmt: skip


@pytest.mark.parametrize("group", CASES)
def test_phrasings_of_visits_code_who_travels_where_and_how_real_it_is(reader: Reader, group: str) -> None:
    found = {}
    for text, _ in CASES[group]:
        visits = [e for e in reader.events(text) if e.type.value == "visit"]
        found[text] = tuple(sorted(f"{e.origin}>{e.destination} {e.status.value}" for e in visits))
    assert found == dict(CASES[group])


def test_the_traveller_goes_home_after_the_visit_and_no_second_one_is_told(reader: Reader) -> None:
    text = "Israeli Foreign Minister Israel Katz arrived in Baku on Monday. He will fly back to Israel today."
    assert reader.codes(text, "visit") == ["AZE-ISR occurred"]


def test_both_travellers_are_named_where_one_accompanies_the_other(reader: Reader) -> None:
    text = "In December 2016 Israeli minister Ze'ev Elkin accompanied Benjamin Netanyahu to Baku."
    (visit,) = reader.events(text)
    assert {p.name for p in visit.participants} == {"Ze'ev Elkin", "Benjamin Netanyahu"}
