"""Representation: phrasings of missions, envoys, credentials and relations, and what each one codes."""

from __future__ import annotations

import pytest

from tests.unit.pipeline.events.frames.reading import Reader

CASES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "missions open and close": (
        ("Azerbaijan opened its embassy in Tel Aviv on Wednesday.", ("AZE-ISR occurred",)),
        ("Azerbaijan's embassy in Tel Aviv opened its doors on Wednesday.", ("AZE-ISR occurred",)),
        (
            "The Azerbaijani foreign minister cut the ribbon at the embassy in Tel Aviv.",
            ("AZE-ISR occurred",),
        ),
        (
            "The flag of Azerbaijan went up over its new embassy in Tel Aviv on Wednesday.",
            ("AZE-ISR occurred",),
        ),
        ("Azerbaijan's flag was raised over its embassy in Tel Aviv on Wednesday.", ("AZE-ISR occurred",)),
        ("The Azerbaijani embassy in Tehran resumed its work on Monday.", ("AZE-IRN occurred",)),
        ("The Azerbaijani embassy in Tehran is working again.", ("AZE-IRN occurred",)),
        ("The Azerbaijani embassy in Tehran is back in operation.", ("AZE-IRN occurred",)),
        ("The Azerbaijani embassy in Tehran went back to work on Monday.", ("AZE-IRN occurred",)),
        ("The Azerbaijani embassy in Tehran has suspended its work.", ("AZE-IRN occurred",)),
        ("The work of the Azerbaijani embassy in Tehran has been suspended.", ("AZE-IRN occurred",)),
        ("The Azerbaijani embassy in Tehran has been emptied.", ("AZE-IRN occurred",)),
        ("Azerbaijan emptied its embassy in Tehran on Sunday.", ("AZE-IRN occurred",)),
        ("Azerbaijan has evacuated its embassy in Tehran.", ("AZE-IRN occurred",)),
        ("The staff of the Azerbaijani embassy in Tehran was taken home on Sunday.", ("AZE-IRN occurred",)),
        (
            "The staff of Azerbaijan's embassy in Tehran and their families were flown home on Sunday.",
            ("AZE-IRN occurred",),
        ),
        ("Azerbaijan flew its embassy staff home from Tehran on Sunday.", ("AZE-IRN occurred",)),
        ("Baku pulled its diplomats out of Tehran on Sunday.", ("AZE-IRN occurred",)),
        ("Baku has withdrawn its diplomats from Iran.", ("AZE-IRN occurred",)),
        ("Israel has kept an embassy in Baku since 1993.", ("AZE-ISR background",)),
        ("Israel has had an embassy in Baku since 1993.", ("AZE-ISR background",)),
        (
            "Israel has maintained an embassy in the Azerbaijani capital for three decades.",
            ("AZE-ISR background",),
        ),
        ("Israel's embassy in Baku has been open since 1993.", ("AZE-ISR background",)),
        ("The Azerbaijani embassy in Tel Aviv started to function on Monday.", ("AZE-ISR occurred",)),
        ("The Azerbaijani embassy in Tel Aviv began working on Monday.", ("AZE-ISR occurred",)),
        ("The Azerbaijani embassy in Tel Aviv became operational on Monday.", ("AZE-ISR occurred",)),
        ("Azerbaijan shut its Tehran embassy on Sunday.", ("AZE-IRN occurred",)),
        ("Azerbaijan shut the doors of its embassy in Tehran on Sunday.", ("AZE-IRN occurred",)),
        ("Azerbaijan's Tehran embassy will open again within weeks.", ("AZE-IRN planned",)),
        (
            "Azerbaijan's consulate general in Tabriz will open its doors again on Monday.",
            ("AZE-IRN planned",),
        ),
        ("Azerbaijan's parliament voted to open an embassy in Israel on Friday.", ("AZE-ISR planned",)),
        ("The Milli Majlis approved the opening of an embassy in Israel on Friday.", ("AZE-ISR planned",)),
        ("Azerbaijan is to have an embassy in Israel.", ("AZE-ISR planned",)),
        ("Azerbaijan will get an embassy in Tel Aviv.", ("AZE-ISR planned",)),
        ("Azerbaijan's trade office in Tel Aviv has started work.", ("AZE-ISR occurred",)),
        ("The Azerbaijan Tourism Bureau has begun to work in Tel Aviv.", ("AZE-ISR occurred",)),
        ("Azerbaijan may close its embassy in Tehran.", ("AZE-IRN hypothetical",)),
        (
            "A member of the Iranian parliament called for the closure of the Israeli embassy in Baku.",
            ("AZE-ISR hypothetical",),
        ),
        ("Tehran wants the Israeli embassy in Baku closed.", ("AZE-ISR hypothetical",)),
        ("Israel hopes that Azerbaijan will open an embassy in Tel Aviv.", ("AZE-ISR hypothetical",)),
        ("Israel has long asked Azerbaijan for an embassy in Tel Aviv.", ("AZE-ISR hypothetical",)),
        (
            "Iran's parliament asked whether Azerbaijan would ever close the Israeli embassy in Baku.",
            ("AZE-ISR hypothetical",),
        ),
    ),
    "envoys and credentials": (
        ("Israel has named George Deek ambassador to Azerbaijan.", ("AZE-ISR occurred",)),
        (
            "George Deek will be Israel's next ambassador to Azerbaijan, the Foreign Ministry announced on Thursday.",
            ("AZE-ISR occurred",),
        ),
        ("Israeli cabinet okays Ronen Krausz as envoy to Azerbaijan.", ("AZE-ISR occurred",)),
        (
            "The Israeli government approved Ronen Krausz as ambassador to Baku on Sunday.",
            ("AZE-ISR occurred",),
        ),
        ("Ronen Krausz is Israel's new ambassador in Baku.", ("AZE-ISR occurred",)),
        ("Ronen Krausz has taken up his post as Israeli ambassador to Azerbaijan.", ("AZE-ISR occurred",)),
        ("Ronen Krausz has been accredited as Israel's ambassador to Azerbaijan.", ("AZE-ISR occurred",)),
        (
            "President Ilham Aliyev received the letter of credence of the Israeli ambassador Ronen Krausz on Friday.",
            ("AZE-ISR occurred",),
        ),
        (
            "Israel's ambassador Ronen Krausz presented his credentials to President Ilham Aliyev on Friday.",
            ("AZE-ISR occurred",),
        ),
        (
            "Ambassador Mukhtar Mammadov gave his credentials to Israeli President Isaac Herzog on Sunday.",
            ("AZE-ISR occurred",),
        ),
        (
            "The new Iranian ambassador, Mojtaba Demirchilou, appeared before President Ilham Aliyev with his credentials on Friday.",
            ("AZE-IRN occurred",),
        ),
        (
            "Iranian ambassador Mojtaba Demirchilou handed Ilham Aliyev his letters of credence on Friday.",
            ("AZE-IRN occurred",),
        ),
        (
            "Azerbaijani Foreign Minister Jeyhun Bayramov accepted copies of the credentials of the new Iranian ambassador Mojtaba Demirchilou.",
            ("AZE-IRN occurred",),
        ),
        (
            "Iran's ambassador Javad Jahangirzadeh left Baku on Tuesday at the end of his term.",
            ("AZE-IRN occurred",),
        ),
        ("Iranian ambassador Javad Jahangirzadeh has completed his term in Baku.", ("AZE-IRN occurred",)),
        ("Iran took its ambassador in Baku home on Tuesday.", ("AZE-IRN occurred",)),
        ("Iran recalled its ambassador from Baku on Tuesday.", ("AZE-IRN occurred",)),
        ("Iran called its ambassador home from Baku for consultations.", ("AZE-IRN occurred",)),
        ("Iran's ambassador returned to his post in Baku on Tuesday.", ("AZE-IRN occurred",)),
        ("Iran's ambassador is back in Baku.", ("AZE-IRN occurred",)),
        ("Iran has sent its ambassador back to Baku.", ("AZE-IRN occurred",)),
        ("Israel will send an ambassador to Azerbaijan.", ("AZE-ISR planned",)),
        ("Iran's new ambassador to Azerbaijan began his mission on Monday.", ("AZE-IRN occurred",)),
        (
            "Azerbaijan appointed Mukhtar Mammadov its first ambassador to Israel on Tuesday.",
            ("AZE-ISR occurred",),
        ),
        (
            "The president signed a decree appointing Mukhtar Mammadov as Azerbaijan's ambassador to Israel.",
            ("AZE-ISR occurred",),
        ),
    ),
    "relations": (
        ("Israel and Azerbaijan established diplomatic relations in April 1992.", ("AZE-ISR background",)),
        (
            "In April 1992 Israel and Azerbaijan exchanged notes on diplomatic relations.",
            ("AZE-ISR background",),
        ),
        (
            "Azerbaijan and Iran have upgraded their relations to a strategic partnership.",
            ("AZE-IRN occurred",),
        ),
        ("Iran has downgraded its ties with Azerbaijan.", ("AZE-IRN occurred",)),
        ("Iran has downgraded the level of its diplomatic ties with Azerbaijan.", ("AZE-IRN occurred",)),
        ("Iran cut ties with Azerbaijan on Monday.", ("AZE-IRN occurred",)),
        ("Iran broke off diplomatic relations with Azerbaijan on Monday.", ("AZE-IRN occurred",)),
        (
            "Iran might rethink the level of its ties with Azerbaijan, a lawmaker said.",
            ("AZE-IRN hypothetical",),
        ),
        ("Iran threatened to downgrade relations with Azerbaijan.", ("AZE-IRN hypothetical",)),
        ("Azerbaijan and Israel mark 30 years of diplomatic relations.", ("AZE-ISR background",)),
        (
            "This year is the 30th anniversary of diplomatic relations between Azerbaijan and Israel.",
            ("AZE-ISR background",),
        ),
    ),
    "none": (
        ("Protesters gathered outside the Israeli embassy in Baku on Friday.", ()),
        ("The Israeli embassy in Baku said the report was wrong.", ()),
        ("Azerbaijan does not have an embassy in Israel.", ()),
        ("The embassy of Israel in Baku opened a photo exhibition on Friday.", ()),
        ("The Iranian ambassador to Azerbaijan was summoned to the foreign ministry in Baku.", ()),
        ("Azerbaijan expelled four Iranian diplomats.", ()),
        ("Relations between Azerbaijan and Iran are improving.", ()),
        ("A gunman attacked the Azerbaijani embassy in Tehran on Friday, killing one guard.", ()),
    ),
    "told by what stands before": (
        (
            "Azerbaijan shut its embassy in Tehran in January 2023. Ilham Aliyev announced that it would open again within weeks.",
            ("AZE-IRN background", "AZE-IRN planned"),
        ),
    ),
}


@pytest.mark.parametrize(("text", "codes"), [case for group in CASES.values() for case in group])
def test_representation(reader: Reader, text: str, codes: tuple[str, ...]) -> None:
    assert tuple(reader.codes(text, "representation")) == codes
