"""Two people code a sample: neither sees the other, the segment stays, and what they agree on is written through."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.privacy.extensions import holders
from audit.models import AuditEntry
from consultations.synthesis.double_coding import queries, services
from consultations.synthesis.double_coding.models import DoubleCode, DoubleCoding
from consultations.synthesis.models import Segment, Topic
from consultations.synthesis.panels import evaluation_has_begun
from consultations.synthesis.workbench.topics import merge_topics
from consultations.synthesis.workbench.undo import UndoRefused, undo
from tests.factories.consultations import ActionFieldFactory


@pytest.fixture
def fields(process):
    return [ActionFieldFactory(process=process, title=title) for title in ("Sprache", "Arbeit", "Wohnen")]


@pytest.fixture
def coding(process, cast, make_contribution, fields) -> DoubleCoding:
    """Four passages for analyst and moderator, drawn by the lead."""
    for number in range(4):
        make_contribution(title=f"Beitrag {number}", text=f"Wortlaut {number}.")
    return services.draw_sample(process, actor=cast.lead, first=cast.analyst, second=cast.moderator, size=4)


def url(coding, name, **kwargs):
    return reverse(f"synthesis_admin:{name}", kwargs={"process_slug": coding.process.slug, "pk": coding.pk, **kwargs})


def code_all(coding, person, field, **choice):
    for item in coding.items.all():
        services.save_code(item, actor=person, action_field=field, **choice)


def finish(coding, cast, first, second):
    code_all(coding, cast.analyst, first)
    code_all(coding, cast.moderator, second)
    services.hand_in(coding, actor=cast.analyst)
    return services.hand_in(coding, actor=cast.moderator)


def test_the_draw_can_be_repeated(coding):
    assert coding.items.count() == 4 and queries.draw_is_right(coding)
    one, two = coding.items.order_by("number")[:2]
    coding.items.filter(pk=two.pk).delete()
    assert queries.draw_is_right(coding), "what is gone since then does not count"
    coding.items.filter(pk=one.pk).update(number=2)
    assert not queries.draw_is_right(coding)


def test_a_share_and_a_kind(process, cast, make_contribution, fields):
    for number in range(10):
        make_contribution(kind="question" if number % 2 else "concern")
    drawn = services.draw_sample(
        process, actor=cast.lead, first=cast.analyst, second=cast.lead, percent=50, kind="question"
    )
    assert drawn.size == 3
    kinds = drawn.items.values_list("segment__contribution__kind", flat=True)
    assert set(kinds) == {"question"}
    entry = AuditEntry.objects.get(action="double_coding.draw")
    assert "question" not in str(entry.details), "the log must not tell what the sample was narrowed to"


def test_who_may_draw_and_code(process, cast, coding):
    with pytest.raises(PermissionDenied):
        services.draw_sample(process, actor=cast.observer, first=cast.analyst, second=cast.lead, size=1)
    for second in (cast.analyst, cast.outsider, cast.officer):
        with pytest.raises(services.NotPossible):
            services.draw_sample(process, actor=cast.lead, first=cast.analyst, second=second, size=1)
    item = coding.items.first()
    for person in (cast.lead, cast.outsider, cast.admin):
        with pytest.raises(PermissionDenied):
            services.save_code(item, actor=person, no_answer=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        DoubleCoding.objects.filter(pk=coding.pk).update(second_coder=cast.analyst)


def test_nobody_sees_anything_before_both_are_done(client, cast, coding, fields, make_finding):
    Segment.objects.update(action_field=fields[2], finding=make_finding(title="Ergebnis Geheim"), stance="against")
    topic = Topic.objects.create(action_field=fields[0], title="Kurse")
    code_all(coding, cast.analyst, fields[0], topic=topic, stance="for", note="Notiz der Ersten")
    services.hand_in(coding, actor=cast.analyst)
    item = coding.items.first()
    pages = [
        reverse("synthesis_admin:double_codings", kwargs={"process_slug": coding.process.slug}),
        url(coding, "double_coding"),
        url(coding, "double_coding_work"),
        url(coding, "double_code", number=item.number),
    ]
    for person in (cast.moderator, cast.lead):
        client.force_login(person)
        for page in pages:
            answer = client.get(page)
            html = answer.content.decode()
            assert "Notiz der Ersten" not in html and "Ergebnis Geheim" not in html
            assert "checked" not in html.replace('id="stance-1" checked', "")
            if "codieren" in page and person == cast.lead:
                assert answer.status_code == 404
            elif not page.endswith(f"/{item.number}/"):
                # Fields are there to choose from on the page of a passage only.
                assert "Sprache" not in html and "Wohnen" not in html and "Kurse" not in html
        assert client.get(url(coding, "double_coding_table")).status_code == 404
        assert client.get(url(coding, "settle_double_coding", number=item.number)).status_code == 404
        assert client.post(url(coding, "double_coding_table")).status_code in (404, 405)
    assert queries.compared(coding) == []
    with pytest.raises(services.NotPossible):
        services.settle(item, actor=cast.lead, reason="Vorab.", action_field=fields[0])


def test_coding_leaves_the_segments_alone_and_resumes(client, cast, coding, fields):
    before = list(Segment.objects.order_by("pk").values())
    client.force_login(cast.analyst)
    first = url(coding, "double_code", number=1)
    refused = client.post(first, {"stance": "for"})
    assert refused.status_code == 200 and refused.context["form"].errors
    answer = client.post(first, {"action_field": fields[1].pk, "stance": "for"})
    assert answer.url == url(coding, "double_code", number=2)
    assert client.post(url(coding, "double_coding_work")).url == url(coding, "double_coding_work")
    client.logout()
    client.force_login(cast.analyst)
    page = client.get(url(coding, "double_coding_work"))
    assert page.context["first_open"].number == 2 and "Arbeit" in page.content.decode()
    for number in (2, 3, 4):
        answer = client.post(url(coding, "double_code", number=number), {"no_answer": "on"})
    assert answer.url == url(coding, "double_coding_work")
    client.post(url(coding, "double_coding_work"))
    coding.refresh_from_db()
    assert coding.first_done_at and not coding.is_finished
    assert client.post(first, {"no_answer": "on"}).url == url(coding, "double_coding_work")
    assert DoubleCode.objects.get(item__number=1).action_field == fields[1], "what was handed in stays"
    assert list(Segment.objects.order_by("pk").values()) == before


def test_a_topic_brings_its_field_and_fits_it(client, cast, coding, fields):
    topic = Topic.objects.create(action_field=fields[0], title="Kurse")
    client.force_login(cast.analyst)
    page = url(coding, "double_code", number=1)
    wrong = client.post(page, {"topic": topic.pk, "action_field": fields[1].pk})
    assert "topic" in wrong.context["form"].errors
    client.post(page, {"topic": topic.pk})
    topic.delete()
    code = DoubleCode.objects.get()
    assert (code.action_field, code.topic_title, code.topic_label) == (fields[0], "Kurse", "Kurse")


def test_the_result_counts_and_lists_what_differs(client, cast, coding, fields):
    code_all(coding, cast.analyst, fields[0])
    code_all(coding, cast.moderator, fields[0])
    services.save_code(coding.items.get(number=3), actor=cast.moderator, action_field=fields[1])
    services.hand_in(coding, actor=cast.analyst)
    services.hand_in(coding, actor=cast.moderator)
    client.force_login(cast.lead)
    page = client.get(url(coding, "double_coding"))
    result = page.context["result"]
    assert (result.overall[0].number, result.overall[0].agreed) == (4, 3)
    assert result.overall[1].kappa is None and result.rests_on_few
    assert [row.label for row in result.fields] == ["Arbeit", "Sprache"]
    assert [row.item.number for row in page.context["page"]] == [3]
    table = b"".join(client.get(url(coding, "double_coding_table")).streaming_content).decode()
    assert "Analyst;Moderator" in table and table.count("Arbeit") == 2


def test_settling_writes_through_with_reason(client, cast, coding, fields, make_finding):
    item = coding.items.get(number=1)
    finding = make_finding(action_field=fields[0])
    Segment.objects.filter(pk=item.segment_id).update(action_field=fields[0], finding=finding, stance="for")
    topic = Topic.objects.create(action_field=fields[1], title="Anerkennung")
    for number in range(1, 5):
        one = coding.items.get(number=number)
        services.save_code(one, actor=cast.analyst, action_field=fields[0])
        services.save_code(one, actor=cast.moderator, action_field=fields[1], topic=topic, stance="against")
    services.hand_in(coding, actor=cast.analyst)
    services.hand_in(coding, actor=cast.moderator)
    client.force_login(cast.moderator)
    page = url(coding, "settle_double_coding", number=1)
    assert client.post(page, {"which": "second"}).context["form"].errors["reason"]
    client.post(page, {"which": "second", "reason": "Es geht um Abschlüsse."})
    segment = Segment.objects.get(pk=item.segment_id)
    assert (segment.action_field, segment.topic, segment.stance) == (fields[1], topic, "against")
    assert segment.finding == finding
    entry = AuditEntry.objects.get(action="double_coding.settle")
    assert entry.reason == "Es geht um Abschlüsse." and entry.actor == cast.moderator
    assert AuditEntry.objects.filter(action="synthesis.assign").count() == 1
    with pytest.raises(services.NotPossible):
        services.settle(item, actor=cast.lead, reason="Noch einmal.", action_field=fields[0])

    client.post(
        url(coding, "settle_double_coding", number=2), {"which": "other", "no_answer": "on", "reason": "Nur Dank."}
    )
    assert Segment.objects.get(pk=coding.items.get(number=2).segment_id).no_answer_reason == "Nur Dank."
    assert (
        client.post(url(coding, "settle_double_coding", number=3), {"which": "other", "reason": "?"}).status_code == 200
    )
    assert client.get(url(coding, "double_coding")).context["open"] == 2


def test_what_was_settled_is_not_undone_by_a_key(cast, process, coding, fields):
    finish(coding, cast, fields[0], fields[1])
    item = coding.items.get(number=1)
    Segment.objects.filter(pk=item.segment_id).update(no_answer_reason="Nur Dank.")
    services.settle(item, actor=cast.analyst, reason="Es geht um Arbeit.", action_field=fields[1])
    with pytest.raises(UndoRefused):
        undo(process, actor=cast.analyst)
    segment = Segment.objects.get(pk=item.segment_id)
    assert (segment.action_field, segment.no_answer_reason) == (fields[1], "")


def test_a_topic_that_is_gone_is_not_settled_away(client, cast, coding, fields):
    topic = Topic.objects.create(action_field=fields[0], title="Kurse")
    code_all(coding, cast.analyst, fields[0], topic=topic)
    code_all(coding, cast.moderator, fields[1])
    services.hand_in(coding, actor=cast.analyst)
    services.hand_in(coding, actor=cast.moderator)
    other = Topic.objects.create(action_field=fields[0], title="Sprachkurse")
    item = coding.items.get(number=1)
    Segment.objects.filter(pk=item.segment_id).update(action_field=fields[0], topic=topic)
    merge_topics(topic, other, actor=cast.analyst, reason="Dasselbe.")
    client.force_login(cast.analyst)
    page = url(coding, "settle_double_coding", number=1)
    answer = client.post(page, {"which": "first", "reason": "So ist es."})
    assert "Kurse" in answer.context["form"].errors["which"][0] and "So ist es." in answer.text
    assert Segment.objects.get(pk=item.segment_id).topic == other


def test_what_is_drawn_keeps_its_words(cast, coding):
    """Else the two would code different texts."""
    contribution = coding.items.first().segment.contribution
    assert evaluation_has_begun(None, [contribution])["evaluated"].keys() == {contribution.pk}


def test_equal_codes_and_withdrawn_contributions_are_not_settled(cast, coding, fields):
    coding = finish(coding, cast, fields[0], fields[0])
    with pytest.raises(services.NotPossible):
        services.settle(coding.items.first(), actor=cast.lead, reason="Anders.", action_field=fields[1])
    contribution = coding.items.first().segment.contribution
    type(contribution).objects.filter(pk=contribution.pk).update(state="withdrawn")
    assert len(queries.compared(coding)) == 3


def test_discarding_needs_a_reason_and_an_unfinished_one(client, cast, coding, fields):
    client.force_login(cast.lead)
    client.post(url(coding, "discard_double_coding"), {"reason": " "})
    assert DoubleCoding.objects.filter(pk=coding.pk).exists()
    finish(coding, cast, fields[0], fields[1])
    client.post(url(coding, "discard_double_coding"), {"reason": "Doch nicht."})
    assert DoubleCoding.objects.filter(pk=coding.pk).exists(), "what is finished stays"
    other = services.draw_sample(coding.process, actor=cast.lead, first=cast.analyst, second=cast.lead, size=1)
    client.post(url(other, "discard_double_coding"), {"reason": "Urlaub."})
    assert not DoubleCoding.objects.filter(pk=other.pk).exists()


def test_drawing_on_the_page(client, cast, coding):
    client.force_login(cast.analyst)
    page = reverse("synthesis_admin:draw_double_coding", kwargs={"process_slug": coding.process.slug})
    data = {"amount": 2, "unit": "size", "first": cast.analyst.pk, "second": cast.analyst.pk}
    assert "second" in client.post(page, data).context["form"].errors
    assert "amount" in client.post(page, {**data, "unit": "percent", "amount": 200}).context["form"].errors
    assert client.post(page, {**data, "second": cast.lead.pk, "kind": "question"}).context["form"].errors
    assert client.post(page, {**data, "second": cast.lead.pk}).status_code == 302
    assert client.get(page).context["form"].fields["first"].queryset.filter(pk=cast.outsider.pk).count() == 0


def test_pages_take_the_same_queries_however_large_the_sample(
    client, process, cast, coding, fields, make_contribution, django_assert_num_queries
):
    from django.db import connection

    finish(coding, cast, fields[0], fields[1])
    client.force_login(cast.analyst)

    def counted(coding) -> list[int]:
        found = []
        for name in ("double_coding", "double_coding_work"):
            with CaptureQueriesContext(
                connection,
            ) as queries_of_page:
                assert client.get(url(coding, name)).status_code == 200
            found.append(len(queries_of_page))
        return found

    counted(coding)
    few = counted(coding)
    for number in range(16):
        make_contribution(text=f"Noch einer {number}.")
    large = services.draw_sample(process, actor=cast.lead, first=cast.analyst, second=cast.moderator, size=20)
    items = list(large.items.all())
    DoubleCode.objects.bulk_create(
        DoubleCode(item=item, place=place, coder=person, action_field=fields[place])
        for item in items
        for place, person in ((1, cast.analyst), (2, cast.moderator))
    )
    services.hand_in(large, actor=cast.analyst)
    services.hand_in(large, actor=cast.moderator)
    assert counted(large) == few


def test_names_go_and_the_numbers_stay(cast, coding, fields, process):
    finish(coding, cast, fields[0], fields[1])
    holder = next(holder for holder in holders() if holder.key == "double_coding")
    assert len(holder.collect(cast.analyst).rows) == 4
    assert services.forget_names(queries.with_old_names()) == 0
    process.finished_on = queries.today() - queries.NAMES_KEPT - queries.NAMES_KEPT / 365
    process.save()
    assert services.forget_names(queries.with_old_names()) == 1
    coding.refresh_from_db()
    assert coding.first_coder is None and holder.collect(cast.analyst).rows == []
    assert queries.result(coding, queries.compared(coding)).overall[0].number == 4
