"""What a process holds about a person, whose account it needs, and its own privacy notice."""

from collections.abc import Collection

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
def notices_of_processes(keys: Collection[str]) -> list[Document]:
    """The notices of processes, which their ministries answer for."""
    numbers = [key.removeprefix(_PREFIX) for key in keys if key.startswith(_PREFIX)]
    found = Process.objects.filter(pk__in=[number for number in numbers if number.isdecimal()])
    return [_notice(process) for process in found]


def _notice(process: Process) -> Document:
    url = reverse("process:detail", kwargs={"slug": process.slug}) + "#datenschutz"
    label = _("Privacy notice of “%(title)s”") % {"title": process.short_title}
    return Document(notice_key(process), label, url, process.privacy_notice)


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


holds_personal_data("roles", roles, order=60, obstacles=last_lead, covers=("consultations.TeamMember.user",))
