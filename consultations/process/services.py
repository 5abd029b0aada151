"""Writes of the process feature."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.forms.models import BaseModelFormSet

from audit.services import record
from consultations.process.dates import today
from consultations.process.enums import Action, TeamRole
from consultations.process.models import Phase, Process, TeamMember
from consultations.process.rules import MATRIX, require
from consultations.process.signals import phase_moved

#: Members of process teams may enter the admin; what they may do there `rules.py` decides.
TEAM_GROUP = "Verfahrensteams"


def team_group() -> Group:
    """The group that opens the admin's door; created on first use."""
    group, created = Group.objects.get_or_create(name=TEAM_GROUP)
    if created:
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    return group


def editors_group(process: Process) -> Group:
    """The group of people who may edit the process's draft.

    It lets Wagtail's listings find the working copy; whether it opens is asked of `rules.py` each time.
    """
    group, _created = Group.objects.get_or_create(name=f"Entwurf bearbeiten: {process.slug}")
    return group


def align_groups(user, process: Process) -> None:
    """Bring a person's groups in line with their roles, and forget the roles remembered for this request."""
    user.__dict__.pop("_process_roles", None)
    # A deputy's role counts from the day it is given: until its first day the door opens on an empty room.
    memberships = TeamMember.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today()), user=user)
    if memberships.exists():
        user.groups.add(team_group())
    else:
        user.groups.remove(team_group())
    roles = memberships.filter(process=process).values_list("role", flat=True)
    if any(Action.EDIT_DRAFT in MATRIX[role] for role in roles):
        user.groups.add(editors_group(process))
    else:
        user.groups.remove(editors_group(process))


@transaction.atomic
def add_team_member(process: Process, user, role: str, *, actor, office: str = "") -> TeamMember:
    """Give a person a role in a process, and with it entry to the admin. A second call changes the office."""
    before = TeamMember.objects.permanent().filter(process=process, user=user, role=role).first()
    member, _created = TeamMember.objects.permanent().update_or_create(
        process=process, user=user, role=role, defaults={"office": office}
    )
    align_groups(user, process)
    if before is None or before.office != office:
        record(actor, "process.add_team_member", member, scope=process.slug, role=role, office=office)
    return member


class LastLead(Exception):
    """A process was about to lose its last lead."""


@transaction.atomic
def remove_team_member(member: TeamMember, *, actor) -> None:
    """Take a role away; with the last role the way into the admin closes. Raises LastLead for the last lead."""
    Process.objects.select_for_update().get(pk=member.process_id)
    leads = TeamMember.objects.permanent().filter(process=member.process, role=TeamRole.LEAD)
    if member.role == TeamRole.LEAD and member.deputises_for_id is None and not leads.exclude(pk=member.pk).exists():
        raise LastLead
    # A deputy's role ends with the one it stands for.
    gone = [*member.deputies.select_related("user", "process"), member]
    for row in gone:
        record(actor, "process.remove_team_member", row, scope=member.process.slug, role=row.role)
    member.delete()
    for row in gone:
        align_groups(row.user, member.process)


@transaction.atomic
def create_process(process: Process, *, actor) -> Process:
    """Store a new, unpublished process. Raises PermissionDenied unless the actor administers the site."""
    if not actor.is_superuser:
        raise PermissionDenied("Only site administrators create processes.")
    process.is_published = False
    process.save(force_insert=True)
    record(actor, "process.create", process, scope=process.slug)
    return process


@transaction.atomic
def update_process(process: Process, *, changed: Iterable[str], actor) -> Process:
    """Store changed fields of a process; the log keeps what they said before and after."""
    require(actor, Action.EDIT_PROCESS, process)
    names = list(changed)
    if not names:
        return process
    before = Process.objects.select_for_update().get(pk=process.pk)
    process.save(update_fields=names)
    difference = {name: [_short(getattr(before, name)), _short(getattr(process, name))] for name in names}
    record(actor, "process.update", process, scope=process.slug, changed=difference)
    return process


@transaction.atomic
def set_published(process: Process, published: bool, *, actor, reason: str = "") -> Process:
    """Show a process to the public, or take it back. Doing it twice leaves one trace."""
    require(actor, Action.EDIT_PROCESS, process)
    process = Process.objects.select_for_update().get(pk=process.pk)
    if process.is_published != published:
        process.is_published = published
        process.save(update_fields=["is_published"])
        action = "process.publish" if published else "process.unpublish"
        record(actor, action, process, scope=process.slug, reason=reason)
    return process


@transaction.atomic
def save_rows(
    process: Process, formset: BaseModelFormSet, *, action: str, actor, right: Action = Action.EDIT_PROCESS
) -> bool:
    """Store a validated formset of rows that belong to a process; returns whether anything changed.

    Raises ProtectedError when a row to be removed is still in use; nothing is stored then.
    """
    require(actor, right, process)
    # Removed rows give their numbers free before others take them.
    formset.save(commit=False)
    removed = [str(row) for row in formset.deleted_objects]
    for row in formset.deleted_objects:
        row.delete()
    for row in [*[row for row, _names in formset.changed_objects], *formset.new_objects]:
        row.save()
    if not (removed or formset.changed_objects or formset.new_objects):
        return False
    record(
        actor,
        action,
        process,
        scope=process.slug,
        added=[_short(row) for row in formset.new_objects],
        changed=[_short(row) for row, _names in formset.changed_objects],
        removed=[_short(row) for row in removed],
    )
    for row, names in formset.changed_objects:
        if isinstance(row, Phase) and "ends_on" in names:
            phase_moved.send(sender=Phase, phase=row)
    return True


def _short(value) -> str:
    """A value as the log keeps it."""
    text = "" if value is None else str(value)
    return text if len(text) <= 500 else f"{text[:500]}…"
