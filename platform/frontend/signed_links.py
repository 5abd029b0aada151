"""Links that carry their right in the address: signed numbers, nothing is stored for them.

A row's key and a number that is counted up: another number ends the links given out before.
"""

from django.core import signing

_LONGEST = 200
#: The largest number a key can be; databases raise an error for more.
_LARGEST = 2**63 - 1


class LinkRefused(Exception):
    """The link is none of ours: changed, cut off, or made up."""


def sign(salt: str, *parts: object) -> str:
    """The secret part of a link; the same parts give the same one, so that a reminder repeats it."""
    return signing.Signer(salt=salt).sign("-".join(str(part) for part in parts))


def read(salt: str, token: str) -> list[str]:
    """The parts of a link. Raises LinkRefused."""
    if len(token) > _LONGEST:
        raise LinkRefused
    try:
        return signing.Signer(salt=salt).unsign(token).split("-")
    except signing.BadSignature as error:
        raise LinkRefused from error


def read_numbers(salt: str, token: str, count: int) -> list[int]:
    """The parts of a link that are numbers, exactly `count` of them. Raises LinkRefused."""
    try:
        numbers = [int(part) for part in read(salt, token)]
    except ValueError as error:
        raise LinkRefused from error
    if len(numbers) != count or max(numbers) > _LARGEST:
        raise LinkRefused
    return numbers
