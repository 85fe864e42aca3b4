"""How real a verb is told to be: tense, modality, negation and what stands above it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.events.event import Status
from pipeline.events.status_words import CueWords
from pipeline.events.syntax import Sentence

_OFTEN = re.compile(
    r"\b(?:several|many|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a dozen|dozens of) times\b"
    r"|\b(?:at least|more than|over) \w+ times\b"
    r"|\b(?:repeatedly|often|regularly|frequently)\b"
)
_FUTURE = frozenset(["will", "shall", "'ll", "wo"])
_MAYBE = frozenset({
    "may", "might", "could", "should", "must", "can", "ought", "need",
})  # fmt: skip
_PLANS = frozenset({
    "plan", "plans", "intention", "intentions", "bid", "idea", "scheme", "hope", "hopes", "promise",
})  # fmt: skip
_BE = frozenset({
    "is", "are", "was", "were", "be", "been", "am", "'s", "being", "'re",
})  # fmt: skip
_REALIS = frozenset({
    "begin", "began", "begun", "continue", "continued", "manage", "managed", "go", "went", "come", "came",
    "start", "started", "help", "helped", "use", "used", "arrive", "arrived", "travel", "traveled",
    "travelled", "fly", "flew", "return", "returned", "gather", "gathered", "meet", "met", "visit",
    "visited", "stop", "stopped", "join", "joined", "sit", "sat", "win", "won",
})  # fmt: skip
_CONTROLLED = frozenset({
    "xcomp", "ccomp", "acl", "advcl", "relcl", "dep", "conj", "nsubj", "prep", "csubj", "oprd", "acomp",
    "pcomp", "appos",
})  # fmt: skip
_RESOLVED = frozenset({
    "agreed", "agrees", "agree", "promised", "pledged", "decided", "voted", "resolved", "opted",
    "undertook",
})  # fmt: skip
_RANKED = frozenset({
    "first", "second", "third", "last", "only", "latest", "highest",
})  # fmt: skip
_REPORTS = frozenset({
    "report", "claim", "rumour", "rumor", "speculation", "suggestion", "allegation", "information", "new",
    "possibility", "idea", "proposal", "plan",
})  # fmt: skip
_UNSETTLED = frozenset({
    "unclear", "clear", "uncertain", "undecided", "unknown", "open", "known", "decided", "decide", "sure",
    "see", "wondered", "seen",
})  # fmt: skip
_RUMOURS = frozenset({
    "rumour", "rumor", "speculation", "suggestion", "possibility", "idea", "proposal",
})  # fmt: skip


@dataclass(slots=True)
class Verdict:
    """What the words around a trigger say; `status` None: no event (negated, a mere idea)."""

    status: Status | None
    reason: str
    tense: str = "past"
    """`past`, `perfect`, `pluperfect`, `present`, `future`, `none`."""
    firm: bool = False
    """A word says so, not only the tense: a date does not overrule it."""


class VerbJudge(CueWords):
    """Reads the status of a trigger off the sentence."""

    def of_verb(self, s: Sentence, verb: int, depth: int = 0) -> Verdict:
        """The status of what a verb reports."""
        if depth > 8:
            return Verdict(Status.OCCURRED, "past tense")
        aux = [
            s.lower[c]
            for c in s.children[verb]
            if s.deps[c] in ("aux", "auxpass", "neg") or (s.tags[c] in ("MD", "TO") and c < verb)
        ]
        for k in range(max(0, verb - 3), verb):
            if (
                s.tags[k] in ("MD", "TO")
                and s.lower[k] not in aux
                and all(s.tags[m] in ("RB", "MD", "TO") for m in range(k + 1, verb))
            ):
                aux.append(s.lower[k])
        negated = any(s.deps[c] == "neg" for c in s.children[verb]) or any(
            s.lower[c] in ("never", "not", "n't", "hardly") for c in s.children[verb]
        )
        mark = next(
            (
                s.lower[c]
                for c in s.children[verb]
                if s.deps[c] in ("mark", "advmod")
                and s.lower[c] in ("if", "whether", "unless", "until", "till", "once")
            ),
            None,
        )
        if any(
            s.deps[c] in ("nsubj", "nsubjpass") and any(s.lower[g] == "no" for g in s.children[c])
            for c in s.children[verb]
        ) or any(
            s.lower[c] in ("nobody", "neither", "none") and s.deps[c] in ("nsubj", "nsubjpass")
            for c in s.children[verb]
        ):
            negated = True
        verdict = self._modal(s, verb, aux, depth)
        if depth == 0 and any(s.lower[c] == "since" for c in s.children[verb] if s.deps[c] == "mark"):
            return Verdict(None, "only marks a time", verdict.tense)
        often = " ".join(s.lower[verb : verb + 10])
        if ("been" in aux and s.tags[verb] == "VBG") or (
            verdict.tense in ("perfect", "pluperfect") and _OFTEN.search(often) is not None
        ):
            return Verdict(None, "a habit", verdict.tense)
        if s.lower[verb] in _BE and verdict.status is Status.OCCURRED:
            inner = next(
                (
                    c
                    for c in s.children[verb]
                    if s.deps[c] == "xcomp"
                    and s.tags[c] in ("VB", "VBN")
                    and any(s.lower[g] == "to" for g in s.children[c])
                ),
                None,
            )
            if inner is not None and self._to_follows(s, verb):
                verdict = self.of_verb(s, inner, depth + 1)
        if mark in ("if", "whether") and self._open_question(s, verb, aux, mark):
            return Verdict(Status.HYPOTHETICAL, f"{mark!r} it will", "present", firm=True)
        if mark in ("if", "whether", "unless"):
            return Verdict(None, f"after {mark!r}", "present", firm=True)
        if mark is None and verdict.tense == "present" and s.tags[verb] in ("VBZ", "VBP"):
            for k in range(verb - 1, max(-1, verb - 16), -1):
                if s.lower[k] in (",", ";", '"', ":"):
                    break
                if s.lower[k] in ("until", "till", "unless", "once") and s.tags[k] == "IN":
                    mark = s.lower[k]
                    break
        if mark is not None and verdict.tense in ("present", "none") and verdict.status is not None:
            return Verdict(Status.HYPOTHETICAL, f"after {mark!r}", "present", firm=True)
        if depth == 0 and verdict.tense == "present" and s.deps[verb] == "advcl" and not negated:
            when = any(s.lower[c] in ("when", "once", "after") for c in s.children[verb] if c < verb)
            if when and self.of_verb(s, s.heads[verb], 1).status is Status.PLANNED:
                return Verdict(Status.PLANNED, "when it will be", "future", firm=True)
        if negated and verdict.status is not None and not verdict.firm:
            if verdict.status is Status.PLANNED or "wo" in aux:
                return Verdict(Status.CANCELLED, "negated future", "future", firm=True)
            return Verdict(None, "negated", verdict.tense)
        if negated and verdict.status is Status.PLANNED:
            return Verdict(Status.CANCELLED, "negated future", "future", firm=True)
        return verdict

    def _open_question(self, s: Sentence, verb: int, aux: list[str], mark: str) -> bool:
        """`has not said whether he will come`, `it is unclear if X will`: open, and no condition."""
        head = s.heads[verb]
        if (
            head >= verb
            or s.lower[head] in ("ask", "asked", "asks")
            or not any(a in ("will", "would", "'ll") for a in aux)
        ):
            return False
        asked = any(s.lower[k] in _UNSETTLED for k in range(head, min(len(s), head + 3)))
        return (mark == "whether" and s.deps[verb] == "ccomp") or asked or self.reporting(s.lower[head])

    def _modal(self, s: Sentence, verb: int, aux: list[str], depth: int) -> Verdict:
        tag = s.tags[verb]
        if any(a in _FUTURE for a in aux):
            return self._above(s, verb, Verdict(Status.PLANNED, "future tense", "future", firm=True))
        if "to" in aux and "have" in aux and tag == "VBN" and s.lower[s.heads[verb]] in _BE:
            return Verdict(Status.CANCELLED, "was to have", "past", firm=True)
        if any(a in ("should", "must") for a in aux) and any(
            s.lower[a] in ("agreed", "decided", "arranged", "planned", "scheduled", "determined")
            for a in s.ancestors(verb)
        ):
            return Verdict(Status.PLANNED, "agreed that it should", "future", firm=True)
        if "should" in aux and s.lower[verb] in ("follow", "arrive", "take"):
            return Verdict(Status.PLANNED, "is expected to", "future", firm=True)
        if any(a in _MAYBE for a in aux):
            return Verdict(
                Status.HYPOTHETICAL, f"modal {next(a for a in aux if a in _MAYBE)!r}", "present", firm=True
            )
        if any(a in ("would", "'d") for a in aux):
            return self._would(s, verb)
        if "to" in aux and (tag == "VB" or "be" in aux):
            return self._infinitive(s, verb, depth)
        if tag == "VB" and s.deps[verb] == "conj":
            return self.of_verb(s, s.heads[verb], depth + 1)
        if tag == "VBG" and not any(a in _BE for a in aux):
            return self._gerund(s, verb, depth)
        if tag in ("VBN", "VBD") and s.deps[verb] == "conj" and not aux and s.tags[s.heads[verb]] == "VBN":
            return self.of_verb(s, s.heads[verb], depth + 1)
        if tag == "VBN" and not aux and s.deps[verb] in ("acl", "amod", "advcl", "relcl"):
            return self._participle(s, verb, depth)
        if "had" in aux:
            return self._above(s, verb, Verdict(Status.OCCURRED, "past perfect", "pluperfect"))
        if any(a in ("has", "have", "'ve") for a in aux):
            return self._above(s, verb, Verdict(Status.OCCURRED, "present perfect", "perfect"))
        if tag == "VBD" or any(a in ("was", "were", "did") for a in aux):
            if tag == "VBG":
                return self._above(s, verb, Verdict(Status.OCCURRED, "past progressive", "past"))
            return self._above(s, verb, Verdict(Status.OCCURRED, "past tense", "past"))
        if aux == ["be"] and any(s.lower[a] in self._maybe for a in s.ancestors(verb)):
            return Verdict(Status.HYPOTHETICAL, "subjunctive", "present", firm=True)
        if tag in ("VBZ", "VBP") or any(a in ("is", "are", "does", "do", "'s", "'re") for a in aux):
            return self._above(s, verb, Verdict(Status.OCCURRED, "present tense", "present"))
        if tag == "VBN":
            return self._above(s, verb, Verdict(Status.OCCURRED, "past participle", "past"))
        if tag == "VB" and not aux and s.deps[verb] == "ccomp" and s.lower[s.heads[verb]] in self._maybe:
            return Verdict(Status.HYPOTHETICAL, f"{s.lower[s.heads[verb]]!r} that", "present", firm=True)
        if tag == "VB" and not aux:
            return self._above(s, verb, Verdict(Status.OCCURRED, "bare verb", "present"))
        return Verdict(Status.OCCURRED, "no tense", "none")

    def _would(self, s: Sentence, verb: int) -> Verdict:
        following = [s.lower[k] for k in range(verb, min(verb + 3, len(s)))]
        if (
            "like" in following
            or "love" in following
            or "welcome" in following
            or s.lower[verb] in ("like", "love", "welcome", "prefer")
        ):
            return Verdict(Status.HYPOTHETICAL, "wish", "present", firm=True)
        above = self._above(s, verb, Verdict(Status.PLANNED, "reported future", "future", firm=True))
        if above.status is not Status.PLANNED:
            return above
        for a in s.ancestors(verb):
            if s.lower[a] in self._reporting or s.lower[a] in self._planned:
                return Verdict(Status.PLANNED, "reported future", "future", firm=True)
            if s.lower[a] in self._maybe:
                break
        if any(s.lower[k] in self._reporting and s.tags[k] == "VBD" for k in range(len(s))):
            return Verdict(Status.PLANNED, "reported future", "future", firm=True)
        return Verdict(Status.HYPOTHETICAL, "modal 'would'", "present", firm=True)

    def _infinitive(self, s: Sentence, verb: int, depth: int) -> Verdict:
        head = s.heads[verb]
        if head == verb or (s.deps[verb] == "ROOT"):
            return Verdict(Status.PLANNED, "infinitive headline", "future", firm=True)
        word = s.lower[head]
        if s.lower[s.clause_start(verb)] == "were" and verb - s.clause_start(verb) < 7:
            return Verdict(Status.HYPOTHETICAL, "were he to", "present", firm=True)
        if s.lower[verb : verb + 2] == ["do", "with"]:
            return Verdict(Status.OCCURRED, "'to do with'", "past")
        if word in _BE and self._to_follows(s, head):
            return Verdict(Status.PLANNED, "'be to'", "future", firm=True)
        if s.deps[verb] in ("csubj", "csubjpass"):
            return Verdict(Status.PLANNED, "'to be' on a programme", "future", firm=True)
        if word in _BE:
            base = self.of_verb(s, head, depth + 1)
            if base.status is not None and not any(s.tags[c] == "JJ" for c in s.children[head]):
                return Verdict(base.status, f"purpose of {word!r}", base.tense, base.firm)
        if s.deps[verb] in _CONTROLLED:
            if s.deps[verb] == "conj":
                return self.of_verb(s, head, depth + 1)
            bidden = word in self._cues.invitations or any(
                s.lower[c] in self._cues.invitations and c < verb
                for c in s.children[head]
                if s.deps[c] == "dobj"
            )
            if bidden:
                up = head if s.verb(head) else s.governor(head)
                if up is not None and s.lower[up] in self._accepted:
                    return Verdict(Status.PLANNED, "an accepted invitation", "future", firm=True)
                return Verdict(Status.HYPOTHETICAL, "an invitation", "present", firm=True)
            if word in self._accepted:
                return Verdict(Status.PLANNED, f"{word!r} to", "future", firm=True)
            if self._enacted(s, verb, head):
                return Verdict(Status.PLANNED, "a decision to", "future", firm=True)
            found = self._class(word)
            above = s.heads[head]
            if (
                word in _PLANS
                and s.verb(above)
                and (self.off(s, above) or s.lower[above] in ("gave", "given", "giving"))
            ):
                return Verdict(Status.CANCELLED, f"{s.lower[above]!r} {word}", "past", firm=True)
            if any(s.lower[c] == "no" for c in s.children[head]):
                return Verdict(None, "no such thing", "present")
            if word in (
                "refused",
                "refuses",
                "refuse",
                "declined",
                "declines",
                "failed",
                "fails",
                "tried",
                "attempted",
                "forgot",
            ):
                return Verdict(None, f"{word!r} to", "present")
            if word in ("like", "liked", "love", "likes"):
                return Verdict(Status.HYPOTHETICAL, "wish", "present", firm=True)
            if found is Status.PLANNED:
                if word in _RESOLVED:
                    base = self.of_verb(s, head, depth + 1)
                    if base.status is Status.OCCURRED:
                        return Verdict(Status.PLANNED, f"{word!r} to", "future", firm=True)
                    return base
                if self._negated(s, head):
                    return Verdict(None, f"not {word!r}", "present")
                return self._above(s, head, Verdict(Status.PLANNED, f"{word!r} to", "future", firm=True))
            if found is not None:
                return Verdict(found, f"{word!r} to", "present", firm=True)
            if s.deps[verb] == "advcl" or word in _REALIS:
                base = (
                    self.of_verb(s, head, depth + 1)
                    if s.verb(head)
                    else Verdict(Status.OCCURRED, "purpose", "past")
                )
                return Verdict(base.status, f"purpose of {word!r}: {base.reason}", base.tense, base.firm)
            if s.verb(head):
                return self.of_verb(s, head, depth + 1)
            up = s.governor(head)
            ranked = [s.lower[c] for c in s.children[head]] + [word]
            most = any(s.tags[c] in ("JJS", "RBS") for k in s.children[head] for c in (k, *s.children[k]))
            if most or any(w in _RANKED for w in ranked):
                return (
                    self.of_verb(s, up, depth + 1)
                    if up is not None and up != verb
                    else Verdict(Status.OCCURRED, "the first to", "past")
                )
            return Verdict(Status.PLANNED, f"{word!r} to", "future", firm=True)
        return Verdict(Status.PLANNED, "infinitive", "future", firm=True)

    def _enacted(self, s: Sentence, verb: int, head: int) -> bool:
        """`approved a bill to open an embassy`: what a law provides for is still to be done."""
        papers = [c for c in s.children[head] if s.deps[c] in ("dobj", "nsubjpass") and c < verb]
        return any(s.lower[c] in self._cues.enactments for c in (head, *papers))

    def _gerund(self, s: Sentence, verb: int, depth: int) -> Verdict:
        head = s.heads[verb]
        k = verb - 1
        while k >= 0 and s.tags[k] in ("RB", "PRP$", "DT"):
            k -= 1
        before = s.lower[k] if k >= 0 else ""
        if before == "to" and any(
            w in ("close", "near", "nearer", "closer", "brink", "verge") for w in s.lower[max(0, k - 4) : k]
        ):
            return Verdict(Status.HYPOTHETICAL, "close to", "present", firm=True)
        if before in self._cues.ahead_prepositions or s.lower[head] in self._cues.ahead_prepositions:
            up = s.governor(head) if not s.verb(head) else head
            base = self.of_verb(s, up, depth + 1) if up is not None and up != verb else None
            past = base is not None and base.tense in ("past", "pluperfect")
            return Verdict(
                Status.OCCURRED if past else Status.PLANNED, f"after {before!r}", "past" if past else "future"
            )
        found = self._class(s.lower[head]) if head != verb else None
        if before == "for" and k > 0 and s.lower[k - 1] in self._voted:
            return Verdict(Status.PLANNED, "voted for", "future", firm=True)
        if found in (Status.HYPOTHETICAL, Status.CANCELLED) and (
            s.deps[verb] in ("xcomp", "pcomp", "dobj", "ccomp") or before in ("of", "on", "for", "in")
        ):
            return Verdict(found, f"object of {s.lower[head]!r}", "present", firm=True)
        if before in self._cues.done_prepositions:
            up = s.governor(head) if not s.verb(head) else head
            if up is not None and up != verb:
                base = self.of_verb(s, up, depth + 1)
                if base.status is Status.PLANNED:
                    return base
                return Verdict(Status.OCCURRED, f"after {before!r}", base.tense)
            return Verdict(Status.OCCURRED, f"after {before!r}", "past")
        up = s.governor(verb)
        if up is not None and up != verb:
            return self.of_verb(s, up, depth + 1)
        return Verdict(Status.OCCURRED, "participle", "present")

    def _to_follows(self, s: Sentence, be: int) -> bool:
        """`is to`, `is also to`, but not `was in Baku to`."""
        k = be + 1
        while k < len(s) and s.tags[k] == "RB":
            k += 1
        return k < len(s) and s.lower[k] == "to" and s.tags[k] == "TO"

    def _participle(self, s: Sentence, verb: int, depth: int) -> Verdict:
        return Verdict(Status.OCCURRED, "past participle", "past")

    def _above(self, s: Sentence, verb: int, verdict: Verdict) -> Verdict:
        """What stands above a finite clause: hopes, denials, conditions."""
        at = verb
        for _ in range(6):
            dep, head = s.deps[at], s.heads[at]
            if head == at:
                break
            if dep in ("acl", "relcl") and s.lower[head].rstrip("s") in _REPORTS:
                up = s.governor(head)
                if up is not None and s.lower[up] in self._denied:
                    return Verdict(Status.CANCELLED, f"{s.lower[up]!r} reports", verdict.tense, firm=True)
                if any(s.lower[c] in ("no", "any") for c in s.children[head]):
                    return Verdict(None, "no such thing", verdict.tense)
                if s.lower[head].rstrip("s") in _RUMOURS and verdict.status is not Status.OCCURRED:
                    return Verdict(Status.HYPOTHETICAL, f"{s.lower[head]!r} that", "present", firm=True)
                break
            if dep in ("ccomp", "csubj", "csubjpass", "nsubjpass"):
                word = s.lower[head]
                if word in ("ruled", "excluded") and self._negated(s, head):
                    return Verdict(Status.HYPOTHETICAL, "not ruled out", "present", firm=True)
                if dep != "ccomp":
                    break
                if head > at + 1 and word not in self._maybe:
                    break  # "…, he said": the quotation stands first
                if word in self._denied:
                    return Verdict(Status.CANCELLED, f"{word!r}", verdict.tense, firm=True)
                if word in self._maybe and verdict.status is not Status.OCCURRED:
                    return Verdict(Status.HYPOTHETICAL, f"{word!r} that", "present", firm=True)
                if any(s.lower[c] in ("if", "whether") for c in s.children[at] if s.deps[c] == "mark"):
                    return Verdict(Status.HYPOTHETICAL, "if", "present", firm=True)
            elif dep == "conj":
                pass
            elif dep not in ("xcomp", "advcl"):
                break
            at = head
        return verdict

    def _negated(self, s: Sentence, i: int) -> bool:
        return any(s.deps[c] == "neg" for c in s.children[i])
