"""What the noun of a trip says of who makes it and where: `his April trip to Baku`, `a visit that X paid`."""

from __future__ import annotations

from pipeline.events.frames.visitors import Place, kind_of
from pipeline.events.refs import Ref
from pipeline.events.scene import Scene

_POSSESSIVE = frozenset({"his", "her", "their", "my", "our", "whose"})
_MADE = frozenset(
    {"made", "paid", "makes", "pays", "make", "pay", "undertook", "undertake", "begin", "began"}
)


def has_place(scene: Scene, n: int) -> bool:
    s = scene.s
    return any(
        scene.as_place(k) is not None
        for _, k in s.after(n, frozenset({"to", "in", "at", "of"}), min(n + 6, len(s)))
    )


def noun_stop(scene: Scene, n: int) -> int:
    s = scene.s
    for k in range(n + 1, min(n + 14, len(s))):
        if s.tags[k] in ("VBD", "VBZ", "VBP", "MD") and s.refs[k] is None:
            return k
    return min(n + 14, len(s))


def compound_place(scene: Scene, n: int) -> list[Place]:
    """`Baku visit`, `his Tehran trip`, `Azerbaijan tour`."""
    s = scene.s
    k = n - 1
    while k >= 0 and s.refs[k] is None and s.tags[k] in ("JJ", "NN", "CD", "HYPH", "VBN") and n - k < 5:
        k -= 1
    ref = s.refs[k] if k >= 0 else None
    if ref is not None and ref.kind in ("country", "place") and s.lower[k + 1] != "'s":
        found = scene.as_place(k)
        return [(*found, k)] if found is not None else []
    return []


def possessor(scene: Scene, n: int) -> list[Ref]:
    s = scene.s
    c = s.child(n, "poss")
    k = c if c is not None and (s.refs[c] is not None or s.lower[c] in _POSSESSIVE) else None
    if k is None:
        m = n - 1
        while (
            m >= 0
            and n - m < 7
            and s.lower[m] not in ("'s", "his", "her", "their", "my", "our", "whose")
            and s.tags[m] in ("JJ", "NN", "CD", "NNP", "VBN", "VBG", "HYPH", "RB", "JJS")
        ):
            m -= 1
        if m >= 0 and s.lower[m] == "'s":
            k = m - 1
        elif m >= 0 and s.lower[m] in ("his", "her", "their", "my", "our", "whose"):
            k = m
    if k is None or k < 0:
        return []
    word = s.lower[k]
    if word == "whose":
        before = next(
            (m for m in range(k - 1, -1, -1) if kind_of(s, m) in ("person", "role")),
            None,
        )
        return scene.who([before], humans=True) if before is not None else []
    if word in ("his", "her"):
        if k <= 2 and s.lower[0] in (
            "during",
            "after",
            "on",
            "in",
            "before",
            "at",
            "throughout",
            "ahead",
            "following",
        ):
            # "During his two days in Baku, X saw Y": who it is comes later
            later = next(
                (
                    m
                    for m in range(n + 1, len(s))
                    if kind_of(s, m) == "person" and s.deps[m] in ("nsubj", "nsubjpass")
                ),
                None,
            )
            if later is not None:
                return scene.who([later], humans=True)
        return scene.antecedents(k)[:1]
    if word == "my":
        who = scene.stage.speaker or scene.stage.subject
        return [who] if who is not None else []
    if word in ("their", "our"):
        return []
    ref = s.refs[k]
    if ref is None:
        return []
    if ref.kind in ("person", "role", "group", "body"):
        return scene.who(s.coordinated(k), humans=True)
    return []


def made_by(scene: Scene, n: int) -> tuple[int, int] | None:
    """`a trip that Aliyev made to Tehran`, `the visit which X paid`: who made it, and the verb."""
    s = scene.s
    for v in s.children[n]:
        if s.deps[v] == "relcl" and s.lower[v] in _MADE:
            who = s.child(v, "nsubj")
            if who is not None and s.refs[who] is not None:
                return who, v
    return None


def stays_on(scene: Scene, n: int) -> bool:
    """`began a two-day stay`: where he is, the text has told."""
    verb = scene.s.governor(n)
    begun = verb is not None and scene.s.lower[verb].startswith(
        ("beg", "start", "end", "conclu", "extend", "wound")
    )
    return begun and scene.s.lower[n] == "stay" and scene.stage.host_country is not None


def of_main_clause(scene: Scene, verb: int) -> list[Ref]:
    """The subject of the sentence that a participle stands in."""
    s = scene.s
    root = next((k for k in [verb, *s.ancestors(verb)] if s.heads[k] == k), verb)
    return scene.who(s.subject(root), humans=True) if s.verb(root) and root < verb else []
