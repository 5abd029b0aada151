"""The queue the database keeps says what is worked out from what waits, whatever was done and in whichever order."""

import random
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from consultations.contributions.enums import State
from consultations.contributions.guests import services as guests
from consultations.contributions.guests.links import new_link, read_link
from consultations.contributions.models import Contribution
from consultations.contributions.own.services import Refused, edit_contribution, withdraw_contribution
from consultations.contributions.recording.storing import insert
from consultations.contributions.services import Submission, submit_contribution
from consultations.moderation import queue_keeping
from consultations.moderation.afterwards import Warned, raise_signs
from consultations.moderation.campaigns import services as campaigns
from consultations.moderation.campaigns.models import Campaign, CampaignState
from consultations.moderation.items import raise_item, settle_items
from consultations.moderation.models import Occasion, QueueEntry, ReviewItem
from consultations.moderation.objections import services as objections
from consultations.moderation.objections.models import Objection
from consultations.moderation.objections.rules import latest_decision
from consultations.moderation.reports.rules import is_reportable
from consultations.moderation.reports.services import NotReportable, report
from consultations.moderation.screening import screen
from consultations.moderation.services import AlreadyDecided, LeadsOthers, MergeRefused, merge, reject, release
from consultations.moderation.waiting import awaiting, computed, heads, in_order, waiting
from consultations.process.enums import ModerationTime
from consultations.process.models import Process
from tests.consultations.moderation.campaign_texts import different, varied
from tests.consultations.test_concurrency import before_commit

#: What services refuse with when a walk asks for something that is not possible.
REFUSALS = (
    AlreadyDecided,
    LeadsOthers,
    MergeRefused,
    Refused,
    NotReportable,
    PermissionDenied,
    ValidationError,
    campaigns.GroupChanged,
    campaigns.CannotLead,
    guests.NothingToConfirm,
    objections.CannotObject,
    objections.AlreadyFiled,
    objections.AlreadyHandled,
)


def kept() -> dict:
    rows = QueueEntry.objects.values_list("contribution", "process", "since", "campaign")
    return {pk: rest for pk, *rest in rows}


def worked_out() -> dict:
    return {pk: rest for pk, *rest in computed().values_list("pk", "process", "since", "group")}


def first_of_each() -> list[int]:
    """The rows of the list as the glossary has them: each single one, and the first of each group."""
    dissolved = set(Campaign.objects.filter(state=CampaignState.DISSOLVED).values_list("pk", flat=True))
    rows, seen = [], set()
    for pk, since, group in sorted(computed().values_list("pk", "since", "group")):
        if group is None or group in dissolved or group not in seen:
            rows.append((since, pk))
            seen.add(group)
    return [pk for _since, pk in sorted(rows)]


def assert_right(process) -> None:
    assert kept() == worked_out()
    shown = first_of_each()
    assert [row.pk for row in in_order(heads(process))] == shown
    # Narrowed to everything, it is found the other way.
    assert [row.pk for row in in_order(heads(process, awaiting(process)))] == shown
    assert (waiting(process).count, waiting(process).rows) == (len(kept()), len(shown))


class Walk:
    """Somebody who does one thing after the other, by chance."""

    def __init__(self, seed: int, cast, process, make_contribution) -> None:
        self.dice, self.cast, self.process, self.make = random.Random(seed), cast, process, make_contribution
        self.number = 0
        self.people = [cast.member, cast.coordinator, cast.stakeholder]
        self.steps = [getattr(self, name) for name in sorted(dir(self)) if name.startswith("do_")]

    def step(self) -> None:
        Contribution.objects.filter(user__isnull=False).update(submit_date=timezone.now() - timedelta(hours=1))
        try:
            with transaction.atomic():
                self.dice.choice(self.steps)()
        except REFUSALS:
            pass

    def text(self) -> str:
        self.number += 1
        return varied(self.number) if self.dice.random() < 0.6 else different(self.number)

    def one(self, **limits) -> Contribution:
        keys = list(Contribution.objects.filter(**limits).order_by("pk").values_list("pk", flat=True))
        if not keys:
            raise PermissionDenied
        return Contribution.objects.select_related("process").get(pk=self.dice.choice(keys))

    def seen(self, row: Contribution) -> dict:
        return {"actor": self.cast.moderator, "expected_state": row.state}

    def do_submit(self) -> None:
        one = submit_contribution(self.make.target, self.dice.choice(self.people), Submission("proposal", self.text()))
        screen(one.contribution.pk)

    def do_guest(self) -> None:
        self.make(state=State.UNCONFIRMED, user=None, user_email=f"gast{self.number}@example.org", text=self.text())

    def do_confirm_guest(self) -> None:
        guests.confirm(read_link(new_link(self.one(state=State.UNCONFIRMED)).rstrip("/").rsplit("/", 1)[-1]))

    def do_list(self) -> None:
        """Rows of a spreadsheet: written past `save`."""
        like = self.make(state=State.PENDING, text=self.text())
        rows = []
        for _index in range(3):
            row = Contribution.objects.get(pk=like.pk)
            row.pk = row.id = row.comment_ptr_id = row.xtdcomment_ptr_id = None
            row.code, row.receipt_code, row.comment = (
                f"{self.dice.random():.8f}"[2:],
                f"{self.dice.random()}",
                self.text(),
            )
            row.received_at -= timedelta(minutes=self.dice.randrange(9000))
            rows.append(row)
        insert(rows)
        for row in rows:
            screen(row.pk)

    def do_release(self) -> None:
        row = self.one()
        release(row, **self.seen(row))

    def do_reject(self) -> None:
        row = self.one()
        reject(row, rule=self.process.rules.get(), **self.seen(row))

    def do_merge(self) -> None:
        row = self.one()
        merge(row, self.one(state=State.RELEASED), **self.seen(row))

    def do_withdraw(self) -> None:
        row = self.one()
        withdraw_contribution(row, actor=row.user)

    def do_edit(self) -> None:
        row = self.one(user__isnull=False)
        edit_contribution(row, Submission(row.kind, self.text(), title=row.title, publication=row.publication))
        screen(row.pk)

    def do_report(self) -> None:
        row = self.one(state=State.RELEASED)
        if is_reportable(row):
            report(row, reason=self.dice.choice(["insult", "other"]), reporter=self.dice.choice(self.people))

    def do_warn(self) -> None:
        row = self.one()
        raise_signs(row, [Warned("links", "5")])

    def do_age(self) -> None:
        ReviewItem.objects.filter(contribution=self.one()).update(raised_at=timezone.now() - timedelta(days=3))

    def do_settle(self) -> None:
        settle_items(self.one(), actor=self.cast.moderator)

    def group(self) -> tuple[Campaign, list[int], list[int]]:
        keys = list(Campaign.objects.values_list("pk", flat=True))
        if not keys:
            raise PermissionDenied
        campaign = Campaign.objects.select_related("process").get(pk=self.dice.choice(keys))
        members = list(campaigns.waiting_members(campaign).values_list("contribution", flat=True))
        return campaign, members, [key for key in members if self.dice.random() < 0.6]

    def do_confirm_campaign(self) -> None:
        campaign, members, ticked = self.group()
        leading = Contribution.objects.filter(membership__campaign=campaign).order_by("?").first()
        common = {"ticked": ticked, "shown": members, "actor": self.cast.moderator}
        campaigns.confirm(campaign, leading=leading, **common)
        campaigns.carry_out(campaign.pk)

    def do_reject_campaign(self) -> None:
        campaign, members, ticked = self.group()
        common = {"ticked": ticked, "shown": members, "actor": self.cast.moderator}
        campaigns.reject_together(campaign, rule=self.process.rules.get(), **common)
        campaigns.carry_out(campaign.pk)

    def do_dissolve(self) -> None:
        if self.dice.random() < 0.3:
            campaigns.dissolve(self.group()[0], actor=self.cast.moderator)

    def do_object(self) -> None:
        decision = latest_decision(self.one())
        if decision is not None:
            objections.file_objection(decision, text="Das stimmt nicht.")

    def do_handle_objection(self) -> None:
        objection = Objection.objects.open().order_by("?").first()
        if objection is not None and self.dice.random() < 0.5:
            objections.uphold(objection, actor=self.cast.lead, reason="Zu streng.")
        elif objection is not None:
            objections.dismiss(objection, actor=self.cast.lead, reply="Es bleibt dabei.")

    def do_moderate_otherwise(self) -> None:
        time = self.dice.choice([ModerationTime.BEFORE, ModerationTime.AFTER])
        Process.objects.filter(pk=self.process.pk).update(moderation_time=time)


@pytest.mark.parametrize("seed", [1, 2])
def test_kept_is_what_is_worked_out(cast, process, paragraph, make_contribution, settings, seed):
    settings.CONTRIBUTION_FLOOD_LIMIT = 10_000
    make_contribution.target = paragraph
    walk = Walk(seed, cast, process, make_contribution)
    done = 0
    for _step in range(110):
        before = kept()
        walk.step()
        done += before != kept()
        assert kept() == worked_out()
    assert_right(process)
    assert done > 30, "The walk hardly changed the queue."


def test_a_group_is_the_row_of_its_first_among_those_asked_for(cast, process, make_contribution):
    rows = [make_contribution(state=State.PENDING, text=varied(number)) for number in range(4)]
    for row in rows:
        screen(row.pk)
    Contribution.objects.filter(pk=rows[0].pk).update(kind="question")
    others = awaiting(process).exclude(kind="question")
    assert [row.pk for row in heads(process, others)] == [rows[1].pk]
    assert_right(process)


def test_deleting_takes_it_out_of_the_queue(process, make_contribution):
    row = make_contribution(state=State.PENDING)
    raise_item(row, Occasion.WARNING, sign="links")
    row.delete()
    assert not QueueEntry.objects.exists()


def test_it_is_filled_from_what_is_there(process, make_contribution):
    waits, released = make_contribution(state=State.PENDING), make_contribution()
    with queue_keeping.lifted(connection):
        assert not queue_keeping.is_installed(connection)
        raise_item(released, Occasion.REPORT)
        make_contribution(state=State.PENDING)
        Contribution.objects.filter(pk=waits.pk).update(state=State.REJECTED)
        assert kept() != worked_out()
    assert queue_keeping.is_installed(connection)
    queue_keeping.fill(connection)
    assert_right(process)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time.")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_one_item_is_settled_while_another_is_raised(cast, process, make_contribution):
    row = make_contribution()
    raise_item(row, Occasion.REPORT, sign="other")
    before_commit(
        lambda: settle_items(row, actor=cast.moderator),
        lambda: raise_item(row, Occasion.WARNING, sign="links"),
    )
    assert ReviewItem.objects.open().count() == 1
    assert_right(process)
    before_commit(
        lambda: raise_item(row, Occasion.REPORT, sign="insult"),
        lambda: ReviewItem.objects.filter(sign="links").update(settled_at=timezone.now()),
    )
    assert_right(process)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_flush_leaves_nothing_behind(process, make_contribution):
    raise_item(make_contribution(state=State.PENDING), Occasion.WARNING, sign="links")
    options = {"reset_sequences": False, "inhibit_post_migrate": True, "allow_cascade": False}
    call_command("flush", interactive=False, verbosity=0, **options)
    assert not QueueEntry.objects.exists()
    assert queue_keeping.is_installed(connection)
