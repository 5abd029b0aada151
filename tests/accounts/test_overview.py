"""The overview of the account and its menu."""

from django.urls import reverse

from accounts.extensions import account_menu
from tests.factories.accounts import UserFactory


def test_overview_is_for_the_person_who_is_signed_in(client, db):
    url = reverse("accounts:overview")

    answer = client.get(url)

    assert answer.status_code == 302 and reverse("account_login") in answer["Location"]
    client.force_login(UserFactory())
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 405


def test_menu_marks_the_page_one_is_on(client, db):
    client.force_login(UserFactory())

    answer = client.get(reverse("accounts:overview"))

    current = [entry["url"] for entry in answer.context["account_menu"] if entry["is_current"]]
    assert current == [reverse("accounts:overview")]


def test_menu_is_in_order_and_has_what_features_add(rf, db):
    urls = [entry["url"] for entry in account_menu.entries(rf.get("/"))]

    assert urls.index(reverse("accounts:overview")) < urls.index(reverse("contributions:mine"))
    assert urls.index(reverse("contributions:mine")) < urls.index(reverse("account_email"))
