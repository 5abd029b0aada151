"""Which wording of a privacy notice somebody has read, and when."""

import pytest
from django.urls import reverse

from accounts.models import Consent, NoticeText
from accounts.privacy import notices
from accounts.privacy.notices import SITE, current_wording, document, has_read, unread
from consultations.process.personal_data import notice_key
from webpages.models import InfoPage
from webpages.services import set_up_site


@pytest.fixture
def site_pages(db):
    return set_up_site(hostname="localhost", port=80)


def change_notice(words: str) -> None:
    page = InfoPage.objects.get(slug="datenschutz")
    page.body = [("text", f"<p>{words}</p>")]
    page.save()


def test_a_wording_is_kept_once_and_a_new_one_counts_up(site_pages):
    change_notice("Fassung eins.")
    first = current_wording(SITE)
    assert current_wording(SITE) == first and "Fassung eins." in first.text
    change_notice("Fassung  eins.")
    assert current_wording(SITE) == first, "white space is no new wording"
    change_notice("Fassung zwei.")
    second = current_wording(SITE)
    assert (first.number, second.number) == (1, 2)
    change_notice("Fassung eins.")
    assert current_wording(SITE) == first


def test_reading_is_recorded_once_for_each_wording(site_pages, cast):
    change_notice("Fassung eins.")
    assert has_read(cast.member, SITE) == has_read(cast.member, SITE)
    assert unread(cast.member) is None
    change_notice("Fassung zwei.")
    assert unread(cast.member).key == SITE
    has_read(cast.member, SITE)
    assert Consent.objects.filter(user=cast.member).count() == 2


def test_whoever_signs_up_has_read_the_notice(site_pages, client):
    data = {
        "email": "neu@example.org",
        "display_name": "",
        "password1": "ein-langes-geheimnis",
        "privacy": "on",
    }
    client.post("/konto/signup/", data)
    consent = Consent.objects.get()
    assert consent.user.email == "neu@example.org" and consent.notice == current_wording(SITE)


def test_the_overview_asks_to_read_a_changed_notice(site_pages, client, cast):
    change_notice("Fassung eins.")
    client.force_login(cast.member)
    url = reverse("accounts:overview")
    assert "Datenschutzhinweis wurde geändert" in client.get(url).content.decode()
    assert client.get(reverse("accounts:read_notice")).status_code == 405
    assert (
        "Datenschutzhinweis wurde geändert"
        not in client.post(reverse("accounts:read_notice"), follow=True).content.decode()
    )
    page = client.get(reverse("accounts:my_data")).content.decode()
    assert "Fassung 1 vom" in page


def test_a_contribution_keeps_which_notice_of_the_process_was_there(cast, process, paragraph, client):
    from consultations.contributions.services import Submission, submit_contribution

    process.privacy_notice = "Verantwortlich ist das Ministerium."
    process.save()
    paragraph.refresh_from_db()
    submission = Submission(kind="concern", text="Ein Einwand, der lang genug ist.")
    submit_contribution(paragraph, cast.stakeholder, submission)
    consent = Consent.objects.get(user=cast.stakeholder)
    assert consent.notice.document == notice_key(process)
    assert consent.notice.text == "Verantwortlich ist das Ministerium."
    page = client.get(reverse("process:detail", kwargs={"slug": process.slug})).content.decode()
    assert 'id="datenschutz"' in page


@pytest.mark.parametrize("key", ["process-", "process-99999", "process-x", "unknown"])
def test_unknown_notices_are_none(db, key):
    assert document(key) is None and current_wording(key) is None


def test_two_at_once_write_one_wording(site_pages, monkeypatch):
    """The other one was quicker between looking and writing."""
    change_notice("Fassung eins.")
    real = NoticeText.objects.create

    def quicker(**fields):
        monkeypatch.setattr(NoticeText.objects, "create", real)
        real(**fields)
        return real(**fields)

    monkeypatch.setattr(notices.NoticeText.objects, "create", quicker)
    assert current_wording(SITE).number == 1 and NoticeText.objects.count() == 1
