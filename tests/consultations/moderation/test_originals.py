"""What was removed or not published is read in full by moderators and the author only, through whichever door."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from audit.models import AuditEntry
from consultations.contributions.enums import State
from consultations.contributions.originals import is_withheld, may_read_original, team_text, team_title
from consultations.moderation.originals import read_original
from consultations.moderation.services import reject, release
from consultations.synthesis.models import Segment

SECRET = "Frau Geheimwort"
TEAM = ["editor", "analyst", "officer", "recorder", "observer"]


@pytest.fixture
def rule(process):
    return process.rules.get()


@pytest.fixture
def shortened(cast, make_contribution, rule):
    """Released without a name in title and text; the translation was made of the whole."""
    contribution = make_contribution(
        state=State.PENDING,
        user=cast.member,
        title=f"Über {SECRET}",
        text=f"{SECRET} ist unfreundlich. Es braucht mehr Schulung.",
        translation_de=f"Übersetzt: {SECRET}",
    )
    release(contribution, actor=cast.moderator, remove=[SECRET], rule=rule)
    contribution.refresh_from_db()
    return contribution


@pytest.fixture
def rejected(cast, make_contribution, rule):
    contribution = make_contribution(
        state=State.PENDING, user=cast.member, title=f"Gegen {SECRET}", text=f"{SECRET} muss weg."
    )
    reject(contribution, actor=cast.moderator, rule=rule)
    contribution.refresh_from_db()
    return contribution


@pytest.fixture
def withdrawn(cast, make_contribution):
    contribution = make_contribution(state=State.WITHDRAWN, user=cast.member, title=SECRET, text=SECRET)
    contribution.published_text = SECRET
    contribution.save()
    return contribution


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("admin", True),
        ("lead", True),
        ("moderator", True),
        ("member", True),
        *[(role, False) for role in TEAM],
        ("coordinator", False),
        ("stakeholder", False),
        ("outsider", False),
    ],
)
def test_who_may_read_what_was_submitted(cast, shortened, who, may):
    person = getattr(cast, who)
    assert may_read_original(person, shortened) is may
    if may:
        original = read_original(shortened, actor=person)
        assert "".join(part.text for part in original.parts) == shortened.comment
        assert [part.text for part in original.parts if part.is_removed] == [SECRET]
        assert original.title == f"Über {SECRET}"
    else:
        with pytest.raises(PermissionDenied):
            read_original(shortened, actor=person)
    assert AuditEntry.objects.filter(action="moderation.read_original").exists() is may


def test_what_the_rest_of_the_team_reads(shortened, rejected, withdrawn, make_contribution):
    assert team_text(shortened) == "[…] ist unfreundlich. Es braucht mehr Schulung."
    assert team_title(shortened) == "Über […]"
    pending = make_contribution(state=State.PENDING, text=SECRET, title=SECRET)
    for row in (rejected, withdrawn, pending):
        assert (team_title(row), team_text(row)) == ("", "")
        assert is_withheld(row)
    assert not is_withheld(make_contribution())


def staff_addresses(process, contribution):
    """Every address below /admin/verfahren/ that needs no more than the process, a contribution or a segment."""
    segments = list(Segment.objects.filter(contribution=contribution).values_list("pk", flat=True))
    found = []

    def walk(patterns, prefix):
        for pattern in patterns:
            path = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, path)
            elif isinstance(pattern, URLPattern) and "verfahren/<slug:process_slug>/" in path:
                path = path.replace("^", "").replace("<slug:process_slug>", process.slug)
                for key in {contribution.pk, *segments}:
                    address = path.replace("<int:pk>", str(key)).replace("<int:number>", "1")
                    if "<" not in address:
                        found.append("/" + address)

    walk([row for row in get_resolver().url_patterns if str(row.pattern).startswith("admin")], "")
    return sorted(set(found))


@pytest.mark.pages
@pytest.mark.parametrize("who", TEAM)
def test_no_door_of_the_staff_shows_it_to_others(client, cast, process, shortened, rejected, make_contribution, who):
    reply = make_contribution(parent=shortened, state=State.PENDING, text="Das stimmt.")
    release(reply, actor=cast.moderator)
    client.force_login(getattr(cast, who))
    addresses = set()
    for contribution in (shortened, rejected, reply):
        found = staff_addresses(process, contribution)
        assert reverse("moderation_admin:reply", kwargs={"process_slug": process.slug, "pk": contribution.pk}) in found
        addresses |= {*found, contribution.get_absolute_url()}
    opened = 0
    # Screens of the process as a whole are the same for each contribution, and opened once.
    for address in sorted(addresses):
        response = client.get(address)
        # Some doors give files: what a packed one holds, its own tests read.
        content = b"".join(response)
        assert SECRET.encode() not in content, address
        opened += response.status_code == 200
    assert opened >= 5


@pytest.mark.parametrize("who", ["analyst", "moderator"])
def test_searching_the_evaluation_does_not_tell_what_was_removed(client, cast, process, shortened, who):
    client.force_login(getattr(cast, who))
    url = reverse("synthesis_admin:segments", kwargs={"process_slug": process.slug})
    assert [row.contribution for row in client.get(url, {"q": "mehr Schulung"}).context["page"]] == [shortened]
    assert list(client.get(url, {"q": SECRET}).context["page"]) == []


def test_the_queue_finds_originals_for_moderators_but_quotes_what_was_published(
    client, cast, process, shortened, rejected
):
    client.force_login(cast.moderator)
    url = reverse("moderation_admin:queue", kwargs={"process_slug": process.slug})
    page = client.get(url, {"q": SECRET, "state": "all"})
    assert set(page.context["page"]) == {shortened, rejected}
    assert f"{SECRET} ist unfreundlich" not in page.content.decode()
    assert f"{SECRET} muss weg" not in page.content.decode()


def test_reading_the_original_is_a_click_that_is_logged(client, cast, shortened):
    url = reverse("moderation_admin:original", kwargs={"process_slug": shortened.process.slug, "pk": shortened.pk})
    client.force_login(cast.moderator)
    trace = client.get(shortened.get_absolute_url())
    assert url in trace.content.decode()
    assert SECRET not in trace.content.decode()
    assert SECRET not in client.get(url).content.decode()
    assert not AuditEntry.objects.filter(action="moderation.read_original").exists()
    shown = client.post(url)
    assert SECRET in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    entry = AuditEntry.objects.get(action="moderation.read_original")
    assert (entry.actor, entry.target, entry.scope) == (cast.moderator, shortened, shortened.process.slug)
    assert SECRET not in str(entry.details)


@pytest.mark.parametrize(
    ("who", "status"), [("analyst", 403), ("observer", 403), ("outsider", 404), ("stakeholder", 302), (None, 302)]
)
def test_others_get_no_original_by_posting_either(client, cast, shortened, who, status):
    if who:
        client.force_login(getattr(cast, who))
    url = reverse("moderation_admin:original", kwargs={"process_slug": shortened.process.slug, "pk": shortened.pk})
    response = client.post(url)
    assert response.status_code == status
    assert SECRET not in response.content.decode()
    assert not AuditEntry.objects.filter(action="moderation.read_original").exists()


def test_the_author_reads_all_of_it_on_the_trace(client, cast, shortened, rejected):
    client.force_login(cast.member)
    assert f"{SECRET} ist unfreundlich" in client.get(shortened.get_absolute_url()).content.decode()
    receipt = reverse("results:trace", kwargs={"code": rejected.display_receipt_code})
    client.logout()
    assert f"{SECRET} muss weg" in client.get(receipt).content.decode()
