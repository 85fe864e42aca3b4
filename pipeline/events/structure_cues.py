"""The wording and typography by which parts of a news text are known. General cues of the trade only."""

from __future__ import annotations

import re

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DATE = (
    rf"(?:{_MONTH}\.?\s+\d{{1,2}}(?:,?\s+\d{{4}})?|\d{{1,2}}\s+{_MONTH}\.?(?:,?\s+\d{{4}})?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d{2}-\d{2})"
)
_CAPITAL = r"A-Z\u00c0-\u00de\u018f"
_UPPER = rf"[{_CAPITAL}][{_CAPITAL}'’.\-]+(?:[ -][{_CAPITAL}][{_CAPITAL}'’.\-]+){{0,3}}"
_PROPER = rf"[{_CAPITAL}][\w'’\-]+(?:[ -][{_CAPITAL}][\w'’\-]+){{0,2}}"
_AGENCY = r"(?:\([^()\n]{2,40}\)|/[^/\n]{2,60}/|[A-Z][\w.\-]*(?: [A-Z][\w.\-]*){0,2})"
_DASH = r"(?:\s*(?:--|[-–—])\s*)"


def _any(*patterns: str) -> re.Pattern[str]:
    """A pattern for any of several, whatever the case."""
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE)


DATELINES = (
    # MOSCOW, June 3 (Agency) -   Baku, January 12 (AGENCY).   Baku, Nov 13, AGENCY –   AKTAU. August 12. X –
    re.compile(
        rf"(?P<place>{_PROPER}|{_UPPER})(?:,\s+(?P<inner>{_PROPER}))?[,./]\s*{_DATE}[,.]?\s*/?\s*"
        rf"(?:{_AGENCY})?(?:,\s*{_PROPER})?\s*(?:[.:/]?{_DASH}|[.:/]\s*|$)"
    ),
    # TEHRAN (Agency) -   WASHINGTON —   BAKU -
    re.compile(
        rf"(?P<place>{_UPPER})(?:,\s+{_PROPER})?\s*(?:\([^()\n]{{2,40}}\)\s*{_DASH}|\s{_DASH}|—|--)(?=\S)"
    ),
    # Baku (Agency) –
    re.compile(rf"(?P<place>{_PROPER})\s*\((?:[A-Z][\w./ ]{{1,30}})\)\s*{_DASH}(?=\S)"),
)
DATE_LINE = re.compile(rf"(?:[\w ]{{0,40}}?\b)?{_DATE}(?:\s*(?:,|—|–|-|\|)?\s*\d{{1,2}}[:.]\d{{2}})?\W*")
BYLINE = re.compile(
    r"(?:By|BY)\s+[A-Z][^\n]{2,90}"
    r"|\((?:Communicated|Released|Issued|Provided) by [^\n)]+\)"
    r"|(?:[A-Z]\w+ ){0,2}(?:Editor|Correspondent|Staff|Reporter|Desk)"
    r"|(?:OPINION|COMMENT|ANALYSIS|EDITORIAL)\s*[|:–-].{0,60}"
)
CREDIT = _any(
    r"\(?(?:photo|image|picture|video|file photo|photos?)?\s*(?:credits?|courtesy|photo by|"
    r"photos? by)\s*[:/]?[^\n]*",
    r"\(?(?:photo|image|picture)s?\s*[:/][^\n]*",
)
CREDIT_INSIDE = _any(
    r"\((?:photo|image|picture|video)?\s*credits?\s*:",
    r"\((?:photo|image|picture|file)\s*[:/]",
    r"\bfile photo\b",
    r"\((?:photo by|AP Photo|via Reuters)",
    r"\bphoto(?:graph)? (?:by|credit)\b",
    r"©\s*\w+ (?:Images|Photo)",
)
CAPTION_VERB = re.compile(
    r"\b(?:is|are) (?:seen|pictured|shown|greeted)\b"
    r"|\b(?:pictured|seen here|left|right|centre|center|from left),|\((?:L|R|C|left|right)\)"
)
RELATED_HEAD = re.compile(
    r"(?:related|see also|read also|also read|read more|more from|more on|you may also|recommended|"
    r"don'?t miss"
    r"|most read|further reading|other stories|in other news|top stories|watch|"
    r"listen)\b[^\n.]{0,40}:?\s*(?:$|[:→»])",
    re.IGNORECASE,
)
RELATED_LINE = re.compile(
    r"(?:(?:read|see) also|also read|read more|related|more from [^:\n]{2,40}|recommended|watch|"
    r"must read)\s*[:→»].+"
    r"|[→»►▶].+",
    re.IGNORECASE,
)
PLEA = _any(
    r"\b(?:donat(?:e|ion|ions)|become a (?:member|patron|supporter|subscriber)|(?:monthly|"
    r"annual) membership)\b",
    r"\b(?:subscri(?:be|ption|bers?)|sign up|sign-up|newsletter|free trial|full access|card number|"
    r"chip in)\b",
    r"\b(?:help us (?:survive|stay|keep|continue)|support (?:us|our|independent)|keep us (?:free|"
    r"independent))\b",
    r"\b(?:(?:first|one) month free|patreon|crowdfund\w*|matched until|tax-deductible|unlock (?:this|the))\b",
    r"\bevery (?:dollar|euro|pound|penny|contribution)\b",
)
ADDRESS = _any(
    r"\b(?:you|your|us|our)\b|→",
    r"^(?:support|subscribe|sign up|donate|join|become|help|like|follow|get|unlock|give|every)\b",
)
GLUED = re.compile(
    r"(?:become a (?:member|patron|supporter)|subscribe(?: now| today)?|sign up(?: now)?|donate(?: now)?|"
    r"support us"
    r"|join us|read more|share this|listen now|advertisement)(?=[A-Z“\"‘])",
    re.IGNORECASE,
)
"""A button's text run into the first words of the story."""
BOILERPLATE = _any(
    # sign-offs
    r"\((?:additional\s)?(?:reporting|writing|editing|compiled|written|translated)\s(?:by|from)\b.*",
    r"(?:additional\s)?(?:reporting|editing|writing)\s(?:by|from)\b.{0,120}",
    r".{2,80}\scontributed\sto\sthis\s(?:report|article|story)\.?",
    r"end\s(?:of\s)?item|ends?|end\sof\stext|\#+|\*{3,}|-{3,}|_{3,}|-\s?30\s?-",
    r"/?(?:[a-z]{1,3}\.?){1,3}/|[A-Za-z]{2,3}\s?/\s?[A-Za-z]{2,3}|[A-Z]{2,8}\s/\s[a-z]{2,3}",
    r"\d{3,5}(?:\*\*|/|\s)\d{3,5}|-?\d{2,4}[A-Z]-",
    r"(?:source|sources|via)\s?:\s.{2,120}|SOURCE\s.{2,80}",
    r"(?:translated|adapted)\s(?:from|by)\b.{0,80}",
    # rights and cookies
    r"©.*|\(c\)\s.*|copyright\b.*|all\srights\sreserved.*|.*\bnot\sfor\sredistribution\b.*",
    r".*\b(?:unsubscribe|manage\spreferences|privacy\spolicy|terms\sof\s(?:use|service)|cookie\ssettings|"
    r"cookies?\sto)\b.*",
    r".*\b(?:accept\sall\b.*|enable\sjavascript|javascript\sis\sdisabled).*",
    r".*\bwhen\s(?:using|quoting)\s(?:the\s)?materials?\b.*|.*\bhyperlink\sis\s(?:obligatory|required)\b.*",
    # social media, readers, authors
    r"follow\s(?:us|the\sauthor|me|him|her|\w+)\son\b.*",
    r".*\b(?:t\.me|twitter\.com|facebook\.com|instagram\.com)/\S*.*",
    r"(?:refresh\sthis\spage|comments?\s(?:are|is)\s(?:moderated|closed|off)|share\sthis|print\sthis|"
    r"leave\sa\scomment).*",
    r"(?:the\s)?(?:views?|opinions?)\sexpressed\b.*|the\sauthor\s(?:is|teaches|was|works|writes)\b.*",
    r"(?:reply\sto|write\sto|contact|e-?mail)\b[^.\n]{0,40}(?::|@).*|"
    r"about\s(?:the\s)?[A-Z][\w&. ]{1,40}\s?:\s.*",
    r".*\breaders\s(?:may|can|are\sinvited\sto)\s(?:send|write|call|reply)\b.*",
    r"\[?(?:read\smore|continue\sreading|click\shere|more)\]?\.{0,3}",
)
NOTE = re.compile(
    r"\s*\((?:adds?|updates?|updated|recasts?|rewrites?|repeats?|refiles?|corrects?|fixes|new throughout)\b"
    r"[^()\n]{0,80}\)\s*",
    re.IGNORECASE,
)
"""What an agency says of its own update, before the story."""
TITLE_MARK = re.compile(
    r"\s*(?:(?:UPDATE|WRAPUP|RPT|REFILE|BRIEF|LEAD|URGENT|BREAKING|FLASH|ALERT|EXCLUSIVE)(?:\s?\d{1,2})?"
    r"|(?:Breaking(?: news)?|Update(?:d)?|Exclusive|Urgent|Just in))\s*(?:[:|–—-]+)\s*(?=\S)"
)
TITLE_OUTLET = re.compile(
    r"\s+\|\s+[^|]{2,40}$"
    r"|\s+[-–—]\s+(?:(?:[A-Z][\w'’&-]*|the|of|and)\s+){0,3}(?:[\w-]*(?:[Nn]ews|[Ww]ire|[Pp]ress|[Tt]imes)"
    r"|Post|Agency|Daily|Today|Tribune|Herald|Journal|Gazette|Chronicle|Observer|Courier|Radio|TV|Online|Monitor"
    r"|Standard|Telegraph|Guardian|Reuters|AFP|AP|[\w-]+\.[a-z]{2,8})\s*$"
)
"""The outlet's name behind a title. After a dash, only what is called like one: it may name who says it."""
TAIL = re.compile(
    r"\s+(?:\[(?:read more|more|continue)[^\]]*\]|-?\d{2,4}[A-Z]-|/[a-z.]{2,8}/|\(END\)"
    # the agency's name, after the full stop: `… on Monday. — Newswire`, `… on Monday. (AGENCY)`
    r"|(?<=[.!?”\"]\s)(?-i:(?:--?|[–—])\s?[A-Z][A-Za-z]{2,15}|\([A-Z][A-Za-z]{1,15}\)|\[[A-Z][A-Za-z]{1,15}\]))"
    r"\s*$",
    re.IGNORECASE,
)
"""What hangs at the end of a last line."""
BACKGROUND_HEAD = re.compile(
    r"(?:background|context|history|timeline|chronology|what came before|previously|backgrounder)\s*:?",
    re.IGNORECASE,
)
BACKGROUND_LABEL = re.compile(
    r"(?:background|context|backgrounder|for context|history)\s*[:–—-]\s+(?=\S)", re.IGNORECASE
)
CLOCK = re.compile(
    r"(?P<time>[012]?\d[:.][0-5]\d)(?:\s*(?:GMT|UTC|CET|a\.?m\.?|p\.?m\.?|local time))?\s*(?:[-–—:|"
    r"]\s*)?(?=\S)"
)
LABEL = re.compile(
    rf"(?:\d{{1,2}}[.)]\s+)?(?P<label>[{_CAPITAL}][{_CAPITAL}'’&,\-–— ]{{2,40}})(?:[.:]|\s[-–—])\s+(?=\S)"
)
NUMBERED = re.compile(r"\d{1,2}[.)]\s+(?=\S)")
BULLET = re.compile(r"(?:[-–—•*·]|\(?[a-z0-9]{1,2}\))\s+(?=\S)")
ENDS = re.compile(r"[.!?…:;,](?:[\"”’')\]]*)$|[\"”’')\]]$")
HANGS = re.compile(
    r"\b(?:a|an|the|of|to|and|or|in|on|at|by|for|from|with|that|who|which|his|her|its|their|is|are|was|were|has|have"
    r"|had|will|would|said|met|as|but|between|into|after|before|during|over|against|Mr|Mrs|Dr)$"
)
"""Words that no line of its own ends with."""
CORRECTION = re.compile(r"\W*(?:correction|corrected|clarification|erratum)\b", re.IGNORECASE)
OPINION_TITLE = re.compile(r"\W*(?:opinion|op-ed|commentary|editorial|comment)\s*[|:–-]", re.IGNORECASE)
OPINION_HEAD = re.compile(
    r"(?m)^\s*(?:OPINION|COMMENT|EDITORIAL|Op-Ed)\s*[|:–-]|^\s*(?:Opinion|Editorial)\s*$"
)
OPINION_TAIL = _any(
    r"views? expressed in this (?:commentary|article|column|piece)",
    r"\bthe author (?:is|teaches|was|works)\b",
    r"reply to this column",
)
