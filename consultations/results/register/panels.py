"""What the register adds to pages of others: the announcement of the root, and what a receipt proves on the trace."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from consultations.contributions.extensions import edit_obstacles
from consultations.contributions.models import Contribution
from consultations.contributions.originals import is_author
from consultations.process.extensions import process_panels
from consultations.process.models import Process
from consultations.results.extensions import results_panels, trace_panels
from consultations.results.register import queries
from consultations.results.register.models import RegisterEntry
from consultations.results.trace import Reader


@process_panels.add(order=70, template="consultations/results/register/panels/announced.html")
@results_panels.add(order=80, template="consultations/results/register/panels/announced.html")
def announced_root(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """The beginning of the latest root, so that many people have seen it."""
    seal = queries.seals_of(process).last()
    return {"seal": seal} if seal else None


@trace_panels.add(order=20, template="consultations/results/register/panels/trace.html")
def sealed(request: HttpRequest, contribution: Contribution, reader: Reader) -> dict[str, Any] | None:
    """That a contribution is part of the register; its author gets the receipt as a file."""
    seal = queries.seal_of(contribution)
    if seal is None:
        return None
    code = ""
    if reader == Reader.AUTHOR:
        mine = is_author(request.user, contribution)
        code = contribution.display_code if mine else contribution.display_receipt_code
    return {"seal": seal, "own_code": code, "process": contribution.process}


@edit_obstacles.add
def sealed_words(request: HttpRequest | None, contributions: list[Contribution]) -> dict[str, dict[int, str]]:
    """What stands in a sealed register is no longer changed, whatever happens to the days of its phase."""
    keys = RegisterEntry.objects.filter(contribution__in=contributions).values_list("contribution", flat=True)
    sentence = _("This contribution stands in the sealed register. What was received is no longer changed.")
    return {"sealed": dict.fromkeys(keys, sentence)}
