"""What a process holds about a person, whose account it needs, and its own privacy notice."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.privacy.extensions import PersonalData, holds_personal_data, keeps_accounts
from accounts.privacy.notices import Document, knows_notices
from consultations.process.enums import TeamRole
from consultations.process.models import Process, TeamMember

_PREFIX = "process-"


def notice_key(process: Process) -> str:
    """The key of a process's own privacy notice."""
    return f"{_PREFIX}{process.pk}"


@knows_notices
def notice_of_process(key: str) -> Document | None:
    """The notice of a process, which its ministry answers for."""
    number = key.removeprefix(_PREFIX)
    if not key.startswith(_PREFIX) or not number.isdecimal():
        return None
    process = Process.objects.filter(pk=number).first()
    if process is None:
        return None
    url = reverse("process:detail", kwargs={"slug": process.slug}) + "#datenschutz"
    label = _("Privacy notice of “%(title)s”") % {"title": process.short_title}
    return Document(key, label, url, process.privacy_notice)


def roles(user: User) -> PersonalData:
    """Roles in teams."""
    rows = TeamMember.objects.filter(user=user).select_related("process")
    return PersonalData([{"process": row.process.title, "role": row.role, "office": row.office} for row in rows])


def last_lead(user: User) -> list[str]:
    """Running processes that nobody would lead any more."""
    found = []
    leads = TeamMember.objects.permanent().filter(role=TeamRole.LEAD)
    for member in leads.filter(user=user, process__finished_on__isnull=True).select_related("process"):
        if not leads.filter(process=member.process).exclude(user=user).exists():
            found.append(
                _("You are the only lead of “%(title)s”. Please have somebody else take the lead first.")
                % {"title": member.process.short_title}
            )
    return found


@keeps_accounts
def team():
    """Whoever works in a team may be away for long."""
    return TeamMember.objects.values("user")


holds_personal_data("roles", roles, order=60, obstacles=last_lead)
