"""One-click unsubscribing (RFC 8058): links that nobody can forge, and who has used them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from itsdangerous import BadSignature, URLSafeSerializer

_SALT = "araxes-unsubscribe"


def links(public_url: str, key: str, receiver: str) -> Callable[[str], str]:
    """Gives the link by which an address of the receiver unsubscribes. `key` is a secret of this
    installation; `token_of` needs the same."""
    signer = URLSafeSerializer(key, salt=_SALT)
    base = public_url.rstrip("/")
    return lambda address: f"{base}/unsubscribe/{_text(signer.dumps([receiver, address]))}"


def token_of(token: str, key: str) -> tuple[str, str] | None:
    """Receiver and address of a link's last part; None when we did not make it."""
    try:
        receiver, address = URLSafeSerializer(key, salt=_SALT).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return str(receiver), str(address)


def mailbox(receiver: str, address: str) -> str:
    """How one address of a receiver is named among the store's switched-off receivers."""
    return f"{receiver} <{address}>"


def unsubscribed(disabled: Mapping[str, str], receiver: str) -> frozenset[str]:
    """The addresses of the receiver that were switched off, out of all that is switched off."""
    prefix = f"{receiver} <"
    return frozenset(
        name.removeprefix(prefix).removesuffix(">") for name in disabled if name.startswith(prefix)
    )


def _text(token: str | bytes) -> str:
    return token.decode() if isinstance(token, bytes) else token
