"""Undo Content-Encoding with a cap on what comes out, so that a compression bomb stops at the cap.

Codings of RFC 9110 §8.4.1 plus `br` (RFC 7932) and `zstd` (RFC 8878).
"""

from __future__ import annotations

import zlib

import brotli
import zstandard

from pipeline.errors import FetchError, TooLargeError

ACCEPT_ENCODING = "gzip, br, zstd"
_STEP = 256 * 1024
_ZSTD_SLICE = 512  # the library cannot cap its output; 512 bytes unfold to 16 MB at the very most
_ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 9659: what a client must support, and all it need support


def decode(body: bytes, content_encoding: str, limit: int) -> bytes:
    """The body without its codings; TooLargeError above `limit` bytes, FetchError on damage or truncation."""
    codings = [c.strip().lower() for c in content_encoding.split(",") if c.strip()]
    if len(codings) > 3:
        raise FetchError(f"the answer is compressed {len(codings)} times over; that is no honest server")
    for coding in reversed(codings):
        body = _undo(coding, body, limit)
    if body[:2] == b"\x1f\x8b":  # a .gz file, or compressed twice with one header
        body = _undo("gzip", body, limit)
    if len(body) > limit:
        raise _too_large(limit)
    return body


def _undo(coding: str, body: bytes, limit: int) -> bytes:
    if not body or coding in ("identity", "none", "utf-8"):
        return body
    try:
        if coding in ("gzip", "x-gzip"):
            # Some servers name gzip and send plain text.
            return _zlib(body, limit, 31) if body[:2] == b"\x1f\x8b" else body
        if coding == "deflate":
            return _deflate(body, limit)
        if coding == "br":
            return _brotli(body, limit)
        if coding == "zstd":
            return _zstd(body, limit)
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise FetchError(f"the {coding} data are damaged ({error})") from None
    raise FetchError(f"the answer is encoded as {coding!r}, which nobody asked for")


def _zlib(body: bytes, limit: int, wbits: int) -> bytes:
    out = bytearray()
    while body:
        decoder = zlib.decompressobj(wbits)
        out += decoder.decompress(body, limit + 1 - len(out))
        if len(out) > limit:
            raise _too_large(limit)
        if not decoder.eof:
            raise _cut_short()
        body = decoder.unused_data  # gzip members may follow one another (RFC 1952 §2.2)
        if body[:2] != b"\x1f\x8b":
            break
    return bytes(out)


def _deflate(body: bytes, limit: int) -> bytes:
    try:
        return _zlib(body, limit, 15)
    except zlib.error:
        return _zlib(body, limit, -15)  # many servers send raw deflate under this name


def _brotli(body: bytes, limit: int) -> bytes:
    decoder = brotli.Decompressor()
    out = bytearray(decoder.process(body, output_buffer_limit=_STEP))
    while not decoder.is_finished():
        if len(out) > limit:
            raise _too_large(limit)
        more = decoder.process(b"", output_buffer_limit=_STEP)
        if not more and decoder.can_accept_more_data():
            raise _cut_short()
        out += more
    if len(out) > limit:
        raise _too_large(limit)
    return bytes(out)


def _zstd(body: bytes, limit: int) -> bytes:
    out = bytearray()
    while body:
        decoder = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
        for start in range(0, len(body), _ZSTD_SLICE):
            out += decoder.decompress(body[start : start + _ZSTD_SLICE])
            if len(out) > limit:
                raise _too_large(limit)
            if decoder.eof:
                body = decoder.unused_data + body[start + _ZSTD_SLICE :]
                break
        else:
            raise _cut_short()
    return bytes(out)


def _too_large(limit: int) -> TooLargeError:
    return TooLargeError(
        f"the answer is larger than {limit:,} bytes when decompressed; the rest was not read"
    )


def _cut_short() -> FetchError:
    return FetchError("the compressed answer ends early; it was cut off on its way")
