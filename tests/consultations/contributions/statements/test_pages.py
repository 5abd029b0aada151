"""The workspace in the browser: who gets in, what is kept, what the public reads after the release."""

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision

from accounts.enums import MembershipRole, VerificationState
from audit.models import AuditEntry
from consultations.contributions.models import Contribution
from consultations.contributions.saved.models import SavedContribution
from consultations.contributions.statements import documents, services
from consultations.contributions.statements.enums import ItemState
from consultations.contributions.statements.models import (
    DraftContribution,
    InternalComment,
    Mandate,
    StatementDraft,
    StatementPaper,
)
from consultations.contributions.statements.releasing import release
from consultations.contributions.statements.services import Particulars
from consultations.moderation.services import release as publish_contribution
from notifications.models import OutboxMessage
from tests.consultations.contributions.statements.conftest import SECRET
from tests.consultations.drafts.papers.reading import pdf_of, text_of
from tests.factories.accounts import MembershipFactory, OrganisationFactory

LIST = "/konto/stellungnahmen/"


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def html(response) -> str:
    return response.content.decode()


def page(draft, rest="") -> str:
    return f"{LIST}{draft.pk}/{rest}"


def typed(item, **fields) -> dict:
    return {
        "kind": "proposal",
        "title": "",
        "text": "Neuer Text",
        "state": "done",
        "assigned_to": "0",
        "seen": DraftContribution.objects.get(pk=item.pk).revision,
        **fields,
    }


def release_now(draft, actor):
    return release(draft, seen=StatementDraft.objects.get(pk=draft.pk).revision, actor=actor)


def test_from_the_form_of_a_paragraph_into_the_statement(cast, process, paragraph):
    client = client_of(cast.member)
    where = reverse("contributions:paragraph", args=[process.slug, "k1-1"])
    form = html(client.get(where))
    assert f"In die Stellungnahme von {cast.organisation.name} aufnehmen" in form
    take_in = re.search(r'formaction="([^"]+)"', form).group(1)
    client.post(where, {"text": SECRET, "save": "1"})
    words = {"kind": "concern", "text": SECRET, "proposed_text": paragraph.text}
    response = client.post(take_in, {"into": f"org-{cast.organisation.pk}", **words})
    item = DraftContribution.objects.get()
    assert response.url == reverse("statements:item", args=[item.draft_id, item.pk])
    assert (item.text, item.kind, item.proposed_text, item.author) == (SECRET, "concern", "", cast.member)
    assert not Contribution.objects.exists() and not SavedContribution.objects.exists()
    assert "In die Stellungnahme" not in html(client_of(cast.stakeholder).get(where))
    for into in ("org-999", "draft-999", "", "org-x"):
        assert client.post(take_in, {"into": into, "text": "x"}).status_code == 404
    assert client_of(cast.stakeholder).post(take_in, {"into": f"org-{cast.organisation.pk}"}).status_code == 404


def test_nothing_typed_is_lost_when_the_sign_in_ran_out(cast, process, draft, add, paragraph):
    item = add(draft)
    response = Client().post(page(draft, f"punkt/{item.pk}/"), typed(item, text="Viel Arbeit"))
    assert response.status_code == 403 and "Viel Arbeit" in html(response)
    client = Client()
    take_in = reverse("statements:take_in", args=[process.slug, "paragraph", "k1-1"])
    response = client.post(take_in, {"into": f"org-{cast.organisation.pk}", "text": "Viel Arbeit"})
    assert response.status_code == 302 and "login" in response.url
    client.force_login(cast.member)
    assert "Viel Arbeit" in html(client.get(reverse("contributions:paragraph", args=[process.slug, "k1-1"])))
    release_now(draft, cast.coordinator)
    late = client_of(cast.member).post(page(draft, f"punkt/{item.pk}/"), typed(item, text="Zu spät"))
    assert late.status_code == 409 and "Zu spät" in html(late)


def test_two_members_edit_the_same_item_and_both_texts_are_there(cast, draft, add):
    item = add(draft, text="Anfang")
    first, second = client_of(cast.member), client_of(cast.coordinator)
    form = typed(item, text="Text der einen")
    assert first.post(page(draft, f"punkt/{item.pk}/"), form).status_code == 302
    answer = second.post(page(draft, f"punkt/{item.pk}/"), {**form, "text": "Text der anderen"})
    assert answer.status_code == 409
    assert "Text der einen" in html(answer) and "Text der anderen" in html(answer) and "Member hat" in html(answer)
    seen = re.search(r'name="seen" value="(\d+)"', html(answer)).group(1)
    assert seen == "1"
    second.post(page(draft, f"punkt/{item.pk}/"), {**form, "text": "Beides zusammen", "seen": seen})
    item.refresh_from_db()
    assert item.text == "Beides zusammen"


def test_items_are_given_to_members_only_and_comments_stay_inside(cast, draft, add):
    item = add(draft)
    client = client_of(cast.member)
    where = page(draft, f"punkt/{item.pk}/")
    assert client.post(where, typed(item, assigned_to=str(cast.outsider.pk))).status_code == 422
    assert client.post(where, typed(item, assigned_to=str(cast.coordinator.pk), state="in_progress")).status_code == 302
    client.post(where + "kommentar/", {"text": "Nur für uns"})
    assert InternalComment.objects.get().author == cast.member
    assert client.post(where + "kommentar/", {"text": " "}).status_code == 422
    assert "Nur für uns" in html(client_of(cast.coordinator).get(where))
    workspace = html(client_of(cast.coordinator).get(page(draft, "?zeigen=meine")))
    assert "1 Kommentar" in workspace and f"punkt/{item.pk}/" in workspace
    assert client.post(where + "entfernen/", {"seen": "0"}).status_code == 302
    assert DraftContribution.objects.filter(pk=item.pk).exists(), "somebody changed it since"


@pytest.fixture
def doors(draft, add):
    """Every address of a statement, with what is posted there."""
    item = add(draft)
    rest = [
        ("", None),
        ("angaben/", {"introduction": "x", "publication": "named", "seen": "0"}),
        ("punkt/neu/", {"place": "paragraph:k1-2"}),
        (f"punkt/{item.pk}/", typed(item)),
        (f"punkt/{item.pk}/kommentar/", {"text": "x"}),
        (f"punkt/{item.pk}/verschieben/", {"place": "paragraph:k1-2"}),
        (f"punkt/{item.pk}/entfernen/", {"seen": "0"}),
        ("abgeben/", {"seen": "1"}),
        ("beleg/", None),
        ("stellungnahme.pdf", None),
        ("entwurf.pdf", None),
        ("entwurf.docx", None),
        ("uebergeben/", {"is_named": "yes", "seen": "1"}),
        ("eigene/", {}),
        ("runde/", {"what": "question", "question": "x"}),
        ("runde/1/", {"what": "adopt", "source": str(item.pk)}),
    ]
    return [(page(draft, path), data) for path, data in rest]


def test_for_everybody_else_a_statement_does_not_exist(cast, draft, doors, other_organisation):
    before = list(DraftContribution.objects.values())
    team = [cast.admin, cast.lead, cast.moderator]
    for person in [*team, cast.outsider, cast.stakeholder, other_organisation.members.get()]:
        client = client_of(person)
        for address, data in doors:
            assert client.get(address).status_code in (404, 405), (person, address)
            if data is not None:
                assert client.post(address, data).status_code == 404, (person, address)
        assert SECRET not in html(client.get(LIST)) and f"{LIST}{draft.pk}/" not in html(client.get(LIST))
    assert all(Client().get(address).status_code in (302, 405) for address, _data in doors)
    assert list(DraftContribution.objects.values()) == before and not Contribution.objects.exists()


@pytest.fixture
def other_organisation(db):
    organisation = OrganisationFactory(name="Fremder Verein (Test)")
    MembershipFactory(organisation=organisation, role=MembershipRole.COORDINATOR)
    return organisation


def test_an_item_is_reached_through_its_own_statement_only(cast, draft, add, process, other_organisation):
    item = add(draft)
    stranger = other_organisation.members.get()
    theirs = services.begin_statement(process, other_organisation, actor=stranger)
    for rest in ("", "kommentar/", "entfernen/"):
        response = client_of(stranger).post(page(theirs, f"punkt/{item.pk}/{rest}"), typed(item))
        assert response.status_code == 404


def test_members_write_and_coordinators_answer_for_it(cast, draft, add):
    add(draft)
    client = client_of(cast.member)
    for rest in ("abgeben/", "uebergeben/", "runde/", "runde/1/"):
        assert client.get(page(draft, rest)).status_code == 403, rest
        assert client.post(page(draft, rest), {"seen": "1"}).status_code == 403, rest
    assert "Abgeben …" not in html(client.get(page(draft)))
    assert "Abgeben kann: Coordinator" in " ".join(html(client.get(page(draft))).split())


def test_who_is_removed_loses_access_at_once(cast, draft, add):
    item = add(draft)
    client = client_of(cast.member)
    assert client.get(page(draft)).status_code == 200
    cast.organisation.memberships.filter(user=cast.member).delete()
    assert client.get(page(draft)).status_code == 404
    assert client.post(page(draft, f"punkt/{item.pk}/"), typed(item)).status_code == 404
    cast.organisation.state = VerificationState.WAITING
    cast.organisation.save()
    assert client_of(cast.coordinator).get(page(draft)).status_code == 404


def test_release_in_the_browser_receipt_and_file(cast, draft, add, process):
    add(draft, text="Mit allen abgestimmt", title="Abgestimmt")
    add(draft, "k1-2", "", state=ItemState.OPEN)
    client = client_of(cast.coordinator)
    listed = html(client.get(page(draft, "abgeben/")))
    assert "1 Beitrag wird abgegeben" in listed and "Absatz 1.2" in listed and "leer" in listed
    seen = re.search(r'name="seen" value="(\d+)"', listed).group(1)
    assert client.post(page(draft, "abgeben/"), {"seen": "0"}).status_code == 409
    assert client.post(page(draft, "abgeben/"), {"seen": seen}).url == page(draft, "beleg/")
    receipt = client.get(page(draft, "beleg/"))
    contribution, paper = Contribution.objects.get(), StatementPaper.objects.get()
    assert contribution.display_code in html(receipt) and paper.display_code in html(receipt)
    assert receipt.headers["Refresh"] and client.get(page(draft, "stellungnahme.pdf")).status_code == 202
    documents.make(paper.pk)
    file = client_of(cast.member).get(page(draft, "stellungnahme.pdf"))
    assert file.headers["Content-Type"] == "application/pdf" and "no-store" in file.headers["Cache-Control"]
    assert "Mit allen abgestimmt" in text_of(pdf_of(file.content))
    assert contribution.display_receipt_code not in html(client_of(cast.member).get(page(draft, "beleg/")))
    assert client.get(page(draft, "abgeben/")).url == page(draft)
    assert "Weitere Stellungnahme ergänzen" in html(client.get(page(draft)))


def test_after_the_deadline_the_text_is_there_to_take_along(cast, draft, add, process):
    add(draft)
    process.phases.update(starts_on="2020-01-01", ends_on="2020-02-01")
    client = client_of(cast.member)
    workspace = html(client.get(page(draft)))
    assert "Nichts geht verloren" in workspace and SECRET in workspace
    word = client.get(page(draft, "entwurf.docx"))
    assert word.content.startswith(b"PK")
    pdf = client.get(page(draft, "entwurf.pdf"))
    assert SECRET in text_of(pdf_of(pdf.content)) and "Nicht abgegeben" in text_of(pdf_of(pdf.content))


def test_until_the_release_no_door_of_the_ministry_tells_a_word(cast, draft, add, process):
    item = add(draft, title=SECRET)
    services.comment(item, SECRET, actor=cast.member)
    services.save_particulars(draft, Particulars(SECRET, "named"), seen=0, actor=cast.member)
    admin = client_of(cast.admin)
    base = f"/admin/verfahren/{process.slug}/"
    doors = ["", "moderation/", "moderation/?q=geheim", "auswertung/", "erfassung/", "stellungnahmen/", "protokoll/"]
    pages = [admin.get(base + door) for door in doors]
    pages += [
        admin.get(f"/verfahren/{process.slug}/beitraege/?q=geheim"),
        admin.get(f"/verfahren/{process.slug}/beitraege/tabelle.csv"),
        admin.get(f"/verfahren/{process.slug}/entwurf/absatz/k1-1/"),
    ]
    for response in pages:
        assert response.status_code == 200, response.request["PATH_INFO"]
        text = b"".join(response).decode() if response.streaming else html(response)
        assert SECRET not in text
    assert f"stellungnahmen/{draft.pk}" not in html(admin.get(base + "stellungnahmen/"))
    assert not AuditEntry.objects.filter(scope=process.slug, action__startswith="statements").exists()
    assert not OutboxMessage.objects.filter(body__contains=SECRET).exists()
    models = (StatementDraft, DraftContribution, InternalComment, Mandate, StatementPaper)
    types = [ContentType.objects.get_for_model(model) for model in models]
    for kept in (Revision, ModelLogEntry):
        assert not kept.objects.filter(content_type__in=types).exists(), kept
    for model in models:
        assert not ReferenceIndex.model_is_indexable(model), model
        assert SECRET not in "".join(str(row) for row in model.objects.all())


def test_the_ministry_reads_it_after_the_release(cast, draft, add, process):
    add(draft, title="Titel")
    services.save_particulars(draft, Particulars("Unser Anschreiben", "named"), seen=0, actor=cast.member)
    statement = release_now(draft, cast.coordinator)
    documents.make(statement.pk)
    base = f"/admin/verfahren/{process.slug}/stellungnahmen/"
    moderator, observer = client_of(cast.moderator), client_of(cast.observer)
    assert cast.organisation.name in html(moderator.get(base))
    shown = html(moderator.get(f"{base}{statement.pk}/"))
    assert "Unser Anschreiben" in shown and "Titel" in shown and statement.paper.display_code in shown
    assert SECRET in text_of(pdf_of(moderator.get(f"{base}{statement.pk}/stellungnahme.pdf").content))
    assert AuditEntry.objects.get(action="statements.read_paper").actor == cast.moderator
    # What nobody decided on is for moderators, as with single contributions.
    others = html(observer.get(f"{base}{statement.pk}/"))
    assert "Unser Anschreiben" not in others and "Titel" not in others and cast.organisation.name in others
    assert observer.get(f"{base}{statement.pk}/stellungnahme.pdf").status_code == 403
    assert client_of(cast.outsider).get(f"{base}{statement.pk}/").status_code == 404
    # It is no letter: neither in the list of those who record, nor are its codes there.
    assert (
        client_of(cast.recorder).get(f"/admin/verfahren/{process.slug}/erfassung/{statement.pk}/belege/").status_code
        == 404
    )
    assert cast.organisation.name not in html(
        client_of(cast.recorder).get(f"/admin/verfahren/{process.slug}/erfassung/")
    )


def test_the_public_reads_whose_statement_it_is_when_that_was_agreed(cast, draft, add, process, client):
    add(draft, title="Öffentlich")
    statement = release_now(draft, cast.coordinator)
    contribution = Contribution.objects.get()
    address = f"/stellungnahme/{statement.paper.display_code}/"
    assert client.get(address).status_code == 404, "nothing of it is public yet"
    publish_contribution(contribution, actor=cast.moderator, expected_state=contribution.state)
    assert "Öffentlich" in html(client.get(address)) and cast.organisation.name in html(client.get(address))
    paragraph_page = html(client.get(f"/verfahren/{process.slug}/entwurf/absatz/k1-1/"))
    assert f"Teil der Stellungnahme von {cast.organisation.name}" in paragraph_page and address in paragraph_page
    assert address in html(client.get(contribution.get_absolute_url()))
    Contribution.objects.update(publication="category")
    type(statement).objects.update(publication="category")
    assert client.get(address).status_code == 404
    from frontend.page_cache import begin_generation

    begin_generation()
    assert "Teil der Stellungnahme" not in html(client.get(f"/verfahren/{process.slug}/entwurf/absatz/k1-1/"))


def test_pages_take_as_many_queries_for_many_as_for_one(cast, draft, add, process):
    client = client_of(cast.coordinator)

    def counts() -> list[int]:
        found = []
        for address in (LIST, page(draft), page(draft, "abgeben/"), "/konto/uebersicht/"):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    services.comment(add(draft, proposed_text="Anders"), "x", actor=cast.member)
    first = counts()
    for number in range(8):
        services.comment(add(draft, "k1-2", f"Text {number}", proposed_text=f"{number}"), "x", actor=cast.member)
    for number in range(3):
        organisation = OrganisationFactory(name=f"Noch ein Verein {number}")
        MembershipFactory(user=cast.coordinator, organisation=organisation)
        services.begin_statement(process, organisation, actor=cast.coordinator)
    assert counts() == first
