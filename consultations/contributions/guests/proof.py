"""Proof of work after ALTCHA: the visitor's browser finds a number, which takes it a second and a flood of them hours.

The challenge is signed and carries its end, so nothing is stored until one is solved. Format: version 1 of ALTCHA with
SHA-256 (`challenge` is the hex digest of `salt` + number), made and checked by the package `altcha`. No third party is
asked, and nothing about the visitor goes into it.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from altcha import ChallengeOptionsV1, create_challenge_v1, extract_params_v1, verify_solution_v1
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

_ALGORITHM = "SHA-256"
#: A solution has some 250 characters.
LONGEST = 1000


class ProofRefused(Exception):
    """The solution is wrong, not ours, or too old."""


@dataclass(frozen=True)
class Proof:
    """A solved challenge. Whether it was spent before, only `gate.let_in` knows."""

    challenge: str
    expires_at: datetime


def new_challenge() -> dict[str, str | int]:
    """A fresh challenge, as the script in the page expects it: algorithm, challenge, maxNumber, salt, signature."""
    options = ChallengeOptionsV1(
        algorithm=_ALGORITHM,
        # Zero would be the package's default, which takes a phone a minute.
        max_number=max(settings.GUEST_PROOF_MAX_NUMBER, 1),
        hmac_key=_key(),
        expires=timezone.now() + timedelta(minutes=settings.GUEST_PROOF_MINUTES),
    )
    return create_challenge_v1(options).to_dict()


def read_proof(value: str) -> Proof:
    """The proof a form brought along. Raises ProofRefused for everything that is not a fresh solution of ours."""
    solution = _decoded(value)
    valid, _problem = verify_solution_v1(solution, _key(), check_expires=True)
    expires = extract_params_v1(solution).get("expires", [""])[0]
    if not valid or not expires.isdecimal():
        raise ProofRefused
    return Proof(solution["challenge"], datetime.fromtimestamp(int(expires), tz=UTC))


def _key() -> str:
    return salted_hmac("consultations.contributions.guests.proof", "altcha").hexdigest()


def _decoded(value: str) -> dict:
    """The solution with the fields and types it has to have; the package trusts them."""
    if len(value) > LONGEST:
        raise ProofRefused
    try:
        solution = json.loads(base64.b64decode(value, validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise ProofRefused from error
    types = {"algorithm": str, "challenge": str, "number": int, "salt": str, "signature": str}
    if not isinstance(solution, dict) or any(type(solution.get(name)) is not kind for name, kind in types.items()):
        raise ProofRefused
    if solution["algorithm"] != _ALGORITHM or not solution["challenge"].isascii():
        raise ProofRefused
    return solution
