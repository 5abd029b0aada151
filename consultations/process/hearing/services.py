"""Writes of staff to the list of a hearing, and what contributions tell it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import MembershipRole, VerificationState
from accounts.models import Membership, Organisation, StakeholderCategory
from audit.services import record
from consultations.process.enums import Action
from consultations.process.hearing.models import Addressee, Hearing, InvitationWave, name_key
from consultations.process.hearing.rules import is_over
from consultations.process.models import Phase, Process
from consultations.process.rules import require

#: More than any hearing had; beyond it a page that shows all of them would be slow.
MOST_ADDRESSEES = 10_000


def lock_list(phase: Phase) -> Phase:
    """One change of a list at a time: counts, doubles and the limit are checked without a race."""
    return Phase.objects.select_for_update(of=("self",)).select_related("process").get(pk=phase.pk)


def verified_by_name(names: Iterable[str] | None = None) -> dict[str, Organisation]:
    """Verified organisations by what makes names the same; those of equal names are left out: nobody may guess."""
    found: dict[str, Organisation | None] = {}
    for organisation in Organisation.objects.verified():
        key = name_key(organisation.name)
        found[key] = None if key in found else organisation
    # The name of a merged duplicate means the organisation that stayed; an own name goes first.
    signposts: dict[str, Organisation | None] = {}
    merged = Organisation.objects.filter(merged_into__state=VerificationState.VERIFIED).select_related("merged_into")
    for row in merged:
        known = signposts.setdefault(name_key(row.name), row.merged_into)
        if known is not None and known.pk != row.merged_into_id:
            signposts[name_key(row.name)] = None
    found = signposts | found
    wanted = None if names is None else {name_key(name) for name in names}
    return {key: row for key, row in found.items() if row is not None and (wanted is None or key in wanted)}


@transaction.atomic
def add_addressee(addressee: Addressee, *, actor) -> Addressee:
    """Put an organisation on the list. Raises ValidationError by field when it is there already."""
    phase = lock_list(addressee.phase)
    require(actor, Action.EDIT_PROCESS, phase.process)
    _refuse_double(addressee)
    if phase.addressees.count() >= MOST_ADDRESSEES:
        raise ValidationError(_("The list is full: %(limit)s addressees.") % {"limit": MOST_ADDRESSEES})
    if addressee.organisation_id is None:
        addressee.organisation = _free(phase, verified_by_name([addressee.name]).get(name_key(addressee.name)))
    addressee.added_by = actor
    addressee.save()
    record(actor, "hearing.add_addressee", phase, scope=phase.process.slug, addressee=addressee.name)
    return addressee


def _refuse_double(addressee: Addressee) -> None:
    others = Addressee.objects.filter(phase=addressee.phase).exclude(pk=addressee.pk)
    if others.filter(name_key=name_key(addressee.name)).exists():
        raise ValidationError({"name": _("This organisation is on the list already.")})


def _free(phase: Phase, organisation: Organisation | None) -> Organisation | None:
    """The organisation unless another addressee of the list stands for it."""
    if organisation is None or phase.addressees.filter(organisation=organisation).exists():
        return None
    return organisation


@transaction.atomic
def change_addressee(addressee: Addressee, values: dict, *, actor) -> Addressee:
    """Change what is known of an addressee. An invited one whose address changes is invited anew, and the earlier link
    is good no more."""
    phase = lock_list(addressee.phase)
    require(actor, Action.EDIT_PROCESS, phase.process)
    row = Addressee.objects.select_for_update().get(pk=addressee.pk)
    moved = values.get("email", row.email).lower() != row.email.lower()
    if row.joined_at is not None and "organisation" in values and values["organisation"] is None:
        # They joined while the page was open: an empty field disconnects nobody.
        values = {**values, "organisation": row.organisation}
    for name, value in values.items():
        setattr(row, name, value)
    _refuse_double(row)
    if moved and row.asked_at is not None:
        row.link_number += 1
        # Once it is over nothing is sent any more, and that it was invited stays a fact.
        if row.invited_at is None or not is_over(row):
            row.sending_number += 1
            row.invited_at = row.delivered_at = row.undeliverable_at = row.opened_at = None
            row.asked_at = timezone.now()
    row.suggested_email = row.suggested_name = ""
    row.suggested_at = None
    row.save()
    record(actor, "hearing.change_addressee", phase, scope=phase.process.slug, addressee=row.name, new_address=moved)
    return row


@transaction.atomic
def remove_addressee(addressee: Addressee, *, actor) -> bool:
    """Take an organisation off the list; False when it was invited already: what went out is not undone."""
    phase = lock_list(addressee.phase)
    require(actor, Action.EDIT_PROCESS, phase.process)
    row = Addressee.objects.select_for_update().get(pk=addressee.pk)
    if row.invited_at is not None or row.submitted_at is not None:
        return False
    row.delete()
    record(actor, "hearing.remove_addressee", phase, scope=phase.process.slug, addressee=addressee.name)
    return True


@transaction.atomic
def invite_verified(phase: Phase, keys: Iterable[int], *, actor) -> int:
    """Put verified organisations on the list with the address of a coordinator; returns how many are new.

    Left out are those on it already, and those nobody coordinates.
    """
    phase = lock_list(phase)
    require(actor, Action.EDIT_PROCESS, phase.process)
    chosen = with_coordinators(Organisation.objects.verified().filter(pk__in=list(keys)))
    there = set(phase.addressees.values_list("name_key", flat=True))
    connected = set(phase.addressees.values_list("organisation_id", flat=True))
    rows: list[Addressee] = []
    for organisation in chosen:
        key = name_key(organisation.name)
        if key in there or organisation.pk in connected or not organisation.coordinating:
            continue
        there.add(key)
        rows.append(
            Addressee(
                phase=phase,
                name=organisation.name,
                name_key=key,
                contact_name=organisation.coordinating[0].user.real_name[:120],
                email=organisation.coordinating[0].user.email,
                category=organisation.category,
                region=organisation.region,
                organisation=organisation,
                added_by=actor,
            )
        )
    if len(there) > MOST_ADDRESSEES:
        raise ValidationError(_("The list is full: %(limit)s addressees.") % {"limit": MOST_ADDRESSEES})
    Addressee.objects.bulk_create(rows)
    if rows:
        record(actor, "hearing.add_addressees", phase, scope=phase.process.slug, number=len(rows))
    return len(rows)


@transaction.atomic
def save_settings(hearing: Hearing, waves: dict[StakeholderCategory, date | None], *, actor) -> Hearing:
    """Store the text of the invitation, what is published of the list, and the order by category."""
    phase = lock_list(hearing.phase)
    require(actor, Action.EDIT_PROCESS, phase.process)
    values = {name: getattr(hearing, name) for name in ("subject", "text", "list_is_public")}
    hearing, _created = Hearing.objects.update_or_create(phase=phase, defaults=values)
    for category, day in waves.items():
        if day is None:
            InvitationWave.objects.filter(phase=phase, category=category).delete()
        else:
            InvitationWave.objects.update_or_create(phase=phase, category=category, defaults={"not_before": day})
    record(actor, "hearing.settings", phase, scope=phase.process.slug, list_is_public=hearing.list_is_public)
    return hearing


def with_coordinators(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Adds `coordinating`: memberships of people who coordinate it and can sign in, the earliest first."""
    rows = Membership.objects.filter(role=MembershipRole.COORDINATOR, user__is_active=True)
    rows = Prefetch("memberships", rows.select_related("user").order_by("pk"), to_attr="coordinating")
    return organisations.select_related("category", "region").prefetch_related(rows)


def _of_organisation(process: Process, organisation: Organisation, phase: Phase | None):
    """The invitations a contribution answers: those of its phase; of a late letter, of hearings that have begun."""
    rows = Addressee.objects.filter(phase__process=process, organisation=organisation)
    if phase is not None:
        return rows.filter(phase=phase)
    return rows.filter(phase__starts_on__lte=timezone.localdate())


def note_submitted(
    process: Process, organisation: Organisation, *, phase: Phase | None = None, moment: datetime | None = None
) -> int:
    """An invited organisation has contributed; the first time counts. Returns how many invitations that answers."""
    open_ones = _of_organisation(process, organisation, phase).filter(submitted_at__isnull=True)
    return open_ones.update(submitted_at=moment or timezone.now())


def note_nothing_left(process: Process, organisation: Organisation, *, phase: Phase | None = None) -> int:
    """An invited organisation took back all it had said: its statement is awaited again."""
    return _of_organisation(process, organisation, phase).filter(~Q(submitted_at=None)).update(submitted_at=None)
