"""Agreements: phrasings of every construction, and what each one codes."""

from __future__ import annotations

import pytest

from tests.unit.pipeline.events.frames.reading import Reader

CASES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "signed by states": (
        ("Iran and Azerbaijan signed a memorandum of understanding on transport on Monday.", ("AZE-IRN occurred",)),
        ("A deal on gas deliveries was struck in Tehran on Sunday between SOCAR and NIOC.", ("AZE-IRN occurred",)),
        ("Israel and Azerbaijan inked a cooperation agreement in the field of water, the ministry said.", ("AZE-ISR occurred",)),
        ("Baku and Jerusalem have concluded a treaty on social security.", ("AZE-ISR occurred",)),
        ("Azerbaijan Railways and Islamic Republic of Iran Railways signed a protocol on tariffs in Baku on Monday.", ("AZE-IRN occurred",)),
        ("The energy ministers of Azerbaijan and Israel put pen to paper on a memorandum in Baku on Monday.", ("AZE-ISR occurred",)),
        ("Azerbaijani Energy Minister Parviz Shahbazov and Iran's Energy Minister Ali Akbar Mehrabian affixed their signatures to a protocol on Tuesday.", ("AZE-IRN occurred",)),
        ("Azerbaijan and Israel exchanged letters on the mutual recognition of driving licences on Monday.", ("AZE-ISR occurred",)),
        ("The two countries' customs services signed minutes. Iran and Azerbaijan share a border.", ("AZE-IRN occurred",)),
        ("Azerbaijani Culture Minister Adil Karimli arrived in Tehran on Monday. A programme of cultural exchanges was signed with the Iranian ministry.", ("AZE-IRN occurred",)),
        ("Iran's Ali Bagheri Kani and Azerbaijan's Jeyhun Bayramov met in Baku on Monday and initialled two accords.", ("AZE-IRN occurred",)),
        ("Israel's agriculture minister ended a trip to Baku on Tuesday with a work plan on irrigation in his briefcase, signed with Azerbaijan's Majnun Mammadov.", ("AZE-ISR occurred",)),
    ),
    "parties told before": (
        ("Israeli Foreign Minister Israel Katz met Azerbaijani Foreign Minister Jeyhun Bayramov in Baku on Monday. After the talks a memorandum was signed.", ("AZE-ISR occurred",)),
        ("Israeli Foreign Minister Israel Katz met Azerbaijani Foreign Minister Jeyhun Bayramov in Baku on Monday. The two sides signed three documents.", ("AZE-ISR occurred",)),
        ("Israeli Foreign Minister Israel Katz met Azerbaijani Foreign Minister Jeyhun Bayramov in Baku on Monday. They signed a protocol of consultations.", ("AZE-ISR occurred",)),
        ("President Masoud Pezeshkian received President Ilham Aliyev in Tehran on Monday. Seven documents were signed in their presence, on rail, power and customs.", ("AZE-IRN occurred",)),
        ("President Masoud Pezeshkian received President Ilham Aliyev in Tehran on Monday. The following documents were signed:\n\nMemorandum of understanding on water;\n\nProgramme of cooperation in sport.", ("AZE-IRN occurred",)),
        ("President Masoud Pezeshkian received President Ilham Aliyev in Tehran on Monday. Four papers came out of the talks.", ("AZE-IRN occurred",)),
        ("President Masoud Pezeshkian received President Ilham Aliyev in Tehran on Monday. The talks produced a roadmap on transit and an accord on power.", ("AZE-IRN occurred",)),
        ("Iranian Roads Minister Mehrdad Bazrpash visited Baku on Monday. He signed a memorandum on the bridge over the Astarachay with Deputy Prime Minister Shahin Mustafayev.", ("AZE-IRN occurred",)),
        ("Iran and Azerbaijan on Monday signed a document on security. It was initialled in Tehran in March.", ("AZE-IRN occurred", "AZE-IRN background")),
        ("Iran and Azerbaijan on Monday signed a document on security. The paper will be ratified by both parliaments in the autumn.", ("AZE-IRN occurred", "AZE-IRN planned")),
    ),
    "three and more": (
        ("The foreign ministers of Azerbaijan, Iran and Turkey met in Nakhchivan on Monday. They adopted a joint statement.", ("AZE-IRN-TUR occurred",)),
        ("The presidents of Iran, Azerbaijan and Russia adopted a joint declaration in Tehran on Monday.", ("AZE-IRN-RUS occurred",)),
        ("Hossein Amir-Abdollahian, Jeyhun Bayramov and Hakan Fidan gathered in Tabriz on Monday. The Tabriz Declaration was approved at the end.", ("AZE-IRN-TUR occurred",)),
        ("Azerbaijan, Iran and Turkmenistan signed a three-way gas swap contract in Ashgabat on Sunday.", ("AZE-IRN-TKM occurred",)),
        ("The leaders of Azerbaijan, Israel and Cyprus issued a joint communique in Nicosia on Monday.", ("AZE-CYP-ISR occurred",)),
    ),
    "ratified and approved": (
        ("Azerbaijan's parliament ratified a defence cooperation agreement with Israel on Friday.", ("AZE-ISR occurred",)),
        ("The Milli Majlis on Tuesday approved the agreement with Iran on visa-free travel.", ("AZE-IRN occurred",)),
        ("President Ilham Aliyev signed a decree on Monday approving the memorandum with Iran on customs.", ("AZE-IRN occurred",)),
        ("The Knesset voted on Monday to ratify the tax treaty with Azerbaijan.", ("AZE-ISR occurred",)),
        ("The Israeli cabinet gave its approval on Sunday to an aviation agreement with Azerbaijan.", ("AZE-ISR occurred",)),
        ("A convention between Azerbaijan and Israel on double taxation was ratified with 90 votes on Tuesday.", ("AZE-ISR occurred",)),
        ("An agreement between Iran and Azerbaijan on extradition entered into force on Monday.", ("AZE-IRN occurred",)),
        ("The Majlis passed a bill on Tuesday on the customs agreement with Azerbaijan.", ("AZE-IRN occurred",)),
    ),
    "bought, sold, licensed": (
        ("SOCAR has completed the purchase of a 10 percent stake in the Tamar field from Union Energy of Israel.", ("AZE-ISR occurred",)),
        ("SOCAR is to buy 10% of Israel's Tamar gas field for $900 million, sources said.", ("AZE-ISR planned",)),
        ("Israel Aerospace Industries will supply Azerbaijan with two satellites under a $120 million contract signed on Monday.", ("AZE-ISR occurred",)),
        ("Israel's Elbit Systems won a contract to supply Azerbaijan with Hermes 900 drones, worth $50 million.", ("AZE-ISR occurred",)),
        ("Azerbaijan ordered six Heron drones from Israel on Monday.", ("AZE-ISR occurred",)),
        ("Azerbaijan acquired the Barak-8 system from Israel in 2012.", ("AZE-ISR background",)),
        ("Azerbaijan has bought nearly $5 billion worth of Israeli arms over the past decade.", ("AZE-ISR background",)),
        ("Baku could order Arrow missiles from Israel, two sources said.", ("AZE-ISR hypothetical",)),
        ("Azerbaijan is considering the purchase of Iron Dome batteries.", ("AZE-ISR hypothetical",)),
        ("Israel granted exploration licences off its coast to SOCAR on Monday.", ("AZE-ISR occurred",)),
        ("SOCAR and two partners were awarded a licence in Israeli waters on Sunday.", ("AZE-ISR occurred",)),
        ("Iran and SOCAR extended their gas swap contract by a year on Monday.", ("AZE-IRN occurred",)),
        ("Azad Systems assembles Israeli drones under licence since 2011.", ("AZE-ISR background",)),
        ("Azerbaijan sells gas to Iran.", ()),
        ("Israel buys some 40 percent of its oil from Azerbaijan.", ()),
    ),
    "planned": (
        ("Azerbaijan and Israel will sign four agreements next week.", ("AZE-ISR planned",)),
        ("A memorandum on energy is due to be signed when Iranian President Masoud Pezeshkian visits Baku next month.", ("AZE-IRN planned",)),
        ("Iranian President Masoud Pezeshkian will visit Baku next week. Several documents are expected to be signed.", ("AZE-IRN planned",)),
        ("Iranian President Masoud Pezeshkian will visit Baku next week. The signing of a roadmap is on the agenda.", ("AZE-IRN planned",)),
        ("Iran and Azerbaijan have agreed to draw up a roadmap on energy cooperation.", ("AZE-IRN planned",)),
        ("Iran and Azerbaijan decided on Monday to prepare a comprehensive agreement on security.", ("AZE-IRN planned",)),
        ("The centrepiece of the trip to Baku by Israeli minister Gila Gamliel is to be a memorandum on satellites.", ("AZE-ISR planned",)),
        ("Israel and Azerbaijan are set to ink a free trade deal in the autumn.", ("AZE-ISR planned",)),
        ("SOCAR plans to sign a contract with Israel's Energean by the end of the year.", ("AZE-ISR planned",)),
        ("The agreement between Azerbaijan and Iran will be submitted to parliament for ratification in the autumn.", ("AZE-IRN planned",)),
    ),
    "called for, negotiated, considered": (
        ("Baku and Tehran are negotiating a preferential trade agreement.", ("AZE-IRN hypothetical",)),
        ("Azerbaijan and Iran may sign a free trade agreement, an official said.", ("AZE-IRN hypothetical",)),
        ("Talks between Israel and Azerbaijan on an aviation agreement have dragged on since spring.", ("AZE-ISR hypothetical",)),
        ("Iran has proposed a non-aggression pact to Azerbaijan.", ("AZE-IRN hypothetical",)),
        ("Israel hopes to sign a free trade agreement with Azerbaijan.", ("AZE-ISR hypothetical",)),
        ("Azerbaijan and Israel were close to signing a protocol on visas, sources said.", ("AZE-ISR hypothetical",)),
        ("Azerbaijan and Iran discussed a draft agreement on the Aras dams on Monday.", ("AZE-IRN hypothetical",)),
        ("Iran's ambassador called for the conclusion of a security agreement with Azerbaijan.", ("AZE-IRN hypothetical",)),
        ("Israeli media spoke of an agreement with Azerbaijan on airfields.", ("AZE-ISR hypothetical",)),
        ("Baku called on Israel to sign a free trade agreement.", ("AZE-ISR hypothetical",)),
    ),
    "called off and denied": (
        ("The signing of the agreement between Iran and Azerbaijan has been postponed.", ("AZE-IRN cancelled",)),
        ("Tehran denied that it had signed an agreement with Azerbaijan on gas.", ("AZE-IRN cancelled",)),
        ("Azerbaijan will not sign the protocol with Iran, the ministry said on Monday.", ("AZE-IRN cancelled",)),
        ("Azerbaijan cancelled a contract with Israel's Elbit on Monday.", ("AZE-ISR cancelled",)),
        ("SOCAR has scrapped plans to buy a stake in Israel's Tamar field.", ("AZE-ISR cancelled",)),
    ),
    "told as context": (
        ("In 2016, Azerbaijan and Iran signed an agreement on the Rasht-Astara railway.", ("AZE-IRN background",)),
        ("Under a 2012 contract Israel Aerospace Industries delivers drones to Azerbaijan.", ("AZE-ISR background",)),
        ("The contract between Azerbaijan and Israel Aerospace Industries, which came to light in February 2012, was worth $1.6 billion.", ("AZE-ISR background",)),
        ("Benjamin Netanyahu came to Baku in December 2016. He and Ilham Aliyev presided over the signing of papers on taxes and farming.", ("AZE-ISR background",)),
        ("Benjamin Netanyahu came to Baku in December 2016 and the result was a paper on double taxation.", ("AZE-ISR background",)),
        ("The railway agreement that Iran and Azerbaijan signed in 2018 has not been carried out.", ("AZE-IRN background",)),
        ("Iran and Azerbaijan have had a treaty of friendship since 2002.", ("AZE-IRN background",)),
        ("The 2005 memorandum between Iran and Azerbaijan on gas is still in force.", ("AZE-IRN background",)),
    ),
    "no agreements of states": (
        ("Persepolis have reached an agreement with a Baku club over a forward.", ()),
        ("Two detainees in Iran were released after signing an agreement not to leave Azerbaijan.", ()),
        ("An Israeli start-up signed a contract with a hazelnut grower in Azerbaijan.", ()),
        ("A contract for a dairy farm is being negotiated by a private Israeli company in Azerbaijan.", ()),
        ("By continuing you accept the agreement. Israel and Azerbaijan are in the news.", ()),
        ("Azerbaijan and Iran agree on many things.", ()),
        ("The Iranian striker signed a two-year deal with Qarabag of Azerbaijan.", ()),
        ("Azerbaijan and Israel issued statements on Monday.", ()),
        ("The Azerbaijani foreign ministry issued a statement on Iran on Monday.", ()),
        ("Aliyev and Pezeshkian met in Baku on Monday. No document was signed.", ()),
    ),
}


@pytest.mark.parametrize(("text", "codes"), [pytest.param(t, c, id=f"{name}: {t[:60]}") for name, cases in CASES.items() for t, c in cases])
def test_agreements_are_coded(reader: Reader, text: str, codes: tuple[str, ...]) -> None:
    assert reader.codes(text, "agreement") == sorted(codes)
