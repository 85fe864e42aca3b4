from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.alerts.unsubscribe import links, mailbox, token_of, unsubscribed


def test_a_link_tells_who_unsubscribes_and_only_we_can_make_it() -> None:
    link = links("https://araxes.example/", "key", "desk")("a@desk.example")
    base, _, token = link.rpartition("/")
    assert base == "https://araxes.example/unsubscribe"
    assert token_of(token, "key") == ("desk", "a@desk.example")
    assert token_of(token, "other key") is None
    assert token_of(token[:-1], "key") is None


@given(st.text())
def test_no_other_token_is_taken(token: str) -> None:
    assert token_of(token, "key") is None


def test_who_unsubscribed_is_read_from_what_is_switched_off() -> None:
    off = {mailbox("desk", "a@x"): "", mailbox("desk two", "b@x"): "", "desk": "410", "desk2 <c@x>": ""}
    assert unsubscribed(off, "desk") == {"a@x"}
    assert unsubscribed(off, "desk two") == {"b@x"}
    assert unsubscribed({}, "desk") == frozenset()
