"""Staff screens: who gets in, what they show, how many questions they ask."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MembershipRole
from audit.models import AuditEntry
from consultations.process.hearing.models import Addressee, Hearing, InvitationWave
from tests.factories.accounts import MembershipFactory, OrganisationFactory, StakeholderCategoryFactory
from tests.factories.consultations import PhaseFactory

READ = ("list", "table", "addressee")
EDIT = ("settings", "send", "add", "pick", "import")
POST_ONLY = ("decide", "send_again", "remove")


def url(name: str, phase, addressee=None) -> str:
    kwargs = {"process_slug": phase.process.slug, "phase": phase.pk}
    return reverse(f"hearing_admin:{name}", kwargs=kwargs | ({"pk": addressee.pk} if addressee else {}))


def places(phase, addressee):
    for name in (*READ, *EDIT, *POST_ONLY):
        yield name, url(name, phase, addressee if name in ("addressee", *POST_ONLY) else None)


def test_the_team_reads_and_editors_change(client, cast, phase, addressee):
    for who in ("lead", "editor", "moderator", "analyst", "officer", "recorder", "observer"):
        client.force_login(getattr(cast, who))
        may = who in ("lead", "editor")
        for name, place in places(phase, addressee):
            expected = 200 if name in READ or may else 403
            assert client.get(place).status_code == (405 if may and name in POST_ONLY else expected), (who, name)
            if not may and name not in ("list", "table"):
                assert client.post(place).status_code == 403, (who, name)
    assert Addressee.objects.count() == 1


def test_outsiders_and_visitors_are_told_nothing(client, cast, phase, addressee):
    for _name, place in places(phase, addressee):
        assert client.get(place).status_code == 302
    client.force_login(cast.outsider)
    for name, place in places(phase, addressee):
        assert client.get(place).status_code == client.post(place).status_code == 404, name
    client.force_login(cast.stakeholder)
    for name, place in places(phase, addressee):
        assert client.get(place).status_code == client.post(place).status_code == 302, name
    client.force_login(cast.outsider)
    for name, place in places(phase, addressee):
        foreign = place.replace(f"/{phase.process.slug}/", "/anderes/")
        assert client.get(foreign).status_code in (404, 405), name
        assert client.post(foreign).status_code in (404, 405), name
    assert Addressee.objects.filter(pk=addressee.pk, invited_at=addressee.invited_at).exists()


def test_an_addressee_of_another_list_is_not_found(client, cast, phase, addressee):
    other = PhaseFactory(process=phase.process, is_formal_hearing=True, key="zweite")
    client.force_login(cast.lead)
    assert client.get(url("addressee", other, addressee)).status_code == 404
    assert client.post(url("remove", other, addressee)).status_code == 404


def test_without_a_hearing_the_tab_says_how_to_get_one(client, cast, process):
    client.force_login(cast.editor)
    answer = client.get(reverse("hearing_admin:index", kwargs={"process_slug": process.slug}))
    assert answer.status_code == 200 and "förmliche Anhörung" in answer.content.decode()


def test_the_list_asks_as_often_for_one_as_for_two_hundred(client, cast, phase, make_addressee):
    make_addressee("Erster", invited=True, organisation=OrganisationFactory())
    client.force_login(cast.editor)
    client.get(url("list", phase))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(url("list", phase))
    template = Addressee.objects.get()
    Addressee.objects.bulk_create(
        Addressee(phase=phase, name=f"V {n}", name_key=f"v {n}", email=f"v{n}@x.example", category=template.category)
        for n in range(200)
    )
    with CaptureQueriesContext(connection) as many:
        page = client.get(url("list", phase)).content.decode()
    assert len(many) == len(one)
    assert page.count("@x.example") == 49 or page.count("@x.example") == 50
    with CaptureQueriesContext(connection) as table:
        b"".join(client.get(url("table", phase)).streaming_content)
    assert len(table) <= len(one)


def test_filters_search_and_order(client, cast, phase, make_addressee):
    other = StakeholderCategoryFactory(slug="kammern", title="Kammern")
    make_addressee("Alpha", invited=True, opened_at=timezone.now())
    make_addressee("Beta", category=other, note="Az. 7")
    client.force_login(cast.observer)

    def shown(query: str) -> list[str]:
        text = client.get(url("list", phase) + query).content.decode()
        return [name for name in ("Alpha", "Beta") if f">{name}</a>" in text]

    assert shown("") == ["Alpha", "Beta"]
    assert shown("?stand=opened") == ["Alpha"]
    assert shown("?kategorie=kammern") == ["Beta"]
    assert shown("?q=az.+7") == ["Beta"]
    assert shown("?page=x&sort=x&stand=x") == ["Alpha", "Beta"]
    assert shown("?stand=wartet") == []


def test_adding_changing_and_removing(client, cast, phase):
    category = StakeholderCategoryFactory()
    known = OrganisationFactory(name="Bekannt (Test)")
    client.force_login(cast.editor)
    data = {"name": "  Bekannt   (Test) ", "email": "a@x.example", "category": category.pk}
    assert client.post(url("add", phase), data).status_code == 302
    row = Addressee.objects.get()
    assert row.name == "Bekannt (Test)" and row.organisation == known
    again = client.post(url("add", phase), data)
    assert again.status_code == 200 and "steht schon auf der Liste" in again.content.decode()
    data |= {"name": "Neu (Test)", "connected_name": "Bekannt (Test)"}
    client.post(url("addressee", phase, row), data)
    row.refresh_from_db()
    assert row.name == "Neu (Test)" and row.organisation == known
    client.post(url("remove", phase, row))
    assert not Addressee.objects.exists()
    actions = set(AuditEntry.objects.filter(scope=phase.process.slug).values_list("action", flat=True))
    assert {"hearing.add_addressee", "hearing.change_addressee", "hearing.remove_addressee"} <= actions


def test_whoever_was_invited_stays_and_a_new_address_gets_a_new_link(client, cast, phase, addressee):
    client.force_login(cast.editor)
    client.post(url("remove", phase, addressee))
    data = {"name": addressee.name, "email": "neu@verband.example", "category": addressee.category_id}
    client.post(url("addressee", phase, addressee), data)
    row = Addressee.objects.get()
    assert row.email == "neu@verband.example" and row.link_number == 2
    # It was sent at once.
    assert row.invited_at > addressee.invited_at


def test_picking_verified_organisations(client, cast, phase):
    chosen = MembershipFactory(role=MembershipRole.COORDINATOR).organisation
    lonely = OrganisationFactory(name="Ohne Koordination (Test)")
    waiting = OrganisationFactory(name="Wartet (Test)", state="waiting")
    client.force_login(cast.editor)
    address = url("pick", phase)
    query = {"suchen": "1", "categories": [chosen.category_id], "regions": [chosen.region_id]}
    page = client.get(address, query).content.decode()
    assert chosen.name in page and lonely.name not in page and waiting.name not in page
    assert lonely.name in client.get(address, {"suchen": "1"}).content.decode()
    answer = {"organisation": [chosen.pk, lonely.pk, waiting.pk, "x", "9" * 30]}
    client.post(address, answer)
    client.post(address, answer)
    row = Addressee.objects.get()
    assert row.organisation == chosen and row.email == chosen.memberships.get().user.email


def test_text_order_and_preview(client, cast, phase):
    category = StakeholderCategoryFactory()
    client.force_login(cast.editor)
    data = {"subject": "Anhörung {verfahren}", "text": "{anrede} {link} {frist}", f"wave-{category.pk}": "2026-03-03"}
    page = client.post(url("settings", phase), data | {"preview": "1"}).content.decode()
    assert "Guten Tag Frau Muster," in page and not Hearing.objects.exists()
    wrong = client.post(url("settings", phase), data | {"text": "{link}"}).content.decode()
    assert "{frist}" in wrong and not Hearing.objects.exists()
    client.post(url("settings", phase), data | {"list_is_public": "on"})
    assert Hearing.objects.get().list_is_public and InvitationWave.objects.get().category == category
    client.post(url("settings", phase), data | {f"wave-{category.pk}": ""})
    assert not InvitationWave.objects.exists()


def test_deciding_on_more_time(client, cast, phase, addressee):
    client.force_login(cast.editor)
    place = url("decide", phase, addressee)
    wrong = client.post(place, {"ends_on": phase.ends_on})
    assert wrong.status_code == 200 and "neue letzte Tag muss nach" in wrong.content.decode()
    client.post(place, {"ends_on": phase.ends_on + timedelta(days=5), "published_reason": "Gremium"})
    assert Addressee.objects.get().extended_to == phase.ends_on + timedelta(days=5)


def test_sending_shows_how_far_it_is(client, cast, phase, make_addressee, monkeypatch):
    from consultations.process.hearing import sending

    monkeypatch.setattr(sending, "AT_ONCE", 0)
    make_addressee()
    client.force_login(cast.editor)
    assert "1 Einladung jetzt senden" in client.get(url("send", phase)).content.decode()
    answer = client.post(url("send", phase), follow=True)
    assert answer.headers["Refresh"] == "3" and "0 von 1" in answer.content.decode()
    sending.send_everywhere()
    assert "Refresh" not in client.get(url("send", phase)).headers


def test_the_dashboard_says_who_waits(client, cast, phase, addressee):
    Addressee.objects.update(suggested_at=timezone.now(), suggested_email="x@y.example")
    client.force_login(cast.observer)
    text = client.get(reverse("process_admin:dashboard", kwargs={"process_slug": phase.process.slug})).content.decode()
    assert "Warten auf Ihre Entscheidung" in text and "?stand=wartet" in text


@pytest.mark.parametrize("name", ["addressee", "list"])
def test_observers_see_no_buttons(client, cast, phase, addressee, name):
    client.force_login(cast.observer)
    text = client.get(url(name, phase, addressee if name == "addressee" else None)).content.decode()
    assert 'method="post"' not in text.split('class="kd-admin"')[1]
