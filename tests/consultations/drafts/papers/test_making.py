"""Papers are made once, by whoever comes first, and never by a dead worker for ever."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consultations.drafts.papers import services
from consultations.drafts.papers.enums import PaperFormat
from consultations.drafts.papers.models import Paper
from consultations.drafts.papers.tasks import make_paper
from consultations.drafts.services import publish_version
from frontend.made_once import ASKED_HELD, CLAIM_HELD, PAUSE_AFTER_FAILURE
from tests.consultations.test_concurrency import at_once
from tests.factories.consultations import make_version

DOCX = PaperFormat.DOCX


@pytest.fixture
def made(monkeypatch):
    """What was made, in order, by makers that only say so."""
    calls = []

    def maker(name):
        return lambda data: calls.append(name) or f"{name} {len(calls)}".encode()

    monkeypatch.setattr(services, "_DRAFT", {form: maker(f"draft {form}") for form in PaperFormat})
    monkeypatch.setattr(services, "_COMPARISON", {form: maker(f"comparison {form}") for form in PaperFormat})
    return calls


@pytest.fixture
def started(monkeypatch):
    """Which papers a worker was asked for; none comes."""
    calls = []
    monkeypatch.setattr(make_paper, "delay", calls.append)
    return calls


@pytest.fixture
def long(monkeypatch):
    """Every paper is too long to be made in a request."""
    monkeypatch.setattr(services, "MADE_AT_ONCE", 0)


def ask(version, since=None):
    """What a visitor's click does, until the end of the request."""
    return services.paper_for_reading(version, DOCX, since=since)


def test_a_short_paper_is_made_at_once_and_only_once(version, made, started):
    first, second = ask(version), ask(version)
    assert first.is_current and second.is_current and bytes(second.content) == b"draft docx 1"
    assert made == ["draft docx"] and started == [] and second.size == len(second.content)


def test_both_versions_count_for_the_length_of_a_comparison(version, second, made, started, monkeypatch):
    monkeypatch.setattr(services, "MADE_AT_ONCE", 4)
    assert ask(version).is_current and not ask(second, version).is_current


def test_few_very_long_paragraphs_are_long_as_well(version, made, started, monkeypatch):
    monkeypatch.setattr(services, "MADE_AT_ONCE_CHARACTERS", 50)
    assert not ask(version).is_current and made == []


def test_a_long_paper_is_left_to_a_worker_who_is_asked_once(
    version, made, started, long, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        first = ask(version)
    with django_capture_on_commit_callbacks(execute=True):
        again = ask(version)
    assert not first.is_current and not again.is_current and made == []
    assert started == [first.pk]
    make_paper(first.pk)
    assert ask(version).is_current and made == ["draft docx"]


def test_a_worker_is_asked_again_when_nothing_came(version, started, long, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        paper = ask(version)
    Paper.objects.update(asked_at=timezone.now() - ASKED_HELD - timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        ask(version)
    assert started == [paper.pk, paper.pk]


def test_who_is_at_it_is_left_alone_until_taken_for_dead(version, made, started):
    paper = Paper.objects.create(version=version, format=DOCX, claimed_at=timezone.now())
    assert not services.make(paper.pk) and not ask(version).is_current and made == []
    Paper.objects.update(claimed_at=timezone.now() - CLAIM_HELD - timedelta(seconds=1))
    assert services.make(paper.pk) and made == ["draft docx"]


def test_a_worker_whose_claim_was_taken_over_leaves_no_file(version, made, monkeypatch):
    paper = Paper.objects.create(version=version, format=DOCX)

    def slow(data):
        Paper.objects.filter(pk=paper.pk).update(claimed_at=timezone.now() + timedelta(seconds=1))
        return b"late"

    monkeypatch.setitem(services._DRAFT, DOCX, slow)
    assert not services.make(paper.pk)
    paper.refresh_from_db()
    assert bytes(paper.content) == b"" and paper.key == "" and paper.claimed_at


def test_a_task_run_twice_makes_one_file(version, made):
    paper = Paper.objects.create(version=version, format=DOCX)
    make_paper(paper.pk)
    make_paper(paper.pk)
    paper.refresh_from_db()
    assert made == ["draft docx"] and paper.claimed_at is None and paper.asked_at is None


def test_a_task_for_a_paper_that_is_gone_does_nothing(db, made):
    make_paper(4711)
    assert made == []


def test_a_failure_is_kept_and_tried_again_later(version, made, monkeypatch, caplog):
    def broken(data):
        raise ValueError("kaputt")

    monkeypatch.setitem(services._DRAFT, DOCX, broken)
    paper = ask(version)
    assert paper.has_failed and not paper.is_current and paper.claimed_at is None
    assert "could not be made" in caplog.text
    monkeypatch.setitem(services._DRAFT, DOCX, lambda data: made.append("again") or b"x")
    assert ask(version).has_failed and made == []
    Paper.objects.update(failed_at=timezone.now() - PAUSE_AFTER_FAILURE - timedelta(seconds=1))
    paper = ask(version)
    assert paper.is_current and not paper.has_failed


def test_a_new_name_of_the_process_makes_the_paper_anew(version, process, made):
    ask(version)
    process.short_title = "Neuer Name"
    process.save()
    version.draft.process.refresh_from_db()
    assert ask(version).is_current and len(made) == 2 and Paper.objects.count() == 1


def test_a_dead_broker_does_not_disturb(version, long, monkeypatch, django_capture_on_commit_callbacks):
    def dead(pk):
        raise OSError("no broker")

    monkeypatch.setattr(make_paper, "delay", dead)
    with django_capture_on_commit_callbacks(execute=True):
        assert not ask(version).is_current


def test_publishing_orders_all_papers(cast, process, version, made, started, django_capture_on_commit_callbacks):
    second = make_version(process, number=2, published=False)
    with django_capture_on_commit_callbacks(execute=True):
        publish_version(second, actor=cast.lead)
        assert not Paper.objects.exists(), "nothing is made of what may be rolled back"
    assert len(started) == 4 and made == []
    for pk in started:
        make_paper(pk)
    assert sorted(made) == ["comparison docx", "comparison pdf", "draft docx", "draft pdf"]
    assert set(Paper.objects.values_list("version", "since")) == {(second.pk, None), (second.pk, version.pk)}


def test_the_database_keeps_one_row_a_paper(version, second):
    for since in (None, version):
        Paper.objects.create(version=second, since=since, format=DOCX)
        with pytest.raises(IntegrityError), transaction.atomic():
            Paper.objects.create(version=second, since=since, format=DOCX)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_visitors_at_once_make_one_file(version, made):
    results = at_once(*[lambda: ask(version) for _ in range(4)])
    assert not [result for result in results if isinstance(result, Exception)], results
    assert made == ["draft docx"] and Paper.objects.count() == 1
    assert ask(version).is_current
