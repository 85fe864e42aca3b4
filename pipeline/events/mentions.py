"""Find the refs of a text: names from the gazetteer, titles with or without a bearer, groups, pronouns.

A title is read outwards from its head word: modifiers, portfolios and the country before it, `of`-phrases
after it, then the bearer. So "Azerbaijan's Deputy Prime Minister Shahin Mustafayev", "Minister of
Petroleum of Iran Masoud Mir-Kazemi" and "his Azeri counterpart" each become one ref.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipeline.events.lexicon import Offices
from pipeline.events.refs import Ref
from pipeline.events.tokens import Tokens
from pipeline.events.wholetext import WholeScan
from pipeline.gazetteer.gazetteer import Gazetteer
from pipeline.gazetteer.match import Match


class MentionFinder:
    """Makes refs out of tokens and gazetteer matches. Stateless between texts."""

    def __init__(self, gazetteer: Gazetteer, offices: Offices) -> None:
        self._gaz = gazetteer
        self._off = offices

    def find(self, tokens: Tokens, matches: Sequence[Match], published: date) -> list[Ref]:
        """Refs in order of their place; none overlaps another."""
        scan = MentionScan(self._gaz, self._off, tokens, published)
        scan.align(matches)
        return scan.run()


class MentionScan(WholeScan):
    """One pass over one text."""

    def run(self) -> list[Ref]:
        i = 0
        self._state_bodies()
        heads = [h for h in self._head_positions() if not any(self.taken[h[0] : h[1]])]
        titles = [t for h in heads if (t := self._title(*h)) is not None]
        for title in titles:
            if not any(self.taken[title.start : title.end]):
                self._place_title(title)
        while i < self.n:
            if self.taken[i]:
                i += 1
                continue
            found = self.at(i)
            if found and found[0] == i and not any(self.taken[i : found[1]]):
                i = self._place_match(*found)
                continue
            i = self._place_word(i)
        self.refs.sort(key=lambda r: r.start)
        self._unknown_people()
        self._appositions()
        self._pairs_of_countries()
        self._led_by()
        self._namesakes()
        self._states_of_bare_titles()
        self._states_as_surnames()
        self._provinces()
        self.refs.sort(key=lambda r: r.start)
        return self.refs
