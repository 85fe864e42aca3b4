"""Whether the verb beside a time expression points to the past or the future; a guess by word forms alone."""

from __future__ import annotations

import re

_AHEAD = re.compile(
    r"\b(?:will|would|shall|(?-i:may)|might|could|should|(?:is|are|be) (?:also )?(?:to|due)|scheduled|slated|"
    r"expects?|plans? to|"
    r"planned|planning|set (?:to|for)|going to|about to|upcoming|forthcoming|agreed to|likely|hopes?|"
    r"hoping|ahead of|"
    r"wait(?:s|ing)? for|leaves|meets|heads|travels|flies|arrives|visits|begins|starts|opens|hosts|"
    r"continues|departs|returns|"
    r"(?:postponed|moved|put off|delayed|rescheduled|adjourned|put back|brought forward) (?:to|until|till)|"
    r"(?<!was )(?<!were )to (?:visit|meet|travel|arrive|leave|go|fly|come|hold|host|sign|attend|open|"
    r"begin|start|return|"
    r"receive|pay|take|see|depart|"
    r"talk|discuss|be))\b|['’]ll\b|\b(?:is|are|be) expected\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\b(?:said|says|told|met|was|were|had|has|have|held|went|came|left|flew|began|took|made|saw|spoke|"
    r"gave|paid|sat|sent|put|"
    r"sold|bought|brought|kept|became|fell|found|fought|got|grew|heard|laid|led|lost|won|paid|ran|rose|"
    r"shook|shot|shut|spent|stood|"
    r"struck|threw|wrote|broke|built|chose|dealt|did|drew|drove|hit|let|set out|(?<!be )\w{2,}ed)\b",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"\b(?:was|were) (?:also )?(?:to|due|expected|scheduled|supposed|set)\b|\b(?:had )?expected\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?]['\"”’)]*\s+(?=[A-Z“\"‘])|\n")
_CLAUSE = re.compile(r"[,;:–—]\s|\s(?:who|which|that|while|after|before|when|and then|but)\s", re.IGNORECASE)
_JUST_BEFORE = re.compile(r"\b(since|until|till|by|for)\s+(?:(?:late|early)\s+)?$", re.IGNORECASE)


def points_ahead(text: str, start: int, end: int) -> bool | None:
    """Whether the verb next to the expression points to the future; None where it could be either.

    Only a guess by the nearest verb form on the left, then on the right; `DateMention.toward` corrects it.
    """
    left = max(
        (m.end() for m in _SENTENCE.finditer(text, max(0, start - 300), start)), default=max(0, start - 300)
    )
    ending = _SENTENCE.search(text, end)
    right = min(ending.start() if ending else len(text), end + 200)
    before, after = text[left:start], text[end:right]
    preposition = _JUST_BEFORE.search(before)
    if preposition is not None:
        return preposition[1].lower() != "since"
    verbs = [(m.end(), True) for m in _AHEAD.finditer(before)]
    meant = [(m.end(), None) for m in _MEANT.finditer(before)]
    taken = {m.end() for m in _MEANT.finditer(before)}
    past = [(m.end(), False) for m in _BEHIND.finditer(before) if m.end() not in taken]
    nearest = max([*verbs, *meant, *past], key=lambda v: v[0], default=None)
    if nearest is not None:
        # of forms that end together (`is expected`), the one that points ahead counts
        tied = [way for at, way in (*verbs, *meant, *past) if at == nearest[0]]
        return True if True in tied else None if None in tied else False
    for piece in (_CLAUSE.split(after)[0], after):
        ahead, behind = _AHEAD.search(piece), _BEHIND.search(piece)
        if ahead and (not behind or ahead.start() <= behind.start()):
            return True
        if behind:
            return False
    return None
