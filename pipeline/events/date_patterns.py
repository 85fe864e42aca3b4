"""The wording of time expressions. What each means stands in `pipeline.events.date_rules`."""

from __future__ import annotations

import re

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBERS = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "a hundred": 100,
    "a couple of": 2,
    "a": 1,
    "an": 1,
}
ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "opening": 1,
}
LAST = ("last", "final", "closing", "concluding")

_MONTH = rf"(?:{'|'.join(MONTHS)}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
_DAY = rf"(?:{'|'.join(DAYS)})"
_NUMBER = rf"(?:\d{{1,2}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_YEAR = r"(?:19|20)\d{2}"
_D = r"(?:3[01]|[12]\d|0?[1-9])"
_TH = r"(?:st|nd|rd|th)"
_TO = r"\s*(?:-|–|—|to|through|until|and)\s*"
_PART = r"(?:\s+(?:early|late|at)?\s*(?:morning|afternoon|evening|night|noon|midday))?"
_TRIP = r"(?:visit|trip|stay|tour|talks|summit|meeting|session|conference|forum|exhibition|journey)"
_UNIT = r"(?P<u>days?|weeks?|months?|years?)"
_HALF = r"(?:morning|afternoon|evening|night)"
_THE = r"(?:the|his|her|their|its)"


def _words(*options: str) -> re.Pattern[str]:
    """A pattern for any of the options as whole words, whatever the case."""
    return re.compile(rf"(?<![\w.])(?:{'|'.join(options)})(?!\w)", re.IGNORECASE)


DAY_MONTH = _words(
    rf"(?P<d>{_D}){_TH}?(?:{_TO}(?P<e>{_D}){_TH}?)?\s+(?:of\s+)?(?P<m>{_MONTH})(?:,?\s+(?P<y>{_YEAR}))?"
)
"""9 February 2010, 9th of February, 3-5 May, 3 to 5 May."""
MONTH_DAY = _words(
    rf"(?P<m>{_MONTH})\s+(?P<d>{_D}){_TH}?"
    rf"(?:{_TO}(?P<e>{_D}){_TH}?(?!\s*(?:{_MONTH}|per|%|\d)))?(?:,?\s+(?P<y>{_YEAR}))?"
)
"""February 9, 2010; November 23-24; November 17 and 18."""
MONTHS_DAYS = _words(
    rf"(?P<m>{_MONTH})\s+(?P<d>{_D}){_TO}(?P<n>{_MONTH})\s+(?P<e>{_D})(?:,?\s+(?P<y>{_YEAR}))?"
)
"""May 30 to June 2."""
DAYS_MONTHS = _words(
    rf"(?P<d>{_D})\s+(?P<m>{_MONTH}){_TO}(?P<e>{_D})\s+(?P<n>{_MONTH})(?:,?\s+(?P<y>{_YEAR}))?"
)
"""30 May to 2 June."""
ISO = _words(r"(?P<a>(?:19|20)\d{2})(?P<s>-)(?P<b>\d{2})-(?P<c>\d{2})")
NUMERIC = _words(r"(?P<a>\d{1,2})(?P<s>[./])(?P<b>\d{1,2})(?P=s)(?P<c>(?:19|20)?\d{2})")
"""16.04.13, 16/04/2013."""
ORDINAL = _words(
    rf"(?:on )?the (?P<d>[12]?\d|3[01]){_TH}"
    r"(?!\s+(?!(?:and|to|at|in|when|as|but|or|with|for|after|before|while|he|she|they)\b)\w)"
)
"""The 23rd; not the 14th session."""
MONTH = _words(
    r"(?:(?P<p>early|mid|late|the (?:end|close|beginning|start|middle) of|mid-?|end-?)[ -]?(?:in )?)?"
    rf"(?:(?P<w>last|next|this|past)\s+)?(?P<m>{_MONTH})"
    rf"(?:(?:,?\s+|\s+\w+\s+of\s+)(?:of (?:the year )?)?(?P<y>{_YEAR})|\s+(?P<l>last|past|this|next) year)?"
    r"(?!\s+\d{1,2}\b)"
)
"""June 2009, last November, at the end of March, February past year."""
SEASON = _words(
    r"(?:(?:in|until|by|since)\s+)?(?:(?P<w>last|next|this|the)\s+)(?P<s>spring|summer|autumn|winter|fall)"
    rf"(?:\s+of)?(?:\s+(?P<y>{_YEAR}))?"
)
YEAR = _words(
    rf"(?:(?:in|since|of|until|by|from|during|the year)\s+)?(?<![$€£])(?P<y>{_YEAR})"
    r"(?![-–/]\d|[.,]?\d|\s*(?:km|kg|MW|bcm|tons?|people|billion|million|%|\$))"
)
YEARS = _words(rf"(?:(?:in|since|from|during|for)\s+)?(?P<y>{_YEAR})[-–/](?P<z>\d{{2}}|{_YEAR})")
DECADE = _words(r"(?:the )?(?:early |late |mid-?)?(?P<y>(?:19|20)\d0)s")
WEEKDAY = _words(
    r"(?:(?:early|late|earlier|later)\s+(?:on\s+)?)?(?:(?P<w>last|next|past|this coming|this|coming)\s+)?"
    rf"(?P<d>{_DAY})(?:{_TO}(?P<e>{_DAY}))?(?:'s|’s)?{_PART}"
)
DAY_WORD = _words(
    rf"(?:earlier |later )?(?:today|tonight|yesterday|tomorrow)(?:['’]s)?(?: {_HALF})?",
    r"this (?:morning|afternoon|evening)",
    r"the day before yesterday|the day after tomorrow|last (?:night|evening)|overnight|just now",
)
AGO = _words(rf"(?P<n>{_NUMBER})\s+(?P<u>hours?|days?|weeks?|months?|years?) ago")
HENCE = _words(rf"(?:in|within) (?:about |some )?(?P<n>{_NUMBER})\s+{_UNIT}(?P<t> time| from now)?(?! of\b)")
VAGUE_AGO = _words(
    rf"(?:a few|several|some|many|(?:less|fewer|more) than (?P<n>{_NUMBER}))\s+"
    r"(?P<u>days?|weeks?|months?|years?|decades?) ago"
)
PERIOD = _words(
    r"(?:(?P<p>early|earlier|late|later|(?:at |by |before )?the (?:end|close|beginning|start) of|before)\s+)?"
    r"(?P<w>last|past|previous|this|current|next|coming|the)\s+(?P<u>week|weekend|month|year)(?:\s+is out)?"
)
"""Last week, later this month, by the end of the year."""
VAGUE_PAST = _words(
    r"recently(?! as)|lately|in recent (?:days|weeks|months|years)",
    r"(?:over|in) the (?:past|last) (?:few |several |\w+ )?(?:days|weeks|months|years)",
    r"long ago|years ago|months ago|weeks ago|days ago",
)
VAGUE_FUTURE = _words(
    r"in the (?:near|foreseeable) future",
    r"in (?:the )?(?:coming|next) (?:few |several |\w+ )?(?:days|weeks|months|years)",
    r"(?<!as )soon(?! as)|shortly|before long|at a later date|at a time of \w+ choosing|in due course",
)
SAME_DAY = _words(
    rf"(?:on |later |earlier |in )?(?:the|that) (?:very )?same (?:day|{_HALF})|(?:on )?that (?:day|{_HALF})",
    r"(?:earlier|later) (?:in|on) the day|in the (?:early |late )?(?:morning|afternoon|evening)",
    r"during the day|within hours",
)
NEXT_DAY = _words(
    r"(?:on )?the (?:next|following) (?:day|morning|evening)|the day after|a day (?:later|after|afterwards)"
)
DAY_BEFORE = _words(
    r"(?:on )?the (?:day|night|evening) (?:before|earlier)|the previous (?:day|evening|night)",
    r"a day (?:earlier|before)",
)
LATER = _words(
    rf"(?P<n>{_NUMBER})\s+{_UNIT}\s+"
    r"(?P<s>later|afterwards?|after|earlier|before|previously|prior to|ahead of)"
)
"""Two days later, three days before the visit."""
NTH_DAY = _words(
    rf"(?:on )?{_THE} (?P<o>{'|'.join((*ORDINALS, *LAST))}|\d{_TH}) (?:and (?:last|final) )?day"
    rf"(?: of (?:{_THE}|an?) (?:\w+ ){{0,2}}?{_TRIP})?(?! of (?:19|20)\d)"
)
"""On the second day of the visit."""
LOOSE = _words(
    r"the (?:next|following) (?:week|month|year)|in the same (?:week|month|year|days)",
    r"the (?:week|month|year) (?:before|after)|afterwards?",
)
DURATION = _words(rf"(?P<n>{_NUMBER})-(?P<u>day|week)(?= (?:\w+ ){{0,2}}?{_TRIP})")
"""A two-day official visit."""
