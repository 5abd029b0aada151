"""How often people want to be told: the settings, and the link in a mail."""

import pytest
from django.core import signing
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from notifications import preferences
from notifications.enums import Frequency
from notifications.models import Preference
from notifications.preferences import Choices, choose, read_token, switch_off, unsubscribe_token
from notifications.subjects import subjects
from tests.factories.accounts import UserFactory

SCOPE = "process-1"


@pytest.fixture
def person(db):
    return UserFactory()


def test_nobody_has_to_choose(person):
    choices = Choices([person.pk])
    assert {row.key: choices.frequency(person.pk, row.key) for row in subjects()} == {
        row.key: row.default for row in subjects()
    }
    assert choices.chosen(person.pk, "replies") is None


def test_what_is_chosen_for_a_scope_goes_first(person):
    choose(person, key="replies", frequency=Frequency.WEEKLY)
    choose(person, scope=SCOPE, frequency=Frequency.NONE)
    choices = Choices([person.pk])
    assert choices.frequency(person.pk, "replies") == Frequency.WEEKLY
    assert choices.frequency(person.pk, "replies", SCOPE) == Frequency.NONE
    assert choices.frequency(person.pk, "replies", "process-2") == Frequency.WEEKLY


def test_taking_a_choice_back_follows_the_default_again(person):
    assert choose(person, key="replies", frequency=Frequency.NONE) is True
    assert choose(person, key="replies", frequency=Frequency.NONE) is False
    assert choose(person, key="replies", frequency=None) is True
    assert not Preference.objects.exists()


def test_choices_of_many_take_one_query(django_assert_num_queries, db):
    people = [UserFactory().pk for _number in range(5)]
    with django_assert_num_queries(1):
        choices = Choices(people)
        assert all(choices.frequency(pk, row.key) for pk in people for row in subjects())


def test_the_database_keeps_one_choice_for_one_thing(person):
    Preference.objects.create(user=person, subject="replies", frequency=Frequency.NONE)
    for fields in ({"subject": "replies"}, {"subject": "", "scope": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Preference.objects.create(user=person, frequency=Frequency.DAILY, **fields)


# --- The page -------------------------------------------------------------------------------------------------------


def values_of(page) -> dict[str, str]:
    return {bound.html_name: bound.value() for bound in page.context["form"]}


def test_settings_are_for_the_person_who_is_signed_in(client, person):
    url = reverse("notifications:preferences")
    assert client.get(url).status_code == 302
    client.force_login(person)
    values = values_of(client.get(url))
    answer = client.post(url, {**values, "subject_replies": "none"}, follow=True)
    assert "Gespeichert" in answer.content.decode()
    assert values_of(answer)["subject_replies"] == "none"
    assert list(Preference.objects.values_list("user", "subject", "frequency")) == [(person.pk, "replies", "none")]


def test_an_invented_choice_changes_nothing(client, person):
    client.force_login(person)
    url = reverse("notifications:preferences")
    answer = client.post(url, {**values_of(client.get(url)), "subject_replies": "stündlich"})
    assert answer.status_code == 422 and not Preference.objects.exists()


def test_a_rule_for_one_consultation_is_kept_and_taken_back(client, cast, process, make_contribution):
    make_contribution(user=cast.member)
    client.force_login(cast.member)
    url, field = reverse("notifications:preferences"), f"scope_process-{process.pk}"
    values = values_of(client.get(url))
    assert values[field] == "as_above"
    client.post(url, {**values, field: "none"})
    assert list(Preference.objects.values_list("subject", "scope", "frequency")) == [("", field[6:], "none")]
    assert values_of(client.get(url))[field] == "none"
    client.post(url, values)
    assert not Preference.objects.exists()


def test_scopes_of_others_cannot_be_chosen_for(client, person):
    client.force_login(person)
    url = reverse("notifications:preferences")
    client.post(url, {**values_of(client.get(url)), "scope_process-99": "none"})
    assert not Preference.objects.exists()


# --- The link in the mail -------------------------------------------------------------------------------------------


def url_of(token: str) -> str:
    return reverse("notifications:unsubscribe", kwargs={"token": token})


def test_opening_the_link_asks_and_the_button_does_it(person):
    # As a mail program posts it: no session, no page of ours before.
    client = Client(enforce_csrf_checks=True)
    url = url_of(unsubscribe_token(person, "replies", "answers"))
    for method in (client.get, client.head):
        answer = method(url)
        assert answer.status_code == 200 and not Preference.objects.exists()
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["X-Robots-Tag"] == "noindex"
    answer = client.get(url)
    assert person.email not in answer.content.decode() and "csrftoken" not in answer.cookies
    answer = client.post(url, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and "diese E-Mails nicht mehr" in answer.content.decode()
    assert dict(Preference.objects.values_list("subject", "frequency")) == {"replies": "none", "answers": "none"}
    assert client.post(url).status_code == 200


@pytest.mark.parametrize("wrong", ["quatsch", "WzEsInJlcGxpZXMiXQ:1abcde:falsch"])
def test_a_changed_link_does_nothing(client, person, wrong):
    foreign = signing.dumps([person.pk, "replies"], salt="another.purpose")
    unknown = signing.dumps([person.pk, "invented"], salt="notifications.unsubscribe")
    for token in (wrong, foreign, unknown):
        assert client.post(url_of(token)).status_code == 410
    assert not Preference.objects.exists()


def test_an_old_link_says_how_to_go_on(client, person, monkeypatch):
    token = unsubscribe_token(person, "replies")
    monkeypatch.setattr(preferences, "LINK_EXPIRES", -1)
    answer = client.post(url_of(token))
    assert answer.status_code == 410 and "abgelaufen" in answer.content.decode()
    assert not Preference.objects.exists()


def test_the_link_of_a_closed_account_is_none(person):
    token = unsubscribe_token(person, "replies")
    person.is_active = False
    person.save()
    assert read_token(token) is None


def test_the_link_also_reaches_what_was_chosen_for_one_consultation(person, client):
    """Otherwise whoever pressed it would get the next mail all the same."""
    choose(person, scope=SCOPE, frequency=Frequency.AT_ONCE)
    client.post(reverse("notifications:unsubscribe", kwargs={"token": unsubscribe_token(person, "replies")}))
    choices = Choices([person.pk])
    assert choices.frequency(person.pk, "replies", SCOPE) == Frequency.NONE
    assert choices.frequency(person.pk, "answers", SCOPE) == Frequency.AT_ONCE


@pytest.mark.parametrize("again", [{"key": "replies"}, {"scope": SCOPE}])
def test_choosing_again_counts_for_everything(person, again):
    choose(person, scope=SCOPE, frequency=Frequency.AT_ONCE)
    switch_off(person, "replies")
    choose(person, **again, frequency=Frequency.DAILY)
    assert Choices([person.pk]).frequency(person.pk, "replies", SCOPE) != Frequency.NONE
