"""What readers of the code found after it was put together, so that it stays away."""

from django.utils import timezone

from accounts.models import Membership
from accounts.organisations import merging
from accounts.privacy.closing import close_account
from consultations.contributions.enums import Channel
from consultations.contributions.models import Contribution
from consultations.contributions.own.rules import actions_for
from consultations.contributions.recording.models import Statement
from consultations.contributions.saved.models import SavedContribution
from consultations.contributions.services import Submission, submit_contribution
from consultations.contributions.statements.forms import WordsForm
from consultations.contributions.statements.personal_data import collect
from consultations.contributions.statements.places import Places
from consultations.contributions.statements.releasing import release
from consultations.moderation.signs import signs_of
from tests.consultations.contributions.statements.conftest import SECRET
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.consultations import make_second_version


def released(draft, cast) -> list[Contribution]:
    draft.refresh_from_db()
    release(draft, seen=draft.revision, actor=cast.coordinator)
    return list(Contribution.objects.filter(statement__isnull=False).order_by("pk"))


def test_who_left_takes_no_words_along_that_colleagues_wrote(cast, draft, add):
    item = add(draft, actor=cast.member)
    type(item).objects.filter(pk=item.pk).update(edited_by=cast.coordinator)
    assert SECRET in str(collect(cast.member).rows)
    Membership.objects.filter(user=cast.member).delete()
    assert SECRET not in str(collect(cast.member).rows)
    type(item).objects.filter(pk=item.pk).update(edited_by=cast.member)
    assert SECRET in str(collect(cast.member).rows)


def test_staff_who_merge_learn_nothing_of_a_preparation(cast, draft, add, process):
    add(draft)
    target = OrganisationFactory(name="Die andere (Test)")
    seen = merging.preview(draft.organisation, target)
    assert {str(label) for label, _number in seen.parts}.isdisjoint({"Statements in preparation", "Umbrella mandates"})
    assert len(seen.parts) == 5


def test_a_release_is_no_flood_and_locks_nobody_out(cast, draft, add, version, process, settings):
    settings.CONTRIBUTION_FLOOD_LIMIT = 2
    lineages = ["k1-1", "k1-2", "k2-1", "k2-2"]
    for number, lineage in enumerate(lineages):
        add(draft, lineage, text=f"Forderung Nummer {number} mit eigenen Worten.")
    rows = released(draft, cast)
    assert len(rows) == 4 and all(row.channel == Channel.ONLINE for row in rows)
    assert all("flood" not in str(signs_of(row)).lower() for row in rows)
    own = Submission(kind="concern", text="Und nun noch etwas von mir selbst.")
    assert submit_contribution(version.paragraphs.get(lineage="k2-2"), cast.coordinator, own).is_new


def test_a_release_leaves_unfinished_texts_alone(cast, draft, add, process):
    saved = SavedContribution.objects.create(
        user=cast.coordinator,
        process=process,
        target_kind="paragraph",
        target_key="k1-1",
        updated_at=timezone.now(),
        fields={"text": "Mein eigener Gedanke, halb fertig."},
    )
    add(draft, "k1-1", actor=cast.member)
    released(draft, cast)
    assert SavedContribution.objects.filter(pk=saved.pk).exists()


def test_only_who_coordinates_takes_a_released_part_back(cast, draft, add):
    add(draft)
    (row,) = released(draft, cast)
    assert actions_for(row).may_withdraw
    Membership.objects.filter(user=cast.coordinator).update(role="member")
    assert not actions_for(Contribution.objects.get(pk=row.pk)).may_withdraw


def test_the_name_of_who_released_goes_with_the_account(cast, draft, add):
    second = UserFactory()
    Membership.objects.create(user=second, organisation=cast.organisation, role="coordinator")
    cast.coordinator.display_name = "Wanda Wegmann"
    cast.coordinator.save()
    add(draft)
    released(draft, cast)
    close_account(cast.coordinator, actor=cast.coordinator)
    assert Statement.objects.get().author_name == ""


def test_an_untouched_wording_is_none_whatever_is_published_meanwhile(draft, version, process):
    before = version.paragraphs.get(lineage="k1-1")
    make_second_version(process, "Ganz anders gesagt als in der ersten Fassung.")
    place = Places(process).get("paragraph", "k1-1")
    now = place.target.object
    assert now.pk != before.pk and now.text != before.text
    said = {"kind": "proposal", "text": "Ein Gedanke dazu.", "wording_of": str(before.pk)}

    untouched = WordsForm({**said, "proposed_text": before.text}, place=place, limit=5000)
    assert untouched.is_valid() and untouched.cleaned_data["proposed_text"] == ""
