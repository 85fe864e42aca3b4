"""URLs of articles: one clean form to fetch and show, and one folded form to compare by.

`canonical_url` may be fetched: it only drops what no server needs (tracking, fragments, default ports).
`url_key` folds the twins of a page (http and https, www, mobile, AMP, trailing slash) and is for comparing
only: the folded address need not answer. Both are idempotent.
"""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urlsplit

import idna

_TRACKING = frozenset(
    {
        *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid"),
        *("ttclid", "li_fat_id", "igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "_hsenc"),
        *("_hsmi", "hsctatracking", "vero_id", "vero_conv", "oly_enc_id", "oly_anon_id", "wickedid", "s_cid"),
        *(
            "ref_src",
            "ref_url",
            "cmpid",
            "ncid",
            "sr_share",
            "spm",
            "xtor",
            "ocid",
            "smid",
            "smtyp",
            "soc_src",
        ),
        *("soc_trk", "guccounter", "guce_referrer", "guce_referrer_sig", "traffic_source", "feedname"),
        *("feedtype", "_openstat", "echobox", "cx_testid", "share", "sharetype", "fb_action_ids", "fb_ref"),
        *(
            "fb_source",
            "action_object_map",
            "action_type_map",
            "rss_id",
            "nocache",
            "cachebuster",
            "phpsessid",
        ),
        *("jsessionid", "zarsrc", "icid", "algorithm", "taid", "mibextid", "rcm"),
    }
)
_TRACKING_STEMS = ("utm_", "utm-", "at_", "pk_", "piwik_", "mtm_", "matomo_", "hsa_", "itm_", "ns_", "sc_")
_SOURCE_NAMES = frozenset({"ref", "source", "from", "src", "partner", "via", "cmp", "mode", "medium"})
_SOURCE_VALUES = frozenset(
    {
        "rss",
        "feed",
        "feeds",
        "rssfeed",
        "twitter",
        "x",
        "facebook",
        "fb",
        "telegram",
        "tg",
        "whatsapp",
        "google",
    }
)
_AMP_QUERY = frozenset({"amp", "outputtype", "output", "view", "_amp"})
_MOBILE = frozenset({"www", "www1", "www2", "www3", "m", "mobile", "amp", "wap", "mob"})
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp|shtml)$", re.IGNORECASE)
_AMP_END = re.compile(r"(?:/amp(?:\.html?)?|\.amp(?:\.html?)?|-amp(?=\.html?$)|/amphtml)/?$", re.IGNORECASE)
_AMP_START = re.compile(r"^/(?:amp|amp-story)/(?=.)", re.IGNORECASE)
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?]*", re.IGNORECASE)
_UNRESERVED = "-._~"
_PATH_SAFE = "/:@!$&'()*+,;=" + _UNRESERVED
_GOOGLE_NEWS = re.compile(r"/(?:rss/)?(?:articles|read)/([A-Za-z0-9_-]{16,4000})=*$")
_FIELD_4 = re.compile(rb"\x08.\x22([\x80-\xff][\x00-\x7f]|[\x00-\x7f])", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x20\x7f]")


@lru_cache(maxsize=4096)
def canonical_url(url: str) -> str:
    """The clean form of an http(s) URL; an empty text when it is none."""
    for _ in range(4):
        inner = _unwrapped(url)
        if inner is None:
            break
        url = inner
    parts = _split(url)
    if parts is None:
        return ""
    scheme, host, port, path, query, fragment = parts
    netloc = host if port is None or port == {"http": 80, "https": 443}[scheme] else f"{host}:{port}"
    path = _path(path)
    query = _query(query, drop_amp=False)
    hashbang = quote(unquote_to_bytes(fragment), safe=_PATH_SAFE + "?")  # RFC 3986 §3.5
    kept = f"#{hashbang}" if fragment.startswith("!") else ""  # a hashbang names the page
    return f"{scheme}://{netloc}{path}{'?' + query if query else ''}{kept}"


@lru_cache(maxsize=4096)
def url_key(url: str) -> str:
    """The folded form, without scheme; empty when the URL is none or names no page (a site's front page)."""
    parts = _split(canonical_url(url))
    if parts is None:
        return ""
    _, host, port, path, query, fragment = parts
    labels = host.split(".")
    while len(labels) > 2 and labels[0] in _MOBILE:
        del labels[0]
    netloc = ".".join(labels)
    if port is not None and port not in (80, 443):
        netloc += f":{port}"
    before = None
    while before != path:  # folding one twin may uncover another: /amp/x/amp/
        before = path
        path = re.sub(r"/{2,}", "/", path)
        path = _INDEX.sub("/", path).rstrip("/")
        path = _AMP_START.sub("/", _AMP_END.sub("", path))
    query = "&".join(sorted(_query(query, drop_amp=True).split("&"))) if query else ""
    if not path and not query and not fragment:
        return ""
    return f"{netloc}{path or '/'}{'?' + query if query else ''}{'#' + fragment if fragment else ''}"


def site_of(url: str) -> str:
    """The host without `www.` and the like: the name of an outlet when nothing better is known."""
    parts = _split(url)
    if parts is None:
        return ""
    labels = parts[1].split(".")
    while len(labels) > 2 and labels[0] in _MOBILE:
        del labels[0]
    return ".".join(labels)


def _split(url: str) -> tuple[str, str, int | None, str, str, str] | None:
    url = _CONTROL.sub("", url)
    try:
        parts = urlsplit(url)
        port = parts.port
        host = _host(parts.hostname or "")
    except (ValueError, UnicodeError):
        return None
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https") or not host:
        return None
    return scheme, host, port, parts.path, parts.query, parts.fragment


def _host(host: str) -> str:
    host = host.rstrip(".").lower()
    if ":" in host:
        return f"[{host}]"
    if host.isascii():
        return host if re.fullmatch(r"[a-z0-9._-]+", host) and not host.startswith(".") else ""
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""


def _path(path: str) -> str:
    path = _SESSION.sub("", path)
    segments: list[str] = []
    for segment in path.split("/")[1:]:
        segment = quote(unquote_to_bytes(segment), safe=_PATH_SAFE.replace("/", ""))
        if segment == ".":
            continue
        if segment == "..":
            if segments:
                segments.pop()
            continue
        segments.append(segment)
    if path.endswith(("/.", "/..")):
        segments.append("")
    return "/" + "/".join(segments)


def _query(query: str, *, drop_amp: bool) -> str:
    if not query:
        return ""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, encoding="utf-8", errors="surrogateescape")
    except ValueError:
        return query
    kept = [(n, v) for n, v in pairs if not _tracks(n, v) and not (drop_amp and _amp(n, v))]
    text = urlencode(kept, safe="/:,@!*'()~", encoding="utf-8", errors="surrogateescape")
    # `?123` is a name without a value, and some servers tell it from `?123=`.
    return text[:-1] if len(kept) == 1 and kept[0][1] == "" and "=" not in query else text


def _tracks(name: str, value: str) -> bool:
    low = name.lower().removeprefix("amp;")
    if low in _TRACKING or low.startswith(_TRACKING_STEMS):
        return True
    return low in _SOURCE_NAMES and value.lower() in _SOURCE_VALUES


def _amp(name: str, value: str) -> bool:
    low = name.lower()
    return low in _AMP_QUERY and (value.lower() in ("amp", "1", "true") or (low == "amp" and not value))


def _unwrapped(url: str) -> str | None:
    """The address inside an AMP cache's or a search engine's wrapper; None when it is not wrapped."""
    parts = _split(url)
    if parts is None:
        return None
    _, host, _, path, query, _ = parts
    if host.endswith(".cdn.ampproject.org") or host == "cdn.ampproject.org":
        found = re.match(r"/[a-z]+/(s/)?(.+)", path)
    elif host == "news.google.com":
        return _of_google_news(path)
    elif re.fullmatch(r"(?:www\.)?google\.[a-z.]{2,6}", host) and path.startswith("/amp/"):
        found = re.match(r"/amp/(s/)?(.+)", path)
    elif re.fullmatch(r"(?:www\.)?google\.[a-z.]{2,6}", host) and path == "/url":
        values = dict(parse_qsl(query))
        inner = values.get("url") or values.get("q") or ""
        return inner if inner.startswith(("http://", "https://")) else None
    else:
        return None
    if found is None:
        return None
    return f"http{'s' if found[1] else ''}://{found[2]}{'?' + query if query else ''}"


def _of_google_news(path: str) -> str | None:
    """The publisher's address within a Google News link, where it holds one. Its last part is base64url of a
    protocol buffer whose field 4 is the address; since 2024 mostly a token, which only Google can resolve."""
    found = _GOOGLE_NEWS.match(path)
    if found is None:
        return None
    try:
        data = base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4))
    except (ValueError, binascii.Error):
        return None
    held = _FIELD_4.match(data)
    if held is None:
        return None
    # A varint of one or two bytes (protobuf.dev/programming-guides/encoding).
    size, start = held[1][0], held.end()
    if size & 0x80:
        size = (size & 0x7F) | held[1][1] << 7
    url = data[start : start + size]
    if len(url) < size or not re.fullmatch(rb"https?://[!-~]+", url):
        return None
    return url.decode("ascii")
