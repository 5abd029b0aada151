"""The queue as a screen: rows, filters, claims, several at once, groups; and who gets in."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.moderation.campaigns.matching import place
from consultations.moderation.campaigns.models import Campaign, CampaignState
from consultations.moderation.claims import claim
from consultations.moderation.items import raise_item
from consultations.moderation.models import Claim, Occasion, ReviewItem
from consultations.moderation.services import release
from notifications.models import OutboxMessage
from tests.consultations.moderation.campaign_texts import different, varied
from tests.factories.files import make_attachment


@pytest.fixture
def url(process):
    def address(name, **kwargs):
        return reverse(f"moderation_admin:{name}", kwargs={"process_slug": process.slug, **kwargs})

    return address


@pytest.fixture
def pending(make_contribution):
    return [make_contribution(state=State.PENDING, title=f"Titel {n}", text=different(n)) for n in range(3)]


@pytest.fixture
def group(make_contribution):
    for number in range(4):
        place(make_contribution(state=State.PENDING, text=varied(number)))
    return Campaign.objects.get()


def seen(*rows):
    return [f"{row.pk}:{row.state}:" for row in rows]


def titles(response):
    return [row.contribution.title for row in response.context["rows"]]


@pytest.fixture
def now(client, django_capture_on_commit_callbacks):
    """Post, and run what is left for after the commit."""

    def post(*args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(*args, **kwargs)

    return post


DOORS = [
    ("next", {}, {}),
    ("bulk", {}, {"verb": "release", "confirmed": "1"}),
    ("claim", {"pk": 0}, {}),
    ("claim", {"pk": 0}, {"do": "take_over"}),
    ("settle", {"pk": 0}, {}),
    ("group", {"pk": 1}, {"do": "confirm"}),
    ("group", {"pk": 1}, {"do": "dissolve"}),
]


@pytest.mark.parametrize(
    ("who", "status"),
    [("editor", 403), ("analyst", 403), ("officer", 403), ("observer", 403), ("outsider", 404), ("stakeholder", 302)],
)
@pytest.mark.parametrize(("name", "kwargs", "data"), DOORS)
def test_nobody_else_gets_in(client, cast, url, pending, group, who, status, name, kwargs, data):
    raise_item(pending[0], Occasion.REPORT)
    claim(pending[1], actor=cast.moderator)
    key = {0: pending[0].pk, 1: group.pk}.get(kwargs.get("pk"))
    address = url(name, **({"pk": key} if kwargs else {}))
    everything = ",".join(str(pk) for pk in Contribution.objects.values_list("pk", flat=True))
    first = group.members.first().contribution_id
    client.force_login(getattr(cast, who))
    posted = {**data, "seen": seen(*pending), "shown": everything, "leading": first}
    for response in (client.post(address, posted), client.get(address)):
        assert response.status_code == status
        assert "Titel 0" not in response.content.decode()
    assert not Contribution.objects.exclude(state=State.PENDING).exists()
    assert Claim.objects.count() == 1 and ReviewItem.objects.open().count() == 1
    group.refresh_from_db()
    assert group.state == CampaignState.PROPOSED


def test_things_of_another_process_are_not_found(client, cast, other_process, pending, group):
    client.force_login(cast.outsider)
    other = {"process_slug": other_process.slug}
    for name, pk in (("claim", pending[0].pk), ("settle", pending[0].pk), ("group", group.pk)):
        assert client.post(reverse(f"moderation_admin:{name}", kwargs={**other, "pk": pk})).status_code == 404
    data = {"verb": "release", "confirmed": "1", "seen": seen(*pending)}
    client.post(reverse("moderation_admin:bulk", kwargs=other), data)
    assert not Contribution.objects.exclude(state=State.PENDING).exists()


def test_reading_changes_nothing(client, cast, url, pending, group):
    client.force_login(cast.moderator)
    for address in (url("queue"), url("contribution", pk=pending[0].pk), url("group", pk=group.pk), url("bulk")):
        client.get(address)
    for name in ("next", "claim", "settle"):
        address = url(name) if name == "next" else url(name, pk=pending[0].pk)
        assert client.get(address).status_code == 405
    assert not Claim.objects.exists()


def test_colleagues_see_who_is_at_work(client, cast, url, pending):
    client.force_login(cast.moderator)
    assert client.post(url("next")).url == url("contribution", pk=pending[0].pk)
    client.force_login(cast.lead)
    for address in (url("queue"), url("contribution", pk=pending[0].pk)):
        page = client.get(address).content.decode()
        assert "Referat moderator" in page and "noch 15 Minuten" in page
    assert client.post(url("next")).url == url("contribution", pk=pending[1].pk)


def test_taking_over_and_giving_back(client, cast, url, pending):
    claim(pending[0], actor=cast.moderator)
    client.force_login(cast.lead)
    address = url("claim", pk=pending[0].pk)
    client.post(address)
    assert Claim.objects.get().user == cast.moderator
    client.post(address, {"do": "take_over"})
    assert Claim.objects.get().user == cast.lead
    # As the script asks on opening: the piece of the page comes back.
    piece = client.post(address, {"do": "claim"}, headers={"HX-Request": "true"}).content.decode()
    assert "data-kw-claim" in piece and "<html" not in piece
    client.post(address, {"do": "give_back"})
    assert not Claim.objects.exists()


def test_deciding_while_a_colleague_is_at_work_is_asked_once(client, cast, url, pending):
    claim(pending[0], actor=cast.lead)
    client.force_login(cast.moderator)
    data = {"verb": "release", "release-expected_state": "pending", "release-message": "Danke für den Hinweis."}
    response = client.post(url("contribution", pk=pending[0].pk), data)
    page = response.content.decode()
    assert response.status_code == 409
    assert str(cast.lead) in page and "Danke für den Hinweis." in page
    pending[0].refresh_from_db()
    assert pending[0].state == State.PENDING
    client.post(url("contribution", pk=pending[0].pk), data)
    pending[0].refresh_from_db()
    assert pending[0].state == State.RELEASED
    # That claim is over; the next contribution is the moderator's.
    assert list(Claim.objects.values_list("contribution", "user")) == [(pending[1].pk, cast.moderator.pk)]


def test_several_are_decided_on_after_a_page_that_says_so(client, cast, url, pending, now):
    client.force_login(cast.moderator)
    data = {"verb": "release", "seen": seen(*pending), "query": "?state=pending&kind=proposal"}
    page = client.post(url("bulk"), data)
    assert all(row.title in page.content.decode() for row in pending)
    assert not Contribution.objects.exclude(state=State.PENDING).exists()
    release(pending[1], actor=cast.lead)
    response = now(url("bulk"), {**data, "confirmed": "1"}, follow=True)
    text = response.content.decode()
    assert response.redirect_chain[-1][0] == url("queue") + "?state=pending&kind=proposal"
    assert "2 veröffentlicht, 1 inzwischen anders entschieden." in text
    assert pending[1].display_code in text
    assert set(Contribution.objects.values_list("state", flat=True)) == {State.RELEASED}
    assert OutboxMessage.objects.filter(kind="contribution_decided").count() == 3


def test_several_are_rejected_with_a_rule_and_a_message(client, cast, url, process, pending):
    client.force_login(cast.moderator)
    data = {"verb": "reject", "seen": seen(*pending), "confirmed": "1", "message": "Das ist Werbung."}
    assert "rule" in client.post(url("bulk"), data).context["form"].errors
    client.post(url("bulk"), {**data, "rule": process.rules.get().pk})
    assert set(Contribution.objects.values_list("state", flat=True)) == {State.REJECTED}
    mails = OutboxMessage.objects.filter(kind="contribution_decided")
    assert mails.count() == 3 and all("Das ist Werbung." in mail.body for mail in mails)


def test_several_are_counted_together(client, cast, url, pending):
    client.force_login(cast.moderator)
    data = {"verb": "merge", "seen": seen(*pending), "confirmed": "1"}
    assert "leading" in client.post(url("bulk"), data).context["form"].errors
    client.post(url("bulk"), {**data, "leading": pending[1].pk})
    pending[1].refresh_from_db()
    assert (pending[1].state, pending[1].submissions_represented) == (State.RELEASED, 3)
    assert Contribution.objects.filter(merged_into=pending[1]).count() == 2
    assert OutboxMessage.objects.filter(kind="contribution_decided").count() == 3


def test_nothing_is_merged_when_the_leading_one_was_decided_on(client, cast, url, process, pending):
    client.force_login(cast.moderator)
    data = {"verb": "merge", "seen": seen(*pending), "confirmed": "1", "leading": pending[0].pk}
    claim(pending[0], actor=cast.lead)
    client.post(url("bulk"), data)
    assert not Contribution.objects.exclude(state=State.PENDING).exists()


def test_what_a_colleague_is_at_work_on_is_left_alone_unless_confirmed(client, cast, url, pending):
    claim(pending[0], actor=cast.lead)
    client.force_login(cast.moderator)
    data = {"verb": "release", "seen": seen(*pending), "confirmed": "1"}
    page = client.post(url("bulk"), data, follow=True).content.decode()
    pending[0].refresh_from_db()
    assert pending[0].state == State.PENDING
    assert f"{pending[0].display_code} ({cast.lead})" in page
    client.post(url("bulk"), {**data, "seen": seen(pending[0]), "despite_claims": "on"})
    pending[0].refresh_from_db()
    assert pending[0].state == State.RELEASED


def test_published_ones_are_noted_as_looked_at(client, cast, url, make_contribution):
    row = make_contribution()
    raise_item(row, Occasion.UNREVIEWED)
    client.force_login(cast.moderator)
    client.post(url("bulk"), {"verb": "release", "seen": seen(row), "confirmed": "1"})
    assert not ReviewItem.objects.open().exists() and not OutboxMessage.objects.exists()
    item = raise_item(row, Occasion.WARNING)
    client.post(url("settle", pk=row.pk), {"seen": seen(row), "order-seen_items": str(item.pk)})
    assert not ReviewItem.objects.open().exists()


def test_what_is_published_with_several_is_shown_before(client, cast, url, make_contribution):
    row = make_contribution(state=State.PENDING, text="Kurz.", proposed_text="Ein ganz anderer Satz.")
    make_attachment(row, "plan.pdf")
    client.force_login(cast.moderator)
    page = client.post(url("bulk"), {"verb": "release", "seen": seen(row)}).content.decode()
    assert "Ein ganz anderer Satz." in page and "1 Anlage" in page
    client.post(url("bulk"), {"verb": "release", "seen": seen(row), "confirmed": "1"})
    assert not row.attachments.get().is_released


def test_in_order_is_what_the_moderator_read_and_nothing_newer(client, cast, url, make_contribution):
    row = make_contribution()
    item = raise_item(row, Occasion.UNREVIEWED)
    client.force_login(cast.moderator)
    data = {"seen": f"{row.pk}:released::0", "order-seen_items": str(item.pk)}
    row.revisions.create(
        number=1, kind=row.kind, text="Vorher.", publication=row.publication, was_public=True, edited_at=timezone.now()
    )
    page = client.post(url("settle", pk=row.pk), data, follow=True).content.decode()
    assert "inzwischen geändert" in page and ReviewItem.objects.open().count() == 1
    warned = raise_item(row, Occasion.WARNING, sign="links")
    data["seen"] = f"{row.pk}:released::1"
    client.post(url("settle", pk=row.pk), data)
    assert ReviewItem.objects.open().count() == 2
    client.post(url("settle", pk=row.pk), {**data, "order-seen_items": f"{item.pk},{warned.pk}"})
    assert not ReviewItem.objects.open().exists()
    for nonsense in ("", "x", f"{row.pk + 1}:released::1", "1:2:3:4:5"):
        assert client.post(url("settle", pk=row.pk), {"seen": nonsense}).status_code == 302


@pytest.mark.parametrize("value", ["", "x", "1:2", "1:pending:x", "99999999999999999999:pending:", "1:pending:\x00"])
def test_nonsense_decides_nothing(client, cast, url, pending, value):
    client.force_login(cast.moderator)
    for verb in ("release", "delete", ""):
        client.post(url("bulk"), {"verb": verb, "seen": value, "confirmed": "1", "query": "https://evil.example/"})
    assert not Contribution.objects.exclude(state=State.PENDING).exists()


def test_filters(client, cast, url, make_contribution, version):
    client.force_login(cast.moderator)
    plain = {"state": State.PENDING}
    make_contribution(**plain, title="A", kind="question", text=different(1))
    make_contribution(**plain, title="B", channel="letter", text=different(2))
    make_contribution(**plain, title="C", target=version.paragraphs.get(lineage="k2-1"), text=different(3))
    make_contribution(**plain, title="D", target=version.sections.get(lineage="k2"), text=different(4))
    raise_item(make_contribution(title="E", text=different(5)), Occasion.REPORT)

    def rows(**query):
        return titles(client.get(url("queue"), query))

    assert rows() == ["A", "B", "C", "D", "E"]
    assert rows(kind="question") == ["A"]
    assert rows(channel="letter") == ["B"]
    assert rows(about="absatz:k2-1") == ["C"]
    assert rows(about="kapitel:k2") == ["C", "D"]
    assert rows(occasion="report") == ["E"]
    assert rows(occasion="first") == ["A", "B", "C", "D"]
    assert rows(overdue="on") == []
    assert rows(kind="unsinn", about="absatz:'", channel="?", occasion="0", page="x", q=" " * 300) == [
        "A",
        "B",
        "C",
        "D",
        "E",
    ]


def test_pages_keep_the_filters(client, cast, url, make_contribution):
    for number in range(51):
        make_contribution(state=State.PENDING, text=f"Beitrag {number}", kind="question")
    client.force_login(cast.moderator)
    page = client.get(url("queue"), {"kind": "question"}).content.decode()
    assert "?kind=question&amp;page=2" in page


def test_a_group_is_one_row_with_its_number(client, cast, url, group, pending):
    client.force_login(cast.moderator)
    response = client.get(url("queue"))
    assert len(response.context["rows"]) == 4
    page = response.content.decode()
    assert url("group", pk=group.pk) in page and "4 fast gleiche" in page
    assert [row.group.waiting for row in response.context["rows"] if row.group] == [4]


def test_the_page_of_a_group_and_its_confirmation(client, cast, url, group, now):
    client.force_login(cast.moderator)
    response = client.get(url("group", pk=group.pk))
    members = response.context["group"].members
    assert len(members) == 3 and "<ins>" in response.content.decode()
    odd = members[-1].contribution
    data = {
        "do": "confirm",
        "shown": response.context["shown"],
        "on_page": response.context["on_page"],
        "leading": response.context["leading"].pk,
        "member": [member.contribution.pk for member in members[:-1]],
    }
    now(url("group", pk=group.pk), data)
    odd.refresh_from_db()
    assert odd.state == State.PENDING
    assert Contribution.objects.filter(state=State.MERGED).count() == 2
    assert Contribution.objects.get(state=State.RELEASED).submissions_represented == 3


def test_a_group_a_colleague_is_at_work_on_is_asked_about(client, cast, url, group):
    claim(group.members.first().contribution, actor=cast.lead)
    client.force_login(cast.moderator)
    page = client.get(url("group", pk=group.pk))
    data = {"do": "dissolve", "shown": page.context["shown"], "on_page": page.context["on_page"]}
    assert client.post(url("group", pk=group.pk), data).status_code == 409
    client.post(url("group", pk=group.pk), {**data, "despite_claims": "on"})
    group.refresh_from_db()
    assert group.state == CampaignState.DISSOLVED


def test_the_screens_take_the_same_queries_for_one_and_for_many(client, cast, url, process, make_contribution):
    client.force_login(cast.moderator)

    def add(number):
        letter = make_contribution(state=State.PENDING, text=varied(number))
        place(letter)
        single = make_contribution(state=State.PENDING, text=different(number))
        raise_item(single, Occasion.WARNING, sign="links", detail="7")
        claim(single, actor=[cast.lead, cast.moderator][number % 2])

    def queries():
        found = []
        group = Campaign.objects.first()
        rows = Contribution.objects.filter(state=State.PENDING)
        for ask in (
            lambda: client.get(url("queue")),
            lambda: client.get(url("group", pk=group.pk)),
            lambda: client.post(url("bulk"), {"verb": "release", "seen": seen(*rows)}),
        ):
            with CaptureQueriesContext(connection) as captured:
                assert ask().status_code == 200
            found.append(len(captured))
        return found

    for number in range(2):
        add(number)
    queries()
    few = queries()
    for number in range(2, 100):
        add(number)
    assert queries() == few
