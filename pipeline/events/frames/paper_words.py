"""Word classes that the frames of papers share."""

from __future__ import annotations

# fmt: off
LOOSE = frozenset([
    "document", "documents", "paper", "papers", "plan", "plans", "program", "programs", "programme",
    "programmes", "package", "packages", "statement", "statements", "order", "orders", "letters", "notes",
    "instrument", "instruments", "minutes", "understanding", "permit", "permits", "concession",
    "concessions", "arrangement", "arrangements", "action plan", "declaration",
])
"""Papers by words that mean much else: only a verb of signing makes them one."""
ACTING = frozenset([
    "they", "we", "which", "that", "who", "sides", "parties", "ministers", "countries", "both", "leaders",
    "presidents", "heads", "chairmen", "co-chairs", "chairs", "representatives", "delegations", "experts",
    "governments", "ministries", "states", "nations", "participants", "officials", "two", "three",
    "neighbours", "neighbors", "capitals", "deputies", "speakers", "members", "services", "parliament",
    "parliaments", "house", "cabinet", "majlis", "president", "minister", "visit", "talks", "meeting",
    "summit", "session", "day", "trip", "document", "pen", "hand", "lawmakers", "chamber", "plenary",
    "committee", "commission", "media", "newspapers", "newspaper", "press", "reports", "sources", "source",
    "analysts", "website", "agency", "channel", "ministry",
])
"""Plain nouns that may sign for a state, or tell that one did."""
FOREIGN = frozenset([
    "nuclear", "climate", "ceasefire", "truce", "armistice", "abraham", "minsk", "schengen", "gulistan",
    "turkmenchay", "licence", "license", "sponsorship", "transfer", "broadcast", "prenuptial", "nda",
])
"""Words before a paper that make it another one than these states', or none of states at all."""
NOT_YET = frozenset([
    "talks", "negotiations", "discussions", "interested", "interest", "close", "closer", "near", "ready",
    "willing", "keen", "eager", "looking", "considering", "mulling", "thinking", "verge", "brink",
    "possibility", "prospect", "chance", "idea", "hopes", "hoping", "inclined", "prepared", "request",
    "wish", "desire", "intention",
])
"""Words before an infinitive or gerund that leave it undone."""
PRIVATE = frozenset([
    "companies", "firms", "clubs", "businessmen", "artists", "teams", "players", "investors",
    "entrepreneurs", "start-ups", "startups", "traders", "farmers", "filmmakers", "singers", "club",
    "company", "firm",
])
"""Plain nouns that act for no state."""
JOINED = frozenset([
    "consortium", "group", "unit", "arm", "subsidiary", "venture", "alliance", "partners", "partnership",
    "bidders",
])
"""Nouns for bodies that others make up."""
IT = frozenset([
    "it", "they", "them", "this", "these", "both", "neither", "none", "one", "which", "that", "following",
    "nothing",
])
"""Words that stand for a paper told before."""
SIGNING = frozenset([
    "sign", "signs", "signed", "signing", "ink", "inked", "inks", "inking", "initial", "initialled",
    "initialed", "conclude", "concluded", "concludes", "ratify", "ratified", "ratifies", "adopt", "adopted",
    "adopts", "exchange", "exchanged", "put", "puts", "putting", "affixed", "appended", "penned",
])
PARTS_OF = frozenset([
    "implementation", "fulfilment", "fulfillment", "execution", "violation", "breach", "terms", "text",
    "provisions", "realisation", "realization", "framework", "observance", "clauses", "lack", "absence",
])
BULK = frozenset([
    "arms", "weapons", "weaponry", "equipment", "hardware", "munitions", "systems", "technology", "oil",
    "gas", "crude", "fuel", "electricity", "wheat",
])
OUR_STATE = frozenset([
    "country", "army", "military", "government", "state", "ministry", "navy", "republic", "nation", "side",
    "forces",
])
TOTAL = (
    "over the years", "in recent years", "over the past", "over the last", "in the past", "in the last",
    "so far", "to date", "down the years", "decade", "in all", "altogether", "add up", "since",
)
DONE = (
    "complet", "clos", "sign", "announc", "approv", "finali", "conclud", "clear", "confirm", "clinch",
    "seal", "agree", "unveil", "authori", "land", "secur", "win", "won", "book", "bag", "greenlight", "okay",
)
RESULT = frozenset([
    "result", "results", "outcome", "fruit", "fruits", "harvest", "upshot", "product", "yield",
    "centrepiece", "centerpiece", "highlight", "main", "catch",
])
PUBLIC = frozenset([
    "chambers", "chamber", "ministries", "ministry", "agencies", "agency", "authorities", "governments",
    "government", "parliaments", "parliament", "academies", "banks", "railways", "customs", "police",
    "services", "army", "armies", "militaries", "regulators", "cabinet",
])
FIRM = ("sign", "ink", "conclu", "initial")
"""Verbs that make a paper one."""
HEARSAY = frozenset([
    "reports", "rumour", "rumours", "rumor", "rumors", "untrue", "false", "baseless", "denied",
    "denies", "speculation", "fabricated", "unfounded", "claims", "allegations",
])
"""Words by which a denial shows that it answers what was said."""
TOLD = (
    "announc", "unveil", "reveal", "disclos", "confirm", "report", "hail", "land", "secur", "celebrat",
    "made public", "publici",
)
# fmt: on
