"""A changed answer of a published finding: every door shows the version before until somebody publishes the new one."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from consultations.exports.reports.enums import Audience
from consultations.exports.reports.numbers import Reading
from consultations.exports.reports.scope import Scope
from consultations.results import versions
from consultations.results.answers import queries
from consultations.results.answers.cosigning import NotPossible, ask, decide, take_back
from consultations.results.answers.models import CosignRequest
from consultations.results.gate import inspect
from consultations.results.models import Answer, AnswerVersion, ResultEvent
from consultations.results.services import AnsweredMeanwhile, explain_no_change, publish_interim, publish_results
from notifications.models import OutboxMessage
from tests.consultations.test_concurrency import at_once

OLD, NEW = "Bisherige Begründung", "Kommende Begründung"


@pytest.fixture
def public(cast, make_finding, write, make_contribution, cite):
    """A published finding with a settled answer that rests on a contribution."""
    finding = make_finding()
    cite(finding, make_contribution(user=cast.member))
    write(finding, reason=OLD)
    return publish_interim(finding, actor=cast.lead)


def newest(finding) -> int:
    return Answer.objects.get(finding=finding).working_version


def doors(process, finding) -> list[str]:
    """Every address at which the public reads what an answer says or counts it."""
    api, slug = f"/api/v1/processes/{process.slug}", {"process_slug": process.slug}
    code = finding.segments.first().contribution.get_absolute_url()
    return [
        reverse("results:results", kwargs=slug),
        reverse("results:finding", args=[process.slug, finding.number]),
        reverse("synopsis:synopsis", kwargs=slug),
        reverse("synopsis:synopsis", kwargs=slug) + "?druck=1",
        reverse("synopsis:table", kwargs=slug),
        code,
        f"{api}/findings",
        f"{api}/findings/{finding.number}",
        f"{api}/answers",
        f"/verfahren/{process.slug}/ergebnisse/feed/",
        f"/verfahren/{process.slug}/feed/",
        f"/verfahren/{process.slug}/daten/ergebnisse.json",
        f"/verfahren/{process.slug}/daten/ergebnisse.csv",
        f"/verfahren/{process.slug}/",
        f"/verfahren/{process.slug}/karte/",
    ]


def read(client, url) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    whole = b"".join(response.streaming_content) if response.streaming else response.content
    return whole.decode()


def test_no_door_shows_a_version_that_waits(client, cast, process, public, write, home):
    publish_results(process, actor=cast.lead)
    addresses = doors(process, public)
    before = {url: read(client, url) for url in addresses}
    saying = [url for url in addresses if OLD in before[url]]
    assert len(saying) >= 9
    write(public, decision="not_accepted", reason=NEW, responsible="Referat Neu")
    for url in addresses:
        now = read(client, url)
        assert NEW not in now and "Referat Neu" not in now, url
        assert (OLD in now) == (url in saying), url
    for audience in (Audience.PUBLIC, Audience.INTERNAL):
        shown = public.__class__.objects.select_related("answer").get(pk=public.pk)
        assert Reading(Scope(process, audience)).answer(shown).reason == OLD
    search = reverse("results:results", kwargs={"process_slug": process.slug})
    assert OLD not in read(client, search + "?entscheidung=not_accepted")
    versions.publish_version(public, seen=newest(public), actor=cast.lead)
    for url in saying:
        now = read(client, url)
        assert NEW in now and OLD not in now, url


def test_it_waits_for_signatures_and_then_for_a_person(cast, process, public, write, body):
    ask(public, [body], actor=cast.officer)
    row = CosignRequest.objects.get()
    decide(row, outcome="signed", seen_version=1, actor=cast.cosigner)
    write(public, reason=NEW)
    with pytest.raises(versions.StillOpen):
        versions.publish_version(public, seen=2, actor=cast.lead)
    assert [row.check for row in inspect(process).obstacles] == ["signature"]
    again = CosignRequest.objects.current().get()
    decide(again, outcome="signed", seen_version=2, actor=cast.cosigner)
    # The last signature alone publishes nothing.
    assert Answer.objects.get().reason == OLD
    assert [row.body for row in queries.cosigned_by(public)] == [body]
    answer = versions.publish_version(public, seen=2, actor=cast.lead)
    assert (answer.reason, answer.version, answer.is_pending) == (NEW, 2, False)
    assert AnswerVersion.objects.get(number=2).published_at
    assert ResultEvent.objects.get(kind="changed").earlier_decision == "accepted"


def test_an_objection_or_giving_it_up_leaves_the_public_one(cast, public, write, body):
    write(public, reason=NEW)
    ask(public, [body], actor=cast.officer)
    decide(CosignRequest.objects.get(), outcome="objected", seen_version=2, reason="Zu teuer.", actor=cast.cosigner)
    with pytest.raises(versions.StillOpen):
        versions.publish_version(public, seen=2, actor=cast.lead)
    with pytest.raises(ValueError, match="reason"):
        versions.withdraw_version(public, seen=2, reason=" ", actor=cast.officer)
    answer = versions.withdraw_version(public, seen=2, reason="Doch nicht.", actor=cast.officer)
    assert (answer.reason, answer.is_pending) == (OLD, False)
    assert not CosignRequest.objects.current().exists()
    # Giving it up is no way around the objection: the body is asked about the next version, and cannot be left out.
    write(public, reason=NEW)
    again = CosignRequest.objects.current().get()
    assert (again.version.number, again.body, again.outcome) == (3, body, "")
    assert AnswerVersion.objects.get(number=2).withdrawn_at
    with pytest.raises(NotPossible):
        take_back(again, actor=cast.officer)
    assert CosignRequest.objects.current().exists()


def test_what_waits_goes_out_with_all_results_and_tells_nobody_twice(cast, process, public, write):
    first = publish_results(process, actor=cast.lead)
    write(public, reason=NEW)
    assert publish_results(process, actor=cast.lead) == first
    assert Answer.objects.get().reason == NEW
    assert ResultEvent.objects.filter(kind="changed").count() == 1


def test_over_a_closed_gate_only_what_lacks_nothing_goes_out(
    cast, process, public, write, body, make_finding, make_contribution, cite
):
    make_contribution()
    other = make_finding()
    cite(other, make_contribution())
    write(other, reason=OLD)
    publish_interim(other, actor=cast.lead)
    for finding in (public, other):
        write(finding, reason=NEW)
    ask(public, [body], actor=cast.officer)
    publish_results(process, actor=cast.admin, override_reason="Der Landtag braucht die Ergebnisse bis morgen Abend.")
    assert Answer.objects.get(finding=other).reason == NEW
    assert Answer.objects.get(finding=public).reason == OLD


def test_a_published_decision_is_not_taken_back_by_way_of_a_version_that_waits(public, write):
    write(public, decision="partly", reason=NEW)
    with pytest.raises(ValueError, match="taken back"):
        write(public, decision="open", reason="Wir prüfen.")


def test_a_published_finding_without_an_answer_shows_none_until_one_is_published(
    client, cast, process, make_finding, write, make_contribution, cite
):
    finding = make_finding(state="published", published_at="2026-01-01T00:00Z")
    cite(finding, make_contribution())
    write(finding, reason=NEW)
    url = reverse("results:finding", args=[process.slug, finding.number])
    assert NEW not in read(client, url)
    assert inspect(process).findings == [finding]
    client.force_login(cast.lead)
    screen = reverse("results_admin:answer", args=[process.slug, finding.number])
    page = read(client, screen)
    assert reverse("results_admin:publish_version", args=[process.slug, finding.number]) in page
    # It does not go out with the next publication of all results: it keeps that one from being possible.
    assert "Öffentlich steht Fassung 1" not in page and "mit der nächsten Veröffentlichung" not in page
    client.logout()
    versions.publish_version(finding, seen=newest(finding), actor=cast.lead)
    assert NEW in read(client, url)


def test_the_reason_for_no_change_is_part_of_the_answer(cast, asked, write, body):
    """It voids signatures, is compared, and of an unpublished answer stands at once."""
    finding = asked.version.answer.finding
    decide(asked, outcome="signed", seen_version=1, actor=cast.cosigner)
    answer = explain_no_change(finding, reason="Steht schon im Gesetz.", actor=cast.editor)
    assert (answer.version, answer.no_change_reason) == (2, "Steht schon im Gesetz.")
    assert CosignRequest.objects.current().get().outcome == ""
    first, second = answer.versions.order_by("number")
    assert [row[2] for row in queries.comparison(first, second).details] == ["Steht schon im Gesetz."]
    assert explain_no_change(finding, reason="Steht schon im Gesetz.", actor=cast.editor).version == 2
    # Writing the answer keeps it.
    assert write(finding, reason=NEW).no_change_reason == "Steht schon im Gesetz."


@pytest.mark.parametrize("who", ["outsider", "analyst", "cosigner", "observer", "stakeholder", "officer", "editor"])
def test_only_who_publishes_results_publishes_a_version(client, cast, process, public, write, who):
    write(public, reason=NEW)
    with pytest.raises(PermissionDenied):
        versions.publish_version(public, seen=2, actor=getattr(cast, who))
    if who not in ("officer",):
        with pytest.raises(PermissionDenied):
            versions.withdraw_version(public, seen=2, reason="Nein.", actor=getattr(cast, who))
    client.force_login(getattr(cast, who))
    url = reverse("results_admin:publish_version", args=[process.slug, public.number])
    assert client.post(url, {"version": 2}).status_code in (302, 403, 404)
    assert client.get(url).status_code in (302, 403, 404, 405)
    assert Answer.objects.get().reason == OLD


def test_the_screen_says_what_is_public_and_what_it_waits_for(client, cast, process, public, write, body):
    write(public, reason=NEW)
    ask(public, [body], actor=cast.officer)
    client.force_login(cast.lead)
    url = reverse("results_admin:answer", args=[process.slug, public.number])
    content = read(client, url)
    assert "Version 1" in content or "Fassung 1" in content
    assert NEW in content and "<ins" in content and body in content
    assert reverse("results_admin:publish_version", args=[process.slug, public.number]) not in content
    assert client.get(url).context["form"]["reason"].value() == NEW
    for name in ("findings", "publish"):
        assert (
            "neue-fassung" in read(client, reverse(f"results_admin:{name}", args=[process.slug])) or name != "publish"
        )
    decide(CosignRequest.objects.get(), outcome="signed", seen_version=2, actor=cast.cosigner)
    step = reverse("results_admin:publish_version", args=[process.slug, public.number])
    assert step in read(client, url)
    client.post(step, {"version": 1})
    assert Answer.objects.get().reason == OLD
    client.post(step, {"version": 2})
    assert Answer.objects.get().reason == NEW
    history = read(client, reverse("results_admin:answer_versions", args=[process.slug, public.number]))
    assert OLD in history and NEW in history


def test_giving_up_on_the_screen_asks_why(client, cast, process, public, write):
    write(public, reason=NEW)
    client.force_login(cast.officer)
    step = reverse("results_admin:withdraw_version", args=[process.slug, public.number])
    client.post(step, {"version": 2})
    assert Answer.objects.get().is_pending
    client.post(step, {"version": 2, "withdraw-reason": "Die alte trifft es besser."})
    assert not Answer.objects.get().is_pending


def test_who_has_an_older_version_before_them_is_told(client, cast, process, public, write):
    client.force_login(cast.officer)
    url = reverse("results_admin:answer", args=[process.slug, public.number])
    seen = client.get(url).context["form"]["seen_at"].value()
    write(public, reason="Von jemand anderem.", actor=cast.lead)
    response = client.post(url, {"decision": "partly", "reason": NEW, "seen_at": seen})
    content = response.content.decode()
    assert response.status_code == 409 and "Von jemand anderem." in content and NEW in content
    seen = response.context["form"]["seen_at"].value()
    assert client.post(url, {"decision": "partly", "reason": NEW, "seen_at": seen}).status_code == 302
    assert AnswerVersion.objects.pending().get().reason == NEW


def test_a_publication_meanwhile_is_no_conflict_and_nothing_is_lost(client, cast, process, public, write):
    write(public, reason=NEW)
    client.force_login(cast.officer)
    url = reverse("results_admin:answer", args=[process.slug, public.number])
    typed = {
        "decision": "partly",
        "reason": "Noch genauer.",
        "seen_at": client.get(url).context["form"]["seen_at"].value(),
    }
    versions.publish_version(public, seen=2, actor=cast.lead)
    assert client.post(url, typed).status_code == 302
    answer = Answer.objects.get()
    assert (answer.reason, answer.version, answer.working_version) == (NEW, 2, 3)
    assert AnswerVersion.objects.pending().get().reason == "Noch genauer."
    # The words were others in between: what was typed is shown beside them.
    assert client.post(url, {**typed, "reason": "Zu spät."}).status_code == 409


def test_a_version_that_was_given_up_meanwhile_is_a_conflict(client, cast, process, public, write):
    write(public, reason=NEW)
    seen = versions.edited_at(Answer.objects.get())
    versions.withdraw_version(public, seen=2, reason="Falsch.", actor=cast.officer)
    with pytest.raises(AnsweredMeanwhile):
        write(public, reason="Ganz anders.", seen_at=seen)
    versions_seen = versions.edited_at(Answer.objects.get())
    write(public, reason="Ganz anders.", seen_at=versions_seen)


def test_publishing_ahead_meanwhile_is_no_conflict(cast, make_finding, write, make_contribution, cite):
    finding = make_finding()
    cite(finding, make_contribution())
    seen = versions.edited_at(write(finding, reason=OLD))
    publish_interim(finding, actor=cast.lead)
    answer = write(finding, reason=NEW, seen_at=seen)
    assert (answer.reason, answer.is_pending) == (OLD, True)


def test_the_lists_take_as_many_queries_for_many_that_wait(
    client, cast, process, public, write, make_finding, count_queries
):
    client.force_login(cast.lead)
    counts = []
    for number in (1, 4):
        for _each in range(number):
            finding = make_finding()
            write(finding, reason=OLD)
            publish_interim(finding, actor=cast.lead)
            write(finding, reason=NEW)
        names = ("findings", "publish")
        counts.append([count_queries(client, reverse(f"results_admin:{n}", args=[process.slug])) for n in names])
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_edit_and_a_publication_at_once_never_publish_what_nobody_read(cast, process, public, write):
    write(public, reason=NEW)
    seen = versions.edited_at(Answer.objects.get())
    results = at_once(
        lambda: versions.publish_version(public, seen=2, actor=cast.lead),
        lambda: write(public, reason="Ganz anders.", seen_at=seen),
    )
    answer = Answer.objects.get()
    assert answer.reason in (NEW, OLD)
    assert answer.reason == NEW or isinstance(results[0], versions.NothingPending)
    lost = isinstance(results[1], AnsweredMeanwhile)
    assert lost or AnswerVersion.objects.pending().get().reason == "Ganz anders."


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_publish_at_once_tell_once(cast, process, public, write):
    write(public, reason=NEW)
    results = at_once(*[lambda: versions.publish_version(public, seen=2, actor=cast.lead)] * 2)
    assert sum(isinstance(result, versions.NothingPending) for result in results) == 1
    assert ResultEvent.objects.filter(kind="changed").count() == 1
    assert OutboxMessage.objects.filter(kind="contribution_moved").count() <= 2
