"""Agreements: who signs, sells, grants what with whom."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.events.event import EventType, Instrument, Status, Value
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene
from pipeline.events.status import Verdict
from pipeline.events.syntax import Sentence
from pipeline.events.triggers import Trigger

_SIGNING = frozenset(["sign", "signs", "signed", "signing", "ink", "inked", "inks", "inking", "initial", "initialled", "initialed", "conclude", "concluded", "concludes", "ratify", "ratified", "ratifies", "adopt", "adopted", "adopts", "exchange", "exchanged", "put", "puts", "putting", "affixed", "appended", "penned"])
_LOOSE = frozenset(["document", "documents", "paper", "papers", "plan", "plans", "program", "programs", "programme", "programmes", "package", "packages", "statement", "statements", "order", "orders", "letters", "notes", "instrument", "instruments", "minutes", "understanding", "permit", "permits", "concession", "concessions", "arrangement", "arrangements", "action plan", "declaration"])
_STATEMENT = frozenset(["statement", "statements"])
_ARMS = frozenset(["gas", "oil", "arms", "weapons", "drones", "missiles", "stake", "missile", "systems", "aircraft", "electricity", "shares", "drone", "satellite", "satellites", "defence", "defense", "equipment", "%", "crude", "uav", "uavs", "munitions", "hardware", "fuel", "percent", "radar", "radars", "jets", "helicopters", "tankers", "wagons", "locomotives", "bcm", "warplanes", "field", "vaccines", "wheat", "technology", "boats", "ships"])
_LICENCES = frozenset(["licence", "contract"])
_MONEY = re.compile(
    r"(?P<cur>US\$|USD|EUR|AZN|ILS|\$|€|£|₪|₼)\s?(?P<amount>\d[\d,.]*)\s?(?P<unit>billion|million|bn|bln|mln|m|b|trillion)?\b"
    r"|(?P<amount2>\d[\d,.]*)\s?(?P<unit2>billion|million|bn|bln|mln)?\s(?P<cur2>dollars|US dollars|euros|manats|shekels)",
    re.IGNORECASE,
)
_CURRENCY = {"us$": "USD", "usd": "USD", "$": "USD", "€": "EUR", "eur": "EUR", "£": "GBP", "₪": "ILS", "ils": "ILS", "₼": "AZN", "azn": "AZN", "dollars": "USD", "us dollars": "USD", "euros": "EUR", "manats": "AZN", "shekels": "ILS"}
_UNIT = {"billion": 10**9, "bn": 10**9, "bln": 10**9, "b": 10**9, "million": 10**6, "mln": 10**6, "m": 10**6, "trillion": 10**12}


def sign(scene: Scene, trigger: Trigger) -> None:
    """`X and Y signed an agreement`, `a memorandum was signed`, `a contract signed in Ashgabat`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    found = _instrument(scene, trigger)
    if found is None:
        return
    noun, instrument, passive = found
    verdict = scene.judge.of_verb(s, v)
    subject = [] if passive else s.subject(v)
    signers = scene.who(subject)
    if not passive and len({c for r in signers for c in r.countries}) < 2:
        signers = _bodies_before(scene, v, signers)
    if passive:
        for p, k in s.after(v, frozenset({"by", "between", "in"}), min(len(s), v + 22)):
            if p == "in" and not (s.lower[k - 1] == "of" or "presence" in s.lower[v:k]):
                continue
            if p in ("by", "between"):
                signers += [r for r in scene.who(s.coordinated(k)) if r not in signers]
    _agree(scene, trigger, noun, instrument, signers, verdict, at=v)


def _bodies_before(scene: Scene, v: int, signers: list[Ref]) -> list[Ref]:
    """`SOCAR, the state oil company, and NIGEC concluded`: what a long apposition cut off."""
    s = scene.s
    start = s.clause_start(v)
    tokens = [k for k in range(start, v) if s.refs[k] is not None and s.refs[k].kind in ("body", "country", "person", "role") and not s._governed(k)]  # type: ignore[union-attr]
    found = scene.who(tokens)
    states = {c for r in found for c in r.countries}
    return found if len(states) >= 2 and not any(s.tags[k] in ("VBD", "VBZ", "VBP", "MD") and s.refs[k] is None for k in range(tokens[0] if tokens else v, v) if s.lower[k] not in ("has", "have", "had", "will", "are", "is", "were", "was")) else signers


def known(scene: Scene, trigger: Trigger) -> None:
    """`a deal worth $1.6 billion came to light in February 2012`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    nouns = [t for t in scene.triggers if t.slot == "object" and t.entry.frame == "instrument" and v - 22 <= t.head < v and " ".join(s.words[t.start : t.end]).lower() not in _LOOSE]
    if not nouns:
        return
    t = nouns[0]
    goods = [k for k in range(t.head, v) if s.lower[k] in _ARMS or s.lower[k].rstrip("s") in ("defense", "arm")]
    subject = s.child(v, "nsubj")
    if subject is None or not (subject == t.head or t.head in s.subtree(subject) or s.lower[subject] in ("that", "which") or v - t.head < 6 or goods):
        return
    parties = [r for k in range(t.head) if s.refs[k] is not None and s.refs[k].kind == "body" for r in scene.resolved[k]][:1]  # type: ignore[union-attr]
    _agree(scene, trigger, t.head, t.instrument, parties, scene.judge.of_verb(s, v), at=v)


def expected(scene: Scene, trigger: Trigger) -> None:
    """`A preferential trade agreement is promised within a month`."""
    s, v = scene.s, trigger.head
    if not s.verb(v) or not s.passive(v):
        return
    if any(s.deps[c] in ("xcomp", "ccomp") for c in s.children[v]):
        return
    t = next((t for t in scene.triggers if t.slot == "object" and t.entry.frame == "instrument" and v - 10 <= t.head < v and " ".join(s.words[t.start : t.end]).lower() not in _LOOSE), None)
    subject = s.child(v, "nsubjpass", "nsubj")
    if t is None or subject is None or not (subject == t.head or t.head in s.subtree(subject)):
        return
    verdict = scene.judge.of_verb(s, v)
    if verdict.status is None:
        return
    status = Status.HYPOTHETICAL if s.lower[v].startswith(("negotiat", "draft")) else Status.PLANNED
    _agree(scene, trigger, t.head, t.instrument, [], Verdict(status, f"is {s.lower[v]}", "future", firm=True), at=v)


def _instrument(scene: Scene, trigger: Trigger) -> tuple[int, str, bool] | None:
    """(noun, instrument, passive) of what a verb of signing signs."""
    s, v = scene.s, trigger.head
    nouns = [t for t in scene.triggers if t.slot == "object" and t.entry.frame == "instrument"]
    best = None
    passive = s.passive(v)
    strong = s.lower[v] in _SIGNING
    for t in nouns:
        if not strong and (" ".join(s.words[t.start : t.end]).lower() in _LOOSE):
            if not (t.instrument == "declaration" and _qualified(s, t)):
                continue
        if s.words[t.head].lower() in _STATEMENT and not _qualified(s, t) and not (s.deps[v] == "relcl" and s.heads[v] == t.head and s.lower[v].startswith("adopt")):
            continue
        if t.head > v and not passive:
            if t.head - v > 14 or any(s.tags[k] in ("VBD", "VBZ", "VBP", "MD") and s.refs[k] is None for k in range(v + 1, t.head)):
                continue
            if not strong and not _object_of(s, v, t.head):
                continue
            distance = t.head - v
        elif t.head < v:
            if passive:
                if v - t.head > 22:
                    continue
                subj = s.subject_token(v)
                near = subj is not None and (subj == t.head or t.head in s.subtree(subj))
                if s.deps[v] in ("acl", "relcl"):
                    near = near or s.heads[v] == t.head or v - t.head <= 4
                if s.deps[v] in ("xcomp", "conj"):
                    near = True
                if s.heads[v] == v or s.deps[v] in ("ccomp", "advcl", "parataxis"):
                    near = near or not any(s.tags[k] in ("VBD", "VBZ") and s.lower[k] not in ("was", "were", "is", "are", "has") for k in range(t.head, v))
                if not near:
                    continue
                distance = v - t.head
            elif s.deps[v] in ("relcl",) or s.child(v, "dobj") is None:
                # "memorandums that the sides initialled"
                if not (s.deps[v] == "relcl" and s.heads[v] == t.head) and (not any(s.lower[k] in ("that", "which") for k in range(t.head, v)) or v - t.head > 16):
                    continue
                distance = v - t.head
            else:
                continue
        else:
            continue
        if best is None or distance < best[0]:
            best = (distance, t, passive)
    if best is None:
        # a number stands for the documents: "today we have signed six more"
        if strong and s.lower[v].startswith("sign"):
            for k in range(v + 1, min(v + 4, len(s))):
                if s.tags[k] == "CD" and s.lower[k + 1 : k + 2] in (["more"], ["of"], ["."]):
                    return k, "other", False
        return None
    return best[1].head, best[1].instrument, best[2]


def _object_of(s: Sentence, v: int, noun: int) -> bool:
    obj = s.child(v, "dobj")
    if obj is not None:
        return obj == noun or noun in s.subtree(obj)
    return noun - v <= 6


def _qualified(s: Sentence, t: Trigger) -> bool:
    lead = s.lower[max(0, t.start - 3) : t.end]
    return any(w in lead for w in ("joint", "final", "trilateral", "common", "declaration", "communique", "tripartite"))


def _agree(
    scene: Scene,
    trigger: Trigger,
    noun: int,
    instrument: str,
    signers: list[Ref],
    verdict: Verdict,
    *,
    at: int,
    need_parties: bool = False,
) -> bool:
    s = scene.s
    if verdict.status is None:
        scene.reject(trigger, verdict.reason)
        return False
    parties = [r for r in signers if r.kind in ("person", "role", "body", "country", "group") and len(r.countries) < 4]
    around = _sides(scene, noun, at)
    states = {c for r in parties for c in r.countries} | {c for r in around for c in r.countries}
    why = "named with it"
    if scene.s.lower[max(0, noun - 5) : noun] and any(w in ("three", "trilateral", "tripartite") for w in s.lower[max(0, noun - 5) : noun]) and len(states) < 3:
        local = {c for r in s.refs if r is not None and r.kind in ("country", "demonym", "person", "role") for c in r.countries}
        if len(local | states) == 3:
            states |= local
    if len(states) == 1 and any(r.kind == "body" for r in parties) and not _with_stranger(scene, noun, at):
        others = {c for r in s.refs[min(noun, at) :] if r is not None and r.kind in ("country", "demonym", "place", "body") for c in r.countries} - states
        if len(others) == 1:
            states |= others
            why = "from what it is about"
    if len(states) < 2 and not need_parties:
        if verdict.status is Status.HYPOTHETICAL or (trigger.entry.frame not in ("known", "expected") and _stranger(scene, trigger, noun)):
            scene.reject(trigger, "the parties are not named")
            return False
        context = _context(scene, states)
        states |= context
        why = "from the talks it belongs to"
    if len(states) < 2:
        scene.reject(trigger, "only one party is known")
        return False
    named = [r for r in (*parties, *around) if r.kind in ("person", "body", "role") and r.countries]
    unique: list[Ref] = []
    for r in named:
        if all(not r.key or r.key != u.key for u in unique):
            unique.append(r)
    draft = scene.draft(trigger, EventType.AGREEMENT, unique, states)
    draft.note(f"parties: {why}")
    draft.context = why != "named with it"
    lead = s.lower[max(0, noun - 2) : noun]
    draft.definite = "the" in lead and s.lower[noun] in ("document", "documents", "agreement", "contract", "memorandum", "paper", "papers", "protocol", "deal", "accord", "treaty", "declaration") and any(
        d.type is EventType.AGREEMENT and 0 <= scene.s.number - d.sentence <= 3 for d in scene.drafts
    )
    draft.instrument = Instrument(instrument or "other")
    draft.subject = _subject(scene, noun)
    draft.value = _value(scene.s.text(scene.document))
    country, city, reason = scene.place(at, parties)
    draft.place_country, draft.city = country, city
    if reason:
        draft.note(f"place: {city or country} {reason}")
    if not scene.settle(draft, verdict, scene.when(at, verdict)):
        return False
    scene.keep(draft)
    return True


def _with_stranger(scene: Scene, noun: int, v: int) -> bool:
    """`with` somebody who acts for no state we know of."""
    s = scene.s
    for k in range(min(noun, v) + 1, min(len(s), max(noun, v) + 8)):
        if s.lower[k] in ("with", "between") and k + 1 < len(s):
            return not any(s.refs[m] is not None and s.refs[m].countries for m in range(k + 1, min(len(s), k + 6)))  # type: ignore[union-attr]
    return False


def _stranger(scene: Scene, trigger: Trigger, noun: int) -> bool:
    """Somebody signs who acts for no state we know of: `Persepolis reached an agreement with a club`."""
    s, v = scene.s, trigger.head
    if s.verb(v) and not s.passive(v):
        subjects = [c for c in s.children[v] if s.deps[c] == "nsubj"]
        subject = next((c for c in subjects if s.refs[c] is not None), subjects[0] if subjects else None)
        if subject is not None and s.refs[subject] is None and s.lower[subject] not in ("they", "we", "which", "that", "who", "sides", "parties", "ministers", "countries", "both"):
            return True
        if subject is not None and s.lower[subject] in ("who", "which", "that"):
            return not scene.who(s.subject(v))
        if subject is not None and s.refs[subject] is not None and not any(r.countries for r in scene.who([subject])) and s.refs[subject].kind not in ("pair", "group"):  # type: ignore[union-attr]
            return True
        if subject is None and not scene.who(s.subject(v)) and s.deps[v] not in ("ROOT", "pcomp", "advcl"):
            return True
    for k in range(max(noun, v) + 1, min(len(s), max(noun, v) + 8)):
        if s.lower[k] in ("with", "between") and k + 1 < len(s):
            following = [m for m in range(k + 1, min(len(s), k + 6)) if s.refs[m] is not None and s.refs[m].kind not in ("demonym", "trap", "place") and not (s.deps[m] == "compound" and s.heads[m] > m)]  # type: ignore[union-attr]
            if not following:
                return True
    return False


def _sides(scene: Scene, noun: int, verb: int) -> list[Ref]:
    """Parties named around the instrument: `with Iran`, `between X and Y`, `the two countries`, `Azerbaijani-Iranian`."""
    s = scene.s
    found: list[Ref] = []
    stop = min(len(s), max(noun, verb) + 24)
    for m in range(max(noun, verb) + 1, stop):
        if s.tags[m] in ("VBD", "VBZ", "VBP") and s.refs[m] is None and (scene.judge.reporting(s.lower[m]) or s.lower[m - 1] in (",",)) or "presence" == s.lower[m]:
            stop = m
            break
    for p, k in s.after(min(noun, verb), frozenset({"with", "between", "to", "from", "for", "of", "among", "by"}), stop):
        ref = s.refs[k]
        if ref is None or ref.kind in ("place", "trap", "demonym"):
            continue
        if p in ("of", "to", "for", "from", "by") and not (p == "from" and ref.kind in ("country", "body")) and not (p == "by" and ref.kind in ("person", "body", "role", "country")) and not (p == "of" and ref.kind in ("group", "pair") and k > verb) and not (p in ("of", "to") and ref.kind in ("body",)):
            continue
        if p == "of" and k > noun + 8:
            continue
        if p in ("with", "between", "among") and k - min(noun, verb) > 22:
            continue
        if ref.kind == "country" and s.deps[k] in ("compound", "nmod") and s.heads[k] > k and s.refs[s.heads[k]] is None:
            continue  # "with a Baku club"
        for r in scene.who(s.coordinated(k)):
            if all(r is not f for f in found) and len(r.countries) < 4:
                found.append(r)
    for state in _modifiers(scene, noun):
        found.append(Ref("country", 0, 0, (state,), name=state))
    return found


def _modifiers(scene: Scene, n: int) -> list[str]:
    from pipeline.events.frames.talks import _demonyms

    found = _demonyms(scene, n)
    return found if len(found) >= 2 else []


def _context(scene: Scene, states: set[str]) -> set[str]:
    """The states of the visit or talks that an agreement without parties belongs to."""
    stage = scene.stage
    here = [d for d in scene.drafts if d.sentence == scene.s.number and d.type in (EventType.VISIT, EventType.MEETING) and states <= set(d.countries)]
    if here:
        return set(here[-1].countries)
    local = {c for k, ref in enumerate(scene.s.refs) if ref is not None and ref.kind in ("person", "role", "pair", "group", "body") for r in scene.resolved[k] for c in r.countries}
    if len(local | states) == 2:
        return local | states
    if states:
        if states <= set(stage.states):
            return set(stage.states)
        return set()
    return set(stage.states)


def _subject(scene: Scene, noun: int) -> str | None:
    """A few words on what it is about: the phrase after `on`, `for`, `to` or the words before the noun."""
    s = scene.s
    for k in range(noun + 1, min(noun + 6, len(s))):
        if s.lower[k] in ("on", "for", "to", "concerning", "regarding", "about", "in", ":"):
            if s.lower[k] == "in" and s.refs[k + 1 : k + 2] and s.refs[k + 1] is not None:
                return None
            end = k + 1
            while end < len(s) and end - k < 14 and s.lower[end] not in (".", ";", ":", '"', ")") and not (s.tags[end] in ("VBD", "VBZ", "MD")):
                end += 1
            if end > k + 1:
                return scene.document.whole[s.first[k + 1] : s.last[end - 1]].strip(" ,")
    start = noun
    while start > 0 and s.tags[start - 1] in ("JJ", "NN", "NNP", "NNS", "HYPH", "VBN") and noun - start < 5:
        start -= 1
    return scene.document.whole[s.first[start] : s.last[noun]] if start < noun else None


def _value(text: str) -> Value | None:
    found = _MONEY.search(text)
    if found is None:
        return None
    raw = (found["amount"] or found["amount2"]).replace(",", "").rstrip(".")
    unit = (found["unit"] or found["unit2"] or "").lower()
    currency = _CURRENCY.get((found["cur"] or found["cur2"]).lower())
    if currency is None or raw.count(".") > 1:
        return None
    return Value(Decimal(raw) * _UNIT.get(unit, 1), currency)


def signing(scene: Scene, trigger: Trigger) -> None:
    """`the signing of a protocol`, `the ratification of the treaty`."""
    s, n = scene.s, trigger.head
    if s.verb(n) and s.tags[n] != "VBG":
        return
    noun = next(
        (t for t in scene.triggers if t.slot == "object" and t.entry.frame == "instrument" and n < t.head <= n + 12 and "of" in s.lower[n : t.head]),
        None,
    )
    if noun is None:
        noun = next((t for t in scene.triggers if t.slot == "object" and t.entry.frame == "instrument" and 0 < n - t.head <= 2), None)
    if noun is None and s.lower[n - 1 : n] == ["its"] and s.lower[n] in ("signing", "ratification") and scene.instrument is not None:
        verdict = scene.judge.of_noun(s, n)
        _agree(scene, trigger, n, scene.instrument, [], verdict, at=n)
        return
    if noun is None:
        scene.reject(trigger, "nothing is said to be signed")
        return
    word = s.lower[n]
    if word.endswith("s") and word not in ("minutes",):
        return
    if word in ("approval", "exchange", "extension", "conclusion", "endorsement") and " ".join(s.words[noun.start : noun.end]).lower() in _LOOSE and word != "exchange":
        return
    verb = s.governor(n)
    signers: list[Ref] = []
    if verb is not None and s.lower[verb] in ("oversaw", "oversee", "oversees", "witnessed", "witness", "attended", "presided", "attend", "attends", "watched", "took"):
        signers = scene.who(s.subject(verb))
    verdict = scene.judge.of_noun(s, n)
    _agree(scene, trigger, noun.head, noun.instrument, signers, verdict, at=n)


def trade(scene: Scene, trigger: Trigger) -> None:
    """`IAI has agreed to sell Azerbaijan drones`, `Baku bought arms from Israel`."""
    s, v, entry = scene.s, trigger.head, trigger.entry
    if not s.verb(v):
        return
    if s.tags[v] in ("VBZ", "VBP") and scene.s.span.segment.kind != "title":
        scene.reject(trigger, "a habit, not a deal")
        return
    if s.tags[v] == "VBG" and not any(s.deps[c] == "aux" for c in s.children[v]):
        scene.reject(trigger, "a habit, not a deal")
        return
    passive = s.passive(v)
    end = s.clause_end(v)
    goods = [k for k in range(max(0, v - 12) if passive else v, min(len(s), v + 26)) if s.lower[k] in _ARMS]
    if not goods:
        return
    subject = [] if passive else s.subject(v)
    ours = [r for r in scene.who(subject) if r.kind in ("body", "country", "group", "role", "person")]
    if not ours:
        subj = s.child(v, "nsubj")
        if subj is not None and any(s.lower[c] in ("their", "its", "his") for c in s.children[subj]):
            ours = [r for k in range(subj) if s.refs[k] is not None and s.refs[k].kind in ("group", "country", "body", "role") and s.refs[k].country for r in [s.refs[k]]][:1]  # type: ignore[union-attr,misc]
    theirs: list[Ref] = []
    if entry.id == "agreement.sell":
        for k in range(trigger.end, min(len(s), trigger.end + 4)):
            if s.refs[k] is not None and s.refs[k].kind in ("country", "body") and s.lower[k + 1 : k + 2] != ["'s"]:  # type: ignore[union-attr]
                theirs = scene.who([k])
                break
    if entry.id == "agreement.sell" and s.lower[v].startswith("suppl"):
        for k in range(trigger.end, min(len(s), trigger.end + 2)):
            if s.refs[k] is not None and s.refs[k].kind == "country":  # type: ignore[union-attr]
                theirs = scene.who([k])
    for p, k in s.after(v, frozenset(entry.to) | (frozenset() if theirs else frozenset({"with"})), max(end, min(len(s), v + 26))):
        if s.refs[k] is not None and s.refs[k].kind in ("country", "body", "group"):  # type: ignore[union-attr]
            theirs += scene.who([k])
        elif s.refs[k] is not None and s.refs[k].kind == "demonym" and p in ("from", "to"):  # type: ignore[union-attr]
            state = s.refs[k].country  # type: ignore[union-attr]
            if state:
                theirs.append(Ref("country", 0, 0, (state,), name=state))
    if len({c for r in (*ours, *theirs) for c in r.countries}) == 1:
        theirs += _whose(scene, v, goods[0], {c for r in (*ours, *theirs) for c in r.countries})
    states = {c for r in (*ours, *theirs) for c in r.countries}
    if len(states) == 1 and any(r.kind == "body" for r in ours):
        about = [r for r in s.refs[v:] if r is not None and r.kind in ("place", "demonym", "country", "body") and r.countries and not set(r.countries) & states]
        if len({c for r in about for c in r.countries}) == 1:
            theirs.append(Ref("country", 0, 0, about[0].countries, name=about[0].name))
            states |= set(about[0].countries)
    if len(states) != 2 or (ours and not any(r.kind in ("body", "country", "group") for r in ours)):
        scene.reject(trigger, "seller or buyer is unknown")
        return
    verdict = scene.judge.of_verb(s, v)
    if verdict.status is Status.PLANNED and any(w in s.lower[max(0, v - 4) : v] for w in ("agreed", "agrees", "signed")):
        verdict = Verdict(Status.OCCURRED, "agreed to", "past")
    if verdict.status is Status.PLANNED and "will" in s.lower[max(0, v - 3) : v] and any(w in s.lower for w in ("confirmed", "announced", "agreed")):
        verdict = Verdict(Status.OCCURRED, "a confirmed deal", "past")
    if verdict.status is Status.HYPOTHETICAL:
        pass
    _agree(scene, trigger, goods[0], "contract", [*ours, *theirs], verdict, at=v, need_parties=True)


def _whose(scene: Scene, verb: int, goods: int, known: set[str]) -> list[Ref]:
    """`take 10% of Israel's Tamar field`, `a stake in the Israeli gas field`: the state whose the goods are."""
    s = scene.s
    for k in range(verb + 1, min(len(s), max(goods, verb) + 9)):
        ref = s.refs[k]
        if ref is None or not ref.country or ref.country in known:
            continue
        owns = ref.kind == "country" and s.lower[k + 1 : k + 2] == ["'s"]
        if owns or ref.kind == "demonym" or (ref.kind == "country" and s.lower[k - 1] in ("offshore", "off", "in")):
            return [Ref("country", 0, 0, (ref.country,), name=ref.country)]
    return []


def grant(scene: Scene, trigger: Trigger) -> None:
    """`Israel granted SOCAR licences`, `SOCAR won a contract in Israel`."""
    s, v = scene.s, trigger.head
    if not s.verb(v):
        return
    noun = next((t for t in scene.triggers if t.slot == "object" and t.entry.frame == "instrument" and t.instrument in _LICENCES and s.lower[t.head] not in ("order", "orders") and (v < t.head <= v + 14 or (s.passive(v) and v - 14 <= t.head < v))), None)
    if noun is None:
        return
    parties = scene.who(s.subject(v)) + scene.who(s.objects(v))
    for _, k in s.after(v, frozenset({"to", "by", "from", "in"}), min(len(s), v + 20)):
        ref = s.refs[k]
        if ref is not None and ref.kind in ("body", "country", "group", "person"):
            parties += scene.who(s.coordinated(k))
        elif ref is not None and ref.kind == "demonym" and ref.country and s.lower[k + 1 : k + 2] in (["waters"], ["government"], ["territory"], ["gas"], ["ministry"]):
            parties.append(Ref("country", 0, 0, (ref.country,), name=ref.country))
    for k in range(v, noun.head):
        if s.refs[k] is not None and s.refs[k].kind == "body":  # type: ignore[union-attr]
            parties += scene.who([k])
    verdict = scene.judge.of_verb(s, v)
    if len({c for r in parties for c in r.countries}) < 2:
        scene.reject(trigger, "only one party is known")
        return
    _agree(scene, trigger, noun.head, noun.instrument, parties, verdict, at=v, need_parties=True)


def instrument_alone(scene: Scene, trigger: Trigger) -> None:
    """`the contract with Israel Aerospace Industries`, `a deal between X and Y`: no verb of signing near."""
    s, n = scene.s, trigger.head
    scene.instrument = trigger.instrument if not s.verb(n) else scene.instrument
    if trigger.instrument == "declaration" and _qualified(s, trigger) and s.lower[trigger.start - 2 : trigger.start] and "with" in s.lower[max(0, trigger.start - 3) : trigger.start]:
        verb = s.governor(n)
        ours = scene.who(s.subject(verb)) if verb is not None else []
        if len({c for r in ours for c in r.countries}) >= 2:
            _agree(scene, trigger, n, "declaration", ours, scene.judge.of_verb(s, verb), at=n)  # type: ignore[arg-type]
            return
    if " ".join(s.words[trigger.start : trigger.end]).lower() in _LOOSE or s.verb(n) or trigger.instrument in ("other", "licence"):
        return
    parties: list[Ref] = []
    for p, k in s.after(n, frozenset({"with", "between"}), min(len(s), n + 14)):
        ref = s.refs[k]
        if ref is not None and ref.kind in ("country", "body", "pair") and not any(s.tags[m] in ("VBD", "VBZ", "VBP", "MD") for m in range(n, k)):
            parties = scene.who(s.coordinated(k))
            if p == "between" and len({c for r in parties for c in r.countries}) < 2:
                parties = []
            break
    if not parties:
        return
    states = {c for r in parties for c in r.countries}
    if len(states) < 2:
        verb = s.governor(n)
        ours = scene.who(s.subject(verb)) if verb is not None else []
        parties += [r for r in ours if r.kind in ("body", "country", "role", "person")]
    verdict = scene.judge.of_noun(s, n)
    lone_body = len({c for r in parties for c in r.countries}) == 1 and any(r.kind == "body" for r in parties)
    _agree(scene, trigger, n, trigger.instrument, parties, verdict, at=n, need_parties=not lone_body)


def purchase(scene: Scene, trigger: Trigger) -> None:
    """`the purchase of arms from Israel`."""
    s, n = scene.s, trigger.head
    if not any(s.lower[k] in _ARMS for k in range(max(0, n - 3), min(len(s), n + 8))):
        return
    parties: list[Ref] = []
    for _, k in s.after(n, frozenset({"from", "to"}), min(len(s), n + 16)):
        if s.refs[k] is not None and s.refs[k].kind in ("country", "body"):  # type: ignore[union-attr]
            parties += scene.who([k])
            break
    if not parties:
        return
    for k in range(n - 1, -1, -1):
        if s.refs[k] is not None and s.refs[k].kind in ("country", "body") and s.refs[k].countries != parties[0].countries:  # type: ignore[union-attr]
            parties.append(s.refs[k])  # type: ignore[arg-type]
            break
    states = {c for r in parties for c in r.countries}
    if len(states) != 2:
        scene.reject(trigger, "seller or buyer is unknown")
        return
    verdict = scene.judge.of_noun(s, n)
    _agree(scene, trigger, n, "contract", parties, verdict, at=n, need_parties=True)
