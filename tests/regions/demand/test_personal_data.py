"""What is kept about people who ask and who document, and what goes with an account."""

from datetime import timedelta

from django.utils import timezone

from accounts.privacy.closing import close_account
from accounts.privacy.extensions import holders
from accounts.privacy.retention import run
from regions.demand.enums import BookingState
from regions.demand.models import BookingRequest, Entry
from regions.demand.personal_data import KEEP_ENTRIES


def book(pool, email: str) -> BookingRequest:
    return BookingRequest.objects.create(
        entry=pool, name="Wanda Wegmann", email=email, language="ar", date=timezone.localdate(), time="10:30",
        mode="phone", subject="Gespräch", state=BookingState.NEW,
    )  # fmt: skip


def test_the_export_has_the_own_requests_and_entries(people, pool, make_entry):
    book(pool, people.coordinator.email)
    book(pool, "andere@stadt.example")
    make_entry("Von mir", created_by=people.coordinator)
    (holder,) = [holder for holder in holders() if holder.key == "needs_and_offers"]
    rows = holder.collect(people.coordinator).rows
    assert [row["email"] for row in rows["booking_requests"]] == [people.coordinator.email]
    assert [row["title"] for row in rows["documented"]] == ["Von mir"]


def test_closing_the_account_keeps_the_entry_and_forgets_the_request(people, pool, make_entry):
    book(pool, people.coordinator.email)
    entry = make_entry("Von mir", created_by=people.coordinator)
    close_account(people.coordinator, actor=people.coordinator)
    entry.refresh_from_db()
    assert entry.created_by is None and entry.is_public and not BookingRequest.objects.exists()


def test_what_ended_long_ago_goes(make_entry):
    day = timezone.localdate() - KEEP_ENTRIES
    make_entry("Alt", valid_until=day - timedelta(days=1))
    make_entry("Jung", valid_until=day)
    outcome = {row.rule.key: row.number for row in run(dry_run=True)}
    assert outcome["demand_entries"] == 1 and Entry.objects.count() == 2
    run(dry_run=False)
    assert list(Entry.objects.values_list("title", flat=True)) == ["Jung"]


def test_labels_say_nothing_about_people(pool):
    assert "Wanda" not in str(book(pool, "w@w.example"))
