"""Somebody who contributes without an account."""

from dataclasses import dataclass

from consultations.contributions.guests.proof import Proof


@dataclass(frozen=True)
class Guest:
    """A guest, as far as a contribution needs to know: address, name, and the work their browser did.

    Looks like an account that is not signed in to `rules.barrier` and to the service. Whether the address belongs to an
    account is never asked: the answer would be seen in what the page says, or in how long it takes.
    """

    email: str
    display_name: str = ""
    #: None when their browser runs no scripts; then stricter limits hold.
    proof: Proof | None = None

    is_authenticated = False

    def __str__(self) -> str:
        return f"guest:{self.email}"
