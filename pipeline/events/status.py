"""How real: the judgement on verbs, and on nouns by their modifiers, prepositions and verbs."""

from __future__ import annotations

from pipeline.events.event import Status
from pipeline.events.predicates import predicate
from pipeline.events.status_verbs import VerbJudge, Verdict
from pipeline.events.syntax import Sentence

_SPOKEN = frozenset({"talk", "call", "calls", "invitation", "invitations", "mention"})
_NOT = frozenset({"not", "n't", "never", "cannot"})
_PERHAPS = frozenset({"may", "might", "could", "can"})
_HANGING = frozenset({
    "dobj", "nsubj", "nsubjpass", "attr", "", "for", "on", "about", "of", "to", "in", "with", "acomp",
})  # fmt: skip
_AUXILIARIES = frozenset({
    "has", "have", "had", "was", "were", "is", "will", "would",
})  # fmt: skip
_STANDING = frozenset({
    "is", "are", "was", "were", "stand", "stands", "remain", "remains",
})  # fmt: skip

_COME_ABOUT = frozenset({
    "take", "happen", "materialise", "materialize", "occur", "come", "held", "convene",
})  # fmt: skip
_WHEN = frozenset({
    "spring", "summer", "autumn", "fall", "winter", "next", "later", "january", "february", "march", "april",
    "may", "june", "july", "august", "september", "october", "november", "december", "monday", "tuesday",
    "wednesday", "thursday", "friday", "saturday", "sunday", "year", "month", "week",
})  # fmt: skip


__all__ = ["StatusJudge", "Verdict"]


class StatusJudge(VerbJudge):
    """Reads the status of a trigger off the sentence."""

    def of_noun(self, s: Sentence, noun: int) -> Verdict:
        """The status of what a noun names, from its modifiers, its preposition and its governing verb."""
        cues = self._cues
        lead = [s.lower[k] for k in range(max(0, noun - 5), noun) if s.refs[k] is None]
        mods = [
            s.lower[c] for c in s.children[noun] if s.deps[c] in ("amod", "compound", "det", "nmod")
        ] + lead[-3:]
        if any(m in cues.cancelled_adjectives for m in mods):
            return Verdict(Status.CANCELLED, "called cancelled", "none", firm=True)
        if "no" in [s.lower[c] for c in s.children[noun] if s.deps[c] in ("det", "neg")]:
            return Verdict(None, "no such thing", "none")
        if self._to_be_held(s, noun):
            return Verdict(Status.PLANNED, "to be held", "future", firm=True)
        first = min(s.subtree(noun), default=noun)
        if "since" in s.lower[max(0, first - 1) : first + 1]:
            return Verdict(Status.OCCURRED, "since it", "past")
        verb = s.governor(noun)
        attached = self._attached(s, noun)
        if verb is not None and s.lower[verb] in ("has", "have", "gets", "got") and attached == "nsubj":
            got = s.child(verb, "dobj")
            if got is not None and s.lower[got] == "date":
                return Verdict(Status.PLANNED, "has a date", "future", firm=True)
        if self._called_off(s, noun):
            return Verdict(Status.CANCELLED, "called off", "past", firm=True)
        said = predicate(s, noun, verb, attached, cues)
        if said is not None:
            return said
        if verb is not None and self._on_agenda(s, verb):
            base = self.of_verb(s, verb)
            if base.tense in ("present", "future", "none") or (
                base.tense == "past" and base.status is Status.OCCURRED
            ):
                return Verdict(Status.PLANNED, "on the agenda", "future", firm=True)
        if verb is not None:
            word = s.lower[verb]
            direct = attached in ("dobj", "nsubj", "nsubjpass", "attr", "")
            off = (word in self._off or self._off_phrase(s, verb)) and not self._held_after(s, verb)
            if off and (direct or attached == "of"):
                base = self.of_verb(s, verb)
                if base.status is Status.HYPOTHETICAL and not _NOT.isdisjoint(
                    s.lower[max(0, verb - 4) : verb]
                ):
                    return Verdict(Status.HYPOTHETICAL, f"not {word!r}", "present", firm=True)
                if base.status is not None:
                    return Verdict(Status.CANCELLED, f"{word!r}", base.tense, firm=True)
            if self._under(s, verb, self._off):
                return Verdict(Status.CANCELLED, "to be called off", "future", firm=True)
        if any(m in cues.hypothetical_adjectives for m in mods) and not any(
            m in ("planned", "announced") for m in mods
        ):
            return Verdict(Status.HYPOTHETICAL, "called possible", "none", firm=True)
        if any(m in cues.planned_adjectives for m in mods) and not any(
            m in cues.past_adjectives for m in mods
        ):
            return Verdict(Status.PLANNED, "called planned", "future", firm=True)
        if attached in cues.ahead_prepositions:
            ahead = self.of_verb(s, verb) if verb is not None else None
            if (
                ahead is not None
                and ahead.tense in ("past", "pluperfect")
                and ahead.status is Status.OCCURRED
                and attached in ("before", "until", "till")
            ):
                return Verdict(Status.OCCURRED, f"{attached!r}", "past")
            return Verdict(Status.PLANNED, f"{attached!r}", "future", firm=True)
        over = (
            s.heads[s.heads[noun]]
            if s.deps[noun] == "pobj" and attached in ("on", "about", "over", "for", "of")
            else None
        )
        if (
            over is not None
            and s.lower[over] in cues.hypothetical_nouns
            and (attached == "of" or s.lower[over] not in _SPOKEN)
        ):
            return Verdict(Status.HYPOTHETICAL, f"{s.lower[over]!r} {attached}", "present", firm=True)
        if over is not None and attached in ("for", "of") and s.lower[over] in cues.planned_nouns:
            return Verdict(Status.PLANNED, f"{s.lower[over]!r} {attached}", "future", firm=True)
        if self._set_for(s, noun, verb, attached):
            return Verdict(Status.PLANNED, "set for", "future", firm=True)
        if verb is None:
            return Verdict(Status.OCCURRED, "headline", "present")
        if attached in ("nsubj", "nsubjpass") and self._effect(s, verb):
            return Verdict(Status.OCCURRED, "what it was to bring about", "past")
        if attached in ("nsubj", "nsubjpass"):
            inner = next(
                (
                    c
                    for c in s.children[verb]
                    if s.deps[c] == "xcomp" and any(s.lower[g] == "to" for g in s.children[c])
                ),
                None,
            )
            if inner is not None:
                return self.of_verb(s, inner)
        base = self.of_verb(s, verb)
        word = s.lower[verb]
        if base.status is None and attached == "nsubj" and word in _COME_ABOUT and base.reason == "negated":
            return Verdict(Status.CANCELLED, "did not take place", base.tense, firm=True)
        if attached in _HANGING:
            found = self._class_of_noun(word, attached)
            if (
                found is Status.HYPOTHETICAL
                and attached in ("dobj", "nsubjpass", "for", "about", "of", "")
                and base.status is not None
            ):
                return Verdict(Status.HYPOTHETICAL, f"object of {word!r}", base.tense, firm=True)
            if (
                found is Status.PLANNED
                and attached in ("dobj", "nsubjpass", "for")
                and base.status is not None
                and s.lower[verb + 1 : verb + 2] not in (["up"], ["out"])  # "sets up a commission"
            ):
                return Verdict(Status.PLANNED, f"object of {word!r}", "future", firm=True)
        if attached == "for" and word in self._voted:
            return Verdict(Status.PLANNED, "voted for", "future", firm=True)
        if attached in cues.done_prepositions and attached not in (
            "on",
            "in",
            "at",
            "during",
            "from",
            "over",
        ):
            if base.status is Status.PLANNED and attached in ("following",):
                return base
            return Verdict(Status.OCCURRED, f"{attached!r}", "past" if base.tense == "future" else base.tense)
        if attached in cues.done_prepositions:
            if s.lower[verb] in self._reporting and base.status is not Status.PLANNED:
                return Verdict(Status.OCCURRED, f"{attached!r}", "past")
            return Verdict(
                base.status if base.status is not None else Status.OCCURRED,
                f"{attached!r}: {base.reason}",
                base.tense,
                base.firm,
            )
        if base.status is None and attached not in ("dobj", "nsubj", "nsubjpass"):
            return Verdict(Status.OCCURRED, "clause", base.tense)
        return base

    def _set_for(self, s: Sentence, noun: int, verb: int | None, attached: str) -> bool:
        """`the visit, scheduled for February`, `a meeting has been agreed upon for August`."""
        said = [c for c in s.children[noun] if s.deps[c] == "acl" and s.tags[c] == "VBN"]
        said = [c for c in said if s.lower[c] in self._planned_of]
        if verb is not None and attached == "nsubjpass" and s.lower[verb] == "agreed":
            said.append(verb)
        if not any("for" in s.lower[c + 1 : c + 3] for c in said):
            return False
        base = self.of_verb(s, verb) if verb is not None else None
        return base is None or base.status in (Status.OCCURRED, Status.PLANNED)

    def _effect(self, s: Sentence, verb: int) -> bool:
        """`The meeting was supposed to close the chapter`: it was held, only its effect was hoped for."""
        if (
            s.lower[verb] not in ("supposed", "meant", "intended", "designed")
            or "was" not in s.lower[max(0, verb - 3) : verb]
        ):
            return False
        inner = next((c for c in s.children[verb] if s.deps[c] == "xcomp"), None)
        return inner is not None and s.child(inner, "dobj") is not None

    def _class_of_noun(self, word: str, attached: str) -> Status | None:
        if word in self._planned_of:
            return Status.PLANNED
        if word in self._maybe_of and (attached != "dobj" or not word.startswith("call")):
            return Status.HYPOTHETICAL
        return None

    def _to_be_held(self, s: Sentence, noun: int) -> bool:
        """`the third meeting of the commission, to be held in Baku in December`."""
        for k in range(noun + 1, min(len(s) - 2, noun + 8)):
            if s.lower[k] == "to" and s.lower[k + 1] in ("be", "take"):
                held = " ".join(s.lower[k + 1 : k + 3]) in (
                    "be held", "take place", "be convened", "be hosted", "be organized", "be organised",
                )  # fmt: skip
                return (held and s.lower[k - 1] in (",", s.lower[noun])) or (
                    held and s.refs[k - 1] is not None
                )
            if s.tags[k] in ("VBD", "VBZ", "VBP", "MD"):
                return False
        return False

    def _held_after(self, s: Sentence, off: int) -> bool:
        """`the meeting, postponed twice, was held on Friday`: what was put off came about."""
        aside = s.tags[off] in ("VBN", "VBD") and s.lower[off - 1] == ","
        if not aside:
            return False
        comma = next((k for k in range(off + 1, min(len(s), off + 8)) if s.lower[k] == ","), None)
        after = s.lower[comma + 1 : comma + 5] if comma is not None else []
        return ("was" in after[:2] and "held" in after) or "took" in after[:2]

    def _called_off(self, s: Sentence, noun: int) -> bool:
        """`The trip …, announced for Monday, has been postponed`: read by the order of words as well."""
        if s.deps[noun] == "pobj" and s.lower[s.heads[noun]] not in ("of",):
            return False
        for k in range(noun + 1, min(len(s) - 1, noun + 26)):
            if s.tags[k] == "VBN" and s.lower[k] in ("moved", "shifted", "pushed") and s.passive(k):
                # "have been moved to spring"
                return s.lower[k + 1] in ("to", "into", "until") and not _WHEN.isdisjoint(
                    s.lower[k + 2 : k + 5]
                )
            if (s.tags[k] in ("VBD", "VBZ", "VBP") and s.lower[k] not in _AUXILIARIES) or s.lower[k] in (
                ";",
                '"',
            ):
                break
        for k in range(noun + 1, min(len(s), noun + 26)):
            if s.lower[k] in (";", '"'):
                return False
            if (s.tags[k] == "VBN" and s.lower[k] in self._off) or (
                " ".join(s.lower[k : k + 2]) in self._off and s.tags[k] == "VBN"
            ):
                lead = s.lower[max(noun + 1, k - 4) : k]
                if any(w in ("which", "that") for w in lead[-3:]):
                    continue
                if not _NOT.isdisjoint(lead) or not _PERHAPS.isdisjoint(lead):
                    return False
                if any(w in ("been", "was", "were", "is", "be") for w in lead):
                    between = [
                        m
                        for m in range(noun + 1, k)
                        if s.tags[m] in ("VBD", "VBZ", "VBP", "MD")
                        and s.lower[m] not in _AUXILIARIES
                        and s.lower[m - 1] != ","
                    ]
                    others = [
                        m
                        for m in range(noun + 1, k - 1)
                        if s.tags[m].startswith("NN")
                        and s.deps[m] in ("nsubjpass", "nsubj")
                        and s.heads[m] == k
                    ]
                    return not between and not others
                return False
        return False

    def _on_agenda(self, s: Sentence, verb: int) -> bool:
        """`is on his agenda`, `his programme features`."""
        if s.lower[verb] in _STANDING:
            return any(
                s.lower[k] in ("agenda", "programme", "program", "schedule", "itinerary", "cards")
                for k in range(verb, min(len(s), verb + 9))
            )
        subject = s.child(verb, "nsubj")
        return subject is not None and s.lower[subject] in (
            "agenda",
            "programme",
            "program",
            "schedule",
            "itinerary",
        )

    def _under(self, s: Sentence, verb: int, words: frozenset[str]) -> bool:
        head = s.heads[verb]
        return s.deps[verb] == "xcomp" and s.lower[head] in words and s.verb(head)

    def _attached(self, s: Sentence, noun: int) -> str:
        """How a noun hangs on its verb: a dependency, or the preposition."""
        at = noun
        for _ in range(6):
            dep, head = s.deps[at], s.heads[at]
            if dep in ("pobj", "pcomp"):
                before = s.lower[head - 1 : head]
                if s.lower[head] == "of" and before == ["ahead"]:
                    return "ahead"
                if s.lower[head] == "to" and before == ["according"]:
                    return "under"
                return s.lower[head]
            if dep in ("dobj", "nsubj", "nsubjpass", "attr", "oprd", "dative"):
                return "dobj" if dep in ("oprd", "dative") else dep
            if head == at:
                return ""
            if dep in ("conj", "appos", "compound", "nmod", "amod", "poss"):
                at = head
                continue
            return ""
        return ""
