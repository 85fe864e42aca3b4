"""Stable ids: the same input gives the same id on every machine and on every try."""

from hashlib import blake2b


def stable_id(prefix: str, *parts: str) -> str:
    """`prefix_` and 20 hex digits of BLAKE2b over the parts.

    Parts are length-prefixed, so ("ab", "c") and ("a", "bc") differ.
    """
    digest = blake2b(digest_size=10)
    for part in parts:
        data = part.encode()
        digest.update(len(data).to_bytes(4, "big"))
        digest.update(data)
    return f"{prefix}_{digest.hexdigest()}"
