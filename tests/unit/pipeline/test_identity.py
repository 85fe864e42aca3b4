from hypothesis import given
from hypothesis import strategies as st

from pipeline.identity import stable_id


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_only_equal_parts_give_equal_ids(a: list[str], b: list[str]) -> None:
    assert (stable_id("x", *a) == stable_id("x", *b)) == (a == b)
