"""Who may contribute: the setting of the process, tried by everybody through every door."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import VerificationState
from consultations.contributions.enums import State
from consultations.contributions.guests.people import Guest
from consultations.contributions.models import Contribution, Support
from consultations.contributions.refusals import MayNotContribute
from consultations.contributions.rules import Barrier, barrier, may_support
from consultations.contributions.services import Submission, submit_contribution, support
from consultations.process.enums import Contributors
from tests.consultations.contributions.test_submitting import html, paragraph_url, typed

ACCOUNT, ORGANISATION = Barrier.ACCOUNT, Barrier.ORGANISATION
GUEST = Guest(email="gast@example.org")

#: Mode, person, what they lack.
MATRIX = [
    ("organisations", "member", None),
    ("organisations", "coordinator", None),
    ("organisations", "stakeholder", ORGANISATION),
    ("organisations", "moderator", ORGANISATION),
    ("organisations", "admin", ORGANISATION),
    ("organisations", "nobody", ACCOUNT),
    ("organisations", "guest", ACCOUNT),
    ("registered", "member", None),
    ("registered", "stakeholder", None),
    ("registered", "outsider", None),
    ("registered", "nobody", ACCOUNT),
    ("registered", "guest", ACCOUNT),
    ("guests", "member", None),
    ("guests", "stakeholder", None),
    ("guests", "nobody", None),
    ("guests", "guest", None),
]


def open_to(process, mode):
    process.contributors = mode
    process.save()


def person(cast, name):
    return {"nobody": AnonymousUser(), "guest": GUEST}.get(name) or getattr(cast, name)


@pytest.mark.parametrize(("mode", "name", "missing"), MATRIX)
def test_what_somebody_lacks(cast, process, mode, name, missing):
    process.contributors = mode
    assert barrier(person(cast, name), process) is missing


@pytest.mark.parametrize(("mode", "name", "missing"), [row for row in MATRIX if row[1] != "nobody"])
def test_the_service_asks_the_rule(cast, process, paragraph, mode, name, missing):
    open_to(process, mode)
    organisation = cast.organisation if name in ("member", "coordinator") else None
    submission = Submission(kind="proposal", text="Mehr Zeit", organisation=organisation)
    if missing:
        with pytest.raises(MayNotContribute) as caught:
            submit_contribution(paragraph, person(cast, name), submission)
        assert caught.value.barrier == missing and not Contribution.objects.exists()
    else:
        assert submit_contribution(paragraph, person(cast, name), submission).is_new


@pytest.mark.parametrize(("mode", "name", "missing"), [row for row in MATRIX if row[1] != "guest"])
def test_support_asks_the_rule_and_is_for_accounts(client, cast, process, make_contribution, mode, name, missing):
    contribution = make_contribution()
    open_to(process, mode)
    contribution.process.contributors = mode
    somebody = person(cast, name)
    welcome = missing is None and name != "nobody"
    assert may_support(somebody, contribution) is welcome
    if name == "nobody":
        assert client.post(reverse("contributions:support", args=[contribution.code])).url.startswith("/konto/login/")
    else:
        assert support(contribution, somebody) is welcome
        Support.objects.all().delete()
        client.force_login(somebody)
        answer = client.post(reverse("contributions:support", args=[contribution.code]))
        assert answer.status_code == (302 if welcome else 404)
    assert Support.objects.exists() is welcome
    assert ("unterstuetzen-" in html(client.get(paragraph_url(process)))) is welcome


@pytest.mark.parametrize("mode", Contributors.values)
def test_the_rule_is_said_where_people_look(client, process, paragraph, mode):
    open_to(process, mode)
    said = {
        "organisations": "Mitglieder bestätigter Organisationen Beiträge schreiben",
        "registered": "die ein Konto haben",
        "guests": "mit oder ohne Konto",
    }
    for address in (process.get_absolute_url(), paragraph_url(process)):
        page = html(client.get(address))
        assert said[mode] in page
        assert not any(words in page for other, words in said.items() if other != mode)


def test_where_only_organisations_are_asked_nobody_speaks_for_themselves(client, process, paragraph, cast):
    open_to(process, "organisations")
    client.force_login(cast.member)
    page = html(client.get(paragraph_url(process)))
    assert f"für {cast.organisation.name}" in page and 'value="selbst"' not in page
    assert "checked" in page, "the only choice is made"
    assert client.post(paragraph_url(process), typed(organisation="selbst")).status_code == 422
    assert client.post(paragraph_url(process), typed(organisation="")).status_code == 422
    with pytest.raises(ValidationError):
        submit_contribution(paragraph, cast.member, Submission(kind="proposal", text="x"))
    assert not Contribution.objects.exists()
    assert client.post(paragraph_url(process), typed(organisation=str(cast.organisation.pk))).status_code == 302
    assert Contribution.objects.get().organisation == cast.organisation


def test_without_an_organisation_the_page_says_what_to_do_and_the_text_is_kept(client, process, paragraph, cast):
    open_to(process, "organisations")
    client.force_login(cast.stakeholder)
    page = html(client.get(paragraph_url(process)))
    assert "gehören aber zu keiner bestätigten Organisation" in page and process.contact_email in page
    assert 'name="text"' not in page
    response = client.post(paragraph_url(process), typed(text="Ein langer Text"))
    page = html(response)
    assert response.status_code == 403 and "Ein langer Text" in page and "Meine angefangenen Beiträge" in page
    assert not Contribution.objects.exists()


def test_an_organisation_that_waits_for_its_verification_does_not_count(client, process, paragraph, cast):
    open_to(process, "organisations")
    cast.organisation.state = VerificationState.WAITING
    cast.organisation.save()
    assert barrier(cast.member, process) is ORGANISATION
    client.force_login(cast.member)
    assert client.post(paragraph_url(process), typed(organisation=str(cast.organisation.pk))).status_code == 403


def test_visitors_are_told_to_sign_in_and_their_text_is_kept(client, process, paragraph, cast):
    open_to(process, "organisations")
    page = html(client.get(paragraph_url(process)))
    assert "wenn Ihre Organisation Sie aufgenommen hat" in page and 'name="text"' not in page
    response = client.post(paragraph_url(process), typed(text="Vorher getippt"))
    assert response.status_code == 302 and response.url.startswith("/konto/login/")
    client.login(email=cast.member.email, password="geheim-und-lang")
    assert "Vorher getippt" in html(client.get(paragraph_url(process)))


@pytest.mark.parametrize(("mode", "taken"), [("organisations", False), ("registered", True), ("guests", True)])
def test_replies_follow_the_same_rule(client, process, paragraph, cast, make_contribution, mode, taken):
    parent = make_contribution()
    open_to(process, mode)
    client.force_login(cast.stakeholder)
    response = client.post(paragraph_url(process), typed(parent=parent.code))
    assert response.status_code == (302 if taken else 403)
    assert Contribution.objects.filter(parent_id=parent.pk).exclude(pk=parent.pk).exists() is taken


def test_the_list_asks_about_organisations_once(client, process, paragraph, cast, make_contribution):
    open_to(process, "organisations")
    client.force_login(cast.member)
    make_contribution()
    client.get(paragraph_url(process))
    with CaptureQueriesContext(connection) as one:
        client.get(paragraph_url(process))
    for _number in range(15):
        make_contribution()
    with CaptureQueriesContext(connection) as many:
        client.get(paragraph_url(process))
    assert len(many) == len(one)
    assert Contribution.objects.filter(state=State.RELEASED).count() == 16
