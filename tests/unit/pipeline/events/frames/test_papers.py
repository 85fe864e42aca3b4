"""Agreements: phrasings of every construction, and what each one codes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pipeline.events.event import Instrument, Value
from tests.unit.pipeline.events.frames.reading import Reader

CASES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "signed by states": (
        (
            "Iran and Azerbaijan signed a memorandum of understanding on transport on Monday.",
            ("AZE-IRN occurred",),
        ),
        (
            "A deal on gas deliveries was struck in Tehran on Sunday between SOCAR and NIOC.",
            ("AZE-IRN occurred",),
        ),
        (
            "Israel and Azerbaijan inked a cooperation agreement in the field of water, the ministry said.",
            ("AZE-ISR occurred",),
        ),
        ("Baku and Jerusalem have concluded a treaty on social security.", ("AZE-ISR occurred",)),
        (
            "Azerbaijan Railways and Islamic Republic of Iran Railways signed a protocol on tariffs in Baku on Monday.",
            ("AZE-IRN occurred",),
        ),
        (
            "The energy ministers of Azerbaijan and Israel put pen to paper on a memorandum in Baku on Monday.",
            ("AZE-ISR occurred",),
        ),
        (
            "Azerbaijani Energy Minister Parviz Shahbazov and Iran's Energy Minister Ali Akbar Mehrabian affixed their signatures to a protocol on Tuesday.",
            ("AZE-IRN occurred",),
        ),
        (
            "Azerbaijan and Israel exchanged letters on the mutual recognition of driving licences on Monday.",
            ("AZE-ISR occurred",),
        ),
        (
            "The two countries' customs services signed minutes. Iran and Azerbaijan share a border.",
            ("AZE-IRN occurred",),
        ),
        (
            "Azerbaijani Culture Minister Adil Karimli arrived in Tehran on Monday. A programme of cultural exchanges was signed with the Iranian ministry.",
            ("AZE-IRN occurred",),
        ),
        (
            "Iran's Ali Bagheri Kani and Azerbaijan's Jeyhun Bayramov met in Baku on Monday and initialled two accords.",
            ("AZE-IRN occurred",),
        ),
        (
            "Israel's agriculture minister ended a trip to Baku on Tuesday with a work plan on irrigation in his briefcase, signed with Azerbaijan's Majnun Mammadov.",
            ("AZE-ISR occurred",),
        ),
    ),
    "parties told before": (
        (
            "Israeli Foreign Minister Israel Katz met Azerbaijani Foreign Minister Jeyhun Bayramov in Baku on Monday. After the talks a memorandum was signed.",
            ("AZE-ISR occurred",),
        ),
        (
            "Israeli Foreign Minister Israel Katz met Azerbaijani Foreign Minister Jeyhun Bayramov in Baku on Monday. The two sides signed three documents.",
            ("AZE-ISR occurred",),
        ),
        (
            "Israeli Foreign Minister Israel Katz met Azerbaijani Foreign Minister Jeyhun Bayramov in Baku on Monday. They signed a protocol of consultations.",
            ("AZE-ISR occurred",),
        ),
        (
            "President Masoud Pezeshkian received President Ilham Aliyev in Tehran on Monday. Seven documents were signed in their presence, on rail, power and customs.",
            ("AZE-IRN occurred",),
        ),
        (
            "President Masoud Pezeshkian received President Ilham Aliyev in Tehran on Monday. The following documents were signed:\n\nMemorandum of understanding on water;\n\nProgramme of cooperation in sport.",
            ("AZE-IRN occurred",),
        ),
        (
            "President Masoud Pezeshkian received President Ilham Aliyev in Tehran on Monday. Four papers came out of the talks.",
            ("AZE-IRN occurred",),
        ),
        (
            "President Masoud Pezeshkian received President Ilham Aliyev in Tehran on Monday. The talks produced a roadmap on transit and an accord on power.",
            ("AZE-IRN occurred",),
        ),
        (
            "Iranian Roads Minister Mehrdad Bazrpash visited Baku on Monday. He signed a memorandum on the bridge over the Astarachay with Deputy Prime Minister Shahin Mustafayev.",
            ("AZE-IRN occurred",),
        ),
        (
            "Iran and Azerbaijan on Monday signed a document on security. It was initialled in Tehran in March.",
            ("AZE-IRN occurred", "AZE-IRN background"),
        ),
        (
            "Iran and Azerbaijan on Monday signed a document on security. The paper will be ratified by both parliaments in the autumn.",
            ("AZE-IRN occurred", "AZE-IRN planned"),
        ),
    ),
    "three and more": (
        (
            "The foreign ministers of Azerbaijan, Iran and Turkey met in Nakhchivan on Monday. They adopted a joint statement.",
            ("AZE-IRN-TUR occurred",),
        ),
        (
            "The presidents of Iran, Azerbaijan and Russia adopted a joint declaration in Tehran on Monday.",
            ("AZE-IRN-RUS occurred",),
        ),
        (
            "Hossein Amir-Abdollahian, Jeyhun Bayramov and Hakan Fidan gathered in Tabriz on Monday. The Tabriz Declaration was approved at the end.",
            ("AZE-IRN-TUR occurred",),
        ),
        (
            "Azerbaijan, Iran and Turkmenistan signed a three-way gas swap contract in Ashgabat on Sunday.",
            ("AZE-IRN-TKM occurred",),
        ),
        (
            "The leaders of Azerbaijan, Israel and Cyprus issued a joint communique in Nicosia on Monday.",
            ("AZE-CYP-ISR occurred",),
        ),
    ),
    "ratified and approved": (
        (
            "Azerbaijan's parliament ratified a defence cooperation agreement with Israel on Friday.",
            ("AZE-ISR occurred",),
        ),
        (
            "The Milli Majlis on Tuesday approved the agreement with Iran on visa-free travel.",
            ("AZE-IRN occurred",),
        ),
        (
            "President Ilham Aliyev signed a decree on Monday approving the memorandum with Iran on customs.",
            ("AZE-IRN occurred",),
        ),
        ("The Knesset voted on Monday to ratify the tax treaty with Azerbaijan.", ("AZE-ISR occurred",)),
        (
            "The Israeli cabinet gave its approval on Sunday to an aviation agreement with Azerbaijan.",
            ("AZE-ISR occurred",),
        ),
        (
            "A convention between Azerbaijan and Israel on double taxation was ratified with 90 votes on Tuesday.",
            ("AZE-ISR occurred",),
        ),
        (
            "An agreement between Iran and Azerbaijan on extradition entered into force on Monday.",
            ("AZE-IRN occurred",),
        ),
        (
            "The Majlis passed a bill on Tuesday on the customs agreement with Azerbaijan.",
            ("AZE-IRN occurred",),
        ),
    ),
    "bought, sold, licensed": (
        (
            "SOCAR has completed the purchase of a 10 percent stake in the Tamar field from Union Energy of Israel.",
            ("AZE-ISR occurred",),
        ),
        (
            "SOCAR is to buy 10% of Israel's Tamar gas field for $900 million, sources said.",
            ("AZE-ISR planned",),
        ),
        (
            "Israel Aerospace Industries will supply Azerbaijan with two satellites under a $120 million contract signed on Monday.",
            ("AZE-ISR occurred",),
        ),
        (
            "Israel's Elbit Systems won a contract to supply Azerbaijan with Hermes 900 drones, worth $50 million.",
            ("AZE-ISR occurred",),
        ),
        ("Azerbaijan ordered six Heron drones from Israel on Monday.", ("AZE-ISR occurred",)),
        ("Azerbaijan acquired the Barak-8 system from Israel in 2012.", ("AZE-ISR background",)),
        (
            "Azerbaijan has bought nearly $5 billion worth of Israeli arms over the past decade.",
            ("AZE-ISR background",),
        ),
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
        (
            "A memorandum on energy is due to be signed when Iranian President Masoud Pezeshkian visits Baku next month.",
            ("AZE-IRN planned",),
        ),
        (
            "Iranian President Masoud Pezeshkian will visit Baku next week. Several documents are expected to be signed.",
            ("AZE-IRN planned",),
        ),
        (
            "Iranian President Masoud Pezeshkian will visit Baku next week. The signing of a roadmap is on the agenda.",
            ("AZE-IRN planned",),
        ),
        ("Iran and Azerbaijan have agreed to draw up a roadmap on energy cooperation.", ("AZE-IRN planned",)),
        (
            "Iran and Azerbaijan decided on Monday to prepare a comprehensive agreement on security.",
            ("AZE-IRN planned",),
        ),
        (
            "The centrepiece of the trip to Baku by Israeli minister Gila Gamliel is to be a memorandum on satellites.",
            ("AZE-ISR planned",),
        ),
        ("Israel and Azerbaijan are set to ink a free trade deal in the autumn.", ("AZE-ISR planned",)),
        (
            "SOCAR plans to sign a contract with Israel's Energean by the end of the year.",
            ("AZE-ISR planned",),
        ),
        (
            "The agreement between Azerbaijan and Iran will be submitted to parliament for ratification in the autumn.",
            ("AZE-IRN planned",),
        ),
    ),
    "called for, negotiated, considered": (
        ("Baku and Tehran are negotiating a preferential trade agreement.", ("AZE-IRN hypothetical",)),
        ("Azerbaijan and Iran may sign a free trade agreement, an official said.", ("AZE-IRN hypothetical",)),
        (
            "Talks between Israel and Azerbaijan on an aviation agreement have dragged on since spring.",
            ("AZE-ISR hypothetical",),
        ),
        ("Iran has proposed a non-aggression pact to Azerbaijan.", ("AZE-IRN hypothetical",)),
        ("Israel hopes to sign a free trade agreement with Azerbaijan.", ("AZE-ISR hypothetical",)),
        (
            "Azerbaijan and Israel were close to signing a protocol on visas, sources said.",
            ("AZE-ISR hypothetical",),
        ),
        (
            "Azerbaijan and Iran discussed a draft agreement on the Aras dams on Monday.",
            ("AZE-IRN hypothetical",),
        ),
        (
            "Iran's ambassador called for the conclusion of a security agreement with Azerbaijan.",
            ("AZE-IRN hypothetical",),
        ),
        ("Israeli media spoke of an agreement with Azerbaijan on airfields.", ("AZE-ISR hypothetical",)),
        ("Baku called on Israel to sign a free trade agreement.", ("AZE-ISR hypothetical",)),
    ),
    "called off and denied": (
        (
            "The signing of the agreement between Iran and Azerbaijan has been postponed.",
            ("AZE-IRN cancelled",),
        ),
        ("Tehran denied that it had signed an agreement with Azerbaijan on gas.", ("AZE-IRN cancelled",)),
        (
            "Azerbaijan will not sign the protocol with Iran, the ministry said on Monday.",
            ("AZE-IRN cancelled",),
        ),
        ("Azerbaijan cancelled a contract with Israel's Elbit on Monday.", ("AZE-ISR cancelled",)),
        ("SOCAR has scrapped plans to buy a stake in Israel's Tamar field.", ("AZE-ISR cancelled",)),
    ),
    "told as context": (
        (
            "In 2016, Azerbaijan and Iran signed an agreement on the Rasht-Astara railway.",
            ("AZE-IRN background",),
        ),
        (
            "Under a 2012 contract Israel Aerospace Industries delivers drones to Azerbaijan.",
            ("AZE-ISR background",),
        ),
        (
            "The contract between Azerbaijan and Israel Aerospace Industries, which came to light in February 2012, was worth $1.6 billion.",
            ("AZE-ISR background",),
        ),
        (
            "Benjamin Netanyahu came to Baku in December 2016. He and Ilham Aliyev presided over the signing of papers on taxes and farming.",
            ("AZE-ISR background",),
        ),
        (
            "Benjamin Netanyahu came to Baku in December 2016 and the result was a paper on double taxation.",
            ("AZE-ISR background",),
        ),
        (
            "The railway agreement that Iran and Azerbaijan signed in 2018 has not been carried out.",
            ("AZE-IRN background",),
        ),
        ("Iran and Azerbaijan have had a treaty of friendship since 2002.", ("AZE-IRN background",)),
        (
            "The 2005 memorandum between Iran and Azerbaijan on gas is still in force.",
            ("AZE-IRN background",),
        ),
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
    "other words for it": (
        ("Azerbaijan, Iran ink deal on joint use of Khudafarin dam", ("AZE-IRN occurred",)),
        (
            "Azerbaijan's SOCAR and Israel's NewMed have formed a consortium under an agreement announced on Monday.",
            ("AZE-ISR occurred",),
        ),
        (
            "Tehran and Baku on Monday reached a preliminary agreement on the opening of a new border crossing.",
            ("AZE-IRN occurred",),
        ),
        (
            "A cooperation pact between the Azerbaijani and Israeli chambers of commerce was unveiled in Tel Aviv on Tuesday.",
            ("AZE-ISR occurred",),
        ),
        (
            "The Iranian minister and his Azerbaijani counterpart Rashad Nabiyev signed a memorandum in Baku on Monday.",
            ("AZE-IRN occurred",),
        ),
        (
            "In Jerusalem on Sunday, Jabbarov and Israeli Economy Minister Nir Barkat put their signatures to a joint plan of action.",
            ("AZE-ISR occurred",),
        ),
        (
            "A joint statement of the presidents of Azerbaijan and Iran was released after Monday's talks in Baku.",
            ("AZE-IRN occurred",),
        ),
        (
            "Azerbaijan and Israel agreed on Monday on visa-free travel, signing an accord in Baku.",
            ("AZE-ISR occurred",),
        ),
        (
            "Israel's Ministry of Health and Azerbaijan's TABIB signed a memorandum of cooperation on Sunday.",
            ("AZE-ISR occurred",),
        ),
        (
            "Iran's Minister of Economy Ehsan Khandouzi and Azerbaijani Deputy Prime Minister Shahin Mustafayev signed the final document of the 16th joint commission in Baku on Tuesday.",
            ("AZE-IRN occurred",),
        ),
        (
            "The commission wound up in Baku on Tuesday with a protocol signed by its co-chairs, Iran's Ehsan Khandouzi and Azerbaijan's Shahin Mustafayev.",
            ("AZE-IRN occurred",),
        ),
        (
            "Iran and Azerbaijan will finalise a long-term gas contract by autumn, NIOC said.",
            ("AZE-IRN planned",),
        ),
        (
            "Iran's ambassador said an agreement with Azerbaijan on joint gas fields would be signed soon.",
            ("AZE-IRN planned",),
        ),
        (
            "Israel's parliament is expected to ratify the aviation agreement with Azerbaijan in July.",
            ("AZE-ISR planned",),
        ),
        (
            "Agreements on energy and tourism between Israel and Azerbaijan are in the pipeline, the ambassador said, and will be signed in Baku next month.",
            ("AZE-ISR planned",),
        ),
        (
            "Israel is keen to sign a free trade agreement with Azerbaijan, the ambassador said.",
            ("AZE-ISR hypothetical",),
        ),
        (
            "Israeli officials raised the possibility of a gas deal with Azerbaijan.",
            ("AZE-ISR hypothetical",),
        ),
        ("Azerbaijan is in talks to buy a stake in Israel's Leviathan field.", ("AZE-ISR hypothetical",)),
        (
            "Azerbaijan is interested in buying Israeli air defence systems, the newspaper wrote.",
            ("AZE-ISR hypothetical",),
        ),
        ("Tehran wants Baku to sign a security treaty.", ("AZE-IRN hypothetical",)),
        (
            "A deputy urged the government to conclude a treaty on prisoners between Azerbaijan and Iran.",
            ("AZE-IRN hypothetical",),
        ),
        (
            "A gas contract between Azerbaijan and Iran that was to have been signed on Monday was put off.",
            ("AZE-IRN cancelled",),
        ),
        ("SOCAR denied reports that it had signed a contract with Israel's Delek.", ("AZE-ISR cancelled",)),
        ("Israel signed a $1.6 billion arms deal with Azerbaijan in 2012.", ("AZE-ISR background",)),
        ("Azerbaijan bought Harop drones from Israel in 2016.", ("AZE-ISR background",)),
        (
            "In 2017 Baku purchased an Iron Dome battery from Israel, the report said.",
            ("AZE-ISR background",),
        ),
        (
            "Under the memorandum that the two sides signed in March 2022, Iran lets Azerbaijan build a road. Azerbaijan and Iran are neighbours.",
            ("AZE-IRN background",),
        ),
        (
            "The swap deal of November 2021 between Iran, Azerbaijan and Turkmenistan has lapsed.",
            ("AZE-IRN-TKM background",),
        ),
        ("Last year Azerbaijan and Israel signed a memorandum on cyber security.", ("AZE-ISR background",)),
        (
            "Russia, Iran and Azerbaijan signed a memorandum on the Rasht-Astara railway in Moscow on Monday.",
            ("AZE-IRN-RUS occurred",),
        ),
        (
            "Azercosmos and Israel Aerospace Industries have signed an agreement on the Azersky-2 satellite, the two said on Monday.",
            ("AZE-ISR occurred",),
        ),
        (
            "Azerenerji and Iran's Tavanir signed an electricity exchange agreement on Sunday.",
            ("AZE-IRN occurred",),
        ),
        ("Azerbaijan signed an agreement with Kazakhstan; Iran was not mentioned.", ("AZE-KAZ occurred",)),
        ("The Israeli actor signed a contract with a studio. He was born in Baku, Azerbaijan.", ()),
        ("Iran said the nuclear agreement must be revived, and Azerbaijan agreed.", ()),
        ("Azerbaijani and Iranian wrestlers reached the final.", ()),
        ("The ceasefire agreement between Israel and Iran held on Monday, Azerbaijan said.", ()),
        ("Israel and Azerbaijan enjoy close ties in energy and defence, and trade reached $1 billion.", ()),
        ("Aliyev signed a decree on Monday. Iran is Azerbaijan's neighbour.", ()),
        ("Azerbaijan's Neftchi signed Iranian forward Reza Alavi on Monday.", ()),
    ),
    "in the wording of agencies": (
        (
            "Iran's transport minister came back from Baku on Monday with a signed protocol on the Rasht-Astara line in his pocket.",
            ("AZE-IRN occurred",),
        ),
        (
            "Rafael announced on Monday that it had signed a contract with the Azerbaijani defence ministry for Spike missiles.",
            ("AZE-ISR occurred",),
        ),
        (
            "The Israeli Finance Ministry and Azerbaijan's State Tax Service initialled an agreement on Monday in Jerusalem.",
            ("AZE-ISR occurred",),
        ),
        (
            "An agreement under which Iran will supply 300 MW of electricity to Azerbaijan was reached in Tehran on Monday.",
            ("AZE-IRN occurred",),
        ),
        (
            "Iranian and Azerbaijani coast guards signed a protocol on joint patrols on Monday.",
            ("AZE-IRN occurred",),
        ),
        (
            "Azerbaijan has become a client of Israel's Elbit: a contract for ten Hermes drones was signed on Monday.",
            ("AZE-ISR occurred",),
        ),
        (
            "Union Energy said on Friday it had sold half of its stake in Tamar to SOCAR for $450 million.",
            ("AZE-ISR occurred",),
        ),
        (
            "Israel's energy ministry has approved the sale of a 10% stake in Tamar to SOCAR.",
            ("AZE-ISR occurred",),
        ),
        (
            "A consortium of SOCAR, BP and NewMed won exploration licences in Israel's economic zone, the Israeli Energy Ministry said on Sunday.",
            ("AZE-ISR occurred",),
        ),
        (
            "Mekorot, Israel's national water company, and Azerbaijan's Azersu signed a cooperation agreement on Tuesday.",
            ("AZE-ISR occurred",),
        ),
        (
            "On Sunday the deputy foreign ministers of Iran and Azerbaijan wrapped up two days of consultations in Baku and signed a plan of consultations for two years.",
            ("AZE-IRN occurred",),
        ),
        (
            "Hakan Fidan was not there. Iran's Araghchi and Azerbaijan's Bayramov put out a joint statement after their talks in Tehran on Monday.",
            ("AZE-IRN occurred",),
        ),
        (
            "Iran and Azerbaijan prolonged their gas swap contract on Monday. The contract was signed in 2022.",
            ("AZE-IRN occurred", "AZE-IRN background"),
        ),
        (
            "Azerbaijan's parliament on Tuesday ratified a tourism agreement with Israel. The document was signed in Jerusalem on March 29, 2023.",
            ("AZE-ISR occurred", "AZE-ISR background"),
        ),
        (
            "A memorandum on the Zangezur bridge should be signed when Bayramov comes to Tehran next week, Iranian diplomats say.",
            ("AZE-IRN planned",),
        ),
        (
            "During Pezeshkian's visit to Baku next week eight documents will be signed, Iran's ambassador said.",
            ("AZE-IRN planned",),
        ),
        (
            "Israel and Azerbaijan are preparing to sign a satellite contract in July, the agency's head said.",
            ("AZE-ISR planned",),
        ),
        (
            "Azerbaijan will buy two more satellites from Israel, the minister said on Monday.",
            ("AZE-ISR planned",),
        ),
        (
            "Azerbaijan and Iran intend to conclude an agreement on transit fees before the end of the year.",
            ("AZE-IRN planned",),
        ),
        ("Iran is ready to sign an agreement on gas with Azerbaijan.", ("AZE-IRN hypothetical",)),
        (
            "Both sides floated a memorandum on the joint field. Iran and Azerbaijan have talked about it for years.",
            ("AZE-IRN hypothetical",),
        ),
        (
            "A military pact between Azerbaijan and Israel is being considered in Baku, the newspaper claimed.",
            ("AZE-ISR hypothetical",),
        ),
        ("There is talk of an arms deal between Israel and Azerbaijan.", ("AZE-ISR hypothetical",)),
        ("Israel has offered Azerbaijan the Arrow 3 system.", ("AZE-ISR hypothetical",)),
        ("Azerbaijan has asked Israel for the David's Sling system.", ("AZE-ISR hypothetical",)),
        (
            "The visit was to bring a memorandum between Iran and Azerbaijan on water, but its signing was called off.",
            ("AZE-IRN cancelled",),
        ),
        ("Iran has withdrawn from the electricity agreement with Azerbaijan.", ("AZE-IRN cancelled",)),
        ("Azerbaijan's defence ministry denied having bought missiles from Israel.", ("AZE-ISR cancelled",)),
        (
            "Aliyev and Pezeshkian met in Baku on Monday. A treaty on transit was expected but was not signed.",
            ("AZE-IRN hypothetical",),
        ),
        (
            "The $1.6 billion contract with Israel Aerospace Industries became known in 2012. Azerbaijan never spoke of it.",
            ("AZE-ISR background",),
        ),
        ("Israel has sold Azerbaijan $5 billion worth of weapons since 2012.", ("AZE-ISR background",)),
        (
            "Three years ago Iran and Azerbaijan agreed on a swap of Turkmen gas and signed a contract.",
            ("AZE-IRN background",),
        ),
        (
            "Azerbaijan and Iran had signed a memorandum on the Horadiz bridge in January 2021.",
            ("AZE-IRN background",),
        ),
        (
            "The agreement on the Khudafarin dam, signed by Iran and Azerbaijan in 2016, is still not in force.",
            ("AZE-IRN background",),
        ),
        ("Azerbaijan and Kazakhstan signed an agreement in Astana on Monday.", ("AZE-KAZ occurred",)),
        (
            "Iran and Russia signed a strategic treaty in Moscow on Monday. Azerbaijan followed it closely.",
            ("IRN-RUS occurred",),
        ),
        (
            "Israel and Turkmenistan signed a memorandum on water in Ashgabat on Monday. Azerbaijan had mediated.",
            ("ISR-TKM occurred",),
        ),
        ("Azerbaijan and Israel marked 32 years of relations on Monday with a concert.", ()),
        (
            "Trade between Iran and Azerbaijan rose by 20 percent, the customs committee said. Iran exports gas and steel.",
            (),
        ),
        ("Azerbaijan's gas exports to Israel fell in May.", ()),
        ("Iranian lawmakers accused Baku of dealing with Israel.", ()),
        ("Aliyev thanked Israel for its weapons.", ()),
        ("The Iranian foreign ministry released a statement on Azerbaijan and Israel.", ()),
        ("FC Qarabag signed a sponsorship agreement with an Israeli betting firm.", ()),
        ("A Baku court approved an extradition request from Iran.", ()),
        ("Israel and Iran have no agreement on anything, an Azerbaijani analyst said.", ()),
    ),
    "in a longer text": (
        (
            "President Ilham Aliyev received Israeli ambassador George Deek on Monday. They discussed trade and the implementation of agreements.",
            (),
        ),
        (
            "Iran's ambassador met Economy Minister Mikayil Jabbarov in Baku on Monday. They spoke about existing agreements and new projects.",
            (),
        ),
        (
            "Azerbaijan and Iran discussed energy cooperation in Baku on Monday. The sides stressed that all agreements must be carried out.",
            (),
        ),
        ("Iran accused Azerbaijan of violating agreements by hosting Israelis.", ()),
        (
            "Azerbaijani Economy Minister Mikayil Jabbarov visited Israel on Monday. He met Energy Minister Eli Cohen and Finance Minister Bezalel Smotrich. The sides signed a memorandum on gas. The agreement opens new paths, Jabbarov said. He called the memorandum historic.",
            ("AZE-ISR occurred",),
        ),
        (
            "Iranian President Masoud Pezeshkian arrived in Baku on Monday. He held talks with Ilham Aliyev. Seven agreements were signed.\n\nAmong them is a memorandum on health. The presidents also adopted a joint statement. The accords cover transport, culture and media.",
            ("AZE-IRN occurred",),
        ),
        (
            "Iranian President Masoud Pezeshkian arrived in Baku on Monday and signed a declaration with Ilham Aliyev.\n\nThe two countries signed a strategic roadmap in 2021.",
            ("AZE-IRN occurred", "AZE-IRN background"),
        ),
        (
            "Azerbaijan says Armenia must sign a peace treaty. Iran supports the treaty. Aliyev and Pashinyan met in Munich in February.",
            ("ARM-AZE hypothetical",),
        ),
        ("Azerbaijan wants Armenia to sign a peace treaty.", ("ARM-AZE hypothetical",)),
        ("Israel's trade with Azerbaijan rests on oil contracts, and both sides are content with them.", ()),
        (
            "The book tells of an Iranian who signs a contract with a spy in Baku and an Israeli who sells him arms.",
            (),
        ),
        (
            "In the chess match Israel's Boris Gelfand and Azerbaijan's Shakhriyar Mamedyarov agreed a draw.",
            (),
        ),
        ("Qarabag agreed terms with Israeli winger Dor Peretz on Monday.", ()),
        (
            "Israel and Azerbaijan should sign a free trade agreement, wrote the columnist.",
            ("AZE-ISR hypothetical",),
        ),
        (
            "The International Atomic Energy Agency and Iran agreed on inspections. Azerbaijan had no comment.",
            (),
        ),
        ("Azerbaijan ordered an investigation after an Israeli tourist was robbed.", ()),
        ("Iran bought wheat from Russia and Azerbaijan watched.", ("IRN-RUS occurred",)),
        ("Iran executed a man who sold secrets to Israel, and Azerbaijan denied any role.", ()),
        (
            "Azerbaijan and Iran split the costs of the Khudafarin dam under an accord from 2016.",
            ("AZE-IRN background",),
        ),
        ("Aliyev said Azerbaijan would honour its contracts. Iran and Israel were not mentioned.", ()),
        (
            "Turkey and Azerbaijan signed the Shusha Declaration in June 2021. Iran and Israel looked on.",
            ("AZE-TUR background",),
        ),
        ("Iran signed a law on Monday. An Azerbaijani official said the statement was hostile.", ()),
        (
            "Turkey and Iran signed a gas contract in Ankara on Monday; Azerbaijan's SOCAR will carry the gas.",
            ("IRN-TUR occurred",),
        ),
        (
            "Israel's energy minister Eli Cohen said the licence for SOCAR was signed on Monday. SOCAR will pay $100 million for the licence.",
            ("AZE-ISR occurred",),
        ),
        (
            "Azerbaijan and Georgia will sign a railway agreement in July. Iran and Turkey signed one on Monday.",
            ("AZE-GEO planned", "IRN-TUR occurred"),
        ),
        (
            "Iran, Azerbaijan sign MoU on tourism\n\nIran's Minister of Tourism Reza Salehi-Amiri and Azerbaijan's Fuad Naghiyev signed the memorandum in Baku on Monday. Based on the document, tour operators will get licences.",
            ("AZE-IRN occurred",),
        ),
        (
            "Azerbaijan will get two observation satellites from Israel Aerospace Industries after the parties signed a deal on Monday. The contract includes training.",
            ("AZE-ISR occurred",),
        ),
    ),
}


@pytest.mark.parametrize(
    ("text", "codes"),
    [pytest.param(t, c, id=f"{name}: {t[:60]}") for name, cases in CASES.items() for t, c in cases],
)
def test_agreements_are_coded(reader: Reader, text: str, codes: tuple[str, ...]) -> None:
    assert reader.codes(text, "agreement") == sorted(codes)


def test_what_is_signed(reader: Reader) -> None:
    (event,) = reader.events(
        "Israel Aerospace Industries signed a $120 million contract with Azerbaijan on Monday for two satellites."
    )
    assert event.instrument is Instrument.CONTRACT
    assert event.subject == "two satellites"
    assert event.value == Value(Decimal(120_000_000), "USD")
    assert event.date_start == date(2024, 6, 10)
    assert [p.name for p in event.participants] == ["Israel Aerospace Industries"]


def test_place_and_subject_are_kept_apart(reader: Reader) -> None:
    (event,) = reader.events(
        "Iran and Azerbaijan signed a memorandum of understanding on customs cooperation in Baku on Tuesday."
    )
    assert (event.instrument, event.subject, event.place) == (Instrument.MOU, "customs cooperation", "Baku")
    assert event.date_start == date(2024, 6, 11)
