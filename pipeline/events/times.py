"""When: the time that belongs to an event's words."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.events.dates import DateKind, DateMention, Direction, Precision
from pipeline.events.event import Status
from pipeline.events.places import Places
from pipeline.events.status import Verdict

_GAP = re.compile(r"\b(a|one|two|three|four|five|six|several|some|\d+) (day|week|month|year)s? after$")
_PLEDGED = frozenset({
    "promised", "pledged", "agreed", "proposed", "offered", "requested", "mooted", "floated",
})  # fmt: skip
_SOON = frozenset({"a", "one", "two"})
_COUNTS = frozenset({
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "times", "twice", "once", "only",
})  # fmt: skip
OLD = timedelta(days=14)
"""An event that began longer than this before publication is background (docs/guidelines.md, Status)."""


def _years_on(day: date, years: int) -> date:
    """The same day of another year; the last of the month stays the last."""
    length = monthrange(day.year + years, day.month)[1]
    last = day.day == monthrange(day.year, day.month)[1]
    return day.replace(year=day.year + years, day=length if last else min(day.day, length))


@dataclass(slots=True)
class When:
    """When an event is, as far as the sentence tells."""

    start: date | None = None
    end: date | None = None
    last: date | None = None
    """The latest possible day, for what is only fixed to a month or a year."""
    first: date | None = None
    reason: str = ""
    own: bool = False
    future: bool = False


@dataclass(slots=True)
class Times(Places):
    """Times of events."""

    def when(self, i: int, verdict: Verdict) -> When:
        """The date of the event at token i, from the nearest time expression that belongs to it."""
        s = self.s
        start, end = s.clause_start(i), s.clause_end(i)
        direction = (
            Direction.FUTURE
            if verdict.tense == "future" or verdict.status is Status.PLANNED
            else Direction.PAST
            if verdict.tense in ("past", "perfect", "pluperfect")
            else Direction.UNKNOWN
        )
        best: tuple[float, DateMention] | None = None
        reported_old: DateMention | None = None
        offset = s.first[i]
        verb = s.governor(i) if not s.verb(i) else i
        for mention in s.dates:
            k = self._token(mention.start)
            if k is None or mention.kind is DateKind.DURATION:
                continue
            inside = start <= k < end
            tail = self._token(mention.end - 1) if s.lower[start] == "when" else None
            if not inside and k < start and s.lower[start] == "when" and max(k, tail or k) >= start - 4:
                inside = True
            if (
                not inside
                and s.lower[0] in ("when", "while", "as")
                and k < start
                and s.clause_end(0) >= start - 1
            ):
                inside = True
            beside = (
                not inside and end <= k and end < len(s) and s.lower[end] == "when" and k < s.clause_end(end)
            )
            told_of_it = not inside and (self._said_of(k, i) or self._said_with(k, i, verb))
            if not inside and not beside and not told_of_it and not (k < 6 and self._leading(k)):
                continue
            if self._counted(k, i) or self._past_relative(k, i):
                continue
            if mention.precision is Precision.YEAR and self._of_another(k, i):
                continue
            if self._reported(k, verb, i) and not self._while(k, verb if verb is not None else i):
                told = mention.toward(Direction.PAST)
                if (
                    told.last is not None
                    and told.last < self.published - OLD
                    and verdict.tense in ("past", "pluperfect", "perfect")
                    and self._verb_above(k) in set(s.ancestors(verb if verb is not None else i))
                ):
                    reported_old = told
                continue
            if inside and self._relative(k, i) and not self._said_of(k, i):
                continue
            distance = abs(mention.start - offset) + (0 if inside or told_of_it else 200)
            if mention.precision is Precision.VAGUE:
                distance += 400
            if mention.kind is DateKind.ANAPHORIC:
                distance += 60
            if mention.preposition in ("since", "until", "by") and not s.verb(i):
                distance += 100
            if best is None or distance < best[0]:
                best = (distance, mention)
        vague = best is None or best[1].kind is DateKind.ANAPHORIC
        if vague and (gap := self._gap(start, verb if verb is not None else i)):
            # "a month after Tehran recalled him"
            last = self.published - timedelta(days=28)
            return When(None, None, last, None, f"{gap!r}", own=True)
        if best is None:
            if reported_old is not None:
                return When(
                    None,
                    None,
                    reported_old.last,
                    reported_old.first,
                    f"reported {reported_old.text!r}",
                    own=True,
                )
            return When()
        if (
            s.lower[start] == "when"
            and self._token(best[1].start) in range(start)
            and self._past_then(start, i)
        ):
            direction = Direction.PAST  # "Ankara refused in November, when he was due to attend"
        return self._as_when(best[1], direction)

    def _past_then(self, start: int, trigger: int) -> bool:
        """The clause before `when`, or what was due after it, is told in the past."""
        s = self.s
        due = any(w in ("was", "were") for w in s.lower[start:trigger])
        return due or any(s.tags[m] == "VBD" for m in range(start))

    def _gap(self, start: int, verb: int) -> str:
        """`six weeks after` before a clause, where the gap is longer than news is young."""
        s = self.s
        opens = next((k for k in range(verb - 1, max(-1, verb - 12), -1) if s.lower[k] == "after"), start)
        for at in (start, opens):
            gap = _GAP.search(" ".join(s.lower[max(0, at - 4) : at + 1]))
            if gap and (gap[2] in ("month", "year") or (gap[2] == "week" and gap[1] not in _SOON)):
                return gap[0]
        return ""

    def _as_when(self, mention: DateMention, direction: Direction) -> When:
        m = mention.toward(direction)
        if (
            m.precision is Precision.MONTH
            and m.kind is DateKind.ABSOLUTE
            and m.first
            and m.last
            and not any(c.isdigit() for c in m.text)
        ):
            # "in January": the verb says which one
            years = (
                1
                if direction is Direction.FUTURE and m.last < self.published
                else -1
                if direction is Direction.PAST and m.first > self.published
                else 0
            )
            m = replace(m, first=_years_on(m.first, years), last=_years_on(m.last, years))
        if m.kind is DateKind.ANAPHORIC:
            anchor = (
                self._day_before(m) or self.day_before or (self.published if m.shift is not None else None)
            )
            if anchor is None or m.shift is None:
                return When()
            m = m.resolved(anchor, self.day_end if anchor == self.day else None)
            if anchor == self.published and self.day_before is None and m.shift != 0:
                return When(first=m.first, last=m.last)
            return When(m.first, None, m.last, m.first, f"{m.text!r}", own=True)
        if m.precision is Precision.DAY:
            return When(
                m.date_start,
                m.date_end,
                m.last or m.first,
                m.first,
                f"{m.text!r}",
                own=True,
                future=m.direction is Direction.FUTURE,
            )
        if m.first is None and m.last is None:
            return When(reason="")
        return When(
            None, None, m.last, m.first, f"{m.text!r}", own=True, future=m.direction is Direction.FUTURE
        )

    def _day_before(self, mention: DateMention) -> date | None:
        """`spent Tuesday in the north and flew on the same night`: the day named before in the sentence."""
        named = [
            m
            for m in self.s.dates
            if m.end <= mention.start and m.date_start is not None and m.kind is not DateKind.ANAPHORIC
        ]
        return named[-1].date_start if named else None

    def _token(self, offset: int) -> int | None:
        s = self.s
        for k in range(len(s)):
            if s.first[k] <= offset < s.last[k]:
                return k
        # within brackets that were left out: the token before
        before = [k for k in range(len(s)) if s.first[k] <= offset]
        return before[-1] if before else None

    def _verb_above(self, k: int) -> int:
        s = self.s
        at = k
        while s.heads[at] != at:
            at = s.heads[at]
            if s.verb(at):
                break
        return at

    def _while(self, k: int, trigger: int) -> bool:
        """`said on Wednesday as he received X`: the clause is as old as the saying."""
        s = self.s
        above = self._verb_above(k)
        at = trigger
        for _ in range(5):
            if s.heads[at] == above and s.deps[at] == "advcl":
                return any(
                    s.lower[c] in ("as", "when", "while")
                    for c in s.children[at]
                    if s.deps[c] in ("mark", "advmod")
                )
            if s.heads[at] == at:
                return False
            at = s.heads[at]
        return False

    def _relative(self, k: int, trigger: int) -> bool:
        """The time at token k stands in a relative clause that the trigger is outside of."""
        s = self.s
        at = k
        for _ in range(8):
            if s.deps[at] == "relcl":
                return trigger not in s.subtree(at)
            if s.heads[at] == at:
                return False
            at = s.heads[at]
        return False

    def _counted(self, k: int, trigger: int) -> bool:
        """`his third trip since 2014`, `met three times since January`: where a count begins."""
        s = self.s
        since = next((m for m in range(k, max(-1, k - 6), -1) if s.lower[m] == "since"), None)
        if since is None or (trigger > since and "when" in s.lower[since:trigger]):
            return False
        return not _COUNTS.isdisjoint(s.lower[max(0, since - 9) : since])

    def _of_another(self, k: int, trigger: int) -> bool:
        """`the bad chapter of 2023`: the time of another noun."""
        s = self.s
        of = k if s.lower[k] == "of" else k - 1
        if of < 1 or s.lower[of] != "of" or not s.tags[of - 1].startswith("NN") or s.refs[of - 1]:
            return False
        noun = of - 1
        return noun != trigger and noun not in s.children[trigger] and noun != s.heads[trigger]

    def _said_after(self, k: int, saying: int) -> bool:
        """`received X on July 18, the ministry told reporters`: the day stands in what is told."""
        s = self.s
        subject = s.child(saying, "nsubj")
        if subject is None or subject >= saying or subject < k:
            return False
        comma = next((m for m in range(subject - 1, k, -1) if s.lower[m] == ","), None)
        return comma is not None and s.lower[k - 1] != "," and not any(s.verb(m) for m in range(k, comma))

    def _said_of(self, k: int, trigger: int) -> bool:
        """`the talks which they had held in April`: told in a clause about the trigger's own noun."""
        s = self.s
        at = k
        for _ in range(8):
            if s.deps[at] in ("relcl", "acl") and s.heads[at] == trigger:
                return not s.verb(trigger)
            if s.heads[at] == at:
                return False
            at = s.heads[at]
        return False

    def _said_with(self, k: int, noun: int, verb: int | None) -> bool:
        """`The visit, announced in March, begins on Tuesday`: told by the verb whose subject the noun is."""
        s = self.s
        if verb is None or verb == noun or s.heads[noun] != verb or not noun < verb < k:
            return False
        return s.deps[noun] in ("nsubj", "nsubjpass") and self._verb_above(k) == verb

    def _past_relative(self, k: int, trigger: int) -> bool:
        """The trigger stands in a relative clause that is over where the time is told."""
        s = self.s
        at = trigger
        for _ in range(8):
            if s.deps[at] == "relcl" and s.tags[at] in ("VBD", "VBZ", "VBP", "VBN"):
                inner = s.subtree(at)
                main = s.governor(s.heads[at])
                return k > max(inner) and main is not None and max(inner) < main < k
            if s.heads[at] == at:
                return False
            at = s.heads[at]
        return False

    def _leading(self, k: int) -> bool:
        """A time expression at the beginning of the sentence holds for its main clause."""
        return all(self.s.refs[m] is None for m in range(k))

    def _reported(self, k: int, verb: int | None, trigger: int) -> bool:
        """The time belongs to a verb of saying: `said on Sunday`."""
        s = self.s
        at = k
        for _ in range(5):
            head = s.heads[at]
            if head == at:
                break
            at = head
            if s.verb(at):
                break
        if s.verb(at) and self.judge.reporting(s.lower[at]) and at != verb and at != trigger:
            return not self._said_after(k, at)
        if s.tags[at] in ("VBN", "VBD") and s.lower[at] in _PLEDGED and at != s.heads[at]:
            # "the trip, promised last April, now looks remote"
            aside = s.lower[at - 1] == "," or at not in (verb, trigger)
            return aside and s.lower[at + 1 : at + 2] != ["for"]
        m = k - 1
        while (
            m >= 0
            and s.lower[m] != "that"
            and (s.lower[m] in ("on", "late", "early", "the", "in") or s.tags[m] in ("RB", "IN"))
        ):
            m -= 1
        return (
            m >= 0
            and self.judge.reporting(s.lower[m])
            and m != trigger
            and m != verb
            and s.tags[m] in ("VBD", "VBZ", "VBN")
        )
