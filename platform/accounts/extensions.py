"""Places at which features above add their part to the pages of an account."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from frontend.panels import Menu, Panels

#: Sections of `/konto/uebersicht/`: function(request) returns the context of the template, None for nothing to show.
overview_panels = Panels("overview")

#: The menu of the person who is signed in, in the header and beside the pages of the account.
account_menu = Menu("account")


@dataclass(frozen=True)
class OrganisationPart:
    """What a feature keeps of an organisation, for merging two.

    `relation` is its foreign key, e.g. "consultations.Contribution.organisation"; `move(source, target)` hands the rows
    over and returns their keys for the log; it runs in the transaction of the merge and may run again.
    """

    relation: str
    label: Any
    count: Callable[[Any], int]
    move: Callable[[Any, Any], list]
    #: Only members of the organisation know of it: staff see no number of it, and the log keeps no keys.
    is_confidential: bool = False


class OrganisationParts(list[OrganisationPart]):
    """Everything outside of accounts that belongs to an organisation; a test looks for relations nobody added."""

    def add(self, relation: str, label: Any, *, count: Callable, move: Callable, is_confidential: bool = False) -> None:
        self.append(OrganisationPart(relation, label, count, move, is_confidential))


organisation_parts = OrganisationParts()
