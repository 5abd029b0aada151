"""Who may do what with an organisation: the one place that pages, services, mails and features above ask."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.enums import MembershipRole
from accounts.organisations.models import Membership, Organisation
from accounts.people.models import User

#: Whoever has it looks after organisations in the admin.
STAFF_RIGHT = "accounts.change_organisation"


def membership_of(user: User | AnonymousUser, organisation: Organisation) -> Membership | None:
    """How a person belongs to an organisation; None when not (any more)."""
    if not user.is_authenticated or not user.is_active:
        return None
    return Membership.objects.filter(user=user, organisation=organisation).first()


def is_member(user: User | AnonymousUser, organisation: Organisation) -> bool:
    """Whether a person belongs to an organisation, as coordinator or member."""
    return membership_of(user, organisation) is not None


def coordinates(user: User | AnonymousUser, organisation: Organisation) -> bool:
    """Whether a person may invite, admit and release for an organisation."""
    membership = membership_of(user, organisation)
    return membership is not None and membership.coordinates


def may_speak_for(user: User | AnonymousUser, organisation: Organisation) -> bool:
    """Whether a person may speak for an organisation: a member of a verified one."""
    return organisation.is_verified and is_member(user, organisation)


def looks_after_organisations(user: User | AnonymousUser) -> bool:
    """Whether somebody verifies and merges organisations in the admin."""
    return user.is_authenticated and user.has_perm(STAFF_RIGHT)


def confirmed_address(user: User) -> str:
    """The confirmed e-mail address of an account in small letters; empty when it has none.

    Signing in asks for it, but staff may change the address of somebody who is signed in.
    """
    rows = EmailAddress.objects.filter(user=user, verified=True, email__iexact=user.email)
    return user.email.lower() if rows.exists() else ""


def active_coordinators(organisation: Organisation) -> QuerySet[Membership]:
    """The coordinators who can act: their accounts are not switched off."""
    return organisation.memberships.filter(role=MembershipRole.COORDINATOR, user__is_active=True)


def may_answer_requests(user: User, organisation: Organisation) -> bool:
    """Whether a person decides on requests to join: a coordinator, or staff where nobody coordinates."""
    if coordinates(user, organisation):
        return True
    return looks_after_organisations(user) and not active_coordinators(organisation).exists()


def left_without_coordinator(people: Iterable[User]) -> QuerySet[Organisation]:
    """Organisations that would have members and no coordinator without these people."""
    gone = [person.pk for person in people]
    others = Membership.objects.filter(organisation=OuterRef("pk"), user__is_active=True).exclude(user__in=gone)
    concerned = Membership.objects.filter(
        organisation=OuterRef("pk"), user__in=gone, role=MembershipRole.COORDINATOR, user__is_active=True
    )
    return Organisation.objects.filter(
        Exists(concerned), Exists(others), ~Exists(others.filter(role=MembershipRole.COORDINATOR))
    )


def staff() -> QuerySet[User]:
    """Everybody who looks after organisations, for mails where nobody coordinates."""
    app, codename = STAFF_RIGHT.split(".")
    own = Q(user_permissions__codename=codename, user_permissions__content_type__app_label=app)
    by_group = Q(groups__permissions__codename=codename, groups__permissions__content_type__app_label=app)
    return User.objects.filter(Q(is_superuser=True) | own | by_group, is_active=True).distinct().order_by("pk")
