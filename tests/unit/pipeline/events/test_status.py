"""How real a sentence makes an event, read with the language model."""

from __future__ import annotations

import pytest

from config.lexicon import load_lexicon
from config.settings import PACKAGED, Settings
from pipeline.edge.nlp import load_model
from pipeline.events.document import prepare
from pipeline.events.event import Status
from pipeline.events.masking import build_sentence, masked_doc
from pipeline.events.status import StatusJudge
from pipeline.events.syntax import Sentence
from tests.unit.pipeline.events.frames.reading import PUBLISHED


class Judge:
    """Judges a word of a sentence."""

    def __init__(self) -> None:
        self._nlp = load_model(Settings().nlp_model)
        self._judge = StatusJudge(load_lexicon(PACKAGED))

    def sentence(self, text: str) -> Sentence:
        document = prepare(
            "", text, PUBLISHED.date(), lambda t: [(x.idx, x.text) for x in self._nlp.make_doc(t)]
        )
        sentence = build_sentence(document, document.sentences[0], [], [])
        (doc,) = self._nlp.pipe([masked_doc(self._nlp.vocab, sentence)])
        sentence.take_parse(doc)
        return sentence

    def verb(self, text: str, word: str) -> Status | None:
        sentence = self.sentence(text)
        return self._judge.of_verb(sentence, sentence.lower.index(word)).status

    def noun(self, text: str, word: str) -> Status | None:
        sentence = self.sentence(text)
        return self._judge.of_noun(sentence, sentence.lower.index(word)).status


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


@pytest.mark.parametrize(
    ("text", "word", "status"),
    [
        ("John visited Paris on Monday.", "visited", Status.OCCURRED),
        ("John has visited Paris.", "visited", Status.OCCURRED),
        ("John will visit Paris.", "visit", Status.PLANNED),
        ("John is to be received by Peter.", "received", Status.PLANNED),
        ("John is scheduled to visit Paris.", "visit", Status.PLANNED),
        ("The minister said that John would visit Paris in May.", "visit", Status.PLANNED),
        ("It was agreed that John should visit Paris.", "visit", Status.PLANNED),
        ("John may visit Paris.", "visit", Status.HYPOTHETICAL),
        ("John hopes to visit Paris.", "visit", Status.HYPOTHETICAL),
        ("John said that he would like to visit Paris.", "visit", Status.HYPOTHETICAL),
        ("John will not visit Paris.", "visit", Status.CANCELLED),
        ("John was to have visited Paris.", "visited", Status.CANCELLED),
        ("John denied reports that he would visit Paris.", "visit", Status.CANCELLED),
        ("John did not visit Paris.", "visit", None),
        ("They asked whether John would visit Paris.", "visit", None),
        ("There are no plans for John to visit Paris.", "visit", None),
    ],
)
def test_verbs(judge: Judge, text: str, word: str, status: Status | None) -> None:
    assert judge.verb(text, word) is status


@pytest.mark.parametrize(
    ("text", "word", "status"),
    [
        ("John paid a visit to Paris.", "visit", Status.OCCURRED),
        ("John spoke after a meeting with Peter.", "meeting", Status.OCCURRED),
        ("John will pay a visit to Paris.", "visit", Status.PLANNED),
        ("The visit is expected to take place in May.", "visit", Status.PLANNED),
        ("Meetings with Peter are on his agenda.", "meetings", Status.PLANNED),
        ("John proposed a meeting with Peter.", "meeting", Status.HYPOTHETICAL),
        ("John postponed his visit to Paris.", "visit", Status.CANCELLED),
        ("The visit, announced for Monday, has been postponed.", "visit", Status.CANCELLED),
    ],
)
def test_nouns(judge: Judge, text: str, word: str, status: Status | None) -> None:
    assert judge.noun(text, word) is status
