"""Codes that name a contribution: one to quote in public, one that is the author's secret."""

import secrets

#: Crockford's base 32: no letters that are mistaken for digits or for each other.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})

PUBLIC_LENGTH = 8
RECEIPT_LENGTH = 20


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_public_code() -> str:
    """A code of 8 characters (40 bits) that may be quoted; it opens nothing that is not public."""
    return _random(PUBLIC_LENGTH)


def new_receipt_code() -> str:
    """A code of 20 characters (100 bits) known to the author only; it cannot be guessed."""
    return _random(RECEIPT_LENGTH)


def normalise(code: str) -> str:
    """What a person typed, as it is stored: upper case, no dashes or spaces, look-alikes resolved."""
    return "".join(code.upper().split()).replace("-", "").translate(_LOOK_ALIKES)


def grouped(code: str) -> str:
    """A code for reading aloud: groups of four joined by dashes."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))
