"""Who may do what in which phase: every cell of the matrix, and the clock."""

from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from consultations.process.enums import Action, PhaseKind, TargetKind, TeamRole
from consultations.process.models import BERLIN, Phase, Process
from consultations.process.rules import MATRIX, can, current_phase, open_phase, processes_where, require
from consultations.process.services import add_team_member, remove_team_member
from tests.factories.accounts import UserFactory
from tests.factories.consultations import PhaseFactory, ProcessFactory


@pytest.mark.parametrize("role", TeamRole.values)
@pytest.mark.parametrize("action", Action.values)
def test_every_role_may_what_the_matrix_says_and_only_in_its_process(process, other_process, role, action):
    user = UserFactory()
    add_team_member(process, user, role, actor=None)
    allowed = action in MATRIX[role]
    assert can(user, action, process) is allowed
    assert can(user, action, other_process) is False
    assert processes_where(user, action).filter(pk=process.pk).exists() is allowed
    assert not processes_where(user, action).filter(pk=other_process.pk).exists()


@pytest.mark.parametrize("action", Action.values)
def test_outsiders_may_nothing_and_administrators_everything(cast, process, action):
    for user in (AnonymousUser(), cast.stakeholder, cast.coordinator, cast.outsider):
        assert can(user, action, process) is False
        with pytest.raises(PermissionDenied):
            require(user, action, process)
    assert can(cast.admin, action, process) is True


@pytest.mark.parametrize("who", ["admin", "lead"])
def test_a_deactivated_account_may_nothing(cast, process, who):
    user = getattr(cast, who)
    user.is_active = False
    assert not any(can(user, action, process) for action in Action)
    assert not processes_where(user, Action.VIEW_INTERNAL).exists()


def test_team_members_enter_the_admin_and_leave_it_with_their_last_role(process):
    user = UserFactory()
    first = add_team_member(process, user, TeamRole.MODERATOR, actor=None)
    second = add_team_member(process, user, TeamRole.ANALYST, actor=None)
    fresh = type(user).objects.get(pk=user.pk)
    assert fresh.has_perm("wagtailadmin.access_admin")
    remove_team_member(first, actor=None)
    assert type(user).objects.get(pk=user.pk).has_perm("wagtailadmin.access_admin")
    remove_team_member(second, actor=None)
    assert not type(user).objects.get(pk=user.pk).has_perm("wagtailadmin.access_admin")


def phase(first: date, last: date | None, kind: str = PhaseKind.CONSULTATION) -> Phase:
    return PhaseFactory(process=ProcessFactory(), starts_on=first, ends_on=last, kind=kind)


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)


def test_the_last_day_belongs_to_the_phase_to_its_last_second(db):
    running = phase(date(2026, 2, 10), date(2026, 3, 22))
    assert not running.contains(berlin(2026, 2, 9, 23, 59, 59))
    assert running.contains(berlin(2026, 2, 10, 0, 0, 0))
    assert running.contains(berlin(2026, 3, 22, 23, 59, 59))
    assert not running.contains(berlin(2026, 3, 23, 0, 0, 0))


@pytest.mark.parametrize(("last", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_nights_in_which_the_clock_changes(db, last, hours):
    """The last day has 23 or 25 hours; deadlines follow the clock on the wall."""
    running = phase(last, last)
    assert running.closes_at.timestamp() - running.opens_at.timestamp() == hours * 3600
    assert running.contains(berlin(last.year, last.month, last.day, 23, 59, 59))


def test_what_each_kind_of_phase_opens(db):
    now = timezone.now()
    day = now.astimezone(BERLIN).date()
    for kind in PhaseKind:
        running = phase(day, day, kind)
        opened = {target for target in TargetKind if open_phase(running.process, target, now)}
        expected = {
            # Tables for replies to cards only; `contributions.rules` sees to that.
            PhaseKind.CONFERENCES: {TargetKind.TABLE},
            PhaseKind.IDEAS: {TargetKind.PROCESS, TargetKind.TABLE},
            PhaseKind.CONSULTATION: {TargetKind.PARAGRAPH, TargetKind.SECTION, TargetKind.DRAFT, TargetKind.TABLE},
            # Chapters for paragraphs that were dropped from them only; `contributions.rules` again.
            PhaseKind.CLOSING_ROUND: {TargetKind.PARAGRAPH, TargetKind.SECTION},
        }.get(kind, set())
        assert opened == expected, kind


def test_nothing_is_open_in_an_unpublished_or_finished_process(process):
    assert open_phase(process, TargetKind.PARAGRAPH)
    process.is_published = False
    assert open_phase(process, TargetKind.PARAGRAPH) is None
    process.is_published, process.finished_on = True, timezone.localdate()
    assert open_phase(process, TargetKind.PARAGRAPH) is None


def test_of_two_phases_at_once_the_later_begun_is_current(process):
    later = PhaseFactory(
        process=process, kind=PhaseKind.CONFERENCES, order=2, starts_on=timezone.localdate() - timedelta(days=1)
    )
    assert current_phase(process) == later


def test_an_unpublished_process_is_seen_by_its_team_only(cast, process, other_process):
    Process.objects.update(is_published=False)
    assert list(Process.objects.visible_to(AnonymousUser())) == []
    assert list(Process.objects.visible_to(cast.stakeholder)) == []
    assert list(Process.objects.visible_to(cast.observer)) == [process]
    assert list(Process.objects.visible_to(cast.outsider)) == [other_process]
    assert set(Process.objects.visible_to(cast.admin)) == {process, other_process}
