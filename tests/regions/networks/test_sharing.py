"""Documents and working approaches of a network."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from frontend.files.checks import check
from regions.networks.enums import MeetingState
from regions.networks.models import MeetingItem
from regions.networks.sharing import services
from regions.networks.sharing.models import Approach, ApproachTag, NetworkDocument, Reuse
from regions.networks.sharing.queries import find_approaches
from tests.factories.files import pdf
from tests.factories.networks import make_meeting, make_office


def make_document(network, *, actor, **fields) -> NetworkDocument:
    document = NetworkDocument(**{"network": network, "title": "Vorlage", **fields})
    return services.add_document(document, check(SimpleUploadedFile("vorlage.pdf", pdf())), actor=actor)


@pytest.fixture
def base(circle) -> str:
    return f"{circle.network.get_absolute_url()}intern/"


def test_a_convener_adds_a_document_to_a_talk(client, circle, base):
    meeting = make_meeting(circle.network, state=MeetingState.ANNOUNCED)
    talk = MeetingItem.objects.create(meeting=meeting, title="Sport", kind="talk")
    client.force_login(circle.convener)
    address = f"{base}verwaltung/dokumente/neu/?treffen={meeting.pk}"
    assert f'value="{talk.pk}"' in client.get(address).content.decode()
    data = {"meeting": meeting.pk, "item": talk.pk, "is_public": "on", "revision": 0, "title": ""}
    bad = client.post(address, {**data, "file": SimpleUploadedFile("x.pdf", pdf(script=True))})
    assert bad.status_code == 422 and not NetworkDocument.objects.exists()
    good = client.post(address, {**data, "file": SimpleUploadedFile("Folien.pdf", pdf())})
    assert good.status_code == 302
    document = NetworkDocument.objects.get()
    assert (document.title, document.item, document.uploaded_by) == ("Folien.pdf", talk, circle.convener)
    client.logout()
    assert document.get_absolute_url() in client.get(meeting.get_absolute_url()).content.decode()
    answer = client.get(document.get_absolute_url())
    assert answer.status_code == 200 and "sandbox" in answer.headers["Content-Security-Policy"]


def test_who_may_open_a_document(client, circle):
    internal = make_document(circle.network, actor=circle.convener)
    public = make_document(circle.network, actor=circle.convener, is_public=True)
    hidden_meeting = make_meeting(circle.network, state=MeetingState.ANNOUNCED, is_public=False)
    of_hidden = make_document(circle.network, actor=circle.convener, is_public=True, meeting=hidden_meeting)
    of_planned = make_document(
        circle.network, actor=circle.convener, is_public=True, meeting=make_meeting(circle.network)
    )
    rows = [public, internal, of_hidden, of_planned]
    outside, inside = [200, 404, 404, 404], [200, 200, 200, 404]
    people = [
        (None, outside),
        (circle.guest, outside),
        (circle.former, outside),
        (circle.neighbour, outside),
        (circle.member, inside),
        (circle.convener, [200, 200, 200, 200]),
    ]
    for person, expected in people:
        client.logout()
        if person:
            client.force_login(person)
        assert [client.get(row.get_absolute_url()).status_code for row in rows] == expected, person


def test_the_file_goes_with_its_row(circle, django_capture_on_commit_callbacks):
    document = make_document(circle.network, actor=circle.convener)
    storage, name = document.file.storage, document.file.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        document.delete()
    assert not storage.exists(name)


def test_a_refused_document_leaves_no_file(circle):
    document = NetworkDocument(network=circle.network, title="Fremd")
    with pytest.raises(PermissionDenied):
        services.add_document(document, check(SimpleUploadedFile("x.pdf", pdf())), actor=circle.member)
    assert not document.file.storage.exists(document.file.name)


def test_an_approach_is_written_down_found_and_used_again(client, circle, base):
    client.force_login(circle.holder)
    district = make_office("14523").region
    data = {"title": "Bürgerlotsen", "text": "Über Ämter hinweg", "tags": "Sprache, sprache, Ehrenamt", "revision": 0}
    answer = client.post(f"{base}ansaetze/neu/", {**data, "district": district.pk})
    approach = Approach.objects.get()
    assert answer.url == approach.get_absolute_url() and approach.author == circle.holder
    assert set(ApproachTag.objects.values_list("slug", flat=True)) == {"sprache", "ehrenamt"}

    client.force_login(circle.member)
    for query, number in (
        ("q=ÜBER+ämter", 1),
        ("q=fehlt", 0),
        ("thema=ehrenamt", 1),
        ("kreis=14523", 1),
        ("kreis=1", 0),
    ):
        assert client.get(f"{base}ansaetze/?{query}").content.decode().count('class="kd-rows__title"') == number, query
    reuse = f"{base}ansaetze/{approach.pk}/uebernehmen/"
    values = {"district": district.pk, "date": "2026-01-02", "note": "Läuft gut."}
    assert client.post(reuse, values).status_code == 302
    assert client.post(reuse, {**values, "note": "Läuft noch besser."}).status_code == 302
    assert Reuse.objects.get().note == "Läuft noch besser."
    page = client.get(approach.get_absolute_url()).content.decode()
    assert "Läuft noch besser." in page and "einmal" in page
    assert find_approaches(circle.network)[0].reuse_count == 1
    client.post(f"{base}ansaetze/{approach.pk}/uebernehmen/beenden/")
    assert not Reuse.objects.exists()


def test_others_do_not_change_an_approach_and_the_second_does_not_overwrite(client, circle, base):
    approach = services.save_approach(
        Approach(network=circle.network, title="Meiner", text="Text"), tags=[], actor=circle.holder
    )
    change = f"{base}ansaetze/{approach.pk}/bearbeiten/"
    client.force_login(circle.member)
    assert client.get(change).status_code == 404
    client.force_login(circle.convener)
    data = {"title": "Geordnet", "text": "Text", "tags": "", "revision": 0}
    assert client.post(change, data).status_code == 302
    client.force_login(circle.holder)
    late = client.post(change, {**data, "title": "Zu spät", "text": "Mein langer Text"})
    assert late.status_code == 409 and "Mein langer Text" in late.content.decode()
    approach.refresh_from_db()
    assert approach.title == "Geordnet"
    assert client.post(change, {**data, "title": "Bewusst", "revision": 1}).status_code == 302


def test_public_approaches_show_no_author_and_no_experiences(client, circle):
    approach = services.save_approach(
        Approach(network=circle.network, title="Öffentlich", text="So", is_public=True),
        tags=["Sprache"],
        actor=circle.holder,
    )
    district = make_office("14524").region
    services.reuse(approach, district=district, day="2026-01-01", note="Nur unter uns", actor=circle.member)
    page = client.get(approach.get_absolute_url()).content.decode()
    assert "Öffentlich" in page and "Holder" not in page and "Nur unter uns" not in page
    assert "Öffentlich" in client.get(circle.network.get_absolute_url()).content.decode()
    approach.is_public = False
    services.save_approach(approach, tags=[], actor=circle.holder, seen=0)
    assert client.get(approach.get_absolute_url()).status_code == 404
