"""What statements add to other pages: a button on the form of a contribution, the account's menu and overview."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import MembershipRole
from accounts.extensions import account_menu, overview_panels
from accounts.models import Membership
from consultations.contributions.enums import Channel
from consultations.contributions.extensions import edit_obstacles, ways_to_send, withdrawal_obstacles
from consultations.contributions.forms import ContributionForm
from consultations.contributions.models import Contribution
from consultations.contributions.saved.models import target_key
from consultations.contributions.statements import queries
from consultations.contributions.targets import Target

account_menu.add("statements:list", _("Statements"), order=26)

#: Statements the overview names.
_SHOWN = 5


@ways_to_send.add(order=10, template="consultations/contributions/statements/ways_to_send.html")
def take_in(request: HttpRequest, described: Target, form: ContributionForm) -> dict[str, Any] | None:
    """Members of organisations may put what they write into a statement instead of sending it; others see nothing."""
    found = queries.offers(list(form.organisations.values()), described.process)
    if not found:
        return None
    where = {"process_slug": described.process.slug, "kind": described.kind, "key": target_key(described)}
    return {"offers": found, "take_in_url": reverse("statements:take_in", kwargs=where)}


@overview_panels.add(order=30, template="consultations/contributions/statements/overview.html")
def statements(request: HttpRequest) -> dict[str, Any] | None:
    """Statements in preparation, and invitations of federations."""
    drafts = list(queries.list_for(request.user).preparing()[:_SHOWN])
    invitations = queries.invitations_for(request.user)
    if not drafts and not invitations:
        return None
    return {"entries": queries.entries(drafts), "invitations": invitations}


@edit_obstacles.add
def released_together(request: HttpRequest | None, contributions: list[Contribution]) -> dict[str, dict[int, str]]:
    """What was released as part of a statement stays as it is: the document and the receipt say the same for ever."""
    sentence = gettext(
        "This contribution is part of a released statement. It can be withdrawn, and a further statement can add to it."
    )
    parts = [row.pk for row in contributions if row.statement_id and row.channel == Channel.ONLINE]
    return {"statement": dict.fromkeys(parts, sentence)}


@withdrawal_obstacles.add
def only_coordinators(request: HttpRequest | None, contributions: list[Contribution]) -> dict[str, dict[int, str]]:
    """What an organisation released is taken back by who coordinates it now."""
    parts = [
        row
        for row in contributions
        if row.statement_id and row.channel == Channel.ONLINE and row.user_id and row.organisation_id
    ]
    if not parts:
        return {}
    rows = Membership.objects.filter(role=MembershipRole.COORDINATOR, user__in={row.user_id for row in parts})
    known = set(rows.values_list("user_id", "organisation_id"))
    sentence = gettext(
        "This contribution is part of the statement of an organisation you no longer coordinate. "
        "You cannot withdraw it."
    )
    gone = [row.pk for row in parts if (row.user_id, row.organisation_id) not in known]
    return {"statement_withdrawal": dict.fromkeys(gone, sentence)}
