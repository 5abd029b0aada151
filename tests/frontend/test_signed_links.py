"""Links that carry their right in the address."""

import pytest

from frontend.signed_links import LinkRefused, read, read_numbers, sign


def test_what_was_signed_comes_back_and_is_the_same_each_time():
    assert sign("a", 7, 2) == sign("a", 7, 2)
    assert read_numbers("a", sign("a", 7, 2), 2) == [7, 2]
    assert read("a", sign("a", "p", 7)) == ["p", "7"]


@pytest.mark.parametrize(
    "token",
    [
        "",
        "7-2",
        sign("another", 7, 2),
        sign("a", 7, 2)[:-1],
        sign("a", 7, 2).replace("7", "8", 1),
        sign("a", 7),
        sign("a", 7, 2, 3),
        sign("a", "x", 2),
        sign("a", 2**70, 2),
        sign("a", 7, 2) + "x" * 300,
        "7-2:\x00",
    ],
)
def test_everything_else_is_refused(token):
    with pytest.raises(LinkRefused):
        read_numbers("a", token, 2)
