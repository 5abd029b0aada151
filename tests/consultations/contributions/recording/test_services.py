"""A letter on its way to contributions."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import StakeholderCategory
from audit.models import AuditEntry
from consultations.contributions.enums import Channel, State
from consultations.contributions.models import Contribution
from consultations.contributions.recording import queries, services
from consultations.contributions.recording.models import Statement, StatementState
from consultations.contributions.recording.places import PlaceUnknown, places_on
from consultations.contributions.recording.storing import Said
from consultations.contributions.signals import contribution_submitted
from consultations.moderation.services import release
from consultations.process.dates import today
from consultations.process.models import BERLIN
from consultations.results.trace import build_trace
from notifications.models import OutboxMessage
from tests.consultations.contributions.recording.conftest import FIRST, SECOND
from tests.consultations.contributions.recording.test_originals import mail
from tests.factories.accounts import OrganisationFactory
from tests.factories.consultations import ConferenceFactory, PhaseFactory, ThematicTableFactory, make_version


def said(statement, place="1.2", text=FIRST, **fields):
    target = places_on(statement.process, statement.received_on).find(place)
    return Said(target, **{"kind": "proposal", "text": text, **fields})


def add(statement, actor, **fields):
    services.save_part(statement, said=said(statement, **fields), part=None, seen=statement.revision, actor=actor)
    statement.refresh_from_db()
    return statement


@pytest.fixture
def split(letter, cast):
    """The letter with two passages."""
    add(letter, cast.recorder)
    return add(letter, cast.recorder, place="Kapitel 2", text=SECOND, kind="concern", title="Beratung")


def test_handing_over_makes_contributions_like_all_others(split, cast, paragraph, process):
    heard = []

    def listen(sender, contribution, **kwargs):
        heard.append(contribution.pk)

    contribution_submitted.connect(listen)
    try:
        made = services.hand_over(
            split, seen=split.revision, actor=cast.recorder, remainder_reason="Anrede und Gruß", tell=True
        )
    finally:
        contribution_submitted.disconnect(listen)
    assert [row.pk for row in made] == heard == list(split.contributions.order_by("pk").values_list("pk", flat=True))
    first, second = Contribution.objects.filter(statement=split).order_by("pk")
    assert (first.comment, first.lineage, first.target_kind) == (FIRST, "k1-2", "paragraph")
    assert (second.comment, second.lineage, second.title) == (SECOND, "k2", "Beratung")
    assert {first.state, second.state} == {State.PENDING} and not first.is_public and first.published_text == ""
    assert first.channel == Channel.LETTER and first.recorded_by == cast.recorder and first.reference == "IV-7"
    assert first.received_at.astimezone(BERLIN).date() == today() and first.received_at <= timezone.now()
    assert first.thread_id == first.parent_id == first.pk and first.phase == process.phases.get()
    assert len({first.code, second.code, first.receipt_code, second.receipt_code}) == 4
    message = OutboxMessage.objects.get(kind="statement_received")
    assert message.address == "brief@example.org"
    for row in (first, second):
        assert row.display_code in message.body and row.display_receipt_code in message.body
    split.refresh_from_db()
    assert split.state == StatementState.HANDED_OVER
    entry = AuditEntry.objects.get(action="recording.hand_over")
    assert entry.details["contributions"] == 2 and "Brief" not in str(entry.details)


def test_a_contribution_written_at_once_is_the_same_as_a_saved_one(split, cast, make_contribution):
    """The bulk writing must leave nothing out that `save` would have set."""
    made = services.hand_over(split, seen=split.revision, actor=cast.recorder, remainder_reason="Gruß")[0]
    bulk = Contribution.objects.get(pk=made.pk)
    saved = Contribution.objects.get(pk=make_contribution(state=State.PENDING).pk)
    for field in (
        "level",
        "order",
        "nested_count",
        "followup",
        "is_removed",
        "site_id",
        "content_type_id",
        "ip_address",
    ):
        assert getattr(bulk, field) == getattr(saved, field), field
    assert bulk.xtdcomment_ptr.comment_ptr_id == bulk.pk
    decision = release(bulk, actor=cast.moderator, expected_state=State.PENDING, seen_decision=None)
    assert decision.contribution.statement == split
    assert "Brief" in build_trace(Contribution.objects.get(pk=bulk.pk)).steps[0].text


def test_without_the_tick_nobody_is_written_to(split, cast):
    made = services.hand_over(split, seen=split.revision, actor=cast.recorder, remainder_reason="Gruß", tell=False)
    assert not OutboxMessage.objects.filter(kind="statement_received").exists()
    assert {row.author_address for row in made} == {""}


def test_a_rest_needs_a_reason(split, cast):
    with pytest.raises(services.NotReady) as refused:
        services.hand_over(split, seen=split.revision, actor=cast.recorder)
    assert set(refused.value.reasons) == {"remainder_reason"}
    assert not Contribution.objects.exists()


def test_handing_over_twice_stores_once(split, cast):
    seen = split.revision
    services.hand_over(split, seen=seen, actor=cast.recorder, remainder_reason="Gruß")
    with pytest.raises(services.StatementChanged):
        services.hand_over(split, seen=seen, actor=cast.lead, remainder_reason="Gruß")
    with pytest.raises(services.StatementChanged):
        services.hand_over(split, seen=seen + 1, actor=cast.lead, remainder_reason="Gruß")
    assert Contribution.objects.count() == 2


@pytest.mark.parametrize("who", ["editor", "moderator", "analyst", "officer", "observer", "outsider", "stakeholder"])
def test_only_those_who_record_may_write(letter, split, cast, who):
    actor = getattr(cast, who)
    calls = [
        lambda: services.begin_statement(letter.process, original=None, actor=actor),
        lambda: services.hand_over(split, seen=split.revision, actor=actor, remainder_reason="x"),
        lambda: services.save_part(split, said=said(split, text="x"), part=None, seen=split.revision, actor=actor),
        lambda: services.remove_part(split, part=split.parts.first().pk, seen=split.revision, actor=actor),
        lambda: services.discard_statement(split, reason="x", seen=split.revision, actor=actor),
    ]
    for call in calls:
        with pytest.raises(PermissionDenied):
            call()
    assert Statement.objects.count() == 1 and split.parts.count() == 2


def test_a_letter_from_before_any_phase_needs_a_reason_and_is_marked(split, cast):
    split.received_on = today() - timedelta(days=60)
    split.save()
    with pytest.raises(services.NotReady) as refused:
        services.hand_over(split, seen=split.revision, actor=cast.recorder, remainder_reason="Gruß")
    assert set(refused.value.reasons) == {"late_reason"}
    services.hand_over(
        split, seen=split.revision, actor=cast.recorder, remainder_reason="Gruß", late_reason="Poststempel vorher"
    )
    split.refresh_from_db()
    assert split.late_reason == "Poststempel vorher"


def test_a_letter_received_in_time_can_be_entered_after_the_phase(split, cast, process):
    process.phases.update(starts_on=today() - timedelta(days=30), ends_on=today() - timedelta(days=10))
    split.received_on = today() - timedelta(days=12)
    split.save()
    made = services.hand_over(split, seen=split.revision, actor=cast.recorder, remainder_reason="Gruß")
    assert made[0].phase == process.phases.get()
    split.refresh_from_db()
    assert split.late_reason == ""


def test_the_numbers_are_those_of_the_version_of_the_day(process, version):
    from consultations.drafts.models import DraftVersion

    later = make_version(process, number=2, published=False)
    later.state, later.published_at = "published", timezone.now() + timedelta(days=2)
    later.save()
    assert DraftVersion.objects.count() == 2
    assert places_on(process, today()).version == version
    assert places_on(process, today() + timedelta(days=3)).version == later


def test_places_are_found_as_people_write_them(process, version):
    table = ThematicTableFactory(conference=ConferenceFactory(process=process, town="Magdeburg"), number=3)
    places = places_on(process, today())
    for name in ("1.2", "Absatz 1.2", "Abs. 1.2", "(1.2)", "1.2.", " 1.2 "):
        assert places.find(name).lineage == "k1-2", name
    assert places.find("Kapitel 2").lineage == places.find("kap. 2").lineage == "k2"
    assert places.find("Entwurf").kind == "draft" and places.find("verfahren").kind == "process"
    for name in ("Magdeburg, Tisch 3", "magdeburg/3", "Magdeburg Tisch 3"):
        assert places.find_table(name).object == table
    for name in ("9.9", "", "Kapitel 9", "Irgendwas", "Stendal, Tisch 3", "<script>"):
        with pytest.raises(PlaceUnknown):
            places.find(name)
    for offer in places.offers():
        assert places.find(offer.value), offer.value


def test_a_verified_organisation_is_recognised_by_its_name(letter, cast):
    organisation = OrganisationFactory(name="Landkreistag (Test)")
    OrganisationFactory(name="Nicht geprüft", state="waiting")
    values = {name: getattr(letter, name) for name in services.DETAILS}
    values["organisation_name"] = "landkreistag (test)"
    saved = services.update_statement(letter, values=values, seen=letter.revision, actor=cast.recorder)
    assert saved.organisation == organisation and saved.category == organisation.category
    values["organisation_name"] = "Nicht geprüft"
    saved = services.update_statement(saved, values=values, seen=saved.revision, actor=cast.recorder)
    assert saved.organisation is None and saved.organisation_name == "Nicht geprüft"


def test_a_passage_stands_once_for_each_target(letter, cast):
    add(letter, cast.recorder)
    with pytest.raises(ValidationError):
        services.save_part(letter, said=said(letter), part=None, seen=letter.revision, actor=cast.recorder)
    add(letter, cast.recorder, place="Entwurf")
    assert letter.parts.count() == 2


def test_two_people_at_one_letter_do_not_overwrite_each_other(letter, cast):
    seen = letter.revision
    add(letter, cast.recorder)
    with pytest.raises(services.StatementChanged) as changed:
        services.save_part(letter, said=said(letter, text=SECOND), part=None, seen=seen, actor=cast.lead)
    assert changed.value.statement.edited_by == cast.recorder
    assert letter.parts.count() == 1


def test_doubles_are_pointed_out_and_not_refused(letter, cast, process):
    upload = SimpleUploadedFile("a.eml", mail())
    first = services.begin_statement(process, original=services.read_upload(upload), actor=cast.recorder)
    upload.seek(0)
    second = services.begin_statement(process, original=services.read_upload(upload), actor=cast.recorder)
    assert queries.possible_doubles(second) == [first]
    again = services.begin_statement(process, original=None, actor=cast.recorder)
    again.full_text = letter.full_text.replace("selten", "selten!") * 2
    again.save()
    letter.full_text *= 2
    letter.save()
    assert queries.possible_doubles(again) == [letter]


def test_discarding_takes_the_file_along_and_leaves_a_trace(cast, process, django_capture_on_commit_callbacks):
    upload = SimpleUploadedFile("a.eml", mail())
    statement = services.begin_statement(process, original=services.read_upload(upload), actor=cast.recorder)
    name, storage = statement.original.name, statement.original.storage
    assert storage.exists(name) and not name.endswith("/a.eml")
    with pytest.raises(ValidationError):
        services.discard_statement(statement, reason=" ", seen=statement.revision, actor=cast.recorder)
    with django_capture_on_commit_callbacks(execute=True):
        services.discard_statement(statement, reason="doppelt", seen=statement.revision, actor=cast.recorder)
    assert not storage.exists(name) and not Statement.objects.exists()
    assert AuditEntry.objects.get(action="recording.discard").reason == "doppelt"


def test_an_anonymous_letter_needs_at_least_its_group(letter, cast):
    letter.author_name = ""
    letter.save()
    add(letter, cast.recorder)
    with pytest.raises(services.NotReady):
        services.hand_over(letter, seen=letter.revision, actor=cast.recorder, remainder_reason="Gruß")
    letter.category = StakeholderCategory.objects.individual()
    letter.save()
    made = services.hand_over(letter, seen=letter.revision, actor=cast.recorder, remainder_reason="Gruß")
    assert made[0].public_author == "Einzelpersonen"


def test_days_are_checked(process, cast):
    from consultations.contributions.recording.receipt import Calendar

    PhaseFactory(process=process, starts_on=today() - timedelta(days=100), ends_on=today() - timedelta(days=90))
    calendar = Calendar(process)
    calendar.check(today())
    for day in (today() + timedelta(days=1), today().replace(year=today().year - 10)):
        with pytest.raises(ValidationError):
            calendar.check(day)
    assert calendar.is_late(today() - timedelta(days=50)) and not calendar.is_late(today() - timedelta(days=95))
