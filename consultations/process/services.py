"""Writes of the process feature."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from audit.services import record
from consultations.process.models import Process, TeamMember

#: Members of process teams may enter the admin; what they may do there `rules.py` decides.
TEAM_GROUP = "Process teams"


def team_group() -> Group:
    """The group that opens the admin's door; created on first use."""
    group, created = Group.objects.get_or_create(name=TEAM_GROUP)
    if created:
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    return group


@transaction.atomic
def add_team_member(process: Process, user, role: str, *, actor, office: str = "") -> TeamMember:
    """Give a person a role in a process, and with it entry to the admin."""
    member, created = TeamMember.objects.update_or_create(
        process=process, user=user, role=role, defaults={"office": office}
    )
    user.groups.add(team_group())
    if created:
        record(actor, "process.add_team_member", member, scope=process.slug, role=role)
    return member


@transaction.atomic
def remove_team_member(member: TeamMember, *, actor) -> None:
    """Take a role away; with the last role the way into the admin closes."""
    record(actor, "process.remove_team_member", member, scope=member.process.slug, role=member.role)
    user = member.user
    member.delete()
    if not TeamMember.objects.filter(user=user).exists():
        user.groups.remove(team_group())
