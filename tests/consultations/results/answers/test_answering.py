"""The answer: versions, examination until a day, text blocks, deadlines and their reminders."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from consultations.contributions.models import Contribution
from consultations.process.dates import today
from consultations.results import queries as public
from consultations.results.answers import queries, services
from consultations.results.answers.models import AnswerDeadline, AnswerTextBlock
from consultations.results.answers.reminders import remind
from consultations.results.models import Answer, AnswerVersion
from consultations.results.services import publish_interim, publish_results
from consultations.results.trace import build_trace, compact_state
from consultations.synthesis.models import Finding
from notifications.models import OutboxMessage

SOON = timedelta(days=30)


def page(process, name="answer", **kwargs):
    return reverse(f"results_admin:{name}", kwargs={"process_slug": process.slug, **kwargs})


# --- Versions -------------------------------------------------------------------------------------------------------


def test_every_change_is_a_version_and_saving_again_is_none(cast, make_finding, write):
    finding = make_finding()
    write(finding, reason="Erste Begründung.")
    write(finding, reason="Erste Begründung.", actor=cast.lead)
    answer = write(finding, reason="Zweite Begründung.", decision="partly", actor=cast.lead)
    rows = list(answer.versions.order_by("number"))
    assert [(v.number, v.decision, v.saved_by) for v in rows] == [
        (1, "accepted", cast.officer),
        (2, "partly", cast.lead),
    ]
    assert answer.version == 2
    compared = queries.comparison(*rows)
    assert [(run.kind, run.text.strip()) for run in compared.runs if run.kind != "same"] == [
        ("delete", "Erste"),
        ("insert", "Zweite"),
    ]
    assert [str(row[1]) for row in compared.details] == [rows[0].get_decision_display()]


def test_an_answer_from_before_there_were_versions_keeps_its_first_one(make_finding, answered, write):
    finding = answered(published=False, reason="Von früher.")
    answer = write(finding, reason="Von heute.")
    assert list(answer.versions.order_by("number").values_list("number", "reason")) == [
        (1, "Von früher."),
        (2, "Von heute."),
    ]


def test_the_versions_are_compared_on_a_page(client, cast, process, make_finding, write):
    finding = make_finding()
    for reason in ("Alt eins.", "Alt zwei.", "Neu drei."):
        write(finding, reason=reason)
    client.force_login(cast.analyst)
    url = page(process, "answer_versions", number=finding.number)
    assert client.get(url).context["compared"].old.number == 2
    content = client.get(url + "?alt=1&neu=3").content.decode()
    assert "<del" in content and "Alt eins" in content
    assert client.get(url + "?alt=x&neu=99999999").status_code == 200
    client.force_login(cast.observer)
    assert client.get(url).status_code == 403


# --- Under examination ----------------------------------------------------------------------------------------------


def test_an_examination_in_the_past_is_refused(make_finding, write):
    finding = make_finding()
    with pytest.raises(ValueError, match="past"):
        write(finding, decision="open", examined_until=today() - timedelta(days=1))
    write(finding, decision="open", examined_until=today())
    assert write(finding, decision="partly", examined_until=today()).examined_until is None


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"reason": "Wir prüfen."}, "examined_until"),
        ({"reason": "Wir prüfen.", "examined_until": "2001-01-01"}, "examined_until"),
        ({"reason": ""}, None),
        ({"decision": "partly", "reason": "Weil.", "examined_until": "2001-01-01"}, None),
    ],
)
def test_the_form_asks_until_when(client, cast, process, make_finding, typed, wrong):
    finding = make_finding()
    client.force_login(cast.officer)
    answer = client.post(page(process, number=finding.number), {"decision": "open", **typed})
    assert answer.status_code == (200 if wrong else 302)
    if wrong:
        assert list(answer.context["form"].errors) == [wrong]
    assert Answer.objects.exists() is not bool(wrong)


def test_an_examination_with_reason_and_day_is_published_and_read(
    client, process, cast, make_contribution, make_finding, cite, write
):
    contribution, finding = make_contribution(), make_finding()
    cite(finding, contribution)
    write(finding, decision="open", reason="Wir fragen nach.", examined_until=today() + SOON)
    publish_results(process, actor=cast.lead)
    finding.refresh_from_db()
    assert finding.is_published
    trace = build_trace(contribution)
    step = next(step for step in trace.steps if step.key == "answered")
    assert step.state == "done" and str((today() + SOON).day) in step.text
    assert compact_state(contribution).label == step.title
    assert next(step for step in trace.steps if step.key == "draft").state == "upcoming"
    assert public.coverage(process).is_complete
    content = client.get(reverse("results:finding", args=[process.slug, finding.number])).content.decode()
    assert "Wir fragen nach." in content


def test_a_published_examination_goes_on_or_ends_but_is_not_emptied(make_finding, write, cast, publish_newest):
    finding = make_finding()
    write(finding, decision="open", examined_until=today())
    publish_interim(finding, actor=cast.lead)
    write(finding, decision="open", reason="Dauert länger.", examined_until=today() + SOON)
    with pytest.raises(ValueError, match="taken back"):
        write(finding, decision="open", reason="Ohne Tag.")
    write(finding, decision="not_accepted")
    assert publish_newest(finding).is_final


# --- Text blocks ----------------------------------------------------------------------------------------------------


def test_a_text_block_is_inserted_without_javascript_and_counted_when_saved(client, cast, process, make_finding):
    finding = make_finding()
    services.save_text_block(process, title="Haushalt", text="Unter Vorbehalt.", actor=cast.officer)
    block = AnswerTextBlock.objects.get()
    client.force_login(cast.officer)
    url = page(process, number=finding.number)
    typed = {"decision": "partly", "reason": "Wir tun es.", "block": block.pk, "insert_block": "1", "seen_at": "none"}
    form = client.post(url, typed).context["form"]
    assert form["reason"].value() == "Wir tun es.\n\nUnter Vorbehalt."
    assert not Answer.objects.exists()
    block.refresh_from_db()
    assert block.used_count == 0
    fields = ("decision", "reason", "used_blocks", "seen_at")
    assert client.post(url, {name: form[name].value() for name in fields}).status_code == 302
    block.refresh_from_db()
    assert (block.used_count, Answer.objects.get().reason) == (1, "Wir tun es.\n\nUnter Vorbehalt.")


@pytest.mark.parametrize("key", ["", "x", "999999999999999999999", "7"])
def test_a_text_block_that_is_not_there_inserts_nothing(client, cast, process, make_finding, key):
    client.force_login(cast.officer)
    url = page(process, number=make_finding().number)
    answer = client.post(url, {"reason": "Bleibt.", "block": key, "insert_block": "1"})
    assert answer.context["form"]["reason"].value() == "Bleibt."


def test_text_blocks_are_kept_changed_and_deleted(client, cast, process, other_process):
    client.force_login(cast.officer)
    url = page(process, "text_blocks")
    values = {"title": "Bund", "text": "Das entscheidet der Bund.", "decision": "not_accepted"}
    assert client.post(url, values).status_code == 302
    again = client.post(url, values)
    assert "title" in again.context["form"].errors and "Das entscheidet der Bund." in again.content.decode()
    block = AnswerTextBlock.objects.get()
    one = page(process, "text_block", pk=block.pk)
    assert client.post(one, {**values, "title": "Bundessache"}).status_code == 302
    block.refresh_from_db()
    assert block.title == "Bundessache"
    client.force_login(cast.outsider)
    assert client.post(page(other_process, "text_block", pk=block.pk), {"delete": "1"}).status_code == 404
    client.force_login(cast.officer)
    client.post(one, {"delete": "1"})
    assert not AnswerTextBlock.objects.exists()


@pytest.mark.parametrize("who", ["outsider", "analyst", "cosigner", "observer", "stakeholder"])
def test_only_who_answers_keeps_text_blocks_and_sets_deadlines(cast, process, make_finding, who):
    actor = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        services.save_text_block(process, title="T", text="T", actor=actor)
    with pytest.raises(PermissionDenied):
        services.set_deadlines(process, [make_finding()], due_on=today(), actor=actor)
    assert not AnswerTextBlock.objects.exists() and not AnswerDeadline.objects.exists()


# --- Deadlines ------------------------------------------------------------------------------------------------------


def test_deadlines_are_set_one_by_one_and_for_all_without_an_answer(client, cast, process, make_finding, answered):
    first, second, done = make_finding(), make_finding(), answered()
    client.force_login(cast.officer)
    url, day = page(process, "deadlines"), (today() + SOON).isoformat()
    client.post(url, {"do": "ticked", "findings": [first.number], "due_on": day, "person": cast.officer.pk})
    assert [(row.finding, row.person) for row in AnswerDeadline.objects.all()] == [(first, cast.officer)]
    client.post(url, {"do": "all", "due_on": (today() + 2 * SOON).isoformat()})
    rows = AnswerDeadline.objects.order_by("finding__number")
    assert {row.finding for row in rows} == {first, second} and done not in {row.finding for row in rows}
    assert {row.due_on for row in rows} == {today() + 2 * SOON} and {row.person for row in rows} == {None}
    client.post(url, {"do": "clear", "findings": [second.number]})
    assert AnswerDeadline.objects.get().finding == first


@pytest.mark.parametrize(
    "typed",
    [{"do": "ticked", "due_on": "2999-01-01"}, {"do": "all"}, {"do": "all", "due_on": "2001-01-01"}, {"do": "x"}],
)
def test_deadlines_that_make_no_sense_are_refused_and_kept_typed(client, cast, process, make_finding, typed):
    make_finding()
    client.force_login(cast.officer)
    assert client.post(page(process, "deadlines"), typed).context["form"].errors
    assert not AnswerDeadline.objects.exists()


def test_only_who_may_answer_is_responsible(cast, process, make_finding):
    with pytest.raises(ValueError, match="may answer"):
        services.set_deadlines(process, [make_finding()], due_on=today(), person=cast.observer, actor=cast.lead)


@pytest.mark.parametrize(("left", "mails"), [(8, 0), (7, 1), (3, 1), (1, 1), (0, 1), (-1, 1), (-20, 1)])
def test_a_reminder_goes_out_once_for_each_day(cast, process, make_finding, left, mails):
    AnswerDeadline.objects.create(finding=make_finding(), due_on=today() + timedelta(days=left), person=cast.officer)
    assert remind() == mails
    assert remind() == 0
    assert OutboxMessage.objects.filter(kind="answer_deadline", recipient=cast.officer).count() == mails


def test_week_day_and_overdue_are_three_reminders_and_an_answer_ends_them(cast, process, make_finding, write):
    finding = make_finding()
    row = AnswerDeadline.objects.create(finding=finding, due_on=today(), person=cast.officer)
    for left in (7, 1, -1):
        AnswerDeadline.objects.filter(pk=row.pk).update(due_on=today() + timedelta(days=left))
        assert remind() == 1
    AnswerDeadline.objects.filter(pk=row.pk).update(due_on=today() + timedelta(days=7), person=None)
    # Without a person everybody who may answer: the officer has this one already.
    assert remind() == 1
    assert OutboxMessage.objects.filter(kind="answer_deadline", recipient=cast.lead).count() == 1
    write(finding)
    AnswerDeadline.objects.filter(pk=row.pk).update(due_on=today() - timedelta(days=5))
    assert remind() == 0


def test_what_is_overdue_stands_on_the_dashboard(client, cast, process, make_finding, answered):
    late, slow = make_finding(title="Zu spät"), answered(decision="open", published=False, title="Prüft zu lange")
    AnswerDeadline.objects.create(finding=late, due_on=today() - timedelta(days=1))
    Answer.objects.filter(finding=slow).update(examined_until=today() - timedelta(days=1))
    url = reverse("process_admin:dashboard", kwargs={"process_slug": process.slug})
    client.force_login(cast.officer)
    content = client.get(url).content.decode()
    assert "Zu spät" in content and "Prüft zu lange" in content
    client.force_login(cast.observer)
    assert "Zu spät" not in client.get(url).content.decode()


def test_the_lists_take_as_many_queries_for_many_findings(client, cast, process, count_queries):
    client.force_login(cast.officer)
    url, counts = page(process, "deadlines"), []
    for number in (2, 150):
        start = Finding.objects.count()
        rows = Finding.objects.bulk_create(
            Finding(process=process, number=start + n + 1, title="T", summary="S", released_at=timezone.now())
            for n in range(number)
        )
        AnswerDeadline.objects.bulk_create(AnswerDeadline(finding=row, due_on=today()) for row in rows)
        counts.append(count_queries(client, url))
    assert counts[0] == counts[1]


def test_answers_are_told_once_and_not_for_a_save_without_change(
    cast, process, make_contribution, answered, cite, write
):
    finding = answered(published=False)
    cite(finding, make_contribution(user=cast.member))
    first = publish_results(process, actor=cast.lead)
    answer = Answer.objects.get(finding=finding)
    write(finding, decision=answer.decision, reason=answer.reason, responsible=answer.responsible)
    assert publish_results(process, actor=cast.lead) == first
    assert AnswerVersion.objects.count() == 0 and Contribution.objects.count() == 1
